//! Every expectation, kept and not kept.

use bonafide_digest::{Algorithm, Digest};
use bonafide_report::Coded as _;
use bonafide_slsa::{DependencyRules, Error, Expectations, Pinned, Settings, SummarizedDependency};
use serde_json::json;

use crate::common::builders::{G, MAIN, generator, generator_at, github};
use crate::common::{COMMIT, Case, SIGNED, SOURCE, WORKFLOW, cloud, time};

#[test]
fn the_source() {
    for same in [
        "github.com/acme/app",
        "https://github.com/acme/app.git",
        "https://github.com/acme/app/",
        "git@github.com:acme/app",
        "ssh://git@github.com/acme/app",
        "git+https://GitHub.com:443/acme/app",
    ] {
        generator()
            .expect(|_| Expectations::source(same).unwrap())
            .allowed(3);
    }
    for other in [
        "github.com/acme/appA",
        "github.com/acme/ap",
        "github.com/Acme/app",
        "http://github.com/acme/app",
        "gitlab.com/acme/app",
        "github.com/acme/app-fork",
    ] {
        generator()
            .expect(|_| Expectations::source(other).unwrap())
            .rejected_only("slsa.source.repo");
    }
    let nowhere = cloud::tekton().without("/invocation/configSource/uri");
    nowhere.rejected_only("slsa.source.missing");
}

#[test]
fn branch_tag_and_versioned_tag() {
    let main = || generator_at("generator_generic_slsa3.yml", "generic", MAIN, "push");
    main().expect(|e| e.with_branch("main")).allowed(3);
    main()
        .expect(|e| e.with_branch("other"))
        .rejected_only("slsa.ref.branch");
    main()
        .expect(|e| e.with_branch("refs/heads/main"))
        .rejected_only("slsa.ref.branch");
    main()
        .expect(|e| e.with_versioned_tag("v1"))
        .rejected_only("slsa.ref.kind");
    generator().expect(|e| e.with_tag("v1.2.3")).allowed(3);
    generator()
        .expect(|e| e.with_tag("v1.2"))
        .rejected_only("slsa.ref.tag");
    for good in ["v1", "v1.2", "v1.2.3"] {
        generator()
            .expect(|e| e.with_versioned_tag(good))
            .allowed(3);
    }
    for other in ["v2", "v1.3", "v1.2.4", "v1.2.3-rc1"] {
        generator()
            .expect(|e| e.with_versioned_tag(other))
            .rejected_only("slsa.ref.versioned-tag");
    }
    for none in ["1.2.3", "v1.2.3.4", "v01", "latest"] {
        generator()
            .expect(|e| e.with_versioned_tag(none))
            .rejected_only("slsa.ref.semver");
    }
    // A tag named like a branch is a tag.
    let odd = || {
        generator_at(
            "generator_generic_slsa3.yml",
            "generic",
            "refs/tags/heads/main",
            "create",
        )
    };
    odd().expect(|e| e.with_tag("heads/main")).allowed(3);
    odd()
        .expect(|e| e.with_branch("main"))
        .rejected_only("slsa.ref.kind");
}

#[test]
fn the_builder() {
    let id = format!("{G}generator_generic_slsa3.yml");
    for good in [
        "slsa-generator-generic",
        &id,
        &format!("{id}@v1.9.0"),
        &format!("{id}@refs/tags/v1.9.0"),
    ] {
        generator().expect(|e| e.with_builder(good)).allowed(3);
    }
    for other in [
        format!("{id}@v1.9.1"),
        format!("{G}builder_go_slsa3.yml"),
        "slsa-builder-go".to_owned(),
    ] {
        generator()
            .expect(|e| e.with_builder(other))
            .rejected_only("slsa.builder.id-mismatch");
    }
    generator()
        .expect(|e| e.with_builder("a@b@c"))
        .rejected_only("slsa.builder.id-malformed");
    let one_of = generator().expect(|e| e.with_builder("slsa-builder-go").with_builder(id));
    one_of.allowed(3);
}

#[test]
fn the_workflow_the_event_and_the_build_type() {
    let workflow = |path: &str| github().expect(|e| e.with_workflow(path).unwrap());
    for good in [WORKFLOW, ".github/workflows/*.yml", "**"] {
        workflow(good).allowed(2);
    }
    for other in [
        ".github/workflows/other.yml",
        "*",
        "release.yml",
        ".github/workflows/release",
    ] {
        workflow(other).rejected_only("slsa.workflow");
    }
    github()
        .expect(|e| e.with_trigger("release").with_trigger("push"))
        .allowed(2);
    github()
        .expect(|e| e.with_trigger("release"))
        .rejected_only("slsa.trigger.mismatch");
    let silent = github().without("/buildDefinition/internalParameters/github/event_name");
    silent
        .expect(|e| e.with_trigger("push"))
        .rejected_only("slsa.trigger.mismatch");

    let build_type = "https://actions.github.io/buildtypes/workflow/v1";
    github()
        .expect(|e| {
            e.with_build_type("https://example.com/x")
                .with_build_type(build_type)
        })
        .allowed(2);
    github()
        .expect(|e| e.with_build_type("https://example.com/x"))
        .rejected_only("slsa.build-type");
    let error = Expectations::any_source()
        .with_workflow(&"*".repeat(17))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "config.expectations");
}

