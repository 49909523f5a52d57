//! Envelopes that came with a certificate, and with neither log entry nor timestamp.

use bonafide_digest::Digest;
use bonafide_dsse::{Envelope, VerifiedStatement};
use bonafide_json::Profile;
use bonafide_keys::{KeyKind, Scheme, pem};
use bonafide_report::{Place, Report, Time};
use bonafide_x509::{CertificateIdentity, VerifiedScts};
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::bundle::{Content, Material};
use crate::steps::Run;
use crate::{Bundle, BundleProblem, BundleVersion, Error, Limits, Refusal, Request, Verifier};

/// Payload bytes and subjects of an envelope that stands alone.
const PAYLOAD_BYTES: usize = 40 << 20;
const SUBJECTS: usize = 200_000;

/// Less than evidence: somebody to whom this certificate was issued signed this statement, and
/// nobody says when. Whoever has the key of an expired certificate, or of one that was stolen, can
/// make such an envelope at any time.
///
/// No policy accepts it in the place of a [`VerifiedBundle`](crate::VerifiedBundle): it is a type of
/// its own, and only [`Verifier::verify_unlogged`] makes one.
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

impl Verifier {
    /// Verifies an envelope whose signatures carry certificates in PEM (`signatures[].cert`), and
    /// that came with neither log entry nor timestamp, as older generators of provenance wrote them.
    ///
    /// The path is checked at the start of the certificate, since nothing vouches for another time;
    /// certificate timestamps, identity and signature are checked as the policy says. Calling this
    /// is the option `allow_unlogged`, which the report states. One certificate that fits is enough.
    /// Costs what [`Verifier::verify`] does, once for each certificate.
    ///
    /// # Errors
    /// A [`Refusal`] as of [`Verifier::verify`], that of the first certificate where none fits, with
    /// places as in the equivalent bundle; `bundle.parse` where no signature has one.
    /// `tsa.threshold` and `tlog.witness-threshold` where the policy wants what is not there.
    ///
    /// # Specification
    /// None: outside of what the Sigstore client specification permits.
    pub fn verify_unlogged(
        &self,
        envelope: &Envelope,
        request: &Request<'_>,
    ) -> Result<VerifiedUnlogged, Refusal> {
        let mut failure = None;
        for signature in envelope.signatures() {
            let Some(text) = signature.certificate() else {
                continue;
            };
            let verified = self
                .unlogged_bundle(envelope, text)
                .map_err(Refusal::from)
                .and_then(|bundle| {
                    Run::new(self, &bundle, request)
                        .unlogged()
                        .verify_unlogged()
                });
            match verified {
                Ok(verified) => return Ok(verified),
                Err(refusal) => {
                    failure.get_or_insert(refusal);
                }
            }
        }
        Err(failure.unwrap_or_else(|| {
            let place = Place::root().member("signatures");
            Error::bundle(place, BundleProblem::NoVerificationMaterial {}).into()
        }))
    }

    /// The bundle that an envelope with this certificate amounts to.
    fn unlogged_bundle(&self, envelope: &Envelope, certificate: &str) -> Result<Bundle, Error> {
        let limits = self.limits.clone();
        let limits: Limits = limits
            .with_subjects(SUBJECTS)
            .with_payload_bytes(PAYLOAD_BYTES);
        let block = pem::decode(certificate, limits.certificate_bytes());
        let der = match block {
            Ok(block) if block.label == "CERTIFICATE" => block.der,
            _ => {
                let place = Place::root().member("signatures").member("cert");
                return Err(Error::bundle(place, BundleProblem::NoMember {}));
            }
        };
        Ok(Bundle {
            version: BundleVersion::V0_3,
            material: Material::Certificates(vec![der]),
            entries: Vec::new(),
            timestamps: Vec::new(),
            content: Content::Envelope(Box::new(envelope.clone())),
            profile: Profile::Strict,
            limits,
            is_legacy: false,
            layer: None,
        })
    }
}
