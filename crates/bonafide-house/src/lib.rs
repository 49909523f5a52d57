#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod codes;
mod source;

// The public interface is:
pub use codes::codes_table;
pub use source::{Room, library_rooms, test_texts, workspace_root};
