//! The predicate of a verification summary.

mod accepted;
mod expect;
mod level;
mod outcome;
pub(crate) mod read;
mod source_refs;
mod verify;

use std::borrow::Cow;

use bonafide_dsse::{ResourceDescriptor, Statement, Timestamp};
use bonafide_report::Place;

use crate::Error;

pub use accepted::{AcceptedSummary, SummaryRefusal};
pub use expect::{SummarySigner, VsaExpectations};
pub use level::{SlsaResult, StatedLevels, TrackLevel};
pub use outcome::VsaOutcome;
pub use verify::verify_vsa;

/// The versions of the verification summary that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VsaVersion {
    /// `https://slsa.dev/verification_summary/v0.1`.
    V01,
    /// `https://slsa.dev/verification_summary/v0.2`.
    V02,
    /// `https://slsa.dev/verification_summary/v1`.
    V1,
}

impl VsaVersion {
    /// The predicate type.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::V01 => "https://slsa.dev/verification_summary/v0.1",
            Self::V02 => "https://slsa.dev/verification_summary/v0.2",
            Self::V1 => "https://slsa.dev/verification_summary/v1",
        }
    }

    /// The version of this predicate type.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        [Self::V01, Self::V02, Self::V1]
            .into_iter()
            .find(|known| known.uri() == uri)
    }
}

/// A verification summary: read strictly, and nothing more. Whether anybody vouches for it, and
/// whether it is wanted, is for [`verify_vsa`] to say.
///
/// Places are pointers into the predicate. Borrows from the statement.
///
/// # Specification
/// SLSA v1.2, verification summary v1; v0.1 and v0.2 in their own spelling.
#[derive(Clone, Debug)]
pub struct Vsa<'a> {
    version: VsaVersion,
    verifier_id: Cow<'a, str>,
    verifier_version: Vec<(String, Cow<'a, str>)>,
    time_verified: Option<Timestamp>,
    resource_uri: Cow<'a, str>,
    policy: ResourceDescriptor<'a>,
    input_attestations: Vec<ResourceDescriptor<'a>>,
    verification_result: Cow<'a, str>,
    verified_levels: Vec<Cow<'a, str>>,
    dependency_levels: Option<DependencyLevels>,
    slsa_version: Option<Cow<'a, str>>,
    unknown: Vec<Place>,
}

impl<'a> Vsa<'a> {
    /// Reads the predicate of `statement`.
    ///
    /// # Errors
    /// [`Error::Statement`] when the predicate type is not that of a verification summary;
    /// [`Error::MissingField`], [`Error::Shape`], [`Error::Timestamp`], [`Error::Json`];
    /// [`Error::Statement`] for malformed digests.
    pub fn of(statement: &'a Statement) -> Result<Self, Error> {
        read::read(statement)
    }

    /// The version of the format.
    #[must_use]
    pub const fn version(&self) -> VsaVersion {
        self.version
    }

    /// Who verified, as the summary says; it means nothing without a signer who may say so.
    #[must_use]
    pub fn verifier_id(&self) -> &str {
        &self.verifier_id
    }

    /// Names and versions of the parts of the verifier, in document order; for people.
    pub fn verifier_version(&self) -> impl Iterator<Item = (&str, &str)> {
        let parts = self.verifier_version.iter();
        parts.map(|(name, version)| (name.as_str(), &**version))
    }

    /// When it was verified.
    #[must_use]
    pub const fn time_verified(&self) -> Option<&Timestamp> {
        self.time_verified.as_ref()
    }

    /// What the artifact was verified as.
    #[must_use]
    pub fn resource_uri(&self) -> &str {
        &self.resource_uri
    }

    /// The policy that was applied; it has a URI.
    #[must_use]
    pub const fn policy(&self) -> &ResourceDescriptor<'a> {
        &self.policy
    }

    /// The attestations that were looked at; each has a digest.
    #[must_use]
    pub fn input_attestations(&self) -> &[ResourceDescriptor<'a>] {
        &self.input_attestations
    }

    /// `PASSED`, `FAILED`, or another text.
    #[must_use]
    pub fn verification_result(&self) -> &str {
        &self.verification_result
    }

    /// The texts of the verified levels and properties, in document order.
    pub fn level_texts(&self) -> impl Iterator<Item = &str> {
        self.verified_levels.iter().map(|text| &**text)
    }

    /// The verified levels and properties.
    ///
    /// # Errors
    /// [`Error::VsaLevelMalformed`], [`Error::VsaMultipleLevels`].
    pub fn levels(&self) -> Result<StatedLevels, Error> {
        match self.version {
            VsaVersion::V1 => StatedLevels::of(self.level_texts()),
            VsaVersion::V01 | VsaVersion::V02 => {
                let text = self.level_texts().next().unwrap_or_default();
                Ok(StatedLevels::single(SlsaResult::parse_v0(text)?))
            }
        }
    }

    /// How many dependencies have which level; `None` when the summary claims nothing of them.
    #[must_use]
    pub const fn dependency_levels(&self) -> Option<&DependencyLevels> {
        self.dependency_levels.as_ref()
    }

    /// The version of SLSA that was verified against, as `MAJOR.MINOR`; some 1.x when unset.
    #[must_use]
    pub fn slsa_version(&self) -> Option<&str> {
        self.slsa_version.as_deref()
    }

    /// Members that the format does not have, which were passed over; at most the first 64.
    #[must_use]
    pub fn unknown_members(&self) -> &[Place] {
        &self.unknown
    }
}

/// How many of the dependencies have which level. A dependency is counted once a track.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DependencyLevels {
    counts: Vec<(String, u64)>,
}

impl DependencyLevels {
    /// Levels and counts, in document order; a count is at most 2^53 − 1.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.counts.iter().map(|(level, count)| (&**level, *count))
    }

    /// How many dependencies have this level; 0 when the summary does not name it.
    #[must_use]
    pub fn count(&self, level: &str) -> u64 {
        let found = self.counts.iter().find(|(known, _)| known == level);
        found.map_or(0, |(_, count)| *count)
    }

    /// How many dependencies were looked at in this track, such as `BUILD`. Sums of different
    /// tracks count the same dependencies twice; do not add them.
    #[must_use]
    pub fn total(&self, track: &str) -> u128 {
        let of_track = self.counts.iter().filter(|(level, _)| {
            matches!(SlsaResult::parse(level), Ok(SlsaResult::Level(level)) if level.track() == track)
        });
        of_track.fold(0, |sum, (_, count)| sum.saturating_add(u128::from(*count)))
    }
}
