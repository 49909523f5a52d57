//! What a client of registries is made of.

mod address;
mod challenge;
mod field;
mod link;

// The public interface is:
pub use address::{Address, Origin};
pub use challenge::Challenge;
pub use link::Link;
