//! Whether a product or a part of a statement is what it is compared with.

use std::borrow::Cow;

use super::item::{Pattern, VexItem};
use super::judgement::VexMismatch;
use super::oci;
use super::range::{Narrow, Ours, Range};
use super::target::Target;
use crate::{Cpe, CpeAttribute, CpeRelation, HashValue, Purl};

/// How specific a match is.
///
/// # Specification
/// VEX-4 (1). Narrower: an exact version before a range of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Cpe,
    CpeVersion,
    Purl,
    PurlRange,
    PurlVersion,
    PurlQualified,
    Digest,
}

impl Class {
    /// Whether the statement says which versions it is about.
    pub(super) const fn has_version(self) -> bool {
        !matches!(self, Self::Cpe | Self::Purl)
    }

    const fn narrowed(self, by: Narrow) -> Self {
        match (by, self) {
            (Narrow::Range, Self::Purl) => Self::PurlRange,
            (Narrow::Exact, Self::Purl | Self::PurlRange) => Self::PurlVersion,
            (Narrow::Range | Narrow::Exact, Self::Cpe) => Self::CpeVersion,
            _ => self,
        }
    }
}

/// How `target` fits `item`.
///
/// # Specification
/// VEX-2, VEX-3. Stricter: hashes that can be compared and differ end the comparison, all package
/// URLs of the item must fit, and CPE names count only without them.
pub(super) fn fit(item: &VexItem, target: &Target) -> Result<Class, VexMismatch> {
    if !item.is_known() {
        return Err(VexMismatch::Unknown);
    }
    match compare_files(item, target) {
        Some(true) => {
            let purl = target.purls.first();
            let kind = purl.map(Purl::kind);
            return narrow(item, Class::Digest, kind, &target.ours(purl));
        }
        Some(false) => return Err(VexMismatch::Digest),
        None => {}
    }
    if !item.purls.is_empty() {
        return fit_purls(item, target);
    }
    if !item.cpes.is_empty() {
        return fit_cpes(item, target);
    }
    Err(VexMismatch::Digest)
}

/// Whether `wanted` is strong, and one of `known`.
pub(super) fn agrees(wanted: &HashValue, known: &[HashValue]) -> bool {
    !wanted.algorithm().is_weak() && known.contains(wanted)
}

/// Whether one of the files is the target; `None` if no hash of theirs can be compared.
fn compare_files(item: &VexItem, target: &Target) -> Option<bool> {
    let mut is_compared = false;
    for file in &item.files {
        let differs = file.iter().any(|hash| differs(hash, &target.hashes));
        if !differs && file.iter().any(|hash| agrees(hash, &target.hashes)) {
            return Some(true);
        }
        is_compared |= differs;
    }
    is_compared.then_some(false)
}

/// Whether there are hashes of the same algorithm, and none is `wanted`.
fn differs(wanted: &HashValue, known: &[HashValue]) -> bool {
    let of_algorithm = |hash: &&HashValue| hash.algorithm() == wanted.algorithm();
    let mut same = known.iter().filter(of_algorithm).peekable();
    same.peek().is_some() && same.all(|hash| hash != wanted)
}

/// Each group by its best pattern; together they are as narrow as the narrowest.
fn fit_purls(item: &VexItem, target: &Target) -> Result<Class, VexMismatch> {
    let groups = item.purls.iter().map(|group| {
        let answers = group.iter().map(|pattern| fit_purl(pattern, item, target));
        nearest(answers).unwrap_or(Err(VexMismatch::Purl))
    });
    let classes = groups.collect::<Result<Vec<_>, _>>()?;
    classes.into_iter().max().ok_or(VexMismatch::Purl)
}

fn fit_purl(pattern: &Pattern, item: &VexItem, target: &Target) -> Result<Class, VexMismatch> {
    if target.wants_all && target.is_doubtful {
        return Err(VexMismatch::Purl);
    }
    if pattern.purl.kind() == "oci" {
        let class = oci::fit(pattern, target)?;
        return narrow(item, class, None, &target.ours(None));
    }
    let answers = target.purls.iter();
    target.joined(answers.map(|known| compare(pattern, item, known, target)))
}

