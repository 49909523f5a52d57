//! What is decided in each case of the tables.

mod bases;
mod by_name;
mod edges;
mod shortfall;
mod together;
mod whole;

use bonafide_report::{Class, Decision, registry};

use super::samples::*;
use crate::compile::SignerState;
use crate::evidence::{Answer, Counted, ModelProof, Outcome, Proof, QuestionId};
use crate::*;

fn both() -> Vec<Requirement> {
    vec![
        signed("signed", &["s0"]),
        require("review", RequirementKind::Attestation(attestation(&["s1"]))),
    ]
}

#[test]
fn all_that_is_wanted_gives_allow() {
    let policy = policy(vec![rule("r", both())]);
    let verdict = decide(
        &policy,
        &[Item::signature(1, 0), Item::statement(2, 1, "{}")],
    );
    assert_eq!(verdict.decision, Decision::Allow);
    assert_eq!(verdict.would_be, Decision::Allow);
    assert!(verdict.decisive.is_empty() && !verdict.indeterminate);
    assert_eq!(outcome(&verdict, "r/signed"), "pass - signature.verified");
    assert_eq!(outcome(&verdict, "r/review"), "pass - attestation.verified");
    assert_eq!(outcome(&verdict, "ref/parse"), "pass - ref.ok");
    assert_eq!(outcome(&verdict, "subject/digest"), "pass - digest.match");
    assert_eq!(
        outcome(&verdict, "discovery/complete"),
        "pass - discovery.ok"
    );
    let ids: Vec<&str> = verdict.checks.iter().map(|check| &*check.id).collect();
    assert!(ids.is_sorted());
    let pinned = format!("registry.example.com/team/app:1@{}", digest(1));
    assert_eq!(verdict.pinned, Some(pinned));
}

#[test]
fn a_name_that_is_no_reference_is_told_with_what_is_wrong() {
    let policy = policy(vec![rule("r", both())]);
    let named = subject().with_name("forge.test/Owner/app:v1");
    let verdict = super::evaluate(&policy, &named, &EvidenceSet::default(), now());
    let check = verdict.checks.iter().find(|check| check.id == "ref/parse");
    let told = &check.unwrap().summary;
    assert!(
        told.contains("written in lower case") && told.contains("\"Owner/app\""),
        "{told}"
    );
}

#[test]
fn the_class_of_what_is_not_met_is_that_of_the_table() {
    let policy = policy(vec![rule("r", vec![signed("signed", &["s0"])])]);
    let own = |code| Item::signature(3, 0).with(Fault::Own(code));
    let unread = Item::signature(4, STRANGER).with(Fault::Unreadable);
    let stranger = Item::signature(5, STRANGER);
    let rows: [(&[Item], &str, Decision); 8] = [
        (&[], "fail missing signature.missing", Decision::Quarantine),
        (
            core::slice::from_ref(&unread),
            "fail missing signature.missing",
            Decision::Quarantine,
        ),
        (
            core::slice::from_ref(&stranger),
            "fail untrusted key.untrusted",
            Decision::Reject,
        ),
        (
            &[unread.clone(), stranger.clone()],
            "fail untrusted key.untrusted",
            Decision::Reject,
        ),
        (
            &[own(registry::CERT_TIME), stranger.clone()],
            "fail expired cert.time",
            Decision::Reject,
        ),
        (
            &[
                own(registry::CERT_TIME),
                own(registry::SIGNATURE_WRONG_SUBJECT),
            ],
            "fail mismatch signature.wrong-subject",
            Decision::Reject,
        ),
        (
            &[own(registry::KEY_UNSUPPORTED), stranger.clone()],
            "fail unsupported key.unsupported",
            Decision::Quarantine,
        ),
        (
            &[
                own(registry::CERT_TIME),
                Item::signature(6, 0),
                stranger.clone(),
            ],
            "pass - signature.verified",
            Decision::Allow,
        ),
    ];
    for (items, wanted, decision) in rows {
        let verdict = decide(&policy, items);
        assert_eq!(outcome(&verdict, "r/signed"), wanted);
        assert_eq!(verdict.decision, decision, "{wanted}");
        let check = verdict
            .checks
            .iter()
            .find(|check| check.id == "r/signed")
            .unwrap();
        assert_eq!(check.candidates_count, items.len());
        if decision != Decision::Allow {
            assert_eq!(verdict.decisive, ["r/signed"]);
        }
    }
}

