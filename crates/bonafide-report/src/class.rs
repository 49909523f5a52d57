//! Failure classes and the decision each class leads to when no policy says otherwise.

use core::fmt;

/// What kind of failure a code stands for. Every failing code has exactly one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the set of classes is closed by the verdict format"
)]
pub enum Class {
    /// Evidence that is required is not there.
    Missing,
    /// Evidence is there and speaks of something else.
    Mismatch,
    /// Evidence is well formed and nothing that is trusted vouches for it.
    Untrusted,
    /// Evidence lies outside a validity window.
    Expired,
    /// Evidence was withdrawn.
    Revoked,
    /// Input is not what its format says.
    Malformed,
    /// Evidence is good and the policy does not want it.
    Policy,
    /// The answer could not be had: a limit was reached, material is unusable, a service is away.
    Unavailable,
    /// The input asks for something that this build cannot judge.
    Unsupported,
}

impl Class {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Mismatch => "mismatch",
            Self::Untrusted => "untrusted",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Malformed => "malformed",
            Self::Policy => "policy",
            Self::Unavailable => "unavailable",
            Self::Unsupported => "unsupported",
        }
    }

    /// How severe a failure of this class is, from 1 to 9: of several, the most severe one speaks. What
    /// contradicts goes before what is not vouched for, and that before what is not there.
    ///
    /// # Specification
    /// policy EV-8.
    #[must_use]
    pub const fn severity(self) -> u8 {
        match self {
            Self::Mismatch => 9,
            Self::Revoked => 8,
            Self::Untrusted => 7,
            Self::Expired => 6,
            Self::Policy => 5,
            Self::Malformed => 4,
            Self::Unsupported => 3,
            Self::Unavailable => 2,
            Self::Missing => 1,
        }
    }

    /// The decision for a failed check of this class when no policy overrides it.
    #[must_use]
    pub const fn default_decision(self) -> Decision {
        match self {
            Self::Missing | Self::Unavailable | Self::Unsupported => Decision::Quarantine,
            Self::Mismatch
            | Self::Untrusted
            | Self::Expired
            | Self::Revoked
            | Self::Malformed
            | Self::Policy => Decision::Reject,
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What to do with the artifact; ordered from the mildest to the strictest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the set of decisions is closed by the verdict format"
)]
pub enum Decision {
    /// Use it.
    Allow,
    /// Keep it aside until somebody has looked or evidence has arrived.
    Quarantine,
    /// Do not use it.
    Reject,
}

impl Decision {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Quarantine => "quarantine",
            Self::Reject => "reject",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Class;

    #[test]
    fn the_order_of_classes_is_that_of_the_table() {
        let order = [
            Class::Mismatch,
            Class::Revoked,
            Class::Untrusted,
            Class::Expired,
            Class::Policy,
            Class::Malformed,
            Class::Unsupported,
            Class::Unavailable,
            Class::Missing,
        ];
        assert!(
            order
                .windows(2)
                .all(|two| two[0].severity() > two[1].severity())
        );
    }
}
