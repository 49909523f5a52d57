//! RSA signature verification on public values, so that none of it needs constant time.

use bonafide_digest::{Algorithm, Digest};
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};

use crate::Message;
use crate::rsa::{Key, Padding};

/// Whether `signature` is over `digest`.
///
/// Costs one exponentiation: a squaring modulo the modulus for each bit of the exponent, and a
/// multiplication for each that is set.
///
/// # Specification
/// RFC 8017 sections 8.1.2 and 8.2.2. Stricter: the salt of PSS is as long as the digest.
pub(super) fn verify(key: &Key, padding: Padding, digest: &Digest, signature: &[u8]) -> bool {
    let Some(encoded) = open(key, signature) else {
        return false;
    };
    match padding {
        Padding::Pkcs1 => pkcs1(encoded.len(), digest).is_some_and(|wanted| encoded == wanted),
        Padding::Pss => is_pss(&encoded, key.bits(), digest).unwrap_or(false),
    }
}

/// The encoded message, as long as the modulus (RSAVP1); none for a signature that is not below
/// the modulus.
fn open(key: &Key, signature: &[u8]) -> Option<Vec<u8>> {
    let length = key.modulus().len();
    if signature.len() != length || signature >= key.modulus() {
        return None;
    }
    let modulus = BoxedUint::from_be_slice_vartime(key.modulus());
    let parameters = BoxedMontyParams::new_vartime(Odd::new(modulus).into_option()?);
    let signature = BoxedUint::from_be_slice(signature, parameters.bits_precision()).ok()?;
    let message = power(&BoxedMontyForm::new(signature, &parameters), key.exponent());
    // Whole machine words come back.
    let words = message.retrieve().to_be_bytes();
    let spare = words.len().checked_sub(length)?;
    Some(words.get(spare..)?.to_vec())
}

/// `base` to the power of a big-endian exponent that is not zero.
fn power(base: &BoxedMontyForm, exponent: &[u8]) -> BoxedMontyForm {
    const MASKS: [u8; 8] = [0x80, 0x40, 0x20, 0x10, 8, 4, 2, 1];
    exponent
        .iter()
        .flat_map(|byte| MASKS.map(|mask| byte & mask != 0))
        .skip_while(|bit| !bit)
        .skip(1)
        .fold(base.clone(), |power, bit| {
            let square = power.square();
            if bit { square.mul(base) } else { square }
        })
}

/// The one encoded message of this length (EMSA-PKCS1-v1_5); none if it would be too short.
/// Encoding and comparing, unlike parsing, leaves nothing to be lenient about.
fn pkcs1(length: usize, digest: &Digest) -> Option<Vec<u8>> {
    let prefix = digest_info(digest.algorithm())?;
    let filled = length
        .checked_sub(prefix.len())?
        .checked_sub(digest.as_bytes().len())?
        .checked_sub(3)
        .filter(|filled| *filled >= 8)?;
    let mut encoded = vec![0, 1];
    encoded.extend(core::iter::repeat_n(0xff, filled));
    encoded.push(0);
    encoded.extend_from_slice(prefix);
    encoded.extend_from_slice(digest.as_bytes());
    Some(encoded)
}

/// The DER of `DigestInfo` up to the digest, with NULL parameters.
///
/// # Specification
/// RFC 8017 section 9.2, note 1.
const fn digest_info(hash: Algorithm) -> Option<&'static [u8; 19]> {
    Some(match hash {
        Algorithm::Sha256 => {
            b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"
        }
        Algorithm::Sha384 => {
            b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30"
        }
        Algorithm::Sha512 => {
            b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40"
        }
        _ => return None,
    })
}

/// EMSA-PSS-VERIFY under a modulus of `modulus_bits`; none where the encoded message is too short.
fn is_pss(encoded: &[u8], modulus_bits: u32, digest: &Digest) -> Option<bool> {
    let hash_length = digest.as_bytes().len();
    let bits = modulus_bits.checked_sub(1)?;
    let length = usize::try_from(bits.div_ceil(8)).ok()?;
    // One byte shorter than the modulus when the latter has one bit more than whole bytes.
    let (before, encoded) = encoded.split_at_checked(encoded.len().checked_sub(length)?)?;
    let (trailer, encoded) = encoded.split_last()?;
    let (masked, hash) = encoded.split_at_checked(encoded.len().checked_sub(hash_length)?)?;

    let used = 0xff_u8.checked_shr(bits.div_ceil(8).checked_mul(8)?.checked_sub(bits)?)?;
    let is_framed = before.iter().all(|byte| *byte == 0)
        && *trailer == 0xbc
        && masked.first().is_some_and(|first| first & !used == 0);

    let mask = mgf1(digest.algorithm(), hash, masked.len())?;
    let mut block: Vec<u8> = masked.iter().zip(&mask).map(|(a, b)| a ^ b).collect();
    *block.first_mut()? &= used;
    let (padding, salt) = block.split_at_checked(block.len().checked_sub(hash_length)?)?;
    let (one, zeros) = padding.split_last()?;
    let is_padded = *one == 1 && zeros.iter().all(|byte| *byte == 0);

    let again = Message::Parts(&[&[0; 8], digest.as_bytes(), salt]).digest(digest.algorithm())?;
    Some(is_framed && is_padded && again.as_bytes() == hash)
}

