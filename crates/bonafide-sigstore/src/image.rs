//! Signatures and attestations of container images.
//!
//! What [`bonafide_oci`] found with an image is judged here: signatures in cosign's older format
//! and in bundles, attestations as layers and in bundles. Each candidate is judged on its own;
//! nothing of one is ever used for another, and one that fails hides none.
//!
//! ```
//! use bonafide_oci::{Discovered, Reference};
//! use bonafide_report::Time;
//! use bonafide_sigstore::image::{ImagePolicy, ImageRefusal, ImageRequest};
//! use bonafide_sigstore::{Policy, TrustedKey, Verifier};
//!
//! fn is_signed_by(
//!     key: TrustedKey,
//!     verifier: &Verifier,
//!     found: &Discovered,
//!     asked: &Reference,
//!     now: Time,
//! ) -> Result<(), Box<ImageRefusal>> {
//!     let policy = ImagePolicy::signature(Policy::key(key));
//!     let request = ImageRequest::new(found, &policy, now).with_reference(asked);
//!     let verified = verifier.verify_image(&request)?;
//!     assert!(verified.signers() >= 1);
//!     Ok(())
//! }
//! ```
//!
//! The older format knows promises of logs and no proofs. A policy that wants proofs
//! ([`ImagePolicy::require_proof`]) is never satisfied by it, and evidence says which format was
//! used.

mod annotations;
mod class;
mod evidence;
mod judge;
mod layer;
mod payload;
mod policy;
mod predicate;
mod request;
mod signed_name;
mod verify;

// The public interface is:
pub use evidence::{ImageRefusal, Judgement, VerifiedAttachment, VerifiedImage};
pub use payload::{SimpleSigning, Value};
pub use policy::{Format, Formats, ImagePolicy, SignedIdentity};
pub use predicate::predicate_types;
pub use request::ImageRequest;
