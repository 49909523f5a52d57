//! Points and scalars that Ed25519 implementations treat differently, refused here for all.

use crate::Error;

/// The field prime, 2^255 - 19, little-endian.
const PRIME: [u8; 32] = {
    let mut bytes = [0xff; 32];
    bytes[0] = 0xed;
    bytes[31] = 0x7f;
    bytes
};

/// The order of the prime-order subgroup, 2^252 + 27742317777372353535851937790883648493,
/// little-endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The y coordinates of the eight points whose order divides 8, little-endian. A point and its
/// negative share y, and x is zero only for the orders 1 and 2, so that these five values cover
/// every encoding with either sign.
const SMALL_ORDER: [[u8; 32]; 5] = [
    // Order 4.
    [0; 32],
    // Order 1, the identity.
    {
        let mut bytes = [0; 32];
        bytes[0] = 1;
        bytes
    },
    // Order 2.
    {
        let mut bytes = PRIME;
        bytes[0] = 0xec;
        bytes
    },
    // Order 8.
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

/// Fails unless `point` is a key that every backend judges alike.
pub(crate) fn check_key(point: &[u8; 32]) -> Result<(), Error> {
    if is_sound(point) {
        Ok(())
    } else {
        Err(Error::Ed25519Point {})
    }
}

/// Splits a signature, and fails unless its R is sound and its S below the group order.
pub(crate) fn check_signature(signature: &[u8]) -> Result<&[u8; 64], Error> {
    let form = |what| Error::Form { what };
    let signature: &[u8; 64] = signature.try_into().map_err(|_| form("not 64 bytes"))?;
    let (point, scalar) = signature
        .split_first_chunk::<32>()
        .ok_or(form("not 64 bytes"))?;
    if !is_sound(point) {
        return Err(form("R is not canonical or of small order"));
    }
    if !is_below(scalar, &ORDER) {
        return Err(form("S is not below the group order"));
    }
    Ok(signature)
}

/// Whether the encoding has y below the prime and is not of small order. An encoding of x = 0 with
/// the sign bit has y = 1 or y = -1, and so is among the small orders.
fn is_sound(point: &[u8; 32]) -> bool {
    let mut y = *point;
    if let Some(last) = y.last_mut() {
        *last &= 0x7f;
    }
    is_below(&y, &PRIME) && !SMALL_ORDER.contains(&y)
}

/// Compares little-endian numbers of the same length.
fn is_below(number: &[u8], bound: &[u8]) -> bool {
    number.iter().rev().lt(bound.iter().rev())
}
