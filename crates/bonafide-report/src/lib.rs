#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod budget;
mod class;
mod code;
mod codes;
mod escape;
mod failure;
mod finding;
mod place;
mod reasons;
pub mod registry;
mod report;
mod time;

// The public interface is:
pub use budget::{Budget, Exceeded};
pub use class::{Class, Decision};
pub use code::{Code, Coded};
pub use escape::Escaped;
pub use failure::Failure;
pub use finding::Finding;
pub use place::Place;
pub use reasons::write_reasons;
pub use report::{Check, Report, Status};
pub use time::{Time, TimeError, Window};
