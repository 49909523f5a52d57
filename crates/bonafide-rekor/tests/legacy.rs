//! Older kinds: they back nothing unless they are named, and then bind every field.

mod common;

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::Profile;
use bonafide_keys::{Ring, Scheme};
use bonafide_rekor::{
    Body, ContentKind, EntryKind, Error, LegacyKinds, Limits, LogKey, VerifiedBinding, proof,
};
use bonafide_report::{Budget, Coded as _};
use common::{ARTIFACT, PAYLOAD, Pair, Recipe, Signed, base64, body, hash_with, hex, logs, sha256};
use serde_json::{Value, json};

const ALL: LegacyKinds = LegacyKinds::none().with_v1_kinds(true).with_v2_dsse(true);

const ENVELOPE: &[u8] = b"the envelope as it was logged";

fn rekord() -> Value {
    let mut body = body::hashedrekord();
    body["kind"] = json!("rekord");
    body["spec"]["signature"]["format"] = json!("x509");
    body
}

fn intoto() -> Value {
    json!({"apiVersion": "0.0.1", "kind": "intoto", "spec": {
        "content": {"hash": body::hash(ENVELOPE), "payloadHash": body::hash(PAYLOAD)},
        "publicKey": body::verifier(),
    }})
}

fn dsse(signed: &Signed, details: &str) -> Value {
    let mut verifier = json!({"keyDetails": details});
    match &signed.certificate {
        Some(der) => verifier["x509Certificate"] = json!({"rawBytes": base64(der)}),
        None => verifier["publicKey"] = json!({"rawBytes": base64(signed.key.spki_der())}),
    }
    json!({"apiVersion": "0.0.2", "kind": "dsse", "spec": {"dsseV002": {
        "payloadHash": {"algorithm": "SHA2_256", "digest": base64(&sha256(PAYLOAD))},
        "signatures": [{"content": base64(&signed.signature), "verifier": verifier}],
    }}})
}

fn usual_dsse() -> Value {
    dsse(&Signed::envelope(), "PKIX_ECDSA_P256_SHA_256")
}

fn recipe(body: &Value) -> Recipe {
    match body["apiVersion"].as_str() {
        Some("0.0.2") => Recipe::v2(body),
        _ => Recipe::v1(body),
    }
}

fn bind_bytes(
    recipe: &Recipe,
    signed: &Signed,
    hash: Option<&[u8]>,
    legacy: LegacyKinds,
) -> Result<VerifiedBinding, Error> {
    let entry = common::read(&recipe.build(), Profile::Strict).unwrap();
    let body = Body::parse_with_legacy(&entry, legacy, Profile::Strict, &Limits::default())?;
    signed.bind_with(&body, hash.map(sha256).as_ref())
}

fn bind(body: &Value, signed: &Signed, hash: Option<&[u8]>) -> Result<VerifiedBinding, Error> {
    bind_bytes(&recipe(body), signed, hash, ALL)
}

fn refuse(body: &Value, signed: &Signed, hash: Option<&[u8]>, wanted: &str, place: &str) {
    let error = bind(body, signed, hash).unwrap_err();
    assert_eq!(error.code().as_str(), wanted, "{body}");
    let place = format!("/canonicalizedBody/spec/{place}");
    assert_eq!(error.place().as_str(), place, "{body}");
}

fn refuse_mismatch(body: &Value, signed: &Signed, hash: Option<&[u8]>, place: &str) {
    refuse(body, signed, hash, "tlog.body-mismatch", place);
}

fn edited(body: &Value, path: &str, value: Value) -> Value {
    let mut body = body.clone();
    *body["spec"].pointer_mut(path).unwrap() = value;
    body
}

