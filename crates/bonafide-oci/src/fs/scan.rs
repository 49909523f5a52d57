//! Attachments that lie in a layout and are not listed in it.

use std::collections::BTreeSet;
use std::os::unix::fs::FileExt as _;

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::{Reader, canonical};
use rustix::fs::Dir;

use super::layout::{INDEX, as_limit, blob_path, read_index};
use super::root::{self, Root};
use crate::digest::is_digest_of;
use crate::{Document, Error, Limits, limits, media_type};

/// Where blobs are looked through.
const BLOBS: &str = "blobs/sha256";

/// A manifest that is attached to the image in question.
pub(super) struct Attached {
    digest: Digest,
    size: usize,
    media_type: String,
}

/// The manifests among the blobs that are attached to `subject`, in the order of their names.
pub(super) fn attached(
    root: &Root,
    subject: &Digest,
    limits: &Limits,
) -> Result<Vec<Attached>, Error> {
    let mut found = Vec::new();
    let mut budget = limits.total_bytes;
    for digest in blobs(root, limits)? {
        let Some(bytes) = read(root, &digest, limits, &mut budget)? else {
            continue;
        };
        if !is_digest_of(&digest, &bytes) {
            continue;
        }
        let Ok(document) = Document::parse_local(&bytes, None, limits.manifest_bytes) else {
            continue;
        };
        if document.subject().is_some_and(|of| of.digest() == subject) {
            found.push(Attached {
                digest,
                size: bytes.len(),
                media_type: own_type(&bytes, limits).unwrap_or_else(|| by_shape(&document)),
            });
        }
    }
    Ok(found)
}

/// The blobs whose names are digests. The folder is read once, and never more of it than a layout
/// may list.
fn blobs(root: &Root, limits: &Limits) -> Result<BTreeSet<Digest>, Error> {
    let mut blobs = BTreeSet::new();
    let Some(folder) = root.folder(BLOBS)? else {
        return Ok(blobs);
    };
    let failed = |errno: rustix::io::Errno| root::failed(BLOBS, &errno.into());
    let mut seen = 0_u64;
    for entry in Dir::read_from(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_bytes();
        if matches!(name, b"." | b"..") {
            continue;
        }
        seen = seen.saturating_add(1);
        if seen > limits.listed {
            return Err(Error::Limit {
                item: "blobs",
                limit: limits.listed,
            });
        }
        let digest = core::str::from_utf8(name)
            .ok()
            .and_then(|name| Digest::from_hex(Algorithm::Sha256, name).ok());
        blobs.extend(digest);
    }
    Ok(blobs)
}

/// The bytes of a blob that may be a manifest; `None` for one that cannot be.
fn read(
    root: &Root,
    digest: &Digest,
    limits: &Limits,
    budget: &mut u64,
) -> Result<Option<Vec<u8>>, Error> {
    let path = blob_path(digest);
    if !looks_like_json(root, &path)? {
        return Ok(None);
    }
    let most = limits.manifest_bytes;
    let bytes = match root.read(&path, most) {
        Ok(body) => body.map(|body| body.found().bytes),
        Err(error) if root::is_too_large(&error) => None,
        Err(error) => return pass_over(error),
    };
    let spent = bytes
        .as_ref()
        .map_or(most, |bytes| u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    *budget = budget.checked_sub(spent).ok_or(Error::Limit {
        item: "bytes of possible manifests",
        limit: limits.total_bytes,
    })?;
    Ok(bytes)
}

/// Whether the file begins as a JSON object does. Layers are larger than all manifests, and are
/// told from them by their first byte.
fn looks_like_json(root: &Root, path: &str) -> Result<bool, Error> {
    let file = match root.file(path) {
        Ok(file) => file,
        Err(error) => return pass_over(error).map(|_: Option<()>| false),
    };
    let Some(file) = file else {
        return Ok(false);
    };
    let mut first = [0];
    let length = file
        .read_at(&mut first, 0)
        .map_err(|error| root::failed(path, &error))?;
    Ok(length > 0 && matches!(first, [b'{' | b' ' | b'\t' | b'\r' | b'\n']))
}

/// A link or a pipe is no blob, and none of the layout's business here; a disk that fails is.
fn pass_over<T>(error: Error) -> Result<Option<T>, Error> {
    match error {
        Error::Layout { .. } => Ok(None),
        error => Err(error),
    }
}

/// The type that a document says it is of.
fn own_type(bytes: &[u8], limits: &Limits) -> Option<String> {
    let mut reader = Reader::new(bytes, &limits::json(limits.manifest_bytes)).ok()?;
    let mut own = None;
    reader
        .object(&[], |reader, name| match name {
            "mediaType" if !reader.null()? => {
                own = Some(reader.string()?.into_owned());
                Ok::<(), bonafide_json::Error>(())
            }
            "mediaType" => Ok(()),
            _ => reader.skip(),
        })
        .ok()?;
    own.filter(|own| !own.is_empty())
}

fn by_shape(document: &Document) -> String {
    match document {
        Document::Manifest(_) => media_type::OCI_MANIFEST.to_owned(),
        Document::Index(_) => media_type::OCI_INDEX.to_owned(),
    }
}

/// The index file with what was found and is not in it.
pub(super) fn extend(
    listing: &[u8],
    found: &[Attached],
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let index = read_index(listing, limits)?;
    let listed: BTreeSet<&Digest> = index
        .manifests()
        .iter()
        .flatten()
        .map(crate::Descriptor::digest)
        .collect();
    let mut text = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","manifests":["#,
        media_type::OCI_INDEX
    );
    let entries = entries(listing, limits).map_err(|cause| Error::LayoutJson {
        path: INDEX.to_owned(),
        cause,
    })?;
    let mut separator = "";
    for entry in entries {
        text.push_str(separator);
        text.push_str(entry);
        separator = ",";
    }
    for manifest in found.iter().filter(|found| !listed.contains(&found.digest)) {
        let Attached { digest, size, .. } = manifest;
        text.push_str(separator);
        text.push_str(r#"{"mediaType":"#);
        canonical::string(&mut text, &manifest.media_type);
        text.push_str(&format!(r#","digest":"{digest}","size":{size}}}"#));
        separator = ",";
    }
    text.push_str("]}");
    // What is added must not make a listing that its reader refuses.
    read_index(text.as_bytes(), limits)
        .map(|_| text.into_bytes())
        .map_err(|error| as_limit(error, "bytes in index.json"))
}

/// The entries as they are written.
fn entries<'a>(listing: &'a [u8], limits: &Limits) -> Result<Vec<&'a str>, bonafide_json::Error> {
    let mut reader = Reader::new(listing, &limits::json(limits.listing_bytes))?;
    let mut entries = Vec::new();
    reader.object(&[], |reader, name| {
        if name != "manifests" {
            return reader.skip();
        }
        if reader.null()? {
            return Ok(());
        }
        reader.array(usize::MAX, "descriptors", |reader, _| {
            entries.push(reader.raw()?);
            Ok::<(), bonafide_json::Error>(())
        })
    })?;
    Ok(entries)
}
