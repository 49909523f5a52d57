//! A registry in memory, policies without documents, and short words for answers.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_oci::{
    Answer as Fetched, Ask, Capabilities, Discovered, Reference, Request, Source, SourceError,
    SourceErrorKind, discover, parse_digest,
};
use bonafide_report::{Decision, Time};
use bonafide_testkit::image::{SimpleSigning, Store};
use bonafide_testkit::{KeyKind, Plan, SigningKey, Sigstore};

use crate::evidence::{Counted, Outcome, QuestionId};
use crate::*;

#[path = "../../../../bonafide-oci/tests/common/registry.rs"]
mod registry;

pub(super) const REPOSITORY: &str = "registry.test/owner/app";
pub(super) const PREDICATE: &str = "https://example.test/predicate/v1";

pub(super) struct Registry<'a> {
    pub(super) store: &'a Store,
    pub(super) is_referrers_away: bool,
}

impl Source for Registry<'_> {
    fn fetch(&self, request: &Request) -> Result<Fetched, SourceError> {
        match request.ask() {
            Ask::Referrers(_) if self.is_referrers_away => {
                Err(SourceError::new(SourceErrorKind::Unavailable, "500"))
            }
            _ => registry::answer(self.store, request),
        }
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::registry()
    }
}

/// An instance, and an image.
pub(super) struct Bench {
    pub(super) kit: Sigstore,
    pub(super) store: Store,
}

impl Bench {
    pub(super) fn new() -> Self {
        Self {
            kit: Sigstore::default(),
            store: Store::image("app"),
        }
    }

    pub(super) fn asked(&self) -> Reference {
        Reference::parse_familiar(&format!("{REPOSITORY}:v1@{}", self.store.subject)).unwrap()
    }

    pub(super) fn subject(&self) -> Subject {
        Subject::image(parse_digest(&self.store.subject).unwrap()).with_reference(self.asked())
    }

    pub(super) fn plan(&self) -> Plan<'_> {
        SimpleSigning::new(REPOSITORY, &self.store.subject).plan(&self.kit)
    }

    pub(super) fn plan_by(&self, seed: &str) -> Plan<'_> {
        self.plan().by_key().signed_by(seed)
    }

    pub(super) fn now(&self) -> Time {
        Time::from_unix(self.kit.time.plus(3600).seconds).unwrap()
    }

    pub(super) fn keyless(&self) -> SignerRule {
        keyless(&self.kit.identity, &self.kit.issuer)
    }

    pub(super) fn root(&self) -> Vec<u8> {
        self.kit.trusted_root().to_string().into_bytes()
    }

    /// Everything that is known of the image of a store under a policy.
    pub(super) fn gather(&self, store: &Store, policy: &CompiledPolicy) -> EvidenceSet {
        let found = self.found(store, policy);
        EvidenceSet::of_image(policy, &self.subject(), &found, self.now())
    }

    pub(super) fn found(&self, store: &Store, policy: &CompiledPolicy) -> Discovered {
        let registry = Registry {
            store,
            is_referrers_away: false,
        };
        let options = policy.discovery_options(&self.subject());
        let asked = bonafide_oci::Subject::of(&self.asked());
        discover(&registry, &asked, options).unwrap()
    }

    pub(super) fn compile(&self, parts: Parts) -> CompiledPolicy {
        self.try_compile(parts).unwrap()
    }

    pub(super) fn try_compile(&self, parts: Parts) -> Result<CompiledPolicy, LoadErrors> {
        let files = MemoryFiles::new().with_file("root.json", self.root());
        let source = PolicySource::new(b"a document", SourceFormat::Native);
        CompiledPolicy::compile(parts.document(&self.root()), &source, &files)
    }
}

