//! Names of files: which are none, and which somebody should look at.

use bonafide_report::Exceeded;

use crate::BundleLimits;

/// Why a name is no relative path in its one form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It never is one.
    Invalid(&'static str),
    /// It is too long.
    Limit(Exceeded),
}

/// Checks that `path` is relative, without empty, `.` and `..` components and without U+0000
/// (models OMN-1). Other spellings of a path are refused and not normalised, so that no file has
/// two.
pub(crate) fn check(path: &str, limits: &BundleLimits) -> Result<(), Fault> {
    Exceeded::check(path.len(), limits.name_bytes(), "bytes of a name").map_err(Fault::Limit)?;
    if path.is_empty() {
        return Err(Fault::Invalid("it is empty"));
    }
    if path.starts_with('/') {
        return Err(Fault::Invalid("it is not relative"));
    }
    if path.contains('\0') {
        return Err(Fault::Invalid("it holds U+0000"));
    }
    let mut count = 0_usize;
    for component in path.split('/') {
        count = count.saturating_add(1);
        match component {
            "" => return Err(Fault::Invalid("it has an empty component")),
            "." | ".." => return Err(Fault::Invalid("it has a component . or ..")),
            _ => {}
        }
        let most = limits.component_bytes();
        Exceeded::check(component.len(), most, "bytes of a component of a name")
            .map_err(Fault::Limit)?;
    }
    Exceeded::check(count, limits.components(), "components of a name").map_err(Fault::Limit)
}

/// What is strange about a name that the format allows (models OMN-5).
pub(crate) fn suspicion(path: &str) -> Option<&'static str> {
    if path.bytes().all(is_plain) && !path.split('/').any(ends_oddly_or_is_device) {
        return None;
    }
    if path.contains('\\') {
        return Some("a backslash");
    }
    if path.contains(':') {
        return Some("a colon");
    }
    if path.chars().any(char::is_control) {
        return Some("a control character");
    }
    if path.chars().any(is_bidirectional) {
        return Some("a character that changes the direction of text");
    }
    if path.split('/').any(|one| one.ends_with(['.', ' '])) {
        return Some("a component that ends with a dot or a space");
    }
    if path.split('/').any(is_device) {
        return Some("a name that Windows keeps for a device");
    }
    None
}

/// Whether Windows can have a file of this name and no other.
pub(crate) fn is_representable_on_windows(path: &str) -> bool {
    let is_forbidden =
        |c: char| c < ' ' || matches!(c, '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*');
    !path.contains(is_forbidden) && !path.split('/').any(ends_oddly_or_is_device)
}

const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'\\' | b':')
}

fn ends_oddly_or_is_device(component: &str) -> bool {
    component.ends_with(['.', ' ']) || is_device(component)
}

const fn is_bidirectional(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Whether Windows takes the component for a device, whatever extension it has.
fn is_device(component: &str) -> bool {
    let stem = component.split('.').next().unwrap_or_default();
    let stem = stem.trim_end_matches(' ');
    if stem.len() == 3 {
        return ["con", "prn", "aux", "nul"]
            .iter()
            .any(|name| stem.eq_ignore_ascii_case(name));
    }
    let numbered = |kind: &str| {
        let rest = stem.get(kind.len()..).unwrap_or_default();
        let is_kind = stem
            .get(..kind.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(kind));
        is_kind && matches!(rest, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9")
    };
    numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_of_a_path_is_accepted() {
        let limits = BundleLimits::default();
        for path in [
            "a", "a/b", "...", "a..b", " ", "a b", "ü", ".git", "a:b", "a\\b",
        ] {
            assert_eq!(check(path, &limits), Ok(()), "{path:?}");
        }
        for path in [
            "", "/", "/a", "a/", "a//b", ".", "./a", "a/.", "..", "../a", "a/../b", "a\0b",
        ] {
            let refused = check(path, &limits);
            assert!(matches!(refused, Err(Fault::Invalid(_))), "{path:?}");
        }
    }

    #[test]
    fn long_names_are_a_limit() {
        let limits = BundleLimits::default();
        let component = "c".repeat(255);
        let path = [component.as_str(); 16].join("/");
        assert_eq!((path.len(), check(&path, &limits)), (4095, Ok(())));
        for path in [
            format!("{path}/x"),
            format!("{component}c"),
            ["d"; 129].join("/"),
        ] {
            assert!(
                matches!(check(&path, &limits), Err(Fault::Limit(_))),
                "{path}"
            );
        }
        assert_eq!(check(&["d"; 128].join("/"), &limits), Ok(()));
    }

    #[test]
    fn strange_names_are_told() {
        for (path, strange) in [
            ("a/b.json", None),
            ("console", None),
            ("com10", None),
            ("com0", None),
            ("é/日本", None),
            ("a\\b", Some("a backslash")),
            ("a:b", Some("a colon")),
            ("a\nb", Some("a control character")),
            ("a\u{85}", Some("a control character")),
            (
                "a\u{202e}gpj",
                Some("a character that changes the direction of text"),
            ),
            ("a./b", Some("a component that ends with a dot or a space")),
            ("a ", Some("a component that ends with a dot or a space")),
            ("x/NUL.txt", Some("a name that Windows keeps for a device")),
            ("Com1", Some("a name that Windows keeps for a device")),
            (
                "lpt9.tar.gz",
                Some("a name that Windows keeps for a device"),
            ),
        ] {
            assert_eq!(suspicion(path), strange, "{path:?}");
        }
        for (path, good) in [
            ("a/b", true),
            ("ü", true),
            ("a:b", false),
            ("a?", false),
            ("aux", false),
            ("a.", false),
            ("a\u{1}", false),
        ] {
            assert_eq!(is_representable_on_windows(path), good, "{path:?}");
        }
    }
}
