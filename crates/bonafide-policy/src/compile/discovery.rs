//! What discovery must look for, and how much of it.

use bonafide_oci::{Children, DiscoveryOptions, Limits, Wanted};

use crate::evidence::QuestionKind;
use crate::{ArtifactKind, CompiledPolicy, RequirementKind, Subject};

impl CompiledPolicy {
    /// What discovery must look for with this artifact: what any requirement of the policy needs.
    /// `None` where nothing of it needs evidence that travels with an image.
    #[must_use]
    pub fn wanted(&self, subject: &Subject) -> Option<Wanted> {
        if subject.kind != ArtifactKind::Oci {
            return None;
        }
        let of = |kind: &QuestionKind| match kind {
            QuestionKind::Signature { .. } => Some(Wanted::signatures()),
            QuestionKind::Attestation => Some(Wanted::attestations()),
            QuestionKind::Model { .. } | QuestionKind::ModelManifest => None,
        };
        let asked = self.questions.iter().filter_map(|one| of(&one.kind));
        let base = self.names_base().then(Wanted::attestations);
        asked.chain(base).reduce(Wanted::and)
    }

    /// How to discover for this policy, within its limits. How long that may take is up to what
    /// fetches: see [`PolicyLimits::wall`](crate::PolicyLimits::wall).
    #[must_use]
    pub fn discovery_options(&self, subject: &Subject) -> DiscoveryOptions {
        let wanted = self.wanted(subject).unwrap_or_else(Wanted::signatures);
        let options = DiscoveryOptions::new(wanted).with_limits(self.discovery_limits());
        if subject.covered_by.is_empty() {
            options
        } else {
            options.with_children(Children::All)
        }
    }

    fn discovery_limits(&self) -> Limits {
        let wanted = &self.document.limits;
        let mut limits = Limits::default();
        if let Some(most) = wanted.manifest_bytes {
            limits = limits.with_manifest_bytes(most);
        }
        if let Some(most) = wanted.candidates {
            limits = limits.with_candidates(most);
        }
        if let Some(most) = wanted.attestation_bytes {
            limits = limits.with_envelope_bytes(most).with_bundle_bytes(most);
        }
        limits
    }

    fn names_base(&self) -> bool {
        let is_base = |kind: &RequirementKind| matches!(kind, RequirementKind::BaseImage(_));
        let rules = self.document.rules.iter();
        rules
            .flat_map(|rule| &rule.require)
            .any(|one| is_base(&one.kind))
    }
}
