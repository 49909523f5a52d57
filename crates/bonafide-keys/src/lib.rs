#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
    not(feature = "ring"),
    expect(dead_code, reason = "what only backends use, without a backend")
)]

mod backend;
mod details;
mod ecdsa;
mod ed25519;
mod encode;
mod error;
mod key;
mod message;
pub mod pem;
mod rsa;
mod scheme;

// The public interface is:
pub use backend::Backend;
#[cfg(feature = "ring")]
pub use backend::Ring;
pub use details::{KeyDetails, hash_from_name, hash_name};
pub use error::Error;
pub use key::{MAX_KEY_BYTES, PublicKey};
pub use message::Message;
pub use scheme::{KeyKind, Scheme};
