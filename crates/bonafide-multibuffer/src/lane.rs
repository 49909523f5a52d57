//! Messages beside each other.

use crate::kernel::{Block, Kernel, MOST_LANES, Words, common_blocks};
use crate::message::Message;

/// A message and the bytes that come next in it.
///
/// To make one may take some of the bytes already, so that one goes on with [`Lane::rest`] and not with
/// what was given.
#[derive(Debug)]
pub struct Lane<'m, 'i> {
    message: &'m mut Message,
    input: &'i [u8],
    is_last: bool,
}

impl<'m, 'i> Lane<'m, 'i> {
    /// `input` follows in `message`, and more may come.
    ///
    /// Any length will do; those of 64 bytes and their multiples are the fastest.
    #[must_use]
    pub fn new(message: &'m mut Message, input: &'i [u8]) -> Self {
        Self {
            message,
            input,
            is_last: false,
        }
        .settled()
    }

    /// `input`, which may be empty, is the last of `message`.
    ///
    /// The padding then goes through the kernel with the rest, and [`Message::finish`] has nothing
    /// left to do. A message that has ended so takes no more: [`Lane::rest`] stays what it was.
    #[must_use]
    pub fn last(message: &'m mut Message, input: &'i [u8]) -> Self {
        Self {
            message,
            input,
            is_last: true,
        }
        .settled()
    }

    /// The bytes that were not taken yet.
    #[must_use]
    pub const fn rest(&self) -> &'i [u8] {
        self.input
    }

    /// Whether there is nothing more to do here: all bytes are taken, and the padding is where this
    /// is the last of the message.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.blocks().is_empty()
    }

    /// The blocks to compress next; none when it is done.
    fn blocks(&self) -> &[Block] {
        let pending = self.message.pending();
        if pending.is_empty() && !self.message.has_ended {
            return self.input.as_chunks().0;
        }
        pending
    }

    /// Goes on after `count` blocks.
    fn compressed(&mut self, count: usize, state: Words) {
        self.message.state = state;
        if self.message.pending().is_empty() {
            let bytes = count.saturating_mul(size_of::<Block>());
            let (_, rest) = self
                .input
                .split_at_checked(bytes)
                .unwrap_or((self.input, &[]));
            self.input = rest;
            self.message.lengthen(bytes);
        } else {
            self.message.compressed(count);
        }
        self.settle();
    }

    fn settled(mut self) -> Self {
        self.settle();
        self
    }

    /// Leaves whole blocks to compress, or nothing.
    fn settle(&mut self) {
        self.input = self.message.take_odd(self.input);
        if self.is_last && self.input.is_empty() {
            self.message.end();
        }
    }
}

/// Compresses until one of `lanes` is done, which is then best given its next bytes, or those of
/// another message, before the next call.
///
/// Lanes that are done already are passed over; when all are, nothing happens. When there are more
/// than the kernel has, they run in groups, each until one of its lanes is done.
///
/// `kernel` is the widest to use: few lanes run on a narrower one where that is faster
/// ([`Kernel::suited_to`]), and so do all on a processor that does not have it. The digests are the
/// same.
pub fn advance(kernel: Kernel, lanes: &mut [Lane<'_, '_>]) {
    let mut running = lanes.iter().filter(|lane| !lane.is_done()).count();
    let mut waiting = lanes.iter_mut().filter(|lane| !lane.is_done());
    while running > 0 {
        let kernel = kernel.suited_to(running);
        let mut group: Vec<_> = waiting.by_ref().take(kernel.lanes()).collect();
        running = running.saturating_sub(group.len());
        run(kernel, &mut group);
    }
}

/// Runs these lanes, no more than the kernel has, until one is done.
fn run(kernel: Kernel, group: &mut [&mut Lane<'_, '_>]) {
    while !group.iter().any(|lane| lane.is_done()) {
        let mut states = [Words::default(); MOST_LANES];
        let mut inputs: [&[Block]; MOST_LANES] = [&[]; MOST_LANES];
        for ((state, input), lane) in states.iter_mut().zip(&mut inputs).zip(&*group) {
            *state = lane.message.state;
            *input = lane.blocks();
        }
        let inputs = inputs.get(..group.len()).unwrap_or_default();
        let count = common_blocks(inputs);
        kernel.compress(states.get_mut(..inputs.len()).unwrap_or_default(), inputs);
        for (lane, state) in group.iter_mut().zip(states) {
            lane.compressed(count, state);
        }
    }
}
