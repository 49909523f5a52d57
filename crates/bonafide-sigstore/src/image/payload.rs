//! The payload of an image signature in the older format.

use std::collections::BTreeMap;

use bonafide_digest::Digest;
use bonafide_json::{Kind, Limits, Reader};
use bonafide_oci::parse_digest;
use bonafide_report::first_few;
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::Error;

/// The greatest size of a payload in bytes.
const BYTES: usize = 1 << 20;
/// The greatest depth of a payload.
const DEPTH: usize = 32;
/// What is signed with it is an image.
const IMAGE_SIGNATURE: &str = "cosign container image signature";
/// The older name of the same.
const ATOMIC_SIGNATURE: &str = "atomic container signature";

/// What an image signature in the older format says: which image, under which name, and what the
/// signer wrote beside.
///
/// # Specification
/// cosign signature specification, simple signing; stricter: exactly these members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimpleSigning {
    reference: String,
    digest: Digest,
    kind: String,
    optional: BTreeMap<String, Value>,
}

/// A value that the signer wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// A text.
    Text(String),
    /// Anything else, as it was written.
    Json(String),
}

impl SimpleSigning {
    /// Reads a payload.
    ///
    /// # Errors
    /// `image.payload` for anything but exactly the members that it has.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let limits = Limits::default().with_bytes(BYTES).with_depth(DEPTH);
        let unread = |cause| Error::ImagePayloadJson { cause };
        let mut reader = Reader::new(bytes, &limits).map_err(unread)?;
        let mut draft = Draft::default();
        draft.read(&mut reader).map_err(unread)?;
        reader.finish().map_err(unread)?;
        draft.finish()
    }

    /// The name under which the image was signed, as the signer wrote it.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The digest of the image.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// What the signer wrote beside: claims. A time among them is no time.
    #[must_use]
    pub const fn optional(&self) -> &BTreeMap<String, Value> {
        &self.optional
    }

    /// That what was signed is an image.
    pub(super) fn check_kind(&self, atomic: bool) -> Result<(), Error> {
        if self.kind == IMAGE_SIGNATURE || (atomic && self.kind == ATOMIC_SIGNATURE) {
            return Ok(());
        }
        Err(Error::ImagePayloadType {
            found: self.kind.clone(),
        })
    }

    /// That it is one of these images.
    pub(super) fn check_image(&self, images: &[Digest]) -> Result<Digest, Error> {
        let found = images.iter().find(|image| **image == self.digest);
        found.copied().ok_or_else(|| Error::WrongSubject {
            wanted: first_few(images),
            found: self.digest.to_string(),
        })
    }

    /// That the signer wrote all of these.
    pub(super) fn check_annotations(&self, wanted: &[(String, String)]) -> Result<(), Error> {
        for (name, value) in wanted {
            let found = self.optional.get(name);
            let is_it = matches!(found, Some(Value::Text(text)) if text == value);
            if !is_it {
                return Err(Error::ImageAnnotation {
                    name: name.clone(),
                    wanted: value.clone(),
                    found: found.map(|found| match found {
                        Value::Text(text) | Value::Json(text) => text.clone(),
                    }),
                });
            }
        }
        Ok(())
    }
}

#[cfg(feature = "serde")]
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, text) = match self {
            Self::Text(text) => ("text", text),
            Self::Json(text) => ("json", text),
        };
        let mut out = serializer.serialize_struct("Value", 1)?;
        out.serialize_field(kind, text)?;
        out.end()
    }
}

#[cfg(feature = "serde")]
impl Serialize for SimpleSigning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("SimpleSigning", 3)?;
        out.serialize_field("reference", &self.reference)?;
        out.serialize_field("digest", &self.digest)?;
        out.serialize_field("optional", &self.optional)?;
        out.end()
    }
}

#[derive(Default)]
struct Draft {
    reference: Option<String>,
    digest: Option<String>,
    kind: Option<String>,
    optional: Option<BTreeMap<String, Value>>,
}

impl Draft {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), bonafide_json::Error> {
        reader.object(&["critical", "optional"], |reader, name| match name {
            "critical" => self.critical(reader),
            "optional" => {
                self.optional = Some(optional(reader)?);
                Ok(())
            }
            _ => Err(reader.unknown_member()),
        })
    }

    fn critical(&mut self, reader: &mut Reader<'_>) -> Result<(), bonafide_json::Error> {
        reader.object(&["identity", "image", "type"], |reader, name| {
            match name {
                "identity" => self.reference = only(reader, "docker-reference")?,
                "image" => self.digest = only(reader, "docker-manifest-digest")?,
                "type" => self.kind = Some(reader.string()?.into_owned()),
                _ => return Err(reader.unknown_member()),
            }
            Ok(())
        })
    }

    fn finish(self) -> Result<SimpleSigning, Error> {
        let lacking = |reason| Error::ImagePayload { reason };
        let digest = self.digest.ok_or(lacking("it names no image"))?;
        Ok(SimpleSigning {
            reference: self.reference.ok_or(lacking("it names no reference"))?,
            digest: parse_digest(&digest)
                .map_err(|_| lacking("it names the image by no SHA-256 or SHA-512 digest"))?,
            kind: self.kind.ok_or(lacking("it has no type"))?,
            optional: self
                .optional
                .ok_or(lacking("it has no member `optional`"))?,
        })
    }
}

/// An object with this member, a text, and no other.
fn only(reader: &mut Reader<'_>, wanted: &str) -> Result<Option<String>, bonafide_json::Error> {
    let mut found = None;
    reader.object(&[wanted], |reader, name| {
        if name != wanted {
            return Err(reader.unknown_member());
        }
        found = Some(reader.string()?.into_owned());
        Ok(())
    })?;
    Ok(found)
}

/// `null`, or an object of whatever.
fn optional(reader: &mut Reader<'_>) -> Result<BTreeMap<String, Value>, bonafide_json::Error> {
    let mut values = BTreeMap::new();
    if reader.null()? {
        return Ok(values);
    }
    reader.object(&[], |reader, name| {
        let value = if reader.kind()? == Kind::String {
            Value::Text(reader.string()?.into_owned())
        } else {
            Value::Json(reader.raw()?.to_owned())
        };
        values.insert(name.to_owned(), value);
        Ok::<(), bonafide_json::Error>(())
    })?;
    Ok(values)
}
