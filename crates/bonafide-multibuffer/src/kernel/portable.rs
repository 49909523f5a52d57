//! One lane of plain arithmetic.

use super::{Block, ROUND, Words, common_blocks};

/// Compresses as many blocks of each lane as the shortest one has, one lane after the other.
pub(super) fn compress(states: &mut [Words], inputs: &[&[Block]]) {
    let count = common_blocks(inputs);
    for (state, input) in states.iter_mut().zip(inputs) {
        let blocks = input.get(..count).unwrap_or_default();
        compress_one(state, blocks);
    }
}

fn compress_one(state: &mut Words, blocks: &[Block]) {
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

/// The 64 rounds (FIPS 180-4, section 6.2.2), with sixteen words of the schedule at a time.
fn rounds(mut state: Words, mut words: [u32; 16]) -> Words {
    let (quarters, _) = ROUND.as_chunks::<16>();
    for (number, constants) in quarters.iter().enumerate() {
        if number > 0 {
            words = next_words(words);
        }
        for (constant, word) in constants.iter().zip(words) {
            state = round(state, constant.wrapping_add(word));
        }
    }
    state
}

#[inline]
fn round([a, b, c, d, e, f, g, h]: Words, addend: u32) -> Words {
    let sum1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
    let choice = g ^ (e & (f ^ g));
    let first = h
        .wrapping_add(addend)
        .wrapping_add(choice)
        .wrapping_add(sum1);
    let sum0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
    let majority = (a & b) | (c & (a | b));
    let next_a = first.wrapping_add(majority).wrapping_add(sum0);
    [next_a, a, b, c, d.wrapping_add(first), e, f, g]
}

/// The next sixteen words of the schedule.
fn next_words(words: [u32; 16]) -> [u32; 16] {
    super::next_words!(words)
}

/// Word 16 of those of which these are words 0, 1, 9 and 14.
#[inline]
fn next_word(w0: u32, w1: u32, w9: u32, w14: u32) -> u32 {
    let sigma0 = w1.rotate_right(7) ^ w1.rotate_right(18) ^ (w1 >> 3);
    let sigma1 = w14.rotate_right(17) ^ w14.rotate_right(19) ^ (w14 >> 10);
    w0.wrapping_add(sigma0)
        .wrapping_add(w9)
        .wrapping_add(sigma1)
}
