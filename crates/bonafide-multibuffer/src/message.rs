//! One message: its state, what waits for a full block, and its end.

use core::fmt;

use crate::kernel::{Block, Kernel, Words};
use crate::lane::{Lane, advance};

/// A running SHA-256 (FIPS 180-4, section 6.2).
///
/// It takes its bytes through [`Lane`]s, together with other messages. Messages are at most
/// 2^61 - 1 bytes long, as the standard has it; this is not checked.
#[derive(Clone)]
pub struct Message {
    pub(crate) state: Words,
    /// Whole bytes taken so far.
    length: u64,
    /// First the bytes that wait for a full block, then the blocks that end the message.
    waiting: [Block; 2],
    /// Bytes in `waiting`, fewer than a block.
    used: usize,
    /// Blocks in `waiting` that are to be compressed, and how many of them are.
    full: usize,
    done: usize,
    pub(crate) has_ended: bool,
}

impl Message {
    /// A message of no bytes yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            state: INITIAL,
            length: 0,
            waiting: [[0; 64]; 2],
            used: 0,
            full: 0,
            done: 0,
            has_ended: false,
        }
    }

    /// The bytes taken so far.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Ends the message and gives its digest.
    ///
    /// What is left to compress, at most two blocks unless a [`Lane::last`] has done so already, is
    /// compressed alone, by a kernel no wider than `kernel`.
    #[must_use]
    pub fn finish(mut self, kernel: Kernel) -> [u8; 32] {
        let mut lane = Lane::last(&mut self, &[]);
        advance(kernel, core::slice::from_mut(&mut lane));
        let mut digest = [0; 32];
        for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(self.state) {
            *bytes = word.to_be_bytes();
        }
        digest
    }

    /// The blocks that go before those of further input.
    pub(crate) fn pending(&self) -> &[Block] {
        self.waiting.get(self.done..self.full).unwrap_or_default()
    }

    /// That `count` of the pending blocks were compressed.
    pub(crate) fn compressed(&mut self, count: usize) {
        self.done = self.done.saturating_add(count).min(self.full);
        if self.done == self.full {
            (self.used, self.full, self.done) = (0, 0, 0);
        }
    }

    /// That `bytes` were compressed where they are.
    pub(crate) fn compressed_in_place(&mut self, bytes: usize) {
        self.lengthen(bytes);
    }

    /// Takes what cannot be compressed where it is, and gives the rest: of `input`, the bytes that
    /// fill up a block that has begun, or the last few, which begin one.
    pub(crate) fn take_odd<'a>(&mut self, input: &'a [u8]) -> &'a [u8] {
        let begun = self.used > 0;
        if self.full > 0 || self.has_ended || (!begun && input.len() >= BLOCK) {
            return input;
        }
        let room = BLOCK.saturating_sub(self.used);
        let (taken, rest) = input.split_at_checked(room).unwrap_or((input, &[]));
        let free = self.waiting.as_flattened_mut().iter_mut().skip(self.used);
        for (byte, taken) in free.zip(taken) {
            *byte = *taken;
        }
        self.used = self.used.saturating_add(taken.len());
        self.full = self.used.checked_div(BLOCK).unwrap_or(0);
        self.lengthen(taken.len());
        rest
    }

    /// Appends the padding (FIPS 180-4, section 5.1.1), once no block is pending.
    pub(crate) fn end(&mut self) {
        if self.full > 0 || self.has_ended {
            return;
        }
        if let Some(rest) = self.waiting.as_flattened_mut().get_mut(self.used..) {
            rest.fill(0);
            if let Some(first) = rest.first_mut() {
                *first = 0x80;
            }
        }
        self.full = if self.used < LENGTH_AT { 1 } else { 2 };
        let bits = self.length.wrapping_mul(8);
        let last = self.waiting.iter_mut().take(self.full).next_back();
        if let Some(end) = last.and_then(|block| block.last_chunk_mut()) {
            *end = bits.to_be_bytes();
        }
        self.has_ended = true;
    }

    fn lengthen(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.length = self.length.wrapping_add(bytes);
    }
}

impl Default for Message {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

const BLOCK: usize = size_of::<Block>();

/// Where the length stands in the last block.
const LENGTH_AT: usize = BLOCK - size_of::<u64>();

/// The initial value (FIPS 180-4, section 5.3.3).
const INITIAL: Words = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];
