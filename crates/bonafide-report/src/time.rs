//! Instants with nanoseconds, RFC 3339 text, and closed windows.

use core::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

crate::codes! {
    /// A text or a calendar date that is no instant.
    pub enum TimeError {
        /// The text does not have the form of RFC 3339.
        Syntax {} => STATEMENT_TIMESTAMP: "not an RFC 3339 date and time",
        /// A field of the date or time is out of range.
        Range {} => STATEMENT_TIMESTAMP: "a field of the date or time is out of range",
    }
}

impl crate::Coded for TimeError {
    fn code(&self) -> crate::Code {
        Self::code(self)
    }
}

/// An instant in UTC with nanosecond precision, from year 0000 to 9999.
///
/// Leap seconds do not exist on this scale: `23:59:60` reads as `23:59:59`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    seconds: i64,
    nanos: u32,
}

/// 0000-01-01T00:00:00Z.
const FIRST: i64 = -62_167_219_200;
/// 9999-12-31T23:59:59Z.
const LAST: i64 = 253_402_300_799;
const NANOS: u32 = 1_000_000_000;
const DAY: i64 = 86_400;

impl Time {
    /// `seconds` after 1970-01-01T00:00:00Z plus `nanos` nanoseconds; `None` outside the years
    /// 0000 to 9999 or when `nanos` is a whole second or more.
    #[must_use]
    pub const fn new(seconds: i64, nanos: u32) -> Option<Self> {
        if seconds < FIRST || seconds > LAST || nanos >= NANOS {
            return None;
        }
        Some(Self { seconds, nanos })
    }

    /// Whole `seconds` after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Option<Self> {
        Self::new(seconds, 0)
    }

    /// `millis` milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn from_unix_millis(millis: u64) -> Option<Self> {
        let seconds = i64::try_from(millis / 1000).ok()?;
        let nanos = u32::try_from(millis % 1000).ok()?.checked_mul(1_000_000)?;
        Self::new(seconds, nanos)
    }

    /// The instant of a proleptic Gregorian date and a time of day in UTC.
    ///
    /// # Errors
    /// [`TimeError::Range`] for a field that the calendar does not have; seconds go up to 59.
    pub fn from_civil(
        (year, month, day): (u16, u8, u8),
        (hour, minute, second): (u8, u8, u8),
        nanos: u32,
    ) -> Result<Self, TimeError> {
        if hour > 23 || minute > 59 || second > 59 || day < 1 || day > days_in(year, month) {
            return Err(TimeError::Range {});
        }
        let of_day = i64::from(hour)
            .saturating_mul(3600)
            .saturating_add(i64::from(minute).saturating_mul(60))
            .saturating_add(i64::from(second));
        let seconds = days_from_civil(year, month, day)
            .saturating_mul(DAY)
            .saturating_add(of_day);
        Self::new(seconds, nanos).ok_or(TimeError::Range {})
    }

    /// Reads RFC 3339 text: `T` and `Z` in capitals, seconds required, at most nine digits of
    /// fraction, a numeric offset accepted, second 60 read as 59.
    ///
    /// # Errors
    /// [`TimeError::Syntax`] for other text, [`TimeError::Range`] for fields out of range.
    ///
    /// # Specification
    /// RFC 3339 section 5.6; stricter: no lower-case letters, no space for `T`.
    pub fn parse_rfc3339(text: &str) -> Result<Self, TimeError> {
        let mut input = Digits {
            rest: text.as_bytes(),
        };
        let year = input.number(4)?;
        input.byte(b'-')?;
        let month = input.number(2)?;
        input.byte(b'-')?;
        let day = input.number(2)?;
        input.byte(b'T')?;
        let hour = input.number(2)?;
        input.byte(b':')?;
        let minute = input.number(2)?;
        input.byte(b':')?;
        let second = input.number(2)?;
        let nanos = input.fraction()?;
        let offset = input.offset()?;
        if !input.rest.is_empty() {
            return Err(TimeError::Syntax {});
        }
        let second = if second == 60 { 59 } else { second };
        let local = Self::from_civil(
            (year, narrow(month)?, narrow(day)?),
            (narrow(hour)?, narrow(minute)?, narrow(second)?),
            nanos,
        )?;
        local
            .checked_add_seconds(offset.saturating_neg())
            .ok_or(TimeError::Range {})
    }

    /// Whole seconds after 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds within the second.
    #[must_use]
    pub const fn nanos(self) -> u32 {
        self.nanos
    }

    /// This instant plus `seconds`; `None` outside the years 0000 to 9999.
    #[must_use]
    pub const fn checked_add_seconds(self, seconds: i64) -> Option<Self> {
        match self.seconds.checked_add(seconds) {
            Some(sum) => Self::new(sum, self.nanos),
            None => None,
        }
    }
}

