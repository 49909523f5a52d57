//! Verification summaries, through the public interface: what is refused, each beside a twin that
//! is not.

#[path = "common/attesting.rs"]
mod attesting;

use attesting::{OTHER, SHA256, artifact, by_key, digest, signed, statement, time, vsa_json};
use bonafide_digest::Algorithm::{GitCommit, Sha256, Sha512, Sha512_256};
use bonafide_dsse::{ArtifactDigests, TrustedDigest};
use bonafide_report::{Coded as _, Decision, Failure, Finding, Place, Status, registry};
use bonafide_slsa::{
    Attestation, Authenticity, Error, Signer, SignerClaims, Signing, SummarySigner, Transparency,
    Vsa, VsaExpectations, VsaOutcome, VsaVersion, verify_vsa,
};
use serde_json::{Value, json};

const VERIFIER: &str = "https://verifier.example/v1";
const NOW: &str = "2024-05-02T12:00:00Z";

fn wanted() -> VsaExpectations {
    with_verifier(VsaExpectations::new("pkg:oci/app")).with_level("SLSA_BUILD_LEVEL_2")
}

fn with_verifier(expectations: VsaExpectations) -> VsaExpectations {
    expectations.with_verifier(SummarySigner::key("k"), VERIFIER)
}

fn judge(document: &Value, expectations: &VsaExpectations) -> VsaOutcome {
    judge_attestation(&signed(document, by_key("k")), expectations)
}

fn judge_attestation(attestation: &Attestation, expectations: &VsaExpectations) -> VsaOutcome {
    verify_vsa(
        attestation,
        &artifact(&[(Sha256, SHA256)]),
        expectations,
        time(NOW),
    )
}

/// The summary with one member of its predicate set.
fn with(member: &str, value: Value) -> Value {
    let mut document = vsa_json();
    document["predicate"][member] = value;
    document
}

fn without(member: &str) -> Value {
    let mut document = vsa_json();
    document["predicate"]
        .as_object_mut()
        .unwrap()
        .remove(member);
    document
}

#[track_caller]
fn assert_allowed(outcome: &VsaOutcome) {
    assert_eq!(outcome.code(), None, "{:#?}", outcome.report());
    assert_eq!(outcome.decision(), Decision::Allow);
}

#[track_caller]
fn assert_refused(outcome: &VsaOutcome, id: &str, code: &str) {
    let checks = outcome.report().checks();
    let failed = checks.iter().find(|check| check.status() == Status::Fail);
    let found = failed.map(|check| (check.id(), check.code().unwrap().as_str()));
    assert_eq!(found, Some((id, code)), "{:#?}", outcome.report());
    assert_eq!(outcome.decision(), Decision::Reject);
    assert!(outcome.levels().levels().is_empty() && outcome.level_source().is_none());
}

#[track_caller]
fn assert_unreadable(document: &Value, code: &str, place: &str) {
    let outcome = judge(document, &wanted());
    assert_refused(&outcome, "vsa/format", code);
    let statement = statement(document.to_string().as_bytes());
    let error = Vsa::of(&statement).unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.place().as_str()),
        (code, place)
    );
}

#[test]
fn a_good_summary_is_allowed_and_says_so() {
    let outcome = judge(&vsa_json(), &wanted());
    assert_allowed(&outcome);
    assert_eq!(outcome.level_source().unwrap(), format!("vsa:{VERIFIER}"));
    assert_eq!(outcome.levels().of_track("BUILD").unwrap().level(), Some(2));
    assert_eq!(outcome.levels().properties(), ["ACME_REVIEWED"]);
    let ids: Vec<&str> = outcome
        .report()
        .checks()
        .iter()
        .map(|check| check.id())
        .collect();
    let all = [
        "vsa/signature",
        "vsa/expectations",
        "vsa/type",
        "vsa/subject",
        "vsa/format",
        "vsa/verifier",
        "vsa/resource",
        "vsa/result",
        "vsa/levels",
        "vsa/policy",
        "vsa/freshness",
        "vsa/source-refs",
    ];
    assert_eq!(ids, all);
    let text = serde_json::to_value(&outcome).unwrap();
    assert_eq!(text["decision"], "allow");
    assert_eq!(text["levels"], json!(["SLSA_BUILD_LEVEL_2"]));
}

#[test]
fn the_view_shows_what_was_written() {
    let statement = statement(vsa_json().to_string().as_bytes());
    let vsa = Vsa::of(&statement).unwrap();
    assert_eq!(vsa.version(), VsaVersion::V1);
    assert_eq!(vsa.verifier_id(), VERIFIER);
    assert_eq!(
        vsa.verifier_version().collect::<Vec<_>>(),
        [("tool", "1.2")]
    );
    assert_eq!(
        vsa.time_verified().unwrap().time(),
        time("2024-05-01T12:00:00Z")
    );
    assert_eq!(vsa.resource_uri(), "pkg:oci/app");
    assert_eq!(vsa.policy().uri(), Some("https://policy.example/p"));
    assert_eq!(vsa.input_attestations().len(), 1);
    assert_eq!(vsa.verification_result(), "PASSED");
    assert_eq!(vsa.slsa_version(), Some("1.2"));
    assert_eq!(
        vsa.dependency_levels().unwrap().count("SLSA_BUILD_LEVEL_1"),
        3
    );
    assert!(vsa.unknown_members().is_empty());
}

