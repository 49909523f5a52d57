//! What a policy asks of evidence, each question once.

use std::collections::BTreeMap;

use crate::evidence::{Question, QuestionId, QuestionKind};
use crate::{
    ForbidRequirement, IdentityReplay, Promise, Requirement, RequirementKind, Rule,
    SignatureFormats, SignatureRequirement, SubjectScope, Unlisted,
};

/// Requirements inside each other; readers refuse more than 4.
const DEPTH: usize = 8;

/// The questions of a policy.
#[derive(Debug, Default)]
pub(super) struct Questions {
    pub(super) list: Vec<Question>,
    pub(super) asked: BTreeMap<String, Vec<QuestionId>>,
    known: BTreeMap<Question, QuestionId>,
}

impl Questions {
    pub(super) fn of(rules: &[Rule]) -> Self {
        let mut questions = Self::default();
        for rule in rules {
            let mut open: Vec<(String, usize, &Requirement)> = rule
                .require
                .iter()
                .rev()
                .map(|one| (format!("{}/{}", rule.id, one.id), 1, one))
                .collect();
            while let Some((id, depth, requirement)) = open.pop() {
                questions.ask_for(&id, &requirement.kind);
                let inner = match &requirement.kind {
                    RequirementKind::AnyOf(inner) | RequirementKind::AllOf(inner) => inner,
                    _ => continue,
                };
                if depth < DEPTH {
                    let nested = inner.iter().rev();
                    open.extend(nested.map(|one| {
                        let id = format!("{id}.{}", one.id);
                        (id, depth.saturating_add(1), one)
                    }));
                }
            }
        }
        questions
    }

    /// The questions of one requirement; those of what is inside it have ids of their own.
    fn ask_for(&mut self, id: &str, kind: &RequirementKind) {
        // One that names nobody was asked too: of nobody.
        self.asked.entry(id.to_owned()).or_default();
        match kind {
            RequirementKind::Signature(wanted) => self.ask_signature(id, wanted),
            RequirementKind::Attestation(wanted) => {
                self.ask_attestation(id, &wanted.by, wanted.subject);
            }
            RequirementKind::Provenance(wanted) => self.ask_covered(id, &wanted.by),
            RequirementKind::Sbom(wanted) => self.ask_covered(id, &wanted.by),
            RequirementKind::Vsa(wanted) => self.ask_covered(id, &wanted.by),
            RequirementKind::Vulnerabilities(wanted) => {
                self.ask_covered(id, &wanted.by);
                self.ask_covered(id, &wanted.vex_by);
            }
            RequirementKind::ModelSignature(wanted) => {
                let mut ignore = wanted.ignore.clone();
                ignore.sort_unstable();
                ignore.dedup();
                let kind = QuestionKind::Model {
                    ignore,
                    allow_unlisted: wanted.unlisted == Unlisted::Allow,
                };
                for signer in &wanted.by {
                    self.ask(id, signer, SubjectScope::Exact, kind.clone());
                }
            }
            RequirementKind::Forbid(ForbidRequirement::Attestation(wanted)) => {
                self.ask_attestation(id, &wanted.by, wanted.subject);
            }
            RequirementKind::Forbid(ForbidRequirement::Signer(signer)) => {
                // Whatever this signer made, under whatever name, is not to be there.
                let covered = SubjectScope::Covered;
                self.ask(id, signer, covered, anything());
                self.ask(id, signer, covered, QuestionKind::Attestation);
                self.ask(id, signer, covered, QuestionKind::ModelManifest);
            }
            RequirementKind::BaseImage(_)
            | RequirementKind::AnyOf(_)
            | RequirementKind::AllOf(_)
            | RequirementKind::Static(_)
            | RequirementKind::Unsupported(_) => {}
        }
    }

    fn ask_signature(&mut self, id: &str, wanted: &SignatureRequirement) {
        let kind = QuestionKind::Signature {
            annotations: wanted.annotations.clone(),
            formats: wanted.formats,
            promise: wanted.promise,
            identity_replay: wanted.identity_replay,
            repository: wanted.repository.clone(),
            signed_identity: wanted.signed_identity.clone(),
        };
        for signer in &wanted.by {
            self.ask(id, signer, wanted.subject, kind.clone());
        }
    }

    fn ask_covered(&mut self, id: &str, by: &[String]) {
        self.ask_attestation(id, by, SubjectScope::Covered);
    }

    fn ask_attestation(&mut self, id: &str, by: &[String], subject: SubjectScope) {
        for signer in by {
            self.ask(id, signer, subject, QuestionKind::Attestation);
        }
    }

    fn ask(&mut self, id: &str, signer: &str, subject: SubjectScope, kind: QuestionKind) {
        let question = Question {
            signer: signer.to_owned(),
            subject,
            kind,
        };
        let number = match self.known.get(&question) {
            Some(number) => *number,
            None => {
                let number = QuestionId(self.list.len());
                self.known.insert(question.clone(), number);
                self.list.push(question);
                number
            }
        };
        self.asked.entry(id.to_owned()).or_default().push(number);
    }
}

/// A signature in any form, under any name.
const fn anything() -> QuestionKind {
    QuestionKind::Signature {
        annotations: BTreeMap::new(),
        formats: SignatureFormats::Any,
        promise: Promise::Allow,
        identity_replay: Some(IdentityReplay::Off),
        repository: None,
        signed_identity: None,
    }
}
