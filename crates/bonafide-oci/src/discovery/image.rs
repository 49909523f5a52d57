//! The image, once; and the children of its index.

use std::collections::BTreeSet;
use std::sync::Arc;

use bonafide_digest::Digest;
use bonafide_report::{Place, registry};

use super::leads::Claim;
use super::requests::Task;
use super::{Carrier, Child, Children, Discovery, Image, Reason};
use crate::digest::is_digest_of;
use crate::source::Found;
use crate::{
    Answer, Ask, Descriptor, Document, Error, Index, MediaType, Platform, SourceError, Tag, Target,
    names, parse_digest,
};

impl Discovery {
    pub(super) fn ask_for_image(&mut self) {
        let most = self.options.limits.manifest_bytes;
        let ask = Ask::Manifest(self.target.clone());
        self.want(Task::Image, 0, ask, most);
    }

    pub(super) fn take_image(&mut self, answer: Result<Answer, SourceError>) {
        match (self.target.clone(), answer) {
            (Target::Digest(digest), Ok(Answer::Found(found))) => {
                if is_digest_of(&digest, found.bytes()) {
                    self.keep_image(digest, None, found);
                } else {
                    self.failure = Some(Error::DigestMismatch {
                        wanted: digest.to_string(),
                    });
                }
            }
            (Target::Tag(tag), Ok(Answer::Found(found))) => {
                let digest = Digest::sha256(bonafide_digest::sha256(&[found.bytes()]));
                self.keep_image(digest, Some(tag), found);
            }
            (target, Ok(Answer::Absent)) => {
                // What lists everything does not hold the image; nothing else of it is unknown.
                if let Target::Digest(digest) = target
                    && !self.lists
                {
                    self.incomplete(0, Reason::BlobUnavailable(digest));
                }
                self.fail_image(Error::Absent {
                    what: format!("the image {target}"),
                });
            }
            (target, Err(cause)) => {
                if let Target::Digest(digest) = target {
                    let reason = Reason::of(&cause, Reason::BlobUnavailable(digest));
                    self.incomplete(0, reason);
                }
                self.fail_image(Error::Source { cause });
            }
        }
    }

    /// Does without the image, where its digest is known: attachments can be looked for all the
    /// same, and a signature over the digest may be all that a source holds.
    pub(super) fn fail_image(&mut self, error: Error) {
        let Target::Digest(digest) = self.target else {
            self.failure = Some(error);
            return;
        };
        self.nodes.add(digest);
        self.image = Some(Image {
            digest,
            tag: None,
            content: Err(error),
        });
    }

    fn keep_image(&mut self, digest: Digest, tag: Option<Tag>, found: Found) {
        self.compare_header(&digest, &found);
        let limits = &self.options.limits;
        let most = limits.children.max(limits.layers);
        let document = self.document(&found.bytes, found.media_type(), most);
        if document.as_ref().is_ok_and(Document::has_urls) {
            self.note(registry::NOTE_FOREIGN_URLS, digest.to_string());
        }
        self.nodes.add(digest);
        self.image = Some(Image {
            digest,
            tag,
            content: Ok((Arc::from(found.bytes), document)),
        });
    }

    /// Reads a document, and keeps at most `kept` of what it lists.
    pub(super) fn document(
        &self,
        bytes: &[u8],
        said: Option<&MediaType>,
        kept: u64,
    ) -> Result<Document, Error> {
        let most = self.options.limits.manifest_bytes;
        Document::read(bytes, said, !self.lists, most, kept)
    }

    /// What a header says of a digest is never used.
    pub(super) fn compare_header(&mut self, digest: &Digest, found: &Found) {
        let header = found.header_digest.as_deref();
        if header.is_some_and(|header| header != digest.to_string()) {
            self.note(
                registry::NOTE_DIGEST_HEADER,
                format!("another digest was said than {digest}"),
            );
        }
    }

    /// What the index file of a layout says of the image beside its digest. Nothing below that file
    /// is asked: whoever attaches an index to the image may write in it what they like.
    pub(super) fn hold_image(&mut self, listed: &Descriptor) {
        let Some(image) = &mut self.image else {
            return;
        };
        let Ok((bytes, document)) = &mut image.content else {
            return;
        };
        if let Err(error) = listed.check_size(bytes) {
            image.content = Err(error);
            return;
        }
        let agrees = |document: &Document| {
            let said = listed.media_type();
            said.is_none_or(|said| document.agrees_with(said))
        };
        if document.as_ref().is_ok_and(|document| !agrees(document)) {
            *document = Err(Error::Document {
                place: Place::root().member("mediaType"),
                reason: "differs from the type that the layout lists",
            });
        }
    }

    fn index(&self) -> Option<(Digest, Index)> {
        let image = self.image.as_ref()?;
        match image.document() {
            Ok(Document::Index(index)) => Some((image.digest, index.clone())),
            _ => None,
        }
    }

    /// Walks the index as far as children are wanted.
    pub(super) fn choose_children(&mut self) {
        if self.options.children == Children::None {
            return;
        }
        if let Some((digest, index)) = self.index() {
            self.seen_indexes.insert(digest);
            self.walk(&index, &[digest]);
        }
    }

