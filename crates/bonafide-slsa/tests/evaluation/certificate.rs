//! The certificate of the signer: its claims among themselves, and beside the statement.

use bonafide_slsa::{Backing, Builders, Cause, Outcome, UnknownParameters};

use crate::common::builders::{
    MAIN, container_based, delegator, generator, github, npm_v02, reusable,
};
use crate::common::{Case, OTHER_COMMIT, caps, checks, codes};

const OTHER: &str = "https://github.com/acme/other";

#[test]
fn old_and_new_claims_must_agree() {
    for (number, other) in [
        (1, "https://idp.example"),
        (2, "release"),
        (3, OTHER_COMMIT),
        (5, "acme/other"),
        (6, MAIN),
        (8, "https://idp.example"),
        (12, OTHER),
        (13, OTHER_COMMIT),
        (14, MAIN),
        (19, OTHER_COMMIT),
        (20, "release"),
        (
            9,
            "https://github.com/acme/app/.github/workflows/other.yml@refs/tags/v1.2.3",
        ),
        (
            18,
            "https://github.com/acme/other/.github/workflows/release.yml@refs/tags/v1.2.3",
        ),
        (
            18,
            "https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main",
        ),
        (
            18,
            "https://github.com/acme/app/.github/workflows/release.yml",
        ),
    ] {
        // A statement that follows the certificate does not mend it.
        generator()
            .claim(number, other)
            .rejected("slsa.cert.claims-disagree");
    }
    generator().allowed(3);
    // One form is enough.
    generator().without_claims(&[1, 2, 3, 5, 6]).allowed(3);
    generator()
        .without_claims(&[8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22])
        .allowed(3);
}

#[test]
fn trigger_commit_and_repository_must_be_named() {
    for (old, new) in [(2, 20), (3, 13), (5, 12)] {
        generator().without_claims(&[old]).allowed(3);
        generator().without_claims(&[new]).allowed(3);
        generator()
            .without_claims(&[old, new])
            .rejected_only("slsa.cert.claims-missing");
    }
    let nobody = generator().with(|case| case.issuer = None);
    nobody
        .without_claims(&[1, 8])
        .rejected("slsa.signer.issuer");
}

/// A place of the statement, another value than the certificate's, the check, and the claims.
type Row = (&'static str, &'static str, &'static str, &'static [u32]);

fn contradict(good: impl Fn() -> Case, rows: &[Row]) {
    for (place, other, check, claims) in rows {
        let result = good()
            .set(place, *other)
            .rejected("slsa.cert.contradiction");
        let contradicted = checks(&result, check);
        assert!(
            contradicted
                .iter()
                .any(|check| check.outcome() == Outcome::Fail),
            "{place}"
        );
        assert!(caps(&result).contains(&(0, Cause::Unacceptable)));
        // Who backs the good value: the certificate, or else whoever the builder is.
        let result = good().evaluate();
        let newest = claims[0];
        let asked = checks(&result, check).into_iter();
        let asked = asked.filter(|check| check.outcome() != Outcome::Skip);
        let backings: Vec<_> = asked.map(|check| check.backing()).collect();
        assert!(
            backings
                .iter()
                .all(|found| *found == Some(Backing::Certificate(newest))),
            "{place}"
        );
        if claims
            .iter()
            .any(|number| [2, 3, 5, 12, 13, 20].contains(number))
        {
            continue;
        }
        let result = good().without_claims(claims).evaluate();
        assert!(result.code().is_none(), "{place}: {}", result.text());
        let backings: Vec<_> = checks(&result, check)
            .iter()
            .map(|check| check.backing())
            .collect();
        assert!(
            !backings.contains(&Some(Backing::Certificate(newest))),
            "{place}"
        );
    }
}

