//! Lines that stand in two crates are explained.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bonafide_house::{Room, library_rooms, workspace_root};

/// So many lines in a row are a repetition.
const RUN: usize = 6;

/// A file by its path below `crates`, and one of another crate.
type Pair = [String; 2];

#[test]
fn what_stands_in_two_crates_is_explained() {
    let page = std::fs::read_to_string(workspace_root().join("docs/architecture.md")).unwrap();
    let (_, section) = page.split_once("## What stands twice, and why\n").unwrap();
    let (lines, ideas) = section.split_once("\nAnd ideas,").unwrap();
    let explained: Vec<BTreeSet<String>> = files_of_rows(lines);
    let found = pairs(&library_rooms());
    for pair in &found {
        let is_explained = explained
            .iter()
            .any(|row| pair.iter().all(|file| row.contains(file)));
        assert!(is_explained, "{RUN} lines stand in both of {pair:?}");
    }
    for row in &explained {
        for file in row {
            let is_found = found
                .iter()
                .any(|pair| pair.contains(file) && pair.iter().all(|file| row.contains(file)));
            assert!(is_found, "{file} repeats nothing of its row any more");
        }
    }
    let ideas = files_of_rows(ideas);
    assert!(ideas.len() > 3 && explained.len() > 3);
    for file in ideas.iter().flatten() {
        let path = workspace_root().join("crates").join(file);
        assert!(path.exists(), "{file} is no more");
    }
}

/// The files that each row of a table names.
fn files_of_rows(text: &str) -> Vec<BTreeSet<String>> {
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let files = |row: &str| {
        row.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    rows.map(files).collect()
}

/// The files of different crates that share a run.
fn pairs(rooms: &[Room]) -> BTreeSet<Pair> {
    let crates = workspace_root().join("crates");
    let mut places: BTreeMap<Vec<&str>, BTreeSet<&Path>> = BTreeMap::new();
    for room in rooms.iter().filter(|room| !room.is_generated()) {
        let path = room.path.strip_prefix(&crates).unwrap();
        for run in told(&room.text).windows(RUN) {
            places.entry(run.to_vec()).or_default().insert(path);
        }
    }
    let mut pairs = BTreeSet::new();
    for files in places.values() {
        for one in files {
            for other in files.range(*one..) {
                if one.iter().next() != other.iter().next() {
                    pairs.insert([one, other].map(|file| file.to_str().unwrap().to_owned()));
                }
            }
        }
    }
    pairs
}

/// The lines that say something: no comments, no imports, no lone punctuation, no tests.
fn told(text: &str) -> Vec<&str> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let says = |line: &&str| {
        let is_import = line.starts_with("use ") || line.starts_with("pub use ");
        !is_import && !line.starts_with("//") && line.contains(char::is_alphanumeric)
    };
    code.lines().map(str::trim).filter(says).collect()
}

#[test]
fn a_run_is_told_from_less() {
    let room = |path: &str, lines: usize| {
        let lines: Vec<String> = (0..lines).map(|n| format!("let a = {n};")).collect();
        Room {
            path: workspace_root().join("crates").join(path),
            text: format!("// Why {path}.\nuse a::b;\n{}\n}}\n", lines.join("\n\n")),
        }
    };
    let found = |one, other| pairs(&[room("a/src/x.rs", one), room("b/src/y.rs", other)]);
    assert!(found(RUN, RUN - 1).is_empty());
    assert_eq!(found(RUN, RUN + 1).len(), 1);
    assert!(pairs(&[room("a/src/x.rs", RUN), room("a/src/y.rs", RUN)]).is_empty());
}
