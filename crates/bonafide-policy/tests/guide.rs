//! The guide of the policy language: what it shows can be read.

use std::fmt::Write as _;
use std::path::Path;

use bonafide_policy::containerd::Config;
use bonafide_policy::{LoadErrors, PolicyDocument, Syntax};

/// Signers for the requirements that the guide shows by themselves.
const SIGNERS: &str = "\
schema: bonafide.policy/v1
name: guide
default: reject
signers:
  ci: { key: { file: ci.pub }, require: [] }
  office: { key: { file: office.pub }, require: [] }
rules:
- id: uses-all
  require: [ { id: signed, signature: { by: [ci, office] } } ]
- id: shown
  require:
";

fn guide() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/policy.md");
    std::fs::read_to_string(path).unwrap()
}

/// The blocks of one language, each with the line at which it begins.
fn blocks<'a>(guide: &'a str, language: &str) -> Vec<(usize, &'a str)> {
    let fence = format!("\n```{language}\n");
    let mut found = Vec::new();
    for (at, _) in guide.match_indices(&fence) {
        let body = &guide[at + fence.len()..];
        let end = body.find("\n```").unwrap();
        found.push((guide[..at].lines().count() + 2, &body[..=end]));
    }
    found
}

fn told(errors: &LoadErrors) -> String {
    let mut out = String::new();
    for error in errors {
        let _ = writeln!(out, "{} {}: {error}", error.code().as_str(), error.place());
    }
    out
}

#[test]
fn every_policy_of_the_guide_can_be_read() {
    let guide = guide();
    let (mut policies, mut fragments, mut configurations) = (0, 0, 0);
    for (line, block) in blocks(&guide, "yaml") {
        if block.starts_with("schema: bonafide.containerd-verifier/v1\n") {
            let config = Config::parse(block.as_bytes(), Syntax::Yaml);
            config.unwrap_or_else(|errors| panic!("line {line}: {}", told(&errors)));
            configurations += 1;
            continue;
        }
        let text = if block.starts_with("schema:") {
            policies += 1;
            block.to_owned()
        } else {
            assert!(block.starts_with("- "), "line {line}: {block}");
            fragments += 1;
            let lines = block.lines().map(|line| format!("  {line}\n"));
            format!("{SIGNERS}{}", lines.collect::<String>())
        };
        let parsed = PolicyDocument::parse(text.as_bytes(), Syntax::Yaml);
        let parsed = parsed.unwrap_or_else(|errors| panic!("line {line}: {}", told(&errors)));
        let again = PolicyDocument::parse(parsed.to_json().as_bytes(), Syntax::Json);
        assert_eq!(again.unwrap(), parsed, "line {line}");
    }
    assert!(policies >= 4 && fragments >= 10 && configurations == 1);
}

#[test]
fn the_guide_tells_every_field_of_the_schemas() {
    let guide = guide();
    for name in ["policy", "containerd-verifier"] {
        let file = format!("../../docs/schema/{name}.v1.json");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let schema = std::fs::read_to_string(path).unwrap();
        let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
        let mut open = vec![&schema];
        let mut missing = Vec::new();
        while let Some(node) = open.pop() {
            if let Some(properties) = node.get("properties").and_then(|it| it.as_object()) {
                for field in properties.keys() {
                    let is_told = guide
                        .match_indices(field.as_str())
                        .any(|(at, _)| is_word(&guide, at, field.len()));
                    if !is_told && !missing.contains(field) {
                        missing.push(field.clone());
                    }
                }
            }
            match node {
                serde_json::Value::Object(members) => open.extend(members.values()),
                serde_json::Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        missing.retain(|field| !INTERNAL.contains(&field.as_str()));
        assert!(missing.is_empty(), "{name}: {missing:?}");
    }
}

/// Members that only imports write, or that belong to what is refused by name.
const INTERNAL: [&str; 12] = [
    "exactReference",
    "exactRepository",
    "remapIdentity",
    "prefix",
    "signed_prefix",
    "unresolved",
    "max_window",
    "users",
    "groups",
    "ticket_annotation",
    "matchExact",
    "matchRepository",
];

fn is_word(text: &str, at: usize, len: usize) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let before = text[..at].chars().next_back();
    let after = text[at + len..].chars().next();
    !before.is_some_and(is_part) && !after.is_some_and(is_part)
}
