//! Statements that are made for a verifier to sign: exact bytes, refusals, and the way back.

#[path = "common/attesting.rs"]
mod attesting;

use attesting::{OTHER, SHA256, artifact, by_key, digest, statement, time, vouched};
use bonafide_digest::Algorithm::{Sha256, Sha512};
use bonafide_digest::Digest;
use bonafide_report::{Coded as _, Decision, Time};
use bonafide_slsa::{
    Attestation, Error, SummarySigner, Svr, SvrStatement, TrackLevel, Vsa, VsaExpectations,
    VsaStatement, verify_vsa,
};
use proptest::prelude::*;

const VERIFIER: &str = "https://verifier.example/v1";

fn now() -> Time {
    time("2024-05-01T12:00:00.5Z")
}

fn level(track: &str, level: u16) -> TrackLevel {
    TrackLevel::new(track, level).unwrap()
}

fn summary(decision: Decision) -> VsaStatement {
    VsaStatement::new(decision, VERIFIER, "pkg:oci/app", now())
        .with_subject(Some("app"), [digest(Sha256, SHA256)])
        .with_policy("https://policy.example", [digest(Sha256, OTHER)])
        .with_level(level("BUILD", 2))
}

fn result() -> SvrStatement {
    SvrStatement::new(Decision::Allow, VERIFIER, now())
        .with_subject(None, [digest(Sha256, SHA256)])
        .with_property("ACME_REVIEWED")
}

#[track_caller]
fn assert_refused(made: Result<Vec<u8>, Error>, code: &str, place: &str) {
    let error = made.unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.place().as_str()),
        (code, place)
    );
}

#[test]
fn a_summary_has_these_bytes() {
    let sha512 = "33".repeat(64);
    let made = VsaStatement::new(Decision::Allow, VERIFIER, "pkg:oci/app", now())
        .with_subject(
            Some("a \"b\"\n"),
            [digest(Sha512, &sha512), digest(Sha256, SHA256)],
        )
        .with_subject(None, [digest(Sha256, OTHER), digest(Sha256, OTHER)])
        .with_policy("https://policy.example", [digest(Sha256, OTHER)])
        .with_verifier_version("tool", "2")
        .with_verifier_version("rules", "1")
        .with_input([0x22; 32])
        .with_input([0x11; 32])
        .with_input([0x22; 32])
        .with_property("ACME_REVIEWED")
        .with_property("ACME_BUILT")
        .with_level(level("SOURCE", 1))
        .with_level(level("BUILD", 2))
        .with_level(level("BUILD", 3))
        .with_level(level("BUILD", 1));
    let wanted = format!(
        concat!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","#,
            r#""subject":[{{"name":"a \"b\"\n","digest":{{"sha256":"{one}","sha512":"{long}"}}}},"#,
            r#"{{"digest":{{"sha256":"{two}"}}}}],"#,
            r#""predicateType":"https://slsa.dev/verification_summary/v1","#,
            r#""predicate":{{"verifier":{{"id":"https://verifier.example/v1","#,
            r#""version":{{"rules":"1","tool":"2"}}}},"#,
            r#""timeVerified":"2024-05-01T12:00:00.5Z","resourceUri":"pkg:oci/app","#,
            r#""policy":{{"uri":"https://policy.example","digest":{{"sha256":"{two}"}}}},"#,
            r#""inputAttestations":[{{"digest":{{"sha256":"{one}"}}}},{{"digest":{{"sha256":"{two}"}}}}],"#,
            r#""verificationResult":"PASSED","#,
            r#""verifiedLevels":["SLSA_BUILD_LEVEL_3","SLSA_SOURCE_LEVEL_1","ACME_BUILT","ACME_REVIEWED"],"#,
            r#""slsaVersion":"1.2"}}}}"#,
        ),
        one = SHA256,
        two = OTHER,
        long = sha512,
    );
    let bytes = made.to_bytes().unwrap();
    assert_eq!(String::from_utf8(bytes.clone()).unwrap(), wanted);
    assert_eq!(made.to_bytes().unwrap(), bytes);
    assert!(!bytes.contains(&b'\n'));
}

