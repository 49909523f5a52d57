//! Provenance of Google Cloud Build, as its command line prints it for an image.

pub(super) mod build;
mod copy;
pub(super) mod keys;
pub(super) mod split;
pub(super) mod summary;
pub(super) mod verify;