#[test]
fn only_who_is_known_to_be_another_is_said_to_be() {
    let policy = policy(vec![rule("r", vec![signed("signed", &["s0"])])]);
    let damaged = |piece| Item::signature(piece, 0).with(Fault::Other(registry::SIGNATURE_INVALID));
    let foreign = |piece| Item::signature(piece, 1).with(Fault::Other(registry::CERT_CHAIN));
    let unlogged = Item::signature(3, 1).with(Fault::Other(registry::TLOG_UNKNOWN_LOG));
    let rows: [(&[Item], &str, &str); 5] = [
        (
            &[damaged(3)],
            "key.untrusted",
            "found 1 that does not verify, such as: signature.invalid: it is signature.invalid: the \
             artifact or the signature was altered, or the key is another one",
        ),
        (
            &[damaged(3), damaged(4)],
            "key.untrusted",
            "found 2 that do not verify, such as: signature.invalid: it is signature.invalid: the \
             artifact or the signature was altered, or the key is another one",
        ),
        (
            &[foreign(3), foreign(4)],
            "cert.chain",
            "found 2 by others, such as: it is cert.chain",
        ),
        (
            &[foreign(3), damaged(4)],
            "cert.chain",
            "found 1 by others and 1 that does not verify, such as: it is cert.chain",
        ),
        (
            &[unlogged],
            "tlog.unknown-log",
            "found 1 that does not verify, such as: it is tlog.unknown-log",
        ),
    ];
    for (items, code, found) in rows {
        let verdict = decide(&policy, items);
        let check = verdict.check("r/signed").unwrap();
        assert_eq!(check.code().as_str(), code, "{found}");
        assert_eq!(check.class(), Some(Class::Untrusted), "{found}");
        assert!(check.summary().ends_with(found), "{}", check.summary());
    }
}

#[test]
fn what_cannot_be_read_is_told_with_the_reason() {
    let policy = policy(vec![rule("r", vec![signed("signed", &["s0"])])]);
    let unread = |piece| Item::signature(piece, STRANGER).with(Fault::Unreadable);
    for items in [vec![unread(3)], vec![unread(3), unread(4)]] {
        let verdict = decide(&policy, &items);
        let check = verdict.check("r/signed").unwrap();
        assert_eq!(check.code().as_str(), "signature.missing");
        let found = format!(
            "found {} that cannot be read, such as: bundle.parse: it is bundle.parse",
            items.len()
        );
        assert!(check.summary().ends_with(&found), "{}", check.summary());
    }
}

#[test]
fn what_could_not_be_seen_may_count() {
    let policy = policy(vec![rule("r", vec![signed("signed", &["s0"])])]);
    let stranger = Item::signature(5, STRANGER);
    for items in [vec![], vec![stranger.clone()]] {
        let evidence = incomplete(evidence(&policy, &items));
        let verdict = evaluate(&policy, &subject(), &evidence, now());
        let wanted = "fail unavailable discovery.unavailable";
        assert_eq!(outcome(&verdict, "r/signed"), wanted);
        assert_eq!(
            outcome(&verdict, "discovery/complete"),
            "skip - discovery.unavailable"
        );
        assert_eq!(verdict.decision, Decision::Quarantine);
        assert!(verdict.indeterminate && verdict.retryable);
        assert_eq!(verdict.incomplete.len(), 1);
    }
    let evidence = incomplete(evidence(&policy, &[stranger, Item::signature(6, 0)]));
    let verdict = evaluate(&policy, &subject(), &evidence, now());
    assert_eq!(verdict.decision, Decision::Allow);
}

#[test]
fn what_was_handed_over_speaks_for_itself() {
    let policy = policy(vec![rule("r", vec![signed("signed", &["s0"])])]);
    let mut evidence = evidence(&policy, &[Item::signature(5, STRANGER)]);
    evidence.is_handed_over = true;
    let verdict = evaluate(&policy, &subject(), &evidence, now());
    assert_eq!(
        outcome(&verdict, "r/signed"),
        "fail mismatch signature.invalid"
    );
}

