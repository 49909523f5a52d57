//! Descriptors: type, digest and size of something that is elsewhere.

use bonafide_digest::Digest;
use bonafide_json::Reader;
use bonafide_json::base64::{self, Form};
use bonafide_report::Place;

use crate::digest::is_digest_of;
use crate::{
    Annotations, Error, MediaType, Platform, annotations, lenient, limits, parse_digest, platform,
};

/// The greatest integer that every reader of JSON has exactly.
const LARGEST_SIZE: u64 = (1 << 53) - 1;
/// The bytes of a document that is one descriptor.
const DOCUMENT: u64 = 1 << 20;
/// Bytes that a descriptor may carry itself.
const DATA: usize = 4 << 20;

const MEMBERS: &[&str] = &[
    "mediaType",
    "digest",
    "size",
    "annotations",
    "artifactType",
    "platform",
    "data",
    "urls",
];

/// What names a document or a blob: its type, its digest, its size.
///
/// The digest decides; type, annotations and artifact type are what somebody claims.
///
/// # Specification
/// OCI image specification, content descriptors. `urls` are never followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    media_type: Option<MediaType>,
    digest: Digest,
    size: u64,
    annotations: Annotations,
    artifact_type: Option<MediaType>,
    platform: Option<Platform>,
    data: Option<Data>,
    has_urls: bool,
}

/// What stands in `data`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Data {
    /// The bytes that the descriptor is of.
    Right(Vec<u8>),
    /// Anything else.
    Wrong,
}

impl Descriptor {
    /// A descriptor of these bytes.
    #[must_use]
    pub fn of(media_type: MediaType, bytes: &[u8]) -> Self {
        Self {
            media_type: Some(media_type),
            digest: Digest::sha256(bonafide_digest::sha256(&[bytes])),
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            annotations: Annotations::new(),
            artifact_type: None,
            platform: None,
            data: None,
            has_urls: false,
        }
    }

    /// Reads a document that is one descriptor and nothing else, as callers of plugins write it.
    ///
    /// # Errors
    /// [`Error::Json`] for what is not strict JSON; `digest.*` and `image.manifest` for what is no
    /// descriptor.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, &limits::json(DOCUMENT))?;
        let descriptor = Self::read(&mut reader)?;
        reader.finish()?;
        descriptor
    }

    /// The type that is claimed; some indexes leave it out.
    #[must_use]
    pub const fn media_type(&self) -> Option<&MediaType> {
        self.media_type.as_ref()
    }

    /// The digest.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The size in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The annotations.
    #[must_use]
    pub const fn annotations(&self) -> &Annotations {
        &self.annotations
    }

    /// The type of the artifact that is claimed. Older tools wrote other things here.
    #[must_use]
    pub const fn artifact_type(&self) -> Option<&MediaType> {
        self.artifact_type.as_ref()
    }

    /// The platform, for a child of an index.
    #[must_use]
    pub const fn platform(&self) -> Option<&Platform> {
        self.platform.as_ref()
    }

    /// Whether it names addresses to fetch from. They are never used.
    #[must_use]
    pub const fn has_urls(&self) -> bool {
        self.has_urls
    }

    /// The bytes, where the descriptor carries them and they have its digest and size.
    #[must_use]
    pub fn data(&self) -> Option<&[u8]> {
        match &self.data {
            Some(Data::Right(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// Whether it carries bytes that are not those that it is of.
    #[must_use]
    pub const fn has_wrong_data(&self) -> bool {
        matches!(self.data, Some(Data::Wrong))
    }

    /// That these bytes are those that it is of.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`], then [`Error::DigestMismatch`].
    pub fn check(&self, bytes: &[u8]) -> Result<(), Error> {
        self.check_size(bytes)?;
        if is_digest_of(&self.digest, bytes) {
            Ok(())
        } else {
            Err(Error::DigestMismatch {
                wanted: self.digest.to_string(),
            })
        }
    }

    /// That there are as many bytes as it says.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`].
    pub(crate) fn check_size(&self, bytes: &[u8]) -> Result<(), Error> {
        match u64::try_from(bytes.len()).unwrap_or(u64::MAX) {
            found if found == self.size => Ok(()),
            found => Err(Error::size(&self.digest, self.size, found)),
        }
    }

    /// Reads a descriptor. What is no descriptor by meaning is an error inside the result, so that
    /// one bad entry of a list does not spoil the others.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Result<Self, Error>, Error> {
        let mut draft = Draft {
            place: reader.place(),
            ..Draft::default()
        };
        let mut fault = None;
        lenient::object(reader, MEMBERS, &mut fault, |reader, fault, name| {
            draft.member(reader, fault, name)
        })?;
        Ok(fault.map_or_else(|| draft.finish(), Err))
    }
}

#[derive(Default)]
struct Draft {
    place: Place,
    media_type: Option<String>,
    digest: Option<String>,
    size: Option<u64>,
    annotations: Option<Result<Annotations, Error>>,
    artifact_type: Option<String>,
    platform: Option<Platform>,
    data: Option<Option<Vec<u8>>>,
    has_urls: bool,
}

impl Draft {
    fn member(
        &mut self,
        reader: &mut Reader<'_>,
        fault: &mut Option<Error>,
        name: &str,
    ) -> Result<(), bonafide_json::Error> {
        let is_optional = !matches!(name, "digest" | "size");
        if is_optional && MEMBERS.contains(&name) && reader.null()? {
            return Ok(());
        }
        match name {
            "mediaType" => self.media_type = lenient::string(reader, fault)?,
            "digest" => self.digest = lenient::string(reader, fault)?,
            "size" => self.size = lenient::unsigned(reader, fault)?,
            "annotations" => self.annotations = Some(annotations::read_apart(reader)?),
            "artifactType" => self.artifact_type = lenient::string(reader, fault)?,
            "platform" => self.platform = Some(platform::read(reader, fault)?),
            "data" => {
                let text = lenient::string(reader, fault)?.unwrap_or_default();
                let is_bounded = text.len().div_ceil(4).saturating_mul(3) <= DATA;
                let bytes = is_bounded
                    .then(|| base64::decode(&text, Form::Standard).ok())
                    .flatten();
                self.data = Some(bytes);
            }
            "urls" => {
                self.has_urls = true;
                reader.skip()?;
            }
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn finish(self) -> Result<Descriptor, Error> {
        let wrong = |member, reason| Error::Document {
            place: self.place.member(member),
            reason,
        };
        let media_type = |text: Option<String>, member| match text.filter(|text| !text.is_empty()) {
            None => Ok(None),
            Some(text) => match MediaType::parse(&text) {
                Some(media_type) => Ok(Some(media_type)),
                None => Err(wrong(member, "not a media type")),
            },
        };
        let digest = self
            .digest
            .as_deref()
            .ok_or_else(|| wrong("digest", "absent"))?;
        let digest = parse_digest(digest)?;
        let size = self.size.ok_or_else(|| wrong("size", "absent"))?;
        if size > LARGEST_SIZE {
            return Err(wrong("size", "not an exact integer"));
        }
        let mut descriptor = Descriptor {
            media_type: media_type(self.media_type, "mediaType")?,
            digest,
            size,
            annotations: self.annotations.transpose()?.unwrap_or_default(),
            artifact_type: media_type(self.artifact_type, "artifactType")?,
            platform: self.platform,
            data: None,
            has_urls: self.has_urls,
        };
        descriptor.data = self.data.map(|data| match data {
            Some(bytes) if descriptor.check(&bytes).is_ok() => Data::Right(bytes),
            _ => Data::Wrong,
        });
        Ok(descriptor)
    }
}
