//! Strings and their escapes.

use std::borrow::Cow;

use crate::{Error, Reader, scan};

/// A string as it stands in the document.
pub(crate) struct Text<'a> {
    /// What it says, its escapes resolved.
    pub(crate) value: Cow<'a, str>,
    /// Whether an escape wrote U+0000.
    pub(crate) has_nul: bool,
    /// The byte after its closing quote.
    pub(crate) end: usize,
}

impl<'a> Reader<'a> {
    /// The string whose opening quote stands at the cursor, which does not move.
    #[inline]
    pub(crate) fn text_here(&self) -> Result<Text<'a>, Error> {
        let start = self.cursor().wrapping_add(1);
        let stop = scan::plain(self.bytes(), start);
        if self.byte_at(stop) == Some(b'"') {
            return Ok(Text {
                value: Cow::Borrowed(self.slice(start, stop)?),
                has_nul: false,
                end: stop.wrapping_add(1),
            });
        }
        let end = self.text_end_from(stop)?;
        self.escaped_text(start, stop, end)
    }

    /// The byte after the string whose opening quote stands at `quote`, checked and not kept.
    #[inline]
    pub(crate) fn text_end(&self, quote: usize) -> Result<usize, Error> {
        let stop = scan::plain(self.bytes(), quote.wrapping_add(1));
        // Most have no escapes.
        if self.byte_at(stop) == Some(b'"') {
            return Ok(stop.wrapping_add(1));
        }
        self.text_end_from(stop)
    }

    /// The same, where the first byte that is not plain stands at `at`.
    #[inline]
    pub(crate) fn text_end_from(&self, mut at: usize) -> Result<usize, Error> {
        loop {
            match self.byte_at(at) {
                Some(b'"') => return Ok(at.wrapping_add(1)),
                Some(b'\\') => at = scan::plain(self.bytes(), self.escape_end(at)?),
                _ => return Err(self.syntax_at(at)),
            }
        }
    }

    /// The string from `start`, whose first escape stands at `stop` and which ends before `end`.
    pub(crate) fn escaped_text(
        &self,
        start: usize,
        mut stop: usize,
        end: usize,
    ) -> Result<Text<'a>, Error> {
        // No escape is shorter than what it writes, and the closing quote is one byte more.
        let mut value = String::with_capacity(end.saturating_sub(start));
        value.push_str(self.slice(start, stop)?);
        let mut has_nul = false;
        loop {
            match self.byte_at(stop) {
                Some(b'"') => {
                    return Ok(Text {
                        value: Cow::Owned(value),
                        has_nul,
                        end: stop.wrapping_add(1),
                    });
                }
                Some(b'\\') => {}
                _ => return Err(self.syntax_at(stop)),
            }
            let (c, next) = self.escape(stop)?;
            value.push(c);
            has_nul |= c == '\0';
            stop = scan::plain(self.bytes(), next);
            value.push_str(self.slice(next, stop)?);
        }
    }

    /// Writes what the string from `start` says to `scratch`, where its first escape stands at
    /// `stop`, and returns the byte after its closing quote. None if it is longer than `most`: then
    /// it was checked to its end, and no more than that was written.
    pub(crate) fn write_text(
        &self,
        start: usize,
        mut stop: usize,
        most: usize,
        scratch: &mut String,
    ) -> Result<Option<usize>, Error> {
        let mut run = start;
        loop {
            let plain = self.slice(run, stop)?;
            if scratch.len().saturating_add(plain.len()) > most {
                return self.text_end_from(stop).map(|_| None);
            }
            scratch.push_str(plain);
            match self.byte_at(stop) {
                Some(b'"') => return Ok(Some(stop.wrapping_add(1))),
                Some(b'\\') => {}
                _ => return Err(self.syntax_at(stop)),
            }
            let letter = stop.wrapping_add(1);
            if let Some(b'"' | b'\\' | b'/') = self.byte_at(letter) {
                // It writes itself: the next run begins with it.
                run = letter;
                stop = scan::plain(self.bytes(), letter.wrapping_add(1));
                continue;
            }
            let (c, next) = self.escape(stop)?;
            scratch.push(c);
            run = next;
            stop = scan::plain(self.bytes(), next);
        }
    }

    /// The character that the escape at `at` writes, and the byte after the escape.
    #[inline(always)]
    fn escape(&self, at: usize) -> Result<(char, usize), Error> {
        let letter = at.wrapping_add(1);
        let written = match self.byte_at(letter) {
            // Those that are met most need no table.
            Some(itself @ (b'"' | b'\\' | b'/')) => Some(itself),
            Some(b'u') => return self.unicode_escape(at),
            other => other.and_then(written),
        };
        let written = written.ok_or_else(|| self.syntax_at(letter))?;
        Ok((char::from(written), at.wrapping_add(2)))
    }

    /// The byte after the escape at `at`.
    #[inline(always)]
    fn escape_end(&self, at: usize) -> Result<usize, Error> {
        let letter = at.wrapping_add(1);
        match self.byte_at(letter) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at.wrapping_add(2)),
            Some(b'u') => Ok(self.unicode_escape(at)?.1),
            _ => Err(self.syntax_at(letter)),
        }
    }

    fn unicode_escape(&self, at: usize) -> Result<(char, usize), Error> {
        let unit = self.hex_unit(at)?;
        let next = at.wrapping_add(6);
        if let Some(c) = char::from_u32(unit) {
            return Ok((c, next));
        }
        let follows =
            self.byte_at(next) == Some(b'\\') && self.byte_at(next.wrapping_add(1)) == Some(b'u');
        if follows {
            let low = self.hex_unit(next)?;
            if let Some(c) = pair(unit, low) {
                return Ok((c, next.wrapping_add(6)));
            }
        }
        Err(self.surrogate_at(at))
    }

    /// The four hexadecimal digits after the `\u` at `at`.
    #[inline]
    fn hex_unit(&self, at: usize) -> Result<u32, Error> {
        let digits = self.bytes().get(at.wrapping_add(2)..);
        if let Some([a, b, c, d]) = digits.and_then(<[u8]>::first_chunk)
            && let (Some(a), Some(b)) = (nibble(*a), nibble(*b))
            && let (Some(c), Some(d)) = (nibble(*c), nibble(*d))
        {
            return Ok(u32::from_be_bytes([0, 0, (a << 4) | b, (c << 4) | d]));
        }
        self.hex_unit_by_digits(at)
    }

    /// The same, which finds the place of what is no digit.
    #[cold]
    fn hex_unit_by_digits(&self, at: usize) -> Result<u32, Error> {
        let mut unit = 0_u32;
        for offset in 2..6 {
            let here = at.wrapping_add(offset);
            let digit = self.byte_at(here).and_then(nibble);
            unit = (unit << 4) | u32::from(digit.ok_or_else(|| self.syntax_at(here))?);
        }
        Ok(unit)
    }
}

/// What an escape of one letter writes that does not write that letter.
#[inline(never)]
const fn written(letter: u8) -> Option<u8> {
    match letter {
        b'b' => Some(0x08),
        b'f' => Some(0x0c),
        b'n' => Some(b'\n'),
        b'r' => Some(b'\r'),
        b't' => Some(b'\t'),
        _ => None,
    }
}

/// The value of a hexadecimal digit.
#[inline]
const fn nibble(digit: u8) -> Option<u8> {
    Some(match digit {
        b'0'..=b'9' => digit.wrapping_sub(b'0'),
        b'a'..=b'f' | b'A'..=b'F' => (digit | 0x20).wrapping_sub(b'a' - 10),
        _ => return None,
    })
}

fn pair(high: u32, low: u32) -> Option<char> {
    if !(0xd800..0xdc00).contains(&high) || !(0xdc00..0xe000).contains(&low) {
        return None;
    }
    let above_bmp = ((high & 0x3ff) << 10) | (low & 0x3ff);
    char::from_u32(above_bmp.wrapping_add(0x1_0000))
}
