//! Scores as they are written.

/// A decimal of 0 to 10 as tenths, rounded up; `None` for any other text. What stands behind the
/// tenths cannot make a score less than it says.
///
/// # Specification
/// Bill-of-materials rules, SEV-2.
pub(super) fn tenths(text: &str) -> Option<u8> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i16>().ok()?),
        None => (text, 0),
    };
    let (digits, is_negative) = match mantissa.strip_prefix('-') {
        Some(digits) => (digits, true),
        None => (mantissa, false),
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if is_number(fraction) => (whole, fraction),
        Some(_) => return None,
        None => (digits, ""),
    };
    if !is_number(whole) {
        return None;
    }
    let count = |text: &str| i64::try_from(text.len()).ok();
    // How many of the digits stand before the point, once the number counts tenths.
    let before = count(whole)?.checked_add(i64::from(exponent))?;
    let before = before.checked_add(1)?;
    let (mut tenths, mut has_rest) = (0_u8, false);
    for (at, digit) in (0_i64..).zip(whole.bytes().chain(fraction.bytes())) {
        let digit = digit.saturating_sub(b'0');
        if at < before {
            tenths = tenths.saturating_mul(10).saturating_add(digit);
        } else {
            has_rest |= digit != 0;
        }
    }
    let zeros = before.saturating_sub(count(whole)?.checked_add(count(fraction)?)?);
    // Three are enough to leave the scale.
    for _ in 0..zeros.clamp(0, 3) {
        tenths = tenths.saturating_mul(10);
    }
    let tenths = tenths.saturating_add(u8::from(has_rest));
    (tenths <= 100 && !(is_negative && tenths > 0)).then_some(tenths)
}

#[cfg(test)]
mod tests {
    use super::tenths;

    #[test]
    fn scores_are_read_exactly_and_never_down() {
        for (text, wanted) in [
            ("0", Some(0)),
            ("-0.0", Some(0)),
            ("7.8", Some(78)),
            ("7.80", Some(78)),
            ("07.8", Some(78)),
            ("8.95", Some(90)),
            ("6.9000000000000000000000000001", Some(70)),
            ("10", Some(100)),
            ("10.0", Some(100)),
            ("1e1", Some(100)),
            ("98e-1", Some(98)),
            ("0.00098E+4", Some(98)),
            ("0e99", Some(0)),
            ("1e-9", Some(1)),
            ("10.01", None),
            ("11", None),
            ("1e2", None),
            ("1e9999", None),
            ("1e99999", None),
            ("-1", None),
            ("-0.01", None),
            ("", None),
            (".5", None),
            ("5.", None),
            ("+5", None),
            (" 5", None),
            ("5,5", None),
            ("nan", None),
            ("9.8 ", None),
            ("256", None),
            ("2560000000000000000000000", None),
        ] {
            assert_eq!(tenths(text), wanted, "{text}");
        }
    }
}
