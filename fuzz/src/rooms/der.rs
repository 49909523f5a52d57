//! DER.

use bonafide_keys::asn1::{Element, Elements, dotted, element};

use crate::memory;

/// Each element has one encoding: written again from tag and content it is the same.
pub fn run(data: &[u8]) {
    memory::within(64 << 10, 400, data, || walk(data));
}

fn walk(data: &[u8]) {
    let mut open = vec![Elements::new(data)];
    if let Some(whole) = Element::parse(data) {
        assert_eq!(whole.raw(), data);
    }
    while let Some(elements) = open.last_mut() {
        let Some(found) = elements.next() else {
            open.pop();
            continue;
        };
        assert_eq!(element(found.tag(), &[found.content()]), found.raw());
        read(found);
        if open.len() < 64 && found.open(found.tag()).is_some() {
            open.push(Elements::new(found.content()));
        }
    }
}

/// As every type that there is.
fn read(found: Element<'_>) {
    if let Some(oid) = found.oid() {
        let text = dotted(oid);
        assert!(text.contains('.') || text.starts_with('#'), "{text}");
    }
    if let Some(number) = found.unsigned() {
        let magnitude = found
            .magnitude()
            .expect("an unsigned integer has a magnitude");
        assert!(magnitude.len() <= 8, "{number}");
    }
    let _ = (found.integer(), found.boolean(), found.is_null());
    if let Some(bits) = found.octets_of_bits() {
        assert!(bits.len() < found.content().len());
    }
}