#[test]
fn what_is_emitted_verifies() {
    let bytes = summary(Decision::Allow)
        .with_input([7; 32])
        .with_property("ACME_REVIEWED")
        .to_bytes()
        .unwrap();
    let attestation = Attestation::verified(&vouched(&bytes), by_key("k"));
    let expectations = |level: &str| {
        VsaExpectations::new("pkg:oci/app")
            .with_verifier(SummarySigner::key("k"), VERIFIER)
            .with_policy_uri("https://policy.example")
            .with_policy_digest(digest(Sha256, OTHER))
            .with_most_seconds(60)
            .with_level("ACME_REVIEWED")
            .with_level(level)
    };
    let judge = |attestation: &Attestation, level: &str| {
        let artifact = artifact(&[(Sha256, SHA256)]);
        verify_vsa(attestation, &artifact, &expectations(level), now())
    };
    let outcome = judge(&attestation, "SLSA_BUILD_LEVEL_2");
    assert_eq!(outcome.decision(), Decision::Allow, "{outcome:?}");
    let outcome = judge(&attestation, "SLSA_BUILD_LEVEL_3");
    assert_eq!(outcome.code().unwrap().as_str(), "vsa.levels");
    // It is unsigned until somebody signs it.
    let unsigned = Attestation::unsigned(statement(&bytes));
    let outcome = judge(&unsigned, "SLSA_BUILD_LEVEL_2");
    assert_eq!(outcome.decision(), Decision::Quarantine);

    let bytes = summary(Decision::Reject).to_bytes().unwrap();
    let attestation = Attestation::verified(&vouched(&bytes), by_key("k"));
    let outcome = judge(&attestation, "SLSA_BUILD_LEVEL_2");
    assert_eq!(outcome.code().unwrap().as_str(), "vsa.result");
    let statement = statement(&bytes);
    let vsa = Vsa::of(&statement).unwrap();
    assert_eq!(vsa.level_texts().collect::<Vec<_>>(), ["FAILED"]);
}

#[test]
fn a_quarantine_is_no_result() {
    let quarantined = summary(Decision::Quarantine);
    assert_refused(quarantined.to_bytes(), "emit.not-allowed", "");
    let bytes = quarantined
        .taking_quarantine_as_failed()
        .to_bytes()
        .unwrap();
    let rejected = summary(Decision::Reject).to_bytes().unwrap();
    assert_eq!(bytes, rejected);
    // The option turns nothing else into a failure.
    let allowed = summary(Decision::Allow).taking_quarantine_as_failed();
    assert_eq!(
        allowed.to_bytes().unwrap(),
        summary(Decision::Allow).to_bytes().unwrap()
    );
}

#[test]
fn reserved_names_are_not_given_away() {
    for name in [
        "SLSA_BUILD_REPRODUCED",
        "SLSA_BUILD_LEVEL_3",
        "SLSA_SOURCE_TWO_PARTY_REVIEWED",
        "SLSA_",
        "FAILED",
        "",
    ] {
        for decision in [Decision::Allow, Decision::Reject] {
            let made = summary(decision).with_property(name).to_bytes();
            assert_refused(made, "emit.reserved-name", "");
        }
        let made = result().with_property(name).to_bytes();
        assert_refused(made, "emit.reserved-name", "");
    }
    for name in ["slsa_x", "ACME_SLSA_", "FAILED_NOT"] {
        assert!(
            summary(Decision::Allow)
                .with_property(name)
                .to_bytes()
                .is_ok()
        );
        assert!(result().with_property(name).to_bytes().is_ok());
    }
}

#[test]
fn levels_are_those_that_exist() {
    for beyond in [level("BUILD", 4), level("SOURCE", 5)] {
        let made = summary(Decision::Allow).with_level(beyond).to_bytes();
        assert_refused(made, "vsa.level-malformed", "");
    }
    assert!(TrackLevel::new("BUILD", 1000).is_err() && TrackLevel::new("build", 1).is_err());
    let unevaluated = TrackLevel::unevaluated("SOURCE").unwrap();
    let made = summary(Decision::Allow)
        .with_level(unevaluated)
        .to_bytes()
        .unwrap();
    let statement = statement(&made);
    let vsa = Vsa::of(&statement).unwrap();
    let levels: Vec<&str> = vsa.level_texts().collect();
    assert_eq!(
        levels,
        ["SLSA_BUILD_LEVEL_2", "SLSA_SOURCE_LEVEL_UNEVALUATED"]
    );
}

