//! Good bundles of every version and kind, from an instance of our own.

mod kit;

use bonafide_testkit::{Entry, KeyKind, Sigstore};
use kit::{ARTIFACT, ask, ask_digest, code};

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
