//! Evidence belongs to the artifact, the policy and the time for which it was gathered, and says no more
//! than what was looked for.

mod common;

use bonafide_digest::{Digest, sha256};
use bonafide_policy::{EvidenceSet, Mode, Subject, Verdict, evaluate};
use bonafide_report::{Class, Decision, Time};
use common::World;

const SIGNED: &str = "id: q, signature: { by: [ci] }";
const NEVER: &str = "id: q, forbid: { signer: ci }";

fn foreign(verdict: &Verdict) {
    assert_eq!(verdict.decision(), Decision::Reject);
    let check = verdict.check("subject/digest").unwrap();
    assert_eq!(check.code().as_str(), "evidence.foreign");
    assert_eq!(
        (check.class(), check.mode()),
        (Some(Class::Mismatch), Mode::Enforce)
    );
    let check = verdict.check("r/q").unwrap();
    assert_eq!(check.code().as_str(), "evidence.foreign");
    assert_eq!(check.evidence().len() + check.candidates().len(), 0);
}

#[test]
fn evidence_of_another_image_is_none() {
    let mut good = World::new("good");
    good.sign("ci");
    let other = World::new("other");
    for wanted in [SIGNED, NEVER] {
        let policy = good.policy(&[wanted]);
        let evidence = good.gather(&policy);
        foreign(&other.evaluate(&policy, &evidence));
        let unnamed = Subject::image(*other.subject().digest().unwrap());
        foreign(&evaluate(&policy, &unnamed, &evidence, good.now()));
    }
    let policy = good.policy(&[SIGNED]);
    let evidence = good.gather(&policy);
    assert_eq!(
        good.evaluate(&policy, &evidence).decision(),
        Decision::Allow
    );
}

#[test]
fn evidence_by_another_policy_is_none() {
    let mut world = World::new("good");
    world.sign("qa");
    let evidence = world.gather(&world.policy(&["id: q, signature: { by: [qa] }"]));
    let verdict = world.evaluate(&world.policy(&[SIGNED]), &evidence);
    foreign(&verdict);
    let summary = verdict.check("subject/digest").unwrap().summary();
    assert!(summary.contains("by another policy"), "{summary}");
}

#[test]
fn evidence_for_another_time_is_none() {
    let mut world = World::new("good");
    world.sign("ci");
    let policy = world.policy(&[SIGNED]);
    let evidence = world.gather(&policy);
    let later = Time::from_unix(world.kit.time.plus(3601).seconds).unwrap();
    foreign(&evaluate(&policy, &world.subject(), &evidence, later));
}

#[test]
fn what_an_artifact_is_used_for_may_be_said_later() {
    let mut world = World::new("good");
    world.sign("ci");
    let policy = world.policy(&[SIGNED]);
    let evidence = world.gather(&policy);
    let subject = world.subject().with_namespace("prod");
    let verdict = evaluate(&policy, &subject, &evidence, world.now());
    assert_eq!(verdict.decision(), Decision::Allow);
}

#[test]
fn evidence_of_another_file_is_none() {
    let world = World::new("good");
    let policy = world.policy(&[SIGNED]);
    let file = |bytes: &[u8]| Subject::blob(vec![Digest::sha256(sha256(&[bytes]))]);
    let plan = world.kit.message(b"good").by_key().signed_by("ci");
    let bundle = plan.mint().bundle.to_string();
    let good = file(b"good");
    let evidence = EvidenceSet::of_blob(&policy, &good, &[bundle.as_bytes()], world.now());
    let verdict = evaluate(&policy, &good, &evidence, world.now());
    assert_eq!(verdict.decision(), Decision::Allow);
    foreign(&evaluate(&policy, &file(b"other"), &evidence, world.now()));
}

#[test]
fn what_was_not_looked_for_is_not_absent() {
    let mut world = World::new("good");
    world.attest_by_tag("ci", "https://example.com/withdrawn");
    // One that is seen, by somebody else.
    world.attest("qa", "https://example.com/other", &serde_json::json!({}));
    let never = "id: q, forbid: { attestation: { by: [ci], predicate_type: [\"https://example.com/withdrawn\"] } }";
    let policy = world.policy(&[never]);
    let judge = |found| {
        let evidence = EvidenceSet::of_image(&policy, &world.subject(), &found, world.now());
        world.evaluate(&policy, &evidence)
    };
    let told = |verdict: &Verdict| {
        let check = verdict.check("discovery/complete").unwrap();
        (verdict.decision(), check.code().as_str())
    };
    let seen = judge(world.found(Some(&policy)));
    assert_eq!(told(&seen), (Decision::Reject, "discovery.ok"));
    // With the options of somebody who thought of signatures alone.
    let unseen = judge(world.found(None));
    assert_eq!(
        told(&unseen),
        (Decision::Quarantine, "discovery.incomplete")
    );
    let check = unseen.check("discovery/complete").unwrap();
    assert!(check.summary().contains("attestations were not looked for"));
}
