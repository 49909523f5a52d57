//! JSON inside a statement that nobody has interpreted yet.

use std::borrow::Cow;

use bonafide_json::{Kind, Limits, Reader};

use crate::Error;

/// The text of a JSON value inside a document that was scanned strictly; nothing is decoded until
/// it is asked for.
///
/// Each accessor costs at most one pass over the text, and none recurses.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a> {
    text: &'a str,
}

impl<'a> Raw<'a> {
    /// Scans a document of its own, such as the value that an expectation asks for.
    ///
    /// # Errors
    /// [`Error::Json`].
    pub fn parse(document: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(document, limits)?;
        let text = reader.raw()?;
        reader.finish()?;
        Ok(Self { text })
    }

    /// A value that a reader has passed over.
    pub(crate) const fn scanned(text: &'a str) -> Self {
        Self { text }
    }

    /// The text itself; that of a number is its lexeme.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// The type of the value.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.text.as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            _ => Kind::Null,
        }
    }

    /// The string, unless the value is of another type or holds U+0000.
    #[must_use]
    pub fn as_str(&self) -> Option<Cow<'a, str>> {
        self.reader().string().ok()
    }

    /// The boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        self.reader().boolean().ok()
    }

    /// The members in document order; none unless the value is an object.
    #[must_use]
    pub fn members(&self) -> Vec<(Cow<'a, str>, Self)> {
        let mut members = Vec::new();
        self.each_member(|name, value| members.push((name, value)));
        members
    }

    /// The elements; none unless the value is an array.
    #[must_use]
    pub fn elements(&self) -> Vec<Self> {
        let mut elements = Vec::new();
        self.each_element(|_, element| elements.push(element));
        elements
    }

    /// The member of this name, be it `null`; `None` unless the value is an object that has one.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<Self> {
        let mut found = None;
        self.each_member(|member, value| {
            if member == name {
                found = Some(value);
            }
        });
        found
    }

    /// The value to which an RFC 6901 pointer leads from here.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<Self> {
        let Some(path) = pointer.strip_prefix('/') else {
            return pointer.is_empty().then_some(*self);
        };
        path.split('/')
            .try_fold(*self, |here, token| match here.kind() {
                Kind::Object => here.member(&unescaped(token)?),
                Kind::Array => here.element(index(token)?),
                _ => None,
            })
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    /// Whether it is `null`, `""`, `[]` or `{}`: what an optional field is without a value.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        let inner = self.text.get(1..self.text.len().saturating_sub(1));
        let inner = inner.unwrap_or_default();
        match self.kind() {
            Kind::Null => true,
            Kind::String => inner.is_empty(),
            Kind::Array | Kind::Object => inner.trim_ascii().is_empty(),
            _ => false,
        }
    }

    /// Whether both say the same: the order of members does not matter, a member that is `null` is
    /// as good as none, numbers are compared letter by letter.
    #[must_use]
    pub fn equals(&self, other: &Raw<'_>) -> bool {
        bonafide_json::same(self.text, other.text).unwrap_or(false)
    }

    fn element(&self, wanted: usize) -> Option<Self> {
        let mut found = None;
        self.each_element(|index, element| {
            if index == wanted {
                found = Some(element);
            }
        });
        found
    }

    fn each_member(&self, mut each: impl FnMut(Cow<'a, str>, Self)) {
        if self.kind() != Kind::Object {
            return;
        }
        // It was scanned before: there are no errors.
        let _ = self
            .reader()
            .object::<bonafide_json::Error>(&[], |reader, _| {
                let name = reader.name();
                each(name, Self::scanned(reader.raw()?));
                Ok(())
            });
    }

    fn each_element(&self, mut each: impl FnMut(usize, Self)) {
        if self.kind() != Kind::Array {
            return;
        }
        let _ =
            self.reader()
                .array::<bonafide_json::Error>(usize::MAX, "elements", |reader, index| {
                    each(index, Self::scanned(reader.raw()?));
                    Ok(())
                });
    }

    const fn reader(&self) -> Reader<'a> {
        Reader::again(self.text)
    }
}

/// A token of a pointer, its `~0` and `~1` resolved; `None` when it has another `~`.
fn unescaped(token: &str) -> Option<Cow<'_, str>> {
    if !token.contains('~') {
        return Some(Cow::Borrowed(token));
    }
    let mut parts = token.split('~');
    let mut name = parts.next()?.to_owned();
    for part in parts {
        if let Some(rest) = part.strip_prefix('0') {
            name.push('~');
            name.push_str(rest);
        } else {
            name.push('/');
            name.push_str(part.strip_prefix('1')?);
        }
    }
    Some(Cow::Owned(name))
}

/// `0|[1-9][0-9]*`.
fn index(token: &str) -> Option<usize> {
    let is_plain = token == "0" || !token.starts_with(['0', '+']);
    token.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_pointers() {
        for (token, name) in [
            ("a", "a"),
            ("", ""),
            ("~0", "~"),
            ("~1", "/"),
            ("~01", "~1"),
        ] {
            assert_eq!(unescaped(token).as_deref(), Some(name), "{token}");
        }
        for token in ["~", "a~", "~2", "~~0"] {
            assert_eq!(unescaped(token), None, "{token}");
        }
        assert_eq!((index("0"), index("10")), (Some(0), Some(10)));
        for token in ["", "00", "01", "+1", "-1", "-", "1.0", " 1"] {
            assert_eq!(index(token), None, "{token}");
        }
    }
}