/// Signers, and what they are asked.
pub(super) struct Parts {
    pub(super) signers: Vec<(&'static str, SignerRule)>,
    pub(super) kinds: Vec<RequirementKind>,
    pub(super) max_age: Option<core::time::Duration>,
}

impl Parts {
    pub(super) fn new(signers: Vec<(&'static str, SignerRule)>) -> Self {
        Self {
            signers,
            kinds: Vec::new(),
            max_age: None,
        }
    }

    /// Asks every signer for this.
    pub(super) fn asking(mut self, ask: impl Fn(Vec<String>) -> RequirementKind) -> Self {
        let by = self.signers.iter().map(|(name, _)| (*name).to_owned());
        self.kinds.push(ask(by.collect()));
        self
    }

    pub(super) fn signatures(self) -> Self {
        self.asking(|by| RequirementKind::Signature(signed(by)))
    }

    pub(super) fn attestations(self) -> Self {
        self.asking(|by| {
            RequirementKind::Attestation(AttestationRequirement {
                by,
                predicate_type: vec![PREDICATE.to_owned()],
                ..AttestationRequirement::default()
            })
        })
    }

    pub(super) fn document(self, root: &[u8]) -> PolicyDocument {
        let file = FileReference {
            path: "root.json".to_owned(),
            sha256: Some(bonafide_digest::sha256(&[root])),
        };
        let max_age = self.max_age;
        let trust = TrustSource::TrustedRoot { file, max_age };
        let require = self.kinds.into_iter().enumerate();
        let require = require.map(|(at, kind)| Requirement {
            id: format!("r{at}"),
            kind,
            mode: Mode::Enforce,
            overrides: Overrides::default(),
        });
        PolicyDocument {
            name: "test".to_owned(),
            version: "1".to_owned(),
            description: None,
            default: Decision::Reject,
            registries: Registries::default(),
            allow_unpinned_files: false,
            trust: BTreeMap::from([("public".to_owned(), trust)]),
            signers: self
                .signers
                .into_iter()
                .map(|(name, rule)| (name.to_owned(), rule))
                .collect(),
            rules: vec![Rule {
                id: "rule".to_owned(),
                matching: Matching::default(),
                pin: Pin::Resolve,
                require: require.collect(),
            }],
            exceptions: Vec::new(),
            exception_rules: ExceptionRules::default(),
            decisions: ClassDecisions::default(),
            limits: PolicyLimits::default(),
        }
    }
}

pub(super) fn signed(by: Vec<String>) -> SignatureRequirement {
    SignatureRequirement {
        by,
        min: 1,
        ..SignatureRequirement::default()
    }
}

pub(super) fn pattern(text: &str) -> TextPattern {
    TextPattern::parse(text).unwrap()
}

pub(super) fn keyless(san: &str, issuer: &str) -> SignerRule {
    SignerRule {
        kind: SignerKind::Keyless {
            trust: "public".to_owned(),
            issuer: IssuerRule::Is(pattern(issuer)),
            san: pattern(san),
            extensions: BTreeMap::new(),
        },
        require: BTreeSet::from([Demand::Tlog, Demand::Sct]),
        not_before: None,
        not_after: None,
    }
}

pub(super) fn pem(seed: &str) -> String {
    SigningKey::seeded(KeyKind::P256, seed).pem()
}

pub(super) fn key(seed: &str) -> SignerRule {
    SignerRule {
        kind: SignerKind::Key {
            material: Material::Inline(pem(seed)),
            sha256: None,
            hash: None,
            trust: None,
        },
        require: BTreeSet::from([Demand::Tlog]),
        not_before: None,
        not_after: None,
    }
}

/// What became of each piece for one question: `ok`, or the code, with `*` where it is by the signer
/// and `?` where it could not be read.
pub(super) fn answers(set: &EvidenceSet, question: usize) -> Vec<String> {
    let answers = set.answers.get(&QuestionId(question)).expect("asked");
    let told = answers.iter().map(|answer| match &answer.outcome {
        Outcome::Counts(_) => "ok".to_owned(),
        Outcome::Fails {
            finding,
            is_attributable,
            is_well_formed,
            ..
        } => {
            let star = if *is_attributable { "*" } else { "" };
            let mark = if *is_well_formed { "" } else { "?" };
            format!("{}{star}{mark}", finding.code())
        }
    });
    told.collect()
}

/// What counts for one question.
pub(super) fn counted(set: &EvidenceSet, question: usize) -> Vec<&Counted> {
    let answers = set.answers.get(&QuestionId(question)).expect("asked");
    let counted = answers.iter().filter_map(|answer| match &answer.outcome {
        Outcome::Counts(counted) => Some(&**counted),
        Outcome::Fails { .. } => None,
    });
    counted.collect()
}

pub(super) fn codes(errors: &LoadErrors) -> Vec<String> {
    let told = errors.iter();
    told.map(|error| format!("{} {}", error.code(), error.place().as_str()))
        .collect()
}

/// The code of the first requirement.
pub(super) fn code(verdict: &Verdict) -> &'static str {
    let mut checks = verdict.checks.iter();
    let check = checks.find(|check| check.id == "rule/r0").unwrap();
    check.code.as_str()
}
