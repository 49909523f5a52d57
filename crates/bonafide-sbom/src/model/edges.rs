//! References as nodes, and edges by node.

use std::collections::HashMap;

use bonafide_report::registry::SBOM_DUPLICATE_EDGE;
use bonafide_report::{Escaped, Finding, Place};

use super::names::Names;
use super::{Model, view};
use crate::{ComponentView, Known, Locate, Relation};

/// A reference of a document: of a component, of something else in it, or of nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// Counts the references of a document from 0.
    #[must_use]
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// The references.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    names: Names,
    components: Vec<Option<u32>>,
    externals: Vec<bool>,
    /// Where an edge or a statement names it before any component does.
    mentions: Vec<super::texts::Span>,
    /// Whether something that is no component has this reference.
    defined: Vec<bool>,
}

impl Nodes {
    pub(super) fn intern(&mut self, name: &str, texts: &mut super::Texts) -> NodeId {
        let known = self.names.len();
        let id = NodeId(self.names.intern(name, texts));
        if id.index() < known {
            return id;
        }
        self.components.push(None);
        self.externals.push(false);
        self.mentions.push(super::texts::Span::default());
        self.defined.push(false);
        id
    }

    /// The node of a reference that an edge or a statement has; the place is kept the first time.
    pub(super) fn mention(
        &mut self,
        name: &str,
        at: &dyn Locate,
        texts: &mut super::Texts,
    ) -> NodeId {
        let known = self.names.len();
        let id = self.intern(name, texts);
        if id.index() == known
            && let Some(slot) = self.mentions.get_mut(id.index())
        {
            *slot = texts.keep(Some(at.place().as_str()));
        }
        id
    }

    /// Something that is no component has this reference.
    pub(super) fn define(&mut self, name: &str, texts: &super::Texts) {
        let node = self.names.find(name, texts).map(NodeId);
        if let Some(slot) = node.and_then(|node| self.defined.get_mut(node.index())) {
            *slot = true;
        }
    }

    pub(super) fn is_defined(&self, node: NodeId) -> bool {
        let is_other = self.defined.get(node.index()).copied();
        matches!(self.components.get(node.index()), Some(Some(_))) || is_other.unwrap_or(false)
    }

    /// Makes `ordinal` the component of this node, unless it has one.
    pub(super) fn claim(&mut self, node: NodeId, ordinal: u32) {
        if let Some(slot) = self.components.get_mut(node.index()) {
            slot.get_or_insert(ordinal);
        }
    }

    pub(super) fn mark_external(&mut self, node: NodeId) {
        if let Some(slot) = self.externals.get_mut(node.index()) {
            *slot = true;
        }
    }
}

/// An edge as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Raw {
    from: NodeId,
    kind: u32,
    to: NodeId,
    inverted: bool,
}

/// The edges, and what is said in place of edges.
#[derive(Debug, Default)]
pub(super) struct Edges {
    kinds: Vec<Relation<'static>>,
    kind_ids: HashMap<Relation<'static>, u32>,
    forward: Vec<Raw>,
    starts: Vec<usize>,
    backward: Vec<u32>,
    backward_starts: Vec<usize>,
    statements: HashMap<(NodeId, u32), Known>,
}

impl Edges {
    pub(super) fn kind(&mut self, relation: &Relation<'_>) -> u32 {
        let owned = crate::owned::relation(relation);
        if let Some(id) = self.kind_ids.get(&owned) {
            return *id;
        }
        let id = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        self.kinds.push(owned.clone());
        self.kind_ids.insert(owned, id);
        id
    }

    pub(super) fn add(&mut self, from: NodeId, kind: u32, to: NodeId, inverted: bool) {
        self.forward.push(Raw {
            from,
            kind,
            to,
            inverted,
        });
    }

    pub(super) fn state(&mut self, from: NodeId, kind: u32, known: Known) {
        // Of two that contradict each other the one that claims less holds.
        let kept = self.statements.entry((from, kind)).or_insert(known);
        if known == Known::Unknown {
            *kept = known;
        }
    }

    /// Sorts, drops what is there twice, and finds the beginning of each node's edges.
    pub(super) fn finish(&mut self, nodes: usize) -> Vec<NodeId> {
        self.forward.sort_unstable();
        let mut twice = Vec::new();
        self.forward.dedup_by(|next, kept| {
            let is_same = (next.from, next.kind, next.to) == (kept.from, kept.kind, kept.to);
            if is_same && twice.last() != Some(&kept.from) {
                twice.push(kept.from);
            }
            is_same
        });
        self.starts = starts(nodes, self.forward.iter().map(|edge| edge.from));
        self.backward_starts = starts(nodes, self.forward.iter().map(|edge| edge.to));
        let mut next = self.backward_starts.clone();
        self.backward = vec![0; self.forward.len()];
        for (index, edge) in self.forward.iter().enumerate() {
            let Some(slot) = next.get_mut(edge.to.index()) else {
                continue;
            };
            if let Some(place) = self.backward.get_mut(*slot) {
                *place = u32::try_from(index).unwrap_or(u32::MAX);
            }
            *slot = slot.saturating_add(1);
        }
        twice
    }
}

/// For each node the index of its first edge, and the end of the last one's.
fn starts(nodes: usize, ends: impl Iterator<Item = NodeId>) -> Vec<usize> {
    let mut starts = vec![0_usize; nodes.saturating_add(1)];
    for end in ends {
        if let Some(count) = starts.get_mut(end.index().saturating_add(1)) {
            *count = count.saturating_add(1);
        }
    }
    let mut sum = 0_usize;
    for start in &mut starts {
        sum = sum.saturating_add(*start);
        *start = sum;
    }
    starts
}

