//! Looking for the advisories about every component of a document.

use std::borrow::Cow;

use super::database::AdvisoryDatabase;
use super::exposure::{AdvisoryHit, AffectedBy, Exposure, Until};
use super::origin::{Distribution, Source, StatedSource};
use super::package::PackageQuery;
use super::read::AdvisorySeverity;
use crate::{ComponentView, FixState, MatchedPackage, Model, Purl, Rating, VulnerabilityMatch};

/// What the advisories say of one component.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ComponentExposure<'d> {
    /// The ordinal of the component.
    pub component: u32,
    /// The answer.
    pub exposure: Exposure<'d>,
}

impl AdvisoryDatabase {
    /// What the advisories say of every component that a document lists, in the order of the
    /// components; those without a package URL among them, of which nothing can be said. Cost: one
    /// look-up for each package URL, and one pass over the advisories of each name.
    ///
    /// Of a component with several package URLs each is asked for, those of its evidence too, and it is
    /// only not affected if none of them is. The release of a distribution is taken from the qualifier `distro`, or from
    /// the operating system that the document lists; the source package from the qualifier
    /// `upstream` or the properties of syft and trivy, as long as they agree.
    ///
    /// # Specification
    /// Bill-of-materials rules, OSV-2, OSV-5, OSV-6, PRL-7.
    #[must_use]
    pub fn search(&self, model: &Model) -> Vec<ComponentExposure<'_>> {
        let systems = Distribution::of(model);
        let listed = model.components().filter(|one| one.role().is_inventory());
        listed
            .map(|component| ComponentExposure {
                component: component.ordinal(),
                exposure: self.of_component(component, &systems),
            })
            .collect()
    }

    fn of_component(
        &self,
        component: ComponentView<'_>,
        systems: &Distribution<'_>,
    ) -> Exposure<'_> {
        let evidence = component.evidence().filter(|(kind, _)| *kind == "purl");
        let mut purls: Vec<&str> = component.purls().collect();
        purls.extend(evidence.map(|(_, purl)| purl));
        purls.dedup();
        if purls.is_empty() {
            return self.answer(&PackageQuery::unidentified());
        }
        let source = StatedSource::of(component);
        let answers = purls.into_iter().map(|text| match Purl::parse(text) {
            Ok(purl) => self.of_purl(component, &purl, &source, systems),
            Err(_) => self.answer(&PackageQuery::unidentified()),
        });
        joined(answers)
    }

    fn of_purl(
        &self,
        component: ComponentView<'_>,
        purl: &Purl,
        properties: &StatedSource,
        systems: &Distribution<'_>,
    ) -> Exposure<'_> {
        let source = Source::of(purl, properties);
        let mut query = PackageQuery::of_purl(purl.kind(), purl.namespace(), purl.name());
        if let Some(version) = purl.version().or_else(|| component.version()) {
            query = query.with_version(version);
        }
        if let Some(epoch) = purl.qualifier("epoch") {
            query = query.with_epoch(epoch);
        }
        let release = purl.qualifier("distro").or_else(|| systems.release(&query));
        if let Some(release) = release {
            query = query.with_release(release);
        }
        if let Some(source) = &source {
            query = query.with_source(&source.name);
            if let Some(version) = &source.version {
                query = query.with_source_version(version);
            }
        }
        self.answer(&query)
    }
}

/// Several answers about one component. What is undecided of any of them stays so.
fn joined<'d>(answers: impl Iterator<Item = Exposure<'d>>) -> Exposure<'d> {
    let (mut hits, mut undecided) = (Vec::new(), Vec::new());
    for answer in answers {
        match answer {
            Exposure::NotAffected => {}
            Exposure::Unknown { undecided: more } => undecided.extend(more),
            Exposure::Affected {
                hits: found,
                undecided: more,
            } => {
                undecided.extend(more);
                hits.extend(found);
            }
        }
    }
    hits.sort_by(|a: &AdvisoryHit<'_>, b| a.ids().cmp(b.ids()));
    hits.dedup();
    undecided.sort_unstable();
    undecided.dedup();
    match (hits.is_empty(), undecided.is_empty()) {
        (true, true) => Exposure::NotAffected,
        (true, false) => Exposure::Unknown { undecided },
        _ => Exposure::Affected { hits, undecided },
    }
}

impl<'d> ComponentExposure<'d> {
    /// The vulnerabilities that were found in the component, which is one of `model`.
    pub fn matches<'a>(&'a self, model: &'a Model) -> impl Iterator<Item = VulnerabilityMatch<'a>>
    where
        'd: 'a,
    {
        let hits = match &self.exposure {
            Exposure::Affected { hits, .. } => &**hits,
            _ => &[],
        };
        hits.iter().map(|hit| {
            let component = model.component(self.component);
            let package = component.map(MatchedPackage::of).unwrap_or_default();
            let mut found = hit.to_match(package);
            found.place = component.map(|one| one.place()).unwrap_or_default();
            found
        })
    }
}

impl<'d> AdvisoryHit<'d> {
    /// The hit as the vulnerability of a package, by the first of its ids.
    ///
    /// # Specification
    /// Bill-of-materials rules, OSV-1, SEV-3.
    #[must_use]
    pub fn to_match<'a>(&self, package: MatchedPackage<'a>) -> VulnerabilityMatch<'a>
    where
        'd: 'a,
    {
        let id = self.ids().first().copied().unwrap_or_default();
        let mut found = VulnerabilityMatch::new(id, package);
        let texts = |names: &[&'d str]| names.iter().map(|name| Cow::Borrowed(*name)).collect();
        found.aliases = self
            .names()
            .filter(|name| *name != id)
            .map(Cow::Borrowed)
            .collect();
        found.related = texts(self.upstream());
        for name in self.related() {
            if !self.upstream().contains(name) {
                found.related.push(Cow::Borrowed(name));
            }
        }
        found.ratings = self
            .severity()
            .iter()
            .map(|severity| rating(severity))
            .collect();
        found.fixed_versions = texts(self.fixed());
        // Of several advisories only the first says until when.
        let is_open = matches!(
            self.affected_by(),
            AffectedBy::Range {
                until: Until::Open,
                ..
            }
        );
        found.fix = match (self.fixed().is_empty(), self.ids().len()) {
            (false, _) => FixState::Fixed,
            (true, 1) if is_open => FixState::NotFixed,
            _ => FixState::Unknown,
        };
        found
    }
}

/// A severity of CVSS is a vector; of others it is a word.
fn rating(severity: &AdvisorySeverity) -> Rating<'_> {
    let (kind, score) = (severity.kind(), Some(Cow::Borrowed(severity.score())));
    let mut rating = Rating {
        method: Some(kind.into()),
        ..Rating::default()
    };
    match kind.starts_with("CVSS") {
        true => rating.vector = score,
        false => rating.severity = score,
    }
    rating
}
