//! Sigstore bundles, as received: nothing here is verified.

mod read;

use std::sync::Arc;

use bonafide_digest::Digest;
use bonafide_dsse::Envelope;
use bonafide_json::Profile;
use bonafide_rekor::LogEntry;

use crate::{Error, Limits};

/// How to read a bundle: the strictness of its JSON and the limits. No policy, no trust, no time.
#[derive(Clone, Debug)]
pub struct ParseOptions {
    profile: Profile,
    limits: Limits,
}

impl Default for ParseOptions {
    /// The strict profile with the default limits.
    fn default() -> Self {
        Self {
            profile: Profile::Strict,
            limits: Limits::default(),
        }
    }
}

impl ParseOptions {
    /// Also accepts integers as JSON numbers, unknown members, and base64 that is URL-safe or
    /// unpadded, as some old tools write.
    #[must_use]
    pub fn lenient() -> Self {
        Self {
            profile: Profile::Lenient,
            ..Self::default()
        }
    }

    /// The same options with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The strictness of the JSON.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// The limits.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }
}

/// The version that the media type of a bundle claims.
///
/// The media type is not signed, so a version only ever adds requirements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum BundleVersion {
    /// `application/vnd.dev.sigstore.bundle+json;version=0.1`
    V0_1,
    /// `application/vnd.dev.sigstore.bundle+json;version=0.2`
    V0_2,
    /// `application/vnd.dev.sigstore.bundle.v0.3+json`, or the older spelling of it.
    V0_3,
}

impl BundleVersion {
    /// The version that a media type names, byte for byte.
    #[must_use]
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "application/vnd.dev.sigstore.bundle+json;version=0.1" => Some(Self::V0_1),
            "application/vnd.dev.sigstore.bundle+json;version=0.2" => Some(Self::V0_2),
            "application/vnd.dev.sigstore.bundle+json;version=0.3"
            | "application/vnd.dev.sigstore.bundle.v0.3+json" => Some(Self::V0_3),
            _ => None,
        }
    }

    /// `0.1`, `0.2` or `0.3`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V0_1 => "0.1",
            Self::V0_2 => "0.2",
            Self::V0_3 => "0.3",
        }
    }
}

/// A well-formed bundle. It says what somebody claims; only
/// [`Verifier::verify`](crate::Verifier::verify) turns it into evidence.
///
/// # Specification
/// Sigstore protobuf-specs, `Bundle`, in its JSON form.
#[derive(Clone, Debug)]
pub struct Bundle {
    pub(crate) version: BundleVersion,
    pub(crate) material: Material,
    pub(crate) entries: Vec<LogEntry>,
    pub(crate) timestamps: Vec<Vec<u8>>,
    pub(crate) content: Content,
    pub(crate) profile: Profile,
    pub(crate) limits: Limits,
    /// Whether it was read from a format that hashes with SHA-256 whatever the key.
    pub(crate) is_legacy: bool,
    /// The envelope in the bytes in which it was attached to an image, stamped and logged.
    pub(crate) layer: Option<Arc<[u8]>>,
}

/// What the signature is to be verified with.
#[derive(Clone, Debug)]
pub(crate) enum Material {
    /// DER certificates, the signer's first; all others are untrusted.
    Certificates(Vec<Vec<u8>>),
    /// A key that the verifier must already have; the hint is untrusted.
    /// Older formats may carry the key itself, which then says which of the caller's is meant, or a
    /// certificate of it.
    PublicKey {
        hint: String,
        spki: Option<Vec<u8>>,
        certificate: Option<Vec<u8>>,
    },
}

/// What was signed.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Message {
        signature: Vec<u8>,
        digest: Option<Digest>,
    },
    Envelope(Box<Envelope>),
}

