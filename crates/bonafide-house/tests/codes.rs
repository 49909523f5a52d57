//! Codes: the document, and a test for each.

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
    let missing: Vec<&str> = registry::ALL
        .iter()
        .map(|code| code.as_str())
        .filter(|code| !UNREACHABLE.iter().any(|(name, _)| name == code))
        .filter(|code| {
            // Alone, or at either end of what a test says of an outcome.
            let quoted = [
                format!("\"{code}\""),
                format!(" {code}\""),
                format!("\"{code} "),
            ];
            let constant = code.to_uppercase().replace(['.', '-'], "_");
            !texts
                .iter()
                .any(|text| quoted.iter().any(|q| text.contains(q)) || has_word(text, &constant))
        })
        .collect();
    assert!(missing.is_empty(), "codes without a test: {missing:#?}");
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let is_name = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !is_name(before.chars().next_back()) && !is_name(after.chars().next())
    })
}
