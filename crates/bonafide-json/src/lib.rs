#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod base64;
pub mod canonical;
mod cursor;
mod ecma;
mod enter;
mod error;
mod fold;
mod frames;
mod grammar;
mod limits;
mod names;
mod number;
pub mod proto;
mod reader;
mod same;
mod scan;
mod skip;
mod text;
mod walk;

// The public interface is:
pub use error::{Error, Kind};
pub use limits::{Limits, Profile};
pub use reader::Reader;
pub use same::same;
pub use walk::Step;
