//! Signatures over models.

use bonafide_testkit::encode::{base64, hex, unbase64};
use bonafide_testkit::{Hash, KeyKind, SigningKey, model};
use serde_json::{Value, json};

/// 2027-01-01T00:00:00Z.
pub const NOW: i64 = 1_798_761_600;

const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// The key that signs.
#[must_use]
pub fn key() -> SigningKey {
    SigningKey::seeded(KeyKind::P256, "publisher")
}

/// What is signed: a list of two files.
#[must_use]
pub fn payload() -> Vec<u8> {
    payload_of(&[("config.json", b"{}"), ("model.safetensors", b"weights")])
}

fn payload_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let resources = files
        .iter()
        .map(|(name, content)| model::resource(name, content))
        .collect();
    model::statement(resources).to_string().into_bytes()
}

/// A good bundle over these files.
#[must_use]
pub fn of(files: &[(&str, &[u8])]) -> Value {
    sign(&payload_of(files))
}

/// The good bundle.
#[must_use]
pub fn bundle() -> Value {
    sign(&payload())
}

/// Another good one.
#[must_use]
pub fn foreign() -> Value {
    sign(&payload_of(&[("other.bin", b"other")]))
}

fn sign(payload: &[u8]) -> Value {
    let key = key();
    let head = format!("DSSEv1 28 {PAYLOAD_TYPE} {} ", payload.len());
    let signature = key.sign(key.scheme(), &[head.as_bytes(), payload].concat());
    let hint = hex(&Hash::Sha256.digest(key.pem().as_bytes()));
    json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"publicKey": {"hint": hint}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": base64(payload),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"sig": base64(&signature), "keyid": ""}],
        },
    })
}

/// The bytes of a member in base64.
#[must_use]
pub fn bytes(value: &Value) -> Vec<u8> {
    unbase64(value.as_str().unwrap_or_default())
}
