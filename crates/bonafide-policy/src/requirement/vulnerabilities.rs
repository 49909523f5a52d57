//! It is not known to be vulnerable.

use bonafide_report::Finding;
use bonafide_slsa::PredicateFamily;

use super::{Context, Given, Unmet};
use crate::VulnerabilityRequirement;
use crate::evidence::LocalDocument;

/// Of the scan of an image, as cosign attests to it.
const COSIGN_VULN: &str = "https://cosign.sigstore.dev/attestation/vuln/v1";

/// Whether statements of this type may be reports of vulnerabilities.
pub(crate) fn is_of_type(predicate_type: &str) -> bool {
    use PredicateFamily::{CycloneDx, Vulns};
    predicate_type == COSIGN_VULN
        || matches!(PredicateFamily::of(predicate_type), Some(CycloneDx | Vulns))
}

/// Whether statements of this type may say whether vulnerabilities can be exploited.
pub(crate) fn is_vex(predicate_type: &str) -> bool {
    use PredicateFamily::{CycloneDx, OpenVex};
    matches!(
        PredicateFamily::of(predicate_type),
        Some(CycloneDx | OpenVex)
    )
}

/// That all reports together find nothing that is not borne.
///
/// `reports` and `vex` are what is of these types, by the signers of the requirement; `local` is
/// what the caller handed over unsigned, and empty unless the requirement wants it.
pub(crate) fn judge(
    requirement: &VulnerabilityRequirement,
    context: &Context<'_>,
    reports: &[Given<'_>],
    vex: &[Given<'_>],
    local: &[&LocalDocument],
) -> Result<Vec<Finding>, Unmet> {
    let _ = (requirement, context, reports, vex, local);
    unimplemented!()
}