#[test]
fn nothing_leaves_that_would_be_refused() {
    let base = || VsaStatement::new(Decision::Allow, VERIFIER, "pkg:oci/app", now());
    let subject = [digest(Sha256, SHA256)];
    let whole = || base().with_subject(None, subject).with_policy("p", []);
    assert_refused(whole().to_bytes(), "prov.missing-field", "/verifiedLevels");
    let whole = || whole().with_level(level("BUILD", 0));
    assert!(whole().to_bytes().is_ok());
    let no_policy = base()
        .with_subject(None, subject)
        .with_level(level("BUILD", 0));
    assert_refused(no_policy.to_bytes(), "prov.missing-field", "/policy/uri");
    let no_subject = base().with_policy("p", []).with_level(level("BUILD", 0));
    assert_refused(no_subject.to_bytes(), "statement.no-subject", "/subject");
    assert_refused(
        whole().with_subject(None, []).to_bytes(),
        "statement.subject-digest",
        "/subject/1",
    );
    assert_refused(
        whole()
            .with_subject(None, [digest(Sha256, SHA256), digest(Sha256, OTHER)])
            .to_bytes(),
        "json.duplicate-key",
        "/subject/1/digest/sha256",
    );
    assert_refused(
        whole().with_input([1; 32]).with_input([0; 32]).to_bytes(),
        "prov.missing-field",
        "/inputAttestations/1/digest",
    );
    assert_refused(
        whole().with_property("a\0b").to_bytes(),
        "json.nul",
        "/verifiedLevels/1",
    );
    let no_verifier = VsaStatement::new(Decision::Reject, "", "r", now())
        .with_subject(None, subject)
        .with_policy("p", []);
    assert_refused(no_verifier.to_bytes(), "prov.missing-field", "/verifier/id");
    let no_resource = VsaStatement::new(Decision::Reject, VERIFIER, "", now())
        .with_subject(None, subject)
        .with_policy("p", []);
    assert_refused(no_resource.to_bytes(), "prov.missing-field", "/resourceUri");
    let early = VsaStatement::new(
        Decision::Reject,
        VERIFIER,
        "r",
        time("1969-12-31T23:59:59Z"),
    )
    .with_subject(None, subject)
    .with_policy("p", []);
    assert_eq!(
        early.to_bytes().unwrap_err().code().as_str(),
        "statement.timestamp"
    );
}

#[test]
fn a_result_has_these_bytes_and_reads_back() {
    let made = result()
        .with_policy("https://policy.example/2", [])
        .with_policy("https://policy.example/1", [digest(Sha256, OTHER)])
        .with_level(level("BUILD", 3))
        .with_property("ZED")
        .with_property("ACME_REVIEWED");
    let bytes = made.to_bytes().unwrap();
    let wanted = format!(
        concat!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"digest":{{"sha256":"{one}"}}}}],"#,
            r#""predicateType":"https://in-toto.io/attestation/svr/v0.2","#,
            r#""predicate":{{"verifier":{{"id":"https://verifier.example/v1","policies":["#,
            r#"{{"uri":"https://policy.example/1","digest":{{"sha256":"{two}"}}}},"#,
            r#"{{"uri":"https://policy.example/2"}}]}},"timeCreated":"2024-05-01T12:00:00.5Z","#,
            r#""properties":["ACME_REVIEWED","SLSA_BUILD_LEVEL_3","ZED"]}}}}"#,
        ),
        one = SHA256,
        two = OTHER,
    );
    assert_eq!(String::from_utf8(bytes.clone()).unwrap(), wanted);
    let statement = statement(&bytes);
    let svr = Svr::of(&statement).unwrap();
    assert_eq!(svr.verifier_id(), VERIFIER);
    assert_eq!(svr.time_created().unwrap().time(), now());
    assert_eq!(svr.policies().len(), 2);
    assert_eq!(svr.properties().count(), 3);
    assert!(svr.unknown_members().is_empty());

    // The list of policies is there even when it is empty.
    let bytes = result().to_bytes().unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains(r#""policies":[]"#));
    for decision in [Decision::Quarantine, Decision::Reject] {
        let made = SvrStatement::new(decision, VERIFIER, now())
            .with_subject(None, [digest(Sha256, SHA256)])
            .with_property("X");
        assert_refused(made.to_bytes(), "emit.not-allowed", "");
    }
    let nothing = SvrStatement::new(Decision::Allow, VERIFIER, now())
        .with_subject(None, [digest(Sha256, SHA256)]);
    assert_refused(nothing.to_bytes(), "prov.missing-field", "/properties");
}

