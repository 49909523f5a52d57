//! The image, once; and the children of its index.

use std::sync::Arc;

use bonafide_digest::Digest;
use bonafide_report::registry;

use super::{Child, Children, Discovery, Image, Reason, Task};
use crate::digest::is_digest_of;
use crate::source::Found;
use crate::{Answer, Ask, Document, Error, SourceError, Tag, Target};

impl Discovery {
    /// A tag must be resolved before anything else; what lies by a digest is asked for beside it.
    pub(super) fn ask_for_image(&mut self) {
        let most = self.options.limits.manifest_bytes;
        if let Target::Digest(digest) = self.target {
            self.nodes.push(digest);
        }
        let ask = Ask::Manifest(self.target.clone());
        self.want(Task::Image, 0, ask, most);
    }

    pub(super) fn take_image(&mut self, answer: Result<Answer, SourceError>) {
        let found = match answer {
            Ok(Answer::Found(found)) => Ok(found),
            Ok(Answer::Absent) => Err(Error::Absent {
                what: format!("the image {}", self.target),
            }),
            Err(cause) => Err(Error::Source { cause }),
        };
        match (self.target.clone(), found) {
            (Target::Digest(digest), Ok(found)) if is_digest_of(&digest, &found.bytes) => {
                self.keep_image(digest, None, found);
            }
            (Target::Digest(digest), Ok(_)) => {
                self.failure = Some(Error::DigestMismatch {
                    wanted: digest.to_string(),
                });
            }
            // Attachments can be looked for without the image; a signature over its digest may
            // be all that a source holds.
            (Target::Digest(digest), Err(error)) => {
                self.incomplete(0, Reason::BlobUnavailable(digest));
                self.image = Some(Image {
                    digest,
                    tag: None,
                    content: Err(error),
                });
            }
            (Target::Tag(tag), Ok(found)) => {
                let digest = Digest::sha256(bonafide_digest::sha256(&[&found.bytes]));
                self.nodes.push(digest);
                self.keep_image(digest, Some(tag), found);
            }
            (Target::Tag(_), Err(error)) => self.failure = Some(error),
        }
    }

    fn keep_image(&mut self, digest: Digest, tag: Option<Tag>, found: Found) {
        self.compare_header(&digest, found.header_digest.as_deref());
        let document = self.document(&found.bytes, found.media_type.as_ref());
        if document.as_ref().is_ok_and(Document::has_urls) {
            self.note(registry::NOTE_FOREIGN_URLS, digest.to_string());
        }
        self.image = Some(Image {
            digest,
            tag,
            content: Ok((Arc::from(found.bytes), document)),
        });
    }

    pub(super) fn document(
        &self,
        bytes: &[u8],
        said: Option<&crate::MediaType>,
    ) -> Result<Document, Error> {
        let most = self.options.limits.manifest_bytes;
        if self.lists || said.is_none() {
            Document::parse_local(bytes, said, most)
        } else {
            Document::parse(bytes, said, most)
        }
    }

    /// What a header says of a digest is never used.
    pub(super) fn compare_header(&mut self, digest: &Digest, header: Option<&str>) {
        if header.is_some_and(|header| header != digest.to_string()) {
            self.note(
                registry::NOTE_DIGEST_HEADER,
                format!("another digest was said than {digest}"),
            );
        }
    }

    /// Walks the index as far as children are wanted.
    pub(super) fn choose_children(&mut self) {
        if self.options.children == Children::None {
            return;
        }
        let Some(image) = &self.image else { return };
        let digest = image.digest;
        let Ok(Document::Index(index)) = image.document().cloned() else {
            return;
        };
        self.seen_indexes.insert(digest);
        self.walk(&index, &[digest]);
    }

    fn walk(&mut self, index: &crate::Index, path: &[Digest]) {
        let most = self.options.limits.children;
        let listed = u64::try_from(index.manifests().len()).unwrap_or(u64::MAX);
        if listed > most {
            self.limit_reached("children of an index", listed, most);
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        for descriptor in index.manifests().iter().take(most).flatten() {
            let digest = *descriptor.digest();
            let is_index = descriptor
                .media_type()
                .is_some_and(crate::MediaType::is_index);
            let platform = descriptor.platform();
            if platform.is_some_and(crate::Platform::is_unknown) {
                continue;
            }
            if is_index {
                self.descend(descriptor, path);
                continue;
            }
            let is_wanted = match &self.options.children {
                Children::None => false,
                Children::All => true,
                Children::For(wanted) => {
                    self.children.is_empty() && platform.is_some_and(|found| wanted.wants(found))
                }
            };
            if is_wanted && !self.nodes.contains(&digest) {
                self.nodes.push(digest);
                self.children.push(Child {
                    digest,
                    platform: platform.cloned(),
                    path: path.to_vec(),
                });
            }
        }
    }

    fn descend(&mut self, descriptor: &crate::Descriptor, path: &[Digest]) {
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
        let document = match answer {
            Ok(Answer::Found(found)) if is_digest_of(&digest, &found.bytes) => {
                self.document(&found.bytes, found.media_type.as_ref())
            }
            _ => Err(Error::Absent {
                what: digest.to_string(),
            }),
        };
        match document {
            Ok(Document::Index(index)) => self.walk(&index, path),
            _ => self.incomplete(0, Reason::BlobUnavailable(digest)),
        }
    }
}
