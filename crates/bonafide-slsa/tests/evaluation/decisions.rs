//! Several attestations, the report, and how a decision comes about.

use bonafide_report::Decision;
use bonafide_slsa::{Attestation, Join, Outcome, Settings};
use serde_json::json;

use crate::common::builders::{G, T, TAG, V1, container_based, generator, generator_at, github};
use crate::common::{
    COMMIT, Case, OTHER_COMMIT, SHA256, SOURCE, State, bad_signature, cloud, codes, leading, parse,
};

/// About something else, and good otherwise.
fn foreign() -> Case {
    generator().subjects(json!([{"digest": {"sha256": "00".repeat(32)}}]))
}

#[test]
fn any_one_that_keeps_every_rule_is_enough() {
    let others = [
        generator().state(State::Invalid),
        generator().state(State::Unreadable),
        generator().state(State::Unsigned),
        foreign(),
        generator().set("/invocation/configSource/digest/sha1", OTHER_COMMIT),
    ];
    let all = others
        .iter()
        .fold(generator(), |case, other| case.beside(other));
    let result = all.allowed(3);
    // The reasons of the others are kept.
    assert_eq!(result.candidates().len(), 5);
    assert_eq!(leading(&result).decision(), Decision::Allow);
    assert!(
        result.candidates()[1..]
            .iter()
            .all(|other| other.decision() != Decision::Allow)
    );
}

#[test]
fn nothing_there_and_nothing_usable_are_two_things() {
    let none = generator().evaluate_these(&[]);
    assert_eq!(none.decision(), Decision::Quarantine);
    assert_eq!(none.code().unwrap().as_str(), "eval.no-attestation");
    assert!(none.candidates().is_empty());

    let result = generator()
        .state(State::Invalid)
        .beside(&generator().state(State::Unsigned))
        .evaluate();
    assert_eq!(result.decision(), Decision::Quarantine);
    assert_eq!(result.code().unwrap().as_str(), "eval.none-acceptable");
    // About something else: the one there is says why, and that none is about the artifact.
    let result = foreign().evaluate();
    assert_eq!(result.decision(), Decision::Reject);
    assert_eq!(result.code().unwrap().as_str(), "digest.mismatch");
    assert_eq!(result.warnings()[0].code().as_str(), "eval.no-attestation");
}

#[test]
fn the_closest_leads() {
    let far = generator()
        .set("/buildType", "https://example.com/x")
        .set("/materials", json!([]));
    let near = generator().expect(|e| e.with_tag("v9"));
    let result = near.beside(&far).evaluate();
    assert_eq!(leading(&result).code().unwrap().as_str(), "slsa.ref.tag");
    let quarantined = generator()
        .with(|case| case.signed_at = None)
        .beside(&far)
        .evaluate();
    assert_eq!(quarantined.decision(), Decision::Quarantine);
    assert_eq!(
        leading(&quarantined).code().unwrap().as_str(),
        "slsa.time.untrusted"
    );
}

#[test]
fn a_failure_outranks_a_lack_and_a_lack_outranks_nothing() {
    let untimed = generator().with(|case| case.signed_at = None);
    untimed.held_back("slsa.time.untrusted");
    let failed = untimed.expect(|e| e.with_tag("v9"));
    let result = failed.rejected_only("slsa.ref.tag");
    assert!(codes(&result, Outcome::Lacking).contains(&"slsa.time.untrusted"));
    assert_eq!(result.code().unwrap().as_str(), "slsa.ref.tag");
}

/// slsa EVL-5: the level is low because of what is lacking, and not the other way round.
#[test]
fn a_lack_goes_before_the_level_that_it_leads_to() {
    let demanding = |case: Case| case.expect(|e| e.with_min_level(3));
    let unsigned =
        demanding(generator().state(State::Unsigned)).held_back("slsa.signer.no-material");
    let lacks = codes(&unsigned, Outcome::Lacking);
    assert_eq!(lacks, ["slsa.signer.no-material", "slsa.level"]);
    let told = unsigned.allowed().unwrap_err().to_string();
    assert!(told.starts_with("quarantine: signature, found "), "{told}");
    demanding(generator().with(|case| case.signed_at = None)).held_back("slsa.time.untrusted");
    let other = demanding(generator().state(State::Unsigned)).expect(|e| e.with_tag("v9"));
    let result = other.rejected("slsa.ref.tag");
    assert!(codes(&result, Outcome::Fail).contains(&"slsa.level"));
}

