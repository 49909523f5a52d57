//! Where attachments are listed: referrers, the tag in their place, tags of the older formats, and
//! the listing of a layout.

use std::collections::BTreeMap;

use bonafide_digest::Digest;
use bonafide_report::registry;

use super::leads::Lead;
use super::{Carrier, Discovery, Pages, Reason, TagKind, Task, attachment_tag, referrers_tag};
use crate::source::Found;
use crate::{
    Answer, Ask, Descriptor, Document, Index, MediaType, SourceError, SourceErrorKind, Target,
    names,
};

/// What the listing of a layout says of an entry that holds signatures or attestations.
const LISTED_KINDS: [(&str, TagKind); 2] = [
    ("dev.cosignproject.cosign/sigs", TagKind::Signature),
    ("dev.cosignproject.cosign/atts", TagKind::Attestation),
];

/// What attachments of which image a tag names.
type Tags = BTreeMap<String, (usize, TagKind)>;

impl Discovery {
    pub(super) fn ask_for_lists(&mut self) {
        self.add_index_children();
        if self.lists {
            let most = self.options.limits.listing_bytes;
            self.want(Task::Listing { depth: 0 }, 0, Ask::Listing, most);
            return;
        }
        for node in 0..self.nodes.len() {
            for place in 0..self.places.len() {
                self.ask_for_referrers(node, place);
                self.ask_for_tags(node, place);
            }
        }
    }

