//! A key that is to be tried.

use bonafide_keys::{PublicKey, Scheme};

/// A key that may have signed, with the schemes to try.
pub(super) struct Candidate {
    pub(super) key: PublicKey,
    pub(super) schemes: Vec<Scheme>,
}
