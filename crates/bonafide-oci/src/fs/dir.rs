//! Images in a folder, as `dir:` names it, with their signatures beside them.

use std::path::Path;

use bonafide_digest::Digest;
use bonafide_json::Reader;
use bonafide_json::base64::Form;

use super::layout::as_limit;
use super::root::{self, Root};
use crate::digest::is_digest_of;
use crate::{Annotations, Body, Error, Limits, MediaType, annotations, limits, media_type};

/// The file that says how the folder is laid out.
pub(super) const VERSION: &str = "version";
/// What that file says.
const VERSION_TEXT: &[u8] = b"Directory Transport Version: 1.1\n";
/// How that file begins in any version.
const VERSION_START: &[u8] = b"Directory Transport Version: ";
/// Bytes of the file that says how the folder is laid out.
const VERSION_BYTES: u64 = 256;
/// The manifest of the image.
pub(super) const MANIFEST: &str = "manifest.json";
/// Bytes of the longest name of a format of signatures, and more.
const FORMAT_BYTES: usize = 64;

const MEMBERS: &[&str] = &["mimeType", "payload", "annotations"];

/// An image in a folder: its manifest, its signatures, and blobs by digest.
///
/// The manifest and the signatures are read once, when it is opened.
///
/// # Specification
/// `containers-transports(5)`, `dir:`, version 1.1. Stricter: what a signature file has beside the
/// known members is refused.
#[derive(Debug)]
pub struct DirTransport {
    root: Root,
    subject: Vec<u8>,
    digest: Digest,
    signatures: Vec<Result<DirAttachment, Error>>,
    has_more: bool,
}

/// What one signature file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DirAttachment {
    /// What a registry would have as one layer of a manifest of signatures.
    Layer(DirSignature),
    /// An OpenPGP signature. It is not read here.
    Gpg,
}

/// A payload and what stands beside it. Nothing of it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirSignature {
    media_type: MediaType,
    payload: Vec<u8>,
    annotations: Annotations,
}

impl DirTransport {
    /// Opens the folder `path`, and reads its manifest and its signatures.
    ///
    /// Signature files are numbered from 1; the first number that is missing ends them. At most as
    /// many are read as a manifest may have layers, and together no more bytes than a discovery may
    /// read.
    ///
    /// # Errors
    /// [`Error::NoSuchPath`] when there is no such folder; [`Error::Layout`] when it holds no manifest
    /// or is laid out otherwise; [`Error::UnsupportedFormat`] for another version than 1.1;
    /// [`Error::Limit`] for a manifest that is too large; [`Error::Source`] when the disk fails.
    /// What is wrong with one signature is an error in [`signatures`](Self::signatures).
    pub fn open(path: impl AsRef<Path>, limits: &Limits) -> Result<Self, Error> {
        let path = path.as_ref();
        Self::beneath(path, Root::open(path)?, limits)
    }

    /// Opens a folder that is open already, and lies at `path`.
    pub(super) fn beneath(path: &Path, root: Root, limits: &Limits) -> Result<Self, Error> {
        Self::read(root, limits).map_err(|error| root::beneath(path, "/", error))
    }

    fn read(root: Root, limits: &Limits) -> Result<Self, Error> {
        check_version(&root)?;
        let most = limits.manifest_bytes;
        let subject = root
            .read(MANIFEST, most)
            .map_err(|error| as_limit(error, "bytes in manifest.json"))?
            .map(|body| body.found().bytes)
            .ok_or_else(|| root::layout(MANIFEST.to_owned(), "absent"))?;
        let mut folder = Self {
            digest: Digest::sha256(bonafide_digest::sha256(&[&subject])),
            root,
            subject,
            signatures: Vec::new(),
            has_more: false,
        };
        folder.read_signatures(limits);
        Ok(folder)
    }

    /// The bytes of the manifest: what the signatures are of.
    #[must_use]
    pub fn subject(&self) -> &[u8] {
        &self.subject
    }

    /// The digest of the image, computed from the bytes of its manifest.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The signature files in the order of their numbers, the first being number 1; each is what it
    /// holds, or what is wrong with it.
    pub fn signatures(&self) -> &[Result<DirAttachment, Error>] {
        &self.signatures
    }

