//! A subset of YAML that all readers read alike.

mod block;
mod block_header;
mod flow;
mod scalar;

use std::collections::BTreeSet;

/// Containers inside each other.
const DEPTH: usize = 32;

/// The most values in one document, containers among them.
const VALUES: usize = 100_000;

/// What a document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Boolean(bool),
    /// A number, as it is written.
    Number(String),
    Text(String),
    List(Vec<Value>),
    /// Each key once, in the order of the document.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The members of a map.
    pub(super) fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Map(members) => members,
            _ => &[],
        }
    }
}

/// What is not in the subset, and the byte of the document where its line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) reason: Reason,
    pub(super) offset: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// An anchor or an alias.
    Alias,
    Tag,
    Merge,
    Duplicate,
    Tab,
    Control,
    Document,
    Quote,
    Form,
    /// More than a limit.
    Depth,
    Values,
}

impl Reason {
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Alias => "an anchor or an alias",
            Self::Tag => "a tag",
            Self::Merge => "a merge key",
            Self::Duplicate => "a key that is there twice",
            Self::Tab => "a tab where blanks matter",
            Self::Control => "a control character",
            Self::Document => "a directive or a second document",
            Self::Quote => "a quoted text that does not end on its line, or has an unknown escape",
            Self::Form => "a form of YAML that is not read here",
            Self::Depth => "more than 32 levels",
            Self::Values => "more than 100000 values",
        }
    }

    pub(super) const fn is_limit(self) -> bool {
        matches!(self, Self::Depth | Self::Values)
    }
}

/// Reads a document: block mappings and sequences, flow ones on one line, plain and quoted scalars on
/// one line, and block scalars. Plain scalars are those of the core schema: `no` is a text.
///
/// # Specification
/// YAML 1.2; models CRD-2. Without anchors, aliases, tags, merge keys, directives, several documents
/// and scalars that go over lines without a header.
pub(super) fn read(text: &str) -> Result<Value, Fault> {
    block::read(text)
}

/// A map that is being read.
#[derive(Debug, Default)]
struct Members {
    entries: Vec<(String, Value)>,
    names: BTreeSet<String>,
    /// The key whose value comes next.
    key: Option<String>,
}

impl Members {
    fn begin(&mut self, key: String) -> Result<(), Reason> {
        if key == "<<" {
            return Err(Reason::Merge);
        }
        if !self.names.insert(key.clone()) {
            return Err(Reason::Duplicate);
        }
        self.key = Some(key);
        Ok(())
    }

