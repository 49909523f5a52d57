//! X.509 certificates (RFC 5280 section 4.1) before they are signed.

use crate::encode::Hash;
use crate::{Extension, Scheme, SigningKey, Time, der, oid};

/// What a certificate will say.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The version number, 2 for v3; `None` leaves it out.
    pub version: Option<u64>,
    /// The magnitude of the serial number.
    pub serial: Vec<u8>,
    /// The AlgorithmIdentifier inside; that of the signature unless given.
    pub inner_algorithm: Option<Vec<u8>>,
    /// The AlgorithmIdentifier outside; that of the signature unless given.
    pub outer_algorithm: Option<Vec<u8>>,
    /// The issuer, a Name.
    pub issuer: Vec<u8>,
    /// The first second of validity.
    pub not_before: Time,
    /// The last second of validity.
    pub not_after: Time,
    /// The subject, a Name.
    pub subject: Vec<u8>,
    /// The SubjectPublicKeyInfo.
    pub spki: Vec<u8>,
    /// The extensions, in order.
    pub extensions: Vec<Extension>,
}

impl Certificate {
    /// A certificate of version 3 for the key in `spki`, without extensions. Its serial number is
    /// a hash of the key and of when it begins.
    #[must_use]
    pub fn new(spki: Vec<u8>, not_before: Time, not_after: Time) -> Self {
        let mut seed = spki.clone();
        seed.extend_from_slice(not_before.rfc3339().as_bytes());
        let mut serial = Hash::Sha256.digest(&seed)[..20].to_vec();
        serial[0] = serial[0] & 0x7f | 0x40;
        Self {
            version: Some(2),
            serial,
            inner_algorithm: None,
            outer_algorithm: None,
            issuer: name(&[]),
            not_before,
            not_after,
            subject: name(&[]),
            spki,
            extensions: Vec::new(),
        }
    }

    /// Puts an extension in the place of all with the same identifier, or at the end.
    pub fn set(&mut self, extension: Extension) {
        match self
            .extensions
            .iter()
            .position(|old| old.oid == extension.oid)
        {
            Some(at) => self.extensions[at] = extension,
            None => self.extensions.push(extension),
        }
    }

    /// Removes the extensions with this identifier.
    pub fn remove(&mut self, oid: &str) {
        self.extensions.retain(|extension| extension.oid != oid);
    }

    /// The extension with this identifier.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn extension(&self, oid: &str) -> &Extension {
        self.extensions
            .iter()
            .find(|extension| extension.oid == oid)
            .expect("the extension")
    }

    /// The subject key identifier of the key, see [`key_identifier`].
    #[must_use]
    pub fn key_identifier(&self) -> Vec<u8> {
        key_identifier(&self.spki)
    }

    /// The TBSCertificate for a signature with `scheme`.
    #[must_use]
    pub fn tbs(&self, scheme: Scheme) -> Vec<u8> {
        let mut parts = Vec::new();
        if let Some(version) = self.version {
            parts.push(der::context(0, &[der::integer(version)]));
        }
        parts.push(der::unsigned(&self.serial));
        parts.push(
            self.inner_algorithm
                .clone()
                .unwrap_or_else(|| scheme.identifier()),
        );
        parts.push(self.issuer.clone());
        parts.push(der::sequence(&[
            der::time(self.not_before),
            der::time(self.not_after),
        ]));
        parts.push(self.subject.clone());
        parts.push(self.spki.clone());
        if !self.extensions.is_empty() {
            let extensions: Vec<Vec<u8>> = self.extensions.iter().map(Extension::der).collect();
            parts.push(der::context(3, &[der::sequence(&extensions)]));
        }
        der::sequence(&parts)
    }

    /// The certificate, signed by `key`.
    #[must_use]
    pub fn sign(&self, key: &SigningKey, scheme: Scheme) -> Vec<u8> {
        let tbs = self.tbs(scheme);
        let signature = key.sign(scheme, &tbs);
        self.assemble(&tbs, scheme, &signature)
    }

    /// The certificate with this signature, whatever it is.
    #[must_use]
    pub fn assemble(&self, tbs: &[u8], scheme: Scheme, signature: &[u8]) -> Vec<u8> {
        let outer = self
            .outer_algorithm
            .clone()
            .unwrap_or_else(|| scheme.identifier());
        der::sequence(&[tbs, &outer, &der::bits(signature)])
    }
}

/// A Name of one attribute a level, in PrintableStrings.
#[must_use]
pub fn name(attributes: &[(&str, &str)]) -> Vec<u8> {
    let levels: Vec<Vec<u8>> = attributes
        .iter()
        .map(|(kind, text)| der::set(&[der::sequence(&[der::oid(kind), der::printable(text)])]))
        .collect();
    der::sequence(&levels)
}

/// A Name of organization and common name.
#[must_use]
pub fn organization(organization: &str, common_name: &str) -> Vec<u8> {
    name(&[
        (oid::ORGANIZATION, organization),
        (oid::COMMON_NAME, common_name),
    ])
}

/// A key identifier: SHA-1 of a whole SubjectPublicKeyInfo. RFC 5280 section 4.2.1.2 leaves the
/// choice to the issuer.
#[must_use]
pub fn key_identifier(spki: &[u8]) -> Vec<u8> {
    Hash::Sha1.digest(spki)
}
