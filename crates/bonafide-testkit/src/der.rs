//! DER by hand (ITU-T X.690): each function writes one value, and joins what it is given without
//! asking whether it makes sense. Wrong values are as easy to write as right ones.

use crate::Time;

/// A value with this tag octet around `content`.
#[must_use]
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        short @ 0..=0x7f => out.push(short as u8),
        long => {
            let bytes = long.to_be_bytes();
            let bytes = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
            out.push(0x80 | bytes.len() as u8);
            out.extend_from_slice(bytes);
        }
    }
    out.extend_from_slice(content);
    out
}

/// A SEQUENCE of encoded values.
#[must_use]
pub fn sequence<T: AsRef<[u8]>>(parts: &[T]) -> Vec<u8> {
    tlv(0x30, &join(parts))
}

/// A SET OF encoded values, sorted.
#[must_use]
pub fn set<T: AsRef<[u8]>>(parts: &[T]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
    parts.sort_unstable();
    tlv(0x31, &join(&parts))
}

/// A constructed, context-specific value.
#[must_use]
pub fn context<T: AsRef<[u8]>>(number: u8, parts: &[T]) -> Vec<u8> {
    tlv(0xa0 | number, &join(parts))
}

/// A primitive, context-specific value.
#[must_use]
pub fn context_primitive(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0x80 | number, content)
}

/// An INTEGER, not negative, from its big-endian magnitude.
#[must_use]
pub fn unsigned(magnitude: &[u8]) -> Vec<u8> {
    let zeros = magnitude.iter().take_while(|byte| **byte == 0).count();
    let magnitude = &magnitude[zeros..];
    match magnitude.first() {
        None => tlv(0x02, &[0]),
        Some(first) if *first >= 0x80 => tlv(0x02, &[&[0], magnitude].concat()),
        Some(_) => tlv(0x02, magnitude),
    }
}

/// A small INTEGER.
#[must_use]
pub fn integer(value: u64) -> Vec<u8> {
    unsigned(&value.to_be_bytes())
}

/// A BOOLEAN.
#[must_use]
pub fn boolean(value: bool) -> Vec<u8> {
    tlv(0x01, &[if value { 0xff } else { 0 }])
}

/// NULL.
#[must_use]
pub fn null() -> Vec<u8> {
    vec![0x05, 0x00]
}

/// An OCTET STRING.
#[must_use]
pub fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

/// A BIT STRING of whole octets.
#[must_use]
pub fn bits(content: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], content].concat())
}

/// A BIT STRING with these named bits set, without trailing zero bits.
#[must_use]
pub fn named_bits(set: &[u8]) -> Vec<u8> {
    let Some(last) = set.iter().max() else {
        return tlv(0x03, &[0]);
    };
    let mut content = vec![7 - last % 8];
    content.resize(2 + usize::from(last / 8), 0);
    for bit in set {
        content[1 + usize::from(bit / 8)] |= 0x80 >> (bit % 8);
    }
    tlv(0x03, &content)
}

/// A UTF8String.
#[must_use]
pub fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0c, text.as_bytes())
}

/// A PrintableString.
#[must_use]
pub fn printable(text: &str) -> Vec<u8> {
    tlv(0x13, text.as_bytes())
}

/// An OBJECT IDENTIFIER from its dotted form.
#[must_use]
pub fn oid(dotted: &str) -> Vec<u8> {
    tlv(0x06, &oid_content(dotted))
}

/// The content octets of an OBJECT IDENTIFIER.
#[must_use]
pub fn oid_content(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted
        .split('.')
        .map(|arc| arc.parse().expect("an arc"))
        .collect();
    let mut out = base128(arcs[0] * 40 + arcs[1]);
    for arc in &arcs[2..] {
        out.extend(base128(*arc));
    }
    out
}

/// A time as RFC 5280 section 4.1.2.5 wants it: UTCTime up to 2049, then GeneralizedTime.
#[must_use]
pub fn time(time: Time) -> Vec<u8> {
    if (1950..2050).contains(&time.year()) {
        tlv(0x17, time.utc_time().as_bytes())
    } else {
        tlv(0x18, time.generalized_time().as_bytes())
    }
}

/// The parts one after another.
#[must_use]
pub fn join<T: AsRef<[u8]>>(parts: &[T]) -> Vec<u8> {
    parts.iter().flat_map(AsRef::as_ref).copied().collect()
}

fn base128(mut value: u64) -> Vec<u8> {
    let mut out = vec![(value & 0x7f) as u8];
    while value > 0x7f {
        value >>= 7;
        out.insert(0, 0x80 | (value & 0x7f) as u8);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_integers_and_identifiers() {
        assert_eq!(tlv(0x04, &[7; 127])[..2], [0x04, 0x7f]);
        assert_eq!(tlv(0x04, &[7; 128])[..3], [0x04, 0x81, 0x80]);
        assert_eq!(tlv(0x04, &[7; 300])[..4], [0x04, 0x82, 0x01, 0x2c]);
        assert_eq!(integer(0), [2, 1, 0]);
        assert_eq!(integer(128), [2, 2, 0, 128]);
        assert_eq!(
            oid("1.2.840.113549"),
            [6, 6, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]
        );
        assert_eq!(
            oid("1.3.6.1.4.1.57264.1.8")[2..],
            [0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 8]
        );
    }

    #[test]
    fn named_bits_are_minimal() {
        assert_eq!(named_bits(&[0]), [3, 2, 7, 0x80]);
        assert_eq!(named_bits(&[5, 6]), [3, 2, 1, 0x06]);
        assert_eq!(named_bits(&[8]), [3, 3, 7, 0, 0x80]);
    }
}
