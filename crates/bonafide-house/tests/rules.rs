//! Rules that something refers to have a row in `docs/rules`, and no others have.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use bonafide_house::workspace_root;

/// What a reference begins with; those that have a page are named like it.
const AREAS: [&str; 7] = [
    "sigstore", "oci", "images", "sbom", "slsa", "models", "policy",
];

/// Groups of rules that nothing refers to, so that none of them is referred to without its row.
const UNUSED: &str = "ACC AGG ARC ATT AUT BCK BIN BKT BLD BYB CAR CCH COD DIG DIS DRF DSC DSE \
    EMT EVL FMT GCB GEN GGF GHG GLB HST HTTP IMG LAT LAY LBB LCK LCT LEG LKY LSB LSG MAN MAU NBI \
    NGC OBJ OLS ONX PEP PRM PRV PYP REF REP RPR SIG SRC STM TKN URI VSA";

/// Kinds of files in which rules are referred to; without a kind are the scripts.
const KINDS: [&str; 6] = ["rs", "md", "tsv", "toml", "py", ""];

/// A rule or a section by its area, if that is named, and its name.
type Name<'a> = (Option<&'a str>, String);

#[test]
fn every_reference_has_its_row_and_every_row_a_reference() {
    let root = workspace_root();
    let mut rows = BTreeSet::new();
    for area in AREAS {
        let page = root.join(format!("docs/rules/{area}.md"));
        for row in fs::read_to_string(page).unwrap_or_default().lines() {
            if let Some((name, says)) = row_of(row) {
                assert!(says.ends_with('.'), "no sentence: {row}");
                let is_new = rows.insert((Some(area), name.to_owned()));
                assert!(is_new, "a second row: {area} {name}");
            }
        }
    }
    let groups = groups(&rows);
    let mut texts = BTreeMap::new();
    for folder in ["crates", "examples", "fuzz", "benches", "docs", ".ci"] {
        collect(&root.join(folder), &mut texts);
    }
    for page in ["README.md", "CONTRIBUTING.md", "SECURITY.md"] {
        let text = fs::read_to_string(root.join(page)).unwrap();
        texts.insert(page.to_owned(), text);
    }
    let mut wrong = Vec::new();
    let mut referred = BTreeSet::new();
    let mut found = 0_usize;
    for (path, text) in &texts {
        for name in references(text, &groups) {
            if !rows.contains(&name) {
                let area = name.0.unwrap_or("(no area)");
                wrong.push(format!("{path}: {area} {}", name.1));
            }
            referred.insert(name);
            found += 1;
        }
    }
    assert!(wrong.is_empty(), "references without a row: {wrong:#?}");
    let alone: Vec<_> = rows.difference(&referred).collect();
    assert!(alone.is_empty(), "rows without a reference: {alone:#?}");
    assert!(found > 1000, "only {found} references");
}

/// The name and the sentence of a row of a page, if the line is one.
fn row_of(line: &str) -> Option<(&str, &str)> {
    let (name, says) = line.strip_prefix("| ")?.split_once(" | ")?;
    let is_section = name
        .strip_prefix("section ")
        .is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()));
    (is_section || rule(name).is_some()).then_some((name, says.trim_end_matches([' ', '|'])))
}

fn groups(rows: &BTreeSet<Name<'_>>) -> BTreeSet<String> {
    let used = rows.iter().filter_map(|(_, name)| rule(name));
    let used = used.map(|(group, _)| group.to_owned());
    used.chain(UNUSED.split_whitespace().map(str::to_owned))
        .collect()
}

/// The group and the number of what is written like a rule.
fn rule(word: &str) -> Option<(&str, u32)> {
    let (group, number) = word.split_once('-')?;
    let is_group = (2..=4).contains(&group.len())
        && group.starts_with(|c: char| c.is_ascii_uppercase())
        && group
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let is_number = number.len() <= 2 && !number.starts_with(['0', '+']);
    (is_group && is_number).then_some((group, number.parse().ok()?))
}

