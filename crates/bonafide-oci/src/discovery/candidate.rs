//! What was found.

use std::sync::Arc;

use bonafide_digest::Digest;
use bonafide_report::Finding;

use super::{Completeness, Reason, TagKind, Wanted};
use crate::{Annotations, Document, Error, MediaType, Platform, Repository, Tag, media_type};

/// What an attachment may be, by the media type of its layer. Verification decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Role {
    /// A Sigstore bundle.
    Bundle,
    /// A payload with its signature in annotations.
    SimpleSigning,
    /// An envelope with a statement.
    Envelope,
    /// A statement that nobody signed.
    UnsignedStatement,
    /// A bill of materials that nobody signed.
    UnsignedSbom,
    /// A signature of `OpenPGP`, which is not read.
    Gpg,
    /// What could not be read far enough to tell.
    Unknown,
}

impl Role {
    /// What a layer of this type may be.
    pub(crate) fn of(media_type: &MediaType) -> Option<Self> {
        if media_type.is_bundle() {
            Some(Self::Bundle)
        } else if media_type.is(media_type::SIMPLE_SIGNING) {
            Some(Self::SimpleSigning)
        } else if media_type.is(media_type::DSSE_ENVELOPE) {
            Some(Self::Envelope)
        } else if media_type.is(media_type::IN_TOTO) {
            Some(Self::UnsignedStatement)
        } else if media_type.is_sbom() {
            Some(Self::UnsignedSbom)
        } else {
            None
        }
    }
}

/// How an attachment was found. The order is that of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Carrier {
    /// In the list of referrers.
    Referrer,
    /// In the index under the referrers tag.
    FallbackTag,
    /// Under a tag of the older formats.
    Tag(TagKind),
    /// In the listing of a layout.
    Listing,
    /// As a child of the image's index.
    IndexChild,
    /// As a file beside the manifest.
    File,
}

/// One attachment: something that may be a signature, a statement or a bill of materials.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub(crate) image: Digest,
    pub(crate) role: Role,
    pub(crate) carrier: Carrier,
    pub(crate) repository: Option<Repository>,
    pub(crate) manifest: Option<Digest>,
    pub(crate) layer: usize,
    pub(crate) digest: Option<Digest>,
    pub(crate) media_type: Option<MediaType>,
    pub(crate) artifact_type: Option<MediaType>,
    pub(crate) annotations: Annotations,
    pub(crate) about: Option<Digest>,
    pub(crate) content: Result<Arc<[u8]>, Error>,
}

impl Candidate {
    /// A candidate of which nothing is known but where it was found, and what is wrong with it.
    pub(super) const fn blank(image: Digest, carrier: Carrier, error: Error) -> Self {
        Self {
            image,
            role: Role::Unknown,
            carrier,
            repository: None,
            manifest: None,
            layer: 0,
            digest: None,
            media_type: None,
            artifact_type: None,
            annotations: Annotations::new(),
            about: None,
            content: Err(error),
        }
    }

    /// The image that it was found with.
    #[must_use]
    pub const fn image(&self) -> &Digest {
        &self.image
    }

    /// What it may be.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// How it was found.
    #[must_use]
    pub const fn carrier(&self) -> Carrier {
        self.carrier
    }

    /// The repository that it lies in, where that is another than the image's.
    #[must_use]
    pub const fn repository(&self) -> Option<&Repository> {
        self.repository.as_ref()
    }

    /// The manifest that carries it.
    #[must_use]
    pub const fn manifest(&self) -> Option<&Digest> {
        self.manifest.as_ref()
    }

    /// The number of its layer in the manifest, from 0.
    #[must_use]
    pub const fn layer(&self) -> usize {
        self.layer
    }

    /// The digest of its bytes; `None` where its descriptor could not be read.
    #[must_use]
    pub const fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// The media type of the layer.
    #[must_use]
    pub const fn media_type(&self) -> Option<&MediaType> {
        self.media_type.as_ref()
    }

    /// The artifact type of the manifest.
    #[must_use]
    pub const fn artifact_type(&self) -> Option<&MediaType> {
        self.artifact_type.as_ref()
    }

    /// The annotations of the layer.
    #[must_use]
    pub const fn annotations(&self) -> &Annotations {
        &self.annotations
    }

