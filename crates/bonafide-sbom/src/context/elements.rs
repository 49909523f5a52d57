//! Elements, and what becomes of those that hold something else than they should.

use std::borrow::Cow;

use bonafide_report::Code;
use bonafide_report::registry::{SBOM_TYPE, SBOM_UNIQUE, SBOM_UNKNOWN_FIELD};

use super::{Context, Halt, Source};
use crate::Error;
use crate::xml::{Cursor, Element, Event, Namespace, is_space};

/// The state of one reading of XML.
pub(crate) type XmlContext<'a, 's> = Context<'a, 's, Cursor<'a>>;

impl Source for Cursor<'_> {
    fn limit(&self, item: &'static str, most: usize) -> Error {
        Cursor::limit(self, item, most)
    }

    fn bytes_before(&self) -> Option<usize> {
        Some(self.element_offset())
    }
}

/// What may happen when an element is there twice.
///
/// # Specification
/// sbom XML-5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Single {
    /// Two readers would see two documents: an error.
    Strictly(u32),
    /// A finding.
    Loosely(u32),
}

/// The elements that were there already in the innermost one, a bit for each name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen(u64);

impl Seen {
    fn again(&mut self, index: u32) -> bool {
        let bit = 1_u64.checked_shl(index).unwrap_or_default();
        let was = self.0 & bit != 0;
        self.0 |= bit;
        was
    }
}

