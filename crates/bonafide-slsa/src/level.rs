//! The build level, and everything that keeps it down.

use core::fmt;

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

/// Why the level is not higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The entry of the table trusts the builder up to this level.
    Entry,
    /// The signer is acceptable and no entry of the table is about it.
    NoEntry,
    /// The signature, the statement or the builder failed a check.
    Unacceptable,
    /// Nobody signed, or nothing is at hand to check the signature with.
    Unsigned,
    /// Reached through a digest that the caller trusts.
    CoveredByIndex,
    /// No trusted time, or no log entry where one is required.
    NoTime,
    /// The build ran on a machine of the project's own.
    SelfHosted,
    /// An expectation stands on a field that the build could have written itself.
    Unbacked,
    /// The source was an archive that no repository vouches for.
    Archive,
    /// The artifact was matched by an identifier that need not be cryptographic.
    OpaqueId,
    /// The statement names no builder.
    NoBuilder,
}

impl Cause {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::NoEntry => "no-entry",
            Self::Unacceptable => "unacceptable",
            Self::Unsigned => "unsigned",
            Self::CoveredByIndex => "covered-by-index",
            Self::NoTime => "no-time",
            Self::SelfHosted => "self-hosted",
            Self::Unbacked => "unbacked",
            Self::Archive => "archive",
            Self::OpaqueId => "opaque-id",
            Self::NoBuilder => "no-builder",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Entry => "the table trusts this builder so far",
            Self::NoEntry => "no table says how far to trust this builder",
            Self::Unacceptable => "the signature, the statement or the builder failed a check",
            Self::Unsigned => "nobody vouches for the statement",
            Self::CoveredByIndex => "only the digest of the index covers the statement",
            Self::NoTime => "nothing that is trusted says when it was signed",
            Self::SelfHosted => "the build ran on a machine of the project",
            Self::Unbacked => "an expectation stands on what the build itself may have written",
            Self::Archive => "the source was an archive",
            Self::OpaqueId => "the artifact was matched by an opaque identifier",
            Self::NoBuilder => "the statement names no builder",
        }
    }
}

/// A cap on the level that applied, whether or not it was the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    cap: u8,
    cause: Cause,
}

impl Reason {
    /// The highest level that it allows.
    #[must_use]
    pub const fn cap(self) -> u8 {
        self.cap
    }

    /// Why.
    #[must_use]
    pub const fn cause(self) -> Cause {
        self.cause
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at most {}: {}", self.cap, self.cause.text())
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Reason", 3)?;
        out.serialize_field("cap", &self.cap)?;
        out.serialize_field("cause", self.cause.as_str())?;
        out.serialize_field("summary", self.cause.text())?;
        out.end()
    }
}

/// The SLSA build level of an artifact, 0 to 3, with every cap that applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Level {
    reasons: Vec<Reason>,
}

impl Level {
    pub(crate) fn has(&self, cause: Cause) -> bool {
        self.reasons.iter().any(|reason| reason.cause == cause)
    }

    pub(crate) fn cap(&mut self, cap: u8, cause: Cause) {
        let reason = Reason { cap, cause };
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// The level: the lowest cap; 0 where nothing gives a level at all.
    #[must_use]
    pub fn value(&self) -> u8 {
        let lowest = self.reasons.iter().map(|reason| reason.cap).min();
        lowest.unwrap_or(0).min(3)
    }

    /// Every cap that applied.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Level", 2)?;
        out.serialize_field("build", &self.value())?;
        out.serialize_field("reasons", &self.reasons)?;
        out.end()
    }
}
