//! The payload of signatures on images.

use bonafide_sigstore::image::SimpleSigning;

use crate::memory;

/// What is read names a digest, and written out again it means the same.
pub fn run(data: &[u8]) {
    let Ok(payload) = memory::linear(data, || SimpleSigning::parse(data)) else {
        return;
    };
    let text = serde_json::to_value(&payload).expect("JSON").to_string();
    assert!(text.contains(&payload.digest().to_string()));
    let _ = (payload.reference(), payload.optional().len());
}
