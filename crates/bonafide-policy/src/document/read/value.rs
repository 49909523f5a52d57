//! Single values.

use core::time::Duration;
use std::collections::BTreeSet;

use bonafide_digest::Digest;
use bonafide_report::{Time, registry};
use serde_json::{Map, Value};

use super::Reader;
use crate::document::names::Named;
use crate::document::shape::format;
use crate::pattern::PatternError;
use crate::syntax::{At, Node, NodeValue};
use crate::{ReferencePattern, TextPattern};

/// How many patterns one policy has (policy DOC-3).
const MOST_PATTERNS: usize = 10_000;

impl Reader<'_> {
    pub(super) fn references(&mut self, at: &At<'_>) -> Vec<ReferencePattern> {
        at.items()
            .filter_map(|item| {
                let text = item.text()?;
                self.pattern_of(&item, ReferencePattern::parse(text))
            })
            .collect()
    }

    pub(super) fn patterns(
        &mut self,
        at: &At<'_>,
        literal: fn(&str) -> Result<TextPattern, PatternError>,
    ) -> Vec<TextPattern> {
        at.items()
            .filter_map(|item| self.pattern(&item, literal))
            .collect()
    }

    /// A text, which `literal` reads, or `{regex: …}` or `{wildcard: …}`.
    pub(super) fn pattern(
        &mut self,
        at: &At<'_>,
        literal: fn(&str) -> Result<TextPattern, PatternError>,
    ) -> Option<TextPattern> {
        if let Some(text) = at.text() {
            return self.pattern_of(at, literal(text));
        }
        let regex = at.member("regex");
        if let Some(text) = regex.text() {
            return self.pattern_of(&regex, TextPattern::regex(text));
        }
        let wildcard = at.member("wildcard");
        let text = wildcard.text()?;
        self.pattern_of(&wildcard, TextPattern::wildcard(text))
    }

    fn pattern_of<T>(&mut self, at: &At<'_>, pattern: Result<T, PatternError>) -> Option<T> {
        self.patterns = self.patterns.saturating_add(1);
        if self.patterns == MOST_PATTERNS.saturating_add(1) {
            let detail = format!("more than {MOST_PATTERNS} patterns in one policy");
            at.refuse(registry::POLICY_LIMIT, detail, self.problems);
        }
        match pattern {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let code = match &error {
                    PatternError::Limit { .. } => registry::POLICY_LIMIT,
                    error => error.code(),
                };
                at.refuse(code, error.to_string(), self.problems);
                None
            }
        }
    }
}

pub(super) fn string(at: &At<'_>) -> String {
    at.text().unwrap_or_default().to_owned()
}

pub(super) fn optional_string(at: &At<'_>) -> Option<String> {
    at.text().map(str::to_owned)
}

pub(super) fn flag(at: &At<'_>) -> bool {
    at.boolean().unwrap_or(false)
}

pub(super) fn count(at: &At<'_>) -> Option<usize> {
    usize::try_from(at.integer()?).ok()
}

pub(super) fn small(at: &At<'_>) -> Option<u8> {
    u8::try_from(at.integer()?).ok()
}

pub(super) fn named<T: Named>(at: &At<'_>) -> Option<T> {
    T::of_name(at.text()?)
}

pub(super) fn set<T: Named + Ord>(at: &At<'_>) -> BTreeSet<T> {
    at.items().filter_map(|item| named(&item)).collect()
}

pub(super) fn duration(at: &At<'_>) -> Option<Duration> {
    format::duration(at.text()?)
}

pub(super) fn size(at: &At<'_>) -> Option<u64> {
    format::size(at.text()?)
}

pub(super) fn time(at: &At<'_>) -> Option<Time> {
    format::time(at.text()?)
}

pub(super) fn sha256(at: &At<'_>) -> Option<[u8; 32]> {
    format::sha256(at.text()?)
}

pub(super) fn digests(at: &At<'_>) -> Vec<Digest> {
    at.items()
        .filter_map(|item| Digest::parse(item.text()?).ok())
        .collect()
}

/// The value as other programs of JSON have it. Calls itself once a level, and the reader of the
/// syntax has bounded the levels.
pub(in crate::document) fn json(node: &Node) -> Value {
    match &node.value {
        NodeValue::Null | NodeValue::Broken | NodeValue::Number(_) => Value::Null,
        NodeValue::Boolean(value) => Value::Bool(*value),
        NodeValue::Integer(value) => Value::from(*value),
        NodeValue::Text(text) => Value::String(text.clone()),
        NodeValue::List(items) => Value::Array(items.iter().map(json).collect()),
        NodeValue::Map(members) => {
            let members = members
                .iter()
                .map(|member| (member.name.clone(), json(&member.value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}
