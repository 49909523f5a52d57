//! Keys and the hashes with which they sign.

use bonafide_digest::Algorithm;
use bonafide_keys::Scheme as Wanted;
use bonafide_report::{Time, Window};
use bonafide_sigstore::TrustedKey;
use bonafide_testkit::encode::Hash;
use bonafide_testkit::{Entry, KeyKind, Scheme};

use crate::kit::{Bench, by_keys, key, public_key};

fn of(kind: KeyKind) -> TrustedKey {
    TrustedKey::new(public_key(kind, "alice"))
}

fn code(bench: &Bench, kind: KeyKind, scheme: Option<Scheme>, key: TrustedKey) -> &'static str {
    let mut plan = bench.plan_by("alice").with_kind(kind).logged(Entry::None);
    if let Some(scheme) = scheme {
        plan = plan.with_scheme(scheme);
    }
    let policy = by_keys(&[key]).ignore_transparency_log();
    bench.ask(&bench.sig(&[plan.layer()]), &policy).code()
}

#[test]
fn the_hash_is_fixed_and_not_tried_for() {
    let bench = Bench::default();
    let curves = [
        (KeyKind::P256, Hash::Sha256, Algorithm::Sha256),
        (KeyKind::P384, Hash::Sha384, Algorithm::Sha384),
        (KeyKind::P521, Hash::Sha512, Algorithm::Sha512),
    ];
    for (kind, hash, algorithm) in curves {
        let natural = Some(Scheme::Ecdsa(hash));
        let older = Some(Scheme::Ecdsa(Hash::Sha256));
        let named = || of(kind).with_scheme(Wanted::Ecdsa(algorithm));
        assert_eq!(code(&bench, kind, older, of(kind)), "ok", "{kind:?}");
        assert_eq!(code(&bench, kind, natural, named()), "ok", "{kind:?}");
        if kind != KeyKind::P256 {
            assert_eq!(
                code(&bench, kind, natural, of(kind)),
                "signature.invalid",
                "{kind:?}"
            );
            assert_eq!(
                code(&bench, kind, older, named()),
                "signature.invalid",
                "{kind:?}"
            );
        }
    }
    let rsa = KeyKind::Rsa2048;
    assert_eq!(code(&bench, rsa, None, of(rsa)), "ok");
    let other = Some(Scheme::Rsa(Hash::Sha512));
    assert_eq!(code(&bench, rsa, other, of(rsa)), "signature.invalid");
    let pss = of(rsa).with_scheme(Wanted::RsaPss(Algorithm::Sha256));
    assert_eq!(code(&bench, rsa, None, pss), "signature.invalid");
    let ed25519 = KeyKind::Ed25519;
    assert_eq!(code(&bench, ed25519, None, of(ed25519)), "ok");
    let prehashed = Some(Scheme::Ed25519ph);
    assert_eq!(
        code(&bench, ed25519, prehashed, of(ed25519)),
        "signature.invalid"
    );
}

#[test]
fn no_log_holds_a_pure_signature() {
    let bench = Bench::default();
    let kind = KeyKind::Ed25519;
    let logged = bench.plan_by("alice").with_kind(kind).layer();
    assert_eq!(bench.key_code(&logged, &[of(kind)]), "tlog.body-mismatch");
}

#[test]
fn larger_curves_in_entries() {
    let bench = Bench::default();
    for kind in [KeyKind::P384, KeyKind::P521, KeyKind::Rsa4096] {
        for entry in [Entry::V1, Entry::Old] {
            let layer = bench.plan_by("alice").with_kind(kind).logged(entry).layer();
            assert_eq!(bench.key_code(&layer, &[of(kind)]), "ok", "{kind:?}");
        }
        // A leaf of that kind signs in the older format with SHA-256 too.
        let keyless = bench.plan().with_kind(kind).layer();
        assert_eq!(bench.sig_code(&keyless), "ok", "{kind:?}");
        let envelope = bench.attestation().with_kind(kind).layer();
        assert_eq!(bench.att_code(&envelope), "ok", "{kind:?}");
    }
}

#[test]
fn a_key_that_did_not_sign() {
    let bench = Bench::default();
    let layer = bench.plan_by("alice").layer();
    assert_eq!(bench.key_code(&layer, &[key("bob")]), "signature.invalid");
    assert_eq!(bench.key_code(&layer, &[key("bob"), key("alice")]), "ok");
    assert_eq!(
        bench.key_code(&layer, &[of(KeyKind::P384)]),
        "signature.invalid"
    );
}

#[test]
fn a_key_is_good_in_its_window() {
    let bench = Bench::default();
    let layer = bench.plan_by("alice").layer();
    let within = |from: i64, to: i64| {
        let time = |seconds| Time::from_unix(bench.kit.time.seconds + seconds).unwrap();
        let window = Window::new(time(from), Some(time(to))).unwrap();
        bench.key_code(&layer, &[key("alice").with_window(window)])
    };
    assert_eq!(within(-1, 1), "ok");
    assert_eq!(within(-9, -1), "key.validity");
    assert_eq!(within(1, 9), "key.validity");
    // What is not looked at gives no time.
    let time = Time::from_unix(0).unwrap();
    let window = Window::new(time, None).unwrap();
    let policy = by_keys(&[key("alice").with_window(window)]).ignore_transparency_log();
    assert_eq!(
        bench.ask(&bench.sig(&[layer]), &policy).code(),
        "key.validity"
    );
}
