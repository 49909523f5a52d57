//! The one image of a layout whose index file does not say what is attached to it.

use std::collections::BTreeSet;

use bonafide_digest::Digest;

use super::layout::{Files, blob_path};
use crate::digest::is_digest_of;
use crate::{Document, Limits};

/// The only one of the `images` that is not attached to something else that the layout lists; `None`
/// where several are not, or all are, or there are more than would be looked into for attachments.
///
/// What is attached says so itself: its manifest has a `subject`. What cannot be read, or is not what it
/// is listed as, may be an image, so that nothing is ever left aside for being broken.
///
/// Costs the reading and hashing of the images in turn, up to the second that is not attached.
pub(super) fn only(
    files: &impl Files,
    images: &BTreeSet<Digest>,
    listed: &BTreeSet<Digest>,
    limits: &Limits,
) -> Option<Digest> {
    if u64::try_from(images.len()).unwrap_or(u64::MAX) > limits.candidates {
        return None;
    }
    let mut only = None;
    for image in images {
        let subject = subject(files, image, limits);
        if subject.is_some_and(|subject| listed.contains(&subject)) {
            continue;
        }
        if only.replace(*image).is_some() {
            return None;
        }
    }
    only
}

/// What the manifest with this digest is attached to.
fn subject(files: &impl Files, digest: &Digest, limits: &Limits) -> Option<Digest> {
    let most = limits.manifest_bytes;
    let bytes = files.read(&blob_path(digest), most).ok()??.found().bytes;
    if !is_digest_of(digest, &bytes) {
        return None;
    }
    let document = Document::parse_local(&bytes, None, most).ok()?;
    document.subject().map(|subject| *subject.digest())
}
