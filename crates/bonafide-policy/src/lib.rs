#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod audit;
mod compile;
pub mod containerd;
mod coverage;
mod difference;
mod document;
mod drill;
mod error;
mod errors;
mod evaluate;
mod evidence;
mod export;
mod gather;
mod import;
mod pattern;
mod requirement;
mod syntax;
mod verdict;

// The public interface is:
pub use audit::*;
pub use compile::*;
pub use coverage::*;
pub use difference::{CheckDifference, Difference, Recorded, differences};
pub use document::*;
pub use drill::{Drill, DrillCase, drill};
pub use error::{LoadError, Position};
pub use errors::{Errors, ImportErrors, LoadErrors};
pub use evaluate::{BaseImage, evaluate};
pub use evidence::{EvidenceSet, Subject};
pub use export::*;
#[cfg(unix)]
pub use gather::ModelSignature;
pub use import::*;
pub use pattern::*;
pub use syntax::Syntax;
pub use verdict::*;
