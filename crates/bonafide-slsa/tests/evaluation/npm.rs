//! npm packages: what a tenant may write, and the registry's attestation beside it.

use bonafide_slsa::{Cause, Settings};
use serde_json::json;

use crate::common::builders::{PUBLISH, github, npm_v1, npm_v02, publish};
use crate::common::{Case, OTHER_COMMIT, State, caps, sha512};

const ENVIRONMENT: &str = "/invocation/environment";

fn published(provenance: Case, publish: &Case) -> Case {
    provenance
        .beside(publish)
        .expect(bonafide_slsa::Expectations::with_npm_publish)
}

#[test]
fn the_registry_must_have_published_the_same_package() {
    let wanted = |case: Case| {
        case.expect(|e| {
            e.with_package_name("@acme/app")
                .with_package_version("1.2.3")
        })
    };
    let good = || published(npm_v1(), &publish());
    wanted(good()).allowed(2);
    wanted(published(npm_v02(), &publish())).allowed(2);
    good()
        .expect(|e| e.with_package_name("app"))
        .rejected_only("npm.name");
    good()
        .expect(|e| e.with_package_version("1.2.4"))
        .rejected_only("npm.version");
    // Of all keys that are trusted, those of the registry.
    let by = |key: &'static str| good().expect(|e| e.with_registry_keys([key.to_owned()]));
    by("SHA256:registry").allowed(2);
    by("release-key").rejected_only("slsa.builder.untrusted");
    // Provenance without it.
    let alone = npm_v1().expect(bonafide_slsa::Expectations::with_npm_publish);
    alone.rejected_only("slsa.join");
    let two = published(npm_v1(), &publish()).beside(&publish());
    two.rejected_only("slsa.join");
    published(npm_v1(), &publish())
        .beside(&npm_v02())
        .rejected_only("slsa.join");
    // A second one is one, readable or not.
    let unreadable = npm_v1().without("/runDetails");
    published(npm_v1(), &publish())
        .beside(&unreadable)
        .rejected_only("slsa.join");
}

#[test]
fn what_the_registry_says_must_agree_everywhere() {
    let subject = |name: &str, digest: &str| {
        publish().subjects(json!([{
            "name": name, "digest": {"sha512": digest},
        }]))
    };
    let name = "pkg:npm/%40acme/app@1.2.3";
    published(npm_v1(), &subject(name, &sha512())).allowed(2);
    published(npm_v1(), &subject("pkg:npm/%40acme/app@1.2.4", &sha512()))
        .rejected_only("npm.version");
    published(npm_v1(), &subject("pkg:npm/acme%2Fapp@1.2.3", &sha512())).rejected_only("npm.name");
    published(npm_v1(), &subject("app", &sha512())).rejected_only("prov.shape");
    published(npm_v1(), &subject(name, &"ee".repeat(64))).rejected_only("digest.mismatch");
    published(npm_v1(), &publish().set("/version", "1.2.4")).rejected_only("npm.version");
    published(npm_v1(), &publish().set("/name", "app")).rejected_only("npm.name");
    for member in ["/name", "/version", "/registry"] {
        published(npm_v1(), &publish().without(member)).rejected_only("prov.missing-field");
    }
    // What the carrier announces is what was signed.
    let hinted = |hint: &str| publish().with(|case| case.hint = Some(hint.to_owned()));
    published(npm_v1(), &hinted(PUBLISH)).allowed(2);
    published(npm_v1(), &hinted("https://slsa.dev/provenance/v1"))
        .rejected_only("statement.predicate-hint-mismatch");
    let other = npm_v1().with(|case| case.hint = Some(PUBLISH.to_owned()));
    published(npm_v1(), &other).rejected("statement.predicate-hint-mismatch");
}

#[test]
fn only_a_key_speaks_for_the_registry() {
    let by_workflow = || {
        let signer = github();
        publish().with(|case| {
            case.san = signer.san;
            case.issuer = signer.issuer;
            case.claims = signer.claims;
        })
    };
    published(npm_v1(), &by_workflow()).rejected_only("slsa.builder.untrusted");
    published(npm_v1(), &publish().state(State::Invalid)).rejected_only("dsse.threshold-not-met");
    for state in [State::Unsigned, State::NoMaterial, State::CoveredByIndex] {
        published(npm_v1(), &publish().state(state)).held_back("slsa.signer.no-material");
    }
}

#[test]
fn only_one_subject_names_the_package() {
    let other = json!([
        {"name": "pkg:npm/%40acme/app@1.2.3", "digest": {"sha512": sha512()}},
        {"name": "pkg:npm/%40acme/app@1.2.4", "digest": {"sha512": sha512()}},
    ]);
    npm_v1().subjects(other).rejected_only("prov.shape");
    let unnamed = json!([{"digest": {"sha512": sha512()}}]);
    npm_v1().subjects(unnamed).rejected_only("prov.shape");
}

