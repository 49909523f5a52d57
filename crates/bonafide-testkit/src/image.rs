//! Container images, and what is attached to them: signatures, attestations, bundles.

mod descriptor;
pub mod name;
pub mod tar;

pub use descriptor::{Descriptor, Platform, digest, hex_of};
