//! DER elements as received: what is signed or compared is cut out of the input, never encoded
//! again.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode as _, Reader as _, SliceReader, Tag, TagNumber, Tagged as _};

/// One element: its tag, its content, and the whole of it as received.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    pub(crate) raw: &'a [u8],
    pub(crate) content: &'a [u8],
}

impl<'a> Element<'a> {
    /// The one element that `input` consists of.
    pub(crate) fn parse(input: &'a [u8]) -> Option<Self> {
        let mut elements = Elements::new(input)?;
        let element = elements.next()?;
        elements.is_empty().then_some(element)
    }

    /// The elements of the content, if the tag is `tag`.
    pub(crate) fn open(self, tag: Tag) -> Option<Elements<'a>> {
        if self.tag == tag {
            Elements::new(self.content)
        } else {
            None
        }
    }

    /// The one element that the content consists of, if the tag is `tag`.
    pub(crate) fn only(self, tag: Tag) -> Option<Self> {
        if self.tag == tag {
            Self::parse(self.content)
        } else {
            None
        }
    }

    /// The content, if the tag is `tag`.
    pub(crate) fn content_of(self, tag: Tag) -> Option<&'a [u8]> {
        (self.tag == tag).then_some(self.content)
    }

    pub(crate) fn oid(self) -> Option<ObjectIdentifier> {
        ObjectIdentifier::from_der(self.raw).ok()
    }

    /// The content of an INTEGER of at least one octet and in its shortest form, two's complement.
    pub(crate) fn integer(self) -> Option<&'a [u8]> {
        minimal(self.content_of(Tag::Integer)?)
    }

    /// The value of a non-negative INTEGER below 2^63.
    pub(crate) fn unsigned(self) -> Option<u64> {
        unsigned(self.integer()?)
    }

    pub(crate) fn boolean(self) -> Option<bool> {
        match self.content_of(Tag::Boolean)? {
            [0] => Some(false),
            [0xff] => Some(true),
            _ => None,
        }
    }
}

/// The content of an INTEGER, if it is in its shortest form.
fn minimal(content: &[u8]) -> Option<&[u8]> {
    let is_padded = match content {
        [0, second, ..] => *second < 0x80,
        [0xff, second, ..] => *second >= 0x80,
        [] => true,
        _ => false,
    };
    (!is_padded).then_some(content)
}

/// The value of the content of a non-negative INTEGER below 2^63, also where its tag is implicit.
pub(crate) fn unsigned(content: &[u8]) -> Option<u64> {
    let is_negative = minimal(content)?.first()? >= &0x80;
    if is_negative || content.len() > 8 {
        return None;
    }
    let value = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
    Some(content.iter().fold(0, value))
}

/// Elements one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Elements<'a> {
    reader: SliceReader<'a>,
}

impl<'a> Elements<'a> {
    pub(crate) fn new(input: &'a [u8]) -> Option<Self> {
        let reader = SliceReader::new(input).ok()?;
        Some(Self { reader })
    }

    /// The next element; none at the end, and none for one that is not DER.
    pub(crate) fn next(&mut self) -> Option<Element<'a>> {
        let raw = self.reader.tlv_bytes().ok()?;
        let any = AnyRef::from_der(raw).ok()?;
        Some(Element {
            tag: any.tag(),
            raw,
            content: any.value(),
        })
    }

    /// The next element, if there is one and it has the tag `tag`. `Err` when it is not DER.
    pub(crate) fn take_if(&mut self, tag: Tag) -> Result<Option<Element<'a>>, Malformed> {
        if self.is_empty() {
            return Ok(None);
        }
        let mut ahead = self.clone();
        let element = ahead.next().ok_or(Malformed)?;
        if element.tag != tag {
            return Ok(None);
        }
        *self = ahead;
        Ok(Some(element))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.reader.is_finished()
    }

    /// The number of elements that are left, counted up to `most` and one more.
    pub(crate) fn count(&self, most: usize) -> Option<usize> {
        let mut ahead = self.clone();
        let mut count = 0_usize;
        while !ahead.is_empty() && count <= most {
            ahead.next()?;
            count = count.saturating_add(1);
        }
        Some(count)
    }
}

/// Bytes that are not DER.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Malformed;

/// The constructed tag `[number]`.
pub(crate) const fn constructed(number: u32) -> Tag {
    Tag::ContextSpecific {
        constructed: true,
        number: TagNumber(number),
    }
}

/// The primitive tag `[number]`.
pub(crate) const fn primitive(number: u32) -> Tag {
    Tag::ContextSpecific {
        constructed: false,
        number: TagNumber(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_minimal() {
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
    }

    #[test]
    fn lengths_are_definite_and_minimal() {
        assert!(Element::parse(&[0x30, 0]).is_some());
        for raw in [
            &[0x30, 0x81, 0][..],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0, 0],
            &[0x30, 1],
        ] {
            assert!(Element::parse(raw).is_none(), "{raw:?}");
        }
    }
}
