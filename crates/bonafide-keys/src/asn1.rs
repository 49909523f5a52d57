//! A strict DER cursor: what is signed or compared is cut out of the input, never encoded again.
//!
//! It knows elements and nothing of their types. Lengths are definite and in their shortest form,
//! tag numbers are below 31, and an element never reaches past the input. What an INTEGER, BOOLEAN
//! or OBJECT IDENTIFIER holds is checked when it is read.
//!
//! # Specification
//! X.690 sections 8.1 and 10.1.

use const_oid::ObjectIdentifier;

/// The identifier octet of an element: class, form and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag(u8);

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Self = Self(0x01);
    /// INTEGER.
    pub const INTEGER: Self = Self(0x02);
    /// BIT STRING, primitive.
    pub const BIT_STRING: Self = Self(0x03);
    /// OCTET STRING, primitive.
    pub const OCTET_STRING: Self = Self(0x04);
    /// NULL.
    pub const NULL: Self = Self(0x05);
    /// OBJECT IDENTIFIER.
    pub const OID: Self = Self(0x06);
    /// UTF8String, primitive.
    pub const UTF8_STRING: Self = Self(0x0c);
    /// UTCTime, primitive.
    pub const UTC_TIME: Self = Self(0x17);
    /// GeneralizedTime, primitive.
    pub const GENERALIZED_TIME: Self = Self(0x18);
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: Self = Self(0x30);
    /// SET and SET OF.
    pub const SET: Self = Self(0x31);

    /// The constructed context-specific tag `[number]`; only the low five bits of `number` count.
    #[must_use]
    pub const fn constructed(number: u8) -> Self {
        Self(0xa0 | (number & 0x1f))
    }

    /// The primitive context-specific tag `[number]`; only the low five bits of `number` count.
    #[must_use]
    pub const fn primitive(number: u8) -> Self {
        Self(0x80 | (number & 0x1f))
    }
}

/// One element: its tag, and its bytes as received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    tag: Tag,
    raw: &'a [u8],
    content: &'a [u8],
}

impl<'a> Element<'a> {
    /// The one element that `input` consists of.
    #[must_use]
    pub fn parse(input: &'a [u8]) -> Option<Self> {
        let mut elements = Elements::new(input);
        let element = elements.next()?;
        elements.is_empty().then_some(element)
    }

    /// The tag.
    #[must_use]
    pub const fn tag(self) -> Tag {
        self.tag
    }

    /// The whole element: identifier, length and content.
    #[must_use]
    pub const fn raw(self) -> &'a [u8] {
        self.raw
    }

    /// The content, whatever the tag.
    #[must_use]
    pub const fn content(self) -> &'a [u8] {
        self.content
    }

    /// The content, if the tag is `tag`.
    #[must_use]
    pub fn content_of(self, tag: Tag) -> Option<&'a [u8]> {
        (self.tag == tag).then_some(self.content)
    }

    /// The elements of the content, if the tag is `tag`.
    #[must_use]
    pub fn open(self, tag: Tag) -> Option<Elements<'a>> {
        self.content_of(tag).map(Elements::new)
    }

    /// The one element that the content consists of, if the tag is `tag`.
    #[must_use]
    pub fn only(self, tag: Tag) -> Option<Self> {
        self.content_of(tag).and_then(Self::parse)
    }

    /// The content of an OBJECT IDENTIFIER whose arcs are in their shortest form.
    #[must_use]
    pub fn oid(self) -> Option<&'a [u8]> {
        let content = self.content_of(Tag::OID)?;
        let mut starts = true;
        for byte in content {
            if starts && *byte == 0x80 {
                return None;
            }
            starts = byte & 0x80 == 0;
        }
        (starts && !content.is_empty()).then_some(content)
    }

    /// The content of an INTEGER in its shortest form, two's complement.
    #[must_use]
    pub fn integer(self) -> Option<&'a [u8]> {
        shortest(self.content_of(Tag::INTEGER)?)
    }

    /// The magnitude of an INTEGER that is not negative, big-endian without leading zeros.
    #[must_use]
    pub fn magnitude(self) -> Option<&'a [u8]> {
        match self.integer()? {
            [0, rest @ ..] => Some(rest),
            positive => positive
                .first()
                .filter(|first| **first < 0x80)
                .map(|_| positive),
        }
    }

    /// The value of an INTEGER from 0 to below 2^63.
    #[must_use]
    pub fn unsigned(self) -> Option<u64> {
        unsigned(self.integer()?)
    }

    /// The value of a BOOLEAN.
    #[must_use]
    pub fn boolean(self) -> Option<bool> {
        match self.content_of(Tag::BOOLEAN)? {
            [0] => Some(false),
            [0xff] => Some(true),
            _ => None,
        }
    }

    /// The octets of a BIT STRING that is made of whole ones.
    #[must_use]
    pub fn octets_of_bits(self) -> Option<&'a [u8]> {
        match self.content_of(Tag::BIT_STRING)? {
            [0, octets @ ..] => Some(octets),
            _ => None,
        }
    }

    /// Whether this is a NULL.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.tag == Tag::NULL && self.content.is_empty()
    }
}

