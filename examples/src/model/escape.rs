//! JSON that a terminal shows as it is.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a terminal obeys it, or shows the rest of the line in another order for it.
const fn is_active(character: char) -> bool {
    matches!(
        character,
        '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// The same JSON with such characters written as escapes. They can only be in strings, where writers
/// of JSON leave them as they are.
pub(super) fn escaped(json: &str) -> Cow<'_, str> {
    if !json.contains(is_active) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if is_active(character) {
            // Text never refuses to be written.
            let _ = write!(text, "\\u{:04x}", u32::from(character));
        } else {
            text.push(character);
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_reads_as_before() {
        let active =
            "\u{7f}\u{80}\u{9b}\u{9f}\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}";
        let other = "~\u{a0}\u{61b}\u{61d}\u{200d}\u{2010}\u{2029}\u{202f}\u{2065}\u{206a}é";
        let value = serde_json::json!({ active: [active, other] });
        let text = value.to_string();
        let safe = escaped(&text);
        assert!(!safe.contains(is_active), "{safe}");
        assert!(
            safe.contains(r"\u007f\u0080\u009b\u009f\u061c\u200e\u200f\u202a\u202e\u2066\u2069")
        );
        assert!(safe.contains(other));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).unwrap(),
            value
        );
    }
}
