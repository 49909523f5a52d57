//! Published advisories of tools of this kind, each as a requirement that holds for policies.
//! `docs/advisories.md` lists them all.

mod common;

use bonafide_policy::{EvidenceSet, Subject, evaluate};
use bonafide_report::Decision;
use common::{NAME, World, outcome};
use serde_json::json;

const REVIEW: &str = "https://example.test/review/v1";
const WANTED: &str =
    "id: a, attestation: { by: [ci], predicate_type: [\"https://example.test/review/v1\"] }";

/// CVE-2022-35929, CVE-2022-35930: what is attested is something of the wanted type, and that nothing
/// speaks against it is not that something speaks for it.
#[test]
fn cve_2022_35929_and_cve_2022_35930_an_attestation_of_another_type_satisfies_nothing() {
    let mut world = World::new("app");
    world.sign("ci");
    let asked = |world: &World| {
        let verdict = world.judge(&[WANTED]);
        (verdict.decision(), outcome(&verdict, "r/a"))
    };
    let missing = "fail missing attestation.missing".to_owned();
    assert_eq!(asked(&world), (Decision::Quarantine, missing.clone()));
    for near in [
        "https://example.test/review",
        "https://example.test/review/v1.1",
        "https://example.test/Review/v1",
        "https://example.test/review/v1/",
    ] {
        world.attest("ci", near, &json!({"approved": true}));
    }
    assert_eq!(asked(&world), (Decision::Quarantine, missing));
    world.attest("ci", REVIEW, &json!({}));
    let verified = "pass - attestation.verified".to_owned();
    assert_eq!(asked(&world), (Decision::Allow, verified));
}

/// CVE-2022-47633, CVE-2023-47630: a tag is resolved once, and what was judged is what the verdict
/// names, whatever the tag says later.
#[test]
fn cve_2022_47633_and_cve_2023_47630_the_verdict_names_what_was_judged() {
    let signed = "id: a, signature: { by: [ci] }";
    let mut good = World::new("app");
    good.sign("ci");
    let other = World::new("other");
    let policy = good.policy(&[signed]);
    let asked = Subject::image_named(format!("{NAME}:v1"));
    let judged = |world: &World| {
        let found = world.found(Some(&policy));
        let subject = asked.clone().found(&found);
        let evidence = EvidenceSet::of_image(&policy, &subject, &found, world.now());
        evaluate(&policy, &subject, &evidence, world.now())
    };
    let named = |world: &World| Some(format!("{NAME}:v1@{}", world.store.subject));
    let allowed = judged(&good);
    assert_eq!(allowed.decision(), Decision::Allow);
    assert_eq!(allowed.pinned().map(str::to_owned), named(&good));
    // The tag was moved: the evidence of one image says nothing of the other.
    let moved = judged(&other);
    assert_eq!(outcome(&moved, "r/a"), "fail missing signature.missing");
    assert_eq!(moved.pinned().map(str::to_owned), named(&other));
    let subject = asked.clone().found(&other.found(Some(&policy)));
    let found = good.found(Some(&policy));
    let borrowed = EvidenceSet::of_image(&policy, &subject, &found, good.now());
    let borrowed = evaluate(&policy, &subject, &borrowed, good.now());
    assert_ne!(borrowed.decision(), Decision::Allow);
}