    fn end(&mut self, value: Value) {
        if let Some(key) = self.key.take() {
            self.entries.push((key, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn map<const N: usize>(members: [(&str, Value); N]) -> Value {
        Value::Map(members.map(|(key, value)| (key.to_owned(), value)).to_vec())
    }

    #[test]
    fn blocks_of_the_subset_are_read() {
        let number = |digits: &str| Value::Number(digits.to_owned());
        for (document, wanted) in [
            ("", Value::Null),
            ("# only\n\n", Value::Null),
            (
                "a: 1\nb: no # x\n",
                map([("a", number("1")), ("b", text("no"))]),
            ),
            ("a:\nb: ~", map([("a", Value::Null), ("b", Value::Null)])),
            (
                "tags:\n- a\n-   b: 1\n    c: true\n-\nend: x",
                map([
                    (
                        "tags",
                        Value::List(vec![
                            text("a"),
                            map([("b", number("1")), ("c", Value::Boolean(true))]),
                            Value::Null,
                        ]),
                    ),
                    ("end", text("x")),
                ]),
            ),
            (
                "- - a\n  - b\n- c",
                Value::List(vec![Value::List(vec![text("a"), text("b")]), text("c")]),
            ),
            (
                "a:\n  - b:\n    - c\n  -\n    d: e",
                map([(
                    "a",
                    Value::List(vec![
                        map([("b", Value::List(vec![text("c")]))]),
                        map([("d", text("e"))]),
                    ]),
                )]),
            ),
        ] {
            assert_eq!(read(document), Ok(wanted), "{document}");
        }
    }

    #[test]
    fn scalars_and_flows_of_the_subset_are_read() {
        let number = |digits: &str| Value::Number(digits.to_owned());
        for (document, wanted) in [
            ("a:\n  b", map([("a", text("b"))])),
            ("\"a b\" : 'it''s'", map([("a b", text("it's"))])),
            (
                r#"a: "\x41\u00e9\n\"\\""#,
                map([("a", text("A\u{e9}\n\"\\"))]),
            ),
            ("http://x: y:z", map([("http://x", text("y:z"))])),
            (
                "a: [x, 'y', [1, {k: v, \"q\":2}], ] # c",
                map([(
                    "a",
                    Value::List(vec![
                        text("x"),
                        text("y"),
                        Value::List(vec![
                            number("1"),
                            map([("k", text("v")), ("q", number("2"))]),
                        ]),
                    ]),
                )]),
            ),
            (
                "a: {}\nb: []",
                map([("a", map([])), ("b", Value::List(vec![]))]),
            ),
            (
                "a: |\n  x\n   y\n\n  # z\nb: 1",
                map([("a", text("x\n y\n\n# z\n")), ("b", number("1"))]),
            ),
            (
                "a: >-\n  x\n  y\n\n  z\n   w\n  v\n\n",
                map([("a", text("x y\nz\n w\nv"))]),
            ),
            (
                "a: |2+\n   x\n\nb: c",
                map([("a", text(" x\n\n")), ("b", text("c"))]),
            ),
            ("- |\n x\n- y", Value::List(vec![text("x\n"), text("y")])),
            (
                "a: -1.5e3\nb: 0x1F\nc: .inf\nd: 1_0\ne: 12:30",
                map([
                    ("a", number("-1.5e3")),
                    ("b", number("0x1F")),
                    ("c", number(".inf")),
                    ("d", text("1_0")),
                    ("e", text("12:30")),
                ]),
            ),
        ] {
            assert_eq!(read(document), Ok(wanted), "{document}");
        }
    }

    #[test]
    fn what_is_not_in_the_subset_is_refused() {
        for (document, reason) in [
            ("a: &x 1", Reason::Alias),
            ("a: *x", Reason::Alias),
            ("a: [*x]", Reason::Alias),
            ("a: !!str 1", Reason::Tag),
            ("!x a: 1", Reason::Tag),
            ("<<: {a: 1}", Reason::Merge),
            ("a: 1\na: 2", Reason::Duplicate),
            ("a: 1\n'a': 2", Reason::Duplicate),
            ("a: {b: 1, b: 2}", Reason::Duplicate),
            ("a:\n\t- b", Reason::Tab),
            ("a: b\u{7}", Reason::Control),
            ("%YAML 1.2", Reason::Document),
            ("a: 1\n---\nb: 2", Reason::Document),
            ("a: 1\n...", Reason::Document),
            ("a: \"b", Reason::Quote),
            ("a: \"\\q\"", Reason::Quote),
            ("a: \"\\ud800\"", Reason::Quote),
            ("a: 'b' c", Reason::Form),
            ("a: b: c", Reason::Form),
            ("a: b\n  c", Reason::Form),
            ("a: 1\n b: 2", Reason::Form),
            ("a:\n  b: 1\n c: 2", Reason::Form),
            ("a: 1\n- b", Reason::Form),
            ("- a\nb: 1", Reason::Form),
            ("? a", Reason::Form),
            ("a: [b", Reason::Form),
            ("a: [b]]", Reason::Form),
            ("a: [b c: d]", Reason::Form),
            ("a: {b}", Reason::Form),
            ("a: [,b]", Reason::Form),
            ("a: [b, , c]", Reason::Form),
            ("a: @b", Reason::Form),
            ("a: `b`", Reason::Form),
            ("a: |x\n  b", Reason::Form),
            ("a: |\n     \n  b", Reason::Form),
            ("[a]: b", Reason::Form),
            ("a: [?b]", Reason::Form),
            ("a: [b\tc]", Reason::Tab),
        ] {
            assert_eq!(
                read(document).map_err(|fault| fault.reason),
                Err(reason),
                "{document}"
            );
        }
        assert_eq!(read("a: 1\nb:\n  - x\n  - *y").unwrap_err().offset, 14);
    }

    #[test]
    fn limits_are_kept() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&nested(32)).is_ok());
        assert_eq!(read(&nested(33)).unwrap_err().reason, Reason::Depth);
        assert_eq!(
            read(&"[".repeat(1 << 20)).unwrap_err().reason,
            Reason::Depth
        );
        let blocks = |depth: usize| "- ".repeat(depth) + "a";
        assert!(read(&blocks(32)).is_ok());
        assert_eq!(read(&blocks(100_000)).unwrap_err().reason, Reason::Depth);
        let many = |count: usize| "- a\n".repeat(count);
        assert!(read(&many(VALUES - 1)).is_ok());
        assert_eq!(read(&many(VALUES)).unwrap_err().reason, Reason::Values);
    }
}
