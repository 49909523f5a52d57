//! What a check says of which too little counts, of what the caller handed over.

use bonafide_report::{Decision, Finding, Place, registry};

use crate::evaluate::samples::*;
use crate::evidence::Outcome;
use crate::*;

#[test]
fn the_code_of_what_was_handed_over_is_the_same_beside_others() {
    let wanted = require("a", RequirementKind::Attestation(attestation(&["s0"])));
    let policy = policy(vec![rule("r", vec![wanted])]);
    let judged = |items: &[Item]| {
        let mut evidence = evidence(&policy, items);
        evidence.is_handed_over = items.len() == 1;
        evidence.is_local = true;
        let verdict = evaluate(&policy, &subject(), &evidence, now());
        assert_eq!(verdict.decision, Decision::Reject);
        let summary = verdict.check("r/a").unwrap().summary().to_owned();
        (outcome(&verdict, "r/a"), summary)
    };
    let changed =
        |piece| Item::statement(piece, 0, "{}").with(Fault::Other(registry::SIGNATURE_INVALID));
    let cut = |piece| Item::statement(piece, 0, "{}").with(Fault::Unreadable);
    let foreign = Item::statement(5, 1, "{}").with(Fault::Other(registry::CERT_CHAIN));
    let broken = Item::statement(6, 0, "{}").with(Fault::Other(registry::TLOG_MISSING));
    let beside = Item::statement(7, 0, "{}").of_type(OTHER_TYPE);
    let rows: [(&[Item], &str, &str); 9] = [
        (
            &[changed(1)],
            "fail mismatch signature.invalid",
            "found: it is signature.invalid",
        ),
        // What an exception bears, no further piece changes.
        (
            &[changed(1), beside.clone()],
            "fail untrusted signature.invalid",
            "found 1 that does not verify, such as: signature.invalid: it is signature.invalid",
        ),
        (
            &[changed(1), changed(2), cut(3)],
            "fail untrusted signature.invalid",
            "found 2 that do not verify, such as: signature.invalid: it is signature.invalid",
        ),
        (
            &[changed(1), foreign.clone()],
            "fail untrusted cert.chain",
            "found 1 by others and 1 that does not verify, such as: it is cert.chain",
        ),
        (
            &[changed(1), broken],
            "fail untrusted key.untrusted",
            "found 2 that do not verify, such as: signature.invalid: it is signature.invalid: the \
             artifact or the signature was altered, or the key is another one",
        ),
        (
            &[cut(3)],
            "fail malformed bundle.parse",
            "found: it is bundle.parse",
        ),
        (
            &[cut(3), beside.clone()],
            "fail malformed bundle.parse",
            "found 1 that cannot be read, such as: bundle.parse: it is bundle.parse",
        ),
        (
            &[cut(3), cut(4), beside],
            "fail malformed bundle.parse",
            "found 2 that cannot be read, such as: bundle.parse: it is bundle.parse",
        ),
        (
            &[cut(3), foreign],
            "fail untrusted cert.chain",
            "found 1 by others, such as: it is cert.chain",
        ),
    ];
    for (items, wanted, found) in rows {
        let (outcome, summary) = judged(items);
        assert_eq!(outcome, wanted, "{summary}");
        assert!(summary.ends_with(found), "{summary}");
    }
}

#[test]
fn why_something_missing_is_rejected_is_told() {
    let judged = |min, items: &[Item], edit: fn(&mut Outcome)| {
        let kind = RequirementKind::Signature(signature(&["s0", "s1"], min));
        let policy = policy(vec![rule("r", vec![require("s", kind)])]);
        let mut evidence = evidence(&policy, items);
        evidence.is_local = true;
        for answer in evidence
            .answers
            .values_mut()
            .filter_map(|all| all.last_mut())
        {
            edit(&mut answer.outcome);
        }
        let verdict = evaluate(&policy, &subject(), &evidence, now());
        let check = verdict.check("r/s").unwrap();
        assert_eq!(outcome(&verdict, "r/s"), "fail missing signature.missing");
        (verdict.decision, check.summary().to_owned())
    };
    let cut = Item::signature(3, STRANGER).with(Fault::Unreadable);
    let otherwise: fn(&mut Outcome) = |outcome| {
        if let Outcome::Fails { finding, .. } = outcome {
            *finding = Finding::new(registry::JSON_SYNTAX, Place::root(), "it is none");
        }
    };
    let (decision, told) = judged(1, &[cut.clone(), cut], otherwise);
    assert_eq!(decision, Decision::Reject);
    assert!(
        told.ends_with("; it is rejected since 2 cannot be read"),
        "{told}"
    );
    let (decision, told) = judged(2, &[], |_| ());
    assert_eq!(decision, Decision::Reject);
    assert!(
        told.ends_with("; found none; it is rejected as too few would be"),
        "{told}"
    );
    let (decision, told) = judged(1, &[], |_| ());
    assert_eq!(decision, Decision::Quarantine);
    assert!(told.ends_with("; found none"), "{told}");
}
