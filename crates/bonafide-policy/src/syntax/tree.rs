//! A tree in the making: containers that are open, without recursion.

use std::collections::BTreeSet;

use bonafide_report::{Escaped, Place, registry};

use super::{Member, Node, NodeValue};
use crate::error::{LoadError, Position, Problems};

/// A tree in the making.
#[derive(Debug)]
pub(super) struct Tree {
    open: Vec<Container>,
    /// The outermost value, once it is whole.
    root: Option<Node>,
    depth: usize,
}

#[derive(Debug)]
struct Container {
    position: Position,
    content: Content,
}

#[derive(Debug)]
enum Content {
    List(Vec<Node>),
    Map {
        members: Vec<Member>,
        names: BTreeSet<String>,
        /// The name whose value comes next; and whether it is kept.
        next: Option<Name>,
    },
}

#[derive(Debug)]
struct Name {
    text: String,
    position: Position,
    is_kept: bool,
}

/// The containers are nested too deeply.
#[derive(Debug)]
pub(super) struct TooDeep;

impl Tree {
    pub(super) const fn new(depth: usize) -> Self {
        Self {
            open: Vec::new(),
            root: None,
            depth,
        }
    }

    pub(super) fn into_root(self) -> Option<Node> {
        self.root
    }

    /// Whether a name of a map comes next, and no value.
    pub(super) fn wants_name(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Container {
                content: Content::Map { next: None, .. },
                ..
            })
        )
    }

    pub(super) fn open_list(&mut self, position: Position) -> Result<(), TooDeep> {
        self.open(position, Content::List(Vec::new()))
    }

    pub(super) fn open_map(&mut self, position: Position) -> Result<(), TooDeep> {
        let content = Content::Map {
            members: Vec::new(),
            names: BTreeSet::new(),
            next: None,
        };
        self.open(position, content)
    }

    fn open(&mut self, position: Position, content: Content) -> Result<(), TooDeep> {
        if self.open.len() >= self.depth {
            return Err(TooDeep);
        }
        self.open.push(Container { position, content });
        Ok(())
    }

    /// The name of the next member of the innermost map. A name that was there is told, and its
    /// value is left out.
    pub(super) fn name(&mut self, text: String, position: Position, problems: &mut Problems) {
        let Some(Container {
            content: Content::Map { names, next, .. },
            ..
        }) = self.open.last_mut()
        else {
            return;
        };
        let is_kept = names.insert(text.clone());
        *next = Some(Name {
            text,
            position,
            is_kept,
        });
        if !is_kept {
            let place = self.place();
            let detail = format!("{} is there twice", Escaped(place.as_str()));
            problems
                .push(LoadError::new(registry::POLICY_DUPLICATE_FIELD, place, detail).at(position));
        }
    }

    pub(super) fn close(&mut self) {
        if let Some(Container { position, content }) = self.open.pop() {
            let value = match content {
                Content::List(items) => NodeValue::List(items),
                Content::Map { members, .. } => NodeValue::Map(members),
            };
            self.value(Node { value, position });
        }
    }

    pub(super) fn value(&mut self, node: Node) {
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { members, next, .. }) => {
                if let Some(name) = next.take().filter(|name| name.is_kept) {
                    members.push(Member {
                        name: name.text,
                        position: name.position,
                        value: node,
                    });
                }
            }
        }
    }

    /// Of the value that comes next.
    pub(super) fn place(&self) -> Place {
        self.open
            .iter()
            .fold(Place::root(), |place, open| match &open.content {
                Content::List(items) => place.index(items.len()),
                Content::Map {
                    next: Some(name), ..
                } => place.member(&name.text),
                Content::Map { next: None, .. } => place,
            })
    }
}
