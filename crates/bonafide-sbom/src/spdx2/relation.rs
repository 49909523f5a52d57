//! `relationships`.

use std::borrow::Cow;

use bonafide_report::registry::SBOM_RELATIONSHIP;

use crate::context::{Context, Halt};
use crate::{DependencyScope, Edge, Known, Relation, Statement};

/// Reads the list at the cursor.
pub(super) fn list(cx: &mut Context<'_, '_>) -> Result<(), Halt> {
    if !cx.structural_array()? {
        return Ok(());
    }
    while cx.next_object()? {
        cx.spent = 0;
        let (mut from, mut kind, mut to) = (None, None, None);
        while let Some(name) = cx.reader.next_name()? {
            match &*name {
                "spdxElementId" => from = cx.reference()?,
                "relationshipType" => kind = cx.reference()?,
                "relatedSpdxElement" => to = cx.reference()?,
                _ => cx.reader.skip()?,
            }
        }
        match (from, kind, to) {
            (Some(from), Some(kind), Some(to)) => deliver(cx, &from, &kind, &to)?,
            _ => cx.finding(
                SBOM_RELATIONSHIP,
                "a relationship without both ends and a type",
            ),
        }
    }
    Ok(())
}

/// Gives one relationship to the sink, in the direction in which it is stored.
///
/// # Specification
/// sbom REL-1 to REL-3.
pub(crate) fn deliver(
    cx: &mut Context<'_, '_>,
    from: &str,
    kind: &str,
    to: &str,
) -> Result<(), Halt> {
    let (relation, inverted) = match stored(kind) {
        Some(stored) => stored,
        None => {
            if !OTHERS.contains(&kind) {
                cx.finding(SBOM_RELATIONSHIP, "no type of relationship that is known");
            }
            (Relation::Other(Cow::Borrowed(kind)), false)
        }
    };
    let known = match to {
        "NONE" => Some(Known::None),
        "NOASSERTION" => Some(Known::Unknown),
        _ => None,
    };
    let relationship = Relationship {
        from,
        kind,
        relation,
        inverted,
        to,
        known,
        is_external: from.starts_with("DocumentRef-") || to.starts_with("DocumentRef-"),
    };
    relationship.deliver(cx)
}

/// One relationship as a document of any version of SPDX says it.
pub(crate) struct Relationship<'r> {
    pub(crate) from: &'r str,
    /// The type as it is written.
    pub(crate) kind: &'r str,
    /// What the type means.
    pub(crate) relation: Relation<'r>,
    /// Whether it says so in the other direction than it is stored.
    pub(crate) inverted: bool,
    pub(crate) to: &'r str,
    /// What `to` says where it is no element.
    pub(crate) known: Option<Known>,
    pub(crate) is_external: bool,
}

impl Relationship<'_> {
    /// Gives it to the sink.
    pub(crate) fn deliver(self, cx: &mut Context<'_, '_>) -> Result<(), Halt> {
        let Self { from, to, .. } = self;
        if let Some(known) = self.known {
            // Nothing is said about the other direction.
            let relation = if self.inverted {
                Relation::Other(Cow::Borrowed(self.kind))
            } else {
                self.relation
            };
            return cx.statement(&Statement {
                from,
                relation,
                known,
            });
        }
        let (from, to) = if self.inverted {
            (to, from)
        } else {
            (from, to)
        };
        cx.edge(&Edge {
            from,
            relation: self.relation,
            to,
            inverted: self.inverted,
            is_external: self.is_external,
        })
    }
}

/// What a type means, and whether it says so in the other direction than it is stored.
///
/// # Specification
/// sbom section 5.3.
fn stored(kind: &str) -> Option<(Relation<'static>, bool)> {
    use DependencyScope::{Build, Development, Optional, Provided, Runtime, Test};
    Some(match kind {
        "DEPENDS_ON" | "HAS_PREREQUISITE" => (Relation::DependsOn(None), false),
        "DEPENDENCY_OF" | "PREREQUISITE_FOR" => (Relation::DependsOn(None), true),
        "RUNTIME_DEPENDENCY_OF" => (Relation::DependsOn(Some(Runtime)), true),
        "BUILD_DEPENDENCY_OF" => (Relation::DependsOn(Some(Build)), true),
        "DEV_DEPENDENCY_OF" => (Relation::DependsOn(Some(Development)), true),
        "TEST_DEPENDENCY_OF" => (Relation::DependsOn(Some(Test)), true),
        "OPTIONAL_DEPENDENCY_OF" => (Relation::DependsOn(Some(Optional)), true),
        "PROVIDED_DEPENDENCY_OF" => (Relation::DependsOn(Some(Provided)), true),
        "CONTAINS" => (Relation::Contains, false),
        "CONTAINED_BY" | "PACKAGE_OF" => (Relation::Contains, true),
        "DESCRIBES" => (Relation::Describes, false),
        "DESCRIBED_BY" => (Relation::Describes, true),
        "STATIC_LINK" => (Relation::StaticLink, false),
        "DYNAMIC_LINK" => (Relation::DynamicLink, false),
        "GENERATED_FROM" => (Relation::GeneratedFrom, false),
        "GENERATES" => (Relation::GeneratedFrom, true),
        _ => return None,
    })
}

/// The types that have no meaning of their own here (SPDX 2.3 section 11.1).
const OTHERS: [&str; 26] = [
    "AMENDS",
    "ANCESTOR_OF",
    "BUILD_TOOL_OF",
    "COPY_OF",
    "DATA_FILE_OF",
    "DEPENDENCY_MANIFEST_OF",
    "DESCENDANT_OF",
    "DEV_TOOL_OF",
    "DISTRIBUTION_ARTIFACT",
    "DOCUMENTATION_OF",
    "EXAMPLE_OF",
    "EXPANDED_FROM_ARCHIVE",
    "FILE_ADDED",
    "FILE_DELETED",
    "FILE_MODIFIED",
    "METAFILE_OF",
    "OPTIONAL_COMPONENT_OF",
    "OTHER",
    "PATCH_APPLIED",
    "PATCH_FOR",
    "REQUIREMENT_DESCRIPTION_FOR",
    "SPECIFICATION_FOR",
    "TEST_CASE_OF",
    "TEST_OF",
    "TEST_TOOL_OF",
    "VARIANT_OF",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_type_is_both_mapped_and_other() {
        for kind in OTHERS {
            assert!(stored(kind).is_none(), "{kind}");
        }
        assert_eq!(
            stored("DEPENDENCY_OF"),
            Some((Relation::DependsOn(None), true))
        );
    }
}
