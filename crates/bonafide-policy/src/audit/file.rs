//! A log in a file.

use std::path::Path;

use bonafide_report::{Decision, Escaped, Time};
use rustix::fd::OwnedFd;
use rustix::fs::{FileType, Mode, OFlags};
use rustix::io::Errno;

use super::error::{contended, system};
use super::lock::Locked;
use super::record::MOST_LINE;
use super::{AuditEntry, AuditError, AuditEvent, AuditKind, AuditLog};

/// When what was written is forced to the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditSync {
    /// After each record.
    #[default]
    Each,
    /// After the first record that is this many seconds later than the last one that was.
    Interval(u32),
    /// Whenever the system likes.
    None,
}

/// What is done with a last line that was not written to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TornTail {
    /// The file is not opened.
    #[default]
    Refuse,
    /// The line is removed: nobody was told that it was written.
    Remove,
}

/// What a decision becomes that cannot be recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnAuditFailure {
    /// `reject`.
    #[default]
    Deny,
    /// What it was.
    Continue,
}

impl OnAuditFailure {
    /// The decision, after it could not be recorded.
    #[must_use]
    pub const fn decide(self, decision: Decision) -> Decision {
        match self {
            Self::Deny => Decision::Reject,
            Self::Continue => decision,
        }
    }
}

/// How a file is opened and written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditFileOptions {
    sync: AuditSync,
    torn: TornTail,
    is_waiting: bool,
}

impl AuditFileOptions {
    /// When what was written is forced to the disk.
    #[must_use]
    pub const fn with_sync(mut self, sync: AuditSync) -> Self {
        self.sync = sync;
        self
    }

    /// What is done with a last line that was not written to its end.
    #[must_use]
    pub const fn with_torn_tail(mut self, torn: TornTail) -> Self {
        self.torn = torn;
        self
    }

    /// Waits for another writer to close the file, for as long as that takes.
    #[must_use]
    pub const fn with_waiting(mut self) -> Self {
        self.is_waiting = true;
        self
    }
}

/// A file of a log, open for appending and locked against other writers.
///
/// # Specification
/// policy AUD-4.
#[derive(Debug)]
pub struct AuditFile {
    /// As the caller named it, for messages.
    name: String,
    file: Locked,
    length: u64,
    log: AuditLog,
    options: AuditFileOptions,
    synced: Option<Time>,
    is_spoilt: bool,
}

impl AuditFile {
    /// Opens a file, or makes it with access for its owner alone. A file without records is the
    /// beginning of `log`, or its next file after another one; a file with records goes on where it
    /// stopped.
    ///
    /// Only the last line of the file is read: [`AuditVerifier`](crate::AuditVerifier) verifies.
    ///
    /// # Errors
    /// [`AuditError::System`]; [`AuditError::Contended`] where another writer has it;
    /// [`AuditError::Torn`]; [`AuditError::Ended`]; [`AuditError::Occupied`] where `log` has records
    /// and the file too; those of [`AuditLog::after`].
    pub fn open(path: &Path, log: AuditLog, options: AuditFileOptions) -> Result<Self, AuditError> {
        let name = Escaped(&path.to_string_lossy()).to_string();
        let opened = Self::open_as(path, name.clone(), log, options);
        opened.map_err(|error| error.named(&name))
    }

    fn open_as(
        path: &Path,
        name: String,
        log: AuditLog,
        options: AuditFileOptions,
    ) -> Result<Self, AuditError> {
        let flags = OFlags::RDWR
            | OFlags::APPEND
            | OFlags::CREATE
            | OFlags::CLOEXEC
            | OFlags::NOFOLLOW
            | OFlags::NONBLOCK;
        let mode = Mode::RUSR | Mode::WUSR;
        let file = rustix::fs::open(path, flags, mode).map_err(|errno| system("opened", errno))?;
        let file = Locked::new(file, options.is_waiting)?;
        let length = length(&file)?;
        let tail = Tail::read(&file, length)?;
        if tail.torn > 0 && options.torn == TornTail::Refuse {
            return Err(AuditError::Torn { bytes: tail.torn });
        }
        let found = tail
            .last_line()?
            .map(|line| go_on(line, &log))
            .transpose()?;
        let whole = length.saturating_sub(tail.torn);
        if tail.torn > 0 {
            rustix::fs::ftruncate(&*file, whole).map_err(|errno| system("repaired", errno))?;
        }
        Ok(Self {
            name,
            file,
            length: whole,
            log: found.unwrap_or(log),
            options,
            synced: None,
            is_spoilt: false,
        })
    }

    /// Appends a record.
    ///
    /// # Errors
    /// [`AuditError::Limit`], [`AuditError::Record`] for an event that cannot be a record. Nothing
    /// is written then, nor after [`AuditError::Contended`] and [`AuditError::Short`]. After
    /// [`AuditError::System`] the record may be there, and may not be on the disk.
    pub fn append(&mut self, time: Time, event: AuditEvent) -> Result<AuditEntry, AuditError> {
        if event.kind() == AuditKind::End {
            let rule = "the last record of a file is written by ending it";
            return Err(AuditError::Record { rule });
        }
        let written = self.write(time, event);
        written.map_err(|error| error.named(&self.name))
    }

