//! It was built so.

use bonafide_report::Finding;
use bonafide_slsa::PredicateFamily;

use super::{Context, Given, Unmet};
use crate::ProvenanceRequirement;

/// Whether statements of this type are provenance.
pub(crate) fn is_of_type(predicate_type: &str) -> bool {
    PredicateFamily::of(predicate_type) == Some(PredicateFamily::Provenance)
}

/// That one provenance says what is wanted.
pub(crate) fn judge(
    requirement: &ProvenanceRequirement,
    context: &Context<'_>,
    given: &Given<'_>,
) -> Result<Vec<Finding>, Unmet> {
    let _ = (requirement, context, given);
    unimplemented!()
}
