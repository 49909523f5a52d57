//! sbom OSV-1: which documents are loaded, and what a load costs.

use bonafide_digest::Digest;
use bonafide_report::registry;
use bonafide_sbom::{AdvisoryLimits, AdvisoryLoader, Error, Exposure, Loaded};
use serde_json::{Value, json};

use crate::{advisory, as_of, database, fixed_in, is_affected, loader, npm};

fn code(document: &str) -> &'static str {
    let mut loader = loader();
    let error = loader.add(document.as_bytes()).unwrap_err();
    assert!(loader.finish().is_empty());
    error.code().as_str()
}

fn with(member: &str, value: Value) -> String {
    let mut document = advisory("A-1", "npm", "a", fixed_in("1.0.0"));
    document[member] = value;
    document.to_string()
}

fn with_affected(member: &str, value: Value) -> String {
    let mut document = advisory("A-1", "npm", "a", fixed_in("1.0.0"));
    document["affected"][0][member] = value;
    document.to_string()
}

#[test]
fn withdrawn_advisories_are_counted_and_ignored() {
    let mut loader = loader();
    let gone = with("withdrawn", json!("2025-12-02T00:00:00Z"));
    assert_eq!(loader.add(gone.as_bytes()), Ok(Loaded::Withdrawn));
    let other = advisory("A-2", "npm", "b", fixed_in("1.0.0")).to_string();
    assert_eq!(loader.add(other.as_bytes()), Ok(Loaded::Active));
    let database = loader.finish();
    assert_eq!((database.len(), database.withdrawn()), (1, 1));
    assert_eq!(database.answer(&npm("a", "0.1.0")), Exposure::NotAffected);
    assert!(is_affected(&database.answer(&npm("b", "0.1.0"))));
}

#[test]
fn only_a_time_withdraws() {
    for value in [
        json!(null),
        json!(true),
        json!(""),
        json!("yes"),
        json!("2025-12-02"),
    ] {
        let mut loader = loader();
        let document = with("withdrawn", value);
        assert_eq!(
            loader.add(document.as_bytes()),
            Ok(Loaded::Active),
            "{document}"
        );
        assert!(
            is_affected(&loader.finish().answer(&npm("a", "0.1.0"))),
            "{document}"
        );
    }
}

#[test]
fn what_is_no_advisory_is_refused() {
    for document in [
        "[]".to_owned(),
        "1".to_owned(),
        "{}".to_owned(),
        r#"{"id": "A-1"}"#.to_owned(),
        r#"{"modified": "2025-12-02T00:00:00Z"}"#.to_owned(),
        with("id", json!(1)),
        with("id", json!("")),
        with("modified", json!(null)),
    ] {
        assert_eq!(code(&document), "sbom.format", "{document}");
    }
    assert_eq!(
        code(&with("schema_version", json!("2.0.0"))),
        "sbom.version-unsupported"
    );
    assert_eq!(
        code(&with("schema_version", json!("10.0"))),
        "sbom.version-unsupported"
    );
    for version in [json!("1.0.0"), json!("1.9.9"), json!(null)] {
        let mut loader = loader();
        assert_eq!(
            loader.add(with("schema_version", version).as_bytes()),
            Ok(Loaded::Active)
        );
    }
}

#[test]
fn structure_of_another_type_is_refused() {
    for document in [
        with("affected", json!({})),
        with("affected", json!("a")),
        with("affected", json!([1])),
        with("aliases", json!("CVE-1")),
        with("aliases", json!([1])),
        with("severity", json!(1)),
        with_affected("package", json!("a")),
        with_affected("versions", json!("1.0.0")),
        with_affected("versions", json!([1])),
        with_affected("versions", json!([null])),
        with_affected("ranges", json!({})),
        with_affected("ranges", json!([[]])),
        with_affected("ranges", json!([{"type": "SEMVER", "events": "0"}])),
        with_affected("ranges", json!([{"type": "SEMVER", "events": ["0"]}])),
    ] {
        assert_eq!(code(&document), "sbom.shape", "{document}");
    }
    let error = loader().add(with_affected("versions", json!([1])).as_bytes());
    assert!(matches!(error, Err(Error::Shape { place, .. })
        if place.as_str() == "/affected/0/versions/0"));
}

