//! What an entry must speak of, as plain values of the caller.

use bonafide_digest::Digest;
use bonafide_keys::{KeyDetails, PublicKey, Scheme};
use bonafide_report::Place;
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::merkle::Hash;
use crate::{ContentKind, EntryKind, Error, Label};

/// The signature that an entry must be the record of: who made it, how, and over what.
///
/// Every value is the caller's own, taken from what it verified; nothing here is read from the
/// entry.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    pub(crate) signer: Signer<'a>,
    pub(crate) scheme: Scheme,
    pub(crate) content: Content<'a>,
    pub(crate) envelope_hash: Option<&'a Hash>,
}

impl<'a> Binding<'a> {
    /// A signature by `signer` that verified with `scheme` over `content`.
    #[must_use]
    pub const fn new(signer: Signer<'a>, scheme: Scheme, content: Content<'a>) -> Self {
        Self {
            signer,
            scheme,
            content,
            envelope_hash: None,
        }
    }

    /// SHA-256 of the envelope as a whole, in the very bytes in which it was logged: those of a
    /// layer of an image, and not those of a bundle, which writes the envelope anew.
    ///
    /// `dsse` 0.0.1 and `intoto` 0.0.1 entries must then hold this hash. `intoto` 0.0.2 entries,
    /// which clients submitted in several forms, tell by
    /// [`VerifiedBinding::covers_envelope`] whether they do.
    #[must_use]
    pub const fn with_envelope_hash(mut self, hash: &'a Hash) -> Self {
        self.envelope_hash = Some(hash);
        self
    }
}

/// Who signed.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Signer<'a> {
    /// The holder of a certificate.
    Certificate {
        /// The DER of the certificate. The entry must hold the same bytes: neither its bare key
        /// nor another certificate of that key will do.
        der: &'a [u8],
        /// The key in it.
        key: &'a PublicKey,
    },
    /// A key that the caller trusts. The entry must hold the same `SubjectPublicKeyInfo`.
    Key(&'a PublicKey),
}

/// What was signed.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Content<'a> {
    /// The bytes of an artifact.
    Message {
        /// The digest of the artifact, under the hash with which the signature verified.
        digest: &'a Digest,
        /// The signature.
        signature: &'a [u8],
    },
    /// A DSSE envelope.
    Envelope {
        /// Its payload type.
        payload_type: &'a str,
        /// Its payload, decoded.
        payload: &'a [u8],
        /// SHA-256 of the payload.
        payload_hash: &'a Hash,
        /// The digest of the pre-authentication encoding, under the hash with which the signature
        /// verified; `None` for pure Ed25519, which has none.
        pae: Option<&'a Digest>,
        /// The signature of the signer, decoded.
        signature: &'a [u8],
        /// Further signatures of the envelope; an entry must hold these too and no others.
        others: &'a [&'a [u8]],
    },
}

impl Content<'_> {
    pub(crate) const fn kind(&self) -> ContentKind {
        match self {
            Self::Message { .. } => ContentKind::Message,
            Self::Envelope { .. } => ContentKind::Envelope,
        }
    }

    pub(crate) const fn signature(&self) -> &[u8] {
        match self {
            Self::Message { signature, .. } | Self::Envelope { signature, .. } => signature,
        }
    }

    /// The digest that was signed.
    pub(crate) const fn signed_digest(&self) -> Option<&Digest> {
        match self {
            Self::Message { digest, .. } => Some(digest),
            Self::Envelope { pae, .. } => *pae,
        }
    }
}

