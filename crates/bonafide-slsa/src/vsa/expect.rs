//! What is wanted of a verification summary.

use bonafide_digest::Digest;
use bonafide_dsse::Accepted;
use bonafide_report::Place;

use super::{SlsaResult, TrackLevel};
use crate::{Error, Signer, SourceId, UriContext};

/// Who may sign summaries of a verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SummarySigner {
    /// The key that the caller trusts under this name.
    Key {
        /// The name, such as a key id.
        name: String,
    },
    /// The holder of a certificate of exactly this identity.
    Certificate {
        /// The subject alternative name.
        san: String,
        /// The issuer of the identity token.
        issuer: String,
    },
}

impl SummarySigner {
    /// The key that the caller trusts under this name.
    #[must_use]
    pub fn key(name: impl Into<String>) -> Self {
        Self::Key { name: name.into() }
    }

    /// The holder of a certificate of exactly this subject alternative name and issuer.
    #[must_use]
    pub fn certificate(san: impl Into<String>, issuer: impl Into<String>) -> Self {
        Self::Certificate {
            san: san.into(),
            issuer: issuer.into(),
        }
    }

    fn is(&self, signer: &Signer) -> bool {
        match (self, signer) {
            (Self::Key { name }, Signer::Key { name: found }) => name == found,
            (Self::Certificate { san, issuer }, Signer::Certificate(claims)) => {
                claims.san() == san && claims.issuer() == Some(issuer)
            }
            _ => false,
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Key { name } => name.is_empty(),
            Self::Certificate { san, issuer } => san.is_empty() || issuer.is_empty(),
        }
    }
}

/// What is wanted of a verification summary: whose it is, what it is about, and which levels and
/// properties it states.
///
/// ```
/// use bonafide_slsa::{SummarySigner, VsaExpectations};
///
/// let wanted = VsaExpectations::new("pkg:oci/app")
///     .with_verifier(SummarySigner::key("release-key"), "https://verifier.example/v1")
///     .with_level("SLSA_BUILD_LEVEL_3");
/// assert!(wanted.check().is_ok());
/// assert!(VsaExpectations::new("pkg:oci/app").check().is_err());
/// ```
#[derive(Clone, Debug)]
pub struct VsaExpectations {
    resource_uri: String,
    verifiers: Vec<(SummarySigner, String)>,
    levels: Vec<String>,
    delegates_fully: bool,
    policy_uri: Option<String>,
    policy_digests: Vec<Digest>,
    is_about_revision: bool,
    normalises_resource: bool,
    source_refs: Vec<String>,
    most_seconds: Option<u64>,
    allows_v0: bool,
}

impl VsaExpectations {
    /// A summary about an artifact that was verified as `resource_uri`, compared byte for byte.
    #[must_use]
    pub fn new(resource_uri: impl Into<String>) -> Self {
        Self {
            resource_uri: resource_uri.into(),
            verifiers: Vec::new(),
            levels: Vec::new(),
            delegates_fully: false,
            policy_uri: None,
            policy_digests: Vec::new(),
            is_about_revision: false,
            normalises_resource: false,
            source_refs: Vec::new(),
            most_seconds: None,
            allows_v0: false,
        }
    }

    /// A summary about a revision of the repository `resource_uri`, which is matched by its
    /// `gitCommit`.
    #[must_use]
    pub fn revision(resource_uri: impl Into<String>) -> Self {
        Self {
            is_about_revision: true,
            ..Self::new(resource_uri)
        }
    }

    /// Compares the repository as a source and not byte for byte, so that `git+https://h/a` and
    /// `https://h/a` are one. For summaries about revisions.
    #[must_use]
    pub const fn normalising_resource(mut self) -> Self {
        self.normalises_resource = true;
        self
    }

    /// Accepts summaries of this verifier by this signer. Each pair counts for itself: a signer of
    /// one verifier cannot sign for another.
    #[must_use]
    pub fn with_verifier(mut self, signer: SummarySigner, id: impl Into<String>) -> Self {
        self.verifiers.push((signer, id.into()));
        self
    }

    /// Wants a level such as `SLSA_BUILD_LEVEL_2`, for which a higher one will do, or a property,
    /// literally.
    #[must_use]
    pub fn with_level(mut self, text: impl Into<String>) -> Self {
        self.levels.push(text.into());
        self
    }

    /// Wants no level: that the verifier says PASSED is enough.
    #[must_use]
    pub const fn delegating_fully(mut self) -> Self {
        self.delegates_fully = true;
        self
    }

    /// Wants this policy to have been applied, compared byte for byte.
    #[must_use]
    pub fn with_policy_uri(mut self, uri: impl Into<String>) -> Self {
        self.policy_uri = Some(uri.into());
        self
    }

    /// Wants the policy that was applied to have this digest. All that are given must be there.
    #[must_use]
    pub fn with_policy_digest(mut self, digest: Digest) -> Self {
        self.policy_digests.push(digest);
        self
    }

    /// Wants the revision to be reachable from this ref, such as `refs/heads/main`. For
    /// summaries about revisions.
    #[must_use]
    pub fn with_source_ref(mut self, name: impl Into<String>) -> Self {
        self.source_refs.push(name.into());
        self
    }

    /// Wants the verification to be at most `seconds` seconds old.
    #[must_use]
    pub const fn with_most_seconds(mut self, seconds: u64) -> Self {
        self.most_seconds = Some(seconds);
        self
    }

