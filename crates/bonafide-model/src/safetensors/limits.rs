//! Bounds of a header.

/// What reading a header may cost.
///
/// # Specification
/// models section 2, STN-7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub(super) header_bytes: u64,
    pub(super) tensors: usize,
}

impl Default for Limits {
    /// Headers of 100,000,000 bytes, which is the most that the format allows, with 1,000,000
    /// tensors.
    fn default() -> Self {
        Self {
            header_bytes: Self::FORMAT,
            tensors: 1_000_000,
        }
    }
}

impl Limits {
    /// The most bytes that the format allows a header.
    pub(super) const FORMAT: u64 = 100_000_000;

    /// At most `bytes` bytes of header; more than the format allows is not to be had.
    #[must_use]
    pub const fn with_header_bytes(mut self, bytes: u64) -> Self {
        self.header_bytes = bytes;
        self
    }

    /// At most `tensors` tensors in a file, or names in an index.
    #[must_use]
    pub const fn with_tensors(mut self, tensors: usize) -> Self {
        self.tensors = tensors;
        self
    }
}
