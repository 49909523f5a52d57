//! Media types of registries.

/// An image manifest.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// An image index.
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// The empty configuration, whose bytes are `{}`.
pub const EMPTY: &str = "application/vnd.oci.empty.v1+json";
