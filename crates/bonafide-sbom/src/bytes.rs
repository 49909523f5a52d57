//! Tests of all bytes of a text, without a branch for each.

/// Whether `is_fine` holds for each byte.
#[inline(always)]
pub(crate) fn all(bytes: &[u8], is_fine: impl Fn(u8) -> bool + Copy) -> bool {
    let (blocks, tail) = bytes.as_chunks::<16>();
    if !blocks.iter().all(|block| each(block, is_fine)) {
        return false;
    }
    if tail.is_empty() {
        return true;
    }
    // The last bytes are looked at together with some before them, once more.
    if let Some(block) = bytes.last_chunk::<16>() {
        return each(block, is_fine);
    }
    if let (Some(first), Some(last)) = (tail.first_chunk::<8>(), tail.last_chunk::<8>()) {
        return each(first, is_fine) & each(last, is_fine);
    }
    if let (Some(first), Some(last)) = (tail.first_chunk::<4>(), tail.last_chunk::<4>()) {
        return each(first, is_fine) & each(last, is_fine);
    }
    tail.iter().all(|byte| is_fine(*byte))
}

// Without an early exit the compiler turns this into vector compares.
#[inline(always)]
fn each<const N: usize>(bytes: &[u8; N], is_fine: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(true, |all, byte| all & is_fine(*byte))
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn each_byte_counts_at_each_length() {
        for length in 0..70 {
            let fine = vec![b'a'; length];
            assert!(all(&fine, |byte| byte == b'a'));
            for at in 0..length {
                let mut bytes = fine.clone();
                bytes[at] = b'b';
                assert!(!all(&bytes, |byte| byte == b'a'), "{at} of {length}");
            }
        }
    }
}
