//! Image layouts: an index file, and blobs by digest.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::Reader;
use bonafide_report::Escaped;

use super::root::{self, Root};
use super::{scan, unattached};
use crate::{
    Answer, Ask, Body, Capabilities, Descriptor, Document, Error, Index, Limits, MediaType,
    Request, Source, SourceError, SourceErrorKind, Target, limits, media_type, names, parse_digest,
};

/// The file that says that a folder is a layout.
pub(super) const HEADER: &str = "oci-layout";
/// The file that lists what the layout holds.
pub(super) const INDEX: &str = "index.json";
/// Bytes of the file that says that a folder is a layout.
const HEADER_BYTES: u64 = 4096;

/// Images that an error names, where more than one is listed.
const TOLD: usize = 8;

/// An image layout in a folder.
///
/// Its index file is read once, when it is opened; blobs are read when they are asked for. Nothing
/// in it is followed out of it: links, pipes and devices are refused wherever they stand.
///
/// # Specification
/// OCI image specification, image layout, version 1.0. The index file may lack its media type.
#[derive(Debug)]
pub struct LayoutDir {
    path: PathBuf,
    layout: Layout<Root>,
}

impl LayoutDir {
    /// Opens the layout in the folder `path`, and reads its index file.
    ///
    /// # Errors
    /// [`Error::NoSuchPath`] when there is no such folder; [`Error::Layout`] and
    /// [`Error::LayoutJson`] when it is no layout; [`Error::UnsupportedFormat`] for another version
    /// than 1.0; [`Error::Document`] for an index file that is none; [`Error::Limit`];
    /// [`Error::Source`] when the disk fails.
    pub fn open(path: impl AsRef<Path>, limits: &Limits) -> Result<Self, Error> {
        let path = path.as_ref();
        Self::beneath(path, Root::open(path)?, limits)
    }

    /// Opens the layout in a folder that is open, and lies at `path`.
    pub(super) fn beneath(path: &Path, root: Root, limits: &Limits) -> Result<Self, Error> {
        let layout = Layout::open(root, limits);
        let layout = layout.map_err(|error| root::beneath(path, "/", error))?;
        Ok(Self {
            path: path.to_owned(),
            layout,
        })
    }

    /// The digest of the image that `name` names in the index file, or of the only image in it. A name
    /// is that of the annotation `org.opencontainers.image.ref.name`, or the digest of something that
    /// the file lists, also behind a repository and `@`; what is written like a digest is never taken
    /// for an annotation.
    ///
    /// Signatures, attestations and other things that are attached to images are not images here.
    /// Without a name, that is told by what the index file says of them, and where that leaves
    /// several, by the manifests: one that is attached has a `subject` that the file lists too. The
    /// digest is the one that is written there: whoever fetches by it has to hash what comes.
    ///
    /// The manifests are looked at only where they are needed, and at most as many of them as a
    /// discovery looks into.
    ///
    /// # Errors
    /// [`Error::ManyImages`] when there is more than one; [`Error::Layout`] when there is none, when
    /// two digests have this name, or when an entry cannot be read, so that nobody knows what it
    /// names; [`Error::NotListed`] when nothing has this name or digest; [`Error::DigestForm`] and
    /// [`Error::DigestAlgorithm`] for a name that begins as a digest does and is none.
    pub fn image(&self, name: Option<&str>) -> Result<Digest, Error> {
        let image = self.layout.image(name);
        image.map_err(|error| root::beneath(&self.path, "/", error))
    }

    /// Looks through all blobs for manifests that are attached to `subject`, and lists them from
    /// now on as if the index file did. For layouts that hold attachments and do not list them.
    ///
    /// Costs a look at each blob, and reads and hashes those that may be manifests, in the order of
    /// their names. Blobs that are broken are passed over.
    ///
    /// # Errors
    /// [`Error::Limit`] for more blobs than a layout may list, or for more bytes of possible
    /// manifests than a discovery may read; [`Error::Layout`], [`Error::Source`] for a folder of
    /// blobs that cannot be read. The listing is as before then.
    pub fn scan_blobs(&mut self, subject: &Digest, limits: &Limits) -> Result<(), Error> {
        let found = scan::attached(&self.layout.files, subject, limits)?;
        self.layout.listing = scan::extend(&self.layout.listing, &found, limits)?;
        Ok(())
    }
}

