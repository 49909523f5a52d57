//! The images of which attachments are looked for.

use std::collections::BTreeMap;

use bonafide_digest::Digest;

/// The image, and the children that are wanted, each once and with a number.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    listed: Vec<Digest>,
    numbers: BTreeMap<Digest, usize>,
}

impl Nodes {
    /// Adds an image; false when it is there already.
    pub(super) fn add(&mut self, digest: Digest) -> bool {
        if self.numbers.contains_key(&digest) {
            return false;
        }
        self.numbers.insert(digest, self.listed.len());
        self.listed.push(digest);
        true
    }

    pub(super) const fn len(&self) -> usize {
        self.listed.len()
    }

    pub(super) fn get(&self, number: usize) -> Option<Digest> {
        self.listed.get(number).copied()
    }

    pub(super) fn number(&self, digest: &Digest) -> Option<usize> {
        self.numbers.get(digest).copied()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Digest)> {
        self.listed.iter().enumerate()
    }
}
