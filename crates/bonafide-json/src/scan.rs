//! Byte classes: how far a run of plain bytes goes.

/// Bytes of a string that need no second look.
pub(crate) trait Class {
    /// Whether a byte is not of the class.
    fn ends(byte: u8) -> bool;

    /// A set high bit for each byte of the word that is not of the class. A borrow may set bits
    /// above the first one, so only the lowest one counts.
    fn ends_in(word: u64) -> u64;
}

/// All but quotes, backslashes and control characters.
pub(crate) struct Plain;

impl Class for Plain {
    /// With its second bit turned over a quote is a space, which does not end a run, and the control
    /// characters are each other: one compare finds both.
    #[inline(always)]
    fn ends(byte: u8) -> bool {
        (byte ^ 0x02 < 0x21) | (byte == b'\\')
    }

    #[inline(always)]
    fn ends_in(word: u64) -> u64 {
        let turned = word ^ 0x0202_0202_0202_0202;
        let backslash = word ^ 0x5c5c_5c5c_5c5c_5c5c;
        let is_quote_or_control = turned.wrapping_sub(0x2121_2121_2121_2121);
        let is_backslash = backslash.wrapping_sub(LOW);
        (is_quote_or_control | is_backslash) & !word & HIGH
    }
}

/// Of those the ones that are printable ASCII.
pub(crate) struct Printable;

impl Class for Printable {
    #[inline(always)]
    fn ends(byte: u8) -> bool {
        (byte ^ 0x02 < 0x21) | (byte > 0x7e) | (byte == b'\\')
    }

    #[inline(always)]
    fn ends_in(word: u64) -> u64 {
        let turned = word ^ 0x0202_0202_0202_0202;
        let backslash = word ^ 0x5c5c_5c5c_5c5c_5c5c;
        let is_quote_or_control = turned.wrapping_sub(0x2121_2121_2121_2121);
        let is_backslash = backslash.wrapping_sub(LOW);
        let is_delete = word.wrapping_add(LOW);
        (is_quote_or_control | is_backslash | is_delete | word) & HIGH
    }
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The first byte from `at` that ends a run of plain string text: a quote, a backslash or a control
/// character; the length of `bytes` if there is none.
#[inline]
pub(crate) fn plain(bytes: &[u8], at: usize) -> usize {
    run::<Plain>(bytes, at)
}

/// The first byte from `at` that is not of the class; the length of `bytes` if there is none.
#[inline]
pub(crate) fn run<C: Class>(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    // Names and short values end within a word.
    let found = match rest.split_first_chunk() {
        Some((word, rest)) => match ends::<C>(word) {
            0 => in_blocks::<C>(rest).wrapping_add(8),
            ends => first_set_byte(ends),
        },
        None => in_bytes::<C>(rest),
    };
    bytes.len().wrapping_sub(rest.len()).wrapping_add(found)
}

/// How far a plain run goes that ends within the word.
#[inline(always)]
pub(crate) fn stop_within(word: &[u8; 8]) -> Option<usize> {
    let ends = ends::<Plain>(word);
    (ends != 0).then(|| first_set_byte(ends))
}

/// How far a run goes that is worth blocks.
#[inline(never)]
fn in_blocks<C: Class>(bytes: &[u8]) -> usize {
    let (blocks, tail) = bytes.as_chunks::<16>();
    let mut clean = 0_usize;
    for block in blocks {
        // Without an early exit the compiler turns this into vector compares.
        if block.iter().fold(false, |any, byte| any | C::ends(*byte)) {
            let low = block.first_chunk().map_or(0, ends::<C>);
            let high = block.last_chunk().map_or(0, ends::<C>);
            // Both are computed, so that there is no branch to be guessed.
            let (ends, base) = if low != 0 { (low, 0) } else { (high, 8) };
            return clean.wrapping_add(first_set_byte(ends)).wrapping_add(base);
        }
        clean = clean.wrapping_add(16);
    }
    clean.wrapping_add(in_bytes::<C>(tail))
}

/// How far a run goes within the last bytes of a document.
#[cold]
fn in_bytes<C: Class>(bytes: &[u8]) -> usize {
    let end = bytes.iter().position(|byte| C::ends(*byte));
    end.unwrap_or(bytes.len())
}

#[inline(always)]
fn ends<C: Class>(word: &[u8; 8]) -> u64 {
    C::ends_in(u64::from_le_bytes(*word))
}

#[inline]
fn first_set_byte(word: u64) -> usize {
    usize::try_from(word.trailing_zeros() >> 3).unwrap_or(0)
}

/// The first byte from `at` that is not white space.
#[inline]
pub(crate) fn blank(bytes: &[u8], at: usize) -> usize {
    // Between the tokens of most documents there is nothing.
    match bytes.get(at) {
        Some(..=b' ') => blanks(bytes, at),
        _ => at,
    }
}

#[inline(never)]
fn blanks(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at = at.wrapping_add(1);
    }
    at
}

