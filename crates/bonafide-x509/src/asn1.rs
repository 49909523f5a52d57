//! DER elements as received.
//!
//! The typed decoders of `der` and `x509-cert` keep no raw bytes and let an encoded DEFAULT value
//! pass. What is signed or compared is therefore cut out of the input with the readers here, and
//! what is decoded is encoded again and compared ([`strict`]).

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Encode, Reader as _, SliceReader, Tag, TagNumber};

/// One element: its tag, its content, and the bytes of the whole as received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

    /// The elements of this one's content, if its tag is `tag`.
    pub(crate) fn open(self, tag: Tag) -> Option<Elements<'a>> {
        if self.tag == tag {
            Elements::new(self.content)
        } else {
            None
        }
    }

    pub(crate) fn oid(self) -> Option<ObjectIdentifier> {
        ObjectIdentifier::from_der(self.raw).ok()
    }
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

    /// The next element; `None` at the end and for an element that is not strict DER.
    pub(crate) fn next(&mut self) -> Option<Element<'a>> {
        let raw = self.reader.tlv_bytes().ok()?;
        let any = AnyRef::from_der(raw).ok()?;
        Some(Element {
            tag: der::Tagged::tag(&any),
            raw,
            content: any.value(),
        })
    }

    /// The next element, which must have the tag `tag`.
    pub(crate) fn take(&mut self, tag: Tag) -> Option<Element<'a>> {
        self.next().filter(|element| element.tag == tag)
    }

    /// The next element, if it has the tag `tag`.
    pub(crate) fn take_if(&mut self, tag: Tag) -> Option<Element<'a>> {
        if Tag::peek(&self.reader).ok()? == tag {
            self.next()
        } else {
            None
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.reader.is_finished()
    }
}

/// The constructed tag `[number]`.
pub(crate) const fn tagged(number: u32) -> Tag {
    Tag::ContextSpecific {
        constructed: true,
        number: TagNumber(number),
    }
}

/// Decodes `input` whole, and refuses it unless its value encodes to the same bytes.
pub(crate) fn strict<'a, T>(input: &'a [u8]) -> Option<T>
where
    T: Decode<'a> + Encode,
{
    let value = T::from_der(input).ok()?;
    (value.to_der().ok()? == input).then_some(value)
}

/// The element with the tag `tag` and this content.
pub(crate) fn wrap(tag: Tag, content: &[u8]) -> Option<Vec<u8>> {
    AnyRef::new(tag, content).ok()?.to_der().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use x509_cert::ext::pkix::BasicConstraints;

    #[test]
    fn an_encoded_default_is_refused() {
        assert!(strict::<BasicConstraints>(&[0x30, 0x00]).is_some());
        assert!(strict::<BasicConstraints>(&[0x30, 0x03, 0x01, 0x01, 0xff]).is_some());
        assert!(strict::<BasicConstraints>(&[0x30, 0x03, 0x01, 0x01, 0x00]).is_none());
    }

    #[test]
    fn lengths_are_definite_and_minimal() {
        assert!(Element::parse(&[0x30, 0x02, 0x05, 0x00]).is_some());
        assert!(Element::parse(&[0x30, 0x81, 0x02, 0x05, 0x00]).is_none());
        assert!(Element::parse(&[0x30, 0x80, 0x05, 0x00, 0x00, 0x00]).is_none());
        assert!(Element::parse(&[0x30, 0x02, 0x05, 0x00, 0x00]).is_none());
        assert!(Element::parse(&[]).is_none());
    }

    #[test]
    fn a_wrapped_content_reads_back() {
        let content = [0xab; 200];
        let raw = wrap(tagged(3), &content).unwrap();
        let element = Element::parse(&raw).unwrap();
        assert_eq!((element.tag, element.content), (tagged(3), &content[..]));
    }
}
