//! Looking for the advisories about one package.

use std::collections::BTreeMap;

use super::database::{AdvisoryDatabase, Entry};
use super::ecosystem;
use super::exposure::{AdvisoryHit, AffectedBy, Exposure, Undecided, UnknownReason};
use super::package::{Identity, PackageQuery, key};
use super::range::RangeKind;
use super::read::AdvisorySeverity;
use crate::{Scheme, Version};

impl AdvisoryDatabase {
    /// What the advisories say of a package. The same question always has the same answer, in the
    /// same order. Cost: one look-up (two for RPM packages whose source is known) and one pass over
    /// the advisories of that name.
    ///
    /// # Specification
    /// Bill-of-materials rules, OSV-2 to OSV-6.
    #[must_use]
    pub fn answer(&self, query: &PackageQuery<'_>) -> Exposure<'_> {
        let mut found = Found::default();
        if let Err(reason) = self.gather(query, &mut found) {
            found.undecided.push(Undecided {
                advisory: None,
                reason,
            });
        }
        found.into_exposure()
    }

    fn gather<'d>(
        &'d self,
        query: &PackageQuery<'_>,
        found: &mut Found<'d>,
    ) -> Result<(), UnknownReason> {
        if query.identity == Identity::Nothing {
            return Err(UnknownReason::NoPurl);
        }
        let base = query.ecosystem().ok_or(UnknownReason::NoEcosystem)?;
        let releases = self.ecosystems.get(base);
        let releases = releases.ok_or(UnknownReason::EcosystemNotLoaded)?;
        let scheme = ecosystem::scheme(base);
        for look_up in look_ups(base, query) {
            let version = look_up.version.as_deref();
            for entry in self
                .index
                .get(&*key(base, &look_up.name))
                .into_iter()
                .flatten()
            {
                let of_release = entry.release.as_deref().map_or(Some(true), |wanted| {
                    let release = query.release?;
                    let same = ecosystem::is_same_release(base, wanted, release);
                    // A release in the words of the advisories is known, and another is another.
                    same.or_else(|| releases.spells(release).then_some(false))
                });
                let outcome = match of_release {
                    Some(false) => continue,
                    Some(true) => entry.evaluate(scheme, version),
                    None => Err(UnknownReason::ReleaseNotKnown),
                };
                self.note(entry, outcome, look_up.is_inferred, found);
            }
        }
        if scheme.is_none() {
            return Err(UnknownReason::NoComparator);
        }
        if ecosystem::distribution(base).is_none() {
            return Ok(());
        }
        if !releases.is_empty() && !query.release.is_some_and(|release| releases.holds(release)) {
            return Err(UnknownReason::ReleaseNotKnown);
        }
        match query.source {
            None => Err(UnknownReason::SourceNotKnown),
            Some(_) => Ok(()),
        }
    }

    fn note<'d>(
        &'d self,
        entry: &'d Entry,
        outcome: Result<Option<Matched<'d>>, UnknownReason>,
        is_inferred: bool,
        found: &mut Found<'d>,
    ) {
        let Some(advisory) = self.advisories.get(entry.advisory) else {
            return;
        };
        let id = &*advisory.id;
        let matched = match outcome {
            Ok(None) => return,
            Ok(Some(matched)) => matched,
            Err(reason) => {
                let advisory = Some(id);
                found.undecided.push(Undecided { advisory, reason });
                return;
            }
        };
        let names = self
            .names
            .get(advisory.group)
            .map_or(&[][..], Vec::as_slice);
        let hit = AdvisoryHit {
            ids: vec![id],
            names,
            upstream: advisory.upstream.iter().map(|name| &**name).collect(),
            related: advisory.related.iter().map(|name| &**name).collect(),
            by: matched.by,
            fixed: matched.fixed,
            severity: entry.severity.iter().chain(&advisory.severity).collect(),
            is_inferred,
        };
        found.hits.entry(advisory.group).or_default().push(hit);
    }
}

/// One name to look for.
struct LookUp {
    name: String,
    version: Option<String>,
    is_inferred: bool,
}

/// Distributions name source packages in their advisories, those of RPM binary packages as well.
fn look_ups(base: &str, query: &PackageQuery<'_>) -> Vec<LookUp> {
    let with_epoch = |version: &str| match query.epoch {
        Some(epoch) if !version.contains(':') => format!("{epoch}:{version}"),
        _ => version.to_owned(),
    };
    let own = |is_inferred| LookUp {
        name: query.name(base),
        version: query.version.map(with_epoch),
        is_inferred,
    };
    let kind = ecosystem::distribution(base);
    let Some(source) = query.source.filter(|_| kind.is_some()) else {
        return vec![own(kind.is_some())];
    };
    let name = query.name(base);
    let is_same = ecosystem::folded(base, source) == ecosystem::folded(base, &name);
    let of_source = LookUp {
        name: source.to_owned(),
        version: query.source_version.or(query.version).map(with_epoch),
        is_inferred: !is_same && query.source_version.is_none(),
    };
    if kind == Some("rpm") && !is_same {
        return vec![of_source, own(false)];
    }
    vec![of_source]
}

