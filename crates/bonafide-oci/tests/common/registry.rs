//! What a registry answers that holds a store of the kit. The kit itself may not know the source
//! that is asked, and the tests of the crates above take this in by its path. Unlike
//! [`Memory`](bonafide_oci::Memory), a store may hold what has another digest than it says.

use bonafide_oci::{Answer, Ask, Capabilities, MediaType, Request, Source, SourceError, Target};
use bonafide_testkit::image::{Store, name};

/// The answer to a request for what the store holds.
pub(crate) fn answer(store: &Store, request: &Request) -> Result<Answer, SourceError> {
    let (bytes, media_type) = match request.ask() {
        Ask::Manifest(target) => {
            let digest = match target {
                Target::Tag(tag) => store.resolve(tag.as_str()).map(str::to_owned),
                Target::Digest(digest) => Some(digest.to_string()),
            };
            match digest.as_deref().and_then(|digest| store.find(digest)) {
                Some(found) => (found.bytes.clone(), MediaType::parse(&found.media_type)),
                None => return Ok(Answer::Absent),
            }
        }
        Ask::Blob(digest) => match store.blobs.get(&digest.to_string()) {
            Some(bytes) => (bytes.clone(), None),
            None => return Ok(Answer::Absent),
        },
        Ask::Referrers(digest) => {
            let index = store.referrers_index(&digest.to_string());
            (
                index.to_string().into_bytes(),
                MediaType::parse(name::INDEX),
            )
        }
        _ => return Ok(Answer::Absent),
    };
    let mut body = request.body();
    body.append(&bytes)?;
    Ok(body.found().with_media_type(media_type).into())
}

/// A registry that holds a store and says so.
#[allow(dead_code, reason = "some tests have a registry that refuses")]
pub(crate) struct Whole<'a>(pub(crate) &'a Store);

impl Source for Whole<'_> {
    fn fetch(&self, request: &Request) -> Result<Answer, SourceError> {
        answer(self.0, request)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::registry()
    }
}