/// Elements and their texts.
impl<'a> XmlContext<'a, '_> {
    /// Moves to the next element in the innermost one, and returns its name; those of other
    /// namespaces than that of the document are passed over. `None` at the end.
    ///
    /// # Specification
    /// sbom XML-3.
    pub(crate) fn child(&mut self) -> Result<Option<&'a str>, Halt> {
        self.child_where(Namespace::is_bom)
    }

    /// The same of namespaces that are `wanted`.
    pub(crate) fn child_where(
        &mut self,
        wanted: impl Fn(Namespace) -> bool,
    ) -> Result<Option<&'a str>, Halt> {
        while let Some(element) = self.any_child()? {
            if wanted(element.namespace) {
                return Ok(Some(element.name));
            }
            self.reader.skip()?;
        }
        Ok(None)
    }

    /// The same of any namespace.
    pub(crate) fn any_child(&mut self) -> Result<Option<Element<'a>>, Halt> {
        loop {
            match self.reader.next_in_structure()? {
                Some(Event::Start(element)) => return Ok(Some(element)),
                Some(Event::End) | None => return Ok(None),
                Some(Event::Text(text)) if text.bytes().all(is_space) => {}
                Some(Event::Text(_)) => self.finding(SBOM_TYPE, "text between elements"),
            }
        }
    }

    /// Moves to the next element `wanted` of a list; others are passed over with a finding.
    pub(crate) fn item(&mut self, wanted: &str) -> Result<bool, Halt> {
        while let Some(name) = self.child()? {
            if name == wanted {
                return Ok(true);
            }
            self.misplaced()?;
        }
        Ok(false)
    }

    /// The same, where a component may have a few hundred of which it has `count`.
    pub(crate) fn entry(&mut self, wanted: &str, count: usize) -> Result<bool, Halt> {
        let found = self.item(wanted)?;
        if found {
            self.check_entries(count)?;
        }
        Ok(found)
    }

    /// Passes over an element that does not belong where it stands.
    #[cold]
    pub(crate) fn misplaced(&mut self) -> Result<(), Halt> {
        self.reader.skip()?;
        self.finding(
            SBOM_UNKNOWN_FIELD,
            "an element that this list does not have",
        );
        Ok(())
    }

    /// Passes over the innermost element.
    pub(crate) fn skip(&mut self) -> Result<(), Halt> {
        Ok(self.reader.skip()?)
    }

    /// Notes that the element at hand is there.
    ///
    /// # Specification
    /// sbom XML-5.
    pub(crate) fn once(&mut self, seen: &mut Seen, single: Option<Single>) -> Result<(), Halt> {
        match single {
            Some(Single::Strictly(index)) if seen.again(index) => Err(Error::Duplicate {
                place: self.reader.place(),
            }
            .into()),
            Some(Single::Loosely(index)) if seen.again(index) => {
                self.finding(SBOM_UNIQUE, "an element is there twice");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The text of the element at hand, which ends with it; nothing, with a finding, if there are
    /// elements in it.
    pub(crate) fn text(&mut self) -> Result<Option<Cow<'a, str>>, Halt> {
        self.text_of(self.limits().text_bytes, "bytes in a text")
    }

    pub(crate) fn text_of(
        &mut self,
        most: usize,
        item: &'static str,
    ) -> Result<Option<Cow<'a, str>>, Halt> {
        let mut out = Cow::Borrowed("");
        let mut is_text = true;
        loop {
            match self.reader.next()? {
                Some(Event::Text(text)) => out = text,
                Some(Event::Start(_)) => {
                    is_text = false;
                    self.reader.skip()?;
                }
                Some(Event::End) | None => break,
            }
        }
        if !is_text {
            self.finding(SBOM_TYPE, "elements instead of a text");
            return Ok(None);
        }
        self.bounded(out, most, item).map(Some)
    }

    /// A text without the white space around it, as `xs:boolean`, `xs:dateTime`, numbers, `xs:anyURI`
    /// and `xs:token` are read.
    ///
    /// # Specification
    /// sbom XML-6.
    pub(crate) fn collapsed(&mut self) -> Result<Option<Cow<'a, str>>, Halt> {
        Ok(self.text()?.map(trimmed))
    }

    /// A text in which control characters are worth a finding: names, versions, licences.
    pub(crate) fn label(&mut self) -> Result<Option<Cow<'a, str>>, Halt> {
        let text = self.text()?;
        self.check_characters(text.as_deref());
        Ok(text)
    }

    /// A package URL or an identifier.
    pub(crate) fn reference(&mut self) -> Result<Option<Cow<'a, str>>, Halt> {
        let most = self.limits().reference_bytes;
        let text = self.text_of(most, "bytes in a reference")?.map(trimmed);
        self.check_characters(text.as_deref());
        Ok(text)
    }

    /// A reference to what an attribute names, and like that not without white space around it.
    pub(crate) fn link(&mut self) -> Result<Option<Cow<'a, str>>, Halt> {
        let most = self.limits().reference_bytes;
        let text = self.text_of(most, "bytes in a reference")?;
        self.check_characters(text.as_deref());
        Ok(text)
    }

    /// A date and time that can be read.
    pub(crate) fn timestamp(&mut self) -> Result<Option<Cow<'a, str>>, Halt> {
        let text = self.collapsed()?;
        Ok(self.checked_timestamp(text))
    }

    /// The attribute `name` of the element that just began.
    pub(crate) fn attribute(&mut self, name: &str) -> Result<Option<Cow<'a, str>>, Halt> {
        let most = self.limits().text_bytes;
        self.attribute_of(name, most, "bytes in a text")
    }

    /// An attribute that is a reference.
    pub(crate) fn reference_attribute(&mut self, name: &str) -> Result<Option<Cow<'a, str>>, Halt> {
        let most = self.limits().reference_bytes;
        let text = self.attribute_of(name, most, "bytes in a reference")?;
        self.check_characters(text.as_deref());
        Ok(text)
    }

    /// A finding about the attribute `name` of the element at hand.
    #[cold]
    pub(crate) fn attribute_finding(&mut self, name: &str, code: Code, detail: &str) {
        let place = self.reader.place().member(name);
        let detail = format!("{detail}, at byte {}", self.reader.element_offset());
        self.finding_at(place, code, &detail);
    }

    fn attribute_of(
        &mut self,
        name: &str,
        most: usize,
        item: &'static str,
    ) -> Result<Option<Cow<'a, str>>, Halt> {
        let Some(text) = self.reader.take_attribute(name) else {
            return Ok(None);
        };
        self.bounded(text, most, item).map(Some)
    }

    fn bounded(
        &mut self,
        text: Cow<'a, str>,
        most: usize,
        item: &'static str,
    ) -> Result<Cow<'a, str>, Halt> {
        if text.len() > most {
            return Err(self.limit(item, most));
        }
        self.spend(text.len())?;
        Ok(text)
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(is_blank)),
        Cow::Owned(text) if text.trim_matches(is_blank).len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(is_blank).to_owned()),
    }
}
