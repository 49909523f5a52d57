#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod file_type;
mod finding;
#[cfg(feature = "oms")]
mod manifest;
mod outcome;
#[cfg(feature = "oms")]
mod profile;
#[cfg(all(feature = "sign", unix))]
mod sign;
#[cfg(all(feature = "oms", unix))]
mod tree;
#[cfg(all(feature = "oms", unix))]
mod tree_options;

// The public interface is:
pub use file_type::{Detection, FileType, Loadable};
pub use finding::{Finding, Findings, Severity};
#[cfg(feature = "oms")]
pub use manifest::{HashMethod, Manifest, Resource, SignedFile};
pub use outcome::{CheckOutcome, CheckReport, Fact, Outcome};
#[cfg(feature = "oms")]
pub use profile::Profile;
#[cfg(all(feature = "sign", unix))]
pub use sign::{
    LocalKey, SignError, SignOptions, SignedBundle, Signer, SingleFileName, UnsignedStatement,
};
#[cfg(all(feature = "oms", unix))]
pub use tree::{
    Difference, Entry, EntryKind, SpecialKind, Tree, TreeDifference, TreeError, TreeLimits,
};
#[cfg(all(feature = "oms", unix))]
pub use tree_options::{Symlinks, TreeOptions};
