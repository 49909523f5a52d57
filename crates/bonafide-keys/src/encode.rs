//! The little DER that is written here, to compare with what was read.

/// Universal tags.
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const SEQUENCE: u8 = 0x30;

/// `tag`, the length in its shortest form, and `contents` one after the other.
pub(crate) fn tlv(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let length = contents
        .iter()
        .fold(0_usize, |sum, part| sum.saturating_add(part.len()));
    let mut out = Vec::with_capacity(length.saturating_add(6));
    out.push(tag);
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => out.push(short),
        _ => {
            let bytes = length.to_be_bytes();
            let skipped = bytes.iter().take_while(|byte| **byte == 0).count();
            let digits = bytes.get(skipped..).unwrap_or_default();
            out.push(0x80 | u8::try_from(digits.len()).unwrap_or(0x7f));
            out.extend_from_slice(digits);
        }
    }
    for part in contents {
        out.extend_from_slice(part);
    }
    out
}

/// A non-negative INTEGER from its big-endian bytes, leading zeros allowed.
pub(crate) fn integer(magnitude: &[u8]) -> Vec<u8> {
    let stripped = strip(magnitude);
    match stripped.first() {
        Some(first) if *first < 0x80 => tlv(INTEGER, &[stripped]),
        _ => tlv(INTEGER, &[&[0], stripped]),
    }
}

/// `magnitude` without leading zeros.
pub(crate) fn strip(magnitude: &[u8]) -> &[u8] {
    let zeros = magnitude.iter().take_while(|byte| **byte == 0).count();
    magnitude.get(zeros..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_integers_are_minimal() {
        assert_eq!(tlv(4, &[&[1], &[2]]), [4, 2, 1, 2]);
        for (length, header) in [
            (127_usize, &[4, 127][..]),
            (128, &[4, 0x81, 128]),
            (255, &[4, 0x81, 255]),
            (256, &[4, 0x82, 1, 0]),
            (65_536, &[4, 0x83, 1, 0, 0]),
        ] {
            let out = tlv(4, &[&vec![0; length]]);
            assert_eq!(&out[..header.len()], header);
            assert_eq!(out.len(), header.len() + length);
        }
        assert_eq!(integer(&[0, 0, 1]), [2, 1, 1]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(integer(&[0]), [2, 1, 0]);
        assert_eq!(integer(&[]), [2, 1, 0]);
    }
}
