//! X.509 version 3 certificates.

use core::fmt;
use std::sync::Arc;

use bonafide_keys::{Backend, Message, PublicKey, pem};
use bonafide_report::{Budget, Exceeded, Place, Time};
use der::asn1::ObjectIdentifier;

use crate::algorithm::SignatureAlgorithm;
use crate::extensions::Extensions;
use crate::name::DistinguishedName;
use crate::outline::Outline;
use crate::{Error, ExtendedKeyUsage, Extension, KeyUsage, ParseOptions, SubjectAltName};

/// One certificate, parsed strictly and not verified.
///
/// Cloning shares the parsed value. Two certificates are equal when their bytes are.
///
/// # Specification
/// RFC 5280 section 4.1. Stricter: DER throughout (each extension that is read must encode again
/// to the bytes received), version 3 only, a serial number of at most 20 octets and above zero,
/// no extension twice. Looser: the lengths of name attributes are not bounded.
#[derive(Clone)]
pub struct Certificate {
    parts: Arc<Parts>,
}

pub(crate) struct Parts {
    pub(crate) der: Vec<u8>,
    pub(crate) tbs: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) issuer: DistinguishedName,
    pub(crate) subject: DistinguishedName,
    pub(crate) not_before: Time,
    pub(crate) not_after: Time,
    pub(crate) spki: Vec<u8>,
    pub(crate) key: Result<PublicKey, bonafide_keys::Error>,
    pub(crate) algorithm: SignatureAlgorithm,
    pub(crate) signature: Vec<u8>,
    pub(crate) extensions: Extensions,
    pub(crate) scts: usize,
}

impl Certificate {
    /// Reads one DER certificate that `der` consists of.
    ///
    /// # Errors
    /// [`Error::Parse`] with the part that is malformed, [`Error::Limit`] for more bytes or
    /// extensions than `options` allow.
    ///
    /// A key of a kind that is not supported is no error here: see [`Self::public_key`].
    pub fn from_der(der: &[u8], options: &ParseOptions) -> Result<Self, Error> {
        Exceeded::check(der.len(), options.bytes, "certificate bytes")?;
        let outline = Outline::read(der)?;
        let extensions = match outline.extensions {
            Some(element) => Extensions::read(element, options.extensions)?,
            None => Extensions::default(),
        };
        let parts = outline.into_parts(der, extensions, options)?;
        Ok(Self {
            parts: Arc::new(parts),
        })
    }

    /// Reads one PEM block `CERTIFICATE`, with nothing but white space around it.
    ///
    /// # Errors
    /// As [`Self::from_der`]; [`Error::Parse`] also for text that is not exactly that block.
    pub fn from_pem(text: &str, options: &ParseOptions) -> Result<Self, Error> {
        let malformed = || Error::parse("pem", "not exactly one PEM block CERTIFICATE");
        let block = pem::decode(text, options.bytes).map_err(|error| match error {
            bonafide_keys::Error::Limit { cause } => cause.into(),
            _ => malformed(),
        })?;
        match block.label {
            "CERTIFICATE" => Self::from_der(&block.der, options),
            "PUBLIC KEY" => Err(Error::parse("pem", "it is a public key")),
            _ => Err(malformed()),
        }
    }

