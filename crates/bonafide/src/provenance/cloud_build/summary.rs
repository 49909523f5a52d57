//! What stands around the provenance.

use bonafide_digest::{Algorithm, Digest};
use bonafide_slsa::Error;

/// What the document says of the image around the provenance. Nobody signed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CloudBuildSummary {
    pub(super) digest: String,
    pub(super) fully_qualified_digest: String,
}

impl CloudBuildSummary {
    /// The digest of the image, as `sha256:` and hexadecimal digits if it is well formed.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The digest behind the name of the image.
    #[must_use]
    pub fn fully_qualified_digest(&self) -> &str {
        &self.fully_qualified_digest
    }

    /// That the document is about the image with this digest, a SHA-256.
    ///
    /// # Errors
    /// `gcb.metadata`.
    pub fn check(&self, image: &Digest) -> Result<(), Error> {
        let wanted = format!("sha256:{}", image.to_hex());
        let has_name = self.fully_qualified_digest.ends_with(&format!("@{wanted}"));
        let member = if image.algorithm() != Algorithm::Sha256 || self.digest != wanted {
            "image_summary.digest"
        } else if !has_name {
            "image_summary.fully_qualified_digest"
        } else {
            return Ok(());
        };
        Err(Error::GcbMetadata { member })
    }
}
