//! The steps of the grammar, between which callers and the skipper choose.

use std::borrow::Cow;

use crate::frames::{Container, Frames};
use crate::{Error, Kind, Limits, Reader, fold, scan};

/// Bytes of two words, in which the names end that are called short, and of what follows them.
const NEAR: usize = 18;

impl<'a> Reader<'a> {
    pub(crate) const fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    pub(crate) const fn cursor(&self) -> usize {
        self.at
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) const fn frames(&self) -> &Frames<'a> {
        &self.frames
    }

    /// The bytes from the cursor.
    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes().get(self.at..).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn byte_at(&self, at: usize) -> Option<u8> {
        self.bytes().get(at).copied()
    }

    #[inline]
    pub(crate) fn slice(&self, start: usize, end: usize) -> Result<&'a str, Error> {
        self.between(start, end)
            .ok_or_else(|| self.syntax_at(start))
    }

    /// The text between two offsets that are boundaries of characters.
    #[inline(always)]
    pub(crate) fn between(&self, start: usize, end: usize) -> Option<&'a str> {
        let (_, text) = self.text.split_at_checked(start)?;
        Some(text.split_at_checked(end.checked_sub(start)?)?.0)
    }

    pub(crate) const fn move_to(&mut self, at: usize) {
        self.at = at;
    }

    #[inline]
    pub(crate) fn blank(&mut self) {
        self.at = scan::blank(self.bytes(), self.at);
    }

    /// Moves to the value that is due.
    #[inline]
    pub(crate) fn begin(&mut self) -> Result<(), Error> {
        if !self.due {
            return Err(self.syntax());
        }
        self.blank();
        Ok(())
    }

    /// The value that was due has been read.
    pub(crate) const fn end(&mut self) {
        self.due = false;
    }

    #[inline]
    pub(crate) fn first_byte(&self) -> Result<u8, Error> {
        self.byte_at(self.at).ok_or_else(|| self.syntax())
    }

    #[inline]
    pub(crate) fn expect(&mut self, wanted: Kind) -> Result<(), Error> {
        let found = self.kind()?;
        if found == wanted {
            return Ok(());
        }
        Err(self.mistyped(wanted, found))
    }

    /// A scalar that ends before `end` has been read.
    #[inline]
    pub(crate) fn consume(&mut self, end: usize) -> Result<(), Error> {
        self.count_value()?;
        self.at = end;
        self.end();
        Ok(())
    }

    #[inline]
    pub(crate) fn count_value(&mut self) -> Result<(), Error> {
        if self.values >= self.limits.values {
            return Err(self.limit("values", self.limits.values));
        }
        self.values = self.values.wrapping_add(1);
        Ok(())
    }

    pub(crate) fn literal_end(&self, literal: &str) -> Result<usize, Error> {
        if self.rest().starts_with(literal.as_bytes()) {
            Ok(self.at.wrapping_add(literal.len()))
        } else {
            Err(self.syntax())
        }
    }

    /// Enters the container whose bracket stands at the cursor.
    #[inline]
    pub(crate) fn open(&mut self, container: Container) -> Result<(), Error> {
        if self.frames.depth() >= self.limits.depth {
            return Err(self.limit("levels of nesting", self.limits.depth));
        }
        self.at = self.at.wrapping_add(1);
        self.frames.push(container);
        Ok(())
    }

    /// Fails when a caller dropped the error of a container that it had begun to read: what comes
    /// next belongs to that one. A value that was left unread fails at the next comma.
    pub(crate) fn check_level(&self, depth: usize) -> Result<(), Error> {
        if self.frames.depth() != depth {
            return Err(self.syntax());
        }
        Ok(())
    }

    /// Moves to the value of the next member and returns its name; `None` when the object closed.
    pub(crate) fn next_member(&mut self, known: &[&str]) -> Result<Option<Cow<'a, str>>, Error> {
        if self.byte_at(self.at) == Some(b'}') {
            self.at = self.at.wrapping_add(1);
            self.frames.pop();
            return Ok(None);
        }
        if !self.next_item(b'}', self.limits.members, "members per object")? {
            return Ok(None);
        }
        if self.byte_at(self.at) != Some(b'"') {
            return Err(self.syntax());
        }
        let name = self.text_here()?;
        if name.has_nul {
            return Err(self.nul());
        }
        if name.value.len() > self.limits.name_bytes {
            return Err(self.limit("bytes in a member name", self.limits.name_bytes));
        }
        self.at = name.end;
        let is_variant = fold::is_case_variant(&name.value, known);
        if !self.frames.member(name.value.clone()) {
            return Err(self.duplicate_key());
        }
        if is_variant {
            return Err(self.case_variant());
        }
        self.blank();
        if self.byte_at(self.at) != Some(b':') {
            return Err(self.syntax());
        }
        self.at = self.at.wrapping_add(1);
        self.blank();
        Ok(Some(name.value))
    }

    /// The same for a member as most are: a short name without escapes, that none of a few before it
    /// can be equal to, and no white space around. Any other is left to [`next_member`], at the same
    /// place.
    ///
    /// [`next_member`]: Self::next_member
    pub(crate) fn next_short_member(&mut self) -> Option<&'a str> {
        let (name, start) = self.near_name()?;
        match scan::stop_within(name.first_chunk()?) {
            Some(length) => self.begin_near(name, start, length),
            None => self.next_longer_member(),
        }
    }

    #[inline(never)]
    fn next_longer_member(&mut self) -> Option<&'a str> {
        let (name, start) = self.near_name()?;
        let (_, rest) = name.split_first_chunk::<8>()?;
        let length = scan::stop_within(rest.first_chunk()?)?.wrapping_add(8);
        self.begin_near(name, start, length)
    }

    /// The bytes from the text of the next name on, and where they start.
    #[inline(always)]
    fn near_name(&self) -> Option<(&'a [u8; NEAR], usize)> {
        let near = self.bytes().get(self.at..)?;
        let (name, comma) = match self.frames.begun() {
            0 => (near.strip_prefix(b"\"")?, 1),
            _ => (near.strip_prefix(b",\"")?, 2),
        };
        Some((name.first_chunk()?, self.at.wrapping_add(comma)))
    }

    /// Begins the member whose name of `length` bytes starts at `start`.
    #[inline(always)]
    fn begin_near(&mut self, near: &[u8; NEAR], start: usize, length: usize) -> Option<&'a str> {
        let [quote, colon, b'!'..=0xff] = near.get(length..)?.first_chunk()? else {
            return None;
        };
        if [*quote, *colon] != *b"\":" || length > self.limits.name_bytes {
            return None;
        }
        let stop = start.wrapping_add(length);
        let name = self.between(start, stop)?;
        if !self.frames.member_surely(name, self.limits.members) {
            return None;
        }
        self.at = stop.wrapping_add(2);
        Some(name)
    }

    /// Moves to the next element; `false` when the array closed.
    #[inline]
    pub(crate) fn next_element(&mut self, most: usize, item: &'static str) -> Result<bool, Error> {
        let (most, item) = if most <= self.limits.elements {
            (most, item)
        } else {
            (self.limits.elements, "elements per array")
        };
        let more = self.next_item(b']', most, item)?;
        if more {
            self.frames.element();
        }
        Ok(more)
    }

    /// Moves to the next member or element of the innermost container, past the comma before it;
    /// `false` when `close` ended the container.
    #[inline(always)]
    fn next_item(&mut self, close: u8, most: usize, item: &'static str) -> Result<bool, Error> {
        self.blank();
        let begun = self.frames.begun();
        match self.first_byte()? {
            byte if byte == close => {
                self.at = self.at.wrapping_add(1);
                self.frames.pop();
                return Ok(false);
            }
            b',' if begun > 0 => {
                self.at = self.at.wrapping_add(1);
                self.blank();
            }
            _ if begun == 0 => {}
            _ => return Err(self.syntax()),
        }
        if begun >= most {
            return Err(self.limit(item, most));
        }
        Ok(true)
    }
}
