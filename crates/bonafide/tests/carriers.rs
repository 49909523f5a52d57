//! Formats: how they are told apart, and what is in a document of each.
mod common;

use std::fmt::Write as _;

use bonafide::dsse::ArtifactDigests;
use bonafide::json::Limits;
use bonafide::provenance::{Carrier, Gathered};
use bonafide::slsa::Attestation;
use bonafide_testkit::Entry;
use bonafide_testkit::encode::base64;
use common::{ARTIFACT, Bench, V1, about, sha256, state, statement, states};
use serde_json::{Value, json};

fn code(bench: &Bench, document: &[u8]) -> &'static str {
    let result = bench.bytes(&bench.reader(), document);
    result.err().map_or("ok", |error| error.code().as_str())
}

fn labels(attestations: &[Attestation]) -> Vec<&str> {
    attestations.iter().map(Attestation::label).collect()
}

/// A provenance object of a Python package index with these attestations.
fn pypi(attestations: &[Value]) -> Value {
    json!({
        "version": 1,
        "attestation_bundles": [{"publisher": {"kind": "GitHub"}, "attestations": attestations}],
    })
}

fn pypi_attestation(bundle: &Value) -> Value {
    let material = &bundle["verificationMaterial"];
    let envelope = &bundle["dsseEnvelope"];
    json!({
        "version": 1,
        "verification_material": {
            "certificate": material["certificate"]["rawBytes"],
            "transparency_entries": material["tlogEntries"],
        },
        "envelope": {
            "statement": envelope["payload"],
            "signature": envelope["signatures"][0]["sig"],
        },
    })
}

#[test]
fn formats_are_told_by_their_members() {
    let bench = Bench::default();
    let bundle = bench.bundle();
    let of = |document: &Value| {
        let gathered = bench.gather(&bench.reader(), document);
        (gathered.carrier(), states(&gathered))
    };
    let one = |state: &str| vec![state.to_owned()];
    assert_eq!(of(&bundle), (Carrier::Bundle, one("verified")));
    assert_eq!(
        of(&bench.unlogged()),
        (Carrier::Envelope, one("verified-unlogged"))
    );
    let npm = json!({"attestations": [{"predicateType": V1, "bundle": bundle}]});
    assert_eq!(of(&npm), (Carrier::Npm, one("verified")));
    let attestation = pypi_attestation(&bundle);
    assert_eq!(
        of(&attestation),
        (Carrier::PypiAttestation, one("verified"))
    );
    assert_eq!(
        of(&pypi(&[attestation])),
        (Carrier::PypiProvenance, one("verified"))
    );
    assert_eq!(of(&statement(V1)), (Carrier::Statement, one("unsigned")));
    let build = json!({"image_summary": {}, "provenance_summary": {"provenance": []}});
    assert_eq!(of(&build), (Carrier::CloudBuild, Vec::new()));
    let names = [Carrier::Lines, Carrier::Image].map(Carrier::as_str);
    assert_eq!(names, ["lines", "image"]);
}

#[test]
fn a_document_that_fits_two_formats_is_none() {
    let bench = Bench::default();
    let documents = [
        bench.unlogged(),
        bench.bundle(),
        json!({"attestations": []}),
        pypi(&[]),
        pypi_attestation(&bench.bundle()),
        statement(V1),
        json!({"provenance_summary": {"provenance": []}}),
    ];
    for (index, one) in documents.iter().enumerate() {
        for other in documents.iter().skip(index + 1) {
            let mut both = one.clone();
            let other = other.as_object().unwrap().clone();
            both.as_object_mut().unwrap().extend(other);
            let text = both.to_string();
            assert_eq!(
                code(&bench, text.as_bytes()),
                "carrier.ambiguous",
                "{text:.200}"
            );
        }
    }
}

