//! Work, as `Budget` counts it, against what comes in.

use std::sync::LazyLock;

use bonafide_dsse::{Envelope, EnvelopeOptions, KeySet, TrustedKey};
use bonafide_keys::{PublicKey, Ring};
use bonafide_model::ManifestVerifier;
use bonafide_report::{Budget, Time};
use bonafide_testkit::encode::base64;
use bonafide_testkit::{KeyKind, SigningKey, Sigstore};
use bonafide_x509::{Authority, Certificate, Profile, Purpose, search_path};
use serde_json::{Value, json};

use super::model_bundle::VERIFIERS;
use crate::input::Input;
use crate::kit::{self, model};
use crate::mutate::mutate;

/// Each verifier that counts counts no more than a fixed multiple of what it was given.
pub fn run(data: &[u8]) {
    let mut input = Input::new(data);
    match input.byte() % 3 {
        0 => envelope(&mut input),
        1 => path(&mut input),
        _ => manifest(&mut input),
    }
}

/// An envelope with many signatures, against many keys: no pair is tried twice.
fn envelope(input: &mut Input<'_>) {
    static KEYS: LazyLock<Vec<PublicKey>> = LazyLock::new(|| {
        let kinds = [KeyKind::P256, KeyKind::P384, KeyKind::Ed25519];
        let seeds = ["one", "two", "three"];
        let keys = kinds
            .iter()
            .flat_map(|kind| seeds.map(|seed| SigningKey::seeded(*kind, seed).pem()));
        keys.map(|pem| PublicKey::from_pem(&pem).expect("a key"))
            .collect()
    });
    let count = 1 + input.below(KEYS.len());
    let mut keys = KeySet::new();
    for (at, key) in KEYS.iter().take(count).enumerate() {
        keys = keys
            .with_key(&at.to_string(), TrustedKey::new(key.clone()))
            .expect("a key");
    }
    let signatures: Vec<Value> = (0..1 + input.below(20))
        .map(|_| json!({"sig": base64(input.some(16)), "keyid": ""}))
        .collect();
    let payload = vec![b' '; input.below(4096)];
    let text = json!({
        "payloadType": "application/vnd.in-toto+json",
        "payload": base64(&payload),
        "signatures": signatures,
    });
    let options = EnvelopeOptions::provenance().with_signatures(64);
    let Ok(envelope) = Envelope::parse(text.to_string().as_bytes(), &options) else {
        return;
    };
    let threshold = keys.threshold(1).expect("a threshold");
    let mut budget = Budget::unbounded();
    let _ = envelope.verify_with_keys(&keys, &threshold, &Ring, &mut budget);
    let pairs = (count * envelope.signatures().len()) as u64;
    // A signature that does not name its scheme may be tried with two.
    assert!(
        budget.signatures() <= 2 * pairs,
        "{budget:?} for {pairs} pairs"
    );
    let pae = payload.len() as u64 + 64;
    assert!(
        budget.hashed() <= 2 * pairs * pae,
        "{budget:?} for {pairs} times {pae}"
    );
}

/// A path through certificates that anybody may have put there.
fn path(input: &mut Input<'_>) {
    static POOL: LazyLock<Vec<Certificate>> = LazyLock::new(pool);
    static ANCHOR: LazyLock<Authority> = LazyLock::new(|| {
        let root = Sigstore::default().fulcio.chain().pop().expect("a root");
        let root = Certificate::from_der(&root, &Default::default()).expect("a root");
        Authority::anchor(root, Purpose::CodeSigning, &Ring).expect("an anchor")
    });
    let good = &kit::good()[0];
    let leaf = Certificate::from_der(&good.minted.certificate, &Default::default());
    let count = input.below(24);
    let intermediates: Vec<Certificate> = (0..count).map(|_| input.choose(&POOL).clone()).collect();
    let mut budget = Budget::unbounded();
    let time = Time::from_unix(good.minted.now - 3600).expect("a time");
    let _ = search_path(
        &leaf.expect("a certificate"),
        &intermediates,
        core::slice::from_ref(&ANCHOR),
        &[time],
        &Profile::fulcio(),
        &Ring,
        &mut budget,
    );
    // Every certificate may be the issuer of the leaf, and each of another.
    let most = 100.min((count as u64 + 2).pow(2));
    assert!(
        budget.signatures() <= most,
        "{budget:?} for {count} certificates"
    );
}

/// The chain, chains of other instances, and certificates of one name and other keys.
fn pool() -> Vec<Certificate> {
    let mut ders = Sigstore::default().fulcio.chain();
    for domain in ["other.test", "sigstore.test"] {
        let kit = Sigstore::new(domain);
        ders.extend(kit.fulcio.chain());
        for seed in ["a", "b", "c"] {
            let issuer = kit.fulcio.issuer().clone();
            let key = SigningKey::seeded(KeyKind::P384, seed);
            let mut same = issuer.certificate.clone();
            same.spki = key.spki();
            ders.push(same.sign(&kit.fulcio.issuers[0].key, issuer.scheme));
        }
    }
    let certificates = ders
        .iter()
        .map(|der| Certificate::from_der(der, &Default::default()));
    certificates
        .map(|one| one.expect("a certificate"))
        .collect()
}

/// A list of many files, well signed or not.
fn manifest(input: &mut Input<'_>) {
    let verifier: &ManifestVerifier = input.choose(&VERIFIERS);
    let files: Vec<String> = (0..1 + input.below(200))
        .map(|at| format!("file-{at}"))
        .collect();
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|name| (&**name, b"content".as_slice()))
        .collect();
    let mut bundle = model::of(&files);
    if input.byte() % 2 == 0 {
        mutate(input, &mut bundle, &Value::Null);
    }
    let text = bundle.to_string();
    let mut budget = Budget::unbounded();
    let now = Time::from_unix(model::NOW).expect("a time");
    let _ = verifier.explain_within(text.as_bytes(), now, &mut budget);
    let most = 4 * text.len() as u64 + 4096;
    assert!(
        budget.hashed() <= most,
        "{budget:?} for {} bytes",
        text.len()
    );
    assert!(budget.signatures() <= 4, "{budget:?}");
}
