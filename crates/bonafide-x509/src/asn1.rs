//! What the types of `der` and `x509-cert` decode, held to the bytes received.

use bonafide_keys::asn1::{Element, Elements};
use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};

/// Decodes `input` whole, and refuses it unless its value encodes to the same bytes: the typed
/// decoders let an encoded DEFAULT value pass.
pub(crate) fn strict<'a, T>(input: &'a [u8]) -> Option<T>
where
    T: Decode<'a> + Encode,
{
    let value = T::from_der(input).ok()?;
    (value.to_der().ok()? == input).then_some(value)
}

/// The object identifier that `element` is.
pub(crate) fn object_identifier(element: Element<'_>) -> Option<ObjectIdentifier> {
    ObjectIdentifier::from_bytes(element.oid()?).ok()
}

/// What `read` makes of every element.
pub(crate) fn each<'a, T>(
    mut elements: Elements<'a>,
    read: impl Fn(Element<'a>) -> Option<T>,
) -> Option<Vec<T>> {
    let mut found = Vec::new();
    while !elements.is_empty() {
        found.push(read(elements.next()?)?);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use x509_cert::ext::pkix::BasicConstraints;

    #[test]
    fn an_encoded_default_is_refused() {
        let strict = |input: &[u8]| strict::<BasicConstraints>(input).is_some();
        assert!(strict(&[0x30, 0]));
        assert!(strict(&[0x30, 3, 1, 1, 0xff]));
        assert!(!strict(&[0x30, 3, 1, 1, 0]));
    }
}
