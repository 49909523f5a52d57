//! What can be wrong with the evidence of a log.

use bonafide_report::{Code, Coded, Exceeded, Finding, Place, Time, Window, registry};

use crate::{KeyName, Label};

bonafide_report::codes! {
    /// Why log evidence is not accepted.
    ///
    /// Places are those of the entry's own JSON (`/inclusionProof/checkpoint/envelope`); errors of
    /// [`LogEntry::read`](crate::LogEntry::read) give the place in the document that was read.
    pub enum Error {
        /// The entry is not the JSON that the bundle format calls for.
        Entry {
            /// What the JSON reader found.
            cause: bonafide_json::Error,
        } => BUNDLE_PARSE: "the log entry is not well formed: {cause}",
        /// A member of the entry is absent, empty or of the wrong length.
        EntryField {
            /// The member.
            place: Place,
            /// What is wrong with it.
            reason: &'static str,
        } => BUNDLE_PARSE: "the log entry is not well formed: {reason}",
        /// A limit was reached while the entry, its body or its checkpoint was read.
        Limit {
            /// Where.
            place: Place,
            /// The row of the limits table.
            item: &'static str,
            /// The greatest value that is accepted.
            limit: u64,
        } => LIMIT_EXCEEDED: "more than {limit} {item}",
        /// A limit of the JSON reader was reached.
        JsonLimit {
            /// What the JSON reader found.
            cause: bonafide_json::Error,
        } => LIMIT_EXCEEDED: "{cause}",
        /// The budget of the verification is used up.
        Budget {
            /// What there was too much of.
            cause: Exceeded,
        } => in cause: "{cause}",
        /// A key cannot be used for this signature, or not by this backend.
        Key {
            /// What the key said.
            cause: bonafide_keys::Error,
        } => in cause: "{cause}",

        /// The description of a log contradicts itself or lacks what this check needs.
        UnusableLog {
            /// What is wrong with it.
            reason: &'static str,
        } => TRUSTROOT_INSTANCE: "the log is not usable: {reason}",
        /// The description of a witness cannot be used.
        UnusableWitness {
            /// What is wrong with it.
            reason: &'static str,
        } => TRUSTROOT_INSTANCE: "the witness is not usable: {reason}",
        /// The log id of the entry is not that of the log.
        UnknownLog {} => TLOG_UNKNOWN_LOG: "the entry does not name this log",

        /// The body is not the JSON that its kind calls for.
        BodyJson {
            /// What the JSON reader found.
            cause: bonafide_json::Error,
        } => TLOG_BODY: "the body of the entry is malformed: {cause}",
        /// A field of the body is absent or malformed.
        BodyField {
            /// The field, as a place in the body.
            place: Place,
            /// What is wrong with it.
            reason: &'static str,
        } => TLOG_BODY: "the body of the entry is malformed: {reason}",
        /// The body says what it must, and not in the canonical form that the log hashes.
        BodyForm {} => TLOG_BODY: "the body of the entry is not in canonical form",
        /// Label and body name different kinds.
        KindMismatch {
            /// Kind and version of the label.
            label: Label,
            /// Kind and version of the body.
            body: Label,
        } => TLOG_KIND_MISMATCH: "the entry is labelled {label} and its body is {body}",
        /// The checkpoint is of the other generation of logs than the kind of the entry.
        OriginForm {
            /// Kind and version of the label.
            label: Label,
        } => TLOG_KIND_MISMATCH: "the origin of the checkpoint is not one for {label}",
        /// Entries of this kind cannot back a signature over such content.
        UnsupportedKind {
            /// Kind and version of the label.
            label: Label,
        } => TLOG_UNSUPPORTED_KIND: "an entry of kind {label} cannot back this signature",
        /// The body is well formed, and speaks of something else.
        BodyMismatch {
            /// The field that differs, as a place in the body.
            place: Place,
        } => TLOG_BODY_MISMATCH: "the body of the entry differs in {place}",

        /// The signed entry timestamp cannot be one for this entry.
        SetForm {
            /// Why.
            reason: &'static str,
        } => TLOG_SET: "the signed entry timestamp is not valid: {reason}",
        /// The signature of the signed entry timestamp does not verify.
        SetSignature {
            /// What the key said.
            cause: bonafide_keys::Error,
        } => TLOG_SET: "the signed entry timestamp is not valid: {cause}",
        /// The key of the log was not trusted at a time that counts for the entry.
        KeyValidity {
            /// The time.
            time: Time,
            /// When the key was trusted.
            window: Window,
        } => TLOG_KEY_VALIDITY: "the key of the log is trusted {window}, and not at {time}",

        /// The entry has no inclusion proof.
        MissingProof {} => BUNDLE_MISSING_PROOF: "the entry has no inclusion proof",
        /// The inclusion proof has no checkpoint.
        MissingCheckpoint {} => BUNDLE_MISSING_CHECKPOINT: "the inclusion proof has no checkpoint",
        /// The leaf is not at that index of that tree.
        Inclusion {
            /// The index, from 0.
            index: u64,
            /// Leaves of the tree.
            size: u64,
        } => TLOG_INCLUSION: "no proof that the entry is number {index} of the {size} of the tree",
        /// The entry and its proof name different indices in the one tree that the log has.
        IndexMismatch {
            /// The index of the entry.
            entry: u64,
            /// The index of the proof.
            proof: u64,
        } => TLOG_INCLUSION: "the entry has index {entry}, and its proof is for {proof}",
        /// One tree is not shown to be a continuation of the other.
        Consistency {
            /// Leaves of the older tree.
            old_size: u64,
            /// Leaves of the newer tree.
            new_size: u64,
        } => TLOG_INCLUSION: "no proof that the tree of {new_size} continues that of {old_size}",
        /// A Merkle proof has too few or too many hashes.
        ProofLength {
            /// Hashes that index and size call for.
            wanted: usize,
            /// Hashes that are there.
            found: usize,
        } => TLOG_INCLUSION_LENGTH: "the proof has {found} hashes instead of {wanted}",

        /// The text is not a signed note with the body of a checkpoint.
        CheckpointForm {
            /// The line in which it showed, from 1.
            line: usize,
            /// What is wrong with it.
            reason: &'static str,
        } => TLOG_CHECKPOINT_PARSE: "line {line} of the checkpoint: {reason}",
        /// A signature of a known key does not verify.
        CheckpointSignature {
            /// The name of the key.
            name: KeyName,
            /// What the key said.
            cause: bonafide_keys::Error,
        } => TLOG_CHECKPOINT_SIGNATURE: "the signature of {name} on the checkpoint: {cause}",
        /// A cosignature of a known witness does not begin with a time, or one after 2^63 - 1.
        CosignatureForm {
            /// The name of the witness.
            name: KeyName,
        } => TLOG_CHECKPOINT_SIGNATURE: "the cosignature of {name} on the checkpoint has no time",
        /// No signature line has the name and the key id of the log.
        NoMatchingSignature {
            /// The name under which the log would have signed.
            name: KeyName,
        } => TLOG_CHECKPOINT_NO_MATCHING_SIGNATURE: "the checkpoint has no signature of the log by the name of {name}",
        /// The origin names another log.
        Origin {
            /// The name in the origin.
            name: KeyName,
        } => TLOG_CHECKPOINT_ORIGIN: "the checkpoint is that of {name}",
        /// The root hash of the proof is not that of the checkpoint.
        RootMismatch {} => TLOG_CHECKPOINT_ROOT_MISMATCH: "the proof is for another root hash than the checkpoint",
        /// The tree size of the proof is not that of the checkpoint.
        SizeMismatch {
            /// Leaves in the checkpoint.
            checkpoint: u64,
            /// Leaves in the proof.
            proof: u64,
        } => TLOG_CHECKPOINT_SIZE_MISMATCH: "the checkpoint has {checkpoint} leaves, and the proof is for {proof}",
        /// Too few distinct witnesses cosigned the checkpoint.
        WitnessThreshold {
            /// Witnesses that are required.
            wanted: usize,
            /// Distinct witnesses that count.
            found: usize,
        } => TLOG_WITNESS_THRESHOLD: "{found} of {wanted} witnesses cosigned the checkpoint",
    }
}