    /// The bytes received.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.parts.der
    }

    /// The TBSCertificate as received: the bytes that the issuer signed.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        &self.parts.tbs
    }

    /// The content of the serial number, a positive INTEGER of at most 20 octets (or zero, where
    /// [`ParseOptions`] accepts that).
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.parts.serial
    }

    /// The DER of the issuer's name.
    #[must_use]
    pub fn issuer(&self) -> &[u8] {
        self.parts.issuer.der()
    }

    /// The DER of the subject's name.
    #[must_use]
    pub fn subject(&self) -> &[u8] {
        self.parts.subject.der()
    }

    /// The issuer's name for a person (RFC 4514); never compare it, and escape it when printing.
    #[must_use]
    pub fn issuer_text(&self) -> String {
        self.parts.issuer.text()
    }

    /// The subject's name for a person (RFC 4514); never compare it, and escape it when printing.
    #[must_use]
    pub fn subject_text(&self) -> String {
        self.parts.subject.text()
    }

    /// Whether the subject is exactly the name that `text` writes in the form of RFC 4514: most
    /// specific part first, letter case and all, whatever string types the certificate uses.
    ///
    /// # Errors
    /// [`Error::Pattern`] for a text that is no such name.
    pub fn has_subject(&self, text: &str) -> Result<bool, Error> {
        let what = "not a name in the form of RFC 4514";
        let written = self.parts.subject.is_written(text);
        written.ok_or(Error::Pattern { what })
    }

    /// The first instant of the validity.
    #[must_use]
    pub fn not_before(&self) -> Time {
        self.parts.not_before
    }

    /// The last instant of the validity, a whole second: half a second later is too late.
    #[must_use]
    pub fn not_after(&self) -> Time {
        self.parts.not_after
    }

    /// Whether `time` lies in the validity, both ends included.
    #[must_use]
    pub fn is_valid_at(&self, time: Time) -> bool {
        self.not_before() <= time && time <= self.not_after()
    }

    /// The DER of the SubjectPublicKeyInfo as received.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.parts.spki
    }

    /// The subject's key.
    ///
    /// # Errors
    /// Why the key cannot be used (an unknown kind, a point off the curve, a short modulus).
    pub fn public_key(&self) -> Result<&PublicKey, &bonafide_keys::Error> {
        self.parts.key.as_ref()
    }

    /// Whether basicConstraints says CA:TRUE.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.extensions()
            .basic_constraints
            .is_some_and(|basic| basic.is_ca)
    }

    /// How many intermediates basicConstraints allows below this authority.
    #[must_use]
    pub fn path_len(&self) -> Option<u8> {
        self.extensions()
            .basic_constraints
            .and_then(|basic| basic.path_len)
    }

    /// Whether issuer and subject have the same name, byte by byte.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.parts.issuer == self.parts.subject
    }

    /// Whether the issuer's name here is the subject's name of `issuer`, byte by byte.
    #[must_use]
    pub fn is_named_as_issued_by(&self, issuer: &Self) -> bool {
        self.parts.issuer == issuer.parts.subject
    }

    /// The key usage extension.
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.extensions().key_usage
    }

    /// The extended key usage extension.
    #[must_use]
    pub fn extended_key_usage(&self) -> Option<&ExtendedKeyUsage> {
        self.extensions().extended_key_usage.as_ref()
    }

    /// The subject alternative names, in the order of the certificate.
    #[must_use]
    pub fn subject_alt_names(&self) -> &[SubjectAltName] {
        &self.extensions().subject_alt_names
    }

    /// The subject key identifier.
    #[must_use]
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.extensions().subject_key_id.as_deref()
    }

    /// The key identifier of the authority key identifier extension.
    #[must_use]
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.extensions().authority_key_id.as_deref()
    }

    /// The extension with the dotted object identifier `oid`.
    #[must_use]
    pub fn extension(&self, oid: &str) -> Option<&Extension> {
        self.extensions().get(ObjectIdentifier::new(oid).ok()?)
    }

    pub(crate) fn extensions(&self) -> &Extensions {
        &self.parts.extensions
    }

    pub(crate) fn subject_name(&self) -> &DistinguishedName {
        &self.parts.subject
    }

    /// The number of embedded certificate timestamps that may be read.
    pub(crate) fn sct_limit(&self) -> usize {
        self.parts.scts
    }

    /// Checks that the key of `issuer` signed this certificate, and nothing else of a path; `place`
    /// is where this one stands.
    ///
    /// Costs one signature check.
    ///
    /// # Errors
    /// [`Error::NotSigned`], [`Error::WeakAlgorithm`], [`Error::Key`], [`Error::Backend`],
    /// [`Error::Limit`].
    pub fn verify_signed_by(
        &self,
        issuer: &Self,
        place: &Place,
        backend: &dyn Backend,
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let scheme = match &self.parts.algorithm {
            SignatureAlgorithm::Accepted(scheme) => *scheme,
            SignatureAlgorithm::Refused(oid) => {
                return Err(Error::WeakAlgorithm {
                    place: place.clone(),
                    algorithm: oid.clone(),
                });
            }
        };
        let key = issuer
            .public_key()
            .map_err(|error| Error::of_key(place.clone(), error))?;
        let not_signed = || Error::NotSigned {
            place: place.clone(),
        };
        if !scheme.fits(key.kind()) {
            return Err(not_signed());
        }
        let tbs = [self.tbs()];
        let (message, signature) = (Message::Parts(&tbs), &self.parts.signature);
        key.verify(backend, scheme, message, signature, budget)
            .map_err(|error| match error {
                bonafide_keys::Error::Limit { cause } => cause.into(),
                cause @ bonafide_keys::Error::Backend { .. } => Error::Backend {
                    place: place.clone(),
                    cause: Box::new(cause),
                },
                _ => not_signed(),
            })
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject_text())
            .field("issuer", &self.issuer_text())
            .field("not_before", &self.not_before())
            .field("not_after", &self.not_after())
            .finish_non_exhaustive()
    }
}
