//! A policy of many rules with many patterns.

use bonafide_policy::{
    CompiledPolicy, MemoryFiles, PolicyDocument, PolicySource, SourceFormat, Syntax,
};
use bonafide_testkit::{KeyKind, SigningKey};
use serde_json::{Value, json};

/// An image that one rule is about.
#[allow(dead_code, reason = "each bench has its own rows")]
pub(crate) const ASKED: &str = "r7.example.com/team-57/app-3/x:1";

pub(crate) fn compile(text: &[u8], syntax: Syntax, files: &MemoryFiles) -> CompiledPolicy {
    let document = PolicyDocument::parse(text, syntax).unwrap();
    let source = PolicySource::new(text, SourceFormat::Native);
    CompiledPolicy::compile(document, &source, files).unwrap()
}

/// So many rules of ten patterns each, of which the 58th is about [`ASKED`].
pub(crate) fn document(rules: usize) -> Value {
    let last = rules - 1;
    let rules: Vec<Value> = (0..rules)
        .map(|rule| {
            let pattern = |number: usize| match number {
                0..=5 => format!("r{}.example.com/team-{rule}/app-{number}/**", rule % 50),
                6 | 7 => format!("registry.example.com/group-{rule}/*-{number}"),
                8 => format!("*.host-{rule}.example.com/**"),
                _ => format!("**/shared-{rule}/app:v*"),
            };
            // One pattern stands among the registries that are denied.
            let number = if rule == last { 9 } else { 10 };
            let patterns: Vec<String> = (0..number).map(pattern).collect();
            json!({"id": format!("rule-{rule}"), "match": {"ref": patterns}, "require": [
                {"id": "signed", "signature": {"by": ["s"]}}]})
        })
        .collect();
    json!({
        "schema": "bonafide.policy/v1", "name": "large", "default": "reject",
        "allow_unpinned_files": true, "rules": rules,
        "registries": {"deny": ["denied.example.com/**"]},
        "signers": {"s": {"key": {"file": "s.pub"}, "require": []}},
    })
}

pub(crate) fn files() -> MemoryFiles {
    MemoryFiles::new().with_file("s.pub", SigningKey::seeded(KeyKind::P256, "s").pem())
}
