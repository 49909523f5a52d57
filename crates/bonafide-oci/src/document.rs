//! Manifests and indexes.

use bonafide_json::Reader;
use bonafide_report::Place;

use crate::{Annotations, Descriptor, Error, MediaType, annotations, limits, media_type};

const MEMBERS: &[&str] = &[
    "schemaVersion",
    "mediaType",
    "artifactType",
    "config",
    "layers",
    "manifests",
    "subject",
    "annotations",
    "fsLayers",
];

/// A manifest or an index, read strictly. It says what somebody pushed.
///
/// # Specification
/// OCI image specification, image manifest and image index; Docker image manifest version 2,
/// schema 2. Stricter: what could be taken for either is refused, and every word about the type
/// must agree with the others.
#[derive(Clone, Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the specification has these two documents"
)]
#[expect(
    clippy::large_enum_variant,
    reason = "one is read at a time, and taken apart at once"
)]
pub enum Document {
    /// One image, or one artifact.
    Manifest(Manifest),
    /// A list of manifests.
    Index(Index),
}

/// A manifest.
#[derive(Clone, Debug)]
pub struct Manifest {
    media_type: Option<MediaType>,
    artifact_type: Option<MediaType>,
    config: Descriptor,
    layers: List,
    subject: Option<Descriptor>,
    annotations: Annotations,
}

/// An index.
#[derive(Clone, Debug)]
pub struct Index {
    media_type: Option<MediaType>,
    artifact_type: Option<MediaType>,
    manifests: List,
    subject: Option<Descriptor>,
    annotations: Annotations,
}

impl Document {
    /// Reads a document. `said` is the type that the registry or the descriptor gave it. A document
    /// of `most` bytes may list a 64th as many descriptors, which is more than can be written.
    ///
    /// # Errors
    /// [`Error::Json`], [`Error::Document`], [`Error::Ambiguous`], [`Error::Limit`];
    /// [`Error::UnsupportedFormat`] for the first schema.
    pub fn parse(bytes: &[u8], said: Option<&MediaType>, most: u64) -> Result<Self, Error> {
        Self::read(bytes, said, true, most, most >> 6)?.whole()
    }

    /// Reads a document where nobody said its type: in a layout or a folder.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse).
    pub fn parse_local(bytes: &[u8], said: Option<&MediaType>, most: u64) -> Result<Self, Error> {
        Self::read(bytes, said, false, most, most >> 6)?.whole()
    }

    /// Reads a document of at most `most` bytes, and keeps at most `kept` of the descriptors that
    /// it lists: even what names nothing takes memory, a hundred times that of its own text.
    pub(crate) fn read(
        bytes: &[u8],
        said: Option<&MediaType>,
        must_say: bool,
        most: u64,
        kept: u64,
    ) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, &limits::json(most))?;
        let mut draft = Draft::keeping(kept);
        reader.object(MEMBERS, |reader, name| draft.member(reader, name))?;
        reader.finish()?;
        draft.finish(said, must_say)
    }

    fn whole(self) -> Result<Self, Error> {
        let list = self.list();
        let kept = u64::try_from(list.kept.len()).unwrap_or(u64::MAX);
        if list.listed > kept {
            let item = "descriptors in a document";
            return Err(Error::Limit { item, limit: kept });
        }
        Ok(self)
    }

    /// What it lists: layers or manifests.
    const fn list(&self) -> &List {
        match self {
            Self::Manifest(manifest) => &manifest.layers,
            Self::Index(index) => &index.manifests,
        }
    }

    /// The type: what it says itself, or else what was said of it.
    #[must_use]
    pub const fn media_type(&self) -> Option<&MediaType> {
        match self {
            Self::Manifest(manifest) => manifest.media_type.as_ref(),
            Self::Index(index) => index.media_type.as_ref(),
        }
    }

    /// Whether it may be listed as this type: its own, or where it says none, one of its kind.
    pub(crate) fn agrees_with(&self, listed: &MediaType) -> bool {
        match (self.media_type(), self) {
            (Some(own), _) => own == listed,
            (None, _) if needs_own_type(listed) => false,
            (None, Self::Manifest(_)) => listed.is_manifest(),
            (None, Self::Index(_)) => listed.is_index(),
        }
    }

    /// The manifest that it is attached to, if it is.
    #[must_use]
    pub const fn subject(&self) -> Option<&Descriptor> {
        match self {
            Self::Manifest(manifest) => manifest.subject.as_ref(),
            Self::Index(index) => index.subject.as_ref(),
        }
    }

    /// Whether any descriptor in it names addresses.
    #[must_use]
    pub fn has_urls(&self) -> bool {
        let config = match self {
            Self::Manifest(manifest) => Some(&manifest.config),
            Self::Index(_) => None,
        };
        let listed = self.list().kept.iter().flatten();
        listed.chain(config).any(Descriptor::has_urls)
    }
}

/// The descriptors that a document lists, as many of them as are wanted.
#[derive(Clone, Debug, Default)]
struct List {
    kept: Vec<Result<Descriptor, Error>>,
    /// How many there are in the document.
    listed: u64,
}

impl Manifest {
    /// The type of the artifact: what the manifest says, or else the type of its config.
    #[must_use]
    pub fn artifact_type(&self) -> Option<&MediaType> {
        let config = self.config.media_type();
        self.artifact_type
            .as_ref()
            .or_else(|| config.filter(|config| !config.is(media_type::OCI_EMPTY)))
    }

    /// The config.
    #[must_use]
    pub const fn config(&self) -> &Descriptor {
        &self.config
    }

