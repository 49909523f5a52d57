//! The signed attributes of a token.

use bonafide_digest::Algorithm;
use bonafide_keys::AlgorithmIdentifier;
use bonafide_keys::asn1::{Element, Elements, Tag};
use bonafide_report::Exceeded;
use const_oid::ObjectIdentifier;

use crate::cms::Serial;
use crate::{Error, oid};

/// The most signed attributes that a token may have.
const MOST_ATTRIBUTES: usize = 32;
/// The most certificates that one signing certificate attribute may name.
const MOST_NAMED: usize = 10;

/// The length of the hash in an ESSCertID, which is not compared.
const SHA1_BYTES: usize = 20;

const PLACE: &[&str] = &["token", "signerInfo", "signedAttrs"];

/// What the signer says about the content and about itself.
#[derive(Clone, Debug)]
pub(crate) struct Attributes {
    pub(crate) message_digest: Vec<u8>,
    /// The certificate of the signer, from signingCertificateV2.
    pub(crate) certificate: Option<NamedCertificate>,
    /// The same from signingCertificate, whose hash is SHA-1: it does not bind by itself.
    pub(crate) legacy: Option<NamedCertificate>,
}

/// An ESSCertID or ESSCertIDv2.
#[derive(Clone, Debug)]
pub(crate) struct NamedCertificate {
    /// None for a hash that is not accepted.
    pub(crate) hash: Option<Algorithm>,
    pub(crate) value: Vec<u8>,
    pub(crate) issuer_serial: Option<Serial>,
}

impl Attributes {
    /// Reads the content of signedAttrs: contentType, messageDigest, and signingCertificate or
    /// signingCertificateV2, once each and with one value; others are not looked into, and none may
    /// occur twice.
    ///
    /// The attributes must stand in the order that DER gives to a SET OF.
    pub(crate) fn read(content: &[u8]) -> Result<Self, Error> {
        let mut elements = Elements::new(content);
        let count = elements.count(MOST_ATTRIBUTES).ok_or_else(malformed)?;
        Exceeded::check(count, MOST_ATTRIBUTES, "signed attributes")?;
        let mut attributes: Vec<Attribute<'_>> = Vec::new();
        while !elements.is_empty() {
            let attribute = elements
                .next()
                .and_then(Attribute::read)
                .ok_or_else(malformed)?;
            if attributes.iter().any(|other| other.oid == attribute.oid) {
                return Err(Error::parse(PLACE, "an attribute occurs twice"));
            }
            if attributes
                .last()
                .is_some_and(|last| last.raw > attribute.raw)
            {
                return Err(Error::parse(PLACE, "the attributes are not in DER order"));
            }
            attributes.push(attribute);
        }
        Self::from_list(&attributes)
    }

    fn from_list(attributes: &[Attribute<'_>]) -> Result<Self, Error> {
        let find = |oid: ObjectIdentifier| {
            let is_it = |attribute: &&Attribute<'_>| attribute.oid == oid.as_bytes();
            attributes.iter().find(is_it)
        };
        let only = |oid, absent, what| match find(oid) {
            None => Err(Error::parse(PLACE, absent)),
            Some(attribute) => attribute.value().ok_or(Error::parse(PLACE, what)),
        };
        let content_type = only(
            oid::CONTENT_TYPE,
            "contentType is absent",
            "contentType has not one value",
        )?;
        if content_type.oid() != Some(oid::TST_INFO.as_bytes()) {
            return Err(Error::parse(PLACE, "contentType is not id-ct-TSTInfo"));
        }
        let message_digest = only(
            oid::MESSAGE_DIGEST,
            "messageDigest is absent",
            "messageDigest has not one value",
        )?
        .content_of(Tag::OCTET_STRING)
        .ok_or_else(|| Error::parse(PLACE, "messageDigest is not an OCTET STRING"))?
        .to_vec();
        let named = |oid, has_algorithm| match find(oid) {
            None => Ok(None),
            Some(attribute) => attribute
                .value()
                .and_then(|value| signing_certificate(value, has_algorithm))
                .map(Some)
                .ok_or(Error::parse(
                    PLACE,
                    "a signing certificate attribute is malformed",
                )),
        };
        let certificate = named(oid::SIGNING_CERTIFICATE_V2, true)?;
        let legacy = named(oid::SIGNING_CERTIFICATE, false)?;
        if certificate.is_none() && legacy.is_none() {
            return Err(Error::parse(PLACE, "no signing certificate attribute"));
        }
        Ok(Self {
            message_digest,
            certificate,
            legacy,
        })
    }
}

fn malformed() -> Error {
    Error::parse(PLACE, "not a set of attributes")
}

struct Attribute<'a> {
    oid: &'a [u8],
    values: Elements<'a>,
    raw: &'a [u8],
}

impl<'a> Attribute<'a> {
    fn read(element: Element<'a>) -> Option<Self> {
        let mut fields = element.open(Tag::SEQUENCE)?;
        let oid = fields.next()?.oid()?;
        let values = fields.next()?.open(Tag::SET)?;
        (fields.is_empty() && !values.is_empty()).then_some(Self {
            oid,
            values,
            raw: element.raw(),
        })
    }

    /// The value, if there is exactly one.
    fn value(&self) -> Option<Element<'a>> {
        let mut values = self.values.clone();
        let value = values.next()?;
        values.is_empty().then_some(value)
    }
}

/// The first certificate of a SigningCertificate or SigningCertificateV2, which is the signer's;
/// further ones and the policies restrict paths and are not used.
fn signing_certificate(element: Element<'_>, has_algorithm: bool) -> Option<NamedCertificate> {
    let mut fields = element.open(Tag::SEQUENCE)?;
    let mut named = fields.next()?.open(Tag::SEQUENCE)?;
    if !(1..=MOST_NAMED).contains(&named.count(MOST_NAMED)?) {
        return None;
    }
    let first = named_certificate(named.next()?, has_algorithm)?;
    while !named.is_empty() {
        named_certificate(named.next()?, has_algorithm)?;
    }
    fields.take_if(Tag::SEQUENCE).ok()?;
    fields.is_empty().then_some(first)
}

fn named_certificate(element: Element<'_>, has_algorithm: bool) -> Option<NamedCertificate> {
    let mut fields = element.open(Tag::SEQUENCE)?;
    let next = fields.next()?;
    // Issuer and serial number are a sequence too, but cannot come first.
    let (hash, value) = match next.tag() {
        Tag::SEQUENCE if has_algorithm => (AlgorithmIdentifier::read(next)?.hash(), fields.next()?),
        _ if has_algorithm => (Some(Algorithm::Sha256), next),
        _ => (None, next),
    };
    let value = value.content_of(Tag::OCTET_STRING)?.to_vec();
    if !has_algorithm && value.len() != SHA1_BYTES {
        return None;
    }
    let issuer_serial = match fields.take_if(Tag::SEQUENCE).ok()? {
        Some(element) => Some(issuer_serial(element)?),
        None => None,
    };
    fields.is_empty().then_some(NamedCertificate {
        hash,
        value,
        issuer_serial,
    })
}

/// IssuerSerial, whose issuer is the one directory name that a certificate's issuer is.
fn issuer_serial(element: Element<'_>) -> Option<Serial> {
    let mut fields = element.open(Tag::SEQUENCE)?;
    let name = fields
        .next()?
        .only(Tag::SEQUENCE)?
        .only(Tag::constructed(4))?;
    let serial = fields.next()?.integer()?;
    fields.is_empty().then_some(Serial {
        issuer: name.raw().to_vec(),
        serial: serial.to_vec(),
    })
}
