//! 15 to 17: sources, triggers and inputs.

use bonafide_slsa::{
    Expectations, JsonText, Outcome, ParameterRule, Settings, SourceId, UriContext,
};
use serde_json::json;

use crate::common::builders::{
    TAG, container_based, delegator, dispatched, generator, github, npm_v02,
};
use crate::common::{COMMIT, Case, OTHER_COMMIT, SOURCE, codes};

/// The statement and the certificate are of one source; another is expected.
fn expected(source: &str) -> Case {
    github().expect(|_| Expectations::source(source).unwrap())
}

#[test]
fn pitfall_15_a_source_is_compared_whole() {
    for same in [
        "github.com/acme/app",
        "https://github.com/acme/app.git",
        "https://github.com/acme/app/",
        "HTTPS://GitHub.com/acme/app",
        "git@github.com:acme/app.git",
        "ssh://git@github.com/acme/app",
    ] {
        expected(same).allowed(2);
    }
    for other in [
        "github.com/acme/appA",
        "github.com/acme/App",
        "http://github.com/acme/app",
    ] {
        expected(other).rejected_only("slsa.source.repo");
    }
    for (bad, code) in [
        ("https://user@github.com/acme/app", "uri.malformed"),
        ("https://github.com@evil.example/acme/app", "uri.malformed"),
        ("https://github.com/acme%2fapp", "uri.malformed"),
        ("https://github.com/acme/../app", "uri.malformed"),
        ("https://github.com/acme//app", "uri.malformed"),
        ("https://github.com/acme/app/x", "uri.malformed"),
        ("https://github.com/acme", "uri.malformed"),
        ("https://github.com/acme/app#a@b", "uri.ambiguous-ref"),
        (
            "https://github.com/acme/app@refs/heads/a@refs/heads/b",
            "uri.ambiguous-ref",
        ),
        ("https://github.com/acme/app#x#y", "uri.ambiguous-ref"),
    ] {
        let error = SourceId::parse(bad, UriContext::Statement).unwrap_err();
        assert_eq!(error.code().as_str(), code, "{bad}");
        assert!(Expectations::source(bad).is_err(), "{bad}");
    }
    // The form of ssh is for people, not for statements.
    let ssh = generator().set("/invocation/configSource/uri", "git@github.com:acme/app");
    ssh.rejected("uri.malformed");
    let user = generator().set(
        "/invocation/configSource/uri",
        format!("git+https://x@github.com/acme/app@{TAG}"),
    );
    user.rejected("uri.malformed");
}

#[test]
fn pitfall_15_the_source_need_not_be_the_first_dependency() {
    let own = json!({"uri": format!("git+{SOURCE}@{TAG}"), "digest": {"sha1": COMMIT}});
    let tool = json!({"uri": "git+https://github.com/acme/tool@refs/tags/v9", "digest": {"sha1": OTHER_COMMIT}});
    let image = json!({"uri": "pkg:docker/alpine@3", "digest": {"sha256": "11".repeat(32)}});
    let other = json!({"uri": format!("git+{SOURCE}@{TAG}"), "digest": {"sha1": OTHER_COMMIT}});
    generator()
        .set("/materials", json!([image, tool, own]))
        .allowed(3);
    for two in [json!([own, other]), json!([other, own])] {
        generator()
            .set("/materials", two)
            .rejected("slsa.source.conflicting-commits");
    }
    let both = json!({"uri": format!("git+{SOURCE}@{TAG}"), "digest": {"sha1": COMMIT, "gitCommit": OTHER_COMMIT}});
    generator()
        .set("/materials", json!([both]))
        .rejected("slsa.source.conflicting-commits");
}

#[test]
fn pitfall_16_trigger_and_source_are_one() {
    let material = |uri: &str| generator().set("/materials/0/uri", uri);
    material("git+https://github.com/acme/app@refs/tags/v1.2.3").allowed(3);
    material("git+https://github.com/mallory/app@refs/tags/v1.2.3")
        .rejected_only("slsa.source.trigger-mismatch");
    material("git+https://github.com/acme/app@refs/heads/main")
        .rejected_only("slsa.source.trigger-mismatch");
    material("git+https://github.com/acme/app").rejected_only("slsa.source.trigger-mismatch");
    generator()
        .set("/materials/0/digest/sha1", OTHER_COMMIT)
        .rejected("slsa.source.conflicting-commits");
    let dependency = "/buildDefinition/resolvedDependencies/0/uri";
    for case in [github(), container_based(), delegator()] {
        let case = case.set(
            dependency,
            "git+https://github.com/mallory/app@refs/tags/v1.2.3",
        );
        case.rejected("slsa.source.trigger-mismatch");
    }
    npm_v02()
        .set(
            "/materials/0/uri",
            "git+https://github.com/mallory/app@refs/tags/v1.2.3",
        )
        .rejected("slsa.source.trigger-mismatch");
}

#[test]
fn pitfall_17_inputs_are_compared_and_none_is_left_over() {
    let all = || {
        dispatched().expect(|e| {
            e.with_input("version", "1.2.3")
                .with_input("dry", "true")
                .with_input("count", "7")
        })
    };
    all().allowed(3);
    let inputs = "/invocation/environment/github_event_payload/inputs";
    let extra = all()
        .set(&format!("{inputs}/extra"), "x")
        .without("/invocation/parameters/event_inputs");
    extra.rejected_only("slsa.params.unknown");
    let result = extra
        .with(|case| case.settings = Settings::compat(case.settings.now()))
        .allowed(3);
    assert!(codes(&result, Outcome::Warn).contains(&"slsa.params.unknown"));
    // Inputs are texts, however they are written; elsewhere a boolean is no text.
    let boolean = all()
        .set(&format!("{inputs}/dry"), true)
        .without("/invocation/parameters/event_inputs");
    boolean.allowed(3);
    let parameter = |value: serde_json::Value| {
        let rule = ParameterRule::Equals(JsonText::parse("\"true\"").unwrap());
        github()
            .set("/buildDefinition/externalParameters/p", value)
            .expect(|e| e.with_parameter("/p", rule).unwrap())
    };
    parameter(json!("true")).allowed(2);
    parameter(json!(true)).rejected_only("slsa.params.mismatch");
    // What was pushed was not dispatched.
    let pushed = |event: &str| {
        all()
            .set("/invocation/environment/github_event_name", event)
            .claim(2, event)
            .claim(20, event)
    };
    pushed("workflow_dispatch").allowed(3);
    pushed("push").rejected("slsa.inputs.not-dispatch");
    let compat = pushed("push").with(|case| case.settings = Settings::compat(case.settings.now()));
    compat.rejected("slsa.inputs.not-dispatch");
}
