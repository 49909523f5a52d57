//! Who signed, and who should have.

use bonafide_report::{Coded as _, Escaped, Finding};
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::{Claims, Error, FulcioClaim, Pattern, SanKind, SubjectAltName, VerifiedPath};

/// The subject alternative name that is wanted.
#[derive(Clone, Debug)]
pub struct SanMatcher {
    pattern: Pattern,
    kind: Option<SanKind>,
}

impl SanMatcher {
    /// A name that matches `pattern`, of the form `kind`.
    ///
    /// Without a kind a pattern written like a URL matches URIs only, and any other matches email
    /// addresses and user names (otherName) only. The other forms must be named.
    ///
    /// # Errors
    /// [`Error::Pattern`] for a glob for URIs without a literal scheme and host.
    pub fn new(pattern: Pattern, kind: Option<SanKind>) -> Result<Self, Error> {
        if kind == Some(SanKind::Uri) {
            pattern.check_url()?;
        }
        Ok(Self { pattern, kind })
    }

    /// The name `text` of the form `kind` and no other, but for the letter case of ASCII. A star is
    /// a star: there are no wildcards. For names that a caller's own authority issued.
    ///
    /// # Errors
    /// [`Error::Pattern`] for an empty text.
    pub fn named(kind: SanKind, text: impl Into<String>) -> Result<Self, Error> {
        let pattern = Pattern::exact_ignoring_case(text)?;
        let kind = Some(kind);
        Ok(Self { pattern, kind })
    }

    /// Whether `name` is the wanted one.
    #[must_use]
    pub fn matches(&self, name: &SubjectAltName) -> bool {
        let fits = match (self.kind, name.kind()) {
            (Some(wanted), found) => wanted == found,
            (None, SanKind::Uri) => self.pattern.is_url(),
            (None, SanKind::Email | SanKind::OtherName) => !self.pattern.is_url(),
            (None, _) => false,
        };
        fits && self.pattern.matches(name.value())
    }

    fn mismatch(&self, names: &[SubjectAltName]) -> Error {
        let describe = |name: &SubjectAltName| format!("{} {}", name.kind(), name.value());
        let found: Vec<String> = names.iter().map(describe).collect();
        let kind = self.kind.map_or(String::new(), |kind| format!("{kind} "));
        Error::SanMismatch {
            found: Escaped(&found.join(", ")).to_string(),
            wanted: format!("{kind}{}", self.pattern),
        }
    }
}

/// The issuer of the identity token that is wanted.
#[derive(Clone, Debug)]
pub struct IssuerMatcher {
    /// `None` for a certificate that must name no issuer.
    pattern: Option<Pattern>,
}

impl IssuerMatcher {
    /// An issuer that matches `pattern`.
    ///
    /// # Errors
    /// [`Error::Pattern`] for a glob without a literal scheme and host.
    pub fn new(pattern: Pattern) -> Result<Self, Error> {
        pattern.check_url()?;
        Ok(Self {
            pattern: Some(pattern),
        })
    }

    /// A certificate that names no issuer, as some private authorities issue them.
    #[must_use]
    pub const fn absent() -> Self {
        Self { pattern: None }
    }

    fn check(&self, issuer: Option<&str>) -> Result<(), Error> {
        let mismatch = |found: &str, wanted: String| Error::IssuerMismatch {
            found: Escaped(found).to_string(),
            wanted,
        };
        match (&self.pattern, issuer) {
            (None, None) => Ok(()),
            (None, Some(issuer)) => Err(mismatch(issuer, "none".to_owned())),
            (Some(_), None) => Err(Error::IssuerMissing {}),
            (Some(pattern), Some(issuer)) if pattern.matches(issuer) => Ok(()),
            (Some(pattern), Some(issuer)) => Err(mismatch(issuer, pattern.to_string())),
        }
    }
}

/// One accepted signer: a name and its issuer, always together, and claims.
#[derive(Clone, Debug)]
pub struct IdentityMatcher {
    san: SanMatcher,
    issuer: IssuerMatcher,
    claims: Vec<(FulcioClaim, String)>,
}

impl IdentityMatcher {
    /// The signer with this name at this issuer.
    #[must_use]
    pub const fn new(san: SanMatcher, issuer: IssuerMatcher) -> Self {
        Self {
            san,
            issuer,
            claims: Vec::new(),
        }
    }

