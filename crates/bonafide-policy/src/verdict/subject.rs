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

impl SubjectView {
    /// What kind of artifact it is.
    #[must_use]
    pub const fn kind(&self) -> ArtifactKind {
        self.kind
    }

    /// What it is used for.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        self.role
    }

    /// How it was had.
    #[must_use]
    pub const fn transport(&self) -> Option<Transport> {
        self.transport
    }

    /// Where it is used; untrusted text.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The name that it was asked for by; untrusted text.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// Its digest.
    #[must_use]
    pub const fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// The tag that it was asked for by, where a digest came with it.
    #[must_use]
    pub fn tag_claim(&self) -> Option<&str> {
        self.tag_claim.as_deref()
    }

    /// Its media type; untrusted text.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// Its size in bytes: of the manifest, for an image.
    #[must_use]
    pub const fn size(&self) -> Option<u64> {
        self.size
    }
}

impl PolicyIdentity {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its version, for people; untrusted text.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The digest of the document and of every file that it names.
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// The format that it was written in.
    #[must_use]
    pub const fn source_format(&self) -> SourceFormat {
        self.source_format
    }

    /// Where it is published; untrusted text.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.uri.as_deref()
    }
}

impl SourceFormat {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::ContainersPolicy => "containers-policy",
        }
    }
}

impl TrustView {
    /// Its name in the policy.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The digest of its bytes.
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// Until when it may be used.
    #[must_use]
    pub const fn expires(&self) -> Option<Time> {
        self.expires
    }
}
