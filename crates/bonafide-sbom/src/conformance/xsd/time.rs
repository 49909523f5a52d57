//! Dates and times as XML Schema writes them.

use crate::conformance::format::days;

/// `xs:date`.
pub(super) fn is_date(text: &str) -> bool {
    after_date(text).is_some_and(is_zone)
}

/// `xs:dateTime`.
pub(super) fn is_date_time(text: &str) -> bool {
    let rest = after_date(text).and_then(|rest| rest.strip_prefix('T'));
    let Some(([h1, h2, b':', m1, m2, b':', s1, s2], rest)) = rest
        .and_then(|rest| rest.split_at_checked(8))
        .map(|(time, rest)| (time.as_bytes(), rest))
    else {
        return false;
    };
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(digits(rest)),
        None => ("0", rest),
    };
    let is_midnight = [h1, h2, m1, m2, s1, s2] == [&b'2', &b'4', &b'0', &b'0', &b'0', &b'0']
        && fraction.bytes().all(|byte| byte == b'0');
    let is_below = |tens: u8, ones: u8, most: u32| two(tens, ones).is_some_and(|n| n < most);
    let is_time = is_below(*h1, *h2, 24) && is_below(*m1, *m2, 60) && is_below(*s1, *s2, 60);
    (is_time || is_midnight) && !fraction.is_empty() && is_zone(rest)
}

/// What follows a date: a year of four digits or more, which is not 0, a month and a day.
fn after_date(text: &str) -> Option<&str> {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (year, rest) = text.split_at_checked(digits(text))?;
    let is_padded = year.len() > 4 && year.starts_with('0');
    if year.len() < 4 || is_padded || year == "0000" {
        return None;
    }
    let (date, rest) = rest.split_at_checked(6)?;
    let [b'-', m1, m2, b'-', d1, d2] = date.as_bytes() else {
        return None;
    };
    // Leap years come again after 10,000 years.
    let year = year.get(year.len().saturating_sub(4)..)?.parse().ok()?;
    let (month, day) = (two(*m1, *m2)?, two(*d1, *d2)?);
    (day >= 1 && day <= days(year, month)).then_some(rest)
}

/// Nothing, `Z`, or hours and minutes up to 14:00.
fn is_zone(text: &str) -> bool {
    match text.as_bytes() {
        [] | [b'Z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => match (two(*h1, *h2), two(*m1, *m2)) {
            (Some(hour), Some(minute)) => (hour < 14 && minute < 60) || (hour, minute) == (14, 0),
            _ => false,
        },
        _ => false,
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn two(tens: u8, ones: u8) -> Option<u32> {
    let tens = char::from(tens).to_digit(10)?;
    let ones = char::from(ones).to_digit(10)?;
    tens.checked_mul(10)?.checked_add(ones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for text in [
            "2024-02-29",
            "-0004-02-29",
            "12024-02-29",
            "2024-01-01Z",
            "2024-01-01+14:00",
            "2024-01-01-05:30",
        ] {
            assert!(is_date(text), "{text}");
        }
        for text in [
            "",
            "24-01-01",
            "0000-01-01",
            "02024-01-01",
            "2023-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-01-00",
            "2024-1-01",
            "2024-01-01z",
            "2024-01-01+14:01",
            "2024-01-01+15:00",
            "2024-01-01+05:60",
            "2024-01-01+0530",
            "2024-01-01T00:00:00",
            "2024-01-é",
            "+2024-01-01",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn times() {
        for text in [
            "2024-01-01T00:00:00",
            "2024-01-01T23:59:59.123456789Z",
            "2024-01-01T24:00:00",
            "2024-01-01T24:00:00.00Z",
            "-2024-01-01T00:00:00-14:00",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        for text in [
            "",
            "2024-01-01",
            "2024-01-01t00:00:00",
            "2024-01-01 00:00:00",
            "2024-01-01T00:00",
            "2024-01-01T00:00:00.",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T24:00:01",
            "2024-01-01T24:00:00.1",
            "2024-01-01T24:01:00",
            "2024-01-01T25:00:00",
            "2024-01-01T00:60:00",
            "2024-01-01T00:00:60",
            "2024-01-01T00:00:0é",
            "2024-01-01T00:00:00ZZ",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
    }
}