    /// The signer with exactly this name, of the form that its text suggests (see
    /// [`SanMatcher::new`]), at exactly this issuer.
    ///
    /// # Errors
    /// [`Error::Pattern`] for an empty text or one that is too long.
    pub fn exact(san: impl Into<String>, issuer: impl Into<String>) -> Result<Self, Error> {
        let san = SanMatcher::new(Pattern::exact(san)?, None)?;
        Ok(Self::new(san, IssuerMatcher::new(Pattern::exact(issuer)?)?))
    }

    /// Wants this claim, by its name or number, to be exactly `value`. An absent claim fits nothing,
    /// not even an empty value.
    #[must_use]
    pub fn with_claim(mut self, claim: impl Into<FulcioClaim>, value: impl Into<String>) -> Self {
        self.claims.push((claim.into(), value.into()));
        self
    }

    /// The position of the name that fits.
    fn check(&self, names: &[SubjectAltName], claims: &Claims) -> Result<usize, Error> {
        let found = names.iter().position(|name| self.san.matches(name));
        let at = found.ok_or_else(|| self.san.mismatch(names))?;
        self.issuer.check(claims.issuer()?)?;
        for (claim, wanted) in &self.claims {
            let found = claims.get(*claim);
            if found != Some(wanted) {
                return Err(Error::ClaimMismatch {
                    claim: claim.number(),
                    found: found.map_or("absent".to_owned(), |text| Escaped(text).to_string()),
                    wanted: Escaped(wanted).to_string(),
                });
            }
        }
        Ok(at)
    }
}

/// Whose signature is accepted.
#[derive(Clone, Debug)]
pub struct ExpectedIdentity {
    expected: Expected,
}

#[derive(Clone, Debug)]
enum Expected {
    AnyOf(Vec<IdentityMatcher>),
    AllOf(Vec<IdentityMatcher>),
    Anyone,
}

impl ExpectedIdentity {
    /// Any one of these signers.
    ///
    /// # Errors
    /// [`Error::NoMatcher`] for an empty list.
    pub fn any_of(list: Vec<IdentityMatcher>) -> Result<Self, Error> {
        Self::listed(list, Expected::AnyOf)
    }

    /// A signer that every one of these matchers fits.
    ///
    /// # Errors
    /// [`Error::NoMatcher`] for an empty list.
    pub fn all_of(list: Vec<IdentityMatcher>) -> Result<Self, Error> {
        Self::listed(list, Expected::AllOf)
    }

    /// Anybody to whom the trusted authorities gave a certificate, which on a public instance is
    /// everybody. For inspection, and for callers that judge the returned identity themselves.
    #[must_use]
    pub const fn any_identity_unsafe() -> Self {
        Self {
            expected: Expected::Anyone,
        }
    }

    /// Whether anybody is accepted.
    #[must_use]
    pub const fn is_anyone(&self) -> bool {
        matches!(self.expected, Expected::Anyone)
    }

    fn listed(
        list: Vec<IdentityMatcher>,
        expected: fn(Vec<IdentityMatcher>) -> Expected,
    ) -> Result<Self, Error> {
        if list.is_empty() {
            return Err(Error::NoMatcher {});
        }
        Ok(Self {
            expected: expected(list),
        })
    }

    /// Compares the leaf of a verified path with what is expected.
    ///
    /// # Errors
    /// [`Error::Extension`] and [`Error::IssuerConflict`] for claims that cannot be used, then for
    /// each matcher [`Error::SanMismatch`], [`Error::IssuerMissing`], [`Error::IssuerMismatch`],
    /// [`Error::ClaimMismatch`] in this order; of several alternatives the one that came furthest,
    /// in [`Error::Alternatives`].
    pub fn check(&self, path: &VerifiedPath) -> Result<CertificateIdentity, Error> {
        let claims = Claims::of(path.leaf())?;
        let issuer = claims.issuer()?.map(str::to_owned);
        let names = path.leaf().subject_alt_names();
        let matched = match &self.expected {
            Expected::Anyone => 0,
            Expected::AnyOf(list) => any_of(list, names, &claims)?,
            Expected::AllOf(list) => {
                let mut matched = list.iter().map(|one| one.check(names, &claims));
                let first = matched.next().unwrap_or(Err(Error::NoMatcher {}))?;
                for further in matched {
                    further?;
                }
                first
            }
        };
        Ok(CertificateIdentity {
            san: names.get(matched).cloned().ok_or(Error::SanMissing {})?,
            names: names.to_vec(),
            issuer,
            claims,
        })
    }
}

