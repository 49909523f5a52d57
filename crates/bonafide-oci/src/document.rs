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
    artifact_type: Option<MediaType>,
    config: Descriptor,
    layers: Vec<Result<Descriptor, Error>>,
    subject: Option<Descriptor>,
    annotations: Annotations,
}

/// An index.
#[derive(Clone, Debug)]
pub struct Index {
    artifact_type: Option<MediaType>,
    manifests: Vec<Result<Descriptor, Error>>,
    subject: Option<Descriptor>,
    annotations: Annotations,
}

impl Document {
    /// Reads a document. `said` is the type that the registry or the descriptor gave it.
    ///
    /// # Errors
    /// [`Error::Json`], [`Error::Document`]; [`Error::UnsupportedFormat`] for the first schema.
    pub fn parse(bytes: &[u8], said: Option<&MediaType>, most: u64) -> Result<Self, Error> {
        Self::read(bytes, said, most, true)
    }

    /// Reads a document where nobody said its type: in a layout or a folder.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse).
    pub fn parse_local(bytes: &[u8], said: Option<&MediaType>, most: u64) -> Result<Self, Error> {
        Self::read(bytes, said, most, false)
    }

    fn read(
        bytes: &[u8],
        said: Option<&MediaType>,
        most: u64,
        must_say: bool,
    ) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, &limits::json(most))?;
        let mut draft = Draft::default();
        reader.object(MEMBERS, |reader, name| draft.member(reader, name))?;
        reader.finish()?;
        draft.finish(said, must_say)
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
        let listed = match self {
            Self::Manifest(manifest) => &manifest.layers,
            Self::Index(index) => &index.manifests,
        };
        listed.iter().flatten().any(Descriptor::has_urls)
    }
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
        &self.layers
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
        &self.manifests
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
    layers: Option<Vec<Result<Descriptor, Error>>>,
    manifests: Option<Vec<Result<Descriptor, Error>>>,
    subject: Option<Descriptor>,
    annotations: Annotations,
    has_fs_layers: bool,
}

impl Draft {
    fn member(&mut self, reader: &mut Reader<'_>, name: &str) -> Result<(), Error> {
        match name {
            "schemaVersion" => self.schema = Some(reader.unsigned()?),
            "fsLayers" => {
                self.has_fs_layers = true;
                reader.skip()?;
            }
            "layers" => self.layers = Some(list(reader)?),
            "manifests" => self.manifests = Some(list(reader)?),
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
            return Err(wrong("manifests", "beside members of an image manifest"));
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
        if let Some(manifests) = self.manifests {
            return Ok(Document::Index(Index {
                artifact_type,
                manifests,
                subject: self.subject,
                annotations: self.annotations,
            }));
        }
        Ok(Document::Manifest(Manifest {
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

/// A list of descriptors; some tools write `null` for an empty one.
fn list(reader: &mut Reader<'_>) -> Result<Vec<Result<Descriptor, Error>>, Error> {
    let mut listed = Vec::new();
    if reader.null()? {
        return Ok(listed);
    }
    reader.array(usize::MAX, "descriptors", |reader, _| {
        listed.push(Descriptor::read(reader)?);
        Ok::<(), Error>(())
    })?;
    Ok(listed)
}
