//! What is asked about.

use core::borrow::Borrow;

use bonafide_digest::Digest;
use bonafide_oci::{Discovered, Document, Reference, parse_digest};

use crate::{ArtifactKind, Role, Transport};

/// What is asked about: an artifact, the name that it was asked for by, and what it is used for.
///
/// The image that a discovery looks for has the same name in `bonafide-oci`: that `Subject` comes
/// first, and this one is made of what it finds, by [`of_discovered`](Self::of_discovered). What a
/// statement says that it is about is the `Subject` of `bonafide-dsse`.
#[derive(Clone, Debug)]
pub struct Subject {
    pub(crate) kind: ArtifactKind,
    pub(crate) digests: Vec<Digest>,
    pub(crate) reference: Option<Reference>,
    /// The name as it was asked for, where it is no reference of an image or none that can be read.
    pub(crate) name: Option<String>,
    /// Whether the name is no reference, for what must have one.
    pub(crate) is_malformed: bool,
    pub(crate) namespace: Option<String>,
    pub(crate) role: Option<Role>,
    pub(crate) transport: Option<Transport>,
    /// Where it is, for transports of paths.
    pub(crate) path: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) size: Option<u64>,
    /// The indexes that lead to the image, the outermost first.
    pub(crate) covered_by: Vec<Digest>,
    /// The references or digests of what it was built on, as its own manifest says.
    pub(crate) base: Option<BaseClaim>,
}

/// What the manifest of an image says of the image that it was built on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseClaim {
    pub(crate) name: Option<String>,
    pub(crate) digest: Option<Digest>,
}

/// Under these names a manifest says what its image was built on.
const BASE_NAME: &str = "org.opencontainers.image.base.name";
const BASE_DIGEST: &str = "org.opencontainers.image.base.digest";

impl BaseClaim {
    fn of(annotations: &bonafide_oci::Annotations) -> Option<Self> {
        let name = annotations.get(BASE_NAME).cloned();
        let digest = annotations.get(BASE_DIGEST);
        let digest = digest.and_then(|text| parse_digest(text).ok());
        (name.is_some() || digest.is_some()).then_some(Self { name, digest })
    }
}

impl Subject {
    /// The image that was discovered: its digest, media type and size, and what its manifest says it
    /// was built on. The reference that it was asked for by is the caller's to add.
    #[must_use]
    pub fn of_discovered(discovered: &Discovered) -> Self {
        let image = discovered.image();
        let mut subject = Self::image(*image.digest());
        subject.known_by_sha256(discovered);
        subject.size = image
            .bytes()
            .ok()
            .and_then(|bytes| bytes.len().try_into().ok());
        let Ok(document) = image.document() else {
            return subject;
        };
        if let Document::Manifest(manifest) = document {
            subject.base = BaseClaim::of(manifest.annotations());
        }
        let media_type = document.media_type();
        subject.media_type = media_type.map(|found| found.as_str().to_owned());
        subject
    }

    /// A child of the index that was discovered: a signature on an index that leads to it covers it.
    /// `None` for what is not among the children that were looked at.
    #[must_use]
    pub fn of_child(discovered: &Discovered, digest: &Digest) -> Option<Self> {
        let is_it = |child: &&bonafide_oci::Child| child.digest() == digest;
        let child = discovered.children().iter().find(is_it)?;
        let mut subject = Self::image(*digest);
        subject.covered_by = child.path().to_vec();
        Some(subject)
    }

    /// An image with this digest.
    #[must_use]
    pub fn image(digest: Digest) -> Self {
        Self::of(ArtifactKind::Oci, vec![digest])
    }

    /// An image that is asked for by this name, and whose digest is not known yet.
    #[must_use]
    pub fn image_named(name: impl Into<String>) -> Self {
        Self::of(ArtifactKind::Oci, Vec::new()).with_name(name)
    }

    /// An image that lies at this path, and whose digest is not known yet: see
    /// [`with_path`](Self::with_path).
    #[must_use]
    pub fn image_at(path: impl Into<String>) -> Self {
        Self::of(ArtifactKind::Oci, Vec::new()).with_path(path)
    }

    /// The same, with what was discovered of it: see [`of_discovered`](Self::of_discovered). A digest
    /// that it was asked for by stays.
    #[must_use]
    pub fn found(mut self, discovered: &Discovered) -> Self {
        let found = Self::of_discovered(discovered);
        match self.digests.first() {
            Some(own) if own != discovered.image().digest() => {}
            _ => self.digests = found.digests,
        }
        self.media_type = found.media_type;
        self.size = found.size;
        self.base = found.base;
        self
    }

    /// Rules and exceptions name digests, and an image that is asked for by another algorithm must not
    /// slip past them.
    fn known_by_sha256(&mut self, discovered: &Discovered) {
        let own = discovered.image().bytes().ok();
        let own = own.map(|bytes| Digest::sha256(bonafide_digest::sha256(&[bytes])));
        let new = own.filter(|own| !self.digests.contains(own));
        self.digests.extend(new);
    }

    /// The reference that it was asked for by.
    #[must_use]
    pub const fn reference(&self) -> Option<&Reference> {
        self.reference.as_ref()
    }

    /// Its digest, by which it is looked for where it is known.
    #[must_use]
    pub fn digest(&self) -> Option<&Digest> {
        self.digests.first()
    }

    /// A file with these digests, such as [`Digests`](bonafide_digest::Digests) has. Rules that name
    /// a file name its SHA-256.
    #[must_use]
    pub fn blob(digests: impl IntoIterator<Item = impl Borrow<Digest>>) -> Self {
        Self::of(ArtifactKind::Blob, listed(digests))
    }

    /// A package of a language with these digests. Its name must be that of its file.
    #[must_use]
    pub fn package(digests: impl IntoIterator<Item = impl Borrow<Digest>>) -> Self {
        Self::of(ArtifactKind::Package, listed(digests))
    }

    /// A model directory. It has no digest of its own.
    #[must_use]
    pub fn model() -> Self {
        Self::of(ArtifactKind::Model, Vec::new())
    }

    const fn of(kind: ArtifactKind, digests: Vec<Digest>) -> Self {
        Self {
            kind,
            digests,
            reference: None,
            name: None,
            is_malformed: false,
            namespace: None,
            role: None,
            transport: None,
            path: None,
            media_type: None,
            size: None,
            covered_by: Vec::new(),
            base: None,
        }
    }

    /// It was asked for by this reference.
    #[must_use]
    pub fn with_reference(mut self, reference: Reference) -> Self {
        self.reference = Some(reference);
        self
    }

    /// It was asked for by this name, which need not be a reference. For an image, a name that is none
    /// is a check that fails.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        if self.kind == ArtifactKind::Oci {
            match Reference::parse_familiar(&name) {
                Ok(reference) => self.reference = Some(reference),
                Err(_) => self.is_malformed = true,
            }
        }
        self.name = Some(name);
        self
    }

    /// It is used in this namespace.
    #[must_use]
    pub fn with_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// It is used as this.
    #[must_use]
    pub const fn with_role(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }

    /// It was had by this transport.
    #[must_use]
    pub const fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// It was had from this path, absolute, cleaned and without symbolic links; from local storage of
    /// containers, `[driver@root]name`.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }
}

fn listed(digests: impl IntoIterator<Item = impl Borrow<Digest>>) -> Vec<Digest> {
    digests.into_iter().map(|digest| *digest.borrow()).collect()
}
