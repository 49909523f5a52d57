//! Instants and their text forms.

/// An instant: seconds since 1970-01-01T00:00:00Z and a fraction in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time {
    /// Seconds since the epoch.
    pub seconds: i64,
    /// Nanoseconds of the second.
    pub nanoseconds: u32,
}

impl Time {
    /// The beginning of a second.
    #[must_use]
    pub const fn at(seconds: i64) -> Self {
        Self {
            seconds,
            nanoseconds: 0,
        }
    }

    /// This many seconds later; earlier when negative.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self {
            seconds: self.seconds + seconds,
            ..self
        }
    }

    /// This fraction of the same second.
    #[must_use]
    pub const fn with_nanoseconds(self, nanoseconds: u32) -> Self {
        Self {
            nanoseconds,
            ..self
        }
    }

    /// RFC 3339 in UTC, with a fraction only if there is one.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let (year, month, day, hour, minute, second) = self.civil();
        let fraction = self.fraction();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
    }

    /// The text of a UTCTime (RFC 5280 section 4.1.2.5.1).
    #[must_use]
    pub fn utc_time(self) -> String {
        let (year, month, day, hour, minute, second) = self.civil();
        let year = year % 100;
        format!("{year:02}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
    }

    /// The text of a GeneralizedTime, with a fraction only if there is one.
    #[must_use]
    pub fn generalized_time(self) -> String {
        let (year, month, day, hour, minute, second) = self.civil();
        let fraction = self.fraction();
        format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}{fraction}Z")
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i64 {
        self.civil().0
    }

    fn fraction(self) -> String {
        if self.nanoseconds == 0 {
            return String::new();
        }
        let digits = format!("{:09}", self.nanoseconds);
        format!(".{}", digits.trim_end_matches('0'))
    }

    /// Year, month, day, hour, minute, second of the proleptic Gregorian calendar.
    fn civil(self) -> (i64, i64, i64, i64, i64, i64) {
        let (mut days, second_of_day) = (
            self.seconds.div_euclid(86_400),
            self.seconds.rem_euclid(86_400),
        );
        let mut year = 1970;
        while days < 0 {
            year -= 1;
            days += days_in_year(year);
        }
        while days >= days_in_year(year) {
            days -= days_in_year(year);
            year += 1;
        }
        let february = if is_leap(year) { 29 } else { 28 };
        let mut month = 1;
        for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
            if days < length {
                break;
            }
            days -= length;
            month += 1;
        }
        let (hour, minute) = (second_of_day / 3600, second_of_day / 60 % 60);
        (year, month, days + 1, hour, minute, second_of_day % 60)
    }
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_in_year(year: i64) -> i64 {
    if is_leap(year) { 366 } else { 365 }
}

/// A validity window; both ends belong to it, an absent end leaves it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first instant.
    pub start: Option<Time>,
    /// The last instant.
    pub end: Option<Time>,
}

impl Window {
    /// From `start` on.
    #[must_use]
    pub const fn from(start: Time) -> Self {
        Self {
            start: Some(start),
            end: None,
        }
    }

    /// From `start` to `end`.
    #[must_use]
    pub const fn between(start: Time, end: Time) -> Self {
        Self {
            start: Some(start),
            end: Some(end),
        }
    }

    /// The JSON of a `TimeRange`.
    #[must_use]
    pub fn json(self) -> serde_json::Value {
        let mut range = serde_json::Map::new();
        for (name, time) in [("start", self.start), ("end", self.end)] {
            if let Some(time) = time {
                range.insert(name.to_owned(), time.rfc3339().into());
            }
        }
        range.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_instants() {
        assert_eq!(Time::at(0).rfc3339(), "1970-01-01T00:00:00Z");
        assert_eq!(Time::at(951_782_400).rfc3339(), "2000-02-29T00:00:00Z");
        assert_eq!(Time::at(1_714_564_800).rfc3339(), "2024-05-01T12:00:00Z");
        assert_eq!(Time::at(-1).generalized_time(), "19691231235959Z");
        assert_eq!(Time::at(2_524_607_999).utc_time(), "491231235959Z");
        let half = Time::at(1_714_564_800).with_nanoseconds(500_000_000);
        assert_eq!(half.generalized_time(), "20240501120000.5Z");
    }
}
