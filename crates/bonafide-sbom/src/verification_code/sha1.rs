//! SHA-1, for a sum that a format prescribes. It proves nothing: collisions are cheap.

/// A state that takes blocks of 64 bytes.
#[derive(Clone, Debug)]
pub(super) struct Sha1 {
    state: [u32; 5],
    block: [u8; 64],
    /// Bytes in the block.
    filled: usize,
    /// Bytes in all.
    length: u64,
}

impl Sha1 {
    pub(super) const fn new() -> Self {
        Self {
            state: [
                0x6745_2301,
                0xefcd_ab89,
                0x98ba_dcfe,
                0x1032_5476,
                0xc3d2_e1f0,
            ],
            block: [0; 64],
            filled: 0,
            length: 0,
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.push(*byte);
            self.length = self.length.wrapping_add(1);
        }
    }

    pub(super) fn finish(mut self) -> [u8; 20] {
        let bits = self.length.wrapping_mul(8);
        self.push(0x80);
        while self.filled != 56 {
            self.push(0);
        }
        for byte in bits.to_be_bytes() {
            self.push(byte);
        }
        let mut out = [0; 20];
        for (kept, byte) in out
            .iter_mut()
            .zip(self.state.into_iter().flat_map(u32::to_be_bytes))
        {
            *kept = byte;
        }
        out
    }

    fn push(&mut self, byte: u8) {
        if let Some(slot) = self.block.get_mut(self.filled) {
            *slot = byte;
        }
        self.filled = self.filled.saturating_add(1);
        if self.filled == self.block.len() {
            self.compress();
            self.filled = 0;
        }
    }

    fn compress(&mut self) {
        // The schedule is a ring of 16 words, since each word depends on the 16 before it only.
        let mut ring = [0_u32; 16];
        for (word, bytes) in ring.iter_mut().zip(self.block.chunks_exact(4)) {
            *word = bytes
                .iter()
                .fold(0, |word, byte| word << 8 | u32::from(*byte));
        }
        let [mut a, mut b, mut c, mut d, mut e] = self.state;
        for round in 0..80_usize {
            let (mixed, constant) = match round {
                0..20 => ((b & c) | (!b & d), 0x5a82_7999),
                20..40 => (b ^ c ^ d, 0x6ed9_eba1),
                40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let [word, later @ ..] = ring;
            let next = a
                .rotate_left(5)
                .wrapping_add(mixed)
                .wrapping_add(e)
                .wrapping_add(constant)
                .wrapping_add(word);
            (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
            let [_, two, _, _, _, _, _, eight, _, _, _, _, thirteen, _, _] = later;
            let fed = (word ^ two ^ eight ^ thirteen).rotate_left(1);
            ring.rotate_left(1);
            if let Some(last) = ring.last_mut() {
                *last = fed;
            }
        }
        for (kept, new) in self.state.iter_mut().zip([a, b, c, d, e]) {
            *kept = kept.wrapping_add(new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(parts: &[&[u8]]) -> String {
        let mut sha1 = Sha1::new();
        for part in parts {
            sha1.update(part);
        }
        let digest = sha1.finish();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// FIPS 180-4 examples, and lengths around the block.
    #[test]
    fn gives_the_published_values() {
        assert_eq!(hex(&[]), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(hex(&[b"abc"]), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(
            hex(&[
                b"abcdbcdecdefdefgefghfghighijhijk",
                b"ijkljklmklmnlmnomnopnopq"
            ]),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        );
        assert_eq!(
            hex(&[&[b'a'; 1_000_000]]),
            "34aa973cd4c4daa4f61eeb2bdbad27316534016f"
        );
        let lengths = [
            (55, "c1c8bbdc22796e28c0e15163d20899b65621d65a"),
            (56, "c2db330f6083854c99d4b5bfb6e8f29f201be699"),
            (63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5"),
            (64, "0098ba824b5c16427bd7a1122a5a442a25ec644d"),
            (65, "11655326c708d70319be2610e8a57d9a5b959d3b"),
        ];
        for (length, wanted) in lengths {
            assert_eq!(hex(&[&vec![b'a'; length]]), wanted, "{length}");
        }
    }
}
