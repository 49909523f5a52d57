//! Signatures over models: as a document, verified by a key.

use std::sync::LazyLock;

use bonafide_keys::Ring;
use bonafide_model::{ManifestVerifier, Profile, Trust, VerificationKey};
use bonafide_report::{Budget, Time};

use crate::kit::model;
use crate::memory;

/// What the fuzzer makes up verifies only where it is the bundle that the key signed.
pub fn run(data: &[u8]) {
    let mut budget = Budget::new(1000, 1 << 40);
    let now = Time::from_unix(model::NOW).expect("a time");
    for verifier in VERIFIERS.iter() {
        let verified = memory::within(256 << 10, 400, data, || {
            verifier.verify_within(data, now, &mut budget)
        });
        let report = verifier.explain_within(data, now, &mut budget);
        let code = verified.as_ref().err().map(|refusal| refusal.code());
        assert_eq!(report.primary_code(), code);
        if let Ok(verified) = verified {
            let digest = verified.payload_digest();
            let bundles = [model::bundle(), model::foreign()];
            assert!(bundles.iter().any(|bundle| {
                let payload = model::bytes(&bundle["dsseEnvelope"]["payload"]);
                digest.as_bytes() == bonafide_digest::sha256(&[&payload])
            }));
        }
    }
}

pub(super) static VERIFIERS: LazyLock<Vec<ManifestVerifier>> = LazyLock::new(|| {
    let profiles = [Profile::SpecV1, Profile::Compat, Profile::Paranoid];
    let verifiers = profiles.into_iter().map(|profile| {
        let key = VerificationKey::from_pem(&model::key().pem()).expect("a key");
        let builder = ManifestVerifier::builder(Trust::keys(vec![key]), Ring);
        builder.with_profile(profile).build().expect("a verifier")
    });
    verifiers.collect()
});
