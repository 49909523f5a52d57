//! Tables of builders: who is accepted, up to which level, and why not.

use bonafide_report::Time;
use bonafide_slsa::{
    Adapter, Builder, Builders, CapCause, Error, Signer, SignerClaims, SignerRule,
};

const ISSUER: &str = "https://token.actions.githubusercontent.com";
const G: &str = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/";
const T: &str = "https://github.com/slsa-framework/slsa-github-generator/";
const DELEGATOR: &str =
    "https://github.com/slsa-framework/slsa-github-generator/delegator-generic@v0";
const WORKFLOW: &str = "https://actions.github.io/buildtypes/workflow/v1";
const NPM_WORKFLOW: &str = "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1";
const RUNNER: &str = "https://github.com/actions/runner";
const APP: &str = "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1";
const V01: &str = "https://slsa.dev/provenance/v0.1";
const V02: &str = "https://slsa.dev/provenance/v0.2";
const V1: &str = "https://slsa.dev/provenance/v1";

/// A certificate of before claims 8 to 22.
fn old(san: &str) -> SignerClaims {
    SignerClaims::new(san)
        .with_issuer(ISSUER)
        .with_claim(1, ISSUER)
        .with_claim(5, "acme/app")
}

fn hosted(san: &str) -> SignerClaims {
    old(san).with_claim(11, "github-hosted").with_claim(18, APP)
}

fn signer(claims: SignerClaims) -> Signer {
    Signer::Certificate(Box::new(claims))
}

fn key(name: &str) -> Signer {
    Signer::Key {
        name: name.to_owned(),
    }
}

fn names(table: &Builders, signer: &Signer) -> Result<Vec<String>, &'static str> {
    match table.find_signer(signer, None) {
        Ok(found) => Ok(found.iter().map(|entry| entry.name().to_owned()).collect()),
        Err(error) => Err(error.code().as_str()),
    }
}

fn found<'a>(
    table: &'a Builders,
    signer: &Signer,
    (id, predicate, build): (&str, &str, &str),
) -> Result<&'a Builder, &'static str> {
    let found = table.find(signer, None, id, predicate, build);
    found.map_err(|error| error.code().as_str())
}

fn entry(table: &Builders, name: &str) -> Builder {
    let found = table.entries().iter().find(|entry| entry.name() == name);
    found.cloned().unwrap_or_else(|| panic!("{name}"))
}

/// Builder ids that are the name in the certificate: the workflow, its predicate and build types.
fn generators() -> Vec<(&'static str, &'static str, Vec<String>)> {
    let own = |name: &str| format!("{T}{name}");
    vec![
        ("generator_generic_slsa3.yml", V02, vec![own("generic@v1")]),
        (
            "builder_go_slsa3.yml",
            V02,
            vec![
                own("go@v1"),
                "https://github.com/slsa-framework/slsa-github-generator-go@v1".to_owned(),
                "https://github.com/slsa-framework/slsa-github-generator@v1".to_owned(),
            ],
        ),
        (
            "builder_container-based_slsa3.yml",
            V1,
            vec!["https://slsa.dev/container-based-build/v0.1?draft".to_owned()],
        ),
        (
            "generator_container_slsa3.yml",
            V02,
            vec![own("container@v1")],
        ),
    ]
}

/// References that are not those of a release.
const NO_RELEASES: [&str; 8] = [
    "refs/heads/main",
    "refs/heads/v1.2.3",
    "refs/heads/refs/tags/v1.2.3",
    "refs/tags/v1.2",
    "refs/tags/v1.2.3-rc",
    "refs/tags/v1.2.3+b",
    "refs/tags/heads/main",
    "0123456789abcdef0123456789abcdef01234567",
];

#[test]
fn the_tables_that_come_with_the_crate_can_be_read() {
    assert_eq!(Builders::SCHEMA, "bonafide.slsa.builders/1");
    assert_eq!(Builders::public().entries().len(), 21);
    assert_eq!(Builders::testing().entries().len(), 21 + 18);
    let table = Builders::testing();
    let mut names: Vec<&str> = table.entries().iter().map(Builder::name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 39);
}

#[test]
fn generators_are_trusted_at_releases() {
    let table = Builders::public();
    for (workflow, predicate, build_types) in generators() {
        let san = format!("{G}{workflow}@refs/tags/v1.2.3");
        for claims in [old(&san), hosted(&san)] {
            let signer = signer(claims);
            for build_type in &build_types {
                let statement = (san.as_str(), predicate, build_type.as_str());
                let entry = found(&table, &signer, statement).unwrap();
                assert_eq!(entry.max_level(), 3);
                assert_eq!(entry.adapter(), Adapter::SlsaGenerator);
                assert_eq!(entry.operator(), "github");
                assert!(!entry.is_forgeable());
                let short = san.replace("refs/tags/", "");
                assert!(
                    entry
                        .check_statement(&signer, &short, predicate, build_type)
                        .is_ok()
                );
            }
            let refused = |id: &str, predicate: &str, build_type: &str| {
                found(&table, &signer, (id, predicate, build_type)).unwrap_err()
            };
            let build_type = build_types[0].as_str();
            let other = format!("{G}{workflow}@refs/tags/v1.2.4");
            assert_eq!(
                refused(&other, predicate, build_type),
                "slsa.builder.id-mismatch"
            );
            let name = format!("{G}{workflow}");
            assert_eq!(
                refused(&name, predicate, build_type),
                "slsa.builder.id-malformed"
            );
            assert_eq!(
                refused("", predicate, build_type),
                "slsa.builder.id-malformed"
            );
            assert_eq!(
                refused("x@a@b", predicate, build_type),
                "slsa.builder.id-malformed"
            );
            assert_eq!(refused(&san, predicate, WORKFLOW), "slsa.build-type");
            let wrong = format!("{build_type}x");
            assert_eq!(refused(&san, predicate, &wrong), "slsa.build-type");
            let other = if predicate == V1 { V02 } else { V1 };
            assert_eq!(refused(&san, other, build_type), "statement.predicate-type");
        }
        for reference in NO_RELEASES {
            // On GitHub any workflow may sign for itself; a builder at a wrong reference may not.
            let signer = signer(hosted(&format!("{G}{workflow}@{reference}")));
            assert_eq!(
                names(&table, &signer),
                Err("slsa.builder.ref"),
                "{reference}"
            );
        }
    }
}

