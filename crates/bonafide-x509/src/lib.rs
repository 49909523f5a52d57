#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod algorithm;
mod asn1;
mod authority;
mod certificate;
mod constraints;
mod error;
mod extensions;
mod name;
mod oid;
mod options;
mod path;
mod profile;
mod san;
mod validity;

// The public interface is:
pub use authority::Authority;
pub use certificate::Certificate;
pub use error::Error;
pub use extensions::{ExtendedKeyUsage, Extension, KeyUsage};
pub use options::ParseOptions;
pub use path::{PathRefusal, Rank, VerifiedPath, verify_path};
pub use profile::{Profile, Purpose};
pub use san::{SanKind, SubjectAltName};
