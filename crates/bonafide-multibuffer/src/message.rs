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
    /// Bytes in `waiting`: a block at most, until the message ends.
    used: usize,
    /// Blocks in `waiting` that are to be compressed, and how many of these were.
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
        self.digest()
    }

    /// The digest of a message that has ended.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut digest = [0; 32];
        for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(self.state) {
            *bytes = word.to_be_bytes();
        }
        digest
    }

    /// Begins anew, without the bytes that wait: they are written before they are read.
    pub(crate) fn restart(&mut self) {
        self.state = INITIAL;
        self.length = 0;
        (self.used, self.full, self.done) = (0, 0, 0);
        self.has_ended = false;
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

    /// Takes what cannot be compressed where it is, and gives the rest: of `input`, the bytes that
    /// fill up a block that has begun, or the last few, which begin one.
    pub(crate) fn take_odd<'a>(&mut self, input: &'a [u8]) -> &'a [u8] {
        let stays = self.used == 0 && input.len() >= BLOCK;
        if stays || self.has_ended {
            return input;
        }
        let room = BLOCK.saturating_sub(self.used);
        let (taken, rest) = input.split_at_checked(room).unwrap_or((input, &[]));
        let end = self.used.saturating_add(taken.len());
        if let Some(free) = self.waiting.as_flattened_mut().get_mut(self.used..end) {
            free.copy_from_slice(taken);
        }
        self.used = end;
        self.full = self.used.checked_div(BLOCK).unwrap_or(0);
        self.lengthen(taken.len());
        rest
    }

    /// Appends the padding (FIPS 180-4, section 5.1.1).
    pub(crate) fn end(&mut self) {
        if self.has_ended {
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

    /// That `bytes` more belong to the message.
    pub(crate) fn lengthen(&mut self, bytes: usize) {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The last block of a message of so many bytes, of which `begun` are in it.
    fn ended(length: u64, begun: usize) -> Message {
        let mut message = Message::new();
        assert_eq!(message.take_odd(&[0xff; 63][..begun]), b"");
        message.length = length;
        message.end();
        message
    }

    #[test]
    fn the_length_is_the_number_of_bits_in_64_bits() {
        for (length, expected) in [
            (0x1fff_ffff, 0xffff_fff8_u64),
            (0x2000_0000, 0x1_0000_0000),
            (0x1_0000_0000, 0x8_0000_0000),
            (0x2001_0203_0405_0607 >> 3, 0x2001_0203_0405_0600),
            ((1 << 61) - 1, u64::MAX - 7),
        ] {
            let message = ended(length, 0);
            let [block] = message.pending() else {
                panic!("one block");
            };
            assert_eq!(block[56..], expected.to_be_bytes());
        }
    }

    #[test]
    fn the_padding_is_one_bit_and_zeros() {
        for begun in 0..64 {
            let message = ended(7, begun);
            let blocks = message.pending();
            assert_eq!(blocks.len(), if begun < 56 { 1 } else { 2 }, "{begun}");
            let bytes = blocks.as_flattened();
            let (text, padding) = bytes.split_at(begun);
            let (padding, length) = padding.split_at(padding.len() - 8);
            assert!(text.iter().all(|byte| *byte == 0xff));
            assert_eq!(padding[0], 0x80);
            assert!(padding[1..].iter().all(|byte| *byte == 0));
            assert_eq!(length, 56_u64.to_be_bytes());
        }
    }

    #[test]
    fn bytes_of_an_earlier_end_are_not_left_over() {
        let mut message = Message::new();
        assert_eq!(message.take_odd(&[0xff; 63]), b"");
        assert_eq!(message.take_odd(&[0xff; 9]).len(), 8);
        message.compressed(1);
        message.end();
        assert_eq!(message.pending()[0][1..56], [0; 55]);
    }

    #[test]
    fn the_length_counts_on_over_2_to_the_32_bits() {
        let mut message = Message::new();
        message.length = u64::from(u32::MAX) / 8;
        let mut lane = Lane::new(&mut message, &[0; 200]);
        advance(Kernel::Portable, core::slice::from_mut(&mut lane));
        assert_eq!(message.length(), u64::from(u32::MAX) / 8 + 200);
    }
}
