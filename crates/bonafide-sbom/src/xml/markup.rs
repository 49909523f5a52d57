//! What the cursor does at each kind of markup.

use super::attribute::Tag;
use super::place::Step;
use super::{
    ATTRIBUTES, Attribute, Cursor, Element, Event, Namespace, VALUE, declaration, namespace, place,
    syntax, text,
};
use crate::Error;

impl<'a> Cursor<'a> {
    pub(super) fn start(&mut self, start: usize, end: usize) -> Result<Event<'a>, Error> {
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
    pub(super) fn leave(&mut self) {
        if core::mem::take(&mut self.is_at_end) {
            self.open.pop();
            self.scopes.leave();
            self.attributes.clear();
        }
    }

    pub(super) fn end_of_document(&mut self, offset: usize) -> Result<Option<Event<'a>>, Error> {
        self.offset = offset;
        if !self.open.is_empty() {
            return Err(syntax(offset, "the document ends within an element"));
        }
        if !self.has_root {
            return Err(syntax(offset, "there is no element"));
        }
        Ok(None)
    }

    pub(super) fn instruction(&mut self, start: usize, end: usize) -> Result<(), Error> {
        declaration::check_instruction(self.slice(start, end), start)?;
        let open = &self.open;
        self.instructions.add(|| (place::of(open), start));
        Ok(())
    }

    /// Text that must be blank outside of the root.
    pub(super) fn inside(&self, start: usize, end: usize) -> Result<&'a str, Error> {
        let text = self.slice(start, end);
        if self.open.is_empty() && !text.bytes().all(text::is_space) {
            return Err(syntax(start, "text outside of the root element"));
        }
        Ok(text)
    }

    /// A reference or a CDATA section, which may not be outside of the root.
    pub(super) fn inner(&self, start: usize, end: usize) -> Result<&'a str, Error> {
        if self.open.is_empty() {
            return Err(syntax(start, "text outside of the root element"));
        }
        Ok(self.slice(start, end))
    }

    /// Whether a tag begins at `offset`, so that the text before it is complete.
    pub(super) fn is_before_tag(&self, offset: usize) -> bool {
        match self.text.as_bytes().get(offset..) {
            Some([b'<', next, ..]) => !matches!(next, b'!' | b'?'),
            _ => false,
        }
    }

    /// What the library refuses.
    #[cold]
    pub(super) fn refused(&self, start: usize, error: &quick_xml::Error) -> Error {
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

    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn position(&self) -> usize {
        usize::try_from(self.raw.buffer_position()).unwrap_or(usize::MAX)
    }
}
