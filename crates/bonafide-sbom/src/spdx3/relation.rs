//! Relationships of SPDX 3.

use std::borrow::Cow;

use bonafide_report::registry::SBOM_RELATIONSHIP;

use super::element::Element;
use super::index::Index;
use crate::context::{Context, Halt};
use crate::spdx2::each_reference;
use crate::spdx2::relation::Relationship;
use crate::{CompletenessSubject, DependencyScope, Known, Relation, Statement};

/// Gives a relationship to the sink, one edge for each of its ends.
///
/// # Specification
/// sbom REL-1 to REL-3, section 5.3.
pub(super) fn give(
    cx: &mut Context<'_, '_>,
    element: &Element<'_>,
    index: &Index<'_>,
) -> Result<(), Halt> {
    let (Some(from), Some(kind), Some(to)) = (&element.from, &element.relationship, element.to)
    else {
        cx.finding(
            SBOM_RELATIONSHIP,
            "a relationship without both ends and a type",
        );
        return Ok(());
    };
    let scope = element.scope.as_deref();
    let mut ends = 0_usize;
    each_reference(cx, to, |cx, to| {
        ends = ends.saturating_add(1);
        deliver(cx, from, (kind, scope), to, index)
    })?;
    let completeness = element.completeness.as_deref();
    let (relation, inverted) = stored(kind, scope);
    if ends == 0 && !inverted {
        let known = match completeness {
            Some("complete") => Known::None,
            _ => Known::Unknown,
        };
        cx.statement(&Statement {
            from,
            relation: relation.clone(),
            known,
        })?;
    }
    if let Some(aggregate) = completeness {
        let subject = match relation {
            // Those of one scope can be complete, and others not be told.
            Relation::DependsOn(Some(_)) if aggregate == "complete" => return Ok(()),
            Relation::DependsOn(_) => CompletenessSubject::Dependencies(Cow::Borrowed(from)),
            Relation::Contains => CompletenessSubject::Assembly(Cow::Borrowed(from)),
            _ => return Ok(()),
        };
        cx.completeness(aggregate, subject)?;
    }
    Ok(())
}

/// Gives out what a collection says it is about.
pub(super) fn roots(
    cx: &mut Context<'_, '_>,
    id: &str,
    roots: &str,
    index: &Index<'_>,
) -> Result<(), Halt> {
    each_reference(cx, roots, |cx, root| {
        deliver(cx, id, ("describes", None), root, index)
    })
}

/// What an individual of SPDX says in place of an element. An element of a document may have a name
/// that ends like it.
fn known(to: &str) -> Option<Known> {
    let is_of_spdx = to.starts_with("https://spdx.org/rdf/") || to.starts_with("spdx:");
    let name = match to.rsplit_once('/') {
        Some((_, name)) if is_of_spdx => name,
        Some(_) => return None,
        None => to,
    };
    match name {
        "NoneElement" => Some(Known::None),
        "NoAssertionElement" => Some(Known::Unknown),
        _ => None,
    }
}

fn deliver(
    cx: &mut Context<'_, '_>,
    from: &str,
    (kind, scope): (&str, Option<&str>),
    to: &str,
    index: &Index<'_>,
) -> Result<(), Halt> {
    let (relation, inverted) = stored(kind, scope);
    let relationship = Relationship {
        from,
        kind,
        relation,
        inverted,
        to,
        known: known(to),
        is_external: index.externals.contains(from) || index.externals.contains(to),
    };
    relationship.deliver(cx)
}

fn stored<'a>(kind: &'a str, scope: Option<&str>) -> (Relation<'a>, bool) {
    let relation = match kind {
        "dependsOn" | "hasPrerequisite" => Relation::DependsOn(match scope {
            Some("build") => Some(DependencyScope::Build),
            Some("development" | "design") => Some(DependencyScope::Development),
            Some("test") => Some(DependencyScope::Test),
            Some("runtime") => Some(DependencyScope::Runtime),
            _ => None,
        }),
        "hasOptionalDependency" => Relation::DependsOn(Some(DependencyScope::Optional)),
        "hasProvidedDependency" => Relation::DependsOn(Some(DependencyScope::Provided)),
        "contains" => Relation::Contains,
        "describes" => Relation::Describes,
        "hasStaticLink" => Relation::StaticLink,
        "hasDynamicLink" => Relation::DynamicLink,
        "generates" => return (Relation::GeneratedFrom, true),
        "trainedOn" => Relation::TrainedOn,
        "testedOn" => Relation::TestedOn,
        other => Relation::Other(Cow::Borrowed(other)),
    };
    (relation, false)
}
