//! Reading step by step, for formats whose values nest in their own kind: a caller keeps a stack of
//! its own, and no function calls itself.

use std::borrow::Cow;

use crate::frames::Container;
use crate::scan::Printable;
use crate::{Error, Kind, Reader, scan};

/// Bytes of a text up to which the space that it was written to is kept for the next one.
const KEPT: usize = 1 << 16;

impl<'a> Reader<'a> {
    /// Enters the object at the cursor; [`next_name`](Self::next_name) then goes through it.
    ///
    /// ```
    /// use bonafide_json::{Error, Limits, Reader};
    /// let mut reader = Reader::new(br#"{"a": 1, "b": [2, 3]}"#, &Limits::default())?;
    /// let mut sum = 0;
    /// reader.open_object()?;
    /// while let Some(name) = reader.next_name()? {
    ///     if name == "a" {
    ///         sum += reader.unsigned()?;
    ///         continue;
    ///     }
    ///     reader.open_array()?;
    ///     while reader.next_value(10, "numbers")? {
    ///         sum += reader.unsigned()?;
    ///     }
    /// }
    /// reader.finish()?;
    /// assert_eq!(sum, 6);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Type`] with the cursor where it was, [`Error::Limit`], [`Error::Syntax`].
    pub fn open_object(&mut self) -> Result<(), Error> {
        self.enter(Kind::Object, Container::Object)
    }

