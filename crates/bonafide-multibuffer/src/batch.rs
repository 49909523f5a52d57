//! All of a list of messages.

use core::cmp::Reverse;

use crate::kernel::Kernel;
use crate::lane::{Lane, advance};
use crate::message::Message;

/// The SHA-256 digests of `messages`, in their order.
///
/// The longest run first, so that few lanes are empty at the end, and the next message takes the lane
/// of the one that ended. `kernel` is the widest to use, as in [`advance`].
#[must_use]
pub fn digest_all(kernel: Kernel, messages: &[&[u8]]) -> Vec<[u8; 32]> {
    let mut waiting: Vec<(usize, &[u8])> = messages.iter().copied().enumerate().collect();
    // The next one is taken from the end.
    waiting.sort_by_key(|(number, message)| (message.len(), Reverse(*number)));
    let mut digests = vec![[0; 32]; messages.len()];
    let mut running: Vec<Running<'_>> = Vec::new();
    while running.len() < kernel.lanes()
        && let Some(next) = waiting.pop()
    {
        running.push(Running::of(next));
    }
    while !running.is_empty() {
        step(kernel, &mut running);
        running.retain_mut(|running| {
            if !running.is_done {
                return true;
            }
            if let Some(digest) = digests.get_mut(running.number) {
                *digest = running.message.digest();
            }
            // Its place is given to the next one.
            waiting.pop().map(|next| running.restart(next)).is_some()
        });
    }
    digests
}

struct Running<'a> {
    number: usize,
    message: Message,
    input: &'a [u8],
    is_done: bool,
}

impl<'a> Running<'a> {
    fn of((number, input): (usize, &'a [u8])) -> Self {
        Self {
            number,
            message: Message::new(),
            input,
            is_done: false,
        }
    }

    fn restart(&mut self, (number, input): (usize, &'a [u8])) {
        self.message.restart();
        (self.number, self.input, self.is_done) = (number, input, false);
    }
}

fn step<'a>(kernel: Kernel, running: &mut [Running<'a>]) {
    let lanes = running
        .iter_mut()
        .map(|running| Lane::last(&mut running.message, running.input));
    let mut lanes: Vec<Lane<'_, 'a>> = lanes.collect();
    advance(kernel, &mut lanes);
    let after = lanes.iter().map(|lane| (lane.rest(), lane.is_done()));
    let after: Vec<_> = after.collect();
    for (running, (rest, is_done)) in running.iter_mut().zip(after) {
        (running.input, running.is_done) = (rest, is_done);
    }
}