/// The best answer: the narrowest class, or the mismatch that was found last.
pub(super) fn nearest<T: Ord>(
    answers: impl Iterator<Item = Result<T, VexMismatch>>,
) -> Option<Result<T, VexMismatch>> {
    answers.reduce(|best, next| match (best, next) {
        (Ok(best), Ok(next)) => Ok(best.max(next)),
        (Ok(best), Err(_)) | (Err(_), Ok(best)) => Ok(best),
        (Err(best), Err(next)) if next.distance() < best.distance() => Err(next),
        (Err(best), Err(_)) => Err(best),
    })
}

fn compare(
    pattern: &Pattern,
    item: &VexItem,
    known: &Purl,
    target: &Target,
) -> Result<Class, VexMismatch> {
    let purl = &pattern.purl;
    let kind = known.kind();
    let is_path = purl.namespace() == known.namespace() && purl.name() == known.name();
    if purl.kind() != kind || !is_path {
        return Err(VexMismatch::Purl);
    }
    let ours = target.ours(Some(known));
    let class = match (purl.version(), &pattern.range) {
        (None, None | Some(Range::All)) => Class::Purl,
        // The epoch is a part of the version, although it stands with the qualifiers.
        (Some(wanted), None) if ours.is(wanted) && Ours::of(purl, None).epoch() == ours.epoch() => {
            Class::PurlVersion
        }
        (Some(wanted), None) => {
            let stated = Ours::of(purl, None).full().map(Cow::into_owned);
            return Err(VexMismatch::Version {
                stated: stated.unwrap_or_else(|| wanted.to_owned()),
                ours: ours.full().map(Cow::into_owned),
            });
        }
        (None, Some(range)) if ours.lies_in(range, Some(kind)) => Class::PurlRange,
        // A version and a range at once mean nothing.
        (_, Some(_)) => return Err(VexMismatch::Range),
    };
    let class = narrow(item, class, Some(kind), &ours)?;
    let mut has_qualifier = false;
    for (key, value) in purl.qualifiers().filter(|(key, _)| *key != "vers") {
        if known.qualifier(key) != Some(value) {
            return Err(VexMismatch::Qualifier(key.to_owned()));
        }
        has_qualifier = true;
    }
    if purl.subpath().is_some() && purl.subpath() != known.subpath() {
        return Err(VexMismatch::Subpath);
    }
    Ok(match class {
        Class::PurlVersion if has_qualifier => Class::PurlQualified,
        class => class,
    })
}

/// The class of a match whose item names versions beside its identity.
fn narrow(
    item: &VexItem,
    class: Class,
    kind: Option<&str>,
    ours: &Ours,
) -> Result<Class, VexMismatch> {
    let is_open = !class.has_version();
    let mut sets = item.versions.iter().filter(|set| set.is_always || is_open);
    sets.try_fold(class, |class, set| {
        let narrow = set.admits(kind, ours).ok_or(VexMismatch::Range)?;
        Ok(class.narrowed(narrow))
    })
}

fn fit_cpes(item: &VexItem, target: &Target) -> Result<Class, VexMismatch> {
    let is_fit = |cpe: &Cpe| is_plain(cpe) && target.cpes.iter().any(|known| is_one(cpe, known));
    if !item.cpes.iter().all(is_fit) {
        return Err(VexMismatch::Cpe);
    }
    let has_version = item.cpes.iter().any(|cpe| {
        let [_, _, _, version, ..] = cpe.attributes();
        is_literal(version)
    });
    let class = if has_version {
        Class::CpeVersion
    } else {
        Class::Cpe
    };
    narrow(item, class, None, &target.ours(None))
}

/// A name of one product: patterns for vendors and products say nothing about any of them.
fn is_plain(cpe: &Cpe) -> bool {
    let [part, vendor, product, ..] = cpe.attributes();
    [part, vendor, product].into_iter().all(is_literal)
}

fn is_literal(attribute: &CpeAttribute) -> bool {
    matches!(attribute, CpeAttribute::Value(value) if !value.is_pattern())
}

fn is_one(cpe: &Cpe, known: &Cpe) -> bool {
    matches!(
        cpe.relation(known),
        CpeRelation::Equal | CpeRelation::Superset
    )
}
