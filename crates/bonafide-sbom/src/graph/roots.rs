//! What a document is about.

use crate::{Format, Model, NodeId, Relation, Role};

/// How the document of SPDX 2 calls itself.
const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// The component that stands as root, and what the document describes.
///
/// # Specification
/// sbom section 5.1.
pub(super) fn roots(model: &Model, of: impl Fn(NodeId) -> u32, own: &[u32]) -> Vec<u32> {
    let standing = model.components().zip(own);
    let mut roots: Vec<u32> = standing
        .filter(|(component, _)| component.role() == Role::Root)
        .map(|(_, vertex)| *vertex)
        .collect();
    let document = match model.summary().format {
        Format::Spdx3Json => model.document().id.as_deref(),
        Format::Spdx2Json | Format::Spdx2TagValue => Some(DOCUMENT),
        _ => None,
    };
    let starts = document.and_then(|name| model.node(name));
    let starts = starts.into_iter().collect();
    roots.extend(described(model, starts).into_iter().map(&of));
    if roots.is_empty() {
        // Collections in the document, if the document names none itself.
        let edges = model.edges().filter(|edge| is_description(edge.relation));
        let starts = edges
            .map(|edge| edge.from)
            .filter(|from| model.component_of(*from).is_none());
        roots.extend(described(model, starts.collect()).into_iter().map(&of));
    }
    roots.sort_unstable();
    roots.dedup();
    roots
}

/// What is described from here, through collections that are themselves described.
fn described(model: &Model, mut open: Vec<NodeId>) -> Vec<NodeId> {
    let mut is_seen = vec![false; model.node_count()];
    let mut out = Vec::new();
    while let Some(node) = open.pop() {
        match is_seen.get_mut(node.index()) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        for edge in model.edges_from(node) {
            if !is_description(edge.relation) {
                continue;
            }
            if model.component_of(edge.to).is_some() || model.is_external(edge.to) {
                out.push(edge.to);
            } else {
                open.push(edge.to);
            }
        }
    }
    out
}

fn is_description(relation: &Relation<'_>) -> bool {
    *relation == Relation::Describes
}
