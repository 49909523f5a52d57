//! Whether two documents say the same.

use std::borrow::Cow;

use crate::frames::Container;
use crate::{Error, Reader};

/// Whether two documents, both read before, say the same: the order of members does not matter,
/// that of elements does, a member that is `null` is as good as none, strings are compared after
/// their escapes are resolved, and numbers letter by letter, so that `1` is not `1.0`.
///
/// Costs one pass over each document, and the sorting of its members.
///
/// ```
/// use bonafide_json::same;
/// assert!(same(r#"{"a": 1, "b": null}"#, r#"{ "\u0061": 1 }"#)?);
/// assert!(!same("[1, 2]", "[2, 1]")?);
/// # Ok::<(), bonafide_json::Error>(())
/// ```
///
/// # Errors
/// Those of [`Reader::skip`] but [`Error::Limit`], unless the texts are equal byte for byte: then
/// neither is read.
pub fn same(one: &str, other: &str) -> Result<bool, Error> {
    if one == other {
        return Ok(true);
    }
    Ok(Tree::read(one)?.says_the_same(&Tree::read(other)?))
}

/// A document as a flat list of nodes, so that neither reading nor comparing it recurses.
struct Tree<'a> {
    nodes: Vec<Node<'a>>,
}

enum Node<'a> {
    /// A string, its escapes resolved.
    Text(Cow<'a, str>),
    /// A number or a literal, as written.
    Plain(&'a str),
    Array(Vec<usize>),
    /// Without members that are `null`; in the order of the names once it was read.
    Object(Vec<(Cow<'a, str>, usize)>),
}

impl<'a> Tree<'a> {
    fn read(text: &'a str) -> Result<Self, Error> {
        let mut reader = Reader::again(text);
        let mut tree = Self { nodes: Vec::new() };
        let mut open: Vec<usize> = Vec::new();
        reader.begin()?;
        loop {
            let node = tree.push(&mut reader, open.last().copied())?;
            if let Some(Node::Array(_) | Node::Object(_)) = tree.nodes.get(node) {
                open.push(node);
            }
            while let Some(innermost) = open.last() {
                if reader.next_inner_value()? {
                    break;
                }
                if let Some(Node::Object(members)) = tree.nodes.get_mut(*innermost) {
                    members.sort_unstable();
                }
                open.pop();
            }
            if open.is_empty() {
                reader.end();
                reader.finish()?;
                return Ok(tree);
            }
        }
    }

    /// Reads the scalar at the cursor, or enters the container, as a child of `parent`.
    fn push(&mut self, reader: &mut Reader<'a>, parent: Option<usize>) -> Result<usize, Error> {
        let name = reader.name();
        let node = node(reader)?;
        let index = self.nodes.len();
        match parent.and_then(|parent| self.nodes.get_mut(parent)) {
            Some(Node::Array(elements)) => elements.push(index),
            Some(Node::Object(members)) if !matches!(node, Node::Plain("null")) => {
                members.push((name, index));
            }
            _ => {}
        }
        self.nodes.push(node);
        Ok(index)
    }

    fn says_the_same(&self, other: &Self) -> bool {
        let mut pairs = vec![(0, 0)];
        while let Some((left, right)) = pairs.pop() {
            match (self.nodes.get(left), other.nodes.get(right)) {
                (Some(Node::Text(left)), Some(Node::Text(right))) if left == right => {}
                (Some(Node::Plain(left)), Some(Node::Plain(right))) if left == right => {}
                (Some(Node::Array(left)), Some(Node::Array(right)))
                    if left.len() == right.len() =>
                {
                    pairs.extend(left.iter().copied().zip(right.iter().copied()));
                }
                (Some(Node::Object(left)), Some(Node::Object(right)))
                    if left
                        .iter()
                        .map(|member| &member.0)
                        .eq(right.iter().map(|m| &m.0)) =>
                {
                    let indices = left.iter().zip(right);
                    pairs.extend(indices.map(|(left, right)| (left.1, right.1)));
                }
                _ => return false,
            }
        }
        true
    }
}

/// The value at the cursor; a container is entered.
fn node<'a>(reader: &mut Reader<'a>) -> Result<Node<'a>, Error> {
    reader.count_value()?;
    let start = reader.cursor();
    let end = match reader.first_byte()? {
        b'{' => {
            reader.open(Container::Object)?;
            return Ok(Node::Object(Vec::new()));
        }
        b'[' => {
            reader.open(Container::Array)?;
            return Ok(Node::Array(Vec::new()));
        }
        b'"' => {
            let text = reader.text_here()?;
            reader.move_to(text.end);
            return Ok(Node::Text(text.value));
        }
        b't' => reader.literal_end("true")?,
        b'f' => reader.literal_end("false")?,
        b'n' => reader.literal_end("null")?,
        _ => reader.number_end()?,
    };
    reader.move_to(end);
    Ok(Node::Plain(reader.slice(start, end)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(one: &str, other: &str) -> bool {
        let found = same(one, other).unwrap();
        assert_eq!(same(other, one), Ok(found), "{one} {other}");
        found
    }

    #[test]
    fn order_blanks_escapes_and_nulls_do_not_matter() {
        for (one, other) in [
            ("1", " 1 "),
            ("null", "null "),
            (r#""a""#, r#""\u0061""#),
            (r#""\u0000""#, r#" "\u0000""#),
            (r#"{"a":1,"b":[2,{}]}"#, r#"{"b": [2, {}], "a": 1}"#),
            (r#"{"a":null}"#, "{}"),
            (r#"{"a":{"b":null}}"#, r#"{"a":{}}"#),
            (
                r#"[{"b":{"d":1,"c":2},"a":[]}]"#,
                r#"[{"a":[],"b":{"c":2,"d":1}}]"#,
            ),
        ] {
            assert!(is_same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn everything_else_does() {
        for (one, other) in [
            ("1", "1.0"),
            ("1", r#""1""#),
            ("0", "-0"),
            ("10", "1e1"),
            ("true", r#""true""#),
            ("true", "false"),
            ("null", "[]"),
            ("null", "{}"),
            ("[]", "{}"),
            ("[null]", "[]"),
            ("[1,2]", "[2,1]"),
            ("[1]", "[1,1]"),
            ("[[1],2]", "[[1,2]]"),
            (r#"{"a":1}"#, r#"{"a":2}"#),
            (r#"{"a":1}"#, r#"{"b":1}"#),
            (r#"{"a":1}"#, r#"{"a":1,"b":1}"#),
            (r#"{"a":1,"b":2}"#, r#"{"a":2,"b":1}"#),
            (r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":2}]}"#),
            (r#""é""#, r#""e\u0301""#),
        ] {
            assert!(!is_same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn what_is_no_document_is_an_error() {
        for text in ["", "{", "1 2", r#"{"a":1,"a":1}"#, "[1,]", "nul", "tru e"] {
            assert!(same(text, "1").is_err(), "{text}");
            assert!(same("1", text).is_err(), "{text}");
        }
    }
}
