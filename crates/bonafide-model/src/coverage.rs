//! What of a tree is signed, and what is not.

#![cfg(all(feature = "oms", unix))]

mod class;
mod loadable;
mod note;
mod survey;
mod table;
mod wide;

// The public interface is:
pub use class::{ClassCoverage, CoverageClass, CoveredPath};
pub use survey::Coverage;

pub(crate) use survey::survey;
