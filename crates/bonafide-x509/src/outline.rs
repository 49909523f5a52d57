//! The parts of a certificate as received.

use bonafide_keys::PublicKey;
use bonafide_report::Time;
use der::asn1::BitStringRef;
use der::{Decode, Encode, Tag};

use crate::algorithm::SignatureAlgorithm;
use crate::asn1::{Element, Elements, tagged};
use crate::certificate::Parts;
use crate::extensions::Extensions;
use crate::name::DistinguishedName;
use crate::{Error, ParseOptions, oid, validity};

/// The parts of a certificate, cut out of the bytes received.
pub(crate) struct Outline<'a> {
    tbs: Element<'a>,
    serial: Element<'a>,
    algorithm: Element<'a>,
    issuer: Element<'a>,
    validity: Element<'a>,
    subject: Element<'a>,
    spki: Element<'a>,
    pub(crate) extensions: Option<Element<'a>>,
    signature: &'a [u8],
}

impl<'a> Outline<'a> {
    pub(crate) fn read(der: &'a [u8]) -> Result<Self, Error> {
        let malformed = || Error::parse("certificate", "not the DER of three fields");
        let outer = Element::parse(der).ok_or_else(malformed)?;
        let mut fields = outer.open(Tag::Sequence).ok_or_else(malformed)?;
        let tbs = fields.take(Tag::Sequence).ok_or_else(malformed)?;
        let algorithm = fields.take(Tag::Sequence).ok_or_else(malformed)?;
        let signature = fields.take(Tag::BitString).ok_or_else(malformed)?;
        if !fields.is_empty() {
            return Err(malformed());
        }
        let signature = BitStringRef::from_der(signature.raw)
            .ok()
            .and_then(|bits| bits.as_bytes())
            .ok_or_else(|| Error::parse("signature", "not a string of whole octets"))?;
        let outline = Self::fields(tbs, signature)
            .ok_or_else(|| Error::parse("tbsCertificate", "not the fields of version 3"))?;
        if outline.algorithm.raw != algorithm.raw {
            let what = "it differs from the algorithm in tbsCertificate";
            return Err(Error::parse("signatureAlgorithm", what));
        }
        Ok(outline)
    }

    fn fields(tbs: Element<'a>, signature: &'a [u8]) -> Option<Self> {
        let mut fields = tbs.open(Tag::Sequence)?;
        if fields.take(tagged(0))?.content != [0x02, 0x01, 0x02] {
            return None;
        }
        let outline = Self {
            tbs,
            serial: fields.take(Tag::Integer)?,
            algorithm: fields.take(Tag::Sequence)?,
            issuer: fields.take(Tag::Sequence)?,
            validity: fields.take(Tag::Sequence)?,
            subject: fields.take(Tag::Sequence)?,
            spki: fields.take(Tag::Sequence)?,
            extensions: None,
            signature,
        };
        skip_unique_ids(&mut fields);
        if fields.is_empty() {
            return Some(outline);
        }
        let extensions = Some(fields.take(tagged(3))?);
        fields.is_empty().then_some(Self {
            extensions,
            ..outline
        })
    }

    /// Reads the parts one by one.
    pub(crate) fn into_parts(
        self,
        der: &[u8],
        extensions: Extensions,
        options: &ParseOptions,
    ) -> Result<Parts, Error> {
        let serial = serial(self.serial.content, options.zero_serial)
            .ok_or_else(|| Error::parse("serialNumber", "not positive, or above 20 octets"))?;
        let (not_before, not_after) = window(self.validity)
            .ok_or_else(|| Error::parse("validity", "not two times of RFC 5280"))?;
        let algorithm = SignatureAlgorithm::read(self.algorithm)
            .ok_or_else(|| Error::parse("signatureAlgorithm", "not an algorithm identifier"))?;
        let issuer = DistinguishedName::new(self.issuer.raw);
        if issuer.is_empty() {
            return Err(Error::parse("issuer", "the name is empty"));
        }
        let subject = DistinguishedName::new(self.subject.raw);
        let alt_name = extensions.get(oid::SUBJECT_ALT_NAME);
        if subject.is_empty() && alt_name.is_some_and(|name| !name.is_critical()) {
            let what = "the subject alternative name of an empty subject is not critical";
            return Err(Error::parse("subject", what));
        }
        Ok(Parts {
            der: der.to_vec(),
            tbs: self.tbs.raw.to_vec(),
            serial: serial.to_vec(),
            issuer,
            subject,
            not_before,
            not_after,
            spki: self.spki.raw.to_vec(),
            key: PublicKey::from_spki_der(self.spki.raw),
            algorithm,
            signature: self.signature.to_vec(),
            extensions,
            scts: options.scts,
        })
    }
}

/// Steps over issuerUniqueID and subjectUniqueID, which nothing uses.
fn skip_unique_ids(fields: &mut Elements<'_>) {
    for number in 1..=2 {
        let tag = Tag::ContextSpecific {
            constructed: false,
            number: der::TagNumber(number),
        };
        if !fields.is_empty() {
            fields.take_if(tag);
        }
    }
}

/// The serial number, if it is positive, or zero where that is accepted.
fn serial(serial: &[u8], may_be_zero: bool) -> Option<&[u8]> {
    let first = *serial.first()?;
    let is_zero = serial.iter().all(|byte| *byte == 0);
    (serial.len() <= 20 && first < 0x80 && (may_be_zero || !is_zero)).then_some(serial)
}

fn window(element: Element<'_>) -> Option<(Time, Time)> {
    let mut fields = element.open(Tag::Sequence)?;
    let not_before = validity::read(fields.next()?)?;
    let not_after = validity::read(fields.next()?)?;
    fields.is_empty().then_some((not_before, not_after))
}

/// Decodes the whole with an independent decoder, and compares what it encodes.
pub(crate) fn encodes_again(der: &[u8]) -> Result<(), Error> {
    let encoded = x509_cert::Certificate::from_der(der).and_then(|typed| typed.to_der());
    if encoded.is_ok_and(|encoded| encoded == der) {
        Ok(())
    } else {
        Err(Error::parse("certificate", "not the DER of its type"))
    }
}
