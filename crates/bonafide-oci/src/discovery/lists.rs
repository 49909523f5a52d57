//! Where registries list attachments: referrers, the tag in their place, tags of the older formats.

use std::collections::BTreeSet;

use bonafide_digest::{Algorithm, Digest};
use bonafide_report::registry;

use super::leads::Claim;
use super::requests::Task;
use super::{Carrier, Discovery, Reason, TagKind, attachment_tag, referrers_tag};
use crate::source::Found;
use crate::{
    Answer, Ask, Document, Error, Index, MediaType, SourceError, SourceErrorKind, Target,
    media_type,
};

/// The pages of one list of referrers so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Pages {
    read: u64,
    listed: u64,
    addresses: BTreeSet<String>,
}

impl Pages {
    pub(super) const fn read(&self) -> u64 {
        self.read
    }
}

impl Discovery {
    pub(super) fn ask_for_lists(&mut self) {
        self.add_index_children();
        if self.lists {
            return self.ask_for_listing();
        }
        for node in 0..self.nodes.len() {
            for place in 0..self.places.len() {
                self.ask_for_referrers(node, place);
                self.ask_for_tags(node, place);
            }
        }
    }

    fn ask_for_referrers(&mut self, node: usize, place: usize) {
        let Some(digest) = self.nodes.get(node) else {
            return;
        };
        if self.options.ask_referrers {
            let pages = Pages::default();
            let most = self.options.limits.manifest_bytes;
            let ask = Ask::Referrers(digest);
            self.want(Task::Referrers { node, pages }, place, ask, most);
        } else {
            self.note(registry::NOTE_DISCOVERY, "referrers were not asked for");
            self.ask_for_fallback(node, place, None);
        }
    }

    /// Asks for a referrers tag, once: the digests of two images may be shortened to the same one.
    fn ask_for_fallback(&mut self, node: usize, place: usize, otherwise: Option<Reason>) {
        let Some(Ok(tag)) = self.nodes.get(node).map(|digest| referrers_tag(&digest)) else {
            return;
        };
        if self.fallbacks.insert((place, tag.clone())) {
            let most = self.options.limits.manifest_bytes;
            let ask = Ask::Manifest(Target::Tag(tag));
            self.want(Task::FallbackTag { node, otherwise }, place, ask, most);
        } else if let Some(reason) = otherwise {
            self.incomplete(place, reason);
        }
    }

    /// Only tags are asked for that may hold what is wanted.
    fn ask_for_tags(&mut self, node: usize, place: usize) {
        let Some(digest) = self.nodes.get(node) else {
            return;
        };
        for kind in self.wanted_kinds() {
            if let Some(tag) = self.attachment_tag(&digest, kind, place) {
                let most = self.options.limits.manifest_bytes;
                let ask = Ask::Manifest(Target::Tag(tag));
                self.want(Task::Tag { node, kind }, place, ask, most);
            }
        }
    }

    /// The tag of attachments, if there can be one.
    pub(super) fn attachment_tag(
        &mut self,
        digest: &Digest,
        kind: TagKind,
        place: usize,
    ) -> Option<crate::Tag> {
        match attachment_tag(&self.options.tag_prefix, digest, kind) {
            Ok(tag) => return Some(tag),
            Err(Error::DigestAlgorithm { .. }) => self.note(
                registry::NOTE_DISCOVERY,
                format!(
                    "no tag ending in {} is long enough for {}",
                    kind.suffix(),
                    digest.algorithm().name()
                ),
            ),
            // The prefix of the caller makes no tag, so that nobody knows what lies under it.
            Err(_) => self.incomplete(place, Reason::TagUnavailable(kind)),
        }
        None
    }

    /// The tags that are looked at.
    pub(super) fn wanted_kinds(&self) -> Vec<TagKind> {
        let wanted = self.options.wanted;
        let is_asked = self.options.ask_tags;
        let is_wanted = |kind: &TagKind| {
            is_asked
                && match kind {
                    TagKind::Signature => wanted.signatures,
                    TagKind::Attestation => wanted.attestations,
                    TagKind::Sbom => wanted.sboms,
                }
        };
        TagKind::ALL.into_iter().filter(is_wanted).collect()
    }

    pub(super) fn take_referrers(
        &mut self,
        node: usize,
        place: usize,
        pages: Pages,
        answer: Result<Answer, SourceError>,
    ) {
        let is_first = pages.read == 0;
        match answer {
            Ok(Answer::Found(found)) => self.take_page(node, place, pages, &found),
            Ok(Answer::Absent) if is_first => self.ask_for_fallback(node, place, None),
            Ok(Answer::Absent) => self.incomplete(place, Reason::ReferrersMalformed),
            Err(error) => {
                let reason = Reason::of_referrers(&error);
                let is_unknown = matches!(error.kind(), SourceErrorKind::Unsupported { .. });
                if is_unknown && is_first {
                    self.ask_for_fallback(node, place, Some(reason));
                } else {
                    self.incomplete(place, reason);
                    if is_first {
                        self.ask_for_fallback(node, place, None);
                    }
                }
            }
        }
    }

