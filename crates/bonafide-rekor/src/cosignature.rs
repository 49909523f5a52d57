//! Witnesses and their cosignatures.

use bonafide_digest::sha256;
use bonafide_keys::{Backend, Message, PublicKey, Scheme};
use bonafide_report::Budget;
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::note::{KeyId, is_key_name, key_id};
use crate::{Error, Note, NoteSignature};

/// A witness: somebody who cosigns the checkpoints of logs after seeing that they only grow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    name: String,
    key: PublicKey,
    key_hash: [u8; 32],
    operator: Option<String>,
}

impl Witness {
    /// The witness that signs as `name` with an Ed25519 `key`.
    ///
    /// # Errors
    /// [`Error::UnusableWitness`] for a name that cannot stand in a note, or another kind of key.
    pub fn new(name: &str, key: PublicKey) -> Result<Self, Error> {
        let unusable = |reason| Error::UnusableWitness { reason };
        if !is_key_name(name) {
            return Err(unusable("its name is not a key name"));
        }
        let bytes = key
            .ed25519_bytes()
            .ok_or(unusable("its key is not an Ed25519 key"))?;
        Ok(Self {
            name: name.to_owned(),
            key_hash: sha256(&[name.as_bytes(), b"\n\x04", &bytes]),
            key,
            operator: None,
        })
    }

    /// Sets who runs the witness; witnesses of one operator count once.
    #[must_use]
    pub fn with_operator(mut self, operator: &str) -> Self {
        self.operator = Some(operator.to_owned());
        self
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of its cosignatures: SHA-256(name ‖ 0A ‖ 04 ‖ key)\[:4].
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        key_id(&self.key_hash)
    }

    fn verify(
        &self,
        note: &Note,
        line: &NoteSignature,
        backend: &dyn Backend,
        budget: &mut Budget,
    ) -> Result<VerifiedCosignature, Error> {
        let malformed = || Error::CosignatureForm {
            name: line.key_name(),
        };
        let (time, signature) = line.signature().split_first_chunk().ok_or_else(malformed)?;
        let timestamp = u64::from_be_bytes(*time);
        if i64::try_from(timestamp).is_err() {
            return Err(malformed());
        }
        let header = format!("cosignature/v1\ntime {timestamp}\n");
        let parts: [&[u8]; 2] = [header.as_bytes(), note.text().as_bytes()];
        let message = Message::Parts(&parts);
        self.key
            .verify(backend, Scheme::Ed25519, message, signature, budget)
            .map_err(|cause| {
                let name = line.key_name();
                Error::of_key(cause, |cause| Error::CheckpointSignature { name, cause })
            })?;
        Ok(VerifiedCosignature {
            name: self.name.clone(),
            key_hash: self.key_hash,
            operator: self.operator.clone(),
            timestamp,
        })
    }
}

/// How many of which witnesses must have cosigned a checkpoint.
///
/// Cosignatures count by distinct key and distinct operator, and never when the key is the log's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WitnessPolicy {
    threshold: usize,
    witnesses: Vec<Witness>,
}

impl WitnessPolicy {
    /// At least `threshold` of `witnesses`; 0 of none is the default.
    ///
    /// A line of a configured witness must verify, whatever the threshold.
    #[must_use]
    pub const fn new(threshold: usize, witnesses: Vec<Witness>) -> Self {
        Self {
            threshold,
            witnesses,
        }
    }

    /// How many distinct witnesses must have cosigned.
    #[must_use]
    pub const fn threshold(&self) -> usize {
        self.threshold
    }

    /// Verifies the lines of the witnesses, one signature check for each witness at most.
    pub(crate) fn verify(
        &self,
        note: &Note,
        log: &PublicKey,
        backend: &dyn Backend,
        budget: &mut Budget,
    ) -> Result<Vec<VerifiedCosignature>, Error> {
        let (mut keys, mut operators) = (Vec::new(), Vec::new());
        let mut verified = Vec::new();
        for witness in &self.witnesses {
            let Some(line) = note.signature_of(&witness.name, witness.key_id())? else {
                continue;
            };
            let cosignature = witness.verify(note, line, backend, budget)?;
            let id = witness.key.id();
            // A witness without a stated operator is its own.
            let operator = witness.operator.clone().ok_or(id);
            if witness.key == *log || keys.contains(&id) {
                continue;
            }
            keys.push(id);
            if !operators.contains(&operator) {
                operators.push(operator);
                verified.push(cosignature);
            }
        }
        if verified.len() < self.threshold {
            return Err(Error::WitnessThreshold {
                wanted: self.threshold,
                found: verified.len(),
            });
        }
        Ok(verified)
    }

    pub(crate) fn knows(&self, line: &NoteSignature) -> bool {
        self.witnesses
            .iter()
            .any(|witness| witness.name == line.name() && witness.key_id() == line.key_id())
    }
}

/// A cosignature that was verified, of a witness that counts.
///
/// Only verification makes one:
///
/// ```compile_fail,E0451
/// use bonafide_rekor::VerifiedCosignature;
/// let forged = VerifiedCosignature { name: String::new(), key_hash: [0; 32], operator: None, timestamp: 0 };
/// ```
///
/// # Specification
/// C2SP tlog-cosignature, Ed25519.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedCosignature {
    name: String,
    key_hash: [u8; 32],
    operator: Option<String>,
    timestamp: u64,
}

impl VerifiedCosignature {
    /// The name of the witness.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key id of the witness.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        key_id(&self.key_hash)
    }

    /// Who runs the witness, if the policy says so.
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.operator.as_deref()
    }

    /// When the witness says that it signed, in seconds after 1970-01-01T00:00:00Z. A statement of
    /// the witness about the checkpoint, and no signing time of an artifact.
    #[must_use]
    pub const fn timestamp(&self) -> u64 {
        self.timestamp
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedCosignature {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VerifiedCosignature", 4)?;
        out.serialize_field("name", &self.name)?;
        out.serialize_field("keyId", &bonafide_digest::hex::encode(&self.key_id()))?;
        out.serialize_field("operator", &self.operator)?;
        out.serialize_field("timestamp", &self.timestamp)?;
        out.end()
    }
}
