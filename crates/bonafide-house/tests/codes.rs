//! Codes: the document, and a test for each.

use std::collections::HashSet;

use bonafide_house::{codes_table, test_texts, workspace_root};
use bonafide_report::registry;

/// Codes that no input can be made to give.
const UNREACHABLE: [(&str, &str); 1] = [(
    "internal",
    "a contradiction inside the library; a test that reaches it would be a bug",
)];

#[test]
fn the_document_says_what_the_registry_says() {
    let path = workspace_root().join("docs/codes.md");
    let table = codes_table();
    if std::env::var_os("BONAFIDE_BLESS").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == table,
        "docs/codes.md is stale: run with BONAFIDE_BLESS=1"
    );
}

#[test]
fn every_code_can_be_linked_to() {
    let table = codes_table();
    for code in registry::ALL {
        let anchor = format!("| <a id=\"{code}\"></a>`{code}` |");
        assert_eq!(table.matches(&anchor).count(), 1, "{code}");
    }
}

#[test]
fn every_code_stands_in_a_test() {
    let texts = test_texts();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let constants: HashSet<&str> = texts
        .iter()
        .flat_map(|text| text.split(|c| !is_name(c)))
        .collect();
    // Alone, or at either end of what a test says of an outcome.
    let quoted: HashSet<&str> = texts
        .iter()
        .flat_map(|text| text.split('"'))
        .flat_map(|said| [said.split(' ').next(), said.rsplit(' ').next()])
        .flatten()
        .collect();
    let missing: Vec<&str> = registry::ALL
        .iter()
        .map(|code| code.as_str())
        .filter(|code| !UNREACHABLE.iter().any(|(name, _)| name == code))
        .filter(|code| {
            let constant = code.to_uppercase().replace(['.', '-'], "_");
            !quoted.contains(code) && !constants.contains(&*constant)
        })
        .collect();
    assert!(missing.is_empty(), "codes without a test: {missing:#?}");
}
