//! Certificates that are trusted.

use bonafide_digest::Digest;
use bonafide_keys::Backend;
use bonafide_report::{Budget, Place};
use bonafide_x509::{Authority, Certificate, Profile, Purpose, SanMatcher};

use crate::Error;

/// Anchors, and who must have signed below them.
///
/// # Specification
/// models OMX-1, OMX-2, OMX-5, OMX-6.
#[derive(Clone, Debug)]
pub struct CertificateTrust {
    pub(crate) anchors: Vec<Anchor>,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) signer: Option<ExpectedSigner>,
    pub(crate) purposes: Vec<String>,
    pub(crate) may_be_authority: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    pub(crate) certificate: Certificate,
    /// Whether it may be signed by another.
    pub(crate) is_partial: bool,
}

/// The certificate that must have signed.
///
/// # Specification
/// models OMX-2.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ExpectedSigner {
    /// The certificate with this SHA-256.
    Fingerprint([u8; 32]),
    /// A certificate for the key whose `SubjectPublicKeyInfo` has this SHA-256.
    Key([u8; 32]),
    /// A certificate with exactly this subject, in the form of RFC 4514: most specific part first.
    Subject(String),
    /// A certificate with this subject alternative name, among others perhaps.
    Name(SanMatcher),
    /// Any certificate below the anchors: whoever has one may have signed.
    AnyLeafUnderAnchor,
}

impl CertificateTrust {
    /// Trusts `anchors`, self-signed certificates of authorities, to name the signer. They serve
    /// nothing without an [expected signer](Self::with_signer).
    #[must_use]
    pub fn new(anchors: Vec<Certificate>) -> Self {
        let anchor = |certificate| Anchor {
            certificate,
            is_partial: false,
        };
        Self {
            anchors: anchors.into_iter().map(anchor).collect(),
            intermediates: Vec::new(),
            signer: None,
            purposes: Vec::new(),
            may_be_authority: false,
        }
    }

    /// Names who must have signed.
    #[must_use]
    pub fn with_signer(mut self, signer: ExpectedSigner) -> Self {
        self.signer = Some(signer);
        self
    }

    /// Trusts the certificate of an authority that another signed, as if it were self-signed.
    #[must_use]
    pub fn with_partial_chain_anchor(mut self, certificate: Certificate) -> Self {
        self.anchors.push(Anchor {
            certificate,
            is_partial: true,
        });
        self
    }

    /// Adds certificates that a path may go through. They are trusted for nothing, as are those
    /// of a bundle.
    #[must_use]
    pub fn with_intermediates(mut self, certificates: Vec<Certificate>) -> Self {
        self.intermediates.extend(certificates);
        self
    }

    /// Accepts certificates whose extended key usage names the purpose with this dotted object
    /// identifier and not code signing.
    #[must_use]
    pub fn allow_key_purpose(mut self, oid: impl Into<String>) -> Self {
        self.purposes.push(oid.into());
        self
    }

    /// Accepts a signer's certificate that may itself issue certificates.
    #[must_use]
    pub const fn allow_authority_as_signer(mut self) -> Self {
        self.may_be_authority = true;
        self
    }
}

impl CertificateTrust {
    /// One authority for each anchor. An anchor is an authority and signed by its own key, whatever
    /// its names say, unless it was marked.
    pub(crate) fn authorities(&self, backend: &dyn Backend) -> Result<Vec<Authority>, Error> {
        if self.anchors.is_empty() {
            let what = "no anchor was given";
            return Err(Error::Trust { what });
        }
        let mut budget = Budget::unbounded();
        let mut authorities = Vec::new();
        for (number, anchor) in (1..).zip(&self.anchors) {
            let Anchor {
                certificate,
                is_partial,
            } = anchor;
            let subject = certificate.subject_text();
            if !certificate.is_ca() {
                return Err(Error::AnchorNoAuthority { number, subject });
            }
            let (place, itself) = (Place::root(), certificate);
            let signed = certificate.verify_signed_by(itself, &place, backend, &mut budget);
            if !is_partial && signed.is_err() {
                return Err(Error::AnchorNotSelfSigned { number, subject });
            }
            let authority = Authority::anchor(certificate.clone(), Purpose::ModelSigning, backend);
            authorities.push(authority.map_err(unusable)?);
        }
        Ok(authorities)
    }

    /// Somebody is named, and a subject is one.
    pub(crate) fn check_signer(&self) -> Result<(), Error> {
        match (&self.signer, self.anchors.first()) {
            (None, _) => Err(Error::NoIdentity {}),
            (Some(ExpectedSigner::Subject(text)), Some(anchor)) => {
                let is_name = anchor.certificate.has_subject(text);
                is_name.map(drop).map_err(unusable)
            }
            (Some(_), _) => Ok(()),
        }
    }

    /// The rules for the path, with the purposes that are allowed.
    pub(crate) fn path_profile(&self) -> Result<Profile, Error> {
        let mut profile = Profile::model_signing();
        for oid in &self.purposes {
            profile = profile.with_key_purpose(oid).map_err(unusable)?;
        }
        if self.may_be_authority {
            profile = profile.with_authority_leaf();
        }
        Ok(profile)
    }
}

fn unusable(cause: bonafide_x509::Error) -> Error {
    Error::Anchor {
        cause: Box::new(cause),
    }
}

/// SHA-256 of a certificate.
pub(crate) fn fingerprint(certificate: &Certificate) -> Digest {
    Digest::sha256(bonafide_digest::sha256(&[certificate.der()]))
}

/// SHA-256 of the key that a certificate is about.
pub(crate) fn key_fingerprint(certificate: &Certificate) -> Digest {
    Digest::sha256(bonafide_digest::sha256(&[certificate.spki_der()]))
}
