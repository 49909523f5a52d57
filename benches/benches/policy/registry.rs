//! A registry in memory that counts what is fetched.

use core::sync::atomic::{AtomicU32, Ordering};

use bonafide_oci::{Answer, Ask, Capabilities, Request, Source, SourceError};
use bonafide_testkit::image::Store;

#[path = "../../../crates/bonafide-oci/tests/common/registry.rs"]
mod kit;

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
        let answer = kit::answer(self.store, request)?;
        if let Answer::Found(found) = &answer {
            let length = u32::try_from(found.bytes().len()).unwrap_or(u32::MAX);
            self.bytes.fetch_add(length, Ordering::Relaxed);
            if matches!(request.ask(), Ask::Blob(_)) {
                self.blobs.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(answer)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::registry()
    }
}
