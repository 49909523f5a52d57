//! Passing over values without keeping them.

use crate::frames::Container;
use crate::{Error, Reader};

impl<'a> Reader<'a> {
    /// Passes over the value at the cursor. What is skipped is checked like what is read: grammar,
    /// duplicate members, surrogates and every limit; only U+0000 may stand in skipped strings. A
    /// reader that reads [`again`](Self::again) looks for the end of the value and checks no more.
    ///
    /// # Errors
    /// Any [`Error`] that reading the value could give, but [`Error::Type`] and
    /// [`Error::CaseVariant`].
    pub fn skip(&mut self) -> Result<(), Error> {
        self.begin()?;
        if self.byte_at(self.cursor()) == Some(b'"') {
            self.count_value()?;
            self.move_to(self.text_end(self.cursor())?);
            self.end();
            return Ok(());
        }
        if self.is_checked && matches!(self.first_byte()?, b'{' | b'[') {
            self.move_to(self.container_end()?);
            self.end();
            return Ok(());
        }
        let floor = self.frames().depth();
        loop {
            self.pass_scalar_or_open()?;
            while self.frames().depth() > floor && !self.next_inner_value()? {}
            if self.frames().depth() == floor {
                self.end();
                return Ok(());
            }
        }
    }

    /// Passes over the value at the cursor and returns its exact text, for a later reader.
    ///
    /// # Errors
    /// Those of [`skip`](Self::skip).
    pub fn raw(&mut self) -> Result<&'a str, Error> {
        self.begin()?;
        let start = self.cursor();
        self.skip()?;
        self.slice(start, self.cursor())
    }

    /// Moves to the next value of the innermost container; `false` if the container closed instead.
    #[inline]
    pub(crate) fn next_inner_value(&mut self) -> Result<bool, Error> {
        let container = self.frames().innermost();
        let most = self.limits().elements;
        let has_next = match container {
            Some(Container::Object) => self.next_short_member().is_some(),
            _ => self.next_near_element(most),
        };
        if has_next {
            return Ok(true);
        }
        if container.is_some_and(|open| self.byte_at(self.cursor()) == Some(open.closing())) {
            self.leave();
            return Ok(false);
        }
        match container {
            Some(Container::Object) => Ok(self.next_member(&[])?.is_some()),
            _ => self.next_element(most, "elements per array"),
        }
    }

    /// The byte after the container at the cursor, of which only brackets and strings are looked at.
    fn container_end(&self) -> Result<usize, Error> {
        let (mut at, mut depth) = (self.cursor(), 0_usize);
        loop {
            match self.byte_at(at) {
                Some(b'"') => {
                    at = self.text_end(at)?;
                    continue;
                }
                Some(b'{' | b'[') => depth = depth.wrapping_add(1),
                Some(b'}' | b']') => depth = depth.wrapping_sub(1),
                Some(_) => {}
                None => return Err(self.syntax_at(at)),
            }
            at = at.wrapping_add(1);
            if depth == 0 {
                return Ok(at);
            }
        }
    }

    #[inline]
    fn pass_scalar_or_open(&mut self) -> Result<(), Error> {
        self.count_value()?;
        let end = match self.first_byte()? {
            b'{' => return self.open(Container::Object),
            b'[' => return self.open(Container::Array),
            b'"' => self.text_end(self.cursor())?,
            b't' => self.literal_end("true")?,
            b'f' => self.literal_end("false")?,
            b'n' => self.literal_end("null")?,
            _ => self.number_end()?,
        };
        self.move_to(end);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::{Error, Limits, Reader};

    #[test]
    fn what_is_read_again_is_passed_over_to_its_end() {
        for text in [
            "{}",
            "[ ]",
            r#"{"a":[{"b":"]}"},"\"}",{}],"c":1}"#,
            r#"[[[]],"[",{"{":"\\"}]"#,
            "1",
            "null",
            r#""a]""#,
        ] {
            let document = format!(" [ {text} , 7 ] ");
            let mut reader = Reader::again(&document);
            let mut found = Vec::new();
            let read = reader.array::<Error>(2, "items", |reader, _| {
                found.push(reader.raw()?);
                Ok(())
            });
            assert_eq!((read, found), (Ok(()), vec![text, "7"]));
            assert_eq!(reader.finish(), Ok(()));
        }
    }

    #[test]
    fn only_what_is_skipped_goes_unchecked() {
        let twice = r#"{"a":{"b":1,"b":2}}"#;
        assert!(
            Reader::over(twice, &Limits::default())
                .unwrap()
                .skip()
                .is_err()
        );
        assert_eq!(Reader::again(twice).skip(), Ok(()));
        let mut reader = Reader::again(twice);
        let inner = reader.object::<Error>(&[], |reader, _| {
            reader.object(&[], |reader, _| reader.skip())
        });
        assert!(matches!(inner, Err(Error::DuplicateKey { .. })));
    }

    #[test]
    fn an_end_that_is_not_there_is_an_error() {
        for text in ["", "[", "{", "[1", r#"["a"#, r#"["\"]"#, "[[]", "}", "]"] {
            assert!(
                matches!(Reader::again(text).skip(), Err(Error::Syntax { .. })),
                "{text}"
            );
        }
    }
}