/// The first byte from `at` that is no decimal digit.
pub(crate) fn digits(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at = at.wrapping_add(1);
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_plain(byte: u8) -> bool {
        byte >= 0x20 && byte != b'"' && byte != b'\\'
    }

    fn is_printable(byte: u8) -> bool {
        is_plain(byte) && (b' '..=b'~').contains(&byte)
    }

    fn naive(bytes: &[u8], at: usize, is_inside: impl Fn(u8) -> bool) -> usize {
        let mut end = at;
        while bytes.get(end).is_some_and(|byte| is_inside(*byte)) {
            end += 1;
        }
        end
    }

    #[test]
    fn finds_each_stop_byte_at_each_position() {
        for length in 0..100 {
            let clean = vec![b'a'; length];
            assert_eq!(plain(&clean, 0), length);
            for at in 0..length {
                for byte in 0..=255_u8 {
                    let mut bytes = clean.clone();
                    bytes[at] = byte;
                    let wanted = if is_plain(byte) { length } else { at };
                    assert_eq!(plain(&bytes, 0), wanted, "{byte:#x} at {at} of {length}");
                    let wanted = if is_printable(byte) { length } else { at };
                    let found = run::<Printable>(&bytes, 0);
                    assert_eq!(found, wanted, "{byte:#x} at {at} of {length}");
                }
            }
        }
    }

    #[test]
    fn the_first_of_several_counts() {
        let bytes = b"\x1f\"\\aaaa\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\\"";
        assert_eq!(
            (plain(bytes, 0), plain(bytes, 1), plain(bytes, 2)),
            (0, 1, 2)
        );
        assert_eq!((plain(bytes, 3), plain(bytes, 8)), (7, bytes.len() - 2));
        assert_eq!(plain(bytes, bytes.len() + 5), bytes.len());
    }

    #[test]
    fn white_space_is_that_of_json_only() {
        assert_eq!(blank(b" \t\r\n\x0bx", 0), 4);
        assert_eq!(digits(b"0129/", 0), 4);
    }

    /// Any bytes, and bytes among which runs are long.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let mostly_plain = prop_oneof![
            40 => 0x20..0x7f_u8,
            1 => prop::sample::select(b"\"\\\x00\x1f \t\n\x7f\x80\xa2\xdc\xff".to_vec()),
        ];
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..80),
            prop::collection::vec(mostly_plain, 0..300),
            prop::collection::vec(prop::sample::select(b" \t\r\na".to_vec()), 0..20),
        ]
    }

    proptest! {
        #[test]
        fn steps_of_many_bytes_find_what_single_steps_find(bytes in bytes(), at in 0_usize..40) {
            let at = at.min(bytes.len());
            prop_assert_eq!(plain(&bytes, at), naive(&bytes, at, is_plain));
            let printable = naive(&bytes, at, is_printable);
            prop_assert_eq!(run::<Printable>(&bytes, at), printable);
            let is_blank = |byte: u8| b" \t\r\n".contains(&byte);
            prop_assert_eq!(blank(&bytes, at), naive(&bytes, at, is_blank));
            if let Some(word) = bytes[at..].first_chunk() {
                let end = naive(word, 0, is_plain);
                prop_assert_eq!(stop_within(word), (end < 8).then_some(end));
            }
            for byte in &bytes {
                prop_assert_eq!(Plain::ends(*byte), !is_plain(*byte));
                prop_assert_eq!(Printable::ends(*byte), !is_printable(*byte));
            }
        }
    }
}
