#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(all(feature = "oms", unix))]
mod coverage;
mod file_type;
mod finding;
#[cfg(feature = "oms")]
mod manifest;
#[cfg(all(feature = "oms", unix))]
mod matching;
mod outcome;
#[cfg(feature = "oms")]
mod profile;
#[cfg(feature = "oms")]
mod streamed;
#[cfg(all(test, feature = "oms", unix))]
mod testing;
#[cfg(all(feature = "oms", unix))]
mod tree;
#[cfg(all(feature = "oms", unix))]
mod tree_options;
#[cfg(all(feature = "oms", unix))]
mod tree_report;
#[cfg(feature = "oms")]
mod verified_manifest;
#[cfg(all(feature = "oms", unix))]
mod verified_model;

// The public interface is:
#[cfg(all(feature = "oms", unix))]
pub use coverage::{ClassCoverage, Coverage, CoverageClass, CoveredPath};
pub use file_type::{Detection, FileType, Loadable};
pub use finding::{Finding, Findings, Severity};
#[cfg(feature = "oms")]
pub use manifest::{HashMethod, Manifest, Resource, SignedFile};
#[cfg(all(feature = "oms", unix))]
pub use matching::{FileDifference, FileDifferenceKind};
pub use outcome::{CheckOutcome, CheckReport, Fact, Outcome};
#[cfg(feature = "oms")]
pub use profile::Profile;
#[cfg(feature = "oms")]
pub use streamed::{FileSink, StreamError, VerifiedStream};
#[cfg(all(feature = "oms", unix))]
pub use tree::{
    Difference, Entry, EntryKind, SpecialKind, Tree, TreeDifference, TreeError, TreeLimits,
};
#[cfg(all(feature = "oms", unix))]
pub use tree_options::{Symlinks, TreeOptions};
#[cfg(all(feature = "oms", unix))]
pub use tree_report::TreeReport;
#[cfg(feature = "oms")]
pub use verified_manifest::VerifiedManifest;
#[cfg(all(feature = "oms", unix))]
pub use verified_model::{
    ModelRefusal, VerifiedFile, VerifiedModel, VerifiedSubset, verify_subset, verify_tree,
};
