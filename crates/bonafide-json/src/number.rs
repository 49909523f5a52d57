//! Numbers: their grammar, and exact integers.

use crate::{Error, Kind, Reader, scan};

impl<'a> Reader<'a> {
    /// Reads a number and returns its text; nothing is rounded.
    ///
    /// # Errors
    /// [`Error::Type`] when the value is no number, [`Error::Limit`] when its text is too long,
    /// [`Error::Syntax`].
    pub fn number(&mut self) -> Result<&'a str, Error> {
        self.expect(Kind::Number)?;
        let (start, end) = (self.cursor(), self.number_end()?);
        let lexeme = self.slice(start, end)?;
        self.consume(end)?;
        Ok(lexeme)
    }

    /// Reads an integer of 0 or more, written `0|[1-9][0-9]*`.
    ///
    /// # Errors
    /// [`Error::IntegerRange`] for any other number or one that does not fit, [`Error::Type`],
    /// [`Error::Limit`], [`Error::Syntax`].
    pub fn unsigned(&mut self) -> Result<u64, Error> {
        self.integer(exact_unsigned)
    }

    /// Reads an integer, written `0|-?[1-9][0-9]*`.
    ///
    /// # Errors
    /// [`Error::IntegerRange`] for any other number or one that does not fit, [`Error::Type`],
    /// [`Error::Limit`], [`Error::Syntax`].
    pub fn signed(&mut self) -> Result<i64, Error> {
        self.integer(exact_signed)
    }

    fn integer<T>(&mut self, exact: impl FnOnce(&str) -> Option<T>) -> Result<T, Error> {
        self.expect(Kind::Number)?;
        let (start, end) = (self.cursor(), self.number_end()?);
        let value = exact(self.slice(start, end)?).ok_or_else(|| self.integer_range())?;
        self.consume(end)?;
        Ok(value)
    }

    /// The byte after the number at the cursor.
    pub(crate) fn number_end(&self) -> Result<usize, Error> {
        let start = self.cursor();
        let minus = usize::from(self.byte_at(start) == Some(b'-'));
        let whole = start.wrapping_add(minus);
        let mut end = self.one_or_more_digits(whole)?;
        if self.byte_at(whole) == Some(b'0') && end != whole.wrapping_add(1) {
            return Err(self.syntax_at(whole.wrapping_add(1)));
        }
        if self.byte_at(end) == Some(b'.') {
            end = self.one_or_more_digits(end.wrapping_add(1))?;
        }
        if let Some(b'e' | b'E') = self.byte_at(end) {
            let sign = end.wrapping_add(1);
            let signed = matches!(self.byte_at(sign), Some(b'+' | b'-'));
            end = self.one_or_more_digits(sign.wrapping_add(usize::from(signed)))?;
        }
        let most = self.limits().number_bytes;
        if end.wrapping_sub(start) > most {
            return Err(self.limit("bytes in a number", most));
        }
        Ok(end)
    }

    fn one_or_more_digits(&self, at: usize) -> Result<usize, Error> {
        let end = scan::digits(self.bytes(), at);
        if end == at {
            return Err(self.syntax_at(at));
        }
        Ok(end)
    }
}

/// The value of `0|[1-9][0-9]*`, if it fits.
pub(crate) fn exact_unsigned(text: &str) -> Option<u64> {
    let plain = text == "0" || matches!(text.as_bytes().first(), Some(b'1'..=b'9'));
    text.parse().ok().filter(|_| plain)
}

/// The value of `0|-?[1-9][0-9]*`, if it fits.
fn exact_signed(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = text == "0" || matches!(digits.as_bytes().first(), Some(b'1'..=b'9'));
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_integers_are_exact() {
        assert_eq!(exact_unsigned("18446744073709551615"), Some(u64::MAX));
        assert_eq!(exact_signed("-9223372036854775808"), Some(i64::MIN));
        assert_eq!((exact_unsigned("0"), exact_signed("0")), (Some(0), Some(0)));
        for text in [
            "",
            "00",
            "01",
            "+1",
            "-",
            "-0",
            "1.0",
            "1e3",
            "18446744073709551616",
        ] {
            assert_eq!(exact_unsigned(text), None, "{text}");
            assert_eq!(exact_signed(text), None, "{text}");
        }
        assert_eq!(exact_signed("--1"), None);
    }
}
