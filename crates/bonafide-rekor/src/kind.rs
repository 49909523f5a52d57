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
    /// `rekord` 0.0.1: a signature over a hashed artifact, in a v1 log; see [`LegacyKinds`].
    RekordV001,
    /// `intoto` 0.0.1: the hashes of an envelope and its payload, in a v1 log; see [`LegacyKinds`].
    IntotoV001,
    /// `dsse` 0.0.2: a DSSE envelope, in a v2 log; see [`LegacyKinds`].
    DsseV002,
    /// Any other kind: its inclusion can be checked, and it backs nothing.
    Other,
}

/// Older kinds that may back a signature as well; the default is none.
///
/// Logs no longer take entries of these kinds. What was signed while they did can be verified by
/// naming them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LegacyKinds {
    v1: bool,
    v2_dsse: bool,
}

impl LegacyKinds {
    /// None of them.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            v1: false,
            v2_dsse: false,
        }
    }

    /// Whether `rekord` 0.0.1 may back a message and `intoto` 0.0.1 an envelope. Such an `intoto`
    /// entry holds no signature: see [`Binding::with_envelope_hash`](crate::Binding).
    #[must_use]
    pub const fn with_v1_kinds(mut self, accepted: bool) -> Self {
        self.v1 = accepted;
        self
    }

    /// Whether `dsse` 0.0.2 may back an envelope: Rekor v2 had that kind before its first release.
    #[must_use]
    pub const fn with_v2_dsse(mut self, accepted: bool) -> Self {
        self.v2_dsse = accepted;
        self
    }

    /// Whether entries of `kind` were named.
    #[must_use]
    pub const fn contains(self, kind: EntryKind) -> bool {
        match kind {
            EntryKind::RekordV001 | EntryKind::IntotoV001 => self.v1,
            EntryKind::DsseV002 => self.v2_dsse,
            _ => false,
        }
    }
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
            ("rekord", "0.0.1") => Self::RekordV001,
            ("intoto", "0.0.1") => Self::IntotoV001,
            ("dsse", "0.0.2") => Self::DsseV002,
            _ => Self::Other,
        }
    }

    /// Whether entries of this kind can back a signature over such content, older kinds as
    /// `legacy` says.
    #[must_use]
    pub const fn can_back(self, content: ContentKind, legacy: LegacyKinds) -> bool {
        match (self, content) {
            (Self::HashedRekordV002, _)
            | (Self::HashedRekordV001, ContentKind::Message)
            | (Self::DsseV001 | Self::IntotoV002, ContentKind::Envelope) => true,
            (Self::RekordV001, ContentKind::Message)
            | (Self::IntotoV001 | Self::DsseV002, ContentKind::Envelope) => legacy.contains(self),
            _ => false,
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

    pub(crate) fn check_backs(
        &self,
        content: ContentKind,
        legacy: LegacyKinds,
    ) -> Result<(), Error> {
        if EntryKind::of(self).can_back(content, legacy) {
            Ok(())
        } else {
            Err(Error::UnsupportedKind {
                label: self.clone(),
            })
        }
    }
}
