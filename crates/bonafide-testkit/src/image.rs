//! Container images, and what is attached to them: signatures, attestations, bundles.

mod descriptor;
mod layer;
pub mod name;
mod payload;
mod statement;
pub mod tar;

pub use descriptor::{Descriptor, Platform, digest, hex_of};
pub use layer::{Layer, Signature, envelope, pae, private_leaf};
pub use payload::SimpleSigning;
pub use statement::Statement;
