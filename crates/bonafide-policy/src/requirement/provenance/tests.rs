use core::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::requirement::kit::{Bench, NOW, SIGNED, Signing, at, code, given, statement};
use bonafide_slsa::Signer;

const V1: &str = "https://slsa.dev/provenance/v1";
const V02: &str = "https://slsa.dev/provenance/v0.2";
const SOURCE: &str = "https://github.com/acme/app";
const WORKFLOW: &str = ".github/workflows/release.yml";
const TAG: &str = "refs/tags/v1.2.3";
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const ISSUER: &str = "https://token.actions.githubusercontent.com";
const GITHUB: &str = "https://actions.github.io/buildtypes/workflow/v1";

/// A change of what is wanted.
type Edit = fn(&mut ProvenanceRequirement);

fn pattern(text: &str) -> TextPattern {
    TextPattern::parse(text).unwrap()
}

/// Provenance as GitHub attests to it.
fn github() -> Value {
    json!({
        "buildDefinition": {
            "buildType": GITHUB,
            "externalParameters": {
                "workflow": {"ref": TAG, "repository": SOURCE, "path": WORKFLOW},
            },
            "internalParameters": {"github": {
                "event_name": "push", "repository_id": "4242", "repository_owner_id": "77",
                "runner_environment": "github-hosted",
            }},
            "resolvedDependencies": [{
                "uri": format!("git+{SOURCE}@{TAG}"), "digest": {"gitCommit": COMMIT},
            }],
        },
        "runDetails": {
            "builder": {"id": format!("{SOURCE}/{WORKFLOW}@{TAG}")},
            "metadata": {"invocationId": format!("{SOURCE}/actions/runs/123456/attempts/1")},
        },
    })
}

/// A workflow of the source, with all that its certificate says.
fn workflow() -> Signing {
    let san = format!("{SOURCE}/{WORKFLOW}@{TAG}");
    let mut signing = Signing::keyless("ci");
    signing.kit.identity.clone_from(&san);
    signing.kit.issuer = ISSUER.to_owned();
    let run = format!("{SOURCE}/actions/runs/123456/attempts/1");
    let claims = [
        (9, &*san),
        (10, COMMIT),
        (11, "github-hosted"),
        (12, SOURCE),
        (13, COMMIT),
        (14, TAG),
        (15, "4242"),
        (16, "https://github.com/acme"),
        (17, "77"),
        (18, &*san),
        (19, COMMIT),
        (20, "push"),
        (21, &*run),
        (22, "public"),
    ];
    signing.claims = claims
        .map(|(number, value)| (number, value.to_owned()))
        .to_vec();
    signing
}

fn asked(requirement: &ProvenanceRequirement, signing: &Signing, of: &Value) -> &'static str {
    let counted = signing.sign(of);
    let answer = judge(requirement, &Bench::default().context(), &given(&counted));
    if let Err(unmet) = &answer
        && let Some(class) = unmet.finding.code().class()
    {
        assert_eq!(unmet.class, class);
    }
    code(&answer)
}

fn wanted() -> ProvenanceRequirement {
    ProvenanceRequirement {
        slsa_build_level: Some(2),
        builders: vec![pattern("https://github.com/acme/**@refs/tags/v*")],
        build_types: vec![GITHUB.to_owned()],
        source: vec![pattern("git+https://github.com/acme/*")],
        reference: vec![pattern("refs/tags/v*")],
        max_age: Some(Duration::from_secs(3600)),
        ..ProvenanceRequirement::default()
    }
}

#[test]
fn what_a_public_builder_says_is_compared_with_each_wish() {
    let (signing, of) = (workflow(), statement(V1, &github()));
    assert_eq!(asked(&wanted(), &signing, &of), "ok");
    let bad: [(Edit, &str); 7] = [
        (|one| one.slsa_build_level = Some(3), "slsa.level"),
        (
            |one| one.builders = vec![pattern("https://github.com/evil/**")],
            "slsa.builder.id-mismatch",
        ),
        (
            |one| one.build_types = vec!["https://example.com/other".to_owned()],
            "slsa.build-type",
        ),
        (
            |one| one.source = vec![pattern("git+https://github.com/acm/*")],
            "slsa.source.repo",
        ),
        (
            |one| one.reference = vec![pattern("refs/tags/w*")],
            "slsa.ref.tag",
        ),
        (
            |one| {
                one.parameters
                    .insert("/workflow/path".to_owned(), json!("other.yml"));
            },
            "slsa.params.mismatch",
        ),
        (
            |one| one.max_age = Some(Duration::from_secs(3599)),
            "slsa.freshness",
        ),
    ];
    for (edit, code) in bad {
        let mut requirement = wanted();
        edit(&mut requirement);
        assert_eq!(asked(&requirement, &signing, &of), code);
    }
    let mut requirement = wanted();
    let path = "/workflow/path".to_owned();
    requirement.parameters.insert(path, json!(WORKFLOW));
    assert_eq!(asked(&requirement, &signing, &of), "ok");
    // Either spelling of a source will do.
    requirement.source = vec![pattern("https://github.com/acme/*")];
    assert_eq!(asked(&requirement, &signing, &of), "ok");
}

#[test]
fn a_statement_that_contradicts_its_certificate_is_refused() {
    let mut predicate = github();
    let dependency = &mut predicate["buildDefinition"]["resolvedDependencies"][0];
    dependency["digest"]["gitCommit"] = json!("f".repeat(40));
    let found = asked(&wanted(), &workflow(), &statement(V1, &predicate));
    assert_eq!(found, "slsa.cert.contradiction");
}

