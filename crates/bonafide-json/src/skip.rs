//! Passing over values without keeping them.

use crate::frames::Container;
use crate::{Error, Reader};

impl<'a> Reader<'a> {
    /// Passes over the value at the cursor. What is skipped is checked like what is read: grammar,
    /// duplicate members, surrogates and every limit; only U+0000 may stand in skipped strings.
    ///
    /// # Errors
    /// Any [`Error`] that reading the value could give, but [`Error::Type`] and
    /// [`Error::CaseVariant`].
    pub fn skip(&mut self) -> Result<(), Error> {
        self.begin()?;
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
    pub(crate) fn next_inner_value(&mut self) -> Result<bool, Error> {
        match self.frames().top() {
            Some((Container::Object, _)) => self.next_member(&[]),
            _ => {
                let most = self.limits().elements;
                self.next_element(most, "elements per array")
            }
        }
    }

    fn pass_scalar_or_open(&mut self) -> Result<(), Error> {
        self.count_value()?;
        let end = match self.first_byte()? {
            b'{' => return self.open(Container::Object),
            b'[' => return self.open(Container::Array),
            b'"' => self.text_end()?,
            b't' => self.literal_end("true")?,
            b'f' => self.literal_end("false")?,
            b'n' => self.literal_end("null")?,
            _ => self.number_end()?,
        };
        self.move_to(end);
        Ok(())
    }
}
