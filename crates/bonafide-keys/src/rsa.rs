//! RSA public keys.

use crate::asn1::{Element, Tag};
use crate::{Error, KeyKind};

const LEAST_BITS: usize = 2048;
const MOST_BITS: usize = 8192;
const EXPONENT_BITS_A_CHECK: usize = 64;

/// A modulus and an exponent within the bounds of this crate.
#[expect(unnameable_types, reason = "an argument of the sealed backend trait")]
#[derive(Clone)]
pub struct Key {
    /// Big-endian, without leading zeros, as is the exponent.
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    bits: u32,
}

impl Key {
    /// Reads a PKCS#1 `RSAPublicKey`.
    pub(crate) fn from_pkcs1(pkcs1: &[u8]) -> Result<Self, Error> {
        let (modulus, exponent) = integers(pkcs1).ok_or(Error::Encoding {
            what: "RSAPublicKey",
        })?;
        let bits = bit_length(modulus);
        let is_odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
        if !(LEAST_BITS..=MOST_BITS).contains(&bits) || !is_odd(modulus) {
            return Err(Error::RsaModulus { bits });
        }
        let below_modulus = (exponent.len(), exponent) < (modulus.len(), modulus);
        if !is_odd(exponent) || exponent == [1] || !below_modulus {
            return Err(Error::RsaExponent {});
        }
        Ok(Self {
            modulus: modulus.to_vec(),
            exponent: exponent.to_vec(),
            bits: u32::try_from(bits).map_err(|_| Error::RsaModulus { bits })?,
        })
    }

    pub(crate) const fn kind(&self) -> KeyKind {
        KeyKind::Rsa { bits: self.bits() }
    }

    /// The modulus, big-endian, without leading zeros.
    pub(crate) fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    /// The exponent, big-endian, without leading zeros.
    pub(crate) fn exponent(&self) -> &[u8] {
        &self.exponent
    }

    /// Length of the modulus in bits.
    pub(crate) const fn bits(&self) -> u32 {
        self.bits
    }

    /// Length of the exponent in bits; backends differ in what they take.
    pub(crate) fn exponent_bits(&self) -> usize {
        bit_length(&self.exponent)
    }

    /// How many ordinary signature checks one with this key counts for: its work grows with the
    /// length of the exponent, which nearly always is 17 bits and may be 8192.
    pub(crate) fn checks(&self) -> usize {
        self.exponent_bits().div_ceil(EXPONENT_BITS_A_CHECK)
    }

    /// Fails unless the signature is as long as the modulus.
    pub(crate) fn check_length(&self, signature: &[u8]) -> Result<(), Error> {
        if signature.len() == self.modulus.len() {
            Ok(())
        } else {
            Err(Error::Form {
                what: "not as long as the RSA modulus",
            })
        }
    }
}

/// The padding of an RSA signature.
#[expect(unnameable_types, reason = "an argument of the sealed backend trait")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Padding {
    Pkcs1,
    Pss,
}

/// Modulus and exponent, big-endian, without leading zeros.
fn integers(pkcs1: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut fields = Element::parse(pkcs1)?.open(Tag::SEQUENCE)?;
    let (modulus, exponent) = (fields.next()?.magnitude()?, fields.next()?.magnitude()?);
    fields.is_empty().then_some((modulus, exponent))
}

fn bit_length(magnitude: &[u8]) -> usize {
    let Some(first) = magnitude.first() else {
        return 0;
    };
    let spare = usize::try_from(first.leading_zeros()).unwrap_or(0);
    magnitude.len().saturating_mul(8).saturating_sub(spare)
}
