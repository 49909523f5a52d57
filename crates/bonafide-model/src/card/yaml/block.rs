//! Containers by indentation.

use super::block_header::Header;
use super::{DEPTH, Fault, Members, Reason, VALUES, Value, flow, scalar};

pub(super) fn read(text: &str) -> Result<Value, Fault> {
    let mut parser = Parser {
        lines: lines(text),
        at: 0,
        open: Vec::new(),
        root: None,
        values: VALUES,
        ends_broken: text.ends_with('\n'),
    };
    loop {
        let offset = parser
            .lines
            .get(parser.at)
            .map_or(text.len(), |line| line.0);
        match parser.step() {
            Ok(true) => {}
            Ok(false) => return Ok(parser.root.unwrap_or(Value::Null)),
            Err(reason) => return Err(Fault { reason, offset }),
        }
    }
}

/// The lines with the bytes before them.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut offset = 0_usize;
    let mut lines = Vec::new();
    for piece in text.split_inclusive('\n') {
        let line = piece.strip_suffix('\n').unwrap_or(piece);
        lines.push((offset, line.strip_suffix('\r').unwrap_or(line)));
        offset = offset.saturating_add(piece.len());
    }
    lines
}

/// A container that is open, and the column of its entries.
struct Open {
    indent: usize,
    node: Node,
}

enum Node {
    Map(Members),
    /// Its items, and whether one has begun that has no value yet.
    List(Vec<Value>, bool),
}

struct Parser<'t> {
    lines: Vec<(usize, &'t str)>,
    at: usize,
    open: Vec<Open>,
    root: Option<Value>,
    /// How many more there may be.
    values: usize,
    /// Whether the last line ends with a break.
    ends_broken: bool,
}

impl<'t> Parser<'t> {
    /// Reads one line, and those of the block scalar that it begins; `false` at the end.
    fn step(&mut self) -> Result<bool, Reason> {
        let Some((_, line)) = self.lines.get(self.at) else {
            while !self.open.is_empty() {
                self.close()?;
            }
            return Ok(false);
        };
        self.at = self.at.saturating_add(1);
        let text = line.trim_start_matches(' ');
        let indent = line.len().saturating_sub(text.len());
        if text.contains(is_odd) {
            return Err(Reason::Control);
        }
        if text.trim_start_matches('\t').is_empty() || text.starts_with('#') {
            return Ok(true);
        }
        if text.starts_with('\t') {
            return Err(Reason::Tab);
        }
        let is_marker = ["---", "..."].iter().any(|marker| line.starts_with(marker));
        if is_marker || line.starts_with('%') {
            return Err(Reason::Document);
        }
        let is_entry = is_entry(text);
        while let Some(top) = self.open.last() {
            let is_list = matches!(top.node, Node::List(..));
            if top.indent < indent || (top.indent == indent && (is_entry || !is_list)) {
                break;
            }
            self.close()?;
        }
        self.line(indent, text).map(|()| true)
    }

    fn line(&mut self, mut indent: usize, mut text: &'t str) -> Result<(), Reason> {
        while is_entry(text) {
            self.begin_item(indent)?;
            let rest = text.strip_prefix('-').unwrap_or(text);
            let next = rest.trim_start_matches(' ');
            if next.is_empty() || next.starts_with('#') {
                return Ok(());
            }
            if !is_entry(next) && key(next)?.is_none() {
                return self.value(next, indent);
            }
            indent = indent.saturating_add(text.len().saturating_sub(next.len()));
            text = next;
        }
        let Some((key, rest)) = key(text)? else {
            let parent = self.place_alone(indent)?;
            return self.value(text, parent);
        };
        self.begin_key(indent, key)?;
        let next = rest.trim_start_matches(' ');
        if next.is_empty() || (next.starts_with('#') && next.len() < rest.len()) {
            return Ok(());
        }
        self.value(next, indent)
    }