impl Source for LayoutDir {
    fn fetch(&self, request: &Request) -> Result<Answer, SourceError> {
        self.layout.fetch(request)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::listing()
    }
}

/// Where the files of a layout are.
pub(super) trait Files {
    /// The content of the file of this name, `None` when there is none. At most `most` bytes; more
    /// are [`SourceErrorKind::TooLarge`].
    fn read(&self, name: &str, most: u64) -> Result<Option<Body>, Error>;
}

impl Files for Root {
    fn read(&self, name: &str, most: u64) -> Result<Option<Body>, Error> {
        self.read(name, most)
    }
}

/// A layout, wherever its files are.
#[derive(Debug)]
pub(super) struct Layout<F> {
    files: F,
    listing: Vec<u8>,
    named: BTreeMap<String, Named>,
    listed: BTreeSet<Digest>,
    images: BTreeSet<Digest>,
    limits: Limits,
    /// Whether there are entries of which nobody knows what they name.
    has_unreadable: bool,
}

/// What a name in the index file stands for.
#[derive(Debug)]
struct Named {
    digest: Digest,
    media_type: Option<MediaType>,
    is_ambiguous: bool,
}

impl<F: Files> Layout<F> {
    pub(super) fn open(files: F, limits: &Limits) -> Result<Self, Error> {
        let header = read_whole(&files, HEADER, HEADER_BYTES, "bytes in oci-layout")?;
        check_header(&header)?;
        let most = limits.listing_bytes;
        let listing = read_whole(&files, INDEX, most, "bytes in index.json")?;
        let mut layout = Self {
            files,
            named: BTreeMap::new(),
            listed: BTreeSet::new(),
            images: BTreeSet::new(),
            limits: limits.clone(),
            has_unreadable: false,
            listing,
        };
        for entry in read_index(&layout.listing, limits)?.manifests() {
            match entry {
                Ok(entry) => layout.list(entry),
                Err(_) => layout.has_unreadable = true,
            }
        }
        Ok(layout)
    }

    fn list(&mut self, entry: &Descriptor) {
        self.listed.insert(*entry.digest());
        if is_image(entry) {
            self.images.insert(*entry.digest());
        }
        let Some(name) = entry.annotations().get(names::REF_NAME) else {
            return;
        };
        let named = self.named.entry(name.clone()).or_insert_with(|| Named {
            digest: *entry.digest(),
            media_type: entry.media_type().cloned(),
            is_ambiguous: false,
        });
        named.is_ambiguous |= named.digest != *entry.digest();
        if named.media_type.as_ref() != entry.media_type() {
            // Two claims about one document: its own word decides.
            named.media_type = None;
        }
    }

    pub(super) fn image(&self, name: Option<&str>) -> Result<Digest, Error> {
        if let Some(name) = name {
            let found = match digest_in(name)? {
                Some(digest) => self.listed.get(&digest).copied(),
                None => self.resolve(name)?.map(|named| named.digest),
            };
            return found.ok_or_else(|| Error::NotListed {
                name: name.to_owned(),
                listed: self.told_images(),
            });
        }
        let refuse = |reason| Err(root::layout(INDEX.to_owned(), reason));
        if self.has_unreadable {
            return refuse("an entry cannot be read; name the digest");
        }
        let mut images = self.images.iter();
        match (images.next(), images.next()) {
            (Some(image), None) => Ok(*image),
            (None, _) => refuse("no image is listed"),
            (Some(_), Some(_)) => {
                let only = unattached::only(&self.files, &self.images, &self.listed, &self.limits);
                only.ok_or_else(|| Error::ManyImages {
                    listed: self.told_images(),
                })
            }
        }
    }