    /// The layers, in order; each is a descriptor or what is wrong with it.
    pub fn layers(&self) -> &[Result<Descriptor, Error>] {
        &self.layers.kept
    }

    /// How many layers the document lists, those among them that were not kept.
    pub(crate) const fn listed(&self) -> u64 {
        self.layers.listed
    }

    /// The manifest that this one is attached to.
    #[must_use]
    pub const fn subject(&self) -> Option<&Descriptor> {
        self.subject.as_ref()
    }

    /// The annotations.
    #[must_use]
    pub const fn annotations(&self) -> &Annotations {
        &self.annotations
    }
}

impl Index {
    /// The type of the artifact, if one is said.
    #[must_use]
    pub const fn artifact_type(&self) -> Option<&MediaType> {
        self.artifact_type.as_ref()
    }

    /// The entries, in order; each is a descriptor or what is wrong with it.
    pub fn manifests(&self) -> &[Result<Descriptor, Error>] {
        &self.manifests.kept
    }

    /// How many entries the document lists, those among them that were not kept.
    pub(crate) const fn listed(&self) -> u64 {
        self.manifests.listed
    }

    /// The annotations.
    #[must_use]
    pub const fn annotations(&self) -> &Annotations {
        &self.annotations
    }
}

#[derive(Default)]
struct Draft {
    schema: Option<u64>,
    media_type: Option<String>,
    artifact_type: Option<String>,
    config: Option<Descriptor>,
    layers: Option<List>,
    manifests: Option<List>,
    subject: Option<Descriptor>,
    annotations: Annotations,
    has_fs_layers: bool,
    kept: u64,
}

impl Draft {
    fn keeping(kept: u64) -> Self {
        Self {
            kept,
            ..Self::default()
        }
    }

    fn member(&mut self, reader: &mut Reader<'_>, name: &str) -> Result<(), Error> {
        match name {
            "schemaVersion" => self.schema = Some(reader.unsigned()?),
            "fsLayers" => {
                self.has_fs_layers = true;
                reader.skip()?;
            }
            "layers" => self.layers = Some(list(reader, self.kept)?),
            "manifests" => self.manifests = Some(list(reader, self.kept)?),
            name if MEMBERS.contains(&name) && reader.null()? => {}
            "mediaType" => self.media_type = Some(reader.string()?.into_owned()),
            "artifactType" => self.artifact_type = Some(reader.string()?.into_owned()),
            "config" => self.config = Some(Descriptor::read(reader)??),
            "subject" => self.subject = Some(Descriptor::read(reader)??),
            "annotations" => self.annotations = annotations::read(reader)??,
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn finish(self, said: Option<&MediaType>, must_say: bool) -> Result<Document, Error> {
        let wrong = |member, reason| Error::Document {
            place: Place::root().member(member),
            reason,
        };
        match self.schema {
            Some(2) => {}
            Some(1) => {
                return Err(Error::UnsupportedFormat {
                    what: "a manifest of the first schema; convert it",
                });
            }
            _ => return Err(wrong("schemaVersion", "not 2")),
        }
        let own = read_type(self.media_type, "mediaType")?;
        let artifact_type = read_type(self.artifact_type, "artifactType")?;
        if let (Some(own), Some(said)) = (&own, said)
            && own != said
        {
            return Err(wrong("mediaType", "differs from the type it was served as"));
        }
        let effective = own.as_ref().or(said);
        let is_manifest = self.layers.is_some() || self.config.is_some() || self.has_fs_layers;
        if is_manifest && self.manifests.is_some() {
            return Err(Error::Ambiguous {});
        }
        if own.is_none() && said.is_some_and(needs_own_type) {
            return Err(wrong("mediaType", "absent where this format needs it"));
        }
        match effective {
            Some(effective) if effective.is_manifest() && is_manifest => {}
            Some(effective) if effective.is_index() && self.manifests.is_some() => {}
            None if !must_say => {}
            None => return Err(wrong("mediaType", "nobody says what this is")),
            Some(_) => return Err(wrong("mediaType", "does not fit the members")),
        }
        let media_type = effective.cloned();
        if let Some(manifests) = self.manifests {
            return Ok(Document::Index(Index {
                media_type,
                artifact_type,
                manifests,
                subject: self.subject,
                annotations: self.annotations,
            }));
        }
        Ok(Document::Manifest(Manifest {
            media_type,
            artifact_type,
            config: self.config.ok_or_else(|| wrong("config", "absent"))?,
            layers: self.layers.ok_or_else(|| wrong("layers", "absent"))?,
            subject: self.subject,
            annotations: self.annotations,
        }))
    }
}

/// Documents of Docker say their own type.
fn needs_own_type(said: &MediaType) -> bool {
    said.is(media_type::DOCKER_MANIFEST) || said.is(media_type::DOCKER_LIST)
}

fn read_type(text: Option<String>, member: &'static str) -> Result<Option<MediaType>, Error> {
    match text.filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => MediaType::parse(&text).map(Some).ok_or(Error::Document {
            place: Place::root().member(member),
            reason: "not a media type",
        }),
    }
}

/// A list of descriptors, of which as many are kept; some tools write `null` for an empty one.
fn list(reader: &mut Reader<'_>, most: u64) -> Result<List, Error> {
    let mut list = List::default();
    if reader.null()? {
        return Ok(list);
    }
    reader.array(usize::MAX, "descriptors", |reader, _| {
        if list.listed < most {
            list.kept.push(Descriptor::read(reader)?);
        } else {
            reader.skip()?;
        }
        list.listed = list.listed.saturating_add(1);
        Ok::<(), Error>(())
    })?;
    Ok(list)
}
