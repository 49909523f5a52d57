//! Names of distributions.

/// The form in which names are compared: lower case, and each run of `-`, `_` and `.` one `-`; `None`
/// where `name` is no name.
///
/// # Specification
/// PEP 508 and PEP 503.
pub(crate) fn normalized(name: &str) -> Option<String> {
    if name_end(name)? != name.len() {
        return None;
    }
    Some(folded(name))
}

/// The same form of any text.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '-' | '_' | '.' if folded.ends_with('-') => {}
            '-' | '_' | '.' => folded.push('-'),
            _ => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// How many bytes of the name stand at the beginning of `text`.
pub(crate) fn name_end(text: &str) -> Option<usize> {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let run = text.bytes().take_while(|byte| is_inner(*byte)).count();
    let bytes = text.as_bytes().get(..run)?;
    let last = bytes.iter().rposition(u8::is_ascii_alphanumeric)?;
    let starts = bytes.first().is_some_and(u8::is_ascii_alphanumeric);
    starts.then(|| last.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_in_one_form() {
        for name in ["Foo.Bar", "foo-bar", "FOO_bar", "foo--_..bar"] {
            assert_eq!(normalized(name).unwrap(), "foo-bar");
        }
        for bad in ["", "-a", "a-", "a b", "\u{e9}", ".", "a@"] {
            assert_eq!(normalized(bad), None, "{bad}");
        }
    }
}