/// The names that a certificate from an authority of the caller's own choice must have.
///
/// Such an authority issues to whom the caller knows, and no identity provider stands behind the
/// name. Under a public authority a name alone would identify nobody: there it takes an
/// [`ExpectedIdentity`].
#[derive(Clone, Debug)]
pub struct ExpectedNames {
    list: Vec<SanMatcher>,
}

impl ExpectedNames {
    /// A certificate that has each of these names, among others perhaps.
    ///
    /// # Errors
    /// [`Error::NoMatcher`] for an empty list.
    pub fn all_of(list: Vec<SanMatcher>) -> Result<Self, Error> {
        if list.is_empty() {
            return Err(Error::NoMatcher {});
        }
        Ok(Self { list })
    }

    /// Compares the leaf of a verified path with the names.
    ///
    /// # Errors
    /// [`Error::NamesAlone`] for a path under another profile than
    /// [`Profile::bring_your_own`](crate::Profile::bring_your_own) or
    /// [`Profile::rfc5280`](crate::Profile::rfc5280); [`Error::Extension`],
    /// [`Error::IssuerConflict`]; [`Error::SanMismatch`] naming the first that is not there.
    pub fn check(&self, path: &VerifiedPath) -> Result<CertificateIdentity, Error> {
        if !path.purpose().is_searched() {
            return Err(Error::NamesAlone {});
        }
        let claims = Claims::of(path.leaf())?;
        let issuer = claims.issuer()?.map(str::to_owned);
        let names = path.leaf().subject_alt_names();
        let mut matched = Vec::new();
        for wanted in &self.list {
            let found = names.iter().find(|name| wanted.matches(name));
            matched.push(found.ok_or_else(|| wanted.mismatch(names))?);
        }
        let first = matched.first().ok_or(Error::NoMatcher {})?;
        Ok(CertificateIdentity {
            san: SubjectAltName::clone(first),
            names: names.to_vec(),
            issuer,
            claims,
        })
    }
}

impl From<IdentityMatcher> for ExpectedIdentity {
    fn from(one: IdentityMatcher) -> Self {
        Self {
            expected: Expected::AnyOf(vec![one]),
        }
    }
}

fn any_of(
    list: &[IdentityMatcher],
    names: &[SubjectAltName],
    claims: &Claims,
) -> Result<usize, Error> {
    let mut failures = Vec::new();
    for one in list {
        match one.check(names, claims) {
            Ok(matched) => return Ok(matched),
            Err(error) => failures.push(error),
        }
    }
    // `max_by_key` takes the last of equals; reversed, that is the first in the list.
    let best = failures
        .iter()
        .enumerate()
        .rev()
        .max_by_key(|(_, error)| progress(error));
    let Some(best) = best.map(|(at, _)| at) else {
        return Err(Error::NoMatcher {});
    };
    let best = failures.remove(best);
    if failures.is_empty() {
        return Err(best);
    }
    let others: Vec<Finding> = failures.iter().map(Error::to_finding).collect();
    Err(Error::Alternatives {
        best: Box::new(best),
        others,
    })
}

/// How far a matcher came.
const fn progress(error: &Error) -> u8 {
    match error {
        Error::SanMismatch { .. } => 0,
        Error::IssuerMismatch { .. } | Error::IssuerMissing {} => 1,
        _ => 2,
    }
}

/// Who signed, as stated by a certificate whose path was verified and that fits what was expected.
///
/// ```compile_fail,E0451
/// let identity = bonafide_x509::CertificateIdentity { issuer: None };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateIdentity {
    san: SubjectAltName,
    names: Vec<SubjectAltName>,
    issuer: Option<String>,
    claims: Claims,
}

impl CertificateIdentity {
    /// The name that fits what was expected (the first one, if anybody was accepted).
    #[must_use]
    pub const fn san(&self) -> &SubjectAltName {
        &self.san
    }

    /// All subject alternative names.
    #[must_use]
    pub fn subject_alt_names(&self) -> &[SubjectAltName] {
        &self.names
    }

    /// The issuer of the identity token, if the certificate names one.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// All claims.
    #[must_use]
    pub const fn claims(&self) -> &Claims {
        &self.claims
    }
}

#[cfg(feature = "serde")]
impl Serialize for CertificateIdentity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("CertificateIdentity", 4)?;
        out.serialize_field("san", &self.san)?;
        out.serialize_field("subjectAltNames", &self.names)?;
        out.serialize_field("issuer", &self.issuer)?;
        out.serialize_field("claims", &self.claims)?;
        out.end()
    }
}
