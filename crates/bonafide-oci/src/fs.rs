//! Images on disk: layouts.
//!
//! Everything is hostile: links, pipes, sizes that lie, files that change while they are read.

mod layout;
mod root;
mod scan;

// The public interface is:
pub use layout::LayoutDir;
