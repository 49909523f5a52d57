//! 18 to 20: the certificate beside the statement.

use bonafide_slsa::{Backing, ClaimName, ClaimRule};

use crate::common::builders::{MAIN, generator, github, npm_v1, npm_v02};
use crate::common::{COMMIT, OTHER_COMMIT, checks};

#[test]
fn pitfall_18_a_statement_must_not_contradict_its_certificate() {
    npm_v02().allowed(2);
    for (place, other) in [
        ("/invocation/environment/GITHUB_REPOSITORY", "acme/other"),
        ("/invocation/environment/GITHUB_SHA", OTHER_COMMIT),
        ("/invocation/environment/GITHUB_REF", MAIN),
        (
            "/invocation/configSource/entryPoint",
            ".github/workflows/other.yml",
        ),
        ("/invocation/environment/GITHUB_EVENT_NAME", "release"),
        ("/invocation/environment/GITHUB_REPOSITORY_ID", "1"),
        ("/invocation/environment/GITHUB_REPOSITORY_OWNER_ID", "1"),
        (
            "/invocation/environment/GITHUB_WORKFLOW_REF",
            "acme/app/.github/workflows/other.yml@refs/tags/v1.2.3",
        ),
        ("/invocation/environment/GITHUB_WORKFLOW_SHA", OTHER_COMMIT),
        ("/metadata/buildInvocationId", "123456-2"),
    ] {
        npm_v02()
            .set(place, other)
            .rejected("slsa.cert.contradiction");
    }
    let runner = "/buildDefinition/internalParameters/github/runner_environment";
    github()
        .set(runner, "self-hosted")
        .rejected("slsa.cert.contradiction");
    // What the certificate does not name is not contradicted, and not backed.
    let result = npm_v02().without_claims(&[15]).allowed(2);
    assert_eq!(
        checks(&result, "repository id")[0].backing(),
        Some(Backing::Unbacked)
    );
    let result = npm_v02().allowed(2);
    assert_eq!(
        checks(&result, "repository id")[0].backing(),
        Some(Backing::Certificate(15))
    );
}

#[test]
fn pitfall_19_a_tenant_can_claim_nothing() {
    for (place, value) in [
        ("/metadata/reproducible", serde_json::json!(true)),
        ("/metadata/completeness/parameters", true.into()),
        ("/metadata/completeness/environment", true.into()),
        ("/metadata/completeness/materials", true.into()),
        ("/metadata/buildStartedOn", "2024-01-01T00:00:00Z".into()),
        ("/metadata/buildFinishedOn", "2024-01-01T00:00:00Z".into()),
    ] {
        npm_v02()
            .set(place, value)
            .rejected_only("slsa.claim.unverifiable");
    }
    // Where it is not refused it satisfies nothing.
    let wanted =
        |e: bonafide_slsa::Expectations| e.with_claim(ClaimName::Hermetic, ClaimRule::MustBeTrue);
    let hermetic = github().set("/runDetails/metadata/buildkit_hermetic", true);
    hermetic.clone().allowed(2);
    hermetic.expect(wanted).rejected_only("slsa.claims");
    let trusted =
        crate::common::builders::reusable().set("/runDetails/metadata/buildkit_hermetic", true);
    trusted.expect(wanted).allowed(3);
}

#[test]
fn pitfall_20_a_certificate_must_not_contradict_itself() {
    for (number, other) in [
        (1, "https://x.example"),
        (2, "release"),
        (3, OTHER_COMMIT),
        (5, "acme/other"),
        (6, MAIN),
    ] {
        generator()
            .claim(number, other)
            .rejected("slsa.cert.claims-disagree");
        generator().without_claims(&[number]).allowed(3);
    }
    generator()
        .claim(19, OTHER_COMMIT)
        .rejected_only("slsa.cert.claims-disagree");
    let config = "https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main";
    generator()
        .claim(18, config)
        .rejected_only("slsa.cert.claims-disagree");
    for pair in [[2, 20], [3, 13], [5, 12]] {
        generator()
            .without_claims(&pair)
            .rejected_only("slsa.cert.claims-missing");
    }
    npm_v1().claim(3, COMMIT).allowed(2);
}
