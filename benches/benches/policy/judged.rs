//! An artifact with signatures, and a policy of many rules that want one.

use bonafide_digest::{Digest, sha256};
use bonafide_policy::{
    CompiledPolicy, EvidenceSet, MemoryFiles, PolicyDocument, PolicySource, SourceFormat, Subject,
    Syntax, evaluate,
};
use bonafide_report::{Decision, Time};
use bonafide_testkit::{KeyKind, SigningKey, Sigstore};
use serde_json::{Value, json};

const ARTIFACT: &[u8] = b"the artifact";

/// An artifact, and a policy of so many rules that want the same signature.
pub(crate) struct Judged {
    kit: Sigstore,
    policy: CompiledPolicy,
    subject: Subject,
    now: Time,
}

impl Judged {
    pub(crate) fn new(rules: usize) -> Self {
        let kit = Sigstore::default();
        let rule = |number| {
            json!({"id": format!("r{number}"), "require": [
                {"id": "signed", "signature": {"by": ["s"]}}]})
        };
        let document = json!({
            "schema": "bonafide.policy/v1", "name": "p", "default": "reject",
            "allow_unpinned_files": true, "rules": (0..rules).map(rule).collect::<Vec<Value>>(),
            "signers": {"s": {"key": {"trust": "t", "file": "s.pub"}}},
            "trust": {"t": {"trusted_root": {"file": "root.json"}}},
        });
        let files = MemoryFiles::new()
            .with_file("root.json", kit.trusted_root().to_string())
            .with_file("s.pub", SigningKey::seeded(KeyKind::P256, "s").pem());
        let text = document.to_string();
        let document = PolicyDocument::parse(text.as_bytes(), Syntax::Json).unwrap();
        let source = PolicySource::new(text.as_bytes(), SourceFormat::Native);
        Self {
            policy: CompiledPolicy::compile(document, &source, &files).unwrap(),
            subject: Subject::blob(vec![Digest::sha256(sha256(&[ARTIFACT]))]),
            now: Time::from_unix(kit.time.plus(3600).seconds).unwrap(),
            kit,
        }
    }

    pub(crate) fn bundles(&self, count: usize) -> Vec<Vec<u8>> {
        let plan = self.kit.message(ARTIFACT).by_key().signed_by("s");
        let bundle = plan.mint().bundle.to_string().into_bytes();
        vec![bundle; count]
    }

    pub(crate) fn gather(&self, bundles: &[Vec<u8>]) -> EvidenceSet {
        let bundles: Vec<&[u8]> = bundles.iter().map(Vec::as_slice).collect();
        EvidenceSet::of_blob(&self.policy, &self.subject, &bundles, self.now)
    }

    pub(crate) fn judge(&self, evidence: &EvidenceSet) {
        let verdict = evaluate(&self.policy, &self.subject, evidence, self.now);
        assert_eq!(verdict.decision(), Decision::Allow);
    }
}
