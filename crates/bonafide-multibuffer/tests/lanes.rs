//! Messages that come in pieces, beside each other, and lanes that are given to the next message.

mod common;

use bonafide_multibuffer::{Kernel, Lane, Message, advance, digest_all};
use common::{bytes, expected};
use proptest::collection::vec;
use proptest::prelude::*;

/// One message as a test feeds it: its bytes, and where they are cut into pieces.
#[derive(Clone, Debug)]
struct Feed {
    bytes: Vec<u8>,
    pieces: Vec<usize>,
    /// Whether the end is told with the last piece, or only by `finish`.
    tells_end: bool,
}

fn feed() -> impl Strategy<Value = Feed> {
    let length = prop_oneof![
        0_usize..200,
        0_usize..3000,
        (0_usize..40).prop_map(|n| n * 64)
    ];
    let piece = prop_oneof![0_usize..70, Just(64), Just(128), 0_usize..1500];
    let bytes = (length, any::<u8>()).prop_map(|(length, salt)| {
        (0..length)
            .map(|at| (at * 37) as u8 ^ (at >> 5) as u8 ^ salt)
            .collect()
    });
    (bytes, vec(piece, 1..6), any::<bool>()).prop_map(|(bytes, pieces, tells_end)| Feed {
        bytes,
        pieces,
        tells_end,
    })
}

fn kernel() -> impl Strategy<Value = Kernel> {
    prop::sample::select(Kernel::ALL.to_vec())
}

proptest! {
    #[test]
    fn pieces_and_refilled_lanes_give_the_digests_of_the_whole(
        feeds in vec(feed(), 0..60),
        lanes in 1_usize..=40,
        kernels in vec(kernel(), 1..4),
    ) {
        let whole: Vec<&[u8]> = feeds.iter().map(|feed| feed.bytes.as_slice()).collect();
        prop_assert_eq!(run(&feeds, lanes, &kernels), expected(&whole));
    }

    #[test]
    fn lists_of_random_lengths(
        lengths in vec(0_usize..5000, 0..60),
        begin in 0_usize..64,
        kernel in kernel(),
    ) {
        let bytes = bytes(5064);
        let messages: Vec<&[u8]> =
            lengths.iter().map(|length| &bytes[begin..begin + length]).collect();
        prop_assert_eq!(digest_all(kernel, &messages), expected(&messages));
    }
}

/// Feeds `feeds` on so many lanes, each call with the next of `kernels`.
fn run(feeds: &[Feed], lanes: usize, kernels: &[Kernel]) -> Vec<[u8; 32]> {
    struct Running<'a> {
        number: usize,
        message: Message,
        /// The rest of the piece, and what follows it.
        piece: &'a [u8],
        after: &'a [u8],
        cuts: std::iter::Cycle<std::slice::Iter<'a, usize>>,
    }
    let mut kernels = kernels.iter().copied().cycle();
    let mut waiting = feeds.iter().enumerate();
    let mut digests = vec![[0; 32]; feeds.len()];
    let mut running: Vec<Running<'_>> = Vec::new();
    loop {
        let kernel = kernels.next().unwrap();
        let free = lanes - running.len();
        running.extend(waiting.by_ref().take(free).map(|(number, feed)| Running {
            number,
            message: Message::new(),
            piece: &[],
            after: &feed.bytes,
            cuts: feed.pieces.iter().cycle(),
        }));
        if running.is_empty() {
            return digests;
        }
        for one in &mut running {
            if one.piece.is_empty() {
                let cut = *one.cuts.next().unwrap();
                // A cut of nothing is a piece of nothing, and the next one must not be.
                let cut = if cut == 0 {
                    *one.cuts.next().unwrap()
                } else {
                    cut
                }
                .max(1);
                (one.piece, one.after) = one.after.split_at(cut.min(one.after.len()));
            }
        }
        let mut beside: Vec<Lane<'_, '_>> = Vec::new();
        for one in &mut running {
            let is_last = one.after.is_empty() && feeds[one.number].tells_end;
            let make = if is_last { Lane::last } else { Lane::new };
            beside.push(make(&mut one.message, one.piece));
        }
        advance(kernel, &mut beside);
        assert!(beside.iter().any(Lane::is_done), "no lane is done");
        let rests: Vec<(&[u8], bool)> = beside
            .iter()
            .map(|lane| (lane.rest(), lane.is_done()))
            .collect();
        let mut still = Vec::new();
        for (mut one, (rest, is_done)) in running.into_iter().zip(rests) {
            one.piece = rest;
            if is_done && one.after.is_empty() {
                digests[one.number] = one.message.finish(kernel);
            } else {
                still.push(one);
            }
        }
        running = still;
    }
}

