//! One attestation, and what is known about who vouches for it.

use bonafide_dsse::{Statement, VerifiedStatement};
use bonafide_report::{Finding, Time};
use bonafide_x509::{CertificateIdentity, FulcioClaim};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

/// One attestation as it reached the caller: its statement if it could be read, who vouches for it,
/// and the bytes that it came in.
#[derive(Clone, Debug)]
pub struct Attestation {
    label: String,
    sha256: [u8; 32],
    hint: Option<String>,
    content: Result<Statement, Finding>,
    authenticity: Authenticity,
}

impl Attestation {
    /// A statement whose signature was verified, and by what it was.
    ///
    /// A certificate without a log entry and without a timestamp makes the attestation
    /// [`Authenticity::Unlogged`], whatever the caller meant.
    #[must_use]
    pub fn verified(statement: &VerifiedStatement, signing: Signing) -> Self {
        let is_unlogged = matches!(signing.signer, Signer::Certificate(_))
            && signing.time.is_none()
            && signing.transparency == Transparency::None;
        let authenticity = if is_unlogged {
            Authenticity::Unlogged(signing)
        } else {
            Authenticity::Verified(signing)
        };
        Self::new(Ok(statement.statement().clone()), authenticity)
    }

    /// A statement that nobody vouches for.
    #[must_use]
    pub fn unsigned(statement: Statement) -> Self {
        Self::new(Ok(statement), Authenticity::Unsigned)
    }

    /// An unsigned statement that was reached through a digest which the caller trusts.
    #[must_use]
    pub fn covered_by_index(statement: Statement) -> Self {
        Self::new(Ok(statement), Authenticity::CoveredByIndexDigest)
    }

    /// A signed statement, and nothing at hand to check its signature with.
    #[must_use]
    pub fn without_material(statement: Statement) -> Self {
        Self::new(Ok(statement), Authenticity::NoMaterial)
    }

    /// A statement whose signature, certificate, log entry or time failed a check; `reason` is the
    /// primary code of that failure.
    #[must_use]
    pub fn invalid(statement: Statement, reason: Finding) -> Self {
        Self::new(Ok(statement), Authenticity::Invalid(reason))
    }

    /// An attestation whose statement cannot be read, and why.
    #[must_use]
    pub fn unreadable(reason: Finding) -> Self {
        let authenticity = Authenticity::Invalid(reason.clone());
        Self::new(Err(reason), authenticity)
    }

    const fn new(content: Result<Statement, Finding>, authenticity: Authenticity) -> Self {
        Self {
            label: String::new(),
            sha256: [0; 32],
            hint: None,
            content,
            authenticity,
        }
    }

    /// Says where the attestation came from, such as `line 3`, for people.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Says the SHA-256 of the exact bytes that were received.
    #[must_use]
    pub const fn with_sha256(mut self, sha256: [u8; 32]) -> Self {
        self.sha256 = sha256;
        self
    }

    /// Says which predicate type the carrier announced. The statement's own decides; that they
    /// differ is a failure of the attestation.
    #[must_use]
    pub fn with_hint(mut self, predicate_type: impl Into<String>) -> Self {
        self.hint = Some(predicate_type.into());
        self
    }

    /// Where it came from.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// SHA-256 of the exact bytes that were received; all zero when nobody said.
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// The predicate type that the carrier announced.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// What became of the checks on its signature.
    #[must_use]
    pub const fn authenticity(&self) -> &Authenticity {
        &self.authenticity
    }

    /// The statement as it was read, whoever vouches for it.
    ///
    /// # Errors
    /// Why it could not be read.
    pub const fn untrusted(&self) -> Result<&Statement, &Finding> {
        self.content.as_ref()
    }
}

/// What became of the checks on the signature of an attestation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Authenticity {
    /// The signature and the evidence of its time are good.
    Verified(Signing),
    /// The signature is good and the certificate was valid when it was issued; neither a log nor a
    /// timestamp says when it signed.
    Unlogged(Signing),
    /// Unsigned, and reached through a digest that the caller trusts.
    CoveredByIndexDigest,
    /// Signed, with neither key nor certificate to check it with.
    NoMaterial,
    /// A check of signature, certificate, log entry or time failed.
    Invalid(Finding),
    /// Unsigned.
    Unsigned,
}