#[test]
fn only_a_verified_signature_allows() {
    let document = vsa_json().to_string();
    let parsed = || statement(document.as_bytes());
    for (attestation, code) in [
        (Attestation::unsigned(parsed()), "slsa.signer.no-material"),
        (
            Attestation::without_material(parsed()),
            "slsa.signer.no-material",
        ),
        (
            Attestation::covered_by_index(parsed()),
            "slsa.signer.no-material",
        ),
    ] {
        let outcome = judge_attestation(&attestation, &wanted());
        assert_eq!(outcome.decision(), Decision::Quarantine, "{attestation:?}");
        assert_eq!(outcome.code().unwrap().as_str(), code);
        assert!(outcome.levels().levels().is_empty());
        // What it claims is looked at all the same, and can make it worse.
        let other = VsaExpectations::new("pkg:oci/other")
            .with_verifier(SummarySigner::key("k"), VERIFIER)
            .delegating_fully();
        let outcome = judge_attestation(&attestation, &other);
        assert_eq!(outcome.decision(), Decision::Reject);
    }
    // A refusal counts as one whatever class its code has.
    let reason = Finding::new(registry::TLOG_THRESHOLD, Place::root(), "too few");
    let invalid = Attestation::invalid(parsed(), reason.clone());
    let outcome = judge_attestation(&invalid, &wanted());
    assert_refused(&outcome, "vsa/signature", "tlog.threshold");
    let outcome = judge_attestation(&Attestation::unreadable(reason), &wanted());
    assert_refused(&outcome, "vsa/signature", "tlog.threshold");
    assert_eq!(outcome.report().checks().len(), 12);
}

#[test]
fn certificates_need_a_time_and_exactly_the_identity() {
    let signer = |san: &str, issuer: &str| {
        Signer::Certificate(Box::new(SignerClaims::new(san).with_issuer(issuer)))
    };
    let expectations = VsaExpectations::new("pkg:oci/app")
        .with_verifier(
            SummarySigner::certificate("https://s", "https://i"),
            VERIFIER,
        )
        .with_level("SLSA_BUILD_LEVEL_2");
    let judge = |signing: Signing| judge_attestation(&signed(&vsa_json(), signing), &expectations);
    let logged = |signer| {
        Signing::by(signer)
            .at(time("2024-05-01T12:00:01Z"))
            .with_transparency(Transparency::Proof)
    };
    assert_allowed(&judge(logged(signer("https://s", "https://i"))));
    for (san, issuer) in [("https://s", "https://j"), ("https://s/", "https://i")] {
        assert_refused(
            &judge(logged(signer(san, issuer))),
            "vsa/verifier",
            "vsa.verifier",
        );
    }
    let no_issuer = Signer::Certificate(Box::new(SignerClaims::new("https://s")));
    assert_refused(&judge(logged(no_issuer)), "vsa/verifier", "vsa.verifier");
    let named_alike = Signer::Key {
        name: "https://s".to_owned(),
    };
    assert_refused(&judge(logged(named_alike)), "vsa/verifier", "vsa.verifier");

    let unlogged = judge(Signing::by(signer("https://s", "https://i")));
    assert_eq!(unlogged.decision(), Decision::Quarantine);
    assert_eq!(
        unlogged.code().unwrap().as_str(),
        "slsa.transparency.missing"
    );
    let timeless =
        Signing::by(signer("https://s", "https://i")).with_transparency(Transparency::Promise);
    assert_eq!(
        judge(timeless).code().unwrap().as_str(),
        "slsa.time.untrusted"
    );
}

#[test]
fn levels_are_relied_on_only_where_the_summary_is_allowed() {
    let outcome = judge(&vsa_json(), &wanted());
    let accepted = outcome.clone().allowed().unwrap();
    assert_eq!(accepted.artifact(), &artifact(&[(Sha256, SHA256)]));
    assert_eq!(accepted.verifier_id(), VERIFIER);
    assert_eq!(accepted.levels(), outcome.levels());
    let summary = [
        ("verifier", VERIFIER.to_owned()),
        ("level", "SLSA_BUILD_LEVEL_2".to_owned()),
        ("property", "ACME_REVIEWED".to_owned()),
        ("artifact", format!("sha256:{SHA256}")),
    ];
    assert_eq!(accepted.summary(), summary);
    assert_eq!(accepted.outcome(), &outcome);
    assert_eq!(accepted.into_outcome(), outcome);

    let unsigned = Attestation::unsigned(statement(vsa_json().to_string().as_bytes()));
    let held = judge_attestation(&unsigned, &wanted());
    let refusal = held.clone().allowed().unwrap_err();
    assert_eq!(refusal.code(), held.code().unwrap());
    assert!(refusal.to_string().starts_with("quarantine: "), "{refusal}");
    assert_eq!(refusal.outcome(), &held);
    assert_eq!(refusal.into_outcome(), held);
}

