//! When to ask again.

use core::time::Duration;

use bonafide_report::Time;

/// Times that one question is asked again.
pub(super) const MOST: u32 = 2;
/// The longest wait in seconds that a server is believed to want.
const LONGEST: u64 = 300;
/// The middle of the first wait in milliseconds.
const FIRST: u64 = 100;

/// The wait before asking again, `tries` of which there have been: twice as long each time, and
/// anything between half and one and a half of that.
pub(super) fn backoff(tries: u32, any_number: u64) -> Duration {
    let middle = FIRST.saturating_mul(2_u64.saturating_pow(tries.min(MOST)));
    let spread = any_number.checked_rem(middle).unwrap_or_default();
    Duration::from_millis((middle / 2).saturating_add(spread))
}

/// The seconds that a server wants to be left alone, 0 to 300. `now` is in seconds since 1970.
///
/// # Specification
/// RFC 9110 section 10.2.3; stricter: of the forms of dates, the preferred one.
pub(super) fn retry_after(value: &str, now: i64) -> Option<u64> {
    let value = value.trim_ascii();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = value.parse().unwrap_or(u64::MAX);
        return Some(seconds.min(LONGEST));
    }
    let wanted = http_date(value)?.seconds().saturating_sub(now).max(0);
    let wanted = u64::try_from(wanted).unwrap_or_default();
    Some(wanted.min(LONGEST))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`. The day of the week is not compared.
fn http_date(text: &str) -> Option<Time> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (week_day, rest) = text.split_once(", ")?;
    if week_day.len() != 3 || !week_day.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let mut parts = rest.strip_suffix(" GMT")?.split(' ');
    let day = number(parts.next()?, 2)?;
    let month = parts.next()?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let year = number(parts.next()?, 4)?;
    let mut clock = parts.next()?.split(':');
    let hour = number(clock.next()?, 2)?;
    let minute = number(clock.next()?, 2)?;
    let second = number(clock.next()?, 2)?.min(59);
    if parts.next().is_some() || clock.next().is_some() {
        return None;
    }
    let small = |value: u16| u8::try_from(value).ok();
    let month = u8::try_from(month).ok()?.saturating_add(1);
    let date = (year, month, small(day)?);
    Time::from_civil(date, (small(hour)?, small(minute)?, small(second)?), 0).ok()
}

fn number(text: &str, digits: usize) -> Option<u16> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_left_alone_for_at_most_five_minutes() {
        let now = 784_111_777;
        for (value, seconds) in [
            ("0", Some(0)),
            (" 7 ", Some(7)),
            ("300", Some(300)),
            ("301", Some(300)),
            ("99999999999999999999999999", Some(300)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:50:07 GMT", Some(30)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("Sun, 06 Nov 2094 08:49:37 GMT", Some(300)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37", None),
            ("Sun, 31 Feb 1994 08:49:37 GMT", None),
            ("Sun, 6 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 24:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37:00 GMT", None),
        ] {
            assert_eq!(retry_after(value, now), seconds, "{value:?}");
        }
    }

    #[test]
    fn waits_grow_and_vary() {
        for any in [0, 1, 99, u64::MAX] {
            assert!((50..150).contains(&backoff(0, any).as_millis()), "{any}");
            assert!((100..300).contains(&backoff(1, any).as_millis()), "{any}");
        }
        assert_ne!(backoff(1, 3), backoff(1, 4));
    }
}