/// What a clock of the caller's says, to the nanosecond. No library here asks one.
///
/// ```
/// use bonafide_report::Time;
/// use std::time::SystemTime;
///
/// let now = Time::try_from(SystemTime::now())?;
/// # let _ = now;
/// # Ok::<(), bonafide_report::TimeError>(())
/// ```
///
/// # Errors
/// [`TimeError::Range`] outside the years 0000 to 9999.
impl TryFrom<SystemTime> for Time {
    type Error = TimeError;

    fn try_from(clock: SystemTime) -> Result<Self, TimeError> {
        let whole = |seconds: u64| i64::try_from(seconds).map_err(|_| TimeError::Range {});
        let (seconds, nanos) = match clock.duration_since(UNIX_EPOCH) {
            Ok(since) => (whole(since.as_secs())?, since.subsec_nanos()),
            Err(error) => {
                let until = error.duration();
                let seconds = whole(until.as_secs())?.saturating_neg();
                // Seconds are rounded down, and nanoseconds counted from there.
                match until.subsec_nanos() {
                    0 => (seconds, 0),
                    nanos => (seconds.saturating_sub(1), NANOS.saturating_sub(nanos)),
                }
            }
        };
        Self::new(seconds, nanos).ok_or(TimeError::Range {})
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.seconds.div_euclid(DAY));
        let of_day = self.seconds.rem_euclid(DAY);
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        if self.nanos != 0 {
            let digits = format!("{:09}", self.nanos);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

#[cfg(feature = "serde")]
impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A validity window, closed at both ends. A missing end means that it has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    start: Time,
    end: Option<Time>,
}

impl Window {
    /// The window from `start` to `end`, both included; `None` when it ends before it starts.
    #[must_use]
    pub fn new(start: Time, end: Option<Time>) -> Option<Self> {
        match end {
            Some(end) if end < start => None,
            _ => Some(Self { start, end }),
        }
    }

    /// The first instant.
    #[must_use]
    pub const fn start(&self) -> Time {
        self.start
    }

    /// The last instant, if the window has one.
    #[must_use]
    pub const fn end(&self) -> Option<Time> {
        self.end
    }

    /// Whether `time` lies in the window.
    #[must_use]
    pub fn contains(&self, time: Time) -> bool {
        self.start <= time && self.end.is_none_or(|end| time <= end)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.end {
            Some(end) => write!(f, "{} to {end}", self.start),
            None => write!(f, "from {}", self.start),
        }
    }
}

#[cfg(feature = "serde")]
impl Serialize for Window {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Window", 2)?;
        out.serialize_field("start", &self.start)?;
        out.serialize_field("end", &self.end)?;
        out.end()
    }
}

/// A reader of fixed-width decimal fields.
struct Digits<'a> {
    rest: &'a [u8],
}

impl Digits<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn byte(&mut self, wanted: u8) -> Result<(), TimeError> {
        if self.next() == Some(wanted) {
            Ok(())
        } else {
            Err(TimeError::Syntax {})
        }
    }

    fn number(&mut self, width: usize) -> Result<u16, TimeError> {
        let mut value = 0_u16;
        for _ in 0..width {
            let byte = self
                .next()
                .filter(u8::is_ascii_digit)
                .ok_or(TimeError::Syntax {})?;
            let digit = u16::from(byte.wrapping_sub(b'0'));
            value = value.saturating_mul(10).saturating_add(digit);
        }
        Ok(value)
    }

    fn fraction(&mut self) -> Result<u32, TimeError> {
        if self.rest.first() != Some(&b'.') {
            return Ok(0);
        }
        self.byte(b'.')?;
        let (mut nanos, mut unit) = (0_u32, NANOS);
        while let Some(byte) = self.rest.first().copied().filter(u8::is_ascii_digit) {
            if unit == 1 {
                return Err(TimeError::Syntax {});
            }
            self.next();
            unit /= 10;
            nanos = nanos.saturating_add(u32::from(byte.wrapping_sub(b'0')).saturating_mul(unit));
        }
        if unit == NANOS {
            Err(TimeError::Syntax {})
        } else {
            Ok(nanos)
        }
    }

    /// Seconds east of UTC.
    fn offset(&mut self) -> Result<i64, TimeError> {
        let sign = match self.next() {
            Some(b'Z') => return Ok(0),
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return Err(TimeError::Syntax {}),
        };
        let hours = self.number(2)?;
        self.byte(b':')?;
        let minutes = self.number(2)?;
        if hours > 23 || minutes > 59 {
            return Err(TimeError::Range {});
        }
        let seconds = i64::from(hours)
            .saturating_mul(3600)
            .saturating_add(i64::from(minutes).saturating_mul(60));
        Ok(seconds.saturating_mul(sign))
    }
}

