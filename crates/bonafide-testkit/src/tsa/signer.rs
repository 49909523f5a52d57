//! Who signs a token, and how (RFC 5652 section 5.3).

use crate::encode::Hash;
use crate::tsa::{Attribute, CertificateId, IssuerSerial, hash_identifier};
use crate::{Scheme, SigningKey, der, oid};

/// A SignerInfo before it is signed.
#[derive(Clone, Debug)]
pub struct SignerInfo {
    /// The version number; the one that goes with the identifier unless given.
    pub version: Option<u64>,
    /// The certificate of the signer.
    pub id: SignerId,
    /// The hash of the content; that of the scheme unless given.
    pub digest: Option<Hash>,
    /// The AlgorithmIdentifier of that hash; the one that fits unless given.
    pub digest_algorithm: Option<Vec<u8>>,
    /// Whether there are signed attributes at all. If not, the content is signed itself.
    pub has_attributes: bool,
    /// The signed attributes.
    pub attributes: Vec<Attribute>,
    /// In which order they are sent and signed.
    pub order: AttributeOrder,
    /// Who signs.
    pub key: SigningKey,
    /// How.
    pub scheme: Scheme,
    /// The AlgorithmIdentifier of the signature; that of the scheme unless given.
    pub signature_algorithm: Option<Vec<u8>>,
    /// The signature; the right one unless given.
    pub signature: Option<Vec<u8>>,
    /// The unsigned attributes; the field is left out when there are none.
    pub unsigned: Vec<Attribute>,
    /// What follows the last field, whatever it is.
    pub tail: Vec<u8>,
}

/// A SignerIdentifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerId {
    /// By issuer and serial number, in version 1.
    IssuerSerial(IssuerSerial),
    /// By the subject key identifier, in version 3.
    KeyIdentifier(Vec<u8>),
}

/// The order of signed attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeOrder {
    /// Sent and signed as the SET OF of DER.
    Sorted,
    /// Sent and signed as listed.
    Listed,
    /// Sent as listed and signed sorted, which is what RFC 5652 section 5.4 asks for.
    ListedSignedSorted,
}

impl SignerInfo {
    /// One with contentType, messageDigest and signingCertificateV2.
    #[must_use]
    pub fn new(key: &SigningKey, id: IssuerSerial, certificate: &CertificateId) -> Self {
        Self {
            version: None,
            id: SignerId::IssuerSerial(id),
            digest: None,
            digest_algorithm: None,
            has_attributes: true,
            attributes: vec![
                Attribute::content_type(oid::TST_INFO),
                Attribute::MessageDigest,
                Attribute::signing_certificate_v2(std::slice::from_ref(certificate)),
            ],
            order: AttributeOrder::Sorted,
            key: key.clone(),
            scheme: key.scheme(),
            signature_algorithm: None,
            signature: None,
            unsigned: Vec::new(),
            tail: Vec::new(),
        }
    }

    /// Puts an attribute in the place of the first with the same identifier, or at the end.
    pub fn set(&mut self, attribute: Attribute) {
        match self
            .attributes
            .iter()
            .position(|old| old.oid() == attribute.oid())
        {
            Some(at) => self.attributes[at] = attribute,
            None => self.attributes.push(attribute),
        }
    }

    /// Removes the attributes with this identifier.
    pub fn remove(&mut self, oid: &str) {
        self.attributes.retain(|attribute| attribute.oid() != oid);
    }

    /// Lists the attribute with this identifier once more.
    ///
    /// # Panics
    /// If there is none.
    pub fn repeat(&mut self, oid: &str) {
        let mut attributes = self.attributes.iter();
        let attribute = attributes.find(|attribute| attribute.oid() == oid);
        self.attributes
            .push(attribute.expect("the attribute").clone());
    }

    /// The AlgorithmIdentifier of the hash of the content.
    #[must_use]
    pub fn digest_identifier(&self) -> Vec<u8> {
        self.digest_algorithm
            .clone()
            .unwrap_or_else(|| hash_identifier(self.hash()))
    }

    /// The bytes that are signed.
    #[must_use]
    pub fn signed(&self, content: &[u8]) -> Vec<u8> {
        if !self.has_attributes {
            return content.to_vec();
        }
        let attributes = self.attributes_der(content);
        match self.order {
            AttributeOrder::Listed => der::tlv(0x31, &der::join(&attributes)),
            AttributeOrder::Sorted | AttributeOrder::ListedSignedSorted => der::set(&attributes),
        }
    }

