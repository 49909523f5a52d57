//! The Wycheproof vectors of the corpus with every compiled backend, over the whole message, in
//! parts, and over its digest; with keys as they are read, and with keys whose reuse is expected.

mod common;

use std::path::Path;

use bonafide_digest::{Algorithm, digest, hex};
use bonafide_keys::{Backend, Error, Message, PublicKey, Scheme};
use bonafide_report::{Budget, registry};
use common::BACKENDS;
use serde_json::Value;

const FILES: &[(&str, Scheme)] = &[
    (
        "ecdsa_secp256r1_sha256_test",
        Scheme::Ecdsa(Algorithm::Sha256),
    ),
    (
        "ecdsa_secp256r1_sha256_p1363_test",
        Scheme::EcdsaP1363(Algorithm::Sha256),
    ),
    (
        "ecdsa_secp384r1_sha256_test",
        Scheme::Ecdsa(Algorithm::Sha256),
    ),
    (
        "ecdsa_secp384r1_sha384_test",
        Scheme::Ecdsa(Algorithm::Sha384),
    ),
    (
        "ecdsa_secp521r1_sha512_test",
        Scheme::Ecdsa(Algorithm::Sha512),
    ),
    ("ed25519_test", Scheme::Ed25519),
    (
        "rsa_signature_2048_sha256_test",
        Scheme::RsaPkcs1(Algorithm::Sha256),
    ),
    (
        "rsa_pss_2048_sha256_mgf1_32_test",
        Scheme::RsaPss(Algorithm::Sha256),
    ),
];

#[test]
fn wycheproof() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus wycheproof: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = &Path::new(&corpus).join("vectors/wycheproof");
    let listed = std::fs::read_to_string(folder.join("index.tsv")).unwrap();
    assert_eq!(
        listed.lines().count() - 1,
        FILES.len(),
        "files of the index"
    );

    let (mut rows, mut wrong) = (0, 0);
    std::thread::scope(|scope| {
        let read = |&(name, scheme)| scope.spawn(move || file(folder, name, scheme));
        let files: Vec<_> = FILES.iter().map(read).collect();
        for file in files {
            let (more, bad) = file.join().unwrap();
            (rows, wrong) = (rows + more, wrong + bad);
        }
    });
    println!("corpus wycheproof: {rows} rows, {wrong} wrong");
    assert_eq!(wrong, 0);
}

/// How many vectors of a file were tried, and how many of them were judged otherwise than it states.
fn file(folder: &Path, name: &str, scheme: Scheme) -> (usize, usize) {
    let (mut rows, mut wrong) = (0, 0);
    let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let mut seen = 0;
    for group in file["testGroups"].as_array().unwrap() {
        let key = PublicKey::from_spki_der(&bytes(&group["publicKeyDer"]));
        let reused = reused(&bytes(&group["publicKeyDer"]), scheme);
        for test in group["tests"].as_array().unwrap() {
            seen += 1;
            for (backend, key) in BACKENDS.iter().flat_map(|b| [(b, &key), (b, &reused)]) {
                rows += 1;
                if let Err(why) = judge(*backend, key, scheme, test) {
                    wrong += 1;
                    let (id, comment) = (&test["tcId"], &test["comment"]);
                    println!("{} {name} {id}: {why} ({comment})", backend.name());
                }
            }
        }
    }
    assert_eq!(file["numberOfTests"], seen, "{name}");
    (rows, wrong)
}

/// The key once more, with whatever backends make for keys that they see again.
fn reused(spki: &[u8], scheme: Scheme) -> Result<PublicKey, Error> {
    let key = PublicKey::from_spki_der(spki)?;
    key.expect_reuse();
    // The least integers in either encoding; the test is about what comes after.
    let der = vec![0x30, 6, 2, 1, 1, 2, 1, 1];
    let p1363 = [vec![0; 31], vec![1], vec![0; 31], vec![1]].concat();
    let small = match scheme {
        Scheme::EcdsaP1363(_) => p1363,
        _ => der,
    };
    for backend in BACKENDS.iter().flat_map(|backend| [*backend; 3]) {
        let (message, budget) = (Message::Parts(&[b""]), &mut Budget::unbounded());
        let verdict = key.verify(backend, scheme, message, &small, budget);
        assert!(verdict.is_err());
    }
    Ok(key)
}

/// Compares the verdict with the stated one; all ways of giving the message must agree.
fn judge(
    backend: &dyn Backend,
    key: &Result<PublicKey, Error>,
    scheme: Scheme,
    test: &Value,
) -> Result<(), String> {
    let key = key.as_ref().map_err(|error| error.to_string())?;
    let (message, signature) = (bytes(&test["msg"]), bytes(&test["sig"]));
    let verify = |message: Message<'_>| {
        key.verify(
            backend,
            scheme,
            message,
            &signature,
            &mut Budget::unbounded(),
        )
    };
    let verdict = verify(Message::Parts(&[&message]));
    let (head, tail) = message.split_at(message.len() / 2);
    if verify(Message::Parts(&[head, b"", tail])) != verdict {
        return Err("differs in parts".to_owned());
    }
    if let Some(hash) = scheme.hash() {
        let digest = digest(hash, &message).unwrap();
        let over_digest = verify(Message::Prehashed(&digest));
        let lacks = matches!(over_digest, Err(Error::Backend { .. }));
        if !lacks && over_digest != verdict {
            return Err("differs over the digest".to_owned());
        }
    }
    // What only some implementations accept (one signature with a missing NULL) is refused here.
    let wanted = test["result"] == "valid";
    match verdict {
        Ok(()) if wanted => Ok(()),
        Err(error) if !wanted && error.code() == registry::SIGNATURE_INVALID => Ok(()),
        verdict => Err(format!("{verdict:?}")),
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}
