//! What an evaluation says in words: each thing once, and where it stands.

use std::collections::BTreeSet;

use bonafide_report::{Class, Coded as _, Decision, Failure, registry};
use bonafide_slsa::{Evaluation, Expectations, Outcome, Transparency};
use serde_json::json;

use crate::common::builders::{
    G, container_based, delegated, delegator, dispatched, generator, github, npm_v1, npm_v02,
    reusable,
};
use crate::common::{COMMIT, Case, SOURCE, State, checks, cloud, codes};

/// The lines of the text about the checks of this name.
fn lines(result: &Evaluation, name: &str) -> Vec<String> {
    let text = result.text();
    let is_of = |line: &&str| {
        let told = line.split_once(": ").map_or("", |(_, told)| told);
        let rest = told.strip_prefix(name);
        rest.is_some_and(|rest| [",", ":", " at "].iter().any(|next| rest.starts_with(next)))
    };
    let lines = text.lines().filter(is_of);
    lines.map(|line| line.trim_start().to_owned()).collect()
}

#[test]
fn what_nobody_signed_is_not_said_to_be_signed() {
    let summary = registry::SLSA_SIGNER_NO_MATERIAL.summary();
    assert!(summary.starts_with("nobody signed, or "), "{summary}");
    let signature = |state| lines(&generator().state(state).evaluate(), "signature");
    assert_eq!(
        signature(State::Unsigned),
        ["lacking: signature, found none: nobody signed [slsa.signer.no-material]"]
    );
    assert_eq!(
        signature(State::NoMaterial),
        [
            "lacking: signature, found neither key nor certificate to check it with [slsa.signer.no-material]"
        ]
    );
}

#[test]
fn a_promise_of_a_log_is_told_in_words() {
    let promised = generator().with(|case| case.transparency = Transparency::Promise);
    assert_eq!(
        lines(&promised.allowed(3), "transparency"),
        [
            "warn: transparency, found a log's promise to include the entry, and no proof that it did [slsa.transparency.missing]"
        ]
    );
}

#[test]
fn a_builder_that_nobody_expects_is_untrusted_and_no_mismatch() {
    let other = "https://github.com/acme/builder/.github/workflows/build.yml@refs/tags/v1.0.0";
    let result = delegated(other).rejected_only("slsa.builder.untrusted");
    let told =
        format!("fail: builder, found no trusted builder is {other} [slsa.builder.untrusted]");
    assert_eq!(lines(&result, "builder"), [told]);
    // Any workflow may sign as a machine of GitHub, so the signer does not say who the builder is.
    let result = npm_v1()
        .set("/runDetails/builder/id", "https://github.com/acme/machine")
        .rejected("slsa.builder.untrusted");
    assert!(!codes(&result, Outcome::Fail).contains(&"slsa.builder.id-mismatch"));
    // One that is expected is named.
    let result = delegator()
        .expect(|e| e.with_builder("https://github.com/x/y/z.yml"))
        .rejected_only("slsa.builder.id-mismatch");
    let told = lines(&result, "expected builder");
    assert!(
        told[0].contains(", not https://github.com/x/y/z.yml"),
        "{told:?}"
    );
}

#[test]
fn what_an_entry_wants_is_said_to_be_of_the_entry() {
    let result = generator()
        .set(
            "/builder/id",
            format!("{G}builder_go_slsa3.yml@refs/tags/v1.9.0"),
        )
        .rejected("slsa.builder.id-mismatch");
    let told = lines(&result, "builder");
    let wanted =
        "fail: builder, expected what the entry slsa-generator-generic says, found the builder is ";
    assert!(told[0].starts_with(wanted), "{told:?}");
}

#[test]
fn what_was_not_asked_of_the_source_is_skipped() {
    let skipped = |case: Case| {
        let result = case.evaluate();
        assert_eq!(result.decision(), Decision::Allow, "{}", result.text());
        codes(&result, Outcome::Skip)
    };
    let all = ["slsa.builder.required", "slsa.ref.kind", "slsa.workflow"];
    assert_eq!(skipped(generator()), all);
    let reference = lines(&generator().evaluate(), "reference");
    assert_eq!(
        reference,
        ["skip: reference, found any reference of the source will do [slsa.ref.kind]"]
    );
    let workflow = lines(&generator().evaluate(), "workflow");
    assert_eq!(
        workflow[0],
        "skip: workflow, found any workflow of the source will do [slsa.workflow]"
    );
    let any = |e: Expectations| e.with_reference(bonafide_slsa::RefRule::Any);
    assert_eq!(skipped(generator().expect(any)), all);
    for asked in [
        generator().expect(|e| e.with_tag("v1.2.3")),
        generator().expect(|e| e.with_branch("main")),
        generator().expect(|e| e.with_versioned_tag("v1")),
        generator().expect(|e| {
            e.with_reference(bonafide_slsa::RefRule::Exact("refs/tags/v1.2.3".to_owned()))
        }),
    ] {
        assert_eq!(skipped(asked), ["slsa.builder.required", "slsa.workflow"]);
    }
    let workflow = |e: Expectations| e.with_workflow(".github/workflows/release.yml").unwrap();
    assert_eq!(skipped(generator().expect(workflow)), &all[..2]);
}

