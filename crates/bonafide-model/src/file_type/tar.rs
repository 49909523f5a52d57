//! The header that a tar archive begins with.

/// Bytes of a header, and what contents are padded to.
pub(crate) const BLOCK: usize = 512;

/// Where the checksum is; it counts as blanks in itself.
const CHECKSUM: core::ops::Range<usize> = 148..156;

/// Whether a tar archive begins here: all that readers ask for is that the checksum is right, which
/// some of them take of signed bytes.
pub(crate) fn is_header(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..BLOCK) else {
        return false;
    };
    let (mut plain, mut signed) = (0_i64, 0_i64);
    for (at, byte) in header.iter().enumerate() {
        let byte = if CHECKSUM.contains(&at) { b' ' } else { *byte };
        plain = plain.saturating_add(byte.into());
        signed = signed.saturating_add(i8::from_le_bytes([byte]).into());
    }
    let field = header.get(CHECKSUM).unwrap_or_default();
    let is_told = |told: Option<i64>| told.is_some_and(|told| told == plain || told == signed);
    is_told(number(field)) || is_told(digits(field))
}

/// A number as Python reads it: of base 256 where the first byte says so, else up to the first NUL an
/// octal one, with a sign, a prefix and underscores. Nothing is 0.
pub(crate) fn number(field: &[u8]) -> Option<i64> {
    if let [first @ (0x80 | 0xff), rest @ ..] = field {
        let start = if *first == 0xff { -1 } else { 0 };
        return rest.iter().try_fold(start, |sum: i64, byte| {
            sum.checked_mul(256)?.checked_add((*byte).into())
        });
    }
    let text = field.split(|byte| *byte == 0).next().unwrap_or_default();
    let text = core::str::from_utf8(text).ok()?;
    let text = text.trim_matches(is_blank);
    if text.is_empty() {
        return Some(0);
    }
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let prefixed = unsigned.strip_prefix("0o").or(unsigned.strip_prefix("0O"));
    let octal = match prefixed {
        Some(rest) => rest.strip_prefix('_').unwrap_or(rest),
        None => unsigned,
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| matches!(b, b'0'..=b'7'));
    if !octal.split('_').all(is_digits) {
        return None;
    }
    let value = i64::from_str_radix(&octal.replace('_', ""), 8).ok()?;
    value.checked_mul(sign)
}

fn is_blank(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{1c}'..='\u{1f}' | ' ')
}

/// The octal digits that come first, as readers take them that mind nothing behind them.
fn digits(field: &[u8]) -> Option<i64> {
    let start = field
        .iter()
        .position(|byte| !matches!(byte, b'\t'..=b'\r' | b' ' | 0))?;
    let rest = field.get(start..)?;
    let is_digit = |byte: &&u8| matches!(byte, b'0'..=b'7');
    let digits = rest.iter().take_while(is_digit);
    let value = |sum: i64, byte: &u8| {
        let digit = byte.checked_sub(b'0')?;
        sum.checked_mul(8)?.checked_add(digit.into())
    };
    rest.first().filter(is_digit)?;
    digits.into_iter().try_fold(0, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_python_reads_them() {
        let cases: [(&[u8], Option<i64>); 18] = [
            (b"0001750\0", Some(0o1750)),
            (b"001750\0 ", Some(0o1750)),
            (b"  1750 \0", Some(0o1750)),
            (b"\x0b1750\x1f\0x", Some(0o1750)),
            (b"1_7_5_0\0", Some(0o1750)),
            (b"0o1750\0\0", Some(0o1750)),
            (b"0O_1750\0", Some(0o1750)),
            (b"+1750\0\0\0", Some(0o1750)),
            (b"-1750\0\0\0", Some(-0o1750)),
            (b"1750\0zzz", Some(0o1750)),
            (b"\0\0\0\0\0\0\0\0", Some(0)),
            (b"\x80\0\0\0\0\0\x03\xe8", Some(0o1750)),
            (b"\xff\xff\xff\xff\xff\xff\xfc\x18", Some(-0o1750)),
            (b"1__7\0\0\0\0", None),
            (b"_17\0\0\0\0\0", None),
            (b"17_\0\0\0\0\0", None),
            (b"0o\0\0\0\0\0\0", None),
            (b"1 7\0\0\0\0\0", None),
        ];
        for (field, wanted) in cases {
            assert_eq!(number(field), wanted, "{field:?}");
        }
        assert_eq!(digits(b" 17 junk"), Some(0o17));
        assert_eq!(digits(b"x17\0\0\0\0\0"), None);
    }

    #[test]
    fn both_sums_are_taken() {
        let mut block = [0_u8; BLOCK];
        block[..4].copy_from_slice(b"\xffa.p");
        let plain: i64 = 8 * 32 + 0xff + 97 + 46 + 112;
        for (sum, wanted) in [(plain, true), (plain - 256, true), (plain - 1, false)] {
            for form in [
                format!("{sum:07o}\0"),
                format!("0o{sum:o}\0\0\0"),
                format!("+{sum:05o}\0 "),
            ] {
                block[148..156].copy_from_slice(&form.as_bytes()[..8]);
                assert_eq!(is_header(&block), wanted, "{form:?}");
            }
        }
        assert!(!is_header(&[0; BLOCK]));
        assert!(!is_header(&block[1..]));
    }
}
