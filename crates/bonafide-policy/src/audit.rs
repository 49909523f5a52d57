//! The audit log: what was decided, one line a record, each naming the hash of the one before.

mod checkpoint;
mod error;
mod event;
mod file;
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
