//! Names, which are bytes, on their way to people and documents.

use core::fmt::Write as _;
use std::borrow::Cow;

use bonafide_report::Escaped;

/// Bytes of a name that a message shows.
const SHOWN: usize = 1024;

/// A name for a sentence: what is not text, hidden or steering is escaped.
pub(crate) fn shown(name: &[u8]) -> String {
    let mut shown = String::new();
    for chunk in name.utf8_chunks() {
        if shown.len() > SHOWN {
            shown.push('…');
            break;
        }
        let _ = write!(shown, "{}", Escaped(chunk.valid()));
        push_bytes(&mut shown, chunk.invalid());
    }
    shown
}

/// A name for a document: as it is where it is text, and otherwise with `\x` and two digits for each
/// byte that is not.
pub(crate) fn text(name: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = core::str::from_utf8(name) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        push_bytes(&mut text, chunk.invalid());
    }
    Cow::Owned(text)
}

fn push_bytes(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(text, "\\x{byte:02x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_written_out() {
        assert_eq!(text(b"a\xffb"), "a\\xffb");
        assert_eq!(text("é\n".as_bytes()), "é\n");
        assert_eq!(shown(b"a\n\xfe"), "a\\u{a}\\xfe");
        assert!(shown(&[0xff; 5000]).len() < 1100);
    }
}
