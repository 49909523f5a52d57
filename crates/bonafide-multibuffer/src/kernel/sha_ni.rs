//! One or two lanes on the SHA extensions of x86.
//!
//! A round instruction waits for the one before it, and the unit could have begun another meanwhile:
//! the second lane fills these gaps.
#![allow(
    unsafe_code,
    reason = "the instructions need what the processor is asked about, and loads take pointers"
)]

use core::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_alignr_epi8, _mm_extract_epi32, _mm_loadu_si128, _mm_set_epi8,
    _mm_set_epi32, _mm_sha256msg1_epu32, _mm_sha256msg2_epu32, _mm_sha256rnds2_epu32,
    _mm_shuffle_epi8, _mm_unpackhi_epi64,
};
use std::is_x86_feature_detected;

use super::{Block, ROUND, Words};

pub(super) fn is_available() -> bool {
    is_x86_feature_detected!("sha")
        && is_x86_feature_detected!("ssse3")
        && is_x86_feature_detected!("sse4.1")
}

/// Compresses as many blocks of these lanes as the shorter one has, and whether it did so: they must
/// be one or two, and the processor must have the instructions.
pub(super) fn compress(states: &mut [Words], inputs: &[&[Block]]) -> bool {
    match (states, inputs) {
        ([one, two], [first, second]) if is_available() => {
            // SAFETY: the processor has every feature that the function is compiled for.
            unsafe { run([one, two], [first, second]) };
            true
        }
        ([state], [input]) if is_available() => {
            // SAFETY: the processor has every feature that the function is compiled for.
            unsafe { run([state], [input]) };
            true
        }
        _ => false,
    }
}

#[target_feature(enable = "sha,sse2,ssse3,sse4.1")]
fn run<const N: usize>(states: [&mut Words; N], inputs: [&[Block]; N]) {
    let mut vectors = states.each_ref().map(|state| Vectors::of(state));
    let mut inputs = inputs.map(<[Block]>::iter);
    loop {
        let blocks = inputs.each_mut().map(Iterator::next);
        if blocks.iter().any(Option::is_none) {
            break;
        }
        compress_block(&mut vectors, blocks.map(|block| block.unwrap_or(&[0; 64])));
    }
    for (state, vectors) in states.into_iter().zip(vectors) {
        *state = vectors.words();
    }
}

/// A chaining value in the order of the round instruction.
#[derive(Clone, Copy)]
struct Vectors {
    abef: __m128i,
    cdgh: __m128i,
}

impl Vectors {
    #[target_feature(enable = "sse2")]
    fn of(words: &Words) -> Self {
        let [a, b, c, d, e, f, g, h] = words.map(u32::cast_signed);
        Self {
            abef: _mm_set_epi32(a, b, e, f),
            cdgh: _mm_set_epi32(c, d, g, h),
        }
    }

    #[target_feature(enable = "sse2,sse4.1")]
    fn words(self) -> Words {
        let [f, e, b, a] = elements(self.abef);
        let [h, g, d, c] = elements(self.cdgh);
        [a, b, c, d, e, f, g, h].map(i32::cast_unsigned)
    }
}

#[target_feature(enable = "sse4.1")]
fn elements(vector: __m128i) -> [i32; 4] {
    [
        _mm_extract_epi32::<0>(vector),
        _mm_extract_epi32::<1>(vector),
        _mm_extract_epi32::<2>(vector),
        _mm_extract_epi32::<3>(vector),
    ]
}

#[target_feature(enable = "sha,sse2,ssse3,sse4.1")]
#[inline]
fn compress_block<const N: usize>(vectors: &mut [Vectors; N], blocks: [&Block; N]) {
    let before = *vectors;
    let mut words = blocks.map(|block| load(block));
    let (constants, _) = ROUND.as_chunks::<4>();
    let (first, others) = constants.split_at(4);
    for (number, constants) in first.iter().enumerate() {
        for (vectors, words) in vectors.iter_mut().zip(&words) {
            let word = words.get(number).copied().unwrap_or(vectors.abef);
            four_rounds(vectors, word, constants);
        }
    }
    for constants in others {
        for (vectors, words) in vectors.iter_mut().zip(&mut words) {
            let word = next_words(words);
            four_rounds(vectors, word, constants);
        }
    }
    for (vectors, before) in vectors.iter_mut().zip(before) {
        vectors.abef = _mm_add_epi32(vectors.abef, before.abef);
        vectors.cdgh = _mm_add_epi32(vectors.cdgh, before.cdgh);
    }
}

/// The sixteen words of a block, which are big-endian.
#[target_feature(enable = "sse2,ssse3")]
#[inline]
fn load(block: &Block) -> [__m128i; 4] {
    let order = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    let (quarters, _) = block.as_chunks::<16>();
    let mut words = [order; 4];
    for (words, quarter) in words.iter_mut().zip(quarters) {
        // SAFETY: sixteen bytes are readable there, and the load needs no alignment.
        let bytes = unsafe { _mm_loadu_si128(quarter.as_ptr().cast()) };
        *words = _mm_shuffle_epi8(bytes, order);
    }
    words
}

/// The next four words of the schedule, which take the place of the oldest four.
#[target_feature(enable = "sha,sse2,ssse3")]
#[inline]
fn next_words(words: &mut [__m128i; 4]) -> __m128i {
    let [w0, w4, w8, w12] = *words;
    let w9 = _mm_alignr_epi8::<4>(w12, w8);
    let partial = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w4), w9);
    let w16 = _mm_sha256msg2_epu32(partial, w12);
    *words = [w4, w8, w12, w16];
    w16
}

#[target_feature(enable = "sha,sse2")]
#[inline]
fn four_rounds(vectors: &mut Vectors, words: __m128i, constants: &[u32; 4]) {
    // SAFETY: sixteen bytes are readable there, and the load needs no alignment.
    let constants = unsafe { _mm_loadu_si128(constants.as_ptr().cast()) };
    let low = _mm_add_epi32(words, constants);
    let high = _mm_unpackhi_epi64(low, low);
    // Two rounds make of A to H the next A, B, E and F; the next C, D, G and H are the last A, B, E, F.
    vectors.cdgh = _mm_sha256rnds2_epu32(vectors.cdgh, vectors.abef, low);
    vectors.abef = _mm_sha256rnds2_epu32(vectors.abef, vectors.cdgh, high);
}