#[test]
fn no_line_is_said_twice() {
    let good = [
        container_based(),
        delegator(),
        dispatched(),
        generator(),
        github(),
        npm_v1(),
        npm_v02(),
        reusable(),
        cloud::gcb_v1(),
        cloud::tekton(),
    ];
    let elsewhere = |_| Expectations::source("github.com/acme/x").unwrap();
    let bad = good.clone().map(|case| case.expect(elsewhere));
    for case in good.into_iter().chain(bad) {
        let text = case.evaluate().text();
        let mut seen = BTreeSet::new();
        for line in text.lines() {
            assert!(seen.insert(line), "{line}\nin\n{text}");
        }
    }
}

#[test]
fn an_expectation_is_told_from_a_comparison() {
    let result = generator().allowed(3);
    let at = "/invocation/configSource/uri";
    let by = "certificate claim sourceRepositoryURI";
    assert_eq!(
        lines(&result, "source"),
        [
            format!("pass: source, expected {SOURCE}, found {SOURCE} ({by})"),
            format!("pass: source at {at}, expected {SOURCE}, found {SOURCE} ({by})"),
        ]
    );
    assert_eq!(
        lines(&result, "source repository"),
        [
            format!("pass: source repository at {at}, found {SOURCE} (the same in {by})"),
            format!(
                "pass: source repository at /materials/0/uri, found {SOURCE} (the same in {by})"
            ),
        ]
    );
    assert_eq!(checks(&result, "source commit").len(), 3);
    assert!(lines(&result, "source commit")[0].contains(COMMIT));
}

#[test]
fn a_parameter_that_nobody_expects_is_named() {
    let external = "/buildDefinition/externalParameters";
    let two = github()
        .set(&format!("{external}/vars"), json!({"A": "1"}))
        .set(&format!("{external}/extra"), json!("x"));
    let result = two.rejected_only("slsa.params.unknown");
    let told = |name: &str| {
        format!("external parameter at {external}/{name}, found nothing is expected of it")
    };
    let of = |name: &str| format!("fail: {} [slsa.params.unknown]", told(name));
    assert_eq!(
        lines(&result, "external parameter"),
        [of("extra"), of("vars")]
    );
    let refusal = result.allowed().unwrap_err();
    assert_eq!(
        refusal.to_string(),
        format!("reject: {}; {}", told("extra"), told("vars"))
    );
    let details: Vec<String> = refusal
        .findings()
        .iter()
        .map(|it| it.detail().to_owned())
        .collect();
    assert_eq!(details, [told("extra"), told("vars")]);
    let failure = Failure::from(refusal).to_string();
    assert_eq!(
        failure.matches(&format!("{external}/extra")).count(),
        1,
        "{failure}"
    );
}

#[test]
fn the_place_of_what_is_malformed_is_told_once() {
    let result = generator()
        .without("/buildType")
        .rejected("prov.missing-field");
    let refusal = result.allowed().unwrap_err();
    assert_eq!(refusal.code().class(), Some(Class::Malformed));
    let told = refusal.to_string();
    let wanted =
        "prov.missing-field: reject: provenance at /buildType, found a required field is missing";
    assert_eq!(told, wanted);
    let finding = refusal.findings().remove(0);
    let failure = Failure::from(refusal);
    assert_eq!(failure.to_string(), wanted);
    assert_eq!(failure.place().as_str(), "/buildType");
    let told = Failure::from(finding).to_string();
    assert_eq!(told.matches("/buildType").count(), 1, "{told}");
}

#[test]
fn none_given_is_not_none_about_the_artifact() {
    let none = generator().evaluate_these(&[]);
    assert_eq!(none.code(), Some(registry::EVAL_NO_ATTESTATION));
    let told = |result: &Evaluation| result.warnings()[0].found_text().to_owned();
    assert_eq!(told(&none), "nothing that was given is an attestation");
    let other = generator().subjects(json!([{"name": "b", "digest": {"sha256": "cd".repeat(32)}}]));
    let other = other.evaluate();
    assert_eq!(told(&other), "no attestation is about the artifact");
    // What is said of the code fits both.
    let summary = registry::EVAL_NO_ATTESTATION.summary();
    assert_eq!(summary, "there is no attestation about the artifact");
    let refusal = none.allowed().unwrap_err();
    assert_eq!(refusal.findings()[0].code(), registry::EVAL_NO_ATTESTATION);
}
