//! A strict pull cursor over XML 1.0 with namespaces.
//!
//! [`Cursor::next`] gives one [`Event`] after the other: the start of an element, a run of text, the
//! end of an element. It is given nothing that is not well-formed, no document type declaration, no
//! undeclared prefix, and no element deeper than the limit; what the library below it leaves
//! unchecked is checked here, so that no other reader of XML sees another document.
//!
//! - After a start, [`Cursor::attributes`] has the attributes of that element, without namespace
//!   declarations, until the next event.
//! - Text between two tags comes in one piece, with references and CDATA resolved and line ends
//!   normalised; it borrows from the input where it can. Comments and processing instructions do
//!   not split it. An element without text gives no text event.
//! - At an end, [`Cursor::place`] is still that of the element that ends.
//! - [`Cursor::next`] gives `None` only when the whole document was well-formed.

mod attribute;
mod character;
mod declaration;
mod markup;
mod namespace;
mod place;
mod scan;
mod text;

use std::borrow::Cow;

use bonafide_report::Place;
use quick_xml::events::Event as Raw;

use self::namespace::Scopes;
pub(crate) use self::namespace::{BOM, Namespace};
use self::place::Step;
use self::text::Run;
pub(crate) use self::text::is_space;
use crate::{Error, Locate, ReadLimits};

/// Attributes of one element, its namespace declarations among them.
///
/// # Specification
/// sbom XML-4.
const ATTRIBUTES: usize = 64;

/// Bytes in the value of an attribute.
///
/// # Specification
/// sbom XML-4.
const VALUE: usize = 64 << 10;

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// Text of the innermost element, never empty.
    Text(Cow<'a, str>),
    /// The innermost element ends.
    End,
}

/// The expanded name of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    /// Its namespace.
    pub(crate) namespace: Namespace,
    /// Its name without a prefix.
    pub(crate) name: &'a str,
}

/// One attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    /// Its namespace: none without a prefix.
    pub(crate) namespace: Namespace,
    /// Its name without a prefix.
    pub(crate) name: &'a str,
    /// Its value, normalised as that of an attribute of type CDATA.
    pub(crate) value: Cow<'a, str>,
    /// Bytes of the document before its name.
    pub(crate) offset: usize,
    prefix: Option<&'a str>,
}

/// The cursor.
pub(crate) struct Cursor<'a> {
    raw: quick_xml::Reader<&'a [u8]>,
    text: &'a str,
    depth: usize,
    /// The open elements, outermost first.
    open: Vec<Step<'a>>,
    scopes: Scopes<'a>,
    attributes: Vec<Attribute<'a>>,
    offset: usize,
    has_root: bool,
    is_at_end: bool,
    instructions: Seen,
    signatures: Seen,
}

/// Things of one kind that a document has anywhere.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// How many.
    pub(crate) count: usize,
    /// Where the first is, and how many bytes are before it.
    pub(crate) first: Option<(Place, usize)>,
}

impl<'a> Cursor<'a> {
    /// A cursor at the beginning of `text`, which has no byte order mark.
    ///
    /// # Errors
    /// [`Error::XmlSyntax`] for characters that XML does not have.
    pub(crate) fn over(text: &'a str, limits: &ReadLimits) -> Result<Self, Error> {
        if let Some(offset) = character::first_illegal(text) {
            return Err(syntax(offset, "a character that XML does not have"));
        }
        if text.starts_with('\u{feff}') {
            return Err(syntax(0, "a second byte order mark"));
        }
        let mut raw = quick_xml::Reader::from_str(text);
        let config = raw.config_mut();
        config.enable_all_checks(true);
        config.expand_empty_elements = true;
        config.allow_dangling_amp = false;
        config.allow_unmatched_ends = false;
        Ok(Self {
            raw,
            text,
            depth: limits.depth,
            open: Vec::new(),
            scopes: Scopes::default(),
            attributes: Vec::new(),
            offset: 0,
            has_root: false,
            is_at_end: false,
            instructions: Seen::default(),
            signatures: Seen::default(),
        })
    }

