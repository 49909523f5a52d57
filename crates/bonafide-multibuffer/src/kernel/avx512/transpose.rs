//! From sixteen blocks, one after the other, to sixteen words of all blocks each.
#![allow(unsafe_code, reason = "loads take pointers")]

use core::arch::x86_64::{
    __m512i, _mm512_loadu_si512, _mm512_set4_epi32, _mm512_shuffle_epi8, _mm512_shuffle_i32x4,
    _mm512_unpackhi_epi32, _mm512_unpackhi_epi64, _mm512_unpacklo_epi32, _mm512_unpacklo_epi64,
};

use super::super::{Block, MOST_LANES};

/// Element `n` of vector `m` is word `m` of block `n`, which is big-endian.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
pub(super) fn words_of(blocks: [&Block; MOST_LANES]) -> [__m512i; 16] {
    let rows = blocks.map(|block| load(block));
    let [
        r0,
        r1,
        r2,
        r3,
        r4,
        r5,
        r6,
        r7,
        r8,
        r9,
        ra,
        rb,
        rc,
        rd,
        re,
        rf,
    ] = rows;
    let one = four_rows(r0, r1, r2, r3);
    let two = four_rows(r4, r5, r6, r7);
    let three = four_rows(r8, r9, ra, rb);
    let four = four_rows(rc, rd, re, rf);
    let [a0, b0, c0, d0] = one;
    let [a1, b1, c1, d1] = two;
    let [a2, b2, c2, d2] = three;
    let [a3, b3, c3, d3] = four;
    let [w0, w4, w8, wc] = four_parts(a0, a1, a2, a3);
    let [w1, w5, w9, wd] = four_parts(b0, b1, b2, b3);
    let [w2, w6, wa, we] = four_parts(c0, c1, c2, c3);
    let [w3, w7, wb, wf] = four_parts(d0, d1, d2, d3);
    [
        w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, wa, wb, wc, wd, we, wf,
    ]
}

/// Transposes each four by four words of four rows.
#[target_feature(enable = "avx512f")]
#[inline]
fn four_rows(a: __m512i, b: __m512i, c: __m512i, d: __m512i) -> [__m512i; 4] {
    let ab_low = _mm512_unpacklo_epi32(a, b);
    let ab_high = _mm512_unpackhi_epi32(a, b);
    let cd_low = _mm512_unpacklo_epi32(c, d);
    let cd_high = _mm512_unpackhi_epi32(c, d);
    [
        _mm512_unpacklo_epi64(ab_low, cd_low),
        _mm512_unpackhi_epi64(ab_low, cd_low),
        _mm512_unpacklo_epi64(ab_high, cd_high),
        _mm512_unpackhi_epi64(ab_high, cd_high),
    ]
}

/// Transposes four by four parts of 128 bits.
#[target_feature(enable = "avx512f")]
#[inline]
fn four_parts(a: __m512i, b: __m512i, c: __m512i, d: __m512i) -> [__m512i; 4] {
    let ab_low = _mm512_shuffle_i32x4::<0x88>(a, b);
    let ab_high = _mm512_shuffle_i32x4::<0xdd>(a, b);
    let cd_low = _mm512_shuffle_i32x4::<0x88>(c, d);
    let cd_high = _mm512_shuffle_i32x4::<0xdd>(c, d);
    [
        _mm512_shuffle_i32x4::<0x88>(ab_low, cd_low),
        _mm512_shuffle_i32x4::<0x88>(ab_high, cd_high),
        _mm512_shuffle_i32x4::<0xdd>(ab_low, cd_low),
        _mm512_shuffle_i32x4::<0xdd>(ab_high, cd_high),
    ]
}

#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn load(block: &Block) -> __m512i {
    // Of each four bytes, the last one first.
    let order = _mm512_set4_epi32(0x0c0d_0e0f, 0x0809_0a0b, 0x0405_0607, 0x0001_0203);
    // SAFETY: 64 bytes are readable there, and the load needs no alignment.
    let bytes = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
    _mm512_shuffle_epi8(bytes, order)
}
