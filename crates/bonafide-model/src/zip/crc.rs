//! The checksum of the format.

use std::sync::LazyLock;

/// A running CRC-32 with the reversed polynomial `edb88320`, eight bytes a step.
///
/// It finds accidents. It does not stop anybody: digests do.
pub(super) struct Crc(u32);

impl Crc {
    pub(super) const fn new() -> Self {
        Self(u32::MAX)
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        let [t0, t1, t2, t3, t4, t5, t6, t7] = &*TABLES;
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            let mixed = u64::from_le_bytes(*chunk) ^ u64::from(self.0);
            let [a, b, c, d, e, f, g, h] = mixed.to_le_bytes();
            self.0 = at(t7, a) ^ at(t6, b) ^ at(t5, c) ^ at(t4, d);
            self.0 ^= at(t3, e) ^ at(t2, f) ^ at(t1, g) ^ at(t0, h);
        }
        for byte in rest {
            self.0 = step(t0, self.0, *byte);
        }
    }

    pub(super) const fn value(&self) -> u32 {
        !self.0
    }
}

/// The checksum of `bytes`.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.value()
}

type Table = [u32; 256];

/// Row `n` is what a byte does to the sum `n` bytes later.
static TABLES: LazyLock<[Table; 8]> = LazyLock::new(|| {
    let first: Table = core::array::from_fn(|byte| {
        let byte = u32::try_from(byte).unwrap_or_default();
        (0..8).fold(byte, |sum, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1)))
    });
    let mut row = first;
    core::array::from_fn(|at| {
        if at > 0 {
            row = row.map(|sum| step(&first, sum, 0));
        }
        row
    })
});

fn step(table: &Table, sum: u32, byte: u8) -> u32 {
    let [low, ..] = sum.to_le_bytes();
    (sum >> 8) ^ at(table, low ^ byte)
}

fn at(table: &Table, byte: u8) -> u32 {
    table.get(usize::from(byte)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_known_texts() {
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(
            crc32(b"The quick brown fox jumps over the lazy dog"),
            0x414f_a339
        );
    }

    #[test]
    fn pieces_sum_to_the_whole() {
        let bytes: Vec<u8> = (0..1000_u32).map(|n| (n * 7 % 251) as u8).collect();
        for cut in 0..40 {
            let mut crc = Crc::new();
            crc.update(&bytes[..cut]);
            crc.update(&bytes[cut..]);
            assert_eq!(crc.value(), crc32(&bytes));
        }
    }
}
