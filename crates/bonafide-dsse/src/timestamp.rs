//! Timestamps of statements and predicates.

use bonafide_report::Time;

use crate::Error;

/// An instant that a statement names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timestamp {
    time: Time,
    has_offset: bool,
}

impl Timestamp {
    /// Reads RFC 3339 text: seconds required, at most nine digits of fraction, second 60 read as
    /// 59, years 1970 to 9999.
    ///
    /// # Errors
    /// [`Error::Timestamp`].
    ///
    /// # Specification
    /// in-toto field types, Timestamp; looser: a numeric offset is accepted and reported.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let time = Time::parse_rfc3339(text).map_err(|_| Error::Timestamp {})?;
        if time.seconds() < 0 {
            return Err(Error::Timestamp {});
        }
        Ok(Self {
            time,
            has_offset: !text.ends_with('Z'),
        })
    }

    /// The instant.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }

    /// Whether it was written with a numeric offset instead of `Z`.
    #[must_use]
    pub const fn has_offset(&self) -> bool {
        self.has_offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_offsets() {
        let stamp = Timestamp::parse("1970-01-01T01:00:00+01:00").unwrap();
        assert!(stamp.has_offset() && stamp.time().seconds() == 0);
        assert!(
            !Timestamp::parse("9999-12-31T23:59:60Z")
                .unwrap()
                .has_offset()
        );
        for text in [
            "1969-12-31T23:59:59Z",
            "1970-01-01T00:00Z",
            "1970-01-01",
            "yesterday",
            "",
        ] {
            assert_eq!(Timestamp::parse(text), Err(Error::Timestamp {}), "{text}");
        }
    }
}
