//! Verification of a token under the authorities of a trusted root.

use core::time::Duration;

use bonafide_digest::digest;
use bonafide_keys::{Backend, Message};
use bonafide_report::{Budget, Place, Time};
use bonafide_x509::{
    Authority, CandidateFailure, CandidateRefusal, Certificate, Profile, Rank, VerifiedPath,
    verify_path,
};
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::error::place;
use crate::{Error, TimestampToken, VerifyOptions};

/// Why no authority vouches for a timestamp: the failure of the candidate that came furthest, and
/// those of the others.
pub type Refusal = CandidateRefusal<Error>;

/// Verifies that one of `authorities` stamped `signed`, and returns when.
///
/// `signed` is what the bundle holds as its signature: the raw bytes, not their base64 and not the
/// artifact. Authorities of another purpose than timestamping are passed over. Candidates are tried
/// in the order given, the first that holds is taken; each costs two signature checks at most.
///
/// # Errors
/// [`Error::ImprintAlgorithm`] and [`Error::Imprint`] before any authority is looked at. Then the
/// failure of the candidate that came furthest, in this order: [`Error::NoAuthority`];
/// [`Error::SignatureAlgorithm`], [`Error::MessageDigest`], [`Error::SigningCertificate`] and
/// [`Error::Signature`]; [`Error::Shadowed`], [`Error::Stray`] and [`Error::Untrusted`]; [`Error::ChainTime`];
/// [`Error::Validity`]; [`Error::Policy`]. [`Error::Limit`] ends the search.
///
/// # Specification
/// RFC 3161 section 2.3 and 2.4; RFC 5652 sections 5.4 to 5.6; RFC 5035. Stricter: the imprint is
/// made with SHA-256, SHA-384 or SHA-512; signingCertificateV2 is needed, since the SHA-1 of
/// signingCertificate binds nothing. Looser: an Ed25519 signature goes with each of these as
/// digest algorithm, not with SHA-512 alone (RFC 8419).
pub fn verify(
    token: &TimestampToken,
    signed: &[u8],
    authorities: &[Authority],
    options: &VerifyOptions,
    backend: &dyn Backend,
    budget: &mut Budget,
) -> Result<VerifiedTimestamp, Refusal> {
    check_imprint(token, signed, budget).map_err(Refusal::before_candidates)?;
    let mut profile = Profile::time_stamping();
    if options.noncritical_eku {
        profile = profile.with_noncritical_time_stamping();
    }
    let mut search = Search {
        token,
        options,
        profile,
        backend,
        budget,
    };
    let mut failures = Vec::new();
    for (index, authority) in authorities.iter().enumerate() {
        for signer in signers(token, authority) {
            match search.check(signer, authority) {
                Ok(path) => return Ok(VerifiedTimestamp::new(token, index, path)),
                Err((rank, error)) => {
                    let is_limit = matches!(error, Error::Limit { .. });
                    let failure = CandidateFailure::new(rank, Some(index), error);
                    if is_limit {
                        return Err(Refusal::ended(failure, &failures));
                    }
                    failures.push(failure);
                }
            }
        }
    }
    Err(Refusal::furthest(failures, Error::NoAuthority {}))
}

/// Who stamped what when, verified.
///
/// ```compile_fail
/// let timestamp = bonafide_tsa::VerifiedTimestamp { authority: 0 };
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedTimestamp {
    time: Time,
    accuracy: Option<Duration>,
    ordering: bool,
    policy: String,
    serial: Vec<u8>,
    authority: usize,
    path: VerifiedPath,
}

impl VerifiedTimestamp {
    fn new(token: &TimestampToken, authority: usize, path: VerifiedPath) -> Self {
        let info = &token.info;
        Self {
            time: info.time,
            accuracy: info.accuracy,
            ordering: info.ordering,
            policy: info.policy.clone(),
            serial: info.serial.clone(),
            authority,
            path,
        }
    }

    /// The stamped time, with nanoseconds where the authority gave them.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }

    /// By how much the time may be off in either direction, if the authority says so.
    #[must_use]
    pub const fn accuracy(&self) -> Option<Duration> {
        self.accuracy
    }

    /// Whether the authority says that its times order its timestamps whatever their accuracy.
    #[must_use]
    pub const fn ordering(&self) -> bool {
        self.ordering
    }

    /// The policy under which the timestamp was made, a dotted object identifier.
    #[must_use]
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The content of the serial number INTEGER that the authority gave to the timestamp.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// The authority, as position in the list that was given.
    #[must_use]
    pub const fn authority(&self) -> usize {
        self.authority
    }