impl Authenticity {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Verified(_) => "verified",
            Self::Unlogged(_) => "verified-unlogged",
            Self::CoveredByIndexDigest => "covered-by-index-digest",
            Self::NoMaterial => "no-material",
            Self::Invalid(_) => "invalid",
            Self::Unsigned => "unsigned",
        }
    }

    /// Who signed and when, where the signature is good.
    #[must_use]
    pub const fn signing(&self) -> Option<&Signing> {
        match self {
            Self::Verified(signing) | Self::Unlogged(signing) => Some(signing),
            _ => None,
        }
    }
}

/// Who signed, when, and which evidence there is for the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signing {
    signer: Signer,
    time: Option<Time>,
    transparency: Transparency,
}

impl Signing {
    /// A signature by `signer`, with no evidence of its time yet.
    #[must_use]
    pub const fn by(signer: Signer) -> Self {
        Self {
            signer,
            time: None,
            transparency: Transparency::None,
        }
    }

    /// A log or an authority vouches that the signature existed at `time`.
    #[must_use]
    pub const fn at(mut self, time: Time) -> Self {
        self.time = Some(time);
        self
    }

    /// What a transparency log vouches for.
    #[must_use]
    pub const fn with_transparency(mut self, transparency: Transparency) -> Self {
        self.transparency = transparency;
        self
    }

    /// Who signed.
    #[must_use]
    pub const fn signer(&self) -> &Signer {
        &self.signer
    }

    /// When, as far as a trusted party says so.
    #[must_use]
    pub const fn time(&self) -> Option<Time> {
        self.time
    }

    /// What a transparency log vouches for.
    #[must_use]
    pub const fn transparency(&self) -> Transparency {
        self.transparency
    }
}

/// What a transparency log vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a log can promise and prove")]
pub enum Transparency {
    /// No entry.
    None,
    /// A log promised to include the entry.
    Promise,
    /// A log proved that it includes the entry.
    Proof,
}

impl Transparency {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Promise => "promise",
            Self::Proof => "proof",
        }
    }
}

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signer {
    /// The holder of a certificate.
    Certificate(Box<SignerClaims>),
    /// The holder of a key.
    Key {
        /// The name under which the caller trusts the key, such as its key id.
        name: String,
    },
}

/// What a certificate authority vouches for about a signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerClaims {
    san: String,
    issuer: Option<String>,
    claims: Vec<(u32, String)>,
}

impl SignerClaims {
    /// A signer of this subject alternative name.
    #[must_use]
    pub fn new(san: impl Into<String>) -> Self {
        Self {
            san: san.into(),
            issuer: None,
            claims: Vec::new(),
        }
    }

    /// Names the issuer of the identity token.
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Adds a claim; the first of a number stays.
    #[must_use]
    pub fn with_claim(mut self, claim: impl Into<FulcioClaim>, value: impl Into<String>) -> Self {
        let claim = claim.into();
        if self.claim(claim).is_none() {
            self.claims.push((claim.number(), value.into()));
        }
        self
    }

    /// The subject alternative name.
    #[must_use]
    pub fn san(&self) -> &str {
        &self.san
    }

    /// The issuer of the identity token.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// The text of a claim, by its name or number.
    #[must_use]
    pub fn claim(&self, claim: impl Into<FulcioClaim>) -> Option<&str> {
        let number = claim.into().number();
        let mut claims = self.claims.iter();
        let found = claims.find(|(known, _)| *known == number);
        found.map(|(_, value)| value.as_str())
    }
}

impl From<&CertificateIdentity> for SignerClaims {
    fn from(identity: &CertificateIdentity) -> Self {
        let mut claims = Self::new(identity.san().value());
        claims.issuer = identity.issuer().map(str::to_owned);
        for (number, value) in identity.claims().iter() {
            claims.claims.push((number, value.to_owned()));
        }
        claims
    }
}

impl Serialize for Signer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Signer", 2)?;
        match self {
            Self::Certificate(claims) => {
                out.serialize_field("subject", &claims.san)?;
                out.serialize_field("issuer", &claims.issuer)?;
            }
            Self::Key { name } => out.serialize_field("key", name)?,
        }
        out.end()
    }
}
