//! Images on disk: layouts, archives of layouts, and `dir:` folders.
//!
//! Everything is hostile: links, pipes, sizes that lie, files that change while they are read.

mod dir;
mod layout;
mod local;
mod root;
mod scan;
mod tar;
mod unattached;

// The public interface is:
pub use dir::{DirAttachment, DirSignature, DirTransport};
pub use layout::LayoutDir;
pub use local::LocalImage;
pub use tar::LayoutTar;
