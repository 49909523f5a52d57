#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "oms")]
mod bundle;
#[cfg(feature = "checks")]
pub mod card;
#[cfg(all(feature = "oms", unix))]
mod coverage;
#[cfg(feature = "oms")]
mod error;
mod file_type;
mod finding;
#[cfg(feature = "oms")]
mod limits;
#[cfg(feature = "oms")]
mod lint;
#[cfg(feature = "oms")]
mod manifest;
#[cfg(all(feature = "oms", unix))]
mod matching;
#[cfg(feature = "oms")]
mod method;
mod outcome;
#[cfg(feature = "checks")]
pub mod package;
#[cfg(feature = "checks")]
pub mod pickle;
#[cfg(feature = "oms")]
mod profile;
#[cfg(feature = "checks")]
mod python;
#[cfg(feature = "oms")]
mod refusal;
#[cfg(feature = "checks")]
pub mod requirements;
#[cfg(feature = "checks")]
pub mod safetensors;
#[cfg(all(feature = "sign", unix))]
mod sign;
#[cfg(feature = "oms")]
mod statement;
#[cfg(feature = "oms")]
mod steps;
#[cfg(feature = "oms")]
mod streamed;
#[cfg(all(feature = "oms", unix))]
mod tree;
#[cfg(feature = "oms")]
mod trust;
#[cfg(feature = "oms")]
mod verified_manifest;
#[cfg(feature = "oms")]
mod verifier;
#[cfg(feature = "checks")]
pub mod wheel;
#[cfg(feature = "checks")]
pub mod zip;

// The public interface is:
pub use file_type::{Detection, FileType, Loadable};
pub use finding::{Finding, Findings, Severity};
pub use outcome::{CheckOutcome, CheckReport, Fact, Outcome};
#[cfg(all(feature = "sign", unix))]
pub use sign::{
    LocalKey, SignError, SignOptions, SignedBundle, Signer, SingleFileName, UnsignedStatement,
};
#[cfg(feature = "oms")]
pub use {
    bonafide_digest::engine::{Control, Identity, Progress},
    error::Error,
    limits::BundleLimits,
    manifest::{HashMethod, Manifest, Resource, SignedFile},
    method::Method,
    profile::Profile,
    refusal::Refusal,
    streamed::{FileSink, StreamError, VerifiedStream},
    trust::{CertificateTrust, ExpectedSigner, Trust, VerificationKey},
    verified_manifest::{ModelSigner, ModelTimeSource, SigningTime, VerifiedManifest},
    verifier::{ManifestVerifier, ManifestVerifierBuilder},
};
#[cfg(all(feature = "oms", unix))]
pub use {
    coverage::{ClassCoverage, Coverage, CoverageClass, CoveredPath},
    matching::{
        FileDifference, FileDifferenceKind, ModelRefusal, TreeReport, VerifiedFile, VerifiedModel,
        VerifiedSubset, verify_subset, verify_tree,
    },
    tree::{
        Difference, Entry, EntryKind, SpecialKind, Symlinks, Tree, TreeDifference, TreeError,
        TreeLimits, TreeOptions,
    },
};
