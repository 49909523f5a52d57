//! Somebody verified it before.

use bonafide_report::Finding;
use bonafide_slsa::PredicateFamily;

use super::{Context, Given, Unmet};
use crate::VsaRequirement;

/// Whether statements of this type are verification summaries.
pub(crate) fn is_of_type(predicate_type: &str) -> bool {
    PredicateFamily::of(predicate_type) == Some(PredicateFamily::Vsa)
}

/// That one summary says what is wanted.
pub(crate) fn judge(
    requirement: &VsaRequirement,
    context: &Context<'_>,
    given: &Given<'_>,
) -> Result<Vec<Finding>, Unmet> {
    let _ = (requirement, context, given);
    unimplemented!()
}
