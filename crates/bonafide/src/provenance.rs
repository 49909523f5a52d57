//! Provenance as it travels: every format in which attestations reach a verifier, to verified
//! attestations that [`bonafide_slsa`] judges.
//!
//! ```
//! # #[cfg(all(feature = "ring", feature = "public-good"))]
//! # fn gather(bytes: &[u8], now: bonafide::report::Time) -> Result<(), Box<dyn std::error::Error>> {
//! use bonafide::provenance::ProvenanceReader;
//! use bonafide::sigstore::{TrustedRoot, Verifier};
//!
//! let verifier = Verifier::new(TrustedRoot::public_good()?)?;
//! let gathered = ProvenanceReader::new(&verifier).attestations(bytes, now)?;
//! for attestation in gathered.attestations() {
//!     println!("{}: {}", attestation.label(), attestation.authenticity().as_str());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Which format it is, is told by the members of the document and never by the name of its file. Each
//! attestation is verified alone: one that fails hides none, and what cannot be read is told.
//!
//! Nothing here says whether a signer may sign. Certificates of anybody are accepted and their names
//! handed on, for a table of builders to judge; what no log and no authority vouches for is marked
//! as that ([`Authenticity::Unlogged`](bonafide_slsa::Authenticity::Unlogged)).

mod attached;
mod carrier;
mod cloud_build;
mod formats;
mod gathered;
mod ignored;
mod judge;
mod judged;
mod lines;
mod npm;
mod parts;
mod pypi;
mod reader;
mod shape;
mod trust;

pub use carrier::Carrier;
pub use cloud_build::keys::CloudBuildKeys;
pub use cloud_build::summary::CloudBuildSummary;
pub use gathered::Gathered;
pub use ignored::Ignored;
pub use npm::keys::NpmKeys;
pub use npm::set::NpmSet;
pub use reader::ProvenanceReader;