#[test]
fn each_kind_backs_its_content_once_it_is_named() {
    let v1 = LegacyKinds::none().with_v1_kinds(true);
    let v2 = LegacyKinds::none().with_v2_dsse(true);
    let all = logs();
    for (body, signed, named, other, kind) in [
        (rekord(), Signed::message(), v1, v2, EntryKind::RekordV001),
        (intoto(), Signed::envelope(), v1, v2, EntryKind::IntotoV001),
        (
            usual_dsse(),
            Signed::envelope(),
            v2,
            v1,
            EntryKind::DsseV002,
        ),
    ] {
        let recipe = recipe(&body);
        let bound = bind_bytes(&recipe, &signed, None, named).unwrap();
        assert_eq!(bound.kind(), kind);
        assert_eq!(bound.covers_signature(), kind != EntryKind::IntotoV001);
        assert!(!bound.covers_envelope());
        let json = serde_json::to_value(&bound).unwrap();
        assert_eq!(json["kind"], body["kind"]);
        assert_eq!(json["coversSignature"], kind != EntryKind::IntotoV001);
        for legacy in [LegacyKinds::none(), LegacyKinds::default(), other] {
            let error = bind_bytes(&recipe, &signed, None, legacy).unwrap_err();
            assert_eq!(error.code().as_str(), "tlog.unsupported-kind", "{kind:?}");
        }
        // The other content, named or not.
        let (content, wrong) = match signed.envelope {
            Some(_) => (ContentKind::Envelope, Signed::message()),
            None => (ContentKind::Message, Signed::envelope()),
        };
        let error = bind_bytes(&recipe, &wrong, None, ALL).unwrap_err();
        assert_eq!(error.code().as_str(), "tlog.unsupported-kind", "{kind:?}");

        let entry = common::read(&recipe.build(), Profile::Strict).unwrap();
        assert!(entry.check_backs(content).is_err());
        assert_eq!(entry.check_backs_with(content, named), Ok(()));
        let log = LogKey::find(&all, &entry).unwrap();
        let options = common::options(&signed, &all);
        let verify = |options| {
            proof::verify(&entry, log, &options, &Ring, &mut Budget::unbounded()).map(drop)
        };
        let refused = verify(options.clone()).unwrap_err();
        assert_eq!(refused.code().as_str(), "tlog.unsupported-kind", "{kind:?}");
        assert_eq!(verify(options.with_legacy_kinds(named)), Ok(()));
    }
}

#[test]
fn a_body_of_a_kind_that_is_not_named_is_not_looked_into() {
    for (kind, version) in [("rekord", "0.0.1"), ("intoto", "0.0.1"), ("dsse", "0.0.2")] {
        let body = json!({"kind": kind, "apiVersion": version, "spec": {"url": 1}});
        let entry = common::read(&recipe(&body).build(), Profile::Strict).unwrap();
        let limits = Limits::default();
        assert!(Body::parse(&entry, Profile::Strict, &limits).is_ok());
        let named = Body::parse_with_legacy(&entry, ALL, Profile::Strict, &limits);
        assert_eq!(named.unwrap_err().code().as_str(), "tlog.body");
    }
}

#[test]
fn rekord_binds_every_field() {
    let signed = Signed::message();
    let good = rekord();
    let refuse_edit = |path: &str, value: Value| {
        refuse_mismatch(&edited(&good, path, value), &signed, None, &path[1..]);
    };
    refuse_edit("/data/hash/value", json!(hex(&sha256(b"other"))));
    refuse_edit("/data/hash/algorithm", json!("sha512"));
    refuse_edit("/signature/content", json!(base64(b"another")));
    refuse_edit("/signature/publicKey/content", json!(body::key_verifier()));
    for format in ["pgp", "minisign", "ssh", "X509", ""] {
        refuse_edit("/signature/format", json!(format));
    }
    for missing in ["/data", "/signature"] {
        let mut body = good.clone();
        body["spec"].as_object_mut().unwrap().remove(&missing[1..]);
        refuse(&body, &signed, None, "tlog.body", &missing[1..]);
    }
    for member in ["format", "content", "publicKey"] {
        let mut body = good.clone();
        let signature = body["spec"]["signature"].as_object_mut().unwrap();
        signature.remove(member);
        let place = format!("signature/{member}");
        refuse(&body, &signed, None, "tlog.body", &place);
    }
    let extra = edited(
        &good,
        "/data",
        json!({"hash": body::hash(ARTIFACT), "url": ""}),
    );
    refuse(&extra, &signed, None, "tlog.body", "data/url");
}

#[test]
fn rekord_is_over_sha256() {
    let sha512 = hash_with(&ring::digest::SHA512, ARTIFACT);
    let signed = Signed {
        scheme: Scheme::Ecdsa(Algorithm::Sha512),
        digest: Some(Digest::new(Algorithm::Sha512, &sha512).unwrap()),
        ..Signed::message()
    };
    let hash = json!({"algorithm": "sha512", "value": hex(&sha512)});
    let body = edited(&rekord(), "/data/hash", hash);
    refuse_mismatch(&body, &signed, None, "data/hash/algorithm");
}

