//! What a verdict comes to for whoever asked: an artifact, or a refusal.

mod common;

use bonafide_policy::{AllowedArtifact, Exit, Verdict};
use bonafide_report::{Coded as _, Decision, Failure};
use serde_json::json;

use common::{NAME, World};

const CYCLONEDX: &str = "https://cyclonedx.org/bom";
const SIGNED: &str = "id: signed, signature: { by: [ci] }";

#[test]
fn an_artifact_that_is_allowed_is_had_with_its_digest() {
    let mut world = World::new("app");
    world.sign("ci");
    let verdict = world.judge(&[SIGNED]);
    let allowed = verdict.clone().allowed().unwrap();
    let digest = allowed.digest().unwrap().to_string();
    assert_eq!(digest, world.store.subject);
    assert_eq!(allowed.pinned(), Some(&*format!("{NAME}:v1@{digest}")));
    assert_eq!(allowed.verdict(), &verdict);
    assert_eq!(allowed.into_verdict(), verdict);
}

#[test]
fn neither_a_quarantine_nor_a_reject_gives_one() {
    let unsigned = World::new("app").judge(&[SIGNED]);
    assert_eq!(unsigned.decision(), Decision::Quarantine);
    let refusal = unsigned.clone().allowed().unwrap_err();
    assert_eq!(refusal.code().as_str(), "signature.missing");
    assert_eq!(refusal.verdict(), &unsigned);
    assert_eq!(refusal.exit(), Exit::Quarantine);
    assert!(refusal.decisive_checks().eq(unsigned.decisive_checks()));
    assert!(refusal.to_string().starts_with("quarantine: r/signed: "));
    assert_eq!(refusal.into_verdict(), unsigned);

    let mut world = World::new("app");
    world.sign("qa");
    let rejected = world.judge(&[SIGNED]);
    assert_eq!(rejected.decision(), Decision::Reject);
    let refusal = rejected.clone().allowed().unwrap_err();
    assert_eq!(refusal.code().as_str(), "key.untrusted");
    assert_eq!(refusal.exit(), Exit::Reject);
    assert!(refusal.to_string().starts_with("reject: r/signed: "));
    assert_eq!(refusal.into_verdict(), rejected);
}

#[test]
fn the_gravest_failure_speaks_and_three_are_named() {
    let mut world = World::new("app");
    world.sign("qa");
    let bill = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": {"component": {"type": "container", "bom-ref": "root", "name": "app",
            "purl": format!("pkg:oci/app@sha256:{}", "ab".repeat(32))}},
    });
    world.attest("ci", CYCLONEDX, &bill);
    let by_ci = |id: &str| format!("id: {id}, signature: {{ by: [ci] }}");
    let bill = "id: z, sbom: { by: [ci], must_list_subject: true }".to_owned();
    let requirements = [by_ci("a"), by_ci("b"), by_ci("c"), bill];
    let requirements = requirements.each_ref().map(String::as_str);
    let refusal = world.judge(&requirements).allowed().unwrap_err();
    assert_eq!(refusal.code().as_str(), "sbom.subject-mismatch");
    let codes: Vec<&str> = refusal
        .findings()
        .iter()
        .map(|it| it.code().as_str())
        .collect();
    let rest = ["key.untrusted"; 3];
    assert_eq!(codes, [&["sbom.subject-mismatch"][..], &rest].concat());

    let text = refusal.to_string();
    let named: Vec<&str> = text
        .split("; ")
        .filter_map(|it| it.split("r/").nth(1))
        .collect();
    let ids: Vec<&str> = named.iter().filter_map(|it| it.split(':').next()).collect();
    assert_eq!(ids, ["z", "a", "b"], "{text}");
    assert!(text.ends_with("; and 1 more"), "{text}");
}

#[test]
fn the_error_that_a_program_hands_on_keeps_the_code() {
    let admit = |verdict: Verdict| -> Result<AllowedArtifact, Failure> { Ok(verdict.allowed()?) };
    let failure = admit(World::new("app").judge(&[SIGNED])).unwrap_err();
    let told = failure.to_string();
    assert!(
        told.starts_with("signature.missing: quarantine: r/signed: "),
        "{told}"
    );
}

#[test]
fn a_run_in_audit_mode_gives_no_more_than_one_that_is_enforced() {
    let mut world = World::new("app");
    let unsigned = world.judge(&[SIGNED]);
    let audited = unsigned.clone().audited();
    assert_eq!(audited.decision(), Decision::Allow);
    assert_eq!(audited.exit(), Exit::Allow);
    let (refusal, enforced) = (audited.clone().allowed(), unsigned.allowed());
    let (refusal, enforced) = (refusal.unwrap_err(), enforced.unwrap_err());
    assert_eq!(refusal.verdict(), &audited);
    assert_eq!(refusal.code(), enforced.code());
    assert_eq!(refusal.findings(), enforced.findings());
    assert_eq!(refusal.exit(), Exit::Quarantine);
    let told = refusal.to_string();
    let start = "quarantine (audit: not enforced): r/signed: ";
    assert!(told.starts_with(start), "{told}");

    // What is only audited by itself, or borne, allows it in both.
    let only_told = world.judge(&["id: signed, mode: audit, signature: { by: [ci] }"]);
    assert_eq!(only_told.would_be(), Decision::Quarantine);
    let allowed = only_told.audited().allowed().unwrap();
    assert!(!allowed.verdict().is_enforced());

    world.sign("ci");
    assert!(world.judge(&[SIGNED]).audited().allowed().is_ok());
}
