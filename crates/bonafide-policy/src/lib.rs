#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod audit;
mod compile;
mod document;
mod evaluate;
mod evidence;
mod pattern;
mod requirement;
mod verdict;

// The public interface is:
pub use audit::*;
pub use compile::*;
pub use document::*;
pub use evaluate::evaluate;
pub use evidence::{EvidenceSet, Subject};
pub use pattern::*;
pub use verdict::*;
