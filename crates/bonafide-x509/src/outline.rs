//! The parts of a certificate as received.

use bonafide_keys::asn1::{Element, Elements, Tag};
use bonafide_keys::{PublicKey, key_info};
use bonafide_report::Time;

use crate::algorithm::SignatureAlgorithm;
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
        let mut fields = outer.open(Tag::SEQUENCE).ok_or_else(malformed)?;
        let tbs = fields.take(Tag::SEQUENCE).ok_or_else(malformed)?;
        let algorithm = fields.take(Tag::SEQUENCE).ok_or_else(malformed)?;
        let signature = fields.take(Tag::BIT_STRING).ok_or_else(malformed)?;
        if !fields.is_empty() {
            return Err(malformed());
        }
        let signature = signature
            .octets_of_bits()
            .ok_or_else(|| Error::parse("signature", "not a string of whole octets"))?;
        let outline = Self::fields(tbs, signature)
            .ok_or_else(|| Error::parse("tbsCertificate", "not the fields of version 3"))?;
        if outline.algorithm.raw() != algorithm.raw() {
            let what = "it differs from the algorithm in tbsCertificate";
            return Err(Error::parse("signatureAlgorithm", what));
        }
        Ok(outline)
    }

    fn fields(tbs: Element<'a>, signature: &'a [u8]) -> Option<Self> {
        let mut fields = tbs.open(Tag::SEQUENCE)?;
        if fields.take(Tag::constructed(0))?.content() != [0x02, 0x01, 0x02] {
            return None;
        }
        let outline = Self {
            tbs,
            serial: fields.take(Tag::INTEGER)?,
            algorithm: fields.take(Tag::SEQUENCE)?,
            issuer: fields.take(Tag::SEQUENCE)?,
            validity: fields.take(Tag::SEQUENCE)?,
            subject: fields.take(Tag::SEQUENCE)?,
            spki: fields.take(Tag::SEQUENCE)?,
            extensions: None,
            signature,
        };
        skip_unique_ids(&mut fields)?;
        if fields.is_empty() {
            return Some(outline);
        }
        let extensions = Some(fields.take(Tag::constructed(3))?);
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
        let serial = serial(self.serial.content(), options.zero_serial)
            .ok_or_else(|| Error::parse("serialNumber", "not positive, or above 20 octets"))?;
        let (not_before, not_after) = window(self.validity)
            .ok_or_else(|| Error::parse("validity", "not two times of RFC 5280"))?;
        let algorithm = SignatureAlgorithm::read(self.algorithm)
            .ok_or_else(|| Error::parse("signatureAlgorithm", "not an algorithm identifier"))?;
        let not_a_name = |part| Error::parse(part, "not the DER of a name");
        let issuer =
            DistinguishedName::read(self.issuer.raw()).ok_or_else(|| not_a_name("issuer"))?;
        if issuer.is_empty() {
            return Err(Error::parse("issuer", "the name is empty"));
        }
        let subject =
            DistinguishedName::read(self.subject.raw()).ok_or_else(|| not_a_name("subject"))?;
        let alt_name = extensions.get(oid::SUBJECT_ALT_NAME);
        if subject.is_empty() && alt_name.is_some_and(|name| !name.is_critical()) {
            let what = "the subject alternative name of an empty subject is not critical";
            return Err(Error::parse("subject", what));
        }
        key_info(self.spki)
            .filter(|(_, key)| !key.is_empty())
            .ok_or_else(|| Error::parse("subjectPublicKeyInfo", "not a key info"))?;
        Ok(Parts {
            der: der.to_vec(),
            tbs: self.tbs.raw().to_vec(),
            serial: serial.to_vec(),
            issuer,
            subject,
            not_before,
            not_after,
            spki: self.spki.raw().to_vec(),
            key: PublicKey::from_spki_der(self.spki.raw()),
            algorithm,
            signature: self.signature.to_vec(),
            extensions,
            scts: options.scts,
        })
    }
}

/// Steps over issuerUniqueID and subjectUniqueID, two BIT STRINGs that nothing uses.
fn skip_unique_ids(fields: &mut Elements<'_>) -> Option<()> {
    for number in 1..=2 {
        if let Some(id) = fields.take_if(Tag::primitive(number)).ok()? {
            let (unused, octets) = id.content().split_first()?;
            let spare = octets.last().map_or(0, |last| last.trailing_zeros());
            if *unused > 7 || spare < u32::from(*unused) {
                return None;
            }
        }
    }
    Some(())
}

/// The serial number, if it is positive, or zero where that is accepted.
fn serial(serial: &[u8], may_be_zero: bool) -> Option<&[u8]> {
    let fits = match *serial {
        [0] => may_be_zero,
        // A zero in front is there to keep the sign, or not at all.
        [0, second, ..] => second >= 0x80,
        [first, ..] => first < 0x80,
        [] => false,
    };
    (serial.len() <= 20 && fits).then_some(serial)
}

fn window(element: Element<'_>) -> Option<(Time, Time)> {
    let mut fields = element.open(Tag::SEQUENCE)?;
    let not_before = validity::read(fields.next()?)?;
    let not_after = validity::read(fields.next()?)?;
    fields.is_empty().then_some((not_before, not_after))
}
