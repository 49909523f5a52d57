#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod compile;
mod document;
mod error;
mod evaluate;
mod evidence;
mod import;
mod pattern;
mod requirement;
mod syntax;
mod verdict;

// The public interface is:
pub use compile::*;
pub use document::*;
pub use error::{LoadError, Position};
pub use evaluate::evaluate;
pub use evidence::{EvidenceSet, Subject};
pub use import::*;
pub use pattern::*;
pub use syntax::Syntax;
pub use verdict::*;
