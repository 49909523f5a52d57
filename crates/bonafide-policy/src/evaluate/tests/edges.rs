//! What lies at the edge of other cases.

use bonafide_report::{Class, Decision, Finding, Place, registry};

use crate::evaluate::samples::*;
use crate::evidence::{BaseClaim, Incompleteness, Outcome};
use crate::*;

fn has(verdict: &Verdict, id: &str) -> bool {
    verdict.checks.iter().any(|check| check.id == id)
}

#[test]
fn checks_of_images_are_for_images() {
    let policy = policy(vec![rule("r", vec![signed("signed", &["s0"])])]);
    let none = EvidenceSet::default();
    let blob = evaluate(&policy, &Subject::blob(vec![digest(1)]), &none, now());
    for id in ["ref/parse", "ref/registry", "ref/pin"] {
        assert!(!has(&blob, id), "{id}");
    }
    assert_eq!(outcome(&blob, "subject/digest"), "pass - digest.match");
    let model = evaluate(&policy, &Subject::model(), &none, now());
    assert!(!has(&model, "subject/digest") && has(&model, "ref/rule"));
}

#[test]
fn an_image_is_had_by_the_digest_of_an_index_that_leads_to_it() {
    let policy = policy(vec![rule("r", vec![signed("signed", &["s0"])])]);
    let name = format!("registry.example.com/team/app@{}", digest(5));
    let reference = bonafide_oci::Reference::parse_strict(&name).unwrap();
    let mut child = Subject::image(digest(1)).with_reference(reference);
    let judged = |subject: &Subject| {
        let verdict = evaluate(&policy, subject, &EvidenceSet::default(), now());
        outcome(&verdict, "subject/digest")
    };
    assert_eq!(judged(&child), "fail mismatch digest.mismatch");
    child.covered_by = vec![digest(5)];
    assert_eq!(judged(&child), "pass - digest.match");
}

#[test]
fn too_few_says_more_than_what_is_milder() {
    let kind = RequirementKind::Signature(signature(&["s0", "s1"], 2));
    let policy = policy(vec![rule("r", vec![require("two", kind)])]);
    let own = |code| Item::signature(2, 1).with(Fault::Own(code));
    for (code, wanted) in [
        (
            registry::CERT_TIME,
            "fail untrusted signature.threshold-not-met",
        ),
        (
            registry::SIGNATURE_WRONG_SUBJECT,
            "fail mismatch signature.wrong-subject",
        ),
    ] {
        let verdict = decide(&policy, &[Item::signature(1, 0), own(code)]);
        assert_eq!(outcome(&verdict, "r/two"), wanted);
    }
}

#[test]
fn what_was_revoked_nobody_may_bear() {
    let mut document = document(vec![rule("r", vec![signed("signed", &["s0"])])]);
    document.exceptions.push(Exception {
        id: "INC-1".to_owned(),
        matching: Matching::default(),
        waive: vec!["r/signed".to_owned()],
        from: Some(at(NOW - 10)),
        until: at(NOW + 10),
        reason: "soon".to_owned(),
        ticket: None,
        approved_by: vec!["alice".to_owned()],
    });
    let policy = compiled(document);
    for (class, wanted) in [
        (Class::Expired, Decision::Allow),
        (Class::Mismatch, Decision::Reject),
        (Class::Revoked, Decision::Reject),
    ] {
        let item = Item::signature(1, 0).with(Fault::Own(registry::KEY_VALIDITY));
        let mut seen = evidence(&policy, &[item]);
        for answer in seen.answers.values_mut().flatten() {
            if let Outcome::Fails { class: found, .. } = &mut answer.outcome {
                *found = class;
            }
        }
        let verdict = evaluate(&policy, &subject(), &seen, now());
        assert_eq!(verdict.decision, wanted, "{class:?}");
        assert_eq!(verdict.waivers_used.is_empty(), wanted == Decision::Reject);
    }
}

#[test]
fn trying_again_may_help_where_all_that_was_unseen_may_come_back() {
    let policy = policy(vec![rule("r", vec![signed("signed", &["s0"])])]);
    let mut seen = incomplete(evidence(&policy, &[]));
    let judged = |seen: &EvidenceSet| evaluate(&policy, &subject(), seen, now());
    assert!(judged(&seen).retryable);
    let detail = "the registry refuses";
    seen.incomplete.push(Incompleteness {
        finding: Finding::new(registry::DISCOVERY_LIMIT, Place::root(), detail),
        is_retryable: false,
    });
    let verdict = judged(&seen);
    assert!(verdict.indeterminate && !verdict.retryable);
}

#[test]
fn a_statement_of_another_type_is_not_what_is_forbidden() {
    let kind = RequirementKind::Forbid(ForbidRequirement::Attestation(attestation(&["s0"])));
    let policy = policy(vec![rule("r", vec![require("not", kind)])]);
    let judged = |item: Item| outcome(&decide(&policy, &[item]), "r/not");
    let statement = Item::statement(1, 0, "{}");
    assert_eq!(
        judged(statement.clone()),
        "fail policy policy.forbid-present"
    );
    assert_eq!(
        judged(statement.of_type(OTHER_TYPE)),
        "pass - policy.forbid-absent"
    );
}

