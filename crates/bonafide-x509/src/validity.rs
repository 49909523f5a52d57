//! The two forms of time in a certificate.

use bonafide_keys::asn1::{Element, Tag};
use bonafide_report::Time;

/// Reads a `Time` as RFC 5280 section 4.1.2.5 allows it: UTCTime `YYMMDDHHMMSSZ` up to the year
/// 2049, GeneralizedTime `YYYYMMDDHHMMSSZ` from 2050 on, seconds present, no fraction, no offset.
pub(crate) fn read(element: Element<'_>) -> Option<Time> {
    let (year, rest) = match element.tag() {
        Tag::UTC_TIME => {
            let (digits, rest) = element.content().split_at_checked(2)?;
            let short = number(digits)?;
            let century = if short >= 50 { 1900 } else { 2000 };
            (short.checked_add(century)?, rest)
        }
        Tag::GENERALIZED_TIME => {
            let (digits, rest) = element.content().split_at_checked(4)?;
            (number(digits).filter(|year| *year >= 2050)?, rest)
        }
        _ => return None,
    };
    let (fields, zone) = rest.split_at_checked(10)?;
    if zone != b"Z" {
        return None;
    }
    let mut fields = fields
        .chunks(2)
        .map(|digits| u8::try_from(number(digits)?).ok());
    let mut field = || fields.next().flatten();
    let date = (year, field()?, field()?);
    let time = (field()?, field()?, field()?);
    Time::from_civil(date, time, 0).ok()
}

fn number(digits: &[u8]) -> Option<u16> {
    let mut value = 0_u16;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        let digit = u16::from(digit.wrapping_sub(b'0'));
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<String> {
        time(0x17, text)
    }

    fn general(text: &str) -> Option<String> {
        time(0x18, text)
    }

    fn time(tag: u8, text: &str) -> Option<String> {
        let mut raw = vec![tag, u8::try_from(text.len()).unwrap()];
        raw.extend_from_slice(text.as_bytes());
        read(Element::parse(&raw)?).map(|time| time.to_string())
    }

    #[test]
    fn the_century_turns_at_fifty() {
        assert_eq!(utc("491231235959Z").unwrap(), "2049-12-31T23:59:59Z");
        assert_eq!(utc("500101000000Z").unwrap(), "1950-01-01T00:00:00Z");
        assert_eq!(general("20500101000000Z").unwrap(), "2050-01-01T00:00:00Z");
        assert_eq!(general("99991231235959Z").unwrap(), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "4912312359Z",
            "491231235959",
            "491231235959+0000",
            "491231235960Z",
            "490230000000Z",
            "49123123595 Z",
            "491231235959.0Z",
        ] {
            assert_eq!(utc(text), None, "{text}");
        }
        for text in [
            "20491231235959Z",
            "20500101000000.0Z",
            "205001010000Z",
            "20500101000000",
        ] {
            assert_eq!(general(text), None, "{text}");
        }
        assert_eq!(time(0x0c, "491231235959Z"), None);
    }
}