#[test]
fn a_tenant_may_write_only_what_the_certificate_confirms() {
    for (name, value) in [
        ("EVENT_NAME", "release"),
        ("REF", "refs/heads/main"),
        ("REPOSITORY", "acme/other"),
        ("REPOSITORY_ID", "4243"),
        ("REPOSITORY_OWNER_ID", "78"),
        ("SHA", OTHER_COMMIT),
        (
            "WORKFLOW_REF",
            "acme/app/.github/workflows/other.yml@refs/tags/v1.2.3",
        ),
        ("WORKFLOW_SHA", OTHER_COMMIT),
    ] {
        let place = format!("{ENVIRONMENT}/GITHUB_{name}");
        npm_v02()
            .set(&place, value)
            .rejected_only("slsa.cert.contradiction");
        npm_v02().without(&place).allowed(2);
        npm_v02()
            .set(&place, json!({"x": value}))
            .rejected_only("slsa.claim.unverifiable");
    }
    for name in ["GITHUB_ACTOR", "PATH"] {
        let case = npm_v02().set(&format!("{ENVIRONMENT}/{name}"), "x");
        case.rejected_only("slsa.claim.unverifiable");
    }
    let github = "/buildDefinition/internalParameters/github";
    let case = npm_v1().set(&format!("{github}/runner_environment"), "github-hosted");
    case.rejected_only("slsa.claim.unverifiable");
    let case = npm_v1().set(&format!("{github}/event_name"), json!(["push"]));
    case.rejected_only("slsa.claim.unverifiable");
}

#[test]
fn the_run_is_that_of_the_certificate() {
    let id = "/metadata/buildInvocationId";
    npm_v02()
        .set(id, "123457-1")
        .rejected("slsa.cert.contradiction");
    npm_v02()
        .set(id, "123456-2")
        .rejected("slsa.cert.contradiction");
    npm_v02()
        .set(id, "some run")
        .rejected_only("slsa.claim.unverifiable");
    npm_v02().without(id).allowed(2);
    npm_v1()
        .set("/runDetails/metadata/invocationId", "x")
        .rejected_only("slsa.claim.unverifiable");
    for name in ["RUN_ID", "RUN_ATTEMPT"] {
        let place = format!("{ENVIRONMENT}/GITHUB_{name}");
        npm_v02()
            .set(&place, "9")
            .rejected_only("slsa.claim.unverifiable");
        npm_v02()
            .without(&place)
            .rejected_only("slsa.claim.unverifiable");
        npm_v02()
            .without(id)
            .set(&place, "9")
            .rejected_only("slsa.cert.contradiction");
    }
}

#[test]
fn what_nobody_can_confirm_must_be_absent() {
    for (place, value) in [
        ("/metadata/completeness/parameters", json!(true)),
        ("/metadata/completeness/environment", json!(true)),
        ("/metadata/completeness/materials", json!(true)),
        ("/metadata/reproducible", json!(true)),
        ("/metadata/buildStartedOn", json!("2024-01-01T00:00:00Z")),
        ("/metadata/buildFinishedOn", json!("2024-01-01T00:00:00Z")),
        ("/buildConfig", json!({"steps": []})),
        ("/materials/-", json!({"uri": "https://example.com/x"})),
    ] {
        npm_v02()
            .set(place, value)
            .rejected_only("slsa.claim.unverifiable");
    }
    npm_v02()
        .set("/invocation/parameters", json!({"a": 1}))
        .rejected("slsa.claim.unverifiable");
    npm_v02().set("/buildConfig", json!({})).allowed(2);
    npm_v1()
        .set("/runDetails/metadata/startedOn", "2024-01-01T00:00:00Z")
        .rejected_only("slsa.claim.unverifiable");
}

#[test]
fn runners_have_a_short_name_in_the_older_format_only() {
    let (short, hosted, own) = (
        "https://github.com/actions/runner",
        "https://github.com/actions/runner/github-hosted",
        "https://github.com/actions/runner/self-hosted",
    );
    for (wanted, found) in [
        (short, short),
        (short, hosted),
        (hosted, short),
        (hosted, hosted),
    ] {
        npm_v02()
            .set("/builder/id", found)
            .expect(|e| e.with_builder(wanted))
            .allowed(2);
    }
    let v1 = |wanted: &str| npm_v1().expect(|e| e.with_builder(wanted));
    v1(hosted).allowed(2);
    v1(short).rejected_only("slsa.builder.id-malformed");
    v1(own).rejected_only("slsa.builder.id-mismatch");
    v1("https://example.com/runner").rejected_only("slsa.builder.unsupported");
    npm_v1()
        .set("/runDetails/builder/id", short)
        .rejected("slsa.builder.id-malformed");

    npm_v1()
        .without_claims(&[11])
        .rejected("slsa.builder.hosting-unknown");
    npm_v1()
        .claim(11, "self-hosted")
        .rejected("slsa.builder.hosting");
    let case = npm_v1()
        .claim(11, "self-hosted")
        .set("/runDetails/builder/id", own);
    let result = case.allowed(1);
    assert!(caps(&result).contains(&(1, Cause::SelfHosted)));
    // The reference verifier wants a builder.
    let compat =
        |case: Case| case.with(|case| case.settings = Settings::compat(case.settings.now()));
    compat(npm_v1()).rejected_only("slsa.builder.required");
    compat(v1(hosted)).allowed(2);
}

#[test]
fn the_oldest_format_may_leave_the_reference_to_the_certificate() {
    let uri = "git+https://github.com/acme/app";
    let bare = |build_type: &str| {
        let case = npm_v02().set("/buildType", build_type);
        let case = case.set("/invocation/configSource/uri", uri);
        case.set("/materials/0/uri", uri)
            .expect(|e| e.with_tag("v1.2.3"))
    };
    bare("https://github.com/npm/cli/gha@v1").allowed(2);
    bare("https://github.com/npm/cli/gha/v2").rejected("prov.shape");
    let other = bare("https://github.com/npm/cli/gha@v1");
    other
        .claim(6, "refs/heads/main")
        .claim(14, "refs/heads/main")
        .rejected("slsa.ref.kind");
}
