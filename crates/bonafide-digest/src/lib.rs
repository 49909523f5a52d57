#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod algorithm;
mod digest;
#[cfg(feature = "engine")]
pub mod engine;
mod error;
#[cfg(feature = "fs")]
pub mod fs;
mod hasher;
pub mod hex;

// The public interface is:
pub use algorithm::Algorithm;
pub use digest::{Digest, MAX_LENGTH};
pub use error::Error;
pub use hasher::{Digests, Hasher, digest, read, sha256};
