//! What each builder writes is understood, and each demand of its build type is made.

use bonafide_slsa::{Expectations, Outcome, ParameterRule, Settings};
use serde_json::json;

use crate::common::builders::TAG;
use crate::common::{COMMIT, Case, OTHER_COMMIT, SOURCE, WORKFLOW, builders, cloud, codes};

fn image() -> Case {
    builders::generator_at("generator_container_slsa3.yml", "container", TAG, "push")
}

#[test]
fn the_good_statement_of_every_builder_is_allowed_at_its_level() {
    builders::generator()
        .expect(|e| e.with_min_level(3))
        .allowed(3);
    builders::generator_at("builder_go_slsa3.yml", "go", TAG, "push").allowed(3);
    image().allowed(3);
    builders::container_based().allowed(3);
    builders::delegator().allowed(3);
    builders::delegated("https://github.com/jreleaser/release-action/.github/workflows/builder_slsa3.yml@refs/tags/v1.1.0-java").allowed(3);
    builders::github().allowed(2);
    builders::reusable().allowed(3);
    builders::npm_v1().allowed(2);
    builders::npm_v02().allowed(2);
    cloud::gcb_v02().allowed(3);
    cloud::gcb_v03().allowed(3);
    cloud::gcb_v1().allowed(3);
    cloud::tekton().allowed(3);
    cloud::gitlab().allowed(3);
    cloud::buildkit()
        .settings(bonafide_slsa::Settings::allow_covered_by_index)
        .allowed(1);
}

/// All events that a workflow can be started by, in statement and certificate.
fn event(case: Case, pointer: &str, event: &str) -> Case {
    case.set(pointer, event).claim(2, event).claim(20, event)
}

#[test]
fn the_source_is_found_wherever_it_stands() {
    let own = json!({"uri": format!("git+{SOURCE}@{TAG}"), "digest": {"sha1": COMMIT}});
    let at =
        |place: &str| json!({"uri": format!("git+{SOURCE}@{place}"), "digest": {"sha1": COMMIT}});
    let tool = json!({"uri": "git+https://github.com/acme/tool@refs/tags/v9", "digest": {"sha1": OTHER_COMMIT}});
    let (main, bare) = (at("refs/heads/main"), json!({"uri": SOURCE}));
    for (materials, is_good) in [
        (vec![&own, &tool], true),
        (vec![&tool, &own], true),
        (vec![&main, &own], true),
        (vec![&own, &main], true),
        (vec![&bare, &own], true),
        (vec![&main, &tool], false),
        (vec![&bare], false),
        (vec![&tool], false),
    ] {
        let case = builders::generator().set("/materials", json!(materials));
        if is_good {
            case.allowed(3);
        } else {
            case.rejected_only("slsa.source.trigger-mismatch");
        }
    }
    builders::generator()
        .set("/materials", json!([]))
        .rejected_only("slsa.source.missing");
    let images = json!([{"uri": "pkg:docker/alpine@3"}]);
    builders::generator()
        .set("/materials", images)
        .rejected("slsa.source.missing");
}

#[test]
fn a_delegated_builder_may_leave_the_reference_to_the_certificate() {
    let uri = "/buildDefinition/resolvedDependencies/0/uri";
    let bare = builders::delegator().set(uri, format!("git+{SOURCE}"));
    bare.clone().expect(|e| e.with_tag("v1.2.3")).allowed(3);
    bare.expect(|e| e.with_tag("v1.2.4"))
        .rejected_only("slsa.ref.tag");
    for other in ["refs/heads/main", OTHER_COMMIT] {
        let case = builders::delegator().set(uri, format!("git+{SOURCE}@{other}"));
        case.rejected("slsa.source.trigger-mismatch");
    }
    let both = |first: &str, second: &str| {
        let list = [first, second].map(|at| {
            json!({
                "uri": format!("git+{SOURCE}{at}"), "digest": {"gitCommit": COMMIT},
            })
        });
        builders::delegator().set("/buildDefinition/resolvedDependencies", json!(list))
    };
    both("", "@refs/heads/main").allowed(3);
    both("@refs/heads/main", "").allowed(3);
}

#[test]
fn the_workflow_build_type_is_held_to_its_definition() {
    let (workflow, github) = (
        "/buildDefinition/externalParameters/workflow",
        "/buildDefinition/internalParameters/github",
    );
    let good = builders::github;
    good()
        .without(workflow)
        .set("/buildDefinition/externalParameters/x", 1)
        .rejected("prov.missing-field");
    for member in ["ref", "repository", "path"] {
        good()
            .without(&format!("{workflow}/{member}"))
            .rejected("prov.shape");
    }
    good()
        .set(&format!("{workflow}/repository"), format!("{SOURCE}.git"))
        .rejected_only("prov.shape");
    good()
        .without("/buildDefinition/resolvedDependencies")
        .rejected_only("slsa.source.missing");
    good()
        .without("/buildDefinition/resolvedDependencies/0/digest")
        .rejected_only("prov.shape");

    let any = |name| move |e: Expectations| e.with_parameter(name, ParameterRule::Any).unwrap();
    let inputs = || {
        good()
            .set(
                "/buildDefinition/externalParameters/inputs",
                json!({"a": "b"}),
            )
            .expect(any("/inputs"))
    };
    let named = format!("{github}/event_name");
    event(inputs(), &named, "workflow_dispatch").allowed(2);
    inputs().rejected_only("prov.shape");
    inputs().without(&named).rejected_only("prov.shape");
    let both = inputs()
        .set(
            "/buildDefinition/externalParameters/release",
            json!({"a": "b"}),
        )
        .expect(any("/release"));
    event(both, &named, "workflow_dispatch").rejected_only("prov.shape");

    for known in ["create", "release", "push", "workflow_dispatch"] {
        event(good(), &named, known).allowed(2);
    }
    let undefined = || event(good(), &named, "schedule");
    undefined().rejected_only("slsa.trigger.undefined");
    undefined()
        .expect(|e| e.with_trigger("schedule"))
        .allowed(2);
    let builder = format!("{SOURCE}/{WORKFLOW}");
    let compat = undefined().expect(|e| e.with_builder(builder));
    let result = compat
        .with(|case| case.settings = Settings::compat(case.settings.now()))
        .allowed(2);
    assert!(codes(&result, Outcome::Warn).contains(&"slsa.trigger.undefined"));
}

