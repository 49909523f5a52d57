#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod binding;
mod body;
mod checkpoint;
mod cosignature;
mod entry;
mod error;
mod kind;
mod limits;
mod log;
pub mod merkle;
mod name;
pub mod note;
pub mod proof;
pub mod set;

// The public interface is:
pub use binding::{Binding, Content, Signer, VerifiedBinding};
pub use body::Body;
pub use checkpoint::Checkpoint;
pub use cosignature::{VerifiedCosignature, Witness, WitnessPolicy};
pub use entry::{InclusionProof, LogEntry};
pub use error::Error;
pub use kind::{ContentKind, EntryKind, Generation, LegacyKinds};
pub use limits::Limits;
pub use log::LogKey;
pub use name::{KeyName, Label};
pub use note::{KeyId, Note, NoteSignature};
pub use proof::{ProofOptions, VerifiedInclusion};
pub use set::VerifiedPromise;
