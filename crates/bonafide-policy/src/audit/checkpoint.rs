//! Checkpoints of a log: its head, signed, to be kept elsewhere.

use bonafide_json::base64;
use bonafide_keys::{Backend, Message, PublicKey};
use bonafide_rekor::note::key_hash;
use bonafide_rekor::{Checkpoint, Limits};
use bonafide_report::Budget;

use super::{AuditError, AuditLog};

/// How long the log is and what its head is, for signing.
///
/// The text is that of a checkpoint whose root is the hash of the last line. It is signed by whoever
/// has the key: [`text`](Self::text) is what is signed, and [`to_note`](Self::to_note) puts the
/// signature under it.
///
/// # Specification
/// policy AUD-3; C2SP tlog-checkpoint and signed-note. The log is a chain and no tree: there are
/// no proofs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditCheckpoint {
    origin: String,
    size: u64,
    head: [u8; 32],
}

/// A checkpoint whose signature was verified under a key that the caller trusts.
///
/// ```compile_fail
/// use bonafide_policy::VerifiedAuditCheckpoint;
/// let forged = VerifiedAuditCheckpoint { size: 1, head: [0; 32] };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedAuditCheckpoint {
    size: u64,
    head: [u8; 32],
}

impl AuditCheckpoint {
    /// A checkpoint of what the log is now. `origin` names the log, and the key that signs for it.
    ///
    /// # Errors
    /// [`AuditError::Checkpoint`] for a log without records, and for an origin that is no name of a
    /// key: empty, with white space, a control character or a plus sign.
    pub fn of(log: &AuditLog, origin: &str) -> Result<Self, AuditError> {
        let is_unfit = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if origin.is_empty() || origin.contains(is_unfit) {
            let rule = "the origin is no name of a key";
            return Err(AuditError::Checkpoint { rule });
        }
        if log.size == 0 {
            let rule = "the log has no record";
            return Err(AuditError::Checkpoint { rule });
        }
        Ok(Self {
            origin: origin.to_owned(),
            size: log.size,
            head: log.head,
        })
    }

    /// What is signed.
    #[must_use]
    pub fn text(&self) -> String {
        let root = base64::encode(&self.head);
        format!("{}\n{}\n{root}\n", self.origin, self.size)
    }

    /// The note: the text with a signature over it, made with this key. It is not verified here.
    #[must_use]
    pub fn to_note(&self, key: &PublicKey, signature: &[u8]) -> String {
        let hash = key_hash(&self.origin, key);
        let id = hash.first_chunk::<4>().copied().unwrap_or_default();
        let blob = base64::encode(&[&id, signature].concat());
        format!("{}\n\u{2014} {} {blob}\n", self.text(), self.origin)
    }
}

impl VerifiedAuditCheckpoint {
    /// Reads a note, and verifies the signature that this key made under this origin. Costs one
    /// signature check.
    ///
    /// # Errors
    /// [`AuditError::Note`] for what is no checkpoint; [`AuditError::Checkpoint`] for that of another
    /// origin, or without a signature of the key; [`AuditError::Signature`].
    pub fn verify(
        note: &[u8],
        origin: &str,
        key: &PublicKey,
        backend: &dyn Backend,
        budget: &mut Budget,
    ) -> Result<Self, AuditError> {
        let checkpoint = Checkpoint::parse(note, &Limits::default())
            .map_err(|cause| AuditError::Note { cause })?;
        if checkpoint.origin() != origin {
            let rule = "the checkpoint is that of another log";
            return Err(AuditError::Checkpoint { rule });
        }
        let hash = key_hash(origin, key);
        let note = checkpoint.note();
        let mut lines = note.signatures().iter();
        let line = lines.find(|line| line.name() == origin && hash.starts_with(&line.key_id()));
        let rule = "the checkpoint is not signed with this key";
        let line = line.ok_or(AuditError::Checkpoint { rule })?;
        let (text, scheme) = ([note.text().as_bytes()], key.kind().default_scheme());
        let message = Message::Parts(&text);
        key.verify(backend, scheme, message, line.signature(), budget)
            .map_err(|cause| AuditError::Signature { cause })?;
        Ok(Self {
            size: checkpoint.size(),
            head: *checkpoint.root(),
        })
    }

    /// How many records the log had.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The hash of the last of them.
    #[must_use]
    pub const fn head(&self) -> &[u8; 32] {
        &self.head
    }
}
