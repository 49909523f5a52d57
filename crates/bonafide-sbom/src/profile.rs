//! Lists of what a document has to say, and how much of it a document says.

mod data;
mod facts;
mod gate;
mod predicate;

use bonafide_report::Place;

use crate::{Format, Graph};
use facts::Facts;
use predicate::Presence;

pub use gate::{CompletenessGate, CompletenessShare, GateScope};
pub use predicate::ElementPredicate;

/// So many places are listed for an element.
const LISTED: usize = 10;

/// A list of elements that somebody published, in one version of it. It is data: a later version is
/// another profile.
///
/// ```
/// use bonafide_sbom::{CompletenessGate, CompletenessShare, Graph, Model, Profile, ReadOptions};
/// let document = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
///     "metadata": {"component": {"type": "application", "bom-ref": "shop", "name": "shop"}},
///     "components": [{"type": "library", "bom-ref": "a", "name": "a", "version": "1"}],
///     "dependencies": [{"ref": "shop", "dependsOn": ["a"]}]}"#;
/// let model = Model::read(document, &ReadOptions::default())?;
/// let report = Profile::named("ntia-2021").unwrap().assess(&Graph::new(&model));
/// let version = report.element("component-version").unwrap();
/// assert_eq!((version.passed, version.failed), (1, 1));
/// assert_eq!(version.failures[0].as_str(), "/metadata/component");
/// let gate = CompletenessGate::new(CompletenessShare::All);
/// assert_eq!(report.check(&gate).unwrap().code().as_str(), "sbom.incomplete");
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
///
/// # Specification
/// sbom PRF-1.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// The name by which it is chosen.
    pub id: &'static str,
    /// The version of what was published.
    pub version: &'static str,
    /// Whether that is final.
    pub status: ProfileStatus,
    /// Who published it under which title.
    pub source: &'static str,
    /// When it was published, as `YYYY-MM-DD`.
    pub date: &'static str,
    /// What it lists.
    pub elements: &'static [ProfileElement],
}

/// Whether the text that a profile was made from is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProfileStatus {
    /// It is.
    Final,
    /// It was published for comment.
    Draft,
}

/// One entry of a profile.
///
/// # Specification
/// sbom PRF-1.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProfileElement {
    /// Its name within the profile.
    pub id: &'static str,
    /// How much it is wanted.
    pub level: ElementLevel,
    /// Of what it is wanted.
    pub scope: ElementScope,
    /// What has to hold.
    pub predicate: ElementPredicate,
    /// Where CycloneDX says it.
    pub cyclonedx: Mapping,
    /// Where SPDX 2 says it.
    pub spdx2: Mapping,
    /// Where SPDX 3 says it.
    pub spdx3: Mapping,
}

/// Where a format says something: since a version, major and minor, in members of these names; none
/// if it has none for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mapping {
    /// The first version that has a member for it.
    pub since: (u32, u32),
    /// The members.
    pub members: &'static [&'static str],
}

/// How much an element is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ElementLevel {
    /// It has to be there.
    Required,
    /// It should be there.
    Recommended,
    /// It has to be there if it exists.
    IfAvailable,
}

/// Of what an element is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ElementScope {
    /// Of the document.
    Document,
    /// Of each component: of the root and of the inventory, of which files of SPDX are no part,
    /// unless one of them is the root.
    Component,
}

/// How much of a profile a document says.
///
/// # Specification
/// sbom PRF-1, PRF-2.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProfileReport {
    /// The profile.
    pub profile: &'static Profile,
    /// Its elements, in its order.
    pub elements: Vec<ElementReport>,
}

/// How often a document says one thing.
///
/// # Specification
/// sbom PRF-1, PRF-2.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ElementReport {
    /// The element.
    pub element: &'static ProfileElement,
    /// Whether the format can say it in the version of the document. If not, everything that it is
    /// wanted of is counted as [failed](Self::failed), and no place is listed.
    pub is_expressible: bool,
    /// Of how many the document says it.
    pub passed: usize,
    /// Of how many it says nothing, or nothing that can be read.
    pub failed: usize,
    /// Of how many it says that it is not known (`NOASSERTION`). They do not pass.
    pub stated_unknown: usize,
    /// The places of the first 10 that failed.
    pub failures: Vec<Place>,
    /// The places of the first 10 of which it says that it is not known.
    pub unknowns: Vec<Place>,
}

