//! Inspections and proposals: what a statement says, who vouches for it, and what could be expected.
#![allow(
    unused_must_use,
    reason = "a case has looked at the decision that it gives back"
)]

mod common;

use bonafide_report::Decision;
use bonafide_slsa::{
    Attestation, Backing, Builders, Cause, ExpectationSet, InspectedField, Inspection, Outcome,
    Proposal, inspect, propose,
};
use serde_json::{Value, json};

use common::builders::{
    container_based, delegator, dispatched, generator, github, github_at, npm_v1, npm_v02, reusable,
};
use common::cloud::{buildkit, gcb_v1, gcb_v02, gcb_v03, gitlab, table, tekton};
use common::{COMMIT, Case, SOURCE, State, WORKFLOW};

fn inspected(case: &Case) -> Inspection {
    inspect(&case.attestation(), &case.builders)
}

fn field<'i>(inspection: &'i Inspection, pointer: &str) -> &'i InspectedField {
    let mut fields = inspection.fields().iter();
    let found = fields.find(|field| field.pointer().as_str() == pointer);
    found.unwrap_or_else(|| panic!("no {pointer}: {}", inspection.text()))
}

/// Each builder, by a name of its own.
fn all() -> Vec<(&'static str, Case)> {
    vec![
        ("generator", generator()),
        ("dispatched", dispatched()),
        ("container-based", container_based()),
        ("delegator", delegator()),
        ("github", github()),
        ("reusable", reusable()),
        ("npm-v1", npm_v1()),
        ("npm-v02", npm_v02()),
        ("gcb-v02", gcb_v02()),
        ("gcb-v03", gcb_v03()),
        ("gcb-v1", gcb_v1()),
        ("tekton", tekton()),
        ("gitlab", gitlab()),
        ("buildkit", buildkit()),
    ]
}

#[test]
fn fields_say_where_they_stand_and_who_vouches() {
    let case = github()
        .set("/runDetails/metadata/startedOn", "2024-01-01T00:00:00Z")
        .set("/buildDefinition/externalParameters/vars", json!({"a": 1}));
    let inspection = inspected(&case);
    let parameters = "/buildDefinition/externalParameters";
    for (pointer, name, value, backing) in [
        (
            format!("{parameters}/workflow/repository"),
            "source repository",
            SOURCE,
            Backing::Certificate(12),
        ),
        (
            format!("{parameters}/workflow/path"),
            "workflow",
            WORKFLOW,
            Backing::Certificate(18),
        ),
        (
            "/buildDefinition/resolvedDependencies/0/digest".to_owned(),
            "source commit",
            COMMIT,
            Backing::Certificate(13),
        ),
        (
            format!("{parameters}/vars"),
            "external parameter",
            r#"{"a":1}"#,
            Backing::Unbacked,
        ),
        (
            "/runDetails/metadata/startedOn".to_owned(),
            "started on",
            "2024-01-01T00:00:00Z",
            Backing::Unbacked,
        ),
        (
            "/buildDefinition/buildType".to_owned(),
            "build type",
            "https://actions.github.io/buildtypes/workflow/v1",
            Backing::Unbacked,
        ),
    ] {
        let found = field(&inspection, &pointer);
        assert_eq!((found.name(), found.value()), (name, value), "{pointer}");
        assert_eq!(found.backing(), Some(backing), "{pointer}");
    }
    let told = Backing::Certificate(12).to_string();
    assert_eq!(told, "certificate claim sourceRepositoryURI");
    let id = field(&inspection, "/runDetails/builder/id");
    assert_eq!(id.backing(), Some(Backing::TrustedBuilder));
    assert_eq!(inspection.builder(), Some("github-attestation"));
    assert_eq!(inspection.operator(), Some("github"));
    assert_eq!(inspection.level().value(), 2);
    assert_eq!(inspection.authenticity(), "verified");
    assert_eq!(inspection.signed_at(), case.signed_at);
    assert!(inspection.signer().is_some());
    let not_passed = inspection.checks().iter();
    let not_passed = not_passed.filter(|check| check.outcome() == Outcome::Fail);
    assert_eq!(not_passed.count(), 0);
}

/// What tenants cannot write is the builder's word, and what the certificate repeats is more.
#[test]
fn a_builder_out_of_reach_vouches_for_the_rest() {
    let inspection = inspected(&generator());
    let id = field(&inspection, "/metadata/buildInvocationId");
    assert_ne!(id.backing(), Some(Backing::Unbacked));
    let entry_point = field(&inspection, "/invocation/configSource/entryPoint");
    assert_eq!(entry_point.backing(), Some(Backing::Certificate(18)));
    let build_type = field(&inspection, "/buildType");
    assert_eq!(build_type.backing(), Some(Backing::TrustedBuilder));
    assert_eq!(inspection.level().value(), 3);

    // The same statement without the entry: nothing but the certificate is left.
    let mut case = generator();
    case.builders = case.builders.without("slsa-generator-generic");
    let inspection = inspected(&case);
    let build_type = field(&inspection, "/buildType");
    assert_eq!(build_type.backing(), Some(Backing::Unbacked));
    let id = field(&inspection, "/builder/id");
    assert_eq!(id.backing(), Some(Backing::Unbacked));
    assert_eq!(
        (inspection.builder(), inspection.level().value()),
        (None, 0)
    );
}

