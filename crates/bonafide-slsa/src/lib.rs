#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod attestation;
mod error;

pub use attestation::{Attestation, Authenticity, Signer, SignerClaims, Signing, Transparency};
pub use error::Error;
