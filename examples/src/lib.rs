//! What the example programs share: arguments, artifacts, a readable trace and exit codes.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod arguments;
mod exit;
mod image;
mod input;
mod model;
mod policy;
mod provenance;
mod sbom;
mod table;

pub use arguments::{Arguments, Usage, command_line};
pub use exit::Exit;
pub use image::{Found, SOURCES, certificates, find, image_trust};
pub use input::{artifact, key, now, read, trusted_root};
pub use model::verify_model;
pub use policy::{containerd_verifier, verify};
pub use provenance::{
    Asked, TRUST, asked, builders, digests, gather, npm_keys, print_ignored, stated,
};
pub use sbom::{Drawing, Overview, SBOM_HELP, inspect_sbom};
pub use table::print_checks;