    fn take_page(&mut self, node: usize, place: usize, mut pages: Pages, found: &Found) {
        let is_first = pages.read == 0;
        let Some(index) = self.page(found) else {
            self.incomplete(place, Reason::ReferrersMalformed);
            if is_first {
                self.ask_for_fallback(node, place, None);
            }
            return;
        };
        if is_first && self.options.fallback_always {
            self.ask_for_fallback(node, place, None);
        }
        // Nothing is asked to be left out, and what says that it leaves something out is not whole.
        if found.filtered {
            self.incomplete(place, Reason::ReferrersMalformed);
        }
        pages.read = pages.read.saturating_add(1);
        let (most_pages, most) = (self.options.limits.pages, self.options.limits.referrers);
        let left = most.saturating_sub(pages.listed);
        self.add_claims(&index, Carrier::Referrer, &[node], place, left);
        pages.listed = pages.listed.saturating_add(index.listed());
        let Some(next) = found.next.clone() else {
            return;
        };
        if pages.listed > most {
            return;
        }
        if !pages.addresses.insert(next.as_str().to_owned()) {
            self.incomplete(place, Reason::PageLoop);
        } else if pages.read >= most_pages {
            let seen = pages.read.saturating_add(1);
            self.limit_reached("pages of referrers", seen, most_pages);
        } else {
            let most = self.options.limits.manifest_bytes;
            let task = Task::Referrers { node, pages };
            self.want(task, place, Ask::Next(next), most);
        }
    }

    /// A page of referrers is an OCI index and nothing else.
    fn page(&self, found: &Found) -> Option<Index> {
        let most = self.options.limits.referrers;
        let document = self.document(&found.bytes, found.media_type(), most).ok()?;
        let is_oci = |found: &MediaType| found.is(media_type::OCI_INDEX);
        let is_page = document.media_type().is_none_or(is_oci);
        match document {
            Document::Index(index) if is_page => Some(index),
            _ => None,
        }
    }

    /// Keeps the first `most` entries of a list, each for all `nodes`.
    fn add_claims(
        &mut self,
        index: &Index,
        carrier: Carrier,
        nodes: &[usize],
        place: usize,
        most: u64,
    ) {
        if index.listed() > most {
            let limit = self.options.limits.referrers;
            self.limit_reached("referrers", limit.saturating_add(1), limit);
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let listed = index.manifests().iter().take(most);
        self.note_unreadable(listed.clone());
        for descriptor in listed.flatten() {
            for node in nodes {
                self.add_claim(
                    Claim::new(Some(*node), place, carrier, descriptor),
                    descriptor,
                );
            }
        }
    }

    /// Entries that cannot be read name nothing that could be looked at.
    pub(super) fn note_unreadable<'a>(
        &mut self,
        listed: impl Iterator<Item = &'a Result<crate::Descriptor, Error>>,
    ) {
        let mut unreadable = listed.filter_map(|entry| entry.as_ref().err());
        if let Some(error) = unreadable.next() {
            let number = unreadable.count().saturating_add(1);
            let detail = format!("{number} entries of a list name nothing, the first: {error}");
            self.note(registry::NOTE_DISCOVERY, detail);
        }
    }

    pub(super) fn take_fallback(
        &mut self,
        node: usize,
        place: usize,
        otherwise: Option<Reason>,
        answer: Result<Answer, SourceError>,
    ) {
        match answer {
            Ok(Answer::Found(found)) => {
                let digest = Digest::sha256(bonafide_digest::sha256(&[found.bytes()]));
                self.compare_header(&digest, &found);
                let most = self.options.limits.referrers;
                match self.document(&found.bytes, found.media_type(), most) {
                    Ok(Document::Index(index)) => {
                        let nodes = self.sharing_fallback(node);
                        self.add_claims(&index, Carrier::FallbackTag, &nodes, place, most);
                    }
                    _ => self.incomplete(place, Reason::FallbackNotIndex),
                }
            }
            Ok(Answer::Absent) => {
                if let Some(reason) = otherwise {
                    self.incomplete(place, reason);
                }
            }
            Err(error) => {
                self.incomplete(place, Reason::of(&error, Reason::FallbackUnavailable));
            }
        }
    }

    /// The images that have the referrers tag of this one: others too where digests are longer than
    /// tags.
    fn sharing_fallback(&self, node: usize) -> Vec<usize> {
        match self.nodes.get(node) {
            Some(digest) if digest.algorithm() != Algorithm::Sha256 => {
                let tag = referrers_tag(&digest).ok();
                let shares = |other: &Digest| referrers_tag(other).ok() == tag;
                let nodes = self.nodes.iter().filter(|(_, other)| shares(other));
                nodes.map(|(number, _)| number).collect()
            }
            _ => vec![node],
        }
    }

    pub(super) fn take_tag(
        &mut self,
        node: usize,
        place: usize,
        kind: TagKind,
        answer: Result<Answer, SourceError>,
    ) {
        match answer {
            Ok(Answer::Found(found)) => {
                let digest = Digest::sha256(bonafide_digest::sha256(&[found.bytes()]));
                self.compare_header(&digest, &found);
                let claim = Claim::found(node, place, Carrier::Tag(kind));
                self.look_into(&[claim], digest, &found);
            }
            Ok(Answer::Absent) => {}
            Err(error) => {
                self.incomplete(place, Reason::of(&error, Reason::TagUnavailable(kind)));
            }
        }
    }
}
