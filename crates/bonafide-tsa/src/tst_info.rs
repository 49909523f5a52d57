//! The content of a token.

use core::time::Duration;

use bonafide_keys::AlgorithmIdentifier;
use bonafide_keys::asn1::{Element, Elements, Tag, dotted, unsigned};
use bonafide_report::{Exceeded, Time};

use crate::Error;

/// The most extensions that the content may have.
const MOST_EXTENSIONS: usize = 64;
/// The longest serial number, in octets; RFC 3161 asks for 20.
const LONGEST_SERIAL: usize = 64;

const PLACE: &[&str] = &["token", "tstInfo"];

/// A TSTInfo.
#[derive(Clone, Debug)]
pub(crate) struct TstInfo {
    /// The dotted object identifier.
    pub(crate) policy: String,
    pub(crate) imprint: Imprint,
    pub(crate) serial: Vec<u8>,
    pub(crate) time: Time,
    pub(crate) accuracy: Option<Duration>,
    pub(crate) ordering: bool,
}

/// A MessageImprint. Whether its hash is accepted is judged when it is compared.
#[derive(Clone, Debug)]
pub(crate) struct Imprint {
    pub(crate) hash: Result<bonafide_digest::Algorithm, String>,
    pub(crate) value: Vec<u8>,
}

impl TstInfo {
    /// Reads the DER of a TSTInfo.
    pub(crate) fn read(der: &[u8]) -> Result<Self, Error> {
        let malformed = || Error::parse(PLACE, "the content is not a TSTInfo");
        let mut fields = Element::parse(der)
            .and_then(|element| element.open(Tag::SEQUENCE))
            .ok_or_else(malformed)?;
        let mut field = || fields.next();
        if field().and_then(Element::unsigned) != Some(1) {
            return Err(Error::parse(PLACE, "the version is not 1"));
        }
        let policy = field()
            .and_then(Element::oid)
            .map(dotted)
            .ok_or_else(malformed)?;
        let imprint = field().and_then(Imprint::read).ok_or_else(malformed)?;
        let serial = field()
            .and_then(Element::integer)
            .filter(|serial| serial.len() <= LONGEST_SERIAL)
            .ok_or_else(|| Error::parse(PLACE, "the serial number is not an INTEGER"))?
            .to_vec();
        let time = field()
            .and_then(|element| element.content_of(Tag::GENERALIZED_TIME))
            .and_then(gen_time)
            .ok_or_else(|| Error::parse(PLACE, "genTime is not YYYYMMDDhhmmss[.f]Z"))?;
        let (accuracy, ordering) = optional_fields(fields)?;
        Ok(Self {
            policy,
            imprint,
            serial,
            time,
            accuracy,
            ordering,
        })
    }
}

