//! External parameters: rules, what they cover, and what nothing covers.

use bonafide_slsa::{
    Expectations, Glob, JsonText, Outcome, ParameterRule, Settings, UnknownParameters,
};
use serde_json::json;

use crate::common::builders::{delegator, dispatched, generator, github};
use crate::common::{Case, SOURCE, WORKFLOW, checks, cloud, codes};

const EXTERNAL: &str = "/buildDefinition/externalParameters";

fn with(value: impl Into<serde_json::Value>) -> Case {
    github().set(&format!("{EXTERNAL}/p"), value)
}

fn rule(case: Case, pointer: &str, rule: ParameterRule) -> Case {
    case.expect(|e| e.with_parameter(pointer, rule).unwrap())
}

fn equals(text: &str) -> ParameterRule {
    ParameterRule::Equals(JsonText::parse(text).unwrap())
}

#[test]
fn what_no_rule_covers_is_refused() {
    github().allowed(2);
    for value in [
        json!("x"),
        json!(0),
        json!(false),
        json!({"a": 1}),
        json!([1]),
    ] {
        with(value.clone()).rejected_only("slsa.params.unknown");
        rule(with(value), "/p", ParameterRule::Any).allowed(2);
    }
    for nothing in [json!(null), json!({}), json!([])] {
        with(nothing).allowed(2);
    }
    let warn = with(1)
        .expect(|e| e.with_unknown_parameters(UnknownParameters::Warn))
        .allowed(2);
    assert!(codes(&warn, Outcome::Warn).contains(&"slsa.params.unknown"));
    with(1)
        .expect(|e| e.with_unknown_parameters(UnknownParameters::Allow))
        .allowed(2);
    // A rule covers what is at its pointer and below, and nothing beside.
    rule(with(json!({"a": 1, "b": 2})), "/p/a", equals("1")).rejected_only("slsa.params.unknown");
    rule(with(json!({"a": {"c": 1}})), "/p/a", ParameterRule::Any).allowed(2);
    rule(with(json!({"ab": 1})), "/p/a", ParameterRule::Any).rejected_only("slsa.params.unknown");
    rule(with(json!([1, 2])), "/p/0", equals("1")).rejected_only("slsa.params.unknown");
}

#[test]
fn each_rule_holds_or_does_not() {
    let one_of = || {
        ParameterRule::OneOf(vec![
            JsonText::parse("1").unwrap(),
            JsonText::parse("\"x\"").unwrap(),
        ])
    };
    let glob = || ParameterRule::Glob(Glob::new("v*").unwrap());
    let subset = || ParameterRule::Subset(vec![("/a".to_owned(), equals("1"))]);
    for (wanted, value, holds) in [
        (equals("\"x\""), json!("x"), true),
        (equals("\"\\u0078\""), json!("x"), true),
        (equals("\"x\""), json!("X"), false),
        (equals("\"\u{e9}\""), json!("e\u{301}"), false),
        (equals("1"), json!(1), true),
        (equals("1"), json!(1.0), false),
        (equals("true"), json!("true"), false),
        (equals("{\"a\":1,\"b\":2}"), json!({"b": 2, "a": 1}), true),
        (equals("{\"a\":1}"), json!({"a": 1, "b": null}), true),
        (equals("[1,2]"), json!([2, 1]), false),
        (one_of(), json!(1), true),
        (one_of(), json!("x"), true),
        (one_of(), json!(2), false),
        (glob(), json!("v1"), true),
        (glob(), json!("v1/x"), false),
        (glob(), json!(1), false),
        (subset(), json!({"a": 1, "b": 2}), true),
        (subset(), json!({"a": 2}), false),
        (subset(), json!({"b": 2}), false),
        (ParameterRule::Absent, json!([]), true),
        (ParameterRule::Absent, json!("x"), false),
        (ParameterRule::Absent, json!(""), false),
        (ParameterRule::Absent, json!(false), false),
        (ParameterRule::Any, json!("x"), true),
    ] {
        let text = format!("{wanted:?} {value}");
        let case = rule(with(value), "/p", wanted);
        let result = case.evaluate();
        let is_allowed = result.code().is_none();
        assert_eq!(is_allowed, holds, "{text}: {}", result.text());
        if !holds {
            case.rejected_only("slsa.params.mismatch");
        }
    }
    // What is not there equals nothing.
    for wanted in [equals("null"), equals("1"), one_of(), glob(), subset()] {
        rule(github(), "/p", wanted).rejected_only("slsa.params.mismatch");
    }
    rule(github(), "/p", ParameterRule::Absent).allowed(2);
}

#[test]
fn rules_that_can_not_be_kept_are_refused_when_they_are_made() {
    let base = || Expectations::source("github.com/acme/app").unwrap();
    // The empty pointer would cover everything, whatever its rule.
    for pointer in ["", "p", "p/q"] {
        let error = base()
            .with_parameter(pointer, ParameterRule::Absent)
            .unwrap_err();
        assert_eq!(error.code().as_str(), "config.expectations");
    }
    let twice = base().with_parameter("/p", ParameterRule::Absent).unwrap();
    assert!(twice.with_parameter("/p", ParameterRule::Any).is_err());
    let absent = base()
        .with_parameter("/inputs", ParameterRule::Absent)
        .unwrap();
    for wrong in [
        absent.with_input("a", "1"),
        base().with_input("a", "1").with_input("a", "2"),
        base().with_tag("v1").with_versioned_tag("v1"),
        base().with_min_level(4),
        base().with_signers(0),
    ] {
        assert_eq!(
            wrong.check().unwrap_err().code().as_str(),
            "config.expectations"
        );
    }
    assert!(
        base()
            .with_input("a", "1")
            .with_input("a", "1")
            .check()
            .is_ok()
    );
    let bad = Expectations::source("github.com/acme/app@refs/heads/main").unwrap_err();
    assert_eq!(bad.code().as_str(), "config.expectations");
}

