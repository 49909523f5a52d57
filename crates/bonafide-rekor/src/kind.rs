//! Kinds of entries, and what they can back.

use crate::{Error, Label};

/// The two generations of Rekor logs, told apart by the kind of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the formats of both are closed")]
pub enum Generation {
    /// Rekor v1: signed entry timestamps, sharded trees, an origin with a tree number.
    V1,
    /// Rekor v2: tiles, no log time, an origin that is the name of the key.
    V2,
}

/// The kinds whose bodies can be bound to a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EntryKind {
    /// `hashedrekord` 0.0.1: a signature over a hashed artifact, in a v1 log.
    HashedRekordV001,
    /// `dsse` 0.0.1: a DSSE envelope, in a v1 log.
    DsseV001,
    /// `intoto` 0.0.2: a DSSE envelope in older form, in a v1 log.
    IntotoV002,
    /// `hashedrekord` 0.0.2: either content, in a v2 log.
    HashedRekordV002,
    /// Any other kind: its inclusion can be checked, and it backs nothing.
    Other,
}

/// What a signature is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a bundle has one of these two")]
pub enum ContentKind {
    /// The bytes of an artifact.
    Message,
    /// A DSSE envelope.
    Envelope,
}

impl EntryKind {
    /// The kind that a label names, byte for byte.
    #[must_use]
    pub fn of(label: &Label) -> Self {
        match (label.kind(), label.version()) {
            ("hashedrekord", "0.0.1") => Self::HashedRekordV001,
            ("dsse", "0.0.1") => Self::DsseV001,
            ("intoto", "0.0.2") => Self::IntotoV002,
            ("hashedrekord", "0.0.2") => Self::HashedRekordV002,
            _ => Self::Other,
        }
    }

    /// Whether entries of this kind can back a signature over such content.
    #[must_use]
    pub const fn can_back(self, content: ContentKind) -> bool {
        match content {
            ContentKind::Message => matches!(self, Self::HashedRekordV001 | Self::HashedRekordV002),
            ContentKind::Envelope => {
                matches!(
                    self,
                    Self::DsseV001 | Self::IntotoV002 | Self::HashedRekordV002
                )
            }
        }
    }
}

impl Label {
    /// The generation of the log that entries of this kind are in; v1 for kinds that are not known.
    #[must_use]
    pub fn generation(&self) -> Generation {
        match (self.kind(), self.version()) {
            ("hashedrekord" | "dsse", "0.0.2") => Generation::V2,
            _ => Generation::V1,
        }
    }

    pub(crate) fn check_backs(&self, content: ContentKind) -> Result<(), Error> {
        if EntryKind::of(self).can_back(content) {
            Ok(())
        } else {
            Err(Error::UnsupportedKind {
                label: self.clone(),
            })
        }
    }
}
