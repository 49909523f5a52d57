//! Entries that are well signed and wrong: made with the keys of the logs.

mod common;

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::Profile;
use bonafide_keys::{PublicKey, Ring, Scheme};
use bonafide_rekor::{
    Body, ContentKind, Error, Limits, LogKey, ProofOptions, Witness, WitnessPolicy, proof, set,
};
use bonafide_report::{Budget, Coded as _, Window};
use common::{
    ARTIFACT, END, Pair, Recipe, START, SetRecipe, Signed, TREE, V1_NAME, V2_NAME, base64, bases,
    body, check, check_with_logs, code, hash_with, hex, logs, options, pem, refuse_made, sha256,
    signer_pair, time, try_entry, v1_bases, v1_pair, v2_bases, v2_pair, window,
};
use serde_json::{Value, json};

fn v1m() -> (Recipe, Signed) {
    let (_, recipe, signed) = bases().remove(0);
    (recipe, signed)
}

fn spec(path: &str) -> String {
    format!("/canonicalizedBody/spec/{path}")
}

/// Asserts that a body is refused with this code at this place.
fn refuse_body(body: &Value, signed: &Signed, wanted: &str, place: &str) {
    let recipe = match signed_is_v2(body) {
        true => Recipe::v2(body),
        false => Recipe::v1(body),
    };
    let error = try_entry(&recipe.build(), signed).unwrap_err();
    assert_eq!(error.code().as_str(), wanted, "{body}");
    assert_eq!(error.place().as_str(), spec(place), "{body}");
}

fn signed_is_v2(body: &Value) -> bool {
    body["spec"].get("hashedRekordV002").is_some()
}

fn refuse_mismatch(body: &Value, signed: &Signed, place: &str) {
    refuse_body(body, signed, "tlog.body-mismatch", place);
}

#[test]
fn baselines() {
    for (name, recipe, signed) in bases() {
        for (index, size) in [(0, 1), (1, 2), (4, 5), (7, 8), (999, 1000)] {
            let mut recipe = recipe.clone();
            (recipe.index, recipe.size) = (index, size);
            if name.starts_with("v2") {
                recipe.log_index = index as u64;
            }
            assert!(
                try_entry(&recipe.build(), &signed).is_ok(),
                "{name} {index}"
            );
        }
        let mut extended = recipe.clone();
        extended.extensions = "Timestamp: 1700000000000000000\n".to_owned();
        assert!(try_entry(&extended.build(), &signed).is_ok(), "{name}");
    }
}

#[test]
fn a_v1_log_may_sign_under_an_internal_name() {
    let (mut recipe, signed) = v1m();
    recipe.origin = format!("rekor-7c9f - {TREE}");
    recipe.name = "rekor-7c9f".to_owned();
    let found = try_entry(&recipe.build(), &signed).unwrap();
    let notes: Vec<&str> = found
        .inclusion
        .notes()
        .iter()
        .map(|note| note.code().as_str())
        .collect();
    assert_eq!(notes, ["note.checkpoint-name"]);
    let logs = logs();
    let strict = options(&signed, &logs).with_strict_v1_name(true);
    let refused = check(&recipe.build(), &signed, &strict, Profile::Strict).unwrap_err();
    assert_eq!(
        refused.code().as_str(),
        "tlog.checkpoint.no-matching-signature"
    );
}

#[test]
fn an_intoto_entry_may_keep_its_payload() {
    let kept = |payload: &[u8]| {
        let mut body = body::intoto();
        body["spec"]["content"]["envelope"]["payload"] = json!(base64(base64(payload).as_bytes()));
        body
    };
    let signed = Signed::envelope();
    let good = Recipe::v1(&kept(common::PAYLOAD)).build();
    assert!(try_entry(&good, &signed).is_ok());
    refuse_mismatch(&kept(b"{}"), &signed, "content/envelope/payload");
}

#[test]
fn keys_may_sign_instead_of_certificates() {
    let message = Signed::message().with_key();
    let envelope = Signed::envelope().with_key();
    let mut hashedrekord = body::hashedrekord();
    hashedrekord["spec"]["signature"]["publicKey"]["content"] = json!(body::key_verifier());
    let mut dsse = body::dsse();
    dsse["spec"]["signatures"][0]["verifier"] = json!(body::key_verifier());
    let mut intoto = body::intoto();
    intoto["spec"]["content"]["envelope"]["signatures"][0]["publicKey"] =
        json!(body::key_verifier());
    for (recipe, signed) in [
        (Recipe::v1(&hashedrekord), &message),
        (Recipe::v1(&dsse), &envelope),
        (Recipe::v1(&intoto), &envelope),
        (Recipe::v2(&body::v2(&message)), &message),
        (Recipe::v2(&body::v2(&envelope)), &envelope),
    ] {
        assert!(try_entry(&recipe.build(), signed).is_ok());
    }
    // Another key, a key where a certificate signed, and the reverse.
    let mut other = message.clone();
    other.key = Pair::p256(8).public();
    let place = "signature/publicKey/content";
    refuse_mismatch(&hashedrekord, &other, place);
    refuse_mismatch(&hashedrekord, &Signed::message(), place);
    refuse_mismatch(&body::hashedrekord(), &message, place);
    let place = "hashedRekordV002/signature/verifier";
    refuse_mismatch(&body::v2(&message), &other, place);
    refuse_mismatch(&body::v2(&message), &Signed::message(), place);
    refuse_mismatch(&body::v2(&Signed::message()), &message, place);
}

#[test]
fn hashedrekord_binds_every_field() {
    let signed = Signed::message();
    let with = |edit: &dyn Fn(&mut Value)| {
        let mut body = body::hashedrekord();
        edit(&mut body["spec"]);
        body
    };
    let other_hash = with(&|spec| spec["data"]["hash"] = body::hash(b"other"));
    refuse_mismatch(&other_hash, &signed, "data/hash/value");
    // The label of another algorithm over the value of this one, and the reverse.
    let label = with(&|spec| spec["data"]["hash"]["algorithm"] = json!("sha512"));
    refuse_mismatch(&label, &signed, "data/hash/algorithm");
    for unknown in ["sha1", "SHA256", "sha3-256", ""] {
        let label = with(&|spec| spec["data"]["hash"]["algorithm"] = json!(unknown));
        refuse_mismatch(&label, &signed, "data/hash/algorithm");
    }
    let sha512 = hash_with(&ring::digest::SHA512, ARTIFACT);
    let value = with(&|spec| spec["data"]["hash"]["value"] = json!(hex(&sha512)));
    refuse_mismatch(&value, &signed, "data/hash/value");
    let whole = with(&|spec| {
        spec["data"]["hash"] = json!({"algorithm": "sha512", "value": hex(&sha512)});
    });
    refuse_mismatch(&whole, &signed, "data/hash/algorithm");
    let signature = with(&|spec| spec["signature"]["content"] = json!(base64(b"another")));
    refuse_mismatch(&signature, &signed, "signature/content");
    let other_certificate = base64(pem("CERTIFICATE", b"0\x01another of this key").as_bytes());
    let key = with(&|spec| spec["signature"]["publicKey"]["content"] = json!(other_certificate));
    refuse_mismatch(&key, &signed, "signature/publicKey/content");
}

