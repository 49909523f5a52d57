//! What a registry wants people to read.

use super::field::Cursor;

/// Bytes of all warnings of one answer that are kept.
const KEPT: usize = 4 << 10;

/// The texts of the warnings of one answer, as they were sent: they are escaped where they are
/// shown. What is no warning of the kind that registries send is left out.
///
/// # Specification
/// OCI distribution specification, warnings; RFC 7234 section 5.5.
pub(super) fn texts(values: &[&str]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut left = KEPT;
    for value in values {
        let mut cursor = Cursor::new(value);
        while let Some((code, text)) = next(&mut cursor) {
            let Some(rest) = left.checked_sub(text.len()) else {
                return texts;
            };
            if code == "299" && !text.is_empty() {
                left = rest;
                texts.push(text);
            }
        }
    }
    texts
}

fn next<'a>(cursor: &mut Cursor<'a>) -> Option<(&'a str, String)> {
    cursor.commas();
    let code = cursor.token()?;
    cursor.blank();
    cursor.until(' ')?;
    cursor.blank();
    let text = cursor.quoted()?;
    if !cursor.is_at_element_end() {
        // A date may follow.
        cursor.blank();
        cursor.quoted()?;
    }
    cursor.is_at_element_end().then_some((code, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_of_registries_are_kept() {
        let values = [
            r#"299 - "Your token \"x\" expires", 199 h:80 "other", 299 - "second" "Sun, 06 Nov 1994 08:49:37 GMT""#,
            "299 - unquoted",
            "299 - \"third\"",
        ];
        let all = texts(&values);
        assert_eq!(all, [r#"Your token "x" expires"#, "second", "third"]);
        assert!(texts(&["", "299", "299 -", "299 - \"", "\u{1b}"]).is_empty());
    }

    #[test]
    fn no_more_is_kept_than_fits() {
        let one = format!("299 - \"{}\"", "x".repeat(KEPT));
        assert_eq!(texts(&[&one]).len(), 1);
        assert_eq!(texts(&[&one, "299 - \"y\""]).len(), 1);
        let longer = format!("299 - \"{}\"", "x".repeat(KEPT + 1));
        assert_eq!(texts(&[&longer]).len(), 0);
    }
}
