//! What an AlgorithmIdentifier says about a hash or a signature.

use bonafide_digest::Algorithm;
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5912, rfc8410};

use crate::Scheme;
use crate::asn1::{Element, Tag, dotted};

/// An AlgorithmIdentifier, as read.
///
/// # Specification
/// RFC 5280 section 4.1.1.2.
#[derive(Clone, Copy, Debug)]
pub struct AlgorithmIdentifier<'a> {
    oid: &'a [u8],
    parameters: Option<Element<'a>>,
}

impl<'a> AlgorithmIdentifier<'a> {
    /// Reads one; `None` when `element` does not have that structure.
    #[must_use]
    pub fn read(element: Element<'a>) -> Option<Self> {
        let mut fields = element.open(Tag::SEQUENCE)?;
        let oid = fields.next()?.oid()?;
        let parameters = if fields.is_empty() {
            None
        } else {
            Some(fields.next()?)
        };
        fields.is_empty().then_some(Self { oid, parameters })
    }

    /// The content of the object identifier.
    #[must_use]
    pub const fn oid(self) -> &'a [u8] {
        self.oid
    }

    /// The dotted object identifier.
    #[must_use]
    pub fn dotted(self) -> String {
        dotted(self.oid)
    }

    /// What stands after the object identifier.
    #[must_use]
    pub const fn parameters(self) -> Option<Element<'a>> {
        self.parameters
    }

    /// SHA-256, SHA-384 or SHA-512, with absent or NULL parameters.
    ///
    /// # Specification
    /// RFC 5754 section 2.
    #[must_use]
    pub fn hash(self) -> Option<Algorithm> {
        let hash = if self.is(&rfc5912::ID_SHA_256) {
            Algorithm::Sha256
        } else if self.is(&rfc5912::ID_SHA_384) {
            Algorithm::Sha384
        } else if self.is(&rfc5912::ID_SHA_512) {
            Algorithm::Sha512
        } else {
            return None;
        };
        self.is_bare_or_null().then_some(hash)
    }

    /// The scheme of a signature algorithm that names its hash; `None` for SHA-1, for mixed PSS
    /// parameters, for parameters that do not belong there, and for what is not known.
    ///
    /// # Specification
    /// RFC 5758 section 3.2, RFC 4055 sections 3.1 and 5, RFC 8410 section 3.
    #[must_use]
    pub fn scheme(self) -> Option<Scheme> {
        use Algorithm::{Sha256, Sha384, Sha512};
        if self.is(&rfc5912::ID_RSASSA_PSS) {
            return pss(self.parameters?).map(Scheme::RsaPss);
        }
        let known = [
            (&rfc5912::ECDSA_WITH_SHA_256, Scheme::Ecdsa(Sha256)),
            (&rfc5912::ECDSA_WITH_SHA_384, Scheme::Ecdsa(Sha384)),
            (&rfc5912::ECDSA_WITH_SHA_512, Scheme::Ecdsa(Sha512)),
            (&rfc8410::ID_ED_25519, Scheme::Ed25519),
            (
                &rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
                Scheme::RsaPkcs1(Sha256),
            ),
            (
                &rfc5912::SHA_384_WITH_RSA_ENCRYPTION,
                Scheme::RsaPkcs1(Sha384),
            ),
            (
                &rfc5912::SHA_512_WITH_RSA_ENCRYPTION,
                Scheme::RsaPkcs1(Sha512),
            ),
        ];
        let (_, scheme) = known.into_iter().find(|(oid, _)| self.is(oid))?;
        let fits = match scheme {
            Scheme::RsaPkcs1(_) => self.is_bare_or_null(),
            _ => self.parameters.is_none(),
        };
        fits.then_some(scheme)
    }

    /// As [`scheme`](Self::scheme), where `hash` is stated beside it: an algorithm with a hash of
    /// its own must have the same one, and rsaEncryption takes it.
    ///
    /// # Specification
    /// RFC 5754 section 3.2.
    #[must_use]
    pub fn scheme_over(self, hash: Algorithm) -> Option<Scheme> {
        if self.is(&rfc5912::RSA_ENCRYPTION) {
            return self.is_bare_or_null().then_some(Scheme::RsaPkcs1(hash));
        }
        self.scheme()
            .filter(|scheme| scheme.hash().is_none_or(|own| own == hash))
    }

    pub(crate) fn is(self, oid: &ObjectIdentifier) -> bool {
        self.oid == oid.as_bytes()
    }

    fn is_bare_or_null(self) -> bool {
        self.parameters.is_none_or(Element::is_null)
    }
}

