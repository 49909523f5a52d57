//! ECDSA keys on the three named curves, signatures, and verification over a digest.

#[cfg(any(feature = "ring", feature = "rustcrypto"))]
mod reuse;
#[cfg(any(feature = "ring", feature = "rustcrypto"))]
mod tables;

use std::borrow::Cow;

use bonafide_digest::Digest;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;

use crate::asn1::{Element, Tag, element, integer, strip};
use crate::{Error, KeyKind};

/// A named curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
}

impl Curve {
    pub(crate) const fn kind(self) -> KeyKind {
        match self {
            Self::P256 => KeyKind::EcdsaP256,
            Self::P384 => KeyKind::EcdsaP384,
            Self::P521 => KeyKind::EcdsaP521,
        }
    }

    /// Bytes of a field element, and of a scalar.
    const fn length(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// The group order, big-endian.
    const fn order(self) -> &'static [u8] {
        match self {
            Self::P256 => &P256_ORDER,
            Self::P384 => &P384_ORDER,
            Self::P521 => &P521_ORDER,
        }
    }
}

/// FIPS 186-5, SP 800-186 section 3.2.1.
const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];
const P384_ORDER: [u8; 48] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf,
    0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
];
const P521_ORDER: [u8; 66] = [
    0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xfa, 0x51, 0x86, 0x87, 0x83, 0xbf, 0x2f, 0x96, 0x6b, 0x7f, 0xcc, 0x01, 0x48, 0xf7, 0x09,
    0xa5, 0xd0, 0x3b, 0xb5, 0xc9, 0xb8, 0x89, 0x9c, 0x47, 0xae, 0xbb, 0x6f, 0xb7, 0x1e, 0x91, 0x38,
    0x64, 0x09,
];

/// A point on a curve.
#[expect(unnameable_types, reason = "an argument of the sealed backend trait")]
pub struct Key {
    point: Point,
    /// SEC 1, uncompressed, whatever form the key came in.
    sec1: Vec<u8>,
    #[cfg(any(feature = "ring", feature = "rustcrypto"))]
    reuse: reuse::Reuse,
    /// The key as AWS-LC reads it, from its first use on.
    #[cfg(feature = "aws-lc")]
    pub(crate) read: crate::backend::Read,
}

enum Point {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    #[cfg(feature = "p521")]
    P521(p521::ecdsa::VerifyingKey),
}

impl Key {
    /// Reads a SEC 1 point and checks that it lies on the curve.
    pub(crate) fn from_sec1(
        curve: Curve,
        sec1: &[u8],
        allow_compressed: bool,
    ) -> Result<Self, Error> {
        let compressed = match sec1.first() {
            Some(4) => false,
            Some(2 | 3) if allow_compressed => true,
            Some(2 | 3) => return Err(Error::CompressedPoint {}),
            _ => return Err(Error::Point {}),
        };
        let coordinates = if compressed { 1 } else { 2 };
        if sec1.len() != curve.length().saturating_mul(coordinates).saturating_add(1) {
            return Err(Error::Point {});
        }
        macro_rules! read {
            ($module:ident, $variant:ident) => {{
                let key = $module::ecdsa::VerifyingKey::from_sec1_bytes(sec1)
                    .map_err(|_| Error::Point {})?;
                Self {
                    sec1: key.to_sec1_point(false).as_bytes().to_vec(),
                    point: Point::$variant(key),
                    #[cfg(any(feature = "ring", feature = "rustcrypto"))]
                    reuse: reuse::Reuse::default(),
                    #[cfg(feature = "aws-lc")]
                    read: crate::backend::Read::default(),
                }
            }};
        }
        Ok(match curve {
            Curve::P256 => read!(p256, P256),
            Curve::P384 => read!(p384, P384),
            #[cfg(feature = "p521")]
            Curve::P521 => read!(p521, P521),
            #[cfg(not(feature = "p521"))]
            Curve::P521 => {
                return Err(Error::Feature {
                    what: "keys on P-521",
                    enable: "p521",
                });
            }
        })
    }

    pub(crate) const fn curve(&self) -> Curve {
        match self.point {
            Point::P256(_) => Curve::P256,
            Point::P384(_) => Curve::P384,
            #[cfg(feature = "p521")]
            Point::P521(_) => Curve::P521,
        }
    }

