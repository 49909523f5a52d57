//! Levels: every cap that applies is told, whether or not it is the lowest.

use bonafide_dsse::TrustedDigest;
use bonafide_slsa::{
    Builders, Cause, ClaimName, ClaimRule, JsonText, Outcome, ParameterRule, Settings,
};
use serde_json::json;

use crate::common::builders::{G, container_based, generator, github, npm_v1, reusable};
use crate::common::{Case, ISSUER, SHA256, SOURCE, State, WORKFLOW, caps, cloud, codes};

#[test]
fn a_level_comes_from_the_entry() {
    assert_eq!(caps(&generator().allowed(3)), [(3, Cause::Entry)]);
    assert_eq!(caps(&github().allowed(2)), [(2, Cause::Entry)]);
    generator().expect(|e| e.with_min_level(3)).allowed(3);
    github().expect(|e| e.with_min_level(2)).allowed(2);
    let result = github()
        .expect(|e| e.with_min_level(3))
        .rejected_only("slsa.level");
    // What was reached is told all the same.
    assert_eq!(result.candidates()[0].level().value(), 2);
    assert_eq!(result.level(), 0);
    // A reusable workflow earns 3 by its entry and by nothing else.
    reusable().allowed(3);
    let without = reusable()
        .with(|case| case.builders = Builders::public().without("bazel-contrib-release-ruleset"));
    without.rejected("slsa.builder.untrusted");
}

#[test]
fn every_cap_is_told() {
    let no_entry = generator().with(|case| {
        case.builders = Builders::default();
        case.expectations = case
            .expectations
            .clone()
            .with_builder(format!("{G}generator_generic_slsa3.yml"))
            .with_unknown_parameters(bonafide_slsa::UnknownParameters::Allow);
    });
    assert_eq!(caps(&no_entry.allowed(1)), [(1, Cause::NoEntry)]);

    let untrusted = generator().with(|case| case.builders = Builders::default());
    assert!(
        caps(&untrusted.rejected("slsa.builder.untrusted")).contains(&(0, Cause::Unacceptable))
    );

    for state in [State::Unsigned, State::NoMaterial] {
        let result = generator()
            .state(state)
            .held_back("slsa.signer.no-material");
        assert!(caps(&result).contains(&(0, Cause::Unsigned)));
    }
    let untimed = generator().with(|case| case.signed_at = None);
    assert_eq!(
        caps(&untimed.held_back("slsa.time.untrusted")),
        [(1, Cause::NoTime), (3, Cause::Entry)]
    );

    let archive = cloud::gcb_v1().set(
        "/buildDefinition/externalParameters/buildConfigSource/repository",
        "gs://bucket/source.tgz",
    );
    let mut archive = archive;
    archive.expectations = bonafide_slsa::Expectations::any_source();
    assert_eq!(
        caps(&archive.allowed(2)),
        [(3, Cause::Entry), (2, Cause::Archive)]
    );
}

#[test]
fn a_machine_of_the_project_gives_level_1() {
    let runner = "/buildDefinition/internalParameters/github/runner_environment";
    let claimed = reusable().expect(|e| e.with_min_level(0));
    let by_certificate = claimed
        .clone()
        .claim(11, "self-hosted")
        .set(runner, "self-hosted");
    assert_eq!(
        caps(&by_certificate.allowed(1)),
        [(3, Cause::Entry), (1, Cause::SelfHosted)]
    );
    let by_statement = claimed.without_claims(&[11]).set(runner, "self-hosted");
    assert_eq!(
        caps(&by_statement.allowed(1)),
        [(3, Cause::Entry), (1, Cause::SelfHosted)]
    );
    // An entry that demands hosted machines is not for others.
    github()
        .claim(11, "self-hosted")
        .rejected("slsa.builder.untrusted");
}

