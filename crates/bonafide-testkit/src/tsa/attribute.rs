//! Attributes of a signer (RFC 5652 section 11, RFC 5035).

use crate::encode::Hash;
use crate::tsa::hash_identifier;
use crate::{Certificate, der, oid};

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// messageDigest of the content that is signed, whatever that is in the end.
    MessageDigest,
    /// Any attribute.
    Raw {
        /// Its object identifier, dotted.
        oid: String,
        /// Its values, each of them DER, in order.
        values: Vec<Vec<u8>>,
    },
}

impl Attribute {
    /// An attribute with any values.
    #[must_use]
    pub fn raw(oid: &str, values: &[Vec<u8>]) -> Self {
        Self::Raw {
            oid: oid.to_owned(),
            values: values.to_vec(),
        }
    }

    /// contentType.
    #[must_use]
    pub fn content_type(content_type: &str) -> Self {
        Self::raw(oid::CONTENT_TYPE, &[der::oid(content_type)])
    }

    /// messageDigest with this digest, whatever the content.
    #[must_use]
    pub fn message_digest(digest: &[u8]) -> Self {
        Self::raw(oid::MESSAGE_DIGEST, &[der::octets(digest)])
    }

    /// signingCertificate, of RFC 2634, which knows SHA-1 only.
    #[must_use]
    pub fn signing_certificate(certificates: &[CertificateId]) -> Self {
        let ids: Vec<Vec<u8>> = certificates.iter().map(CertificateId::der_v1).collect();
        Self::raw(
            oid::SIGNING_CERTIFICATE,
            &[der::sequence(&[der::sequence(&ids)])],
        )
    }

    /// signingCertificateV2, of RFC 5035.
    #[must_use]
    pub fn signing_certificate_v2(certificates: &[CertificateId]) -> Self {
        let ids: Vec<Vec<u8>> = certificates.iter().map(CertificateId::der).collect();
        Self::raw(
            oid::SIGNING_CERTIFICATE_V2,
            &[der::sequence(&[der::sequence(&ids)])],
        )
    }

    /// Its object identifier.
    #[must_use]
    pub fn oid(&self) -> &str {
        match self {
            Self::MessageDigest => oid::MESSAGE_DIGEST,
            Self::Raw { oid, .. } => oid,
        }
    }

    /// The Attribute as DER, beside a content with this digest.
    #[must_use]
    pub fn der(&self, digest: &[u8]) -> Vec<u8> {
        match self {
            Self::MessageDigest => Self::message_digest(digest).der(digest),
            Self::Raw { oid, values } => {
                der::sequence(&[der::oid(oid), der::tlv(0x31, &der::join(values))])
            }
        }
    }
}

/// An ESSCertID or ESSCertIDv2: a certificate by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateId {
    /// The AlgorithmIdentifier of the hash; `None` leaves it out and means SHA-256. The older form
    /// has none.
    pub algorithm: Option<Vec<u8>>,
    /// The hash of the certificate.
    pub hash: Vec<u8>,
    /// Its issuer and serial number.
    pub issuer_serial: Option<IssuerSerial>,
}

impl CertificateId {
    /// The hash of a certificate. SHA-256 is not named, being the default.
    #[must_use]
    pub fn new(hash: Hash, certificate: &[u8]) -> Self {
        Self {
            algorithm: (hash != Hash::Sha256).then(|| hash_identifier(hash)),
            hash: hash.digest(certificate),
            issuer_serial: None,
        }
    }

    /// Adds issuer and serial number.
    #[must_use]
    pub fn with_issuer_serial(mut self, issuer_serial: IssuerSerial) -> Self {
        self.issuer_serial = Some(issuer_serial);
        self
    }

    /// The ESSCertIDv2 as DER.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let algorithm = self.algorithm.clone().unwrap_or_default();
        der::sequence(&[algorithm, self.after_algorithm()])
    }

    /// The ESSCertID as DER.
    #[must_use]
    pub fn der_v1(&self) -> Vec<u8> {
        der::sequence(&[self.after_algorithm()])
    }

    fn after_algorithm(&self) -> Vec<u8> {
        let issuer_serial = self.issuer_serial.as_ref().map(IssuerSerial::der);
        [der::octets(&self.hash), issuer_serial.unwrap_or_default()].concat()
    }
}

/// A certificate by its issuer and serial number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerSerial {
    /// The issuer, a Name.
    pub issuer: Vec<u8>,
    /// The magnitude of the serial number.
    pub serial: Vec<u8>,
}

impl IssuerSerial {
    /// Those of a certificate.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Self {
        Self {
            issuer: certificate.issuer.clone(),
            serial: certificate.serial.clone(),
        }
    }

    /// The IssuerSerial of RFC 5035, whose issuer is a list of general names.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let names = der::sequence(&[der::context(4, &[&self.issuer])]);
        der::sequence(&[names, der::unsigned(&self.serial)])
    }
}