    /// The sibling that an unsigned statement of a build tool is said to be about.
    #[must_use]
    pub const fn about(&self) -> Option<&Digest> {
        self.about.as_ref()
    }

    /// The bytes, which have the digest and the size of the descriptor.
    ///
    /// # Errors
    /// What is wrong with the candidate, or why its bytes could not be had.
    pub fn bytes(&self) -> Result<&[u8], &Error> {
        self.content.as_deref()
    }

    /// In what order results stand.
    pub(crate) fn order(&self) -> (Carrier, Option<Digest>, usize) {
        (self.carrier, self.manifest, self.layer)
    }
}

/// The image itself.
#[derive(Clone, Debug)]
pub struct Image {
    pub(crate) digest: Digest,
    pub(crate) tag: Option<Tag>,
    pub(crate) content: Result<Content, Error>,
}

impl Image {
    /// The digest of the manifest or index, of the bytes that were received if any were.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The tag that it was resolved from, once.
    #[must_use]
    pub const fn tag(&self) -> Option<&Tag> {
        self.tag.as_ref()
    }

    /// The bytes, which have the digest, and the size by which a layout lists them.
    ///
    /// # Errors
    /// Why they could not be had; [`Error::SizeMismatch`] where a layout lists another size.
    pub fn bytes(&self) -> Result<&[u8], &Error> {
        self.content.as_ref().map(|(bytes, _)| bytes.as_ref())
    }

    /// The manifest or index, of the type that it was served or is listed as.
    ///
    /// # Errors
    /// Why the bytes could not be had, or what is wrong with them: [`Error::Document`] where its own
    /// type is another.
    pub fn document(&self) -> Result<&Document, &Error> {
        match &self.content {
            Ok((_, document)) => document.as_ref(),
            Err(error) => Err(error),
        }
    }
}

/// The bytes of an image, and what they are.
pub(crate) type Content = (Arc<[u8]>, Result<Document, Error>);

/// An image inside the index that the image is.
#[derive(Clone, Debug)]
pub struct Child {
    pub(crate) digest: Digest,
    pub(crate) platform: Option<Platform>,
    pub(crate) path: Vec<Digest>,
}

impl Child {
    /// Its digest.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Its platform, as the index says.
    #[must_use]
    pub const fn platform(&self) -> Option<&Platform> {
        self.platform.as_ref()
    }

    /// The indexes that lead to it, the outermost first.
    #[must_use]
    pub fn path(&self) -> &[Digest] {
        &self.path
    }
}

/// Everything that was found with an image, and whether that is everything.
#[derive(Clone, Debug)]
pub struct Discovered {
    pub(crate) image: Image,
    pub(crate) children: Vec<Child>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) completeness: Completeness,
    pub(crate) wanted: Wanted,
    pub(crate) requests: u64,
    pub(crate) bytes: u64,
    pub(crate) notes: Vec<Finding>,
}

impl Discovered {
    /// The image.
    #[must_use]
    pub const fn image(&self) -> &Image {
        &self.image
    }

    /// The children that were looked at.
    #[must_use]
    pub fn children(&self) -> &[Child] {
        &self.children
    }

    /// The attachments, in an order that depends on nothing but them.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// Whether every place was asked and answered, for the kinds that were [wanted](Self::wanted).
    #[must_use]
    pub const fn completeness(&self) -> &Completeness {
        &self.completeness
    }

    /// The kinds that were looked for.
    #[must_use]
    pub const fn wanted(&self) -> Wanted {
        self.wanted
    }

    /// Why not all attachments of these kinds are certain to have been seen: the reasons of
    /// [`completeness`](Self::completeness), and before them [`Reason::NotLookedFor`] where a kind
    /// was left out. Where this is empty, what was not found is not there.
    #[must_use]
    pub fn unseen(&self, kinds: Wanted) -> Vec<Reason> {
        let left_out = kinds.without(self.wanted);
        let left_out = (!left_out.is_nothing()).then_some(Reason::NotLookedFor(left_out));
        let reasons = self.completeness.reasons().iter().cloned();
        left_out.into_iter().chain(reasons).collect()
    }

    /// How many requests were made.
    #[must_use]
    pub const fn requests(&self) -> u64 {
        self.requests
    }

    /// How many bytes were read.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What people may want to know and no check needs.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }
}
