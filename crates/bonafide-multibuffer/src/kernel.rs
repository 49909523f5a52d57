//! The kernels, and which of them to take.

/// The sixteen words of the schedule that follow these (FIPS 180-4, section 6.2.2), by the function
/// `next_word` of the kernel. A function with that as an argument would not be compiled for the
/// instructions of the kernel.
macro_rules! next_words {
    ($words:expr) => {{
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
        ] = $words;
        let x0 = next_word(w0, w1, w9, we);
        let x1 = next_word(w1, w2, wa, wf);
        let x2 = next_word(w2, w3, wb, x0);
        let x3 = next_word(w3, w4, wc, x1);
        let x4 = next_word(w4, w5, wd, x2);
        let x5 = next_word(w5, w6, we, x3);
        let x6 = next_word(w6, w7, wf, x4);
        let x7 = next_word(w7, w8, x0, x5);
        let x8 = next_word(w8, w9, x1, x6);
        let x9 = next_word(w9, wa, x2, x7);
        let xa = next_word(wa, wb, x3, x8);
        let xb = next_word(wb, wc, x4, x9);
        let xc = next_word(wc, wd, x5, xa);
        let xd = next_word(wd, we, x6, xb);
        let xe = next_word(we, wf, x7, xc);
        let xf = next_word(wf, x0, x8, xd);
        [
            x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, xa, xb, xc, xd, xe, xf,
        ]
    }};
}
use next_words;

#[cfg(not(target_arch = "x86_64"))]
mod absent;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod portable;
#[cfg(target_arch = "x86_64")]
mod sha_ni;

#[cfg(not(target_arch = "x86_64"))]
use absent as avx512;
#[cfg(not(target_arch = "x86_64"))]
use absent as sha_ni;

/// One block of SHA-256.
pub(crate) type Block = [u8; 64];

/// The chaining value of SHA-256.
pub(crate) type Words = [u32; 8];

/// The most lanes that any kernel has.
pub(crate) const MOST_LANES: usize = 16;

/// A way to compress the blocks of several independent messages at once.
///
/// All give the same digests. They are ordered: a later one has more lanes. One that this processor
/// does not have may be named: the next narrower one that it has then works in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kernel {
    /// One lane of plain arithmetic, which every machine has: for a forced fallback, and as what the
    /// others are compared with. A common implementation of one stream is faster.
    Portable,
    /// Two lanes on the SHA extensions of x86 (SHA-NI): while one waits for its round, the other
    /// works.
    ShaNi2,
    /// Sixteen lanes, one in each element of the AVX-512 vectors (needs AVX-512F and AVX-512BW).
    Avx512x16,
}

impl Kernel {
    /// All kernels, by number of lanes.
    pub const ALL: [Self; 3] = [Self::Portable, Self::ShaNi2, Self::Avx512x16];

    /// The fastest kernel of this processor for many messages; `None` where only
    /// [`Kernel::Portable`] is there, and a common implementation of one stream is the better choice.
    #[must_use]
    pub fn best() -> Option<Self> {
        let gain = [Self::Avx512x16, Self::ShaNi2];
        gain.into_iter().find(|kernel| kernel.is_available())
    }

    /// A short name: `portable`, `sha-ni-x2`, `avx512-x16`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::ShaNi2 => "sha-ni-x2",
            Self::Avx512x16 => "avx512-x16",
        }
    }

    /// How many messages it takes at once: 1, 2 or 16.
    #[must_use]
    pub const fn lanes(self) -> usize {
        match self {
            Self::Portable => 1,
            Self::ShaNi2 => 2,
            Self::Avx512x16 => MOST_LANES,
        }
    }

    /// Whether this processor has it.
    #[must_use]
    pub fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            Self::ShaNi2 => sha_ni::is_available(),
            Self::Avx512x16 => avx512::is_available(),
        }
    }

    /// The kernel to take for `messages` running messages, which is no wider than this one.
    ///
    /// The lanes of a wide kernel cost the same whether they are occupied or not, so that a narrow
    /// one is faster for the last few messages.
    #[must_use]
    pub fn suited_to(self, messages: usize) -> Self {
        self.choose(messages, Self::is_available)
    }

    /// The start-up table, for a processor that has what `has` says.
    fn choose(self, messages: usize, has: impl Fn(Self) -> bool) -> Self {
        let may = |kernel| kernel <= self && has(kernel);
        let (narrow, enough) = if may(Self::ShaNi2) {
            (Self::ShaNi2, ENOUGH_BESIDE_SHA_NI)
        } else {
            (Self::Portable, ENOUGH_BESIDE_PORTABLE)
        };
        if may(Self::Avx512x16) && messages >= enough {
            Self::Avx512x16
        } else {
            narrow
        }
    }

    /// Compresses as many blocks of each lane as the shortest one has.
    ///
    /// What the kernel cannot do, for lack of lanes or of the processor, the portable one does.
    pub(crate) fn compress(self, states: &mut [Words], inputs: &[&[Block]]) {
        let is_compressed = match self {
            Self::Portable => false,
            Self::ShaNi2 => sha_ni::compress(states, inputs),
            Self::Avx512x16 => avx512::compress(states, inputs),
        };
        if !is_compressed {
            portable::compress(states, inputs);
        }
    }
}