#[test]
fn the_entry_hash_is_the_one_that_the_signature_verified_with() {
    let sha512 = hash_with(&ring::digest::SHA512, ARTIFACT);
    let mut body = body::hashedrekord();
    body["spec"]["data"]["hash"] = json!({"algorithm": "sha512", "value": hex(&sha512)});
    let mut signed = Signed::message();
    signed.scheme = Scheme::Ecdsa(Algorithm::Sha512);
    signed.digest = Some(Digest::new(Algorithm::Sha512, &sha512).unwrap());
    assert!(try_entry(&Recipe::v1(&body).build(), &signed).is_ok());
    // Ed25519ph is over SHA-512; pure Ed25519 signs no hash at all.
    signed.scheme = Scheme::Ed25519ph;
    assert!(try_entry(&Recipe::v1(&body).build(), &signed).is_ok());
    signed.scheme = Scheme::Ed25519;
    refuse_mismatch(&body, &signed, "data/hash/algorithm");
    // A caller that mixes up digest and scheme gains nothing.
    signed.scheme = Scheme::Ecdsa(Algorithm::Sha256);
    refuse_mismatch(&body, &signed, "data/hash/algorithm");
}

#[test]
fn dsse_binds_every_field() {
    let signed = Signed::envelope();
    let with = |edit: &dyn Fn(&mut Value)| {
        let mut body = body::dsse();
        edit(&mut body["spec"]);
        body
    };
    let payload = with(&|spec| spec["payloadHash"] = body::hash(b"other"));
    refuse_mismatch(&payload, &signed, "payloadHash");
    let algorithm = with(&|spec| spec["payloadHash"]["algorithm"] = json!("sha512"));
    refuse_mismatch(&algorithm, &signed, "payloadHash");
    let signature = with(&|spec| spec["signatures"][0]["signature"] = json!(base64(b"another")));
    refuse_mismatch(&signature, &signed, "signatures");
    let none = with(&|spec| spec["signatures"] = json!([]));
    refuse_mismatch(&none, &signed, "signatures");
    let two = with(&|spec| {
        let twice = spec["signatures"][0].clone();
        spec["signatures"].as_array_mut().unwrap().push(twice);
    });
    refuse_mismatch(&two, &signed, "signatures");
    let verifier = with(&|spec| spec["signatures"][0]["verifier"] = json!(body::key_verifier()));
    refuse_mismatch(&verifier, &signed, "signatures/0/verifier");
    // The hash of the envelope is over JSON that nobody has: its form alone is checked.
    let hash = with(&|spec| spec["envelopeHash"] = body::hash(b"anything"));
    assert!(try_entry(&Recipe::v1(&hash).build(), &signed).is_ok());
    let short = with(&|spec| spec["envelopeHash"]["value"] = json!("00"));
    refuse_body(&short, &signed, "tlog.body", "envelopeHash");
}

#[test]
fn dsse_14_every_signature_of_the_envelope_is_in_the_entry() {
    let mut signed = Signed::envelope();
    signed.others = vec![b"a second signature".to_vec()];
    let mut body = body::dsse();
    refuse_mismatch(&body, &signed, "signatures");
    let mut second = body["spec"]["signatures"][0].clone();
    second["signature"] = json!(base64(b"a second signature"));
    second["verifier"] = json!(body::key_verifier());
    body["spec"]["signatures"]
        .as_array_mut()
        .unwrap()
        .insert(0, second.clone());
    assert!(try_entry(&Recipe::v1(&body).build(), &signed).is_ok());
    // The signer is who made this signature, not any of the signers.
    body["spec"]["signatures"][1]["verifier"] = second["verifier"].clone();
    body["spec"]["signatures"][0]["verifier"] = json!(body::verifier());
    refuse_mismatch(&body, &signed, "signatures/0/verifier");
    body["spec"]["signatures"][0]["signature"] = json!(base64(b"a third"));
    refuse_mismatch(&body, &signed, "signatures");
}

#[test]
fn intoto_binds_every_field() {
    let signed = Signed::envelope();
    let with = |edit: &dyn Fn(&mut Value)| {
        let mut body = body::intoto();
        edit(&mut body["spec"]["content"]);
        body
    };
    let payload = with(&|content| content["payloadHash"] = body::hash(b"other"));
    refuse_mismatch(&payload, &signed, "content/payloadHash");
    let kind = with(&|content| content["envelope"]["payloadType"] = json!("text/plain"));
    refuse_mismatch(&kind, &signed, "content/envelope/payloadType");
    let place = "content/envelope/signatures";
    for other in [
        base64(base64(b"another").as_bytes()),
        // Encoded once, as nothing that clients send is.
        base64(&signed.signature),
    ] {
        let signature = with(&|content| {
            content["envelope"]["signatures"][0]["sig"] = json!(other);
        });
        refuse_mismatch(&signature, &signed, place);
    }
    let none = with(&|content| content["envelope"]["signatures"] = json!([]));
    refuse_mismatch(&none, &signed, place);
    let key = with(&|content| {
        content["envelope"]["signatures"][0]["publicKey"] = json!(body::key_verifier());
    });
    refuse_mismatch(&key, &signed, "content/envelope/signatures/0/publicKey");
    let hint = with(&|content| content["envelope"]["signatures"][0]["keyid"] = json!("any"));
    assert!(try_entry(&Recipe::v1(&hint).build(), &signed).is_ok());
    let short = with(&|content| content["hash"]["value"] = json!("00"));
    refuse_body(&short, &signed, "tlog.body", "content/hash");
}

