//! RFC 6901 pointers that rules are written with.

use bonafide_report::Place;

/// Whether the text is a pointer: empty, or segments that each begin with a slash, in which `~`
/// stands only in `~0` and `~1`.
pub(crate) fn is_pointer(text: &str) -> bool {
    let mut escapes = text.split('~').skip(1);
    (text.is_empty() || text.starts_with('/'))
        && escapes.all(|rest| rest.starts_with('0') || rest.starts_with('1'))
}

/// The place to which `pointer` leads from `place`.
pub(crate) fn below(place: &Place, pointer: &str) -> Place {
    let segments = pointer.split('/').skip(1);
    segments.fold(place.clone(), |place, segment| {
        place.member(&segment.replace("~1", "/").replace("~0", "~"))
    })
}

/// What is left of `pointer` below `ancestor`; `None` where it is neither the same nor below.
pub(crate) fn rest<'a>(pointer: &'a str, ancestor: &str) -> Option<&'a str> {
    let rest = pointer.strip_prefix(ancestor)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_have_two_escapes() {
        for text in ["", "/", "/a", "/a/b", "/~0", "/~1", "/a~01", "//", "/é"] {
            assert!(is_pointer(text), "{text}");
        }
        for text in ["a", "a/b", "/~", "/a~", "/~2", "/~~0", " /a", "~0"] {
            assert!(!is_pointer(text), "{text}");
        }
    }

    #[test]
    fn places_spell_pointers_as_they_were() {
        let place = Place::root().member("a");
        for pointer in ["", "/b", "/b/c", "/b~1c", "/b~0c", "/b~01", "/", "//"] {
            assert_eq!(below(&place, pointer).as_str(), format!("/a{pointer}"));
        }
    }

    #[test]
    fn a_longer_name_is_no_descendant() {
        assert_eq!(rest("/a/b", "/a"), Some("/b"));
        assert_eq!(rest("/a", "/a"), Some(""));
        assert_eq!(rest("/a", ""), Some("/a"));
        assert_eq!(rest("/ab", "/a"), None);
        assert_eq!(rest("/a~1b", "/a"), None);
        assert_eq!(rest("/a", "/a/b"), None);
    }
}
