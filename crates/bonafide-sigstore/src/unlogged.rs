//! Envelopes that came with a certificate, and with neither log entry nor timestamp.

use bonafide_digest::Digest;
use bonafide_dsse::VerifiedStatement;
use bonafide_keys::{KeyKind, Scheme};
use bonafide_report::{Report, Time};
use bonafide_x509::{CertificateIdentity, VerifiedScts};
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

/// Less than evidence: somebody to whom this certificate was issued signed this statement, and
/// nobody says when. Whoever has the key of an expired certificate, or of one that was stolen, can
/// make such an envelope at any time.
///
/// No policy accepts it in the place of a [`VerifiedBundle`](crate::VerifiedBundle): it is a type of
/// its own, and only
/// [`Verifier::verify_unlogged`](crate::Verifier::verify_unlogged) makes one.
///
/// ```compile_fail,E0451
/// use bonafide_sigstore::VerifiedUnlogged;
/// fn forge(one: VerifiedUnlogged, identity: Box<bonafide_x509::CertificateIdentity>) -> VerifiedUnlogged {
///     VerifiedUnlogged { identity, ..one }
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn default<T: Default>() -> T { T::default() }
/// let forged: bonafide_sigstore::VerifiedUnlogged = default();
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedUnlogged {
    pub(crate) identity: Box<CertificateIdentity>,
    pub(crate) key_kind: KeyKind,
    pub(crate) scheme: Scheme,
    pub(crate) checked_at: Time,
    pub(crate) scts: Option<VerifiedScts>,
    pub(crate) digests: Vec<Digest>,
    pub(crate) statement: VerifiedStatement,
    pub(crate) trusted_roots: Vec<[u8; 32]>,
    pub(crate) report: Report,
}

impl VerifiedUnlogged {
    /// Whose certificate it is.
    #[must_use]
    pub const fn identity(&self) -> &CertificateIdentity {
        &self.identity
    }

    /// The kind of key that signed.
    #[must_use]
    pub const fn key_kind(&self) -> KeyKind {
        self.key_kind
    }

    /// The scheme with which the signature verified.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The start of the certificate, at which its path was checked. It is not when it signed.
    #[must_use]
    pub const fn checked_at(&self) -> Time {
        self.checked_at
    }

    /// The certificate timestamps.
    #[must_use]
    pub const fn certificate_timestamps(&self) -> Option<&VerifiedScts> {
        self.scts.as_ref()
    }

    /// The digests of the artifacts that were compared.
    #[must_use]
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// The statement that was signed.
    #[must_use]
    pub const fn statement(&self) -> &VerifiedStatement {
        &self.statement
    }

    /// SHA-256 of every trusted root that the verifier was built from.
    #[must_use]
    pub fn trusted_roots(&self) -> &[[u8; 32]] {
        &self.trusted_roots
    }

    /// Every check that ran, the notes and the options; `allow_unlogged` is among them.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedUnlogged {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VerifiedUnlogged", 8)?;
        out.serialize_field("certificate", &self.identity)?;
        out.serialize_field("key", &self.key_kind.to_string())?;
        out.serialize_field("scheme", &self.scheme.to_string())?;
        out.serialize_field("checkedAt", &self.checked_at)?;
        out.serialize_field("certificateTimestamps", &self.scts)?;
        let digests: Vec<String> = self.digests.iter().map(Digest::to_string).collect();
        out.serialize_field("digests", &digests)?;
        out.serialize_field("statement", &self.statement)?;
        let roots = self.trusted_roots.iter();
        let roots: Vec<String> = roots
            .map(|root| bonafide_digest::hex::encode(root))
            .collect();
        out.serialize_field("trustedRoots", &roots)?;
        out.end()
    }
}
