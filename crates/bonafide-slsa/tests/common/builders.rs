//! Good statements of the builders on GitHub, signed as these builders do.

use serde_json::{Value, json};

use super::{COMMIT, Case, ISSUER, SOURCE, WORKFLOW, digest, sha512};
use bonafide_digest::Algorithm;

pub(crate) const V02: &str = "https://slsa.dev/provenance/v0.2";
pub(crate) const V1: &str = "https://slsa.dev/provenance/v1";
pub(crate) const PUBLISH: &str = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";
/// Where the workflows of slsa-github-generator are.
pub(crate) const G: &str =
    "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/";
/// What their build types begin with.
pub(crate) const T: &str = "https://github.com/slsa-framework/slsa-github-generator/";

pub(crate) const TAG: &str = "refs/tags/v1.2.3";
pub(crate) const MAIN: &str = "refs/heads/main";

/// All claims that a workflow of the source gets for an event at a reference.
pub(crate) fn signed(mut case: Case, san: &str, reference: &str, event: &str) -> Case {
    case.san = Some(san.to_owned());
    case.issuer = Some(ISSUER.to_owned());
    let config = format!("{SOURCE}/{WORKFLOW}@{reference}");
    case.claims = [
        (1, ISSUER),
        (2, event),
        (3, COMMIT),
        (4, "Release"),
        (5, "acme/app"),
        (6, reference),
        (8, ISSUER),
        (9, san),
        (10, "1111111111111111111111111111111111111111"),
        (11, "github-hosted"),
        (12, SOURCE),
        (13, COMMIT),
        (14, reference),
        (15, "4242"),
        (16, "https://github.com/acme"),
        (17, "77"),
        (18, &config),
        (19, COMMIT),
        (20, event),
        (
            21,
            "https://github.com/acme/app/actions/runs/123456/attempts/1",
        ),
        (22, "public"),
    ]
    .map(|(number, value)| (number, value.to_owned()))
    .to_vec();
    case
}

fn environment_v02(reference: &str, event: &str) -> Value {
    let kind = if reference.starts_with("refs/tags/") {
        "tag"
    } else {
        "branch"
    };
    json!({
        "github_actor": "someone",
        "github_base_ref": "",
        "github_event_name": event,
        "github_event_payload": {"base_ref": MAIN, "inputs": null},
        "github_ref": reference,
        "github_ref_type": kind,
        "github_repository_id": "4242",
        "github_repository_owner": "acme",
        "github_repository_owner_id": "77",
        "github_run_attempt": "1",
        "github_run_id": "123456",
        "github_sha1": COMMIT,
    })
}

fn environment_v1(reference: &str, event: &str) -> Value {
    let kind = if reference.starts_with("refs/tags/") {
        "tag"
    } else {
        "branch"
    };
    json!({
        "GITHUB_BASE_REF": "",
        "GITHUB_EVENT_NAME": event,
        "GITHUB_EVENT_PAYLOAD": {"base_ref": MAIN, "inputs": null},
        "GITHUB_REF": reference,
        "GITHUB_REF_TYPE": kind,
        "GITHUB_REPOSITORY": "acme/app",
        "GITHUB_REPOSITORY_ID": "4242",
        "GITHUB_REPOSITORY_OWNER_ID": "77",
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_RUN_ID": "123456",
        "GITHUB_SHA": COMMIT,
        "GITHUB_WORKFLOW_REF": format!("acme/app/{WORKFLOW}@{reference}"),
        "GITHUB_WORKFLOW_SHA": COMMIT,
    })
}

fn git(reference: &str) -> String {
    format!("git+{SOURCE}@{reference}")
}

