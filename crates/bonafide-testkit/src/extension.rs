//! Certificate extensions (RFC 5280 section 4.2), right or wrong.

use crate::{der, oid};

/// An extension of a certificate or of a TSTInfo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its object identifier, dotted.
    pub oid: String,
    /// Whether it is marked critical.
    pub critical: bool,
    /// The content of `extnValue`, whatever it is.
    pub value: Vec<u8>,
}

/// The bits of a key usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUsage {
    /// digitalSignature.
    DigitalSignature = 0,
    /// nonRepudiation.
    NonRepudiation = 1,
    /// keyEncipherment.
    KeyEncipherment = 2,
    /// keyCertSign.
    KeyCertSign = 5,
    /// cRLSign.
    CrlSign = 6,
}

/// A GeneralName.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneralName {
    /// An e-mail address.
    Email(String),
    /// A DNS name.
    Dns(String),
    /// A URI.
    Uri(String),
    /// Fulcio's otherName, a user name at a domain.
    OtherName(String),
    /// A directory name, as DER.
    Directory(Vec<u8>),
    /// An IP address, or address and mask in a name constraint.
    Ip(Vec<u8>),
}

impl GeneralName {
    /// Its DER.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        match self {
            Self::Email(text) => der::context_primitive(1, text.as_bytes()),
            Self::Dns(text) => der::context_primitive(2, text.as_bytes()),
            Self::Uri(text) => der::context_primitive(6, text.as_bytes()),
            Self::OtherName(text) => der::context(
                0,
                &[
                    der::oid(oid::FULCIO_OTHER_NAME),
                    der::context(0, &[der::utf8(text)]),
                ],
            ),
            Self::Directory(name) => der::context(4, &[name]),
            Self::Ip(bytes) => der::context_primitive(7, bytes),
        }
    }
}

impl Extension {
    /// An extension with any content.
    #[must_use]
    pub fn raw(oid: &str, critical: bool, value: impl Into<Vec<u8>>) -> Self {
        Self {
            oid: oid.to_owned(),
            critical,
            value: value.into(),
        }
    }

    /// keyUsage, critical.
    #[must_use]
    pub fn key_usage(bits: &[KeyUsage]) -> Self {
        let bits: Vec<u8> = bits.iter().map(|bit| *bit as u8).collect();
        Self::raw(oid::KEY_USAGE, true, der::named_bits(&bits))
    }

    /// extKeyUsage.
    #[must_use]
    pub fn extended_key_usage(critical: bool, purposes: &[&str]) -> Self {
        let purposes: Vec<Vec<u8>> = purposes.iter().map(|purpose| der::oid(purpose)).collect();
        Self::raw(oid::EXTENDED_KEY_USAGE, critical, der::sequence(&purposes))
    }

    /// basicConstraints, critical.
    #[must_use]
    pub fn basic_constraints(ca: bool, path_length: Option<u64>) -> Self {
        let mut parts = Vec::new();
        if ca {
            parts.push(der::boolean(true));
        }
        parts.extend(path_length.map(der::integer));
        Self::raw(oid::BASIC_CONSTRAINTS, true, der::sequence(&parts))
    }

    /// subjectAltName, critical as beside an empty subject.
    #[must_use]
    pub fn subject_alt_name(names: &[GeneralName]) -> Self {
        let names: Vec<Vec<u8>> = names.iter().map(GeneralName::der).collect();
        Self::raw(oid::SUBJECT_ALT_NAME, true, der::sequence(&names))
    }

    /// subjectKeyIdentifier.
    #[must_use]
    pub fn subject_key_identifier(id: &[u8]) -> Self {
        Self::raw(oid::SUBJECT_KEY_IDENTIFIER, false, der::octets(id))
    }

    /// authorityKeyIdentifier with a key identifier only.
    #[must_use]
    pub fn authority_key_identifier(id: &[u8]) -> Self {
        let value = der::sequence(&[der::context_primitive(0, id)]);
        Self::raw(oid::AUTHORITY_KEY_IDENTIFIER, false, value)
    }

    /// nameConstraints, critical.
    #[must_use]
    pub fn name_constraints(permitted: &[GeneralName], excluded: &[GeneralName]) -> Self {
        let parts: Vec<Vec<u8>> = [(0, permitted), (1, excluded)]
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(tag, names)| {
                let trees: Vec<Vec<u8>> = names
                    .iter()
                    .map(|name| der::sequence(&[name.der()]))
                    .collect();
                der::context(tag, &trees)
            })
            .collect();
        Self::raw(oid::NAME_CONSTRAINTS, true, der::sequence(&parts))
    }

    /// Claim `number` of Fulcio: raw text up to 6, a UTF8String from 8 on.
    #[must_use]
    pub fn claim(number: u32, text: &str) -> Self {
        let value = if number < 7 {
            text.as_bytes().to_vec()
        } else {
            der::utf8(text)
        };
        Self::raw(&format!("{}.{number}", oid::FULCIO), false, value)
    }

    /// An extension that nobody knows.
    #[must_use]
    pub fn unknown(critical: bool) -> Self {
        Self::raw("1.3.6.1.4.1.55555.1", critical, der::null())
    }

    /// The Extension as DER.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let mut parts = vec![der::oid(&self.oid)];
        if self.critical {
            parts.push(der::boolean(true));
        }
        parts.push(der::octets(&self.value));
        der::sequence(&parts)
    }
}
