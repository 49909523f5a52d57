//! A registry in memory that counts what is fetched.

use core::sync::atomic::{AtomicU32, Ordering};

use bonafide_oci::{Answer, Ask, Capabilities, MediaType, Request, Source, SourceError, Target};
use bonafide_testkit::image::{Store, name};

pub(crate) struct Counting<'a> {
    store: &'a Store,
    blobs: AtomicU32,
    bytes: AtomicU32,
}

impl<'a> Counting<'a> {
    pub(crate) fn new(store: &'a Store) -> Self {
        Self {
            store,
            blobs: AtomicU32::new(0),
            bytes: AtomicU32::new(0),
        }
    }

    /// How many blobs were fetched.
    pub(crate) fn blobs(&self) -> u32 {
        self.blobs.load(Ordering::Relaxed)
    }

    /// How many bytes of manifests, lists and blobs were fetched since this was asked before.
    pub(crate) fn take_bytes(&self) -> u32 {
        self.bytes.swap(0, Ordering::Relaxed)
    }
}

impl Source for Counting<'_> {
    fn fetch(&self, request: &Request) -> Result<Answer, SourceError> {
        let store = self.store;
        let (bytes, media_type) = match request.ask() {
            Ask::Manifest(target) => {
                let digest = match target {
                    Target::Tag(tag) => store.resolve(tag.as_str()).map(str::to_owned),
                    Target::Digest(digest) => Some(digest.to_string()),
                };
                match digest.as_deref().and_then(|digest| store.find(digest)) {
                    Some(found) => (found.bytes.clone(), Some(found.media_type.clone())),
                    None => return Ok(Answer::Absent),
                }
            }
            Ask::Blob(digest) => {
                self.blobs.fetch_add(1, Ordering::Relaxed);
                match store.blobs.get(&digest.to_string()) {
                    Some(bytes) => (bytes.clone(), None),
                    None => return Ok(Answer::Absent),
                }
            }
            Ask::Referrers(digest) => {
                let index = store.referrers_index(&digest.to_string());
                (index.to_string().into_bytes(), Some(name::INDEX.to_owned()))
            }
            _ => return Ok(Answer::Absent),
        };
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.bytes.fetch_add(length, Ordering::Relaxed);
        let mut body = request.body();
        body.append(&bytes)?;
        let media_type = media_type.map(|text| MediaType::parse(&text).unwrap());
        Ok(body.found().with_media_type(media_type).into())
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::registry()
    }
}
