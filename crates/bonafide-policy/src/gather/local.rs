//! Documents that the caller hands over, unsigned.

use bonafide_digest::{Digest, sha256};

use crate::EvidenceSet;
use crate::EvidenceView;
use crate::evidence::LocalDocument;

impl EvidenceSet {
    /// Adds a report or a document that nobody signed: it counts where the policy says that a local
    /// one does, and is told as such.
    ///
    /// # Specification
    /// policy VUL-3.
    #[must_use]
    pub fn with_local_document(
        mut self,
        bytes: impl Into<Vec<u8>>,
        media_type: Option<&str>,
    ) -> Self {
        let bytes = bytes.into();
        let piece = self.pieces.len();
        let view = EvidenceView {
            digest: Some(Digest::sha256(sha256(&[&bytes]))),
            media_type: media_type.map(str::to_owned),
            role: "report",
            source: "local",
            repository: None,
        };
        self.pieces.push(view.into());
        self.local.push(LocalDocument { piece, bytes });
        self
    }
}
