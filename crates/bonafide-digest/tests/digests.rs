//! Names, lengths, values and published vectors.

use bonafide_digest::{Algorithm, Digest, Error, Hasher, MAX_LENGTH, digest, hex, read, sha256};

const ABC: &[(Algorithm, &str)] = &[
    // FIPS 180-4 examples for the message "abc".
    (
        Algorithm::Sha224,
        "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
    ),
    (
        Algorithm::Sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ),
    (
        Algorithm::Sha384,
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed\
         8086072ba1e7cc2358baeca134c825a7",
    ),
    (
        Algorithm::Sha512,
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
         2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ),
    (
        Algorithm::Sha512_224,
        "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa",
    ),
    (
        Algorithm::Sha512_256,
        "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23",
    ),
    // RFC 7693, appendix A.
    #[cfg(feature = "blake2")]
    (
        Algorithm::Blake2b,
        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1\
         7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
    ),
    #[cfg(feature = "blake3")]
    (
        Algorithm::Blake3,
        "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
    ),
];

#[test]
fn computes_the_published_examples_in_one_pass() {
    let algorithms: Vec<Algorithm> = ABC.iter().map(|row| row.0).collect();
    let together = read(&b"abc"[..], &algorithms).unwrap();
    assert_eq!(together.length(), 3);
    assert_eq!(together.iter().count(), ABC.len());
    for &(algorithm, value) in ABC {
        let wanted = Digest::from_hex(algorithm, value).unwrap();
        assert_eq!(together.get(algorithm), Some(&wanted), "{algorithm}");
        assert_eq!(digest(algorithm, b"abc"), Ok(wanted));
        assert_eq!(wanted.to_hex(), value);
        assert_eq!(
            Digest::parse(&format!("{}:{value}", algorithm.name())),
            Ok(wanted)
        );
    }
    assert_eq!(together.get(Algorithm::Sha3_256), None);
    let parts = sha256(&[b"a", b"", b"bc"]);
    assert_eq!(
        Some(&Digest::sha256(parts)),
        together.get(Algorithm::Sha256)
    );
}

#[test]
fn computable_is_what_is_computed() {
    for &algorithm in Algorithm::ALL {
        let result = Hasher::new(&[algorithm]).map(|_| ());
        if algorithm.is_computable() {
            assert_eq!(result, Ok(()));
            assert!(ABC.iter().any(|row| row.0 == algorithm), "{algorithm}");
        } else {
            assert_eq!(result, Err(Error::NotComputable { algorithm }));
        }
    }
}

#[test]
fn names_are_exact() {
    assert!(!Algorithm::Blake3.is_in_digest_set());
    assert!(Algorithm::Blake2b.is_in_digest_set());
    for &algorithm in Algorithm::ALL {
        assert_eq!(Algorithm::from_name(algorithm.name()), Some(algorithm));
        assert_eq!(Algorithm::from_name(&algorithm.name().to_uppercase()), None);
    }
    assert_eq!(Algorithm::from_name("dirHash"), Some(Algorithm::DirHash1));
    for name in [
        "",
        "SHA256",
        "sha-256",
        "sha256 ",
        "sha512/256",
        "gitcommit",
    ] {
        assert_eq!(Algorithm::from_name(name), None, "{name}");
    }
}

#[test]
fn lengths_are_exact() {
    // Hexadecimal lengths of the in-toto DigestSet, and of model signatures.
    for (name, lengths) in [
        ("sha256", &[64][..]),
        ("sha224", &[56]),
        ("sha384", &[96]),
        ("sha512", &[128]),
        ("sha512_224", &[56]),
        ("sha512_256", &[64]),
        ("sha3_224", &[56]),
        ("sha3_256", &[64]),
        ("sha3_384", &[96]),
        ("sha3_512", &[128]),
        ("blake2b", &[128]),
        ("blake2s", &[64]),
        ("blake3", &[64]),
        ("sha1", &[40]),
        ("md5", &[32]),
        ("ripemd160", &[40]),
        ("sm3", &[64]),
        ("gost", &[64]),
        ("dirHash1", &[64]),
        ("gitCommit", &[40, 64]),
        ("gitTree", &[40, 64]),
        ("gitBlob", &[40, 64]),
        ("gitTag", &[40, 64]),
    ] {
        let algorithm = Algorithm::from_name(name).unwrap();
        for length in 0..=130 {
            let good = lengths.contains(&length);
            let text = "0".repeat(length);
            assert_eq!(
                Digest::from_hex(algorithm, &text).is_ok(),
                good,
                "{name} {length}"
            );
            assert_eq!(algorithm.check_hex(&text).is_ok(), good, "{name} {length}");
        }
    }
    let error = Digest::from_hex(Algorithm::Sha256, "00").unwrap_err();
    assert_eq!(error.code().as_str(), "digest.malformed");
}

