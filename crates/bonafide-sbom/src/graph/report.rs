//! What is to be said about a graph.

use bonafide_report::registry::{
    SBOM_CYCLE, SBOM_DANGLING_REF, SBOM_DUPLICATE_REF, SBOM_NO_ROOT, SBOM_RELATIONSHIP,
    SBOM_UNREACHABLE,
};
use bonafide_report::{Code, Escaped, Finding, Place};

use super::csr::index;
use super::cycles::cycles;
use super::{Graph, Vertex};
use crate::{Fields, Findings, Relation};

/// At most this many members of a cycle, or holders of a reference, are listed.
const LISTED: usize = 100;
/// What can be the end of an edge: without one of these, nothing can be said to be dangling.
const ENDS: [Fields; 6] = [
    Fields::EDGES,
    Fields::FILES,
    Fields::TOOLS,
    Fields::LICENCES,
    Fields::VULNERABILITIES,
    Fields::DOCUMENT,
];

/// What is to be said about a graph.
///
/// # Specification
/// sbom GRA-1.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GraphReport {
    /// All of the below as findings, with places in the document.
    pub findings: Findings,
    /// What the document is about. More than one is no fault; none is.
    pub roots: Vec<Vertex>,
    /// References that several components claim, in the order of the vertices.
    pub duplicates: Vec<DuplicateReference>,
    /// References that lead nowhere, neither in this document nor to another one. `None` if not
    /// everything was read that they could lead to.
    pub dangling: Option<Vec<Vertex>>,
    /// What has an edge of any kind to itself, once for each kind.
    pub loops: Vec<Vertex>,
    /// Sets of more than one that all depend on each other, by their first vertices.
    pub cycles: Vec<Cycle>,
    /// The ordinals of the inventory that is not reached from any root over what depends and what
    /// contains. `None` if there is no root, or if edges were not read.
    pub unreachable: Option<Vec<u32>>,
}

/// A reference that several components claim: edges to it are ambiguous.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DuplicateReference {
    /// Its vertex.
    pub vertex: Vertex,
    /// The ordinals of all that claim it.
    pub holders: Vec<u32>,
}

/// Components that depend on each other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cycle {
    /// How many there are.
    pub size: usize,
    /// The first 100 of them, by their references.
    pub members: Vec<Vertex>,
}