#[test]
fn a_refused_summary_says_why() {
    let mut document = with("verificationResult", json!("FAILED"));
    document["predicate"]["resourceUri"] = json!("pkg:oci/other");
    let judge = || judge(&document, &wanted());
    let refusal = judge().allowed().unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "reject: the resource is pkg:oci/other, not pkg:oci/app; the result is FAILED"
    );
    assert_eq!(refusal.code().as_str(), "vsa.resource");
    let codes: Vec<&str> = refusal
        .findings()
        .iter()
        .map(|finding| finding.code().as_str())
        .collect();
    assert_eq!(codes, ["vsa.resource", "vsa.result"]);
    let failure = Failure::from(judge().allowed().unwrap_err());
    assert_eq!(failure.code(), Some(registry::VSA_RESOURCE));
}

#[test]
fn other_predicates_are_no_summaries() {
    for other in [
        "https://slsa.dev/provenance/v1",
        "https://slsa.dev/verification_summary/v1.0",
        "https://slsa.dev/verification_summary/v1/",
        "https://slsa.dev/verification_summary/v0.2",
        "https://slsa.dev/Verification_summary/v1",
    ] {
        let mut document = vsa_json();
        document["predicateType"] = json!(other);
        let outcome = judge(&document, &wanted());
        assert_refused(&outcome, "vsa/type", "statement.predicate-type");
        let checks = outcome.report().checks();
        assert_eq!(checks.len(), 12);
        let mut after = checks.iter().skip(4);
        assert!(after.all(|check| check.status() == Status::NotRun));
    }
    let statement = statement(br#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"x":"y"}}],"predicateType":"p"}"#);
    let error = Vsa::of(&statement).unwrap_err();
    assert_eq!(error.code().as_str(), "statement.predicate-type");

    let hinted = |hint: &str| signed(&vsa_json(), by_key("k")).with_hint(hint);
    let v1 = VsaVersion::V1.uri();
    assert_allowed(&judge_attestation(&hinted(v1), &wanted()));
    let outcome = judge_attestation(&hinted("https://slsa.dev/provenance/v1"), &wanted());
    assert_refused(&outcome, "vsa/type", "statement.predicate-hint-mismatch");
}

#[test]
fn all_digests_stand_in_one_subject() {
    let sha512 = "33".repeat(64);
    let mut split = vsa_json();
    split["subject"] = json!([
        {"digest": {"sha256": SHA256}},
        {"digest": {"sha512": sha512}},
    ]);
    let mut joined = vsa_json();
    joined["subject"] = json!([{"digest": {"sha256": SHA256, "sha512": sha512}}]);
    let both = artifact(&[(Sha256, SHA256), (Sha512, &sha512)]);
    let judge = |document: &Value, artifact: &ArtifactDigests| {
        verify_vsa(
            &signed(document, by_key("k")),
            artifact,
            &wanted(),
            time(NOW),
        )
    };
    assert_allowed(&judge(&joined, &both));
    assert_refused(&judge(&split, &both), "vsa/subject", "digest.mismatch");
    let other = artifact(&[(Sha256, OTHER)]);
    assert_refused(&judge(&joined, &other), "vsa/subject", "digest.mismatch");
    let as_other_algorithm = artifact(&[(Sha512_256, SHA256)]);
    assert_refused(
        &judge(&joined, &as_other_algorithm),
        "vsa/subject",
        "digest.mismatch",
    );
    let half = artifact(&[(Sha256, SHA256), (Sha512, &"44".repeat(64))]);
    assert_refused(&judge(&joined, &half), "vsa/subject", "digest.conflict");
    let commit = artifact(&[(GitCommit, &"ab".repeat(20))]);
    assert_refused(&judge(&joined, &commit), "vsa/subject", "digest.algorithm");

    let mut image = vsa_json();
    image["subject"] = json!([{"digest": {"gce_image_id": "8"}}]);
    let opaque = |value: &str| {
        ArtifactDigests::stated([TrustedDigest::Opaque {
            name: "gce_image_id".to_owned(),
            value: value.to_owned(),
        }])
        .unwrap()
    };
    let outcome = judge(&image, &opaque("8"));
    assert_allowed(&outcome);
    assert_eq!(outcome.report().notes().len(), 1);
    assert_refused(
        &judge(&image, &opaque("80")),
        "vsa/subject",
        "digest.mismatch",
    );
}

#[test]
fn a_verifier_is_one_with_its_signer() {
    let two = VsaExpectations::new("pkg:oci/app")
        .with_verifier(SummarySigner::key("a"), VERIFIER)
        .with_verifier(SummarySigner::key("b"), "https://verifier.example/v2")
        .with_level("SLSA_BUILD_LEVEL_2");
    let judge = |key: &str, id: &str| {
        let document = with("verifier", json!({"id": id}));
        judge_attestation(&signed(&document, by_key(key)), &two)
    };
    assert_allowed(&judge("a", VERIFIER));
    assert_allowed(&judge("b", "https://verifier.example/v2"));
    // The right verifier by the key of another, an unknown key, another verifier.
    for (key, id) in [
        ("b", VERIFIER),
        ("c", VERIFIER),
        ("a", "https://verifier.example/v2"),
        ("a", "https://verifier.example/v1/"),
        ("a", "https://VERIFIER.example/v1"),
    ] {
        assert_refused(&judge(key, id), "vsa/verifier", "vsa.verifier");
    }
}

#[test]
fn resources_are_compared_whole() {
    for other in [
        "pkg:oci/ap",
        "pkg:oci/app/",
        "pkg:oci/app@1",
        "PKG:oci/app",
        "oci/app",
    ] {
        let outcome = judge(&with("resourceUri", json!(other)), &wanted());
        assert_refused(&outcome, "vsa/resource", "vsa.resource");
    }
    assert_allowed(&judge(
        &with("resourceUri", json!("pkg:oci/app")),
        &wanted(),
    ));
}

#[test]
fn only_passed_is_passed() {
    for other in ["FAILED", "passed", "PASSED ", "UNKNOWN"] {
        let outcome = judge(&with("verificationResult", json!(other)), &wanted());
        assert_refused(&outcome, "vsa/result", "vsa.result");
    }
    let mut failed = with("verificationResult", json!("FAILED"));
    failed["predicate"]["verifiedLevels"] = json!(["FAILED"]);
    assert_refused(&judge(&failed, &wanted()), "vsa/result", "vsa.result");
    let levels = json!(["SLSA_BUILD_LEVEL_3", "FAILED"]);
    let outcome = judge(&with("verifiedLevels", levels), &wanted());
    assert_refused(&outcome, "vsa/result", "vsa.inconsistent");

    // A member of examples that the format does not have.
    let mut document = without("verificationResult");
    document["predicate"]["slsaResult"] = json!("PASSED");
    assert_unreadable(&document, "prov.missing-field", "/verificationResult");
    let beside = with("slsaResult", json!("FAILED"));
    let outcome = judge(&beside, &wanted());
    assert_allowed(&outcome);
    assert_eq!(outcome.report().notes()[0].place().as_str(), "/slsaResult");
}

#[test]
fn levels_reach_or_they_do_not() {
    let judge = |levels: &[&str], wanted: &[&str]| {
        let expectations = wanted.iter().fold(
            with_verifier(VsaExpectations::new("pkg:oci/app")),
            |all, level| all.with_level(*level),
        );
        judge(&with("verifiedLevels", json!(levels)), &expectations)
    };
    for (levels, wanted) in [
        (&["SLSA_BUILD_LEVEL_3"][..], &["SLSA_BUILD_LEVEL_2"][..]),
        (&["SLSA_BUILD_LEVEL_9"], &["SLSA_BUILD_LEVEL_3"]),
        (
            &["SLSA_BUILD_LEVEL_2", "SLSA_BUILD_LEVEL_2"],
            &["SLSA_BUILD_LEVEL_2"],
        ),
        (
            &["SLSA_BUILD_LEVEL_UNEVALUATED", "SLSA_SOURCE_LEVEL_1"],
            &["SLSA_BUILD_LEVEL_UNEVALUATED", "SLSA_SOURCE_LEVEL_0"],
        ),
        (
            &["BCID_L1", "SLSA_BUILD_LEVEL_2"],
            &["BCID_L1", "SLSA_BUILD_LEVEL_1"],
        ),
        (&["SLSA_BUILD_REPRODUCED"], &["SLSA_BUILD_REPRODUCED"]),
        (&["SLSA_SOMETHING_NEW"], &["SLSA_SOMETHING_NEW"]),
    ] {
        assert_allowed(&judge(levels, wanted));
    }
    for (levels, wanted) in [
        (&["SLSA_BUILD_LEVEL_1"][..], &["SLSA_BUILD_LEVEL_2"][..]),
        (&["SLSA_SOURCE_LEVEL_3"], &["SLSA_BUILD_LEVEL_0"]),
        (&["SLSA_BUILD_LEVEL_UNEVALUATED"], &["SLSA_BUILD_LEVEL_0"]),
        (&["SLSA_BUILD_LEVEL_3"], &["SLSA_BUILD_LEVEL_UNEVALUATED"]),
        (&["SLSA_BUILD_LEVEL_3"], &["SLSA_BUILD_LEVEL_3", "BCID_L1"]),
        (&["SLSA_BUILD_REPRODUCED"], &["SLSA_BUILD_LEVEL_0"]),
        (&["SLSA_SOMETHING_NEW"], &["SLSA_SOMETHING"]),
        (&["bcid_L1"], &["BCID_L1"]),
    ] {
        assert_refused(&judge(levels, wanted), "vsa/levels", "vsa.levels");
    }
    for level in [
        "SLSA_BUILD_LEVEL_03",
        "SLSA_BUILD_LEVEL_+3",
        "SLSA_BUILD_LEVEL_99999999999",
        "SLSA_BUILD_LEVEL_",
    ] {
        let outcome = judge(&["SLSA_BUILD_LEVEL_2", level], &["SLSA_BUILD_LEVEL_2"]);
        assert_refused(&outcome, "vsa/levels", "vsa.level-malformed");
    }
    for other in ["SLSA_BUILD_LEVEL_3", "SLSA_BUILD_LEVEL_UNEVALUATED"] {
        let outcome = judge(&["SLSA_BUILD_LEVEL_2", other], &["SLSA_BUILD_LEVEL_2"]);
        assert_refused(&outcome, "vsa/levels", "vsa.multiple-levels");
    }
    // A property that is not known is worth a note, like a level that is.
    let outcome = judge(
        &["SLSA_SOMETHING_NEW", "SLSA_BUILD_LEVEL_4"],
        &["SLSA_BUILD_LEVEL_3"],
    );
    assert_allowed(&outcome);
    assert_eq!(outcome.report().notes().len(), 2);
}

#[test]
fn expectations_that_make_no_sense_allow_nothing() {
    let base = || with_verifier(VsaExpectations::new("pkg:oci/app"));
    assert_allowed(&judge(&vsa_json(), &base().delegating_fully()));
    for (expectations, place) in [
        (base(), "/levels"),
        (base().with_level(""), "/levels/0"),
        (base().with_level("FAILED"), "/levels/0"),
        (
            base().with_level("X").with_level("SLSA_BUILD_LEVEL_03"),
            "/levels/1",
        ),
        (base().with_level("SLSA_BUILD_LEVEL_4"), "/levels/0"),
        (
            base()
                .with_level("SLSA_BUILD_LEVEL_1")
                .with_level("SLSA_BUILD_LEVEL_2"),
            "/levels/1",
        ),
        (
            with_verifier(VsaExpectations::new("")).delegating_fully(),
            "/resource",
        ),
        (
            VsaExpectations::new("pkg:oci/app").delegating_fully(),
            "/verifiers",
        ),
        (
            base()
                .with_verifier(SummarySigner::key(""), VERIFIER)
                .delegating_fully(),
            "/verifiers/1",
        ),
        (
            base()
                .with_verifier(SummarySigner::certificate("s", ""), VERIFIER)
                .delegating_fully(),
            "/verifiers/1",
        ),
        (
            base()
                .with_verifier(SummarySigner::key("k"), "")
                .delegating_fully(),
            "/verifiers/1",
        ),
        (base().with_policy_uri("").delegating_fully(), "/policyUri"),
        (
            base().with_source_ref("refs/heads/main").delegating_fully(),
            "/sourceRefs",
        ),
    ] {
        let error = expectations.check().unwrap_err();
        assert_eq!(error.code().as_str(), "config.expectations");
        assert_eq!(error.place().as_str(), place);
        let outcome = judge(&vsa_json(), &expectations);
        assert_refused(&outcome, "vsa/expectations", "config.expectations");
    }
}

#[test]
fn what_is_required_is_there() {
    for (member, place) in [
        ("verifier", "/verifier/id"),
        ("resourceUri", "/resourceUri"),
        ("policy", "/policy/uri"),
        ("verificationResult", "/verificationResult"),
        ("verifiedLevels", "/verifiedLevels"),
    ] {
        assert_unreadable(&without(member), "prov.missing-field", place);
        assert_unreadable(&with(member, Value::Null), "prov.missing-field", place);
    }
    for (member, empty, place) in [
        ("verifier", json!({"id": ""}), "/verifier/id"),
        ("resourceUri", json!(""), "/resourceUri"),
        ("policy", json!({}), "/policy/uri"),
        (
            "policy",
            json!({"digest": {"sha256": OTHER}}),
            "/policy/uri",
        ),
        ("verificationResult", json!(""), "/verificationResult"),
        ("verifiedLevels", json!([]), "/verifiedLevels"),
        (
            "inputAttestations",
            json!([{"uri": "x"}]),
            "/inputAttestations/0/digest",
        ),
    ] {
        assert_unreadable(&with(member, empty), "prov.missing-field", place);
    }
    for (member, value, code, place) in [
        ("slsaVersion", json!("1"), "prov.shape", "/slsaVersion"),
        ("slsaVersion", json!("1.2.3"), "prov.shape", "/slsaVersion"),
        ("slsaVersion", json!("v1.2"), "prov.shape", "/slsaVersion"),
        (
            "timeVerified",
            json!("yesterday"),
            "statement.timestamp",
            "/timeVerified",
        ),
        (
            "verifiedLevels",
            json!("SLSA_BUILD_LEVEL_3"),
            "json.type",
            "/verifiedLevels",
        ),
        (
            "verificationResult",
            json!(true),
            "json.type",
            "/verificationResult",
        ),
        (
            "policy",
            json!({"uri": "p", "digest": {"sha256": "aa"}}),
            "digest.malformed",
            "/policy/digest/sha256",
        ),
        (
            "VerifiedLevels",
            json!([]),
            "json.case-variant",
            "/VerifiedLevels",
        ),
        (
            "re\u{17f}ourceUri",
            json!("x"),
            "json.case-variant",
            "/re\u{17f}ourceUri",
        ),
        (
            "verifier",
            json!({"Id": "x"}),
            "json.case-variant",
            "/verifier/Id",
        ),
    ] {
        assert_unreadable(&with(member, value), code, place);
    }
    for member in [
        "timeVerified",
        "inputAttestations",
        "slsaVersion",
        "dependencyLevels",
    ] {
        assert_allowed(&judge(&without(member), &wanted()));
        assert_allowed(&judge(&with(member, Value::Null), &wanted()));
    }
    assert_allowed(&judge(&with("inputAttestations", json!([])), &wanted()));
    assert_allowed(&judge(&with("slsaVersion", json!("1.0")), &wanted()));
}

#[test]
fn levels_of_dependencies_are_claimed_or_not() {
    let read = |levels: Value| {
        let document = with("dependencyLevels", levels).to_string();
        let statement = statement(document.as_bytes());
        let vsa = Vsa::of(&statement)?;
        Ok::<_, Error>(vsa.dependency_levels().cloned())
    };
    assert_eq!(read(Value::Null).unwrap(), None);
    let none = read(json!({})).unwrap().unwrap();
    assert_eq!((none.iter().count(), none.total("BUILD")), (0, 0));
    let greatest = (1_u64 << 53) - 1;
    let levels = read(json!({
        "SLSA_BUILD_LEVEL_1": greatest,
        "SLSA_BUILD_LEVEL_2": greatest,
        "SLSA_SOURCE_LEVEL_1": 7,
    }));
    let levels = levels.unwrap().unwrap();
    assert_eq!(levels.count("SLSA_BUILD_LEVEL_3"), 0);
    assert_eq!(levels.total("BUILD"), 2 * u128::from(greatest));
    assert_eq!(levels.total("SOURCE"), 7);
    for (count, code) in [
        (json!(greatest + 1), "prov.shape"),
        (json!(-1), "json.integer-range"),
        (json!(1.0), "json.integer-range"),
        (json!("1"), "json.type"),
    ] {
        let error = read(json!({"SLSA_BUILD_LEVEL_1": count})).unwrap_err();
        assert_eq!(error.code().as_str(), code);
        assert_eq!(
            error.place().as_str(),
            "/dependencyLevels/SLSA_BUILD_LEVEL_1"
        );
    }
}

#[test]
fn a_pinned_policy_is_the_one() {
    let policy = "https://policy.example/p";
    let pinned = digest(Sha256, OTHER);
    assert_allowed(&judge(&vsa_json(), &wanted().with_policy_uri(policy)));
    let both = wanted().with_policy_uri(policy).with_policy_digest(pinned);
    assert_allowed(&judge(&vsa_json(), &both));
    for expectations in [
        wanted().with_policy_uri("https://policy.example/"),
        wanted().with_policy_digest(digest(Sha256, SHA256)),
        wanted().with_policy_digest(digest(Sha512_256, OTHER)),
        wanted()
            .with_policy_digest(pinned)
            .with_policy_digest(digest(Sha256, SHA256)),
    ] {
        assert_refused(
            &judge(&vsa_json(), &expectations),
            "vsa/policy",
            "vsa.policy",
        );
    }
    let unpinned = with("policy", json!({"uri": policy}));
    assert_refused(&judge(&unpinned, &both), "vsa/policy", "vsa.policy");
}

#[test]
fn old_summaries_are_refused_where_age_counts() {
    let day = 86_400;
    assert_allowed(&judge(&vsa_json(), &wanted().with_most_seconds(day)));
    assert_allowed(&judge(&vsa_json(), &wanted().with_most_seconds(u64::MAX)));
    for (document, seconds) in [
        (vsa_json(), day - 1),
        (without("timeVerified"), u64::MAX),
        (with("timeVerified", json!("")), u64::MAX),
        (
            with("timeVerified", json!("2024-05-02T12:00:01Z")),
            u64::MAX,
        ),
    ] {
        let outcome = judge(&document, &wanted().with_most_seconds(seconds));
        assert_refused(&outcome, "vsa/freshness", "slsa.freshness");
    }
}

fn old_json(version: &str) -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "subject": [{"name": "app", "digest": {"sha256": SHA256}}],
        "predicateType": format!("https://slsa.dev/verification_summary/{version}"),
        "predicate": {
            "verifier": {"id": VERIFIER},
            "time_verified": "2024-05-01T12:00:00Z",
            "resource_uri": "pkg:oci/app",
            "policy": {"uri": "https://policy.example/p"},
            "input_attestations": [{"digest": {"sha256": OTHER}}],
            "verification_result": "PASSED",
            "policy_level": "SLSA_LEVEL_3",
            "dependency_levels": {"SLSA_LEVEL_2": 4},
        },
    })
}

