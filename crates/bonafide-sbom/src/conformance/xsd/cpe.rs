//! What the schemas take for a CPE.

/// `([c][pP][eE]:/[AHOaho]?(:[A-Za-z0-9\._\-~%]*){0,6})|(cpe:2\.3:[aho\*\-](:ATTRIBUTE){5}(:LANGUAGE)(:ATTRIBUTE){4})`
/// with an `ATTRIBUTE` and a `LANGUAGE` as below.
pub(super) fn is_cpe(text: &str) -> bool {
    match text.strip_prefix("cpe:2.3:") {
        Some(attributes) => is_formatted_string(attributes),
        None => is_uri(text),
    }
}

fn is_uri(text: &str) -> bool {
    let Some(("c", rest)) = text.split_at_checked(1) else {
        return false;
    };
    let Some((scheme, rest)) = rest.split_at_checked(4) else {
        return false;
    };
    let rest = rest
        .strip_prefix(['A', 'H', 'O', 'a', 'h', 'o'])
        .unwrap_or(rest);
    let mut parts = rest.split(':');
    scheme.eq_ignore_ascii_case("pe:/")
        && parts.next() == Some("")
        && parts.clone().count() <= 6
        && parts.all(|part| {
            part.bytes()
                .all(|byte| is_word(byte) || matches!(byte, b'~' | b'%'))
        })
}

fn is_formatted_string(text: &str) -> bool {
    let Some((b'a' | b'h' | b'o' | b'*' | b'-', mut rest)) = text.as_bytes().split_first() else {
        return false;
    };
    for number in 0..10 {
        let Some((b':', after)) = rest.split_first() else {
            return false;
        };
        let (attribute, after) = after.split_at_checked(end(after)).unwrap_or_default();
        let is_right = match number {
            5 => is_language(attribute),
            _ => is_attribute(attribute),
        };
        if !is_right {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}

/// Where the next colon is that no backslash quotes.
fn end(text: &[u8]) -> usize {
    let mut is_quoted = false;
    let found = text.iter().position(|byte| {
        let is_end = *byte == b':' && !is_quoted;
        is_quoted = *byte == b'\\' && !is_quoted;
        is_end
    });
    found.unwrap_or(text.len())
}

/// `((\?*|\*?)([a-zA-Z0-9\-\._]|(\\[\\\*\?!"#$$%&'\(\)\+,/:;<=>@\[\]\^`\{\|}~]))+(\?*|\*?))|[\*\-]`
fn is_attribute(text: &[u8]) -> bool {
    if text == b"*" {
        return true;
    }
    let mut rest = without_wildcards(text);
    let mut words = 0_usize;
    loop {
        rest = match rest {
            [byte, after @ ..] if is_word(*byte) => after,
            [b'\\', byte, after @ ..] if is_quotable(*byte) => after,
            _ => break,
        };
        words = words.saturating_add(1);
    }
    words > 0 && without_wildcards(rest).is_empty()
}

/// The text after `\?*|\*?`.
fn without_wildcards(text: &[u8]) -> &[u8] {
    if let Some(rest) = text.strip_prefix(b"*") {
        return rest;
    }
    let marks = text.iter().take_while(|byte| **byte == b'?').count();
    text.get(marks..).unwrap_or_default()
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}

fn is_quotable(byte: u8) -> bool {
    b"\\*?!\"#$%&'()+,/:;<=>@[]^`{|}~".contains(&byte)
}

/// `([a-zA-Z]{2,3}(-([a-zA-Z]{2}|[0-9]{3}))?)|[\*\-]`
fn is_language(text: &[u8]) -> bool {
    if matches!(text, b"*" | b"-") {
        return true;
    }
    let letters = text
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let (2..=3, Some((_, region))) = (letters, text.split_at_checked(letters)) else {
        return false;
    };
    match region {
        [] => true,
        [b'-', one, two] => one.is_ascii_alphabetic() && two.is_ascii_alphabetic(),
        [b'-', digits @ ..] => digits.len() == 3 && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_cpe;

    #[test]
    fn uris() {
        for text in [
            "cpe:/",
            "cPE:/a",
            "cpe:/a:b:c~%2e-_.:1:::",
            "cpe:/:vendor",
            "cpe:/O:microsoft:windows_xp",
        ] {
            assert!(is_cpe(text), "{text}");
        }
        for text in [
            "",
            "c",
            "cpe",
            "cpe:",
            "CPE:/a",
            "cpe:/x",
            "cpe:/ab",
            "cpe:/a:b:c:1:2:3:4:5",
            "cpe:/a:b!",
            "cpé:/a",
            "cpe:/a:é",
            " cpe:/a",
            "cpe:/a\n",
        ] {
            assert!(!is_cpe(text), "{text}");
        }
    }

    #[test]
    fn formatted_strings() {
        for text in [
            "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*",
            "cpe:2.3:*:-:c:1:*:*:en-US:-:*:*:*",
            r"cpe:2.3:o:b\:x:c\\:??1.0??:*1:1*:de:*:*:*:\~",
            "cpe:2.3:h:b:c:1:*:*:abc-123:*:*:*:?a",
        ] {
            assert!(is_cpe(text), "{text}");
        }
        for text in [
            "cpe:2.3:a",
            "cpe:2.3:x:b:c:1:*:*:*:*:*:*:*",
            "cpe:2.3:a:b:c:1:*:*:*:*:*:*",
            "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*:*",
            "cpe:2.3:a::c:1:*:*:*:*:*:*:*",
            "cpe:2.3:a:b:c:**1:*:*:*:*:*:*:*",
            "cpe:2.3:a:b:c:?*1:*:*:*:*:*:*:*",
            "cpe:2.3:a:b:c:?:*:*:*:*:*:*:*",
            "cpe:2.3:a:b:c:1*2:*:*:*:*:*:*:*",
            r"cpe:2.3:a:b:c:\a:*:*:*:*:*:*:*",
            r"cpe:2.3:a:b:c:1:*:*:*:*:*:*:\",
            "cpe:2.3:a:b:c:1:*:*:e:*:*:*:*",
            "cpe:2.3:a:b:c:1:*:*:engl:*:*:*:*",
            "cpe:2.3:a:b:c:1:*:*:en-USA:*:*:*:*",
            "cpe:2.3:a:b:c:1:*:*:en-12:*:*:*:*",
            "cpe:2.3:a:b:é:1:*:*:*:*:*:*:*",
            "CPE:2.3:a:b:c:1:*:*:*:*:*:*:*",
        ] {
            assert!(!is_cpe(text), "{text}");
        }
    }
}
