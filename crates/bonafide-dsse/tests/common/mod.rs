//! Envelopes made for the tests: keys from fixed seeds, signed by the ring crate.
#![allow(dead_code, reason = "each test file uses its own part")]

use bonafide_digest::hex;
use bonafide_dsse::{Envelope, EnvelopeOptions, Error, Pae};
use bonafide_json::base64;
use bonafide_keys::PublicKey;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair as _,
};
use serde_json::{Value, json};

/// The key pair of the DSSE protocol's test vector.
pub(crate) const VECTOR_D: &str =
    "d73ec437fd6346e3619c5ebfdfff0f6916804955ad32ac9ac492b0ede1f6ffb7";
pub(crate) const VECTOR_X: &str =
    "67cd390f77aa359cb08c2235f652270493a9ed832b0abcc01f70954c0390d238";
pub(crate) const VECTOR_Y: &str =
    "0c782bd54e269125a44f4433aff1432ce94e12bca73aa67ac80cea12608ddf74";

/// A P-256 key: the SPKI header up to the bit string, then the point.
pub(crate) fn p256() -> PublicKey {
    let spki =
        format!("3059301306072a8648ce3d020106082a8648ce3d03010703420004{VECTOR_X}{VECTOR_Y}");
    PublicKey::from_spki_der(&hex::decode(&spki).unwrap()).unwrap()
}

/// The same key with a compressed point.
pub(crate) fn p256_compressed() -> PublicKey {
    let spki = format!("3039301306072a8648ce3d020106082a8648ce3d03010703220002{VECTOR_X}");
    PublicKey::from_spki_der_allow_compressed(&hex::decode(&spki).unwrap()).unwrap()
}

/// The key of the opposite point, which has the same first coordinate and is another key.
pub(crate) fn p256_opposite() -> PublicKey {
    let spki = format!("3039301306072a8648ce3d020106082a8648ce3d03010703220003{VECTOR_X}");
    PublicKey::from_spki_der_allow_compressed(&hex::decode(&spki).unwrap()).unwrap()
}

pub(crate) fn sign_p256(message: &[u8], is_der: bool) -> Vec<u8> {
    let point = hex::decode(&format!("04{VECTOR_X}{VECTOR_Y}")).unwrap();
    let algorithm = if is_der {
        &ECDSA_P256_SHA256_ASN1_SIGNING
    } else {
        &ECDSA_P256_SHA256_FIXED_SIGNING
    };
    let random = SystemRandom::new();
    let d = hex::decode(VECTOR_D).unwrap();
    let pair =
        EcdsaKeyPair::from_private_key_and_public_key(algorithm, &d, &point, &random).unwrap();
    pair.sign(&random, message).unwrap().as_ref().to_vec()
}

/// An Ed25519 key of its own for each number.
pub(crate) struct Signer(Ed25519KeyPair);

impl Signer {
    pub(crate) fn new(number: u8) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&[number; 32]).unwrap())
    }

    pub(crate) fn key(&self) -> PublicKey {
        let mut spki = hex::decode("302a300506032b6570032100").unwrap();
        spki.extend(self.0.public_key().as_ref());
        PublicKey::from_spki_der(&spki).unwrap()
    }

    pub(crate) fn sign(&self, payload_type: &str, payload: &[u8]) -> Vec<u8> {
        let message = Pae::new(payload_type, payload).parts().concat();
        self.0.sign(&message).as_ref().to_vec()
    }
}

pub(crate) const IN_TOTO: &str = "application/vnd.in-toto+json";

pub(crate) fn envelope_json(
    payload_type: &str,
    payload: &[u8],
    signatures: &[(&[u8], &str)],
) -> Value {
    let signatures: Vec<Value> = signatures
        .iter()
        .map(|(sig, key_id)| json!({"sig": base64::encode(sig), "keyid": key_id}))
        .collect();
    json!({
        "payload": base64::encode(payload),
        "payloadType": payload_type,
        "signatures": signatures,
    })
}

pub(crate) fn parse(document: &Value) -> Result<Envelope, Error> {
    parse_text(&document.to_string())
}

pub(crate) fn parse_text(document: &str) -> Result<Envelope, Error> {
    Envelope::parse(document.as_bytes(), &EnvelopeOptions::provenance())
}

/// An envelope over `payload` with the signatures of these signers and key ids.
pub(crate) fn signed_by(payload: &[u8], signers: &[(&Signer, &str)]) -> Envelope {
    let signatures: Vec<Vec<u8>> = signers
        .iter()
        .map(|(signer, _)| signer.sign(IN_TOTO, payload))
        .collect();
    let entries: Vec<(&[u8], &str)> = signatures
        .iter()
        .zip(signers)
        .map(|(signature, (_, key_id))| (signature.as_slice(), *key_id))
        .collect();
    parse(&envelope_json(IN_TOTO, payload, &entries)).unwrap()
}

pub(crate) const SHA256_OF_EMPTY: &str =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

pub(crate) fn statement_json() -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "a.tar.gz", "digest": {"sha256": "11".repeat(32)}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {"buildDefinition": {"n": 1.0}},
    })
}

#[track_caller]
pub(crate) fn code<T: core::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    result.unwrap_err().code().as_str()
}