impl Graph<'_> {
    /// What is to be said about the graph. Of the findings at most 10,000 are kept, and the rest is
    /// counted.
    ///
    /// # Specification
    /// sbom GRA-1.
    #[must_use]
    pub fn report(&self) -> GraphReport {
        let has_edges = self.model.summary().complete && self.model.fields().has(Fields::EDGES);
        let has_ends = has_edges && ENDS.iter().all(|ends| self.model.fields().has(*ends));
        let mut report = GraphReport {
            findings: Findings::default(),
            roots: self.roots().collect(),
            duplicates: self.duplicates(),
            dangling: has_ends.then(|| self.dangling()),
            loops: Vec::new(),
            cycles: self.cycles(),
            unreachable: (has_edges && !self.roots.is_empty()).then(|| self.unreachable()),
        };
        if has_edges && report.roots.is_empty() {
            note(&mut report.findings, SBOM_NO_ROOT, || {
                (
                    Place::root(),
                    "nothing says what the document is about".into(),
                )
            });
        }
        for duplicate in &report.duplicates {
            self.note_duplicate(duplicate, &mut report.findings);
        }
        for vertex in report.dangling.iter().flatten() {
            note(&mut report.findings, SBOM_DANGLING_REF, || {
                let detail = format!("`{}` is no element", self.label(*vertex));
                (self.place(*vertex), detail)
            });
        }
        self.note_loops(&mut report);
        for cycle in &report.cycles {
            note(&mut report.findings, SBOM_CYCLE, || self.cycle(cycle));
        }
        for ordinal in report.unreachable.iter().flatten() {
            note(&mut report.findings, SBOM_UNREACHABLE, || {
                let component = self.model.component(*ordinal);
                let place = component.map(|component| component.place());
                let name = component.and_then(|c| c.reference().or_else(|| c.name()));
                let name = Escaped(name.unwrap_or_default()).to_string();
                let detail = format!("`{name}` is not reached from any root");
                (place.unwrap_or_default(), detail)
            });
        }
        report
    }

    fn duplicates(&self) -> Vec<DuplicateReference> {
        let mut at = vec![usize::MAX; self.vertex_count()];
        let mut found: Vec<DuplicateReference> = Vec::new();
        for (component, vertex) in self.model.components().zip(&self.own) {
            let first = self.first.get(index(*vertex)).copied();
            let (Some(first), Some(at)) = (first, at.get_mut(index(*vertex))) else {
                continue;
            };
            if first == component.ordinal() {
                continue;
            }
            if *at == usize::MAX {
                *at = found.len();
                found.push(DuplicateReference {
                    vertex: Vertex(*vertex),
                    holders: vec![first],
                });
            }
            if let Some(duplicate) = found.get_mut(*at) {
                duplicate.holders.push(component.ordinal());
            }
        }
        found.sort_unstable_by_key(|duplicate| duplicate.vertex);
        found
    }

    fn dangling(&self) -> Vec<Vertex> {
        let nodes = (0..self.model.node_count()).filter_map(|at| self.model.node_at(at));
        nodes
            .filter(|node| !self.model.is_defined(*node) && !self.model.is_external(*node))
            .map(|node| self.vertex(node))
            .collect()
    }

    fn cycles(&self) -> Vec<Cycle> {
        let found = cycles(&self.depends, self.vertex_count()).into_iter();
        found
            .map(|members| {
                let size = members.len();
                let mut members: Vec<_> = members.into_iter().map(Vertex).collect();
                // Only those that are listed are sorted: the time stays linear.
                if size > LISTED {
                    members.select_nth_unstable_by_key(LISTED, |on| self.reference(*on));
                    members.truncate(LISTED);
                }
                members.sort_unstable_by_key(|on| self.reference(*on));
                Cycle { size, members }
            })
            .collect()
    }

    fn unreachable(&self) -> Vec<u32> {
        let components = self.model.components().zip(&self.own);
        components
            .filter(|(component, _)| component.role().is_inventory())
            .filter(|(_, vertex)| self.depth(Vertex(**vertex)).is_none())
            .map(|(component, _)| component.ordinal())
            .collect()
    }

    fn note_loops(&self, report: &mut GraphReport) {
        for edge in self.model.edges().filter(|edge| edge.from == edge.to) {
            let vertex = self.vertex(edge.from);
            report.loops.push(vertex);
            let (code, does) = match edge.relation {
                Relation::DependsOn(_) => (SBOM_CYCLE, "depends on itself"),
                _ => (SBOM_RELATIONSHIP, "has a relationship to itself"),
            };
            note(&mut report.findings, code, || {
                let detail = format!("`{}` {does}", self.label(vertex));
                (self.place(vertex), detail)
            });
        }
    }

    /// The finding stands at the second holder: the first one alone would be right.
    fn note_duplicate(&self, duplicate: &DuplicateReference, findings: &mut Findings) {
        note(findings, SBOM_DUPLICATE_REF, || {
            let holders = duplicate.holders.iter();
            let places = holders.filter_map(|on| Some(self.model.component(*on)?.place()));
            let places: Vec<_> = places.take(LISTED).collect();
            let listed: Vec<_> = places.iter().map(Place::as_str).collect();
            let detail = format!(
                "`{}` is the reference of {} components: {}",
                self.label(duplicate.vertex),
                duplicate.holders.len(),
                Escaped(&listed.join(", ")),
            );
            (places.get(1).cloned().unwrap_or_default(), detail)
        });
    }

    fn cycle(&self, cycle: &Cycle) -> (Place, String) {
        let members: Vec<_> = cycle.members.iter().map(|on| self.label(*on)).collect();
        let place = cycle.members.first().map(|first| self.place(*first));
        let detail = format!(
            "{} depend on each other: {}",
            cycle.size,
            members.join(", ")
        );
        (place.unwrap_or_default(), detail)
    }

    fn label(&self, vertex: Vertex) -> String {
        Escaped(self.reference(vertex).unwrap_or_default()).to_string()
    }

    fn place(&self, vertex: Vertex) -> Place {
        let node = self.model.node_at(vertex.index());
        node.map(|node| self.model.place_of(node))
            .unwrap_or_default()
    }
}

fn note(findings: &mut Findings, code: Code, of: impl FnOnce() -> (Place, String)) {
    findings.note(code, || {
        let (place, detail) = of();
        Finding::new(code, place, detail)
    });
}