fn narrow(value: u16) -> Result<u8, TimeError> {
    u8::try_from(value).map_err(|_| TimeError::Range {})
}

const fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, counted in years that begin in March
/// so that the leap day comes last.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "years up to 9999 stay far inside i64"
)]
fn days_from_civil(year: u16, month: u8, day: u8) -> i64 {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
#[expect(
    clippy::arithmetic_side_effects,
    reason = "instants are bounded to the years 0000 to 9999"
)]
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        Time::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn reads_and_writes_rfc_3339() {
        for (text, seconds, nanos) in [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("2022-12-31T23:59:59.999Z", 1_672_531_199, 999_000_000),
            ("0000-01-01T00:00:00Z", FIRST, 0),
            ("9999-12-31T23:59:59.999999999Z", LAST, 999_999_999),
            ("2024-02-29T12:00:00Z", 1_709_208_000, 0),
        ] {
            assert_eq!(time(text), Time::new(seconds, nanos).unwrap(), "{text}");
            assert_eq!(time(text).to_string(), text);
        }
        assert_eq!(
            time("2024-01-01T01:30:00+01:30"),
            time("2024-01-01T00:00:00Z")
        );
        assert_eq!(time("2016-12-31T23:59:60Z"), time("2016-12-31T23:59:59Z"));
    }

    #[test]
    fn what_a_clock_says_is_taken_to_the_nanosecond() {
        use core::time::Duration;
        let since = |seconds, nanos| UNIX_EPOCH.checked_add(Duration::new(seconds, nanos));
        let until = |seconds, nanos| UNIX_EPOCH.checked_sub(Duration::new(seconds, nanos));
        for (clock, seconds, nanos) in [
            (since(0, 0), 0, 0),
            (
                since(1_672_531_199, 999_000_001),
                1_672_531_199,
                999_000_001,
            ),
            (until(1, 0), -1, 0),
            (until(0, 1), -1, 999_999_999),
            (until(2, 250_000_000), -3, 750_000_000),
            (since(253_402_300_799, 999_999_999), LAST, 999_999_999),
            (until(62_167_219_200, 0), FIRST, 0),
        ] {
            let read = Time::try_from(clock.unwrap()).unwrap();
            assert_eq!(read, Time::new(seconds, nanos).unwrap());
        }
        for clock in [since(253_402_300_800, 0), until(62_167_219_200, 1)] {
            assert_eq!(Time::try_from(clock.unwrap()), Err(TimeError::Range {}));
        }
    }

    #[test]
    fn errors_have_the_code_of_timestamps() {
        assert_eq!(
            TimeError::Syntax {}.code(),
            crate::registry::STATEMENT_TIMESTAMP
        );
        assert_eq!(
            TimeError::Range {}.code(),
            crate::registry::STATEMENT_TIMESTAMP
        );
    }

    #[test]
    fn refuses_other_text() {
        for text in [
            "",
            "2024-01-01",
            "2024-01-01T00:00Z",
            "2024-01-01t00:00:00z",
            "2024-01-01T00:00:00",
            "2024-01-01 00:00:00Z",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00.1234567890Z",
            "2024-01-01T00:00:00ZZ",
            "2024-01-01T00:00:00+0100",
            "+024-01-01T00:00:00Z",
        ] {
            assert_eq!(
                Time::parse_rfc3339(text),
                Err(TimeError::Syntax {}),
                "{text}"
            );
        }
        for text in [
            "2024-13-01T00:00:00Z",
            "2024-00-01T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:60:00Z",
            "2024-01-01T00:00:61Z",
            "9999-12-31T23:59:59-00:01",
            "0000-01-01T00:00:00+00:01",
            "2024-01-01T00:00:00+24:00",
        ] {
            assert_eq!(
                Time::parse_rfc3339(text),
                Err(TimeError::Range {}),
                "{text}"
            );
        }
    }

    #[test]
    fn windows_are_closed() {
        let window = Window::new(
            time("2024-01-01T00:00:00Z"),
            Some(time("2024-01-01T00:00:10Z")),
        )
        .unwrap();
        assert!(window.contains(window.start()) && window.contains(window.end().unwrap()));
        assert!(!window.contains(time("2023-12-31T23:59:59.999999999Z")));
        assert!(!window.contains(time("2024-01-01T00:00:10.000000001Z")));
        assert!(Window::new(window.end().unwrap(), Some(window.start())).is_none());
        assert!(
            Window::new(window.start(), None)
                .unwrap()
                .contains(time("9999-01-01T00:00:00Z"))
        );
    }
}
