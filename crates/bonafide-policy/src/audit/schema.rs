//! The schema of a record.

use serde_json::{Value, json};

use super::event::MOST_ENTRIES;
use super::read::MEMBERS;
use super::record::SCHEMA;
use super::{ActorKind, AuditKind};

/// The JSON schema of a record, with a line feed at the end.
///
/// # Specification
/// policy DOC-6; JSON Schema 2020-12.
#[must_use]
pub fn audit_schema() -> String {
    let kinds = AuditKind::ALL.map(AuditKind::as_str);
    let required: Vec<&str> = MEMBERS
        .into_iter()
        .filter(|name| is_required(name))
        .collect();
    let properties = MEMBERS
        .into_iter()
        .map(|name| (name.to_owned(), member(name)));
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "description": "One line of an audit log. Members stand in the order of `x-order`, without white space; everything but printable ASCII is escaped.",
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties.collect::<serde_json::Map<_, _>>(),
        "x-order": MEMBERS,
        "oneOf": kinds.map(of_kind),
    });
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// Whether records of every kind have it.
fn is_required(name: &str) -> bool {
    let always = [
        "schema", "seq", "time", "log", "prev", "kind", "codes", "waivers",
    ];
    always.contains(&name)
}

fn member(name: &str) -> Value {
    let hexadecimal =
        |digits: usize| json!({"type": "string", "pattern": format!("^[0-9a-f]{{{digits}}}$")});
    let texts = || json!({"type": "array", "maxItems": MOST_ENTRIES, "items": {"type": "string"}});
    match name {
        "schema" => json!({"const": SCHEMA}),
        "seq" | "duration_ms" => json!({"type": "integer", "minimum": 0}),
        "time" => json!({"type": "string", "format": "date-time", "pattern": "Z$"}),
        "log" => hexadecimal(32),
        "prev" | "verdict_sha256" | "policy_sha256" => hexadecimal(64),
        "kind" => json!({"enum": AuditKind::ALL.map(AuditKind::as_str)}),
        "decision" | "would_be" => json!({"enum": ["allow", "quarantine", "reject"]}),
        "enforced" => json!({"type": "boolean"}),
        "subject" => json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "ref": {"type": "string", "maxLength": 4096},
                "digest": {"type": "string", "pattern": "^[a-z0-9-]+:[0-9a-f]+$"},
            },
        }),
        "codes" | "waivers" => texts(),
        "actor" => json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["kind", "name"],
            "properties": {
                "kind": {"enum": ActorKind::ALL.map(ActorKind::as_str)},
                "name": {"type": "string", "maxLength": 1024},
            },
        }),
        _ => json!({"type": "string", "maxLength": 256}),
    }
}

/// What records of a kind must have, and must not have.
fn of_kind(kind: &str) -> Value {
    let of_verdict: &[&str] = &["verdict_sha256", "subject"];
    let of_decision: &[&str] = &["decision", "would_be", "enforced"];
    let of_policy: &[&str] = &["policy_sha256"];
    let (has, has_not) = match kind {
        "decision" => ([of_verdict, of_decision, of_policy].concat(), Vec::new()),
        "waiver" => ([of_verdict, of_policy].concat(), of_decision.to_vec()),
        "policy-load" => (of_policy.to_vec(), [of_verdict, of_decision].concat()),
        _ => (Vec::new(), [of_verdict, of_decision, of_policy].concat()),
    };
    let mut properties = serde_json::Map::new();
    properties.insert("kind".to_owned(), json!({"const": kind}));
    for name in has_not {
        properties.insert(name.to_owned(), Value::Bool(false));
    }
    if matches!(kind, "policy-load" | "checkpoint" | "end") {
        properties.insert("waivers".to_owned(), json!({"maxItems": 0}));
    }
    if matches!(kind, "checkpoint" | "end") {
        properties.insert("codes".to_owned(), json!({"maxItems": 0}));
    }
    if kind == "waiver" {
        properties.insert("waivers".to_owned(), json!({"minItems": 1}));
    }
    json!({"properties": properties, "required": has})
}
