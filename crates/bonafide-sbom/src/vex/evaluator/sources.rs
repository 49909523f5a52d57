//! Documents, and whether they count at all.

use std::collections::HashMap;

use bonafide_report::Time;

use crate::vex::document::VexDocument;
use crate::vex::judgement::VexReason;
use crate::vex::policy::{VexPolicy, VexTrust};
use crate::{Format, Scheme};

/// A document with what the caller knows of it.
#[derive(Debug)]
pub(super) struct Source<'d> {
    pub(super) document: &'d VexDocument,
    pub(super) trust: VexTrust,
    /// Why none of its statements counts.
    pub(super) refusal: Option<VexReason>,
}

/// The documents in an order that does not depend on how they were given.
///
/// # Specification
/// VEX-1, VEX-7, VXR-3.
pub(super) fn sources<'d>(
    documents: impl IntoIterator<Item = (&'d VexDocument, VexTrust)>,
    policy: &VexPolicy,
    now: Time,
) -> Vec<Source<'d>> {
    let mut sources: Vec<Source<'d>> = documents
        .into_iter()
        .map(|(document, trust)| Source {
            refusal: refusal(document, &trust, policy, now),
            document,
            trust,
        })
        .collect();
    sources.sort_by(|a, b| order(a).cmp(&order(b)));
    supersede(&mut sources);
    sources
}

type Order<'s> = (
    Option<[u8; 32]>,
    Option<&'s str>,
    Option<&'s str>,
    Option<&'s str>,
);

fn order<'s>(source: &'s Source<'_>) -> Order<'s> {
    let document = source.document;
    let (id, version) = (document.id(), document.version());
    (document.sha256, id, version, signer(&source.trust))
}

fn refusal(
    document: &VexDocument,
    trust: &VexTrust,
    policy: &VexPolicy,
    now: Time,
) -> Option<VexReason> {
    match trust {
        VexTrust::Verified { signer } if !policy.trusts(signer) => {
            return Some(VexReason::SignerNotAllowed);
        }
        VexTrust::Unverified if !policy.trusts_unsigned() => return Some(VexReason::Unsigned),
        _ => {}
    }
    if document.time.is_some_and(|time| time > now) {
        return Some(VexReason::Future);
    }
    let most = policy.max_age?;
    let Some(time) = document.time else {
        return Some(VexReason::NoTime);
    };
    let end = i64::try_from(most)
        .ok()
        .and_then(|most| time.checked_add_seconds(most));
    end.is_some_and(|end| end < now)
        .then_some(VexReason::TooOld)
}

fn signer(trust: &VexTrust) -> Option<&str> {
    match trust {
        VexTrust::Verified { signer } => Some(signer),
        VexTrust::Unverified => None,
    }
}

/// Of documents with one identifier by one signer only the last version counts. Only documents that
/// count otherwise take part: nobody else can put them out of force.
fn supersede(sources: &mut [Source<'_>]) {
    let mut last: HashMap<Key, String> = HashMap::new();
    for source in sources.iter().filter(|source| source.refusal.is_none()) {
        let Some((key, version)) = key(source) else {
            continue;
        };
        let latest = last.entry(key).or_insert_with(|| version.to_owned());
        if is_later(version, latest) {
            version.clone_into(latest);
        }
    }
    for source in sources.iter_mut().filter(|source| source.refusal.is_none()) {
        let Some((key, version)) = key(source) else {
            continue;
        };
        if last
            .get(&key)
            .is_some_and(|latest| is_later(latest, version))
        {
            source.refusal = Some(VexReason::Superseded);
        }
    }
}

/// Versions of two kinds are not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Number,
    SemVer,
}

type Key = (Format, String, Option<String>, Kind);

fn key<'s>(source: &'s Source<'_>) -> Option<(Key, &'s str)> {
    let document = source.document;
    let (id, version) = (document.id()?.to_owned(), document.version()?);
    let signer = signer(&source.trust).map(str::to_owned);
    let kind = if version.parse::<u64>().is_ok() {
        Kind::Number
    } else {
        Scheme::SemVer.parse(version).map(|_| Kind::SemVer)?
    };
    Some(((document.format, id, signer, kind), version))
}

/// Whether both are versions of a kind, and the first is the later one.
fn is_later(version: &str, than: &str) -> bool {
    let number = |text: &str| text.parse::<u64>().ok();
    if let (Some(version), Some(than)) = (number(version), number(than)) {
        return version > than;
    }
    let parse = |text| Scheme::SemVer.parse(text);
    matches!((parse(version), parse(than)), (Some(version), Some(than)) if version > than)
}
