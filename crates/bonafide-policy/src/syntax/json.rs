//! JSON, read by the rules of JSON.

use bonafide_json::{Error, Limits, Reader, Step};
use bonafide_report::{Place, registry};

use super::{Node, NodeValue, SyntaxLimits, tree::Tree};
use crate::error::{LoadError, Position, Problems};

/// What keeps a document from being JSON is told alone: behind it all would be guesses.
pub(super) fn parse(bytes: &[u8], limits: &SyntaxLimits, problems: &mut Problems) -> Option<Node> {
    let mut lines = Lines::new(bytes);
    match read(bytes, limits, &mut lines, problems) {
        Ok(root) => root,
        Err(error) => {
            let position = lines.position(error.offset());
            problems.push(told(&error).at(position));
            None
        }
    }
}

fn read(
    bytes: &[u8],
    limits: &SyntaxLimits,
    lines: &mut Lines<'_>,
    problems: &mut Problems,
) -> Result<Option<Node>, Error> {
    let limits = Limits::default()
        .with_bytes(limits.bytes)
        .with_depth(limits.depth);
    let mut tree = Tree::new(usize::MAX);
    let mut reader = Reader::new(bytes, &limits)?;
    let mut containers = Vec::new();
    while let Some(step) = reader.step()? {
        let end = reader.offset();
        if matches!(step, Step::End) {
            containers.pop();
            tree.close();
            continue;
        }
        let position = lines.position(start_of(bytes, &step, end));
        if containers.last() == Some(&true) {
            tree.name(reader.name().into_owned(), position, problems);
        }
        // The reader keeps the depth; the tree need not count it again.
        let value = match step {
            Step::Object => {
                containers.push(true);
                let _ = tree.open_map(position);
                continue;
            }
            Step::Array => {
                containers.push(false);
                let _ = tree.open_list(position);
                continue;
            }
            Step::Text(text) => NodeValue::Text(text.into_owned()),
            Step::Number(text) => number(text),
            Step::Boolean(value) => NodeValue::Boolean(value),
            Step::Null | Step::End => NodeValue::Null,
        };
        if matches!(&value, NodeValue::Text(text) if text.contains('\0')) {
            problems.push(nul(tree.place(), position));
        }
        tree.value(Node { value, position });
    }
    reader.finish()?;
    Ok(tree.into_root())
}

/// Where a token begins that was read up to `end`.
fn start_of(bytes: &[u8], step: &Step<'_>, end: usize) -> usize {
    let length = match step {
        Step::Array | Step::Object | Step::End => 1,
        Step::Number(text) => text.len(),
        Step::Boolean(false) => 5,
        Step::Boolean(true) | Step::Null => 4,
        Step::Text(_) => return start_of_text(bytes, end),
    };
    end.saturating_sub(length)
}

/// Inside a string every quotation mark follows an odd number of backslashes.
fn start_of_text(bytes: &[u8], end: usize) -> usize {
    let mut rest = bytes.get(..end.saturating_sub(1)).unwrap_or_default();
    while let Some(at) = rest.iter().rposition(|byte| *byte == b'"') {
        rest = rest.get(..at).unwrap_or_default();
        let slashes = rest.iter().rev().take_while(|byte| **byte == b'\\').count();
        if slashes % 2 == 0 {
            return at;
        }
    }
    0
}

/// A number by the grammar of JSON.
pub(super) fn number(text: &str) -> NodeValue {
    // `-0` is no integer: it would be printed as another text.
    match text.parse::<i64>() {
        Ok(value) if text != "-0" => NodeValue::Integer(value),
        _ => NodeValue::Number(text.to_owned()),
    }
}

pub(super) fn nul(place: Place, position: Position) -> LoadError {
    LoadError::new(registry::POLICY_SYNTAX, place, "U+0000 in a text").at(position)
}

fn told(error: &Error) -> LoadError {
    use bonafide_report::Coded as _;
    let code = match error {
        Error::DuplicateKey { .. } => registry::POLICY_DUPLICATE_FIELD,
        Error::Limit { .. } => registry::POLICY_LIMIT,
        _ => registry::POLICY_SYNTAX,
    };
    LoadError::new(code, error.place(), error.to_string())
}

/// Positions of offsets, which must not go down: each byte is looked at once.
#[derive(Debug)]
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    position: Position,
}

impl<'a> Lines<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            position: Position { line: 1, column: 1 },
        }
    }

    fn position(&mut self, offset: usize) -> Position {
        for byte in self.bytes.get(self.at..offset).unwrap_or_default() {
            match byte {
                b'\n' => {
                    self.position.line = self.position.line.saturating_add(1);
                    self.position.column = 1;
                }
                // A character is counted by its first byte.
                0x80..=0xbf => {}
                _ => self.position.column = self.position.column.saturating_add(1),
            }
        }
        self.at = self.at.max(offset);
        self.position
    }
}