#[test]
fn v2_binds_every_field() {
    for signed in [Signed::message(), Signed::envelope()] {
        let with = |edit: &dyn Fn(&mut Value)| {
            let mut body = body::v2(&signed);
            edit(&mut body["spec"]["hashedRekordV002"]);
            body
        };
        let refuse = |body: &Value, place: &str| {
            refuse_mismatch(body, &signed, &format!("hashedRekordV002/{place}"));
        };
        for name in [
            json!("SHA2_384"),
            json!("SHA2_512"),
            json!(1),
            json!("sha256"),
        ] {
            let body = with(&|spec| spec["data"]["algorithm"] = name.clone());
            refuse(&body, "data/algorithm");
        }
        let digest = with(&|spec| spec["data"]["digest"] = json!(base64(&sha256(b"other"))));
        refuse(&digest, "data/digest");
        let signature = with(&|spec| spec["signature"]["content"] = json!(base64(b"another")));
        refuse(&signature, "signature/content");
        for name in [
            json!("PKIX_ED25519_PH"),
            json!("PKIX_ECDSA_P384_SHA_384"),
            json!("PKIX_ECDSA_P256_HMAC_SHA_256"),
            json!(5),
        ] {
            let body = with(&|spec| spec["signature"]["verifier"]["keyDetails"] = name.clone());
            refuse(&body, "signature/verifier/keyDetails");
        }
        let certificate = json!({"rawBytes": base64(b"0\x01another")});
        let body = with(&|spec| {
            spec["signature"]["verifier"]["x509Certificate"] = certificate.clone();
        });
        refuse(&body, "signature/verifier");
    }
}

#[test]
fn v2_bodies_are_canonical_to_the_byte() {
    let signed = Signed::message();
    let good = body::v2(&signed).to_string();
    let rewritten = [
        good.replacen(':', ": ", 1),
        format!("{good}\n"),
        good.replacen("\"SHA2_256\"", "\"SHA2\\u005f256\"", 1),
        good.replacen(
            "\"apiVersion\":\"0.0.2\",\"kind\":\"hashedrekord\"",
            "\"kind\":\"hashedrekord\",\"apiVersion\":\"0.0.2\"",
            1,
        ),
    ];
    for text in rewritten {
        assert_ne!(text, good);
        let mut recipe = Recipe::v2(&body::v2(&signed));
        recipe.body = text.into_bytes();
        let error = try_entry(&recipe.build(), &signed).unwrap_err();
        assert_eq!(error, Error::BodyForm {});
        assert_eq!(error.code().as_str(), "tlog.body");
    }
}

#[test]
fn a_v2_body_has_one_verifier() {
    let signed = Signed::message();
    let path = "/spec/hashedRekordV002/signature/verifier";
    let parse = |edit: &dyn Fn(&mut Value)| {
        let mut body = body::v2(&signed);
        edit(body.pointer_mut(path).unwrap());
        let entry = common::read(&Recipe::v2(&body).build(), Profile::Strict).unwrap();
        Body::parse(&entry, Profile::Strict, &Limits::default()).map(drop)
    };
    assert_eq!(parse(&|_| ()), Ok(()));
    for error in [
        parse(&|verifier| {
            verifier["publicKey"] = json!({"rawBytes": base64(&signer_pair().spki())});
        }),
        parse(&|verifier| drop(verifier.as_object_mut().unwrap().remove("x509Certificate"))),
    ] {
        assert_eq!(error.unwrap_err().code().as_str(), "tlog.body");
    }
}

#[test]
fn rk2_4_a_caller_that_mixes_up_digest_and_scheme_gains_nothing() {
    let sha512 = hash_with(&ring::digest::SHA512, ARTIFACT);
    let pure = Signed {
        key: Pair::ed25519(9).public(),
        scheme: Scheme::Ed25519,
        digest: Some(Digest::new(Algorithm::Sha512, &sha512).unwrap()),
        ..Signed::message()
    };
    let place = "hashedRekordV002/signature/verifier/keyDetails";
    let body = body::v2_with(&pure, "SHA2_512", "PKIX_ED25519_PH");
    refuse_mismatch(&body, &pure, place);
    let prehashed = Signed {
        scheme: Scheme::Ed25519ph,
        ..pure
    };
    assert!(try_entry(&Recipe::v2(&body).build(), &prehashed).is_ok());
    let short = Signed {
        digest: Signed::message().digest,
        ..prehashed
    };
    let body = body::v2_with(&short, "SHA2_512", "PKIX_ED25519_PH");
    refuse_mismatch(&body, &short, place);
}

/// Key, scheme, hash, the names that a v2 log must state, and whether it takes such signatures.
fn v2_row(key: &PublicKey, scheme: Scheme, algorithm: &str, details: &str) -> Result<(), Error> {
    let digest = scheme.hash().map(|hash| {
        let function = match hash {
            Algorithm::Sha384 => &ring::digest::SHA384,
            Algorithm::Sha512 => &ring::digest::SHA512,
            _ => &ring::digest::SHA256,
        };
        Digest::new(hash, &hash_with(function, &common::pae())).unwrap()
    });
    let signed = Signed {
        key: key.clone(),
        scheme,
        digest,
        ..Signed::envelope()
    }
    .with_key();
    let body = body::v2_with(&signed, algorithm, details);
    try_entry(&Recipe::v2(&body).build(), &signed).map(drop)
}

fn p384() -> PublicKey {
    let key = p384::ecdsa::SigningKey::from_slice(&[7; 48]).unwrap();
    let point = key.verifying_key().to_sec1_point(false);
    let prefix = common::unhex("3076301006072a8648ce3d020106052b81040022036200");
    PublicKey::from_spki_der(&[prefix, point.as_bytes().to_vec()].concat()).unwrap()
}

/// An RSA key of which only the length of the modulus matters.
fn rsa(bits: usize) -> PublicKey {
    let bytes = bits / 8;
    let mut modulus = vec![0x5a; bytes + 1];
    (modulus[0], modulus[1], modulus[bytes]) = (0, 0x80, 0x01);
    let integer = |value: &[u8]| der(0x02, value);
    let key = der(0x30, &[integer(&modulus), integer(&[1, 0, 1])].concat());
    PublicKey::from_pkcs1_der(&key).unwrap()
}