    /// The first images that are listed, each by its digest and a name where it has one.
    fn told_images(&self) -> String {
        if self.images.is_empty() {
            return "no image".to_owned();
        }
        let mut told = Vec::new();
        for image in self.images.iter().take(TOLD) {
            let name = self.named.iter().find(|(_, named)| named.digest == *image);
            told.push(match name {
                Some((name, _)) => format!("{image} \"{}\"", Escaped(name)),
                None => image.to_string(),
            });
        }
        if self.images.len() > TOLD {
            told.push("more".to_owned());
        }
        told.join(", ")
    }

    /// What the name stands for, if the index file has it.
    ///
    /// An entry that cannot be read here may be one that another tool reads, and its name may be
    /// this one: an image is not picked then. For attachments it does not matter which is found.
    fn resolve(&self, name: &str) -> Result<Option<&Named>, Error> {
        let refuse = |reason| Err(root::layout(INDEX.to_owned(), reason));
        if self.has_unreadable && !is_attachment_name(name) {
            return refuse("an entry cannot be read, and may have any name; name the digest");
        }
        match self.named.get(name) {
            Some(named) if named.is_ambiguous => {
                refuse("two digests have one name; name the digest")
            }
            named => Ok(named),
        }
    }

    pub(super) fn fetch(&self, request: &Request) -> Result<Answer, SourceError> {
        match request.ask() {
            Ask::Listing => {
                let mut body = request.body();
                body.append(&self.listing)?;
                let index = MediaType::parse(media_type::OCI_INDEX);
                Ok(Answer::Found(body.found().with_media_type(index)))
            }
            Ask::Blob(digest) | Ask::Manifest(Target::Digest(digest)) => {
                let body = self.blob(digest, request)?;
                Ok(body.map_or(Answer::Absent, |body| Answer::Found(body.found())))
            }
            Ask::Manifest(Target::Tag(tag)) => {
                let Some(named) = self.resolve(tag.as_str()).map_err(explain)? else {
                    return Ok(Answer::Absent);
                };
                match self.blob(&named.digest, request)? {
                    Some(body) => Ok(Answer::Found(
                        body.found().with_media_type(named.media_type.clone()),
                    )),
                    // The name is there, and so it is not known to be absent.
                    None => Err(SourceError::new(
                        SourceErrorKind::Unavailable,
                        format!("{INDEX} lists {}, which is not there", named.digest),
                    )),
                }
            }
            Ask::Referrers(_) | Ask::Next(_) => Err(SourceError::new(
                SourceErrorKind::Unsupported { status: 404 },
                "a layout lists everything at once",
            )),
        }
    }

    fn blob(&self, digest: &Digest, request: &Request) -> Result<Option<Body>, SourceError> {
        self.files
            .read(&blob_path(digest), request.max_bytes())
            .map_err(explain)
    }
}

/// The digest that `name` is or ends with, after `@`; `None` for a name of another kind.
///
/// # Errors
/// Those of [`parse_digest`] for what has the name of an algorithm before a colon and is no digest: a
/// digest that was cut short is never looked for among the names.
pub(super) fn digest_in(name: &str) -> Result<Option<Digest>, Error> {
    let text = name.rsplit_once('@').map_or(name, |(_, digest)| digest);
    let is_digest = |(algorithm, _): (&str, &str)| {
        Algorithm::from_name(&algorithm.to_ascii_lowercase()).is_some()
    };
    if text.split_once(':').is_some_and(is_digest) {
        parse_digest(text).map(Some)
    } else {
        Ok(None)
    }
}

/// Where a blob is. Nothing but a name of an algorithm and hexadecimal digits goes into it.
pub(super) fn blob_path(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm().name(), digest.to_hex())
}

/// What went wrong, to whoever asked as of a registry.
fn explain(error: Error) -> SourceError {
    match error {
        Error::Source { cause } => cause,
        error => SourceError::new(SourceErrorKind::Refused, error.to_string()),
    }
}