#[test]
fn rekord_may_keep_the_artifact() {
    let kept = |artifact: &[u8]| {
        let data = json!({"hash": body::hash(ARTIFACT), "content": base64(artifact)});
        edited(&rekord(), "/data", data)
    };
    let signed = Signed::message();
    assert!(bind(&kept(ARTIFACT), &signed, None).is_ok());
    refuse_mismatch(&kept(b"other"), &signed, None, "data/content");
}

#[test]
fn rekord_by_a_key() {
    let signed = Signed::message().with_key();
    let body = edited(
        &rekord(),
        "/signature/publicKey/content",
        json!(body::key_verifier()),
    );
    assert!(bind(&body, &signed, None).is_ok());
    let mut other = signed;
    other.key = Pair::p256(8).public();
    refuse_mismatch(&body, &other, None, "signature/publicKey/content");
}

#[test]
fn intoto_binds_every_field() {
    let signed = Signed::envelope();
    let good = intoto();
    for hash in [None, Some(ENVELOPE)] {
        let bound = bind(&good, &signed, hash).unwrap();
        assert_eq!(bound.covers_signature(), hash.is_some());
        assert_eq!(bound.covers_envelope(), hash.is_some());
        let payload = edited(&good, "/content/payloadHash", body::hash(b"other"));
        refuse_mismatch(&payload, &signed, hash, "content/payloadHash");
        let algorithm = edited(&good, "/content/payloadHash/algorithm", json!("sha512"));
        refuse_mismatch(&algorithm, &signed, hash, "content/payloadHash");
        let key = edited(&good, "/publicKey", json!(body::key_verifier()));
        refuse_mismatch(&key, &signed, hash, "publicKey");
        let short = edited(&good, "/content/hash/value", json!("00"));
        refuse(&short, &signed, hash, "tlog.body", "content/hash");
    }
    // Without the envelope in its own bytes the form of its hash is all that can be judged.
    let other = edited(&good, "/content/hash", body::hash(b"other"));
    assert!(bind(&other, &signed, None).is_ok());
    refuse_mismatch(&other, &signed, Some(ENVELOPE), "content/hash");
    refuse_mismatch(&good, &signed, Some(b"other"), "content/hash");
    let sha512 = hash_with(&ring::digest::SHA512, ENVELOPE);
    let sha512 = json!({"algorithm": "sha512", "value": hex(&sha512)});
    let other = edited(&good, "/content/hash", sha512);
    refuse_mismatch(&other, &signed, Some(ENVELOPE), "content/hash");
    for (member, place) in [("publicKey", "publicKey"), ("content", "content")] {
        let mut body = good.clone();
        body["spec"].as_object_mut().unwrap().remove(member);
        refuse(&body, &signed, None, "tlog.body", place);
    }
}

#[test]
fn intoto_of_the_first_servers_has_no_payload_hash() {
    let signed = Signed::envelope();
    let early = edited(&intoto(), "/content", json!({"hash": body::hash(ENVELOPE)}));
    refuse_mismatch(&early, &signed, None, "content/payloadHash");
    assert!(bind(&early, &signed, Some(ENVELOPE)).is_ok());
    refuse_mismatch(&early, &signed, Some(b"other"), "content/hash");
}

#[test]
fn intoto_tells_several_signatures_by_the_hash_of_the_envelope_only() {
    let mut signed = Signed::envelope();
    signed.others = vec![b"a second signature".to_vec()];
    refuse_mismatch(&intoto(), &signed, None, "content/hash");
    assert!(bind(&intoto(), &signed, Some(ENVELOPE)).is_ok());
}

#[test]
fn newer_kinds_hold_the_hash_of_the_envelope_too() {
    let signed = Signed::envelope();
    let logged = b"what the client sent";
    for body in [body::dsse(), body::intoto()] {
        let bound = bind_bytes(&Recipe::v1(&body), &signed, Some(logged), ALL).unwrap();
        assert!(bound.covers_envelope() && bound.covers_signature());
        let unknown = bind_bytes(&Recipe::v1(&body), &signed, None, ALL).unwrap();
        assert!(!unknown.covers_envelope() && unknown.covers_signature());
    }
    refuse_mismatch(&body::dsse(), &signed, Some(b"other"), "envelopeHash");
    // Clients submitted that kind in several forms.
    let bound = bind_bytes(&Recipe::v1(&body::intoto()), &signed, Some(b"other"), ALL).unwrap();
    assert!(!bound.covers_envelope() && bound.covers_signature());
}

