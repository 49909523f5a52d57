#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod attestation;
mod error;
mod predicate;
mod raw;
mod view;

// The public interface is:
pub use attestation::{Attestation, Authenticity, Signer, SignerClaims, Signing, Transparency};
pub use error::Error;
pub use predicate::{PredicateFamily, media_type_note};
pub use raw::Raw;
pub use view::{
    Claim, ConfigSource, Dependency, Field, Parameter, Provenance, ProvenanceOptions,
    ProvenanceVersion,
};
