//! Statements around predicates.
#![allow(dead_code, reason = "not every test needs everything")]

use bonafide_dsse::{Statement, StatementOptions};
use bonafide_slsa::{Error, Provenance, ProvenanceVersion};

pub(crate) const V01: &str = "https://slsa.dev/provenance/v0.1";
pub(crate) const V02: &str = "https://slsa.dev/provenance/v0.2";
pub(crate) const V1: &str = "https://slsa.dev/provenance/v1";

/// A statement about something, with this predicate.
pub(crate) fn statement(predicate_type: &str, predicate: &str) -> Statement {
    let document = format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"digest":{{"sha256":"{}"}}}}],"predicateType":"{predicate_type}","predicate":{predicate}}}"#,
        "ab".repeat(32)
    );
    Statement::parse(document.as_bytes(), &StatementOptions::provenance()).unwrap()
}

/// Why the predicate is not read, and where.
pub(crate) fn refusal(predicate_type: &str, predicate: &str) -> (String, String) {
    let statement = statement(predicate_type, predicate);
    match Provenance::of(&statement) {
        Ok(view) => panic!("{predicate} is read as {view:?}"),
        Err(error) => of_error(&error),
    }
}

/// Code and pointer of an error.
pub(crate) fn of_error(error: &Error) -> (String, String) {
    use bonafide_report::Coded as _;
    let place = error.place().as_str().to_owned();
    (error.code().as_str().to_owned(), place)
}

/// The least that a format accepts, `more` added to the object at `pointer`.
pub(crate) fn least(version: ProvenanceVersion, pointer: &str, more: &str) -> String {
    let text = match version {
        ProvenanceVersion::V01 => {
            r#"{"builder":{"id":"b:"},"recipe":{"type":"t:"},"metadata":{"completeness":{}}}"#
        }
        ProvenanceVersion::V02 => {
            r#"{"builder":{"id":"b:"},"buildType":"t:","invocation":{"configSource":{}},"metadata":{"completeness":{}}}"#
        }
        _ => {
            r#"{"buildDefinition":{"buildType":"t:","externalParameters":{"p":1}},"runDetails":{"builder":{"id":"b:"},"metadata":{}}}"#
        }
    };
    // The objects are put together as text, so that names may be twice.
    let mut at = 1;
    for name in pointer.split('/').skip(1) {
        let key = format!("\"{name}\":{{");
        at += text[at..].find(&key).unwrap() + key.len();
    }
    let comma = if text[at..].starts_with('}') || more.is_empty() {
        ""
    } else {
        ","
    };
    format!("{}{more}{comma}{}", &text[..at], &text[at..])
}
