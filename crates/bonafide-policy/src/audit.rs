//! The audit log: what was decided, one line a record, each naming the hash of the one before.
//!
//! ```
//! use bonafide_policy::{AuditEvent, AuditLog, AuditOutcome, AuditVerifier, LogId};
//! use bonafide_report::Time;
//!
//! // Sixteen random bytes, so that no two logs have the same id.
//! let mut log = AuditLog::begin(LogId::new([7; 16]));
//! let mut lines = Vec::new();
//! for seconds in 0..3 {
//!     let event = AuditEvent::policy_load([1; 32], &[]);
//!     let entry = log.next(Time::from_unix(seconds).unwrap(), event)?;
//!     lines.extend_from_slice(entry.bytes());
//!     log.advance(&entry)?;
//! }
//! let verify = |lines: &[u8]| {
//!     // The head is kept elsewhere: without it, a log that was cut off is a shorter log.
//!     let mut verifier = AuditVerifier::new().with_head(*log.head());
//!     verifier.feed(lines);
//!     verifier.finish()
//! };
//! let report = verify(&lines);
//! assert_eq!(report.outcome(), AuditOutcome::Intact);
//! assert_eq!(report.unanchored(), Some(0));
//!
//! let altered = String::from_utf8_lossy(&lines).replace("\"seq\":1", "\"seq\":9");
//! let report = verify(altered.as_bytes());
//! assert_eq!(report.outcome(), AuditOutcome::Broken);
//! assert_eq!(report.faults().first().unwrap().code().as_str(), "audit.sequence");
//! # Ok::<(), bonafide_policy::AuditError>(())
//! ```

mod checkpoint;
mod error;
mod event;
mod file;
mod lock;
mod log;
mod read;
mod record;
mod schema;
mod verify;
mod write;

pub use checkpoint::{AuditCheckpoint, VerifiedAuditCheckpoint};
pub use error::AuditError;
pub use event::{Actor, ActorKind, AuditEvent, AuditKind, AuditSubject};
pub use file::{AuditFile, AuditFileOptions, AuditSync, OnAuditFailure, TornTail};
pub use log::{AuditEntry, AuditLog, LogId};
pub use record::AuditRecord;
pub use schema::audit_schema;
pub use verify::{AuditOutcome, AuditReport, AuditTear, AuditVerifier};
