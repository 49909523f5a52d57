//! What stands in the guides.

use std::fs;
use std::path::{Path, PathBuf};

use bonafide::policy::containerd::Config;
use bonafide::policy::{PolicyDocument, Syntax};

/// Each file of snippets, and the guide that shows it.
const SNIPPETS: [(&str, &str); 9] = [
    ("blob", "embedding"),
    ("image", "embedding"),
    ("model", "embedding"),
    ("package", "embedding"),
    ("publishers", "embedding"),
    ("provenance", "embedding"),
    ("policy", "embedding"),
    ("trust", "trust-roots"),
    ("identity", "identities"),
];

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// What a guide shows in a language.
fn shown(page: &str, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in page.split(&format!("\n```{language}\n")).skip(1) {
        let (code, _) = part.split_once("```").unwrap();
        found.push(code.to_owned());
    }
    found
}

#[test]
fn each_guide_shows_what_compiles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guides");
    let sources = SNIPPETS.map(|(name, guide)| {
        let source = fs::read_to_string(folder.join(format!("{name}.rs"))).unwrap();
        let page = fs::read_to_string(docs().join(format!("{guide}.md"))).unwrap();
        assert!(
            shown(&page, "rust").contains(&source),
            "{guide}.md does not show {name}.rs as it is"
        );
        source
    });
    let mut snippets = 0;
    for (name, page) in pages() {
        for snippet in shown(&page, "rust") {
            let compiles = sources.contains(&snippet);
            assert!(compiles, "{name}: compiled nowhere:\n{snippet}");
            snippets += 1;
        }
    }
    assert_eq!(snippets, SNIPPETS.len());
}

/// The language of policies has a page of its own, which the tests of its crate read.
#[test]
fn policies_and_configurations_can_be_read() {
    let mut read = 0;
    for (name, page) in pages() {
        for block in shown(&page, "yaml") {
            let errors = if block.starts_with("schema: bonafide.policy/v1\n") {
                PolicyDocument::parse(block.as_bytes(), Syntax::Yaml)
                    .err()
                    .map(|it| format!("{it:#?}"))
            } else if block.starts_with("schema: bonafide.containerd-verifier/v1\n") {
                Config::parse(block.as_bytes(), Syntax::Yaml)
                    .err()
                    .map(|it| format!("{it:#?}"))
            } else {
                continue;
            };
            assert_eq!(errors, None, "{name}");
            read += 1;
        }
    }
    assert!(read >= 2, "only {read}");
}

/// Every page, with its name.
fn pages() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(docs()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".md") && name != "policy.md" {
            pages.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    pages
}
