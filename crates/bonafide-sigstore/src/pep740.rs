//! Attestations of Python distributions (PEP 740), as the Python package index serves them.
//!
//! An [`Attestation`] is another spelling of a Sigstore bundle with an in-toto statement; it is
//! verified as the bundle that it is equivalent to, and then held to the rules of PEP 740. A
//! [`Provenance`] is what the index says: attestations, and who it thinks published them.

mod attestation;
mod distribution;
mod expected;
mod provenance;
mod publisher;
mod version;

pub use attestation::Attestation;
pub use distribution::Distribution;
pub use expected::ExpectedDistribution;
pub use provenance::{AttestationBundle, Provenance};
pub use publisher::Publisher;