#[test]
fn delegated_builders_are_named_by_the_statement() {
    let table = Builders::public();
    for delegator in [
        "delegator_generic_slsa3.yml",
        "delegator_lowperms-generic_slsa3.yml",
    ] {
        let san = format!("{G}{delegator}@refs/tags/v1.9.0");
        for claims in [old(&san), hosted(&san)] {
            let signer = signer(claims);
            let code =
                |id: &str| found(&table, &signer, (id, V1, DELEGATOR)).map(Builder::max_level);
            for builder in ["nodejs", "maven", "gradle", "bazel"] {
                let name = format!("{G}builder_{builder}_slsa3.yml");
                for predicate in [V02, V1] {
                    let id = format!("{name}@refs/tags/v1.10.0");
                    let entry = found(&table, &signer, (&id, predicate, DELEGATOR)).unwrap();
                    assert_eq!(
                        (entry.max_level(), entry.adapter()),
                        (3, Adapter::Delegator)
                    );
                }
                for reference in NO_RELEASES {
                    assert_eq!(
                        code(&format!("{name}@{reference}")),
                        Err("slsa.builder.ref")
                    );
                }
                assert_eq!(code(&name), Err("slsa.builder.id-malformed"));
            }
            let jreleaser =
                "https://github.com/jreleaser/release-action/.github/workflows/builder_slsa3.yml";
            assert_eq!(code(&format!("{jreleaser}@refs/tags/v1.2.3-java")), Ok(3));
            for reference in [
                "refs/tags/v1.2.3",
                "refs/heads/v1.2.3-java",
                "refs/tags/v1.2.3-rc-java",
            ] {
                assert_eq!(
                    code(&format!("{jreleaser}@{reference}")),
                    Err("slsa.builder.ref")
                );
            }
            for other in [
                "https://github.com/jreleaser/release-actionx/.github/workflows/b.yml@refs/tags/v1.2.3-java",
                "https://github.com/jreleaser/release-action//b.yml@refs/tags/v1.2.3-java",
                "https://github.com/jreleaser/release-action@refs/tags/v1.2.3-java",
                "https://github.com/jreleaser/release-action/x@refs/tags/v1.2.3-java",
                "https://github.com/slsa-framework/example-trw/.github/workflows/b.yml@refs/tags/v1.2.3",
                "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/x.yml@refs/tags/v1.2.3",
                san.as_str(),
            ] {
                assert_eq!(code(other), Err("slsa.builder.id-mismatch"), "{other}");
            }
        }
        let elsewhere = old(&san).with_claim(11, "self-hosted");
        assert_eq!(
            names(&table, &signer(elsewhere)),
            Err("slsa.builder.hosting")
        );
        for reference in NO_RELEASES {
            let signer = signer(hosted(&format!("{G}{delegator}@{reference}")));
            assert_eq!(names(&table, &signer), Err("slsa.builder.ref"));
        }
    }
}

#[test]
fn any_workflow_may_publish_to_npm() {
    let table = Builders::public();
    let (hosted_id, own_id) = (
        format!("{RUNNER}/github-hosted"),
        format!("{RUNNER}/self-hosted"),
    );
    let here = signer(hosted(APP));
    for build_type in [
        "https://github.com/npm/cli/gha@v1",
        "https://github.com/npm/cli/gha/v2",
    ] {
        for id in [RUNNER, hosted_id.as_str()] {
            let entry = found(&table, &here, (id, V02, build_type)).unwrap();
            assert_eq!((entry.max_level(), entry.adapter()), (2, Adapter::Npm));
            assert!(entry.is_forgeable());
        }
        assert_eq!(
            found(&table, &here, (&hosted_id, V1, build_type)),
            Err("statement.predicate-type")
        );
        assert_eq!(
            found(&table, &here, (&own_id, V02, build_type)),
            Err("slsa.builder.id-mismatch")
        );
    }
    assert_eq!(
        found(&table, &here, (&hosted_id, V1, NPM_WORKFLOW))
            .unwrap()
            .max_level(),
        2
    );
    // The short form is of v0.2 only.
    assert_eq!(
        found(&table, &here, (RUNNER, V1, NPM_WORKFLOW)),
        Err("slsa.build-type")
    );
    let there = signer(old(APP).with_claim(11, "self-hosted"));
    let entry = found(&table, &there, (&own_id, V1, NPM_WORKFLOW)).unwrap();
    assert_eq!((entry.max_level(), entry.name()), (1, "npm-v1-self-hosted"));
    assert_eq!(
        found(&table, &there, (&hosted_id, V1, NPM_WORKFLOW)),
        Err("slsa.builder.id-mismatch")
    );
    let nowhere = signer(old(APP).with_claim(11, "moon"));
    assert_eq!(names(&table, &nowhere), Err("slsa.builder.hosting"));
    let unknown = signer(old(APP));
    assert_eq!(
        found(&table, &unknown, (&hosted_id, V1, NPM_WORKFLOW)),
        Err("slsa.builder.hosting-unknown")
    );
    let npm = Builders::public().only(|entry| entry.adapter() == Adapter::Npm);
    assert_eq!(names(&npm, &unknown), Err("slsa.builder.hosting-unknown"));
    assert_eq!(names(&table, &unknown), Err("slsa.builder.untrusted"));
}