#[test]
fn results_are_read_strictly() {
    let whole = r#"{"verifier":{"id":"v","policies":[],"x":1},"timeCreated":"2024-05-01T12:00:00Z","properties":["A"]}"#;
    let read = |from: &str, to: &str| {
        assert!(whole.contains(from));
        let document = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"digest":{{"x":"y"}}}}],"predicateType":"{}","predicate":{}}}"#,
            Svr::URI,
            whole.replace(from, to)
        );
        let statement = statement(document.as_bytes());
        Svr::of(&statement)
            .map(|svr| svr.unknown_members().len())
            .map_err(|error| (error.code().as_str(), error.place().as_str().to_owned()))
    };
    assert_eq!(read("A", "B"), Ok(1));
    for (from, to, code, place) in [
        (r#""id":"v","#, "", "prov.missing-field", "/verifier/id"),
        (
            r#""policies":[],"#,
            "",
            "prov.missing-field",
            "/verifier/policies",
        ),
        ("[],", "null,", "prov.missing-field", "/verifier/policies"),
        (
            "[],",
            "[{}],",
            "statement.descriptor-empty",
            "/verifier/policies/0",
        ),
        (
            "2024-05-01T12:00:00Z",
            "",
            "prov.missing-field",
            "/timeCreated",
        ),
        (r#"["A"]"#, "[]", "prov.missing-field", "/properties"),
        (r#"["A"]"#, "[1]", "json.type", "/properties/0"),
        (
            "properties",
            "Properties",
            "json.case-variant",
            "/Properties",
        ),
    ] {
        assert_eq!(read(from, to), Err((code, place.to_owned())), "{to}");
    }
    let other = attesting::vsa_json().to_string();
    let other = statement(other.as_bytes());
    let error = Svr::of(&other).unwrap_err();
    assert_eq!(error.code().as_str(), "statement.predicate-type");
}

proptest! {
    /// The order in which levels, properties, inputs and digests are given does not matter, and
    /// texts of any kind come back as they went in.
    #[test]
    fn order_does_not_matter(
        names in prop::collection::vec("[^\0]{1,8}", 0..6).prop_shuffle(),
        inputs in prop::collection::vec(1_u8.., 0..6),
        levels in prop::collection::vec(0_u16..4, 1..4),
        resource in "[^\0]{1,20}",
    ) {
        let names: Vec<String> = names.into_iter().map(|name| format!("X{name}")).collect();
        let digests = [Digest::sha256([1; 32]), digest(Sha512, &"33".repeat(64))];
        let make = |is_reversed: bool| {
            let order = |count: usize| (0..count).map(move |at| if is_reversed { count - 1 - at } else { at });
            let mut made = VsaStatement::new(Decision::Allow, VERIFIER, &*resource, now())
                .with_subject(None, order(2).map(|at| digests[at]))
                .with_policy("p", []);
            for at in order(names.len()) {
                made = made.with_property(&*names[at]);
            }
            for at in order(inputs.len()) {
                made = made.with_input([inputs[at]; 32]);
            }
            for at in order(levels.len()) {
                made = made.with_level(level("BUILD", levels[at]));
            }
            made.to_bytes().unwrap()
        };
        let bytes = make(false);
        prop_assert_eq!(&bytes, &make(true));
        let statement = statement(&bytes);
        let vsa = Vsa::of(&statement).unwrap();
        prop_assert_eq!(vsa.resource_uri(), resource);
        let stated = vsa.levels().unwrap();
        let highest = levels.iter().max().copied();
        prop_assert_eq!(stated.of_track("BUILD").unwrap().level(), highest);
        let (mut sorted, found) = (names.clone(), stated.properties().to_vec());
        sorted.sort();
        sorted.dedup();
        prop_assert_eq!(found, sorted);
    }
}
