//! The extensions of a certificate, as received and typed.

mod values;

use bonafide_keys::asn1::{Element, Elements, Tag};
use bonafide_report::{Exceeded, Place};
use der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::name::GeneralName;

use crate::asn1::object_identifier;
use crate::constraints::NameConstraints;
use crate::san::SubjectAltName;
use crate::{Error, oid};

pub(crate) use values::is_authority_info_access;

/// One extension as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    oid: ObjectIdentifier,
    critical: bool,
    value: Vec<u8>,
}

impl Extension {
    fn read(element: Element<'_>) -> Option<Self> {
        let mut fields = element.open(Tag::SEQUENCE)?;
        let oid = object_identifier(fields.next()?)?;
        let critical = match fields.take_if(Tag::BOOLEAN).ok()? {
            // FALSE is the default and never encoded.
            Some(flag) => flag.boolean().filter(|flag| *flag)?,
            None => false,
        };
        let value = fields.take(Tag::OCTET_STRING)?.content().to_vec();
        fields.is_empty().then_some(Self {
            oid,
            critical,
            value,
        })
    }

    /// The dotted object identifier.
    #[must_use]
    pub fn oid(&self) -> String {
        self.oid.to_string()
    }

    /// Whether a reader that does not know the extension must refuse the certificate.
    #[must_use]
    pub const fn is_critical(&self) -> bool {
        self.critical
    }

    /// The content of the extnValue OCTET STRING.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    pub(crate) const fn id(&self) -> ObjectIdentifier {
        self.oid
    }

    pub(crate) fn place(&self) -> Place {
        Place::root().member("extensions").member(&self.oid())
    }

    fn malformed(&self, what: &'static str) -> Error {
        Error::Parse {
            place: self.place(),
            what,
        }
    }
}

/// The uses that a key usage extension allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage {
    /// The first octet of the named bits, the first of them as its highest.
    bits: u8,
}

impl KeyUsage {
    /// Signatures other than on certificates and revocation lists.
    #[must_use]
    pub const fn digital_signature(self) -> bool {
        self.bits & 0x80 != 0
    }

    /// Signatures that the signer cannot deny later (nonRepudiation).
    #[must_use]
    pub const fn content_commitment(self) -> bool {
        self.bits & 0x40 != 0
    }

    /// Signatures on certificates.
    #[must_use]
    pub const fn key_cert_sign(self) -> bool {
        self.bits & 0x04 != 0
    }
}

/// The purposes that an extended key usage extension names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtendedKeyUsage {
    purposes: Vec<ObjectIdentifier>,
}

impl ExtendedKeyUsage {
    /// The dotted object identifiers of the purposes, in the order of the certificate.
    pub fn purposes(&self) -> impl Iterator<Item = String> + '_ {
        self.purposes.iter().map(ObjectIdentifier::to_string)
    }

    pub(crate) fn contains(&self, purpose: ObjectIdentifier) -> bool {
        self.purposes.contains(&purpose)
    }

    pub(crate) fn is_exactly(&self, purpose: ObjectIdentifier) -> bool {
        self.purposes == [purpose]
    }
}

/// What a basic constraints extension says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BasicConstraints {
    pub(crate) is_ca: bool,
    pub(crate) path_len: Option<u8>,
}

/// All extensions, those of RFC 5280 that this crate reads decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extensions {
    list: Vec<Extension>,
    pub(crate) basic_constraints: Option<BasicConstraints>,
    pub(crate) key_usage: Option<KeyUsage>,
    pub(crate) extended_key_usage: Option<ExtendedKeyUsage>,
    pub(crate) subject_alt_names: Vec<SubjectAltName>,
    pub(crate) name_constraints: Option<NameConstraints>,
    pub(crate) subject_key_id: Option<Vec<u8>>,
    pub(crate) authority_key_id: Option<Vec<u8>>,
    /// Whether the authority key identifier names the issuer's certificate.
    pub(crate) authority_is_named: bool,
}

impl Extensions {
    /// Reads the element `[3]` of a TBSCertificate.
    pub(crate) fn read(tagged: Element<'_>, most: usize) -> Result<Self, Error> {
        let malformed = || Error::parse("extensions", "not a sequence of extensions");
        let sequence = Element::parse(tagged.content()).ok_or_else(malformed)?;
        let mut elements = sequence.open(Tag::SEQUENCE).ok_or_else(malformed)?;
        let mut extensions = Self::default();
        for element in counted(&mut elements, most)? {
            let extension = Extension::read(element).ok_or_else(malformed)?;
            if extensions.get(extension.oid).is_some() {
                return Err(extension.malformed("it occurs twice"));
            }
            extensions.decode(&extension)?;
            extensions.list.push(extension);
        }
        if extensions.list.is_empty() {
            return Err(malformed());
        }
        Ok(extensions)
    }

    pub(crate) fn get(&self, oid: ObjectIdentifier) -> Option<&Extension> {
        self.list.iter().find(|extension| extension.oid == oid)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Extension> {
        self.list.iter()
    }

    fn decode(&mut self, extension: &Extension) -> Result<(), Error> {
        let value = extension.value();
        let not_der = || extension.malformed("not the DER of its type");
        match extension.oid {
            oid::BASIC_CONSTRAINTS => {
                let value = values::basic_constraints(value).ok_or_else(not_der)?;
                self.basic_constraints = Some(value);
            }
            oid::KEY_USAGE => {
                self.key_usage = Some(values::key_usage(value).ok_or_else(not_der)?);
            }
            oid::EXTENDED_KEY_USAGE => {
                let purposes = values::extended_key_usage(value).ok_or_else(not_der)?;
                if purposes.is_empty() {
                    return Err(extension.malformed("it names no purpose"));
                }
                self.extended_key_usage = Some(ExtendedKeyUsage { purposes });
            }
            oid::SUBJECT_ALT_NAME => {
                let names = values::general_names(value).ok_or_else(not_der)?;
                self.subject_alt_names = alt_names(names)
                    .ok_or_else(|| extension.malformed("it has no name, or one that is no name"))?;
            }
            oid::NAME_CONSTRAINTS => {
                let constraints = NameConstraints::read(value);
                self.name_constraints = Some(constraints.ok_or_else(not_der)?);
            }
            oid::SUBJECT_KEY_IDENTIFIER => {
                self.subject_key_id = Some(values::subject_key_id(value).ok_or_else(not_der)?);
            }
            oid::AUTHORITY_KEY_IDENTIFIER => {
                let value = values::authority_key_id(value).ok_or_else(not_der)?;
                self.authority_is_named = value.is_named;
                self.authority_key_id = value.key_id;
            }
            _ => {}
        }
        Ok(())
    }
}

/// All elements, if they are at most `most` and each is strict DER.
fn counted<'a>(elements: &mut Elements<'a>, most: usize) -> Result<Vec<Element<'a>>, Error> {
    let mut found = Vec::new();
    while !elements.is_empty() {
        Exceeded::check(
            found.len().saturating_add(1),
            most,
            "certificate extensions",
        )?;
        let element = elements
            .next()
            .ok_or_else(|| Error::parse("extensions", "not strict DER"))?;
        found.push(element);
    }
    Ok(found)
}

fn alt_names(names: Vec<GeneralName>) -> Option<Vec<SubjectAltName>> {
    if names.is_empty() {
        return None;
    }
    names.into_iter().map(SubjectAltName::new).collect()
}
