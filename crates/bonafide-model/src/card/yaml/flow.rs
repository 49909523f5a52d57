//! Containers in brackets, on one line.

use super::{Members, Reason, Value, scalar};

/// A container that is open.
enum Open {
    List(Vec<Value>),
    Map(Members),
}

/// The container at the beginning of `text`, which has nothing after it but a comment. `depth` and
/// `values` are what is left of the limits.
pub(super) fn read(text: &str, depth: usize, values: &mut usize) -> Result<Value, Reason> {
    let mut open: Vec<Open> = Vec::new();
    let mut rest = text;
    // Whether a value has just ended, so that a comma or a bracket comes next.
    let mut is_after = false;
    loop {
        rest = rest.trim_start_matches(' ');
        let next = rest.chars().next().ok_or(Reason::Form)?;
        let after = rest.get(next.len_utf8()..).unwrap_or_default();
        let value = match next {
            ',' if is_after => {
                is_after = false;
                rest = after;
                continue;
            }
            '[' | '{' if !is_after => {
                check_place(open.last())?;
                if open.len() >= depth {
                    return Err(Reason::Depth);
                }
                open.push(match next {
                    '[' => Open::List(Vec::new()),
                    _ => Open::Map(Members::default()),
                });
                rest = after;
                continue;
            }
            ']' | '}' => {
                rest = after;
                close(open.pop(), next)?
            }
            _ if is_after => return Err(Reason::Form),
            _ => {
                let (value, after) = scalar(rest, open.last_mut())?;
                rest = after;
                let Some(value) = value else {
                    continue;
                };
                value
            }
        };
        *values = values.checked_sub(1).ok_or(Reason::Values)?;
        match open.last_mut() {
            None if scalar::is_end(rest) => return Ok(value),
            None => return Err(Reason::Form),
            Some(Open::List(items)) => items.push(value),
            Some(Open::Map(members)) => members.end(value),
        }
        is_after = true;
    }
}

/// A map wants a key before a container.
fn check_place(open: Option<&Open>) -> Result<(), Reason> {
    match open {
        Some(Open::Map(members)) if members.key.is_none() => Err(Reason::Form),
        _ => Ok(()),
    }
}

fn close(open: Option<Open>, bracket: char) -> Result<Value, Reason> {
    match (open, bracket) {
        (Some(Open::List(items)), ']') => Ok(Value::List(items)),
        (Some(Open::Map(members)), '}') if members.key.is_none() => Ok(Value::Map(members.entries)),
        _ => Err(Reason::Form),
    }
}

/// Reads a scalar, which is a key where a map has none; then there is no value yet.
fn scalar<'t>(text: &'t str, open: Option<&mut Open>) -> Result<(Option<Value>, &'t str), Reason> {
    let is_quoted = text.starts_with(['\'', '"']);
    let (value, rest) = if is_quoted {
        let (value, rest) = scalar::quoted(text)?;
        (Value::Text(value), rest)
    } else {
        let (plain, rest) = plain(text)?;
        (scalar::resolve(plain), rest)
    };
    let members = match open {
        Some(Open::Map(members)) if members.key.is_none() => members,
        _ => return Ok((Some(value), rest)),
    };
    let key = if let Value::Text(key) = value {
        key
    } else {
        plain(text)?.0.to_owned()
    };
    let rest = rest
        .trim_start_matches(' ')
        .strip_prefix(':')
        .ok_or(Reason::Form)?;
    // After a plain key a colon is one only before a blank.
    if !is_quoted && !rest.starts_with(' ') {
        return Err(Reason::Form);
    }
    members.begin(key)?;
    Ok((None, rest))
}

/// The plain scalar at the beginning, and what follows it.
fn plain(text: &str) -> Result<(&str, &str), Reason> {
    scalar::check_start(text)?;
    // Readers differ on these inside of brackets.
    if text.starts_with(['?', ':']) {
        return Err(Reason::Form);
    }
    let mut end = text.len();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let is_colon = c == ':'
            && rest.get(1..).is_none_or(|next| {
                next.is_empty() || next.starts_with([' ', ',', '[', ']', '{', '}'])
            });
        if matches!(c, ',' | '[' | ']' | '{' | '}') || is_colon {
            end = at;
            break;
        }
        if c == '\t' {
            return Err(Reason::Tab);
        }
        if c == '#' && before == ' ' {
            return Err(Reason::Form);
        }
        before = c;
    }
    let (plain, rest) = text.split_at_checked(end).ok_or(Reason::Form)?;
    Ok((plain.trim_end_matches(' '), rest))
}
