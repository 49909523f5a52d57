//! Manifests, indexes and descriptors of registries.

use bonafide_oci::{Descriptor, Document, MediaType};

use crate::input::Input;
use crate::memory;

/// The first byte chooses the media type that the registry says.
pub fn run(data: &[u8]) {
    let mut input = Input::new(data);
    let said = *input.choose(&[
        None,
        Some("application/vnd.oci.image.manifest.v1+json"),
        Some("application/vnd.oci.image.index.v1+json"),
        Some("application/vnd.docker.distribution.manifest.v2+json"),
        Some("application/vnd.docker.distribution.manifest.list.v2+json"),
        Some("text/plain"),
    ]);
    let said = said.and_then(MediaType::parse);
    let bytes = input.all();
    let most = 4 << 20;
    let found = memory::linear(bytes, || Document::parse(bytes, said.as_ref(), most));
    let local = memory::linear(bytes, || Document::parse_local(bytes, said.as_ref(), most));
    if let Ok(found) = &found {
        ask(found);
        assert!(local.is_ok(), "what a registry may say, a folder may hold");
    }
    if let Ok(local) = &local {
        ask(local);
    }
    if let Ok(descriptor) = memory::linear(bytes, || Descriptor::parse(bytes)) {
        check(&descriptor);
    }
}

fn ask(document: &Document) {
    let descriptors = match document {
        Document::Manifest(manifest) => {
            check(manifest.config());
            let _ = (manifest.artifact_type(), manifest.annotations());
            manifest.layers()
        }
        Document::Index(index) => index.manifests(),
    };
    descriptors.iter().flatten().for_each(check);
    document.subject().into_iter().for_each(check);
    let _ = (document.media_type(), document.has_urls());
}

/// Bytes are those of a descriptor only by its digest and size.
fn check(descriptor: &Descriptor) {
    let bytes = b"some bytes";
    let is = descriptor.check(bytes).is_ok();
    let size = descriptor.size() == bytes.len() as u64;
    assert!(!is || (size && *descriptor.digest() == digest_of(descriptor, bytes)));
    if let Some(data) = descriptor.data() {
        assert!(descriptor.has_wrong_data() || descriptor.check(data).is_ok());
    }
}

fn digest_of(descriptor: &Descriptor, bytes: &[u8]) -> bonafide_digest::Digest {
    let algorithm = descriptor.digest().algorithm();
    bonafide_digest::digest(algorithm, bytes).expect("a digest")
}
