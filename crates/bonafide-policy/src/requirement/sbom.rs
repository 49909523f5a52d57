//! It has a bill of materials.

use bonafide_report::Finding;
use bonafide_slsa::PredicateFamily;

use super::{Context, Given, Unmet};
use crate::SbomRequirement;

/// Whether statements of this type are bills of materials.
pub(crate) fn is_of_type(predicate_type: &str) -> bool {
    use PredicateFamily::{CycloneDx, Spdx};
    matches!(PredicateFamily::of(predicate_type), Some(CycloneDx | Spdx))
}

/// That one bill of materials says what is wanted.
pub(crate) fn judge(
    requirement: &SbomRequirement,
    context: &Context<'_>,
    given: &Given<'_>,
) -> Result<Vec<Finding>, Unmet> {
    let _ = (requirement, context, given);
    unimplemented!()
}
