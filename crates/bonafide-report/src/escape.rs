//! Untrusted text on its way to a person.

use core::fmt::{self, Write as _};

/// Text from an input, printed so that it cannot drive a terminal, hide text or flood a log.
///
/// Control characters, line and paragraph separators, bidirectional and other invisible format
/// characters and the backslash are written as `\u{…}`; output ends with `…` after 1,024 bytes of
/// the text.
///
/// ```
/// use bonafide_report::Escaped;
/// assert_eq!(Escaped("a\u{1b}[31mb").to_string(), "a\\u{1b}[31mb");
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a transparent wrapper")]
pub struct Escaped<'a>(pub &'a str);

/// Bytes of one untrusted string that a message may show.
const SHOWN: usize = 1024;

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nearly all text is shown as it is, in one piece.
        let mut shown = 0;
        for (at, c) in self.0.char_indices() {
            if at >= SHOWN {
                f.write_str(self.0.get(shown..at).unwrap_or_default())?;
                return f.write_char('…');
            }
            if is_escaped(c) {
                f.write_str(self.0.get(shown..at).unwrap_or_default())?;
                write!(f, "\\u{{{:x}}}", u32::from(c))?;
                shown = at.saturating_add(c.len_utf8());
            }
        }
        f.write_str(self.0.get(shown..).unwrap_or_default())
    }
}

fn is_escaped(c: char) -> bool {
    let is_plain = matches!(c, ' '..='~') && c != '\\';
    !is_plain && (c.is_control() || is_hidden(c) || c == '\\')
}

/// Characters that are printable by name and invisible or reordering on a screen.
const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_nothing_and_stops_early() {
        assert_eq!(Escaped("plain é").to_string(), "plain é");
        assert_eq!(Escaped("\u{202e}x").to_string(), "\\u{202e}x");
        assert_eq!(Escaped("a\nb\\").to_string(), "a\\u{a}b\\u{5c}");
        let long = "x".repeat(5000);
        assert_eq!(Escaped(&long).to_string().len(), SHOWN + '…'.len_utf8());
    }
}
