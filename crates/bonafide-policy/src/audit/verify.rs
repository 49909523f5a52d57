//! Verifying a log: that nothing was edited, moved, added, removed or mixed in.

use bonafide_digest::sha256;
use bonafide_report::registry::{
    AUDIT_CHAIN, AUDIT_EMPTY, AUDIT_HEAD, AUDIT_ROTATION, AUDIT_SEQUENCE, AUDIT_SPLICED,
    AUDIT_TRUNCATED,
};
use bonafide_report::{Code, Finding, Place};

use super::record::MOST_LINE;
use super::{AuditKind, AuditLog, AuditRecord, LogId, VerifiedAuditCheckpoint};

/// How many faults are kept; the others are counted.
const MOST_FAULTS: usize = 100;

/// Reads the files of a log, the oldest first, and says whether it is what was written.
///
/// The hash of a line is in the line after it, and that of the last line nowhere: whether the last
/// lines are there and unchanged shows only against a head or a checkpoint that was kept elsewhere.
///
/// Memory does not grow with the log: a line is at most 64 KiB, and at most 100 faults are kept.
///
/// # Specification
/// policy AUD-3.
#[derive(Clone, Debug, Default)]
pub struct AuditVerifier {
    id: Option<LogId>,
    size: u64,
    head: [u8; 32],
    /// What was read of a line whose end was not.
    line: Vec<u8>,
    line_bytes: u64,
    file: usize,
    lines: u64,
    has_ended: bool,
    is_broken_off: bool,
    records: u64,
    known: Vec<Known>,
    faults: Vec<Finding>,
    faults_count: u64,
    torn: Option<AuditTear>,
}

/// A record that the log is known to have had.
#[derive(Clone, Debug)]
struct Known {
    hash: [u8; 32],
    /// How many records there were with it, where that is known.
    size: Option<u64>,
    /// How many records were read with it, once it was found.
    found: Option<u64>,
}

/// What became of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditOutcome {
    /// Every record is there as it was written, as far as can be seen.
    Intact,
    /// The same, but the last line was not written to its end.
    Torn,
    /// Something was changed.
    Broken,
}

/// A last line that was not written to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditTear {
    /// The file, from 0.
    pub file: usize,
    /// The line, from 1.
    pub line: u64,
    /// How many bytes of it there are.
    pub bytes: u64,
}

/// What the files of a log are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditReport {
    log: Option<AuditLog>,
    faults: Vec<Finding>,
    faults_count: u64,
    torn: Option<AuditTear>,
    unanchored: Option<u64>,
}

impl AuditVerifier {
    /// For a log from its first record on.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// For the files of a log that follow others, which ended here.
    #[must_use]
    pub fn continuing(log: &AuditLog) -> Self {
        Self {
            id: Some(log.id),
            size: log.size,
            head: log.head,
            ..Self::default()
        }
    }

    /// The log is known to have had a record with this hash: that of the line without its line feed.
    #[must_use]
    pub fn with_head(mut self, hash: [u8; 32]) -> Self {
        self.known.push(Known {
            hash,
            size: None,
            found: None,
        });
        self
    }

    /// The log is known to have been this at its checkpoint.
    #[must_use]
    pub fn with_checkpoint(mut self, checkpoint: &VerifiedAuditCheckpoint) -> Self {
        self.known.push(Known {
            hash: *checkpoint.head(),
            size: Some(checkpoint.size()),
            found: None,
        });
        self
    }

