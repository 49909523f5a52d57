//! `dependencies`, and the extension that had them before 1.2.

use std::borrow::Cow;

use bonafide_report::registry::SBOM_REQUIRED;

use crate::cdx::target;
use crate::context::{Halt, XmlContext};
use crate::{Fields, Known, Relation, Statement};

/// An open dependency.
struct Level<'a> {
    /// What the dependencies in it are those of.
    from: Option<Cow<'a, str>>,
    /// How many of them there were.
    edges: usize,
    /// Whether to have none means that there are none: of entries of the list, not of what they
    /// depend on.
    is_entry: bool,
}

/// Whose list it is.
#[derive(Clone, Copy)]
pub(super) enum Owner<'o> {
    /// That of the document: its entries are what others depend on and what depends on others.
    Document,
    /// That of a component, which has a reference or not: its entries are what that depends on.
    Component(Option<&'o str>),
}

/// Reads the list at hand.
///
/// # Specification
/// sbom REL-2: an entry without targets is a stated leaf.
pub(super) fn list<'a>(cx: &mut XmlContext<'a, '_>, owner: Owner<'_>) -> Result<(), Halt> {
    if !cx.wants(Fields::EDGES) {
        return cx.skip();
    }
    let (from, has_entries) = match owner {
        Owner::Document => (None, true),
        Owner::Component(from) => (from.map(|from| Cow::Owned(from.to_owned())), false),
    };
    let mut open: Vec<Level<'a>> = vec![Level {
        from,
        edges: 0,
        is_entry: !has_entries,
    }];
    while let Some(innermost) = open.last_mut() {
        let Some(name) = dependency_child(cx)? else {
            end(cx, open.pop())?;
            continue;
        };
        cx.spent = 0;
        let reference = cx.reference_attribute("ref")?;
        let relation = match name {
            Child::Dependency => Relation::DependsOn(None),
            Child::Provides => Relation::Provides,
        };
        if reference.is_none() {
            cx.finding(SBOM_REQUIRED, "a dependency without its `ref`");
        }
        if let (Some(from), Some(to)) = (&innermost.from, &reference) {
            if name == Child::Dependency {
                innermost.edges = innermost.edges.saturating_add(1);
            }
            target(cx, from, &relation, to)?;
        }
        let is_entry = open.len() == 1 && has_entries && name == Child::Dependency;
        if is_entry && reference.as_deref() == Some("") {
            cx.finding(SBOM_REQUIRED, "a dependency without its `ref`");
        }
        open.push(Level {
            from: reference.filter(|text| !text.is_empty() && name == Child::Dependency),
            edges: 0,
            is_entry,
        });
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Child {
    Dependency,
    Provides,
}

/// Moves to the next `dependency` or `provides`, of CycloneDX or of the extension.
fn dependency_child(cx: &mut XmlContext<'_, '_>) -> Result<Option<Child>, Halt> {
    use crate::xml::Namespace;
    while let Some(element) = cx.any_child()? {
        let is_known =
            element.namespace.is_bom() || element.namespace == Namespace::DependencyGraph;
        match element.name {
            "dependency" if is_known => return Ok(Some(Child::Dependency)),
            "provides" if is_known => return Ok(Some(Child::Provides)),
            _ if is_known => cx.misplaced()?,
            _ => cx.skip()?,
        }
    }
    Ok(None)
}

fn end(cx: &mut XmlContext<'_, '_>, level: Option<Level<'_>>) -> Result<(), Halt> {
    match level {
        Some(Level {
            from: Some(from),
            edges: 0,
            is_entry: true,
        }) => cx.statement(&Statement {
            from: &from,
            relation: Relation::DependsOn(None),
            known: Known::None,
        }),
        _ => Ok(()),
    }
}
