//! From sixteen blocks, one after the other, to sixteen words of all blocks each.
#![allow(unsafe_code, reason = "loads take pointers")]

use core::arch::x86_64::{
    __m128i, __m512i, _mm_loadu_si128, _mm512_castsi128_si512, _mm512_inserti32x4,
    _mm512_set4_epi32, _mm512_shuffle_epi8, _mm512_unpackhi_epi32, _mm512_unpackhi_epi64,
    _mm512_unpacklo_epi32, _mm512_unpacklo_epi64,
};

use super::super::{Block, MOST_LANES};

/// Element `n` of vector `m` is word `m` of block `n`, which is big-endian.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
pub(super) fn words_of(blocks: [&Block; MOST_LANES]) -> [__m512i; 16] {
    let [w0, w1, w2, w3] = four_words::<0>(blocks);
    let [w4, w5, w6, w7] = four_words::<1>(blocks);
    let [w8, w9, wa, wb] = four_words::<2>(blocks);
    let [wc, wd, we, wf] = four_words::<3>(blocks);
    [
        w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, wa, wb, wc, wd, we, wf,
    ]
}

/// Words `4 * PART` to `4 * PART + 3`.
///
/// Half of the transposition is done by where the parts are loaded to; that leaves four by four words
/// in each 128 bits.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn four_words<const PART: usize>(blocks: [&Block; MOST_LANES]) -> [__m512i; 4] {
    let [
        b0,
        b1,
        b2,
        b3,
        b4,
        b5,
        b6,
        b7,
        b8,
        b9,
        ba,
        bb,
        bc,
        bd,
        be,
        bf,
    ] = blocks;
    let row0 = parts::<PART>(b0, b4, b8, bc);
    let row1 = parts::<PART>(b1, b5, b9, bd);
    let row2 = parts::<PART>(b2, b6, ba, be);
    let row3 = parts::<PART>(b3, b7, bb, bf);
    let low01 = _mm512_unpacklo_epi32(row0, row1);
    let low23 = _mm512_unpacklo_epi32(row2, row3);
    let high01 = _mm512_unpackhi_epi32(row0, row1);
    let high23 = _mm512_unpackhi_epi32(row2, row3);
    [
        _mm512_unpacklo_epi64(low01, low23),
        _mm512_unpackhi_epi64(low01, low23),
        _mm512_unpacklo_epi64(high01, high23),
        _mm512_unpackhi_epi64(high01, high23),
    ]
}

/// The same four words of four blocks.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn parts<const PART: usize>(a: &Block, b: &Block, c: &Block, d: &Block) -> __m512i {
    let parts = _mm512_castsi128_si512(load::<PART>(a));
    let parts = _mm512_inserti32x4::<1>(parts, load::<PART>(b));
    let parts = _mm512_inserti32x4::<2>(parts, load::<PART>(c));
    let parts = _mm512_inserti32x4::<3>(parts, load::<PART>(d));
    // Of each four bytes, the last one first.
    let order = _mm512_set4_epi32(0x0c0d_0e0f, 0x0809_0a0b, 0x0405_0607, 0x0001_0203);
    _mm512_shuffle_epi8(parts, order)
}

#[target_feature(enable = "sse2")]
#[inline]
fn load<const PART: usize>(block: &Block) -> __m128i {
    let (parts, _) = block.as_chunks::<16>();
    let part = parts.get(PART).unwrap_or(&[0; 16]);
    // SAFETY: sixteen bytes are readable there, and the load needs no alignment.
    unsafe { _mm_loadu_si128(part.as_ptr().cast()) }
}
