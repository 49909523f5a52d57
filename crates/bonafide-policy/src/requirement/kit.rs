//! Statements that are minted and verified, and what they are judged in.

use std::collections::BTreeMap;
use std::sync::Arc;

use bonafide_digest::{Digest, sha256};
use bonafide_keys::PublicKey;
use bonafide_report::{Decision, Time};
use bonafide_sigstore::{
    Artifact, Bundle, IdentityMatcher, ParseOptions, Policy, Request, TrustedKey, TrustedRoot,
    Verifier,
};
use bonafide_testkit::{Certificate, Entry, Extension, Sigstore};
use serde_json::{Value, json};

use super::{Context, Given, Unmet};
use crate::evidence::{Counted, EvidenceSet, Proof};
use crate::{CompiledPolicy, IdentityView, PolicyDocument, PolicyIdentity, SourceFormat, Subject};

pub(crate) const ARTIFACT: &[u8] = b"the artifact";
/// When everything is signed: 2025-04-11T00:00:00Z.
pub(super) const SIGNED: i64 = 1_744_329_600;
/// An hour later.
pub(super) const NOW: i64 = SIGNED + 3600;

pub(super) fn at(seconds: i64) -> Time {
    Time::from_unix(seconds).unwrap()
}

pub(super) fn digest(bytes: &[u8]) -> Digest {
    Digest::sha256(sha256(&[bytes]))
}

/// A statement about the artifact.
pub(crate) fn statement(predicate_type: &str, predicate: &Value) -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "artifact", "digest": {"sha256": digest(ARTIFACT).to_hex()}}],
        "predicateType": predicate_type,
        "predicate": predicate,
    })
}

/// Who signs, and when.
pub(crate) struct Signing {
    pub(super) name: &'static str,
    pub(super) seed: &'static str,
    pub(super) kit: Sigstore,
    pub(super) is_key: bool,
    pub(super) is_logged: bool,
    pub(super) claims: Vec<(u32, String)>,
}

impl Signing {
    pub(crate) fn key(name: &'static str) -> Self {
        Self {
            name,
            seed: name,
            kit: Sigstore::default(),
            is_key: true,
            is_logged: true,
            claims: Vec::new(),
        }
    }

    pub(super) fn keyless(name: &'static str) -> Self {
        Self {
            is_key: false,
            ..Self::key(name)
        }
    }

    pub(super) fn later(mut self, seconds: i64) -> Self {
        self.kit.time = self.kit.time.plus(seconds);
        self
    }

    pub(super) fn unlogged(mut self) -> Self {
        self.is_logged = false;
        self
    }

    /// Signs the statement and verifies what was signed.
    pub(crate) fn sign(&self, statement: &Value) -> Counted {
        let payload = statement.to_string();
        let plan = self
            .kit
            .envelope("application/vnd.in-toto+json", payload.as_bytes())
            .signed_by(self.seed)
            .with_leaf(|leaf: &mut Certificate| {
                for (number, value) in &self.claims {
                    leaf.set(Extension::claim(*number, value));
                }
            });
        let plan = if self.is_key { plan.by_key() } else { plan };
        let plan = if self.is_logged {
            plan
        } else {
            plan.logged(Entry::None)
        };
        let minted = plan.mint();
        let root = TrustedRoot::parse(minted.trusted_root.to_string().as_bytes()).unwrap();
        let verifier = Verifier::new(root).unwrap();
        let text = minted.bundle.to_string();
        let bundle = Bundle::parse(text.as_bytes(), &ParseOptions::default()).unwrap();
        let policy = if self.is_key {
            let key = TrustedKey::new(PublicKey::from_pem(&minted.key).unwrap());
            match self.is_logged {
                true => Policy::key(key),
                false => Policy::key(key).without_transparency_log(),
            }
        } else {
            let matcher = IdentityMatcher::exact(&*minted.identity, &*minted.issuer).unwrap();
            Policy::identity(matcher)
        };
        let artifact = Artifact::from_digest(digest(ARTIFACT));
        let request = Request::new(artifact, &policy, at(minted.now));
        let verified = verifier.verify(&bundle, &request).unwrap();
        Counted {
            principal: format!("key:{}", self.seed),
            aliases: Vec::new(),
            identity: Arc::new(IdentityView {
                signer: self.name.to_owned(),
                kind: "key",
                issuer: None,
                san: None,
                key_sha256: None,
                log_index: None,
                signed_at: None,
            }),
            said: Default::default(),
            proof: Proof::Bundle(Arc::new(verified)),
        }
    }
}

/// What is judged.
pub(super) struct Bench {
    pub(super) policy: CompiledPolicy,
    pub(super) subject: Subject,
    pub(super) evidence: EvidenceSet,
    pub(super) now: Time,
}

impl Default for Bench {
    fn default() -> Self {
        let document = PolicyDocument {
            name: "test".to_owned(),
            version: "1".to_owned(),
            description: None,
            default: Decision::Reject,
            registries: Default::default(),
            allow_unpinned_files: false,
            trust: BTreeMap::new(),
            signers: BTreeMap::new(),
            rules: Vec::new(),
            exceptions: Vec::new(),
            exception_rules: Default::default(),
            decisions: Default::default(),
            limits: Default::default(),
        };
        let identity = PolicyIdentity {
            name: "test".to_owned(),
            version: "1".to_owned(),
            sha256: [0; 32],
            source_format: SourceFormat::Native,
            uri: None,
        };
        let policy = CompiledPolicy {
            document,
            identity,
            questions: Vec::new(),
            asked: BTreeMap::new(),
            signers: BTreeMap::new(),
            models: BTreeMap::new(),
            notes: Vec::new(),
        };
        Self {
            policy,
            subject: Subject::image(digest(ARTIFACT)),
            evidence: EvidenceSet::default(),
            now: at(NOW),
        }
    }
}

impl Bench {
    pub(super) fn context(&self) -> Context<'_> {
        Context {
            policy: &self.policy,
            subject: &self.subject,
            evidence: &self.evidence,
            now: self.now,
        }
    }
}

pub(super) fn given(counted: &Counted) -> Given<'_> {
    Given { piece: 0, counted }
}

/// The code of an answer, or `ok`.
pub(super) fn code<T>(answer: &Result<T, Unmet>) -> &'static str {
    match answer {
        Ok(_) => "ok",
        Err(unmet) => unmet.finding.code().as_str(),
    }
}
