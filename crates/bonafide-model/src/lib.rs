#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod bundle;
pub mod card;
mod coverage;
mod error;
mod file_type;
mod finding;
mod limits;
mod lint;
mod manifest;
mod matching;
mod method;
mod outcome;
pub mod package;
pub mod pickle;
mod profile;
mod python;
mod refusal;
pub mod requirements;
pub mod safetensors;
mod setup;
mod sign;
mod statement;
mod steps;
mod streamed;
mod tree;
mod trust;
mod verified_manifest;
mod verifier;
pub mod wheel;
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
