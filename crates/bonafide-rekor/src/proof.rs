//! Inclusion proofs of entries, down from a checkpoint that the log signed.

use bonafide_keys::{Backend, Message};
use bonafide_report::{Budget, Escaped, Finding, registry};
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::merkle::{Hash, leaf_hash, verify_inclusion};
use crate::note::{key_hash, key_id};
use crate::{
    Checkpoint, ContentKind, Error, Generation, InclusionProof, KeyName, LegacyKinds, Limits,
    LogEntry, LogKey, VerifiedCosignature, WitnessPolicy,
};

/// What an inclusion proof is checked against besides its log.
#[derive(Clone, Debug, Default)]
pub struct ProofOptions<'a> {
    content: Option<ContentKind>,
    legacy: LegacyKinds,
    logs: &'a [LogKey],
    strict_v1_name: bool,
    witnesses: WitnessPolicy,
    limits: Limits,
}

impl<'a> ProofOptions<'a> {
    /// Only inclusion is of interest: any kind of entry will do, and it backs nothing.
    #[must_use]
    pub fn inclusion_only() -> Self {
        Self::default()
    }

    /// The entry is to back a signature over such content.
    #[must_use]
    pub fn backing(content: ContentKind) -> Self {
        Self {
            content: Some(content),
            ..Self::default()
        }
    }

    /// Older kinds that may back it as well. Default none.
    #[must_use]
    pub const fn with_legacy_kinds(mut self, legacy: LegacyKinds) -> Self {
        self.legacy = legacy;
        self
    }

    /// All logs of the trust material, the one of the entry may be among them: a checkpoint must
    /// not go by the name of another.
    #[must_use]
    pub const fn with_logs(mut self, logs: &'a [LogKey]) -> Self {
        self.logs = logs;
        self
    }

    /// Refuses a v1 log that signs under another name than its base URL gives (private instances
    /// sign under an internal host name).
    #[must_use]
    pub const fn with_strict_v1_name(mut self, strict: bool) -> Self {
        self.strict_v1_name = strict;
        self
    }

    /// Requires cosignatures. Default none.
    #[must_use]
    pub fn with_witnesses(mut self, witnesses: WitnessPolicy) -> Self {
        self.witnesses = witnesses;
        self
    }