/// Whether a line may refer to anything, found out faster than what it refers to.
fn may_refer(line: &str) -> bool {
    let is_rule = |at: &[u8]| at[0] == b'-' && at[1].is_ascii_digit();
    line.as_bytes().windows(2).any(is_rule) || line.contains("section")
}

/// What a text refers to: after an area rules and sections of it, and rules of known groups wherever
/// they stand. Other ids that look like rules (`CVE-1`, `GPL-2`, `SHA-1`) are in no group.
fn references<'a>(text: &'a str, groups: &BTreeSet<String>) -> Vec<Name<'a>> {
    let is_word = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let mut found = Vec::new();
    let (mut area, mut last, mut is_range) = (None, None, false);
    for line in text.lines() {
        if !may_refer(line) {
            (area, last) = (None, None);
            continue;
        }
        for word in line.split(|c| !is_word(c)).filter(|word| !word.is_empty()) {
            let name = word.trim_end_matches('.');
            let is_section = last.is_some_and(|(group, _)| group == "section");
            let item = match rule(name) {
                Some((group, _)) if area.is_none() && !groups.contains(group) => None,
                None if is_section && name.starts_with(|c: char| c.is_ascii_digit()) => {
                    Some(("section", name.parse().unwrap_or(0)))
                }
                item => item,
            };
            if let Some((group, number)) = item {
                let (prefix, end) = match group {
                    "section" => ("section ".to_owned(), name),
                    group => (format!("{group}-"), &name[group.len() + 1..]),
                };
                let before = last.filter(|(it, _)| is_range && *it == group);
                let between = before.map_or(number, |(_, from)| from + 1)..number;
                let ends = between.map(|n| n.to_string()).chain([end.to_owned()]);
                found.extend(ends.map(|end| (area, format!("{prefix}{end}"))));
                last = item;
            } else if AREAS.contains(&name) {
                (area, last) = (Some(name), None);
            } else if area.is_some() && ["section", "sections"].contains(&name) {
                last = Some(("section", 0));
            } else if !["and", "to"].contains(&name) {
                (area, last) = (None, None);
            }
            is_range = name == "to";
            if word.ends_with('.') {
                (area, last) = (None, None);
            }
        }
    }
    found
}

fn collect(folder: &Path, texts: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_left_out = path.ends_with("docs/rules") || path.ends_with("tests/rules.rs");
        if path.is_dir() {
            if !path.ends_with("target") && !is_left_out {
                collect(&path, texts);
            }
            continue;
        }
        let kind = path.extension().map_or("", |kind| kind.to_str().unwrap());
        if KINDS.contains(&kind) && !is_left_out {
            // What is not text refers to nothing.
            if let Ok(text) = fs::read_to_string(&path) {
                texts.insert(path.display().to_string(), text);
            }
        }
    }
}

#[test]
fn references_are_told_from_other_ids() {
    let groups = groups(&BTreeSet::from([(Some("sbom"), "SEV-1".to_owned())]));
    let told = |text| {
        let names = references(text, &groups).into_iter();
        let names = names.map(|(area, name)| format!("{} {name}", area.unwrap_or("?")));
        names.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        told("/// RFC 1; sbom SEV-1,\n/// SEV-3."),
        "sbom SEV-1, sbom SEV-3"
    );
    assert_eq!(
        told("\"models OMB-9 to OMB-11\""),
        "models OMB-9, models OMB-10, models OMB-11"
    );
    assert_eq!(
        told("models sections 6 to 8, 9.4, OMH-5"),
        "models section 6, models section 7, models section 8, models section 9.4, models OMH-5"
    );
    assert_eq!(told("sbom SEV-1. SEV-9"), "sbom SEV-1, ? SEV-9");
    assert_eq!(
        told("a policy of SEV-9 and REF-6, PKG-1"),
        "? SEV-9, ? REF-6"
    );
    assert_eq!(
        told("CVE-1 GPL-2 SHA-1 UTF-8 SEV-2026 SEV-1.2 SEV-x RFC section 5"),
        ""
    );
}