#[test]
fn the_container_based_builder_is_held_to_its_definition() {
    let external = "/buildDefinition/externalParameters";
    let good = builders::container_based;
    for digest in ["z".repeat(64), "9E".repeat(32), "9e".repeat(31)] {
        good()
            .set(&format!("{external}/builderImage/digest/sha256"), digest)
            .rejected_only("slsa.deps.unpinned");
    }
    good()
        .without(&format!("{external}/builderImage/digest"))
        .rejected_only("slsa.deps.unpinned");
    good()
        .without(&format!("{external}/builderImage"))
        .rejected_only("slsa.deps.unpinned");
    good()
        .without(&format!("{external}/source"))
        .rejected_only("slsa.source.missing");
    good()
        .without(&format!("{external}/source/uri"))
        .rejected_only("slsa.source.missing");
    let uri = format!("{external}/source/uri");
    for other in [
        "git+https://github.com/acme/other@refs/tags/v1.2.3",
        "git+https://github.com/acme/app@refs/heads/main",
    ] {
        good()
            .set(&uri, other)
            .rejected_only("slsa.source.trigger-mismatch");
    }
    good()
        .set(&format!("{external}/source/digest/sha1"), OTHER_COMMIT)
        .rejected("slsa.source.conflicting-commits");

    let environment = "/buildDefinition/internalParameters";
    good()
        .without(&format!("{environment}/GITHUB_WORKFLOW_REF"))
        .rejected_only("slsa.source.missing");
    good()
        .set(&format!("{environment}/GITHUB_WORKFLOW_REF"), "acme/app")
        .rejected("prov.shape");
    // What the workflow was dispatched with came from outside.
    let inputs = good().set(
        &format!("{environment}/GITHUB_EVENT_PAYLOAD/inputs"),
        json!({"a": true}),
    );
    let dispatched = event(
        inputs,
        &format!("{environment}/GITHUB_EVENT_NAME"),
        "workflow_dispatch",
    );
    dispatched.clone().rejected_only("slsa.params.unknown");
    dispatched.expect(|e| e.with_input("a", "true")).allowed(3);
}

#[test]
fn names_of_the_environment_are_spelled_in_one_way() {
    let case = builders::generator().set("/invocation/environment/GITHUB_REF", TAG);
    case.rejected_only("prov.shape");
    let case = builders::delegator().set("/buildDefinition/internalParameters/github_ref", TAG);
    case.rejected_only("prov.shape");
    let case = builders::generator().set("/invocation/environment/github_ref_type", "commit");
    case.rejected_only("prov.shape");
    let case = builders::generator().set("/invocation/configSource/uri", format!("git+{SOURCE}"));
    case.rejected("prov.shape");
}

#[test]
fn the_branch_of_a_tag_is_told_by_the_event() {
    let environment = |name: &str| format!("/invocation/environment/github_{name}");
    let wanted = |case: Case| case.expect(|e| e.with_branch("main").with_tag("v1.2.3"));
    let good = || wanted(builders::generator());
    good().allowed(3);
    good()
        .set(&environment("base_ref"), "refs/heads/main")
        .allowed(3);
    good()
        .set(&environment("base_ref"), "refs/heads/other")
        .rejected_only("slsa.ref.branch");
    good()
        .set(&environment("event_payload"), json!({"base_ref": null}))
        .rejected_only("slsa.ref.kind");
    let release = |target: &str| {
        let payload = json!({"release": {"target_commitish": target}});
        event(
            good().set(&environment("event_payload"), payload),
            &environment("event_name"),
            "release",
        )
    };
    release("main").allowed(3);
    release("refs/heads/main").allowed(3);
    release("other").rejected_only("slsa.ref.branch");
    let other = event(good(), &environment("event_name"), "create");
    other.rejected_only("slsa.ref.kind");
    // A branch has no tag.
    let file = "generator_generic_slsa3.yml";
    let main = || builders::generator_at(file, "generic", "refs/heads/main", "push");
    main().expect(|e| e.with_branch("main")).allowed(3);
    main()
        .expect(|e| e.with_tag("main"))
        .rejected_only("slsa.ref.kind");
}