#[test]
fn old_versions_are_read_where_they_are_allowed() {
    let allowing = wanted().allowing_v0();
    for version in ["v0.1", "v0.2"] {
        let document = old_json(version);
        let outcome = judge(&document, &allowing);
        assert_allowed(&outcome);
        assert_eq!(outcome.levels().of_track("BUILD").unwrap().level(), Some(3));
        assert_refused(
            &judge(&document, &wanted()),
            "vsa/type",
            "statement.predicate-type",
        );
        let statement = statement(document.to_string().as_bytes());
        let vsa = Vsa::of(&statement).unwrap();
        let dependencies = vsa.dependency_levels().unwrap();
        assert_eq!(
            (
                dependencies.total("BUILD"),
                dependencies.count("SLSA_BUILD_LEVEL_2")
            ),
            (4, 4)
        );
        for (member, place) in [
            ("time_verified", "/time_verified"),
            ("resource_uri", "/resource_uri"),
            ("verification_result", "/verification_result"),
            ("policy_level", "/policy_level"),
            ("dependency_levels", "/dependency_levels"),
        ] {
            let mut document = old_json(version);
            document["predicate"]
                .as_object_mut()
                .unwrap()
                .remove(member);
            let outcome = judge(&document, &allowing);
            assert_refused(&outcome, "vsa/format", "prov.missing-field");
            let check = &outcome.report().checks()[4];
            assert_eq!(check.place().as_str(), place);
        }
        let mut document = old_json(version);
        document["predicate"]["dependency_levels"] = json!({});
        assert_allowed(&judge(&document, &allowing));
        for (level, id, code) in [
            ("SLSA_LEVEL_1", "vsa/levels", "vsa.levels"),
            ("SLSA_BUILD_LEVEL_3", "vsa/levels", "vsa.level-malformed"),
            ("FAILED", "vsa/result", "vsa.inconsistent"),
        ] {
            document["predicate"]["policy_level"] = json!(level);
            assert_refused(&judge(&document, &allowing), id, code);
        }
    }
    // The spelling of one version means nothing in another.
    let mut mixed = vsa_json();
    mixed["predicate"] = old_json("v0.2")["predicate"].clone();
    assert_refused(
        &judge(&mixed, &allowing),
        "vsa/format",
        "prov.missing-field",
    );
}

