//! The digests are those of another implementation.

use bonafide_multibuffer::{Kernel, digest_all};
use sha2::Digest as _;

#[test]
fn every_length_to_1024_on_every_kernel() {
    let bytes = bytes(1024);
    let messages: Vec<&[u8]> = (0..=bytes.len()).map(|length| &bytes[..length]).collect();
    check(&messages);
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

fn check(messages: &[&[u8]]) {
    let expected: Vec<[u8; 32]> = messages
        .iter()
        .map(|message| sha2::Sha256::digest(message).into())
        .collect();
    for kernel in Kernel::ALL {
        assert_eq!(digest_all(kernel, messages), expected, "{}", kernel.name());
    }
}

fn bytes(count: u32) -> Vec<u8> {
    (0..count)
        .map(|number| number.wrapping_mul(0x9e37_79b1).to_be_bytes()[0])
        .collect()
}