#[test]
fn a_workflow_may_attest_for_itself() {
    let table = Builders::public();
    let here = signer(hosted(APP));
    let entry = found(&table, &here, (APP, V1, WORKFLOW)).unwrap();
    assert_eq!((entry.max_level(), entry.adapter()), (2, Adapter::GitHub));
    assert!(entry.is_forgeable());
    assert_eq!(
        found(&table, &here, (APP, V02, WORKFLOW)),
        Err("statement.predicate-type")
    );
    assert_eq!(
        found(&table, &here, (&format!("{APP}.2"), V1, WORKFLOW)),
        Err("slsa.builder.id-mismatch")
    );
    // Called by another, it is no longer what was started.
    let called = "https://github.com/acme/tools/.github/workflows/build.yml@refs/heads/main";
    let called = signer(hosted(called));
    assert!(
        !names(&table, &called)
            .unwrap()
            .contains(&"github-attestation".to_owned())
    );
    for san in [
        "https://github.com/acme/app/release.yml@refs/tags/v1",
        "https://github.com/acme/app/.github/workflows/sub/release.yml@refs/tags/v1",
        "https://github.com/acme/app/.github/release.yml@refs/tags/v1",
        "https://github.com//app/.github/workflows/release.yml@refs/tags/v1",
        "https://github.com.evil.example/acme/app/.github/workflows/release.yml@refs/tags/v1",
        "http://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1",
        "https://github.com/acme/app",
        "release@acme.example",
    ] {
        let claims = old(san).with_claim(11, "github-hosted").with_claim(18, san);
        assert_eq!(
            names(&table, &signer(claims)),
            Err("slsa.builder.untrusted"),
            "{san}"
        );
    }
    let twice = "https://github.com/acme/app/.github/workflows/a.yml@refs/heads/b.yml@refs/heads/c";
    assert_eq!(
        names(&table, &signer(hosted(twice))),
        Err("slsa.builder.id-malformed")
    );
}

#[test]
fn named_reusable_workflows_reach_the_third_level() {
    let table = Builders::public();
    for name in [
        "https://github.com/bazel-contrib/.github/.github/workflows/release_ruleset.yaml",
        "https://github.com/bazel-contrib/publish-to-bcr/.github/workflows/publish.yaml",
    ] {
        for reference in ["refs/tags/v0.0.1", "refs/tags/v7", "refs/tags/v1.2.3-rc0"] {
            let san = format!("{name}@{reference}");
            let entry = found(&table, &signer(hosted(&san)), (&san, V1, WORKFLOW)).unwrap();
            assert_eq!((entry.max_level(), entry.adapter()), (3, Adapter::GitHub));
            assert!(!entry.is_forgeable());
        }
        // A commit may be that of a fork.
        for reference in [
            "refs/heads/main",
            "refs/heads/v1",
            "0123456789abcdef0123456789abcdef01234567",
        ] {
            let signer = signer(hosted(&format!("{name}@{reference}")));
            assert_eq!(names(&table, &signer), Err("slsa.builder.ref"));
        }
    }
}

#[test]
fn keys_of_cloud_build_fix_the_predicate() {
    let table = Builders::public();
    let global = "projects/verified-builder/locations/global/keyRings/attestor/cryptoKeys/";
    let region = "projects/verified-builder/locations/us-west2/keyRings/attestor/cryptoKeys/builtByGCB/cryptoKeyVersions/1";
    let signer_key = format!("{global}provenanceSigner/cryptoKeyVersions/1");
    let worker = format!("{global}google-hosted-worker/cryptoKeyVersions/1");
    let base = "https://cloudbuild.googleapis.com/";
    let id = |version: &str| format!("{base}GoogleHostedWorker{version}");
    for name in [
        region,
        &format!("{global}builtByGCB/cryptoKeyVersions/1"),
        &signer_key,
    ] {
        let signer = key(name);
        let code = |id: &str, predicate: &str, build: &str| {
            found(&table, &signer, (id, predicate, build)).map(Builder::max_level)
        };
        assert_eq!(code(&id("@v0.2"), V01, &id("@v0.2")), Ok(3));
        for recipe in ["CloudBuildYaml@v0.1", "CloudBuildSteps@v0.1"] {
            assert_eq!(code(&id("@v0.3"), V01, &format!("{base}{recipe}")), Ok(3));
            assert_eq!(
                code(&id("@v0.2"), V01, &format!("{base}{recipe}")),
                Err("slsa.build-type")
            );
        }
        for recipe in [
            "CloudBuildYaml@",
            "CloudBuildYaml@v0.1/x",
            "CloudBuildYamlx@v0.1",
            "CloudBuild",
        ] {
            assert_eq!(
                code(&id("@v0.3"), V01, &format!("{base}{recipe}")),
                Err("slsa.build-type")
            );
        }
        assert_eq!(
            code(&id("@v0.2"), V1, &id("@v0.2")),
            Err("statement.predicate-type")
        );
        for version in ["", "@v0.4", "@v0.2x", "x"] {
            assert_eq!(
                code(&id(version), V01, &id("@v0.2")),
                Err("slsa.builder.id-mismatch")
            );
        }
        assert_eq!(
            code(&id("@v0.2@v0.2"), V01, &id("@v0.2")),
            Err("slsa.builder.id-malformed")
        );
    }
    let signer = key(&worker);
    let build_type = "https://cloud.google.com/build/gcb-buildtypes/google-worker/v1";
    let entry = found(&table, &signer, (&id(""), V1, build_type)).unwrap();
    assert_eq!(
        (entry.max_level(), entry.adapter(), entry.operator()),
        (3, Adapter::CloudBuild, "google")
    );
    assert_eq!(
        found(&table, &signer, (&id(""), V01, build_type)),
        Err("statement.predicate-type")
    );
    assert_eq!(
        found(&table, &signer, (&id("@v0.2"), V01, &id("@v0.2"))),
        Err("slsa.builder.id-mismatch")
    );
    for name in [
        "",
        &format!("{worker}1"),
        &region.replace("us-west2", "moon"),
        &region.replace("us-west2", ""),
    ] {
        assert_eq!(
            names(&table, &key(name)),
            Err("slsa.builder.untrusted"),
            "{name}"
        );
    }
    // A name of a key in a certificate is not that key.
    assert_eq!(
        names(&table, &crate::signer(old(&worker))),
        Err("slsa.builder.untrusted")
    );
}