#[test]
fn v2_dsse_binds_every_field() {
    let signed = Signed::envelope();
    let good = usual_dsse();
    let refuse_edit = |path: &str, value: Value, place: &str| {
        let path = format!("/dsseV002/{path}");
        let place = format!("dsseV002/{place}");
        refuse_mismatch(&edited(&good, &path, value), &signed, None, &place);
    };
    let digest = "payloadHash/digest";
    refuse_edit(digest, json!(base64(&sha256(b"other"))), digest);
    for name in [json!("SHA2_512"), json!("sha256"), json!(11)] {
        refuse_edit("payloadHash/algorithm", name, "payloadHash/algorithm");
    }
    let content = "signatures/0/content";
    refuse_edit(content, json!(base64(b"another")), content);
    let details = "signatures/0/verifier/keyDetails";
    for name in [
        json!("PKIX_ECDSA_P384_SHA_384"),
        json!("PKIX_ED25519"),
        json!(5),
    ] {
        refuse_edit(details, name, details);
    }
    let verifier = "signatures/0/verifier";
    let certificate = format!("{verifier}/x509Certificate/rawBytes");
    refuse_edit(&certificate, json!(base64(b"0\x01another")), verifier);
    refuse_edit("signatures", json!([]), "signatures");
    let one = good["spec"]["dsseV002"]["signatures"][0].clone();
    refuse_edit("signatures", json!([one, one]), "signatures");
    let mut second = signed.clone();
    second.others = vec![b"a second signature".to_vec()];
    refuse_mismatch(&good, &second, None, "dsseV002/signatures");
}

#[test]
fn v2_dsse_by_a_key() {
    let signed = Signed::envelope().with_key();
    let body = dsse(&signed, "PKIX_ECDSA_P256_SHA_256");
    assert!(bind(&body, &signed, None).is_ok());
    let verifier = "dsseV002/signatures/0/verifier";
    refuse_mismatch(&body, &Signed::envelope(), None, verifier);
    refuse_mismatch(&usual_dsse(), &signed, None, verifier);
    // The log had the payload, and so checked what pure Ed25519 signs.
    let pure = Signed {
        key: Pair::ed25519(9).public(),
        scheme: Scheme::Ed25519,
        digest: None,
        ..signed
    };
    assert!(bind(&dsse(&pure, "PKIX_ED25519"), &pure, None).is_ok());
    let details = "dsseV002/signatures/0/verifier/keyDetails";
    refuse_mismatch(&dsse(&pure, "PKIX_ED25519_PH"), &pure, None, details);
    // A key that does not sign so.
    let mixed = Signed {
        key: Signed::envelope().key,
        ..pure
    };
    refuse_mismatch(&dsse(&mixed, "PKIX_ED25519"), &mixed, None, details);
}

#[test]
fn v2_dsse_is_canonical_to_the_byte() {
    let signed = Signed::envelope();
    let good = usual_dsse().to_string();
    for text in [
        good.replacen(':', ": ", 1),
        format!("{good}\n"),
        good.replacen(
            "\"apiVersion\":\"0.0.2\",\"kind\":\"dsse\"",
            "\"kind\":\"dsse\",\"apiVersion\":\"0.0.2\"",
            1,
        ),
    ] {
        assert_ne!(text, good);
        let mut recipe = Recipe::v2(&usual_dsse());
        recipe.body = text.into_bytes();
        let error = bind_bytes(&recipe, &signed, None, ALL).unwrap_err();
        assert_eq!(error, Error::BodyForm {});
    }
}

#[test]
fn v2_dsse_signatures_are_limited() {
    let signed = Signed::envelope();
    let one = usual_dsse()["spec"]["dsseV002"]["signatures"][0].clone();
    let with = |count: usize| {
        let many = json!(vec![one.clone(); count]);
        bind(
            &edited(&usual_dsse(), "/dsseV002/signatures", many),
            &signed,
            None,
        )
    };
    assert_eq!(with(32).unwrap_err().code().as_str(), "tlog.body-mismatch");
    assert_eq!(with(33).unwrap_err().code().as_str(), "limit.exceeded");
}