    /// Whether there are signature files that were not read, because of a limit.
    #[must_use]
    pub const fn has_more(&self) -> bool {
        self.has_more
    }

    /// The blob of this digest, `None` when it is not in the folder. At most `max_bytes` are read,
    /// and hashed.
    ///
    /// # Errors
    /// [`Error::DigestMismatch`] for other bytes under its name; [`Error::Layout`] for a link or
    /// what else is no regular file; [`Error::Limit`]; [`Error::Source`] when the disk fails.
    pub fn blob(&self, digest: &Digest, max_bytes: u64) -> Result<Option<Vec<u8>>, Error> {
        let body = self
            .root
            .read(&digest.to_hex(), max_bytes)
            .map_err(|error| as_limit(error, "bytes in a blob"))?;
        let Some(bytes) = body.map(|body| body.found().bytes) else {
            return Ok(None);
        };
        if is_digest_of(digest, &bytes) {
            Ok(Some(bytes))
        } else {
            Err(Error::DigestMismatch {
                wanted: digest.to_string(),
            })
        }
    }

    fn read_signatures(&mut self, limits: &Limits) {
        let mut budget = limits.total_bytes;
        let mut number = 1_u64;
        loop {
            let name = format!("signature-{number}");
            let is_over = number > limits.layers || budget == 0;
            let most = if is_over {
                0
            } else {
                file_bytes(limits).min(budget)
            };
            let read = self.root.read(&name, most);
            if matches!(read, Ok(None)) {
                return;
            }
            if is_over {
                self.has_more = true;
                return;
            }
            let (signature, spent) = match read {
                Ok(body) => {
                    let bytes = body
                        .map(Body::found)
                        .map_or(Vec::new(), |found| found.bytes);
                    let spent = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                    (read_signature(&bytes, &name, limits), spent)
                }
                Err(error) => {
                    let spent = if root::is_too_large(&error) { most } else { 0 };
                    (Err(as_limit(error, "bytes in a signature file")), spent)
                }
            };
            self.signatures.push(signature);
            budget = budget.saturating_sub(spent);
            number = number.saturating_add(1);
        }
    }
}

impl DirSignature {
    /// The type of the payload that is claimed. It decides what the payload may be evidence of; for
    /// some types it is none.
    #[must_use]
    pub const fn media_type(&self) -> &MediaType {
        &self.media_type
    }

    /// The payload, decoded.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The annotations, among them the signature itself.
    #[must_use]
    pub const fn annotations(&self) -> &Annotations {
        &self.annotations
    }
}

fn check_version(root: &Root) -> Result<(), Error> {
    let refuse = |reason| Err(root::layout(VERSION.to_owned(), reason));
    match root.read(VERSION, VERSION_BYTES) {
        Ok(None) => Ok(()),
        Ok(Some(body)) => match body.found().bytes() {
            VERSION_TEXT => Ok(()),
            text if text.starts_with(VERSION_START) => Err(Error::UnsupportedFormat {
                what: "a folder of another version than 1.1",
            }),
            _ => refuse("not the version of a folder"),
        },
        Err(error) if root::is_too_large(&error) => refuse("not the version of a folder"),
        Err(error) => Err(error),
    }
}

/// Bytes of the largest signature file: a payload in base64, and annotations.
const fn file_bytes(limits: &Limits) -> u64 {
    let payload = limits.envelope_bytes.div_ceil(3).saturating_mul(4);
    payload.saturating_add(limits.bundle_bytes)
}

/// Tells by the first bytes of a file what it holds.
fn read_signature(bytes: &[u8], name: &str, limits: &Limits) -> Result<DirAttachment, Error> {
    let refuse = |reason| Err(root::layout(name.to_owned(), reason));
    match bytes.split_first() {
        Some((0, rest)) => match split_format(rest) {
            Some((b"sigstore-json", data)) => read_json(data, name, limits),
            Some((b"simple-signing", _)) => Ok(DirAttachment::Gpg),
            Some(_) => refuse("a format of signatures that is not known"),
            None => refuse("no name of a format"),
        },
        // The tag of an OpenPGP packet.
        Some((0x80..=0xff, _)) => Ok(DirAttachment::Gpg),
        Some(_) => refuse("neither a named format nor an OpenPGP signature"),
        None => refuse("empty"),
    }
}

