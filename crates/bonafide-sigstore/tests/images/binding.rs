//! Signature, certificate and log entry are of each other, or nothing counts.

use bonafide_sigstore::image::ImagePolicy;
use bonafide_testkit::body::Recorded;
use bonafide_testkit::image::{Layer, name};
use bonafide_testkit::{Entry, KeyKind, Plan, SigningKey};
use serde_json::json;

use crate::kit::{Bench, ENVELOPE_ENTRIES, MESSAGE_ENTRIES, by_keys, key, of_keys};

type Told = fn(&mut Recorded);

fn another_key(told: &mut Recorded) {
    told.verifier = SigningKey::seeded(KeyKind::P256, "another").spki();
    told.is_certificate = false;
}

fn another_signature(told: &mut Recorded) {
    told.signature =
        SigningKey::seeded(KeyKind::P256, "signer").sign(told.scheme, b"something else");
}

#[test]
fn a_signature_that_does_not_verify_is_not_saved_by_what_stands_beside_it() {
    let bench = Bench::default();
    let good = bench.plan().layer();
    assert_eq!(bench.sig_code(&good), "ok");
    let other = bench.kit.message(b"something else").layer();
    assert_eq!(
        bench.sig_code(&good.clone().taking(name::SIGNATURE, &other)),
        "signature.invalid"
    );
    let flipped = bench.plan().with_signature(|bytes| bytes[20] ^= 1).layer();
    assert_eq!(bench.sig_code(&flipped), "signature.invalid");
    let junk = good.with(name::SIGNATURE, "anVuaw==");
    assert_eq!(bench.sig_code(&junk), "signature.invalid");
}

#[test]
fn parts_of_layers_do_not_mix() {
    let bench = Bench::default();
    let first = bench.plan().layer();
    let optional = bench.payload().with_optional(json!({"a": "b"}));
    let second = optional.plan(&bench.kit).layer();
    let stranger = bench.plan().signed_by("stranger").layer();
    assert_eq!(bench.sig_code(&second), "ok");
    let table = [
        // The signature of one and the payload of the other.
        (
            first.clone().taking(name::SIGNATURE, &second),
            "signature.invalid",
        ),
        (
            second.clone().taking(name::SIGNATURE, &first),
            "signature.invalid",
        ),
        // The certificate of another signer, with the genuine promise.
        (
            first.clone().taking(name::CERTIFICATE, &stranger),
            "signature.invalid",
        ),
        // The promise of an entry for something else.
        (
            first.clone().taking(name::PROMISE, &second),
            "tlog.body-mismatch",
        ),
        (
            first.clone().taking(name::PROMISE, &stranger),
            "tlog.body-mismatch",
        ),
        (
            first
                .clone()
                .taking(name::PROMISE, &bench.attestation().layer()),
            "tlog.unsupported-kind",
        ),
    ];
    for (layer, code) in &table {
        assert_eq!(bench.sig_code(layer), *code);
    }
    // No annotation is taken from a layer beside it.
    let bare = first.clone().without(name::PROMISE);
    let store = bench.sig(&[bare, first.clone().taking(name::SIGNATURE, &second)]);
    assert_ne!(bench.ask(&store, &bench.signature()).code(), "ok");
    let attested = bench.attestation().layer().taking(name::PROMISE, &first);
    assert_eq!(bench.att_code(&attested), "tlog.unsupported-kind");
}

#[test]
fn each_field_of_an_entry_about_a_payload() {
    let bench = Bench::default();
    let hash: Told = |told| told.signed.push(b' ');
    for entry in MESSAGE_ENTRIES {
        for edit in [hash, another_signature, another_key] {
            let layer = bench.plan().logged(entry).with_recorded(edit).layer();
            assert_eq!(bench.sig_code(&layer), "tlog.body-mismatch", "{entry:?}");
            let by_key = bench
                .plan_by("alice")
                .logged(entry)
                .with_recorded(edit)
                .layer();
            assert_eq!(
                bench.key_code(&by_key, &[key("alice")]),
                "tlog.body-mismatch"
            );
        }
        // A certificate is recorded where a key is meant, and the reverse.
        let bare = |told: &mut Recorded| {
            told.verifier = SigningKey::seeded(KeyKind::P256, "signer").spki();
            told.is_certificate = false;
        };
        let layer = bench.plan().logged(entry).with_recorded(bare).layer();
        assert_eq!(bench.sig_code(&layer), "tlog.body-mismatch", "{entry:?}");
    }
}

fn attested<'a>(bench: &'a Bench, entry: Entry) -> [(Plan<'a>, ImagePolicy); 2] {
    let by_key = bench
        .attestation()
        .by_key()
        .signed_by("alice")
        .logged(entry);
    [
        (bench.attestation().logged(entry), bench.attested()),
        (by_key, ImagePolicy::attestation(of_keys(&[key("alice")]))),
    ]
}

#[test]
fn each_field_of_an_entry_about_an_envelope() {
    let bench = Bench::default();
    let payload: Told = |told| told.payload.as_mut().unwrap().1.push(b' ');
    let whole: Told = |told| told.envelope.push(b' ');
    let code = |plan: Plan<'_>, policy: &ImagePolicy| {
        bench.ask(&bench.att(&[plan.layer()]), policy).code()
    };
    for entry in ENVELOPE_ENTRIES {
        let edits: [(&str, Told); 4] = [
            ("payload", payload),
            ("whole", whole),
            ("signature", another_signature),
            ("key", another_key),
        ];
        for (field, edit) in edits {
            for (plan, policy) in attested(&bench, entry) {
                let wanted = match (entry, field) {
                    // It was submitted in several forms: its hash of the whole is told only.
                    (Entry::Intoto, "whole") => "ok",
                    // It holds the signature in the hash of the whole only.
                    (Entry::Old, "signature") => "ok",
                    _ => "tlog.body-mismatch",
                };
                let found = code(plan.with_recorded(edit), &policy);
                assert_eq!(found, wanted, "{field} of {entry:?}");
            }
        }
    }
    // Another signature of the same payload by the same key, in an entry that holds none: the hash
    // of the whole tells.
    for (plan, policy) in attested(&bench, Entry::Old) {
        let edited = plan.with_recorded(|told| {
            another_signature(told);
            told.envelope = b"an envelope with that".to_vec();
        });
        assert_eq!(code(edited, &policy), "tlog.body-mismatch");
    }
}

