//! Published vectors, and RSA signatures made with another implementation.

mod common;

use bonafide_digest::{Algorithm, Digest, digest, hex};
use bonafide_keys::{Error, KeyKind, Message, PublicKey, Scheme};
use bonafide_report::registry;
use serde_json::Value;

fn verify(key: &PublicKey, scheme: Scheme, message: &[u8], signature: &[u8]) -> Result<(), Error> {
    common::verify(key, scheme, Message::Parts(&[message]), signature)
}

fn ed25519(key: &str) -> PublicKey {
    let mut spki = hex::decode("302a300506032b6570032100").unwrap();
    spki.extend(hex::decode(key).unwrap());
    PublicKey::from_spki_der(&spki).unwrap()
}

/// RFC 8032 section 7.1: public key, message, signature.
const RFC_8032: &[[&str; 3]] = &[
    [
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
    [
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ],
];

#[test]
fn rfc_8032_section_7_1() {
    for [key, message, signature] in RFC_8032 {
        let key = ed25519(key);
        let message = hex::decode(message).unwrap();
        let mut signature = hex::decode(signature).unwrap();
        assert_eq!(verify(&key, Scheme::Ed25519, &message, &signature), Ok(()));
        signature[0] ^= 1;
        assert_eq!(
            verify(&key, Scheme::Ed25519, &message, &signature)
                .unwrap_err()
                .code(),
            registry::SIGNATURE_INVALID
        );
    }
}

/// RFC 8032 section 7.3, with the backend that has Ed25519ph.
#[cfg(feature = "rustcrypto")]
#[test]
fn rfc_8032_section_7_3() {
    let key = ed25519(RFC_8032[3][0]);
    let mut signature = hex::decode(
        "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41\
         31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406",
    )
    .unwrap();
    let digest = digest(Algorithm::Sha512, b"abc").unwrap();
    let scheme = Scheme::Ed25519ph;
    assert_eq!(verify(&key, scheme, b"abc", &signature), Ok(()));
    let message = Message::Prehashed(&digest);
    assert_eq!(common::verify(&key, scheme, message, &signature), Ok(()));
    let wrong = Err(Error::Signature {});
    assert_eq!(verify(&key, scheme, b"abd", &signature), wrong);
    assert_eq!(verify(&key, Scheme::Ed25519, b"abc", &signature), wrong);
    signature[40] ^= 1;
    assert_eq!(verify(&key, scheme, b"abc", &signature), wrong);
}

/// RFC 6979 appendices A.2.5 to A.2.7: three curves and three hashes, of which ring has four pairs
/// and the curve crates the rest. Whole, in parts, over the digest, in either encoding.
#[test]
fn rfc_6979_appendix_a_2() {
    let file: Value = serde_json::from_str(include_str!("data/ecdsa.json")).unwrap();
    let message = text(&file["message"]).as_bytes();
    // More than is joined for the backend, so that the digest is taken where the parts lie.
    let long = vec![0; 100_000];
    for row in file["rows"].as_array().unwrap() {
        let key = PublicKey::from_spki_der(&bytes(&row["key"])).unwrap();
        assert_eq!(format!("{:?}", key.kind()), text(&row["kind"]));
        let hash = Algorithm::from_name(text(&row["hash"])).unwrap();
        let digest = digest(hash, message).unwrap();
        let other = hash_of_other_bytes(hash);
        let messages: [(Message<'_>, bool); 6] = [
            (Message::Parts(&[message]), true),
            (Message::Parts(&[b"sam", b"", b"ple"]), true),
            (Message::Prehashed(&digest), true),
            (Message::Parts(&[b"Sample"]), false),
            (Message::Parts(&[b"sample", &long]), false),
            (Message::Prehashed(&other), false),
        ];
        for (scheme, signature) in [
            (Scheme::Ecdsa(hash), bytes(&row["der"])),
            (Scheme::EcdsaP1363(hash), bytes(&row["p1363"])),
        ] {
            for (message, valid) in messages {
                let verdict = common::verify(&key, scheme, message, &signature);
                let wanted = if valid {
                    Ok(())
                } else {
                    Err(Error::Signature {})
                };
                assert_eq!(verdict, wanted, "{:?} {scheme} {message:?}", key.kind());
            }
        }
    }
}

#[test]
fn long_parts_are_verified_as_their_digest() {
    let signer = p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
    let point = signer.verifying_key().to_sec1_point(false);
    let mut spki = hex::decode("3059301306072a8648ce3d020106082a8648ce3d030107034200").unwrap();
    spki.extend(point.as_bytes());
    let key = PublicKey::from_spki_der(&spki).unwrap();

    let (head, tail) = (vec![1; 64 * 1024], vec![2; 1]);
    let signature: p256::ecdsa::Signature =
        p256::ecdsa::signature::Signer::sign(&signer, &[head.clone(), tail.clone()].concat());
    let signature = signature.to_bytes();
    let scheme = Scheme::EcdsaP1363(Algorithm::Sha256);
    let parts: &[&[u8]] = &[&head, &tail];
    let swapped: &[&[u8]] = &[&tail, &head];
    assert_eq!(
        common::verify(&key, scheme, Message::Parts(parts), &signature),
        Ok(())
    );
    assert_eq!(
        common::verify(&key, scheme, Message::Parts(swapped), &signature),
        Err(Error::Signature {})
    );
}

#[test]
fn rsa_signatures_of_another_implementation() {
    let file: Value = serde_json::from_str(include_str!("data/rsa.json")).unwrap();
    let message = text(&file["message"]).as_bytes();
    let key = PublicKey::from_pem(text(&file["key"])).unwrap();
    assert_eq!(key.kind(), KeyKind::Rsa { bits: 2048 });
    for row in file["signatures"].as_array().unwrap() {
        let hash = Algorithm::from_name(text(&row["hash"])).unwrap();
        let (scheme, other) = match text(&row["scheme"]) {
            "pkcs1" => (Scheme::RsaPkcs1(hash), Scheme::RsaPss(hash)),
            _ => (Scheme::RsaPss(hash), Scheme::RsaPkcs1(hash)),
        };
        let signature = bytes(&row["signature"]);
        assert_eq!(
            verify(&key, scheme, message, &signature),
            Ok(()),
            "{scheme}"
        );
        let wrong = Err(Error::Signature {});
        assert_eq!(
            verify(&key, scheme, b"another", &signature),
            wrong,
            "{scheme}"
        );
        assert_eq!(verify(&key, other, message, &signature), wrong, "{other}");
    }
    assert_eq!(
        verify(
            &key,
            Scheme::RsaPss(Algorithm::Sha256),
            message,
            &bytes(&file["pss_salt_20"])
        ),
        Err(Error::Signature {}),
        "the salt is as long as the hash"
    );
}

/// Moduli of odd lengths, exponents from 3 to the length of the modulus.
#[test]
fn rsa_of_every_length() {
    let file: Value = serde_json::from_str(include_str!("data/rsa_lengths.json")).unwrap();
    let message = text(&file["message"]).as_bytes();
    for row in file["rows"].as_array().unwrap() {
        let key = PublicKey::from_pkcs1_der(&bytes(&row["key"])).unwrap();
        let bits = u32::try_from(row["bits"].as_u64().unwrap()).unwrap();
        assert_eq!(key.kind(), KeyKind::Rsa { bits });
        let needs_rustcrypto = row["exponent_bits"].as_u64().unwrap() > 33;
        let hash = Algorithm::from_name(text(&row["hash"])).unwrap();
        for (scheme, signature) in [
            (Scheme::RsaPkcs1(hash), bytes(&row["pkcs1"])),
            (Scheme::RsaPss(hash), bytes(&row["pss"])),
        ] {
            let good = verify(&key, scheme, message, &signature);
            let wrong = verify(&key, scheme, b"another", &signature);
            if needs_rustcrypto && !cfg!(feature = "rustcrypto") {
                assert!(matches!(good, Err(Error::Backend { .. })), "{bits}");
                assert!(matches!(wrong, Err(Error::Backend { .. })), "{bits}");
            } else {
                assert_eq!(good, Ok(()), "{bits} {scheme}");
                assert_eq!(wrong, Err(Error::Signature {}), "{bits} {scheme}");
            }
        }
    }
}

/// Cubes below the modulus that look like encoded messages to one who parses them from either end,
/// made without the private key.
#[test]
fn forgeries_under_exponent_three_are_refused() {
    let file: Value = serde_json::from_str(include_str!("data/rsa_lengths.json")).unwrap();
    let key = PublicKey::from_pkcs1_der(&bytes(&file["rows"][0]["key"])).unwrap();
    let forged = file["forged"].as_array().unwrap();
    assert_eq!(forged.len(), 2);
    for row in forged {
        let (message, signature) = (text(&row["message"]), bytes(&row["signature"]));
        let scheme = Scheme::RsaPkcs1(Algorithm::Sha256);
        let verdict = verify(&key, scheme, message.as_bytes(), &signature);
        assert_eq!(verdict, Err(Error::Signature {}), "{}", row["what"]);
    }
}

fn hash_of_other_bytes(hash: Algorithm) -> Digest {
    digest(hash, b"other").unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(text(value)).unwrap()
}
