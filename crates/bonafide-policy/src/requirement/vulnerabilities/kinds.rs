//! What may be a report, by the type of its statement.

use bonafide_slsa::PredicateFamily::{self, CycloneDx, OpenVex, Vulns};

/// Of the scan of an image, as cosign attests to it.
pub(super) const COSIGN_VULN: &str = "https://cosign.sigstore.dev/attestation/vuln/v1";

/// Whether statements of this type may be reports of vulnerabilities.
pub(crate) fn is_of_type(predicate_type: &str) -> bool {
    predicate_type == COSIGN_VULN
        || matches!(PredicateFamily::of(predicate_type), Some(CycloneDx | Vulns))
}

/// Whether statements of this type may say whether vulnerabilities can be exploited.
pub(crate) fn is_vex(predicate_type: &str) -> bool {
    matches!(
        PredicateFamily::of(predicate_type),
        Some(CycloneDx | OpenVex)
    )
}