/// Provenance of a builder that no public table knows.
fn own() -> Value {
    json!({
        "builder": {"id": "https://ci.example.com/worker@v2"},
        "buildType": "https://ci.example.com/make@v1",
        "invocation": {"configSource": {
            "uri": "git+https://git.example.com/acme/app@refs/heads/main",
            "digest": {"sha1": COMMIT}, "entryPoint": "build",
        }},
        "metadata": {"buildFinishedOn": "2025-04-10T23:00:00Z"},
    })
}

#[test]
fn a_signer_of_the_policy_is_trusted_to_the_level_that_the_policy_can_vouch_for() {
    let (signing, of) = (Signing::key("ci"), statement(V02, &own()));
    let mut requirement = ProvenanceRequirement {
        builders: vec![pattern("https://ci.example.com/worker@v*")],
        source: vec![pattern("git+https://git.example.com/acme/*")],
        ..ProvenanceRequirement::default()
    };
    for (level, named, unnamed) in [
        (0, "ok", "ok"),
        (1, "ok", "ok"),
        (2, "ok", "slsa.level"),
        (3, "slsa.level", "slsa.level"),
    ] {
        requirement.slsa_build_level = Some(level);
        assert_eq!(asked(&requirement, &signing, &of), named, "{level}");
        let anonymous = ProvenanceRequirement {
            builders: Vec::new(),
            ..requirement.clone()
        };
        assert_eq!(asked(&anonymous, &signing, &of), unnamed, "{level}");
    }
}

#[test]
fn a_signer_that_a_table_refuses_is_not_let_in_by_the_policy() {
    let mut signing = workflow();
    signing.claims.retain(|(number, _)| *number != 11);
    signing.claims.push((11, "self-hosted".to_owned()));
    let mut requirement = wanted();
    requirement.slsa_build_level = None;
    let found = asked(&requirement, &signing, &statement(V1, &github()));
    assert!(found.starts_with("slsa.builder."), "{found}");
}

#[test]
fn the_names_of_keys_in_a_policy_are_none_of_a_public_table() {
    let counted = Signing::key("provenance_global").sign(&statement(V02, &own()));
    let attested = Attested::of(&counted).unwrap();
    let Signer::Key { name } = attested.signer else {
        panic!("a key")
    };
    assert_eq!(name, "policy:provenance_global");
}

#[test]
fn an_age_is_that_of_the_signature_or_else_that_of_the_statement() {
    let unlogged = Signing::key("ci").unlogged();
    let age = |seconds, finished: &str| {
        let mut predicate = own();
        predicate["metadata"]["buildFinishedOn"] = json!(finished);
        let requirement = ProvenanceRequirement {
            max_age: Some(Duration::from_secs(seconds)),
            ..ProvenanceRequirement::default()
        };
        asked(&requirement, &unlogged, &statement(V02, &predicate))
    };
    // It is judged at 01:00:00.
    assert_eq!(age(7200, "2025-04-10T23:00:00Z"), "ok");
    assert_eq!(age(7199, "2025-04-10T23:00:00Z"), "slsa.freshness");
    assert_eq!(age(60, "2025-04-11T01:05:00Z"), "ok");
    assert_eq!(age(60, "2025-04-11T01:05:01Z"), "attestation.malformed");
    let mut predicate = own();
    predicate["metadata"] = json!({});
    let requirement = ProvenanceRequirement {
        max_age: Some(Duration::MAX),
        ..ProvenanceRequirement::default()
    };
    let found = asked(&requirement, &unlogged, &statement(V02, &predicate));
    assert_eq!(found, "slsa.freshness");
    // A signature says when it was made.
    let logged = Signing::key("ci");
    assert_eq!(
        asked(&requirement, &logged, &statement(V02, &predicate)),
        "ok"
    );
    assert!(NOW > SIGNED && at(NOW) > at(SIGNED));
}

#[test]
fn provenance_is_about_the_artifact_or_an_index_that_leads_to_it() {
    let counted = workflow().sign(&statement(V1, &github()));
    let mut bench = Bench::default();
    let own = bench.subject.digests.clone();
    bench.subject = crate::Subject::image(crate::requirement::kit::digest(b"another"));
    let answer = judge(&wanted(), &bench.context(), &given(&counted));
    assert_eq!(answer.unwrap_err().class, Class::Mismatch);
    bench.subject.covered_by = own;
    let answer = judge(&wanted(), &bench.context(), &given(&counted));
    assert_eq!(code(&answer), "ok");
}

#[test]
fn hostile_predicates_are_refused() {
    for predicate in [
        json!({}),
        json!({"builder": []}),
        json!({"builder": {"id": 1}}),
        json!({"builder": {"id": ""}, "buildType": ""}),
        json!({"builder": {"id": "https://\u{1b}[2J@@"}, "buildType": "x"}),
    ] {
        let of = statement(V02, &predicate);
        let requirement = ProvenanceRequirement::default();
        assert_ne!(asked(&requirement, &Signing::key("ci"), &of), "ok");
    }
}

#[test]
fn types_of_provenance() {
    assert!(is_of_type(V1) && is_of_type(V02) && !is_of_type("https://slsa.dev/provenance"));
    assert!(!is_of_type("https://slsa.dev/verification_summary/v1"));
}