#[test]
fn grammar_encoding_and_doubles_are_refused() {
    let good = with("summary", json!("s"));
    for (document, wanted) in [
        (
            good.replacen("\"id\"", "\"i\\u0064\":\"x\",\"id\"", 1),
            "sbom.json-duplicate-key",
        ),
        (
            good.replacen("\"s\"", "{\"a\":1,\"a\":2}", 1),
            "sbom.json-duplicate-key",
        ),
        (good.replacen("\"s\"", "01", 1), "sbom.json-syntax"),
        (good.replacen("\"s\"", "\"\\ud800\"", 1), "sbom.json-syntax"),
        (format!("{good} 1"), "sbom.json-syntax"),
        (format!("\u{feff}{good}"), "sbom.json-syntax"),
        (String::new(), "sbom.json-syntax"),
    ] {
        assert_eq!(code(&document), wanted, "{document}");
    }
    let mut bytes = good.clone().into_bytes();
    bytes.insert(1, 0xff);
    let error = loader().add(&bytes).unwrap_err();
    assert_eq!(error.code().as_str(), "sbom.encoding");
    for end in 0..good.len() {
        assert!(loader().add(&good.as_bytes()[..end]).is_err(), "{end}");
    }
}

#[test]
fn limits_hold_and_one_below_is_good() {
    let document = with("summary", json!("s"));
    let load = |limits: AdvisoryLimits, times: usize| {
        let mut loader = AdvisoryLoader::new(as_of(), limits);
        (0..times)
            .map(|_| loader.add(document.as_bytes()))
            .last()
            .unwrap()
    };
    let bytes = AdvisoryLimits::default().with_document_bytes(document.len());
    assert_eq!(load(bytes, 1), Ok(Loaded::Active));
    let bytes = bytes.with_document_bytes(document.len() - 1);
    assert_eq!(load(bytes, 1).unwrap_err().code(), registry::LIMIT_EXCEEDED);
    let count = AdvisoryLimits::default().with_advisories(3);
    assert_eq!(load(count, 3), Ok(Loaded::Active));
    assert!(matches!(
        load(count, 4),
        Err(Error::Limit {
            item: "advisories",
            limit: 3,
            ..
        })
    ));
    let mut withdrawn = AdvisoryLoader::new(as_of(), count.with_advisories(1));
    let gone = with("withdrawn", json!("2025-12-02T00:00:00Z"));
    assert_eq!(withdrawn.add(gone.as_bytes()), Ok(Loaded::Withdrawn));
    assert!(withdrawn.add(gone.as_bytes()).is_err());
    let nested = |depth: usize| {
        with("summary", json!("s")).replacen(
            "\"s\"",
            &format!("{}{}", "[".repeat(depth), "]".repeat(depth)),
            1,
        )
    };
    assert_eq!(loader().add(nested(63).as_bytes()), Ok(Loaded::Active));
    assert_eq!(code(&nested(64)), "sbom.depth");
    assert_eq!(code(&nested(100_000)), "sbom.depth");
}

#[test]
fn entries_without_a_package_are_counted() {
    for package in [
        json!(null),
        json!({}),
        json!({"name": "a"}),
        json!({"ecosystem": "npm"}),
        json!({"ecosystem": 1, "name": "a"}),
        json!({"ecosystem": "", "name": "a"}),
    ] {
        let mut document = advisory("A-1", "npm", "a", fixed_in("1.0.0"));
        document["affected"][0]["package"] = package;
        let database = database(&[document]);
        assert_eq!((database.len(), database.unindexed()), (1, 1));
    }
    let database = database(&[advisory("A-1", "npm", "a", fixed_in("1.0.0"))]);
    assert_eq!(
        (database.len(), database.unindexed(), database.is_empty()),
        (1, 0, false)
    );
}

#[test]
fn a_database_that_is_too_old_is_a_finding() {
    let digest = Digest::sha256([7; 32]);
    let database = loader().with_digest(digest).finish();
    assert_eq!(database.digest(), Some(&digest));
    assert_eq!(database.as_of(), as_of());
    let day = 86_400;
    let at = |seconds| as_of().checked_add_seconds(seconds).unwrap();
    assert_eq!(database.age_finding(at(day), 86_400), None);
    assert_eq!(database.age_finding(at(-day), 0), None);
    assert_eq!(database.age_finding(at(day), u64::MAX), None);
    let finding = database.age_finding(at(day + 1), 86_400).unwrap();
    assert_eq!(finding.code(), registry::VULN_DB_TOO_OLD);
    assert_eq!(
        finding.detail(),
        "the advisories are of 2026-01-01T00:00:00Z, before 2026-01-02T00:00:01Z"
    );
}
