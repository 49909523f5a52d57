//! Numbers as ECMAScript writes them.

use core::fmt::Write as _;

/// Appends `value`, written as ECMAScript writes a number; `false`, and nothing appended, when it
/// is not finite.
///
/// # Specification
/// RFC 8785 section 3.2.2.3; ECMA-262 `Number::toString`.
pub fn number(out: &mut String, value: f64) -> bool {
    if !value.is_finite() {
        return false;
    }
    if value == 0.0 {
        out.push('0');
        return true;
    }
    if value < 0.0 {
        out.push('-');
    }
    let shortest = shortest(value.abs());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    let point = exponent.parse::<i32>().unwrap_or(0).saturating_add(1);
    layout(out, &digits, point);
    true
}

/// The fewest digits that read back as `value`, as `d.ddde±x`. Of two texts that are equally short
/// and equally close, the one whose last digit is even, which the formatting of the standard
/// library does not promise for its shortest form and keeps when the number of digits is given.
fn shortest(value: f64) -> String {
    let shortest = format!("{value:e}");
    let mantissa = shortest.split('e').next().unwrap_or_default();
    let after_first = mantissa.len().saturating_sub(2);
    let closest = format!("{value:.after_first$e}");
    // Just below a power of two the closest text may read back as another double.
    if closest.parse() == Ok(value) {
        closest
    } else {
        shortest
    }
}

/// Writes 0.DIGITS times ten to the power of `point`.
fn layout(out: &mut String, digits: &str, point: i32) {
    let before = usize::try_from(point).unwrap_or(0);
    if (-5..=0).contains(&point) {
        out.push_str("0.");
        out.extend(core::iter::repeat_n('0', zeros(point.saturating_neg())));
        out.push_str(digits);
    } else if (1..=21).contains(&point) {
        match digits.split_at_checked(before) {
            Some((whole, "")) => out.push_str(whole),
            Some((whole, part)) => {
                out.push_str(whole);
                out.push('.');
                out.push_str(part);
            }
            None => {
                out.push_str(digits);
                out.extend(core::iter::repeat_n(
                    '0',
                    before.saturating_sub(digits.len()),
                ));
            }
        }
    } else {
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        out.push_str(first);
        if !rest.is_empty() {
            out.push('.');
            out.push_str(rest);
        }
        let _ = write!(out, "e{:+}", point.saturating_sub(1));
    }
}

fn zeros(count: i32) -> usize {
    usize::try_from(count).unwrap_or(0)
}