#[test]
fn issuer_and_name_belong_together() {
    let table = Builders::public();
    for san in [
        format!("{G}generator_generic_slsa3.yml@refs/tags/v1.2.3"),
        APP.to_owned(),
    ] {
        let no_issuer = SignerClaims::new(&san).with_claim(11, "github-hosted");
        for claims in [
            no_issuer.clone(),
            no_issuer.clone().with_issuer("https://accounts.google.com"),
            no_issuer.clone().with_issuer(format!("{ISSUER}/")),
            no_issuer.with_issuer(""),
        ] {
            assert_eq!(
                names(&table, &signer(claims)),
                Err("slsa.signer.issuer"),
                "{san}"
            );
        }
    }
    let fork = "https://github.com/asraa/slsa-github-generator/.github/workflows/builder_go_slsa3.yml@refs/tags/v1.4.0";
    let statement = (
        fork,
        V02,
        "https://github.com/slsa-framework/slsa-github-generator/go@v1",
    );
    assert_eq!(
        names(&table, &signer(old(fork))),
        Err("slsa.builder.untrusted")
    );
    assert_eq!(
        found(&table, &signer(old(fork)), statement),
        Err("slsa.builder.untrusted")
    );
}

#[test]
fn the_testing_table_is_for_two_repositories() {
    let (public, testing) = (Builders::public(), Builders::testing());
    let workflows = generators().into_iter().map(|(workflow, ..)| workflow);
    let delegators = [
        "delegator_generic_slsa3.yml",
        "delegator_lowperms-generic_slsa3.yml",
    ];
    for workflow in workflows.chain(delegators) {
        for reference in ["refs/heads/main", "refs/tags/v1.2.3-rc.0"] {
            let claims = |source: &str| {
                let san = format!("{G}{workflow}@{reference}");
                let claims = SignerClaims::new(san).with_issuer(ISSUER);
                signer(claims.with_claim(5, source).with_claim(11, "github-hosted"))
            };
            for source in [
                "slsa-framework/slsa-github-generator",
                "slsa-framework/example-package",
            ] {
                assert!(
                    names(&testing, &claims(source)).is_ok(),
                    "{workflow} {reference}"
                );
                assert_eq!(names(&public, &claims(source)), Err("slsa.builder.ref"));
            }
            for source in [
                "acme/app",
                "",
                "slsa-framework/example-packageA",
                "Slsa-framework/example-package",
            ] {
                assert_eq!(
                    names(&testing, &claims(source)),
                    Err("slsa.builder.ref"),
                    "{source}"
                );
            }
            let san = format!("{G}{workflow}@{reference}");
            let unknown = signer(SignerClaims::new(san).with_issuer(ISSUER));
            assert_eq!(names(&testing, &unknown), Err("slsa.builder.ref"));
        }
        for reference in [
            "refs/heads/mainx",
            "refs/tags/main",
            "refs/tags/v1.2",
            "refs/tags/v1.2.3+b",
        ] {
            let san = format!("{G}{workflow}@{reference}");
            let claims = SignerClaims::new(san).with_issuer(ISSUER);
            let signer = signer(claims.with_claim(5, "slsa-framework/example-package"));
            assert_eq!(
                names(&testing, &signer),
                Err("slsa.builder.ref"),
                "{reference}"
            );
        }
        let release = signer(old(&format!("{G}{workflow}@refs/tags/v1.2.3")));
        assert_eq!(names(&testing, &release), names(&public, &release));
    }
}

#[test]
fn the_testing_table_has_the_builders_that_are_tested() {
    let (public, testing) = (Builders::public(), Builders::testing());
    let source = "slsa-framework/example-package";
    let trw = "https://github.com/slsa-framework/example-trw/.github/workflows/builder_high-perms_slsa3.yml";
    for delegator in ["refs/heads/main", "refs/tags/v1.10.0"] {
        let san = format!("{G}delegator_generic_slsa3.yml@{delegator}");
        let claims = SignerClaims::new(san).with_issuer(ISSUER);
        let signer = signer(claims.with_claim(5, source).with_claim(11, "github-hosted"));
        for reference in [
            "refs/tags/v1.9.0",
            "refs/tags/v1.9.0-rc.1",
            "refs/heads/main",
        ] {
            let id = format!("{trw}@{reference}");
            let entry = found(&testing, &signer, (&id, V1, DELEGATOR)).unwrap();
            assert_eq!(entry.name(), "example-trw-testing-example-package");
            assert!(found(&public, &signer, (&id, V1, DELEGATOR)).is_err());
        }
        let id = format!("{trw}@refs/heads/other");
        assert_eq!(
            found(&testing, &signer, (&id, V1, DELEGATOR)),
            Err("slsa.builder.ref")
        );
    }
}

#[test]
fn tables_can_be_cut_and_joined() {
    let table = Builders::public().without("npm-v1");
    assert_eq!(table.entries().len(), 20);
    assert!(table.entries().iter().all(|entry| entry.name() != "npm-v1"));
    assert_eq!(Builders::public().without("none"), Builders::public());
    let mut own = ENTRY.replace("NAME", "npm-v1");
    own = own.replace("\"max_level\": 2", "\"max_level\": 1");
    let own = Builders::parse(document(&own).as_bytes()).unwrap();
    let joined = Builders::public().with(own.clone());
    assert_eq!(joined.entries().len(), 21);
    assert_eq!(entry(&joined, "npm-v1"), own.entries()[0]);
    assert_eq!(table.with(own).entries().len(), 21);
}