#[test]
fn summaries_of_revisions_name_commit_and_refs() {
    let commit = "ab".repeat(20);
    let revision = |annotations: Value, resource: &str| {
        let mut document = vsa_json();
        document["subject"] =
            json!([{"digest": {"gitCommit": commit}, "annotations": annotations}]);
        document["predicate"]["resourceUri"] = json!(resource);
        document["predicate"]["verifiedLevels"] = json!([
            "SLSA_SOURCE_LEVEL_3",
            "SLSA_SOURCE_TWO_PARTY_REVIEWED",
            "ORG_SOURCE_INTERNAL_CHECKED",
        ]);
        document
    };
    let repository = "git+https://git.example/app";
    let refs = |names: &[&str]| json!({"sourceRefs": names, "other": {}});
    let wanted = with_verifier(VsaExpectations::revision(repository))
        .with_level("SLSA_SOURCE_LEVEL_3")
        .with_level("SLSA_SOURCE_TWO_PARTY_REVIEWED")
        .with_source_ref("refs/heads/main");
    let judge = |document: &Value, expectations: &VsaExpectations| {
        let artifact = artifact(&[(GitCommit, &commit)]);
        verify_vsa(
            &signed(document, by_key("k")),
            &artifact,
            expectations,
            time(NOW),
        )
    };
    let good = revision(refs(&["refs/heads/main", "refs/tags/v1"]), repository);
    let outcome = judge(&good, &wanted);
    assert_allowed(&outcome);
    assert_eq!(
        outcome.levels().properties(),
        ["SLSA_SOURCE_TWO_PARTY_REVIEWED"]
    );
    let tagged = wanted.clone().with_source_ref("refs/tags/v1");
    assert_allowed(&judge(&good, &tagged));
    let listed = wanted.clone().with_level("ORG_SOURCE_INTERNAL_CHECKED");
    let outcome = judge(&good, &listed);
    assert_allowed(&outcome);
    assert_eq!(outcome.levels().properties().len(), 2);

    for names in [
        &["refs/heads/maintenance"][..],
        &["main"],
        &["refs/tags/main"],
        &[],
    ] {
        let outcome = judge(&revision(refs(names), repository), &wanted);
        assert_refused(&outcome, "vsa/source-refs", "slsa.ref.branch");
    }
    let untagged = revision(refs(&["refs/heads/main"]), repository);
    assert_refused(
        &judge(&untagged, &tagged),
        "vsa/source-refs",
        "slsa.ref.tag",
    );
    for annotations in [Value::Null, json!({}), json!({"sourceRefs": null})] {
        let outcome = judge(&revision(annotations, repository), &wanted);
        assert_refused(&outcome, "vsa/source-refs", "slsa.ref.branch");
    }
    for (annotations, place) in [
        (
            json!({"sourceRefs": "refs/heads/main"}),
            "/subject/0/annotations/sourceRefs",
        ),
        (
            json!({"SourceRefs": ["refs/heads/main"]}),
            "/subject/0/annotations/SourceRefs",
        ),
    ] {
        let outcome = judge(&revision(annotations, repository), &wanted);
        assert_refused(&outcome, "vsa/source-refs", "prov.shape");
        let check = outcome.report().checks().last().unwrap();
        assert_eq!(check.place().as_str(), place);
    }
    let elsewhere = revision(
        refs(&["refs/heads/main"]),
        "git+https://git.example/app.git",
    );
    assert_refused(&judge(&elsewhere, &wanted), "vsa/resource", "vsa.resource");
    let lower = wanted.clone().with_level("SLSA_BUILD_LEVEL_1");
    assert_refused(&judge(&good, &lower), "vsa/levels", "vsa.levels");
    let normalising =
        with_verifier(VsaExpectations::revision("https://git.example/app")).delegating_fully();
    let same = normalising.clone().normalising_resource();
    assert_allowed(&judge(&good, &same));
    assert_refused(&judge(&good, &normalising), "vsa/resource", "vsa.resource");
    assert_refused(&judge(&elsewhere, &same), "vsa/resource", "vsa.resource");
    let other = revision(Value::Null, "git+https://git.example/../app");
    assert_refused(&judge(&other, &same), "vsa/resource", "uri.malformed");
    let artifact =
        with_verifier(VsaExpectations::new("https://git.example/app")).delegating_fully();
    for expectations in [
        artifact.normalising_resource(),
        with_verifier(VsaExpectations::revision("a b"))
            .delegating_fully()
            .normalising_resource(),
    ] {
        assert_eq!(
            expectations.check().unwrap_err().place().as_str(),
            "/resource"
        );
    }
    // A commit is no artifact, and an artifact no commit.
    let as_artifact = with_verifier(VsaExpectations::new(repository)).delegating_fully();
    assert_refused(
        &judge(&good, &as_artifact),
        "vsa/subject",
        "digest.algorithm",
    );
    let outcome = judge_attestation(&signed(&good, by_key("k")), &wanted);
    assert_refused(&outcome, "vsa/subject", "digest.algorithm");
    let short = with_verifier(VsaExpectations::revision(repository))
        .delegating_fully()
        .with_source_ref("main");
    assert_eq!(short.check().unwrap_err().place().as_str(), "/sourceRefs/0");
}

