//! Published vectors: the examples of FIPS 180-2 (appendix B) and of NIST's page on the Secure Hash
//! Standard (`SHA256.pdf`, `SHA2_Additional.pdf`: "Cryptographic Standards and Guidelines, Example
//! Values").

use bonafide_multibuffer::{Kernel, Lane, Message, advance, digest_all};

/// A piece, how often it is repeated, and the digest of that.
const VECTORS: [(&[u8], usize, &str); 15] = [
    (
        b"",
        1,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ),
    (
        b"abc",
        1,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ),
    (
        b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ),
    (
        b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        1,
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
    ),
    (
        b"a",
        1_000_000,
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    ),
    (
        b"\xbd",
        1,
        "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b",
    ),
    (
        b"\xc9\x8c\x8e\x55",
        1,
        "7abc22c0ae5af26ce93dbb94433a0e0b2e119d014f8e7f65bd56c61ccccd9504",
    ),
    (
        b"\0",
        55,
        "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7",
    ),
    (
        b"\0",
        56,
        "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb",
    ),
    (
        b"\0",
        57,
        "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785",
    ),
    (
        b"\0",
        64,
        "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b",
    ),
    (
        b"\0",
        1000,
        "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53",
    ),
    (
        b"A",
        1000,
        "c2e686823489ced2017f6059b8b239318b6364f6dcd835d0a519105a1eadd6e4",
    ),
    (
        b"U",
        1005,
        "f4d62ddec0f3dd90ea1380fa16a5ff8dc4c54b21740650f24afc4120903552b0",
    ),
    (
        b"\0",
        1_000_000,
        "d29751f2649b32ff572b5e0a9f541ea660a50f94ff0beedfb0b692b924cc8025",
    ),
];

/// 536 870 912 bytes of 0x5a: the first length whose bits need 33 bits.
const LONG: (u8, usize, &str) = (
    0x5a,
    0x2000_0000,
    "15a1868c12cc53951e182344277447cd0979536badcc512ad24c67e9b2d4f3dd",
);

#[test]
fn each_alone_and_all_together() {
    let messages = VECTORS.map(|(piece, times, _)| piece.repeat(times));
    let messages = messages.each_ref().map(Vec::as_slice);
    for kernel in Kernel::ALL {
        let together = digest_all(kernel, &messages);
        for ((message, (_, _, expected)), digest) in messages.iter().zip(VECTORS).zip(together) {
            assert_eq!(hex(digest), expected, "{}", kernel.name());
            let [alone] = digest_all(kernel, &[message]).try_into().unwrap();
            assert_eq!(hex(alone), expected, "{}", kernel.name());
        }
    }
}

#[test]
fn each_in_every_lane() {
    let short = &VECTORS[..4];
    for kernel in Kernel::ALL {
        for (piece, _, expected) in short {
            let messages = vec![*piece; kernel.lanes()];
            for digest in digest_all(kernel, &messages) {
                assert_eq!(hex(digest), *expected, "{}", kernel.name());
            }
        }
    }
}

#[test]
fn a_length_of_33_bits() {
    let (byte, length, expected) = LONG;
    let piece = vec![byte; 1 << 20];
    // Half a gibibyte is enough once: lengths are counted outside the kernels.
    let kernel = Kernel::best().unwrap_or(Kernel::Portable);
    let mut message = Message::new();
    for _ in 0..length / piece.len() {
        let mut lanes = [Lane::new(&mut message, &piece)];
        advance(kernel, &mut lanes);
        assert!(lanes[0].is_done());
    }
    assert_eq!(message.length(), length as u64);
    assert_eq!(hex(message.finish(kernel)), expected, "{}", kernel.name());
}

fn hex(digest: [u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