/// An entry with every member that all entries have.
const ENTRY: &str = r#"{
  "name": "NAME", "operator": "acme", "max_level": 2, "adapter": "generic",
  "signer": {"issuer": "https://issuer.example", "san": {"exact": "builder@acme.example"}},
  "builder_id": {"exact": "https://build.example"}, "build_types": ["https://build.example/v1"]
}"#;

fn document(entry: &str) -> String {
    format!(r#"{{"schema": "bonafide.slsa.builders/1", "builder": [{entry}]}}"#)
}

fn own(entry: &str) -> Builder {
    let table = Builders::parse(document(entry).as_bytes());
    table
        .unwrap_or_else(|error| panic!("{entry}: {error}"))
        .entries()[0]
        .clone()
}

#[test]
fn reads_the_form_of_the_documents() {
    let table = Builders::parse(
        br#"{"builder": [{
            "name": "gha-generic", "operator": "github", "max_level": 3, "adapter": "slsa-generator",
            "builder_id": "same-as-san",
            "build_types": ["https://github.com/slsa-framework/slsa-github-generator/generic@v1"],
            "signer": {"issuer": "https://token.actions.githubusercontent.com", "san": {
                "name": "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml",
                "ref": "semver-tag"}}
        }], "expect": {"app": {"source": "github.com/acme/app", "min_level": 3}}}"#,
    )
    .unwrap();
    let read = &table.entries()[0];
    let public = entry(&Builders::public(), "slsa-generator-generic");
    assert_eq!(read.signer(), public.signer());
    assert_eq!(read.builder_id(), public.builder_id());
    assert_eq!(read.predicate_types(), [V02, V1]);
}

#[test]
fn entries_have_defaults() {
    let entry = own(ENTRY);
    assert_eq!((entry.name(), entry.operator()), ("NAME", "acme"));
    assert_eq!(entry.predicate_types(), [V01, V02, V1]);
    assert!(entry.is_forgeable() && entry.valid().is_none() && entry.pointers().is_empty());
    assert!(entry.caps().is_empty() && entry.backing().is_empty());
    assert!(entry.ignored_parameters().is_empty());
    for (adapter, types, is_forgeable) in [
        ("slsa-generator", &[V02, V1][..], false),
        ("delegator", &[V02, V1], false),
        ("github", &[V1], true),
        ("npm", &[V02, V1], true),
        ("cloud-build", &[V01, V1], false),
    ] {
        let entry = own(&ENTRY.replace("generic", adapter));
        assert_eq!(entry.adapter().as_str(), adapter);
        assert_eq!(
            (entry.predicate_types(), entry.is_forgeable()),
            (
                &types.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>()[..],
                is_forgeable
            )
        );
    }
}

#[test]
fn entries_say_the_rest() {
    let entry = own(r#"{
        "name": "a", "operator": "acme", "max_level": 3, "adapter": "generic", "forgeable": false,
        "signer": {"issuer": "https://issuer.example", "runner": "ours", "runner_optional": false,
            "san": [{"name": "https://git.example/o/r/b.yml", "ref": {"branch": "main"}},
                    {"name": "https://git.example/o/r/b.yml", "ref": {"exact": "refs/tags/v2"}}],
            "claims": {"15": "42"}},
        "builder_id": {"prefix": "https://git.example/o", "refs": ["any"]},
        "predicate_types": ["https://slsa.dev/provenance/v1"],
        "build_types": ["t", {"prefix": "https://git.example/", "suffix": "/PROVENANCE.md"}],
        "valid": {"from": "2024-01-01T00:00:00Z", "until": "2024-12-31T23:59:59Z"},
        "caps": {"self-hosted": 0, "no-time": 1, "unbacked": 1, "archive": 2, "opaque-subject": 2},
        "backing": {"source": 12, "ref": 14, "commit": 13, "workflow": 18},
        "fields": {"source": "/a", "ref": "/b~1c", "commit": "/d", "workflow": "/e~0", "inputs": "/f"},
        "ignore_parameters": ["variables"]
    }"#);
    let fields = entry.pointers();
    assert_eq!(
        (fields.source(), fields.reference()),
        (Some("/a"), Some("/b~1c"))
    );
    assert_eq!(
        (fields.commit(), fields.workflow(), fields.inputs()),
        (Some("/d"), Some("/e~0"), Some("/f"))
    );
    assert_eq!(entry.cap(CapCause::SelfHosted), Some(0));
    assert_eq!(entry.cap(CapCause::Archive), Some(2));
    assert_eq!(entry.caps().len(), 5);
    assert_eq!(entry.backing()[1], ("ref".to_owned(), 14));
    assert_eq!(entry.ignored_parameters(), ["variables"]);
    assert!(
        entry.has_build_type("t") && entry.has_build_type("https://git.example/v17/PROVENANCE.md")
    );
    for other in [
        "tt",
        "https://git.example//PROVENANCE.md",
        "https://git.example/a/b/PROVENANCE.md",
    ] {
        assert!(!entry.has_build_type(other), "{other}");
    }
    let SignerRule::Fulcio {
        runner: Some(runner),
        ..
    } = entry.signer()
    else {
        panic!("{:?}", entry.signer());
    };
    assert_eq!((runner.name(), runner.is_optional()), ("ours", false));
    assert_eq!(
        entry.valid().unwrap().start(),
        Time::parse_rfc3339("2024-01-01T00:00:00Z").unwrap()
    );
}

