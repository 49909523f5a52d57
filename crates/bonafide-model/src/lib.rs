#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "oms")]
mod bundle;
#[cfg(feature = "oms")]
mod error;
mod finding;
#[cfg(feature = "oms")]
mod limits;
#[cfg(feature = "oms")]
mod lint;
#[cfg(feature = "oms")]
mod manifest;
#[cfg(feature = "oms")]
mod method;
mod outcome;
#[cfg(feature = "oms")]
mod profile;
#[cfg(feature = "oms")]
mod refusal;
#[cfg(feature = "oms")]
mod statement;
#[cfg(feature = "oms")]
mod steps;
#[cfg(feature = "oms")]
mod trust;
#[cfg(feature = "oms")]
mod verified_manifest;
#[cfg(feature = "oms")]
mod verifier;

// The public interface is:
#[cfg(feature = "oms")]
pub use error::Error;
pub use finding::{Finding, Findings, Severity};
#[cfg(feature = "oms")]
pub use limits::BundleLimits;
#[cfg(feature = "oms")]
pub use manifest::{HashMethod, Manifest, Resource, SignedFile};
#[cfg(feature = "oms")]
pub use method::Method;
pub use outcome::{CheckOutcome, CheckReport, Fact, Outcome};
#[cfg(feature = "oms")]
pub use profile::Profile;
#[cfg(feature = "oms")]
pub use refusal::Refusal;
#[cfg(feature = "oms")]
pub use trust::{CertificateTrust, ExpectedSigner, Trust, VerificationKey};
#[cfg(feature = "oms")]
pub use verified_manifest::{ModelSigner, ModelTimeSource, SigningTime, VerifiedManifest};
#[cfg(feature = "oms")]
pub use verifier::{ManifestVerifier, ManifestVerifierBuilder};