    /// The next event; `None` at the end of the document.
    ///
    /// # Errors
    /// [`Error::XmlSyntax`], [`Error::XmlDtd`], [`Error::Encoding`] for a declaration of another
    /// encoding, [`Error::Shape`] for an element of another version of CycloneDX than the root,
    /// [`Error::Depth`], [`Error::Limit`].
    ///
    /// # Specification
    /// sbom XML-1, XML-2, XML-4, ENC-4.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<Event<'a>>, Error> {
        self.advance(false)
    }

    /// The same without text that is blank, where elements are expected. Of other text, what is
    /// blank at its start may be missing.
    ///
    /// # Errors
    /// Those of [`next`](Self::next).
    ///
    /// # Specification
    /// sbom XML-6.
    #[inline]
    pub(crate) fn next_in_structure(&mut self) -> Result<Option<Event<'a>>, Error> {
        self.advance(true)
    }

    fn advance(&mut self, ignores_blank: bool) -> Result<Option<Event<'a>>, Error> {
        self.leave();
        let mut run = Run::default();
        let begin = self.position();
        loop {
            let start = self.position();
            // Looked at where it is: moving it costs more than telling what it is.
            let raw = self.raw.read_event();
            let end = self.position();
            match &raw {
                Err(error) => return Err(self.refused(start, error)),
                Ok(Raw::Start(_)) => return self.start(start, end).map(Some),
                Ok(Raw::End(_)) => {
                    self.offset = start;
                    self.is_at_end = true;
                    return Ok(Some(Event::End));
                }
                Ok(Raw::Eof) => return self.end_of_document(end),
                Ok(Raw::DocType(_)) => return Err(Error::XmlDtd { offset: start }),
                Ok(Raw::Comment(_)) => {}
                Ok(Raw::Decl(_)) => declaration::check(self.slice(start, end), start)?,
                Ok(Raw::PI(_)) => self.instruction(start, end)?,
                Ok(Raw::Text(_)) => {
                    let text = self.inside(start, end)?;
                    if ignores_blank && run.is_empty() && text.bytes().all(text::is_space) {
                        continue;
                    }
                    if run.is_empty() && self.is_before_tag(end) && !self.open.is_empty() {
                        // Almost all text is in one piece.
                        self.offset = begin;
                        return Ok(Some(Event::Text(text::plain(text, start)?)));
                    }
                    run.text(text, start)?;
                }
                Ok(Raw::CData(_)) => run.cdata(self.inner(start, end)?),
                Ok(Raw::GeneralRef(_)) => run.reference(self.inner(start, end)?, start)?,
                Ok(Raw::Empty(_)) => return Err(syntax(start, "an element that was not expected")),
            }
            if !run.is_empty() && self.is_before_tag(end) && !self.open.is_empty() {
                self.offset = begin;
                return Ok(Some(Event::Text(run.finish())));
            }
        }
    }

    /// Passes over the rest of the innermost element, its end included; everything in it is checked.
    pub(crate) fn skip(&mut self) -> Result<(), Error> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next_in_structure()? {
                Some(Event::Start(_)) => depth = depth.saturating_add(1),
                Some(Event::End) => depth = depth.saturating_sub(1),
                Some(Event::Text(_)) => {}
                None => break,
            }
        }
        Ok(())
    }

    /// The attributes of the element that began last, without namespace declarations.
    pub(crate) fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// Takes the value of the attribute `name` that has no namespace, from the element that began
    /// last.
    pub(crate) fn take_attribute(&mut self, name: &str) -> Option<Cow<'a, str>> {
        let found = self
            .attributes
            .iter_mut()
            .find(|one| one.namespace == Namespace::None && one.name == name)?;
        Some(core::mem::take(&mut found.value))
    }

    /// Bytes of the document before the event at hand.
    pub(crate) const fn offset(&self) -> usize {
        self.offset
    }

    /// Bytes of the document before the innermost element.
    pub(crate) fn element_offset(&self) -> usize {
        self.open.last().map_or(0, |step| step.offset)
    }

    /// The URI of a namespace that is in scope.
    pub(crate) fn uri(&self, namespace: Namespace) -> &str {
        self.scopes.uri(namespace)
    }

    /// The processing instructions so far.
    pub(crate) const fn instructions(&self) -> &Seen {
        &self.instructions
    }

    /// The signatures so far (XML-DSig), at whatever depth.
    ///
    /// # Specification
    /// sbom XDS-1.
    pub(crate) const fn signatures(&self) -> &Seen {
        &self.signatures
    }

    /// The innermost element as a pointer in the naming of JSON.
    ///
    /// # Specification
    /// sbom STR-8.
    pub(crate) fn place(&self) -> Place {
        place::of(&self.open)
    }

    /// More of `item` than `most`, here.
    #[cold]
    pub(crate) fn limit(&self, item: &'static str, most: usize) -> Error {
        Error::Limit {
            place: self.place(),
            item,
            limit: u64::try_from(most).unwrap_or(u64::MAX),
        }
    }
}

impl Locate for Cursor<'_> {
    fn place(&self) -> Place {
        Cursor::place(self)
    }
}

impl Seen {
    fn add(&mut self, place: impl FnOnce() -> (Place, usize)) {
        self.count = self.count.saturating_add(1);
        self.first.get_or_insert_with(place);
    }
}

#[cold]
fn syntax(offset: usize, reason: &'static str) -> Error {
    Error::XmlSyntax { offset, reason }
}

#[cfg(test)]
mod tests;
