//! How complete a document says that what it says of a component is.

use super::{Graph, Vertex};
use crate::{Completeness, CompletenessSubject, Known, Model, Relation};

/// What somebody claims of a list. It is a claim of the author, and nobody verified it.
///
/// # Specification
/// sbom GRA-3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "no format can say more")]
pub enum CompletenessClaim {
    /// Nothing, or in so many words that nothing is said (`not_specified`).
    #[default]
    NotStated,
    /// It is complete. An empty list that is said to be empty is complete too.
    Complete,
    /// It is said that nobody knows.
    Unknown,
    /// It is not complete, in whatever way.
    Incomplete,
}

impl CompletenessClaim {
    /// A word of CycloneDX or SPDX 3. One that is not known here claims nothing.
    fn of(aggregate: &str) -> Self {
        match aggregate {
            "complete" => Self::Complete,
            "unknown" | "noAssertion" => Self::Unknown,
            word if word.starts_with("incomplete") => Self::Incomplete,
            _ => Self::NotStated,
        }
    }

    /// Both claims at once: completeness holds only when nobody denies it.
    fn with(&mut self, other: Self) {
        *self = (*self).max(other);
    }
}

/// How complete the lists of a component are said to be.
///
/// # Specification
/// sbom GRA-3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct NodeCompleteness {
    /// What it depends on.
    pub dependencies: CompletenessClaim,
    /// What it is made of.
    pub contents: CompletenessClaim,
    /// Its vulnerabilities.
    pub vulnerabilities: CompletenessClaim,
}

/// What is said of the whole document, and of each reference by its node; nothing of any if no list
/// is said to be complete or not.
#[derive(Debug, Default)]
pub(super) struct Claims {
    document: CompletenessClaim,
    nodes: Vec<NodeCompleteness>,
    /// By node: whether it depends on something, and whether it contains something.
    has: Vec<[bool; 2]>,
}

impl Claims {
    pub(super) fn of(model: &Model) -> Self {
        let mut claims = Self {
            has: vec![[false; 2]; model.node_count()],
            ..Self::default()
        };
        for edge in model.edges() {
            if let Some([depends, contains]) = claims.has.get_mut(edge.from.index()) {
                *depends |= matches!(edge.relation, Relation::DependsOn(_));
                *contains |= *edge.relation == Relation::Contains;
            }
        }
        for Completeness { aggregate, subject } in model.completeness() {
            let claim = CompletenessClaim::of(aggregate);
            let (name, list): (_, fn(&mut NodeCompleteness) -> &mut CompletenessClaim) =
                match subject {
                    CompletenessSubject::Document => {
                        claims.document.with(claim);
                        continue;
                    }
                    CompletenessSubject::Dependencies(name) => (name, |on| &mut on.dependencies),
                    CompletenessSubject::Assembly(name) => (name, |on| &mut on.contents),
                    CompletenessSubject::Vulnerabilities(name) => {
                        (name, |on| &mut on.vulnerabilities)
                    }
                };
            let Some(node) = model.node(name) else {
                continue;
            };
            if claims.nodes.is_empty() {
                claims.nodes = vec![NodeCompleteness::default(); model.node_count()];
            }
            if let Some(node) = claims.nodes.get_mut(node.index()) {
                list(node).with(claim);
            }
        }
        claims
    }
}

impl Graph<'_> {
    /// How complete the lists of a component are said to be: by compositions of CycloneDX, by
    /// relationships of SPDX 3, and where a document says that something has no dependencies or no
    /// contents (`dependsOn` that is empty, `NONE`) or that nobody knows (`NOASSERTION`). Where two
    /// claims differ the lesser one holds, and an empty list that is not empty is no claim.
    ///
    /// What is said of the document as a whole is not said of any component. It needs a model that
    /// was read with [`Fields::COMPOSITIONS`](crate::Fields::COMPOSITIONS) and
    /// [`Fields::EDGES`](crate::Fields::EDGES).
    ///
    /// # Specification
    /// sbom GRA-3, REL-2.
    #[must_use]
    pub fn completeness(&self, vertex: Vertex) -> NodeCompleteness {
        let stated = self.claims.nodes.get(vertex.index()).copied();
        let mut out = stated.unwrap_or_default();
        let Some(node) = self.model.node_at(vertex.index()) else {
            return out;
        };
        let has = self.claims.has.get(node.index()).copied();
        let [depends, contains] = has.unwrap_or_default();
        let lists = [
            (Relation::DependsOn(None), depends, &mut out.dependencies),
            (Relation::Contains, contains, &mut out.contents),
        ];
        for (relation, has_edges, claim) in lists {
            match self.model.known(node, &relation) {
                Some(Known::Unknown) => claim.with(CompletenessClaim::Unknown),
                Some(Known::None) if !has_edges => claim.with(CompletenessClaim::Complete),
                _ => {}
            }
        }
        out
    }

    /// How complete the document says that it is as a whole.
    ///
    /// # Specification
    /// sbom GRA-3.
    #[must_use]
    pub const fn document_completeness(&self) -> CompletenessClaim {
        self.claims.document
    }
}