#[test]
fn own_rules_hold() {
    let entry = r#"{"name": "a", "operator": "acme", "max_level": 3, "adapter": "github",
        "signer": {"issuer": "https://issuer.example",
            "san": [{"name": "https://git.example/o/r/b.yml", "ref": {"branch": "release/*"}}, {"exact": "builder@acme.example"}],
            "claims": {"15": "42"}},
        "builder_id": {"prefix": "https://git.example/o", "refs": "any"}, "build_types": ["t"],
        "valid": {"from": "2024-01-01T00:00:00Z", "until": "2024-12-31T23:59:59Z"}}"#;
    let table = Builders::parse(document(entry).as_bytes()).unwrap();
    let by = |san: &str, id: &str| {
        signer(
            SignerClaims::new(san)
                .with_issuer("https://issuer.example")
                .with_claim(15, id),
        )
    };
    let at = |text: &str| Some(Time::parse_rfc3339(text).unwrap());
    let good = at("2024-06-01T00:00:00Z");
    let code = |signer: &Signer, time: Option<Time>| {
        table
            .find_signer(signer, time)
            .map_or_else(|error| error.code().as_str(), |_| "accepted")
    };
    let workflow = "https://git.example/o/r/b.yml@refs/heads/release/1";
    assert_eq!(code(&by(workflow, "42"), good), "accepted");
    assert_eq!(code(&by("builder@acme.example", "42"), good), "accepted");
    assert_eq!(
        code(&by("xbuilder@acme.example", "42"), good),
        "slsa.builder.untrusted"
    );
    assert_eq!(
        code(
            &by("https://git.example/o/r/b.yml@refs/heads/release/1/2", "42"),
            good
        ),
        "slsa.builder.ref"
    );
    assert_eq!(code(&by(workflow, "43"), good), "slsa.builder.untrusted");
    assert_eq!(code(&by(workflow, "42"), None), "slsa.time.untrusted");
    for (time, wanted) in [
        ("2023-12-31T23:59:59Z", "slsa.builder.untrusted"),
        ("2024-01-01T00:00:00Z", "accepted"),
        ("2024-12-31T23:59:59Z", "accepted"),
        ("2025-01-01T00:00:00Z", "slsa.builder.untrusted"),
    ] {
        assert_eq!(code(&by(workflow, "42"), at(time)), wanted, "{time}");
    }
}

#[test]
fn those_that_name_the_workflow_come_first() {
    let entry = r#"{"name": "own", "operator": "acme", "max_level": 3, "adapter": "github",
        "signer": {"issuer": "https://token.actions.githubusercontent.com",
            "san": {"name": "https://github.com/acme/app/.github/workflows/release.yml", "ref": {"tag": "v*"}}},
        "builder_id": "same-as-san", "build_types": ["https://actions.github.io/buildtypes/workflow/v1"]}"#;
    let table = Builders::public().with(Builders::parse(document(entry).as_bytes()).unwrap());
    let here = signer(hosted(APP));
    assert_eq!(
        found(&table, &here, (APP, V1, WORKFLOW)).unwrap().name(),
        "own"
    );
    // It may still publish to npm, which the entry says nothing about.
    let id = format!("{RUNNER}/github-hosted");
    assert_eq!(
        found(&table, &here, (&id, V1, NPM_WORKFLOW))
            .unwrap()
            .name(),
        "npm-v1"
    );
    let branch = signer(hosted(&APP.replace("refs/tags/v1", "refs/heads/main")));
    assert_eq!(names(&table, &branch), Err("slsa.builder.ref"));
}

/// The entry with one member replaced, or added.
fn with(member: &str, value: &str) -> String {
    let mut members: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(ENTRY).unwrap();
    members.insert(member.to_owned(), serde_json::from_str(value).unwrap());
    serde_json::Value::Object(members).to_string()
}

