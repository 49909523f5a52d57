//! Log entries as bundles carry them.

use bonafide_json::{Profile, Reader, proto};
use bonafide_report::Place;

use crate::merkle::Hash;
use crate::{ContentKind, EntryKind, Error, Generation, Label, LegacyKinds, Limits};

/// One log entry, parsed and not verified: no value in it is a fact.
///
/// Its time, index and log id may be used once a [`VerifiedPromise`](crate::VerifiedPromise) or
/// [`VerifiedInclusion`](crate::VerifiedInclusion) holds them.
///
/// # Specification
/// Sigstore protobuf specification, `TransparencyLogEntry`, in ProtoJSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    log_index: u64,
    log_id: Vec<u8>,
    label: Label,
    integrated_time: Option<u64>,
    promise: Option<Vec<u8>>,
    proof: Option<InclusionProof>,
    body: Vec<u8>,
}

/// The inclusion proof of an entry, parsed and not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InclusionProof {
    index: u64,
    size: u64,
    root: Hash,
    hashes: Vec<Hash>,
    checkpoint: Option<String>,
}

impl LogEntry {
    /// Reads one entry at the cursor of `reader`.
    ///
    /// # Errors
    /// - [`Error::Limit`] for a body, promise or proof beyond `limits`, [`Error::JsonLimit`] for a
    ///   limit of the reader;
    /// - [`Error::Entry`] for other JSON than the format has;
    /// - [`Error::EntryField`] for a required member that is absent or empty, and for a hash that
    ///   has not 32 bytes.
    ///
    /// # Specification
    /// Stricter: `logId`, `kindVersion` and `canonicalizedBody` are required, and a promise or a
    /// proof that is there is whole.
    pub fn read(reader: &mut Reader<'_>, profile: Profile, limits: &Limits) -> Result<Self, Error> {
        let mut fields = Fields::default();
        read_members(reader, profile, Fields::NAMES, |reader, name| {
            fields.read(reader, profile, limits, name)
        })?;
        fields.finish(&reader.place())
    }

    /// The index of the entry in the log as a whole, over all its shards.
    #[must_use]
    pub const fn log_index(&self) -> u64 {
        self.log_index
    }

    /// Which log the entry says it is of; never empty.
    #[must_use]
    pub fn log_id(&self) -> &[u8] {
        &self.log_id
    }

    /// Kind and version as the entry states them beside its body.
    #[must_use]
    pub const fn label(&self) -> &Label {
        &self.label
    }

    /// The kind that the label names.
    #[must_use]
    pub fn kind(&self) -> EntryKind {
        EntryKind::of(&self.label)
    }

    /// The generation of logs that the label belongs to.
    #[must_use]
    pub fn generation(&self) -> Generation {
        self.label.generation()
    }

    /// The time of integration in seconds after 1970-01-01T00:00:00Z, unsigned but for a promise;
    /// `None` when absent or 0.
    #[must_use]
    pub const fn integrated_time(&self) -> Option<u64> {
        self.integrated_time
    }

    /// The bytes of the signed entry timestamp.
    #[must_use]
    pub fn promise(&self) -> Option<&[u8]> {
        self.promise.as_deref()
    }

    /// The inclusion proof.
    #[must_use]
    pub const fn proof(&self) -> Option<&InclusionProof> {
        self.proof.as_ref()
    }

    /// The body that the log hashed; see [`Body`](crate::Body).
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Checks that entries of this kind can back a signature over such content.
    ///
    /// # Errors
    /// [`Error::UnsupportedKind`].
    pub fn check_backs(&self, content: ContentKind) -> Result<(), Error> {
        self.check_backs_with(content, LegacyKinds::none())
    }

    /// Checks that entries of this kind can back a signature over such content, older kinds as
    /// `legacy` says.
    ///
    /// # Errors
    /// [`Error::UnsupportedKind`].
    pub fn check_backs_with(&self, content: ContentKind, legacy: LegacyKinds) -> Result<(), Error> {
        self.label.check_backs(content, legacy)
    }
}

