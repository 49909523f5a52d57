#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "checks")]
pub mod card;
mod file_type;
mod finding;
#[cfg(feature = "oms")]
mod manifest;
mod outcome;
#[cfg(feature = "checks")]
mod python;
#[cfg(feature = "checks")]
pub mod requirements;
#[cfg(feature = "checks")]
pub mod safetensors;

// The public interface is:
pub use file_type::{Detection, FileType, Loadable};
pub use finding::{Finding, Findings, Severity};
#[cfg(feature = "oms")]
pub use manifest::{HashMethod, Manifest, Resource, SignedFile};
pub use outcome::{CheckOutcome, CheckReport, Fact, Outcome};
