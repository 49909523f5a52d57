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
mod of_file;
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
pub use of_file::{kind_of_error, of_file};
pub use place::Place;
pub use reasons::{first_few, write_reasons, write_several};
pub use report::{Check, Report, Status};
pub use time::{Time, TimeError, Window};
