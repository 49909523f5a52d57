//! What is evaluated.

use bonafide_dsse::{ArtifactDigests, SubjectMatch};

use crate::{Attestation, Builders, Error, Expectations, Settings};

/// What an evaluation is about, beside the attestations.
pub(crate) struct Context<'a> {
    pub(crate) attestations: &'a [Attestation],
    /// What the attestations are to be about; nothing in an inspection.
    pub(crate) artifact: Option<&'a ArtifactDigests>,
    pub(crate) expectations: &'a Expectations,
    pub(crate) builders: &'a Builders,
    pub(crate) settings: &'a Settings,
    /// Whether somebody wants to know what is there, and expects nothing.
    pub(crate) is_inspection: bool,
}

/// Whether an attestation is about the artifact.
pub(crate) enum Matched {
    Yes(SubjectMatch),
    No(Error),
    Unreadable,
    /// Nobody asked about an artifact.
    Unasked,
}

impl Matched {
    /// Whether it counts among the attestations about the artifact.
    pub(super) const fn is_candidate(&self) -> bool {
        matches!(self, Self::Yes(_) | Self::Unreadable)
    }
}
