//! 21 to 27: other attestations than provenance, and several at once.

use std::time::{Duration, Instant};

use bonafide_report::Decision;
use bonafide_slsa::{Cause, Expectations, Outcome, Settings};
use serde_json::json;

use crate::common::builders::{V1, V02, generator, npm_v1, npm_v02, publish};
use crate::common::{Case, State, caps, cloud, leading, sha512};

const VSA: &str = "https://slsa.dev/verification_summary/v1";

#[test]
fn pitfall_21_a_summary_is_no_provenance() {
    let predicate = json!({
        "verifier": {"id": "https://example.com/v"}, "verificationResult": "PASSED",
        "verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
    });
    let summary = generator().with(|case| case.statement["predicate"] = predicate);
    summary
        .predicate_type(VSA)
        .rejected("statement.predicate-type");
    generator().allowed(3);
}

#[test]
fn pitfall_22_buildkit_is_trusted_as_far_as_its_index() {
    let opted = || cloud::buildkit().settings(Settings::allow_covered_by_index);
    let result = opted().allowed(1);
    assert!(caps(&result).contains(&(1, Cause::NoBuilder)));
    // A name is whatever the user of the builder set, and adds nothing.
    let named = opted().set("/builder/id", "https://github.com/acme/app");
    let result = named.allowed(1);
    assert!(caps(&result).contains(&(1, Cause::CoveredByIndex)));
    cloud::buildkit().held_back("slsa.signer.no-material");
    opted()
        .state(State::Unsigned)
        .held_back("slsa.signer.no-material");
    let other = opted().subjects(json!([{"digest": {"sha256": "00".repeat(32)}}]));
    other.rejected("digest.mismatch");
}

#[test]
fn pitfall_23_the_order_of_lines_decides_nothing() {
    let lines = [
        generator(),
        generator().state(State::Unsigned),
        generator().state(State::Unreadable),
        generator().state(State::Invalid),
    ];
    for first in 0..lines.len() {
        let mut attestations: Vec<_> = lines.iter().map(Case::attestation).collect();
        attestations.rotate_left(first);
        let result = generator().evaluate_these(&attestations);
        assert_eq!((result.decision(), result.level()), (Decision::Allow, 3));
        attestations.retain(|attestation| attestation.authenticity().as_str() != "verified");
        let result = generator().evaluate_these(&attestations);
        assert_eq!(result.decision(), Decision::Quarantine);
        assert_eq!(result.code().unwrap().as_str(), "eval.none-acceptable");
    }
}

#[test]
fn pitfall_24_npm_has_one_provenance_and_one_publication_of_one_package() {
    let published = |publish: &Case| {
        npm_v1()
            .beside(publish)
            .expect(Expectations::with_npm_publish)
    };
    published(&publish()).allowed(2);
    let subject = |name: &str, digest: String| {
        publish().subjects(json!([{"name": name, "digest": {"sha512": digest}}]))
    };
    published(&subject("pkg:npm/@acme/app@1.2.3", sha512())).allowed(2);
    published(&subject("pkg:npm/%40acme/app@1.2.4", sha512())).rejected_only("npm.version");
    published(&subject("pkg:npm/%40acme/app@1.2.3", "00".repeat(64)))
        .rejected_only("digest.mismatch");
    published(&publish().set("/version", "1.2.4")).rejected_only("npm.version");
    published(&publish().set("/name", "@acme/other")).rejected_only("npm.name");
    published(&publish())
        .beside(&npm_v02())
        .rejected_only("slsa.join");
    published(&publish())
        .beside(&publish())
        .rejected_only("slsa.join");
    published(&publish().state(State::Invalid)).rejected_only("dsse.threshold-not-met");
}

#[test]
fn pitfall_25_only_provenance_is_provenance() {
    for (name, other) in [
        ("summary", VSA),
        ("SBOM", "https://spdx.dev/Document"),
        ("link", "https://in-toto.io/attestation/link/v0.3"),
        ("suffix", "https://slsa.dev/provenance/v0.2x"),
        ("path", "https://slsa.dev/provenance/v0.2/"),
        ("case", "https://slsa.dev/Provenance/v0.2"),
        ("scheme", "http://slsa.dev/provenance/v0.2"),
    ] {
        // Its predicate is that of provenance all the same.
        let case = generator().predicate_type(other);
        let result = case.rejected("statement.predicate-type");
        assert_eq!(leading(&result).builder(), None, "{name}");
        // Nor does what the carrier says make it so.
        let hinted = case.with(|case| case.hint = Some(V02.to_owned()));
        hinted.rejected("statement.predicate-hint-mismatch");
    }
    let hint = |hint: &str| generator().with(|case| case.hint = Some(hint.to_owned()));
    hint(V02).allowed(3);
    for other in [V1, VSA, ""] {
        hint(other).rejected_only("statement.predicate-hint-mismatch");
    }
    let draft = cloud::gcb_v1().predicate_type("https://slsa.dev/provenance/v1.0?draft");
    draft.rejected("prov.draft");
}

#[test]
fn pitfall_27_a_good_one_is_found_behind_a_thousand_bad_ones() {
    let bad = [
        generator().state(State::Invalid),
        generator().set("/materials", json!([])),
        generator().set("/builder/id", "https://example.com/x"),
        generator().without("/buildType"),
    ];
    let mut all: Vec<_> = bad
        .iter()
        .map(Case::attestation)
        .cycle()
        .take(1000)
        .collect();
    all.push(generator().attestation());
    let start = Instant::now();
    let result = generator().evaluate_these(&all);
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!((result.decision(), result.level()), (Decision::Allow, 3));
    assert_eq!(result.candidates().len(), 1001);
    assert!(result.warnings().is_empty());
    assert_eq!(result.text(), generator().evaluate_these(&all).text());
    // At the limit it is found, above the limit that is what is told.
    let at = |limit| {
        generator()
            .settings(|s| s.with_candidates(limit))
            .evaluate_these(&all)
    };
    assert_eq!(at(1001).decision(), Decision::Allow);
    let cut = at(1000);
    assert_eq!(cut.decision(), Decision::Quarantine);
    assert_eq!(cut.code().unwrap().as_str(), "eval.candidate-limit");
    assert_eq!(cut.warnings()[0].outcome(), Outcome::Warn);
    // Many of the registry's kind cost no more: each is not read for each.
    let mut npm = vec![npm_v1().state(State::Invalid).attestation(); 1000];
    npm.push(publish().attestation());
    let start = Instant::now();
    let result = npm_v1()
        .expect(Expectations::with_npm_publish)
        .evaluate_these(&npm);
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_ne!(result.decision(), Decision::Allow);
}
