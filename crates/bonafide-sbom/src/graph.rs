//! Who depends on whom.

mod completeness;
mod csr;
mod cycles;
mod report;
mod roots;

use crate::{ComponentView, Model, NodeId, Relation};
use completeness::Claims;
use csr::{Csr, index};

pub use completeness::{CompletenessClaim, NodeCompleteness};
pub use report::{Cycle, DuplicateReference, GraphReport};

const NONE: u32 = u32::MAX;

/// A component with or without a reference, or a reference without a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vertex(u32);

impl Vertex {
    /// Counts the vertices of a graph from 0.
    #[must_use]
    pub fn index(self) -> usize {
        index(self.0)
    }
}

/// The components of a document with what depends on what and what contains what, nesting included.
///
/// Components that claim one reference are one vertex: nobody can tell whose edges they are.
/// Building it, and each question that goes through it, takes time and memory linear in vertices and
/// edges. It needs a model that was read with [`Fields::EDGES`](crate::Fields::EDGES).
///
/// ```
/// use bonafide_sbom::{Graph, Model, ReadOptions};
/// let document = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
///     "metadata": {"component": {"type": "application", "bom-ref": "shop", "name": "shop"}},
///     "components": [{"type": "library", "bom-ref": "a", "name": "a"},
///                    {"type": "library", "bom-ref": "b", "name": "b"}],
///     "dependencies": [{"ref": "shop", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": ["b"]}]}"#;
/// let model = Model::read(document, &ReadOptions::default())?;
/// let graph = Graph::new(&model);
/// let b = graph.vertex(model.node("b").unwrap());
/// let why: Vec<_> = graph.path(b).unwrap().into_iter().map(|on| graph.reference(on)).collect();
/// assert_eq!(why, [Some("shop"), Some("a"), Some("b")]);
/// assert!(graph.report().findings.kept().is_empty());
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
///
/// # Specification
/// sbom GRA-1, GRA-2.
#[derive(Debug)]
pub struct Graph<'m> {
    model: &'m Model,
    /// The vertex of each component, by ordinal.
    own: Vec<u32>,
    /// The first component of each vertex.
    first: Vec<u32>,
    depends: Csr,
    dependants: Csr,
    reach: Csr,
    roots: Vec<u32>,
    depths: Vec<u32>,
    before: Vec<u32>,
    claims: Claims,
}

impl<'m> Graph<'m> {
    /// The graph of a document.
    #[must_use]
    pub fn new(model: &'m Model) -> Self {
        let (own, first) = vertices(model);
        let count = first.len();
        let of = |node: NodeId| u32::try_from(node.index()).unwrap_or(NONE);
        let kept = move |is_kept: fn(&Relation<'_>) -> bool| {
            let edges = model.edges().filter(move |edge| is_kept(edge.relation));
            edges.map(move |edge| (of(edge.from), of(edge.to)))
        };
        let nested = model.components().filter_map(|component| {
            let parent = own.get(index(component.parent()?.ordinal()))?;
            Some((*parent, *own.get(index(component.ordinal()))?))
        });
        let roots = roots::roots(model, of, &own);
        let reach = Csr::new(count, kept(reaches).chain(nested));
        let (depths, before) = nearest(&reach, &roots, count);
        Self {
            depends: Csr::new(count, kept(depends)),
            claims: Claims::of(model),
            dependants: Csr::new(count, kept(depends).map(|(from, to)| (to, from))),
            model,
            own,
            first,
            reach,
            roots,
            depths,
            before,
        }
    }