/// At least `length` bytes of MGF1 over `hash`.
///
/// # Specification
/// RFC 8017 section B.2.1.
fn mgf1(hash: Algorithm, seed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut mask = Vec::with_capacity(length.saturating_add(64));
    for counter in 0_u32.. {
        if mask.len() >= length {
            break;
        }
        let block = Message::Parts(&[seed, &counter.to_be_bytes()]).digest(hash)?;
        mask.extend_from_slice(block.as_bytes());
    }
    Some(mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(hash: Algorithm) -> Digest {
        bonafide_digest::digest(hash, b"a message").unwrap()
    }

    #[test]
    fn pkcs1_has_eight_bytes_of_padding_at_least() {
        let digest = digest(Algorithm::Sha512);
        let most = 11 + 19 + 64;
        assert_eq!(pkcs1(most - 1, &digest), None);
        let encoded = pkcs1(most, &digest).unwrap();
        assert_eq!(encoded.len(), most);
        assert_eq!(
            encoded[..12],
            *b"\0\x01\xff\xff\xff\xff\xff\xff\xff\xff\0\x30"
        );
    }

    type Spoil = fn(&mut Vec<u8>);

    /// EMSA-PSS-ENCODE, with `spoil` applied to the data block before it is masked.
    fn pss(bits: u32, digest: &Digest, salt: &[u8], spoil: Spoil) -> Vec<u8> {
        let hash = digest.algorithm();
        let length = usize::try_from((bits - 1).div_ceil(8)).unwrap();
        let seed = Message::Parts(&[&[0; 8], digest.as_bytes(), salt])
            .digest(hash)
            .unwrap();
        let mut block = vec![0; length - salt.len() - seed.as_bytes().len() - 2];
        block.push(1);
        block.extend_from_slice(salt);
        spoil(&mut block);
        let mask = mgf1(hash, seed.as_bytes(), block.len()).unwrap();
        let mut encoded: Vec<u8> = block.iter().zip(mask).map(|(a, b)| a ^ b).collect();
        let spare = u32::try_from(length * 8).unwrap() - (bits - 1);
        encoded[0] &= 0xff >> spare;
        encoded.extend_from_slice(seed.as_bytes());
        encoded.push(0xbc);
        let whole = usize::try_from(bits.div_ceil(8)).unwrap();
        [vec![0; whole - length], encoded].concat()
    }

    #[test]
    fn pss_is_verified_to_the_bit() {
        for hash in [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512] {
            let digest = digest(hash);
            let salt = vec![7; digest.as_bytes().len()];
            for bits in 2048..=2057 {
                let good = pss(bits, &digest, &salt, |_| {});
                assert_eq!(is_pss(&good, bits, &digest), Some(true), "{bits}");
                for at in 0..good.len() {
                    let mut bad = good.clone();
                    bad[at] ^= 0x80;
                    assert_ne!(is_pss(&bad, bits, &digest), Some(true), "{bits} {at}");
                }
            }
        }
    }

    #[test]
    fn pss_padding_and_salt_length_are_exact() {
        let digest = digest(Algorithm::Sha256);
        let salt = [7; 32];
        let spoils: [(&str, Spoil); 3] = [
            ("padding", |block| block[3] = 1),
            ("separator", |block| {
                let at = block.len() - 33;
                block[at] = 2;
            }),
            ("two separators", |block| {
                let at = block.len() - 34;
                block[at] = 1;
            }),
        ];
        for (what, spoil) in spoils {
            let bad = pss(2048, &digest, &salt, spoil);
            assert_eq!(is_pss(&bad, 2048, &digest), Some(false), "{what}");
        }
        for salt in [&[7; 31][..], &[7; 33], &[]] {
            let bad = pss(2048, &digest, salt, |_| {});
            assert_eq!(is_pss(&bad, 2048, &digest), Some(false), "{}", salt.len());
        }
        assert_eq!(is_pss(&[0xbc; 60], 480, &digest), None, "too short");
    }

    #[test]
    fn mgf1_goes_on_after_the_first_block() {
        let mask = mgf1(Algorithm::Sha256, b"seed", 33).unwrap();
        let block = |counter: &[u8]| bonafide_digest::sha256(&[b"seed", counter]);
        assert_eq!(mask, [block(&[0; 4]), block(&[0, 0, 0, 1])].concat());
    }

    #[test]
    fn powers_are_those_of_repeated_multiplication() {
        let parameters = BoxedMontyParams::new_vartime(
            Odd::new(BoxedUint::from_be_slice_vartime(&[0x3b, 0x9a, 0xca, 0x07])).unwrap(),
        );
        let base = BoxedUint::from(5_u64);
        let base = BoxedMontyForm::new(base, &parameters);
        let mut wanted = 1_u64;
        for exponent in 1..=300_u16 {
            wanted = wanted * 5 % 1_000_000_007;
            let found = power(&base, &exponent.to_be_bytes()).retrieve();
            assert_eq!(found, BoxedUint::from(wanted), "{exponent}");
        }
    }
}
