//! Signature algorithms on certificates.

use bonafide_digest::Algorithm;
use bonafide_keys::Scheme;
use der::Tag;
use der::asn1::ObjectIdentifier;

use crate::asn1::{Element, Elements, tagged};
use crate::oid;

/// The algorithm that an AlgorithmIdentifier names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SignatureAlgorithm {
    /// One of those that are accepted on certificates.
    Accepted(Scheme),
    /// SHA-1, MD5, DSA, mixed PSS parameters, or something unknown: the dotted identifier.
    Refused(String),
}

impl SignatureAlgorithm {
    /// Reads an AlgorithmIdentifier; `None` when it does not have that structure.
    pub(crate) fn read(element: Element<'_>) -> Option<Self> {
        let mut fields = element.open(Tag::Sequence)?;
        let oid = fields.next()?.oid()?;
        let parameters = if fields.is_empty() {
            None
        } else {
            Some(fields.next()?)
        };
        if !fields.is_empty() {
            return None;
        }
        let refused = || Self::Refused(oid.to_string());
        Some(scheme(oid, parameters).map_or_else(refused, Self::Accepted))
    }
}

fn scheme(oid: ObjectIdentifier, parameters: Option<Element<'_>>) -> Option<Scheme> {
    let scheme = match oid {
        oid::ECDSA_SHA256 => Scheme::Ecdsa(Algorithm::Sha256),
        oid::ECDSA_SHA384 => Scheme::Ecdsa(Algorithm::Sha384),
        oid::ECDSA_SHA512 => Scheme::Ecdsa(Algorithm::Sha512),
        oid::ED25519 => Scheme::Ed25519,
        oid::RSA_SHA256 => Scheme::RsaPkcs1(Algorithm::Sha256),
        oid::RSA_SHA384 => Scheme::RsaPkcs1(Algorithm::Sha384),
        oid::RSA_SHA512 => Scheme::RsaPkcs1(Algorithm::Sha512),
        oid::RSA_PSS => return pss(parameters?).map(Scheme::RsaPss),
        _ => return None,
    };
    let fits = match scheme {
        // RFC 4055 section 5: NULL, and absent parameters must be accepted too.
        Scheme::RsaPkcs1(_) => parameters.is_none_or(is_null),
        _ => parameters.is_none(),
    };
    fits.then_some(scheme)
}

/// The hash of RSASSA-PSS parameters, if MGF1 uses the same one and the salt has its length.
fn pss(parameters: Element<'_>) -> Option<Algorithm> {
    let mut fields = parameters.open(Tag::Sequence)?;
    let hash = hash_algorithm(Element::parse(fields.take(tagged(0))?.content)?)?;
    let mask = Element::parse(fields.take(tagged(1))?.content)?;
    let salt = Element::parse(fields.take(tagged(2))?.content)?;
    let mut mask: Elements<'_> = mask.open(Tag::Sequence)?;
    let fits = mask.next()?.oid()? == oid::MGF1
        && hash_algorithm(mask.next()?)? == hash
        && mask.is_empty()
        && salt.tag == Tag::Integer
        && salt.content == salt_length(hash)
        && fields.is_empty();
    fits.then_some(hash)
}

const fn salt_length(hash: Algorithm) -> &'static [u8] {
    match hash {
        Algorithm::Sha384 => &[48],
        Algorithm::Sha512 => &[64],
        _ => &[32],
    }
}

fn hash_algorithm(element: Element<'_>) -> Option<Algorithm> {
    let mut fields = element.open(Tag::Sequence)?;
    let hash = match fields.next()?.oid()? {
        oid::SHA256 => Algorithm::Sha256,
        oid::SHA384 => Algorithm::Sha384,
        oid::SHA512 => Algorithm::Sha512,
        _ => return None,
    };
    let fits = fields.is_empty() || (is_null(fields.next()?) && fields.is_empty());
    fits.then_some(hash)
}

fn is_null(element: Element<'_>) -> bool {
    element.tag == Tag::Null && element.content.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ECDSA_SHA256: [u8; 10] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    const RSA_PSS: [u8; 11] = [
        0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a,
    ];
    const SHA256: [u8; 11] = [
        0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
    ];
    const MGF1: [u8; 11] = [
        0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08,
    ];

    fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let mut out = vec![tag, u8::try_from(content.len()).unwrap()];
        out.extend_from_slice(&content);
        out
    }

    fn read(parts: &[&[u8]]) -> SignatureAlgorithm {
        SignatureAlgorithm::read(Element::parse(&tlv(0x30, parts)).unwrap()).unwrap()
    }

    fn pss_parameters(mask_hash: &[u8], salt: u8) -> Vec<u8> {
        let hash = tlv(0x30, &[&SHA256]);
        let mask = tlv(0x30, &[&MGF1, &tlv(0x30, &[mask_hash, &[0x05, 0x00]])]);
        tlv(
            0x30,
            &[
                &tlv(0xa0, &[&hash]),
                &tlv(0xa1, &[&mask]),
                &tlv(0xa2, &[&[0x02, 0x01, salt]]),
            ],
        )
    }

    #[test]
    fn parameters_must_fit() {
        let accepted = SignatureAlgorithm::Accepted(Scheme::Ecdsa(Algorithm::Sha256));
        assert_eq!(read(&[&ECDSA_SHA256]), accepted);
        let refused = SignatureAlgorithm::Refused("1.2.840.10045.4.3.2".into());
        assert_eq!(read(&[&ECDSA_SHA256, &[0x05, 0x00]]), refused);
    }

    #[test]
    fn pss_needs_one_hash_and_its_length_of_salt() {
        let accepted = SignatureAlgorithm::Accepted(Scheme::RsaPss(Algorithm::Sha256));
        let refused = SignatureAlgorithm::Refused("1.2.840.113549.1.1.10".into());
        assert_eq!(read(&[&RSA_PSS, &pss_parameters(&SHA256, 32)]), accepted);
        assert_eq!(read(&[&RSA_PSS, &pss_parameters(&SHA256, 20)]), refused);
        let mut sha384 = SHA256;
        sha384[10] = 2;
        assert_eq!(read(&[&RSA_PSS, &pss_parameters(&sha384, 32)]), refused);
        assert_eq!(read(&[&RSA_PSS]), refused);
        assert_eq!(read(&[&RSA_PSS, &[0x30, 0x00]]), refused);
    }

    #[test]
    fn sha1_is_refused_and_nonsense_is_no_algorithm() {
        let mut sha1 = RSA_PSS;
        sha1[10] = 5;
        let refused = SignatureAlgorithm::Refused("1.2.840.113549.1.1.5".into());
        assert_eq!(read(&[&sha1, &[0x05, 0x00]]), refused);
        let three = tlv(0x30, &[&sha1, &[0x05, 0x00], &[0x05, 0x00]]);
        assert_eq!(
            SignatureAlgorithm::read(Element::parse(&three).unwrap()),
            None
        );
    }
}
