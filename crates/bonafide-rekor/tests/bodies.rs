//! Bodies that the log holds, well formed or not, and what they are the record of.

mod common;

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::Profile;
use bonafide_keys::{PublicKey, Ring, Scheme};
use bonafide_rekor::{Body, Error, Limits, LogKey, ProofOptions, proof};
use bonafide_report::{Budget, Coded as _};
use common::{
    ARTIFACT, Pair, Recipe, Signed, base64, body, check, code, hash_with, hex, logs, options, pem,
    rsa, sha256, signer_pair, try_entry, v1m,
};
use serde_json::{Value, json};

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
fn an_intoto_entry_has_the_one_signature_of_the_envelope() {
    let signed = Signed::envelope();
    let own = body::intoto()["spec"]["content"]["envelope"]["signatures"][0].clone();
    let mut another = own.clone();
    another["sig"] = json!(base64(base64(b"another").as_bytes()));
    let mut by_key = own.clone();
    by_key["publicKey"] = json!(body::key_verifier());
    for signatures in [
        [&own, &own],
        [&own, &another],
        [&another, &own],
        [&own, &by_key],
    ] {
        let mut body = body::intoto();
        body["spec"]["content"]["envelope"]["signatures"] = json!(signatures);
        refuse_mismatch(&body, &signed, "content/envelope/signatures");
    }
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
}

#[test]
fn rk2_3_no_other_pair_is_taken() {
    use Algorithm::{Sha256, Sha384};
    let ed25519 = Pair::ed25519(9).public();
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

/// Bodies, whose record they are, and the objects of their spec.
fn objects_of_specs() -> Vec<(Value, Signed, &'static [&'static str])> {
    let (message, envelope) = (Signed::message(), Signed::envelope());
    let with_key = message.clone().with_key();
    let v2_objects = &[
        "",
        "/hashedRekordV002",
        "/hashedRekordV002/data",
        "/hashedRekordV002/signature",
        "/hashedRekordV002/signature/verifier",
        "/hashedRekordV002/signature/verifier/x509Certificate",
    ];
    vec![
        (
            body::hashedrekord(),
            message.clone(),
            &[
                "",
                "/data",
                "/data/hash",
                "/signature",
                "/signature/publicKey",
            ],
        ),
        (
            body::dsse(),
            envelope.clone(),
            &["", "/envelopeHash", "/payloadHash", "/signatures/0"],
        ),
        (
            body::intoto(),
            envelope.clone(),
            &[
                "",
                "/content",
                "/content/envelope",
                "/content/envelope/signatures/0",
                "/content/hash",
                "/content/payloadHash",
            ],
        ),
        (body::v2(&message), message, v2_objects),
        (body::v2(&envelope), envelope, v2_objects),
        (
            body::v2(&with_key),
            with_key,
            &["/hashedRekordV002/signature/verifier/publicKey"],
        ),
    ]
}

/// A log of the second generation writes one form only, so that what a lenient reader skips still
/// makes another body.
#[test]
fn unknown_members_are_refused_in_every_object_of_a_spec() {
    let logs = logs();
    for (good, signed, objects) in objects_of_specs() {
        for object in objects {
            let mut body = good.clone();
            let members = body["spec"].pointer_mut(object).unwrap();
            members["extra"] = json!({"url": ["https://example"]});
            let place = format!("{object}/extra");
            refuse_body(&body, &signed, "tlog.body", place.trim_start_matches('/'));
            let recipe = match signed_is_v2(&body) {
                true => Recipe::v2(&body),
                false => Recipe::v1(&body),
            };
            let options = options(&signed, &logs);
            let lenient = check(&recipe.build(), &signed, &options, Profile::Lenient).map(drop);
            let wanted = match signed_is_v2(&body) {
                true => Err(Error::BodyForm {}),
                false => Ok(()),
            };
            assert_eq!(lenient, wanted, "{body}");
        }
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
