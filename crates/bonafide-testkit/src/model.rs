//! Signed lists of the files of models.

use serde_json::{Value, json};

use crate::Hash;
use crate::encode::hex;

/// A resource of a file with this content.
#[must_use]
pub fn resource(name: &str, content: &[u8]) -> Value {
    let digest = hex(&Hash::Sha256.digest(content));
    json!({"name": name, "digest": digest, "algorithm": "sha256"})
}

/// The root digest of resources with SHA-256, in their order.
#[must_use]
pub fn root(resources: &[Value]) -> String {
    let mut all = Vec::new();
    for resource in resources {
        let text = resource["digest"].as_str().unwrap_or_default().as_bytes();
        for pair in text.chunks(2) {
            let digits = core::str::from_utf8(pair).unwrap_or_default();
            all.extend(u8::from_str_radix(digits, 16));
        }
    }
    hex(&Hash::Sha256.digest(&all))
}

/// A statement over whole files, in the order given.
#[must_use]
pub fn statement(resources: Vec<Value>) -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "model", "digest": {"sha256": root(&resources)}}],
        "predicateType": "https://model_signing/signature/v1.0",
        "predicate": {
            "serialization": {
                "method": "files",
                "hash_type": "sha256",
                "allow_symlinks": false,
                "ignore_paths": [".git", ".gitattributes", ".github", ".gitignore"],
            },
            "resources": resources,
        },
    })
}
