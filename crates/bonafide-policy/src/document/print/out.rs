//! Maps in the making.

use core::time::Duration;
use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::names::Named;
use crate::pattern::TextForm;
use crate::{ReferencePattern, TextPattern};

/// A map in the making, from which what says nothing is left out.
#[derive(Default)]
pub(super) struct Out(Map<String, Value>);

impl Out {
    pub(super) fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    pub(super) fn put_some(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    pub(super) fn put_flag(&mut self, name: &str, value: bool) {
        if value {
            self.put(name, true);
        }
    }

    pub(super) fn put_name(&mut self, name: &str, value: Option<impl Named>) {
        self.put_some(name, value.map(Named::name));
    }

    pub(super) fn put_unless_default(&mut self, name: &str, value: impl Named + Default) {
        if value != Default::default() {
            self.put(name, value.name());
        }
    }

    pub(super) fn put_list(&mut self, name: &str, items: impl Iterator<Item = Value>) {
        let items: Vec<Value> = items.collect();
        if !items.is_empty() {
            self.put(name, items);
        }
    }

    pub(super) fn put_texts<'t>(
        &mut self,
        name: &str,
        texts: impl IntoIterator<Item = &'t String>,
    ) {
        self.put_list(name, texts.into_iter().map(|text| json!(text)));
    }

    pub(super) fn put_names<T: Named>(&mut self, name: &str, values: &BTreeSet<T>) {
        self.put_list(name, values.iter().map(|value| json!(value.name())));
    }

    pub(super) fn put_patterns(&mut self, name: &str, patterns: &[TextPattern]) {
        self.put_list(name, patterns.iter().map(pattern));
    }

    pub(super) fn put_map(&mut self, name: &str, map: Self) {
        if !map.0.is_empty() {
            self.put(name, Value::Object(map.0));
        }
    }
}

impl From<Out> for Value {
    fn from(out: Out) -> Self {
        Self::Object(out.0)
    }
}

pub(super) fn references(patterns: &[ReferencePattern]) -> impl Iterator<Item = Value> {
    patterns.iter().map(|pattern| json!(pattern.as_str()))
}

pub(super) fn pattern(pattern: &TextPattern) -> Value {
    let text = pattern.native_text();
    match pattern.form() {
        TextForm::Glob => json!(text),
        TextForm::Regex | TextForm::UnanchoredRegex => json!({ "regex": text }),
        TextForm::Wildcard => json!({ "wildcard": text }),
    }
}

/// In the largest unit that is exact.
pub(super) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    exact(
        seconds,
        &[(604_800, "w"), (86_400, "d"), (3600, "h"), (60, "m")],
        "s",
    )
}

/// In the largest unit that is exact.
pub(super) fn size(bytes: u64) -> String {
    exact(
        bytes,
        &[(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")],
        "B",
    )
}

fn exact(number: u64, units: &[(u64, &str)], least: &str) -> String {
    let fit = units.iter().find_map(|(size, unit)| {
        let is_exact = number > 0 && number.checked_rem(*size) == Some(0);
        is_exact.then(|| Some((number.checked_div(*size)?, *unit)))?
    });
    let (number, unit) = fit.unwrap_or((number, least));
    format!("{number}{unit}")
}