impl Imprint {
    fn read(element: Element<'_>) -> Option<Self> {
        let mut fields = element.open(Tag::SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(fields.next()?)?;
        let value = fields.next()?.content_of(Tag::OCTET_STRING)?.to_vec();
        fields.is_empty().then_some(Self {
            hash: algorithm.hash().ok_or_else(|| algorithm.dotted()),
            value,
        })
    }
}

/// accuracy, ordering, nonce, tsa and extensions. A FALSE ordering may be encoded although it is
/// the default; the nonce and the name of the authority say nothing offline.
fn optional_fields(mut fields: Elements<'_>) -> Result<(Option<Duration>, bool), Error> {
    let malformed = |_| Error::parse(PLACE, "a field is not DER");
    let mut optional = |tag| fields.take_if(tag).map_err(malformed);
    let accuracy = match optional(Tag::SEQUENCE)? {
        Some(element) => Some(accuracy(element).ok_or_else(|| {
            Error::parse(PLACE, "the accuracy is not in seconds, millis and micros")
        })?),
        None => None,
    };
    let ordering = match optional(Tag::BOOLEAN)? {
        Some(element) => element
            .boolean()
            .ok_or_else(|| Error::parse(PLACE, "ordering is not a BOOLEAN"))?,
        None => false,
    };
    if let Some(nonce) = optional(Tag::INTEGER)?
        && nonce.integer().is_none()
    {
        return Err(Error::parse(PLACE, "the nonce is not an INTEGER"));
    }
    if let Some(name) = optional(Tag::constructed(0))?
        && name.only(Tag::constructed(0)).is_none()
    {
        return Err(Error::parse(PLACE, "the name of the authority is not DER"));
    }
    if let Some(extensions) = optional(Tag::constructed(1))? {
        check_extensions(extensions)?;
    }
    if !fields.is_empty() {
        return Err(Error::parse(PLACE, "there is more than a TSTInfo has"));
    }
    Ok((accuracy, ordering))
}

fn accuracy(element: Element<'_>) -> Option<Duration> {
    let mut fields = element.open(Tag::SEQUENCE)?;
    let seconds = match fields.take_if(Tag::INTEGER).ok()? {
        Some(seconds) => seconds.unsigned()?,
        None => 0,
    };
    let mut part = |number: u8| -> Option<u64> {
        match fields.take_if(Tag::primitive(number)).ok()? {
            Some(element) => unsigned(element.content()).filter(|part| (1..=999).contains(part)),
            None => Some(0),
        }
    };
    let (millis, micros) = (part(0)?, part(1)?);
    let fraction = millis.saturating_mul(1000).saturating_add(micros);
    let fraction = Duration::from_micros(fraction);
    let accuracy = Duration::from_secs(seconds).checked_add(fraction)?;
    fields.is_empty().then_some(accuracy)
}

/// No extension is known here, so that none may be critical. None may occur twice.
fn check_extensions(element: Element<'_>) -> Result<(), Error> {
    let malformed = || Error::parse(PLACE, "the extensions are not a sequence of extensions");
    let mut elements = element.open(Tag::constructed(1)).ok_or_else(malformed)?;
    let count = elements.count(MOST_EXTENSIONS).ok_or_else(malformed)?;
    Exceeded::check(count, MOST_EXTENSIONS, "timestamp extensions")?;
    let mut seen: Vec<&[u8]> = Vec::new();
    while !elements.is_empty() {
        let (oid, critical) = elements.next().and_then(extension).ok_or_else(malformed)?;
        if critical {
            return Err(Error::parse(
                PLACE,
                "a critical extension is not understood",
            ));
        }
        if seen.contains(&oid) {
            return Err(Error::parse(PLACE, "an extension occurs twice"));
        }
        seen.push(oid);
    }
    if seen.is_empty() {
        return Err(malformed());
    }
    Ok(())
}

fn extension(element: Element<'_>) -> Option<(&[u8], bool)> {
    let mut fields = element.open(Tag::SEQUENCE)?;
    let oid = fields.next()?.oid()?;
    let critical = match fields.take_if(Tag::BOOLEAN).ok()? {
        Some(flag) => flag.boolean()?,
        None => false,
    };
    fields.next()?.content_of(Tag::OCTET_STRING)?;
    fields.is_empty().then_some((oid, critical))
}

/// Reads `YYYYMMDDhhmmss[.f…]Z`, where the fraction has one to nine digits and does not end in 0.
fn gen_time(content: &[u8]) -> Option<Time> {
    let (digits, rest) = content.split_at_checked(14)?;
    let nanos = match rest {
        b"Z" => 0,
        [b'.', fraction @ .., b'Z'] => nanos(fraction)?,
        _ => return None,
    };
    let (year, rest) = digits.split_at_checked(4)?;
    let mut fields = rest
        .chunks(2)
        .map(|digits| u8::try_from(number(digits)?).ok());
    let mut field = || fields.next().flatten();
    let year = u16::try_from(number(year)?).ok()?;
    let date = (year, field()?, field()?);
    let time = (field()?, field()?, field()?);
    Time::from_civil(date, time, nanos).ok()
}

fn nanos(fraction: &[u8]) -> Option<u32> {
    if fraction.len() > 9 || fraction.last().is_none_or(|digit| *digit == b'0') {
        return None;
    }
    let missing = 9_usize.checked_sub(fraction.len())?;
    let scale = 10_u32.checked_pow(u32::try_from(missing).ok()?)?;
    number(fraction)?.checked_mul(scale)
}

fn number(digits: &[u8]) -> Option<u32> {
    let mut value = 0_u32;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        let digit = u32::from(digit.wrapping_sub(b'0'));
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(content: &str) -> Option<String> {
        gen_time(content.as_bytes()).map(|time| time.to_string())
    }

    #[test]
    fn gen_time_keeps_nanoseconds() {
        for (content, wanted) in [
            ("20250612120220Z", "2025-06-12T12:02:20Z"),
            ("20250612120220.5Z", "2025-06-12T12:02:20.5Z"),
            (
                "20250612120220.000000001Z",
                "2025-06-12T12:02:20.000000001Z",
            ),
            (
                "20491231235959.999999999Z",
                "2049-12-31T23:59:59.999999999Z",
            ),
        ] {
            assert_eq!(text(content).as_deref(), Some(wanted));
        }
        for content in [
            "",
            "20250612120220",
            "202506121202Z",
            "20250612120220.Z",
            "20250612120220.50Z",
            "20250612120220.0Z",
            "20250612120220,5Z",
            "20250612120220.1234567891Z",
            "20250612120220+0000",
            "20250612120260Z",
            "20250632120220Z",
            "2025061212022 Z",
            "20250612120220.5ZZ",
        ] {
            assert_eq!(text(content), None, "{content}");
        }
    }

    #[test]
    fn accuracy_has_bounded_parts() {
        let read = |raw: &[u8]| accuracy(Element::parse(raw).unwrap());
        assert_eq!(read(&[0x30, 0]), Some(Duration::ZERO));
        assert_eq!(read(&[0x30, 3, 2, 1, 1]), Some(Duration::from_secs(1)));
        assert_eq!(
            read(&[0x30, 4, 0x81, 2, 0, 200]),
            Some(Duration::from_micros(200))
        );
        assert_eq!(
            read(&[0x30, 10, 2, 1, 1, 0x80, 2, 3, 0xe7, 0x81, 1, 5]),
            Some(Duration::from_micros(1_999_005))
        );
        for raw in [
            &[0x30, 3, 0x80, 1, 0][..],
            &[0x30, 4, 0x80, 2, 3, 0xe8],
            &[0x30, 4, 0x80, 2, 0, 1],
            &[0x30, 2, 0x80, 0],
            &[0x30, 6, 0x81, 1, 5, 0x80, 1, 5],
            &[0x30, 3, 2, 1, 0xff],
        ] {
            assert_eq!(read(raw), None, "{raw:?}");
        }
    }
}
