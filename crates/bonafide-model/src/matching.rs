//! The signed list and the tree, side by side: first the sets, then the lengths, then the digests.

#![cfg(all(feature = "oms", unix))]

mod compare;
mod difference;
mod exclusion;
mod follow;
mod hash;
mod names;
mod renames;
mod report;
mod source;
#[cfg(test)]
pub(crate) mod testing;
mod verified_model;

// The public interface is:
pub use difference::{FileDifference, FileDifferenceKind};
pub use report::TreeReport;
pub use verified_model::{
    ModelRefusal, VerifiedFile, VerifiedModel, VerifiedSubset, verify_subset, verify_tree,
};

pub(crate) use compare::{Link, Match, Matching, Way};
pub(crate) use exclusion::Exclusion;
#[cfg(feature = "sign")]
pub(crate) use {
    exclusion::DEFAULTS,
    source::{Folders, TreeSource},
};