    /// The uncompressed SEC 1 point.
    pub(crate) fn sec1(&self) -> &[u8] {
        &self.sec1
    }

    /// Allows tables.
    #[cfg(any(feature = "ring", feature = "rustcrypto"))]
    pub(crate) fn expect_reuse(&self) {
        self.reuse.expect();
    }

    /// Whether the signature is over this digest.
    pub(crate) fn verify_digest(&self, digest: &Digest, signature: &Signature<'_>) -> bool {
        let padded = self.padded(digest);
        macro_rules! check {
            ($module:ident, $key:expr) => {
                $module::ecdsa::Signature::from_slice(&signature.fixed)
                    .is_ok_and(|signature| $key.verify_prehash(&padded, &signature).is_ok())
            };
        }
        match &self.point {
            Point::P256(key) => check!(p256, key),
            Point::P384(key) => check!(p384, key),
            #[cfg(feature = "p521")]
            Point::P521(key) => check!(p521, key),
        }
    }

    /// As [`Key::verify_digest`], by tables; nothing where there are none, since reuse is not expected
    /// or the key was hardly used before.
    #[cfg(any(feature = "ring", feature = "rustcrypto"))]
    pub(crate) fn verify_by_tables(
        &self,
        digest: impl FnOnce() -> Option<Digest>,
        signature: &Signature<'_>,
    ) -> Option<bool> {
        let tables = self.reuse.tables(&self.point)?;
        tables.verify(&self.padded(&digest()?), &signature.fixed)
    }

    /// The number that is signed is the leftmost bits of the digest; zeros before a digest that is
    /// shorter than the field leave it the same. The curve crates refuse the shortest ones.
    fn padded(&self, digest: &Digest) -> Vec<u8> {
        let value = digest.as_bytes();
        let mut padded = vec![0; self.curve().length().saturating_sub(value.len())];
        padded.extend_from_slice(value);
        padded
    }
}

/// `r` and `s`, both from 1 to below the order.
#[expect(unnameable_types, reason = "an argument of the sealed backend trait")]
pub struct Signature<'a> {
    /// `r` and `s`, each as long as the field.
    fixed: Vec<u8>,
    der: Cow<'a, [u8]>,
}

impl<'a> Signature<'a> {
    /// Reads a DER SEQUENCE of two INTEGERs.
    pub(crate) fn from_der(curve: Curve, der: &'a [u8]) -> Result<Self, Error> {
        let (r, s) = integers(der).ok_or(Error::Form {
            what: "not a strict DER SEQUENCE of two INTEGERs",
        })?;
        Ok(Self {
            fixed: fixed(curve, r, s)?,
            der: Cow::Borrowed(der),
        })
    }

    /// Reads `r` and `s` of the length of the field (IEEE P1363).
    pub(crate) fn from_p1363(curve: Curve, bytes: &[u8]) -> Result<Self, Error> {
        let wrong = Error::Form {
            what: "not twice as long as the field of the curve",
        };
        if bytes.len() != curve.length().saturating_mul(2) {
            return Err(wrong);
        }
        let (r, s) = bytes.split_at_checked(curve.length()).ok_or(wrong)?;
        Ok(Self {
            fixed: fixed(curve, strip(r), strip(s))?,
            der: Cow::Owned(element(Tag::SEQUENCE, &[&integer(r), &integer(s)])),
        })
    }

    /// The signature as a DER SEQUENCE.
    pub(crate) fn der(&self) -> &[u8] {
        &self.der
    }
}

/// The two numbers, big-endian, without leading zeros.
fn integers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut fields = Element::parse(der)?.open(Tag::SEQUENCE)?;
    let (r, s) = (fields.next()?.magnitude()?, fields.next()?.magnitude()?);
    fields.is_empty().then_some((r, s))
}

/// `r` and `s` padded to the length of the field, after their range was checked.
fn fixed(curve: Curve, r: &[u8], s: &[u8]) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(curve.length().saturating_mul(2));
    for number in [r, s] {
        let order = strip(curve.order());
        if number.is_empty() || (number.len(), number) >= (order.len(), order) {
            return Err(Error::Form {
                what: "r or s is not from 1 to the group order",
            });
        }
        let zeros = curve.length().saturating_sub(number.len());
        out.extend(core::iter::repeat_n(0, zeros));
        out.extend_from_slice(number);
    }
    Ok(out)
}
