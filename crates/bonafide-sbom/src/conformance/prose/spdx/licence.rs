//! The grammar of licence expressions.

/// Whether `text` has the grammar of licence expressions, or is `NONE` or `NOASSERTION`. That each of
/// its licences is on the list is not asked: the list grows faster than what is known of it here.
///
/// # Specification
/// SPDX 2.3 annex D.1; looser: operators in lower case are let pass.
pub(super) fn is_licence(text: &str) -> bool {
    if matches!(text, "NONE" | "NOASSERTION") {
        return true;
    }
    let mut rest = text.trim_ascii();
    let (mut open, mut wants_operand) = (0_usize, true);
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '(' | ')' => 1,
            _ => rest
                .find(|c: char| c.is_ascii_whitespace() || matches!(c, '(' | ')'))
                .unwrap_or(rest.len()),
        };
        let Some((word, after)) = rest.split_at_checked(end) else {
            return false;
        };
        rest = after.trim_ascii_start();
        let is_right = match word {
            "(" => {
                open = open.saturating_add(1);
                wants_operand
            }
            ")" => {
                let is_open = open > 0;
                open = open.saturating_sub(1);
                is_open && !wants_operand
            }
            word if is_operator(word) => !core::mem::replace(&mut wants_operand, true),
            word => core::mem::replace(&mut wants_operand, false) && is_operand(word),
        };
        if !is_right {
            return false;
        }
    }
    open == 0 && !wants_operand
}

fn is_operator(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "WITH" | "and" | "or" | "with")
}

/// A licence, an exception or a reference.
fn is_operand(word: &str) -> bool {
    let word = match word.split_once(':') {
        Some((document, reference)) => {
            let is_reference = reference.starts_with("LicenseRef-");
            if !is_reference || !is_name(document, "DocumentRef-", "+") {
                return false;
            }
            reference
        }
        None => word.strip_suffix('+').unwrap_or(word),
    };
    let prefix = if word.starts_with("LicenseRef-") {
        "LicenseRef-"
    } else {
        ""
    };
    is_name(word, prefix, "") && !matches!(word, "NONE" | "NOASSERTION")
}

fn is_name(word: &str, prefix: &str, others: &str) -> bool {
    word.strip_prefix(prefix).is_some_and(|name| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-') || others.contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_and_operators_alternate() {
        for text in [
            "NONE",
            "NOASSERTION",
            "MIT",
            " MIT ",
            "GPL-2.0+",
            "(MIT)",
            "((MIT)OR(Apache-2.0 AND Acme))",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "LicenseRef-1 or DocumentRef-a+b:LicenseRef-2",
        ] {
            assert!(is_licence(text), "{text}");
        }
        for text in [
            "",
            " ",
            "()",
            "(",
            ")",
            "MIT)",
            "(MIT",
            ")MIT(",
            "MIT (",
            "MIT Apache-2.0",
            "AND MIT",
            "MIT OR",
            "MIT OR OR MIT",
            "MIT (Apache-2.0)",
            "(MIT) MIT",
            "MIT/X11",
            "MIT, BSD",
            "GPL+2",
            "+",
            "MIT AND NONE",
            "LicenseRef-",
            "LicenseRef-a_b",
            "a:LicenseRef-b",
            "DocumentRef-a:b",
            "\u{e9}",
        ] {
            assert!(!is_licence(text), "{text}");
        }
    }
}