#[test]
fn an_expectation_on_what_nobody_backs_gives_level_2_where_tenants_write() {
    let entry = |forgeable: bool| {
        cloud::table(&format!(
            r#"{{"name":"own","operator":"github","max_level":3,"adapter":"github","forgeable":{forgeable},
               "signer":{{"issuer":"https://token.actions.githubusercontent.com",
                 "san":{{"name":"https://github.com/acme/app/.github/workflows/release.yml","ref":"any"}}}},
               "builder_id":"same-as-san",
               "build_types":["https://actions.github.io/buildtypes/workflow/v1"]}}"#
        ))
    };
    let case = |forgeable: bool| github().with(|case| case.builders = entry(forgeable));
    case(true).allowed(3);
    case(true)
        .expect(|e| e.with_tag("v1.2.3").with_trigger("push"))
        .allowed(3);
    // The certificate backs the workflow while it has the claim.
    let workflow =
        |case: Case| case.expect(|e| e.with_workflow(".github/workflows/*.yml").unwrap());
    workflow(case(true)).allowed(3);
    let result = workflow(case(true)).without_claims(&[18]).allowed(2);
    assert_eq!(caps(&result), [(3, Cause::Entry), (2, Cause::Unbacked)]);
    workflow(case(false)).without_claims(&[18]).allowed(3);
    // External parameters are nowhere in a certificate.
    let parameter = |case: Case| {
        let rule = ParameterRule::Equals(JsonText::parse("1").unwrap());
        case.set("/buildDefinition/externalParameters/p", 1)
            .expect(|e| e.with_parameter("/p", rule).unwrap())
    };
    parameter(case(true)).allowed(2);
    parameter(case(false)).allowed(3);
    let low = parameter(case(true)).expect(|e| e.with_min_level(3));
    low.rejected_only("slsa.level");
}

#[test]
fn a_match_by_an_opaque_id_gives_level_2() {
    let case = generator()
        .subjects(json!([{"name": "app", "digest": {"gce_image_id": "123", "sha256": SHA256}}]));
    case.allowed(3);
    let opaque = case.with(|case| {
        let (name, value) = ("gce_image_id".to_owned(), "123".to_owned());
        case.digests = vec![TrustedDigest::Opaque { name, value }];
    });
    assert!(caps(&opaque.allowed(2)).contains(&(2, Cause::OpaqueId)));
}

