//! What one document may cost.

use crate::{Fields, ReadLimits, ReadOptions};

/// What one document of statements may cost. None can be removed, and each is checked before the
/// work that it bounds.
///
/// # Specification
/// Section 2.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VexLimits {
    read: ReadLimits,
    pub(super) statements: usize,
    pub(super) products: usize,
    pub(super) definitions: usize,
    pub(super) expansions: usize,
}

impl Default for VexLimits {
    fn default() -> Self {
        Self {
            read: ReadLimits::default(),
            statements: 100_000,
            products: 100_000,
            definitions: 1_000_000,
            expansions: 10_000_000,
        }
    }
}

impl VexLimits {
    /// The bounds that hold for every document: bytes, depth, texts, findings.
    #[must_use]
    pub const fn with_read(mut self, limits: ReadLimits) -> Self {
        self.read = limits;
        self
    }

    /// At most this many statements; by default 100,000.
    #[must_use]
    pub const fn with_statements(mut self, most: usize) -> Self {
        self.statements = most;
        self
    }

    /// At most this many products in one statement, and as many subcomponents in one product; by
    /// default 100,000.
    #[must_use]
    pub const fn with_products(mut self, most: usize) -> Self {
        self.products = most;
        self
    }

    /// At most this many branches, products and groups in the product tree of CSAF; by default a
    /// million.
    #[must_use]
    pub const fn with_definitions(mut self, most: usize) -> Self {
        self.definitions = most;
        self
    }

    /// At most this many products that stand in groups of CSAF, counted each time that a group is
    /// named; by default 10 million.
    #[must_use]
    pub const fn with_expansions(mut self, most: usize) -> Self {
        self.expansions = most;
        self
    }

    pub(super) fn options(&self) -> ReadOptions {
        ReadOptions::default().with_limits(self.read).with_fields(
            Fields::IDENTITY | Fields::HASHES | Fields::VULNERABILITIES | Fields::DOCUMENT,
        )
    }
}
