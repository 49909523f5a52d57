//! Whether a bill of materials is about the artifact.

use bonafide_report::{Finding, Place, registry};
use bonafide_sbom::{Binding, BindingOutcome, Graph, SubjectDigest, SubjectRole};

use crate::requirement::{Context, Unmet};
use crate::{ArtifactKind, SbomRequirement, Subject};

/// The digests of a subject with what they are digests of.
pub(in crate::requirement) fn digests(subject: &Subject) -> Vec<SubjectDigest> {
    let own = match subject.kind {
        ArtifactKind::Oci => SubjectRole::Manifest,
        ArtifactKind::Model | ArtifactKind::Blob | ArtifactKind::Package => SubjectRole::File,
    };
    let of = |role| {
        move |digest: &_| SubjectDigest {
            role,
            digest: *digest,
        }
    };
    let covering = subject.covered_by.iter().map(of(SubjectRole::Index));
    subject
        .digests
        .iter()
        .map(of(own))
        .chain(covering)
        .collect()
}

/// That the document names the artifact, if that is wanted; what it says otherwise is told.
pub(super) fn check(
    requirement: &SbomRequirement,
    context: &Context<'_>,
    graph: &Graph<'_>,
) -> Result<Vec<Finding>, Unmet> {
    let binding = Binding::of(graph, &digests(context.subject));
    let findings = binding.findings().kept().to_vec();
    if !requirement.must_list_subject {
        return Ok(findings);
    }
    let (code, detail) = match binding.outcome() {
        BindingOutcome::Agrees(_) => return Ok(Vec::new()),
        BindingOutcome::Disagrees(_) => (
            registry::SBOM_SUBJECT_MISMATCH,
            "the document is about another artifact",
        ),
        BindingOutcome::Silent => (
            registry::SBOM_SUBJECT_SILENT,
            "the document does not name the artifact by digest",
        ),
    };
    let place = findings
        .first()
        .map_or_else(Place::root, |one| one.place().clone());
    Err(Unmet::of(code, place, detail).with_findings(findings))
}