impl Error {
    pub(crate) fn check_limit(
        count: usize,
        limit: usize,
        item: &'static str,
        place: &Place,
    ) -> Result<(), Self> {
        Exceeded::check(count, limit, item).map_err(|_| Self::Limit {
            place: place.clone(),
            item,
            limit: u64::try_from(limit).unwrap_or(u64::MAX),
        })
    }

    /// Where an entry has its checkpoint.
    pub(crate) fn checkpoint_place() -> Place {
        Place::root()
            .member("inclusionProof")
            .member("checkpoint")
            .member("envelope")
    }

    /// Where an entry has its body.
    pub(crate) fn body_place() -> Place {
        Place::root().member("canonicalizedBody")
    }

    /// What failed while the part of the body at `path` was read.
    pub(crate) fn of_body(cause: bonafide_json::Error, path: &[&str]) -> Self {
        let place = path
            .iter()
            .fold(Self::body_place(), |place, name| place.member(name));
        let cause = cause.within(&place);
        match cause {
            bonafide_json::Error::Limit { .. } => Self::JsonLimit { cause },
            _ => Self::BodyJson { cause },
        }
    }

    /// What a key said: `refused` if it judged the signature, the key's own error otherwise.
    pub(crate) fn of_key(
        cause: bonafide_keys::Error,
        refused: impl FnOnce(bonafide_keys::Error) -> Self,
    ) -> Self {
        if cause.code() == registry::SIGNATURE_INVALID {
            refused(cause)
        } else {
            Self::Key { cause }
        }
    }
}

