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
    let mut running: Vec<Running<'_>> = Vec::with_capacity(kernel.lanes());
    loop {
        while running.len() < kernel.lanes()
            && let Some((number, input)) = waiting.pop()
        {
            running.push(Running {
                number,
                message: Message::new(),
                input,
                is_done: false,
            });
        }
        if running.is_empty() {
            return digests;
        }
        step(kernel, &mut running);
        for ended in running.extract_if(.., |running| running.is_done) {
            if let Some(digest) = digests.get_mut(ended.number) {
                *digest = ended.message.finish(kernel);
            }
        }
    }
}

struct Running<'a> {
    number: usize,
    message: Message,
    input: &'a [u8],
    is_done: bool,
}

fn step<'a>(kernel: Kernel, running: &mut [Running<'a>]) {
    let mut lanes: Vec<Lane<'_, 'a>> = running
        .iter_mut()
        .map(|running| Lane::last(&mut running.message, running.input))
        .collect();
    advance(kernel, &mut lanes);
    let after: Vec<_> = lanes
        .iter()
        .map(|lane| (lane.rest(), lane.is_done()))
        .collect();
    for (running, (rest, is_done)) in running.iter_mut().zip(after) {
        (running.input, running.is_done) = (rest, is_done);
    }
}
