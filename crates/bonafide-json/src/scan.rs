//! Byte classes: how far a run of plain bytes goes.

/// The first byte from `at` that ends a run of plain string text: a quote, a backslash or a control
/// character; the length of `bytes` if there is none.
pub(crate) fn plain(bytes: &[u8], mut at: usize) -> usize {
    // Names and short values end within a word; longer ones are worth blocks.
    match word_stop(bytes, at) {
        Ok(found) => return found,
        Err(next) => at = skip_clean_blocks(bytes, next),
    }
    while at < bytes.len() {
        match word_stop(bytes, at) {
            Ok(found) => return found,
            Err(next) if next == at => break,
            Err(next) => at = next,
        }
    }
    let tail = bytes.get(at..).unwrap_or_default();
    tail.iter()
        .position(|byte| is_stop(*byte))
        .map_or(bytes.len(), |found| at.wrapping_add(found))
}

/// The first stop byte of the word at `at`; without one the byte after the word, and `at` itself if
/// there is no whole word.
#[inline]
fn word_stop(bytes: &[u8], at: usize) -> Result<usize, usize> {
    let Some(word) = chunk::<8>(bytes, at) else {
        return Err(at);
    };
    match stops(u64::from_le_bytes(*word)) {
        0 => Err(at.wrapping_add(8)),
        stops => Ok(at.wrapping_add(first_set_byte(stops))),
    }
}

/// The first byte from `at` that is not white space.
pub(crate) fn blank(bytes: &[u8], mut at: usize) -> usize {
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

const fn is_stop(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

#[inline]
fn skip_clean_blocks(bytes: &[u8], mut at: usize) -> usize {
    while let Some(block) = chunk::<16>(bytes, at) {
        // Without an early exit the compiler turns this into vector compares.
        if block.iter().fold(false, |any, byte| any | is_stop(*byte)) {
            break;
        }
        at = at.wrapping_add(16);
    }
    at
}

fn chunk<const N: usize>(bytes: &[u8], at: usize) -> Option<&[u8; N]> {
    bytes.get(at..)?.first_chunk()
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// A set high bit for each stop byte of the word. A borrow may set bits above the first stop, so
/// only the lowest one counts.
const fn stops(word: u64) -> u64 {
    let quote = word ^ 0x2222_2222_2222_2222;
    let backslash = word ^ 0x5c5c_5c5c_5c5c_5c5c;
    let below_space = word.wrapping_sub(0x2020_2020_2020_2020) & !word;
    let is_quote = quote.wrapping_sub(LOW) & !quote;
    let is_backslash = backslash.wrapping_sub(LOW) & !backslash;
    (below_space | is_quote | is_backslash) & HIGH
}

fn first_set_byte(word: u64) -> usize {
    usize::try_from(word.trailing_zeros() >> 3).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_stop_byte_at_each_position() {
        for length in 0..100 {
            let clean = vec![b'a'; length];
            assert_eq!(plain(&clean, 0), length);
            for at in 0..length {
                for byte in 0..=255_u8 {
                    let mut bytes = clean.clone();
                    bytes[at] = byte;
                    let wanted = if is_stop(byte) { at } else { length };
                    assert_eq!(plain(&bytes, 0), wanted, "{byte:#x} at {at} of {length}");
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
}
