//! Digest and signature algorithms of a token.

use bonafide_digest::Algorithm;
use bonafide_keys::Scheme;
use der::Tag;
use der::asn1::ObjectIdentifier;

use crate::asn1::{Element, constructed};
use crate::oid;

/// An AlgorithmIdentifier.
#[derive(Clone, Copy)]
pub(crate) struct Identifier<'a> {
    pub(crate) oid: ObjectIdentifier,
    parameters: Option<Element<'a>>,
}

impl<'a> Identifier<'a> {
    pub(crate) fn read(element: Element<'a>) -> Option<Self> {
        let mut fields = element.open(Tag::Sequence)?;
        let oid = fields.next()?.oid()?;
        let parameters = if fields.is_empty() {
            None
        } else {
            Some(fields.next()?)
        };
        fields.is_empty().then_some(Self { oid, parameters })
    }

    /// SHA-256, SHA-384 or SHA-512, with absent or NULL parameters.
    pub(crate) fn hash(self) -> Option<Algorithm> {
        let hash = match self.oid {
            oid::SHA256 => Algorithm::Sha256,
            oid::SHA384 => Algorithm::Sha384,
            oid::SHA512 => Algorithm::Sha512,
            _ => return None,
        };
        self.has_no_parameters().then_some(hash)
    }

    /// The scheme that this signature algorithm names, when `hash` is the token's digest algorithm.
    /// Schemes with a hash of their own must have the same one.
    pub(crate) fn scheme(self, hash: Algorithm) -> Option<Scheme> {
        let (scheme, fits) = match self.oid {
            oid::ECDSA_SHA256 => (Scheme::Ecdsa(Algorithm::Sha256), self.is_bare()),
            oid::ECDSA_SHA384 => (Scheme::Ecdsa(Algorithm::Sha384), self.is_bare()),
            oid::ECDSA_SHA512 => (Scheme::Ecdsa(Algorithm::Sha512), self.is_bare()),
            oid::ED25519 => (Scheme::Ed25519, self.is_bare()),
            oid::RSA => (Scheme::RsaPkcs1(hash), self.has_no_parameters()),
            oid::RSA_SHA256 => (
                Scheme::RsaPkcs1(Algorithm::Sha256),
                self.has_no_parameters(),
            ),
            oid::RSA_SHA384 => (
                Scheme::RsaPkcs1(Algorithm::Sha384),
                self.has_no_parameters(),
            ),
            oid::RSA_SHA512 => (
                Scheme::RsaPkcs1(Algorithm::Sha512),
                self.has_no_parameters(),
            ),
            oid::RSA_PSS => (Scheme::RsaPss(pss(self.parameters?)?), true),
            _ => return None,
        };
        let same_hash = scheme.hash().is_none_or(|own| own == hash);
        (fits && same_hash).then_some(scheme)
    }

    fn is_bare(self) -> bool {
        self.parameters.is_none()
    }

    /// Absent, or the NULL that RFC 4055 and RFC 5754 allow.
    fn has_no_parameters(self) -> bool {
        self.parameters
            .is_none_or(|element| element.raw == [0x05, 0x00])
    }
}

/// The hash of RSASSA-PSS parameters, if MGF1 uses the same one and the salt has its length.
fn pss(parameters: Element<'_>) -> Option<Algorithm> {
    let mut fields = parameters.open(Tag::Sequence)?;
    let hash = Identifier::read(fields.next()?.only(constructed(0))?)?.hash()?;
    let mask = Identifier::read(fields.next()?.only(constructed(1))?)?;
    let salt = fields.next()?.only(constructed(2))?.unsigned()?;
    // trailerField: the default may be encoded.
    let trailer = match fields.take_if(constructed(3)).ok()? {
        Some(element) => element.only(constructed(3))?.unsigned()?,
        None => 1,
    };
    let mask_hash = Identifier::read(mask.parameters?)?.hash()?;
    let lengths = hash.lengths().first().copied();
    let fits = mask.oid == oid::MGF1
        && mask_hash == hash
        && usize::try_from(salt).ok() == lengths
        && trailer == 1
        && fields.is_empty();
    fits.then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let mut out = vec![tag, u8::try_from(content.len()).unwrap()];
        out.extend_from_slice(&content);
        out
    }

    fn oid(oid: ObjectIdentifier) -> Vec<u8> {
        tlv(6, &[oid.as_bytes()])
    }

    fn scheme(parts: &[&[u8]], hash: Algorithm) -> Option<Scheme> {
        let raw = tlv(0x30, parts);
        Identifier::read(Element::parse(&raw).unwrap())?.scheme(hash)
    }

    fn pss_parameters(mask_hash: ObjectIdentifier, salt: u8, trailer: Option<u8>) -> Vec<u8> {
        let hash = tlv(0x30, &[&oid(oid::SHA384)]);
        let mask_hash = tlv(0x30, &[&oid(mask_hash), &[5, 0]]);
        let mask = tlv(0x30, &[&oid(oid::MGF1), &mask_hash]);
        let trailer = trailer.map_or(Vec::new(), |value| tlv(0xa3, &[&[2, 1, value]]));
        tlv(
            0x30,
            &[
                &tlv(0xa0, &[&hash]),
                &tlv(0xa1, &[&mask]),
                &tlv(0xa2, &[&[2, 1, salt]]),
                &trailer,
            ],
        )
    }

    #[test]
    fn hashes_agree_and_parameters_fit() {
        let (sha256, sha384) = (Algorithm::Sha256, Algorithm::Sha384);
        let null: &[u8] = &[5, 0];
        let ecdsa = oid(oid::ECDSA_SHA256);
        assert_eq!(scheme(&[&ecdsa], sha256), Some(Scheme::Ecdsa(sha256)));
        assert_eq!(scheme(&[&ecdsa], sha384), None);
        assert_eq!(scheme(&[&ecdsa, null], sha256), None);
        let rsa = oid(oid::RSA);
        assert_eq!(
            scheme(&[&rsa, null], sha384),
            Some(Scheme::RsaPkcs1(sha384))
        );
        assert_eq!(scheme(&[&rsa], sha256), Some(Scheme::RsaPkcs1(sha256)));
        assert_eq!(scheme(&[&rsa, &[4, 0]], sha256), None);
        assert_eq!(scheme(&[&oid(oid::RSA_SHA512), null], sha256), None);
        let ed25519 = oid(oid::ED25519);
        assert_eq!(scheme(&[&ed25519], sha256), Some(Scheme::Ed25519));
        assert_eq!(scheme(&[&ed25519, null], sha256), None);
        assert_eq!(scheme(&[&oid(oid::SHA256)], sha256), None);
    }

    #[test]
    fn pss_needs_one_hash_its_length_of_salt_and_the_one_trailer() {
        let pss = |parameters: &[u8]| scheme(&[&oid(oid::RSA_PSS), parameters], Algorithm::Sha384);
        let good = Some(Scheme::RsaPss(Algorithm::Sha384));
        assert_eq!(pss(&pss_parameters(oid::SHA384, 48, None)), good);
        assert_eq!(pss(&pss_parameters(oid::SHA384, 48, Some(1))), good);
        assert_eq!(pss(&pss_parameters(oid::SHA384, 48, Some(2))), None);
        assert_eq!(pss(&pss_parameters(oid::SHA384, 32, None)), None);
        assert_eq!(pss(&pss_parameters(oid::SHA256, 48, None)), None);
        assert_eq!(pss(&[0x30, 0]), None);
        assert_eq!(
            scheme(&[&oid(oid::RSA_PSS)], Algorithm::Sha384),
            None,
            "the defaults are SHA-1"
        );
    }
}
