//! Bounded work.

use crate::{Finding, Place};

crate::codes! {
    /// A limit was reached: the input may be good, and it was not looked at further.
    pub enum Exceeded {
        /// More of `item` than `limit` allows.
        Limit {
            /// The row of the limits table, such as `tlog entries`.
            item: &'static str,
            /// The greatest value that is accepted.
            limit: u64,
        } => LIMIT_EXCEEDED: "more than {limit} {item}",
    }
}

impl Exceeded {
    /// `item` went over `limit`.
    #[must_use]
    pub const fn new(item: &'static str, limit: u64) -> Self {
        Self::Limit { item, limit }
    }

    /// The row of the limits table.
    #[must_use]
    pub const fn item(&self) -> &'static str {
        match self {
            Self::Limit { item, .. } => item,
        }
    }

    /// Fails unless `count` is at most `limit`.
    ///
    /// # Errors
    /// [`Exceeded::Limit`] naming `item`.
    pub const fn check(count: usize, limit: usize, item: &'static str) -> Result<(), Self> {
        if count > limit {
            return Err(Self::new(item, widen(limit)));
        }
        Ok(())
    }
}

impl crate::Coded for Exceeded {
    fn code(&self) -> crate::Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        Place::root()
    }

    fn findings(&self) -> Vec<Finding> {
        Vec::new()
    }
}

#[expect(
    clippy::as_conversions,
    reason = "usize is never wider than 64 bits on a supported target"
)]
const fn widen(value: usize) -> u64 {
    value as u64
}

/// Work that one verification may still do, and what it has done: signature checks and bytes
/// hashed. A verification counts *before* it works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    signature_limit: u64,
    hash_limit: u64,
    signatures: u64,
    hashed: u64,
}

impl Budget {
    /// A budget of `signatures` signature checks and `hashed` bytes.
    #[must_use]
    pub const fn new(signatures: u64, hashed: u64) -> Self {
        Self {
            signature_limit: signatures,
            hash_limit: hashed,
            signatures: 0,
            hashed: 0,
        }
    }

    /// A budget without bounds, for callers that bound the input themselves.
    #[must_use]
    pub const fn unbounded() -> Self {
        Self::new(u64::MAX, u64::MAX)
    }

    /// Takes one signature check.
    ///
    /// # Errors
    /// [`Exceeded::Limit`] when none is left.
    pub const fn signature_check(&mut self) -> Result<(), Exceeded> {
        if self.signatures >= self.signature_limit {
            return Err(Exceeded::new("signature checks", self.signature_limit));
        }
        self.signatures = self.signatures.saturating_add(1);
        Ok(())
    }

    /// Takes the hashing of `bytes` bytes.
    ///
    /// # Errors
    /// [`Exceeded::Limit`] when fewer are left.
    pub const fn hash(&mut self, bytes: usize) -> Result<(), Exceeded> {
        let after = self.hashed.saturating_add(widen(bytes));
        if after > self.hash_limit {
            return Err(Exceeded::new("hashed bytes", self.hash_limit));
        }
        self.hashed = after;
        Ok(())
    }

    /// Signature checks made so far.
    #[must_use]
    pub const fn signatures(&self) -> u64 {
        self.signatures
    }

    /// Bytes hashed so far.
    #[must_use]
    pub const fn hashed(&self) -> u64 {
        self.hashed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_stops() {
        let mut budget = Budget::new(2, 10);
        assert!(budget.signature_check().is_ok());
        assert!(budget.signature_check().is_ok());
        assert_eq!(
            budget.signature_check(),
            Err(Exceeded::new("signature checks", 2))
        );
        assert!(budget.hash(10).is_ok());
        assert_eq!(budget.hash(1), Err(Exceeded::new("hashed bytes", 10)));
        assert_eq!((budget.signatures(), budget.hashed()), (2, 10));
        assert_eq!(
            Exceeded::new("lines", 3).code(),
            crate::registry::LIMIT_EXCEEDED
        );
        assert_eq!(Exceeded::check(3, 3, "lines"), Ok(()));
        assert_eq!(
            Exceeded::check(4, 3, "lines"),
            Err(Exceeded::new("lines", 3))
        );
    }
}
