//! What can be wrong with an audit log, or with writing to it.

use bonafide_report::{Code, Coded, Exceeded};
use rustix::io::Errno;

bonafide_report::codes! {
    /// Why a record was not read, or not written.
    pub enum AuditError {
        /// A record, or a part of one, is longer than its limit.
        Limit {
            /// The limit.
            cause: Exceeded,
        } => in cause: "{cause}",
        /// A line is not the JSON that it must be.
        Json {
            /// What the reader said.
            cause: bonafide_json::Error,
        } => AUDIT_MALFORMED: "{cause}",
        /// A line is JSON and no record.
        Record {
            /// The rule that it breaks.
            rule: &'static str,
        } => AUDIT_MALFORMED: "{rule}",
        /// A record was made after another one than the last.
        Stale {} => AUDIT_CHAIN: "the record does not follow the last one",
        /// The file has its last record.
        Ended {} => AUDIT_ROTATION: "the log goes on in another file",
        /// A log that was begun in another file is to go on in a file that has records.
        Occupied {} => AUDIT_ROTATION: "the file has records of its own",
        /// The last line of the file was not written to its end.
        Torn {
            /// How many bytes of it there are.
            bytes: u64,
        } => AUDIT_TRUNCATED: "the last line ends after {bytes} bytes",
        /// Somebody else has the file, or wrote to it.
        Contended {
            /// The file as the caller named it, escaped.
            path: String,
            /// Which.
            what: &'static str,
        } => AUDIT_WRITE: "{path}: {what}",
        /// The system refused.
        System {
            /// The file as the caller named it, escaped.
            path: String,
            /// What was tried.
            what: &'static str,
            /// What it said.
            kind: std::io::ErrorKind,
        } => AUDIT_WRITE: "the log {path} cannot be {what}: {}"; bonafide_report::kind_of_error(*kind),
        /// Fewer bytes were written than a record has; they were taken back, or the file is not
        /// written to any more.
        Short {} => AUDIT_WRITE: "the system wrote a part of a record",
        /// A checkpoint that cannot be made.
        Checkpoint {
            /// Why.
            rule: &'static str,
        } => AUDIT_CHECKPOINT: "{rule}",
        /// The text of a checkpoint is no note.
        Note {
            /// What the reader said.
            cause: bonafide_rekor::Error,
        } => AUDIT_CHECKPOINT: "{cause}",
        /// The signature of a checkpoint does not verify.
        Signature {
            /// What the check said.
            cause: bonafide_keys::Error,
        } => AUDIT_CHECKPOINT: "the signature of the checkpoint: {cause}",
    }
}

impl Coded for AuditError {
    fn code(&self) -> Code {
        Self::code(self)
    }
}

/// Somebody else has the file, or wrote to it.
pub(super) const fn contended(what: &'static str) -> AuditError {
    let path = String::new();
    AuditError::Contended { path, what }
}

impl From<Exceeded> for AuditError {
    fn from(cause: Exceeded) -> Self {
        Self::Limit { cause }
    }
}

impl From<bonafide_json::Error> for AuditError {
    fn from(cause: bonafide_json::Error) -> Self {
        Self::Json { cause }
    }
}

impl AuditError {
    /// The same of this file, where it is about one.
    pub(super) fn named(mut self, name: &str) -> Self {
        if let Self::System { path, .. } | Self::Contended { path, .. } = &mut self {
            name.clone_into(path);
        }
        self
    }
}

/// What the system refused to do, with a file that is [named](AuditError::named) later.
pub(super) fn system(what: &'static str, errno: Errno) -> AuditError {
    AuditError::System {
        path: String::new(),
        what,
        kind: errno.kind(),
    }
}
