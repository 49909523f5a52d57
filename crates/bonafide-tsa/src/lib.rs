#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod attributes;
mod cms;
mod error;
mod oid;
mod options;
mod token;
mod tst_info;
mod verify;

// The public interface is:
pub use error::Error;
pub use options::{ParseOptions, VerifyOptions};
pub use token::TimestampToken;
pub use verify::{Refusal, VerifiedTimestamp, verify};