#[test]
fn lanes_that_are_done_are_passed_over() {
    for kernel in Kernel::ALL {
        let mut messages = [const { Message::new() }; 3];
        let [one, two, three] = &mut messages;
        let mut lanes = [
            Lane::new(one, &[]),
            Lane::last(two, &[7; 640]),
            Lane::new(three, b"ab"),
        ];
        assert!(lanes[0].is_done() && !lanes[1].is_done() && lanes[2].is_done());
        advance(kernel, &mut lanes);
        assert!(lanes.iter().all(Lane::is_done));
        advance(kernel, &mut lanes);
        advance(kernel, &mut []);
        let digests = messages.map(|message| message.finish(kernel)).to_vec();
        assert_eq!(digests, expected(&[b"", &[7; 640], b"ab"]));
    }
}

#[test]
fn a_call_ends_with_the_first_lane_that_is_done() {
    let available = Kernel::ALL
        .into_iter()
        .filter(|kernel| kernel.is_available());
    for kernel in available {
        let mut messages = vec![Message::new(); kernel.lanes()];
        let mut lanes: Vec<Lane<'_, '_>> = messages
            .iter_mut()
            .enumerate()
            .map(|(number, message)| Lane::new(message, &[1; 64 * 20][..64 * (number + 1)]))
            .collect();
        advance(kernel, &mut lanes);
        let rests: Vec<usize> = lanes.iter().map(|lane| lane.rest().len() / 64).collect();
        assert_eq!(
            rests,
            (0..kernel.lanes()).collect::<Vec<_>>(),
            "{}",
            kernel.name()
        );
    }
}

#[test]
fn a_message_that_has_ended_takes_no_more() {
    for kernel in Kernel::ALL {
        let mut message = Message::new();
        advance(kernel, &mut [Lane::last(&mut message, b"abc")]);
        for more in [&b"d"[..], &[1; 200]] {
            let mut lanes = [Lane::new(&mut message, more)];
            assert!(lanes[0].is_done());
            advance(kernel, &mut lanes);
            assert_eq!(lanes[0].rest(), more);
            assert_eq!(Lane::last(&mut message, more).rest(), more);
        }
        assert_eq!(message.length(), 3);
        assert_eq!(vec![message.finish(kernel)], expected(&[b"abc"]));
    }
}

#[test]
fn a_lane_that_is_dropped_loses_only_its_rest() {
    for kernel in Kernel::ALL {
        let mut message = Message::new();
        let _ = Lane::new(&mut message, &[3; 40]);
        // Fills the block that has begun, and is dropped before that is compressed.
        let rest = Lane::new(&mut message, &[3; 100]).rest();
        assert_eq!(rest.len(), 76);
        assert_eq!(message.length(), 64);
        let again = Lane::new(&mut message, rest).rest();
        assert_eq!(again.len(), 76, "the full block goes first");
        let rest = Lane::last(&mut message, again).rest();
        assert_eq!(rest.len(), 76);
        let copy = message.clone();
        assert_eq!(vec![copy.finish(kernel)], expected(&[&[3; 64]]));
        let mut lanes = [Lane::last(&mut message, rest)];
        advance(kernel, &mut lanes);
        assert!(lanes[0].is_done() && lanes[0].rest().is_empty());
        assert_eq!(vec![message.finish(kernel)], expected(&[&[3; 140]]));
    }
}

#[test]
fn the_forced_fallback_needs_nothing_of_the_processor() {
    assert!(Kernel::Portable.is_available());
    for messages in 0..=40 {
        assert_eq!(Kernel::Portable.suited_to(messages), Kernel::Portable);
    }
    let bytes = bytes(10_000);
    let messages: Vec<&[u8]> = bytes.chunks(333).collect();
    assert_eq!(digest_all(Kernel::Portable, &messages), expected(&messages));
}

#[test]
fn what_is_suited_is_there_and_no_wider() {
    for kernel in Kernel::ALL {
        for messages in 0..=40 {
            let suited = kernel.suited_to(messages);
            assert!(suited.is_available() && suited <= kernel);
        }
    }
}
