//! A registry in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::canonical;

use crate::{
    Answer, Ask, Capabilities, Continuation, Document, Limits, MediaType, Repository, Request,
    Source, SourceError, SourceErrorKind, Tag, Target, media_type,
};

/// A source that holds what was pushed to it, and answers as a registry does that knows referrers.
///
/// What is pushed is found by its SHA-256 and by its SHA-512. A manifest with a `subject` refers to
/// it, whether or not the subject was pushed; what is no manifest refers to nothing.
///
/// ```
/// use bonafide_oci::{Answer, Ask, MediaType, Memory, Request, Source, Tag, Target, media_type};
///
/// let mut memory = Memory::new();
/// let index = MediaType::parse(media_type::OCI_INDEX).ok_or("no media type")?;
/// let digest = memory.push_manifest(index, br#"{"schemaVersion":2,"manifests":[]}"#.to_vec());
/// memory.tag(Tag::parse("v1")?, digest);
///
/// let ask = Ask::Manifest(Target::Tag(Tag::parse("v1")?));
/// let answer = memory.fetch(&Request::once(None, ask, 4096))?;
/// assert!(matches!(answer, Answer::Found(found) if found.bytes().starts_with(b"{")));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Memory {
    repository: Option<Repository>,
    manifests: BTreeMap<Digest, Manifest>,
    blobs: BTreeMap<Digest, Arc<[u8]>>,
    tags: BTreeMap<Tag, Digest>,
    /// Descriptors in JSON, by subject and then by their own digest.
    referrers: BTreeMap<Digest, BTreeMap<Digest, String>>,
    page_size: usize,
    has_referrers: bool,
}

#[derive(Clone, Debug)]
struct Manifest {
    media_type: MediaType,
    bytes: Arc<[u8]>,
    digest: Digest,
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl Memory {
    /// A registry that has nothing yet, and answers for whatever repository it is asked about.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            repository: None,
            manifests: BTreeMap::new(),
            blobs: BTreeMap::new(),
            tags: BTreeMap::new(),
            referrers: BTreeMap::new(),
            page_size: usize::MAX,
            has_referrers: true,
        }
    }

    /// Has this repository only: there is nothing in any other.
    #[must_use]
    pub fn in_repository(mut self, repository: Repository) -> Self {
        self.repository = Some(repository);
        self
    }

    /// Lists at most `descriptors` referrers on one page, and at least one.
    #[must_use]
    pub fn with_page_size(mut self, descriptors: usize) -> Self {
        self.page_size = descriptors.max(1);
        self
    }

    /// Does not know the question for referrers, as older registries: it answers that there is
    /// nothing, and referrers are found by their tag if somebody keeps one.
    #[must_use]
    pub const fn without_referrers(mut self) -> Self {
        self.has_referrers = false;
        self
    }

    /// Takes in a manifest or an index, served as `media_type`, and returns its SHA-256. Costs two
    /// hashes of the bytes and one reading of the document.
    pub fn push_manifest(&mut self, media_type: MediaType, bytes: impl Into<Vec<u8>>) -> Digest {
        let bytes: Arc<[u8]> = Arc::from(bytes.into());
        let [digest, other] = digests(&bytes);
        self.refer(&media_type, &bytes, digest);
        let manifest = Manifest {
            media_type,
            bytes,
            digest,
        };
        self.manifests.insert(other, manifest.clone());
        self.manifests.insert(digest, manifest);
        digest
    }

    /// Takes in a blob and returns its SHA-256. Costs two hashes of the bytes.
    pub fn push_blob(&mut self, bytes: impl Into<Vec<u8>>) -> Digest {
        let bytes: Arc<[u8]> = Arc::from(bytes.into());
        let [digest, other] = digests(&bytes);
        self.blobs.insert(other, Arc::clone(&bytes));
        self.blobs.insert(digest, bytes);
        digest
    }

    /// Lets a tag name a manifest, and no longer what it named before.
    pub fn tag(&mut self, tag: Tag, digest: Digest) {
        self.tags.insert(tag, digest);
    }

    /// Notes what the manifest is attached to.
    fn refer(&mut self, media_type: &MediaType, bytes: &[u8], digest: Digest) {
        let most = Limits::default().manifest_bytes;
        let Ok(document) = Document::parse_local(bytes, Some(media_type), most) else {
            return;
        };
        if let Some(subject) = document.subject() {
            let descriptor = describe(media_type, bytes.len(), &digest, &document);
            self.referrers
                .entry(*subject.digest())
                .or_default()
                .insert(digest, descriptor);
        }
    }

    fn manifest(&self, target: &Target) -> Option<&Manifest> {
        let digest = match target {
            Target::Digest(digest) => digest,
            Target::Tag(tag) => self.tags.get(tag)?,
        };
        self.manifests.get(digest)
    }

    /// The page of referrers that begins with the one numbered `from`.
    fn page(
        &self,
        subject: &Digest,
        from: usize,
        request: &Request,
    ) -> Result<Answer, SourceError> {
        if !self.has_referrers {
            return Ok(Answer::Absent);
        }
        let listed = self.referrers.get(subject);
        let all = listed.map_or(0, BTreeMap::len);
        let next = from.saturating_add(self.page_size);
        let page: Vec<&str> = listed
            .into_iter()
            .flat_map(BTreeMap::values)
            .skip(from)
            .take(self.page_size)
            .map(String::as_str)
            .collect();
        let text = format!(
            r#"{{"schemaVersion":2,"mediaType":"{}","manifests":[{}]}}"#,
            media_type::OCI_INDEX,
            page.join(",")
        );
        let mut body = request.body();
        body.append(text.as_bytes())?;
        let found = body
            .found()
            .with_media_type(MediaType::parse(media_type::OCI_INDEX));
        Ok(Answer::Found(if next < all {
            found.with_next(Continuation::new(format!("{subject}/{next}")))
        } else {
            found
        }))
    }

    fn next_page(&self, address: &str, request: &Request) -> Result<Answer, SourceError> {
        let place = address.split_once('/').and_then(|(subject, from)| {
            let subject = crate::parse_digest(subject).ok()?;
            Some((subject, from.parse().ok()?))
        });
        match place {
            Some((subject, from)) => self.page(&subject, from, request),
            None => Err(SourceError::new(
                SourceErrorKind::Refused,
                "no list goes on at this address",
            )),
        }
    }
}