/// The name of a format and what follows its line.
fn split_format(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes
        .iter()
        .take(FORMAT_BYTES)
        .position(|byte| *byte == b'\n')?;
    let (format, rest) = bytes.split_at(end);
    Some((format, rest.strip_prefix(b"\n")?))
}

fn read_json(bytes: &[u8], name: &str, limits: &Limits) -> Result<DirAttachment, Error> {
    let refuse = |reason| root::layout(name.to_owned(), reason);
    let unread = |cause| Error::LayoutJson {
        path: name.to_owned(),
        cause,
    };
    let draft = Draft::read(bytes, limits).map_err(unread)?;
    let media_type = draft.media_type.ok_or_else(|| refuse("no mimeType"))?;
    let media_type =
        MediaType::parse(&media_type).ok_or_else(|| refuse("a mimeType that is none"))?;
    let payload = draft.payload.ok_or_else(|| refuse("no payload"))?;
    let annotations = draft
        .annotations
        .ok_or_else(|| refuse("no annotations"))?
        .map_err(|error| match error {
            Error::Json { cause } => unread(cause),
            error => error,
        })?;
    let length = u64::try_from(payload.len()).unwrap_or(u64::MAX);
    if media_type.is(media_type::SIMPLE_SIGNING) && length > limits.payload_bytes {
        return Err(Error::Limit {
            item: "bytes in a payload",
            limit: limits.payload_bytes,
        });
    }
    Ok(DirAttachment::Layer(DirSignature {
        media_type,
        payload,
        annotations,
    }))
}

#[derive(Default)]
struct Draft {
    media_type: Option<String>,
    payload: Option<Vec<u8>>,
    annotations: Option<Result<Annotations, Error>>,
}

impl Draft {
    fn read(bytes: &[u8], limits: &Limits) -> Result<Self, bonafide_json::Error> {
        let mut reader = Reader::new(bytes, &limits::json(file_bytes(limits)))?;
        let mut draft = Self::default();
        let most = usize::try_from(limits.envelope_bytes).unwrap_or(usize::MAX);
        reader.object(MEMBERS, |reader, member| {
            match member {
                "mimeType" => draft.media_type = Some(reader.string()?.into_owned()),
                "payload" => {
                    let payload = reader.base64(Form::Standard, most, "bytes in a payload")?;
                    draft.payload = Some(payload);
                }
                "annotations" => draft.annotations = Some(annotations::read(reader)?),
                _ => return Err(reader.unknown_member()),
            }
            Ok(())
        })?;
        reader.finish()?;
        Ok(draft)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<DirAttachment, Error> {
        read_signature(bytes, "signature-1", &Limits::default())
    }

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        assert_eq!(read(b"\0simple-signing\n\x89"), Ok(DirAttachment::Gpg));
        assert_eq!(read(b"\x80"), Ok(DirAttachment::Gpg));
        assert_eq!(read(b"\xa3\x01"), Ok(DirAttachment::Gpg));
        for bytes in [
            &b""[..],
            b"{}",
            b"\x7f",
            b"-----BEGIN PGP SIGNATURE-----",
            b"\0",
            b"\0sigstore-json",
            b"\0Sigstore-json\n{}",
            b"\0sigstore-json \n{}",
            b"\0other\n",
            b"\0\n",
            b"\0sigstore-json\n",
            b"\0sigstore-json\n{}",
            &[b"\0".to_vec(), vec![b'a'; 100], b"\n".to_vec()].concat(),
        ] {
            let error = read(bytes).unwrap_err();
            assert_eq!(error.code().as_str(), "image.layout", "{bytes:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = read(&bytes);
            let _ = read(&[b"\0sigstore-json\n", bytes.as_slice()].concat());
        }

        #[test]
        fn any_altered_signature_is_read_or_refused(at in 0..120_usize, byte in proptest::num::u8::ANY) {
            let mut bytes = [
                &b"\0sigstore-json\n"[..],
                br#"{"mimeType":"application/x","payload":"aGk=","annotations":{"a":"b"}}"#,
            ].concat();
            if let Some(old) = bytes.get_mut(at) {
                *old = byte;
            }
            let _ = read(&bytes);
        }
    }
}