#[test]
fn what_is_wrong_in_a_table_is_told_with_its_place() {
    let san = |san: &str| format!(r#"{{"issuer": "i", "san": {san}}}"#);
    let named = |rule: &str| {
        san(&format!(
            r#"{{"name": "https://g.example/o/r/b.yml", "ref": {rule}}}"#
        ))
    };
    let cases: Vec<(&str, String, &str)> = vec![
        ("name", r#""""#.into(), "/name"),
        ("operator", r#""""#.into(), "/operator"),
        ("max_level", "4".into(), "/max_level"),
        ("max_level", "256".into(), "/max_level"),
        ("adapter", r#""Generic""#.into(), "/adapter"),
        ("builder_id", r#""same""#.into(), "/builder_id"),
        ("builder_id", "{}".into(), "/builder_id"),
        ("builder_id", r#"{"exact": ""}"#.into(), "/builder_id/exact"),
        (
            "builder_id",
            r#"{"exact": "a", "name": "b", "refs": "any"}"#.into(),
            "/builder_id",
        ),
        (
            "builder_id",
            r#"{"exact": "a", "refs": "any"}"#.into(),
            "/builder_id",
        ),
        ("builder_id", r#"{"name": "a"}"#.into(), "/builder_id/refs"),
        (
            "builder_id",
            r#"{"name": "a@b", "refs": "any"}"#.into(),
            "/builder_id/name",
        ),
        (
            "builder_id",
            r#"{"name": "a", "refs": []}"#.into(),
            "/builder_id/refs",
        ),
        (
            "builder_id",
            r#"{"name": "a", "refs": ["any", "any"]}"#.into(),
            "/builder_id/refs/1",
        ),
        (
            "builder_id",
            r#"{"name": "a", "refs": ["any", "none"]}"#.into(),
            "/builder_id/refs/1",
        ),
        (
            "builder_id",
            r#"{"prefix": "https://a.example/o"}"#.into(),
            "/builder_id/refs",
        ),
        (
            "builder_id",
            r#"{"prefix": "https://a.example/o/", "refs": "any"}"#.into(),
            "/builder_id/prefix",
        ),
        (
            "builder_id",
            r#"{"prefix": "https://a.example", "refs": "any"}"#.into(),
            "/builder_id/prefix",
        ),
        (
            "builder_id",
            r#"{"prefix": "https:///a", "refs": "any"}"#.into(),
            "/builder_id/prefix",
        ),
        (
            "builder_id",
            r#"{"prefix": "https://a.example/o@x", "refs": "any"}"#.into(),
            "/builder_id/prefix",
        ),
        ("predicate_types", "[]".into(), "/predicate_types"),
        (
            "predicate_types",
            r#"["a", "a"]"#.into(),
            "/predicate_types/1",
        ),
        ("build_types", "[]".into(), "/build_types"),
        ("build_types", r#"[""]"#.into(), "/build_types/0"),
        (
            "build_types",
            r#"[{"suffix": "a"}]"#.into(),
            "/build_types/0/prefix",
        ),
        (
            "build_types",
            r#"[{"prefix": ""}]"#.into(),
            "/build_types/0/prefix",
        ),
        ("signer", "{}".into(), "/signer/issuer"),
        ("signer", r#"{"keys": []}"#.into(), "/signer/keys"),
        ("signer", r#"{"keys": ["a", "a"]}"#.into(), "/signer/keys/1"),
        (
            "signer",
            r#"{"keys": ["a"], "issuer": "i"}"#.into(),
            "/signer",
        ),
        ("signer", r#"{"issuer": "i"}"#.into(), "/signer/san"),
        (
            "signer",
            r#"{"san": {"exact": "a"}}"#.into(),
            "/signer/issuer",
        ),
        (
            "signer",
            r#"{"issuer": "i", "san": {"exact": "a"}, "runner_optional": true}"#.into(),
            "/signer/runner",
        ),
        (
            "signer",
            r#"{"issuer": "i", "san": {"exact": "a"}, "claims": {"x": "y"}}"#.into(),
            "/signer/claims/x",
        ),
        (
            "signer",
            r#"{"issuer": "i", "san": {"exact": "a"}, "claims": {"05": "y"}}"#.into(),
            "/signer/claims/05",
        ),
        (
            "signer",
            r#"{"issuer": "i", "san": {"exact": "a"}, "claims": {"0": "y"}}"#.into(),
            "/signer/claims/0",
        ),
        (
            "signer",
            r#"{"issuer": "i", "san": {"exact": "a"}, "claims": {"8": "y"}}"#.into(),
            "/signer/claims/8",
        ),
        (
            "signer",
            r#"{"issuer": "i", "san": {"exact": "a"}, "claims": {"5": ""}}"#.into(),
            "/signer/claims/5",
        ),
        ("signer", san("[]"), "/signer/san"),
        ("signer", san("{}"), "/signer/san"),
        ("signer", san(r#"{"ref": "any"}"#), "/signer/san"),
        (
            "signer",
            san(r#"{"exact": "a", "any_workflow": "b"}"#),
            "/signer/san",
        ),
        (
            "signer",
            san(r#"{"exact": "a", "top_level": true}"#),
            "/signer/san",
        ),
        (
            "signer",
            san(r#"{"name": "https://g.example/o/r/b.yml"}"#),
            "/signer/san/ref",
        ),
        (
            "signer",
            san(r#"{"name": "https://g.example/o/r/b.yml@v1.2.3", "ref": "any"}"#),
            "/signer/san/name",
        ),
        (
            "signer",
            san(r#"{"any_workflow": "GitHub.com"}"#),
            "/signer/san/any_workflow",
        ),
        ("signer", named("{}"), "/signer/san/ref"),
        ("signer", named(r#""tag""#), "/signer/san/ref"),
        (
            "signer",
            named(r#"{"branch": "a", "tag": "b"}"#),
            "/signer/san/ref",
        ),
        (
            "signer",
            named(r#"{"branch": ""}"#),
            "/signer/san/ref/branch",
        ),
        ("signer", named(r#"{"tag": "a***"}"#), "/signer/san/ref/tag"),
        ("signer", named(r#"{"tag": "a..b"}"#), "/signer/san/ref"),
        (
            "signer",
            named(r#"{"exact": "refs/heads/"}"#),
            "/signer/san/ref",
        ),
        (
            "signer",
            named(r#"{"semver_tag": {"suffix": "~"}}"#),
            "/signer/san/ref",
        ),
        (
            "signer",
            named(r#"{"semver_tag": {"suffix": ""}}"#),
            "/signer/san/ref/semver_tag/suffix",
        ),
        ("valid", "{}".into(), "/valid/from"),
        ("valid", r#"{"from": "today"}"#.into(), "/valid/from"),
        (
            "valid",
            r#"{"from": "2024-01-02T00:00:00Z", "until": "2024-01-01T00:00:00Z"}"#.into(),
            "/valid",
        ),
        ("caps", r#"{"no-time": 3}"#.into(), "/caps"),
        ("caps", r#"{"no-time": 9}"#.into(), "/caps/no-time"),
        ("backing", r#"{"source": 0}"#.into(), "/backing/source"),
        (
            "backing",
            r#"{"source": 4294967296}"#.into(),
            "/backing/source",
        ),
        ("fields", r#"{"source": "a"}"#.into(), "/fields/source"),
        ("fields", r#"{"source": "/a~2"}"#.into(), "/fields/source"),
        ("ignore_parameters", "[]".into(), "/ignore_parameters"),
    ];
    for (member, value, place) in cases {
        let entry = with(member, &value);
        let refusal = Builders::parse(document(&entry).as_bytes()).unwrap_err();
        assert_eq!(
            refusal.code().as_str(),
            "config.builders",
            "{member}: {value}: {refusal}"
        );
        assert_eq!(
            place_of(&refusal),
            format!("/builder/0{place}"),
            "{member}: {value}: {refusal}"
        );
    }
}

#[test]
fn members_that_contradict_each_other_are_refused() {
    let base = |change: &[(&str, &str)]| {
        let mut members: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(ENTRY).unwrap();
        for (member, value) in change {
            members.insert((*member).to_owned(), serde_json::from_str(value).unwrap());
        }
        serde_json::Value::Object(members).to_string()
    };
    let any = r#"{"issuer": "i", "san": {"any_workflow": "github.com"}}"#;
    for (change, place) in [
        (
            &[
                ("signer", r#"{"keys": ["a"]}"#),
                ("builder_id", r#""same-as-san""#),
            ][..],
            "builder_id",
        ),
        (
            &[
                ("signer", r#"{"keys": ["a"]}"#),
                ("backing", r#"{"source": 12}"#),
            ],
            "backing",
        ),
        (&[("signer", any), ("max_level", "3")], "max_level"),
        (
            &[
                ("adapter", r#""github""#),
                ("fields", r#"{"source": "/a"}"#),
            ],
            "fields",
        ),
    ] {
        let refusal = Builders::parse(document(&base(change)).as_bytes()).unwrap_err();
        assert_eq!(refusal.code().as_str(), "config.builders", "{refusal}");
        assert_eq!(place_of(&refusal), format!("/builder/0/{place}"));
    }
    own(&base(&[("signer", any)]));
    own(&base(&[("signer", r#"{"keys": ["a"]}"#)]));
}

#[test]
fn required_members_are_required() {
    for member in [
        "name",
        "operator",
        "max_level",
        "adapter",
        "signer",
        "builder_id",
        "build_types",
    ] {
        let mut members: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(ENTRY).unwrap();
        assert!(members.remove(member).is_some());
        let entry = serde_json::Value::Object(members).to_string();
        let refusal = Builders::parse(document(&entry).as_bytes()).unwrap_err();
        assert_eq!(refusal.code().as_str(), "config.builders");
        assert_eq!(place_of(&refusal), format!("/builder/0/{member}"));
    }
}

#[test]
fn documents_are_strict() {
    let entry = ENTRY;
    let twice = format!("{entry}, {entry}");
    let unknown = |inner: &str, member: &str| with(inner, member);
    for (text, code, place) in [
        ("{}".to_owned(), "config.builders", "/builder"),
        (
            r#"{"builder": []}"#.to_owned(),
            "config.builders",
            "/builder",
        ),
        (
            r#"{"schema": "bonafide.slsa.builders/2", "builder": []}"#.to_owned(),
            "config.builders",
            "/schema",
        ),
        (document(&twice), "config.builders", "/builder/1/name"),
        (document("7"), "json.type", "/builder/0"),
        ("[]".to_owned(), "json.type", ""),
        (
            document(&entry.replace("\"max_level\": 2", "\"max_level\": 2.0")),
            "json.integer-range",
            "/builder/0/max_level",
        ),
        (
            document(&entry.replace("operator", "Name")),
            "json.case-variant",
            "/builder/0/Name",
        ),
        (
            document(&entry.replace("operator", "name")),
            "json.duplicate-key",
            "/builder/0/name",
        ),
        (
            document(&unknown("level", "1")),
            "json.unknown-member",
            "/builder/0/level",
        ),
        (
            document(&unknown("signer", r#"{"keys": ["a"], "x": 1}"#)),
            "json.unknown-member",
            "/builder/0/signer/x",
        ),
        (
            document(&unknown("signer", r#"{"issuer": "i", "san": {"x": 1}}"#)),
            "json.unknown-member",
            "/builder/0/signer/san/x",
        ),
        (
            document(&unknown("builder_id", r#"{"x": 1}"#)),
            "json.unknown-member",
            "/builder/0/builder_id/x",
        ),
        (
            document(&unknown("builder_id", r#"{"name": "a", "refs": {"x": 1}}"#)),
            "json.unknown-member",
            "/builder/0/builder_id/refs/x",
        ),
        (
            document(&unknown(
                "builder_id",
                r#"{"name": "a", "refs": {"semver_tag": {"x": 1}}}"#,
            )),
            "json.unknown-member",
            "/builder/0/builder_id/refs/semver_tag/x",
        ),
        (
            document(&unknown("build_types", r#"[{"x": 1}]"#)),
            "json.unknown-member",
            "/builder/0/build_types/0/x",
        ),
        (
            document(&unknown("valid", r#"{"x": 1}"#)),
            "json.unknown-member",
            "/builder/0/valid/x",
        ),
        (
            document(&unknown("caps", r#"{"x": 1}"#)),
            "json.unknown-member",
            "/builder/0/caps/x",
        ),
        (
            document(&unknown("backing", r#"{"x": 1}"#)),
            "json.unknown-member",
            "/builder/0/backing/x",
        ),
        (
            document(&unknown("fields", r#"{"x": 1}"#)),
            "json.unknown-member",
            "/builder/0/fields/x",
        ),
        (r#"{"x": 1}"#.to_owned(), "json.unknown-member", "/x"),
        (format!("{} x", document(entry)), "json.trailing", ""),
    ] {
        let refusal = Builders::parse(text.as_bytes()).unwrap_err();
        assert_eq!(refusal.code().as_str(), code, "{text}: {refusal}");
        assert_eq!(place_of(&refusal), place, "{text}");
    }
}

fn place_of(error: &Error) -> String {
    bonafide_report::Coded::place(error).as_str().to_owned()
}

#[test]
fn texts_of_others_are_shown_with_bounds() {
    let san = format!("https://x.example/{}\u{202e}", "a".repeat(5000));
    let refusal = Builders::public()
        .find_signer(&signer(old(&san)), None)
        .unwrap_err();
    let text = refusal.to_string();
    assert!(text.len() < 2048 && !text.contains('\u{202e}'), "{text}");
}
