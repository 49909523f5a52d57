//! Images on disk: layouts, and archives of layouts.
//!
//! Everything is hostile: links, pipes, sizes that lie, files that change while they are read.

mod layout;
mod root;
mod scan;
mod tar;

// The public interface is:
pub use layout::LayoutDir;
pub use tar::LayoutTar;
