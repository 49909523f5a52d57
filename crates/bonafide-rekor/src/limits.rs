//! Bounds on what is read.

/// How much of each thing is accepted; checked before the thing is parsed or copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of an entry body. Default 1 MiB.
    pub body_bytes: usize,
    /// Bytes of a checkpoint or other note, signatures included. Default 64 KiB.
    pub checkpoint_bytes: usize,
    /// Signature lines of a checkpoint or other note. Default 64.
    pub signature_lines: usize,
    /// Hashes of an inclusion proof. Default 64.
    pub inclusion_hashes: usize,
    /// Bytes of a signed entry timestamp, or of one signature in a note or a body. Default 16 KiB.
    pub signature_bytes: usize,
    /// Signatures in the body of one `dsse` or `intoto` entry. Default 32.
    pub body_signatures: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1 << 20,
            checkpoint_bytes: 64 << 10,
            signature_lines: 64,
            inclusion_hashes: 64,
            signature_bytes: 16 << 10,
            body_signatures: 32,
        }
    }
}

impl Limits {
    /// Sets the bytes of an entry body.
    #[must_use]
    pub const fn with_body_bytes(mut self, most: usize) -> Self {
        self.body_bytes = most;
        self
    }

    /// Sets the bytes of a checkpoint.
    #[must_use]
    pub const fn with_checkpoint_bytes(mut self, most: usize) -> Self {
        self.checkpoint_bytes = most;
        self
    }

    /// Sets the signature lines of a checkpoint.
    #[must_use]
    pub const fn with_signature_lines(mut self, most: usize) -> Self {
        self.signature_lines = most;
        self
    }

    /// Sets the hashes of an inclusion proof.
    #[must_use]
    pub const fn with_inclusion_hashes(mut self, most: usize) -> Self {
        self.inclusion_hashes = most;
        self
    }

    /// Sets the bytes of one signature.
    #[must_use]
    pub const fn with_signature_bytes(mut self, most: usize) -> Self {
        self.signature_bytes = most;
        self
    }

    /// Sets the signatures in the body of one entry.
    #[must_use]
    pub const fn with_body_signatures(mut self, most: usize) -> Self {
        self.body_signatures = most;
        self
    }
}