/// A builder of slsa-github-generator that writes v0.2, at a tag that was pushed.
pub(crate) fn generator_at(file: &str, kind: &str, reference: &str, event: &str) -> Case {
    let id = format!("{G}{file}@refs/tags/v1.9.0");
    let predicate = json!({
        "builder": {"id": id},
        "buildType": format!("{T}{kind}@v1"),
        "invocation": {
            "configSource": {
                "uri": git(reference), "digest": {"sha1": COMMIT}, "entryPoint": WORKFLOW,
            },
            "parameters": {},
            "environment": environment_v02(reference, event),
        },
        "metadata": {
            "buildInvocationID": "123456-1",
            "completeness": {"parameters": true, "environment": false, "materials": false},
            "reproducible": false,
        },
        "materials": [{"uri": git(reference), "digest": {"sha1": COMMIT}}],
    });
    signed(Case::of(V02, predicate), &id, reference, event)
}

pub(crate) fn generator() -> Case {
    generator_at("generator_generic_slsa3.yml", "generic", TAG, "push")
}

/// The same, dispatched by hand with inputs.
pub(crate) fn dispatched() -> Case {
    let file = "generator_generic_slsa3.yml";
    let inputs = json!({"version": "1.2.3", "dry": "true", "count": "7"});
    generator_at(file, "generic", MAIN, "workflow_dispatch")
        .set("/invocation/parameters/event_inputs", inputs.clone())
        .set(
            "/invocation/environment/github_event_payload/inputs",
            inputs,
        )
}

/// The container-based builder, which writes v1.
pub(crate) fn container_based() -> Case {
    let id = format!("{G}builder_container-based_slsa3.yml@refs/tags/v1.10.0");
    let predicate = json!({
        "buildDefinition": {
            "buildType": "https://slsa.dev/container-based-build/v0.1?draft",
            "externalParameters": {
                "source": {"uri": git(TAG), "digest": {"sha1": COMMIT}},
                "builderImage": {"uri": "bash@sha256:9e", "digest": {"sha256": "9e".repeat(32)}},
                "configPath": "build.toml",
                "buildConfig": {"ArtifactPath": "app", "Command": ["make"]},
            },
            "internalParameters": environment_v1(TAG, "push"),
            "resolvedDependencies": [{"uri": git(TAG), "digest": {"sha1": COMMIT}}],
        },
        "runDetails": {
            "builder": {"id": id},
            "metadata": {"invocationId": format!("{SOURCE}/actions/runs/123456/attempts/1")},
        },
    });
    let any = |expectations: bonafide_slsa::Expectations| {
        let any = || bonafide_slsa::ParameterRule::Any;
        let names = ["/builderImage", "/configPath", "/buildConfig"];
        names.iter().fold(expectations, |all, name| {
            all.with_parameter(name, any()).unwrap()
        })
    };
    signed(Case::of(V1, predicate), &id, TAG, "push").expect(any)
}

/// A builder that a delegator of slsa-github-generator runs.
pub(crate) fn delegated(id: &str) -> Case {
    let san = format!("{G}delegator_generic_slsa3.yml@refs/tags/v1.10.0");
    let predicate = json!({
        "buildDefinition": {
            "buildType": format!("{T}delegator-generic@v0"),
            "externalParameters": {"inputs": {}, "vars": {}},
            "internalParameters": environment_v1(TAG, "push"),
            "resolvedDependencies": [{"uri": git(TAG), "digest": {"gitCommit": COMMIT}}],
        },
        "runDetails": {
            "builder": {"id": id},
            "metadata": {"invocationId": format!("{SOURCE}/actions/runs/123456/attempts/1")},
        },
    });
    signed(Case::of(V1, predicate), &san, TAG, "push")
}

pub(crate) fn delegator() -> Case {
    delegated(&format!("{G}builder_nodejs_slsa3.yml@refs/tags/v1.10.0"))
}

/// An artifact attestation of GitHub, by a workflow of the source itself.
pub(crate) fn github() -> Case {
    workflow_v1(
        "https://actions.github.io/buildtypes/workflow/v1",
        &format!("{SOURCE}/{WORKFLOW}@{TAG}"),
    )
    .set(
        "/buildDefinition/internalParameters/github/runner_environment",
        "github-hosted",
    )
}

