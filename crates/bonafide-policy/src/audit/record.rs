//! One record of the log, with its place in the chain.

use bonafide_report::Time;

use super::{AuditEvent, LogId};

/// The most bytes of a line, its line feed included.
pub(super) const MOST_LINE: usize = 64 * 1024;
/// What the first member says.
pub(super) const SCHEMA: &str = "bonafide.audit/v1";

/// One record of an audit log.
///
/// A record has one form: [`parse`](Self::parse) refuses every other spelling of the same members.
///
/// # Specification
/// policy AUD-1, AUD-2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    pub(super) seq: u64,
    pub(super) time: Time,
    pub(super) log: LogId,
    pub(super) prev: [u8; 32],
    pub(super) event: AuditEvent,
}

impl AuditRecord {
    /// Its number, from 0.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// When it was written, as the writer said.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }

    /// The log that it belongs to.
    #[must_use]
    pub const fn log(&self) -> LogId {
        self.log
    }

    /// The SHA-256 of the line before it, without the line feed; zeros for the first.
    #[must_use]
    pub const fn prev(&self) -> &[u8; 32] {
        &self.prev
    }

    /// What happened.
    #[must_use]
    pub const fn event(&self) -> &AuditEvent {
        &self.event
    }
}
