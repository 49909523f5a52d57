//! A list of which it was verified who signed it.

use crate::Manifest;

/// The signed list of a bundle whose signature was verified.
#[derive(Clone, Debug)]
pub struct VerifiedManifest {
    manifest: Manifest,
}

impl VerifiedManifest {
    /// The signed list.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    #[cfg(test)]
    pub(crate) const fn of_tests(manifest: Manifest) -> Self {
        Self { manifest }
    }
}
