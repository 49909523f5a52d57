//! What the tests share.

use sha2::Digest as _;

/// Bytes that repeat only after a long while.
pub(crate) fn bytes(count: u32) -> Vec<u8> {
    (0..count)
        .map(|number| number.wrapping_mul(0x9e37_79b1).to_be_bytes()[0])
        .collect()
}

/// The digests of the other implementation.
pub(crate) fn expected(messages: &[&[u8]]) -> Vec<[u8; 32]> {
    messages
        .iter()
        .map(|message| sha2::Sha256::digest(message).into())
        .collect()
}