#[test]
fn a_member_can_not_take_the_pointer_of_another() {
    // Only the older format has two members of that name; here it is one name with a slash.
    let name = format!("{EXTERNAL}/parameters~1entryPoint");
    let case = rule(
        github().set(&name, "evil"),
        "/parameters",
        ParameterRule::Any,
    );
    case.rejected_only("slsa.params.unknown");
    rule(
        github().set(&name, "x"),
        "/parameters/entryPoint",
        equals("\"x\""),
    )
    .rejected("slsa.params.mismatch");
    rule(
        github().set(&name, "x"),
        "/parameters~1entryPoint",
        equals("\"x\""),
    )
    .allowed(2);
    // There both are told, each by its own pointer.
    let both = || generator().set("/invocation/parameters/entryPoint", "x");
    both().rejected_only("slsa.params.unknown");
    rule(both(), "/parameters/entryPoint", equals("\"x\"")).rejected_only("slsa.params.unknown");
    let all = rule(both(), "/parameters/entryPoint", equals("\"x\""));
    let path = format!("\"{WORKFLOW}\"");
    rule(all, "/configSource/entryPoint", equals(&path)).allowed(3);
}

#[test]
fn inputs_of_a_dispatched_workflow_are_compared_as_texts() {
    let all = |case: Case| {
        let wanted = [("version", "1.2.3"), ("dry", "true"), ("count", "7")];
        wanted.iter().fold(case, |case, (name, value)| {
            case.expect(|e| e.with_input(*name, *value))
        })
    };
    all(dispatched()).allowed(3);
    let inputs = "/invocation/environment/github_event_payload/inputs";
    let typed = |name: &str, value: serde_json::Value| {
        let case = dispatched().without("/invocation/parameters/event_inputs");
        all(case.set(&format!("{inputs}/{name}"), value))
    };
    typed("dry", json!(true)).allowed(3);
    typed("count", json!(7)).allowed(3);
    typed("count", json!(7.5)).rejected_only("slsa.inputs.mismatch");
    typed("dry", json!(false)).rejected_only("slsa.inputs.mismatch");
    typed("dry", json!(["true"])).rejected_only("slsa.inputs.mismatch");
    all(dispatched())
        .expect(|e| e.with_input("more", ""))
        .rejected_only("slsa.inputs.mismatch");

    // One that is not listed: refused, or told.
    let extra = || dispatched().expect(|e| e.with_input("version", "1.2.3"));
    extra().rejected_only("slsa.params.unknown");
    let result = extra()
        .with(|case| case.settings = Settings::compat(case.settings.now()))
        .allowed(3);
    assert!(codes(&result, Outcome::Warn).contains(&"slsa.params.unknown"));

    let pushed = generator().expect(|e| e.with_input("version", "1.2.3"));
    pushed.rejected_only("slsa.inputs.not-dispatch");
}

#[test]
fn inputs_of_the_workflow_cover_no_inputs_of_the_builder() {
    let environment = "/buildDefinition/internalParameters";
    let dispatched = |case: Case| {
        let case = case.set(
            &format!("{environment}/GITHUB_EVENT_NAME"),
            "workflow_dispatch",
        );
        let case = case
            .claim(2, "workflow_dispatch")
            .claim(20, "workflow_dispatch");
        case.set(
            &format!("{environment}/GITHUB_EVENT_PAYLOAD/inputs"),
            json!({"artifact": "good"}),
        )
        .expect(|e| e.with_input("artifact", "good"))
    };
    dispatched(delegator()).allowed(3);
    let case =
        || dispatched(delegator().set(&format!("{EXTERNAL}/inputs"), json!({"artifact": "evil"})));
    case().rejected_only("slsa.params.unknown");
    rule(case(), "/inputs/artifact", equals("\"evil\"")).allowed(3);
}

#[test]
fn without_an_expected_source_the_report_says_that_it_is_unconstrained() {
    let mut case = github();
    case.expectations = Expectations::any_source();
    let result = case.allowed(2);
    assert!(codes(&result, Outcome::Warn).contains(&"slsa.params.unconstrained"));
    assert_eq!(checks(&result, "source")[0].outcome(), Outcome::Skip);
    assert_eq!(result.candidates()[0].source(), Some(SOURCE));
}

#[test]
fn the_short_form_of_buildkit_is_told_where_a_rule_asks_for_what_it_omits() {
    let warns = |case: Case| codes(&case.evaluate(), Outcome::Warn).contains(&"bkt.mode-min");
    let without_rules = |mut case: Case| {
        case.expectations = Expectations::any_source();
        case
    };
    let long = cloud::buildkit().set("/buildConfig", json!({ "llbDefinition": [{}] }));
    assert!(warns(cloud::buildkit()));
    assert!(!warns(without_rules(cloud::buildkit())));
    assert!(!warns(long));
}

#[test]
fn beside_what_tells_identity_nothing_is_covered() {
    let beside = |value: &str| github().set(&format!("{EXTERNAL}/workflow/flavour"), value);
    beside("").allowed(2);
    let result = beside("x").rejected_only("slsa.params.unknown");
    let place = checks(&result, "external parameter")[0]
        .place()
        .as_str()
        .to_owned();
    assert_eq!(place, format!("{EXTERNAL}/workflow/flavour"));
    rule(beside("x"), "/workflow/flavour", equals("\"x\"")).allowed(2);
}
