//! Google Cloud Build, and builders of one's own.

use serde_json::json;

use crate::common::builders::MAIN;
use crate::common::cloud::{buildkit, gcb_v1, gcb_v02, gcb_v03, gitlab, tekton};
use crate::common::{COMMIT, Case, OTHER_COMMIT, SHA256, SOURCE};

const KEYS: &str = "projects/verified-builder/locations/global/keyRings/attestor/cryptoKeys/";

fn key(case: Case, name: &str) -> Case {
    case.with(|case| case.key = format!("{KEYS}{name}/cryptoKeyVersions/1"))
}

#[test]
fn the_key_fixes_the_format() {
    for old in [gcb_v02, gcb_v03] {
        key(old(), "provenanceSigner").allowed(3);
        key(old(), "google-hosted-worker").rejected("slsa.builder.id-mismatch");
        key(old(), "other").rejected("slsa.builder.untrusted");
        old()
            .predicate_type("https://slsa.dev/provenance/v0.2")
            .rejected("prov.missing-field");
    }
    for name in ["provenanceSigner", "builtByGCB"] {
        key(gcb_v1(), name).rejected("slsa.builder.id-mismatch");
    }
    let other_type = gcb_v1().set("/buildDefinition/buildType", "https://example.com/x");
    other_type.rejected("slsa.build-type");
    gcb_v02()
        .set(
            "/recipe/type",
            "https://cloudbuild.googleapis.com/CloudBuildYaml@v0.1",
        )
        .rejected("slsa.build-type");
    for recipe in [
        "https://cloudbuild.googleapis.com/CloudBuildYaml@",
        "https://cloudbuild.googleapis.com/CloudBuildYaml@v0.1/x",
        "https://cloudbuild.googleapis.com/Other@v0.1",
    ] {
        gcb_v03()
            .set("/recipe/type", recipe)
            .rejected("slsa.build-type");
    }
    gcb_v03()
        .set(
            "/recipe/type",
            "https://cloudbuild.googleapis.com/CloudBuildSteps@v0.1",
        )
        .allowed(3);
}

#[test]
fn a_build_is_of_the_right_kind_and_about_images() {
    gcb_v02()
        .set("/recipe/arguments/@type", "type.googleapis.com/other")
        .rejected_only("prov.shape");
    gcb_v02()
        .without("/recipe/arguments/@type")
        .rejected_only("prov.shape");
    let subjects = json!([{"digest": {"sha256": SHA256}}, {"digest": {"sha512": "00".repeat(64)}}]);
    gcb_v02().subjects(subjects).rejected_only("prov.shape");
}

#[test]
fn the_builder_is_expected_with_or_without_its_version() {
    let name = "https://cloudbuild.googleapis.com/GoogleHostedWorker";
    for good in [name.to_owned(), format!("{name}@v0.2")] {
        gcb_v02().expect(|e| e.with_builder(good)).allowed(3);
    }
    gcb_v02()
        .expect(|e| e.with_builder(format!("{name}@v0.3")))
        .rejected_only("slsa.builder.id-mismatch");
    gcb_v02()
        .expect(|e| e.with_builder("https://example.com/x"))
        .rejected_only("slsa.builder.unsupported");
    gcb_v02()
        .expect(|e| e.with_builder(format!("{name}@a@b")))
        .rejected_only("slsa.builder.id-malformed");
    gcb_v02()
        .expect(|e| e.with_builder(format!("{name}@")))
        .rejected_only("slsa.builder.id-malformed");
}

#[test]
fn the_source_is_written_in_three_ways() {
    let material = |case: fn() -> Case, uri: String| case().set("/materials/0/uri", uri);
    material(gcb_v02, format!("{SOURCE}#{MAIN}")).allowed(3);
    material(gcb_v02, SOURCE.to_owned()).rejected_only("prov.shape");
    material(gcb_v02, format!("{SOURCE}/commit/main")).rejected("uri.malformed");
    material(
        gcb_v02,
        format!("https://github.com/acme/other/commit/{COMMIT}"),
    )
    .rejected_only("slsa.source.repo");
    material(gcb_v03, format!("{SOURCE}#{MAIN}")).allowed(3);
    material(gcb_v03, format!("{SOURCE}/commit/{COMMIT}")).rejected("uri.malformed");
    gcb_v03()
        .set("/materials", json!([]))
        .rejected_only("slsa.source.missing");
    gcb_v02()
        .set("/materials/0/digest", json!({"sha1": OTHER_COMMIT}))
        .rejected_only("slsa.source.conflicting-commits");

    let config = "/buildDefinition/externalParameters/buildConfigSource";
    gcb_v1()
        .set(&format!("{config}/repository"), SOURCE)
        .allowed(3);
    gcb_v1()
        .set(
            &format!("{config}/repository"),
            "https://github.com/acme/other",
        )
        .rejected_only("slsa.source.repo");
    gcb_v1()
        .without(&format!("{config}/repository"))
        .rejected("slsa.source.missing");
    gcb_v1().without(config).rejected("slsa.source.missing");
    // An archive is no repository, and says so by its level.
    let archive = gcb_v1().set(&format!("{config}/repository"), "gs://bucket/acme/app");
    archive.rejected_only("slsa.source.repo");
    // What a trigger substitutes came from outside.
    let substituted = gcb_v1().set("/buildDefinition/externalParameters/substitutions/_X", "1");
    substituted.rejected_only("slsa.params.unknown");
}

