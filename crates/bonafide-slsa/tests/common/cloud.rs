//! Good statements of Google Cloud Build, and of builders that only a table of one's own knows.

use bonafide_slsa::{Builders, ParameterRule};
use serde_json::json;

use super::builders::{MAIN, V1, V02};
use super::{COMMIT, Case, SOURCE};

pub(crate) const V01: &str = "https://slsa.dev/provenance/v0.1";
const KEYS: &str = "projects/verified-builder/locations/global/keyRings/attestor/cryptoKeys/";

fn keyed(mut case: Case, key: &str) -> Case {
    case.key = format!("{KEYS}{key}/cryptoKeyVersions/1");
    case.transparency = bonafide_slsa::Transparency::None;
    case.signed_at = None;
    case
}

fn any(case: Case, names: &[&str]) -> Case {
    names.iter().fold(case, |case, name| {
        case.expect(|e| e.with_parameter(name, ParameterRule::Any).unwrap())
    })
}

/// Version 0.2 of the builder, which writes v0.1 and the commit into the source.
pub(crate) fn gcb_v02() -> Case {
    let id = "https://cloudbuild.googleapis.com/GoogleHostedWorker@v0.2";
    let predicate = json!({
        "builder": {"id": id},
        "recipe": {
            "type": id,
            "entryPoint": "cloudbuild.yaml",
            "arguments": {
                "@type": "type.googleapis.com/google.devtools.cloudbuild.v1.Build",
                "substitutions": {"TAG_NAME": "v1.2.3"},
            },
        },
        "metadata": {"buildInvocationId": "b6e052a7"},
        "materials": [{"uri": format!("{SOURCE}/commit/{COMMIT}")}],
    });
    let case = keyed(Case::of(V01, predicate), "builtByGCB");
    any(case, &["/arguments"])
}

/// Version 0.3 of the builder.
pub(crate) fn gcb_v03() -> Case {
    gcb_v02()
        .set(
            "/builder/id",
            "https://cloudbuild.googleapis.com/GoogleHostedWorker@v0.3",
        )
        .set(
            "/recipe/type",
            "https://cloudbuild.googleapis.com/CloudBuildYaml@v0.1",
        )
        .set(
            "/materials",
            json!([{"uri": SOURCE, "digest": {"sha1": COMMIT}}]),
        )
}

/// The builder that writes v1.
pub(crate) fn gcb_v1() -> Case {
    let predicate = json!({
        "buildDefinition": {
            "buildType": "https://cloud.google.com/build/gcb-buildtypes/google-worker/v1",
            "externalParameters": {
                "buildConfigSource": {
                    "repository": format!("git+{SOURCE}"), "ref": "refs/tags/v1.2.3",
                    "path": "cloudbuild.yaml",
                },
                "substitutions": {},
            },
            "internalParameters": {"systemSubstitutions": {"TAG_NAME": "v1.2.3"}},
            "resolvedDependencies": [
                {"uri": format!("git+{SOURCE}@refs/tags/v1.2.3"), "digest": {"gitCommit": COMMIT}},
            ],
        },
        "runDetails": {
            "builder": {"id": "https://cloudbuild.googleapis.com/GoogleHostedWorker"},
            "metadata": {"invocationId": "https://cloudbuild.googleapis.com/v1/builds/b6e052a7"},
        },
    });
    keyed(Case::of(V1, predicate), "google-hosted-worker")
}

/// A table of one entry, for a key.
pub(crate) fn table(entry: &str) -> Builders {
    let text = format!(r#"{{"schema":"bonafide.slsa.builders/1","builder":[{entry}]}}"#);
    Builders::parse(text.as_bytes()).unwrap()
}

/// Tekton's controller with the key of its operator.
pub(crate) fn tekton() -> Case {
    let predicate = json!({
        "builder": {"id": "https://tekton.dev/chains/v2"},
        "buildType": "tekton.dev/v1beta1/TaskRun",
        "invocation": {
            "configSource": {
                "uri": format!("git+{SOURCE}@{MAIN}"), "digest": {"sha1": COMMIT},
                "entryPoint": "task.yaml",
            },
            "parameters": {},
        },
        "materials": [
            {"uri": format!("git+{SOURCE}@{MAIN}"), "digest": {"sha1": COMMIT}},
            {"uri": "gcr.io/acme/base", "digest": {"sha256": "11".repeat(32)}},
        ],
    });
    let mut case = Case::of(V02, predicate);
    case.key = "tekton".to_owned();
    case.builders = table(
        r#"{"name":"tekton","operator":"acme","max_level":3,"adapter":"generic","forgeable":false,
            "signer":{"keys":["tekton"]},"builder_id":{"exact":"https://tekton.dev/chains/v2"},
            "build_types":["tekton.dev/v1beta1/TaskRun"]}"#,
    );
    case
}

/// A runner of GitLab, by an entry with pointers and claims.
pub(crate) fn gitlab() -> Case {
    let predicate = json!({
        "buildDefinition": {
            "buildType": "https://docs.gitlab.com/ci/pipeline_security/slsa/provenance_v1",
            "externalParameters": {
                "source": "https://gitlab.com/acme/app", "entryPoint": "build", "variables": {"CI": "true"},
            },
            "internalParameters": {"ref": MAIN, "sha": COMMIT},
            "resolvedDependencies": [{"uri": "https://gitlab.com/acme/app", "digest": {"gitCommit": COMMIT}}],
        },
        "runDetails": {"builder": {"id": "https://gitlab.com/runners/1"}},
    });
    let mut case = Case::of(V1, predicate);
    case.san = Some("https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main".to_owned());
    case.issuer = Some("https://gitlab.com".to_owned());
    case.claims = [
        (12, "https://gitlab.com/acme/app"),
        (13, COMMIT),
        (14, MAIN),
    ]
    .map(|(number, value)| (number, value.to_owned()))
    .to_vec();
    case.builders = table(
        r#"{"name":"gitlab","operator":"gitlab","max_level":3,"adapter":"generic","forgeable":true,
            "signer":{"issuer":"https://gitlab.com",
              "san":{"exact":"https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main"}},
            "builder_id":{"exact":"https://gitlab.com/runners/1"},
            "build_types":["https://docs.gitlab.com/ci/pipeline_security/slsa/provenance_v1"],
            "fields":{"source":"/buildDefinition/externalParameters/source",
              "ref":"/buildDefinition/internalParameters/ref",
              "commit":"/buildDefinition/internalParameters/sha"},
            "backing":{"source":12,"ref":14,"commit":13},
            "ignore_parameters":["variables"]}"#,
    );
    case.expectations = bonafide_slsa::Expectations::source("gitlab.com/acme/app").unwrap();
    case
}

/// What BuildKit writes: unsigned, and its builder has no name.
pub(crate) fn buildkit() -> Case {
    let predicate = json!({
        "builder": {"id": ""},
        "buildType": "https://mobyproject.org/buildkit@v1",
        "invocation": {
            "configSource": {
                "uri": format!("{SOURCE}.git#{MAIN}"), "digest": {"sha1": COMMIT},
                "entryPoint": "Dockerfile",
            },
            "parameters": {"frontend": "dockerfile.v0"},
            "environment": {"platform": "linux/amd64"},
        },
        "materials": [
            {"uri": "pkg:docker/alpine@3.19?platform=linux%2Famd64", "digest": {"sha256": "22".repeat(32)}},
        ],
        "metadata": {"reproducible": false},
    });
    let case = Case::of(V02, predicate).state(super::State::CoveredByIndex);
    any(case, &["/frontend"])
}
