//! What has to hold of an element.

use bonafide_report::Time;

use super::facts::Facts;
use crate::licence::is_expression;
use crate::{
    Acknowledgement, CompletenessClaim, ComponentView, Cpe, HashAlgorithm, HashValue,
    LicenceLimits, LicenceSyntax, LicenceValue, Party, PartyKind, Purl, Role,
};

/// What has to hold of an element.
///
/// # Specification
/// sbom PRF-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ElementPredicate {
    /// Whoever made the document has a name or an address; a tool is nobody.
    Author,
    /// There is a time that can be read.
    Timestamp,
    /// Some tool has a name.
    Tool,
    /// There is a phase of life, or a type of document.
    Lifecycle,
    /// The supplier has a name or an address.
    Supplier,
    /// A producer has a name or an address, or the supplier does.
    Producer,
    /// There is a name.
    Name,
    /// There is a version.
    Version,
    /// There is a package URL or a CPE name that can be read, or another identifier.
    Identifier,
    /// There is a hash that can be one, of an algorithm that is more than a checksum, and no
    /// placeholder.
    Hash,
    /// There is a licence that is declared or concluded, or that there is none; expressions can be
    /// read.
    Licence,
    /// Something depends on it, links it or contains it, or the other way round, or it is said that
    /// it depends on nothing.
    Relationship,
    /// It is reached from a root, and it is said what it depends on, links or contains, or that there
    /// is nothing. Where that is said to be incomplete or not known, it is stated to be unknown.
    Coverage,
}

/// Whether something is said.
///
/// # Specification
/// sbom PRF-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Presence {
    Absent,
    /// It is said that it is not known.
    StatedUnknown,
    Present,
}

use Presence::{Absent, Present, StatedUnknown};

impl ElementPredicate {
    pub(super) fn of_document(self, facts: &Facts<'_, '_>) -> Presence {
        let document = facts.model().document();
        match self {
            Self::Author => {
                let is_author = |party: &&Party<'_>| {
                    let capacities = ["author", "manufacturer", "creator"];
                    party.kind != PartyKind::Tool && capacities.contains(&party.capacity)
                };
                best(document.parties.iter().filter(is_author).map(party))
            }
            Self::Timestamp => {
                let created = document.created.as_deref();
                match created.map(Time::parse_rfc3339) {
                    Some(Ok(_)) => Present,
                    _ => Absent,
                }
            }
            Self::Tool => {
                let components = facts.model().components();
                let tools = components.filter(|on| on.role() == Role::Tool);
                best(tools.map(|tool| text(tool.name())))
            }
            Self::Lifecycle => {
                let phases = document.lifecycles.iter();
                best(phases.map(|phase| text(Some(phase))))
            }
            _ => Absent,
        }
    }

    pub(super) fn of_component(
        self,
        facts: &Facts<'_, '_>,
        component: &ComponentView<'_>,
    ) -> Presence {
        match self {
            Self::Supplier => supplier(facts, component),
            Self::Producer => {
                let producers = best(component.producers().iter().map(party));
                producers
                    .max(described(facts, component, "manufacture"))
                    .max(supplier(facts, component))
            }
            Self::Name => name(component.name()),
            Self::Version => text(component.version()),
            Self::Identifier => identifier(component),
            Self::Hash => best(component.hashes().map(hash)),
            Self::Licence => licence(facts, component),
            Self::Relationship => relationship(facts, component),
            Self::Coverage => coverage(facts, component),
            _ => Absent,
        }
    }
}

fn best(all: impl Iterator<Item = Presence>) -> Presence {
    all.max().unwrap_or(Absent)
}

/// A name can be any text: packages are named `none` and `todo`.
fn name(text: Option<&str>) -> Presence {
    match text.map(str::trim) {
        None | Some("") => Absent,
        Some("NOASSERTION") => StatedUnknown,
        Some(_) => Present,
    }
}

/// A text that is filled in.
fn text(text: Option<&str>) -> Presence {
    const UNKNOWN: [&str; 3] = ["noassertion", "unknown", "(unknown)"];
    const PLACEHOLDERS: [&str; 11] = [
        "none",
        "n/a",
        "na",
        "null",
        "nil",
        "undefined",
        "tbd",
        "todo",
        "-",
        "?",
        "not available",
    ];
    let Some(text) = text.map(str::trim) else {
        return Absent;
    };
    let is_one = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if text.is_empty() || is_one(&PLACEHOLDERS) {
        Absent
    } else if is_one(&UNKNOWN) {
        StatedUnknown
    } else {
        Present
    }
}

