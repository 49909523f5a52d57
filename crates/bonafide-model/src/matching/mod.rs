//! The signed list and the tree, side by side: first the sets, then the lengths, then the digests.

mod compare;
mod difference;
mod exclusion;
mod follow;
mod hash;
mod names;
mod renames;
mod source;

// The public interface is:
pub use difference::{FileDifference, FileDifferenceKind};

pub(crate) use compare::{Link, Match, Matching, Way};
pub(crate) use exclusion::Exclusion;
