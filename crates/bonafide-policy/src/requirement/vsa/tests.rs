use core::time::Duration;

use bonafide_digest::{Algorithm, Digest};
use serde_json::{Value, json};

use super::*;
use crate::Subject;
use crate::requirement::kit::{ARTIFACT, Bench, Signing, code, digest, given, statement};

const TYPE: &str = "https://slsa.dev/verification_summary/v1";
const NAME: &str = "registry.example.com/app:1";

/// A change of what is wanted.
type Edit = fn(&mut VsaRequirement);

fn predicate() -> Value {
    json!({
        "verifier": {"id": "https://verify.example.com"},
        "timeVerified": "2025-04-11T00:00:00Z",
        "resourceUri": NAME,
        "policy": {"uri": "https://example.com/policy", "digest": {"sha256": "ab".repeat(32)}},
        "verificationResult": "PASSED",
        "verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
        "slsaVersion": "1.0",
    })
}

fn wanted() -> VsaRequirement {
    let policy = |byte| Digest::new(Algorithm::Sha256, &[byte; 32]).unwrap();
    VsaRequirement {
        verifier_ids: vec!["https://verify.example.com".to_owned()],
        levels: vec!["SLSA_BUILD_LEVEL_2".to_owned()],
        policy_sha256: vec![policy(0xcd), policy(0xab)],
        max_age: Some(Duration::from_secs(3600)),
        ..VsaRequirement::default()
    }
}

fn asked(requirement: &VsaRequirement, predicate: &Value) -> &'static str {
    let bench = Bench {
        subject: Subject::image(digest(ARTIFACT)).with_name(NAME),
        ..Bench::default()
    };
    let answers = [Signing::key("staging"), Signing::keyless("staging")].map(|signing| {
        let counted = signing.sign(&statement(TYPE, predicate));
        let answer = judge(requirement, &bench.context(), &given(&counted));
        if let Err(unmet) = &answer {
            assert_eq!(Some(unmet.class), unmet.finding.code().class());
        }
        code(&answer)
    });
    assert_eq!(answers[0], answers[1]);
    answers[0]
}

#[test]
fn each_wish_is_compared() {
    assert_eq!(asked(&wanted(), &predicate()), "ok");
    let bad: [(Edit, &str); 5] = [
        (
            |one| one.verifier_ids = vec!["https://other.example.com".to_owned()],
            "vsa.verifier",
        ),
        (
            |one| one.resource = Some("registry.example.com/app:2".to_owned()),
            "vsa.resource",
        ),
        (
            |one| one.levels = vec!["SLSA_BUILD_LEVEL_4".to_owned()],
            "expectations.config",
        ),
        (|one| one.policy_sha256.truncate(1), "vsa.policy"),
        (
            |one| one.max_age = Some(Duration::from_secs(3599)),
            "slsa.freshness",
        ),
    ];
    for (edit, code) in bad {
        let mut requirement = wanted();
        edit(&mut requirement);
        let found = asked(&requirement, &predicate());
        assert!(
            found == code || code == "expectations.config" && found != "ok",
            "{found}"
        );
    }
    let open = VsaRequirement {
        verifier_ids: wanted().verifier_ids,
        ..VsaRequirement::default()
    };
    assert_eq!(asked(&open, &predicate()), "ok");
}

#[test]
fn each_statement_is_compared() {
    let edits: [(&str, Value, &str); 8] = [
        (
            "/verifier/id",
            json!("https://evil.example.com"),
            "vsa.verifier",
        ),
        (
            "/resourceUri",
            json!("registry.example.com/other:1"),
            "vsa.resource",
        ),
        ("/verificationResult", json!("FAILED"), "vsa.result"),
        (
            "/verifiedLevels",
            json!(["SLSA_BUILD_LEVEL_1"]),
            "vsa.levels",
        ),
        ("/verifiedLevels", json!(["FAILED"]), "vsa.inconsistent"),
        (
            "/policy/digest/sha256",
            json!("ef".repeat(32)),
            "vsa.policy",
        ),
        ("/timeVerified", json!("2025-04-11T01:05:00Z"), "ok"),
        (
            "/timeVerified",
            json!("2025-04-11T01:05:01Z"),
            "attestation.malformed",
        ),
    ];
    for (pointer, value, code) in edits {
        let mut changed = predicate();
        *changed.pointer_mut(pointer).unwrap() = value;
        assert_eq!(asked(&wanted(), &changed), code, "{pointer}");
    }
}

#[test]
fn the_resource_is_a_name_of_the_artifact() {
    let open = VsaRequirement {
        verifier_ids: wanted().verifier_ids,
        ..VsaRequirement::default()
    };
    let own = digest(ARTIFACT);
    for (name, code) in [
        (format!("registry.example.com/app@{own}"), "ok"),
        (format!("registry.example.com/app:1@{own}"), "ok"),
        (
            format!("registry.example.com/app@{}", digest(b"x")),
            "vsa.resource",
        ),
        ("registry.example.com/app".to_owned(), "vsa.resource"),
    ] {
        let mut changed = predicate();
        changed["resourceUri"] = json!(name);
        assert_eq!(asked(&open, &changed), code, "{name}");
    }
    let counted = Signing::key("staging").sign(&statement(TYPE, &predicate()));
    let answer = judge(&open, &Bench::default().context(), &given(&counted));
    assert_eq!(code(&answer), "vsa.resource");
}
