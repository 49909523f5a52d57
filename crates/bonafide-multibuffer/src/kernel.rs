//! The kernels, and which of them to take.

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
        Some(Self::Avx512x16.or_narrower()).filter(|kernel| *kernel != Self::Portable)
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
        let widest = self.or_narrower();
        if widest < Self::Avx512x16 {
            return widest;
        }
        let narrower = Self::ShaNi2.or_narrower();
        let least = match narrower {
            Self::ShaNi2 => LEAST_BESIDE_SHA_NI,
            _ => LEAST_BESIDE_PORTABLE,
        };
        if messages < least { narrower } else { widest }
    }

    /// This kernel, or the next narrower one that the processor has.
    fn or_narrower(self) -> Self {
        let mut narrower = Self::ALL.into_iter().rev().filter(|kernel| *kernel <= self);
        narrower
            .find(|kernel| kernel.is_available())
            .unwrap_or(Self::Portable)
    }

    /// Compresses as many blocks of each lane as the shortest one has.
    ///
    /// Lanes beyond those of the kernel, and states without input, are left alone.
    pub(crate) fn compress(self, states: &mut [Words], inputs: &[&[Block]]) {
        match self.or_narrower() {
            Self::Portable => {
                if let ([state, ..], [input, ..]) = (states, inputs) {
                    portable::compress(state, input);
                }
            }
            Self::ShaNi2 => sha_ni::compress(states, inputs),
            Self::Avx512x16 => avx512::compress(states, inputs),
        }
    }
}

/// From how many messages on sixteen lanes of AVX-512 beat pairs of lanes on SHA-NI.
const LEAST_BESIDE_SHA_NI: usize = 11;

/// From how many messages on sixteen lanes of AVX-512 beat one lane of plain arithmetic.
const LEAST_BESIDE_PORTABLE: usize = 3;

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
