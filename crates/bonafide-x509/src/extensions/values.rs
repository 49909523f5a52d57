//! The values of the small extensions, each `None` unless it is the DER of its type.

use bonafide_keys::asn1::{Element, Elements, Tag, shortest};
use der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::name::GeneralName;

use super::{BasicConstraints, KeyUsage};
use crate::asn1::{each, object_identifier, strict};

/// RFC 5280 section 4.2.1.9. A FALSE is the default and never encoded.
pub(super) fn basic_constraints(value: &[u8]) -> Option<BasicConstraints> {
    let mut fields = Element::parse(value)?.open(Tag::SEQUENCE)?;
    let is_ca = match fields.take_if(Tag::BOOLEAN).ok()? {
        Some(flag) => flag.boolean().filter(|flag| *flag)?,
        None => false,
    };
    let path_len = match fields.take_if(Tag::INTEGER).ok()? {
        Some(length) => Some(u8::try_from(length.unsigned()?).ok()?),
        None => None,
    };
    // The number of intermediates is a matter of authorities only.
    let fits = fields.is_empty() && (is_ca || path_len.is_none());
    fits.then_some(BasicConstraints { is_ca, path_len })
}

/// RFC 5280 section 4.2.1.3: a list of named bits, without zeros at its end. That one must be set
/// is left to whoever asks for a use.
pub(super) fn key_usage(value: &[u8]) -> Option<KeyUsage> {
    let (unused, octets) = Element::parse(value)?
        .content_of(Tag::BIT_STRING)?
        .split_first()?;
    let spare = octets.last().map_or(0, |last| last.trailing_zeros());
    if spare > 7 || u32::from(*unused) != spare {
        return None;
    }
    match *octets {
        [] => Some(KeyUsage { bits: 0 }),
        [first] => Some(KeyUsage { bits: first }),
        // decipherOnly, the last bit that there is.
        [first, 0x80] => Some(KeyUsage { bits: first }),
        _ => None,
    }
}

/// RFC 5280 section 4.2.1.12.
pub(super) fn extended_key_usage(value: &[u8]) -> Option<Vec<ObjectIdentifier>> {
    each(
        Element::parse(value)?.open(Tag::SEQUENCE)?,
        object_identifier,
    )
}

/// RFC 5280 section 4.2.1.2.
pub(super) fn subject_key_id(value: &[u8]) -> Option<Vec<u8>> {
    Some(
        Element::parse(value)?
            .content_of(Tag::OCTET_STRING)?
            .to_vec(),
    )
}

/// RFC 5280 section 4.2.1.6.
pub(super) fn general_names(value: &[u8]) -> Option<Vec<GeneralName>> {
    names_of(Element::parse(value)?.open(Tag::SEQUENCE)?)
}

fn names_of(elements: Elements<'_>) -> Option<Vec<GeneralName>> {
    each(elements, |name| strict(name.raw()))
}

/// Whether this is the value of an authority information access extension.
///
/// # Specification
/// RFC 5280 section 4.2.2.1.
pub(crate) fn is_authority_info_access(value: &[u8]) -> bool {
    Element::parse(value)
        .and_then(|list| each(list.open(Tag::SEQUENCE)?, access_description))
        .is_some_and(|descriptions| !descriptions.is_empty())
}

fn access_description(element: Element<'_>) -> Option<GeneralName> {
    let mut fields = element.open(Tag::SEQUENCE)?;
    object_identifier(fields.next()?)?;
    let location = strict(fields.next()?.raw())?;
    fields.is_empty().then_some(location)
}

/// An AuthorityKeyIdentifier.
pub(super) struct AuthorityKeyId {
    pub(super) key_id: Option<Vec<u8>>,
    /// Whether it has the name or the serial number of the issuer's certificate, which nothing here
    /// uses: their form alone is checked.
    pub(super) is_named: bool,
}

/// RFC 5280 section 4.2.1.1; issuer and serial number come together.
pub(super) fn authority_key_id(value: &[u8]) -> Option<AuthorityKeyId> {
    let mut fields = Element::parse(value)?.open(Tag::SEQUENCE)?;
    let key_id = fields.take_if(Tag::primitive(0)).ok()?;
    let issuer = fields.take_if(Tag::constructed(1)).ok()?;
    if let Some(names) = issuer
        && names_of(names.open(Tag::constructed(1))?)?.is_empty()
    {
        return None;
    }
    let serial = fields.take_if(Tag::primitive(2)).ok()?;
    if let Some(serial) = serial {
        shortest(serial.content())?;
    }
    let fits = fields.is_empty() && issuer.is_some() == serial.is_some();
    fits.then(|| AuthorityKeyId {
        key_id: key_id.map(|id| id.content().to_vec()),
        is_named: issuer.is_some() || serial.is_some(),
    })
}