#[test]
fn what_is_of_no_format_is_refused() {
    let bench = Bench::default();
    for (document, wanted) in [
        ("{}", "carrier.unsupported"),
        ("[]", "carrier.unsupported"),
        ("7", "carrier.unsupported"),
        (r#"{"base64Signature": "AAAA"}"#, "carrier.unsupported"),
        ("", "json.syntax"),
        ("{", "json.syntax"),
        ("junk\n{}\n", "json.syntax"),
        ("\u{feff}{}", "json.bom"),
        (r#"{"payload": "", "payload": ""}"#, "json.duplicate-key"),
        (r#"{"attestations": {}}"#, "json.type"),
        (
            r#"{"Attestations": 1, "attestations": []}"#,
            "json.case-variant",
        ),
        (r#"{"version": 2, "attestation_bundles": []}"#, "prov.shape"),
        (r#"{"attestation_bundles": []}"#, "prov.shape"),
    ] {
        assert_eq!(code(&bench, document.as_bytes()), wanted, "{document}");
    }
    assert_eq!(code(&bench, b"{\"payload\": \"\xff\"}"), "json.utf8");
}

#[test]
fn what_is_wrong_inside_belongs_to_one_attestation() {
    let bench = Bench::default();
    let good = json!({"predicateType": V1, "bundle": bench.bundle()});
    let set = json!({"attestations": [
        7,
        {"predicateType": V1},
        {"predicateType": V1, "bundle": null},
        {"predicateType": V1, "bundle": {"mediaType": "text/plain"}},
        good,
    ]});
    let gathered = bench.gather(&bench.reader(), &set);
    assert_eq!(
        states(&gathered),
        [
            "invalid prov.shape",
            "invalid prov.shape",
            "invalid bundle.parse",
            "invalid bundle.version",
            "verified"
        ]
    );
    let last = gathered.attestations().last().unwrap();
    assert_eq!((last.label(), last.hint()), ("attestations/4", Some(V1)));
    // A publisher says nothing of the attestation of another.
    let attestation = pypi_attestation(&bench.bundle());
    let mut newer = attestation.clone();
    newer["version"] = json!(2);
    let gathered = bench.gather(&bench.reader(), &pypi(&[newer, attestation]));
    assert_eq!(states(&gathered), ["invalid bundle.version", "verified"]);
    let second = "attestation_bundles/0/attestations/1";
    assert_eq!(gathered.attestations()[1].label(), second);
}

/// The lines of a file: signed in both forms, and much that is nothing.
fn lines(bench: &Bench) -> Vec<String> {
    let mut damaged = bench.unlogged();
    damaged["payload"] = json!("!");
    let mut unsigned = bench.unlogged();
    unsigned["signatures"] = json!([]);
    let both = json!({"payload": "", "dsseEnvelope": {}});
    vec![
        bench.bundle().to_string(),
        bench.unlogged().to_string(),
        damaged.to_string(),
        "junk".to_owned(),
        String::new(),
        unsigned.to_string(),
        statement(V1).to_string(),
        json!({"attestations": []}).to_string(),
        both.to_string(),
        "\t ".to_owned(),
    ]
}

fn sorted(mut states: Vec<String>) -> Vec<String> {
    states.sort();
    states
}

#[test]
fn lines_are_read_alone() {
    let bench = Bench::default();
    let lines = lines(&bench);
    let gathered = bench
        .bytes(&bench.reader(), lines.join("\n").as_bytes())
        .unwrap();
    assert_eq!(gathered.carrier(), Carrier::Lines);
    assert_eq!(
        states(&gathered),
        ["verified", "verified-unlogged", "invalid dsse.base64"]
    );
    assert_eq!(
        labels(gathered.attestations()),
        ["line 1", "line 2", "line 3"]
    );
    let ignored: Vec<(&str, &str)> = gathered
        .ignored()
        .iter()
        .map(|one| (one.label(), one.reason().code().as_str()))
        .collect();
    assert_eq!(
        ignored,
        [
            ("line 4", "json.syntax"),
            ("line 7", "dsse.no-signatures"),
            ("line 8", "carrier.unsupported"),
            ("line 9", "carrier.ambiguous"),
            ("line 6", "dsse.no-signatures"),
        ]
    );
    assert!(gathered.is_complete() && gathered.ignored_count() == 5);
    // The bytes of a line are those between its ends.
    let first = &gathered.attestations()[0];
    assert_eq!(
        bonafide::digest::hex::encode(first.sha256()),
        sha256(lines[0].as_bytes())
    );
    // By itself an unsigned envelope is not passed over.
    let unsigned = bench.bytes(&bench.reader(), lines[5].as_bytes()).unwrap();
    assert_eq!(states(&unsigned), ["invalid dsse.no-signatures"]);
    let json = serde_json::to_value(&gathered).unwrap();
    assert_eq!(json["attestations"][0]["authenticity"], "verified");
    assert_eq!(json["ignored"][0]["label"], "line 4");
}

#[test]
fn the_order_and_the_ends_of_lines_do_not_matter() {
    let bench = Bench::default();
    let mut lines = lines(&bench);
    let of = |text: &str| {
        let gathered = bench.bytes(&bench.reader(), text.as_bytes()).unwrap();
        (sorted(states(&gathered)), gathered.ignored_count())
    };
    let wanted = of(&lines.join("\n"));
    assert_eq!(of(&lines.join("\r\n")), wanted);
    assert_eq!(of(&format!("{}\n", lines.join("\n"))), wanted);
    assert_eq!(of(&format!("\n\n{}\r\n\r\n", lines.join("\n"))), wanted);
    for _ in 0..lines.len() {
        lines.rotate_left(1);
        assert_eq!(of(&lines.join("\n")), wanted);
    }
}

#[test]
fn lines_have_a_limit_and_one_more_is_too_many() {
    let bench = Bench::default();
    let text = bench.bundle().to_string();
    let file = |count: usize| format!("{}{text}", "\n".repeat(count - 1));
    let at = bench.bytes(&bench.reader(), format!("junk{}", file(100_000)).as_bytes());
    assert_eq!(states(&at.unwrap()), ["verified"]);
    assert_eq!(
        code(&bench, format!("junk{}", file(100_001)).as_bytes()),
        "json.limit"
    );
    // What is ignored is counted whole and kept in part.
    let junk = "junk\n".repeat(300);
    let gathered = bench
        .bytes(&bench.reader(), format!("{junk}{text}").as_bytes())
        .unwrap();
    assert_eq!(
        (gathered.ignored().len(), gathered.ignored_count()),
        (256, 300)
    );
}

#[test]
fn a_document_has_limits() {
    let bench = Bench::default();
    let text = bench.unlogged().to_string();
    let within = |bytes: usize| {
        let reader = bench
            .reader()
            .with_json_limits(Limits::default().with_bytes(bytes));
        let result = bench.bytes(&reader, text.as_bytes());
        result.err().map_or("ok", |error| error.code().as_str())
    };
    assert_eq!(within(text.len()), "ok");
    assert_eq!(within(text.len() - 1), "json.limit");
    let nested = |depth: usize| {
        let inner = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        format!(r#"{{"payload": "", "x": {inner}}}"#)
    };
    assert_eq!(code(&bench, nested(63).as_bytes()), "ok");
    assert_eq!(code(&bench, nested(64).as_bytes()), "json.limit");
}

#[test]
fn one_good_attestation_behind_a_thousand_is_found() {
    let bench = Bench::default();
    let good = bench.bundle();
    let mut forged = good.clone();
    forged["dsseEnvelope"]["signatures"][0]["sig"] = json!(base64(&[0x30; 70]));
    let (forged, mut file) = (forged.to_string(), String::new());
    for _ in 0..1000 {
        writeln!(file, "{forged}").unwrap();
    }
    file.push_str(&good.to_string());
    let gathered = bench.bytes(&bench.reader(), file.as_bytes()).unwrap();
    let states = states(&gathered);
    assert_eq!(states.len(), 1001);
    assert!(
        states[..1000]
            .iter()
            .all(|state| state.starts_with("invalid "))
    );
    assert_eq!(states[1000], "verified");
    assert!(gathered.is_complete());
    let again = bench.bytes(&bench.reader(), file.as_bytes()).unwrap();
    assert_eq!(common::states(&again), states);
}

#[test]
fn the_limit_of_candidates_is_told_and_never_reads_as_absent() {
    let bench = Bench::default();
    let bundle = bench.bundle().to_string();
    let file = format!("{bundle}\n{bundle}\n{bundle}");
    let of = |most: usize| {
        let reader = bench.reader().with_candidates(most);
        bench.bytes(&reader, file.as_bytes()).unwrap()
    };
    let at = of(3);
    assert!(at.is_complete() && at.findings().is_empty() && at.attestations().len() == 3);
    let beyond = of(2);
    assert_eq!(beyond.attestations().len(), 2);
    assert!(!beyond.is_complete());
    let codes: Vec<&str> = beyond
        .findings()
        .iter()
        .map(|one| one.code().as_str())
        .collect();
    assert_eq!(codes, ["eval.candidate-limit"]);
}

#[test]
fn what_is_about_something_else_is_left_aside_before_it_counts() {
    let bench = Bench::default();
    let other = bench
        .plan_of(&about(b"another", V1))
        .mint()
        .bundle
        .to_string();
    let unlogged = bench
        .plan_of(&about(b"another", V1))
        .logged(Entry::None)
        .mint()
        .envelope();
    let mut unreadable = bench.unlogged();
    unreadable["payload"] = json!(base64(b"{}"));
    let file = [
        other.clone(),
        unlogged.to_string(),
        other,
        bench.bundle().to_string(),
        unreadable.to_string(),
    ];
    let digest = bonafide::digest::Digest::sha256(bonafide::digest::sha256(&[ARTIFACT]));
    let wanted = ArtifactDigests::stated([digest.into()]).unwrap();
    let reader = bench.reader().about(wanted).with_candidates(2);
    let gathered = bench.bytes(&reader, file.join("\n").as_bytes()).unwrap();
    assert_eq!(gathered.attestations().len(), 2);
    assert_eq!(state(&gathered.attestations()[0]), "verified");
    assert!(gathered.is_complete() && gathered.ignored_count() == 3);
    assert_eq!(
        gathered.ignored()[0].reason().code().as_str(),
        "digest.mismatch"
    );
}

#[test]
fn the_signature_of_a_message_is_no_attestation() {
    let bench = Bench::default();
    let message = bench.kit.message(ARTIFACT).mint().bundle;
    let gathered = bench.gather(&bench.reader(), &message);
    assert!(gathered.attestations().is_empty());
    assert_eq!(
        gathered.ignored()[0].reason().code().as_str(),
        "carrier.unsupported"
    );
    let told = findings(&gathered);
    let wanted = "nothing of the document is left to evaluate: \
                  a bundle that signs no statement is no attestation";
    assert_eq!(told, [("carrier.unsupported", wanted)]);
    // Beside an attestation it takes nothing away.
    let beside = format!("{message}\n{}", bench.bundle());
    let gathered = bench.bytes(&bench.reader(), beside.as_bytes()).unwrap();
    assert_eq!(states(&gathered), ["verified"]);
    assert_eq!(
        (gathered.ignored_count(), findings(&gathered).len()),
        (1, 0)
    );
}

#[test]
fn a_document_about_something_else_says_so() {
    let bench = Bench::default();
    let digest = bonafide::digest::Digest::sha256(bonafide::digest::sha256(&[b"other"]));
    let other = ArtifactDigests::stated([digest.into()]).unwrap();
    let reader = bench.reader().about(other);
    let gathered = bench.gather(&reader, &bench.bundle());
    assert!(gathered.attestations().is_empty() && gathered.is_complete());
    let told = findings(&gathered);
    assert_eq!((told.len(), told[0].0), (1, "digest.mismatch"));
}

/// Codes and details of what there is to say of a document as a whole.
fn findings(gathered: &Gathered) -> Vec<(&str, &str)> {
    let findings = gathered.findings().iter();
    findings
        .map(|found| (found.code().as_str(), found.detail()))
        .collect()
}