#[test]
fn extendable_output_has_any_even_length() {
    for algorithm in [Algorithm::Shake128, Algorithm::Shake256] {
        assert!(Digest::from_hex(algorithm, "00").is_ok());
        assert!(Digest::from_hex(algorithm, &"00".repeat(MAX_LENGTH)).is_ok());
        let long = "00".repeat(MAX_LENGTH + 1);
        assert_eq!(algorithm.check_hex(&long), Ok(()));
        assert_eq!(
            Digest::from_hex(algorithm, &long),
            Err(Error::TooLong { found: 65 })
        );
        assert_eq!(
            Digest::new(algorithm, &[0; 65]),
            Err(Error::TooLong { found: 65 })
        );
        assert_eq!(
            Error::TooLong { found: 65 }.code().as_str(),
            "limit.exceeded"
        );
        assert!(algorithm.check_hex("").is_err());
        assert!(algorithm.check_hex("000").is_err());
    }
}

#[test]
fn text_is_lower_case_hexadecimal() {
    let good = "ab".repeat(32);
    assert!(Digest::from_hex(Algorithm::Sha256, &good).is_ok());

    let upper = Digest::from_hex(Algorithm::Sha256, &good.replacen('b', "B", 1)).unwrap_err();
    assert_eq!(upper, Error::UpperCase { offset: 1 });
    assert_eq!(upper.code().as_str(), "digest.uppercase");

    for (text, offset) in [
        ("zz", 0),
        ("aBx0", 2),
        ("0", 1),
        ("0é", 1),
        ("0x", 1),
        ("a a", 1),
    ] {
        let error = hex::decode(text).unwrap_err();
        assert_eq!(error, Error::Hex { offset }, "{text}");
        assert_eq!(error.code().as_str(), "digest.malformed");
    }
}

#[test]
fn prefixed_text_names_a_known_algorithm() {
    assert_eq!(Digest::parse(&"0".repeat(64)), Err(Error::Form {}));
    let unknown = Digest::parse(&format!("sha257:{}", "0".repeat(64))).unwrap_err();
    assert_eq!(unknown, Error::UnknownAlgorithm {});
    assert_eq!(unknown.code().as_str(), "digest.algorithm");
    assert_eq!(
        Digest::parse("sha256:"),
        Err(Error::Length {
            algorithm: Algorithm::Sha256,
            found: 0
        })
    );
}

#[test]
fn values_of_different_algorithms_differ() {
    let one = Digest::new(Algorithm::Sha256, &[7; 32]).unwrap();
    let other = Digest::new(Algorithm::Sha3_256, &[7; 32]).unwrap();
    assert_ne!(one, other);
    assert_eq!(one, Digest::new(Algorithm::Sha256, &[7; 32]).unwrap());
    assert_eq!(
        serde_json::to_string(&one).unwrap(),
        format!("\"sha256:{}\"", "07".repeat(32))
    );
}

#[test]
fn a_hasher_needs_an_algorithm_and_computes_each_once() {
    let error = Hasher::new(&[]).map(|_| ()).unwrap_err();
    assert_eq!(error, Error::NoAlgorithm {});
    assert_eq!(error.code().as_str(), "digest.algorithm");
    let twice = Hasher::new(&[Algorithm::Sha256, Algorithm::Sha256]).unwrap();
    assert_eq!(twice.finish().iter().count(), 1);
    let refused = read(&b""[..], &[Algorithm::Md5]).unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
}

#[test]
fn reader_errors_come_through_and_interruptions_do_not() {
    struct Source(Vec<std::io::ErrorKind>);
    impl std::io::Read for Source {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            self.0.pop().map_or(Ok(0), |kind| Err(kind.into()))
        }
    }
    use std::io::ErrorKind::{Interrupted, NotFound};
    assert!(read(Source(vec![Interrupted, Interrupted]), &[Algorithm::Sha256]).is_ok());
    let error = read(Source(vec![NotFound]), &[Algorithm::Sha256]).unwrap_err();
    assert_eq!(error.kind(), NotFound);
}
