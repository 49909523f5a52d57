//! What lies below a root, by directory handles alone.
//!
//! Everything is hostile: links, pipes, devices, names, and others who change the tree meanwhile. A
//! joined path is never opened: each component is opened in the directory before it, and never
//! through a link.

#![cfg(all(feature = "oms", unix))]

mod bundle;
mod differences;
mod entry;
mod error;
mod handle;
mod identity;
mod limits;
mod link;
mod listing;
mod name;
mod open;
mod options;
mod walk;

// The public interface is:
pub use differences::{Difference, TreeDifference};
pub use entry::{Entry, EntryKind, SpecialKind};
pub use error::TreeError;
pub use limits::TreeLimits;
pub use open::Tree;
pub use options::{Symlinks, TreeOptions};

pub(crate) use link::LinkTarget;
#[cfg(test)]
pub(crate) use listing::Kind;
pub(crate) use name::{shown, text};