#[test]
fn what_is_expected_and_can_not_be_looked_for_fails() {
    // Skipped is only what nobody asked for.
    let result = generator().allowed(3);
    let skipped = codes(&result, Outcome::Skip);
    let unasked = ["slsa.builder.required", "slsa.ref.kind", "slsa.workflow"];
    assert_eq!(skipped, unasked);
    let case = cloud::tekton().without("/invocation/configSource");
    case.clone().rejected("slsa.source.missing");
    case.expect(|e| e.with_branch("main"))
        .rejected("slsa.ref.kind");
}

#[test]
fn no_check_stops_the_others() {
    let case = generator().state(State::Invalid).set(
        "/invocation/configSource/uri",
        "https://github.com/acme/other",
    );
    let result = case
        .expect(|e| e.with_tag("v9").with_min_level(3))
        .rejected("dsse.threshold-not-met");
    let fails = codes(&result, Outcome::Fail);
    for code in ["slsa.source.repo", "slsa.ref.kind", "slsa.level"] {
        assert!(fails.contains(&code), "{}", result.text());
    }
}

/// Two builders of two operators, of one commit.
fn second() -> Case {
    let id = format!("{G}builder_go_slsa3.yml@refs/tags/v1.9.0");
    generator()
        .set("/builder/id", id.as_str())
        .set("/buildType", format!("{T}go@v1"))
        .signer(&id)
}

#[test]
fn so_many_signers_must_agree() {
    let two = |case: Case| case.expect(|e| e.with_signers(2));
    two(generator()).rejected_only("slsa.join");
    two(generator()).beside(&second()).allowed(3);
    // One signer twice is one.
    let again = generator()
        .set("/metadata/buildInvocationID", "123456-1")
        .set("/invocation/environment/github_actor", "other");
    two(generator()).beside(&again).rejected_only("slsa.join");
    // Who is not acceptable does not count.
    for state in [
        State::Invalid,
        State::Unsigned,
        State::NoMaterial,
        State::CoveredByIndex,
    ] {
        let result = two(generator()).beside(&second().state(state)).evaluate();
        assert_ne!(result.decision(), Decision::Allow);
        let joined = |candidate: &bonafide_slsa::Candidate| {
            candidate
                .code()
                .is_some_and(|code| code.as_str() == "slsa.join")
        };
        assert!(result.candidates().iter().any(joined), "{}", result.text());
    }
    let bad = second().set("/materials", json!([]));
    two(generator()).beside(&bad).rejected_only("slsa.join");
    let other_builder = generator()
        .expect(|e| e.with_signers(3))
        .beside(&second())
        .beside(&container_based());
    other_builder.rejected_only("slsa.join");
}

#[test]
fn attestations_are_joined_by_what_they_have_in_common() {
    let joined = |join: Join| generator().expect(|e| e.with_signers(2).with_join(join));
    let actor = || Join::Pointer("/invocation/environment/github_actor".to_owned());
    for join in [Join::Invocation, Join::SourceCommit, actor()] {
        joined(join).beside(&second()).allowed(3);
    }
    // Another invocation id of the same run: what is joined is compared as written.
    let url = format!("{SOURCE}/actions/runs/123456/attempts/1");
    let other = second().set("/metadata/buildInvocationID", url);
    joined(Join::Invocation)
        .beside(&other)
        .rejected_only("slsa.join");
    let other = second().set("/invocation/environment/github_actor", "mallory");
    joined(actor()).beside(&other).rejected_only("slsa.join");
    // What is not there agrees with nothing, not even with itself.
    let nowhere = || Join::Pointer("/nowhere".to_owned());
    joined(nowhere())
        .beside(&second())
        .rejected_only("slsa.join");
    generator()
        .expect(|e| e.with_join(nowhere()))
        .rejected_only("slsa.join");
    let silent = |case: Case| case.without("/metadata/buildInvocationID");
    silent(joined(Join::Invocation))
        .beside(&silent(second()))
        .rejected_only("slsa.join");
    let commit = |case: Case, id: &str| {
        let case = case
            .claim(3, id)
            .claim(13, id)
            .claim(19, id)
            .set("/invocation/configSource/digest/sha1", id);
        case.set("/materials/0/digest/sha1", id)
            .set("/invocation/environment/github_sha1", id)
    };
    joined(Join::SourceCommit)
        .beside(&commit(second(), COMMIT))
        .allowed(3);
    joined(Join::SourceCommit)
        .beside(&commit(second(), OTHER_COMMIT))
        .rejected_only("slsa.join");
}