impl Bundle {
    /// Reads one bundle.
    ///
    /// # Errors
    /// `bundle.parse`, `bundle.version`, `dsse.signature-count`, `artifact.digest-mismatch` (a
    /// stated digest of the wrong length), or `limit.exceeded`. [`Error::OtherFormat`] with those codes
    /// for what looks like another format, such as an attestation of PEP 740.
    pub fn parse(bytes: &[u8], options: &ParseOptions) -> Result<Self, Error> {
        read::bundle(bytes, options)
    }

    /// Reads a file of bundles, one a line; blank lines are skipped. A bad line is an error of
    /// that line only.
    ///
    /// # Errors
    /// `limit.exceeded` for more lines than the limit.
    pub fn parse_lines(bytes: &[u8], options: &ParseOptions) -> Result<Vec<BundleLine>, Error> {
        read::lines(bytes, options)
    }

    /// The version that the media type claims.
    #[must_use]
    pub const fn version(&self) -> BundleVersion {
        self.version
    }

    /// Whether the bundle carries a certificate (and not a reference to a key).
    #[must_use]
    pub const fn has_certificate(&self) -> bool {
        matches!(self.material, Material::Certificates(_))
    }

    /// Whether the bundle carries an envelope (and not the signature of a message).
    #[must_use]
    pub const fn has_envelope(&self) -> bool {
        matches!(self.content, Content::Envelope(_))
    }

    /// How many log entries the bundle carries.
    #[must_use]
    pub fn entry_count(&self) -> usize {
        self.entries.len()
    }

    /// How many RFC 3161 timestamps the bundle carries.
    #[must_use]
    pub fn timestamp_count(&self) -> usize {
        self.timestamps.len()
    }

    /// The envelope, which nobody vouches for as long as the bundle was not verified.
    #[must_use]
    pub fn envelope(&self) -> Option<&Envelope> {
        match &self.content {
            Content::Envelope(envelope) => Some(envelope),
            Content::Message { .. } => None,
        }
    }

    /// The name of the key that the bundle says signed it, where it carries no certificate. Nothing
    /// vouches for it; it is a hint.
    #[must_use]
    pub fn key_hint(&self) -> Option<&str> {
        match &self.material {
            Material::PublicKey { hint, .. } => Some(hint),
            Material::Certificates(_) => None,
        }
    }

    /// Puts an envelope in the place of the content, in the bytes in which it was attached.
    #[cfg(feature = "oci")]
    pub(crate) fn attach_envelope(&mut self, envelope: Envelope, layer: Arc<[u8]>) {
        self.content = Content::Envelope(Box::new(envelope));
        self.layer = Some(layer);
    }

    /// What a timestamp covers: the raw bytes of the signature, or the whole of an attached
    /// envelope.
    pub(crate) fn stamped(&self) -> &[u8] {
        self.layer.as_deref().unwrap_or_else(|| self.signature())
    }

    /// The certificate that is attached where a key is meant; it is one of that key.
    pub(crate) fn certificate_of_key(&self) -> Option<&[u8]> {
        match &self.material {
            Material::PublicKey { certificate, .. } => certificate.as_deref(),
            Material::Certificates(_) => None,
        }
    }

    /// The raw bytes of the signature.
    pub(crate) fn signature(&self) -> &[u8] {
        match &self.content {
            Content::Message { signature, .. } => signature,
            Content::Envelope(envelope) => envelope
                .signatures()
                .first()
                .and_then(|one| one.bytes().ok())
                .unwrap_or_default(),
        }
    }
}

/// One line of a file of bundles.
#[derive(Clone, Debug)]
pub struct BundleLine {
    pub(crate) number: usize,
    pub(crate) bundle: Result<Bundle, Error>,
}

impl BundleLine {
    /// The number of the line in its file, from 1.
    #[must_use]
    pub const fn number(&self) -> usize {
        self.number
    }

    /// The bundle on the line.
    ///
    /// # Errors
    /// Those of [`Bundle::parse`].
    pub const fn bundle(&self) -> Result<&Bundle, &Error> {
        self.bundle.as_ref()
    }
}
