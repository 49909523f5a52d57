//! Integers, however JSON writes them.

/// The whole number that a JSON number stands for, without any rounding: `16`, `16.0` and `1.6e1`
/// are the same. `None` for one with a sign or a fraction, and for one above 64 bits.
pub(crate) fn exact_integer(lexeme: &str) -> Option<u64> {
    let (number, exponent) = match lexeme.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
        None => (lexeme, 0),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut digits = String::with_capacity(number.len());
    digits.push_str(whole);
    digits.push_str(fraction);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // The point stands after this many digits.
    let point = i64::try_from(whole.len())
        .ok()?
        .checked_add(exponent.into())?;
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Some(0);
    }
    let point = usize::try_from(point).ok()?;
    // Twenty digits are more than 64 bits, but for zeros in front.
    if significant.len() > point || point > LONGEST {
        return None;
    }
    let zeros = point.checked_sub(significant.len())?;
    let mut text = significant.to_owned();
    text.extend(core::iter::repeat_n('0', zeros));
    text.parse().ok()
}

/// A number whose text is longer than this has more than 64 bits or is written strangely.
const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_exact_in_every_form() {
        for (text, value) in [
            ("16", Some(16)),
            ("16.0", Some(16)),
            ("1000000000.0", Some(1_000_000_000)),
            ("1e9", Some(1_000_000_000)),
            ("1.6E+1", Some(16)),
            ("160e-1", Some(16)),
            ("0", Some(0)),
            ("0.0e99", Some(0)),
            ("9007199254740993", Some(9_007_199_254_740_993)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("16.5", None),
            ("165e-1", None),
            ("-16", None),
            ("-0", None),
            ("1e400", None),
            ("1e99999999999", None),
            ("1e-5", None),
        ] {
            assert_eq!(exact_integer(text), value, "{text}");
        }
    }
}
