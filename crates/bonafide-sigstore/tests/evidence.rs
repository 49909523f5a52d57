//! What evidence and refusals say when they are written as JSON or as text.
mod kit;

use bonafide_report::Time;
use bonafide_sigstore::{Artifact, Bundle, ParseOptions, Request, TrustedRoot, Verifier};
use bonafide_testkit::{Minted, Sigstore};
use kit::{ARTIFACT, policy};
use serde_json::Value;

fn verify(minted: &Minted, artifact: &[u8]) -> Result<(Value, Vec<String>), (Value, String)> {
    let root = TrustedRoot::parse(minted.trusted_root.to_string().as_bytes()).unwrap();
    let verifier = Verifier::new(root).unwrap();
    let text = minted.bundle.to_string();
    let bundle = Bundle::parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let policy = policy(minted);
    let now = Time::from_unix(minted.now).unwrap();
    let request = Request::new(Artifact::from_bytes(artifact), &policy, now);
    match verifier.verify(&bundle, &request) {
        Ok(verified) => {
            let lines = verified.summary();
            let lines = lines
                .into_iter()
                .map(|(name, text)| format!("{name}: {text}"));
            let json = serde_json::to_value(&verified).unwrap();
            assert_eq!(verified.trusted_roots().len(), 1);
            assert!(verified.report().primary_code().is_none());
            Ok((json, lines.collect()))
        }
        Err(refusal) => {
            let json = serde_json::to_value(refusal.report()).unwrap();
            Err((json, refusal.to_string()))
        }
    }
}

fn names(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

const EVIDENCE: [&str; 9] = [
    "certificateTimestamps",
    "digests",
    "key",
    "logs",
    "scheme",
    "signer",
    "statement",
    "times",
    "trustedRoots",
];

#[test]
fn evidence_tells_who_when_and_what() {
    let kit = Sigstore::default();
    let (json, lines) = verify(&kit.statement(ARTIFACT).v2().mint(), ARTIFACT).unwrap();
    for name in EVIDENCE {
        assert!(names(&json).contains(&name), "{name} in {json}");
    }
    assert!(json["statement"].is_object() && json["signer"]["certificate"].is_object());
    assert_eq!(json["logs"].as_array().unwrap().len(), 1);
    assert_eq!(json["times"].as_array().unwrap().len(), 1);
    for start in [
        "signed at: ",
        "log entry: ",
        "artifact: sha256:",
        "predicate: ",
    ] {
        assert!(
            lines.iter().any(|line| line.starts_with(start)),
            "{start} in {lines:?}"
        );
    }
    let (json, lines) = verify(&kit.message(ARTIFACT).by_key().mint(), ARTIFACT).unwrap();
    assert_eq!(json["signer"]["keySha256"].as_str().unwrap().len(), 64);
    assert!(json["statement"].is_null() && json["certificateTimestamps"].is_null());
    assert!(
        lines.iter().any(|line| line.starts_with("key: ")),
        "{lines:?}"
    );
    let (json, _) = verify(&kit.message(ARTIFACT).stamped(1).mint(), ARTIFACT).unwrap();
    assert_eq!(json["times"].as_array().unwrap().len(), 2);
}

#[test]
fn a_refusal_tells_what_failed() {
    let kit = Sigstore::default();
    let (json, text) = verify(&kit.message(ARTIFACT).mint(), b"another").unwrap_err();
    assert!(!text.is_empty());
    assert!(
        json.to_string().contains("artifact.digest-mismatch"),
        "{json}"
    );
}
