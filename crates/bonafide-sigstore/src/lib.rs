#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod artifact;
mod bundle;
mod error;
mod evidence;
mod file;
#[cfg(feature = "oci")]
pub mod image;
mod legacy;
mod limits;
mod many;
mod other_format;
#[cfg(feature = "pep740")]
pub mod pep740;
mod policy;
mod private_pki;
mod problem;
mod refusal;
mod request;
mod steps;
mod trust;
mod trusted_key;
mod trusted_root;
mod unlogged;
mod verifier;

// The public interface is:
pub use artifact::Artifact;
pub use bundle::{Bundle, BundleLine, BundleVersion, ParseOptions};
pub use error::Error;
pub use evidence::{LogEvidence, Signer, TimeEvidence, TimeSource, VerifiedBundle};
pub use file::SignatureFile;
pub use limits::Limits;
pub use other_format::other_format;
pub use policy::Policy;
pub use private_pki::PrivatePki;
pub use problem::{BundleProblem, InstanceProblem, RootProblem};
pub use refusal::Refusal;
pub use request::Request;
pub use trusted_key::TrustedKey;
pub use trusted_root::{AuthorityInstance, LogInstance, PUBLIC_GOOD_DATE, TrustedRoot, ValidFor};
pub use unlogged::VerifiedUnlogged;
pub use verifier::{Verifier, VerifierBuilder};

// The parts of a policy that lower floors define.
pub use bonafide_rekor::{VerifiedInclusion, VerifiedPromise, Witness, WitnessPolicy};
pub use bonafide_x509::{
    ExpectedIdentity, ExpectedNames, FulcioClaim, IdentityMatcher, IssuerMatcher, Pattern, SanKind,
    SanMatcher,
};
