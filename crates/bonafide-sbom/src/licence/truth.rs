//! Three values.

use core::fmt;

/// What a policy says of a licence: ordered, the worst first.
///
/// ```
/// use bonafide_sbom::Truth;
/// assert_eq!(Truth::Deny.or(Truth::Allow), Truth::Allow);
/// assert_eq!(Truth::Allow.and(Truth::Unknown), Truth::Unknown);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the three values of the logic")]
pub enum Truth {
    /// The policy denies it.
    Deny,
    /// The policy does not say, or the licence cannot be told.
    Unknown,
    /// The policy allows it.
    Allow,
}

impl Truth {
    /// Both hold: the worse of the two.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// The licensee may choose: the better of the two.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Deny => "denied",
            Self::Unknown => "unknown",
            Self::Allow => "allowed",
        })
    }
}
