//! Published verification summaries, with the key of their verifier.

use std::path::Path;

use bonafide_dsse::{
    ArtifactDigests, Envelope, EnvelopeOptions, KeyIdPolicy, KeySet, StatementOptions,
    TrustedDigest, TrustedKey,
};
use bonafide_keys::{PublicKey, Ring};
use bonafide_report::{Budget, Decision, Time};
use bonafide_slsa::{
    Attestation, Signer, Signing, SummarySigner, VsaExpectations, VsaOutcome, verify_vsa,
};
use serde_json::Value;

#[test]
fn summaries() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus vsa: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("slsa");
    let table = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let (mut rows, mut wrong) = (0, 0);
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |name| cells[header.iter().position(|column| *column == name).unwrap()];
        if cell("kind") != "vsa" {
            continue;
        }
        rows += 1;
        let arguments: Value = serde_json::from_str(cell("vsa_args")).unwrap();
        let found = judge(
            &folder.join("data"),
            cell("attestation"),
            cell("artifact_digest"),
            &arguments,
        );
        if found != cell("expected") {
            wrong += 1;
            println!(
                "{}: {found}, the table says {}",
                cell("id"),
                cell("expected")
            );
        }
    }
    println!("corpus vsa: {rows} rows, {wrong} wrong");
    assert!(rows > 0 && wrong == 0);
}

/// `ok`, or the table's name for the refusal.
fn judge(data: &Path, attestation: &str, artifact: &str, arguments: &Value) -> String {
    let text = |name: &str| arguments[name].as_str().unwrap_or_default();
    let pem = std::fs::read_to_string(data.join(text("publicKey"))).unwrap();
    let key = TrustedKey::new(PublicKey::from_pem(&pem).unwrap()).with_id(text("publicKeyID"));
    let keys = KeySet::new()
        .with_key("verifier", key)
        .unwrap()
        .with_key_ids(KeyIdPolicy::MustMatch);
    let document = std::fs::read(data.join(attestation)).unwrap();
    let envelope = Envelope::parse(&document, &EnvelopeOptions::provenance()).unwrap();
    let envelope = envelope.verify_with_keys(
        &keys,
        &keys.threshold(1).unwrap(),
        &Ring,
        &mut Budget::unbounded(),
    );
    let envelope = match envelope {
        Ok(envelope) => envelope,
        Err(error) if error.code().as_str() == "dsse.threshold-not-met" => {
            return "ErrorNoValidSignature".to_owned();
        }
        Err(error) => return error.code().as_str().to_owned(),
    };
    let statement = envelope.statement(&StatementOptions::provenance()).unwrap();
    let signer = Signer::Key {
        name: text("publicKeyID").to_owned(),
    };
    let attestation = Attestation::verified(&statement, Signing::by(signer));

    let (name, value) = artifact.split_once(':').unwrap();
    let artifact = |value: &str| {
        let digest = TrustedDigest::Opaque {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        ArtifactDigests::stated([digest]).unwrap()
    };
    let expectations = |resource: &str, verifier: &str| {
        let signer = SummarySigner::key(text("publicKeyID"));
        let levels = arguments["verifiedLevels"].as_array().unwrap();
        levels.iter().fold(
            VsaExpectations::new(resource).with_verifier(signer, verifier),
            |all, level| all.with_level(level.as_str().unwrap()),
        )
    };
    let (resource, verifier) = (text("resourceURI"), text("verifierID"));
    let judge = |value: &str, expectations: &VsaExpectations| -> VsaOutcome {
        let now = Time::parse_rfc3339("2024-07-01T00:00:00Z").unwrap();
        verify_vsa(&attestation, &artifact(value), expectations, now)
    };
    // What the table does not vary.
    let wanted = expectations(resource, verifier);
    for (value, expectations, code) in [
        ("1", wanted.clone(), "digest.mismatch"),
        (value, expectations(resource, "https://x"), "vsa.verifier"),
        (value, expectations("x", verifier), "vsa.resource"),
        (value, wanted.clone().with_level("BCID_L2"), "vsa.levels"),
        (value, wanted.clone().with_policy_uri("x"), "vsa.policy"),
        (
            value,
            wanted.clone().with_most_seconds(60),
            "slsa.freshness",
        ),
    ] {
        let outcome = judge(value, &expectations);
        assert_eq!(outcome.code().map(|code| code.as_str()), Some(code));
        assert_eq!(outcome.decision(), Decision::Reject);
    }
    match judge(value, &wanted) {
        outcome if outcome.decision() == Decision::Allow => "ok".to_owned(),
        outcome => outcome.code().unwrap().as_str().to_owned(),
    }
}
