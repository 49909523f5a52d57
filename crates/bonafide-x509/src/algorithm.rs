//! Signature algorithms on certificates.

use bonafide_keys::asn1::Element;
use bonafide_keys::{AlgorithmIdentifier, Scheme};

/// The algorithm that an AlgorithmIdentifier names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SignatureAlgorithm {
    /// One of those that are accepted on certificates.
    Accepted(Scheme),
    /// SHA-1, MD5, DSA, mixed PSS parameters, or something unknown: the dotted identifier.
    Refused(String),
}

impl SignatureAlgorithm {
    /// Reads an AlgorithmIdentifier; `None` when it does not have that structure.
    pub(crate) fn read(element: Element<'_>) -> Option<Self> {
        let algorithm = AlgorithmIdentifier::read(element)?;
        Some(match algorithm.scheme() {
            Some(scheme) => Self::Accepted(scheme),
            None => Self::Refused(algorithm.dotted()),
        })
    }
}
