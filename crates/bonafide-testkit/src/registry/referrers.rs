//! Lists of referrers: those of the content, and those that nobody pushed.

use serde_json::{Value, json};

use super::content::{Manifest, Repository, digest};
use super::media;

/// The descriptors of the manifests whose subject is `subject`, in the order of their digests.
pub(super) fn of(repository: &Repository, subject: &str) -> Vec<Value> {
    let manifests = repository.manifests.iter();
    manifests
        .filter_map(|(digest, manifest)| {
            let body: Value = serde_json::from_slice(&manifest.bytes).ok()?;
            (body["subject"]["digest"] == subject).then(|| entry(digest, manifest, &body))
        })
        .collect()
}

/// The descriptor of one referrer, with the artifact type that the manifest has in effect.
pub(super) fn entry(digest: &str, manifest: &Manifest, body: &Value) -> Value {
    let mut entry = json!({
        "mediaType": manifest.media_type,
        "digest": digest,
        "size": manifest.bytes.len(),
    });
    let artifact_type = if body["artifactType"].is_string() {
        &body["artifactType"]
    } else {
        &body["config"]["mediaType"]
    };
    for (name, value) in [
        ("artifactType", artifact_type),
        ("annotations", &body["annotations"]),
    ] {
        if !value.is_null() {
            entry[name] = value.clone();
        }
    }
    entry
}

/// The index of a list of referrers.
pub(super) fn index(entries: &[Value]) -> Value {
    json!({"schemaVersion": 2, "mediaType": media::INDEX, "manifests": entries})
}

/// The descriptor of a referrer that does not exist.
pub(super) fn invented(number: u64) -> Value {
    json!({
        "mediaType": media::MANIFEST,
        "digest": digest(format!("invented {number}").as_bytes()),
        "size": 700,
        "artifactType": "application/vnd.example.invented.v1",
    })
}