/// The content of an INTEGER, if it is in its shortest form; for where its tag is implicit.
#[must_use]
pub fn shortest(content: &[u8]) -> Option<&[u8]> {
    let is_padded = match content {
        [0, second, ..] => *second < 0x80,
        [0xff, second, ..] => *second >= 0x80,
        [] => true,
        _ => false,
    };
    (!is_padded).then_some(content)
}

/// The value of the content of an INTEGER from 0 to below 2^63; for where its tag is implicit.
#[must_use]
pub fn unsigned(content: &[u8]) -> Option<u64> {
    let is_negative = shortest(content)?.first()? >= &0x80;
    if is_negative || content.len() > 8 {
        return None;
    }
    let value = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
    Some(content.iter().fold(0, value))
}

/// Elements one after the other.
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    rest: &'a [u8],
}

impl<'a> Elements<'a> {
    /// The elements that `input` consists of.
    #[must_use]
    pub const fn new(input: &'a [u8]) -> Self {
        Self { rest: input }
    }

    /// The next element; none at the end, and none for one that is not DER.
    #[must_use]
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator would hide that the input went on after what is not DER"
    )]
    pub fn next(&mut self) -> Option<Element<'a>> {
        let (tag, after) = self.rest.split_first()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (length, after) = length(after)?;
        let (content, rest) = after.split_at_checked(length)?;
        let raw = self.rest.get(..self.rest.len().checked_sub(rest.len())?)?;
        self.rest = rest;
        Some(Element {
            tag: Tag(*tag),
            raw,
            content,
        })
    }

    /// The next element, which must have the tag `tag`.
    #[must_use]
    pub fn take(&mut self, tag: Tag) -> Option<Element<'a>> {
        self.next().filter(|element| element.tag == tag)
    }

    /// The next element, if there is one and it has the tag `tag`; another one stays.
    ///
    /// # Errors
    /// [`Malformed`] when it is not DER.
    pub fn take_if(&mut self, tag: Tag) -> Result<Option<Element<'a>>, Malformed> {
        if self.is_empty() {
            return Ok(None);
        }
        let mut ahead = self.clone();
        let element = ahead.next().ok_or(Malformed {})?;
        if element.tag != tag {
            return Ok(None);
        }
        *self = ahead;
        Ok(Some(element))
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The number of elements that are left, counted up to `most` and one more; none when one of
    /// them is not DER.
    #[must_use]
    pub fn count(&self, most: usize) -> Option<usize> {
        let mut ahead = self.clone();
        let mut count = 0_usize;
        while !ahead.is_empty() && count <= most {
            ahead.next()?;
            count = count.saturating_add(1);
        }
        Some(count)
    }
}

/// A length in its shortest form of at most four octets, and what follows it.
fn length(input: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = input.split_first()?;
    if *first < 0x80 {
        return Some((usize::from(*first), rest));
    }
    let count = usize::from(first & 0x7f);
    if !(1..=4).contains(&count) {
        return None;
    }
    let (digits, rest) = rest.split_at_checked(count)?;
    let length = digits
        .iter()
        .fold(0_u32, |sum, digit| (sum << 8) | u32::from(*digit));
    let is_shortest = length >= 0x80 && digits.first() != Some(&0);
    Some((usize::try_from(length).ok().filter(|_| is_shortest)?, rest))
}