    fn walk(&mut self, index: &Index, path: &[Digest]) {
        let limit = self.options.limits.children;
        if index.listed() > limit {
            self.limit_reached("children of an index", index.listed(), limit);
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let listed = index.manifests().iter().take(most).flatten();
        let is_unknown = |it: &&Descriptor| it.platform().is_some_and(Platform::is_unknown);
        let (indexes, images): (Vec<&Descriptor>, Vec<&Descriptor>) = listed
            .filter(|it| !is_unknown(it))
            .partition(|it| it.media_type().is_some_and(MediaType::is_index));
        match self.options.children.clone() {
            Children::None => return,
            Children::All => {
                for descriptor in images {
                    self.choose(descriptor, path);
                }
            }
            Children::For(wanted) => {
                let fits = |it: &&Descriptor| it.platform().is_some_and(|it| wanted.wants(it));
                let mut fitting = images.into_iter().filter(fits);
                let Some(first) = fitting.next().filter(|_| self.children.is_empty()) else {
                    return self.descend_all(&indexes, path);
                };
                self.choose(first, path);
                if fitting.any(|other| other.digest() != first.digest()) {
                    let detail = format!("several children are for {wanted}: the first is taken");
                    self.note(registry::NOTE_DISCOVERY, detail);
                }
            }
        }
        self.descend_all(&indexes, path);
    }

    fn choose(&mut self, descriptor: &Descriptor, path: &[Digest]) {
        let limit = self.options.limits.children;
        let chosen = u64::try_from(self.children.len()).unwrap_or(u64::MAX);
        if self.nodes.number(descriptor.digest()).is_some() {
            return;
        }
        if chosen >= limit {
            return self.limit_reached("children of an index", chosen.saturating_add(1), limit);
        }
        self.nodes.add(*descriptor.digest());
        self.children.push(Child {
            digest: *descriptor.digest(),
            platform: descriptor.platform().cloned(),
            path: path.to_vec(),
        });
    }

    fn descend_all(&mut self, indexes: &[&Descriptor], path: &[Digest]) {
        let is_found =
            matches!(self.options.children, Children::For(_)) && !self.children.is_empty();
        for descriptor in indexes.iter().filter(|_| !is_found) {
            self.descend(descriptor, path);
        }
    }

    fn descend(&mut self, descriptor: &Descriptor, path: &[Digest]) {
        let digest = *descriptor.digest();
        let depth = u64::try_from(path.len()).unwrap_or(u64::MAX);
        let limit = self.options.limits.index_depth;
        if depth >= limit {
            self.limit_reached("indexes inside each other", depth.saturating_add(1), limit);
        } else if self.seen_indexes.insert(digest) {
            let mut path = path.to_vec();
            path.push(digest);
            let most = self.options.limits.manifest_bytes.min(descriptor.size());
            let ask = Ask::Manifest(Target::Digest(digest));
            self.want(Task::NestedIndex { path }, 0, ask, most);
        }
    }

    pub(super) fn take_nested_index(
        &mut self,
        path: &[Digest],
        answer: Result<Answer, SourceError>,
    ) {
        let Some(digest) = path.last().copied() else {
            return;
        };
        let unavailable = Reason::BlobUnavailable(digest);
        let found = match answer {
            Ok(Answer::Found(found)) if is_digest_of(&digest, found.bytes()) => found,
            Ok(Answer::Found(_) | Answer::Absent) => return self.incomplete(0, unavailable),
            Err(error) => return self.incomplete(0, Reason::of(&error, unavailable)),
        };
        let most = self.options.limits.children;
        match self.document(&found.bytes, found.media_type(), most) {
            Ok(Document::Index(index)) => self.walk(&index, path),
            _ => self.incomplete(0, unavailable),
        }
    }

    /// Statements that a build tool put into the index beside the images they are about.
    pub(super) fn add_index_children(&mut self) {
        let wanted = self.options.wanted;
        if !(wanted.attestations || wanted.sboms) {
            return;
        }
        let Some((_, index)) = self.index() else {
            return;
        };
        let limit = self.options.limits.children;
        if index.listed() > limit {
            self.limit_reached("children of an index", index.listed(), limit);
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let listed = || index.manifests().iter().take(most).flatten();
        let siblings: BTreeSet<Digest> = listed().map(|it| *it.digest()).collect();
        for descriptor in listed().filter(|it| is_statement(it)) {
            let about = descriptor.annotations().get(names::REFERENCE_DIGEST);
            let about = about.and_then(|about| parse_digest(about).ok());
            let is_sibling = |it: &Digest| it != descriptor.digest() && siblings.contains(it);
            let mut claim = Claim::new(Some(0), 0, Carrier::IndexChild, descriptor);
            claim.about = about.filter(is_sibling);
            if claim.about.is_some() {
                self.add_claim(claim, descriptor);
            } else {
                let error = Error::Document {
                    place: Place::root(),
                    reason: "a statement about no sibling",
                };
                self.add_failed(&claim, *descriptor.digest(), error);
            }
        }
    }
}

/// Whether a child of an index is a statement of a build tool.
fn is_statement(descriptor: &Descriptor) -> bool {
    let kind = descriptor.annotations().get(names::REFERENCE_TYPE);
    kind.is_some_and(|kind| kind == "attestation-manifest")
        && descriptor.platform().is_some_and(Platform::is_unknown)
}
