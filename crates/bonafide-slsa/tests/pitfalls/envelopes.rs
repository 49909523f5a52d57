//! 10 to 13: what an envelope holds, and what its statement is about.

use bonafide_digest::Algorithm;
use bonafide_dsse::{Envelope, PrincipalId, StatementOptions, Threshold, TrustedDigest, Vouching};
use bonafide_slsa::{Outcome, media_type_note};
use serde_json::{Value, json};

use crate::common::builders::generator;
use crate::common::{COMMIT, Case, SHA256, codes, digest, sha256};

/// The code of what keeps a verified envelope of this payload type from being read.
fn typed(payload_type: &str) -> Option<&'static str> {
    let payload = generator().statement.to_string().into_bytes();
    let envelope = Envelope::from_parts(payload_type, payload, vec![1]);
    let vouched = envelope.verify(&Threshold::one(), |_, _| {
        let principals = vec![PrincipalId::new(0)];
        Ok(Vouching::By {
            signer: vec![1],
            principals,
        })
    });
    let verified = vouched.unwrap();
    let read = verified.statement(&StatementOptions::provenance());
    read.err().map(|error| error.code().as_str())
}

#[test]
fn pitfall_10_payload_types_are_exact() {
    assert_eq!(typed("application/vnd.in-toto+json"), None);
    for other in [
        "application/vnd.in-toto+json; charset=utf-8",
        "application/vnd.in-toto+json;",
        "Application/vnd.in-toto+json",
        "application/vnd.in-toto+JSON",
        "application/json",
        "application/vnd.in-toto.+json",
        " application/vnd.in-toto+json",
        "",
    ] {
        assert_eq!(typed(other), Some("dsse.payload-type"), "{other}");
    }
    // The type selects no predicate; that it disagrees is noted.
    let note = media_type_note(
        "application/vnd.in-toto.vsa+json",
        "https://slsa.dev/provenance/v1",
    );
    assert_eq!(
        note.unwrap().code().as_str(),
        "statement.media-type-mismatch"
    );
    assert!(
        media_type_note(
            "application/vnd.in-toto.provenance+json",
            "https://slsa.dev/provenance/v1"
        )
        .is_none()
    );
}

#[test]
fn pitfall_11_what_is_read_is_what_was_verified() {
    let document = generator().statement.to_string();
    let verified = crate::common::verified(&document);
    // The predicate is a part of the payload's own bytes, in a copy of the statement too.
    let payload = verified.envelope().payload().as_ptr_range();
    let attestation = generator().attestation();
    assert_eq!(
        attestation.untrusted().unwrap().predicate(),
        verified.statement().predicate()
    );
    for statement in [verified.statement(), &verified.statement().clone()] {
        let predicate = statement.predicate().as_bytes().as_ptr_range();
        assert!(payload.start <= predicate.start && predicate.end <= payload.end);
    }
    // Bytes that the caller keeps are not those that are read.
    let mut bytes = document.clone().into_bytes();
    let envelope = Envelope::from_parts("application/vnd.in-toto+json", bytes.clone(), vec![1]);
    bytes.fill(b' ');
    assert_eq!(envelope.untrusted().payload(), document.as_bytes());
}

fn about(digests: Value) -> Case {
    generator().subjects(json!([{"name": "app", "digest": digests}]))
}

#[test]
fn pitfall_12_digests_match_by_strong_algorithms_in_one_subject() {
    let (right, wrong) = ("ab".repeat(64), "00".repeat(64));
    about(json!({"sha256": SHA256})).allowed(3);
    for weak in [
        json!({"md5": "0".repeat(32)}),
        json!({"sha1": COMMIT}),
        json!({"sha512_256": SHA256}),
    ] {
        about(weak).rejected_only("digest.mismatch");
    }
    let sha512 = |hex: &str| digest(Algorithm::Sha512, hex);
    let both = |case: Case| case.with(|case| case.digests.push(sha512(&right)));
    both(about(json!({"sha256": SHA256, "sha512": right}))).allowed(3);
    both(about(json!({"sha256": SHA256, "sha512": wrong}))).rejected_only("digest.conflict");
    // Two digests of one artifact in two subjects are of two artifacts.
    let apart = json!([{"digest": {"sha256": SHA256}}, {"digest": {"sha512": right}}]);
    both(generator().subjects(apart)).rejected_only("digest.mismatch");
    // Two subjects of one digest are both meant.
    let twins = json!([{"name": "a", "digest": {"sha256": SHA256}}, {"name": "b", "digest": {"sha256": SHA256}}]);
    generator()
        .subjects(twins)
        .expect(|e| e.with_subject_name("b"))
        .allowed(3);
    // What cannot be read makes no attestation at all.
    let text = generator().statement.to_string();
    for (bad, code) in [
        (SHA256.to_uppercase(), "digest.uppercase"),
        (SHA256[1..].to_owned(), "digest.malformed"),
    ] {
        let text = text.replace(SHA256, &bad);
        let error =
            bonafide_dsse::Statement::parse(text.as_bytes(), &StatementOptions::provenance());
        assert_eq!(error.unwrap_err().code().as_str(), code);
    }
    for (bad, code) in [
        (json!({}), "statement.subject-digest"),
        (json!("x"), "json.type"),
    ] {
        let text = about(bad).statement.to_string();
        let error =
            bonafide_dsse::Statement::parse(text.as_bytes(), &StatementOptions::provenance());
        assert_eq!(error.unwrap_err().code().as_str(), code);
    }
    let opaque = |value: &str| {
        about(json!({"gce_image_id": "123"})).with(|case| {
            let (name, value) = ("gce_image_id".to_owned(), value.to_owned());
            case.digests = vec![TrustedDigest::Opaque { name, value }];
        })
    };
    opaque("123").allowed(2);
    opaque("0123").rejected_only("digest.mismatch");
}

#[test]
fn pitfall_13_an_empty_artifact_is_told() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let case = about(json!({"sha256": empty})).with(|case| case.digests = vec![sha256(empty)]);
    assert!(codes(&case.allowed(3), Outcome::Warn).contains(&"digest.empty-artifact"));
    assert!(!codes(&generator().allowed(3), Outcome::Warn).contains(&"digest.empty-artifact"));
}
