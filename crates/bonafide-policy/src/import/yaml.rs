//! What documents in YAML say of themselves, within bounds.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_report::{Escaped, Place};
use saphyr_parser::{Event, Marker, Parser};

use super::error::{ImportError, ImportErrorKind};
use super::options::{MOST_BYTES, MOST_DEPTH};
use crate::error::Position;

/// The most nodes that all aliases together stand for.
const MOST_ALIASED: usize = 10_000;

/// The most documents in one stream.
const MOST_DOCUMENTS: usize = 1_000;

/// What a document says of itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    /// `None` where the document is no map.
    pub(super) names: Option<Vec<String>>,
    pub(super) api_version: Option<String>,
    pub(super) kind: Option<String>,
}

/// What each document says of itself.
///
/// # Errors
/// The first thing that keeps the stream from being read.
///
/// # Specification
/// policy IMP-4.
pub(super) fn heads(bytes: &[u8]) -> Result<Vec<Head>, ImportError> {
    if bytes.len() > MOST_BYTES {
        let why = format!("{} bytes; at most {MOST_BYTES} are read", bytes.len());
        return Err(refuse(why));
    }
    let Ok(text) = core::str::from_utf8(bytes) else {
        return Err(refuse("not UTF-8".to_owned()));
    };
    let mut stream = Stream::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            refuse(format!("not YAML: {}", Escaped(error.info()))).at(position(*error.marker()))
        })?;
        stream
            .event(event)
            .map_err(|why| refuse(why).at(position(span.start)))?;
    }
    match stream.heads.is_empty() {
        true => Err(refuse("an empty document".to_owned())),
        false => Ok(stream.heads),
    }
}

#[derive(Debug, Default)]
struct Stream {
    heads: Vec<Head>,
    open: Vec<Container>,
    /// What anchors of this document stand for.
    anchors: BTreeMap<usize, Anchored>,
    /// Nodes so far, with those that aliases stand for.
    nodes: usize,
    aliased: usize,
}

/// A list or a map that has begun and not ended.
#[derive(Debug)]
struct Container {
    anchor: usize,
    is_map: bool,
    names: BTreeSet<String>,
    /// The name whose value is next.
    name: Option<String>,
    /// Nodes before it.
    before: usize,
    /// Containers below it.
    height: usize,
}

#[derive(Clone, Debug)]
struct Anchored {
    nodes: usize,
    height: usize,
    text: Option<String>,
}

impl Stream {
    fn event(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => self.document(),
            Event::Alias(anchor) => self.alias(anchor),
            Event::Scalar(text, _, anchor, _) => {
                self.nodes = self.nodes.saturating_add(1);
                if anchor != 0 {
                    let anchored = Anchored {
                        nodes: 1,
                        height: 0,
                        text: Some(text.clone().into_owned()),
                    };
                    self.anchors.insert(anchor, anchored);
                }
                self.scalar(&text)
            }
            Event::SequenceStart(anchor, _) => self.begin(anchor, false),
            Event::MappingStart(anchor, _) => self.begin(anchor, true),
            Event::SequenceEnd | Event::MappingEnd => {
                self.end();
                Ok(())
            }
        }
    }

    fn document(&mut self) -> Result<(), String> {
        if self.heads.len() >= MOST_DOCUMENTS {
            return Err(format!("more than {MOST_DOCUMENTS} documents"));
        }
        self.heads.push(Head::default());
        self.open.clear();
        self.anchors.clear();
        Ok(())
    }

    fn alias(&mut self, anchor: usize) -> Result<(), String> {
        let Some(anchored) = self.anchors.get(&anchor).cloned() else {
            return Err("an alias of what it is in".to_owned());
        };
        self.aliased = self.aliased.saturating_add(anchored.nodes);
        self.nodes = self.nodes.saturating_add(anchored.nodes);
        if self.aliased > MOST_ALIASED {
            return Err(format!("aliases stand for more than {MOST_ALIASED} nodes"));
        }
        if self.open.len().saturating_add(anchored.height) > MOST_DEPTH {
            return Err(too_deep());
        }
        self.rise(anchored.height);
        match anchored.text {
            Some(text) => self.scalar(&text),
            None => self.value(None),
        }
    }

    /// A text, which may be the name of a member.
    fn scalar(&mut self, text: &str) -> Result<(), String> {
        match self.open.last_mut() {
            Some(map) if map.is_map && map.name.is_none() => {
                if !map.names.insert(text.to_owned()) {
                    return Err(format!("the member {} is there twice", Escaped(text)));
                }
                map.name = Some(text.to_owned());
                self.tell_name(text);
                Ok(())
            }
            _ => self.value(Some(text)),
        }
    }

    /// A value that is complete: of a member, of a list, or the whole document.
    fn value(&mut self, text: Option<&str>) -> Result<(), String> {
        let depth = self.open.len();
        let Some(container) = self.open.last_mut() else {
            return Ok(());
        };
        if !container.is_map {
            return Ok(());
        }
        let Some(name) = container.name.take() else {
            return Err("a name of a member must be text".to_owned());
        };
        let head = self.heads.last_mut().filter(|_| depth == 1);
        if let (Some(head), Some(text)) = (head, text) {
            match name.as_str() {
                "apiVersion" => head.api_version = Some(text.to_owned()),
                "kind" => head.kind = Some(text.to_owned()),
                _ => {}
            }
        }
        Ok(())
    }

    fn tell_name(&mut self, name: &str) {
        let is_outermost = self.open.len() == 1;
        if let Some(head) = self.heads.last_mut().filter(|_| is_outermost) {
            head.names.get_or_insert_default().push(name.to_owned());
        }
    }

    fn begin(&mut self, anchor: usize, is_map: bool) -> Result<(), String> {
        let is_name = |outer: &Container| outer.is_map && outer.name.is_none();
        if self.open.last().is_some_and(is_name) {
            return Err("a name of a member must be text".to_owned());
        }
        if self.open.len() >= MOST_DEPTH {
            return Err(too_deep());
        }
        let head = self.heads.last_mut();
        if let Some(head) = head.filter(|_| is_map && self.open.is_empty()) {
            head.names = Some(Vec::new());
        }
        self.open.push(Container {
            anchor,
            is_map,
            names: BTreeSet::new(),
            name: None,
            before: self.nodes,
            height: 1,
        });
        self.nodes = self.nodes.saturating_add(1);
        Ok(())
    }

    fn end(&mut self) {
        let Some(ended) = self.open.pop() else { return };
        if ended.anchor != 0 {
            let anchored = Anchored {
                nodes: self.nodes.saturating_sub(ended.before),
                height: ended.height,
                text: None,
            };
            self.anchors.insert(ended.anchor, anchored);
        }
        self.rise(ended.height);
        if let Some(outer) = self.open.last_mut() {
            outer.name = None;
        }
    }

    /// The innermost open container has something as high as this in it.
    fn rise(&mut self, height: usize) {
        if let Some(outer) = self.open.last_mut() {
            outer.height = outer.height.max(height.saturating_add(1));
        }
    }
}

fn too_deep() -> String {
    format!("more than {MOST_DEPTH} lists and maps inside each other")
}

fn refuse(why: String) -> ImportError {
    let hint = "correct the document";
    ImportError::new(ImportErrorKind::Invalid, Place::root(), why, hint)
}

fn position(marker: Marker) -> Position {
    Position {
        line: marker.line(),
        column: marker.col().saturating_add(1),
    }
}
