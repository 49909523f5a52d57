//! The steps of the grammar, between which callers and the skipper choose.

use crate::frames::{Container, Frames};
use crate::{Error, Kind, Limits, Reader, fold, scan};

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

    pub(crate) fn byte_at(&self, at: usize) -> Option<u8> {
        self.bytes().get(at).copied()
    }

    pub(crate) fn slice(&self, start: usize, end: usize) -> Result<&'a str, Error> {
        self.text
            .get(start..end)
            .ok_or_else(|| self.syntax_at(start))
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
        Err(Error::Type {
            place: self.place(),
            offset: self.at,
            wanted,
            found,
        })
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
        let rest = self.bytes().get(self.at..).unwrap_or_default();
        if rest.starts_with(literal.as_bytes()) {
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

    /// Moves past the name and the colon of the next member; `false` when the object closed.
    pub(crate) fn next_member(&mut self, known: &[&str]) -> Result<bool, Error> {
        if !self.next_item(b'}', self.limits.members, "members per object")? {
            return Ok(false);
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
        if !self.frames.member(name.value) {
            return Err(self.duplicate_key());
        }
        if is_variant {
            return Err(Error::CaseVariant {
                place: self.place(),
                offset: self.at,
            });
        }
        self.blank();
        if self.byte_at(self.at) != Some(b':') {
            return Err(self.syntax());
        }
        self.at = self.at.wrapping_add(1);
        self.blank();
        Ok(true)
    }

    /// Moves to the next element; `false` when the array closed.
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
        let begun = self.frames.top().map_or(0, |(_, begun)| begun);
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