    /// Appends the last record of the file; the log goes on in another one.
    ///
    /// # Errors
    /// Those of [`Self::append`].
    pub fn end(mut self, time: Time) -> Result<AuditLog, AuditError> {
        let written = self.write(time, AuditEvent::end());
        written.map_err(|error| error.named(&self.name))?;
        Ok(self.log)
    }

    /// Where the log has got to.
    #[must_use]
    pub const fn log(&self) -> &AuditLog {
        &self.log
    }

    fn write(&mut self, time: Time, event: AuditEvent) -> Result<AuditEntry, AuditError> {
        if self.is_spoilt || length(&self.file)? != self.length {
            return Err(contended("the file is not as it was left"));
        }
        let entry = self.log.next(time, event)?;
        let bytes = entry.bytes();
        let written = loop {
            match rustix::io::write(&*self.file, bytes) {
                Err(Errno::INTR) => {}
                written => break written.map_err(|errno| system("written", errno))?,
            }
        };
        if written != bytes.len() {
            self.is_spoilt = rustix::fs::ftruncate(&*self.file, self.length).is_err();
            return Err(AuditError::Short {});
        }
        let written = u64::try_from(written).unwrap_or(u64::MAX);
        self.length = self.length.saturating_add(written);
        self.log.advance(&entry)?;
        self.sync(time)?;
        Ok(entry)
    }

    fn sync(&mut self, time: Time) -> Result<(), AuditError> {
        let is_due = match self.options.sync {
            AuditSync::Each => true,
            AuditSync::None => false,
            AuditSync::Interval(seconds) => self.synced.is_none_or(|synced| {
                let due = synced.checked_add_seconds(i64::from(seconds));
                due.is_some_and(|due| time >= due)
            }),
        };
        if is_due {
            rustix::fs::fdatasync(&*self.file).map_err(|errno| system("synchronised", errno))?;
            self.synced = Some(time);
        }
        Ok(())
    }
}

/// The end of a file: more than one line, and no more than that.
#[derive(Debug)]
struct Tail {
    bytes: Vec<u8>,
    /// How many bytes stand behind the last line feed.
    torn: u64,
}

impl Tail {
    fn read(file: &OwnedFd, length: u64) -> Result<Self, AuditError> {
        let most = u64::try_from(MOST_LINE)
            .unwrap_or(u64::MAX)
            .saturating_mul(2);
        let start = length.saturating_sub(most);
        let size = usize::try_from(length.saturating_sub(start)).unwrap_or_default();
        let mut bytes = vec![0; size];
        let mut filled = 0;
        while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let at = start.saturating_add(u64::try_from(filled).unwrap_or(u64::MAX));
            match rustix::io::pread(file, rest, at) {
                Ok(0) => break,
                Ok(read) => filled = filled.saturating_add(read),
                Err(Errno::INTR) => {}
                Err(errno) => return Err(system("read", errno)),
            }
        }
        bytes.truncate(filled);
        let torn = bytes
            .rsplit(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        let torn = torn.len();
        let is_cut = start > 0;
        if is_cut && torn == bytes.len() {
            let rule = "the last line has no end, and no beginning within reach";
            return Err(AuditError::Record { rule });
        }
        bytes.truncate(bytes.len().saturating_sub(torn));
        let torn = u64::try_from(torn).unwrap_or(u64::MAX);
        Ok(Self { bytes, torn })
    }

    /// The last whole line without its line feed; a line that begins before what was read is longer
    /// than any record.
    fn last_line(&self) -> Result<Option<&[u8]>, AuditError> {
        let Some(lines) = self.bytes.strip_suffix(b"\n") else {
            return Ok(None);
        };
        let line = lines.rsplit(|byte| *byte == b'\n').next();
        let rule = "the last line cannot be found";
        line.map(Some).ok_or(AuditError::Record { rule })
    }
}

/// The log after its last line, unless it cannot go on in this file.
fn go_on(line: &[u8], log: &AuditLog) -> Result<AuditLog, AuditError> {
    let record = super::AuditRecord::parse(line)?;
    if record.event().kind() == AuditKind::End {
        return Err(AuditError::Ended {});
    }
    if log.size() > 0 {
        return Err(AuditError::Occupied {});
    }
    AuditLog::after(line)
}

fn length(file: &OwnedFd) -> Result<u64, AuditError> {
    let status = rustix::fs::fstat(file).map_err(|errno| system("examined", errno))?;
    if FileType::from_raw_mode(status.st_mode) != FileType::RegularFile {
        return Err(contended("the log is no regular file"));
    }
    Ok(u64::try_from(status.st_size).unwrap_or_default())
}
