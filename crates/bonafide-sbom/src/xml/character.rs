//! The characters of XML 1.0.

/// Bytes that are looked at together: long enough for vector instructions to pay, short enough for
/// a second look.
const CHUNK: usize = 4096;

/// The offset of the first character that a document may not have.
///
/// # Specification
/// XML 1.0 section 2.2, `Char`.
pub(super) fn first_illegal(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut start = 0_usize;
    for chunk in bytes.chunks(CHUNK) {
        // Without an early exit the compiler turns this into vector compares.
        let is_suspect = chunk
            .iter()
            .fold(false, |bad, &byte| bad | is_control(byte) | (byte == 0xef));
        if is_suspect {
            // U+FFFE and U+FFFF may reach into the next chunk.
            let end = start.saturating_add(chunk.len()).saturating_add(2);
            let window = bytes.get(start..end.min(bytes.len())).unwrap_or_default();
            if let Some(found) = illegal_in(window) {
                return Some(start.saturating_add(found));
            }
        }
        start = start.saturating_add(chunk.len());
    }
    None
}

fn illegal_in(window: &[u8]) -> Option<usize> {
    window.iter().enumerate().find_map(|(at, &byte)| {
        let rest = window.get(at..).unwrap_or_default();
        let is_bad = is_control(byte) || matches!(rest, [0xef, 0xbf, 0xbe | 0xbf, ..]);
        is_bad.then_some(at)
    })
}

const fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')
}

/// Whether a reference to a character may name `c`.
pub(super) const fn is_legal(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether `name` is a name without colons.
///
/// # Specification
/// XML 1.0 section 2.3, `Name`; Namespaces in XML 1.0, `NCName`.
pub(super) fn is_name(name: &str) -> bool {
    if let Some(is_name) = is_ascii_name(name.as_bytes()) {
        return is_name;
    }
    let mut chars = name.chars();
    chars.next().is_some_and(begins_name) && chars.all(continues_name)
}

/// The same of names in ASCII, as almost all are.
fn is_ascii_name(name: &[u8]) -> Option<bool> {
    let Some((first, rest)) = name.split_first() else {
        return Some(false);
    };
    let mut is_name = first.is_ascii_alphabetic() || *first == b'_';
    let mut all = *first;
    for byte in rest {
        is_name &= byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        all |= byte;
    }
    all.is_ascii().then_some(is_name)
}

const fn begins_name(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

const fn continues_name(c: char) -> bool {
    begins_name(c)
        || matches!(c,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn illegal_characters_are_found_wherever_they_are() {
        for bad in ['\0', '\u{8}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
            assert!(!is_legal(bad));
            for before in [0, 1, CHUNK - 2, CHUNK - 1, CHUNK, 3 * CHUNK - 1] {
                let text = format!("{}{bad}x", "a".repeat(before));
                assert_eq!(first_illegal(&text), Some(before), "{bad:?}");
            }
        }
        for good in [
            '\t',
            '\n',
            '\r',
            ' ',
            '\u{7f}',
            '\u{85}',
            '\u{fffd}',
            '\u{10ffff}',
        ] {
            assert!(is_legal(good));
            let text = format!("{}{good}", "a".repeat(CHUNK - 1));
            assert_eq!(first_illegal(&text), None, "{good:?}");
        }
    }

    #[test]
    fn names_are_those_of_the_fifth_edition() {
        for good in [
            "a",
            "_",
            "é",
            "bom-ref",
            "x.1",
            "a\u{b7}",
            "\u{10000}",
            "名",
        ] {
            assert!(is_name(good), "{good}");
        }
        for bad in [
            "",
            "1",
            "-a",
            ".a",
            "a:b",
            "a b",
            "\u{b7}",
            "\u{d7}",
            "a\u{2028}",
            "a=",
        ] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
