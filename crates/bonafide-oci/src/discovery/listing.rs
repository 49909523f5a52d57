//! What a layout lists.

use std::collections::BTreeMap;

use bonafide_digest::Digest;
use bonafide_report::registry;

use super::leads::Claim;
use super::requests::Task;
use super::{Carrier, Discovery, Reason, TagKind};
use crate::digest::is_digest_of;
use crate::source::Found;
use crate::{Answer, Ask, Descriptor, Document, Index, MediaType, SourceError, Target, names};

/// What the listing of a layout says of an entry that holds signatures or attestations.
const LISTED_KINDS: [(&str, TagKind); 2] = [
    ("dev.cosignproject.cosign/sigs", TagKind::Signature),
    ("dev.cosignproject.cosign/atts", TagKind::Attestation),
];

/// What attachments of which image a tag names.
type Tags = BTreeMap<String, (usize, TagKind)>;

impl Discovery {
    pub(super) fn ask_for_listing(&mut self) {
        // The children of an index are chosen without a look at what is attached.
        self.seen_indexes.clear();
        let (digest, depth) = (None, 0);
        let most = self.options.limits.listing_bytes;
        self.want(Task::Listing { digest, depth }, 0, Ask::Listing, most);
    }

    /// Takes the listing, or the index with this digest that is listed.
    pub(super) fn take_listing(
        &mut self,
        digest: Option<Digest>,
        depth: u64,
        answer: Result<Answer, SourceError>,
    ) {
        let otherwise = digest.map_or(Reason::SourceCannotList, Reason::BlobUnavailable);
        let is_right = |found: &Found| digest.is_none_or(|it| is_digest_of(&it, found.bytes()));
        let found = match answer {
            Ok(Answer::Found(found)) if is_right(&found) => found,
            Ok(Answer::Found(_) | Answer::Absent) => return self.incomplete(0, otherwise),
            Err(error) => return self.incomplete(0, Reason::of(&error, otherwise)),
        };
        let limits = &self.options.limits;
        let (bytes, most) = (limits.listing_bytes, limits.listed);
        match (
            Document::read(&found.bytes, found.media_type(), false, bytes, most),
            digest,
        ) {
            (Ok(Document::Index(index)), _) => self.add_listing(&index, depth, most),
            // The list said that it is an index; what it is, it says itself.
            (Ok(Document::Manifest(_)), Some(digest)) => {
                self.look_into(&[Claim::listed()], digest, &found);
            }
            _ => self.incomplete(0, otherwise),
        }
    }

    fn add_listing(&mut self, index: &Index, depth: u64, most: u64) {
        if index.listed() > most {
            self.limit_reached("entries of a listing", index.listed(), most);
        }
        self.note_unreadable(index.manifests().iter());
        let tags = self.tags();
        for descriptor in index.manifests().iter().flatten() {
            let is_index = descriptor.media_type().is_some_and(MediaType::is_index);
            // A child of the image may be attached to another, however unlikely.
            if self.nodes.number(descriptor.digest()) == Some(0) {
                if depth == 0 {
                    self.hold_image(descriptor);
                }
                continue;
            }
            if is_index {
                self.open_listed(descriptor, depth.saturating_add(1));
            } else {
                self.add_listed(descriptor, &tags);
            }
        }
    }

    /// An index inside a listing may be a list of attachments.
    fn open_listed(&mut self, descriptor: &Descriptor, depth: u64) {
        let limits = &self.options.limits;
        let (deepest, most) = (limits.index_depth, limits.manifest_bytes);
        let digest = *descriptor.digest();
        if depth > deepest {
            self.limit_reached("indexes inside each other", depth, deepest);
        } else if self.seen_indexes.insert(digest) {
            let ask = Ask::Manifest(Target::Digest(digest));
            let digest = Some(digest);
            let most = most.min(descriptor.size());
            self.want(Task::Listing { digest, depth }, 0, ask, most);
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
        let kinds = self.wanted_kinds();
        let is_kind = |(name, kind): &&(&str, TagKind)| {
            let said = annotations.get(names::KIND);
            said.is_some_and(|said| said == name) && kinds.contains(kind)
        };
        // Which image it is for, such an entry does not say: only the signatures in it do.
        let of_kind = || {
            LISTED_KINDS
                .iter()
                .find(is_kind)
                .map(|(_, kind)| (0, *kind))
        };
        let claim = match tagged.or_else(of_kind) {
            Some((node, kind)) => Claim::new(Some(node), 0, Carrier::Tag(kind), descriptor),
            None => Claim::new(None, 0, Carrier::Listing, descriptor),
        };
        self.add_claim(claim, descriptor);
    }

    /// The tags under which attachments of the images may be listed.
    fn tags(&mut self) -> Tags {
        let nodes: Vec<(usize, Digest)> = self
            .nodes
            .iter()
            .map(|(number, node)| (number, *node))
            .collect();
        let mut tags = Tags::new();
        for kind in self.wanted_kinds() {
            for (number, node) in &nodes {
                if let Some(tag) = self.attachment_tag(node, kind, 0) {
                    tags.insert(tag.as_str().to_owned(), (*number, kind));
                }
            }
        }
        tags
    }

    /// An index that a listing does not call one is not opened.
    pub(super) fn note_unopened(&mut self, digest: &Digest) {
        let detail = format!("{digest} is an index, and is listed as something else");
        self.note(registry::NOTE_DISCOVERY, detail);
    }
}
