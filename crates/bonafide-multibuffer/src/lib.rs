#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod batch;
mod kernel;
mod lane;
mod message;

// The public interface is:
pub use batch::digest_all;
pub use kernel::Kernel;
pub use lane::{Lane, advance};
pub use message::Message;
