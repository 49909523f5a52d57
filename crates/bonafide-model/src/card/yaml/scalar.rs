//! Scalars on one line.

use super::{Reason, Value};

/// The text in quotes at the beginning of `text`, and what follows it.
pub(super) fn quoted(text: &str) -> Result<(String, &str), Reason> {
    if let Some(rest) = text.strip_prefix('\'') {
        return single(rest);
    }
    let rest = text.strip_prefix('"').ok_or(Reason::Quote)?;
    let mut value = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next().ok_or(Reason::Quote)? {
            '"' => return Ok((value, chars.as_str())),
            '\\' => value.push(escape(&mut chars).ok_or(Reason::Quote)?),
            c => value.push(c),
        }
    }
}

fn single(mut rest: &str) -> Result<(String, &str), Reason> {
    let mut value = String::new();
    loop {
        let (part, after) = rest.split_once('\'').ok_or(Reason::Quote)?;
        value.push_str(part);
        match after.strip_prefix('\'') {
            Some(after) => {
                value.push('\'');
                rest = after;
            }
            None => return Ok((value, after)),
        }
    }
}

fn escape(chars: &mut core::str::Chars<'_>) -> Option<char> {
    let digits = match chars.next()? {
        '0' => return Some('\0'),
        'a' => return Some('\u{7}'),
        'b' => return Some('\u{8}'),
        't' | '\t' => return Some('\t'),
        'n' => return Some('\n'),
        'v' => return Some('\u{b}'),
        'f' => return Some('\u{c}'),
        'r' => return Some('\r'),
        'e' => return Some('\u{1b}'),
        'N' => return Some('\u{85}'),
        '_' => return Some('\u{a0}'),
        'L' => return Some('\u{2028}'),
        'P' => return Some('\u{2029}'),
        same @ (' ' | '"' | '/' | '\\') => return Some(same),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return None,
    };
    let mut value = 0_u32;
    for _ in 0..digits {
        let digit = chars.next()?.to_digit(16)?;
        value = value.checked_mul(16)?.checked_add(digit)?;
    }
    char::from_u32(value)
}

/// Whether only blanks and a comment are left.
pub(super) fn is_end(rest: &str) -> bool {
    let text = rest.trim_start_matches(' ');
    text.is_empty() || (text.starts_with('#') && text.len() < rest.len())
}

/// A plain scalar without the comment that follows it.
pub(super) fn without_comment(text: &str) -> &str {
    let text = text
        .find(" #")
        .and_then(|at| text.get(..at))
        .unwrap_or(text);
    text.trim_end_matches(' ')
}

/// Whether a plain scalar may begin so.
pub(super) fn check_start(text: &str) -> Result<(), Reason> {
    let mut chars = text.chars();
    let first = chars.next().ok_or(Reason::Form)?;
    let is_followed = chars
        .next()
        .is_some_and(|next| !matches!(next, ' ' | ',' | '[' | ']' | '{' | '}'));
    match first {
        '&' | '*' => Err(Reason::Alias),
        '!' => Err(Reason::Tag),
        ',' | '[' | ']' | '{' | '}' | '#' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => {
            Err(Reason::Form)
        }
        '-' | '?' | ':' if !is_followed => Err(Reason::Form),
        _ => Ok(()),
    }
}

/// What a plain scalar is in the core schema.
///
/// # Specification
/// YAML 1.2 section 10.3.2.
pub(super) fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Boolean(true),
        "false" | "False" | "FALSE" => Value::Boolean(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let of =
        |digits: &str, radix: u32| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    if let Some(digits) = text.strip_prefix("0o") {
        return of(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return of(digits, 16);
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(text, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let has_exponent = exponent
        .is_none_or(|exponent| of(exponent.strip_prefix(['-', '+']).unwrap_or(exponent), 10));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    let are_digits = whole
        .chars()
        .chain(fraction.chars())
        .all(|c| c.is_ascii_digit());
    has_exponent && has_digits && are_digits
}