    /// Reads the next bytes of a file; where they are cut is of no importance.
    pub fn feed(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            match part.strip_suffix(b"\n") {
                Some(rest) => {
                    self.keep(rest);
                    let line = core::mem::take(&mut self.line);
                    self.line_bytes = 0;
                    self.end_line(&line);
                }
                None => self.keep(part),
            }
        }
    }

    /// The file is over; what is read next is another one.
    pub fn end_file(&mut self) {
        self.close_file();
        self.file = self.file.saturating_add(1);
        self.lines = 0;
    }

    /// The log is over.
    #[must_use]
    pub fn finish(mut self) -> AuditReport {
        self.close_file();
        if self.records == 0 {
            let detail = "no record was read".to_owned();
            self.fault_at(Place::root(), AUDIT_EMPTY, detail);
        }
        for known in core::mem::take(&mut self.known) {
            if known.found.is_none() {
                let hash = bonafide_digest::hex::encode(&known.hash);
                let detail = match known.size {
                    Some(size) => format!("record {size}, counted from 1, has not the hash {hash}"),
                    None => format!("no record has the hash {hash}"),
                };
                self.fault_at(Place::root(), AUDIT_HEAD, detail);
            }
            self.known.push(known);
        }
        let newest = self.known.iter().filter_map(|known| known.found).max();
        let log = self.id.map(|id| AuditLog {
            id,
            size: self.size,
            head: self.head,
        });
        AuditReport {
            log,
            faults: self.faults,
            faults_count: self.faults_count,
            torn: self.torn,
            unanchored: newest.map(|newest| self.records.saturating_sub(newest)),
        }
    }

    /// Keeps no more of a line than is needed to see that it is too long.
    fn keep(&mut self, part: &[u8]) {
        let room = MOST_LINE.saturating_sub(self.line.len());
        self.line.extend(part.iter().take(room));
        let bytes = u64::try_from(part.len()).unwrap_or(u64::MAX);
        self.line_bytes = self.line_bytes.saturating_add(bytes);
    }

    fn close_file(&mut self) {
        if self.line_bytes == 0 {
            return;
        }
        let tear = AuditTear {
            file: self.file,
            line: self.lines.saturating_add(1),
            bytes: self.line_bytes,
        };
        self.line = Vec::new();
        self.line_bytes = 0;
        self.torn = Some(tear);
        self.is_broken_off = true;
    }

    fn end_line(&mut self, line: &[u8]) {
        self.lines = self.lines.saturating_add(1);
        self.check_files();
        let hash = sha256(&[line]);
        match AuditRecord::parse(line) {
            Ok(record) => self.check(&record),
            Err(error) => {
                self.fault(error.code(), error.to_string());
                self.has_ended = false;
                self.size = self.size.saturating_add(1);
            }
        }
        self.head = hash;
        self.records = self.records.saturating_add(1);
        for known in &mut self.known {
            if known.hash == hash && known.size.is_none_or(|size| size == self.size) {
                known.found = Some(self.records);
            }
        }
    }

    /// Whether a line may stand here, after what the file or the one before it ended with.
    fn check_files(&mut self) {
        let is_first = self.lines == 1;
        if core::mem::take(&mut self.is_broken_off) {
            let detail = "the file before ends within a line".to_owned();
            self.fault(AUDIT_TRUNCATED, detail);
        } else if !is_first && self.has_ended {
            self.fault(
                AUDIT_ROTATION,
                "a record behind the last of the file".to_owned(),
            );
        } else if is_first && self.records > 0 && !self.has_ended {
            let detail = "the file before has no last record".to_owned();
            self.fault(AUDIT_ROTATION, detail);
        }
    }

    /// Compares a record with its place; what it says is then believed, so that one change is one
    /// fault and not one in every line that follows.
    fn check(&mut self, record: &AuditRecord) {
        if self.id.is_some_and(|id| id != record.log) {
            let detail = format!("the record belongs to the log {}", record.log);
            self.fault(AUDIT_SPLICED, detail);
        }
        if record.seq != self.size {
            let detail = format!("record {} stands where {} should", record.seq, self.size);
            self.fault(AUDIT_SEQUENCE, detail);
        }
        if record.prev != self.head {
            let detail = match self.records {
                0 => "the record was not written as the first of these".to_owned(),
                _ => "the line before is not the one that the record was written after".to_owned(),
            };
            self.fault(AUDIT_CHAIN, detail);
        }
        self.id = Some(record.log);
        self.size = record.seq.saturating_add(1);
        self.has_ended = record.event.kind == AuditKind::End;
    }

    /// A fault of the line that was read last.
    fn fault(&mut self, code: Code, detail: String) {
        let place = Place::root()
            .index(self.file)
            .member(&self.lines.to_string());
        self.fault_at(place, code, detail);
    }

    fn fault_at(&mut self, place: Place, code: Code, detail: String) {
        self.faults_count = self.faults_count.saturating_add(1);
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Finding::new(code, place, detail));
        }
    }
}

impl AuditReport {
    /// What became of the log.
    #[must_use]
    pub const fn outcome(&self) -> AuditOutcome {
        if self.faults_count > 0 {
            AuditOutcome::Broken
        } else if self.torn.is_some() {
            AuditOutcome::Torn
        } else {
            AuditOutcome::Intact
        }
    }

    /// What was changed; places are `/file/line`, files from 0 and lines from 1, or the whole log. At
    /// most 100.
    #[must_use]
    pub fn faults(&self) -> &[Finding] {
        &self.faults
    }

    /// How many faults there are.
    #[must_use]
    pub const fn faults_count(&self) -> u64 {
        self.faults_count
    }

    /// The last line, where it was not written to its end. It counts as not written.
    #[must_use]
    pub const fn torn(&self) -> Option<AuditTear> {
        self.torn
    }

    /// The same as a finding.
    #[must_use]
    pub fn torn_finding(&self) -> Option<Finding> {
        let tear = self.torn?;
        let place = Place::root()
            .index(tear.file)
            .member(&tear.line.to_string());
        let detail = format!("the line ends after {} bytes", tear.bytes);
        Some(Finding::new(AUDIT_TRUNCATED, place, detail))
    }

    /// Where the log has got to; `None` where there is no log.
    #[must_use]
    pub const fn log(&self) -> Option<&AuditLog> {
        self.log.as_ref()
    }

    /// How many records stand behind the newest head or checkpoint that was given and found. The last
    /// of them may have been added or changed by anybody who can write to the file. `None` where
    /// nothing was given, or nothing of it found.
    #[must_use]
    pub const fn unanchored(&self) -> Option<u64> {
        self.unanchored
    }
}
