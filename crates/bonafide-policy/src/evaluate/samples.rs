//! Policies and evidence for tests, at the level of outcomes: no signature is made for them.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_digest::Digest;
use bonafide_oci::Reference;
use bonafide_report::{Class, Code, Decision, Finding, Place, Time, registry};

use crate::evidence::{
    Answer, Counted, Incompleteness, Outcome, Proof, Question, QuestionId, QuestionKind,
};
use crate::{
    AttestationRequirement, BaseEvidence, BaseImageRequirement, ClassDecisions, CompiledPolicy,
    EvidenceSet, ForbidRequirement, IdentityView, Matching, Mode, Overrides, Pin, PolicyDocument,
    PolicyIdentity, Promise, Requirement, RequirementKind, Rule, SignatureFormats,
    SignatureRequirement, SourceFormat, Subject, SubjectScope, Verdict,
};

pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const TYPE: &str = "https://example.com/review/v1";
pub(super) const OTHER_TYPE: &str = "https://example.com/test/v1";

pub(super) fn at(seconds: i64) -> Time {
    Time::from_unix(seconds).unwrap()
}

pub(super) fn now() -> Time {
    at(NOW)
}

pub(super) fn digest(byte: u8) -> Digest {
    Digest::sha256([byte; 32])
}

/// The image that most tests are about.
pub(super) fn subject() -> Subject {
    let reference = Reference::parse_strict("registry.example.com/team/app:1").unwrap();
    Subject::image(digest(1)).with_reference(reference)
}

pub(super) fn require(id: &str, kind: RequirementKind) -> Requirement {
    Requirement {
        id: id.to_owned(),
        kind,
        mode: Mode::Enforce,
        overrides: Overrides::default(),
    }
}

pub(super) fn by(signers: &[&str]) -> Vec<String> {
    signers.iter().map(|name| (*name).to_owned()).collect()
}

pub(super) fn signature(signers: &[&str], min: usize) -> SignatureRequirement {
    SignatureRequirement {
        by: by(signers),
        min,
        ..SignatureRequirement::default()
    }
}

pub(super) fn signed(id: &str, signers: &[&str]) -> Requirement {
    require(id, RequirementKind::Signature(signature(signers, 1)))
}

pub(super) fn attestation(signers: &[&str]) -> AttestationRequirement {
    AttestationRequirement {
        by: by(signers),
        predicate_type: vec![TYPE.to_owned()],
        ..AttestationRequirement::default()
    }
}

pub(super) fn base(rule: &str) -> Requirement {
    let wanted = BaseImageRequirement {
        rule: rule.to_owned(),
        depth: 2,
        evidence: BTreeSet::from([BaseEvidence::Annotation, BaseEvidence::Provenance]),
    };
    require("base", RequirementKind::BaseImage(wanted))
}

pub(super) fn rule(id: &str, require: Vec<Requirement>) -> Rule {
    Rule {
        id: id.to_owned(),
        matching: Matching::default(),
        pin: Pin::Resolve,
        require,
    }
}

pub(super) fn document(rules: Vec<Rule>) -> PolicyDocument {
    PolicyDocument {
        name: "test".to_owned(),
        version: "1".to_owned(),
        description: None,
        default: Decision::Reject,
        registries: crate::Registries::default(),
        allow_unpinned_files: false,
        trust: BTreeMap::new(),
        signers: BTreeMap::new(),
        rules,
        exceptions: Vec::new(),
        exception_rules: crate::ExceptionRules::default(),
        decisions: ClassDecisions::default(),
        limits: crate::PolicyLimits::default(),
    }
}

/// With the questions that a compiled policy has.
pub(super) fn compiled(document: PolicyDocument) -> CompiledPolicy {
    let mut policy = CompiledPolicy {
        identity: PolicyIdentity {
            name: document.name.clone(),
            version: document.version.clone(),
            sha256: [0; 32],
            source_format: SourceFormat::Native,
            uri: None,
        },
        questions: Vec::new(),
        asked: BTreeMap::new(),
        signers: BTreeMap::new(),
        models: BTreeMap::new(),
        notes: Vec::new(),
        document,
    };
    let mut waiting: Vec<(String, Requirement)> = Vec::new();
    for rule in &policy.document.rules {
        let own = rule.require.iter();
        waiting.extend(own.map(|own| (format!("{}/{}", rule.id, own.id), own.clone())));
    }
    while let Some((id, requirement)) = waiting.pop() {
        let (by, kind) = match requirement.kind {
            RequirementKind::Signature(wanted) => (wanted.by, plain_signature()),
            RequirementKind::Forbid(ForbidRequirement::Signer(name)) => {
                (vec![name], plain_signature())
            }
            RequirementKind::Attestation(wanted)
            | RequirementKind::Forbid(ForbidRequirement::Attestation(wanted)) => {
                (wanted.by, QuestionKind::Attestation)
            }
            RequirementKind::Provenance(wanted) => (wanted.by, QuestionKind::Attestation),
            RequirementKind::ModelSignature(wanted) => {
                let kind = QuestionKind::Model {
                    ignore: Vec::new(),
                    allow_unlisted: false,
                };
                (wanted.by, kind)
            }
            RequirementKind::AnyOf(inner) | RequirementKind::AllOf(inner) => {
                let inner = inner.into_iter();
                waiting.extend(inner.map(|inner| (format!("{id}.{}", inner.id), inner)));
                continue;
            }
            _ => continue,
        };
        let ids = by.into_iter().map(|signer| {
            let question = Question {
                signer,
                subject: SubjectScope::Covered,
                kind: kind.clone(),
            };
            question_id(&mut policy.questions, question)
        });
        let ids = ids.collect();
        policy.asked.insert(id, ids);
    }
    policy
}

