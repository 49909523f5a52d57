//! With which scheme a key signs is the word of whoever trusts it, and not that of a signature.

mod common;

use bonafide_digest::{Algorithm, hex};
use bonafide_dsse::{Error, KeySet, TrustedKey};
use bonafide_keys::{PublicKey, Ring, Scheme};
use bonafide_report::{Budget, Coded as _, registry};
use common::{envelope_json, parse};
use serde_json::Value;

const HASHES: [Algorithm; 3] = [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512];

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(text(value)).unwrap()
}

/// The scheme of a row.
fn scheme(row: &Value) -> Scheme {
    let hash = Algorithm::from_name(text(&row["hash"])).unwrap();
    match text(&row["scheme"]) {
        "pkcs1" => Scheme::RsaPkcs1(hash),
        "pss" => Scheme::RsaPss(hash),
        _ => Scheme::Ecdsa(hash),
    }
}

/// All that may be declared of a key, each with the scheme that it then has.
fn declared(key: &PublicKey) -> Vec<(Scheme, TrustedKey)> {
    let usual = key.kind().default_scheme();
    let trusted = || TrustedKey::new(key.clone());
    let mut all = vec![(usual, trusted())];
    for hash in HASHES {
        match usual {
            Scheme::RsaPkcs1(_) => {
                all.push((Scheme::RsaPkcs1(hash), trusted().with_hash(hash)));
                all.push((Scheme::RsaPss(hash), trusted().with_hash(hash).with_pss()));
            }
            _ => all.push((Scheme::Ecdsa(hash), trusted().with_hash(hash))),
        }
    }
    if matches!(usual, Scheme::RsaPkcs1(_)) {
        all.push((Scheme::RsaPss(Algorithm::Sha256), trusted().with_pss()));
    }
    all
}

/// Good signatures, each under all that might have been declared: RSA over SHA-512 is no RSA over
/// SHA-256, PSS counts for nothing unless it was declared, nor does another hash of a curve.
#[test]
fn a_signature_of_another_scheme_is_not_valid() {
    let file: Value = serde_json::from_str(include_str!("data/schemes.json")).unwrap();
    let payload = text(&file["payload"]).as_bytes();
    let (mut accepted, mut refused) = (0, 0);
    for row in file["signatures"].as_array().unwrap() {
        let key = PublicKey::from_spki_der(&bytes(&file["keys"][text(&row["key"])])).unwrap();
        let signature = bytes(&row["signature"]);
        let document = envelope_json(text(&file["payloadType"]), payload, &[(&signature, "")]);
        let envelope = parse(&document).unwrap();
        for (declared, key) in declared(&key) {
            let keys = KeySet::new().with_key("p", key).unwrap();
            let threshold = keys.threshold(1).unwrap();
            let verified =
                envelope.verify_with_keys(&keys, &threshold, &Ring, &mut Budget::unbounded());
            let what = format!("{} declared as {declared}", scheme(row));
            if scheme(row) == declared {
                assert!(verified.is_ok(), "{what}");
                accepted += 1;
                continue;
            }
            let error = verified.unwrap_err();
            assert_eq!(error.code(), registry::DSSE_THRESHOLD_NOT_MET, "{what}");
            assert!(matches!(error, Error::ThresholdNotMet { found: 0, .. }));
            let codes: Vec<_> = error.findings().iter().map(|one| one.code()).collect();
            assert_eq!(codes, [registry::SIGNATURE_INVALID], "{what}");
            refused += 1;
        }
    }
    assert_eq!((accepted, refused), (16, 56));
}
