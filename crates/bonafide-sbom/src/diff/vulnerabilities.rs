//! What changed of vulnerabilities.

use std::collections::{BTreeMap, HashMap};

use super::change::{Change, ChangeKind};
use super::classes::Classes;
use super::compare::joined;
use super::ends::{End, Ends, Labels, MOST_TEXT, external};
use super::facts::{Texts, short};
use super::member::Side;
use crate::{Affected, Rating, Vulnerability};

/// By identifier and by what is affected: what is said of it.
///
/// # Specification
/// sbom DIF-2.
pub(super) fn vulnerabilities(
    sides: [&Side<'_>; 2],
    nodes: [&[Option<u32>]; 2],
    ends: &mut Ends,
    classes: &Classes,
) -> Vec<Change> {
    let ([before, after], [of_before, of_after]) = (sides, nodes);
    let said = [said(before, of_before, ends), said(after, of_after, ends)];
    let mut wanted = said
        .iter()
        .map(|said| said.keys().map(|(_, end)| *end).collect::<Vec<_>>());
    let mut at = 0_usize;
    let labels = sides.map(|side| {
        let wanted = wanted.next().unwrap_or_default();
        let labels = Labels::new(ends, wanted.into_iter(), side, at, classes);
        at = at.saturating_add(1);
        labels
    });
    let ([one, two], [of_one, of_two]) = (&said, &labels);
    let mut changes = Vec::new();
    for (key, texts) in one {
        let (id, end) = key;
        let side = |labels: &Labels<'_>, texts: String| Some(labels.side(*end, texts));
        let (kind, before, after) = match two.get(key) {
            Some(others) if texts == others => continue,
            Some(others) => (
                ChangeKind::Vulnerability,
                side(of_one, joined(texts.difference(others).cloned())),
                side(of_two, joined(others.difference(texts).cloned())),
            ),
            None => {
                let text = joined(texts.iter().cloned());
                (ChangeKind::VulnerabilityRemoved, side(of_one, text), None)
            }
        };
        changes.push(Change {
            kind,
            key: short((*id).to_owned(), MOST_TEXT),
            before,
            after,
        });
    }
    let added = two.iter().filter(|(key, _)| !one.contains_key(key));
    changes.extend(added.map(|((id, end), texts)| Change {
        kind: ChangeKind::VulnerabilityAdded,
        key: short((*id).to_owned(), MOST_TEXT),
        before: None,
        after: Some(of_two.side(*end, joined(texts.iter().cloned()))),
    }));
    changes
}

/// What is said, by identifier and end.
type ByKey<'s> = BTreeMap<(&'s str, u32), Texts>;

fn said<'s>(side: &Side<'s>, nodes: &[Option<u32>], ends: &mut Ends) -> ByKey<'s> {
    let mut out = ByKey::new();
    let document = ends.id(End::Document);
    let mut unknown: HashMap<&str, u32> = HashMap::new();
    for vulnerability in side.model.vulnerabilities() {
        let id = vulnerability.id.as_deref().unwrap_or_default();
        let common = common(vulnerability);
        if vulnerability.affects.is_empty() {
            let texts: &mut Texts = out.entry((id, document)).or_default();
            texts.extend(common.iter().cloned());
        }
        for affected in &vulnerability.affects {
            let name = &*affected.reference;
            let end = match side.model.node(name) {
                Some(node) => nodes.get(node.index()).copied().flatten(),
                None => Some(*unknown.entry(name).or_insert_with(|| {
                    ends.id(match name.starts_with("urn:cdx:") {
                        true => End::External(external(side.model, name)),
                        false => End::Nothing,
                    })
                })),
            };
            if let Some(end) = end {
                let texts: &mut Texts = out.entry((id, end)).or_default();
                texts.extend(common.iter().cloned());
                texts.extend(versions(affected));
            }
        }
    }
    out
}

/// What is said for everything that is affected.
fn common(vulnerability: &Vulnerability<'_>) -> Texts {
    let mut texts = Texts::new();
    if let Some(analysis) = &vulnerability.analysis {
        texts.extend(analysis.state.iter().map(|state| format!("state {state}")));
        let why = analysis.justification.iter();
        texts.extend(why.map(|why| format!("because {why}")));
        let responses = analysis.responses.iter();
        texts.extend(responses.map(|response| format!("response {response}")));
    }
    texts.extend(vulnerability.ratings.iter().map(rating));
    // It is repeated for each thing that is affected.
    let whole = joined(texts.iter().cloned());
    if whole.len() <= MOST_TEXT {
        return texts;
    }
    Texts::from([short(whole, MOST_TEXT)])
}

fn rating(rating: &Rating<'_>) -> String {
    let parts = [
        &rating.source,
        &rating.method,
        &rating.severity,
        &rating.score,
        &rating.vector,
    ];
    let mut out = "rated".to_owned();
    for part in parts.into_iter().flatten() {
        out.push(' ');
        out.push_str(part);
    }
    out
}

fn versions(affected: &Affected<'_>) -> impl Iterator<Item = String> {
    affected.versions.iter().map(|version| {
        // Left out, it means this.
        let status = version.status.as_deref().unwrap_or("affected");
        let which = version.version.as_deref().or(version.range.as_deref());
        format!("version {} {status}", which.unwrap_or_default())
    })
}
