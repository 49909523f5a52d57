//! Strict lower-case hexadecimal.

use crate::Error;

/// `bytes` as lower-case hexadecimal.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// The bytes of lower-case hexadecimal `text`.
///
/// # Errors
/// [`Error::Hex`] for another character or a missing digit, [`Error::UpperCase`] when only the
/// letter case is wrong.
pub fn decode(text: &str) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![0; text.len() / 2];
    if !decode_into(text, &mut bytes) {
        check(text)?;
    }
    Ok(bytes)
}

/// Writes what lower-case hexadecimal `text` says over `bytes`; `false` if it is not that, or of
/// another length. Statements may have many digests, so that it is read once and nothing allocated.
pub(crate) fn decode_into(text: &str, bytes: &mut [u8]) -> bool {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut seen = 0;
    for ([high, low], byte) in pairs.iter().zip(bytes.iter_mut()) {
        let (high, low) = (value(*high), value(*low));
        seen |= high | low;
        *byte = (high << 4) | (low & 15);
    }
    pairs.len() == bytes.len() && rest.is_empty() && seen < 16
}

/// Checks that `text` is lower-case hexadecimal in pairs.
///
/// # Errors
/// As [`decode`]: text that is not hexadecimal at all is [`Error::Hex`], wherever its capitals are.
pub fn check(text: &str) -> Result<(), Error> {
    if let Some(offset) = text.bytes().position(|byte| !byte.is_ascii_hexdigit()) {
        return Err(Error::Hex { offset });
    }
    if !text.len().is_multiple_of(2) {
        return Err(Error::Hex { offset: text.len() });
    }
    match text.bytes().position(|byte| byte.is_ascii_uppercase()) {
        Some(offset) => Err(Error::UpperCase { offset }),
        None => Ok(()),
    }
}

fn digit(nibble: u8) -> char {
    char::from(match nibble {
        0..=9 => nibble.wrapping_add(b'0'),
        _ => nibble.wrapping_sub(10).wrapping_add(b'a'),
    })
}

/// The value of a digit; above 15 for any other byte.
const fn value(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit.wrapping_sub(b'0'),
        b'a'..=b'f' => digit.wrapping_sub(b'a').wrapping_add(10),
        _ => u8::MAX,
    }
}
