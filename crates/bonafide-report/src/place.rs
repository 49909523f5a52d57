//! Where in an input something is.

use core::fmt;

/// A place in an input: an RFC 6901 JSON pointer, empty for the whole document.
///
/// Inputs that are not JSON use the same form with the names of their own structure
/// (`/chain/1/extensions/subjectAltName`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pointer: String,
}

impl Place {
    /// The whole input.
    #[must_use]
    pub const fn root() -> Self {
        Self {
            pointer: String::new(),
        }
    }

    /// The member `name` of this place.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        let mut pointer = self.pointer.clone();
        pointer.push('/');
        for c in name.chars() {
            match c {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                c => pointer.push(c),
            }
        }
        Self { pointer }
    }

    /// The element `index` (from 0) of this place.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self {
            pointer: format!("{}/{index}", self.pointer),
        }
    }

    /// The place `inner` as seen from this one.
    #[must_use]
    pub fn join(&self, inner: &Self) -> Self {
        Self {
            pointer: format!("{}{}", self.pointer, inner.pointer),
        }
    }

    /// The pointer itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.pointer
    }

    /// Whether this is the whole input.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.pointer.is_empty()
    }
}

/// The pointer, escaped. The alternate form, `{:#}`, shows the whole input as a slash, so that it can
/// be seen.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() && self.is_root() {
            return f.write_str("/");
        }
        crate::Escaped(&self.pointer).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_as_rfc_6901() {
        let place = Place::root().member("a/b").index(2).member("m~n");
        assert_eq!(place.as_str(), "/a~1b/2/m~0n");
        assert_eq!(
            Place::root().member("x").join(&place).as_str(),
            "/x/a~1b/2/m~0n"
        );
        assert!(Place::root().is_root() && !place.is_root());
    }

    #[test]
    fn the_whole_input_can_be_seen() {
        let shown = |place: &Place| (place.to_string(), format!("{place:#}"));
        assert_eq!(shown(&Place::root()), (String::new(), "/".to_owned()));
        let line = Place::root().member("a\n");
        assert_eq!(shown(&line), ("/a\\u{a}".to_owned(), "/a\\u{a}".to_owned()));
    }
}
