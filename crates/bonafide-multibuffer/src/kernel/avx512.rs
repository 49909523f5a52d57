//! Sixteen lanes, one in each 32-bit element of the vectors of AVX-512.
#![allow(
    unsafe_code,
    reason = "the instructions need what the processor is asked about, and loads take pointers"
)]

use core::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_loadu_si512, _mm512_ror_epi32, _mm512_set1_epi32,
    _mm512_srli_epi32, _mm512_storeu_si512, _mm512_ternarylogic_epi32,
};
use std::is_x86_feature_detected;

use super::{Block, MOST_LANES, ROUND, Words, common_blocks};

mod transpose;

pub(super) fn is_available() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw")
}

/// Compresses as many blocks of these lanes as the shortest one has, and whether it did so: they must
/// be one to sixteen, and the processor must have the instructions.
pub(super) fn compress(states: &mut [Words], inputs: &[&[Block]]) -> bool {
    let fits = states.len() == inputs.len() && inputs.len() <= MOST_LANES;
    let Some(first) = inputs.first().filter(|_| fits && is_available()) else {
        return false;
    };
    // A lane without a message computes what the first one does, for nothing.
    let mut lanes = [*first; MOST_LANES];
    let mut words = [Words::default(); MOST_LANES];
    for (lane, input) in lanes.iter_mut().zip(inputs) {
        *lane = input;
    }
    for (words, state) in words.iter_mut().zip(&*states) {
        *words = *state;
    }
    // SAFETY: the processor has every feature that the function is compiled for.
    unsafe { run(&mut words, lanes) };
    for (state, words) in states.iter_mut().zip(words) {
        *state = words;
    }
    true
}

#[target_feature(enable = "avx512f,avx512bw")]
fn run(states: &mut [Words; MOST_LANES], inputs: [&[Block]; MOST_LANES]) {
    let mut vectors = vectors_of(states);
    let count = common_blocks(&inputs);
    let mut inputs = inputs.map(<[Block]>::iter);
    for _ in 0..count {
        let blocks = inputs
            .each_mut()
            .map(|input| input.next().unwrap_or(&[0; 64]));
        let words = transpose::words_of(blocks);
        vectors = compress_blocks(vectors, words);
    }
    *states = states_of(vectors);
}

/// Element `n` of vector `m` is word `m` of state `n`.
#[target_feature(enable = "avx512f")]
fn vectors_of(states: &[Words; MOST_LANES]) -> [__m512i; 8] {
    let mut columns = [[0_u32; MOST_LANES]; 8];
    for (lane, state) in states.iter().enumerate() {
        for (column, word) in columns.iter_mut().zip(state) {
            if let Some(element) = column.get_mut(lane) {
                *element = *word;
            }
        }
    }
    // SAFETY: 64 bytes are readable there, and the load needs no alignment.
    columns
        .each_ref()
        .map(|column| unsafe { _mm512_loadu_si512(column.as_ptr().cast()) })
}

/// The inverse of [`vectors_of`].
#[target_feature(enable = "avx512f")]
fn states_of(vectors: [__m512i; 8]) -> [Words; MOST_LANES] {
    let columns = vectors.map(|vector| {
        let mut column = [0_u32; MOST_LANES];
        // SAFETY: 64 bytes are writable there, and the store needs no alignment.
        unsafe { _mm512_storeu_si512(column.as_mut_ptr().cast(), vector) };
        column
    });
    let mut states = [Words::default(); MOST_LANES];
    for (lane, state) in states.iter_mut().enumerate() {
        for (word, column) in state.iter_mut().zip(&columns) {
            *word = column.get(lane).copied().unwrap_or_default();
        }
    }
    states
}

