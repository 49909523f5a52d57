//! A whole document as a sequence of steps.

use std::borrow::Cow;

use crate::frames::Container;
use crate::{Error, Kind, Reader};

/// One step of [`Reader::step`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "RFC 8259 section 3 closes the set")]
pub enum Step<'a> {
    /// An array was entered.
    Array,
    /// An object was entered.
    Object,
    /// The innermost array or object ended.
    End,
    /// A string, its escapes resolved; it may hold U+0000.
    Text(Cow<'a, str>),
    /// A number, as written.
    Number(&'a str),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`.
    Null,
}

impl<'a> Reader<'a> {
    /// Reads on by one scalar, or into or out of one container; `None` at the end of the document.
    /// For callers that keep a stack of their own, since their formats nest without end; nothing is
    /// checked less than by the other ways of reading.
    ///
    /// [`name`](Self::name) is the member whose value the step read or entered, and after
    /// [`Step::End`] the member whose value has ended; [`place`](Self::place) goes with it.
    ///
    /// # Errors
    /// Any [`Error`] of the grammar and the limits.
    pub fn step(&mut self) -> Result<Option<Step<'a>>, Error> {
        if !self.due {
            if self.frames().depth() == 0 {
                return Ok(None);
            }
            if !self.next_inner_value()? {
                return Ok(Some(Step::End));
            }
            self.due = true;
        }
        self.value().map(Some)
    }

    fn value(&mut self) -> Result<Step<'a>, Error> {
        match self.kind()? {
            Kind::Object => self
                .enter(Kind::Object, Container::Object)
                .map(|()| Step::Object),
            Kind::Array => self
                .enter(Kind::Array, Container::Array)
                .map(|()| Step::Array),
            Kind::String => {
                let text = self.text_here()?;
                self.consume(text.end)?;
                Ok(Step::Text(text.value))
            }
            Kind::Number => self.number().map(Step::Number),
            Kind::Boolean => self.boolean().map(Step::Boolean),
            Kind::Null => self.null().map(|_| Step::Null),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    fn steps(text: &str) -> Result<Vec<(Step<'_>, String)>, Error> {
        let mut reader = Reader::over(text, &Limits::default())?;
        let mut steps = Vec::new();
        while let Some(step) = reader.step()? {
            steps.push((step, reader.place().as_str().to_owned()));
        }
        reader.finish().map(|()| steps)
    }

    #[test]
    fn a_document_is_walked_with_its_places() {
        let found = steps(r#" {"a":[1,{"b":"\u0000x"},[]],"c":{},"d":null,"e":true} "#).unwrap();
        let text = Step::Text(Cow::Borrowed("\0x"));
        let wanted = [
            (Step::Object, ""),
            (Step::Array, "/a"),
            (Step::Number("1"), "/a/0"),
            (Step::Object, "/a/1"),
            (text, "/a/1/b"),
            (Step::End, "/a/1"),
            (Step::Array, "/a/2"),
            (Step::End, "/a/2"),
            (Step::End, "/a"),
            (Step::Object, "/c"),
            (Step::End, "/c"),
            (Step::Null, "/d"),
            (Step::Boolean(true), "/e"),
            (Step::End, ""),
        ];
        let wanted = wanted.map(|(step, place)| (step, place.to_owned()));
        assert_eq!(found, wanted);
        assert_eq!(steps("1").unwrap().len(), 1);
    }

    #[test]
    fn the_grammar_and_the_limits_hold() {
        for text in [
            "",
            "{",
            "[1",
            "[1 2]",
            "[1,]",
            "{\"a\"}",
            "{\"a\":1,}",
            "1 2",
            "tru",
            "]",
        ] {
            assert!(steps(text).is_err(), "{text}");
        }
        assert!(matches!(
            steps(r#"{"a":1,"\u0061":2}"#),
            Err(Error::DuplicateKey { .. })
        ));
        let deep = "[".repeat(65);
        assert!(matches!(steps(&deep), Err(Error::Limit { .. })));
    }

    #[test]
    fn steps_may_follow_other_ways_of_reading() {
        let mut reader = Reader::over(r#"{"a":[1],"b":2}"#, &Limits::default()).unwrap();
        assert_eq!(reader.step(), Ok(Some(Step::Object)));
        assert_eq!(reader.step(), Ok(Some(Step::Array)));
        assert_eq!(reader.name(), "a");
        assert_eq!(reader.step(), Ok(Some(Step::Number("1"))));
        assert_eq!(reader.step(), Ok(Some(Step::End)));
        assert_eq!(reader.name(), "a");
        assert_eq!(reader.step(), Ok(Some(Step::Number("2"))));
        assert_eq!(reader.step(), Ok(Some(Step::End)));
        assert_eq!(reader.step(), Ok(None));
        assert_eq!(reader.finish(), Ok(()));
    }
}
