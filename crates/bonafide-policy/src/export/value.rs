//! JSON that is written: members sorted, integers only, nothing but printable ASCII.

use std::collections::BTreeMap;

use core::fmt::{self, Write as _};

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

/// A document of our own. How deep it is nested is ours to say too, never an input's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Bool(bool),
    Number(u64),
    Text(String),
    List(Vec<Self>),
    Object(BTreeMap<String, Self>),
}

impl Value {
    /// The text of anything that can be displayed.
    pub(crate) fn text(value: impl fmt::Display) -> Self {
        Self::Text(value.to_string())
    }

    pub(crate) fn list(values: impl IntoIterator<Item = Self>) -> Self {
        Self::List(values.into_iter().collect())
    }

    pub(crate) fn texts<T: fmt::Display>(values: impl IntoIterator<Item = T>) -> Self {
        Self::list(values.into_iter().map(Self::text))
    }

    pub(crate) fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Object(
            members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    /// An object with one more member; anything else is left as it is.
    pub(crate) fn with(mut self, name: &str, value: Self) -> Self {
        if let Self::Object(members) = &mut self {
            members.insert(name.to_owned(), value);
        }
        self
    }

    /// As [`with`](Self::with), where there is a value.
    pub(crate) fn with_some(self, name: &str, value: Option<Self>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The document on one line.
    pub(crate) fn to_line(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None);
        out
    }

    /// The document as people read it, with a line feed at its end.
    pub(crate) fn to_lines(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(0));
        out.push('\n');
        out
    }

    /// `indent` is the depth for people, or nothing for a line.
    fn write(&self, out: &mut String, indent: Option<usize>) {
        let inner = indent.map(|depth| depth.saturating_add(1));
        match self {
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(value) => {
                let _ = write!(out, "{value}");
            }
            Self::Text(text) => string(out, text),
            Self::List(values) => {
                out.push('[');
                for (at, value) in values.iter().enumerate() {
                    separate(out, at, inner);
                    value.write(out, inner);
                }
                close(out, values.is_empty(), indent);
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    separate(out, at, inner);
                    string(out, name);
                    out.push_str(if inner.is_some() { ": " } else { ":" });
                    value.write(out, inner);
                }
                close(out, members.is_empty(), indent);
                out.push('}');
            }
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Number(value)
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Number(u64::try_from(value).unwrap_or(u64::MAX))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => serializer.serialize_u64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(values) => {
                let mut out = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    out.serialize_element(value)?;
                }
                out.end()
            }
            Self::Object(members) => {
                let mut out = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    out.serialize_entry(name, value)?;
                }
                out.end()
            }
        }
    }
}

fn separate(out: &mut String, at: usize, depth: Option<usize>) {
    if at > 0 {
        out.push(',');
    }
    break_line(out, depth);
}

fn close(out: &mut String, is_empty: bool, depth: Option<usize>) {
    if !is_empty {
        break_line(out, depth);
    }
}

fn break_line(out: &mut String, depth: Option<usize>) {
    if let Some(depth) = depth {
        out.push('\n');
        for _ in 0..depth {
            out.push_str("  ");
        }
    }
}

/// Whatever a terminal, a log or a page could take for more than text is written by its number; so
/// is all that is not ASCII, since some of that cannot be seen.
fn string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' | '>' | '&' => escape(out, c),
            ' '..='~' => out.push(c),
            c => escape(out, c),
        }
    }
    out.push('"');
}

fn escape(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_sorted_and_text_is_printable() {
        let value = Value::object([
            ("b", Value::from(u64::MAX)),
            (
                "a",
                Value::list([
                    Value::from("\u{1b}[2J</script>\n\"\\\u{202e}é😀"),
                    Value::Bool(true),
                ]),
            ),
            ("c", Value::list([])),
        ]);
        let wanted = r#"{"a":["\u001b[2J\u003c/script\u003e\n\"\\\u202e\u00e9\ud83d\ude00",true],"b":18446744073709551615,"c":[]}"#;
        assert_eq!(value.to_line(), wanted);
        assert_eq!(
            Value::object([("a", Value::list([Value::from(1_u64)]))]).to_lines(),
            "{\n  \"a\": [\n    1\n  ]\n}\n"
        );
        for text in [
            value.to_line(),
            value.to_lines(),
            serde_json::to_string(&value).unwrap(),
        ] {
            let back: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(back["a"][0], "\u{1b}[2J</script>\n\"\\\u{202e}é😀");
        }
    }
}
