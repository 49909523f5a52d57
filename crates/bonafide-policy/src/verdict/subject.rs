//! What a verdict is about, and by what it was reached.

use bonafide_digest::Digest;
use bonafide_report::Time;

use crate::{ArtifactKind, Role, Transport};

/// What was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectView {
    pub(crate) kind: ArtifactKind,
    pub(crate) role: Option<Role>,
    pub(crate) transport: Option<Transport>,
    pub(crate) namespace: Option<String>,
    /// The name that was asked for, in its canonical form; a path for what has none.
    pub(crate) reference: Option<String>,
    pub(crate) digest: Option<Digest>,
    /// The tag that was asked for, where a digest came with it.
    pub(crate) tag_claim: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) size: Option<u64>,
}

/// The policy that decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyIdentity {
    pub(crate) name: String,
    pub(crate) version: String,
    /// The digest of the bytes of the document and of every file that it names.
    pub(crate) sha256: [u8; 32],
    pub(crate) source_format: SourceFormat,
    pub(crate) uri: Option<String>,
}

/// The format that a policy was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceFormat {
    /// `native`
    Native,
    /// `containers-policy`
    ContainersPolicy,
}

/// Trust material that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustView {
    pub(crate) name: String,
    pub(crate) sha256: [u8; 32],
    pub(crate) expires: Option<Time>,
}
