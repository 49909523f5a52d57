//! YAML, as far as it says what JSON can say.

use bonafide_report::{Escaped, Place, registry};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

use super::tree::{TooDeep, Tree};
use super::{Node, NodeValue, SyntaxLimits, json};
use crate::error::{LoadError, Position, Problems};

/// The bytes of one name, as in JSON: pointers hold them.
const MOST_NAME_BYTES: usize = 4096;

/// # Specification
/// policy DOC-1, DOC-2. Stricter than YAML 1.2: plain scalars resolve by its JSON schema alone, an
/// empty one is null, and all that is no number, `true`, `false` or `null` there is text.
pub(super) fn parse(bytes: &[u8], limits: &SyntaxLimits, problems: &mut Problems) -> Option<Node> {
    let text = match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let detail = format!("not UTF-8 at byte {}", error.valid_up_to());
            problems.push(LoadError::new(
                registry::POLICY_SYNTAX,
                Place::root(),
                detail,
            ));
            return None;
        }
    };
    if text.starts_with('\u{feff}') {
        let detail = "a byte order mark at byte 0";
        problems.push(LoadError::new(
            registry::POLICY_SYNTAX,
            Place::root(),
            detail,
        ));
        return None;
    }
    let mut reader = Yaml {
        tree: Tree::new(limits.depth),
        depth: limits.depth,
        documents: 0,
        problems,
    };
    reader.read(text).ok()?;
    let root = reader.tree.into_root();
    if root.is_none() && problems.is_empty() {
        let detail = "an empty document";
        problems.push(LoadError::new(
            registry::POLICY_SYNTAX,
            Place::root(),
            detail,
        ));
    }
    root
}

struct Yaml<'p> {
    tree: Tree,
    depth: usize,
    documents: usize,
    problems: &'p mut Problems,
}

/// Nothing more can be said; it was told why.
struct Stopped;

impl Yaml<'_> {
    fn read(&mut self, text: &str) -> Result<(), Stopped> {
        for event in Parser::new_from_str(text) {
            match event {
                Ok((event, span)) => self.event(event, span)?,
                Err(error) => {
                    let detail = format!("not YAML: {}", Escaped(error.info()));
                    return self.stop(registry::POLICY_SYNTAX, position(*error.marker()), detail);
                }
            }
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Stopped> {
        let at = position(span.start);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => {
                self.documents = self.documents.saturating_add(1);
                if self.documents > 1 {
                    return self.stop(registry::POLICY_SYNTAX, at, "a second document".into());
                }
                Ok(())
            }
            Event::Alias(_) => {
                self.refuse(at, "an alias");
                self.scalar(NodeValue::Broken, at)
            }
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain;
                let is_refused = self.decorations(anchor, tag.is_some(), at);
                if is_plain && text == "<<" {
                    self.refuse(at, "a merge key");
                }
                let value = match is_refused {
                    true if !self.tree.wants_name() => NodeValue::Broken,
                    _ if is_plain => plain(&text),
                    _ => NodeValue::Text(text.into_owned()),
                };
                self.scalar(value, at)
            }
            Event::SequenceStart(anchor, tag) => {
                self.decorations(anchor, tag.is_some(), at);
                self.container(at, Tree::open_list)
            }
            Event::MappingStart(anchor, tag) => {
                self.decorations(anchor, tag.is_some(), at);
                self.container(at, Tree::open_map)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.tree.close();
                Ok(())
            }
        }
    }

    /// Whether there is an anchor or a tag, which is told.
    fn decorations(&mut self, anchor: usize, has_tag: bool, at: Position) -> bool {
        if anchor != 0 {
            self.refuse(at, "an anchor");
        }
        if has_tag {
            self.refuse(at, "a tag");
        }
        anchor != 0 || has_tag
    }

    fn container(
        &mut self,
        at: Position,
        open: fn(&mut Tree, Position) -> Result<(), TooDeep>,
    ) -> Result<(), Stopped> {
        if self.tree.wants_name() {
            let detail = "a name of a member must be text".to_owned();
            return self.stop(registry::POLICY_SYNTAX, at, detail);
        }
        if let Err(TooDeep) = open(&mut self.tree, at) {
            let detail = format!("more than {} lists and maps inside each other", self.depth);
            return self.stop(registry::POLICY_LIMIT, at, detail);
        }
        Ok(())
    }

    fn scalar(&mut self, value: NodeValue, at: Position) -> Result<(), Stopped> {
        if matches!(&value, NodeValue::Text(text) if text.contains('\0')) {
            self.problems.push(json::nul(self.tree.place(), at));
        }
        if !self.tree.wants_name() {
            self.tree.value(Node {
                value,
                position: at,
            });
            return Ok(());
        }
        match value {
            NodeValue::Text(name) if name.len() > MOST_NAME_BYTES => {
                let detail = format!("a name of more than {MOST_NAME_BYTES} bytes");
                self.stop(registry::POLICY_LIMIT, at, detail)
            }
            NodeValue::Text(name) => {
                self.tree.name(name, at, self.problems);
                Ok(())
            }
            _ => {
                let detail = "a name of a member must be text: quote it".to_owned();
                self.stop(registry::POLICY_SYNTAX, at, detail)
            }
        }
    }

    fn refuse(&mut self, at: Position, what: &str) {
        let detail = format!("{what}, which policies do not have");
        self.problems
            .push(LoadError::new(registry::POLICY_SYNTAX, self.tree.place(), detail).at(at));
    }

    fn stop(
        &mut self,
        code: bonafide_report::Code,
        at: Position,
        detail: String,
    ) -> Result<(), Stopped> {
        self.problems
            .push(LoadError::new(code, self.tree.place(), detail).at(at));
        Err(Stopped)
    }
}

/// A plain scalar by the JSON schema of YAML 1.2 (section 10.2).
fn plain(text: &str) -> NodeValue {
    match text {
        "" | "null" => NodeValue::Null,
        "true" => NodeValue::Boolean(true),
        "false" => NodeValue::Boolean(false),
        _ if is_number(text) => json::number(text),
        _ => NodeValue::Text(text.to_owned()),
    }
}

/// `-? ( 0 | [1-9] [0-9]* ) ( \. [0-9]* )? ( [eE] [-+]? [0-9]+ )?`
fn is_number(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or(text);
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let whole = rest.strip_suffix(after).unwrap_or_default();
    if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
        return false;
    }
    let after = match after.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => after,
    };
    match after.strip_prefix(['e', 'E']) {
        Some(exponent) => {
            let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        }
        None => after.is_empty(),
    }
}

fn position(marker: Marker) -> Position {
    Position {
        line: marker.line(),
        column: marker.col().saturating_add(1),
    }
}
