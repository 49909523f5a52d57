//! What several elements ask of a document, gathered once.

use crate::licence::Names;
use crate::{ComponentView, Format, Graph, Model, Relation, Role, Vertex};

pub(super) struct Facts<'g, 'm> {
    pub(super) graph: &'g Graph<'m>,
    components: Vec<ComponentView<'m>>,
    pub(super) names: Names,
    /// By vertex: whether something depends on it, links it or contains it.
    is_included: Vec<bool>,
    /// By vertex: whether it depends on something, links it or contains it.
    includes: Vec<bool>,
}

impl<'g, 'm> Facts<'g, 'm> {
    pub(super) fn of(graph: &'g Graph<'m>) -> Self {
        let model = graph.model();
        let mut is_root = vec![false; graph.vertex_count()];
        for root in graph.roots() {
            set(&mut is_root, root);
        }
        let is_root = |on: &ComponentView<'_>| at(&is_root, graph.vertex_of(on.ordinal()));
        let format = model.summary().format;
        let components = model.components();
        let mut facts = Self {
            graph,
            names: Names::default(),
            components: components
                .filter(|on| is_listed(on.role(), format) || is_root(on))
                .collect(),
            is_included: vec![false; graph.vertex_count()],
            includes: vec![false; graph.vertex_count()],
        };
        // A reference that leads nowhere relates nothing to anything.
        let is_end = |node| model.is_defined(node) || model.is_external(node);
        let edges = model.edges().filter(|edge| includes(edge.relation));
        for edge in edges.filter(|edge| is_end(edge.from) && is_end(edge.to)) {
            facts.include(graph.vertex(edge.from), graph.vertex(edge.to));
        }
        for component in model.components() {
            let parent = component.parent().map(|parent| parent.ordinal());
            let parent = parent.and_then(|parent| graph.vertex_of(parent));
            if let (Some(parent), Some(own)) = (parent, graph.vertex_of(component.ordinal())) {
                facts.include(parent, own);
            }
        }
        facts
    }

    fn include(&mut self, from: Vertex, to: Vertex) {
        if from != to {
            set(&mut self.includes, from);
            set(&mut self.is_included, to);
        }
    }

    pub(super) fn model(&self) -> &'m Model {
        self.graph.model()
    }

    pub(super) fn components(&self) -> &[ComponentView<'m>] {
        &self.components
    }

    pub(super) fn vertex(&self, component: &ComponentView<'_>) -> Option<Vertex> {
        self.graph.vertex_of(component.ordinal())
    }

    /// Whether something depends on it, links it or contains it.
    pub(super) fn is_included(&self, vertex: Vertex) -> bool {
        at(&self.is_included, Some(vertex))
    }

    /// Whether it depends on something, links it or contains it.
    pub(super) fn includes(&self, vertex: Vertex) -> bool {
        at(&self.includes, Some(vertex))
    }

    /// Whether it is the component that the metadata of the document are about.
    pub(super) fn is_described(&self, component: &ComponentView<'_>) -> bool {
        self.model().document().root == Some(component.ordinal())
    }
}

/// Files of SPDX are parts of packages, and have no supplier or version.
const fn is_listed(role: Role, format: Format) -> bool {
    match role {
        Role::Inventory | Role::Root | Role::Data | Role::Model => true,
        Role::File => format.is_cyclonedx(),
        _ => false,
    }
}

const fn includes(relation: &Relation<'_>) -> bool {
    matches!(
        relation,
        Relation::DependsOn(_) | Relation::Contains | Relation::StaticLink | Relation::DynamicLink
    )
}

fn set(flags: &mut [bool], vertex: Vertex) {
    if let Some(flag) = flags.get_mut(vertex.index()) {
        *flag = true;
    }
}

fn at(flags: &[bool], vertex: Option<Vertex>) -> bool {
    vertex.is_some_and(|vertex| flags.get(vertex.index()) == Some(&true))
}
