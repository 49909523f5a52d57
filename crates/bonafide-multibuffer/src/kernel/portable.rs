//! One lane of plain arithmetic.

use super::{Block, ROUND, Words};

/// Compresses all blocks of one message.
pub(super) fn compress(state: &mut Words, blocks: &[Block]) {
    for block in blocks {
        let mut words = [0; 16];
        for (word, bytes) in words.iter_mut().zip(block.as_chunks().0) {
            *word = u32::from_be_bytes(*bytes);
        }
        let after = rounds(*state, words);
        for (word, after) in state.iter_mut().zip(after) {
            *word = word.wrapping_add(after);
        }
    }
}

/// The 64 rounds (FIPS 180-4, section 6.2.2), with the schedule in a ring of sixteen words.
fn rounds(state: Words, mut words: [u32; 16]) -> Words {
    let mut state = state;
    let (quarters, _) = ROUND.as_chunks::<16>();
    for (number, constants) in quarters.iter().enumerate() {
        if number > 0 {
            schedule(&mut words);
        }
        for (constant, word) in constants.iter().zip(words) {
            state = round(state, constant.wrapping_add(word));
        }
    }
    state
}

fn round([a, b, c, d, e, f, g, h]: Words, addend: u32) -> Words {
    let sum1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
    let choice = g ^ (e & (f ^ g));
    let first = h
        .wrapping_add(sum1)
        .wrapping_add(choice)
        .wrapping_add(addend);
    let sum0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
    let majority = (a & b) | (c & (a | b));
    let second = sum0.wrapping_add(majority);
    [
        first.wrapping_add(second),
        a,
        b,
        c,
        d.wrapping_add(first),
        e,
        f,
        g,
    ]
}

/// The next sixteen words of the schedule in place of the last sixteen.
fn schedule(words: &mut [u32; 16]) {
    for _ in 0..16 {
        let [w0, w1, .., w14, _] = *words;
        let w9 = words.get(9).copied().unwrap_or_default();
        let sigma0 = w1.rotate_right(7) ^ w1.rotate_right(18) ^ (w1 >> 3);
        let sigma1 = w14.rotate_right(17) ^ w14.rotate_right(19) ^ (w14 >> 10);
        words.rotate_left(1);
        if let Some(last) = words.last_mut() {
            *last = w0
                .wrapping_add(sigma0)
                .wrapping_add(w9)
                .wrapping_add(sigma1);
        }
    }
}
