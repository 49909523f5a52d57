#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod compile;
mod document;
mod evaluate;
mod evidence;
mod pattern;
mod requirement;
mod verdict;

// The public interface is:
pub use compile::*;
pub use document::*;
pub use evaluate::{BaseImage, evaluate};
pub use evidence::{EvidenceSet, Subject};
pub use pattern::*;
pub use verdict::*;