fn with_dependency(dependency: serde_json::Value) -> Case {
    cloud::tekton().set("/materials/-", dependency)
}

fn rules(case: Case, rules: DependencyRules) -> Case {
    case.expect(|e| e.with_dependencies(rules))
}

#[test]
fn dependencies_are_pinned() {
    let all = || DependencyRules::none().with_pinned(Pinned::All);
    let sha1 = |uri: &str| json!({"uri": uri, "digest": {"sha1": COMMIT}});
    for good in [
        json!({"uri": "https://example.com/x", "digest": {"sha256": "11".repeat(32)}}),
        json!({"uri": "https://example.com/x", "digest": {"sha1": COMMIT, "sha512": "11".repeat(64)}}),
        json!({"uri": "git+https://example.com/x", "digest": {"gitCommit": COMMIT}}),
        sha1("git+https://example.com/x@refs/heads/main"),
        sha1("git://example.com/x"),
        sha1("https://github.com/acme/lib.git#refs/heads/main"),
        sha1("https://github.com/acme/lib.git#main:folder"),
        sha1("https://git.example/lib.git@refs/tags/v1"),
    ] {
        rules(with_dependency(good), all()).allowed(3);
    }
    for bad in [
        json!({"uri": "https://example.com/x"}),
        json!({"uri": "https://example.com/x", "digest": {"md5": "1".repeat(32)}}),
        sha1("https://example.com/x"),
        sha1("https://acme.github.io/x.tgz"),
        sha1("https://example.com/x.tgz#.git"),
        sha1("https://example.com/x?y=.git"),
        sha1("https://example.com/x.git/file"),
        sha1("pkg:npm/left.git@1"),
    ] {
        rules(with_dependency(bad.clone()), all()).rejected_only("slsa.deps.unpinned");
        let oci = DependencyRules::none().with_pinned(Pinned::Schemes(vec!["oci".to_owned()]));
        rules(with_dependency(bad), oci).allowed(3);
    }
    let https = || DependencyRules::none().with_pinned(Pinned::Schemes(vec!["https".to_owned()]));
    rules(
        with_dependency(json!({"uri": "https://example.com/x"})),
        https(),
    )
    .rejected_only("slsa.deps.unpinned");
}

#[test]
fn dependencies_are_allowed_and_required() {
    let allow = |glob: &str| DependencyRules::none().with_allowed(glob).unwrap();
    let source = format!("git+{SOURCE}@{MAIN}");
    let both = allow(&source).with_allowed("gcr.io/acme/*").unwrap();
    rules(cloud::tekton(), both).allowed(3);
    rules(cloud::tekton(), allow(&source)).rejected_only("slsa.deps.denied");
    rules(
        with_dependency(json!({"digest": {"sha256": "11".repeat(32)}})),
        allow("?*"),
    )
    .rejected("slsa.deps.denied");
    // What leads elsewhere than it seems to fits no glob.
    for (glob, odd) in [
        (
            "https://example.com/acme/**",
            "https://example.com/acme/../mallory/x",
        ),
        (
            "https://example.com/acme/**",
            "https://example.com/acme/%2e%2e/mallory/x",
        ),
        (
            "https://example.com/acme/**",
            "https://example.com/acme/..%2fmallory/x",
        ),
        (
            "https://example.com/acme/**",
            "https://example.com/acme/..\\mallory/x",
        ),
        (
            "https://example.com**",
            "https://example.com@mallory.example/x",
        ),
    ] {
        let with = |uri: &str| with_dependency(json!({"uri": uri}));
        let both = || {
            allow(glob)
                .with_allowed(&source)
                .unwrap()
                .with_allowed("gcr.io/**")
                .unwrap()
        };
        rules(with(odd), both()).rejected_only("slsa.deps.denied");
        rules(
            with(odd),
            DependencyRules::none().with_required(glob).unwrap(),
        )
        .rejected_only("slsa.deps.required");
        let plain = "https://example.com/acme/x@1/y";
        rules(with(plain), both()).allowed(3);
    }
    let require = |glob: &str| DependencyRules::none().with_required(glob).unwrap();
    rules(cloud::tekton(), require("gcr.io/acme/base")).allowed(3);
    rules(cloud::tekton(), require("gcr.io/acme/other")).rejected_only("slsa.deps.required");
    for error in [
        DependencyRules::none()
            .with_allowed(&"*".repeat(17))
            .unwrap_err(),
        DependencyRules::none()
            .with_required(&"a".repeat(513))
            .unwrap_err(),
    ] {
        assert_eq!(error.code().as_str(), "config.expectations");
    }
}

