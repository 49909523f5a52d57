//! What evidence and refusals say when they are written as JSON or as text.
mod common;

use bonafide_digest::Digest;
use bonafide_report::Time;
use bonafide_sigstore::{Artifact, Request, Signer};
use bonafide_testkit::{Minted, Sigstore};
use common::{ARTIFACT, bundle, policy, verifier};
use serde_json::Value;

fn verify(minted: &Minted, artifact: &[u8]) -> Result<(Value, Vec<String>), (Value, String)> {
    let (verifier, bundle) = (verifier(minted), bundle(minted));
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

#[test]
fn evidence_tells_who_when_and_what() {
    let kit = Sigstore::default();
    let (json, lines) = verify(&kit.statement(ARTIFACT).v2().mint(), ARTIFACT).unwrap();
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

#[test]
fn a_refusal_for_another_artifact_names_both_digests() {
    let kit = Sigstore::default();
    let sha256 = |bytes: &[u8]| Digest::sha256(bonafide_digest::sha256(&[bytes])).to_string();
    let [wanted, found] = [b"another", ARTIFACT].map(sha256);
    for (minted, message) in [
        (
            kit.message(ARTIFACT).mint(),
            format!("the bundle states {found}, and the artifact has {wanted}"),
        ),
        (
            kit.statement(ARTIFACT).mint(),
            format!("wanted {wanted}, and the statement names {found}"),
        ),
    ] {
        let (_, text) = verify(&minted, b"another").unwrap_err();
        assert!(text.contains(&message), "{text}");
    }
}

#[test]
fn a_signer_is_one_line() {
    let kit = Sigstore::default();
    let signer = |minted: &Minted| {
        let policy = policy(minted);
        let now = Time::from_unix(minted.now).unwrap();
        let request = Request::new(Artifact::from_bytes(ARTIFACT), &policy, now);
        let verified = verifier(minted).verify(&bundle(minted), &request);
        verified.unwrap().signer().clone()
    };
    let named = signer(&kit.message(ARTIFACT).mint());
    let name = named.identity().unwrap();
    assert_eq!(named.issuer(), Some(&*kit.issuer));
    assert_eq!(named.to_string(), format!("{name} (issuer {})", kit.issuer));
    let (json, _) = verify(&kit.message(ARTIFACT).mint(), ARTIFACT).unwrap();
    assert_eq!(json["signer"]["certificate"]["san"]["value"], name);

    // What an authority put into a certificate is told as it stands there, and shown escaped.
    let mut odd = Sigstore::default();
    odd.issuer.push('\u{1b}');
    let named = signer(&odd.message(ARTIFACT).mint());
    assert_eq!(named.issuer(), Some(&*odd.issuer));
    assert!(named.to_string().ends_with(r"\u{1b})"), "{named}");

    let key = signer(&kit.message(ARTIFACT).by_key().mint());
    assert_eq!((key.identity(), key.issuer()), (None, None));
    let Signer::Key { id } = &key else {
        panic!("{key:?}");
    };
    let id = bonafide_digest::hex::encode(id);
    assert_eq!(key.to_string(), format!("key sha256:{id}"));
}