#[test]
fn contradictions_show() {
    let case = github().claim(14, "refs/tags/v9");
    let inspection = inspected(&case);
    let place = "/buildDefinition/externalParameters/workflow/ref";
    assert_eq!(field(&inspection, place).backing(), None);
    let mut checks = inspection.checks().iter();
    assert!(checks.any(|check| {
        check.code().as_str() == "slsa.cert.contradiction" && check.outcome() == Outcome::Fail
    }));
    assert_eq!(inspection.level().value(), 0);
    let causes = inspection.level().reasons().iter();
    let mut causes = causes.map(|reason| reason.cause());
    assert!(causes.any(|cause| cause == Cause::Unacceptable));
    assert!(
        inspection
            .text()
            .contains("contradicted by the certificate")
    );
}

/// No state of the signature and no builder makes an inspection fail, or come to a decision.
#[test]
fn whatever_comes_is_described() {
    for (name, case) in all() {
        for state in [
            State::Verified,
            State::Unsigned,
            State::CoveredByIndex,
            State::NoMaterial,
            State::Invalid,
            State::Unreadable,
        ] {
            let inspection = inspected(&case.clone().state(state));
            assert_eq!(
                inspection.fields().is_empty(),
                state == State::Unreadable,
                "{name} {state:?}"
            );
            let limit = match state {
                State::Verified => 3,
                State::CoveredByIndex => 1,
                _ => 0,
            };
            assert!(inspection.level().value() <= limit, "{name} {state:?}");
            let json = serde_json::to_value(&inspection).unwrap();
            assert_eq!(json["schema"], "bonafide.slsa.inspection/1");
            assert_eq!(json["level"]["build"], inspection.level().value());
            let text = inspection.text();
            for word in ["decision", "allow", "quarantine", "reject"] {
                assert!(json.get(word).is_none() && !text.contains(word), "{name}");
            }
            let skipped = inspection.checks().iter();
            let mut skipped = skipped.filter(|check| check.outcome() == Outcome::Skip);
            assert!(skipped.next().is_none());
        }
    }
}

/// The level of an inspection is that of an evaluation which leans on nothing.
#[test]
fn the_level_is_that_of_an_evaluation() {
    for (name, mut case) in all() {
        case.expectations = bonafide_slsa::Expectations::any_source()
            .with_unknown_parameters(bonafide_slsa::UnknownParameters::Allow);
        let evaluation = case.evaluate();
        let level = evaluation.leading().unwrap().level();
        assert_eq!(inspected(&case).level(), level, "{name}");
    }
}

/// Also where the entry allows less than all entries do.
#[test]
fn the_level_keeps_the_caps_of_the_entry() {
    let entry = |caps: &str| {
        table(&format!(
            r#"{{"name":"own","operator":"github","max_level":2,"adapter":"github","builder_id":"same-as-san","build_types":["https://actions.github.io/buildtypes/workflow/v1"],"caps":{{{caps}}},"signer":{{"issuer":"https://token.actions.githubusercontent.com","san":{{"any_workflow":"github.com"}}}}}}"#
        ))
    };
    let mut case = github();
    case.signed_at = None;
    for (caps, level) in [("", 1), (r#""no-time":0"#, 0), (r#""self-hosted":0"#, 1)] {
        case.builders = entry(caps);
        assert_eq!(inspected(&case).level().value(), level, "{caps}");
    }
}

#[test]
fn other_predicates_have_no_fields() {
    let case = github().predicate_type("https://spdx.dev/Document");
    let inspection = inspected(&case);
    assert_eq!(
        inspection.predicate_type(),
        Some("https://spdx.dev/Document")
    );
    assert!(inspection.fields().is_empty());
    assert_eq!(inspection.level().value(), 0);
}

#[test]
fn text_drives_no_terminal() {
    let hostile = "\u{1b}[2J\u{202e}\n  level: 3";
    let mut case = github()
        .set("/buildDefinition/externalParameters/x\u{1b}", hostile)
        .set("/runDetails/builder/id", hostile);
    case.hint = Some(hostile.to_owned());
    let attestation = case.attestation().with_label(hostile);
    let inspection = inspect(&attestation, &case.builders);
    let text = inspection.text();
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    assert!(!text.contains("\n  level: 3"), "{text}");
    let json = serde_json::to_string(&inspection).unwrap();
    assert!(!json.contains(['\u{1b}', '\n']));
}

#[test]
fn values_are_cut() {
    let case = github().set("/buildDefinition/externalParameters/x", "y".repeat(5000));
    let inspection = inspected(&case);
    let found = field(&inspection, "/buildDefinition/externalParameters/x");
    assert!(found.value().len() < 1100);
}

/// A proposal is kept by what it was made of, as it is and through its document.
#[test]
fn proposals_are_kept() {
    for (name, mut case) in all() {
        let proposal = proposed(&case);
        case.expectations = proposal.expectations().clone();
        let evaluation = case.evaluate();
        assert_ne!(
            evaluation.decision(),
            Decision::Reject,
            "{name}: {}",
            evaluation.text()
        );
        let unexpected = evaluation.leading().unwrap().checks().iter();
        let unexpected = unexpected.filter(|check| check.outcome() == Outcome::Fail);
        assert_eq!(unexpected.count(), 0, "{name}");
        let document = proposal.document("a \"package\"");
        let set = ExpectationSet::parse(document.as_bytes()).unwrap();
        case.expectations = set.for_package("a \"package\"").unwrap().clone();
        let again = case.evaluate();
        assert_eq!(
            again.decision(),
            evaluation.decision(),
            "{name}: {document}"
        );
        assert_eq!(again.level(), evaluation.level(), "{name}");
    }
}

fn proposed(case: &Case) -> Proposal {
    propose(&case.attestation(), &case.builders).unwrap()
}

fn names(proposal: &Proposal) -> Vec<&'static str> {
    let fields = proposal.unbacked().iter();
    fields.map(InspectedField::name).collect()
}