/// The dotted form of the content of an OBJECT IDENTIFIER; after `#` in hexadecimal where an arc, or
/// the whole, is longer than is spelled out here.
#[must_use]
pub fn dotted(oid: &[u8]) -> String {
    ObjectIdentifier::from_bytes(oid).map_or_else(
        |_| format!("#{}", bonafide_digest::hex::encode(oid)),
        |oid| oid.to_string(),
    )
}

/// Bytes that are not DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Malformed {}

/// An element of the tag `tag` with `contents`, one after the other, as its content.
#[must_use]
pub fn element(tag: Tag, contents: &[&[u8]]) -> Vec<u8> {
    let length = contents
        .iter()
        .fold(0_usize, |sum, part| sum.saturating_add(part.len()));
    let mut out = Vec::with_capacity(length.saturating_add(6));
    out.push(tag.0);
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
        Some(first) if *first < 0x80 => element(Tag::INTEGER, &[stripped]),
        _ => element(Tag::INTEGER, &[&[0], stripped]),
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
    fn elements_are_der_and_have_the_tag_that_is_wanted() {
        let mut elements = Elements::new(&[4, 1, 9, 2, 1, 7]);
        assert!(elements.take(Tag::SEQUENCE).is_none());
        let next = elements.take(Tag::INTEGER);
        assert_eq!(next.map(|element| element.content), Some(&[7][..]));
        for high in [0x1f, 0x3f, 0x9f, 0xbf] {
            assert!(Elements::new(&[high, 0]).next().is_none(), "{high:#x}");
        }
        // An indefinite length, a length of five octets, lengths that are not the shortest.
        for header in [
            &[4, 0x80][..],
            &[4, 0x85, 0, 0, 0, 0, 1],
            &[4, 0x81, 5],
            &[4, 0x82, 0, 200],
        ] {
            let mut bytes = header.to_vec();
            bytes.resize(400, 0);
            assert!(Elements::new(&bytes).next().is_none(), "{header:x?}");
        }
    }

    #[test]
    fn integers_have_up_to_eight_octets() {
        assert_eq!(unsigned(&[1, 2]), Some(0x0102));
        let most = [0x7f, 255, 255, 255, 255, 255, 255, 255];
        assert_eq!(unsigned(&most), Some((1 << 63) - 1));
        assert_eq!(unsigned(&[1, 0, 0, 0, 0, 0, 0, 0, 0]), None);
        assert_eq!(unsigned(&[0x80]), None);
    }

    #[test]
    fn written_lengths_and_integers_are_minimal() {
        assert_eq!(element(Tag::OCTET_STRING, &[&[1], &[2]]), [4, 2, 1, 2]);
        for (length, header) in [
            (127_usize, &[4, 127][..]),
            (128, &[4, 0x81, 128]),
            (255, &[4, 0x81, 255]),
            (256, &[4, 0x82, 1, 0]),
            (65_536, &[4, 0x83, 1, 0, 0]),
        ] {
            let out = element(Tag::OCTET_STRING, &[&vec![0; length]]);
            assert_eq!(&out[..header.len()], header);
            assert_eq!(out.len(), header.len() + length);
            let read = Element::parse(&out).unwrap();
            assert_eq!((read.raw(), read.content().len()), (&out[..], length));
        }
        assert_eq!(integer(&[0, 0, 1]), [2, 1, 1]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(integer(&[0]), [2, 1, 0]);
        assert_eq!(integer(&[]), [2, 1, 0]);
    }

    #[test]
    fn tags_are_their_identifier_octets() {
        assert_eq!(element(Tag::constructed(3), &[]), [0xa3, 0]);
        assert_eq!(element(Tag::primitive(2), &[]), [0x82, 0]);
        assert_eq!(Tag::constructed(0x23), Tag::constructed(3));
        assert_eq!(Tag::primitive(0xff), Tag::primitive(31));
    }

    #[test]
    fn read_lengths_are_definite_and_minimal() {
        assert!(Element::parse(&[0x30, 0]).is_some());
        let mut long = vec![4, 0x81, 127];
        long.resize(3 + 127, 0);
        assert!(Element::parse(&long).is_none(), "127 fits in one octet");
        let mut long = vec![4, 0x82, 0, 128];
        long.resize(4 + 128, 0);
        assert!(Element::parse(&long).is_none(), "128 fits in one digit");
        for raw in [
            &[0x30][..],
            &[0x30, 0x81],
            &[0x30, 0x81, 0],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x85, 0, 0, 0, 0, 0],
            &[0x30, 0xff],
            &[0x30, 0, 0],
            &[0x30, 1],
            &[0x1f, 0x81, 1, 0],
            &[],
        ] {
            assert!(Element::parse(raw).is_none(), "{raw:x?}");
        }
    }

    #[test]
    fn read_integers_are_minimal() {
        let integer = |raw: &[u8]| Element::parse(raw).unwrap().integer().map(<[u8]>::to_vec);
        assert_eq!(integer(&[2, 1, 0]), Some(vec![0]));
        assert_eq!(integer(&[2, 2, 0, 0x80]), Some(vec![0, 0x80]));
        assert_eq!(integer(&[2, 1, 0xff]), Some(vec![0xff]));
        for raw in [&[2, 0][..], &[2, 2, 0, 1], &[2, 2, 0xff, 0x80], &[3, 1, 0]] {
            assert_eq!(integer(raw), None, "{raw:?}");
        }
        assert_eq!(unsigned(&[0, 0xff]), Some(255));
        assert_eq!(unsigned(&[0xff]), None);
        assert_eq!(unsigned(&[0, 1]), None);
        assert_eq!(unsigned(&[1; 9]), None);
        let magnitude = |raw: &[u8]| Element::parse(raw).unwrap().magnitude().map(<[u8]>::to_vec);
        assert_eq!(magnitude(&[2, 1, 0]), Some(vec![]));
        assert_eq!(magnitude(&[2, 2, 0, 0x80]), Some(vec![0x80]));
        assert_eq!(magnitude(&[2, 1, 5]), Some(vec![5]));
        assert_eq!(magnitude(&[2, 1, 0x80]), None);
    }

    #[test]
    fn identifiers_booleans_and_bits_are_strict() {
        let oid = |content: &[u8]| {
            let raw = element(Tag::OID, &[content]);
            Element::parse(&raw).unwrap().oid().is_some()
        };
        assert!(oid(&[0x2a, 0x86, 0x48]));
        assert!(!oid(&[]));
        assert!(!oid(&[0x2a, 0x86]), "the last arc does not end");
        assert!(!oid(&[0x2a, 0x80, 0x01]), "an arc starts with nothing");
        assert!(oid(&[0x2a, 0x81, 0x80, 0x01]));
        let parse = |raw: &'static [u8]| Element::parse(raw).unwrap();
        assert_eq!(parse(&[1, 1, 0xff]).boolean(), Some(true));
        assert_eq!(parse(&[1, 1, 0]).boolean(), Some(false));
        assert_eq!(parse(&[1, 1, 1]).boolean(), None);
        assert_eq!(parse(&[1, 0]).boolean(), None);
        assert_eq!(parse(&[3, 2, 0, 7]).octets_of_bits(), Some(&[7][..]));
        assert_eq!(parse(&[3, 2, 1, 6]).octets_of_bits(), None);
        assert_eq!(parse(&[3, 0]).octets_of_bits(), None);
        assert!(parse(&[5, 0]).is_null() && !parse(&[5, 1, 0]).is_null());
    }

    #[test]
    fn another_element_stays_and_a_broken_one_is_told() {
        let mut elements = Elements::new(&[2, 1, 5, 4, 9]);
        assert_eq!(elements.take_if(Tag::NULL), Ok(None));
        assert_eq!(elements.count(9), None);
        assert!(elements.take_if(Tag::INTEGER).unwrap().is_some());
        assert_eq!(elements.take_if(Tag::OCTET_STRING), Err(Malformed {}));
        let elements = Elements::new(&[5, 0, 5, 0, 5, 0]);
        assert_eq!((elements.count(1), elements.count(9)), (Some(2), Some(3)));
    }
}