    fn ask_for_referrers(&mut self, node: usize, place: usize) {
        let Some(digest) = self.nodes.get(node).copied() else {
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

    fn ask_for_fallback(&mut self, node: usize, place: usize, otherwise: Option<Reason>) {
        let tag = self.nodes.get(node).map(referrers_tag);
        if let Some(Ok(tag)) = tag {
            let most = self.options.limits.manifest_bytes;
            let ask = Ask::Manifest(Target::Tag(tag));
            self.want(Task::FallbackTag { node, otherwise }, place, ask, most);
        }
    }

    /// Only tags are asked for that may hold what is wanted.
    fn ask_for_tags(&mut self, node: usize, place: usize) {
        let Some(digest) = self.nodes.get(node).copied() else {
            return;
        };
        if !self.options.ask_tags {
            return;
        }
        for kind in self.wanted_kinds() {
            match attachment_tag(&self.options.tag_prefix, &digest, kind) {
                Ok(tag) => {
                    let most = self.options.limits.manifest_bytes;
                    let ask = Ask::Manifest(Target::Tag(tag));
                    self.want(Task::Tag { node, kind }, place, ask, most);
                }
                Err(error) => self.note(
                    registry::NOTE_DISCOVERY,
                    format!("no tag ending in {}: {error}", kind.suffix()),
                ),
            }
        }
    }

    fn wanted_kinds(&self) -> Vec<TagKind> {
        let wanted = self.options.wanted;
        let is_wanted = |kind: &TagKind| match kind {
            TagKind::Signature => wanted.signatures,
            TagKind::Attestation => wanted.attestations,
            TagKind::Sbom => wanted.sboms,
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
        let Ok(Document::Index(index)) = self.document(&found.bytes, found.media_type.as_ref())
        else {
            self.incomplete(place, Reason::ReferrersMalformed);
            if is_first {
                self.ask_for_fallback(node, place, None);
            }
            return;
        };
        let (most_pages, most) = (self.options.limits.pages, self.options.limits.referrers);
        for entry in index.manifests() {
            pages.listed = pages.listed.saturating_add(1);
            if pages.listed > most {
                self.limit_reached("referrers", pages.listed, most);
                return;
            }
            // An entry that cannot be read names nothing that could be looked at.
            if let Ok(descriptor) = entry {
                self.add_lead(Lead::new(Some(node), place, Carrier::Referrer, descriptor));
            }
        }
        pages.read = pages.read.saturating_add(1);
        if is_first && self.options.fallback_always {
            self.ask_for_fallback(node, place, None);
        }
        let Some(next) = found.next.clone() else {
            return;
        };
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

    pub(super) fn take_fallback(
        &mut self,
        node: usize,
        place: usize,
        otherwise: Option<Reason>,
        answer: Result<Answer, SourceError>,
    ) {
        match answer {
            Ok(Answer::Found(found)) => {
                match self.document(&found.bytes, found.media_type.as_ref()) {
                    Ok(Document::Index(index)) => {
                        self.add_fallback_leads(node, place, &index);
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

    fn add_fallback_leads(&mut self, node: usize, place: usize, index: &Index) {
        let most = self.options.limits.referrers;
        let listed = u64::try_from(index.manifests().len()).unwrap_or(u64::MAX);
        if listed > most {
            self.limit_reached("referrers", listed, most);
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        for descriptor in index.manifests().iter().take(most).flatten() {
            self.add_lead(Lead::new(
                Some(node),
                place,
                Carrier::FallbackTag,
                descriptor,
            ));
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
                let digest = Digest::sha256(bonafide_digest::sha256(&[&found.bytes]));
                self.compare_header(&digest, found.header_digest.as_deref());
                let lead = Lead::found(node, place, Carrier::Tag(kind), digest);
                self.look_into(&lead, &found);
            }
            Ok(Answer::Absent) => {}
            Err(error) => {
                self.incomplete(place, Reason::of(&error, Reason::TagUnavailable(kind)));
            }
        }
    }

    pub(super) fn take_listing(&mut self, depth: u64, answer: Result<Answer, SourceError>) {
        let limits = &self.options.limits;
        let (bytes, most, deepest) = (limits.listing_bytes, limits.listed, limits.index_depth);
        let document = match answer {
            Ok(Answer::Found(found)) => {
                Document::parse_local(&found.bytes, found.media_type.as_ref(), bytes)
            }
            _ => return self.incomplete(0, Reason::SourceCannotList),
        };
        let Ok(Document::Index(index)) = document else {
            return self.incomplete(0, Reason::SourceCannotList);
        };
        let listed = u64::try_from(index.manifests().len()).unwrap_or(u64::MAX);
        if listed > most {
            self.limit_reached("entries of a listing", listed, most);
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let tags = self.tags();
        for descriptor in index.manifests().iter().take(most).flatten() {
            let is_index = descriptor.media_type().is_some_and(MediaType::is_index);
            let is_image = self.nodes.contains(descriptor.digest());
            if is_image {
                continue;
            }
            if is_index {
                self.open_listed(descriptor, depth.saturating_add(1), deepest);
            } else {
                self.add_listed(descriptor, &tags);
            }
        }
    }

    /// An index inside a listing may be a list of attachments.
    fn open_listed(&mut self, descriptor: &Descriptor, depth: u64, deepest: u64) {
        if depth > deepest {
            self.limit_reached("indexes inside each other", depth, deepest);
        } else if self.seen_indexes.insert(*descriptor.digest()) {
            let most = self.options.limits.manifest_bytes.min(descriptor.size());
            let ask = Ask::Manifest(Target::Digest(*descriptor.digest()));
            self.want(Task::Listing { depth }, 0, ask, most);
        }
    }

    /// An entry of a listing: a tag or a kind says that it holds attachments, or else the manifest
    /// itself must.
    fn add_listed(&mut self, descriptor: &Descriptor, tags: &Tags) {
        let annotations = descriptor.annotations();
        let tagged = annotations
            .get(names::REF_NAME)
            .and_then(|name| tags.get(name))
            .copied();
        let is_kind = |(name, _): &&(&str, TagKind)| {
            annotations
                .get(names::KIND)
                .is_some_and(|kind| kind == name)
        };
        // Which image it is for, such an entry does not say: only the signatures in it do.
        let of_kind = || {
            LISTED_KINDS
                .iter()
                .find(is_kind)
                .map(|(_, kind)| (0, *kind))
        };
        let lead = match tagged.or_else(of_kind) {
            Some((node, kind)) => Lead::new(Some(node), 0, Carrier::Tag(kind), descriptor),
            None => Lead::new(None, 0, Carrier::Listing, descriptor),
        };
        self.add_lead(lead);
    }

    /// The tags under which attachments of the images may be listed.
    fn tags(&self) -> Tags {
        let mut tags = Tags::new();
        for (number, node) in self.nodes.iter().enumerate() {
            for kind in TagKind::ALL {
                if let Ok(tag) = attachment_tag(&self.options.tag_prefix, node, kind) {
                    tags.insert(tag.as_str().to_owned(), (number, kind));
                }
            }
        }
        tags
    }
}