/// A file that must be there, as a whole.
pub(super) fn read_whole(
    files: &impl Files,
    name: &str,
    most: u64,
    item: &'static str,
) -> Result<Vec<u8>, Error> {
    match files.read(name, most) {
        Ok(Some(body)) => Ok(body.found().bytes),
        Ok(None) => Err(root::layout(name.to_owned(), "absent")),
        Err(error) => Err(as_limit(error, item)),
    }
}

/// A body that is too large, as a limit of this crate.
pub(super) fn as_limit(error: Error, item: &'static str) -> Error {
    match &error {
        Error::Source { cause } => match cause.kind() {
            SourceErrorKind::TooLarge { limit } => Error::Limit { item, limit },
            _ => error,
        },
        _ => error,
    }
}

fn check_header(bytes: &[u8]) -> Result<(), Error> {
    let in_header = |cause| Error::LayoutJson {
        path: HEADER.to_owned(),
        cause,
    };
    let version = read_header(bytes).map_err(in_header)?;
    let Some(version) = version else {
        return Err(root::layout(HEADER.to_owned(), "no imageLayoutVersion"));
    };
    let is_known = version.strip_prefix("1.0.").is_some_and(|patch| {
        !patch.is_empty() && patch.bytes().all(|digit| digit.is_ascii_digit())
    });
    if is_known {
        Ok(())
    } else {
        Err(Error::UnsupportedFormat {
            what: "a layout of another version than 1.0",
        })
    }
}

fn read_header(bytes: &[u8]) -> Result<Option<String>, bonafide_json::Error> {
    let mut reader = Reader::new(bytes, &limits::json(HEADER_BYTES))?;
    let mut version = None;
    reader.object(&["imageLayoutVersion"], |reader, name| match name {
        "imageLayoutVersion" => {
            version = Some(reader.string()?.into_owned());
            Ok(())
        }
        _ => reader.skip(),
    })?;
    reader.finish()?;
    Ok(version)
}

/// The index file.
pub(super) fn read_index(bytes: &[u8], limits: &Limits) -> Result<Index, Error> {
    let in_index = |error| match error {
        Error::Json { cause } => Error::LayoutJson {
            path: INDEX.to_owned(),
            cause,
        },
        Error::Document { place, reason } => Error::LayoutDocument {
            path: INDEX.to_owned(),
            place,
            reason,
        },
        error => error,
    };
    count_entries(bytes, limits).map_err(in_index)?;
    let said = MediaType::parse(media_type::OCI_INDEX);
    match Document::parse_local(bytes, said.as_ref(), limits.listing_bytes).map_err(in_index)? {
        Document::Index(index) => Ok(index),
        // The type that was said is that of an index.
        Document::Manifest(_) => Err(root::layout(INDEX.to_owned(), "no index")),
    }
}

/// Counts the entries before memory is spent on them.
fn count_entries(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    let mut reader = Reader::new(bytes, &limits::json(limits.listing_bytes))?;
    reader.object(&[], |reader, name| {
        if name != "manifests" {
            return Ok(reader.skip()?);
        }
        if reader.null()? {
            return Ok(());
        }
        reader.array(usize::MAX, "descriptors", |reader, number| {
            if u64::try_from(number).unwrap_or(u64::MAX) >= limits.listed {
                return Err(Error::Limit {
                    item: "descriptors in index.json",
                    limit: limits.listed,
                });
            }
            Ok(reader.skip()?)
        })
    })
}

/// Whether an entry of the index file is an image, and not attached to one.
///
/// The annotation `kind` is written by `cosign save`; other tools tell by name, type or platform.
fn is_image(entry: &Descriptor) -> bool {
    let annotation = |name: &str| entry.annotations().get(name).map(String::as_str);
    let is_document = entry
        .media_type()
        .is_none_or(|media_type| media_type.is_manifest() || media_type.is_index());
    let is_attached = annotation(names::KIND)
        .is_some_and(|kind| kind.ends_with("/sigs") || kind.ends_with("/atts"))
        || annotation(names::REF_NAME).is_some_and(is_attachment_name)
        || annotation(names::REFERENCE_TYPE).is_some()
        || entry.artifact_type().is_some();
    let is_for_nothing = entry.platform().is_some_and(crate::Platform::is_unknown);
    is_document && !is_attached && !is_for_nothing
}

