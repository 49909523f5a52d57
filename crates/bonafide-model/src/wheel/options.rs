//! How a wheel is judged.

use bonafide_digest::Digest;

use crate::zip::ZipLimits;

/// Limits and what the caller knows of a wheel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WheelOptions {
    pub(super) zip: ZipLimits,
    pub(super) document: u64,
    pub(super) native: u64,
    pub(super) lock: Option<Vec<Digest>>,
}

impl Default for WheelOptions {
    fn default() -> Self {
        Self {
            zip: ZipLimits::DEFAULT,
            document: 16 << 20,
            native: 256 << 20,
            lock: None,
        }
    }
}

impl WheelOptions {
    /// Limits of models section 2; no lock.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits of the archive.
    #[must_use]
    pub const fn with_zip(mut self, limits: ZipLimits) -> Self {
        self.zip = limits;
        self
    }

    /// Bytes of RECORD, METADATA, WHEEL and of each other document; 16 MiB unless set.
    #[must_use]
    pub const fn with_document_bytes(mut self, most: u64) -> Self {
        self.document = most;
        self
    }

    /// Bytes of a native library that is held in memory to see which glibc it needs; 256 MiB unless
    /// set. Larger ones are not looked into.
    #[must_use]
    pub const fn with_native_bytes(mut self, most: u64) -> Self {
        self.native = most;
        self
    }

    /// The digests that a lock gives for this name and version. Without any the wheel is refused.
    #[must_use]
    pub fn with_lock(mut self, digests: impl IntoIterator<Item = Digest>) -> Self {
        self.lock = Some(digests.into_iter().collect());
        self
    }
}
