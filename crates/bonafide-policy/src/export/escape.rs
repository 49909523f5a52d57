//! Text of verdicts on its way into each format.
//!
//! Two kinds of text are told apart. What comes from an input as it is gets [`raw`]: every character
//! that could be taken for something else is written by its number. Sentences of our own hold such
//! text in that form already; [`prose`] leaves their backslashes alone, and does the rest once more in
//! case somebody forgot.

use core::fmt::Write as _;

use bonafide_report::Escaped;

/// Text as an input has it, for a person: one line, visible, at most about a kilobyte.
pub(crate) fn raw(text: &str) -> String {
    Escaped(text).to_string()
}

/// A sentence of our own, for a person: one line, visible.
pub(crate) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, piece) in text.split('\\').enumerate() {
        if at > 0 {
            out.push('\\');
        }
        let _ = write!(out, "{}", Escaped(piece));
    }
    out
}

/// For text and attributes of HTML.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// For text and attributes of XML 1.0; what no document may hold is replaced.
pub(super) fn xml(text: &str) -> String {
    let legal: String = text
        .chars()
        .map(|c| if is_xml(c) { c } else { '\u{fffd}' })
        .collect();
    html(&legal)
}

const fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// For a sentence in Markdown. References to characters cannot be structure (`CommonMark` 2.5), but
/// sites link mentions and numbers after that, except in code.
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '@' | '#') {
            out.push_str("<code>");
            reference(&mut out, c);
            out.push_str("</code>");
        } else {
            markdown_char(&mut out, c);
        }
    }
    out
}

/// For a name in Markdown, as code.
pub(super) fn markdown_code(text: &str) -> String {
    let mut out = String::from("<code>");
    for c in text.chars() {
        markdown_char(&mut out, c);
    }
    out.push_str("</code>");
    out
}

fn markdown_char(out: &mut String, c: char) {
    let is_plain = c.is_alphanumeric() || matches!(c, ' ' | ',' | ';' | '/' | '%' | '=');
    let is_inner = matches!(c, '-' | '.') && !ends_like_link(out);
    if is_plain || is_inner || !c.is_ascii() {
        out.push(c);
    } else {
        reference(out, c);
    }
}

/// Whether a dot here could end `www`, or a dash or a dot begin a list.
fn ends_like_link(out: &str) -> bool {
    !out.ends_with(|c: char| c.is_alphanumeric()) || out.ends_with(['w', 'W'])
}

fn reference(out: &mut String, c: char) {
    let _ = write!(out, "&#{};", u32::from(c));
}

/// For a path in a URI: whatever is not unreserved, a slash or one of `also`, is percent-encoded.
pub(super) fn uri(text: &str, also: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        if is_plain || also.contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::samples::HOSTILE;

    #[test]
    fn prose_keeps_what_was_escaped_before() {
        assert_eq!(prose("a \\u{1b} b"), "a \\u{1b} b");
        assert_eq!(raw("a \\u{1b} b"), "a \\u{5c}u{1b} b");
        assert_eq!(prose("a\n\u{1b}b\\"), "a\\u{a}\\u{1b}b\\");
        for text in [prose(HOSTILE), raw(HOSTILE)] {
            assert!(!text.chars().any(char::is_control), "{text}");
            assert!(!text.contains('\u{202e}'), "{text}");
        }
    }

    #[test]
    fn markdown_has_no_structure_left() {
        for text in [markdown(HOSTILE), markdown_code(HOSTILE)] {
            let text = text.replace("<code>", "").replace("</code>", "");
            assert!(!text.contains(['<', '>', '`', '*', '[', ']', '|', '!', '@', ':', '\\', '_']));
            assert!(!text.contains("www."), "{text}");
        }
        assert_eq!(markdown("a-b, c.d"), "a-b, c.d");
        assert_eq!(markdown("- a\n1. b"), "&#45; a&#10;1. b");
        assert_eq!(markdown("#1"), "<code>&#35;</code>1");
    }

    #[test]
    fn xml_has_legal_characters_only() {
        assert_eq!(
            xml("a\u{0}\u{fffe}\u{1b}<&\"'"),
            "a\u{fffd}\u{fffd}\u{fffd}&lt;&amp;&quot;&#39;"
        );
    }

    #[test]
    fn uris_hold_nothing_but_path() {
        assert_eq!(
            uri("a b\u{1b}?#é:1/..@", b":@"),
            "a%20b%1B%3F%23%C3%A9:1/..@"
        );
        assert_eq!(uri("javascript:x", b""), "javascript%3Ax");
    }
}