/// Whether a name is one under which things are attached to an image.
fn is_attachment_name(name: &str) -> bool {
    let is_of_digest = ["sha256-", "sha512-"].iter().any(|start| {
        name.strip_prefix(start)
            .and_then(|rest| rest.get(..64))
            .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
    });
    is_of_digest
        || [".sig", ".att", ".sbom"]
            .iter()
            .any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files in memory.
    #[derive(Debug)]
    struct Given(BTreeMap<&'static str, Vec<u8>>);

    impl Files for Given {
        fn read(&self, name: &str, most: u64) -> Result<Option<Body>, Error> {
            let Some(bytes) = self.0.get(name) else {
                return Ok(None);
            };
            let mut rest = bytes.as_slice();
            root::fill(name, most, |buffer| std::io::Read::read(&mut rest, buffer)).map(Some)
        }
    }

    fn open(header: &str, index: &[u8], limits: &Limits) -> Result<Layout<Given>, Error> {
        let files = [(HEADER, header.into()), (INDEX, index.into())];
        Layout::open(Given(files.into()), limits)
    }

    #[test]
    fn only_the_first_version_is_read() {
        let index = br#"{"schemaVersion":2,"manifests":[]}"#;
        let version = |version: &str| {
            let header = format!(r#"{{"imageLayoutVersion":"{version}"}}"#);
            open(&header, index, &Limits::default())
        };
        assert!(version("1.0.0").is_ok());
        assert!(version("1.0.7").is_ok());
        for other in ["1.0", "1.0.", "1.0.x", "1.1.0", "2.0.0", ""] {
            let error = version(other).unwrap_err();
            assert_eq!(error.code().as_str(), "signature.unsupported-format");
        }
        for broken in [
            "",
            "{}",
            "[]",
            r#"{"imageLayoutVersion":1}"#,
            r#"{"ImageLayoutVersion":"1.0.0"}"#,
        ] {
            let error = open(broken, index, &Limits::default()).unwrap_err();
            assert_eq!(error.code().as_str(), "image.layout", "{broken}");
        }
    }

    #[test]
    fn names_of_attachments_are_told_from_tags() {
        let hex = "5".repeat(64);
        for name in [
            "v1.sig",
            "a.att",
            ".sbom",
            &format!("sha256-{hex}"),
            &format!("sha256-{hex}.x"),
        ] {
            assert!(is_attachment_name(name), "{name}");
        }
        for name in [
            "v1",
            "sig",
            "sha256-55",
            "latest",
            &format!("sha256-{}", "g".repeat(64)),
            &hex,
        ] {
            assert!(!is_attachment_name(name), "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_an_index_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let _ = open(r#"{"imageLayoutVersion":"1.0.0"}"#, &bytes, &Limits::default());
        }

        #[test]
        fn any_altered_index_is_read_or_refused(at in 0..400_usize, byte in proptest::num::u8::ANY) {
            let hex = "5".repeat(64);
            let mut index = format!(
                r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[{{"mediaType":"{}","digest":"sha256:{hex}","size":7,"annotations":{{"{}":"v1","kind":"x/image"}},"platform":{{"os":"linux","architecture":"amd64"}}}}]}}"#,
                media_type::OCI_INDEX, media_type::OCI_MANIFEST, names::REF_NAME,
            ).into_bytes();
            if let Some(old) = index.get_mut(at) {
                *old = byte;
            }
            if let Ok(layout) = open(r#"{"imageLayoutVersion":"1.0.0"}"#, &index, &Limits::default()) {
                let _ = layout.image(None);
                let _ = layout.image(Some("v1"));
            }
        }
    }
}