/// One edge of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelEdge<'m> {
    /// Where it begins.
    pub from: NodeId,
    /// What it means.
    pub relation: &'m Relation<'static>,
    /// Where it ends.
    pub to: NodeId,
    /// Whether the document states the inverse.
    pub inverted: bool,
}

/// What a document says about the edges of one kind from one node.
///
/// # Specification
/// sbom REL-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "sbom REL-2 knows these three")]
pub enum EdgeAnswer {
    /// There are edges.
    Edges,
    /// It is said that there are none.
    None,
    /// Nothing is said, or that nobody knows.
    Unknown,
}

impl Model {
    /// How many references there are.
    #[must_use]
    pub const fn node_count(&self) -> usize {
        self.nodes.names.len()
    }

    /// The node of a reference, byte for byte.
    #[must_use]
    pub fn node(&self, reference: &str) -> Option<NodeId> {
        self.nodes.names.find(reference, &self.texts).map(NodeId)
    }

    /// The node that counts `index` from 0.
    #[must_use]
    pub fn node_at(&self, index: usize) -> Option<NodeId> {
        let id = u32::try_from(index).ok()?;
        (index < self.node_count()).then_some(NodeId(id))
    }

    /// The reference of a node.
    #[must_use]
    pub fn reference(&self, node: NodeId) -> &str {
        let name = self.nodes.names.span(node.index());
        name.and_then(|span| self.texts.get(span))
            .unwrap_or_default()
    }

    /// The component of a node; the first, if several claim it.
    #[must_use]
    pub fn component_of(&self, node: NodeId) -> Option<ComponentView<'_>> {
        let ordinal = self.nodes.components.get(node.index()).copied()??;
        self.component(ordinal)
    }

    /// Whether a node is known to be of another document.
    ///
    /// # Specification
    /// sbom REL-3.
    #[must_use]
    pub fn is_external(&self, node: NodeId) -> bool {
        self.nodes
            .externals
            .get(node.index())
            .copied()
            .unwrap_or(false)
    }

    /// Whether something in the document has this reference: a component, or an element of another
    /// kind, such as the document itself, a licence or a vulnerability.
    #[must_use]
    pub fn is_defined(&self, node: NodeId) -> bool {
        self.nodes.is_defined(node)
    }

    /// Where the reference stands first: in its component, or where an edge names it.
    #[must_use]
    pub fn place_of(&self, node: NodeId) -> Place {
        if let Some(component) = self.component_of(node) {
            return component.place();
        }
        let mention = self.nodes.mentions.get(node.index()).copied();
        view::place(
            mention
                .and_then(|span| self.texts.get(span))
                .unwrap_or_default(),
        )
    }

    /// The edges from a node.
    pub fn edges_from(&self, node: NodeId) -> impl Iterator<Item = ModelEdge<'_>> {
        let range = range(&self.edges.starts, node);
        let edges = self.edges.forward.get(range).unwrap_or_default();
        edges.iter().filter_map(|edge| self.edge(edge))
    }

    /// The edges to a node.
    pub fn edges_to(&self, node: NodeId) -> impl Iterator<Item = ModelEdge<'_>> {
        let range = range(&self.edges.backward_starts, node);
        let edges = self.edges.backward.get(range).unwrap_or_default();
        edges
            .iter()
            .filter_map(|index| self.edges.forward.get(usize::try_from(*index).ok()?))
            .filter_map(|edge| self.edge(edge))
    }

    /// All edges, by node.
    pub fn edges(&self) -> impl Iterator<Item = ModelEdge<'_>> + Clone {
        self.edges.forward.iter().filter_map(|edge| self.edge(edge))
    }

    /// What the document says about the edges of one kind from a node.
    ///
    /// # Specification
    /// sbom REL-2.
    #[must_use]
    pub fn answer(&self, node: NodeId, relation: &Relation<'_>) -> EdgeAnswer {
        let is_one = |edge: ModelEdge<'_>| edge.relation == relation;
        if self.edges_from(node).any(is_one) {
            return EdgeAnswer::Edges;
        }
        match self.known(node, relation) {
            Some(Known::None) => EdgeAnswer::None,
            Some(Known::Unknown) | None => EdgeAnswer::Unknown,
        }
    }

    /// What is said in place of edges of one kind from a node, whether there are edges or not.
    pub(crate) fn known(&self, node: NodeId, relation: &Relation<'_>) -> Option<Known> {
        let kind = self.edges.kind_ids.get(&crate::owned::relation(relation))?;
        self.edges.statements.get(&(node, *kind)).copied()
    }

    fn edge(&self, edge: &Raw) -> Option<ModelEdge<'_>> {
        let kind = usize::try_from(edge.kind).ok()?;
        Some(ModelEdge {
            from: edge.from,
            relation: self.edges.kinds.get(kind)?,
            to: edge.to,
            inverted: edge.inverted,
        })
    }

    pub(super) fn note_duplicates(&mut self, twice: &[NodeId], most: usize) {
        for node in twice {
            if self.findings.len() >= most {
                return;
            }
            let component = self.component_of(*node);
            let place = component.map(|view| view.place()).unwrap_or_default();
            let detail = format!("`{}` has an edge twice", Escaped(self.reference(*node)));
            let finding = Finding::new(SBOM_DUPLICATE_EDGE, place, detail);
            self.findings.push(finding);
        }
    }
}

fn range(starts: &[usize], node: NodeId) -> core::ops::Range<usize> {
    let start = starts.get(node.index()).copied().unwrap_or(0);
    let end = starts.get(node.index().saturating_add(1)).copied();
    start..end.unwrap_or(start)
}
