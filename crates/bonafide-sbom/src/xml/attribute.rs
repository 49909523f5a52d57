//! Start tags, taken apart strictly.

use super::scan::Scan;
use super::{character, syntax};
use crate::Error;

/// A name with or without a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// As it is written.
    pub(super) qualified: &'a str,
    /// What stands before the colon.
    pub(super) prefix: Option<&'a str>,
    /// What stands after it.
    pub(super) local: &'a str,
}

impl<'a> Name<'a> {
    /// # Specification
    /// Namespaces in XML 1.0, `QName`.
    pub(super) fn split(qualified: &'a str, offset: usize) -> Result<Self, Error> {
        // Most names have no colon, and are short.
        let has_prefix = qualified.bytes().any(|byte| byte == b':');
        let parts = if has_prefix {
            qualified.split_once(':')
        } else {
            None
        };
        let (prefix, local) =
            parts.map_or((None, qualified), |(prefix, local)| (Some(prefix), local));
        if !prefix.is_none_or(character::is_name) || !character::is_name(local) {
            return Err(syntax(offset, "a malformed name"));
        }
        Ok(Self {
            qualified,
            prefix,
            local,
        })
    }

    /// The prefix that an attribute of this name declares: an empty one for the namespace of
    /// elements without a prefix.
    pub(super) fn declared_prefix(&self) -> Option<&'a str> {
        match (self.prefix, self.local) {
            (None, "xmlns") => Some(""),
            (Some("xmlns"), prefix) => Some(prefix),
            _ => None,
        }
    }
}

/// A start tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'a> {
    pub(super) name: Name<'a>,
    rest: Scan<'a>,
}

impl<'a> Tag<'a> {
    /// The start tag `text`, brackets included, which stands at `offset`.
    pub(super) fn of(text: &'a str, offset: usize) -> Result<Self, Error> {
        let inner = text.strip_prefix('<').and_then(|text| {
            let text = text.strip_suffix('>')?;
            Some(text.strip_suffix('/').unwrap_or(text))
        });
        let Some(inner) = inner else {
            return Err(syntax(offset, "a malformed start tag"));
        };
        let mut rest = Scan::new(inner, offset.saturating_add(1));
        let name = Name::split(rest.word(), offset)?;
        Ok(Self { name, rest })
    }

    pub(super) const fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.rest }
    }
}

/// The attributes of a start tag.
pub(super) struct Attributes<'a> {
    rest: Scan<'a>,
}

/// An attribute as it is written.
pub(super) struct Found<'a> {
    pub(super) name: Name<'a>,
    pub(super) offset: usize,
    pub(super) raw: &'a str,
    pub(super) value_offset: usize,
}

impl<'a> Attributes<'a> {
    /// The next one.
    pub(super) fn next(&mut self) -> Result<Option<Found<'a>>, Error> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let had_space = self.rest.spaces();
        if self.rest.is_empty() {
            return Ok(None);
        }
        let offset = self.rest.offset();
        if !had_space {
            return Err(syntax(offset, "attributes without a space between them"));
        }
        let name = Name::split(self.rest.word(), offset)?;
        let Some(raw) = self.rest.value() else {
            return Err(syntax(offset, "an attribute without a quoted value"));
        };
        let end = self.rest.offset().saturating_sub(1);
        Ok(Some(Found {
            name,
            offset,
            raw,
            value_offset: end.saturating_sub(raw.len()),
        }))
    }
}