    /// Accepts summaries of the versions 0.1 and 0.2 too.
    #[must_use]
    pub const fn allowing_v0(mut self) -> Self {
        self.allows_v0 = true;
        self
    }

    /// Whether these expectations make sense. [`verify_vsa`](super::verify_vsa) asks this too, and
    /// allows nothing when they do not.
    ///
    /// # Errors
    /// [`Error::ExpectationsConfig`]: nobody may sign, nothing is wanted, a text is empty, a level
    /// cannot be reached, or a ref or a source is given for what is no revision.
    pub fn check(&self) -> Result<(), Error> {
        let root = Place::root();
        if self.resource_uri.is_empty() {
            return refuse(root.member("resource"), "there is no resource");
        }
        if self.normalises_resource {
            let source = SourceId::parse(&self.resource_uri, UriContext::Expectation);
            if !self.is_about_revision || source.is_err() {
                let reason = "only repositories can be compared as sources";
                return refuse(root.member("resource"), reason);
            }
        }
        if self.verifiers.is_empty() {
            return refuse(root.member("verifiers"), "there is no verifier");
        }
        for (index, (signer, id)) in self.verifiers.iter().enumerate() {
            if signer.is_empty() || id.is_empty() {
                let place = root.member("verifiers").index(index);
                return refuse(place, "a verifier needs an id and a signer");
            }
        }
        if self.policy_uri.as_deref() == Some("") {
            return refuse(root.member("policyUri"), "the policy is empty");
        }
        if !self.is_about_revision && !self.source_refs.is_empty() {
            let reason = "only revisions are reachable from refs";
            return refuse(root.member("sourceRefs"), reason);
        }
        for (index, name) in self.source_refs.iter().enumerate() {
            if !is_full_ref(name) {
                let place = root.member("sourceRefs").index(index);
                return refuse(place, "a ref is given in full, from refs/ on");
            }
        }
        self.wanted_levels().map(|_| ())
    }

    /// The wanted levels, or why they make no sense.
    pub(super) fn wanted_levels(&self) -> Result<Vec<SlsaResult>, Error> {
        let place = Place::root().member("levels");
        if self.levels.is_empty() && !self.delegates_fully {
            return refuse(place, "no level is wanted, and not everything is delegated");
        }
        let mut wanted: Vec<SlsaResult> = Vec::new();
        for (index, text) in self.levels.iter().enumerate() {
            let place = place.index(index);
            let result = SlsaResult::parse(text);
            let Ok(result) = result else {
                return refuse(place, "no level");
            };
            if let Some(reason) = unreachable(&result, &wanted) {
                return refuse(place, reason);
            }
            wanted.push(result);
        }
        Ok(wanted)
    }

    /// Whether `signer` may sign for this verifier.
    pub(super) fn accepts(&self, verifier_id: &str, signer: &Signer) -> bool {
        let mut pairs = self.verifiers.iter();
        pairs.any(|(accepted, id)| id == verifier_id && accepted.is(signer))
    }

    /// Whether anybody may sign for this verifier.
    pub(super) fn knows(&self, verifier_id: &str) -> bool {
        self.verifiers.iter().any(|(_, id)| id == verifier_id)
    }

    /// Whether the resource is the wanted one.
    pub(super) fn is_resource(&self, found: &str) -> Result<bool, Error> {
        if !self.normalises_resource {
            return Ok(self.resource_uri == found);
        }
        let wanted = SourceId::parse(&self.resource_uri, UriContext::Expectation)?;
        Ok(wanted == SourceId::parse(found, UriContext::Statement)?)
    }

    pub(super) fn resource_uri(&self) -> &str {
        &self.resource_uri
    }

    pub(super) fn policy(&self) -> (Option<&str>, &[Digest]) {
        (self.policy_uri.as_deref(), &self.policy_digests)
    }

    pub(super) fn source_refs(&self) -> &[String] {
        &self.source_refs
    }

    pub(super) const fn most_seconds(&self) -> Option<u64> {
        self.most_seconds
    }

    pub(super) const fn allows_v0(&self) -> bool {
        self.allows_v0
    }

    /// By what subjects are matched.
    pub(super) fn accepted(&self) -> Accepted {
        if self.is_about_revision {
            Accepted::revisions()
        } else {
            Accepted::default()
        }
    }
}

/// Why no summary could state `result` beside what is already wanted.
fn unreachable(result: &SlsaResult, wanted: &[SlsaResult]) -> Option<&'static str> {
    match result {
        SlsaResult::Failed => Some("a summary that failed is never wanted"),
        SlsaResult::Custom(text) if text.is_empty() => Some("the level is empty"),
        SlsaResult::Level(level) if level.is_beyond_known() => Some("the track has no such level"),
        SlsaResult::Level(level) => {
            let is_of_track = |other: &&TrackLevel| other.track() == level.track();
            let mut levels = wanted.iter().filter_map(|other| match other {
                SlsaResult::Level(other) => Some(other),
                _ => None,
            });
            let is_twice = levels.find(is_of_track).is_some();
            is_twice.then_some("two levels of one track are wanted")
        }
        _ => None,
    }
}

fn is_full_ref(name: &str) -> bool {
    name.strip_prefix("refs/")
        .and_then(|rest| rest.split_once('/'))
        .is_some_and(|(kind, name)| !kind.is_empty() && !name.is_empty())
}

fn refuse<T>(place: Place, reason: &'static str) -> Result<T, Error> {
    Err(Error::ExpectationsConfig { place, reason })
}