    /// Moves to the value of the next member of the innermost open container, which is an object,
    /// and returns its name; `None` when the object closed instead. The value must be read, entered
    /// or [skipped](Self::skip) before the next call.
    ///
    /// # Errors
    /// [`Error::DuplicateKey`], [`Error::Nul`], [`Error::Surrogate`], [`Error::Limit`],
    /// [`Error::Syntax`], which is also the answer to a value left unread or another container.
    #[inline]
    pub fn next_name(&mut self) -> Result<Option<Cow<'a, str>>, Error> {
        if let Some(name) = self.next_short_name() {
            return Ok(Some(Cow::Borrowed(name)));
        }
        if self.closes(Container::Object) {
            return Ok(None);
        }
        self.next_any_name()
    }

    fn next_short_name(&mut self) -> Option<&'a str> {
        if self.due || self.frames().innermost() != Some(Container::Object) {
            return None;
        }
        let name = self.next_short_member()?;
        self.due = true;
        Some(name)
    }

    fn next_any_name(&mut self) -> Result<Option<Cow<'a, str>>, Error> {
        self.check_inside(Container::Object)?;
        let name = self.next_member(&[])?;
        self.due = name.is_some();
        Ok(name)
    }

    /// Enters the array at the cursor; [`next_value`](Self::next_value) then goes through it.
    ///
    /// # Errors
    /// [`Error::Type`] with the cursor where it was, [`Error::Limit`], [`Error::Syntax`].
    pub fn open_array(&mut self) -> Result<(), Error> {
        self.enter(Kind::Array, Container::Array)
    }

    /// Moves to the next element of the innermost open container, which is an array; `false` when
    /// the array closed instead. The element must be read, entered or [skipped](Self::skip) before
    /// the next call.
    ///
    /// # Errors
    /// [`Error::Limit`] naming `item` before the element after `most`; [`Error::Syntax`], which is
    /// also the answer to a value left unread or another container.
    #[inline]
    pub fn next_value(&mut self, most: usize, item: &'static str) -> Result<bool, Error> {
        if self.next_near_value(most) {
            return Ok(true);
        }
        if self.closes(Container::Array) {
            return Ok(false);
        }
        self.next_any_value(most, item)
    }

    /// Moves to the next element where no white space is before it.
    fn next_near_value(&mut self, most: usize) -> bool {
        let most = most.min(self.limits().elements);
        if self.due || self.frames().innermost() != Some(Container::Array) {
            return false;
        }
        self.due = self.next_near_element(most);
        self.due
    }

    /// The same in what is known to be an array of at most `most` elements.
    #[inline(always)]
    pub(crate) fn next_near_element(&mut self, most: usize) -> bool {
        let begun = self.frames().begun();
        if begun >= most {
            return false;
        }
        let mut at = self.cursor();
        if begun > 0 {
            if self.byte_at(at) != Some(b',') {
                return false;
            }
            at = at.wrapping_add(1);
        }
        // What else may not stand there is no value.
        if self
            .byte_at(at)
            .is_none_or(|byte| byte <= b' ' || byte == b']')
        {
            return false;
        }
        self.move_to(at);
        self.frames.element();
        true
    }

    fn next_any_value(&mut self, most: usize, item: &'static str) -> Result<bool, Error> {
        self.check_inside(Container::Array)?;
        let more = self.next_element(most, item)?;
        self.due = more;
        Ok(more)
    }

    /// Reads a string of at most `most` bytes, counted after its escapes are resolved, in which
    /// U+0000 may stand; it borrows from the input unless it has escapes.
    ///
    /// # Errors
    /// [`Error::Limit`] naming `item`, [`Error::Type`], [`Error::Surrogate`], [`Error::Syntax`].
    #[inline]
    pub fn text(&mut self, most: usize, item: &'static str) -> Result<Cow<'a, str>, Error> {
        match self.plain_text(most) {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.any_text(most, item),
        }
    }

    /// Reads a string of at most `most` bytes that are all printable ASCII, none of them escaped;
    /// `None` where anything else is at the cursor, which is left to [`text`](Self::text).
    ///
    /// ```
    /// use bonafide_json::Reader;
    /// assert_eq!(Reader::again(r#""a b""#).printable_text(3), Some("a b"));
    /// assert_eq!(Reader::again(r#""a b""#).printable_text(2), None);
    /// assert_eq!(Reader::again(r#""\u0061""#).printable_text(9), None);
    /// assert_eq!(Reader::again("\"é\"").printable_text(9), None);
    /// ```
    pub fn printable_text(&mut self, most: usize) -> Option<&'a str> {
        let start = self.text_start()?;
        let stop = scan::run::<Printable>(self.bytes(), start);
        self.take_text(start, stop, most)
    }

    /// Reads a string of at most `most` bytes, none of them escaped; `None` where anything else is at
    /// the cursor, which is left to [`text`](Self::text).
    ///
    /// ```
    /// use bonafide_json::Reader;
    /// assert_eq!(Reader::again("\"é\"").plain_text(2), Some("é"));
    /// assert_eq!(Reader::again("\"é\"").plain_text(1), None);
    /// assert_eq!(Reader::again(r#""\u0061""#).plain_text(9), None);
    /// ```
    pub fn plain_text(&mut self, most: usize) -> Option<&'a str> {
        let start = self.text_start()?;
        let stop = scan::plain(self.bytes(), self.known_run(start));
        self.take_text(start, stop, most)
    }

    /// Where the text of the string at the cursor starts, if there is one.
    #[inline(always)]
    fn text_start(&mut self) -> Option<usize> {
        if !self.due {
            return None;
        }
        self.blank();
        let is_text = self.byte_at(self.cursor()) == Some(b'"');
        is_text.then(|| self.cursor().wrapping_add(1))
    }

    /// How far the text from `start` is known to be plain.
    #[inline(always)]
    const fn known_run(&self, start: usize) -> usize {
        match self.run {
            (begin, stop) if begin == start => stop,
            _ => start,
        }
    }

    /// Reads the text that is plain up to `stop`, if it ends there and is not too long.
    #[inline(always)]
    fn take_text(&mut self, start: usize, stop: usize, most: usize) -> Option<&'a str> {
        if self.byte_at(stop) != Some(b'"') {
            self.run = (start, stop);
            return None;
        }
        let text = self.between(start, stop)?;
        if text.len() > most || self.values >= self.limits().values {
            return None;
        }
        self.values = self.values.wrapping_add(1);
        self.move_to(stop.wrapping_add(1));
        self.end();
        Some(text)
    }

    /// Any other string, which has escapes if it can be read. It is written to a place of its own
    /// first, so that it is gone through once and allocated as long as it is.
    fn any_text(&mut self, most: usize, item: &'static str) -> Result<Cow<'a, str>, Error> {
        self.expect(Kind::String)?;
        let start = self.cursor().wrapping_add(1);
        let stop = scan::plain(self.bytes(), self.known_run(start));
        let mut scratch = core::mem::take(&mut self.scratch);
        scratch.clear();
        let Some(end) = self.write_text(start, stop, most, &mut scratch)? else {
            return Err(self.limit(item, most));
        };
        self.consume(end)?;
        if scratch.len() > KEPT {
            return Ok(Cow::Owned(scratch));
        }
        let text = scratch.as_str().to_owned();
        self.scratch = scratch;
        Ok(Cow::Owned(text))
    }

    #[inline]
    fn check_inside(&self, container: Container) -> Result<(), Error> {
        if self.due || self.frames().innermost() != Some(container) {
            return Err(self.syntax());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    fn reader(document: &str) -> Reader<'_> {
        Reader::over(document, &Limits::default()).unwrap()
    }

    #[test]
    fn a_value_left_unread_is_an_error() {
        let mut left = reader(r#"{"a":1,"b":2}"#);
        left.open_object().unwrap();
        assert_eq!(left.next_name().unwrap().unwrap(), "a");
        assert!(matches!(left.next_name(), Err(Error::Syntax { .. })));
        let mut left = reader("[1,2]");
        left.open_array().unwrap();
        assert!(left.next_value(9, "x").unwrap());
        assert!(matches!(left.next_value(9, "x"), Err(Error::Syntax { .. })));
        let mut open = reader("{}");
        open.open_object().unwrap();
        assert!(open.finish().is_err());
    }

    #[test]
    fn one_container_is_not_read_as_the_other() {
        let mut array = reader(r#"["a":1]"#);
        array.open_array().unwrap();
        assert!(matches!(array.next_name(), Err(Error::Syntax { .. })));
        let mut object = reader("{1}");
        object.open_object().unwrap();
        assert!(matches!(
            object.next_value(9, "x"),
            Err(Error::Syntax { .. })
        ));
        assert!(matches!(
            reader("[]").open_object(),
            Err(Error::Type { .. })
        ));
        assert!(matches!(reader("1").next_name(), Err(Error::Syntax { .. })));
    }

    #[test]
    fn closures_and_steps_mix() {
        let mut mixed = reader(r#"[{"a":[{"b":1}]}]"#);
        mixed.open_array().unwrap();
        assert!(mixed.next_value(9, "x").unwrap());
        mixed
            .object::<Error>(&[], |mixed, _| {
                mixed.open_array()?;
                assert!(mixed.next_value(1, "x")?);
                mixed.open_object()?;
                assert_eq!(mixed.next_name()?.unwrap(), "b");
                assert_eq!(mixed.place().as_str(), "/0/a/0/b");
                mixed.skip()?;
                assert!(mixed.next_name()?.is_none());
                assert!(!mixed.next_value(1, "x")?);
                Ok(())
            })
            .unwrap();
        assert!(!mixed.next_value(9, "x").unwrap());
        mixed.finish().unwrap();
    }

    #[test]
    fn duplicates_and_counts_are_bounded() {
        let mut twice = reader(r#"{"a":1,"\u0061":2}"#);
        twice.open_object().unwrap();
        twice.next_name().unwrap();
        twice.skip().unwrap();
        assert!(matches!(twice.next_name(), Err(Error::DuplicateKey { .. })));
        let mut many = reader("[1,2]");
        many.open_array().unwrap();
        assert!(many.next_value(1, "x").unwrap());
        many.skip().unwrap();
        assert!(matches!(
            many.next_value(1, "x"),
            Err(Error::Limit { item: "x", .. })
        ));
    }

    #[test]
    fn texts_are_bounded_and_may_hold_nul() {
        for (document, most, fits) in [
            (r#""abc""#, 3, true),
            (r#""abcd""#, 3, false),
            (r#""a\u0000\n""#, 3, true),
            (r#""a\/\"b""#, 4, true),
            (r#""a\/\"b""#, 3, false),
            (r#""\\\/""#, 1, false),
            (r#""\u00e9\\""#, 3, true),
            (r#""a\u0000\n.""#, 3, false),
            (r#""\u0000\u0000\u0000""#, 3, true),
            (r#""\u0000\u0000\u0000\u0000""#, 3, false),
            (r#""""#, 0, true),
        ] {
            let found = reader(document).text(most, "bytes");
            assert_eq!(found.is_ok(), fits, "{document}");
            if !fits {
                assert!(matches!(found, Err(Error::Limit { item: "bytes", .. })));
            }
        }
        let mixed = reader(r#""a\/b\\\"c\nd\u00e9\/""#).text(99, "x").unwrap();
        assert_eq!(mixed, "a/b\\\"c\ndé/");
        assert!(matches!(reader("1").text(3, "x"), Err(Error::Type { .. })));
        assert!(matches!(
            reader(r#""a"#).text(3, "x"),
            Err(Error::Syntax { .. })
        ));
    }
}
