//! The one thing that a document is about.

use bonafide_report::registry::SBOM_NO_ROOT;
use bonafide_report::{Finding, Place};

use crate::{ComponentView, Graph, Role};

/// The component that is the root, if there is no doubt which one that is.
///
/// # Specification
/// sbom SBD-5.
pub(super) fn only_root<'m>(graph: &Graph<'m>) -> Result<ComponentView<'m>, Finding> {
    let none = |detail: &str| Finding::new(SBOM_NO_ROOT, Place::root(), detail);
    let mut roots = graph.roots();
    let vertex = match (roots.next(), roots.len()) {
        (None, _) => return Err(none("nothing says what the document is about")),
        (Some(root), 0) => root,
        _ => return Err(none("the document is about more than one thing")),
    };
    let components = graph.model().components();
    let holders = components.filter(|one| graph.vertex_of(one.ordinal()) == Some(vertex));
    let mut holders: Vec<_> = holders.take(2).collect();
    if holders.len() > 1 {
        // Others may have its reference: what stands as root is the root.
        let components = graph.model().components();
        let standing = components.filter(|one| one.role() == Role::Root);
        holders = standing.take(2).collect();
    }
    match *holders {
        [root] => Ok(root),
        [] => Err(none(
            "what the document is about stands in another document, or several have its reference",
        )),
        _ => Err(none("several components have the reference of the root")),
    }
}