#[test]
fn an_entry_may_cap_lower() {
    let with_caps = |caps: &str| {
        let case = cloud::tekton();
        case.with(|case| case.builders = cloud::table(&format!(
            r#"{{"name":"tekton","operator":"acme","max_level":3,"adapter":"generic","forgeable":true,
                "caps":{caps},"signer":{{"keys":["tekton"]}},"builder_id":{{"exact":"https://tekton.dev/chains/v2"}},
                "build_types":["tekton.dev/v1beta1/TaskRun"]}}"#
        )))
    };
    with_caps("{}").allowed(2);
    let result = with_caps(r#"{"unbacked":1}"#).allowed(1);
    assert!(caps(&result).contains(&(1, Cause::Unbacked)));
    // It applies where its circumstance does.
    with_caps(r#"{"no-time":0,"archive":0,"opaque-subject":0,"self-hosted":0}"#).allowed(2);
    let proof = with_caps(r#"{"no-time":0}"#).settings(Settings::require_proof);
    proof.clone().allowed(2);
    let none = proof.with(|case| case.transparency = bonafide_slsa::Transparency::None);
    let result = none.held_back("slsa.transparency.missing");
    assert!(caps(&result).contains(&(0, Cause::NoTime)));
}

#[test]
fn claims_of_a_tenant_satisfy_nothing() {
    let wanted =
        |case: Case, rule| case.expect(|e| e.with_claim(ClaimName::CompleteParameters, rule));
    wanted(generator(), ClaimRule::MustBeTrue).allowed(3);
    let untrue = generator().set("/metadata/completeness/parameters", false);
    wanted(untrue.clone(), ClaimRule::MustBeTrue).rejected_only("slsa.claims");
    wanted(untrue, ClaimRule::MustNotBeFalse).rejected_only("slsa.claims");
    let silent = || generator().without("/metadata/completeness/parameters");
    wanted(silent(), ClaimRule::MustBeTrue).rejected_only("slsa.claims");
    wanted(silent(), ClaimRule::MustNotBeFalse).allowed(3);
    for (claim, place) in [
        (ClaimName::Reproducible, "/metadata/reproducible"),
        (
            ClaimName::CompleteEnvironment,
            "/metadata/completeness/environment",
        ),
        (
            ClaimName::CompleteDependencies,
            "/metadata/completeness/materials",
        ),
        (
            ClaimName::Hermetic,
            "/metadata/https:~1~1mobyproject.org~1buildkit@v1#hermetic",
        ),
    ] {
        let case = generator()
            .set(place, true)
            .expect(|e| e.with_claim(claim, ClaimRule::MustBeTrue));
        case.allowed(3);
        let forged = cloud::tekton().set("/metadata", json!({"completeness": {}}));
        let forged = forged
            .set(place, true)
            .expect(|e| e.with_claim(claim, ClaimRule::MustBeTrue));
        forged.clone().allowed(3);
        // The same key, held by the build.
        let table = r#"{"name":"tekton","operator":"acme","max_level":3,"adapter":"generic","forgeable":true,
            "signer":{"keys":["tekton"]},"builder_id":{"exact":"https://tekton.dev/chains/v2"},
            "build_types":["tekton.dev/v1beta1/TaskRun"]}"#;
        forged
            .with(|case| case.builders = cloud::table(table))
            .rejected_only("slsa.claims");
    }
}

#[test]
fn any_workflow_is_told() {
    let result = github().allowed(2);
    assert!(codes(&result, Outcome::Warn).contains(&"slsa.signer.any-workflow"));
    let named = github().expect(|e| e.with_workflow(".github/workflows/release.yml").unwrap());
    assert!(!codes(&named.allowed(2), Outcome::Warn).contains(&"slsa.signer.any-workflow"));
    for case in [generator(), container_based(), reusable()] {
        assert!(!codes(&case.evaluate(), Outcome::Warn).contains(&"slsa.signer.any-workflow"));
    }
    assert!(codes(&npm_v1().allowed(2), Outcome::Warn).contains(&"slsa.signer.any-workflow"));
}

#[test]
fn a_workflow_that_is_expected_as_the_builder_is_not_any() {
    let is_warned =
        |case: Case| codes(&case.evaluate(), Outcome::Warn).contains(&"slsa.signer.any-workflow");
    let by = |builders: &[&str]| {
        let mut case = github();
        for builder in builders {
            case = case.expect(|e| e.with_builder(*builder));
        }
        case.allowed(2);
        is_warned(case)
    };
    let id = format!("{SOURCE}/{WORKFLOW}");
    let released = format!("{id}@refs/tags/v1.2.3");
    assert!(!by(&[&id]));
    assert!(!by(&[&released]));
    assert!(!by(&[
        "https://github.com/acme/app/.github/workflows/x.yml",
        &id
    ]));
    // The entry lets any workflow in, whatever else would do.
    assert!(by(&["github-attestation"]));
    assert!(by(&[&id, "github-attestation"]));
    let runner = "https://github.com/actions/runner/github-hosted";
    assert!(is_warned(npm_v1().expect(|e| e.with_builder(runner))));
    // The builder that the statement names, which any workflow can write.
    let table = format!(
        r#"{{"name":"loose","operator":"github","max_level":2,"adapter":"generic",
            "signer":{{"issuer":"{ISSUER}","san":{{"any_workflow":"github.com"}}}},
            "builder_id":{{"exact":"{released}"}},
            "build_types":["https://actions.github.io/buildtypes/workflow/v1"]}}"#
    );
    let loose = github().expect(|e| e.with_builder(&id));
    assert!(is_warned(
        loose.with(|case| case.builders = cloud::table(&table))
    ));
}
