//! Resource descriptors and digest sets.

use std::borrow::Cow;

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::base64::Form;
use bonafide_json::{Kind, Reader};
use bonafide_report::Place;

use crate::envelope::LISTED;
use crate::{Error, StatementOptions};

/// The members of a resource descriptor.
pub(crate) const MEMBERS: &[&str] = &[
    "name",
    "uri",
    "digest",
    "content",
    "downloadLocation",
    "mediaType",
    "annotations",
];

/// What a statement or a predicate says about a resource: a dependency, a by-product, a builder's
/// part. Borrows from the payload.
///
/// # Specification
/// in-toto Attestation, ResourceDescriptor v1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceDescriptor<'a> {
    name: Option<Cow<'a, str>>,
    uri: Option<Cow<'a, str>>,
    digests: Vec<Digest>,
    opaque: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    content: Option<Vec<u8>>,
    download_location: Option<Cow<'a, str>>,
    media_type: Option<Cow<'a, str>>,
    annotations: Option<&'a str>,
}

impl<'a> ResourceDescriptor<'a> {
    /// Reads the descriptor at the cursor. Places of members that the format does not have are
    /// added to `unknown`, up to 64.
    ///
    /// # Errors
    /// [`Error::DescriptorEmpty`] when it has neither `uri`, `digest` nor `content`;
    /// [`Error::Digest`], [`Error::Json`].
    pub fn read(
        reader: &mut Reader<'a>,
        options: &StatementOptions,
        unknown: &mut Vec<Place>,
    ) -> Result<Self, Error> {
        let found = Self::read_among(reader, options, MEMBERS, |reader, _| {
            unknown_member(reader, unknown)
        })?;
        if found.is_empty() {
            // The cursor stands behind it, and its place is still that of the reader.
            let place = reader.place();
            return Err(Error::DescriptorEmpty { place });
        }
        Ok(found)
    }

    /// Reads the object at the cursor as a descriptor that has further members, or lacks some:
    /// what older formats have in its place. `known` are the names that the format has there. Those
    /// of them that a descriptor has are read as such, and all other members are given to `each`.
    ///
    /// It may turn out [empty](Self::is_empty).
    ///
    /// # Errors
    /// What `each` returns; [`Error::Digest`], [`Error::Json`].
    pub fn read_among<E: From<Error> + From<bonafide_json::Error>>(
        reader: &mut Reader<'a>,
        options: &StatementOptions,
        known: &[&str],
        mut each: impl FnMut(&mut Reader<'a>, &str) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut found = Self::default();
        reader.object(known, |reader, member| {
            if !MEMBERS.contains(&member) || !known.contains(&member) {
                return each(reader, member);
            }
            Ok(found.member(reader, member, options)?)
        })?;
        Ok(found)
    }

    fn member(
        &mut self,
        reader: &mut Reader<'a>,
        member: &str,
        options: &StatementOptions,
    ) -> Result<(), Error> {
        if reader.null()? {
            return Ok(());
        }
        match member {
            "name" => self.name = Some(reader.string()?),
            "uri" => self.uri = Some(uri(reader, options)?),
            "downloadLocation" => self.download_location = Some(uri(reader, options)?),
            "mediaType" => self.media_type = Some(reader.string()?),
            "content" => self.content = Some(content(reader)?),
            "annotations" => self.annotations = Some(object_text(reader)?),
            _ => {
                return digest_set(reader, options, |reader, entry| {
                    match entry {
                        DigestEntry::Known(digest) => self.digests.push(digest),
                        DigestEntry::Unused => {}
                        DigestEntry::Unknown(name) => {
                            self.opaque
                                .push((Cow::Owned(name.to_owned()), reader.string()?));
                        }
                    }
                    Ok(())
                });
            }
        }
        Ok(())
    }

    /// Whether it identifies nothing: it has neither URI, digest nor content.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.uri.as_deref().unwrap_or_default().is_empty()
            && self.digests.is_empty()
            && self.opaque.is_empty()
            && self.content.as_deref().unwrap_or_default().is_empty()
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The URI, as written.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.uri.as_deref()
    }

