//! Published tables: of wildcards and of references.

use std::path::PathBuf;

use bonafide_oci::Reference;
use bonafide_policy::TextPattern;
use serde_json::Value;

/// Digests of this algorithm are accepted here, and refused by the parser that the table is of.
const WIDER: &str = "validname@sha512:";

#[test]
fn tables() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus policy tables: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let tables = PathBuf::from(corpus).join("policy/tables");
    let rows_of = |file: &str| {
        let bytes = std::fs::read(tables.join(file)).unwrap();
        serde_json::from_slice::<Vec<Value>>(&bytes).unwrap()
    };
    let (mut rows, mut wrong) = (0, 0);
    for (file, is_right) in [
        ("wildcard.json", is_wildcard_right as fn(&Value) -> bool),
        ("reference-parse.json", is_reference_right),
    ] {
        for row in rows_of(file) {
            rows += 1;
            if !is_right(&row) {
                wrong += 1;
                println!("{file}: {row}");
            }
        }
    }
    println!("corpus policy tables: {rows} rows, {wrong} wrong");
    assert!(rows >= 50 && wrong == 0);
}

fn is_wildcard_right(row: &Value) -> bool {
    let pattern = TextPattern::wildcard(row["pattern"].as_str().unwrap()).unwrap();
    row["match"] == pattern.matches(row["text"].as_str().unwrap())
}

fn is_reference_right(row: &Value) -> bool {
    let input = row["input"].as_str().unwrap();
    let parts = match Reference::parse_grammar(input) {
        Err(_) => return row["err"].is_string(),
        Ok(_) if row["err"].is_string() => return input.starts_with(WIDER),
        Ok(parts) => parts,
    };
    let name = match parts.domain() {
        Some(domain) => format!("{domain}/{}", parts.path()),
        None => parts.path().to_owned(),
    };
    let digest = parts.digest().map(ToString::to_string);
    row["repository"] == name.as_str()
        && row["domain"].as_str() == parts.domain()
        && row["tag"].as_str() == parts.tag()
        && row["digest"].as_str() == digest.as_deref()
}