fn question_id(questions: &mut Vec<Question>, question: Question) -> QuestionId {
    let known = questions.iter().position(|known| *known == question);
    QuestionId(known.unwrap_or_else(|| {
        questions.push(question);
        questions.len() - 1
    }))
}

pub(super) fn plain_signature() -> QuestionKind {
    QuestionKind::Signature {
        annotations: BTreeMap::new(),
        formats: SignatureFormats::Any,
        promise: Promise::Allow,
        identity_replay: None,
        repository: None,
        signed_identity: None,
    }
}

pub(super) fn policy(rules: Vec<Rule>) -> CompiledPolicy {
    compiled(document(rules))
}

/// What a piece of evidence is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Signature,
    /// A statement of this type that says so.
    Statement(&'static str, &'static str),
}

/// What is wrong with a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    /// It cannot be read.
    Unreadable,
    /// By the one who signed, this is wrong with it.
    Own(Code),
    /// This is wrong with it, and nobody can tell by whom it is.
    Other(Code),
}

/// A piece of evidence by the holder of a key. The signer `s<n>` holds the key `<n> % 3`, so that `s0`
/// and `s3` are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) piece: u8,
    pub(super) key: u8,
    pub(super) what: What,
    pub(super) fault: Fault,
}

pub(super) const STRANGER: u8 = 9;

impl Item {
    pub(super) const fn signature(piece: u8, key: u8) -> Self {
        Self {
            piece,
            key,
            what: What::Signature,
            fault: Fault::None,
        }
    }

    pub(super) const fn statement(piece: u8, key: u8, says: &'static str) -> Self {
        Self {
            piece,
            key,
            what: What::Statement(TYPE, says),
            fault: Fault::None,
        }
    }

    pub(super) fn of_type(mut self, uri: &'static str) -> Self {
        if let What::Statement(_, says) = self.what {
            self.what = What::Statement(uri, says);
        }
        self
    }

    pub(super) fn with(mut self, fault: Fault) -> Self {
        self.fault = fault;
        self
    }

    fn outcome(&self, question: &Question) -> Option<Outcome> {
        let is_asked = match question.kind {
            QuestionKind::Attestation => matches!(self.what, What::Statement(..)),
            _ => matches!(self.what, What::Signature),
        };
        let number: u8 = question.signer.strip_prefix('s')?.parse().ok()?;
        let fails = |code: Code, is_attributable, is_well_formed| Outcome::Fails {
            finding: Finding::new(code, Place::root(), format!("it is {code}")),
            class: code.class().unwrap(),
            is_attributable,
            is_well_formed,
        };
        is_asked.then(|| match &self.fault {
            Fault::Unreadable => fails(registry::BUNDLE_PARSE, false, false),
            Fault::Other(code) => fails(*code, false, true),
            _ if self.key != number % 3 => fails(registry::SIGNATURE_INVALID, false, true),
            Fault::Own(code) => fails(*code, true, true),
            Fault::None => Outcome::Counts(Box::new(self.counted(&question.signer))),
        })
    }

    fn counted(&self, signer: &str) -> Counted {
        let proof = match self.what {
            What::Signature => Proof::Stated {
                predicate_type: String::new(),
                predicate: "{}".to_owned(),
            },
            What::Statement(uri, says) => Proof::Stated {
                predicate_type: uri.to_owned(),
                predicate: says.to_owned(),
            },
        };
        Counted {
            principal: format!("key:{}", self.key),
            aliases: Vec::new(),
            identity: std::sync::Arc::new(IdentityView {
                signer: signer.to_owned(),
                kind: "key",
                issuer: None,
                san: None,
                key_sha256: Some([self.key; 32]),
                log_index: None,
                signed_at: None,
            }),
            said: Default::default(),
            proof,
        }
    }
}

pub(super) fn evidence(policy: &CompiledPolicy, items: &[Item]) -> EvidenceSet {
    let mut set = EvidenceSet::default();
    for number in 0..policy.questions.len() {
        set.answers.insert(QuestionId(number), Vec::new());
    }
    for (piece, item) in items.iter().enumerate() {
        let view = crate::EvidenceView {
            digest: Some(digest(item.piece)),
            media_type: None,
            role: "signature",
            source: "referrer",
            repository: None,
        };
        set.pieces.push(view.into());
        for (number, question) in policy.questions.iter().enumerate() {
            if let Some(outcome) = item.outcome(question) {
                let answers = set.answers.entry(QuestionId(number)).or_default();
                answers.push(Answer { piece, outcome });
            }
        }
    }
    set
}

pub(super) fn incomplete(mut evidence: EvidenceSet) -> EvidenceSet {
    let detail = "the registry did not answer";
    evidence.incomplete.push(Incompleteness {
        finding: Finding::new(registry::DISCOVERY_UNAVAILABLE, Place::root(), detail),
        is_retryable: true,
    });
    evidence
}

pub(super) fn decide(policy: &CompiledPolicy, items: &[Item]) -> Verdict {
    super::evaluate(policy, &subject(), &evidence(policy, items), now())
}

/// Status, code and class of a check, as text.
pub(super) fn outcome(verdict: &Verdict, id: &str) -> String {
    let check = verdict.checks.iter().find(|check| check.id == id).unwrap();
    let class = check.class.map_or("-", Class::as_str);
    format!("{:?} {class} {}", check.status, check.code).to_lowercase()
}