    /// The model that this is the graph of.
    #[must_use]
    pub const fn model(&self) -> &'m Model {
        self.model
    }

    /// How many vertices there are.
    #[must_use]
    pub const fn vertex_count(&self) -> usize {
        self.first.len()
    }

    /// How many pairs there are of a vertex and another one that it depends on.
    #[must_use]
    pub const fn dependency_count(&self) -> usize {
        self.depends.len()
    }

    /// All vertices, in their order.
    pub fn vertices(&self) -> impl ExactSizeIterator<Item = Vertex> + use<> {
        let count = u32::try_from(self.vertex_count()).unwrap_or(NONE);
        (0..count).map(Vertex)
    }

    /// The vertex of a reference.
    #[must_use]
    pub fn vertex(&self, node: NodeId) -> Vertex {
        Vertex(u32::try_from(node.index()).unwrap_or(NONE))
    }

    /// The vertex of a component, by its ordinal.
    #[must_use]
    pub fn vertex_of(&self, ordinal: u32) -> Option<Vertex> {
        self.own.get(index(ordinal)).copied().map(Vertex)
    }

    /// The component of a vertex; the first, if several claim its reference.
    #[must_use]
    pub fn component(&self, vertex: Vertex) -> Option<ComponentView<'m>> {
        let ordinal = self.first.get(vertex.index()).copied();
        self.model
            .component(ordinal.filter(|first| *first != NONE)?)
    }

    /// The reference of a vertex.
    #[must_use]
    pub fn reference(&self, vertex: Vertex) -> Option<&'m str> {
        let node = self.model.node_at(vertex.index())?;
        Some(self.model.reference(node))
    }

    /// What the document is about, in the order of the vertices.
    pub fn roots(&self) -> impl ExactSizeIterator<Item = Vertex> + '_ {
        self.roots.iter().copied().map(Vertex)
    }

    /// What it depends on.
    pub fn dependencies(&self, vertex: Vertex) -> impl ExactSizeIterator<Item = Vertex> + '_ {
        self.depends.from(vertex.0).iter().copied().map(Vertex)
    }

    /// What depends on it.
    pub fn dependants(&self, vertex: Vertex) -> impl ExactSizeIterator<Item = Vertex> + '_ {
        self.dependants.from(vertex.0).iter().copied().map(Vertex)
    }

    /// How many steps it is away from the nearest root, over what depends and what contains.
    #[must_use]
    pub fn depth(&self, vertex: Vertex) -> Option<usize> {
        let depth = self.depths.get(vertex.index()).copied();
        depth.filter(|depth| *depth != NONE).map(index)
    }

    /// A shortest way from a root, with both ends: why it is there. Always the same one of several.
    #[must_use]
    pub fn path(&self, vertex: Vertex) -> Option<Vec<Vertex>> {
        let steps = self.depth(vertex)?;
        let mut path = vec![vertex];
        let mut at = vertex;
        for _ in 0..steps {
            at = Vertex(self.before.get(at.index()).copied()?);
            path.push(at);
        }
        path.reverse();
        Some(path)
    }

    /// The vertex and all that is reached from it over what depends and what contains, nearest first.
    #[must_use]
    pub fn subgraph(&self, vertex: Vertex) -> Vec<Vertex> {
        let mut is_seen = vec![false; self.vertex_count()];
        let mut out = Vec::new();
        let mut meet = |vertex: u32, out: &mut Vec<Vertex>| match is_seen.get_mut(index(vertex)) {
            Some(seen) if !*seen => {
                *seen = true;
                out.push(Vertex(vertex));
            }
            _ => {}
        };
        meet(vertex.0, &mut out);
        let mut done = 0_usize;
        while let Some(at) = out.get(done).copied() {
            done = done.saturating_add(1);
            for to in self.reach.from(at.0) {
                meet(*to, &mut out);
            }
        }
        out
    }
}

const fn depends(relation: &Relation<'_>) -> bool {
    matches!(relation, Relation::DependsOn(_))
}

const fn reaches(relation: &Relation<'_>) -> bool {
    matches!(relation, Relation::DependsOn(_) | Relation::Contains)
}

/// The vertex of each component, and the first component of each vertex: references come first,
/// then the components that have none.
fn vertices(model: &Model) -> (Vec<u32>, Vec<u32>) {
    let mut first = vec![NONE; model.node_count()];
    let own = model.components().map(|component| {
        let Some(node) = component.node() else {
            first.push(component.ordinal());
            return u32::try_from(first.len().saturating_sub(1)).unwrap_or(NONE);
        };
        if let Some(slot) = first.get_mut(node.index()) {
            *slot = (*slot).min(component.ordinal());
        }
        u32::try_from(node.index()).unwrap_or(NONE)
    });
    let own = own.collect();
    (own, first)
}

/// From the roots outwards: how far each vertex is, and which one is before it.
fn nearest(reach: &Csr, roots: &[u32], count: usize) -> (Vec<u32>, Vec<u32>) {
    let (mut depths, mut before) = (vec![NONE; count], vec![NONE; count]);
    let mut queue = Vec::new();
    for root in roots {
        if let Some(depth) = depths.get_mut(index(*root)) {
            *depth = 0;
            queue.push(*root);
        }
    }
    let mut done = 0_usize;
    while let Some(at) = queue.get(done).copied() {
        done = done.saturating_add(1);
        let next = depths.get(index(at)).map(|depth| depth.saturating_add(1));
        for to in reach.from(at) {
            let slots = (depths.get_mut(index(*to)), before.get_mut(index(*to)));
            if let (Some(depth), Some(before), Some(next)) = (slots.0, slots.1, next)
                && *depth == NONE
            {
                (*depth, *before) = (next, at);
                queue.push(*to);
            }
        }
    }
    (depths, before)
}