#[test]
fn a_statement_of_the_generator_must_not_contradict_the_certificate() {
    let source: &[Row] = &[
        (
            "/invocation/configSource/digest/sha1",
            OTHER_COMMIT,
            "source commit",
            &[13, 3],
        ),
        (
            "/materials/0/digest/sha1",
            OTHER_COMMIT,
            "source commit",
            &[13, 3],
        ),
        (
            "/invocation/configSource/entryPoint",
            ".github/workflows/x.yml",
            "workflow",
            &[18],
        ),
        (
            "/invocation/configSource/uri",
            "git+https://github.com/acme/app@refs/heads/main",
            "source reference",
            &[14, 6],
        ),
        (
            "/invocation/configSource/uri",
            "git+https://github.com/acme/other@refs/tags/v1.2.3",
            "source repository",
            &[12, 5],
        ),
    ];
    contradict(generator, source);
    contradict(
        generator,
        &[
            (
                "/invocation/environment/github_ref",
                MAIN,
                "source reference",
                &[14, 6],
            ),
            (
                "/invocation/environment/github_sha1",
                OTHER_COMMIT,
                "source commit",
                &[13, 3],
            ),
            (
                "/invocation/environment/github_event_name",
                "release",
                "event",
                &[20, 2],
            ),
            (
                "/invocation/environment/github_repository_id",
                "4243",
                "repository id",
                &[15],
            ),
            (
                "/invocation/environment/github_repository_owner_id",
                "78",
                "owner id",
                &[17],
            ),
            (
                "/metadata/buildInvocationID",
                "123456-2",
                "invocation",
                &[21],
            ),
            (
                "/metadata/buildInvocationID",
                "123457-1",
                "invocation",
                &[21],
            ),
        ],
    );
    generator()
        .set("/builder/id", "https://example.com/x")
        .rejected("slsa.builder.id-mismatch");
}

#[test]
fn a_statement_of_format_v1_must_not_contradict_the_certificate() {
    let workflow = "acme/app/.github/workflows/x.yml@refs/tags/v1.2.3";
    let v1: &[Row] = &[
        (
            "/buildDefinition/internalParameters/GITHUB_EVENT_NAME",
            "release",
            "event",
            &[20, 2],
        ),
        (
            "/buildDefinition/internalParameters/GITHUB_REF",
            MAIN,
            "source reference",
            &[14, 6],
        ),
        (
            "/buildDefinition/internalParameters/GITHUB_SHA",
            OTHER_COMMIT,
            "source commit",
            &[13, 3],
        ),
        (
            "/buildDefinition/internalParameters/GITHUB_REPOSITORY",
            "acme/other",
            "source repository",
            &[12, 5],
        ),
        (
            "/buildDefinition/internalParameters/GITHUB_REPOSITORY_ID",
            "1",
            "repository id",
            &[15],
        ),
        (
            "/buildDefinition/internalParameters/GITHUB_REPOSITORY_OWNER_ID",
            "1",
            "owner id",
            &[17],
        ),
        (
            "/buildDefinition/internalParameters/GITHUB_WORKFLOW_REF",
            workflow,
            "workflow reference",
            &[18],
        ),
        (
            "/buildDefinition/internalParameters/GITHUB_WORKFLOW_SHA",
            OTHER_COMMIT,
            "workflow commit",
            &[19],
        ),
        (
            "/runDetails/metadata/invocationId",
            "https://github.com/acme/app/actions/runs/1/attempts/1",
            "invocation",
            &[21],
        ),
    ];
    contradict(container_based, v1);
    contradict(delegator, v1);
    let of_github: &[Row] = &[
        (
            "/buildDefinition/internalParameters/github/event_name",
            "release",
            "event",
            &[20, 2],
        ),
        (
            "/buildDefinition/internalParameters/github/repository_id",
            "1",
            "repository id",
            &[15],
        ),
        (
            "/buildDefinition/internalParameters/github/repository_owner_id",
            "1",
            "owner id",
            &[17],
        ),
        (
            "/buildDefinition/externalParameters/workflow/path",
            ".github/workflows/x.yml",
            "workflow",
            &[18],
        ),
        (
            "/buildDefinition/externalParameters/workflow/ref",
            MAIN,
            "source reference",
            &[14, 6],
        ),
        (
            "/buildDefinition/externalParameters/workflow/repository",
            OTHER,
            "source repository",
            &[12, 5],
        ),
        (
            "/buildDefinition/resolvedDependencies/0/digest/gitCommit",
            OTHER_COMMIT,
            "source commit",
            &[13, 3],
        ),
        (
            "/runDetails/metadata/invocationId",
            "https://github.com/acme/app/actions/runs/123456/attempts/2",
            "invocation",
            &[21],
        ),
    ];
    contradict(reusable, of_github);
    contradict(
        reusable,
        &[(
            "/buildDefinition/internalParameters/github/runner_environment",
            "self-hosted",
            "runner environment",
            &[11],
        )],
    );
}

