//! Good bundles of every version and kind, from an instance of our own.

mod kit;

use bonafide_sigstore::{ParseOptions, SignatureFile};
use bonafide_testkit::cases::legacy_blobs;
use bonafide_testkit::{Entry, KeyKind, Sigstore};
use kit::{ARTIFACT, ask, ask_digest, ask_with, code, policy};

#[test]
fn version_0_3_in_rekor_v1() {
    let kit = Sigstore::default();
    assert_eq!(code(&kit.message(ARTIFACT).mint()), "ok");
    assert_eq!(code(&kit.statement(ARTIFACT).mint()), "ok");
    assert_eq!(
        code(&kit.statement(ARTIFACT).logged(Entry::Intoto).mint()),
        "ok"
    );
    assert_eq!(ask_digest(&kit.message(ARTIFACT).mint()).code(), "ok");
    assert_eq!(ask_digest(&kit.statement(ARTIFACT).mint()).code(), "ok");
}

#[test]
fn older_versions_have_chains() {
    let kit = Sigstore::default();
    assert_eq!(code(&kit.message(ARTIFACT).version_0_1().mint()), "ok");
    assert_eq!(code(&kit.statement(ARTIFACT).version_0_2().mint()), "ok");
}

#[test]
fn it_was_signed_at_the_earliest_time_that_somebody_vouches_for() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).stamped(1).mint();
    let verified = ask(&minted).verdict.unwrap();
    let times: Vec<_> = verified.times().iter().map(|time| time.time()).collect();
    assert_eq!(times.len(), 2);
    assert_eq!(verified.signed_at(), times.iter().min().copied());
    assert!(!verified.is_promise_only());

    // The evaluation time is nobody's word.
    let unlogged = kit.message(ARTIFACT).by_key().logged(Entry::None).mint();
    let now = policy(&unlogged)
        .without_transparency_log()
        .allow_current_time();
    let verified = ask_with(&unlogged, &now).verdict.unwrap();
    assert_eq!(verified.signed_at(), None);
    assert!(!verified.is_promise_only());

    let promised = kit.message(ARTIFACT).version_0_1().with_bundle(|bundle| {
        let entry = &mut bundle["verificationMaterial"]["tlogEntries"][0];
        entry.as_object_mut().unwrap().remove("inclusionProof");
    });
    let promised = promised.mint();
    let allowed = policy(&promised).allow_promise_only();
    let verified = ask_with(&promised, &allowed).verdict.unwrap();
    assert!(verified.is_promise_only() && verified.signed_at().is_some());
}

#[test]
fn a_file_with_a_signature_is_told_by_its_format() {
    let options = ParseOptions::default();
    let kit = Sigstore::default();
    let minted = kit.statement(ARTIFACT).mint();
    let bundle = minted.bundle.to_string();
    let file = SignatureFile::parse(bundle.as_bytes(), &options).unwrap();
    assert!(!file.is_legacy() && file.bundle().has_envelope());
    #[cfg(feature = "pep740")]
    {
        assert!(file.attestation().is_none());
        let told = minted.attestation().to_string();
        let file = SignatureFile::parse(told.as_bytes(), &options).unwrap();
        assert!(!file.is_legacy() && file.attestation().is_some());
        assert!(file.bundle().has_envelope());
    }
    let older = legacy_blobs();
    let older = older.iter().find(|case| case.expected.fits(None, &[]));
    let file = SignatureFile::parse(&older.unwrap().bundle, &options).unwrap();
    assert!(file.is_legacy() && !file.bundle().has_envelope());
    // No good in its own format, and not tried in another.
    let both = bundle.replacen('{', "{\"base64Signature\":\"\",", 1);
    assert!(SignatureFile::parse(both.as_bytes(), &options).is_err());
}

#[test]
fn keys_sign_as_well() {
    let kit = Sigstore::default();
    assert_eq!(code(&kit.message(ARTIFACT).by_key().mint()), "ok");
    assert_eq!(code(&kit.statement(ARTIFACT).by_key().mint()), "ok");
}

#[test]
fn every_kind_of_key() {
    let kit = Sigstore::default();
    for kind in [
        KeyKind::P256,
        KeyKind::P384,
        KeyKind::P521,
        KeyKind::Rsa2048,
        KeyKind::Rsa4096,
    ] {
        assert_eq!(
            code(&kit.message(ARTIFACT).with_kind(kind).mint()),
            "ok",
            "{kind:?}"
        );
        assert_eq!(
            code(&kit.statement(ARTIFACT).with_kind(kind).mint()),
            "ok",
            "{kind:?}"
        );
    }
    // The prehashed form is another backend's.
    let ed25519 = kit.message(ARTIFACT).with_kind(KeyKind::Ed25519).mint();
    assert_eq!(code(&ed25519), "key.unsupported");
    assert_eq!(
        code(&kit.statement(ARTIFACT).with_kind(KeyKind::Ed25519).mint()),
        "ok"
    );
}

#[test]
fn evidence_names_the_instance() {
    let kit = Sigstore::default();
    let verified = ask(&kit.message(ARTIFACT).mint()).verdict.unwrap();
    assert_eq!(verified.logs()[0].url(), "https://rekor.sigstore.test");
    assert_eq!(verified.times()[0].time().seconds(), kit.time.seconds);
    assert_eq!(verified.certificate_timestamps().unwrap().parties(), 1);
}

#[test]
fn rekor_v2_with_timestamps() {
    let kit = Sigstore::default();
    assert_eq!(code(&kit.message(ARTIFACT).v2().mint()), "ok");
    assert_eq!(code(&kit.statement(ARTIFACT).v2().mint()), "ok");
    assert_eq!(code(&kit.message(ARTIFACT).stamped(2).mint()), "ok");
    assert_eq!(code(&kit.message(ARTIFACT).by_key().v2().mint()), "ok");
    assert_eq!(
        code(&kit.message(ARTIFACT).by_key().logged(Entry::V2).mint()),
        "ok"
    );
    for kind in [
        KeyKind::P384,
        KeyKind::P521,
        KeyKind::Rsa2048,
        KeyKind::Rsa3072,
    ] {
        assert_eq!(
            code(&kit.message(ARTIFACT).with_kind(kind).v2().mint()),
            "ok",
            "{kind:?}"
        );
        assert_eq!(
            code(&kit.statement(ARTIFACT).with_kind(kind).v2().mint()),
            "ok",
            "{kind:?}"
        );
    }
}
