//! What the README and the documentation name is there.

use std::fs;

use bonafide_house::workspace_root;

#[test]
fn programs_and_files_exist() {
    let root = workspace_root();
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let mut programs = 0;
    for line in readme.lines() {
        if let Some((_, rest)) = line.split_once("--bin ") {
            let name = rest.split_whitespace().next().unwrap();
            programs += 1;
            let source = root.join(format!("examples/src/bin/{name}.rs"));
            assert!(source.is_file(), "{} is missing", source.display());
        }
        for word in line
            .split_whitespace()
            .filter(|word| word.starts_with("examples/data/"))
        {
            let file = word.trim_end_matches('\\');
            assert!(root.join(file).exists(), "{file} is missing");
        }
    }
    assert!(programs > 0, "the README names no program");
}

#[test]
fn links_lead_somewhere() {
    let root = workspace_root();
    let mut pages = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    for folder in ["docs", "docs/rules"] {
        let entries = fs::read_dir(root.join(folder)).unwrap();
        pages.extend(entries.map(|entry| entry.unwrap().path()));
    }
    for page in pages
        .iter()
        .filter(|page| page.extension().is_some_and(|end| end == "md"))
    {
        let text = fs::read_to_string(page).unwrap();
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split(')').next().unwrap();
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            if file.contains("://") {
                continue;
            }
            let path = match file {
                "" => page.clone(),
                file => page.parent().unwrap().join(file),
            };
            assert!(path.exists(), "{}: link to {target}", page.display());
            if !anchor.is_empty() && path.extension().is_some_and(|end| end == "md") {
                let is_there = anchors(&fs::read_to_string(&path).unwrap()).any(|it| it == anchor);
                assert!(is_there, "{}: link to {target}", page.display());
            }
        }
    }
}

/// The names of the headings of a page, as forges make them.
fn anchors(page: &str) -> impl Iterator<Item = String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| {
        let text = line.trim_start_matches('#').trim().to_lowercase();
        let kept = text
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    })
}

#[test]
fn the_index_has_every_page() {
    let docs = workspace_root().join("docs");
    let index = fs::read_to_string(docs.join("README.md")).unwrap();
    let mut pages = 0;
    for entry in fs::read_dir(docs).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") && name != "README.md" {
            assert!(index.contains(&format!("]({name})")), "{name} is not in it");
            pages += 1;
        }
    }
    assert!(pages > 10, "only {pages} pages");
    assert!(index.contains("](rules/README.md)"));
}