#[derive(Default)]
struct Found<'d> {
    /// By group of aliases.
    hits: BTreeMap<usize, Vec<AdvisoryHit<'d>>>,
    undecided: Vec<Undecided<'d>>,
}

impl<'d> Found<'d> {
    fn into_exposure(self) -> Exposure<'d> {
        let mut undecided = self.undecided;
        undecided.sort_unstable();
        undecided.dedup();
        let mut hits: Vec<_> = self.hits.into_values().filter_map(merged).collect();
        if hits.is_empty() {
            return match undecided.is_empty() {
                true => Exposure::NotAffected,
                false => Exposure::Unknown { undecided },
            };
        }
        hits.sort_by(|a, b| a.ids.cmp(&b.ids));
        Exposure::Affected { hits, undecided }
    }
}

/// One hit of several with the same aliases. It is inferred only if all of them are.
fn merged(mut hits: Vec<AdvisoryHit<'_>>) -> Option<AdvisoryHit<'_>> {
    hits.sort_by(|a, b| a.ids.cmp(&b.ids));
    let mut hits = hits.into_iter();
    let mut first = hits.next()?;
    for hit in hits {
        first.ids.extend(hit.ids);
        first.upstream.extend(hit.upstream);
        first.related.extend(hit.related);
        first.fixed.extend(hit.fixed);
        let is_new = |known: &[&AdvisorySeverity], other| !known.contains(&other);
        for severity in hit.severity {
            if is_new(&first.severity, severity) {
                first.severity.push(severity);
            }
        }
        first.is_inferred &= hit.is_inferred;
    }
    for list in [
        &mut first.ids,
        &mut first.upstream,
        &mut first.related,
        &mut first.fixed,
    ] {
        list.sort_unstable();
        list.dedup();
    }
    Some(first)
}

struct Matched<'d> {
    by: AffectedBy<'d>,
    fixed: Vec<&'d str>,
}

impl Entry {
    /// Whether the entry is about this version, which is of its package and release.
    fn evaluate(
        &self,
        scheme: Option<Scheme>,
        version: Option<&str>,
    ) -> Result<Option<Matched<'_>>, UnknownReason> {
        let text = version.ok_or(UnknownReason::VersionAbsent)?;
        let parsed = scheme.and_then(|scheme| scheme.parse(text));
        let listed = self.listed(scheme, text, parsed.as_ref());
        let (mut by, mut fixed) = (listed.map(AffectedBy::Listed), Vec::new());
        let mut failure = None;
        let mut is_decided = !self.versions.is_empty();
        for range in &self.ranges {
            let of_range = match (range.kind, scheme) {
                (RangeKind::Git, _) => continue,
                (_, None) => Err(UnknownReason::NoComparator),
                (RangeKind::Other, _) => Err(UnknownReason::RangeInvalid),
                (RangeKind::SemVer, Some(scheme)) if scheme != Scheme::Go => Ok(Scheme::SemVer),
                (_, Some(scheme)) => Ok(scheme),
            };
            is_decided = true;
            let inside = of_range.and_then(|scheme| {
                let version = scheme.parse(text);
                range.evaluate(scheme, &version.ok_or(UnknownReason::VersionInvalid)?)
            });
            match inside {
                Ok(None) => {}
                Ok(Some(inside)) => {
                    by = by.or(Some(inside.by));
                    fixed.extend(inside.fixed);
                }
                Err(reason) => failure = failure.or(Some(reason)),
            }
        }
        if let Some(by) = by {
            return Ok(Some(Matched { by, fixed }));
        }
        let has_git = self.ranges.iter().any(|range| range.kind == RangeKind::Git);
        let has_others = self.ranges.iter().any(|range| range.kind != RangeKind::Git);
        match failure {
            Some(reason) => Err(reason),
            None if has_git && !has_others => Err(UnknownReason::GitOnly),
            None if !is_decided => Err(UnknownReason::NoRange),
            None if scheme.is_none() => Err(UnknownReason::NoComparator),
            None if parsed.is_none() => Err(UnknownReason::VersionInvalid),
            None => Ok(None),
        }
    }

    /// The version of the list that is this one, by its text or in its order.
    fn listed(
        &self,
        scheme: Option<Scheme>,
        text: &str,
        parsed: Option<&Version<'_>>,
    ) -> Option<&str> {
        let mut versions = self.versions.iter().map(|listed| &**listed);
        let by_text = versions.clone().find(|listed| *listed == text);
        by_text.or_else(|| {
            versions.find(|listed| {
                let listed = scheme.and_then(|scheme| scheme.parse(listed));
                listed.is_some_and(|listed| Some(&listed) == parsed)
            })
        })
    }
}
