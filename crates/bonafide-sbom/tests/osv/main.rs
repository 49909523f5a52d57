//! Advisories: what is loaded, and what is said of a package.
#![cfg(feature = "osv")]

mod answers;
mod distributions;
mod loading;
mod properties;
mod ranges;
mod search;

use bonafide_report::Time;
use bonafide_sbom::{
    AdvisoryDatabase, AdvisoryLimits, AdvisoryLoader, Exposure, Loaded, PackageQuery, UnknownReason,
};
use serde_json::{Value, json};

fn as_of() -> Time {
    Time::parse_rfc3339("2026-01-01T00:00:00Z").unwrap()
}

fn loader() -> AdvisoryLoader {
    AdvisoryLoader::new(as_of(), AdvisoryLimits::default())
}

fn database(documents: &[Value]) -> AdvisoryDatabase {
    let mut loader = loader();
    for document in documents {
        let loaded = loader.add(document.to_string().as_bytes());
        assert_eq!(loaded, Ok(Loaded::Active), "{document}");
    }
    loader.finish()
}

/// An advisory with one package.
fn advisory(id: &str, ecosystem: &str, name: &str, of: Value) -> Value {
    let mut affected = json!({"package": {"ecosystem": ecosystem, "name": name}});
    merge(&mut affected, of);
    json!({
        "schema_version": "1.7.0",
        "id": id,
        "modified": "2025-12-01T00:00:00Z",
        "affected": [affected],
    })
}

fn merge(into: &mut Value, other: Value) {
    let Value::Object(members) = other else {
        panic!("{other}");
    };
    into.as_object_mut().unwrap().extend(members);
}

fn range(kind: &str, events: Value) -> Value {
    json!({"ranges": [{"type": kind, "events": events}]})
}

fn fixed_in(version: &str) -> Value {
    range(
        "ECOSYSTEM",
        json!([{"introduced": "0"}, {"fixed": version}]),
    )
}

fn is_affected(answer: &Exposure<'_>) -> bool {
    matches!(answer, Exposure::Affected { .. })
}

/// The reasons of an answer that is not known; empty for other answers.
fn reasons(answer: &Exposure<'_>) -> Vec<UnknownReason> {
    match answer {
        Exposure::Unknown { undecided } => undecided.iter().map(|one| one.reason()).collect(),
        _ => Vec::new(),
    }
}

fn ids<'d>(answer: &Exposure<'d>) -> Vec<Vec<&'d str>> {
    match answer {
        Exposure::Affected { hits, .. } => hits.iter().map(|hit| hit.ids().to_vec()).collect(),
        _ => Vec::new(),
    }
}

fn npm<'a>(name: &'a str, version: &'a str) -> PackageQuery<'a> {
    PackageQuery::of_purl("npm", None, name).with_version(version)
}
