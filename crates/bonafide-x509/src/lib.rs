#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod algorithm;
mod asn1;
mod authority;
mod certificate;
mod claims;
mod constraints;
mod ct;
mod error;
#[cfg(feature = "regex")]
mod expression;
mod extensions;
mod glob;
mod graph;
mod identity;
mod name;
mod oid;
mod options;
mod outline;
mod path;
mod pattern;
mod precertificate;
mod profile;
mod refusal;
mod san;
mod sct;
mod search;
mod tables;
mod validity;

// The public interface is:
pub use authority::Authority;
pub use certificate::Certificate;
pub use claims::{Claims, FulcioClaim};
pub use ct::{CtLog, SctOptions, VerifiedSct, VerifiedScts, verify_scts};
pub use error::Error;
pub use extensions::{ExtendedKeyUsage, Extension, KeyUsage};
pub use identity::{
    CertificateIdentity, ExpectedIdentity, ExpectedNames, IdentityMatcher, IssuerMatcher,
    SanMatcher,
};
pub use options::ParseOptions;
pub use path::{VerifiedPath, verify_path};
pub use pattern::Pattern;
pub use profile::{Profile, Purpose};
pub use refusal::{CandidateFailure, CandidateRefusal, PathRefusal, Rank};
pub use san::{SanKind, SubjectAltName};
pub use sct::Sct;
pub use search::search_path;
