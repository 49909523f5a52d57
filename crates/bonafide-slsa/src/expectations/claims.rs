//! Rules for what builders say about their own work.

use crate::{Claim, Field, Provenance};

/// A claim of a builder about its own work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClaimName {
    /// All external parameters are listed.
    CompleteParameters,
    /// The whole environment is listed.
    CompleteEnvironment,
    /// All dependencies are listed.
    CompleteDependencies,
    /// The build had no network.
    Hermetic,
    /// The build gives the same bytes again.
    Reproducible,
}

impl ClaimName {
    pub(crate) const ALL: [Self; 5] = [
        Self::CompleteParameters,
        Self::CompleteEnvironment,
        Self::CompleteDependencies,
        Self::Hermetic,
        Self::Reproducible,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CompleteParameters => "complete.parameters",
            Self::CompleteEnvironment => "complete.environment",
            Self::CompleteDependencies => "complete.dependencies",
            Self::Hermetic => "hermetic",
            Self::Reproducible => "reproducible",
        }
    }

    /// The claim in provenance.
    pub(crate) const fn of<'v>(self, view: &'v Provenance<'_>) -> &'v Field<Claim> {
        match self {
            Self::CompleteParameters => view.complete_parameters(),
            Self::CompleteEnvironment => view.complete_environment(),
            Self::CompleteDependencies => view.complete_dependencies(),
            Self::Hermetic => view.hermetic(),
            Self::Reproducible => view.reproducible(),
        }
    }
}

/// What a claim is expected to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a claim has three values")]
pub enum ClaimRule {
    /// Claimed to be true, by somebody who can know.
    MustBeTrue,
    /// Not claimed to be false.
    MustNotBeFalse,
}
