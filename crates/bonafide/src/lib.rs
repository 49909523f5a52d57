#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "slsa")]
pub mod provenance;

// The public interface is, besides:
pub use bonafide_digest as digest;
#[cfg(feature = "dsse")]
pub use bonafide_dsse as dsse;
pub use bonafide_json as json;
pub use bonafide_keys as keys;
#[cfg(feature = "model")]
pub use bonafide_model as model;
#[cfg(feature = "oci")]
pub use bonafide_oci as oci;
#[cfg(feature = "policy")]
pub use bonafide_policy as policy;
#[cfg(feature = "sigstore")]
pub use bonafide_rekor as rekor;
pub use bonafide_report as report;
#[cfg(feature = "sbom")]
pub use bonafide_sbom as sbom;
#[cfg(feature = "sigstore")]
pub use bonafide_sigstore as sigstore;
#[cfg(feature = "slsa")]
pub use bonafide_slsa as slsa;
#[cfg(feature = "sigstore")]
pub use bonafide_tsa as tsa;
#[cfg(feature = "x509")]
pub use bonafide_x509 as x509;