    /// The SignerInfo over `content` with its signature.
    #[must_use]
    pub fn der(&self, content: &[u8]) -> Vec<u8> {
        let (version, id) = match &self.id {
            SignerId::IssuerSerial(id) => (
                1,
                der::sequence(&[id.issuer.clone(), der::unsigned(&id.serial)]),
            ),
            SignerId::KeyIdentifier(id) => (3, der::context_primitive(0, id)),
        };
        let mut parts = vec![
            der::integer(self.version.unwrap_or(version)),
            id,
            self.digest_identifier(),
        ];
        if self.has_attributes {
            let mut attributes = self.attributes_der(content);
            if self.order == AttributeOrder::Sorted {
                attributes.sort_unstable();
            }
            parts.push(der::context(0, &attributes));
        }
        let algorithm = self.signature_algorithm.clone();
        parts.push(algorithm.unwrap_or_else(|| self.scheme.identifier()));
        let signature = self.signature.clone();
        let signature =
            signature.unwrap_or_else(|| self.key.sign(self.scheme, &self.signed(content)));
        parts.push(der::octets(&signature));
        if !self.unsigned.is_empty() {
            let digest = self.hash().digest(content);
            let unsigned: Vec<Vec<u8>> = self
                .unsigned
                .iter()
                .map(|attribute| attribute.der(&digest))
                .collect();
            parts.push(der::context(1, &unsigned));
        }
        parts.push(self.tail.clone());
        der::sequence(&parts)
    }

    fn hash(&self) -> Hash {
        self.digest.unwrap_or_else(|| self.scheme.hash())
    }

    fn attributes_der(&self, content: &[u8]) -> Vec<Vec<u8>> {
        let digest = self.hash().digest(content);
        self.attributes
            .iter()
            .map(|attribute| attribute.der(&digest))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::KeyKind;

    fn signer() -> SignerInfo {
        let id = IssuerSerial {
            issuer: der::sequence::<Vec<u8>>(&[]),
            serial: vec![7],
        };
        let key = SigningKey::seeded(KeyKind::Ed25519, "test");
        SignerInfo::new(&key, id, &CertificateId::new(Hash::Sha256, b"certificate"))
    }

    fn signature(der: &[u8]) -> &[u8] {
        &der[der.len() - 64..]
    }

    #[test]
    fn the_signature_covers_the_attributes_as_the_order_says() {
        let sorted = signer();
        let content = b"content";
        let holds = |signer: &SignerInfo, signed: &[u8]| {
            let key = ring::signature::UnparsedPublicKey::new(
                &ring::signature::ED25519,
                signer.key.public(),
            );
            key.verify(signed, signature(&signer.der(content))).is_ok()
        };
        let as_set = |parts: &[Vec<u8>]| der::tlv(0x31, &parts.concat());
        let mut listed = sorted.clone();
        listed.attributes.reverse();
        let parts = listed.attributes_der(content);
        // contentType, signingCertificateV2, messageDigest: the shorter encoding comes first.
        let in_order = as_set(&[parts[2].clone(), parts[0].clone(), parts[1].clone()]);
        assert!(holds(&sorted, &in_order));
        listed.order = AttributeOrder::Listed;
        assert!(holds(&listed, &as_set(&parts)) && !holds(&listed, &in_order));
        listed.order = AttributeOrder::ListedSignedSorted;
        assert!(holds(&listed, &in_order));
        let sent = der::tlv(0xa0, &parts.concat());
        let found = |der: &[u8]| der.windows(sent.len()).any(|window| window == sent);
        assert!(found(&listed.der(content)) && !found(&sorted.der(content)));
        listed.has_attributes = false;
        assert!(holds(&listed, content) && !found(&listed.der(content)));
    }

    #[test]
    fn attributes_are_replaced_removed_and_repeated() {
        let mut signer = signer();
        let oids = |signer: &SignerInfo| -> Vec<String> {
            signer
                .attributes
                .iter()
                .map(|attribute| attribute.oid().to_owned())
                .collect()
        };
        signer.set(Attribute::message_digest(&[1; 32]));
        signer.repeat(oid::MESSAGE_DIGEST);
        signer.remove(oid::CONTENT_TYPE);
        let wanted = [
            oid::MESSAGE_DIGEST,
            oid::SIGNING_CERTIFICATE_V2,
            oid::MESSAGE_DIGEST,
        ];
        assert_eq!(oids(&signer), wanted);
        assert_eq!(signer.attributes[0], signer.attributes[2]);
    }
}
