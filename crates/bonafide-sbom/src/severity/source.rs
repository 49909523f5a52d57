//! What all ratings say together.

use std::collections::HashMap;

use bonafide_report::Finding;

use super::gate::SeverityGate;
use super::grade::{Grade, Scored};
use crate::{Severity, VulnerabilityMatch};

pub use super::grade::SeverityBasis;

/// The severity of a vulnerability, and where it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RatedSeverity<'r> {
    /// The severity; `None` if no rating can be used. This is not harmless.
    pub severity: Option<Severity>,
    /// What ratings say that cannot be used, such as one whose vector is malformed. It counts only
    /// where the severity is not known, and only upwards.
    pub at_least: Option<Severity>,
    /// Who rates so, as written; `None` if the rating does not say who made it.
    pub source: Option<&'r str>,
    /// What it was taken from.
    pub basis: SeverityBasis,
    /// What is wrong with the ratings: `vuln.cvss-invalid`, `vuln.score-mismatch`, `sbom.enum`.
    pub findings: Vec<Finding>,
}

/// The ratings of one source.
struct Source<'r> {
    name: Option<&'r str>,
    /// Of the newest version that it rates by.
    scored: Option<Scored>,
    said: Option<Severity>,
    at_least: Option<Severity>,
}

impl Source<'_> {
    fn add(&mut self, grade: Grade) {
        let rank = |scored: &Scored| (scored.version, scored.severity);
        if grade.scored.as_ref().map(rank) > self.scored.as_ref().map(rank) {
            self.scored = grade.scored;
        }
        self.said = self.said.max(grade.said);
        self.at_least = self.at_least.max(grade.at_least);
    }

    /// Whether a gate calls it `wanted`: by its whole name, or by the part before the feed or the host
    /// that some scanners add, as in `nvd:cpe` and `nvd@nist.gov`.
    fn is(&self, wanted: &str) -> bool {
        let Some((start, rest)) = self
            .name
            .and_then(|name| name.split_at_checked(wanted.len()))
        else {
            return false;
        };
        start.eq_ignore_ascii_case(wanted) && matches!(rest.chars().next(), None | Some(':' | '@'))
    }

    fn severity(&self) -> Option<(Severity, SeverityBasis)> {
        let by_score = self.scored.map(|scored| scored.severity);
        match self.scored {
            Some(scored) if by_score >= self.said => Some((scored.severity, scored.basis)),
            _ => self.said.map(|said| (said, SeverityBasis::Text)),
        }
    }
}

impl SeverityGate {
    /// How severe a vulnerability is, by the sources that the gate prefers. Cost: one pass over the
    /// ratings.
    ///
    /// Of one source the newest version of CVSS counts, and the highest of two ratings by one
    /// version. Of all sources the first in the order of the gate counts that has a rating that can
    /// be used; without an order, and when none of them has one, the highest rating does.
    ///
    /// # Specification
    /// SEV-1 to SEV-3. Stricter: threat and environmental metrics of a vector do not make it less
    /// severe than its base metrics.
    #[must_use]
    pub fn rate<'r>(&self, found: &'r VulnerabilityMatch<'_>) -> RatedSeverity<'r> {
        let mut findings = Vec::new();
        let sources = sources(found, &mut findings);
        let mut at_least = sources.iter().map(|source| source.at_least).max().flatten();
        let of_order = self
            .sources
            .iter()
            .find_map(|wanted| highest(sources.iter().filter(|source| source.is(wanted))));
        let chosen = of_order.or_else(|| highest(sources.iter()));
        let Some((source, (mut severity, mut basis))) = chosen else {
            return RatedSeverity {
                severity: None,
                at_least,
                source: None,
                basis: SeverityBasis::Nothing,
                findings,
            };
        };
        if of_order.is_some() {
            at_least = source.at_least;
        }
        if let Some(least) = at_least.filter(|least| *least > severity) {
            (severity, basis) = (least, SeverityBasis::Text);
        }
        RatedSeverity {
            severity: Some(severity),
            at_least,
            source: source.name,
            basis,
            findings,
        }
    }
}

/// The first of the highest.
fn highest<'s, 'r: 's>(
    sources: impl DoubleEndedIterator<Item = &'s Source<'r>>,
) -> Option<(&'s Source<'r>, (Severity, SeverityBasis))> {
    let rated = sources.rev();
    let rated = rated.filter_map(|source| Some((source, source.severity()?)));
    rated.max_by_key(|(_, (severity, _))| *severity)
}

/// The sources, in the order in which they first rate.
fn sources<'r>(found: &'r VulnerabilityMatch<'_>, findings: &mut Vec<Finding>) -> Vec<Source<'r>> {
    let mut places: HashMap<Option<String>, usize> = HashMap::new();
    let mut sources: Vec<Source<'r>> = Vec::new();
    for rating in &found.ratings {
        let grade = Grade::of(rating, &found.place, findings);
        let name = rating.source.as_deref().filter(|name| !name.is_empty());
        let place = *places
            .entry(name.map(str::to_ascii_lowercase))
            .or_insert_with(|| {
                sources.push(Source {
                    name,
                    scored: None,
                    said: None,
                    at_least: None,
                });
                sources.len().saturating_sub(1)
            });
        if let Some(source) = sources.get_mut(place) {
            source.add(grade);
        }
    }
    sources
}
