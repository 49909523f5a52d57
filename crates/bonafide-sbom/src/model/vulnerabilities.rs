//! The vulnerabilities of a document, with the components that they are in.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use bonafide_report::Place;

use super::Model;
use crate::{
    Affected, AffectedVersion, ComponentView, Format, MatchedPackage, NodeId, Rating,
    Vulnerability, VulnerabilityMatch,
};

impl Model {
    /// The vulnerabilities that the document itself lists, one for each component that it names as
    /// affected. Of a model that was read without [`Fields::VULNERABILITIES`](crate::Fields::VULNERABILITIES) there are none, which
    /// says nothing.
    ///
    /// A component is left out if its very version is said to be unaffected, and nothing in the same
    /// list may say otherwise. All else is kept: a reference that leads nowhere or that several
    /// components have, and a vulnerability that names no component, stand for an unknown package.
    /// What the document says of exploitability (`analysis`) changes nothing here: it is for whoever
    /// trusts its author.
    ///
    /// # Specification
    /// sbom LNV-4, VEX-1.
    pub fn vulnerability_matches(&self) -> impl Iterator<Item = VulnerabilityMatch<'_>> {
        let is_cdx = matches!(self.summary.format, Format::CdxJson | Format::CdxXml);
        let list = Place::root().member("vulnerabilities");
        let shared = Arc::new(self.shared_references());
        let records = self.vulnerabilities.iter().enumerate();
        records.flat_map(move |(index, record)| {
            let shared = Arc::clone(&shared);
            let place = if is_cdx {
                list.index(index)
            } else {
                Place::root()
            };
            let anywhere = record.affects.is_empty().then(MatchedPackage::default);
            let named = record
                .affects
                .iter()
                .filter_map(move |affected| self.package(affected, &shared));
            let packages = anywhere.into_iter().chain(named);
            packages.map(move |package| found(record, package, place.clone()))
        })
    }

    /// What a vulnerability is in; `None` if the component is said to be of an unaffected version.
    fn package(
        &self,
        affected: &Affected<'_>,
        shared: &HashSet<NodeId>,
    ) -> Option<MatchedPackage<'_>> {
        let component = self.affected_component(&affected.reference);
        let is_only = |one: &ComponentView<'_>| one.node().is_none_or(|on| !shared.contains(&on));
        let Some(component) = component.filter(is_only) else {
            return Some(MatchedPackage::default());
        };
        let is_excused = is_excused(component.version(), &affected.versions);
        (!is_excused).then(|| MatchedPackage::of(component))
    }

    /// References that several components have: nobody can tell which of them is meant.
    fn shared_references(&self) -> HashSet<NodeId> {
        if self.vulnerabilities.is_empty() {
            return HashSet::new();
        }
        let others = self.components().filter(|one| !one.is_first_of_reference());
        others.filter_map(|one| one.node()).collect()
    }

    /// The component of a reference, which may be a link to this document.
    fn affected_component(&self, reference: &str) -> Option<ComponentView<'_>> {
        let local = || {
            let own = self.document.id.as_deref()?.strip_prefix("urn:uuid:")?;
            let rest = reference.strip_prefix("urn:cdx:")?.strip_prefix(own)?;
            let (revision, local) = rest.strip_prefix('/')?.split_once('#')?;
            let is_own = self.document.revision.unwrap_or(1).to_string() == revision;
            is_own.then_some(local)
        };
        let node = self
            .node(reference)
            .and_then(|node| self.component_of(node));
        node.or_else(|| self.component_of(self.node(local()?)?))
    }
}

/// Whether `version` is said to be unaffected, and by nothing to be affected. A range may hold any
/// version.
///
/// # Specification
/// CycloneDX 1.4 and later, `affects[].versions[]`: without a status a version is affected.
fn is_excused(version: Option<&str>, stated: &[AffectedVersion<'_>]) -> bool {
    let Some(version) = version else {
        return false;
    };
    let about = stated.iter().filter(|one| match one.version.as_deref() {
        Some(of) => of == version,
        None => true,
    });
    let mut is_excused = false;
    for one in about {
        let is_unaffected = one.status.as_deref() == Some("unaffected");
        match (one.version.is_some(), is_unaffected) {
            (true, true) => is_excused = true,
            (false, true) => {}
            (_, false) => return false,
        }
    }
    is_excused
}

fn found<'m>(
    record: &'m Vulnerability<'static>,
    package: MatchedPackage<'m>,
    place: Place,
) -> VulnerabilityMatch<'m> {
    let own = record.id.as_deref().into_iter();
    let mut ids = own.chain(record.aliases.iter().map(|alias| &**alias));
    let id = ids.find(|id| !id.trim().is_empty()).unwrap_or_default();
    let mut found = VulnerabilityMatch::new(id, package);
    let aliases = record.aliases.iter().map(|alias| &**alias);
    found.aliases = aliases
        .filter(|alias| *alias != id)
        .map(Cow::Borrowed)
        .collect();
    found.ratings = record.ratings.iter().map(borrowed).collect();
    found.published = record.published.as_deref().map(Cow::Borrowed);
    found.place = place;
    found
}

fn borrowed<'m>(rating: &'m Rating<'static>) -> Rating<'m> {
    fn text<'m>(text: &'m Option<Cow<'static, str>>) -> Option<Cow<'m, str>> {
        text.as_deref().map(Cow::Borrowed)
    }
    Rating {
        source: text(&rating.source),
        method: text(&rating.method),
        score: text(&rating.score),
        vector: text(&rating.vector),
        severity: text(&rating.severity),
    }
}
