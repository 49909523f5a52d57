//! RFC 8785, the JSON canonicalization scheme.

use core::fmt::Write as _;

use crate::frames::Container;
use crate::{Error, Limits, Reader};

pub use crate::ecma::number;

/// Rewrites a document in canonical form. Memory is linear in the input.
///
/// ```
/// use bonafide_json::{Limits, canonical};
/// let text = canonical::canonicalize(br#"{ "b": [1e1, "\u0041"], "a": -0 }"#, &Limits::default())?;
/// assert_eq!(text, br#"{"a":0,"b":[10,"A"]}"#);
/// # Ok::<(), bonafide_json::Error>(())
/// ```
///
/// # Errors
/// Those of [`Reader::skip`]; [`Error::IntegerRange`] for a number beyond the range of a double.
///
/// # Specification
/// RFC 8785 section 3.2.
pub fn canonicalize(input: &[u8], limits: &Limits) -> Result<Vec<u8>, Error> {
    let mut reader = Reader::new(input, limits)?;
    let tree = Tree::read(&mut reader)?;
    reader.finish()?;
    Ok(tree.write().into_bytes())
}

/// Appends `text` to `out` as a canonical JSON string, quotes included.
///
/// # Specification
/// RFC 8785 section 3.2.2.2.
pub fn string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..'\u{20}' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A document as a flat list of nodes in document order, containers naming their children, so that
/// neither building nor writing it recurses.
struct Tree {
    nodes: Vec<Node>,
}

enum Node {
    /// Canonical text.
    Scalar(String),
    /// The children in the order in which they are written, with their names in an object.
    Container(Container, Vec<(String, usize)>),
}

impl Tree {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut tree = Self { nodes: Vec::new() };
        let mut open: Vec<usize> = Vec::new();
        reader.begin()?;
        loop {
            let node = tree.push(reader, open.last().copied())?;
            if let Some(Node::Container(..)) = tree.nodes.get(node) {
                open.push(node);
            }
            while let Some(innermost) = open.last() {
                if reader.next_inner_value()? {
                    break;
                }
                tree.sort(*innermost);
                open.pop();
            }
            if open.is_empty() {
                reader.end();
                return Ok(tree);
            }
        }
    }

    /// Reads the scalar at the cursor, or enters the container, as a child of `parent`.
    fn push(&mut self, reader: &mut Reader<'_>, parent: Option<usize>) -> Result<usize, Error> {
        let index = self.nodes.len();
        match parent.and_then(|parent| self.nodes.get_mut(parent)) {
            Some(Node::Container(Container::Object, children)) => {
                children.push((reader.frames().name().into_owned(), index));
            }
            Some(Node::Container(Container::Array, children)) => {
                children.push((String::new(), index));
            }
            _ => {}
        }
        self.nodes.push(node(reader)?);
        Ok(index)
    }

    /// Orders the members of a finished object by the UTF-16 code units of their names.
    fn sort(&mut self, object: usize) {
        if let Some(Node::Container(Container::Object, members)) = self.nodes.get_mut(object) {
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
        }
    }

    fn write(&self) -> String {
        let mut out = String::new();
        let mut open = Vec::new();
        let mut next = self.nodes.first();
        while let Some(node) = next {
            match node {
                Node::Scalar(text) => out.push_str(text),
                Node::Container(container, children) => {
                    out.push(if *container == Container::Object {
                        '{'
                    } else {
                        '['
                    });
                    open.push((*container, children.iter().enumerate()));
                }
            }
            next = None;
            while let Some((container, children)) = open.last_mut() {
                if let Some((at, (name, child))) = children.next() {
                    if at > 0 {
                        out.push(',');
                    }
                    if *container == Container::Object {
                        string(&mut out, name);
                        out.push(':');
                    }
                    next = self.nodes.get(*child);
                    break;
                }
                out.push(if *container == Container::Object {
                    '}'
                } else {
                    ']'
                });
                open.pop();
            }
        }
        out
    }
}

/// The value at the cursor; a container is entered.
fn node(reader: &mut Reader<'_>) -> Result<Node, Error> {
    reader.count_value()?;
    let (end, text) = match reader.first_byte()? {
        b'{' => {
            return reader
                .open(Container::Object)
                .map(|()| Node::Container(Container::Object, Vec::new()));
        }
        b'[' => {
            return reader
                .open(Container::Array)
                .map(|()| Node::Container(Container::Array, Vec::new()));
        }
        b'"' => {
            let text = reader.text_here()?;
            let mut out = String::new();
            string(&mut out, &text.value);
            (text.end, out)
        }
        b't' => (reader.literal_end("true")?, "true".to_owned()),
        b'f' => (reader.literal_end("false")?, "false".to_owned()),
        b'n' => (reader.literal_end("null")?, "null".to_owned()),
        _ => {
            let end = reader.number_end()?;
            let lexeme = reader.slice(reader.cursor(), end)?;
            let mut out = String::new();
            let value = lexeme.parse().unwrap_or(f64::INFINITY);
            if !number(&mut out, value) {
                return Err(reader.integer_range());
            }
            (end, out)
        }
    };
    reader.move_to(end);
    Ok(Node::Scalar(text))
}
