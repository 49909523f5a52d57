//! A value that knows the way to it, and pays for its pointer only when something is told of it.

use bonafide_report::{Code, Place, registry};

use super::{Member, Node};
use crate::error::{LoadError, Position, Problems};

/// A value of a document, or the place where one might be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    node: Option<&'a Node>,
    /// Of its name, where it has one of its own.
    named: Option<Position>,
    parent: Option<&'a Self>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Name(&'a str),
    Index(usize),
}

impl<'a> At<'a> {
    pub(crate) const fn root(node: &'a Node) -> Self {
        Self {
            node: Some(node),
            named: None,
            parent: None,
            step: Step::Root,
        }
    }

    pub(crate) const fn node(&self) -> Option<&'a Node> {
        self.node
    }

    pub(crate) const fn is_there(&self) -> bool {
        self.node.is_some()
    }

    /// The member of this name, whether it is there or not.
    pub(crate) fn member<'s>(&'s self, name: &'s str) -> At<'s> {
        let member = self.node.and_then(|node| node.member(name));
        At {
            node: member.map(|member| &member.value),
            named: member.map(|member| member.position),
            parent: Some(self),
            step: Step::Name(name),
        }
    }

    /// The members, where it is a map.
    pub(crate) fn members<'s>(&'s self) -> impl Iterator<Item = (&'s str, At<'s>)> {
        let members: &'s [Member] = self.node.and_then(Node::map).unwrap_or_default();
        members.iter().map(move |member| {
            let at = At {
                node: Some(&member.value),
                named: Some(member.position),
                parent: Some(self),
                step: Step::Name(&member.name),
            };
            (member.name.as_str(), at)
        })
    }

    /// The elements, where it is a list.
    pub(crate) fn items<'s>(&'s self) -> impl Iterator<Item = At<'s>> {
        let items: &'s [Node] = self.node.and_then(Node::list).unwrap_or_default();
        items.iter().enumerate().map(move |(index, node)| At {
            node: Some(node),
            named: None,
            parent: Some(self),
            step: Step::Index(index),
        })
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        self.node.and_then(Node::text)
    }

    pub(crate) fn boolean(&self) -> Option<bool> {
        self.node.and_then(Node::boolean)
    }

    pub(crate) fn integer(&self) -> Option<i64> {
        self.node.and_then(Node::integer)
    }

    /// Every element that is text.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.items()
            .filter_map(|item| item.text().map(str::to_owned))
            .collect()
    }

    /// The way to it.
    pub(crate) fn place(&self) -> Place {
        let mut steps = Vec::new();
        let mut here = Some(self);
        while let Some(at) = here {
            steps.push(at.step);
            here = at.parent;
        }
        steps
            .iter()
            .rev()
            .fold(Place::root(), |place, step| match step {
                Step::Root => place,
                Step::Name(name) => place.member(name),
                Step::Index(index) => place.index(*index),
            })
    }

    /// Tells something about the value; where it stands is where it, or what is around it, begins.
    pub(crate) fn refuse(&self, code: Code, detail: impl Into<String>, problems: &mut Problems) {
        let mut near = Some(self);
        let mut position = None;
        while let (None, Some(at)) = (position, near) {
            position = at.node.map(|node| node.position);
            near = at.parent;
        }
        self.tell(code, detail, position, problems);
    }

    /// Tells something about its name.
    pub(crate) fn refuse_name(
        &self,
        code: Code,
        detail: impl Into<String>,
        problems: &mut Problems,
    ) {
        self.tell(code, detail, self.named, problems);
    }

    /// Tells that it has another type.
    pub(crate) fn refuse_type(&self, wanted: &str, problems: &mut Problems) {
        if let Some(node) = self.node.filter(|node| !node.is_broken()) {
            let detail = format!("{} instead of {wanted}", node.kind());
            self.refuse(registry::POLICY_TYPE, detail, problems);
        }
    }

    fn tell(
        &self,
        code: Code,
        detail: impl Into<String>,
        position: Option<Position>,
        problems: &mut Problems,
    ) {
        if !problems.is_full() {
            problems.push(LoadError::new(code, self.place(), detail).at(position));
        }
    }
}