#[test]
fn what_the_certificate_does_not_name_is_backed_by_a_trusted_builder_only() {
    let of = |case: Case, name: &str| {
        let result = case.without_claims(&[15, 17, 18, 21]).evaluate();
        checks(&result, name)[0].backing()
    };
    for name in ["repository id", "owner id", "workflow", "invocation"] {
        assert_eq!(of(generator(), name), Some(Backing::TrustedBuilder));
        assert_eq!(of(npm_v02(), name), Some(Backing::Unbacked));
    }
}

#[test]
fn the_commit_of_a_workflow_is_that_of_the_source_where_it_is_its_own() {
    let commit = "/invocation/environment/GITHUB_WORKFLOW_SHA";
    let own = |case: Case| case.without_claims(&[19]).set(commit, "1".repeat(40));
    own(npm_v02()).allowed(2);
    npm_v02()
        .without_claims(&[19])
        .rejected_only("slsa.cert.contradiction");
    // Claim .10 is about the builder's workflow, which is not the caller's.
    let place = "/buildDefinition/internalParameters/GITHUB_WORKFLOW_SHA";
    container_based()
        .without_claims(&[19])
        .set(place, "2".repeat(40))
        .allowed(3);
}

#[test]
fn a_builder_without_an_entry_must_not_contradict_its_certificate_either() {
    let id = "https://github.com/acme/builders/.github/workflows/build.yml@refs/tags/v1.0.0";
    let own = || {
        let case = generator()
            .set("/builder/id", id)
            .set("/buildType", "https://example.com/own");
        case.signer(id)
            .with(|case| case.builders = Builders::default())
            .expect(|e| {
                e.with_builder(id)
                    .with_tag("v1.2.3")
                    .with_unknown_parameters(UnknownParameters::Allow)
            })
    };
    own().allowed(1);
    own()
        .set("/invocation/configSource/digest/sha1", OTHER_COMMIT)
        .rejected("slsa.cert.contradiction");
    let at = |uri: &str| own().set("/invocation/configSource/uri", uri);
    at("git+https://github.com/acme/app@refs/tags/v1.2.4").rejected("slsa.cert.contradiction");
    at("git+https://github.com/acme/other@refs/tags/v1.2.3").rejected("slsa.cert.contradiction");
    own()
        .claim(3, OTHER_COMMIT)
        .claim(13, OTHER_COMMIT)
        .claim(19, OTHER_COMMIT)
        .rejected("slsa.cert.contradiction");
}

#[test]
fn the_repository_of_the_certificate_is_compared_with_the_expectation() {
    // Statement and certificate agree with each other, and not with what is expected.
    let case =
        github().expect(|_| bonafide_slsa::Expectations::source("github.com/acme/appA").unwrap());
    let result = case.rejected_only("slsa.source.repo");
    assert_eq!(codes(&result, Outcome::Fail).len(), 2);
    let odd = generator()
        .claim(12, "https://github.com/acme/app/x")
        .claim(5, "acme/app/x");
    odd.rejected("uri.malformed");
}