impl From<bonafide_json::Error> for Error {
    fn from(cause: bonafide_json::Error) -> Self {
        match cause {
            bonafide_json::Error::Limit { .. } => Self::JsonLimit { cause },
            _ => Self::Entry { cause },
        }
    }
}

impl From<Exceeded> for Error {
    fn from(cause: Exceeded) -> Self {
        Self::Budget { cause }
    }
}

impl Coded for Error {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn place(&self) -> Place {
        let entry = Place::root();
        let proof = || entry.member("inclusionProof");
        match self {
            Self::Entry { cause } | Self::JsonLimit { cause } | Self::BodyJson { cause } => {
                cause.place()
            }
            Self::EntryField { place, .. } | Self::Limit { place, .. } => place.clone(),
            Self::Budget { .. }
            | Self::Key { .. }
            | Self::UnusableLog { .. }
            | Self::UnusableWitness { .. } => entry,
            Self::UnknownLog {} => entry.member("logId"),
            Self::BodyField { place, .. } | Self::BodyMismatch { place } => {
                Self::body_place().join(place)
            }
            Self::BodyForm {} => Self::body_place(),
            Self::KindMismatch { .. } | Self::UnsupportedKind { .. } => entry.member("kindVersion"),
            Self::SetForm { .. } | Self::SetSignature { .. } => entry.member("inclusionPromise"),
            Self::KeyValidity { .. } => entry,
            Self::MissingProof {}
            | Self::MissingCheckpoint {}
            | Self::Inclusion { .. }
            | Self::IndexMismatch { .. }
            | Self::Consistency { .. } => proof(),
            Self::ProofLength { .. } => proof().member("hashes"),
            Self::RootMismatch {} => proof().member("rootHash"),
            Self::SizeMismatch { .. } => proof().member("treeSize"),
            Self::OriginForm { .. }
            | Self::CheckpointForm { .. }
            | Self::CheckpointSignature { .. }
            | Self::CosignatureForm { .. }
            | Self::NoMatchingSignature { .. }
            | Self::Origin { .. }
            | Self::WitnessThreshold { .. } => Self::checkpoint_place(),
        }
    }

    fn findings(&self) -> Vec<Finding> {
        match self {
            Self::Entry { cause } | Self::JsonLimit { cause } | Self::BodyJson { cause } => {
                vec![cause.to_finding()]
            }
            Self::SetSignature { cause } | Self::CheckpointSignature { cause, .. } => {
                vec![cause.to_finding()]
            }
            Self::Key { cause } => cause.findings(),
            _ => Vec::new(),
        }
    }
}
