//! For which artifact, by which policy and for which time evidence was gathered.

use bonafide_digest::Digest;
use bonafide_oci::Reference;
use bonafide_report::{Finding, Place, Time, registry};

use super::{EvidenceSet, Incompleteness, Subject};
use crate::{ArtifactKind, CompiledPolicy};

/// For which artifact, by which policy and for which time evidence was gathered.
#[derive(Clone, Debug)]
pub(crate) struct About {
    policy: [u8; 32],
    now: Time,
    kind: ArtifactKind,
    digests: Vec<Digest>,
    covered_by: Vec<Digest>,
    reference: Option<Reference>,
    name: Option<String>,
}

impl About {
    pub(crate) fn new(policy: &CompiledPolicy, subject: &Subject, now: Time) -> Self {
        Self {
            policy: *policy.sha256(),
            now,
            kind: subject.kind,
            digests: subject.digests.clone(),
            covered_by: subject.covered_by.clone(),
            reference: subject.reference.clone(),
            name: name(subject).cloned(),
        }
    }

    /// Whether this is the artifact.
    fn is_of(&self, subject: &Subject) -> bool {
        // All that there is, so that nothing new is left out.
        let Self {
            policy: _,
            now: _,
            kind,
            digests,
            covered_by,
            reference,
            name: known,
        } = self;
        *kind == subject.kind
            && *digests == subject.digests
            && *covered_by == subject.covered_by
            && *reference == subject.reference
            && known.as_ref() == name(subject)
    }
}

/// The files of a model are known by the folder that was looked at, whatever it is called.
fn name(subject: &Subject) -> Option<&String> {
    let name = subject.name.as_ref();
    name.filter(|_| subject.kind != ArtifactKind::Model)
}

impl EvidenceSet {
    /// That what was verified was verified for this.
    ///
    /// # Errors
    /// `evidence.foreign` for another artifact, policy or time: the answers are to other questions.
    pub(crate) fn is_about(
        &self,
        policy: &CompiledPolicy,
        subject: &Subject,
        now: Time,
    ) -> Result<(), Finding> {
        let Some(about) = &self.about else {
            // Nothing was verified.
            return Ok(());
        };
        let what = if about.policy != *policy.sha256() {
            "by another policy"
        } else if about.now != now {
            "for another time"
        } else if !about.is_of(subject) {
            "for another artifact"
        } else {
            return Ok(());
        };
        let detail = format!("the evidence was gathered {what}, and says nothing here");
        Err(Finding::new(
            registry::EVIDENCE_FOREIGN,
            Place::root(),
            detail,
        ))
    }

    /// What evidence is that says nothing of the artifact.
    pub(crate) fn foreign(finding: Finding) -> Self {
        Self {
            image_fault: Some(finding.clone()),
            incomplete: vec![Incompleteness {
                finding,
                is_retryable: false,
            }],
            ..Self::default()
        }
    }
}