/// The hash of RSASSA-PSS parameters, if MGF1 uses the same one and the salt has its length.
fn pss(parameters: Element<'_>) -> Option<Algorithm> {
    let mut fields = parameters.open(Tag::SEQUENCE)?;
    let mut field = |number| fields.next()?.only(Tag::constructed(number));
    let hash = AlgorithmIdentifier::read(field(0)?)?.hash()?;
    let mask = AlgorithmIdentifier::read(field(1)?)?;
    let salt = field(2)?.unsigned()?;
    // RFC 4055 section 3.1: the trailer field is 1, and a verifier accepts it encoded.
    let trailer = match fields.take_if(Tag::constructed(3)).ok()? {
        Some(element) => element.only(Tag::constructed(3))?.unsigned()?,
        None => 1,
    };
    let mask_hash = AlgorithmIdentifier::read(mask.parameters?)?.hash()?;
    let length = hash.lengths().first().copied();
    let fits = mask.is(&rfc5912::ID_MGF_1)
        && mask_hash == hash
        && usize::try_from(salt).ok() == length
        && trailer == 1
        && fields.is_empty();
    fits.then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::element;

    fn seq(parts: &[&[u8]]) -> Vec<u8> {
        element(Tag::SEQUENCE, parts)
    }

    fn oid(oid: ObjectIdentifier) -> Vec<u8> {
        element(Tag::OID, &[oid.as_bytes()])
    }

    fn read<T>(parts: &[&[u8]], ask: impl Fn(AlgorithmIdentifier<'_>) -> Option<T>) -> Option<T> {
        ask(AlgorithmIdentifier::read(
            Element::parse(&seq(parts)).unwrap(),
        )?)
    }

    const NULL: &[u8] = &[5, 0];
    const SHA1_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5");

    #[test]
    fn parameters_must_fit() {
        let scheme = |parts: &[&[u8]]| read(parts, |algorithm| algorithm.scheme());
        let ecdsa = oid(rfc5912::ECDSA_WITH_SHA_256);
        assert_eq!(scheme(&[&ecdsa]), Some(Scheme::Ecdsa(Algorithm::Sha256)));
        assert_eq!(scheme(&[&ecdsa, NULL]), None);
        let rsa = oid(rfc5912::SHA_512_WITH_RSA_ENCRYPTION);
        let wanted = Some(Scheme::RsaPkcs1(Algorithm::Sha512));
        assert_eq!(scheme(&[&rsa]), wanted);
        assert_eq!(scheme(&[&rsa, NULL]), wanted);
        assert_eq!(scheme(&[&rsa, &[4, 0]]), None);
        assert_eq!(scheme(&[&rsa, NULL, NULL]), None, "no such structure");
        let ed25519 = oid(rfc8410::ID_ED_25519);
        assert_eq!(scheme(&[&ed25519]), Some(Scheme::Ed25519));
        assert_eq!(scheme(&[&ed25519, NULL]), None);
        for unknown in [SHA1_WITH_RSA, rfc5912::ID_SHA_256, rfc5912::RSA_ENCRYPTION] {
            assert_eq!(scheme(&[&oid(unknown)]), None, "{unknown}");
        }
        let sha1 = oid(SHA1_WITH_RSA);
        let dotted = read(&[&sha1, NULL], |algorithm| Some(algorithm.dotted()));
        assert_eq!(dotted.as_deref(), Some("1.2.840.113549.1.1.5"));
    }

    #[test]
    fn a_stated_hash_must_be_the_one_of_the_algorithm() {
        let over = |parts: &[&[u8]], hash| read(parts, |algorithm| algorithm.scheme_over(hash));
        let (sha256, sha384) = (Algorithm::Sha256, Algorithm::Sha384);
        let ecdsa = oid(rfc5912::ECDSA_WITH_SHA_256);
        assert_eq!(over(&[&ecdsa], sha256), Some(Scheme::Ecdsa(sha256)));
        assert_eq!(over(&[&ecdsa], sha384), None);
        let rsa = oid(rfc5912::RSA_ENCRYPTION);
        assert_eq!(over(&[&rsa, NULL], sha384), Some(Scheme::RsaPkcs1(sha384)));
        assert_eq!(over(&[&rsa], sha256), Some(Scheme::RsaPkcs1(sha256)));
        assert_eq!(over(&[&rsa, &[4, 0]], sha256), None);
        let ed25519 = oid(rfc8410::ID_ED_25519);
        assert_eq!(over(&[&ed25519], sha384), Some(Scheme::Ed25519));
    }

    #[test]
    fn pss_needs_one_hash_its_length_of_salt_and_the_one_trailer() {
        let parameters = |mask_hash: ObjectIdentifier, salt: u8, trailer: Option<u8>| {
            let hash = seq(&[&oid(rfc5912::ID_SHA_384)]);
            let mask = seq(&[&oid(rfc5912::ID_MGF_1), &seq(&[&oid(mask_hash), NULL])]);
            let tagged = |number, content: &[u8]| element(Tag::constructed(number), &[content]);
            let trailer = trailer.map_or(Vec::new(), |value| tagged(3, &[2, 1, value]));
            let salt = tagged(2, &[2, 1, salt]);
            seq(&[&tagged(0, &hash), &tagged(1, &mask), &salt, &trailer])
        };
        let pss = oid(rfc5912::ID_RSASSA_PSS);
        let scheme = |parameters: &[u8]| read(&[&pss, parameters], |algorithm| algorithm.scheme());
        let good = Some(Scheme::RsaPss(Algorithm::Sha384));
        let (sha256, sha384) = (rfc5912::ID_SHA_256, rfc5912::ID_SHA_384);
        assert_eq!(scheme(&parameters(sha384, 48, None)), good);
        assert_eq!(scheme(&parameters(sha384, 48, Some(1))), good);
        assert_eq!(scheme(&parameters(sha384, 48, Some(2))), None);
        assert_eq!(scheme(&parameters(sha384, 32, None)), None);
        assert_eq!(scheme(&parameters(sha256, 48, None)), None);
        assert_eq!(scheme(&seq(&[])), None, "the defaults are SHA-1");
        assert_eq!(read(&[&pss], |algorithm| algorithm.scheme()), None);
    }
}
