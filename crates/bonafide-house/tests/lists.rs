//! The lists of advisories, pitfalls and published vectors name tests that exist, and the dependencies
//! that they rule out are out.

use bonafide_house::{test_texts, workspace_root};

#[test]
fn every_test_of_the_list_exists() {
    let docs = workspace_root().join("docs");
    let lists = [
        "advisories.md",
        "pitfalls.md",
        "published-vectors.md",
        "registry-attacks.md",
    ]
    .map(|name| std::fs::read_to_string(docs.join(name)).unwrap());
    let mut texts = test_texts();
    texts.push(include_str!("lists.rs").to_owned());
    let mut named = 0_usize;
    for row in lists.iter().flat_map(|list| rows(list)) {
        let last = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let tests: Vec<&str> = last.split('`').skip(1).step_by(2).collect();
        let has_reason = last.starts_with("not applicable") || last.starts_with("no test");
        assert!(has_reason || !tests.is_empty(), "{row}");
        if has_reason {
            continue;
        }
        for test in tests {
            let wanted = format!("fn {test}(");
            let exists = texts.iter().any(|text| text.contains(&wanted));
            assert!(exists, "{test} is no test");
            named += 1;
        }
    }
    assert!(named > 30);
}

/// The rows of every table, without their heads.
fn rows(page: &str) -> Vec<&str> {
    let is_row = |line: &&str| line.starts_with("| ");
    let next = page.lines().skip(1).chain([""]);
    let lines = page.lines().zip(next);
    let body = lines.filter(|(_, next)| !next.starts_with("|---"));
    body.map(|(line, _)| line).filter(is_row).collect()
}

/// Whether this is the text of a test of this name.
fn has_test(text: &str, name: &str) -> bool {
    let wanted = format!("fn {name}(");
    let mut places = text.match_indices(&wanted);
    places.any(|(at, _)| text[..at].trim_end().ends_with(']') && text[..at].contains("#[test]"))
}

#[test]
fn tests_are_in_the_files_beside_them() {
    let docs = workspace_root().join("docs");
    let mut found = 0_usize;
    for name in ["advisories.md", "threat-model.md"] {
        let page = std::fs::read_to_string(docs.join(name)).unwrap();
        for row in rows(&page) {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
            let [.., files, tests] = cells[..] else {
                panic!("{row}");
            };
            if cells.len() != 4 {
                assert_eq!(name, "threat-model.md", "not four cells: {row}");
                continue;
            }
            if files == "–" {
                continue;
            }
            let links = files.split("](").skip(1);
            let paths = links.map(|link| link.split(')').next().unwrap());
            let read = |path: &str| std::fs::read_to_string(docs.join(path)).unwrap();
            let texts: Vec<String> = paths.map(read).collect();
            let tests: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
            assert!(!tests.is_empty() && !texts.is_empty(), "{row}");
            for test in &tests {
                let is_there = texts.iter().any(|text| has_test(text, test));
                assert!(is_there, "{test} is no test in {files}");
                found += 1;
            }
            for text in &texts {
                let is_used = tests.iter().any(|test| has_test(text, test));
                assert!(is_used, "a file without a test: {row}");
            }
        }
    }
    assert!(found > 100, "only {found} tests beside files");
}

#[test]
fn every_test_of_an_advisory_is_listed() {
    let page = workspace_root().join("docs/advisories.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut found = 0_usize;
    for text in test_texts() {
        for test in text.split("#[test]\nfn ").skip(1) {
            let name = test.split('(').next().unwrap();
            let begins = ["cve_", "ghsa_", "rustsec_", "pysec_"];
            if begins.iter().any(|id| name.starts_with(id)) {
                assert!(page.contains(&format!("`{name}`")), "{name} is not listed");
                found += 1;
            }
        }
    }
    assert!(found > 30, "only {found} tests of advisories");
}

#[test]
fn every_pitfall_is_in_its_row() {
    let list = workspace_root().join("docs/pitfalls.md");
    let list = std::fs::read_to_string(list).unwrap();
    let row = |number: usize| {
        let begin = format!("| {number} | ");
        let mut lines = list.lines().filter(|line| line.starts_with(&begin));
        let row = lines.next().unwrap_or_else(|| panic!("no row {number}"));
        assert_eq!(lines.next(), None, "two rows {number}");
        row
    };
    let rows: Vec<&str> = (1..=27).map(row).collect();
    let mut found = 0_usize;
    for text in test_texts() {
        for (at, _) in text.match_indices("\nfn pitfall_") {
            let name = text[at..].trim_start_matches("\nfn ");
            let name = name.split('(').next().unwrap();
            let number: usize = name.split('_').nth(1).unwrap().parse().unwrap();
            let is_listed = rows[number - 1].contains(&format!("`{name}`"));
            assert!(is_listed, "{name} is not in the row of its number");
            found += 1;
        }
    }
    assert!(found > 20, "only {found} tests of pitfalls");
}

#[test]
fn rustsec_2023_0071_no_tree_holds_the_crate() {
    let lock = std::fs::read_to_string(workspace_root().join("Cargo.lock")).unwrap();
    assert!(lock.contains("name = \"crypto-bigint\""));
    assert!(!lock.contains("name = \"rsa\"\n"));
}
