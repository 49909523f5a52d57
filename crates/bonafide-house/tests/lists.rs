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
    let rows = lists.iter().flat_map(|list| {
        let rows = list.lines().filter(|line| line.starts_with("| "));
        rows.skip(1)
    });
    for row in rows {
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