impl InclusionProof {
    fn read(reader: &mut Reader<'_>, profile: Profile, limits: &Limits) -> Result<Self, Error> {
        const NAMES: [&str; 5] = ["logIndex", "rootHash", "treeSize", "hashes", "checkpoint"];
        let (mut index, mut size) = (0, 0);
        let mut root = None;
        let mut hashes = Vec::new();
        let mut checkpoint = None;
        read_members(reader, profile, NAMES, |reader, name| {
            match name {
                "logIndex" => index = proto::int64(reader, profile)?,
                "treeSize" => size = proto::int64(reader, profile)?,
                "rootHash" => root = Some(read_hash(reader, profile)?),
                "hashes" => hashes = read_hashes(reader, profile, limits)?,
                "checkpoint" => checkpoint = read_checkpoint(reader, profile, limits)?,
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        let Some(root) = root else {
            return Err(Error::EntryField {
                place: reader.place().member("rootHash"),
                reason: "no root hash",
            });
        };
        Ok(Self {
            index,
            size,
            root,
            hashes,
            checkpoint,
        })
    }

    /// The index of the leaf in the tree that the proof is for; not that in the log as a whole.
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

    /// The hashes from the leaf upwards.
    #[must_use]
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// The text of the checkpoint; see [`Checkpoint`](crate::Checkpoint).
    #[must_use]
    pub fn checkpoint(&self) -> Option<&str> {
        self.checkpoint.as_deref()
    }
}

/// The members of an entry while it is read.
#[derive(Default)]
struct Fields {
    log_index: u64,
    log_id: Vec<u8>,
    label: Option<Label>,
    integrated_time: Option<u64>,
    promise: Option<Vec<u8>>,
    proof: Option<InclusionProof>,
    body: Vec<u8>,
}

impl Fields {
    const NAMES: [&str; 7] = [
        "logIndex",
        "logId",
        "kindVersion",
        "integratedTime",
        "inclusionPromise",
        "inclusionProof",
        "canonicalizedBody",
    ];

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        profile: Profile,
        limits: &Limits,
        name: &str,
    ) -> Result<(), Error> {
        match name {
            "logIndex" => self.log_index = proto::int64(reader, profile)?,
            "logId" => self.log_id = read_log_id(reader, profile)?,
            "kindVersion" => self.label = Some(read_label(reader, profile)?),
            "integratedTime" => {
                self.integrated_time =
                    Some(proto::int64(reader, profile)?).filter(|time| *time != 0);
            }
            "inclusionPromise" => self.promise = Some(read_promise(reader, profile, limits)?),
            "inclusionProof" => self.proof = Some(InclusionProof::read(reader, profile, limits)?),
            "canonicalizedBody" => {
                self.body =
                    proto::bytes_within(reader, profile, limits.body_bytes, "entry body bytes")?;
            }
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn finish(self, place: &Place) -> Result<LogEntry, Error> {
        let absent = |name: &str, reason: &'static str| Error::EntryField {
            place: place.member(name),
            reason,
        };
        if self.log_id.is_empty() {
            return Err(absent("logId", "no log id"));
        }
        if self.body.is_empty() {
            return Err(absent("canonicalizedBody", "no body"));
        }
        Ok(LogEntry {
            log_index: self.log_index,
            log_id: self.log_id,
            label: self
                .label
                .ok_or_else(|| absent("kindVersion", "no kind and version"))?,
            integrated_time: self.integrated_time,
            promise: self.promise,
            proof: self.proof,
            body: self.body,
        })
    }
}

/// Longest log id, kind and version that make sense; longer ones name nothing that is known.
const NAME_BYTES: usize = 256;

fn read_log_id(reader: &mut Reader<'_>, profile: Profile) -> Result<Vec<u8>, Error> {
    let mut id = Vec::new();
    read_members(reader, profile, ["keyId"], |reader, _| {
        id = proto::bytes_within(reader, profile, NAME_BYTES, "log id bytes")?;
        Ok(())
    })?;
    Ok(id)
}

fn read_label(reader: &mut Reader<'_>, profile: Profile) -> Result<Label, Error> {
    let (mut kind, mut version) = (String::new(), String::new());
    read_members(reader, profile, ["kind", "version"], |reader, name| {
        let text = reader.string()?;
        if text.len() > NAME_BYTES {
            return Err(reader.limit("bytes of kind or version", NAME_BYTES).into());
        }
        let field = if name == "kind" {
            &mut kind
        } else {
            &mut version
        };
        *field = text.into_owned();
        Ok(())
    })?;
    if kind.is_empty() || version.is_empty() {
        return Err(Error::EntryField {
            place: reader.place(),
            reason: "no kind or no version",
        });
    }
    Ok(Label::new(kind, version))
}

fn read_promise(
    reader: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let mut promise = Vec::new();
    let most = limits.signature_bytes;
    read_members(reader, profile, ["signedEntryTimestamp"], |reader, _| {
        promise = proto::bytes_within(reader, profile, most, "signed entry timestamp bytes")?;
        Ok(())
    })?;
    if promise.is_empty() {
        return Err(Error::EntryField {
            place: reader.place().member("signedEntryTimestamp"),
            reason: "a promise without its signature",
        });
    }
    Ok(promise)
}

fn read_checkpoint(
    reader: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<Option<String>, Error> {
    let mut envelope = None;
    read_members(reader, profile, ["envelope"], |reader, _| {
        let text = reader.string()?;
        if text.len() > limits.checkpoint_bytes {
            return Err(reader
                .limit("checkpoint bytes", limits.checkpoint_bytes)
                .into());
        }
        envelope = Some(text.into_owned());
        Ok(())
    })?;
    Ok(envelope)
}

fn read_hashes(
    reader: &mut Reader<'_>,
    profile: Profile,
    limits: &Limits,
) -> Result<Vec<Hash>, Error> {
    let mut hashes = Vec::new();
    reader.array::<Error>(limits.inclusion_hashes, "inclusion hashes", |reader, _| {
        hashes.push(read_hash(reader, profile)?);
        Ok(())
    })?;
    Ok(hashes)
}

fn read_hash(reader: &mut Reader<'_>, profile: Profile) -> Result<Hash, Error> {
    // Twice the length is read, so that a merged pair is told apart from a flood.
    let bytes = proto::bytes_within(reader, profile, 64, "hash bytes")?;
    Hash::try_from(bytes).map_err(|_| Error::EntryField {
        place: reader.place(),
        reason: "a hash that has not 32 bytes",
    })
}

/// Reads an object whose members are `names`; calls `each` for those that are there and not `null`.
fn read_members<const N: usize>(
    reader: &mut Reader<'_>,
    profile: Profile,
    names: [&str; N],
    mut each: impl FnMut(&mut Reader<'_>, &str) -> Result<(), Error>,
) -> Result<(), Error> {
    reader.object(&names, |reader, name| {
        if !names.contains(&name) {
            return Ok(proto::unknown(reader, profile, &names, name)?);
        }
        if reader.null()? {
            return Ok(());
        }
        each(reader, name)
    })
}
