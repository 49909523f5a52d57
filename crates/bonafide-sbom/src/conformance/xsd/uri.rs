//! What XML Schema takes for a URI.

use crate::conformance::format::Format;

/// `xs:anyURI` of XML Schema 1.0: a text that is a URI reference once the characters that URIs do not
/// have are escaped as XLink 1.0 (section 5.4) has it.
///
/// # Specification
/// XML Schema 1.0 part 2, section 3.2.17, with RFC 3986 for the RFC 2396 it names. XML Schema 1.1
/// allows every text here; the schemas are of 1.0.
pub(super) fn is_any_uri(text: &str) -> bool {
    if text.chars().all(is_plain) {
        return Format::IriReference.is_match(text);
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match is_plain(c) {
            true => escaped.push(c),
            false => escaped.push_str("%20"),
        }
    }
    Format::IriReference.is_match(&escaped)
}

/// Whether the character stays as it is.
const fn is_plain(c: char) -> bool {
    let is_excluded = matches!(
        c,
        ' ' | '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`'
    );
    c.is_ascii() && !c.is_ascii_control() && !is_excluded
}

#[cfg(test)]
mod tests {
    use super::is_any_uri;

    #[test]
    fn what_uris_do_not_have_is_escaped() {
        for text in [
            "",
            "a b",
            "https://example.org/<a>?{b}|\\^`#\"",
            "https://例え.jp/パス",
            "../a/b:c",
            "\u{fdd0}",
            "pkg:npm/%40a/b@1.0",
            "urn:x:y",
        ] {
            assert!(is_any_uri(text), "{text}");
        }
        for text in [
            "a%2",
            "%zz",
            ":a",
            "a b:c",
            "a b%zz",
            "git@github.com:a/b.git",
            "a#b#c",
            "http://[::1",
            "a[b]",
        ] {
            assert!(!is_any_uri(text), "{text}");
        }
    }
}
