#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod finding;
#[cfg(feature = "oms")]
mod manifest;
mod outcome;
#[cfg(feature = "checks")]
pub mod pickle;
#[cfg(feature = "checks")]
pub mod zip;

// The public interface is:
pub use finding::{Finding, Findings, Severity};
#[cfg(feature = "oms")]
pub use manifest::{HashMethod, Manifest, Resource, SignedFile};
pub use outcome::{CheckOutcome, CheckReport, Fact, Outcome};