    /// The digests of known algorithms, in document order.
    #[must_use]
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// Names and values of the digests of unknown algorithms, in document order.
    pub fn opaque_digests(&self) -> impl Iterator<Item = (&str, &str)> {
        self.opaque.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The content itself.
    #[must_use]
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// Where it can be had from.
    #[must_use]
    pub fn download_location(&self) -> Option<&str> {
        self.download_location.as_deref()
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// Its annotations: the text of a JSON object.
    #[must_use]
    pub const fn annotations(&self) -> Option<&'a str> {
        self.annotations
    }
}

/// One entry of a digest set, the cursor at its value only if the algorithm is not known.
pub(crate) enum DigestEntry<'n> {
    Known(Digest),
    /// Well formed, of a known algorithm, and longer than anything that is ever compared.
    Unused,
    Unknown(&'n str),
}

/// Reads the digest set at the cursor.
pub(crate) fn digest_set<'a>(
    reader: &mut Reader<'a>,
    options: &StatementOptions,
    mut each: impl FnMut(&mut Reader<'a>, DigestEntry<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut count = 0_usize;
    reader.object(&[], |reader, name| {
        if count >= options.digests {
            return Err(reader.limit("digests per subject", options.digests).into());
        }
        count = count.saturating_add(1);
        let known = Algorithm::from_name(name).filter(|known| known.is_in_digest_set());
        let Some(algorithm) = known else {
            return each(reader, DigestEntry::Unknown(name));
        };
        let text = reader.string()?;
        let text = if options.lenient_hex {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            text
        };
        let entry = match Digest::from_hex(algorithm, &text) {
            Ok(digest) => DigestEntry::Known(digest),
            Err(bonafide_digest::Error::TooLong { .. }) => DigestEntry::Unused,
            Err(cause) => {
                let place = reader.place();
                return Err(Error::Digest { place, cause });
            }
        };
        each(reader, entry)
    })
}

/// Checks the type of a descriptor's member that is not kept.
pub(crate) fn pass(
    reader: &mut Reader<'_>,
    member: &str,
    options: &StatementOptions,
    unknown: &mut Vec<Place>,
) -> Result<(), Error> {
    match member {
        "uri" | "downloadLocation" => uri(reader, options).map(|_| ())?,
        "mediaType" => reader.string().map(|_| ())?,
        "content" => content(reader).map(|_| ())?,
        "annotations" => object_text(reader).map(|_| ())?,
        _ => unknown_member(reader, unknown)?,
    }
    Ok(())
}

/// Notes and skips a member that the format does not have.
pub(crate) fn unknown_member(
    reader: &mut Reader<'_>,
    unknown: &mut Vec<Place>,
) -> Result<(), Error> {
    if unknown.len() < LISTED {
        unknown.push(reader.place());
    }
    Ok(reader.skip()?)
}

/// Reads a string of the length that a URI may have. That it is one is not asked: builders write
/// other text here.
pub(crate) fn uri<'a>(
    reader: &mut Reader<'a>,
    options: &StatementOptions,
) -> Result<Cow<'a, str>, Error> {
    let text = reader.string()?;
    if text.len() > options.uri_bytes {
        return Err(reader.limit("URI bytes", options.uri_bytes).into());
    }
    Ok(text)
}

fn content(reader: &mut Reader<'_>) -> Result<Vec<u8>, Error> {
    Ok(reader.base64(Form::Either, usize::MAX, "content bytes")?)
}

pub(crate) fn object_text<'a>(reader: &mut Reader<'a>) -> Result<&'a str, Error> {
    if reader.kind()? == Kind::Object {
        return Ok(reader.raw()?);
    }
    // Reading it as an object says what is wrong with it.
    reader.object(&[], |reader, _| reader.skip())?;
    Ok("")
}
