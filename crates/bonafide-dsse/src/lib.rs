#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod accepted;
mod artifact;
mod descriptor;
mod envelope;
mod error;
mod keyset;
mod options;
mod pae;
mod statement;
mod subjects;
mod threshold;
mod timestamp;
mod uri;
mod verified;
mod verify;

// The public interface is:
pub use accepted::Accepted;
pub use artifact::{ArtifactDigests, SubjectMatch, TrustedDigest};
pub use descriptor::ResourceDescriptor;
pub use envelope::{Envelope, Signature, Untrusted};
pub use error::{Error, Mismatch};
pub use keyset::{Encoding, KeyIdPolicy, KeySet, MAX_KEYS, TrustedKey};
pub use options::{EnvelopeOptions, IN_TOTO, PayloadTypes, StatementOptions};
pub use pae::Pae;
pub use statement::{Statement, StatementType};
pub use subjects::{OpaqueDigest, Subject};
pub use threshold::{MAX_PRINCIPALS, PrincipalId, Threshold, Vouching};
pub use timestamp::Timestamp;
pub use uri::{has_capital_authority, is_uri};
pub use verified::VerifiedStatement;
pub use verify::{Outcome, VerifiedEnvelope};