impl Signer<'_> {
    pub(crate) const fn key(&self) -> &PublicKey {
        match self {
            Self::Certificate { key, .. } | Self::Key(key) => key,
        }
    }

    /// The bytes that an entry holds for this signer.
    pub(crate) fn der(&self) -> &[u8] {
        match self {
            Self::Certificate { der, .. } => der,
            Self::Key(key) => key.spki_der(),
        }
    }

    /// The name of the member of a v2 body that holds this signer.
    pub(crate) const fn member(&self) -> &'static str {
        match self {
            Self::Certificate { .. } => "x509Certificate",
            Self::Key(_) => "publicKey",
        }
    }

    pub(crate) fn is(&self, verifier: &Verifier) -> bool {
        match (self, verifier) {
            (Self::Certificate { der, .. }, Verifier::Certificate(logged)) => *der == logged,
            (Self::Key(key), Verifier::Key(logged)) => key.spki_der() == logged,
            _ => false,
        }
    }

    /// What a v2 log states of a signature by this signer; `None` when it would not log it.
    pub(crate) fn details(&self, scheme: Scheme) -> Option<KeyDetails> {
        let kind = self.key().kind();
        let usual = KeyDetails::for_log_entry(kind).map(|(details, _)| details);
        let declared = match (self, scheme) {
            // Only a caller can have declared a key to sign so; a certificate does not say it.
            (Self::Key(_), Scheme::RsaPss(_)) => [
                KeyDetails::RsaPss2048Sha256,
                KeyDetails::RsaPss3072Sha256,
                KeyDetails::RsaPss4096Sha256,
            ]
            .into_iter()
            .find(|details| details.fits(kind)),
            _ => usual,
        };
        declared.filter(|details| details.scheme() == scheme)
    }
}

/// Who signed, as an entry states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verifier {
    /// The DER of a certificate.
    Certificate(Vec<u8>),
    /// The DER of a `SubjectPublicKeyInfo`.
    Key(Vec<u8>),
}

/// An entry whose body was found to be the record of a [`Binding`].
///
/// It says nothing of the log: that the log has the entry is what
/// [`VerifiedInclusion`](crate::VerifiedInclusion) and [`VerifiedPromise`](crate::VerifiedPromise)
/// say. Only [`Body::bind`](crate::Body::bind) makes one:
///
/// ```compile_fail,E0451
/// use bonafide_rekor::{Label, VerifiedBinding};
/// fn forge(label: Label) -> VerifiedBinding {
///     VerifiedBinding { label, body_hash: [0; 32], covers: todo!() }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedBinding {
    pub(crate) label: Label,
    pub(crate) body_hash: Hash,
    pub(crate) covers: Covers,
}

/// What of a signed envelope or message an entry was found to hold, besides its signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Covers {
    pub(crate) signature: bool,
    pub(crate) envelope: bool,
}

impl Covers {
    pub(crate) const SIGNATURE: Self = Self {
        signature: true,
        envelope: false,
    };
}

impl VerifiedBinding {
    /// Kind and version of the entry, which its body confirms.
    #[must_use]
    pub const fn label(&self) -> &Label {
        &self.label
    }

    /// The kind of the entry.
    #[must_use]
    pub fn kind(&self) -> EntryKind {
        EntryKind::of(&self.label)
    }

    /// Whether the entry is a record of the signature itself, by its bytes or by the hash of the
    /// envelope that it is in; `false` for an `intoto` 0.0.1 entry of which only the payload and
    /// the signer were compared.
    #[must_use]
    pub const fn covers_signature(&self) -> bool {
        self.covers.signature
    }

    /// Whether the entry holds the hash that
    /// [`Binding::with_envelope_hash`] gave.
    #[must_use]
    pub const fn covers_envelope(&self) -> bool {
        self.covers.envelope
    }

    /// The hash of the body as a leaf of a log.
    #[must_use]
    pub const fn body_hash(&self) -> &Hash {
        &self.body_hash
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedBinding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VerifiedBinding", 5)?;
        out.serialize_field("kind", self.label.kind())?;
        out.serialize_field("version", self.label.version())?;
        out.serialize_field("bodyHash", &bonafide_digest::hex::encode(&self.body_hash))?;
        out.serialize_field("coversSignature", &self.covers.signature)?;
        out.serialize_field("coversEnvelope", &self.covers.envelope)?;
        out.end()
    }
}

/// The field of a body at `path` differs.
pub(crate) fn differs(path: &[&str]) -> Error {
    Error::BodyMismatch {
        place: spec_place(path),
    }
}

/// The place of a member of `spec` in a body.
pub(crate) fn spec_place(path: &[&str]) -> Place {
    path.iter()
        .fold(Place::root().member("spec"), |place, name| {
            place.member(name)
        })
}