impl Profile {
    /// Every profile, the older ones first.
    pub const ALL: &'static [&'static Self] = &[&data::NTIA_2021, &data::CISA_2025_DRAFT];

    /// The profile with this id.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        Self::ALL.iter().copied().find(|profile| profile.id == id)
    }

    /// How much of the profile a document says. Takes time in proportion to the components, their
    /// identifiers, hashes and licences, and the edges.
    ///
    /// It needs a model that was read with [`Fields::ALL`](crate::Fields::ALL): what was not read
    /// counts as not there.
    ///
    /// # Specification
    /// sbom PRF-1, PRF-2.
    #[must_use]
    pub fn assess(&'static self, graph: &Graph<'_>) -> ProfileReport {
        let facts = Facts::of(graph);
        let summary = graph.model().summary();
        let elements = self.elements.iter().map(|element| {
            let is_expressible = element.is_expressible(summary.format, &summary.version);
            let mut report = ElementReport {
                element,
                is_expressible,
                passed: 0,
                failed: 0,
                stated_unknown: 0,
                failures: Vec::new(),
                unknowns: Vec::new(),
            };
            match (element.scope, is_expressible) {
                (ElementScope::Document, false) => report.failed = 1,
                (ElementScope::Component, false) => report.failed = facts.components().len(),
                (ElementScope::Document, true) => {
                    report.count(element.predicate.of_document(&facts), Place::root);
                }
                (ElementScope::Component, true) => {
                    for component in facts.components() {
                        let found = element.predicate.of_component(&facts, component);
                        report.count(found, || component.place());
                    }
                }
            }
            report
        });
        ProfileReport {
            profile: self,
            elements: elements.collect(),
        }
    }
}

impl ProfileElement {
    /// Where a format says it; in no member for a format that no profile knows.
    #[must_use]
    pub const fn mapping(&self, format: Format) -> Mapping {
        match format {
            Format::CdxJson | Format::CdxXml => self.cyclonedx,
            Format::Spdx2Json | Format::Spdx2TagValue => self.spdx2,
            Format::Spdx3Json => self.spdx3,
            _ => Mapping::NONE,
        }
    }

    fn is_expressible(&self, format: Format, version: &str) -> bool {
        let mapping = self.mapping(format);
        let mut numbers = version.split('.').map_while(|part| part.parse().ok());
        let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        !mapping.members.is_empty() && version >= mapping.since
    }
}

impl Mapping {
    /// The format has no member for it.
    const NONE: Self = Self::of(0, 0, &[]);

    const fn of(major: u32, minor: u32, members: &'static [&'static str]) -> Self {
        Self {
            since: (major, minor),
            members,
        }
    }
}

impl ProfileReport {
    /// What was found of the element with this id.
    #[must_use]
    pub fn element(&self, id: &str) -> Option<&ElementReport> {
        self.elements.iter().find(|report| report.element.id == id)
    }
}

impl ElementReport {
    /// Of how many it is wanted.
    #[must_use]
    pub const fn applicable(&self) -> usize {
        self.passed
            .saturating_add(self.failed)
            .saturating_add(self.stated_unknown)
    }

    fn count(&mut self, found: Presence, place: impl FnOnce() -> Place) {
        let (count, places) = match found {
            Presence::Present => {
                self.passed = self.passed.saturating_add(1);
                return;
            }
            Presence::StatedUnknown => (&mut self.stated_unknown, &mut self.unknowns),
            Presence::Absent => (&mut self.failed, &mut self.failures),
        };
        *count = count.saturating_add(1);
        if places.len() < LISTED {
            places.push(place());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Model, ReadOptions};

    /// Wants a supplier, which version 1.2 of CycloneDX has no member for here.
    static LATER: Profile = Profile {
        id: "later",
        version: "1",
        status: ProfileStatus::Draft,
        source: "",
        date: "",
        elements: &[ProfileElement {
            id: "supplier",
            level: ElementLevel::Required,
            scope: ElementScope::Component,
            predicate: ElementPredicate::Supplier,
            cyclonedx: Mapping::of(1, 3, &["supplier"]),
            spdx2: Mapping::NONE,
            spdx3: Mapping::NONE,
        }],
    };

    #[test]
    fn each_component_lacks_what_the_format_cannot_say() {
        for (version, passed, failed) in [("1.2", 0, 2), ("1.3", 2, 0), ("1.6", 2, 0)] {
            let one = r#"{"type":"library","name":"n","version":"1","supplier":{"name":"x"}}"#;
            let document = format!(
                r#"{{"bomFormat":"CycloneDX","specVersion":"{version}","components":[{one},{one}]}}"#
            );
            let model = Model::read(document.as_bytes(), &ReadOptions::default()).unwrap();
            let report = LATER.assess(&Graph::new(&model));
            let [found] = &report.elements[..] else {
                panic!("{report:?}")
            };
            assert_eq!((found.passed, found.failed), (passed, failed), "{version}");
            assert_eq!(found.is_expressible, failed == 0);
            assert!(found.failures.is_empty());
        }
    }
}