fn der(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len();
    let header = match length {
        0..=127 => vec![tag, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [header, value.to_vec()].concat()
}

#[test]
fn rk2_3_details_and_hash_follow_from_the_key() {
    use Algorithm::{Sha256, Sha384};
    let ed25519 = Pair::ed25519(9).public();
    for (key, scheme, algorithm, details) in [
        (
            p384(),
            Scheme::Ecdsa(Sha384),
            "SHA2_384",
            "PKIX_ECDSA_P384_SHA_384",
        ),
        (
            ed25519.clone(),
            Scheme::Ed25519ph,
            "SHA2_512",
            "PKIX_ED25519_PH",
        ),
        (
            rsa(2048),
            Scheme::RsaPkcs1(Sha256),
            "SHA2_256",
            "PKIX_RSA_PKCS1V15_2048_SHA256",
        ),
        (
            rsa(3072),
            Scheme::RsaPkcs1(Sha256),
            "SHA2_256",
            "PKIX_RSA_PKCS1V15_3072_SHA256",
        ),
        (
            rsa(4096),
            Scheme::RsaPkcs1(Sha256),
            "SHA2_256",
            "PKIX_RSA_PKCS1V15_4096_SHA256",
        ),
        (
            rsa(2048),
            Scheme::RsaPss(Sha256),
            "SHA2_256",
            "PKIX_RSA_PSS_2048_SHA256",
        ),
    ] {
        assert_eq!(
            v2_row(&key, scheme, algorithm, details),
            Ok(()),
            "{details}"
        );
    }
    for (key, scheme, algorithm, details) in [
        // Older clients' hash with the larger curve is for v1 logs only.
        (
            p384(),
            Scheme::Ecdsa(Sha256),
            "SHA2_256",
            "PKIX_ECDSA_P384_SHA_256",
        ),
        (
            p384(),
            Scheme::Ecdsa(Sha256),
            "SHA2_256",
            "PKIX_ECDSA_P384_SHA_384",
        ),
        (
            p384(),
            Scheme::Ecdsa(Sha384),
            "SHA2_256",
            "PKIX_ECDSA_P384_SHA_384",
        ),
        (
            p384(),
            Scheme::Ecdsa(Sha384),
            "SHA2_384",
            "PKIX_ECDSA_P256_SHA_256",
        ),
        (ed25519.clone(), Scheme::Ed25519, "SHA2_512", "PKIX_ED25519"),
        (
            ed25519.clone(),
            Scheme::Ed25519,
            "SHA2_512",
            "PKIX_ED25519_PH",
        ),
        (ed25519, Scheme::Ed25519ph, "SHA2_512", "PKIX_ED25519"),
        (
            rsa(2048),
            Scheme::RsaPkcs1(Sha256),
            "SHA2_256",
            "PKIX_RSA_PKCS1V15_4096_SHA256",
        ),
        (
            rsa(2048),
            Scheme::RsaPkcs1(Sha256),
            "SHA2_256",
            "PKIX_RSA_PSS_2048_SHA256",
        ),
        (
            rsa(2560),
            Scheme::RsaPkcs1(Sha256),
            "SHA2_256",
            "PKIX_RSA_PKCS1V15",
        ),
    ] {
        let error = v2_row(&key, scheme, algorithm, details).unwrap_err();
        assert_eq!(error.code().as_str(), "tlog.body-mismatch", "{details}");
    }
}

#[test]
fn pss_is_for_keys_that_the_caller_declares_and_not_for_certificates() {
    let key = rsa(2048);
    let signed = Signed {
        key,
        scheme: Scheme::RsaPss(Algorithm::Sha256),
        ..Signed::message()
    };
    let body = body::v2_with(&signed, "SHA2_256", "PKIX_RSA_PSS_2048_SHA256");
    let place = "hashedRekordV002/signature/verifier/keyDetails";
    refuse_mismatch(&body, &signed, place);
    let signed = signed.with_key();
    let body = body::v2_with(&signed, "SHA2_256", "PKIX_RSA_PSS_2048_SHA256");
    assert!(try_entry(&Recipe::v2(&body).build(), &signed).is_ok());
}

#[test]
fn kinds_that_cannot_back_a_bundle() {
    let (_, signed) = v1m();
    for (kind, version) in [
        ("hashedrekord", "0.0.9"),
        ("rekord", "0.0.1"),
        ("intoto", "0.0.1"),
        ("alpine", "0.0.1"),
        ("dsse", "0.0.2"),
        ("unheard-of", "1"),
    ] {
        let mut body = body::hashedrekord();
        body["kind"] = json!(kind);
        body["apiVersion"] = json!(version);
        let recipe = match (kind, version) {
            ("dsse", "0.0.2") => Recipe::v2(&body),
            _ => Recipe::v1(&body),
        };
        for signed in [&signed, &Signed::envelope()] {
            assert_eq!(
                code(&recipe.build(), signed),
                "tlog.unsupported-kind",
                "{kind}"
            );
        }
        // Its inclusion can be checked, and says nothing about a signature.
        let all = logs();
        let options = ProofOptions::inclusion_only().with_logs(&all);
        let entry = recipe.build();
        let refused = check(&entry, &signed, &options, Profile::Strict).unwrap_err();
        assert_eq!(refused.code().as_str(), "tlog.unsupported-kind", "{kind}");
        let entry = common::read(&entry, Profile::Strict).unwrap();
        let log = LogKey::find(&all, &entry).unwrap();
        let found = proof::verify(&entry, log, &options, &Ring, &mut Budget::unbounded());
        assert!(found.is_ok(), "{kind}");
    }
}

#[test]
fn kinds_are_for_one_content_each() {
    let (message, envelope) = (Signed::message(), Signed::envelope());
    for (body, signed) in [
        (body::hashedrekord(), &envelope),
        (body::dsse(), &message),
        (body::intoto(), &message),
    ] {
        let entry = Recipe::v1(&body).build();
        assert_eq!(code(&entry, signed), "tlog.unsupported-kind");
        // Binding alone refuses it too.
        let entry = common::read(&entry, Profile::Strict).unwrap();
        let body = Body::parse(&entry, Profile::Strict, &Limits::default()).unwrap();
        let refused = signed.bind(&body).unwrap_err();
        assert_eq!(refused.code().as_str(), "tlog.unsupported-kind");
    }
}

#[test]
fn label_and_body_are_of_one_kind() {
    let body = body::hashedrekord().to_string().into_bytes();
    for (kind, version) in [("dsse", "0.0.1"), ("hashedrekord", "0.0.2"), ("x", "1")] {
        let recipe = Recipe::v1_bytes(kind, version, body.clone());
        let error = try_entry(&recipe.build(), &Signed::message()).unwrap_err();
        assert_eq!(error.code().as_str(), "tlog.kind-mismatch");
        assert_eq!(error.place().as_str(), "/kindVersion");
    }
}

#[test]
fn bodies_are_strict_json_of_their_kind() {
    let good = body::hashedrekord().to_string();
    let bad = [
        good.replacen("\"spec\":{", "\"spec\":{\"extra\":1,", 1),
        good.replacen("\"data\":{", "\"data\":{\"url\":\"https://example\",", 1),
        good.replacen("\"hash\":{", "\"hash\":{\"extra\":null,", 1),
        good.replacen("\"spec\":{", "\"spec\":{\"data\":{},", 1),
        good.replacen("{\"apiVersion\"", "{\"extra\":1,\"apiVersion\"", 1),
        good.replacen("{\"apiVersion\"", "{\"kind\":\"x\",\"apiVersion\"", 1),
        good.replacen("\"apiVersion\":\"0.0.1\",", "", 1),
        good.replacen("\"algorithm\":\"sha256\",", "", 1),
        good.replacen("\"content\"", "\"Content\"", 1),
        format!("{good} x"),
        format!("{good}{good}"),
        format!("\u{feff}{good}"),
        "not JSON".to_owned(),
        "[]".to_owned(),
        good.replacen(
            &hex(&sha256(ARTIFACT)),
            &hex(&sha256(ARTIFACT)).to_uppercase(),
            1,
        ),
        good.replacen(&hex(&sha256(ARTIFACT)), "abc", 1),
        good.replacen(&body::verifier(), &base64(b"no PEM"), 1),
        good.replacen(&body::verifier(), &base64(&[0xff, 0xfe]), 1),
        good.replacen(
            &body::verifier(),
            &base64(pem("PRIVATE KEY", b"0").as_bytes()),
            1,
        ),
        good.replacen(
            &body::verifier(),
            &base64(pem("CERTIFICATE", b"0").repeat(2).as_bytes()),
            1,
        ),
    ];
    let (recipe, signed) = v1m();
    for text in bad {
        assert_ne!(text, good);
        let mut recipe = recipe.clone();
        recipe.body = text.clone().into_bytes();
        assert_eq!(code(&recipe.build(), &signed), "tlog.body", "{text}");
    }
}

#[test]
fn lenient_skips_unknown_members_of_the_spec_only() {
    let (recipe, signed) = v1m();
    let logs = logs();
    let options = options(&signed, &logs);
    let lenient = |from: &str, to: &str| {
        let good = body::hashedrekord().to_string();
        let mut recipe = recipe.clone();
        recipe.body = good.replacen(from, to, 1).into_bytes();
        check(&recipe.build(), &signed, &options, Profile::Lenient)
    };
    assert!(lenient("\"spec\":{", "\"spec\":{\"extra\":[{}],").is_ok());
    for (from, to) in [
        ("{\"apiVersion\"", "{\"extra\":1,\"apiVersion\""),
        ("\"spec\":{", "\"spec\":{\"x\":1,\"x\":2,"),
        ("\"spec\":{", "\"spec\":{\"Data\":1,"),
    ] {
        assert_eq!(
            lenient(from, to).unwrap_err().code().as_str(),
            "tlog.body",
            "{to}"
        );
    }
}

#[test]
fn promises_for_something_else() {
    let sets = [
        SetRecipe {
            log_index: Some(1),
            ..SetRecipe::default()
        },
        SetRecipe {
            time: Some(common::SIGNED + 1),
            ..SetRecipe::default()
        },
        SetRecipe {
            log_id: Some(vec![7; 32]),
            ..SetRecipe::default()
        },
        SetRecipe {
            spaced: true,
            ..SetRecipe::default()
        },
    ];
    for set in sets {
        refuse_made(v1_bases(), "tlog.set", |recipe| {
            recipe.set = Some(set.clone());
        });
    }
}

#[test]
fn set_1_integers_up_to_2_to_the_53rd_minus_1() {
    let largest = (1 << 53) - 1;
    for (name, mut recipe, signed) in v1_bases() {
        recipe.log_index = largest;
        assert!(try_entry(&recipe.build(), &signed).is_ok(), "{name}");
        recipe.log_index = largest + 1;
        assert_eq!(code(&recipe.build(), &signed), "tlog.set", "{name}");
        recipe.log_index = 1;
        recipe.time = Some((1 << 53) - 1);
        // Signed by the log, and after the year 9999.
        assert_eq!(code(&recipe.build(), &signed), "tlog.set", "{name}");
    }
}

#[test]
fn set_3_no_promise_counts_without_a_time_or_in_a_v2_log() {
    let (mut recipe, signed) = v1m();
    recipe.time = Some(0);
    assert_eq!(code(&recipe.build(), &signed), "tlog.set");
    for (name, mut recipe, signed) in v2_bases() {
        recipe.time = Some(common::SIGNED);
        recipe.set = Some(SetRecipe::default());
        assert_eq!(code(&recipe.build(), &signed), "tlog.set", "{name}");
    }
}

#[test]
fn each_check_looks_at_log_and_kind_itself() {
    let mut budget = Budget::unbounded();
    let all = logs();
    for (name, recipe, signed) in bases() {
        let entry = common::read(&recipe.build(), Profile::Strict).unwrap();
        let other = &all[if name.starts_with("v1") { 2 } else { 3 }];
        let options = options(&signed, &all);
        let refused = proof::verify(&entry, other, &options, &Ring, &mut budget).unwrap_err();
        assert_eq!(refused, Error::UnknownLog {}, "{name}");
        if name.starts_with("v1") {
            let refused = set::verify(&entry, other, &Ring, &mut budget).unwrap_err();
            assert_eq!(refused, Error::UnknownLog {}, "{name}");
            let other = match signed.envelope {
                Some(_) => ContentKind::Message,
                None => ContentKind::Envelope,
            };
            let options = ProofOptions::backing(other).with_logs(&all);
            let refused = proof::verify(&entry, &all[0], &options, &Ring, &mut budget);
            assert_eq!(
                refused.unwrap_err().code().as_str(),
                "tlog.unsupported-kind"
            );
        }
    }
    let (mut recipe, _) = v1m();
    recipe.set = None;
    let entry = common::read(&recipe.build(), Profile::Strict).unwrap();
    let refused = set::verify(&entry, &all[0], &Ring, &mut budget).unwrap_err();
    assert_eq!(refused.code().as_str(), "tlog.set");
}

#[test]
fn set_2_the_key_is_trusted_at_the_time_of_the_promise() {
    let at = |time: i64| {
        let (mut recipe, signed) = v1m();
        recipe.time = Some(time);
        try_entry(&recipe.build(), &signed)
    };
    assert!(at(START).is_ok() && at(END).is_ok());
    for time in [START - 1, END + 1] {
        let error = at(time).unwrap_err();
        assert_eq!(error.code().as_str(), "tlog.key-validity");
    }
    // A time that nobody signed is not compared with anything.
    let (recipe, signed) = v1m();
    let mut entry = recipe.build();
    entry["integratedTime"] = json!((END + 1).to_string());
    assert_eq!(code(&entry, &signed), "tlog.set");
}

#[test]
fn tim_7_times_of_a_v2_entry_lie_in_the_window() {
    let log = &logs()[1];
    assert!(log.check_time(time(START)).is_ok() && log.check_time(time(END)).is_ok());
    let error = log.check_time(time(END + 1)).unwrap_err();
    assert_eq!(error.code().as_str(), "tlog.key-validity");
    assert!(
        error.to_string().contains("2027-01-15T08:00:01Z"),
        "{error}"
    );
}

#[test]
fn checkpoints_signed_by_somebody_else() {
    let no_match = "tlog.checkpoint.no-matching-signature";
    // By another trusted log under its own name, beneath this log's origin and beneath its own.
    refuse_made(v1_bases(), no_match, |recipe| {
        (recipe.pair, recipe.set) = (Pair::p256(3), None);
        recipe.name = "other.rekor.example".to_owned();
    });
    refuse_made(v1_bases(), "tlog.checkpoint.origin", |recipe| {
        (recipe.pair, recipe.set) = (Pair::p256(3), None);
        recipe.name = "other.rekor.example".to_owned();
        recipe.origin = format!("other.rekor.example - {TREE}");
    });
    refuse_made(v2_bases(), "tlog.checkpoint.origin", |recipe| {
        recipe.pair = Pair::ed25519(4);
        recipe.name = "log2025-2.rekor.example".to_owned();
        recipe.origin = recipe.name.clone();
    });
    // Under this name, with its own key id and with this log's.
    refuse_made(v1_bases(), no_match, |recipe| {
        (recipe.pair, recipe.set) = (Pair::p256(3), None);
    });
    refuse_made(v1_bases(), "tlog.checkpoint.signature", |recipe| {
        (recipe.pair, recipe.set) = (Pair::p256(3), None);
        recipe.key_id = Some(v1_pair().key_id(V1_NAME));
    });
    refuse_made(v2_bases(), no_match, |recipe| {
        recipe.pair = Pair::ed25519(4)
    });
    refuse_made(v2_bases(), "tlog.checkpoint.signature", |recipe| {
        recipe.pair = Pair::ed25519(4);
        recipe.key_id = Some(v2_pair().key_id(V2_NAME));
    });
    // By the right key under another key id.
    refuse_made(bases(), no_match, |recipe| {
        recipe.key_id = Some([1, 2, 3, 4])
    });
}

#[test]
fn origin_and_key_name_are_one() {
    refuse_made(v1_bases(), "tlog.checkpoint.origin", |recipe| {
        recipe.origin = format!("other.rekor.example - {TREE}");
        recipe.name = "other.rekor.example".to_owned();
    });
    refuse_made(v2_bases(), "tlog.checkpoint.origin", |recipe| {
        recipe.origin = "log2025-2.rekor.example".to_owned();
        recipe.name.clone_from(&recipe.origin);
    });
    refuse_made(bases(), "tlog.checkpoint.no-matching-signature", |recipe| {
        recipe.name = "alias.example".to_owned();
    });
    // A v2 log has no other names than those of its base URL.
    refuse_made(
        v2_bases(),
        "tlog.checkpoint.no-matching-signature",
        |recipe| {
            recipe.origin = "internal".to_owned();
            recipe.name = "internal".to_owned();
        },
    );
}

#[test]
fn ent_4_the_origin_has_the_form_of_the_generation() {
    refuse_made(v1_bases(), "tlog.kind-mismatch", |recipe| {
        recipe.origin = V1_NAME.to_owned();
    });
    for tree in ["- 1", "- 0", "- 18446744073709551615"] {
        refuse_made(v2_bases(), "tlog.kind-mismatch", |recipe| {
            recipe.origin = format!("{V2_NAME} {tree}");
        });
    }
    // Not a decimal tree number: a name with spaces, which no key has.
    for tree in ["- 01", "- x", "-1", "- ", "- 18446744073709551616"] {
        let wanted = "tlog.checkpoint.no-matching-signature";
        refuse_made(v1_bases(), wanted, |recipe| {
            recipe.origin = format!("{V1_NAME} {tree}");
        });
    }
}

#[test]
fn heads_that_differ_from_the_proof() {
    refuse_made(bases(), "tlog.checkpoint.root-mismatch", |recipe| {
        recipe.root_text = Some(base64(&[7; 32]));
    });
    refuse_made(bases(), "tlog.checkpoint.size-mismatch", |recipe| {
        recipe.size_text = Some("8".to_owned());
    });
    for size in [
        "07",
        "+7",
        " 7",
        "7 ",
        "0x7",
        "",
        "-7",
        "7.0",
        "18446744073709551616",
    ] {
        refuse_made(bases(), "tlog.checkpoint.parse", |recipe| {
            recipe.size_text = Some(size.to_owned());
        });
    }
    for root in [
        base64(&[7; 31]),
        base64(&[7; 33]),
        String::new(),
        "=".to_owned(),
    ] {
        refuse_made(bases(), "tlog.checkpoint.parse", |recipe| {
            recipe.root_text = Some(root.clone());
        });
    }
    refuse_made(bases(), "tlog.checkpoint.parse", |recipe| {
        recipe.origin = String::new()
    });
    refuse_made(bases(), "tlog.checkpoint.parse", |recipe| {
        recipe.extensions = "one\n\ntwo\n".to_owned();
    });
}

#[test]
fn trt_4_ids_are_those_of_the_key() {
    let ed25519 = Scheme::Ed25519;
    let v2 = |url: &str| LogKey::new(v2_pair().public(), ed25519, window(), url).unwrap();
    let whole = v2_pair().key_hash(V2_NAME, 1);
    let url = format!("https://{V2_NAME}");
    let spki = v2_pair().public().id();
    for id in [&whole[..], &whole[..4], &whole[..20], &spki[..]] {
        let log = v2(&url).with_log_id(id).unwrap();
        assert_eq!(log.log_id(), id);
    }
    for id in [&whole[..4], &whole[..]] {
        assert!(v2(&url).with_checkpoint_key_id(id).is_ok());
    }
    let unusable = |log: Result<LogKey, Error>| log.unwrap_err().code().as_str();
    let instance = "trustroot.instance";
    for id in [
        &whole[..3],
        &[][..],
        &[0; 32][..],
        &spki[..31],
        &[&whole[..], &[0]].concat()[..],
    ] {
        assert_eq!(unusable(v2(&url).with_log_id(id)), instance);
    }
    assert_eq!(unusable(v2(&url).with_checkpoint_key_id(&spki)), instance);
    assert_eq!(
        unusable(v2(&url).with_checkpoint_key_id(&[1, 2, 3, 4])),
        instance
    );
    // Where the id depends on the name, another host has another id.
    assert_eq!(
        unusable(v2("https://x.example").with_log_id(&whole)),
        instance
    );
    assert_eq!(unusable(v2("").with_log_id(&whole)), instance);
    assert_eq!(
        unusable(v2(&url).with_tree_hash(Algorithm::Sha512)),
        instance
    );
    let misfit = Scheme::Ecdsa(Algorithm::Sha256);
    let log = LogKey::new(v2_pair().public(), misfit, window(), &url);
    assert_eq!(unusable(log), instance);
    let v1 = LogKey::new(v1_pair().public(), misfit, window(), "").unwrap();
    assert_eq!(v1.log_id(), v1_pair().public().id());
    assert_eq!(
        unusable(v1.with_log_id(&v1_pair().public().id()[..4])),
        instance
    );
}

#[test]
fn rk2_6_entries_name_their_log() {
    let (_, recipe, signed) = v2_bases().remove(0);
    let key = || v2_pair().public();
    let url = format!("https://{V2_NAME}");
    let log = LogKey::new(key(), Scheme::Ed25519, window(), &url).unwrap();
    let whole = v2_pair().key_hash(V2_NAME, 1);
    let try_with = |log: &LogKey, id: &[u8]| {
        let mut recipe = recipe.clone();
        recipe.log_id = id.to_vec();
        let logs = [log.clone()];
        let options = options(&signed, &logs);
        check_with_logs(&recipe.build(), &signed, &options, Profile::Strict, &logs)
    };
    // Root 0.2 with a checkpoint key id only.
    let stated = log.clone().with_checkpoint_key_id(&whole[..4]).unwrap();
    for id in [&whole[..], &whole[..4], &whole[..9]] {
        assert!(try_with(&stated, id).is_ok());
        assert!(try_with(&log, id).is_ok());
    }
    let tail = [&whole[..4], &[9; 28]].concat();
    for id in [&whole[..3], &tail, &[9; 32][..]] {
        let refused = try_with(&stated, id).unwrap_err();
        assert_eq!(refused.code().as_str(), "tlog.unknown-log");
    }
    // An id that the trust material could have stated, and did not.
    let by_key = log.clone().with_log_id(&v2_pair().public().id()).unwrap();
    assert!(try_with(&by_key, &v2_pair().public().id()).is_ok());
    let refused = try_with(&by_key, &whole).unwrap_err();
    assert_eq!(refused.code().as_str(), "tlog.unknown-log");
    // An entry of a v1 log names it whole.
    let (mut recipe, signed) = v1m();
    recipe.log_id.truncate(8);
    assert_eq!(code(&recipe.build(), &signed), "tlog.unknown-log");
}

#[test]
fn rk2_5_a_v2_log_needs_a_name() {
    let (_, recipe, signed) = v2_bases().remove(0);
    let nameless = LogKey::new(v2_pair().public(), Scheme::Ed25519, window(), "").unwrap();
    let mut recipe = recipe;
    recipe.log_id = nameless.log_id();
    let logs = [nameless];
    let options = options(&signed, &logs);
    let refused = check_with_logs(&recipe.build(), &signed, &options, Profile::Strict, &logs);
    assert_eq!(refused.unwrap_err().code().as_str(), "trustroot.instance");
}

#[test]
fn ckp_5_both_names_of_a_base_url() {
    let ecdsa = Scheme::Ecdsa(Algorithm::Sha256);
    let url = "http://localhost:8000/";
    let log = LogKey::new(v1_pair().public(), ecdsa, window(), url).unwrap();
    let logs = [log];
    for name in ["localhost", "localhost:8000"] {
        let (mut recipe, signed) = v1m();
        recipe.name = name.to_owned();
        recipe.origin = format!("{name} - 1");
        let options = options(&signed, &logs).with_strict_v1_name(true);
        let found = check_with_logs(&recipe.build(), &signed, &options, Profile::Strict, &logs);
        assert!(found.unwrap().inclusion.notes().is_empty());
    }
}

fn witness(seed: u8, name: &str) -> Witness {
    Witness::new(name, Pair::ed25519(seed).public()).unwrap()
}

/// Checks an entry cosigned by witnesses of these seeds and names.
fn cosigned(signers: &[(u8, &str)], policy: WitnessPolicy) -> Result<usize, &'static str> {
    let mut counts = Vec::new();
    for (_, mut recipe, signed) in bases() {
        recipe.extensions = "an extension\n".to_owned();
        for (seed, name) in signers {
            let witness = (Pair::ed25519(*seed), (*name).to_owned(), 1_700_000_000);
            recipe.witnesses.push(witness);
        }
        let logs = logs();
        let options = options(&signed, &logs).with_witnesses(policy.clone());
        let found = check(&recipe.build(), &signed, &options, Profile::Strict)
            .map_err(|error| error.code().as_str())?;
        for cosigner in found.inclusion.cosigners() {
            assert_eq!(cosigner.timestamp(), 1_700_000_000);
        }
        counts.push(found.inclusion.cosigners().len());
    }
    assert!(counts.iter().all(|count| *count == counts[0]));
    Ok(counts[0])
}

#[test]
fn ckp_9_k_of_n_witnesses() {
    let all = || vec![witness(21, "w1"), witness(22, "w2"), witness(23, "w3")];
    let two = [(21, "w1"), (23, "w3")];
    assert_eq!(cosigned(&two, WitnessPolicy::new(2, all())), Ok(2));
    assert_eq!(cosigned(&two, WitnessPolicy::new(0, all())), Ok(2));
    let unmet = Err("tlog.witness-threshold");
    assert_eq!(cosigned(&two, WitnessPolicy::new(3, all())), unmet);
    assert_eq!(cosigned(&[], WitnessPolicy::new(1, all())), unmet);
    assert_eq!(cosigned(&two, WitnessPolicy::new(1, Vec::new())), unmet);
    // Names and keys go together.
    assert_eq!(cosigned(&[(21, "w2")], WitnessPolicy::new(1, all())), unmet);
    // One operator, and one key under two names, count once.
    let operated = all()
        .into_iter()
        .map(|witness| witness.with_operator("somebody"))
        .collect();
    assert_eq!(cosigned(&two, WitnessPolicy::new(2, operated)), unmet);
    let renamed = vec![witness(21, "w1"), witness(21, "w9")];
    let twice = [(21, "w1"), (21, "w9")];
    assert_eq!(cosigned(&twice, WitnessPolicy::new(2, renamed)), unmet);
    let double = [(21, "w1"), (21, "w1")];
    assert_eq!(
        cosigned(&double, WitnessPolicy::new(1, all())),
        Err("tlog.checkpoint.parse")
    );
}

#[test]
fn ckp_9_the_key_of_the_log_is_no_witness() {
    let (_, recipe, signed) = v2_bases().remove(0);
    let logs = logs();
    let as_witness = Witness::new("w1", v2_pair().public()).unwrap();
    let policy = WitnessPolicy::new(1, vec![as_witness]);
    let options = options(&signed, &logs).with_witnesses(policy);
    let mut recipe = recipe;
    recipe.witnesses = vec![(v2_pair(), "w1".to_owned(), 1)];
    let refused = check(&recipe.build(), &signed, &options, Profile::Strict).unwrap_err();
    assert_eq!(refused.code().as_str(), "tlog.witness-threshold");
}

#[test]
fn a_cosignature_is_no_signature_of_the_log() {
    let (_, recipe, signed) = v2_bases().remove(0);
    let mut entry = recipe.build();
    let text = recipe.checkpoint_text();
    let cosignature = v2_pair().cosignature(V2_NAME, 1, &text);
    entry["inclusionProof"]["checkpoint"]["envelope"] = json!(format!("{text}\n{cosignature}"));
    assert_eq!(
        code(&entry, &signed),
        "tlog.checkpoint.no-matching-signature"
    );
}

#[test]
fn ckp_8_bad_cosignatures_of_known_witnesses() {
    let (_, recipe, signed) = v2_bases().remove(0);
    let logs = logs();
    let pair = Pair::ed25519(21);
    let policy = WitnessPolicy::new(0, vec![witness(21, "w1")]);
    let text = recipe.checkpoint_text();
    let id = &pair.key_hash("w1", 4)[..4];
    let signature = pair.sign(format!("cosignature/v1\ntime 5\n{text}").as_bytes());
    let over_the_text_alone = pair.sign(text.as_bytes());
    let blob = |time: u64, signature: &[u8]| [&time.to_be_bytes(), signature].concat();
    let try_line = |blob: &[u8]| {
        let mut entry = recipe.build();
        let line = common::line("w1", id, blob);
        let note = format!("{}{line}", recipe.checkpoint());
        entry["inclusionProof"]["checkpoint"]["envelope"] = json!(note);
        let options = options(&signed, &logs).with_witnesses(policy.clone());
        check(&entry, &signed, &options, Profile::Strict).map_err(|error| error.code().as_str())
    };
    assert!(try_line(&blob(5, &signature)).is_ok());
    for bad in [
        blob(6, &signature),
        blob(5, &over_the_text_alone),
        blob(5, &signature[..63]),
        blob(5, &[&signature[..], &[0]].concat()),
        signature[..7].to_vec(),
        blob(
            1 << 63,
            &pair.sign(format!("cosignature/v1\ntime {}\n{text}", 1_u64 << 63).as_bytes()),
        ),
    ] {
        assert_eq!(try_line(&bad).unwrap_err(), "tlog.checkpoint.signature");
    }
}

#[test]
fn witnesses_have_key_names_and_ed25519_keys() {
    for (name, key) in [
        ("", Pair::ed25519(1).public()),
        ("a b", Pair::ed25519(1).public()),
        ("a+b", Pair::ed25519(1).public()),
        ("w1", Pair::p256(1).public()),
    ] {
        let refused = Witness::new(name, key).unwrap_err();
        assert_eq!(refused.code().as_str(), "trustroot.instance");
    }
}

#[test]
fn a_window_without_end_is_open() {
    let open = Window::new(time(START), None).unwrap();
    let ecdsa = Scheme::Ecdsa(Algorithm::Sha256);
    let url = format!("https://{V1_NAME}");
    let log = LogKey::new(v1_pair().public(), ecdsa, open, &url).unwrap();
    assert!(log.check_time(time(END + 1)).is_ok());
}

#[test]
fn evidence_is_serialized_for_reports() {
    let (recipe, signed) = v1m();
    let found = try_entry(&recipe.build(), &signed).unwrap();
    let promise = serde_json::to_value(&found.promise).unwrap();
    assert_eq!(promise["logId"], hex(&recipe.log_id));
    assert_eq!(promise["time"], "2023-11-14T22:13:20Z");
    assert_eq!(promise["logIndex"], 4_163_435);
    let inclusion = serde_json::to_value(&found.inclusion).unwrap();
    assert_eq!(inclusion["origin"], recipe.origin);
    assert_eq!(inclusion["index"], 4);
    assert_eq!(inclusion["size"], 7);
    assert_eq!(
        inclusion["rootHash"],
        hex(&common::tree::root(&recipe.leaves()))
    );
    let binding = serde_json::to_value(&found.binding).unwrap();
    assert_eq!(binding["kind"], "hashedrekord");
    assert_eq!(binding["version"], "0.0.1");
}