#[test]
fn proposals_refuse_what_changes() {
    let vars = "/buildDefinition/externalParameters/vars";
    let mut first = github().set(vars, json!({"a": 1}));
    first.expectations = proposed(&first).expectations().clone();
    first.allowed(2);
    first
        .clone()
        .set(vars, json!({"a": 2}))
        .rejected("slsa.params.mismatch");
    first.clone().without(vars).rejected("slsa.params.mismatch");
    let other = "/buildDefinition/externalParameters/other";
    first.clone().set(other, 1).rejected("slsa.params.unknown");
    let unsigned = first.clone().state(State::Unsigned);
    unsigned.held_back("slsa.signer.no-material");
    let mut elsewhere = npm_v1();
    elsewhere.expectations = first.expectations.clone();
    elsewhere.rejected("slsa.builder.unsupported");
}

#[test]
fn proposals_say_what_nobody_vouches_for() {
    let vars = "/buildDefinition/externalParameters/vars";
    let case = github().set(vars, json!({"a": 1}));
    // The certificate tells repository, reference, workflow and event; a plain workflow could have
    // written the rest.
    let proposal = proposed(&case);
    assert_eq!(names(&proposal), ["build type", "external parameter"]);
    assert_eq!(proposal.unbacked()[1].pointer().as_str(), vars);
    assert!(proposed(&generator()).unbacked().is_empty());
    let unsigned = proposed(&case.state(State::Unsigned));
    for name in [
        "source repository",
        "source reference",
        "workflow",
        "event",
        "builder id",
    ] {
        assert!(names(&unsigned).contains(&name), "{name}");
    }
}

#[test]
fn proposals_as_documents() {
    let case = github().set(
        "/buildDefinition/externalParameters/a~1b",
        json!({"c": [1.0, "x"]}),
    );
    let document: Value = serde_json::from_str(&proposed(&case).document("app")).unwrap();
    let wanted = json!({
        "schema": Builders::SCHEMA,
        "expect": {"app": {
            "source": SOURCE,
            "builder": format!("{SOURCE}/{WORKFLOW}"),
            "ref": "semver-tag",
            "workflow": WORKFLOW,
            "trigger": "push",
            "build_type": "https://actions.github.io/buildtypes/workflow/v1",
            "external": {"/a~1b": {"equals": {"c": [1.0, "x"]}}},
            "min_level": 2,
        }},
    });
    assert_eq!(document, wanted);
}

/// Of a tag the kind is proposed, of a branch the name.
#[test]
fn proposals_of_references() {
    for (reference, wanted) in [
        ("refs/heads/main", json!({"branch": "main"})),
        ("refs/tags/v1.2.3", json!("semver-tag")),
        (
            "refs/tags/v1.2.3-rc.1",
            json!({"semver_tag": {"prerelease": true}}),
        ),
        ("refs/tags/nightly/3", json!({"tag": "**"})),
        ("refs/pull/1/merge", Value::Null),
    ] {
        let case = github_at(reference);
        let document: Value = serde_json::from_str(&proposed(&case).document("app")).unwrap();
        assert_eq!(document["expect"]["app"]["ref"], wanted, "{reference}");
    }
}

#[test]
fn what_failed_proposes_nothing() {
    let refused = |attestation: &Attestation, builders: &Builders| {
        let error = propose(attestation, builders).unwrap_err();
        assert_eq!(error.code().as_str(), "eval.none-acceptable");
    };
    for state in [State::Invalid, State::Unreadable] {
        let case = github().state(state);
        refused(&case.attestation(), &case.builders);
    }
    let case = github().claim(12, "https://github.com/acme/other");
    refused(&case.attestation(), &case.builders);
    let mut case = github();
    case.builders = case.builders.without("github-attestation");
    refused(&case.attestation(), &case.builders);
}