fn on(byte: u8) -> Subject {
    let mut subject = Subject::image(digest(byte)).with_role(Role::Base);
    subject.base = Some(BaseClaim {
        name: None,
        digest: Some(digest(byte + 1)),
    });
    subject
}

#[test]
fn what_lies_below_is_followed_no_deeper_than_may_be() {
    // A rule that follows itself cannot be loaded; here it shows that following ends.
    let mut below = base("r");
    if let RequirementKind::BaseImage(wanted) = &mut below.kind {
        wanted.depth = 1;
    }
    let policy = policy(vec![rule("r", vec![signed("signed", &["s0"]), below])]);
    let own = |byte| evidence(&policy, &[Item::signature(byte, 0)]);
    let judged = |levels: u8| {
        let mut lowest = on(20 + levels);
        lowest.base = None;
        let mut tower = (lowest, own(20 + levels));
        for level in (0..levels).rev() {
            tower = (on(20 + level), own(20 + level).with_base(tower.0, tower.1));
        }
        let (subject, evidence) = tower;
        evaluate(&policy, &subject, &evidence, now())
    };
    let summary = |levels| {
        let verdict = judged(levels);
        let check = verdict.check("r/base").unwrap().clone();
        check.findings[0].detail().to_owned()
    };
    assert!(summary(2).contains("expected verified evidence of the image"));
    assert!(summary(8).contains("cannot be followed"), "{}", summary(8));
}

#[test]
fn trying_again_may_help_where_a_base_could_not_be_seen() {
    let mut below = rule("below", vec![signed("signed", &["s1"])]);
    below.matching.role.insert(Role::Base);
    let mut above = rule("above", vec![signed("signed", &["s0"]), base("below")]);
    above.matching.role.insert(Role::Image);
    let policy = policy(vec![above, below]);
    let mut subject = on(6);
    subject.role = Some(Role::Image);
    let own = || evidence(&policy, &[Item::signature(1, 0)]);
    let unseen = incomplete(evidence(&policy, &[]));
    for (evidence, wanted) in [
        (own().with_base(Subject::image(digest(7)), unseen), true),
        (own(), false),
    ] {
        let verdict = evaluate(&policy, &subject, &evidence, now());
        let check = verdict.check("above/base").unwrap();
        assert_eq!(check.class, Some(Class::Unavailable));
        assert_eq!(check.retryable, wanted);
        assert_eq!(verdict.retryable, wanted);
    }
}

#[test]
fn a_list_of_nothing_holds_not() {
    for kind in [
        RequirementKind::AnyOf(Vec::new()),
        RequirementKind::AllOf(Vec::new()),
    ] {
        let policy = policy(vec![rule("r", vec![require("x", kind)])]);
        let wanted = "fail unsupported policy.requirement-unsupported";
        assert_eq!(outcome(&decide(&policy, &[]), "r/x"), wanted);
    }
    let nobody = RequirementKind::Signature(signature(&["s0"], 0));
    let policy = policy(vec![rule("r", vec![require("x", nobody)])]);
    let wanted = "fail missing signature.missing";
    assert_eq!(outcome(&decide(&policy, &[]), "r/x"), wanted);
}

#[test]
fn several_principals_of_one_entry_are_one_signer() {
    for (count, wanted) in [
        (Count::Signers, "fail untrusted signature.threshold-not-met"),
        (Count::Principals, "pass - signature.verified"),
    ] {
        let kind = RequirementKind::Signature(SignatureRequirement {
            count,
            ..signature(&["s0"], 2)
        });
        let policy = policy(vec![rule("r", vec![require("x", kind)])]);
        let items = [Item::signature(1, 0), Item::signature(2, 0)];
        let mut seen = evidence(&policy, &items);
        let mut answers = seen.answers.values_mut().flatten();
        if let Some(Outcome::Counts(counted)) = answers.next().map(|one| &mut one.outcome) {
            counted.principal = "keyless:a".to_owned();
        }
        let verdict = evaluate(&policy, &subject(), &seen, now());
        assert_eq!(outcome(&verdict, "r/x"), wanted);
    }
}

#[test]
fn of_several_requirements_those_that_hold_are_what_it_rests_on() {
    let odd = AttestationRequirement {
        conditions: Some(Conditions::Is(Condition {
            pointer: "/ok".to_owned(),
            operator: Operator::Eq,
            value: Comparison::Value(true.into()),
        })),
        ..attestation(&["s1"])
    };
    let inner = vec![
        signed("x", &["s0"]),
        require("y", RequirementKind::Attestation(odd)),
    ];
    let any = require("any", RequirementKind::AnyOf(inner.clone()));
    let all = require("all", RequirementKind::AllOf(inner));
    let policy = policy(vec![rule("r", vec![any, all])]);
    let no = Item::statement(2, 1, r#"{"ok":false}"#);
    let verdict = decide(&policy, &[Item::signature(1, 0), no]);
    let (any, all) = (
        verdict.check("r/any").unwrap(),
        verdict.check("r/all").unwrap(),
    );
    let signers = |check: &VerdictCheck| -> Vec<String> {
        let identities = check.identities.iter();
        identities.map(|one| one.signer.clone()).collect()
    };
    assert_eq!(signers(any), ["s0"]);
    assert_eq!(any.evidence.len(), 1);
    assert_eq!(signers(all), ["s0"]);
    assert_eq!((any.candidates_count, all.candidates_count), (2, 2));
}
