//! The digests are those of another implementation.

mod common;

use bonafide_multibuffer::{Kernel, digest_all};
use common::{bytes, expected};

#[test]
fn every_length_to_1024() {
    let bytes = bytes(1024);
    let messages: Vec<&[u8]> = (0..=bytes.len()).map(|length| &bytes[..length]).collect();
    check(&messages);
    // In the order of their lengths, all lanes are alike; here they are not.
    let shuffled: Vec<&[u8]> = (0..=1024_usize)
        .map(|number| messages[number * 409 % 1025])
        .collect();
    check(&shuffled);
}

#[test]
fn every_length_alone() {
    let bytes = bytes(1024);
    for length in 0..=bytes.len() {
        check(&[&bytes[..length]]);
    }
}

#[test]
fn lengths_about_the_ends_of_blocks_in_every_lane() {
    let bytes = bytes(4096);
    let edges = [
        0, 1, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129, 183, 184, 191, 192,
        4096,
    ];
    for first in edges {
        for second in edges {
            for lane in 0..16 {
                let mut messages = [&bytes[..first]; 16];
                messages[lane] = &bytes[bytes.len() - second..];
                check(&messages);
            }
        }
    }
}

#[test]
fn every_number_of_messages_to_40() {
    let bytes = bytes(40_000);
    for count in 0..=40 {
        let messages: Vec<&[u8]> = (0..count)
            .map(|number| &bytes[number..number * 977 % 40_000])
            .collect();
        check(&messages);
    }
}

#[test]
fn every_alignment() {
    let bytes = bytes(1000);
    for begin in 0..=64 {
        let messages: Vec<&[u8]> = (0..16)
            .map(|number| &bytes[begin + number..begin + 700])
            .collect();
        check(&messages);
    }
}

#[test]
fn one_long_message_among_many_short_ones() {
    let bytes = bytes(200_000);
    for position in [0, 7, 99] {
        let mut messages: Vec<&[u8]> = (0..100).map(|number| &bytes[..number]).collect();
        messages[position] = &bytes;
        check(&messages);
    }
}

fn check(messages: &[&[u8]]) {
    let expected = expected(messages);
    for kernel in Kernel::ALL {
        assert_eq!(digest_all(kernel, messages), expected, "{}", kernel.name());
    }
}
