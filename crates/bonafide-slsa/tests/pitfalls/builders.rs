//! 14: names of builders.

use bonafide_slsa::BuilderId;

use crate::common::builders::{G, delegated, generator, generator_at, github};
use crate::common::{Case, SOURCE, WORKFLOW, cloud};

fn name() -> String {
    format!("{G}generator_generic_slsa3.yml")
}

fn signed_by(id: &str) -> Case {
    generator().set("/builder/id", id).signer(id)
}

#[test]
fn pitfall_14_builders_are_releases() {
    for good in ["refs/tags/v1.2.3", "refs/tags/v10.20.30"] {
        signed_by(&format!("{}@{good}", name())).allowed(3);
        delegated(&format!("{G}builder_nodejs_slsa3.yml@{good}")).allowed(3);
    }
    for bad in [
        "refs/tags/v1.2",
        "refs/tags/v1",
        "refs/tags/1.2.3",
        "refs/tags/v1.2.3-rc",
        "refs/tags/v1.2.3-rc.1",
        "refs/tags/v1.2.3+b",
        "refs/tags/v01.2.3",
        "refs/tags/v1.2.3.4",
        "refs/tags/v1.2.3@refs/tags/v1.2.3",
        "refs/heads/v1.2.3",
        "refs/heads/main",
        "refs/heads/refs/tags/v1.2.3",
        "refs/tags/refs/tags/v1.2.3",
        "refs/tags/heads/main",
        "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00",
    ] {
        signed_by(&format!("{}@{bad}", name())).rejected("slsa.builder.ref");
        // Also where the expectation names no version.
        let expected = signed_by(&format!("{}@{bad}", name())).expect(|e| e.with_builder(name()));
        expected.rejected("slsa.builder.ref");
        delegated(&format!("{G}builder_nodejs_slsa3.yml@{bad}")).rejected("slsa.builder.ref");
        let delegator = format!("{G}delegator_generic_slsa3.yml@{bad}");
        let id = format!("{G}builder_nodejs_slsa3.yml@refs/tags/v1.10.0");
        delegated(&id)
            .signer(&delegator)
            .rejected("slsa.builder.ref");
    }
}

#[test]
fn pitfall_14_names_are_split_in_one_way() {
    for id in [
        format!("{}@a@b", name()),
        format!("{}@", name()),
        name(),
        "https://github.com/a/b/x.yml@refs/heads/y.yml@refs/tags/v1.2.3".to_owned(),
        "https://example.com/x@a@b".to_owned(),
        "https://example.com/x@".to_owned(),
        String::new(),
    ] {
        let parsed = BuilderId::parse(&id).map(|_| ()).unwrap_err();
        assert_eq!(parsed.code().as_str(), "slsa.builder.id-malformed", "{id}");
        if !id.is_empty() {
            generator()
                .set("/builder/id", id.as_str())
                .rejected("slsa.builder.id-malformed");
        }
    }
    // A path or a reference may hold an at sign.
    for good in [
        "https://github.com/a/b/x@y/z.yml@refs/tags/v1.2.3",
        "https://github.com/a/b/z.yml@refs/heads/x@y",
    ] {
        assert!(
            BuilderId::parse(good).is_ok_and(|id| id.is_workflow()),
            "{good}"
        );
    }
    // The short form is that of a release, in expectations and statements.
    generator()
        .set("/builder/id", format!("{}@v1.9.0", name()))
        .allowed(3);
    generator()
        .set("/builder/id", format!("{}@v1.9", name()))
        .rejected("slsa.builder.id-malformed");
    let case = cloud::gcb_v1()
        .expect(|e| e.with_builder("https://cloudbuild.googleapis.com/GoogleHostedWorker@x@y"));
    case.rejected_only("slsa.builder.id-malformed");
}

#[test]
fn pitfall_14_a_tag_may_be_named_like_a_branch() {
    let file = "generator_generic_slsa3.yml";
    let case = || generator_at(file, "generic", "refs/tags/heads/main", "create");
    case().expect(|e| e.with_tag("heads/main")).allowed(3);
    case()
        .expect(|e| e.with_branch("main"))
        .rejected_only("slsa.ref.kind");
    case()
        .expect(|e| e.with_tag("main"))
        .rejected_only("slsa.ref.tag");
    // Nor where the reference itself tells the branch.
    let reference = "refs/tags/heads/main";
    let case = || {
        let place = "/buildDefinition/externalParameters/workflow/ref";
        let uri = "/buildDefinition/resolvedDependencies/0/uri";
        let san = format!("{SOURCE}/{WORKFLOW}@{reference}");
        let case = github()
            .set(place, reference)
            .set(uri, format!("git+{SOURCE}@{reference}"));
        let case = case
            .set("/runDetails/builder/id", san.as_str())
            .signer(&san);
        case.claim(6, reference)
            .claim(14, reference)
            .claim(18, &san)
    };
    case().expect(|e| e.with_tag("heads/main")).allowed(2);
    case()
        .expect(|e| e.with_branch("main"))
        .rejected_only("slsa.ref.kind");
}
