//! The verdict as a whole: what decides, and what is listed.

use bonafide_digest::{Algorithm, Digest};
use bonafide_report::Decision;

use crate::evaluate::samples::*;
use crate::*;

fn forbidden() -> Requirement {
    let kind = RequirementKind::Forbid(ForbidRequirement::Signer("s1".to_owned()));
    require("not", kind)
}

#[test]
fn only_what_leads_to_the_decision_is_decisive() {
    let policy = policy(vec![rule(
        "r",
        vec![signed("signed", &["s0"]), forbidden()],
    )]);
    let kind = RequirementKind::Signature(signature(&["s2"], 1));
    let quiet = crate::evaluate::samples::policy(vec![rule(
        "r",
        vec![require("signed", kind), forbidden()],
    )]);
    let unread = Item::signature(3, STRANGER).with(Fault::Unreadable);
    let verdict = decide(&quiet, &[unread]);
    assert_eq!(verdict.decision, Decision::Quarantine);
    assert_eq!(verdict.decisive, ["r/signed"]);
    let verdict = decide(&policy, &[Item::signature(1, 0), Item::signature(2, 1)]);
    assert_eq!(verdict.decisive, ["r/not"]);
    // One is forbidden, the other could not be seen and is rejected for it.
    let mut lacking = signed("signed", &["s0"]);
    lacking.overrides.unavailable = Some(Decision::Reject);
    let strict = crate::evaluate::samples::policy(vec![rule("r", vec![lacking, forbidden()])]);
    let seen = incomplete(evidence(&strict, &[Item::signature(2, 1)]));
    let verdict = evaluate(&strict, &subject(), &seen, now());
    assert_eq!(verdict.decisive, ["r/not", "r/signed"]);
    assert!(!verdict.indeterminate && !verdict.retryable);
    let verdict = decide(&policy, &[Item::signature(1, 0)]);
    assert_eq!(verdict.decision, Decision::Allow);
    assert!(!verdict.indeterminate && !verdict.retryable);
}

#[test]
fn what_is_milder_is_told_and_not_decisive() {
    let policy = policy(vec![rule(
        "r",
        vec![
            require("review", RequirementKind::Attestation(attestation(&["s0"]))),
            forbidden(),
        ],
    )]);
    let verdict = decide(&policy, &[Item::signature(2, 1)]);
    assert_eq!(
        outcome(&verdict, "r/review"),
        "fail missing attestation.missing"
    );
    assert_eq!(verdict.decision, Decision::Reject);
    assert_eq!(verdict.decisive, ["r/not"]);
}

#[test]
fn sixty_four_candidates_are_listed_and_all_are_counted() {
    let policy = policy(vec![rule("r", vec![signed("signed", &["s0"])])]);
    for number in [64, 65] {
        let items: Vec<Item> = (0..number)
            .map(|piece| Item::signature(piece, STRANGER))
            .collect();
        let verdict = decide(&policy, &items);
        let check = verdict.check("r/signed").unwrap();
        assert_eq!(check.candidates.len(), 64);
        assert_eq!(check.candidates_count, usize::from(number));
    }
}

#[test]
fn a_subject_goes_by_sha256_and_is_pinned_where_it_is_an_image() {
    let policy = policy(vec![rule("r", vec![signed("signed", &["s0"])])]);
    let long = Digest::new(Algorithm::Sha512, &[0; 64]).unwrap();
    let none = EvidenceSet::default();
    let blob = Subject::blob(vec![long, digest(1)]);
    let verdict = evaluate(&policy, &blob, &none, now());
    assert_eq!(verdict.subject.digest, Some(digest(1)));
    let reference = subject().reference.unwrap();
    let named = blob.with_reference(reference);
    assert_eq!(evaluate(&policy, &named, &none, now()).pinned, None);
    let verdict = evaluate(&policy, &subject(), &none, now());
    assert!(verdict.pinned.is_some());
    // Without a digest, a tag is what was asked for, and no claim.
    assert_eq!(verdict.subject.tag_claim, None);
}

#[test]
fn an_exception_that_bears_two_checks_is_listed_once() {
    let two = vec![signed("one", &["s0"]), signed("two", &["s1"])];
    let mut document = document(vec![rule("r", two)]);
    document.exceptions.push(Exception {
        id: "INC-1".to_owned(),
        matching: Matching::default(),
        waive: vec!["r/one".to_owned(), "r/two".to_owned()],
        from: Some(at(NOW - 10)),
        until: at(NOW + 10),
        reason: "soon".to_owned(),
        ticket: None,
        approved_by: vec!["alice".to_owned()],
    });
    let verdict = decide(&compiled(document), &[]);
    assert_eq!(verdict.decision, Decision::Allow);
    assert_eq!(verdict.waivers_used, ["INC-1"]);
    assert_eq!(verdict.warnings.len(), 2);
}

#[test]
fn a_name_decides_nothing_where_the_digest_may_change_it() {
    let unknown = Subject::image_named("registry.example.com/team/app:1");
    let no = RequirementKind::Static(StaticRequirement {
        decision: Decision::Reject,
        message: "no".to_owned(),
    });
    let plain = document(vec![rule("r", vec![require("no", no)])]);
    let decides = |document: &PolicyDocument| {
        let decided = compiled(document.clone()).decides_statically(&unknown, now());
        decided.is_some()
    };
    assert!(decides(&plain));
    let mut by_rule = plain.clone();
    let mut other = rule("other", vec![signed("signed", &["s0"])]);
    other.matching.digest = vec![digest(1)];
    by_rule.rules.push(other);
    assert!(!decides(&by_rule));
    let mut by_exception = plain;
    by_exception.exceptions.push(Exception {
        id: "INC-1".to_owned(),
        matching: Matching {
            digest: vec![digest(1)],
            ..Matching::default()
        },
        waive: vec!["r/no".to_owned()],
        from: Some(at(NOW - 10)),
        until: at(NOW + 10),
        reason: "soon".to_owned(),
        ticket: None,
        approved_by: vec!["alice".to_owned()],
    });
    assert!(!decides(&by_exception));
}

#[test]
fn too_few_questions_are_no_questions() {
    let mut policy = policy(vec![rule("r", vec![signed("signed", &["s0", "s1"])])]);
    let seen = evidence(&policy, &[Item::signature(1, 0)]);
    policy
        .asked
        .values_mut()
        .for_each(|asked| asked.truncate(1));
    let verdict = evaluate(&policy, &subject(), &seen, now());
    assert_eq!(
        outcome(&verdict, "r/signed"),
        "fail unsupported policy.requirement-unsupported"
    );
}