#[test]
fn tags_stand_twice_and_branches_are_not_always_told() {
    for old in [gcb_v02, gcb_v03] {
        old().expect(|e| e.with_tag("v1.2.3")).allowed(3);
        old()
            .expect(|e| e.with_tag("v1.2.4"))
            .rejected_only("slsa.ref.tag");
        old().expect(|e| e.with_versioned_tag("v1")).allowed(3);
        old()
            .expect(|e| e.with_branch("main"))
            .rejected_only("slsa.ref.unsupported");
        let untold = old().without("/recipe/arguments/substitutions/TAG_NAME");
        untold
            .expect(|e| e.with_tag("v1.2.3"))
            .rejected_only("slsa.ref.kind");
    }
    let name = "/buildDefinition/internalParameters/systemSubstitutions/TAG_NAME";
    gcb_v1().expect(|e| e.with_tag("v1.2.3")).allowed(3);
    gcb_v1().set(name, "v1.2.4").rejected("prov.shape");
    gcb_v1()
        .without(name)
        .expect(|e| e.with_tag("v1.2.3"))
        .rejected_only("slsa.ref.kind");
    let main = gcb_v1().without(name).set(
        "/buildDefinition/externalParameters/buildConfigSource/ref",
        MAIN,
    );
    main.clone().expect(|e| e.with_branch("main")).allowed(3);
    main.expect(|e| e.with_branch("other"))
        .rejected_only("slsa.ref.branch");
}

#[test]
fn an_entry_of_ones_own_says_what_its_fields_mean() {
    gitlab().expect(|e| e.with_branch("main")).allowed(3);
    for (place, other) in [
        (
            "/buildDefinition/internalParameters/ref",
            "refs/heads/other",
        ),
        ("/buildDefinition/internalParameters/sha", OTHER_COMMIT),
        (
            "/buildDefinition/externalParameters/source",
            "https://gitlab.com/acme/other",
        ),
    ] {
        gitlab()
            .set(place, other)
            .rejected("slsa.cert.contradiction");
    }
    gitlab()
        .set("/buildDefinition/externalParameters/source", "acme app")
        .rejected("slsa.source.missing");
    gitlab()
        .set("/buildDefinition/externalParameters/more", "x")
        .rejected_only("slsa.params.unknown");
    gitlab()
        .with(|case| case.issuer = Some("https://gitlab.example".to_owned()))
        .rejected("slsa.signer.issuer");
}

#[test]
fn what_an_entry_points_at_stands_there_or_nowhere() {
    let pointing = || {
        let case = tekton().set(
            "/invocation/parameters",
            json!({"r": {"source": SOURCE, "ref": MAIN, "path": "p"}}),
        );
        let table = r#"{"name":"tekton","operator":"acme","max_level":3,"adapter":"generic","forgeable":false,
            "signer":{"keys":["tekton"]},"builder_id":{"exact":"https://tekton.dev/chains/v2"},
            "build_types":["tekton.dev/v1beta1/TaskRun"],"ignore_parameters":["r"],
            "fields":{"source":"/invocation/parameters/r/source","ref":"/invocation/parameters/r/ref",
              "workflow":"/invocation/parameters/r/path"}}"#;
        case.with(|case| case.builders = crate::common::cloud::table(table))
    };
    pointing()
        .expect(|e| e.with_branch("main").with_workflow("p").unwrap())
        .allowed(3);
    // The configuration source, which has both, does not stand in for what is missing.
    let without = |name: &str| pointing().without(&format!("/invocation/parameters/r/{name}"));
    without("source").rejected_only("slsa.source.missing");
    without("ref")
        .expect(|e| e.with_branch("main"))
        .rejected_only("slsa.ref.kind");
    without("path")
        .expect(|e| e.with_workflow("task.yaml").unwrap())
        .rejected_only("slsa.workflow");
}

#[test]
fn a_task_names_its_source_and_texts_that_are_no_uris() {
    tekton().expect(|e| e.with_branch("main")).allowed(3);
    let step = tekton().set("/invocation/parameters/x", "1");
    step.rejected_only("slsa.params.unknown");
    tekton()
        .set("/buildType", "tekton.dev/v1beta1/PipelineRun")
        .rejected("slsa.build-type");
}

#[test]
fn buildkit_is_bound_to_the_platform_and_to_nobody() {
    let allowed = || buildkit().settings(bonafide_slsa::Settings::allow_covered_by_index);
    allowed().allowed(1);
    // The builder's name is whatever its user set.
    let named = allowed().set("/builder/id", "https://github.com/acme/app/actions/runs/1");
    named.allowed(1);
    let other = allowed().subjects(json!([{"name": "_", "digest": {"sha256": "00".repeat(32)}}]));
    other.rejected("digest.mismatch");
    allowed()
        .set("/invocation/parameters/args", json!({"x": "y"}))
        .rejected_only("slsa.params.unknown");
}