#[test]
fn a_second_piece_makes_the_first_no_milder() {
    let policy = policy(vec![rule("r", vec![signed("signed", &["s0"])])]);
    for more in 0..3 {
        let items: Vec<Item> = (0..=more)
            .map(|_| Item::signature(5, STRANGER).with(Fault::Unreadable))
            .collect();
        let mut evidence = evidence(&policy, &items);
        evidence.is_handed_over = more == 0;
        evidence.is_local = true;
        let verdict = evaluate(&policy, &subject(), &evidence, now());
        assert_eq!(verdict.decision, Decision::Reject, "{more}");
    }
}

#[test]
fn thresholds_count_distinct_signers() {
    let wanted = |wanted| {
        let kind = RequirementKind::Signature(wanted);
        policy(vec![rule("r", vec![require("two", kind)])])
    };
    let two = |by: &[&str]| wanted(signature(by, 2));
    let few = "fail untrusted signature.threshold-not-met";
    let mine = [
        Item::signature(1, 0),
        Item::signature(2, 0),
        Item::signature(3, 0),
    ];
    let outcome_of =
        |policy: &CompiledPolicy, items: &[Item]| outcome(&decide(policy, items), "r/two");
    // One key often, one key under two names, and two keys.
    assert_eq!(outcome_of(&two(&["s0", "s1"]), &mine), few);
    assert_eq!(outcome_of(&two(&["s0", "s3"]), &mine), few);
    let good = "pass - signature.verified";
    let others = [Item::signature(1, 0), Item::signature(2, 1)];
    assert_eq!(outcome_of(&two(&["s0", "s3", "s1"]), &others), good);
    assert_eq!(
        outcome_of(&two(&["s0", "s3"]), &[]),
        "fail missing signature.missing"
    );
    // Nobody is no better than too few.
    assert_eq!(decide(&two(&["s0", "s1"]), &[]).decision, Decision::Reject);
    let all = SignatureRequirement {
        all: true,
        ..signature(&["s0", "s1", "s2"], 1)
    };
    assert_eq!(outcome_of(&wanted(all.clone()), &others), few);
    let three = [others.as_slice(), &[Item::signature(3, 2)]].concat();
    assert_eq!(outcome_of(&wanted(all), &three), good);
    let principals = SignatureRequirement {
        count: Count::Principals,
        ..signature(&["s0", "s3"], 2)
    };
    assert_eq!(outcome_of(&wanted(principals), &mine), few);
}

fn approved(quantifier: Quantifier) -> AttestationRequirement {
    AttestationRequirement {
        quantifier,
        conditions: Some(Conditions::Is(Condition {
            pointer: "/ok".to_owned(),
            operator: Operator::Eq,
            value: Comparison::Value(true.into()),
        })),
        ..attestation(&["s0"])
    }
}

