//! Distinguished names.

use core::fmt::Write as _;
use core::str::FromStr as _;

use der::asn1::{Any, ObjectIdentifier};
use der::{Decode, Encode, Tag, Tagged};
use x509_cert::name::Name;

use crate::asn1::strict;
use crate::oid;

/// A distinguished name: the bytes as received, by which names are compared when a path is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DistinguishedName {
    der: Vec<u8>,
}

impl DistinguishedName {
    /// Reads a name; `None` for anything but the DER of one, and for a part without attributes.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let name = strict::<Name>(der)?;
        let has_attributes = name.iter_rdn().all(|part| !part.is_empty());
        has_attributes.then(|| Self { der: der.to_vec() })
    }

    pub(crate) fn from_typed(name: &Name) -> Option<Self> {
        Some(Self {
            der: name.to_der().ok()?,
        })
    }

    /// Whether it is the name that `text` writes in the form of RFC 4514: the same parts in the same
    /// order, with the same characters in whatever string type. `None` for a text that is no name.
    pub(crate) fn is_written(&self, text: &str) -> Option<bool> {
        let wanted = Self::from_typed(&Name::from_str(text).ok()?)?.parts()?;
        let found = self.parts()?;
        let same = |a: &Attribute, b: &Attribute| {
            a.oid == b.oid && a.text().is_some() && a.text() == b.text()
        };
        let within = |a: &[Attribute], b: &[Attribute]| {
            a.iter().all(|one| b.iter().any(|other| same(one, other)))
        };
        let mut parts = wanted.iter().zip(&found);
        let is_same = parts.all(|(a, b)| a.len() == b.len() && within(a, b) && within(b, a));
        Some(!wanted.is_empty() && wanted.len() == found.len() && is_same)
    }

    pub(crate) fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether the name has no attribute.
    pub(crate) fn is_empty(&self) -> bool {
        self.der == [0x30, 0x00]
    }

    /// The relative names, most significant first.
    pub(crate) fn parts(&self) -> Option<Vec<Vec<Attribute>>> {
        let name = Name::from_der(&self.der).ok()?;
        let part = |rdn: &x509_cert::name::RelativeDistinguishedName| {
            rdn.iter()
                .map(|attribute| Attribute {
                    oid: attribute.oid,
                    value: attribute.value.clone(),
                })
                .collect()
        };
        Some(name.iter_rdn().map(part).collect())
    }

    /// The name for a person, in the form of RFC 4514 (most specific part first).
    ///
    /// Never compare this text: different names can share it.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        for part in self.parts().unwrap_or_default().iter().rev() {
            if !out.is_empty() {
                out.push(',');
            }
            for (at, attribute) in part.iter().enumerate() {
                if at > 0 {
                    out.push('+');
                }
                attribute.write(&mut out);
            }
        }
        out
    }
}

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) oid: ObjectIdentifier,
    value: Any,
}

impl Attribute {
    /// The value, if it is of a string type whose characters are known.
    pub(crate) fn text(&self) -> Option<&str> {
        let bytes = self.value.value();
        match self.value.tag() {
            Tag::Utf8String => core::str::from_utf8(bytes).ok(),
            Tag::PrintableString | Tag::Ia5String | Tag::NumericString => {
                core::str::from_utf8(bytes)
                    .ok()
                    .filter(|text| text.is_ascii())
            }
            _ => None,
        }
    }

    /// Bytes of the value, which bound what a comparison costs.
    pub(crate) fn size(&self) -> usize {
        self.value.value().len()
    }

    /// Whether two attributes are the same, as RFC 5280 section 7.1 compares them: letter case and
    /// the amount of white space do not count. `None` when the bytes differ and a value is more than
    /// printable ASCII: how other characters are to be prepared (RFC 4518) is not implemented, so
    /// that they may be the same or not.
    pub(crate) fn matches(&self, other: &Self) -> Option<bool> {
        if self.oid != other.oid {
            return Some(false);
        }
        if self.value == other.value {
            return Some(true);
        }
        Some(is_same_text(self.printable()?, other.printable()?))
    }