/// The same from another reference.
pub(crate) fn github_at(reference: &str) -> Case {
    let id = format!("{SOURCE}/{WORKFLOW}@{reference}");
    github()
        .set(
            "/buildDefinition/externalParameters/workflow/ref",
            reference,
        )
        .set(
            "/buildDefinition/resolvedDependencies/0/uri",
            git(reference),
        )
        .set("/runDetails/builder/id", id.clone())
        .signer(&id)
        .claim(18, &id)
        .claim(14, reference)
        .claim(6, reference)
}

/// The same by a named reusable workflow, whose tenants cannot write the statement.
pub(crate) fn reusable() -> Case {
    let san = "https://github.com/bazel-contrib/.github/.github/workflows/release_ruleset.yaml@refs/tags/v7";
    let mut case = github().set("/runDetails/builder/id", san);
    case.expectations = case.expectations.with_min_level(3);
    case.signer(san)
}

fn workflow_v1(build_type: &str, id: &str) -> Case {
    let predicate = json!({
        "buildDefinition": {
            "buildType": build_type,
            "externalParameters": {
                "workflow": {"ref": TAG, "repository": SOURCE, "path": WORKFLOW},
            },
            "internalParameters": {
                "github": {
                    "event_name": "push", "repository_id": "4242", "repository_owner_id": "77",
                },
            },
            "resolvedDependencies": [{"uri": git(TAG), "digest": {"gitCommit": COMMIT}}],
        },
        "runDetails": {
            "builder": {"id": id},
            "metadata": {"invocationId": format!("{SOURCE}/actions/runs/123456/attempts/1")},
        },
    });
    let san = format!("{SOURCE}/{WORKFLOW}@{TAG}");
    signed(Case::of(V1, predicate), &san, TAG, "push")
}

fn npm(mut case: Case) -> Case {
    case.digests = vec![digest(Algorithm::Sha512, &sha512())];
    case.subjects(json!([{
        "name": "pkg:npm/%40acme/app@1.2.3", "digest": {"sha512": sha512()},
    }]))
}

/// Provenance of the npm command, v1.
pub(crate) fn npm_v1() -> Case {
    npm(workflow_v1(
        "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1",
        "https://github.com/actions/runner/github-hosted",
    ))
}

/// Provenance of the npm command, v0.2.
pub(crate) fn npm_v02() -> Case {
    let mut environment = environment_v1(TAG, "push");
    for name in ["GITHUB_BASE_REF", "GITHUB_EVENT_PAYLOAD", "GITHUB_REF_TYPE"] {
        environment.as_object_mut().unwrap().remove(name);
    }
    let predicate = json!({
        "builder": {"id": "https://github.com/actions/runner/github-hosted"},
        "buildType": "https://github.com/npm/cli/gha/v2",
        "invocation": {
            "configSource": {
                "uri": git(TAG), "digest": {"sha1": COMMIT}, "entryPoint": WORKFLOW,
            },
            "parameters": {},
            "environment": environment,
        },
        "metadata": {
            "buildInvocationId": "123456-1",
            "completeness": {"parameters": false, "environment": false, "materials": false},
            "reproducible": false,
        },
        "materials": [{"uri": git(TAG), "digest": {"sha1": COMMIT}}],
    });
    let san = format!("{SOURCE}/{WORKFLOW}@{TAG}");
    npm(signed(Case::of(V02, predicate), &san, TAG, "push"))
}

/// The registry's attestation that it published the package.
pub(crate) fn publish() -> Case {
    let predicate = json!({
        "name": "@acme/app", "version": "1.2.3", "registry": "https://registry.npmjs.org",
    });
    let mut case = npm(Case::of(PUBLISH, predicate));
    case.key = "SHA256:registry".to_owned();
    case
}
