//! Bounds of one expression.

/// What one licence expression may cost; checked before it is parsed. An expression above a limit is
/// unknown, with the finding `sbom.licence-invalid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LicenceLimits {
    pub(super) bytes: usize,
    pub(super) operands: usize,
    pub(super) depth: usize,
}

impl Default for LicenceLimits {
    /// 8 KiB, 1,024 operands, 64 parentheses deep.
    fn default() -> Self {
        Self {
            bytes: 8 << 10,
            operands: 1024,
            depth: 64,
        }
    }
}

impl LicenceLimits {
    /// At most `bytes` bytes; never more than 4 GiB, whatever is asked for.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// At most `operands` licences, each with its exception.
    #[must_use]
    pub const fn with_operands(mut self, operands: usize) -> Self {
        self.operands = operands;
        self
    }

    /// At most `depth` parentheses inside each other.
    #[must_use]
    pub const fn with_depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }
}