/// How many blocks all of these lanes have.
pub(crate) fn common_blocks(inputs: &[&[Block]]) -> usize {
    let counts = inputs.iter().map(|input| input.len());
    counts.min().unwrap_or(0)
}

/// From how many messages on sixteen lanes of AVX-512 beat pairs of lanes on SHA-NI.
///
/// Measured on a processor whose vectors are computed 512 bits at a time: sixteen blocks in the time
/// of 8.8 blocks on pairs of lanes.
const ENOUGH_BESIDE_SHA_NI: usize = 9;

/// From how many messages on sixteen lanes of AVX-512 beat plain arithmetic, which is as fast as they
/// are for one.
const ENOUGH_BESIDE_PORTABLE: usize = 2;

/// The round constants (FIPS 180-4, section 4.2.2).
#[rustfmt::skip]
const ROUND: [u32; 64] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5,
    0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3,
    0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc,
    0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13,
    0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3,
    0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5,
    0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208,
    0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks that differ from each other in each byte.
    fn blocks(lane: u8) -> Vec<Block> {
        let block =
            |number: u8| core::array::from_fn(|at| at as u8 ^ number.wrapping_mul(73) ^ lane);
        (0..5).map(block).collect()
    }

    #[test]
    fn every_kernel_agrees_with_the_portable_one_on_every_number_of_lanes() {
        for kernel in Kernel::ALL {
            for lanes in 0..=MOST_LANES as u8 {
                let owned: Vec<Vec<Block>> = (0..lanes).map(|lane| blocks(lane * 16)).collect();
                let inputs: Vec<&[Block]> = owned.iter().map(Vec::as_slice).collect();
                let begin = |lane: u8| core::array::from_fn(|at| u32::from(lane) << 20 ^ at as u32);
                let mut states: Vec<Words> = (0..lanes).map(begin).collect();
                let mut expected = states.clone();
                kernel.compress(&mut states, &inputs);
                portable::compress(&mut expected, &inputs);
                assert_eq!(states, expected, "{} with {lanes}", kernel.name());
            }
        }
    }

    #[test]
    fn the_shortest_lane_says_how_many_blocks() {
        let blocks = blocks(0);
        for kernel in Kernel::ALL {
            for shortest in 0..kernel.lanes() {
                let mut inputs = vec![blocks.as_slice(); kernel.lanes()];
                inputs[shortest] = &blocks[..2];
                let mut states = vec![[7; 8]; kernel.lanes()];
                kernel.compress(&mut states, &inputs);
                let mut expected = [[7; 8]];
                portable::compress(&mut expected, &[&blocks[..2]]);
                assert!(states.iter().all(|state| *state == expected[0]));
            }
        }
    }

    #[test]
    fn more_lanes_than_the_kernel_has_are_compressed_as_well() {
        let owned: Vec<Vec<Block>> = (0..20).map(blocks).collect();
        let inputs: Vec<&[Block]> = owned.iter().map(Vec::as_slice).collect();
        let mut expected = vec![[9; 8]; 20];
        portable::compress(&mut expected, &inputs);
        for kernel in Kernel::ALL {
            let mut states = vec![[9; 8]; 20];
            kernel.compress(&mut states, &inputs);
            assert_eq!(states, expected, "{}", kernel.name());
        }
    }

    #[test]
    fn the_table_names_only_what_is_there_and_permitted() {
        use Kernel::{Avx512x16, Portable, ShaNi2};
        for (widest, has, messages, expected) in [
            (Avx512x16, &[ShaNi2, Avx512x16][..], 16, Avx512x16),
            (Avx512x16, &[ShaNi2, Avx512x16], 9, Avx512x16),
            (Avx512x16, &[ShaNi2, Avx512x16], 8, ShaNi2),
            (Avx512x16, &[ShaNi2, Avx512x16], 1, ShaNi2),
            (Avx512x16, &[Avx512x16], 2, Avx512x16),
            (Avx512x16, &[Avx512x16], 1, Portable),
            (Avx512x16, &[ShaNi2], 16, ShaNi2),
            (Avx512x16, &[], 16, Portable),
            (ShaNi2, &[ShaNi2, Avx512x16], 40, ShaNi2),
            (ShaNi2, &[Avx512x16], 40, Portable),
            (Portable, &[ShaNi2, Avx512x16], 40, Portable),
        ] {
            let chosen = widest.choose(messages, |kernel| has.contains(&kernel));
            assert_eq!(chosen, expected, "{widest:?} {has:?} {messages}");
        }
    }

    #[test]
    fn the_best_kernel_is_there() {
        assert!(Kernel::best().is_none_or(|best| best.is_available() && best.lanes() > 1));
        assert!(Kernel::Portable.is_available());
        assert!(Kernel::ALL.is_sorted_by_key(|kernel| kernel.lanes()));
        println!(
            "here: {:?}",
            Kernel::ALL.map(|kernel| (kernel.name(), kernel.is_available()))
        );
    }
}
