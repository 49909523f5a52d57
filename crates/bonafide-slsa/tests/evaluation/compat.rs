//! The reference verifier's semantics and its error classes.

use bonafide_slsa::{Builders, Outcome, Settings};
use serde_json::json;

use crate::common::builders::{
    G, MAIN, delegator, dispatched, generator, npm_v1, npm_v02, publish,
};
use crate::common::{Case, OTHER_COMMIT, State, cloud, codes};

/// With a builder expected, as the reference verifier wants it.
fn compat(case: Case) -> Case {
    case.with(|case| case.settings = Settings::compat(case.settings.now()))
}

#[track_caller]
fn class(case: Case, wanted: &str) {
    let result = compat(case).evaluate();
    assert_eq!(result.compat_class(), Some(wanted), "{}", result.text());
}

#[test]
fn failures_have_the_classes_of_the_reference_verifier() {
    assert_eq!(compat(generator()).allowed(3).compat_class(), None);
    class(generator().state(State::Invalid), "ErrorInvalidSignature");
    class(
        cloud::gcb_v1().state(State::NoMaterial),
        "ErrorNoValidSignature",
    );
    class(generator().expect(|e| e.with_tag("v9")), "ErrorMismatchTag");
    class(
        generator().expect(|e| e.with_branch("other")),
        "ErrorMismatchBranch",
    );
    class(
        generator().expect(|e| e.with_versioned_tag("v9")),
        "ErrorMismatchVersionedTag",
    );
    class(
        generator().expect(|e| e.with_versioned_tag("9")),
        "ErrorInvalidSemver",
    );
    class(
        generator().expect(|_| bonafide_slsa::Expectations::source("github.com/acme/x").unwrap()),
        "ErrorMismatchSource",
    );
    class(
        generator().set("/invocation/configSource/digest/sha1", OTHER_COMMIT),
        "ErrorInvalidDssePayload",
    );
    class(
        generator().set("/invocation/configSource/entryPoint", "x"),
        "ErrorMismatchCertificate",
    );
    class(generator().set("/buildType", "x:"), "ErrorInvalidBuildType");
    class(
        generator().predicate_type("https://spdx.dev/Document"),
        "ErrorInvalidDssePayload",
    );
    class(
        generator().subjects(json!([{"digest": {"sha256": "00".repeat(32)}}])),
        "ErrorMismatchHash",
    );
    class(
        generator().with(|case| case.issuer = Some("https://x.example".to_owned())),
        "ErrorInvalidOIDCIssuer",
    );
    class(
        generator().with(|case| case.builders = Builders::default()),
        "ErrorUntrustedReusableWorkflow",
    );
    let main = format!("{G}generator_generic_slsa3.yml@{MAIN}");
    class(
        generator().set("/builder/id", main.as_str()).signer(&main),
        "ErrorInvalidRef",
    );
    class(generator().claim(2, "release"), "ErrorInvalidFormat");
    class(
        generator().without_claims(&[2, 20]),
        "ErrorInvalidCertificate",
    );
    class(
        generator().expect(|e| e.with_builder("slsa-builder-go")),
        "ErrorUntrustedReusableWorkflow",
    );
    class(
        delegator().expect(|e| e.with_builder("https://github.com/x/y/z.yml")),
        "ErrorMismatchBuilderID",
    );
    class(
        delegator().expect(|e| e.with_builder("a@b@c")),
        "ErrorInvalidBuilderID",
    );
    class(
        dispatched().expect(|e| e.with_input("version", "2")),
        "ErrorMismatchWorkflowInputs",
    );
    class(
        generator().expect(|e| e.with_input("version", "2")),
        "ErrorMismatchWorkflowInputs",
    );
    class(
        cloud::gcb_v02().expect(|e| e.with_builder("x:")),
        "ErrorVerifierNotSupported",
    );
    let gcb = |case: Case| {
        case.expect(|e| e.with_builder("https://cloudbuild.googleapis.com/GoogleHostedWorker"))
    };
    class(
        gcb(cloud::gcb_v02()).expect(|e| e.with_branch("main")),
        "ErrorNotSupported",
    );
    let hosted = |case: Case| {
        case.expect(|e| e.with_builder("https://github.com/actions/runner/github-hosted"))
    };
    class(npm_v1(), "ErrorInvalidBuilderID");
    class(
        hosted(npm_v02()).set("/metadata/reproducible", true),
        "ErrorNonVerifiableClaim",
    );
    let published = |publish: &Case| {
        hosted(npm_v1())
            .beside(publish)
            .expect(bonafide_slsa::Expectations::with_npm_publish)
    };
    class(
        published(&publish()).expect(|e| e.with_package_name("x")),
        "ErrorMismatchPackageName",
    );
    class(
        published(&publish()).expect(|e| e.with_package_version("x")),
        "ErrorMismatchPackageVersion",
    );
    assert_eq!(
        compat(published(&publish())).allowed(2).compat_class(),
        None
    );
}

#[test]
fn the_first_failure_is_that_of_the_earliest_stage() {
    let all = || generator().expect(|e| e.with_branch("x").with_tag("x"));
    class(all(), "ErrorMismatchBranch");
    class(
        all().subjects(json!([{"digest": {"sha256": "00".repeat(32)}}])),
        "ErrorMismatchHash",
    );
    let other = all().set("/materials", json!([]));
    class(other, "ErrorInvalidDssePayload");
    class(all().state(State::Invalid), "ErrorInvalidSignature");
}

#[test]
fn no_profile_relaxes_who_signs_and_what_must_agree() {
    for (case, code) in [
        (
            generator().set("/invocation/configSource/entryPoint", "x"),
            "slsa.cert.contradiction",
        ),
        (generator().claim(2, "release"), "slsa.cert.claims-disagree"),
        (
            generator().set("/builder/id", "https://x.example"),
            "slsa.builder.id-mismatch",
        ),
        (
            generator().set("/materials", json!([])),
            "slsa.source.missing",
        ),
        (
            generator().with(|case| case.builders = Builders::default()),
            "slsa.builder.untrusted",
        ),
        (
            npm_v02().set("/metadata/reproducible", true),
            "slsa.claim.unverifiable",
        ),
    ] {
        case.rejected(code);
        compat(case).rejected(code);
    }
    for state in [State::Unsigned, State::NoMaterial, State::CoveredByIndex] {
        let named =
            generator().expect(|e| e.with_builder(format!("{G}generator_generic_slsa3.yml")));
        compat(named)
            .state(state)
            .held_back("slsa.signer.no-material");
    }
    compat(generator())
        .expect(|e| e.with_min_level(3))
        .allowed(3);
    let extra = generator().set("/invocation/parameters/x", "y");
    extra.rejected_only("slsa.params.unknown");
    let result = compat(extra).allowed(3);
    assert!(codes(&result, Outcome::Warn).contains(&"slsa.params.unknown"));
}