#[test]
fn another_type_is_not_looked_at_beside_provenance() {
    let sbom = generator().predicate_type("https://spdx.dev/Document");
    let result = generator().beside(&sbom).allowed(3);
    assert_eq!(result.candidates().len(), 1);
    sbom.rejected("statement.predicate-type");
}

#[test]
fn what_the_carrier_announces_must_be_what_was_signed() {
    let hint = |hint: &'static str| generator().with(|case| case.hint = Some(hint.to_owned()));
    hint("https://slsa.dev/provenance/v0.2").allowed(3);
    hint(V1).rejected_only("statement.predicate-hint-mismatch");
}

#[test]
fn digests_decide_what_an_attestation_is_about() {
    let with = |digests: serde_json::Value| generator().subjects(json!([{"digest": digests}]));
    with(json!({"sha256": SHA256})).allowed(3);
    with(json!({"md5": "0".repeat(32)})).rejected_only("digest.mismatch");
    let both = with(json!({"sha256": SHA256, "sha512": "00".repeat(64)}));
    let result = both.allowed(3);
    assert_eq!(result.unchecked(), ["sha512"]);
    let weak = generator().with(|case| {
        case.digests = vec![crate::common::digest(
            bonafide_digest::Algorithm::Sha1,
            COMMIT,
        )];
    });
    weak.rejected_only("digest.algorithm");
    let conflict = both.with(|case| {
        case.digests.push(crate::common::digest(
            bonafide_digest::Algorithm::Sha512,
            &"11".repeat(64),
        ));
    });
    conflict.rejected_only("digest.conflict");
}

#[test]
fn the_same_input_gives_the_same_report() {
    let case = github()
        .beside(&generator().state(State::Invalid))
        .beside(&second());
    let (one, other) = (case.evaluate(), case.evaluate());
    let text = |result| serde_json::to_string(result).unwrap();
    assert_eq!(text(&one), text(&other));
    let value: serde_json::Value = serde_json::from_str(&text(&one)).unwrap();
    assert_eq!(value["schema"], "bonafide.slsa.evaluation/1");
    assert_eq!(value["decision"], "allow");
    assert_eq!(value["code"], json!(null));
    let rejected = generator_at("generator_generic_slsa3.yml", "generic", TAG, "push")
        .expect(|e| e.with_tag("v9"));
    let value: serde_json::Value = serde_json::from_str(&text(&rejected.evaluate())).unwrap();
    assert_eq!(value["code"], "slsa.ref.tag");
    assert_eq!(value["class"], "policy");
    assert_eq!(value["level"], 0);
}

#[test]
fn hostile_texts_are_escaped_and_cut() {
    let evil = format!("\u{1b}[2J\u{202e}{}", "x".repeat(5000));
    let case = generator()
        .set("/buildType", evil.as_str())
        .with(|case| case.hint = Some(evil.clone()));
    let mut attestation = case.attestation();
    attestation = attestation.with_label(evil);
    let result = case.evaluate_these(&[attestation]);
    let text = result.text();
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
    for check in result.candidates()[0].checks() {
        assert!(check.found_text().len() <= 1100 && check.expected_text().len() <= 1100);
    }
}

#[test]
fn the_limit_is_told_and_is_never_an_absence() {
    let bad: Vec<Attestation> = (0..10)
        .map(|_| Attestation::invalid(parse(&generator().statement.to_string()), bad_signature()))
        .collect();
    let case = generator().settings(|s| s.with_candidates(10));
    let mut all = bad.clone();
    all.push(generator().attestation());
    let cut = case.evaluate_these(&all);
    assert_eq!(cut.decision(), Decision::Quarantine);
    assert_eq!(cut.code().unwrap().as_str(), "eval.candidate-limit");
    assert_eq!(cut.warnings()[0].code().as_str(), "eval.candidate-limit");
    let whole = generator()
        .settings(|s: Settings| s.with_candidates(11))
        .evaluate_these(&all);
    assert_eq!(whole.decision(), Decision::Allow);
    assert!(whole.warnings().is_empty());
    // What is about something else takes no place.
    let mut foreigners = vec![foreign().attestation(); 20];
    foreigners.push(generator().attestation());
    assert_eq!(case.evaluate_these(&foreigners).decision(), Decision::Allow);
}
