//! Where a log has got to, and what comes next.

use core::fmt;

use bonafide_digest::sha256;
use bonafide_report::{Exceeded, Time};

use super::record::MOST_LINE;
use super::{AuditError, AuditEvent, AuditRecord, write};

/// The id of a log: 128 random bits, which every record of the log has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId([u8; 16]);

impl LogId {
    /// An id of these bytes. They must be random: that a log cannot be told from another is what
    /// lets their records be mixed.
    #[must_use]
    pub const fn new(random: [u8; 16]) -> Self {
        Self(random)
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bonafide_digest::hex::encode(&self.0))
    }
}

/// An audit log: its id, how many records it has, and the hash of the last one.
///
/// Nothing is written here. [`next`](Self::next) makes a line, the caller appends its bytes, and then
/// [`advance`](Self::advance) says that it is there; a line that could not be appended is dropped, and
/// the log goes on as if it had not been made. [`AuditFile`](crate::AuditFile) does this for a file.
///
/// ```
/// use bonafide_policy::{AuditEvent, AuditLog, AuditOutcome, AuditVerifier, LogId};
/// use bonafide_report::Time;
///
/// let mut log = AuditLog::begin(LogId::new([7; 16]));
/// let mut file = Vec::new();
/// for seconds in 0..3 {
///     let event = AuditEvent::policy_load([1; 32], &[]);
///     let entry = log.next(Time::from_unix(seconds).unwrap(), event)?;
///     file.extend_from_slice(entry.bytes());
///     log.advance(&entry)?;
/// }
/// let mut verifier = AuditVerifier::new().with_head(*log.head());
/// verifier.feed(&file);
/// assert_eq!(verifier.finish().outcome(), AuditOutcome::Intact);
/// # Ok::<(), bonafide_policy::AuditError>(())
/// ```
///
/// # Specification
/// policy AUD-2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLog {
    pub(super) id: LogId,
    pub(super) size: u64,
    pub(super) head: [u8; 32],
}

/// A line that is to be appended to a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    record: AuditRecord,
    bytes: Vec<u8>,
    hash: [u8; 32],
}

impl AuditLog {
    /// A new log.
    #[must_use]
    pub const fn begin(id: LogId) -> Self {
        Self {
            id,
            size: 0,
            head: [0; 32],
        }
    }

    /// The log whose last line, without its line feed, is this. Nothing is verified but the line's
    /// own form.
    ///
    /// # Errors
    /// Those of [`AuditRecord::parse`]; [`AuditError::Record`] for a number after which there is none.
    pub fn after(line: &[u8]) -> Result<Self, AuditError> {
        let record = AuditRecord::parse(line)?;
        let size = record.seq.checked_add(1).ok_or(LAST)?;
        Ok(Self {
            id: record.log,
            size,
            head: sha256(&[line]),
        })
    }

    /// The next line.
    ///
    /// # Errors
    /// [`AuditError::Limit`] for a record of more than 64 KiB, or with texts or lists longer than
    /// their limits; [`AuditError::Record`] for a text with U+0000.
    pub fn next(&self, time: Time, event: AuditEvent) -> Result<AuditEntry, AuditError> {
        event.check()?;
        let record = AuditRecord {
            seq: self.size,
            time,
            log: self.id,
            prev: self.head,
            event,
        };
        let mut bytes = write::line(&record).into_bytes();
        let hash = sha256(&[&bytes]);
        bytes.push(b'\n');
        Exceeded::check(bytes.len(), MOST_LINE, "bytes of a line")?;
        Ok(AuditEntry {
            record,
            bytes,
            hash,
        })
    }

    /// Says that a line was appended.
    ///
    /// # Errors
    /// [`AuditError::Stale`] when it was not made for this place.
    pub fn advance(&mut self, entry: &AuditEntry) -> Result<(), AuditError> {
        let record = &entry.record;
        if record.log != self.id || record.prev != self.head || record.seq != self.size {
            return Err(AuditError::Stale {});
        }
        self.size = self.size.checked_add(1).ok_or(LAST)?;
        self.head = entry.hash;
        Ok(())
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> LogId {
        self.id
    }

    /// How many records it has, in all its files.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The SHA-256 of the last line without its line feed; zeros where there is none. Kept elsewhere,
    /// it shows that the end of the log was cut off.
    #[must_use]
    pub const fn head(&self) -> &[u8; 32] {
        &self.head
    }
}

impl AuditEntry {
    /// The bytes to append, in one write, with the line feed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The record.
    #[must_use]
    pub const fn record(&self) -> &AuditRecord {
        &self.record
    }

    /// The SHA-256 of the line without its line feed.
    #[must_use]
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }
}

const LAST: AuditError = AuditError::Record {
    rule: "the number of the record is the last one",
};