    /// The certificate of the signer.
    #[must_use]
    pub const fn signer(&self) -> &Certificate {
        self.path.leaf()
    }

    /// The certificates above that of the signer, the anchor last.
    #[must_use]
    pub fn issuers(&self) -> &[Certificate] {
        self.path.issuers()
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedTimestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let accuracy = self.accuracy.map(|accuracy| accuracy.as_secs_f64());
        let mut out = serializer.serialize_struct("VerifiedTimestamp", 7)?;
        out.serialize_field("time", &self.time)?;
        out.serialize_field("accuracySeconds", &accuracy)?;
        out.serialize_field("ordering", &self.ordering)?;
        out.serialize_field("policy", &self.policy)?;
        out.serialize_field("serial", &bonafide_digest::hex::encode(&self.serial))?;
        out.serialize_field("authority", &self.authority)?;
        out.serialize_field("signer", &self.signer().subject_text())?;
        out.end()
    }
}

fn check_imprint(token: &TimestampToken, signed: &[u8], budget: &mut Budget) -> Result<(), Error> {
    let imprint = &token.info.imprint;
    let unknown = |oid| Error::ImprintAlgorithm { oid };
    let hash = imprint.hash.clone().map_err(unknown)?;
    budget.hash(signed.len())?;
    match digest(hash, signed) {
        Ok(digest) if digest.as_bytes() == imprint.value => Ok(()),
        _ => Err(Error::Imprint {}),
    }
}

/// Who may have signed the token under this authority.
enum Signer<'a> {
    /// The authority's own certificate, at the head of its chain.
    Pinned(&'a Certificate),
    /// A certificate of the token that names an issuer of the chain.
    Embedded(&'a Certificate),
}

/// The certificates that the token names and that this authority could vouch for.
fn signers<'a>(token: &'a TimestampToken, authority: &'a Authority) -> Vec<Signer<'a>> {
    if authority.purpose() != bonafide_x509::Purpose::TimeStamping {
        return Vec::new();
    }
    match authority.pinned_leaf() {
        Some(pinned) if token.names(pinned) => vec![Signer::Pinned(pinned)],
        Some(_) => Vec::new(),
        None => {
            let is_issued_here = |signer: &&Certificate| {
                let mut chain = authority.chain().iter();
                chain.any(|issuer| signer.is_named_as_issued_by(issuer))
            };
            let embedded = token.embedded_signers().filter(is_issued_here);
            embedded.map(Signer::Embedded).collect()
        }
    }
}

struct Search<'a> {
    token: &'a TimestampToken,
    options: &'a VerifyOptions,
    profile: Profile,
    backend: &'a dyn Backend,
    budget: &'a mut Budget,
}