#[test]
fn sizes_are_limited() {
    let uri = |bytes: usize| "x".repeat(bytes);
    for member in ["resourceUri", "verifier"] {
        for (bytes, code) in [(8 << 10, None), ((8 << 10) + 1, Some("json.limit"))] {
            let value = match member {
                "verifier" => json!({"id": uri(bytes)}),
                _ => json!(uri(bytes)),
            };
            let document = with(member, value).to_string();
            let statement = statement(document.as_bytes());
            let found = Vsa::of(&statement).err().map(|error| error.code().as_str());
            assert_eq!(found, code, "{member}");
        }
    }
    let commit = "ab".repeat(20);
    let subject = json!({
        "digest": {"gitCommit": commit},
        "annotations": {"sourceRefs": ["refs/heads/main"]},
    });
    let expectations = with_verifier(VsaExpectations::revision("pkg:oci/app"))
        .delegating_fully()
        .with_source_ref("refs/heads/main");
    let judge = |count: usize| {
        let mut document = vsa_json();
        document["subject"] = Value::Array(vec![subject.clone(); count]);
        let artifact = artifact(&[(GitCommit, &commit)]);
        let attestation = signed(&document, by_key("k"));
        verify_vsa(&attestation, &artifact, &expectations, time(NOW))
    };
    assert_allowed(&judge(64));
    assert_refused(&judge(65), "vsa/source-refs", "prov.shape");
}

#[test]
fn every_check_runs_and_the_first_failure_leads() {
    let mut document = with("verificationResult", json!("FAILED"));
    document["predicate"]["verifier"] = json!({"id": "https://other.example"});
    document["predicate"]["verifiedLevels"] = json!(["SLSA_BUILD_LEVEL_03"]);
    let expectations = wanted().with_policy_uri("x").with_most_seconds(1);
    let outcome = judge(&document, &expectations);
    assert_refused(&outcome, "vsa/verifier", "vsa.verifier");
    let failed: Vec<&str> = outcome
        .report()
        .checks()
        .iter()
        .filter_map(|check| check.code().map(|code| code.as_str()))
        .collect();
    let all = [
        "vsa.verifier",
        "vsa.result",
        "vsa.level-malformed",
        "vsa.policy",
        "slsa.freshness",
    ];
    assert_eq!(failed, all);
    assert!(matches!(
        signed(&document, by_key("k")).authenticity(),
        Authenticity::Verified(_)
    ));
}