    /// Sets the limits of the checkpoint.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// Verifies that `log` has `entry`: its kind, its checkpoint with the signature of the log, root
/// and size of the proof against the checkpoint, and the proof itself, in this order.
///
/// The window of the log's key is for the caller to check with [`LogKey::check_time`], once the
/// times are known that count for the entry.
///
/// Costs one signature check, one for each witness that signed, and the hashing of the body.
///
/// # Errors
/// - [`Error::UnsupportedKind`] when the entry cannot back the content;
/// - [`Error::UnknownLog`] when the entry does not name `log`, [`Error::UnusableLog`] for a v2
///   entry of a log without a name;
/// - [`Error::MissingProof`], [`Error::MissingCheckpoint`];
/// - [`Error::Inclusion`] for a proof in an empty tree;
/// - [`Error::CheckpointForm`], [`Error::Limit`];
/// - [`Error::Origin`], [`Error::NoMatchingSignature`], [`Error::CheckpointSignature`],
///   [`Error::OriginForm`];
/// - [`Error::CosignatureForm`], [`Error::WitnessThreshold`];
/// - [`Error::RootMismatch`], [`Error::SizeMismatch`];
/// - [`Error::IndexMismatch`], [`Error::ProofLength`], [`Error::Inclusion`];
/// - [`Error::Budget`], [`Error::Key`].
///
/// # Specification
/// RFC 9162 section 2.1.3.2; C2SP signed-note, tlog-checkpoint, tlog-cosignature; Sigstore client
/// specification, section 4.
pub fn verify(
    entry: &LogEntry,
    log: &LogKey,
    options: &ProofOptions<'_>,
    backend: &dyn Backend,
    budget: &mut Budget,
) -> Result<VerifiedInclusion, Error> {
    if let Some(content) = options.content {
        entry.check_backs_with(content, options.legacy)?;
    }
    if !log.is_named_by(entry) {
        return Err(Error::UnknownLog {});
    }
    let proof = entry.proof().ok_or(Error::MissingProof {})?;
    let text = proof.checkpoint().ok_or(Error::MissingCheckpoint {})?;
    if proof.size() == 0 {
        return Err(Error::Inclusion {
            index: proof.index(),
            size: 0,
        });
    }
    let checkpoint = Checkpoint::parse(text.as_bytes(), &options.limits)?;
    let name = verify_signature(&checkpoint, entry, log, options, backend, budget)?;
    let cosigners = options
        .witnesses
        .verify(checkpoint.note(), log.key(), backend, budget)?;
    check_head(proof, &checkpoint)?;
    if entry.generation() == Generation::V2 && entry.log_index() != proof.index() {
        return Err(Error::IndexMismatch {
            entry: entry.log_index(),
            proof: proof.index(),
        });
    }
    budget.hash(entry.body().len())?;
    let leaf = leaf_hash(entry.body());
    verify_inclusion(
        proof.index(),
        checkpoint.size(),
        &leaf,
        proof.hashes(),
        checkpoint.root(),
    )?;
    Ok(VerifiedInclusion {
        log_id: log.log_id(),
        operator: log.operator().map(str::to_owned),
        origin: checkpoint.origin().to_owned(),
        index: proof.index(),
        size: checkpoint.size(),
        root: *checkpoint.root(),
        leaf,
        notes: notes(&checkpoint, &name, log, options),
        cosigners,
    })
}

/// Verifies the log's own signature; returns the name under which it signed.
fn verify_signature(
    checkpoint: &Checkpoint,
    entry: &LogEntry,
    log: &LogKey,
    options: &ProofOptions<'_>,
    backend: &dyn Backend,
    budget: &mut Budget,
) -> Result<String, Error> {
    let (name, tree) = checkpoint.origin_parts();
    check_name(name, entry.generation(), log, options)?;
    let no_match = || Error::NoMatchingSignature {
        name: KeyName::new(name),
    };
    let note = checkpoint.note();
    let line = note
        .signature_of(name, key_id(&key_hash(name, log.key())))?
        .ok_or_else(no_match)?;
    log.key()
        .verify(
            backend,
            log.scheme(),
            Message::Parts(&[note.text().as_bytes()]),
            line.signature(),
            budget,
        )
        .map_err(|cause| {
            let name = line.key_name();
            Error::of_key(cause, |cause| Error::CheckpointSignature { name, cause })
        })?;
    // Judged once the text is the log's own; until then its form says nothing.
    let generation = match tree {
        Some(_) => Generation::V1,
        None => Generation::V2,
    };
    if generation != entry.generation() {
        return Err(Error::OriginForm {
            label: entry.label().clone(),
        });
    }
    Ok(name.to_owned())
}

/// Checks that the log may sign under `name`.
fn check_name(
    name: &str,
    generation: Generation,
    log: &LogKey,
    options: &ProofOptions<'_>,
) -> Result<(), Error> {
    if generation == Generation::V2 && log.names().is_empty() {
        return Err(Error::UnusableLog {
            reason: "without a base URL its checkpoints cannot be told from those of others",
        });
    }
    if log.is_called(name) {
        return Ok(());
    }
    let name = KeyName::new(name);
    if options
        .logs
        .iter()
        .any(|other| other.key() != log.key() && other.is_called(name.as_str()))
    {
        return Err(Error::Origin { name });
    }
    match generation {
        Generation::V1 if !options.strict_v1_name => Ok(()),
        _ => Err(Error::NoMatchingSignature { name }),
    }
}

fn check_head(proof: &InclusionProof, checkpoint: &Checkpoint) -> Result<(), Error> {
    if proof.root() != checkpoint.root() {
        return Err(Error::RootMismatch {});
    }
    if proof.size() != checkpoint.size() {
        return Err(Error::SizeMismatch {
            checkpoint: checkpoint.size(),
            proof: proof.size(),
        });
    }
    Ok(())
}

fn notes(
    checkpoint: &Checkpoint,
    name: &str,
    log: &LogKey,
    options: &ProofOptions<'_>,
) -> Vec<Finding> {
    let place = Error::checkpoint_place();
    let mut notes = Vec::new();
    if !log.is_called(name) {
        let detail = format!("the log signed as {}", Escaped(name));
        notes.push(Finding::new(
            registry::NOTE_CHECKPOINT_NAME,
            place.clone(),
            detail,
        ));
    }
    let own = key_id(&key_hash(name, log.key()));
    let unknown = checkpoint
        .note()
        .signatures()
        .iter()
        .filter(|line| {
            (line.name(), line.key_id()) != (name, own) && !options.witnesses.knows(line)
        })
        .count();
    if unknown > 0 {
        let detail = format!("signature lines of unknown keys: {unknown}");
        notes.push(Finding::new(
            registry::NOTE_UNKNOWN_NOTE_SIGNATURE,
            place,
            detail,
        ));
    }
    notes
}

/// An inclusion proof that was verified, from the body of the entry up to the log's signature.
///
/// Only verification makes one:
///
/// ```compile_fail,E0616
/// use bonafide_rekor::VerifiedInclusion;
/// fn move_to(inclusion: &mut VerifiedInclusion, index: u64) {
///     inclusion.index = index;
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedInclusion {
    log_id: Vec<u8>,
    operator: Option<String>,
    origin: String,
    index: u64,
    size: u64,
    root: Hash,
    leaf: Hash,
    cosigners: Vec<VerifiedCosignature>,
    notes: Vec<Finding>,
}

impl VerifiedInclusion {
    /// The id of the log.
    #[must_use]
    pub fn log_id(&self) -> &[u8] {
        &self.log_id
    }

    /// Who runs the log, if the trust material says so.
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.operator.as_deref()
    }

    /// The origin of the checkpoint.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The index of the entry in the tree of the checkpoint, from 0. For a v1 log that is one of
    /// several trees, and not the index in the log as a whole.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Leaves of that tree.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root hash of that tree.
    #[must_use]
    pub const fn root(&self) -> &Hash {
        &self.root
    }

    /// The hash of the entry as a leaf.
    #[must_use]
    pub const fn leaf(&self) -> &Hash {
        &self.leaf
    }

    /// The witnesses that cosigned the checkpoint and count: distinct keys, distinct operators.
    #[must_use]
    pub fn cosigners(&self) -> &[VerifiedCosignature] {
        &self.cosigners
    }

    /// What is worth knowing and no failure: `note.checkpoint-name`,
    /// `note.unknown-note-signature`.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedInclusion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VerifiedInclusion", 9)?;
        out.serialize_field("logId", &bonafide_digest::hex::encode(&self.log_id))?;
        out.serialize_field("operator", &self.operator)?;
        out.serialize_field("origin", &self.origin)?;
        out.serialize_field("index", &self.index)?;
        out.serialize_field("size", &self.size)?;
        out.serialize_field("rootHash", &bonafide_digest::hex::encode(&self.root))?;
        out.serialize_field("leafHash", &bonafide_digest::hex::encode(&self.leaf))?;
        out.serialize_field("cosigners", &self.cosigners)?;
        out.serialize_field("notes", &self.notes)?;
        out.end()
    }
}
