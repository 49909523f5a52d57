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
mod namespace;
mod place;
mod scan;
mod text;

use std::borrow::Cow;

use bonafide_report::Place;
use quick_xml::events::Event as Raw;

use self::attribute::Tag;
pub(crate) use self::namespace::Namespace;
use self::namespace::Scopes;
use self::place::Step;
use self::text::Run;
pub(crate) use self::text::is_space;
use crate::{Error, Locate, ReadLimits};

/// Attributes of one element, its namespace declarations among them.
///
/// # Specification
/// XML-4.
const ATTRIBUTES: usize = 64;

/// Bytes in the value of an attribute.
///
/// # Specification
/// XML-4.
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
    /// XML-1, XML-2, XML-4, ENC-4.
    pub(crate) fn next(&mut self) -> Result<Option<Event<'a>>, Error> {
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
            match self.next()? {
                Some(Event::Start(_)) => depth = depth.saturating_add(1),
                Some(Event::End) => depth = depth.saturating_sub(1),
                Some(Event::Text(_)) => {}
                None => break,
            }
        }
        Ok(())
    }

    /// The attributes of the element that began last, without namespace declarations.
    #[cfg_attr(not(test), allow(dead_code, reason = "for whoever checks them all"))]
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
    #[cfg_attr(not(test), allow(dead_code, reason = "for whoever checks them all"))]
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
    /// XDS-1.
    pub(crate) const fn signatures(&self) -> &Seen {
        &self.signatures
    }

    /// The innermost element as a pointer in the naming of JSON.
    ///
    /// # Specification
    /// STR-8.
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

/// The kinds of events.
impl<'a> Cursor<'a> {
    fn start(&mut self, start: usize, end: usize) -> Result<Event<'a>, Error> {
        self.offset = start;
        if self.open.is_empty() && self.has_root {
            return Err(syntax(start, "a second root element"));
        }
        if self.open.len() >= self.depth {
            return Err(Error::Depth {
                place: self.place(),
            });
        }
        let tag = Tag::of(self.slice(start, end), start)?;
        let element = self.enter(&tag)?;
        self.has_root = true;
        Ok(Event::Start(element))
    }

    /// Opens the element of `tag`: first its declarations count, then the prefixes in it.
    fn enter(&mut self, tag: &Tag<'a>) -> Result<Element<'a>, Error> {
        self.scopes.enter();
        self.attributes.clear();
        let mut rest = tag.attributes();
        let mut count = 0_usize;
        while let Some(found) = rest.next()? {
            count = count.saturating_add(1);
            if count > ATTRIBUTES {
                return Err(self.limit("attributes in one element", ATTRIBUTES));
            }
            if found.raw.len() > VALUE {
                return Err(self.limit("bytes in the value of an attribute", VALUE));
            }
            let value = text::attribute_value(found.raw, found.value_offset)?;
            let Some(prefix) = found.name.declared_prefix() else {
                self.attributes.push(Attribute {
                    namespace: Namespace::None,
                    name: found.name.local,
                    value,
                    offset: found.offset,
                    prefix: found.name.prefix,
                });
                continue;
            };
            if !self.scopes.declare(prefix, value, found.offset)? {
                return Err(self.limit("namespaces in scope", namespace::IN_SCOPE));
            }
        }
        self.resolve()?;
        let namespace = match tag.name.prefix {
            Some(prefix) => self.scopes.of_prefix(prefix, self.offset)?,
            None => self.scopes.of_default(),
        };
        let element = Element {
            namespace,
            name: tag.name.local,
        };
        self.open(element)?;
        Ok(element)
    }

    /// Gives attributes their namespaces, and finds those that are there twice.
    fn resolve(&mut self) -> Result<(), Error> {
        for one in &mut self.attributes {
            if let Some(prefix) = one.prefix {
                one.namespace = self.scopes.of_prefix(prefix, one.offset)?;
            }
        }
        let mut rest = self.attributes.as_slice();
        while let Some((one, earlier)) = rest.split_last() {
            rest = earlier;
            if earlier
                .iter()
                .any(|other| other.name == one.name && other.namespace == one.namespace)
            {
                return Err(syntax(one.offset, "an attribute is there twice"));
            }
        }
        Ok(())
    }

    fn open(&mut self, element: Element<'a>) -> Result<(), Error> {
        let step = Step::new(element, self.offset, self.open.last_mut());
        self.open.push(step);
        if element.namespace == Namespace::Signature && element.name == "Signature" {
            let open = &self.open;
            self.signatures.add(|| (place::of(open), self.offset));
        }
        // Another reader might believe the other version.
        let root = self.open.first().map(|root| root.element.namespace);
        if element.namespace.is_bom() && root.is_some_and(|root| root != element.namespace) {
            return Err(Error::Shape {
                place: self.place(),
                reason: "the root is in the namespace of another version",
            });
        }
        Ok(())
    }

    /// Closes the element whose end was the last event.
    fn leave(&mut self) {
        if core::mem::take(&mut self.is_at_end) {
            self.open.pop();
            self.scopes.leave();
            self.attributes.clear();
        }
    }

    fn end_of_document(&mut self, offset: usize) -> Result<Option<Event<'a>>, Error> {
        self.offset = offset;
        if !self.open.is_empty() {
            return Err(syntax(offset, "the document ends within an element"));
        }
        if !self.has_root {
            return Err(syntax(offset, "there is no element"));
        }
        Ok(None)
    }

    fn instruction(&mut self, start: usize, end: usize) -> Result<(), Error> {
        declaration::check_instruction(self.slice(start, end), start)?;
        let open = &self.open;
        self.instructions.add(|| (place::of(open), start));
        Ok(())
    }

    /// Text that must be blank outside of the root.
    fn inside(&self, start: usize, end: usize) -> Result<&'a str, Error> {
        let text = self.slice(start, end);
        if self.open.is_empty() && !text.bytes().all(text::is_space) {
            return Err(syntax(start, "text outside of the root element"));
        }
        Ok(text)
    }

    /// A reference or a CDATA section, which may not be outside of the root.
    fn inner(&self, start: usize, end: usize) -> Result<&'a str, Error> {
        if self.open.is_empty() {
            return Err(syntax(start, "text outside of the root element"));
        }
        Ok(self.slice(start, end))
    }

    /// Whether a tag begins at `offset`, so that the text before it is complete.
    fn is_before_tag(&self, offset: usize) -> bool {
        match self.text.as_bytes().get(offset..) {
            Some([b'<', next, ..]) => !matches!(next, b'!' | b'?'),
            _ => false,
        }
    }

    /// What the library refuses.
    #[cold]
    fn refused(&self, start: usize, error: &quick_xml::Error) -> Error {
        use quick_xml::errors::{Error as Raw, IllFormedError as Ill};
        let rest = self.text.get(start..).unwrap_or_default();
        if text::begins_declaration(rest) {
            return Error::XmlDtd { offset: start };
        }
        let reason = match error {
            Raw::IllFormed(Ill::MismatchedEndTag { .. } | Ill::UnmatchedEndTag(_)) => {
                "an end tag that does not match"
            }
            Raw::IllFormed(Ill::DoubleHyphenInComment) => "two hyphens in a comment",
            Raw::IllFormed(Ill::UnclosedReference) => "a reference that does not end",
            _ => "markup that does not end",
        };
        syntax(start, reason)
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn position(&self) -> usize {
        usize::try_from(self.raw.buffer_position()).unwrap_or(usize::MAX)
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