    /// Whether a container or a scalar may begin at this column: at the beginning of the document, or
    /// to the right of what waits for a value.
    fn is_due(&self, indent: usize) -> bool {
        match self.open.last() {
            None => self.root.is_none(),
            Some(Open {
                indent: outer,
                node: Node::Map(members),
            }) => members.key.is_some() && *outer < indent,
            Some(Open {
                indent: outer,
                node: Node::List(_, is_open),
            }) => *is_open && *outer < indent,
        }
    }

    fn begin_item(&mut self, indent: usize) -> Result<(), Reason> {
        // A list may stand right below its key.
        let is_below = self.open.last().is_some_and(|top| {
            let waits = matches!(&top.node, Node::Map(members) if members.key.is_some());
            waits && top.indent == indent
        });
        if self.is_due(indent) || is_below {
            self.push(indent, Node::List(Vec::new(), true))?;
            return self.count();
        }
        match self.open.last_mut() {
            Some(Open {
                indent: outer,
                node: Node::List(items, is_open),
            }) if *outer == indent => {
                if *is_open {
                    items.push(Value::Null);
                }
                *is_open = true;
                self.count()
            }
            _ => Err(Reason::Form),
        }
    }

    fn begin_key(&mut self, indent: usize, key: String) -> Result<(), Reason> {
        if self.is_due(indent) {
            self.push(indent, Node::Map(Members::default()))?;
        }
        match self.open.last_mut() {
            Some(Open {
                indent: outer,
                node: Node::Map(members),
            }) if *outer == indent => {
                members.end(Value::Null);
                members.begin(key)?;
                self.count()
            }
            _ => Err(Reason::Form),
        }
    }

    /// The column of the container to which a value on a line of its own belongs.
    fn place_alone(&mut self, indent: usize) -> Result<usize, Reason> {
        if !self.is_due(indent) {
            return Err(Reason::Form);
        }
        if self.open.is_empty() {
            self.count()?;
        }
        Ok(self.open.last().map_or(0, |top| top.indent))
    }

    fn push(&mut self, indent: usize, node: Node) -> Result<(), Reason> {
        if self.open.len() >= DEPTH {
            return Err(Reason::Depth);
        }
        self.open.push(Open { indent, node });
        self.count()
    }

    fn count(&mut self) -> Result<(), Reason> {
        self.values = self.values.checked_sub(1).ok_or(Reason::Values)?;
        Ok(())
    }

    fn close(&mut self) -> Result<(), Reason> {
        let value = match self.open.pop().ok_or(Reason::Form)?.node {
            Node::Map(mut members) => {
                members.end(Value::Null);
                Value::Map(members.entries)
            }
            Node::List(mut items, is_open) => {
                if is_open {
                    items.push(Value::Null);
                }
                Value::List(items)
            }
        };
        self.attach(value);
        Ok(())
    }

    fn attach(&mut self, value: Value) {
        match self.open.last_mut().map(|top| &mut top.node) {
            None => self.root = Some(value),
            Some(Node::Map(members)) => members.end(value),
            Some(Node::List(items, is_open)) => {
                items.push(value);
                *is_open = false;
            }
        }
    }

    /// Reads a value that begins with `text`, inside the container at the column `parent`.
    fn value(&mut self, text: &'t str, parent: usize) -> Result<(), Reason> {
        let value = match text.chars().next() {
            Some('|' | '>') => self.block_scalar(text, parent)?,
            Some('[' | '{') => {
                let depth = DEPTH.saturating_sub(self.open.len());
                flow::read(text, depth, &mut self.values)?
            }
            Some('\'' | '"') => {
                let (value, rest) = scalar::quoted(text)?;
                scalar::is_end(rest).then_some(()).ok_or(Reason::Form)?;
                Value::Text(value)
            }
            _ => {
                scalar::check_start(text)?;
                let plain = scalar::without_comment(text);
                if plain.contains('\t') {
                    return Err(Reason::Tab);
                }
                if plain.contains(": ") || plain.ends_with(':') {
                    return Err(Reason::Form);
                }
                scalar::resolve(plain)
            }
        };
        self.attach(value);
        Ok(())
    }