fn party(party: &Party<'_>) -> Presence {
    if party.kind == PartyKind::NoAssertion {
        return StatedUnknown;
    }
    text(party.name.as_deref()).max(text(party.email.as_deref()))
}

fn supplier(facts: &Facts<'_, '_>, component: &ComponentView<'_>) -> Presence {
    let own = component.supplier().map_or(Absent, party);
    own.max(described(facts, component, "supplier"))
}

/// What the metadata of a document say of the component that they are about.
fn described(
    facts: &Facts<'_, '_>,
    component: &ComponentView<'_>,
    capacity: &'static str,
) -> Presence {
    if !facts.is_described(component) {
        return Absent;
    }
    let parties = facts.model().document().parties.iter();
    best(parties.filter(|one| one.capacity == capacity).map(party))
}

fn identifier(component: &ComponentView<'_>) -> Presence {
    let read = |is_read: bool| if is_read { Present } else { Absent };
    let purls = component
        .purls()
        .map(|text| known(text).unwrap_or_else(|| read(Purl::parse(text).is_ok())));
    let cpes = component
        .cpes()
        .map(|text| known(text).unwrap_or_else(|| read(Cpe::parse(text).is_ok())));
    let others = component.identifiers().map(|(_, value)| text(Some(value)));
    best(purls.chain(cpes).chain(others))
}

fn known(text: &str) -> Option<Presence> {
    (text == "NOASSERTION").then_some(StatedUnknown)
}

fn hash((algorithm, value): (Option<HashAlgorithm>, &str)) -> Presence {
    let Some(algorithm) = algorithm else {
        return Absent;
    };
    let is_checksum = matches!(algorithm, HashAlgorithm::Adler32 | HashAlgorithm::Crc32);
    match HashValue::parse(algorithm.name(), value) {
        Ok(value) if !is_checksum && !value.is_placeholder() => Present,
        _ => Absent,
    }
}

fn licence(facts: &Facts<'_, '_>, component: &ComponentView<'_>) -> Presence {
    let limits = LicenceLimits::default();
    let claimed = component
        .licences()
        .filter(|one| one.acknowledgement != Acknowledgement::Observed);
    best(claimed.map(|licence| match &licence.form {
        LicenceValue::None => Present,
        LicenceValue::NoAssertion => StatedUnknown,
        LicenceValue::Id(id) | LicenceValue::Name(id) => text(Some(id)),
        LicenceValue::Expression(text) if text.eq_ignore_ascii_case("NOASSERTION") => StatedUnknown,
        LicenceValue::Expression(text) if text.eq_ignore_ascii_case("NONE") => Present,
        LicenceValue::Expression(text) => {
            match is_expression(text, LicenceSyntax::Spdx3, &limits, &facts.names) {
                true => Present,
                false => Absent,
            }
        }
    }))
}

fn relationship(facts: &Facts<'_, '_>, component: &ComponentView<'_>) -> Presence {
    let Some(vertex) = facts.vertex(component) else {
        return Absent;
    };
    if facts.is_included(vertex) || facts.includes(vertex) {
        return Present;
    }
    match facts.graph.completeness(vertex).dependencies {
        CompletenessClaim::Complete => Present,
        CompletenessClaim::Unknown | CompletenessClaim::Incomplete => StatedUnknown,
        CompletenessClaim::NotStated => Absent,
    }
}

fn coverage(facts: &Facts<'_, '_>, component: &ComponentView<'_>) -> Presence {
    let vertex = facts.vertex(component);
    let Some(vertex) = vertex.filter(|vertex| facts.graph.depth(*vertex).is_some()) else {
        return Absent;
    };
    match facts.graph.completeness(vertex).dependencies {
        CompletenessClaim::Unknown | CompletenessClaim::Incomplete => StatedUnknown,
        CompletenessClaim::Complete => Present,
        CompletenessClaim::NotStated if facts.includes(vertex) => Present,
        CompletenessClaim::NotStated => Absent,
    }
}
