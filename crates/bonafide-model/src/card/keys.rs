//! What keys of the front matter hold.

use bonafide_report::registry::{CARD_MALFORMED, PKG_REF_FLOATING};

use super::yaml::Value;
use crate::{Fact, Finding, Findings};

/// The type that a key has.
#[derive(Clone, Copy)]
enum Type {
    Text,
    TextOrList,
    Any,
    List,
}

/// The keys that are known, their types, and the facts that are made of them.
const KEYS: [(&str, Type, &str); 9] = [
    ("license", Type::Any, "card.license"),
    ("base_model", Type::TextOrList, "card.base-model"),
    ("datasets", Type::TextOrList, "card.datasets"),
    ("language", Type::TextOrList, "card.language"),
    ("tags", Type::TextOrList, "card.tags"),
    ("metrics", Type::TextOrList, "card.metrics"),
    ("pipeline_tag", Type::Text, "card.pipeline-tag"),
    ("library_name", Type::Text, "card.library-name"),
    ("model-index", Type::List, ""),
];

/// Checks the types of known keys; others are ignored.
///
/// # Specification
/// models CRD-3; a licence is looked at by its own rules.
pub(super) fn check(front: &Value, findings: &mut Findings) {
    for (name, value) in front.members() {
        let Some((_, wanted, _)) = KEYS.iter().find(|(known, ..)| known == name) else {
            continue;
        };
        let (is_good, what) = match wanted {
            Type::Any => (true, ""),
            Type::Text => (matches!(value, Value::Text(_)), "a text"),
            Type::TextOrList => (texts(value).is_some(), "a text or a list of texts"),
            Type::List => (matches!(value, Value::List(_)), "a list"),
        };
        if !is_good && *value != Value::Null {
            let message = format!("{name} is not {what}");
            findings.add(Finding::error(CARD_MALFORMED, message));
        }
        if name == "base_model" && texts(value).is_some_and(|texts| !texts.is_empty()) {
            let message = "base_model names no revision that cannot change";
            findings.add(Finding::info(PKG_REF_FLOATING, message));
        }
    }
}

/// The texts of a value that is one, or a list of them.
pub(super) fn texts(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::List(items) => items.iter().map(text).collect(),
        _ => text(value).map(|text| vec![text]),
    }
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// What known keys say, lists sorted.
pub(super) fn facts(front: &Value) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (name, value) in front.members() {
        let known = KEYS
            .iter()
            .find(|(known, _, fact)| known == name && !fact.is_empty());
        let (Some((_, _, fact)), Some(mut texts)) = (known, texts(value)) else {
            continue;
        };
        texts.sort_unstable();
        facts.push(Fact {
            name: fact,
            value: texts.join("\n"),
        });
    }
    facts
}
