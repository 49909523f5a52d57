//! Trusted roots.

use bonafide_sigstore::{TrustedRoot, Verifier};

use crate::memory;

/// What is read has digest and instances; a verifier that is made of it checks signatures of chains.
pub fn run(data: &[u8]) {
    let Ok(root) = memory::linear(data, || TrustedRoot::parse(data)) else {
        return;
    };
    assert_eq!(*root.sha256(), bonafide_digest::sha256(&[data]));
    let instances = root.transparency_logs().len()
        + root.ct_logs().len()
        + root.certificate_authorities().len()
        + root.timestamp_authorities().len();
    assert!(instances * 2 <= data.len());
    let _ = memory::within(1 << 20, 400, data, || Verifier::new(root));
}