impl Search<'_> {
    fn check(
        &mut self,
        signer: Signer<'_>,
        authority: &Authority,
    ) -> Result<VerifiedPath, (Rank, Error)> {
        let at = |rank: Rank| move |error: Error| (rank, error);
        let certificate = match signer {
            Signer::Pinned(pinned) => {
                self.check_shadow(pinned).map_err(at(Rank::Issuers))?;
                pinned
            }
            Signer::Embedded(embedded) => embedded,
        };
        self.check_signature(certificate)
            .map_err(at(Rank::Signature))?;
        let path = self.path(certificate, authority)?;
        self.check_strays(&path, authority)
            .map_err(at(Rank::Issuers))?;
        self.check_policy().map_err(at(Rank::Leaf))?;
        Ok(path)
    }

    /// A certificate in the token with the identifier of the pinned one must be the same one: the
    /// signer is pretended to be another, whoever signed.
    fn check_shadow(&self, pinned: &Certificate) -> Result<(), Error> {
        if self.token.embedded_signers().all(|signer| signer == pinned) {
            Ok(())
        } else {
            Err(Error::Shadowed {})
        }
    }

    /// Nobody signs the certificates that a token brings along: each must be one that was verified,
    /// or the root that signed the anchor.
    fn check_strays(&mut self, path: &VerifiedPath, authority: &Authority) -> Result<(), Error> {
        for (index, certificate) in self.token.signed_data.certificates.iter().enumerate() {
            if certificate == path.leaf() || authority.chain().contains(certificate) {
                continue;
            }
            let anchor = path.issuers().last();
            let is_root = match anchor.filter(|anchor| anchor.is_named_as_issued_by(certificate)) {
                Some(anchor) if certificate.is_self_issued() => {
                    self.is_signed_by(certificate, certificate)?
                        && self.is_signed_by(anchor, certificate)?
                }
                _ => false,
            };
            if !is_root {
                let place = place(&["token", "certificates"]).index(index);
                return Err(Error::Stray { place });
            }
        }
        Ok(())
    }

    fn is_signed_by(&mut self, subject: &Certificate, issuer: &Certificate) -> Result<bool, Error> {
        match subject.verify_signed_by(issuer, &Place::root(), self.backend, self.budget) {
            Ok(()) => Ok(true),
            Err(bonafide_x509::Error::Limit { cause }) => Err(cause.into()),
            Err(_) => Ok(false),
        }
    }

    /// The message digest, the signing certificate attributes, then the signature over them all.
    fn check_signature(&mut self, certificate: &Certificate) -> Result<(), Error> {
        let (content, signer) = {
            let signed_data = &self.token.signed_data;
            (&signed_data.content, &signed_data.signer)
        };
        let unknown = |oid| Error::SignatureAlgorithm { oid };
        let (hash, scheme) = signer.algorithms.clone().map_err(unknown)?;
        self.budget.hash(content.len())?;
        match digest(hash, content) {
            Ok(digest) if digest.as_bytes() == signer.attributes.message_digest => {}
            _ => return Err(Error::MessageDigest {}),
        }
        self.check_signing_certificate(certificate)?;
        let key = certificate.public_key().map_err(|cause| Error::Signature {
            cause: cause.clone(),
        })?;
        let parts: &[&[u8]] = &[&signer.signed];
        let message = Message::Parts(parts);
        key.verify(
            self.backend,
            scheme,
            message,
            &signer.signature,
            self.budget,
        )
        .map_err(|cause| match cause {
            bonafide_keys::Error::Limit { cause } => cause.into(),
            cause @ bonafide_keys::Error::Backend { .. } => Error::Backend {
                cause: Box::new(cause),
            },
            cause => Error::Signature { cause },
        })
    }

    fn check_signing_certificate(&mut self, certificate: &Certificate) -> Result<(), Error> {
        let differs = |what| Err(Error::SigningCertificate { what });
        let attributes = &self.token.signed_data.signer.attributes;
        let Some(named) = &attributes.certificate else {
            return differs("they name it by SHA-1 only");
        };
        let Some(hash) = named.hash else {
            return differs("its hash is not SHA-256, SHA-384 or SHA-512");
        };
        self.budget.hash(certificate.der().len())?;
        match digest(hash, certificate.der()) {
            Ok(digest) if digest.as_bytes() == named.value => {}
            _ => return differs("its hash"),
        }
        let serials = [Some(named), attributes.legacy.as_ref()];
        let mut serials = serials
            .into_iter()
            .flatten()
            .flat_map(|id| &id.issuer_serial);
        if serials.all(|serial| serial.names(certificate)) {
            Ok(())
        } else {
            differs("its issuer or serial number")
        }
    }

    fn path(
        &mut self,
        certificate: &Certificate,
        authority: &Authority,
    ) -> Result<VerifiedPath, (Rank, Error)> {
        let authorities = core::slice::from_ref(authority);
        let times = [self.token.info.time];
        verify_path(
            certificate,
            authorities,
            &times,
            &self.profile,
            self.backend,
            self.budget,
        )
        .map_err(|refusal| {
            let rank = refusal.rank();
            match (rank, refusal.into_error()) {
                (_, bonafide_x509::Error::Limit { cause }) => (Rank::Signature, cause.into()),
                (Some(Rank::Times), cause) => (
                    Rank::Times,
                    Error::ChainTime {
                        cause: Box::new(cause),
                    },
                ),
                (Some(Rank::Window), cause) => (
                    Rank::Window,
                    Error::Validity {
                        cause: Box::new(cause),
                    },
                ),
                // The signature of the token holds by now, so that a certificate which the
                // authority did not sign has come as far as one that breaks its rules.
                (_, cause) => (
                    Rank::Issuers,
                    Error::Untrusted {
                        cause: Box::new(cause),
                    },
                ),
            }
        })
    }

    fn check_policy(&self) -> Result<(), Error> {
        let found = self.token.info.policy.clone();
        match &self.options.policy {
            Some(wanted) if *wanted != found => Err(Error::Policy {
                found,
                wanted: wanted.clone(),
            }),
            _ => Ok(()),
        }
    }
}
