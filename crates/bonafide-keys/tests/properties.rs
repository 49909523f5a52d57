//! Nothing that is read here panics, and what is read is what was given.

mod common;

use bonafide_digest::{Algorithm, hex};
use bonafide_keys::{Message, PublicKey, Scheme, pem};
use proptest::prelude::*;

/// One key of each kind.
fn keys() -> Vec<Vec<u8>> {
    let ecdsa: serde_json::Value = serde_json::from_str(include_str!("data/ecdsa.json")).unwrap();
    let rsa: serde_json::Value = serde_json::from_str(include_str!("data/rsa.json")).unwrap();
    let mut keys: Vec<Vec<u8>> = [0, 3, 6]
        .map(|row: usize| hex::decode(ecdsa["rows"][row]["key"].as_str().unwrap()).unwrap())
        .to_vec();
    keys.push(pem::decode(rsa["key"].as_str().unwrap(), 1024).unwrap().der);
    keys.push(
        hex::decode(
            "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        )
        .unwrap(),
    );
    keys
}

const SCHEMES: &[Scheme] = &[
    Scheme::Ecdsa(Algorithm::Sha256),
    Scheme::Ecdsa(Algorithm::Sha512),
    Scheme::EcdsaP1363(Algorithm::Sha256),
    Scheme::RsaPkcs1(Algorithm::Sha256),
    Scheme::RsaPss(Algorithm::Sha256),
    Scheme::Ed25519,
    Scheme::Ed25519ph,
];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = PublicKey::from_spki_der(&bytes);
        let _ = PublicKey::from_pkcs1_der(&bytes);
        let _ = PublicKey::from_spki_der_allow_compressed(&bytes);
    }

    #[test]
    fn a_changed_key_is_refused_or_another_key(
        which in 0..5_usize, at in any::<prop::sample::Index>(), bit in 0..8_u32
    ) {
        let mut spki = keys()[which].clone();
        let original = PublicKey::from_spki_der(&spki).unwrap();
        let at = at.index(spki.len());
        spki[at] ^= 1 << bit;
        if let Ok(key) = PublicKey::from_spki_der(&spki) {
            prop_assert_ne!(&key, &original);
            prop_assert_eq!(key.spki_der(), &spki[..]);
        }
    }

    #[test]
    fn no_random_signature_verifies(
        which in 0..5_usize, scheme in 0..SCHEMES.len(),
        signature in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..300),
            proptest::collection::vec(any::<u8>(), 64),
            proptest::collection::vec(any::<u8>(), 256),
        ],
        message in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let key = PublicKey::from_spki_der(&keys()[which]).unwrap();
        let parts: &[&[u8]] = &[&message];
        let verdict = common::verify(&key, SCHEMES[scheme], Message::Parts(parts), &signature);
        prop_assert!(verdict.is_err());
    }

    #[test]
    fn any_text_is_a_block_or_refused(text in "(-----BEGIN [A-Z ]{0,5}-----\n)?[A-Za-z0-9+/=\n -]{0,80}(-----END [A-Z ]{0,5}-----\n?)?") {
        let _ = pem::decode(&text, 100);
    }

    #[test]
    fn blocks_round_trip(der in proptest::collection::vec(any::<u8>(), 1..200), width in 1..90_usize) {
        use base64::Engine as _;
        let digits = base64::engine::general_purpose::STANDARD.encode(&der);
        let lines: Vec<&str> = digits
            .as_bytes()
            .chunks(width)
            .map(|line| core::str::from_utf8(line).unwrap())
            .collect();
        let text = format!("-----BEGIN A B-----\n{}\n-----END A B-----\n", lines.join("\n"));
        prop_assert_eq!(pem::decode(&text, 200).unwrap().der, der);
    }
}
