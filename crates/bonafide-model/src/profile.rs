//! How strictly the format is read.

#![cfg(feature = "oms")]

/// How strictly a signature and what it covers are judged. No profile changes any cryptography.
///
/// # Specification
/// models PRI-9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed by the specification")]
pub enum Profile {
    /// By the letter of OpenSSF Model Signing 1.0.
    #[default]
    SpecV1,
    /// Accepts some departures that signers have been seen to make, each with a finding
    /// `oms.compat.variant`.
    Compat,
    /// As [`Self::SpecV1`], and every warning is an error.
    Paranoid,
}

impl Profile {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SpecV1 => "spec-v1",
            Self::Compat => "compat",
            Self::Paranoid => "paranoid",
        }
    }

    /// The profile with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::SpecV1, Self::Compat, Self::Paranoid]
            .into_iter()
            .find(|profile| profile.as_str() == name)
    }
}
