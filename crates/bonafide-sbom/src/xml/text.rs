//! Text: references, line ends, white space.

use std::borrow::Cow;

use super::{character, syntax};
use crate::Error;

/// A run of text between two tags, put together.
#[derive(Default)]
pub(super) struct Run<'a> {
    text: Cow<'a, str>,
}

impl<'a> Run<'a> {
    /// Adds plain text, which stands at `offset`.
    pub(super) fn text(&mut self, text: &'a str, offset: usize) -> Result<(), Error> {
        self.add(plain(text, offset)?);
        Ok(())
    }

    /// Adds a CDATA section.
    pub(super) fn cdata(&mut self, section: &'a str) {
        let inner = section
            .strip_prefix("<![CDATA[")
            .and_then(|inner| inner.strip_suffix("]]>"))
            .unwrap_or_default();
        self.add(line_ends(inner));
    }

    /// Adds a reference, which stands at `offset`.
    pub(super) fn reference(&mut self, reference: &str, offset: usize) -> Result<(), Error> {
        let name = reference
            .strip_prefix('&')
            .and_then(|name| name.strip_suffix(';'))
            .unwrap_or_default();
        self.text.to_mut().push(character_of(name, offset)?);
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn finish(self) -> Cow<'a, str> {
        self.text
    }

    fn add(&mut self, text: Cow<'a, str>) {
        if self.text.is_empty() {
            self.text = text;
        } else {
            self.text.to_mut().push_str(&text);
        }
    }
}

/// The plain text that is written as `text` at `offset`.
#[inline]
pub(super) fn plain(text: &str, offset: usize) -> Result<Cow<'_, str>, Error> {
    // Most text has neither of them, and without an early exit this is a few vector compares.
    let is_special = text.bytes().fold(false, |found, byte| {
        found | (byte == b'>') | (byte == b'\r')
    });
    if !is_special {
        return Ok(Cow::Borrowed(text));
    }
    if let Some(at) = text.find("]]>") {
        let offset = offset.saturating_add(at);
        let reason = "the end of a CDATA section without its start";
        return Err(syntax(offset, reason));
    }
    Ok(line_ends(text))
}

/// White space.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Whether a document type declaration begins here, in whatever case: a library that reads it in
/// lower case would expand what is in it.
pub(super) fn begins_declaration(rest: &str) -> bool {
    let mark = "<!DOCTYPE";
    rest.get(..mark.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(mark))
}

/// The text with every line end as a line feed.
///
/// # Specification
/// XML 1.0 section 2.11.
fn line_ends(text: &str) -> Cow<'_, str> {
    if !text.as_bytes().contains(&b'\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The value of an attribute that is written as `raw` at `offset`.
///
/// # Specification
/// XML 1.0 section 3.3.3.
pub(super) fn attribute_value(raw: &str, offset: usize) -> Result<Cow<'_, str>, Error> {
    let is_plain = |byte| !matches!(byte, b'&' | b'<' | b'\t' | b'\r' | b'\n');
    if raw.bytes().all(is_plain) {
        return Ok(Cow::Borrowed(raw));
    }
    if raw.contains('<') {
        return Err(syntax(offset, "`<` in the value of an attribute"));
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\t', '\r', '\n']) {
        let (before, special) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        rest = match special.strip_prefix('&') {
            Some(name) => {
                let (name, after) = name
                    .split_once(';')
                    .ok_or_else(|| syntax(offset, "a reference that does not end"))?;
                out.push(character_of(name, offset)?);
                after
            }
            None => {
                out.push(' ');
                let after = special.strip_prefix("\r\n");
                after.unwrap_or_else(|| special.get(1..).unwrap_or_default())
            }
        };
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// What the reference `name` stands for: one of five entities, or a character by its number.
fn character_of(name: &str, offset: usize) -> Result<char, Error> {
    let found = match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => name.strip_prefix('#').and_then(numbered),
    };
    found.ok_or_else(|| syntax(offset, "a reference to nothing that XML has"))
}

fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // A sign would be taken by the conversion.
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let point = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(point).filter(|c| character::is_legal(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_five_or_numbers() {
        for (name, c) in [
            ("lt", '<'),
            ("quot", '"'),
            ("#65", 'A'),
            ("#x41", 'A'),
            ("#x10FFFF", '\u{10ffff}'),
            ("#00000000000065", 'A'),
            ("#xD", '\r'),
        ] {
            assert_eq!(character_of(name, 0).unwrap(), c, "{name}");
        }
        for name in [
            "",
            "LT",
            "nbsp",
            "#",
            "#x",
            "#X41",
            "#+65",
            "#x+41",
            "#-1",
            "#0",
            "#1",
            "#xd800",
            "#xfffe",
            "#x110000",
            "#99999999999999999999",
            "a",
            "#6 5",
        ] {
            assert!(character_of(name, 0).is_err(), "{name}");
        }
    }

    #[test]
    fn attributes_are_normalised() {
        let value = |raw| attribute_value(raw, 0).map(Cow::into_owned).unwrap();
        assert_eq!(value("a\r\nb\tc\nd\re"), "a b c d e");
        assert_eq!(value("&#10;&lt;&#x9;"), "\n<\t");
        assert!(matches!(
            attribute_value("plain é", 0),
            Ok(Cow::Borrowed(_))
        ));
        for bad in ["<", "a&b", "&;", "&b;", "&lt", "& lt;"] {
            assert!(attribute_value(bad, 0).is_err(), "{bad}");
        }
    }
}
