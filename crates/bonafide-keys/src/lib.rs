#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
    not(feature = "ring"),
    allow(dead_code, reason = "the other backends use less of what is shared")
)]

mod algorithm;
pub mod asn1;
mod backend;
mod details;
mod ecdsa;
mod ed25519;
mod error;
mod key;
mod message;
pub mod pem;
mod rsa;
mod scheme;

// The public interface is:
pub use algorithm::AlgorithmIdentifier;
#[cfg(feature = "aws-lc")]
pub use backend::AwsLc;
pub use backend::Backend;
#[cfg(feature = "ring")]
pub use backend::Ring;
#[cfg(feature = "rustcrypto")]
pub use backend::RustCrypto;
#[cfg(any(feature = "ring", feature = "aws-lc", feature = "rustcrypto"))]
pub use backend::default_backend;
pub use details::{KeyDetails, hash_from_name, hash_name};
pub use error::Error;
pub use key::{MAX_KEY_BYTES, PublicKey, key_info};
pub use message::Message;
pub use scheme::{KeyKind, Scheme};
