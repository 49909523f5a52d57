//! Published vectors, and RSA signatures made with another implementation.

use bonafide_digest::{Algorithm, Digest, digest, hex};
use bonafide_keys::{Error, KeyKind, Message, PublicKey, Ring, Scheme};
use bonafide_report::{Budget, registry};
use serde_json::Value;

fn verify(key: &PublicKey, scheme: Scheme, message: &[u8], signature: &[u8]) -> Result<(), Error> {
    let budget = &mut Budget::unbounded();
    key.verify(&Ring, scheme, Message::Parts(&[message]), signature, budget)
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

/// RFC 8032 section 7.3. The default backend has no Ed25519ph, and says which one has.
#[test]
fn ed25519ph_names_the_backend_to_enable() {
    let key = ed25519(RFC_8032[3][0]);
    let signature = hex::decode(
        "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41\
         31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406",
    )
    .unwrap();
    let error = verify(&key, Scheme::Ed25519ph, b"abc", &signature).unwrap_err();
    assert_eq!(error.code(), registry::KEY_UNSUPPORTED);
    assert!(error.to_string().contains("rustcrypto"), "{error}");
}

/// RFC 6979 appendices A.2.5 to A.2.7: three curves and three hashes, of which the backend has four
/// pairs and the curve crates the rest. Whole, in parts, over the digest, in either encoding.
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
                let mut budget = Budget::unbounded();
                let verdict = key.verify(&Ring, scheme, message, &signature, &mut budget);
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
    let mut budget = Budget::new(2, 2 * 64 * 1024 + 2);
    let parts: &[&[u8]] = &[&head, &tail];
    let swapped: &[&[u8]] = &[&tail, &head];
    assert_eq!(
        key.verify(
            &Ring,
            scheme,
            Message::Parts(parts),
            &signature,
            &mut budget
        ),
        Ok(())
    );
    assert_eq!(
        key.verify(
            &Ring,
            scheme,
            Message::Parts(swapped),
            &signature,
            &mut budget
        ),
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

        let digest = digest(hash, message).unwrap();
        let over_digest = key
            .verify(
                &Ring,
                scheme,
                Message::Prehashed(&digest),
                &signature,
                &mut Budget::unbounded(),
            )
            .unwrap_err();
        assert_eq!(over_digest.code(), registry::KEY_UNSUPPORTED);
        assert!(
            over_digest.to_string().contains("rustcrypto"),
            "{over_digest}"
        );
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

#[test]
fn an_rsa_exponent_that_the_backend_lacks_is_not_a_bad_signature() {
    let file: Value = serde_json::from_str(include_str!("data/rsa.json")).unwrap();
    let key = PublicKey::from_pem(text(&file["long_exponent"]["key"])).unwrap();
    let signature = bytes(&file["long_exponent"]["signature"]);
    let scheme = Scheme::RsaPkcs1(Algorithm::Sha256);
    let error = verify(&key, scheme, text(&file["message"]).as_bytes(), &signature).unwrap_err();
    assert_eq!(error.code(), registry::KEY_UNSUPPORTED);
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