#[target_feature(enable = "avx512f")]
#[inline]
fn compress_blocks(before: [__m512i; 8], mut words: [__m512i; 16]) -> [__m512i; 8] {
    let mut state = before;
    let (quarters, _) = ROUND.as_chunks::<16>();
    for (number, constants) in quarters.iter().enumerate() {
        if number > 0 {
            words = next_words(words);
        }
        state = sixteen_rounds(state, words, constants);
    }
    let [a, b, c, d, e, f, g, h] = state;
    let [a0, b0, c0, d0, e0, f0, g0, h0] = before;
    [
        _mm512_add_epi32(a, a0),
        _mm512_add_epi32(b, b0),
        _mm512_add_epi32(c, c0),
        _mm512_add_epi32(d, d0),
        _mm512_add_epi32(e, e0),
        _mm512_add_epi32(f, f0),
        _mm512_add_epi32(g, g0),
        _mm512_add_epi32(h, h0),
    ]
}

#[target_feature(enable = "avx512f")]
#[inline]
fn sixteen_rounds(
    state: [__m512i; 8],
    words: [__m512i; 16],
    constants: &[u32; 16],
) -> [__m512i; 8] {
    let [
        w0,
        w1,
        w2,
        w3,
        w4,
        w5,
        w6,
        w7,
        w8,
        w9,
        wa,
        wb,
        wc,
        wd,
        we,
        wf,
    ] = words;
    let [
        k0,
        k1,
        k2,
        k3,
        k4,
        k5,
        k6,
        k7,
        k8,
        k9,
        ka,
        kb,
        kc,
        kd,
        ke,
        kf,
    ] = *constants;
    let state = round(round(round(round(state, w0, k0), w1, k1), w2, k2), w3, k3);
    let state = round(round(round(round(state, w4, k4), w5, k5), w6, k6), w7, k7);
    let state = round(round(round(round(state, w8, k8), w9, k9), wa, ka), wb, kb);
    round(round(round(round(state, wc, kc), wd, kd), we, ke), wf, kf)
}

/// One round (FIPS 180-4, section 6.2.2).
#[target_feature(enable = "avx512f")]
#[inline]
fn round([a, b, c, d, e, f, g, h]: [__m512i; 8], word: __m512i, constant: u32) -> [__m512i; 8] {
    let constant = _mm512_set1_epi32(constant.cast_signed());
    let addend = _mm512_add_epi32(_mm512_add_epi32(word, constant), h);
    let sum1 = xor3(
        _mm512_ror_epi32::<6>(e),
        _mm512_ror_epi32::<11>(e),
        _mm512_ror_epi32::<25>(e),
    );
    let choice = _mm512_ternarylogic_epi32::<0xca>(e, f, g);
    let first = _mm512_add_epi32(_mm512_add_epi32(addend, choice), sum1);
    // The sum of `d` and `first` again, from what is known earlier: the next round waits for it.
    let next_e = _mm512_add_epi32(_mm512_add_epi32(_mm512_add_epi32(d, addend), choice), sum1);
    let sum0 = xor3(
        _mm512_ror_epi32::<2>(a),
        _mm512_ror_epi32::<13>(a),
        _mm512_ror_epi32::<22>(a),
    );
    let majority = _mm512_ternarylogic_epi32::<0xe8>(a, b, c);
    let next_a = _mm512_add_epi32(_mm512_add_epi32(first, majority), sum0);
    [next_a, a, b, c, next_e, e, f, g]
}

/// The next sixteen words of the schedule.
#[target_feature(enable = "avx512f")]
#[inline]
fn next_words(words: [__m512i; 16]) -> [__m512i; 16] {
    super::next_words!(words)
}

/// Word 16 of those of which these are words 0, 1, 9 and 14.
#[target_feature(enable = "avx512f")]
#[inline]
fn next_word(w0: __m512i, w1: __m512i, w9: __m512i, w14: __m512i) -> __m512i {
    let sigma0 = xor3(
        _mm512_ror_epi32::<7>(w1),
        _mm512_ror_epi32::<18>(w1),
        _mm512_srli_epi32::<3>(w1),
    );
    let sigma1 = xor3(
        _mm512_ror_epi32::<17>(w14),
        _mm512_ror_epi32::<19>(w14),
        _mm512_srli_epi32::<10>(w14),
    );
    _mm512_add_epi32(_mm512_add_epi32(w0, sigma0), _mm512_add_epi32(w9, sigma1))
}

#[target_feature(enable = "avx512f")]
#[inline]
fn xor3(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    _mm512_ternarylogic_epi32::<0x96>(a, b, c)
}