#[test]
fn one_attestation_that_says_it_is_enough_unless_all_must() {
    let judged = |quantifier, items: &[Item]| {
        let kind = RequirementKind::Attestation(approved(quantifier));
        let policy = policy(vec![rule("r", vec![require("a", kind)])]);
        outcome(&decide(&policy, items), "r/a")
    };
    let yes = Item::statement(1, 0, r#"{"ok":true}"#);
    let no = Item::statement(2, 0, r#"{"ok":false}"#);
    let odd = Item::statement(3, 0, r#"{"ok":1e999}"#);
    let good = "pass - attestation.verified";
    let failed = "fail policy attestation.condition-failed";
    let (any, all) = (Quantifier::Any, Quantifier::AllVerified);
    assert_eq!(judged(any, &[no.clone(), yes.clone()]), good);
    assert_eq!(judged(any, core::slice::from_ref(&no)), failed);
    assert_eq!(
        judged(any, core::slice::from_ref(&odd)),
        "fail malformed attestation.malformed"
    );
    assert_eq!(judged(all, core::slice::from_ref(&yes)), good);
    assert_eq!(judged(all, &[no, yes.clone()]), failed);
    assert_eq!(
        judged(all, &[odd, yes.clone()]),
        "fail malformed attestation.malformed"
    );
    // A statement of another type is none, and a stranger's says nothing for or against.
    let beside = yes.clone().of_type(OTHER_TYPE);
    assert_eq!(
        judged(any, core::slice::from_ref(&beside)),
        "fail missing attestation.missing"
    );
    let foreign = Item::statement(4, STRANGER, r#"{"ok":false}"#);
    assert_eq!(judged(all, &[beside, foreign, yes]), good);
}

#[test]
fn all_of_them_must_be_seen_where_all_must_say_it() {
    let kind = RequirementKind::Attestation(approved(Quantifier::AllVerified));
    let policy = policy(vec![rule("r", vec![require("a", kind)])]);
    let yes = Item::statement(1, 0, r#"{"ok":true}"#);
    let evidence = incomplete(evidence(&policy, &[yes]));
    let verdict = evaluate(&policy, &subject(), &evidence, now());
    assert_eq!(
        outcome(&verdict, "r/a"),
        "fail unavailable discovery.unavailable"
    );
}

#[test]
fn what_is_forbidden_must_not_be_there_nor_unseen() {
    let forbid = RequirementKind::Forbid(ForbidRequirement::Attestation(approved(Quantifier::Any)));
    let signer = RequirementKind::Forbid(ForbidRequirement::Signer("s1".to_owned()));
    let policy = policy(vec![rule(
        "r",
        vec![require("a", forbid), require("s", signer)],
    )]);
    let verdict = decide(&policy, &[Item::statement(1, 0, r#"{"ok":false}"#)]);
    assert_eq!(outcome(&verdict, "r/a"), "pass - policy.forbid-absent");
    assert_eq!(verdict.decision, Decision::Allow);
    let there = [
        Item::statement(1, 0, r#"{"ok":true}"#),
        Item::signature(2, 1),
    ];
    let verdict = decide(&policy, &there);
    assert_eq!(
        outcome(&verdict, "r/a"),
        "fail policy policy.forbid-present"
    );
    assert_eq!(
        outcome(&verdict, "r/s"),
        "fail policy policy.forbid-present"
    );
    // What cannot be compared may be what is forbidden.
    let odd = [Item::statement(3, 0, r#"{"ok":1e999}"#)];
    assert_eq!(
        outcome(&decide(&policy, &odd), "r/a"),
        "fail policy policy.forbid-present"
    );
    let unseen = incomplete(evidence(&policy, &[]));
    let verdict = evaluate(&policy, &subject(), &unseen, now());
    assert_eq!(
        outcome(&verdict, "r/a"),
        "fail unavailable discovery.unavailable"
    );
    assert!(verdict.indeterminate);
}

#[test]
fn one_or_all_of_several() {
    let inner = || vec![signed("x", &["s0"]), signed("y", &["s1"])];
    let policy = policy(vec![rule(
        "r",
        vec![
            require("any", RequirementKind::AnyOf(inner())),
            require("all", RequirementKind::AllOf(inner())),
        ],
    )]);
    let verdict = decide(&policy, &[Item::signature(1, 0)]);
    assert_eq!(outcome(&verdict, "r/any"), "pass - policy.ok");
    assert_eq!(outcome(&verdict, "r/all"), "fail untrusted key.untrusted");
    let verdict = decide(&policy, &[]);
    assert_eq!(outcome(&verdict, "r/any"), "fail missing signature.missing");
    let deep = (0..6).fold(signed("x", &["s0"]), |inner, _| {
        require("x", RequirementKind::AllOf(vec![inner]))
    });
    let policy = super::samples::policy(vec![rule("r", vec![deep])]);
    let verdict = decide(&policy, &[Item::signature(1, 0)]);
    assert_eq!(
        outcome(&verdict, "r/x"),
        "fail unsupported policy.requirement-unsupported"
    );
    assert_eq!(verdict.decision, Decision::Reject);
}

#[test]
fn what_was_not_asked_fails() {
    let mut policy = policy(vec![rule("r", vec![signed("signed", &["s0"])])]);
    let evidence = evidence(&policy, &[Item::signature(1, 0)]);
    policy.asked.clear();
    let verdict = evaluate(&policy, &subject(), &evidence, now());
    let wanted = "fail unsupported policy.requirement-unsupported";
    assert_eq!(outcome(&verdict, "r/signed"), wanted);
    assert_eq!(verdict.decision, Decision::Reject);
}

#[test]
fn a_signer_without_its_key_is_no_signer() {
    let wanted = "fail unsupported policy.requirement-unsupported";
    let both = RequirementKind::Signature(signature(&["s0", "s1"], 1));
    let never = RequirementKind::Forbid(ForbidRequirement::Signer("s0".to_owned()));
    for asked in [
        signed("x", &["s0"]),
        require("x", both),
        require("x", never),
    ] {
        let mut policy = policy(vec![rule("r", vec![asked])]);
        let left_out = SignerState::Unresolved("k8s://ns/key".to_owned());
        policy.signers.insert("s0".to_owned(), left_out);
        // Another who signs enough does not help: what the first would say is not known.
        let verdict = decide(&policy, &[Item::signature(1, 1)]);
        assert_eq!(outcome(&verdict, "r/x"), wanted);
        assert_eq!(verdict.decision, Decision::Reject);
        assert!(verdict.checks.iter().any(|check| {
            check.summary == "the signer `s0` needs `k8s://ns/key`, which was not given"
        }));
    }
}

#[test]
fn models_are_signed_or_not() {
    let wanted = ModelSignatureRequirement {
        by: by(&["s0"]),
        ..ModelSignatureRequirement::default()
    };
    let kind = RequirementKind::ModelSignature(wanted);
    let policy = policy(vec![rule("r", vec![require("model", kind)])]);
    let mut evidence = EvidenceSet::default();
    let subject = Subject::model();
    let verdict = evaluate(&policy, &subject, &evidence, now());
    assert_eq!(
        outcome(&verdict, "r/model"),
        "fail missing model.signature-missing"
    );
    let piece = crate::EvidenceView {
        digest: None,
        media_type: None,
        role: "model-signature",
        source: "local",
        repository: None,
    };
    evidence.pieces.push(piece.into());
    let identity = IdentityView {
        signer: "s0".to_owned(),
        kind: "key",
        issuer: None,
        san: None,
        key_sha256: Some([0; 32]),
        log_index: None,
        signed_at: None,
    };
    let counted = Counted {
        principal: "key:0".to_owned(),
        aliases: Vec::new(),
        identity: identity.into(),
        said: Default::default(),
        proof: Proof::Model(std::sync::Arc::new(ModelProof::default())),
    };
    let outcome_of_piece = Outcome::Counts(Box::new(counted));
    let answer = Answer {
        piece: 0,
        outcome: outcome_of_piece,
    };
    evidence.answers.insert(QuestionId(0), vec![answer]);
    let verdict = evaluate(&policy, &subject, &evidence, now());
    assert_eq!(outcome(&verdict, "r/model"), "pass - model.verified");
}

#[test]
fn statements_have_codes_of_their_kind() {
    use super::asked::Asked;
    use super::statements::{PROVENANCE, SBOM, VSA, one_of};

    let policy = policy(vec![rule(
        "r",
        vec![require(
            "a",
            RequirementKind::Attestation(attestation(&["s0"])),
        )],
    )]);
    let subject = subject();
    let kinds = [
        (PROVENANCE, "provenance.ok", "provenance.missing"),
        (SBOM, "sbom.ok", "sbom.missing"),
        (VSA, "vsa.ok", "vsa.missing"),
    ];
    for (kind, good, missing) in kinds {
        for (items, wanted) in [(vec![Item::statement(1, 0, "{}")], good), (vec![], missing)] {
            let evidence = evidence(&policy, &items);
            let context = super::Context {
                policy: &policy,
                subject: &subject,
                evidence: &evidence,
                now: now(),
            };
            let asked = Asked {
                context,
                heard: &super::heard::Heard::default(),
                id: "r/a",
                mapping: super::judgement::Mapping::new(
                    &policy.document.decisions,
                    Overrides::default(),
                ),
                level: 0,
            };
            let judged = one_of(&asked, &kind, &by(&["s0"]), |_| true, |_| Ok(Vec::new()));
            assert_eq!(judged.code.as_str(), wanted);
        }
    }
}

#[test]
fn the_image_below_satisfies_its_own_rule() {
    let mut below = rule("below", vec![signed("signed", &["s1"])]);
    below.matching.role.insert(Role::Base);
    let mut above = rule("above", vec![signed("signed", &["s0"]), base("below")]);
    above.matching.role.insert(Role::Image);
    let policy = policy(vec![above, below]);
    let mut subject = subject().with_role(Role::Image);
    let judged = |subject: &Subject, items: &[Item], base: Option<&[Item]>| {
        let mut all = evidence(&policy, items);
        if let Some(items) = base {
            all = all.with_base(Subject::image(digest(7)), evidence(&policy, items));
        }
        outcome(&evaluate(&policy, subject, &all, now()), "above/base")
    };
    let own = [Item::signature(1, 0)];
    let good = [Item::signature(2, 1)];
    assert_eq!(
        judged(&subject, &own, Some(&good)),
        "fail missing base.unknown"
    );
    subject.base = Some(crate::evidence::BaseClaim {
        name: None,
        digest: Some(digest(7)),
    });
    assert_eq!(judged(&subject, &own, Some(&good)), "pass - base.ok");
    assert_eq!(
        judged(&subject, &own, Some(&[])),
        "fail policy base.rule-failed"
    );
    assert_eq!(
        judged(&subject, &own, None),
        "fail unavailable discovery.incomplete"
    );
    // What nobody signed says nothing of a base.
    assert_eq!(
        judged(&subject, &[], Some(&good)),
        "fail missing base.unknown"
    );
    let bases = policy.bases(&subject, &evidence(&policy, &own), now());
    assert_eq!(bases.len(), 1);
    assert_eq!(bases[0].digest, digest(7));
    assert!(
        policy
            .bases(&subject, &evidence(&policy, &[]), now())
            .is_empty()
    );
}

#[test]
fn no_setting_turns_a_failure_into_allow() {
    let mut document = document(vec![rule("r", vec![signed("signed", &["s0"])])]);
    document.decisions.missing = Some(Decision::Allow);
    let verdict = decide(&compiled(document.clone()), &[]);
    assert_eq!(verdict.decision, Decision::Quarantine);
    // And adding what does not count makes nothing milder than its absence.
    document.decisions.missing = Some(Decision::Reject);
    document.decisions.untrusted = Some(Decision::Quarantine);
    let policy = compiled(document);
    for items in [vec![], vec![Item::signature(1, STRANGER)]] {
        assert_eq!(decide(&policy, &items).decision, Decision::Reject);
    }
    assert_eq!(
        outcome(&decide(&policy, &[]), "r/signed"),
        "fail missing signature.missing"
    );
    assert_eq!(Class::Missing.default_decision(), Decision::Quarantine);
}

#[test]
fn what_was_not_asked_cannot_be_said_to_be_absent() {
    let forbid = RequirementKind::Forbid(ForbidRequirement::Attestation(approved(Quantifier::Any)));
    let signer = RequirementKind::Forbid(ForbidRequirement::Signer("s1".to_owned()));
    let every = RequirementKind::Attestation(approved(Quantifier::AllVerified));
    let policy = policy(vec![rule(
        "r",
        vec![
            require("a", forbid),
            require("every", every),
            require("s", signer),
        ],
    )]);
    let good = [Item::statement(1, 0, r#"{"ok":true}"#)];
    let mut evidence = evidence(&policy, &good);
    let verdict = evaluate(&policy, &subject(), &evidence, now());
    assert_eq!(outcome(&verdict, "r/s"), "pass - policy.forbid-absent");
    assert_eq!(outcome(&verdict, "r/every"), "pass - attestation.verified");
    evidence.answers.clear();
    let verdict = evaluate(&policy, &subject(), &evidence, now());
    let unsupported = "fail unsupported policy.requirement-unsupported";
    for id in ["r/a", "r/every", "r/s"] {
        assert_eq!(outcome(&verdict, id), unsupported, "{id}");
    }
}