#[test]
fn the_commit_of_the_source_is_backed() {
    let backed = || DependencyRules::none().with_source_commit_backed();
    rules(generator(), backed()).allowed(3);
    rules(github(), backed()).allowed(2);
    rules(cloud::tekton(), backed()).rejected_only("slsa.cert.claims-missing");
}

#[test]
fn dependencies_have_summaries() {
    let digest = |byte: &str| Digest::from_hex(Algorithm::Sha256, &byte.repeat(32)).unwrap();
    let commit = Digest::from_hex(Algorithm::Sha1, COMMIT).unwrap();
    let summary =
        |uri: Option<&str>, digest| SummarizedDependency::new(uri.map(str::to_owned), digest);
    let of = |list: Vec<SummarizedDependency>| {
        rules(
            cloud::tekton(),
            DependencyRules::none().with_summaries(list),
        )
    };
    let source = summary(None, commit);
    of(vec![source.clone(), summary(None, digest("11"))]).allowed(3);
    of(vec![
        source.clone(),
        summary(Some("gcr.io/acme/base"), digest("11")),
    ])
    .allowed(3);
    of(vec![
        source.clone(),
        summary(Some("gcr.io/acme/other"), digest("11")),
    ])
    .rejected_only("slsa.deps.vsa");
    of(vec![source.clone(), summary(None, digest("12"))]).rejected_only("slsa.deps.vsa");
    of(vec![]).rejected_only("slsa.deps.vsa");
}

#[test]
fn freshness() {
    let aged = |seconds: i64| {
        generator().with(|case| case.settings = Settings::strict(time(SIGNED + seconds)))
    };
    for (age, is_fresh) in [(0, true), (100, true), (101, false), (-1, false)] {
        let case = aged(age).expect(|e| e.with_max_age(100));
        if is_fresh {
            case.allowed(3);
        } else {
            case.rejected_only("slsa.freshness");
        }
    }
    aged(1_000_000).allowed(3);
    cloud::gcb_v1()
        .expect(|e| e.with_max_age(100))
        .rejected_only("slsa.freshness");
}

#[test]
fn the_name_of_the_subject() {
    let sha = crate::common::SHA256;
    let two = || {
        generator().subjects(json!([
            {"name": "app", "digest": {"sha256": sha}},
            {"name": "app.exe", "digest": {"sha256": sha}},
            {"name": "other", "digest": {"sha256": "00".repeat(32)}},
        ]))
    };
    for name in ["app", "app.exe"] {
        two().expect(|e| e.with_subject_name(name)).allowed(3);
    }
    for name in ["other", "APP", ""] {
        two()
            .expect(|e| e.with_subject_name(name))
            .rejected_only("slsa.subject-name");
    }
}

#[test]
fn an_evaluation_with_bad_expectations_is_an_error() {
    let case = generator().expect(|e| e.with_min_level(4));
    let artifact = bonafide_dsse::ArtifactDigests::stated(case.digests.clone()).unwrap();
    let error = bonafide_slsa::evaluate(
        &[case.attestation()],
        &artifact,
        &case.expectations,
        &case.builders,
        &case.settings,
    );
    assert!(matches!(error, Err(Error::ExpectationsConfig { .. })));
}

#[test]
fn a_workflow_is_expected_by_its_path() {
    for uri in [
        "https://github.com/acme/app/.github/workflows/release.yml",
        "https://github.com/acme/app/.github/workflows/*@refs/tags/v1",
        "*://**",
    ] {
        let error = Expectations::any_source().with_workflow(uri).unwrap_err();
        assert_eq!(error.code().as_str(), "config.expectations", "{uri}");
        assert_eq!(error.place().as_str(), "/workflow", "{uri}");
    }
    // Elsewhere than on GitHub one may stand at the top of the repository.
    for path in [WORKFLOW, "cloudbuild.yaml", ".gitlab-ci.yml", "**"] {
        Expectations::any_source().with_workflow(path).unwrap();
    }
}

#[test]
fn a_source_without_a_scheme_has_a_host() {
    for text in [
        "acme/app",
        "git+acme/app",
        "acme/app.git",
        "acme/app#:a.b",
        "acme/app/x",
    ] {
        let error = Expectations::source(text).unwrap_err();
        assert_eq!(error.code().as_str(), "uri.malformed", "{text}");
        assert!(error.to_string().contains("without its host"), "{error}");
    }
    for (text, source) in [
        ("https://forge/acme/app", "https://forge/acme/app"),
        ("git@forge:acme/app", "https://forge/acme/app"),
        ("forge:443/acme/app", "https://forge/acme/app"),
        ("forge:8443/acme/app", "https://forge:8443/acme/app"),
        ("Localhost/acme/app", "https://localhost/acme/app"),
        ("[::1]/acme/app", "https://[::1]/acme/app"),
        ("forge.test/app", "https://forge.test/app"),
    ] {
        let wanted = Expectations::source(text).unwrap();
        let error = generator().expect(|_| wanted).rejected("slsa.source.repo");
        let told = error.text();
        assert!(told.contains(&format!(", not {source}")), "{text}: {told}");
    }
}
