//! The tree that both syntaxes become.

use bonafide_report::Place;

use crate::error::Position;

/// One value of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) value: NodeValue,
    /// Where it begins.
    pub(crate) position: Position,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NodeValue {
    Null,
    Boolean(bool),
    Integer(i64),
    /// A number that is not an integer of 64 bits, as it was written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// In the order of the document; no name is there twice.
    Map(Vec<Member>),
    /// Something that was refused and told already.
    Broken,
}

/// A member of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// Where its name begins; where its value does in JSON.
    pub(crate) position: Position,
    pub(crate) value: Node,
}

impl Node {
    /// What it is called in messages.
    pub(crate) const fn kind(&self) -> &'static str {
        match self.value {
            NodeValue::Null => "null",
            NodeValue::Boolean(_) => "boolean",
            NodeValue::Integer(_) => "integer",
            NodeValue::Number(_) => "number",
            NodeValue::Text(_) => "text",
            NodeValue::List(_) => "list",
            NodeValue::Map(_) => "map",
            NodeValue::Broken => "unreadable value",
        }
    }

    pub(crate) const fn is_broken(&self) -> bool {
        matches!(self.value, NodeValue::Broken)
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) const fn boolean(&self) -> Option<bool> {
        match self.value {
            NodeValue::Boolean(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) const fn integer(&self) -> Option<i64> {
        match self.value {
            NodeValue::Integer(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> Option<&[Self]> {
        match &self.value {
            NodeValue::List(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn map(&self) -> Option<&[Member]> {
        match &self.value {
            NodeValue::Map(members) => Some(members),
            _ => None,
        }
    }

    /// Where this place of the document begins, or the innermost around it that is there.
    pub(crate) fn position_of(&self, place: &Place) -> Position {
        let (mut node, mut position) = (self, self.position);
        for step in place.as_str().split('/').skip(1) {
            let name = step.replace("~1", "/").replace("~0", "~");
            let found = match &node.value {
                NodeValue::Map(_) => node.member(&name).map(|one| (&one.value, one.position)),
                NodeValue::List(items) => {
                    let item = name.parse().ok().and_then(|at: usize| items.get(at));
                    item.map(|item| (item, item.position))
                }
                _ => None,
            };
            let Some(found) = found else {
                break;
            };
            (node, position) = found;
        }
        position
    }

    /// The member of this name, where it is a map and has one.
    pub(crate) fn member(&self, name: &str) -> Option<&Member> {
        self.map()?.iter().find(|member| member.name == name)
    }
}
