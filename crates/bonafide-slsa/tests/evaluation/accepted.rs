//! What an evaluation comes to for whoever asked: provenance, or a refusal.

use bonafide_report::{Coded as _, Decision, Failure};
use bonafide_slsa::{AcceptedProvenance, Evaluation, Expectations};

use crate::common::builders::generator;
use crate::common::{COMMIT, SHA256, SOURCE, State};

#[test]
fn provenance_that_is_accepted_is_had_with_the_artifact() {
    let evaluation = generator().evaluate();
    let accepted = evaluation.clone().allowed().unwrap();
    let digests: Vec<String> = accepted
        .artifact()
        .digests()
        .iter()
        .map(|it| it.to_hex())
        .collect();
    assert_eq!(digests, [SHA256]);
    assert_eq!(accepted.level(), 3);
    let artifact = format!("sha256:{SHA256}");
    let summary = [
        ("builder", "slsa-generator-generic"),
        ("source", SOURCE),
        ("reference", "refs/tags/v1.2.3"),
        ("commit", COMMIT),
        ("build level", "3"),
        ("artifact", &artifact),
    ];
    assert_eq!(accepted.summary(), summary.map(|(n, v)| (n, v.to_owned())));
    assert_eq!(accepted.leading().source(), Some(SOURCE));
    assert_eq!(accepted.leading().commit(), Some(COMMIT));
    assert_eq!(accepted.evaluation().text(), evaluation.text());
    assert_eq!(accepted.into_evaluation().text(), evaluation.text());
}

#[test]
fn neither_a_quarantine_nor_a_reject_gives_any() {
    let untimed = generator().with(|case| case.signed_at = None).evaluate();
    assert_eq!(untimed.decision(), Decision::Quarantine);
    let refusal = untimed.clone().allowed().unwrap_err();
    assert_eq!(refusal.code().as_str(), "slsa.time.untrusted");
    assert!(refusal.to_string().starts_with("quarantine: "), "{refusal}");
    assert_eq!(refusal.evaluation().text(), untimed.text());
    assert_eq!(refusal.into_evaluation().text(), untimed.text());

    let other = generator().expect(|e| e.with_tag("v9")).evaluate();
    assert_eq!(other.decision(), Decision::Reject);
    let refusal = other.allowed().unwrap_err();
    assert_eq!(refusal.code().as_str(), "slsa.ref.tag");
    let text = refusal.to_string();
    assert!(
        text.starts_with("reject: ") && text.contains("v9"),
        "{text}"
    );
}

#[test]
fn what_was_expected_is_told_once() {
    let told = |case: crate::common::Case| case.evaluate().allowed().unwrap_err().to_string();
    let other = generator().expect(|e| e.with_tag("v9"));
    assert_eq!(told(other), "reject: tag: the tag is v1.2.3, not v9");
    let other = generator().expect(|e| e.with_versioned_tag("v9"));
    let wanted = "reject: versioned tag: the tag is v1.2.3, not a version v9";
    assert_eq!(told(other), wanted);
    let none = generator().expect(|e| e.with_versioned_tag("latest"));
    assert_eq!(told(none), "reject: versioned tag: no version: latest");
}

#[test]
fn nothing_there_is_a_refusal_too() {
    let refusal = generator().evaluate_these(&[]).allowed().unwrap_err();
    assert_eq!(refusal.code().as_str(), "eval.no-attestation");
    let told = refusal.to_string();
    assert!(
        told.contains("nothing that was given is an attestation"),
        "{told}"
    );
}

#[test]
fn what_holds_for_all_goes_before_the_closest_and_failures_before_lacks() {
    let far = generator().state(State::Invalid);
    let near = generator().with(|case| case.signed_at = None);
    let near = near.expect(|e| e.with_tag("v9").with_branch("next").with_min_level(3));
    let refusal = near.beside(&far).evaluate().allowed().unwrap_err();
    assert_eq!(refusal.code().as_str(), "eval.none-acceptable");
    let codes: Vec<&str> = refusal
        .findings()
        .iter()
        .map(|it| it.code().as_str())
        .collect();
    let wanted = [
        "eval.none-acceptable",
        "slsa.ref.branch",
        "slsa.ref.tag",
        "slsa.level",
        "slsa.time.untrusted",
    ];
    assert_eq!(codes, wanted);
    let text = refusal.to_string();
    assert!(
        text.starts_with("reject: attestations, found none of 2 "),
        "{text}"
    );
    assert_eq!(text.matches("; ").count(), 3, "{text}");
    assert!(text.ends_with("; and 2 more"), "{text}");
}

#[test]
fn the_error_that_a_program_hands_on_keeps_code_and_place() {
    let admit = |evaluation: Evaluation| -> Result<AcceptedProvenance, Failure> {
        Ok(evaluation.allowed()?)
    };
    let case = generator().expect(|e| e.with_tag("v9"));
    let failure = admit(case.evaluate()).unwrap_err();
    let told = failure.to_string();
    assert!(told.starts_with("slsa.ref.tag: reject: "), "{told}");
    let case = generator().set("/invocation/environment/github_event_name", "x");
    let refusal = case.evaluate().allowed().unwrap_err();
    assert_eq!(refusal.code().as_str(), "slsa.cert.contradiction");
    let place = refusal.place();
    assert_eq!(place.as_str(), "/invocation/environment/github_event_name");
    assert_eq!(refusal.findings()[0].place(), &place);
}

#[test]
fn a_refusal_says_each_thing_once() {
    // The certificate and the statement name the same source.
    let other = generator().expect(|_| Expectations::source("github.com/acme/x").unwrap());
    let refusal = other.evaluate().allowed().unwrap_err();
    let wanted = "https://github.com/acme/x";
    let told = format!("reject: source: the source is {SOURCE}, not {wanted}");
    assert_eq!(refusal.to_string(), told);
    assert_eq!(refusal.findings().len(), 2);

    let several = generator().expect(|_| {
        let wanted = Expectations::source("github.com/acme/x").unwrap();
        wanted
            .with_tag("v9")
            .with_branch("next")
            .with_subject_name("y")
    });
    let refusal = several.evaluate().allowed().unwrap_err();
    let told = refusal.to_string();
    assert_eq!(told.matches(wanted).count(), 1, "{told}");
    assert_eq!(told.matches("; ").count(), 3, "{told}");
    assert!(
        told.contains("; branch: the branch is main, not next; "),
        "{told}"
    );
    assert!(told.ends_with("; and 1 more"), "{told}");
}