#[test]
fn hashes_in_entries_are_literally_sha256() {
    let bench = Bench::default();
    for algorithm in ["SHA256", "sha-256", "sha512", "sha1", ""] {
        let layer = bench.plan().with_body(|body| {
            body["spec"]["data"]["hash"]["algorithm"] = algorithm.into();
        });
        let code = bench.sig_code(&layer.layer());
        assert!(
            matches!(code, "tlog.body" | "tlog.body-mismatch"),
            "{algorithm}: {code}"
        );
        let layer = bench.attestation().with_body(|body| {
            body["spec"]["envelopeHash"]["algorithm"] = algorithm.into();
        });
        let code = bench.att_code(&layer.layer());
        assert!(
            matches!(code, "tlog.body" | "tlog.body-mismatch"),
            "{algorithm}: {code}"
        );
    }
    let format = bench.plan().logged(Entry::Old).with_body(|body| {
        body["spec"]["signature"]["format"] = "pgp".into();
    });
    let code = bench.sig_code(&format.layer());
    assert!(matches!(code, "tlog.body" | "tlog.body-mismatch"), "{code}");
}

#[test]
fn an_entry_of_an_envelope_has_one_signature() {
    let bench = Bench::default();
    let twice = bench.attestation().with_body(|body| {
        let signatures = body["spec"]["signatures"].as_array_mut().unwrap();
        let again = signatures[0].clone();
        signatures.push(again);
    });
    assert_eq!(bench.att_code(&twice.layer()), "tlog.body-mismatch");
}

#[test]
fn a_certificate_beside_a_wanted_key_must_be_of_it() {
    let bench = Bench::default();
    let layer = bench.plan().signed_by("alice").layer();
    // The certificate is of the key: its identity is of no account, and its entry backs the key.
    assert_eq!(bench.key_code(&layer, &[key("alice")]), "ok");
    assert_eq!(bench.key_code(&layer, &[key("bob"), key("alice")]), "ok");
    assert_eq!(bench.key_code(&layer, &[key("bob")]), "key.hint-mismatch");
    let own = bench.plan_by("alice").layer();
    let other = bench.plan().signed_by("bob").layer();
    let beside = own.clone().taking(name::CERTIFICATE, &other);
    assert_eq!(
        bench.key_code(&beside, &[key("alice")]),
        "key.hint-mismatch"
    );
    let told = |layer: &Layer, policy: &ImagePolicy| {
        let asked = bench.ask(&bench.sig(core::slice::from_ref(layer)), policy);
        asked.0.unwrap_err().to_string()
    };
    let certified = told(&layer, &by_keys(&[key("bob")]));
    assert!(
        certified.contains("ask for the identity instead"),
        "{certified}"
    );
    // There is no way back from a key to a certificate, nor from a certificate to a key.
    assert_eq!(bench.sig_code(&own), "key.missing");
    let wanted = told(&own, &bench.signature());
    assert!(
        wanted.ends_with("with a key, and an identity is wanted"),
        "{wanted}"
    );
    let unlogged = layer.clone().without(name::CERTIFICATE);
    assert_eq!(bench.sig_code(&unlogged), "key.missing");
    let bundle = bench.bundles(&[bench.bundle().signed_by("alice").mint()]);
    let asked = bench.ask(&bundle, &by_keys(&[key("alice")]));
    assert_eq!(asked.code(), "policy.key-with-certificate");
}

#[test]
fn bundles_are_bound_as_everywhere() {
    let bench = Bench::default();
    let payload: Told = |told| told.payload.as_mut().unwrap().1.push(b' ');
    for edit in [payload, another_signature, another_key] {
        let minted = bench.bundle().with_recorded(edit).mint();
        assert_eq!(bench.bundle_code(&minted), "tlog.body-mismatch");
    }
}

#[test]
fn a_layer_is_not_what_it_says_but_what_it_is() {
    let bench = Bench::default();
    // An envelope under the type of payloads, and a payload under that of envelopes.
    let mut envelope = bench.attestation().layer();
    envelope.media_type = name::SIMPLE_SIGNING.to_owned();
    assert_eq!(bench.sig_code(&envelope), "image.signature-annotation");
    let mut payload: Layer = bench.plan().layer();
    payload.media_type = name::ENVELOPE.to_owned();
    assert_eq!(bench.att_code(&payload), "image.signature-annotation");
    let bare = payload.with(name::SIGNATURE, "");
    assert_eq!(bench.att_code(&bare), "json.unknown-member");
}