impl Source for Memory {
    fn fetch(&self, request: &Request) -> Result<Answer, SourceError> {
        let is_elsewhere = match (&self.repository, request.repository()) {
            (Some(own), Some(asked)) => own != asked,
            _ => false,
        };
        if is_elsewhere {
            return Ok(Answer::Absent);
        }
        let mut body = request.body();
        match request.ask() {
            Ask::Manifest(target) => {
                let Some(manifest) = self.manifest(target) else {
                    return Ok(Answer::Absent);
                };
                body.append(&manifest.bytes)?;
                let digest = match target {
                    Target::Digest(digest) => digest,
                    Target::Tag(_) => &manifest.digest,
                };
                Ok(Answer::Found(
                    body.found()
                        .with_media_type(Some(manifest.media_type.clone()))
                        .with_header_digest(digest.to_string()),
                ))
            }
            Ask::Blob(digest) => {
                let Some(blob) = self.blobs.get(digest) else {
                    return Ok(Answer::Absent);
                };
                body.append(blob)?;
                Ok(Answer::Found(body.found()))
            }
            Ask::Referrers(subject) => self.page(subject, 0, request),
            Ask::Next(next) => self.next_page(next.as_str(), request),
            Ask::Listing => Err(SourceError::new(
                SourceErrorKind::Unsupported { status: 404 },
                "a registry does not list what it holds",
            )),
        }
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::registry()
    }
}

/// SHA-256 first, then the other digest under which the bytes are found.
fn digests(bytes: &[u8]) -> [Digest; 2] {
    let sha256 = Digest::sha256(bonafide_digest::sha256(&[bytes]));
    let sha512 = bonafide_digest::digest(Algorithm::Sha512, bytes).unwrap_or(sha256);
    [sha256, sha512]
}

/// The descriptor by which a list of referrers names a manifest.
///
/// A registry takes the artifact type from the config where the manifest has none of its own, and
/// repeats the annotations.
fn describe(media_type: &MediaType, size: usize, digest: &Digest, document: &Document) -> String {
    let (artifact_type, annotations) = match document {
        Document::Manifest(manifest) => (
            manifest
                .artifact_type()
                .or_else(|| manifest.config().media_type()),
            manifest.annotations(),
        ),
        Document::Index(index) => (index.artifact_type(), index.annotations()),
    };
    let mut text = String::from(r#"{"mediaType":"#);
    canonical::string(&mut text, media_type.as_str());
    text.push_str(&format!(r#","digest":"{digest}","size":{size}"#));
    if let Some(artifact_type) = artifact_type {
        text.push_str(r#","artifactType":"#);
        canonical::string(&mut text, artifact_type.as_str());
    }
    if !annotations.is_empty() {
        text.push_str(r#","annotations":{"#);
        for (number, (name, value)) in annotations.iter().enumerate() {
            if number > 0 {
                text.push(',');
            }
            canonical::string(&mut text, name);
            text.push(':');
            canonical::string(&mut text, value);
        }
        text.push('}');
    }
    text.push('}');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(subject: &Digest, number: usize) -> Vec<u8> {
        let other = Digest::sha256(bonafide_digest::sha256(&[b"config"]));
        format!(
            r#"{{"schemaVersion":2,"config":{{"digest":"{other}","size":6}},"layers":[],"subject":{{"digest":"{subject}","size":7}},"annotations":{{"number":"{number}"}}}}"#
        )
        .into_bytes()
    }

    proptest::proptest! {
        #[test]
        fn pages_hold_every_referrer_once(count in 0..20_usize, size in 0..8_usize) {
            let mut memory = Memory::new().with_page_size(size);
            let subject = Digest::sha256(bonafide_digest::sha256(&[b"image"]));
            let media_type = MediaType::parse(media_type::OCI_MANIFEST).unwrap();
            let mut pushed: Vec<Digest> = (0..count)
                .map(|number| memory.push_manifest(media_type.clone(), manifest(&subject, number)))
                .collect();
            pushed.sort();
            let mut listed = Vec::new();
            let mut pages = 0;
            let mut ask = Some(Ask::Referrers(subject));
            while let Some(this) = ask.take() {
                let request = Request::once(None, this, 1 << 20);
                let Ok(Answer::Found(found)) = memory.fetch(&request) else {
                    panic!("no page");
                };
                let document = Document::parse(found.bytes(), found.media_type(), 1 << 20);
                let Ok(Document::Index(index)) = document else {
                    panic!("no index");
                };
                let page = index.manifests();
                assert!(page.len() <= size.max(1));
                listed.extend(page.iter().flatten().map(|entry| *entry.digest()));
                pages += 1;
                ask = found.next.map(Ask::Next);
            }
            assert_eq!(listed, pushed);
            assert_eq!(pages, count.div_ceil(size.max(1)).max(1));
        }
    }
}