    /// A scalar of several lines, as its header says.
    ///
    /// # Specification
    /// YAML 1.2 section 8.1.
    fn block_scalar(&mut self, header: &str, parent: usize) -> Result<Value, Reason> {
        let header = Header::parse(header)?;
        let least = if self.open.is_empty() {
            0
        } else {
            parent.saturating_add(1)
        };
        let indent = match header.indent {
            Some(more) => least.max(1).saturating_sub(1).saturating_add(more),
            None => self.first_column(least.max(1))?,
        };
        let mut text = String::new();
        // Empty lines and the break before them, not yet known to be inside.
        let mut breaks = 0_usize;
        let mut has_line = false;
        let mut was_plain = false;
        while let Some((_, line)) = self.lines.get(self.at) {
            let blanks = line
                .len()
                .saturating_sub(line.trim_start_matches(' ').len());
            let is_empty = blanks == line.len();
            if (!is_empty && blanks < indent) || line.contains(is_odd) {
                break;
            }
            self.at = self.at.saturating_add(1);
            let Some(content) = line.get(indent..).filter(|content| !content.is_empty()) else {
                breaks = breaks.saturating_add(1);
                continue;
            };
            let is_plain = !content.starts_with([' ', '\t']);
            if has_line && header.is_folded && was_plain && is_plain {
                if breaks == 0 {
                    text.push(' ');
                }
            } else if has_line {
                text.push('\n');
            }
            text.extend(core::iter::repeat_n('\n', breaks));
            text.push_str(content);
            (breaks, has_line, was_plain) = (0, true, is_plain);
        }
        // The last line of a document may have no break.
        let is_broken = self.ends_broken || breaks > 0 || self.at < self.lines.len();
        if has_line && header.keeps != Some(false) && is_broken {
            text.push('\n');
        }
        if header.keeps == Some(true) {
            let breaks = if self.ends_broken || self.at < self.lines.len() {
                breaks
            } else {
                breaks.saturating_sub(1)
            };
            text.extend(core::iter::repeat_n('\n', breaks));
        }
        Ok(Value::Text(text))
    }

    /// The column of the first line that is not empty; at least `least`.
    fn first_column(&self, least: usize) -> Result<usize, Reason> {
        let mut widest = 0;
        for (_, line) in self.lines.get(self.at..).unwrap_or_default() {
            let blanks = line
                .len()
                .saturating_sub(line.trim_start_matches(' ').len());
            if blanks < line.len() {
                if blanks < least {
                    break;
                }
                let is_bad = widest > blanks;
                return if is_bad {
                    Err(Reason::Form)
                } else {
                    Ok(blanks)
                };
            }
            widest = widest.max(blanks);
        }
        Ok(widest.max(least))
    }
}

fn is_entry(text: &str) -> bool {
    text == "-" || text.starts_with("- ")
}

/// Characters that do not belong into a text, or that end a line for some readers.
fn is_odd(c: char) -> bool {
    (c.is_control() && c != '\t') || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// The key at the beginning of a line, and what follows its colon.
fn key(text: &str) -> Result<Option<(String, &str)>, Reason> {
    if text.starts_with(['\'', '"']) {
        let (key, rest) = scalar::quoted(text)?;
        let rest = rest.trim_start_matches(' ').strip_prefix(':');
        let rest = rest.filter(|rest| rest.is_empty() || rest.starts_with(' '));
        return Ok(rest.map(|rest| (key, rest)));
    }
    if text.starts_with(['[', '{', '|', '>']) {
        return Ok(None);
    }
    let plain = scalar::without_comment(text);
    let at = match plain.find(": ") {
        Some(at) => at,
        None if plain.ends_with(':') => plain.len().saturating_sub(1),
        None => return Ok(None),
    };
    let (key, rest) = text.split_at_checked(at).ok_or(Reason::Form)?;
    scalar::check_start(text)?;
    if key.contains('\t') {
        return Err(Reason::Tab);
    }
    let key = key.trim_end_matches(' ').to_owned();
    Ok(Some((key, rest.strip_prefix(':').unwrap_or(rest))))
}