    fn printable(&self) -> Option<&str> {
        let is_printable = |text: &&str| text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        self.text().filter(is_printable)
    }

    fn write(&self, out: &mut String) {
        match short_name(self.oid) {
            Some(name) => out.push_str(name),
            None => out.push_str(&self.oid.to_string()),
        }
        out.push('=');
        match self.text() {
            Some(text) => escape(out, text),
            None => {
                out.push('#');
                for byte in self.value.to_der().unwrap_or_default() {
                    // Writing to a string cannot fail.
                    let _ = write!(out, "{byte:02x}");
                }
            }
        }
    }
}

/// Whether the words of two ASCII texts are the same but for letter case.
fn is_same_text(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.split_ascii_whitespace(), other.split_ascii_whitespace());
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one.eq_ignore_ascii_case(other) => {}
            _ => return false,
        }
    }
}

fn short_name(oid: ObjectIdentifier) -> Option<&'static str> {
    let known = [
        (oid::COMMON_NAME, "CN"),
        (oid::COUNTRY, "C"),
        (oid::LOCALITY, "L"),
        (oid::STATE, "ST"),
        (oid::STREET, "STREET"),
        (oid::ORGANIZATION, "O"),
        (oid::ORGANIZATIONAL_UNIT, "OU"),
        (oid::DOMAIN_COMPONENT, "DC"),
        (oid::USER_ID, "UID"),
        (oid::EMAIL_ADDRESS, "emailAddress"),
    ];
    known
        .iter()
        .find(|(known, _)| *known == oid)
        .map(|(_, name)| *name)
}

fn escape(out: &mut String, text: &str) {
    let last = text.chars().count().saturating_sub(1);
    for (at, c) in text.chars().enumerate() {
        let special = matches!(c, '"' | '+' | ',' | ';' | '<' | '>' | '\\');
        if special || (c == '#' && at == 0) || (c == ' ' && (at == 0 || at == last)) {
            out.push('\\');
        }
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> DistinguishedName {
        DistinguishedName::from_typed(&Name::from_str(text).unwrap()).unwrap()
    }

    #[test]
    fn text_is_most_specific_first_and_escaped() {
        let name = name("CN=sigstore,O=sigstore.dev");
        assert_eq!(name.text(), "CN=sigstore,O=sigstore.dev");
        assert!(!name.is_empty() && DistinguishedName::read(&[0x30, 0]).unwrap().is_empty());
        let mut out = String::new();
        escape(&mut out, " a,b ");
        assert_eq!(out, "\\ a\\,b\\ ");
    }

    #[test]
    fn a_written_name_is_compared_part_by_part() {
        let name = name("CN=release,O=Example\\, Inc.");
        for (text, same) in [
            ("CN=release,O=Example\\, Inc.", Some(true)),
            ("CN=Release,O=Example\\, Inc.", Some(false)),
            ("O=Example\\, Inc.,CN=release", Some(false)),
            ("CN=release", Some(false)),
            ("CN=release,O=Example\\, Inc.,C=XX", Some(false)),
            ("", None),
            ("release", None),
        ] {
            assert_eq!(name.is_written(text), same, "{text}");
        }
    }

    #[test]
    fn attributes_match_without_case_and_space() {
        let of = |text: &str| name(text).parts().unwrap().remove(0).remove(0);
        assert_eq!(of("CN=a  B").matches(&of("CN=A b")), Some(true));
        assert_eq!(of("CN=ab").matches(&of("CN=A b")), Some(false));
        assert_eq!(of("CN=a").matches(&of("O=a")), Some(false));
        let opaque = Attribute {
            oid: oid::COMMON_NAME,
            value: Any::new(Tag::BmpString, [0, 65]).unwrap(),
        };
        assert_eq!(opaque.matches(&of("CN=A")), None);
        assert_eq!(opaque.matches(&opaque.clone()), Some(true));
    }
}
