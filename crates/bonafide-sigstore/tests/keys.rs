//! Bundles that were signed with a key, made here without any log.

#[path = "common/real.rs"]
mod real;

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::base64;
use bonafide_keys::{PublicKey, Scheme};
use bonafide_report::{Time, Window};
use bonafide_sigstore::{
    Artifact, Bundle, IdentityMatcher, ParseOptions, Policy, Request, Signer, TrustedKey,
    VerifiedBundle, Verifier,
};
use p256::ecdsa::signature::Signer as _;
use real::{ISSUER, now, root};
use serde_json::{Value, json};

const ARTIFACT: &[u8] = b"the artifact";

fn p256_key(seed: u8) -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap()
}

/// The SubjectPublicKeyInfo around an uncompressed point, after its first bytes.
fn spki(prefix: &str, point: &[u8]) -> Vec<u8> {
    let mut spki = bonafide_digest::hex::decode(prefix).unwrap();
    spki.extend_from_slice(point);
    spki
}

fn p256_spki(seed: u8) -> Vec<u8> {
    let point = p256_key(seed).verifying_key().to_sec1_point(false);
    spki(
        "3059301306072a8648ce3d020106082a8648ce3d030107034200",
        point.as_bytes(),
    )
}

fn public(seed: u8) -> TrustedKey {
    TrustedKey::new(PublicKey::from_spki_der(&p256_spki(seed)).unwrap())
}

fn p384_public() -> TrustedKey {
    let key = p384::ecdsa::SigningKey::from_slice(&[7; 48]).unwrap();
    let point = key.verifying_key().to_sec1_point(false);
    let spki = spki(
        "3076301006072a8648ce3d020106052b81040022036200",
        point.as_bytes(),
    );
    TrustedKey::new(PublicKey::from_spki_der(&spki).unwrap())
}

/// A bundle over `ARTIFACT` by key 1, with the hint `hint`.
fn bundle() -> Value {
    let signature: p256::ecdsa::DerSignature = p256_key(1).sign(ARTIFACT);
    message(signature.as_bytes())
}

fn message(signature: &[u8]) -> Value {
    json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"publicKey": {"hint": "hint"}, "tlogEntries": []},
        "messageSignature": {
            "messageDigest": {
                "algorithm": "SHA2_256",
                "digest": base64::encode(&bonafide_digest::sha256(&[ARTIFACT])),
            },
            "signature": base64::encode(signature),
        },
    })
}

fn statement() -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "a", "digest": {"sha256": Digest::sha256(bonafide_digest::sha256(&[ARTIFACT])).to_hex()}}],
        "predicateType": "https://example.com/predicate",
        "predicate": {},
    })
}

/// An envelope by key 1 over any payload.
fn envelope(payload_type: &str, payload: &[u8]) -> Value {
    let prefix = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        payload.len()
    );
    let pae = [prefix.as_bytes(), payload].concat();
    let signature: p256::ecdsa::DerSignature = p256_key(1).sign(&pae);
    let mut bundle = bundle();
    bundle.as_object_mut().unwrap().remove("messageSignature");
    bundle["dsseEnvelope"] = json!({
        "payload": base64::encode(payload),
        "payloadType": payload_type,
        "signatures": [{"sig": base64::encode(signature.as_bytes())}],
    });
    bundle
}

const IN_TOTO: &str = "application/vnd.in-toto+json";

fn by(key: TrustedKey) -> Policy {
    Policy::key(key).without_transparency_log()
}

fn verify(
    bundle: &Value,
    artifact: Artifact<'_>,
    policy: &Policy,
) -> Result<VerifiedBundle, &'static str> {
    let bytes = bundle.to_string();
    let bundle = Bundle::parse(bytes.as_bytes(), &ParseOptions::default())
        .map_err(|error| error.code().as_str())?;
    let verifier = Verifier::new(root()).unwrap();
    let request = Request::new(artifact, policy, now());
    let report = verifier.explain(&bundle, &request);
    let verdict = verifier.verify(&bundle, &request);
    assert_eq!(
        report.primary_code(),
        verdict.as_ref().err().map(|refusal| refusal.code())
    );
    verdict.map_err(|refusal| refusal.code().as_str())
}

fn verdict(bundle: &Value, policy: &Policy) -> Result<(), &'static str> {
    verify(bundle, Artifact::from_bytes(ARTIFACT), policy).map(drop)
}

fn notes(verified: &VerifiedBundle) -> Vec<&'static str> {
    verified
        .report()
        .notes()
        .iter()
        .map(|note| note.code().as_str())
        .collect()
}

#[test]
fn a_key_signs_a_message() {
    let verified = verify(&bundle(), Artifact::from_bytes(ARTIFACT), &by(public(1))).unwrap();
    let Signer::Key { id } = verified.signer() else {
        panic!("no key")
    };
    assert_eq!(*id, public(1).public_key().id());
    assert_eq!(verified.scheme(), Scheme::Ecdsa(Algorithm::Sha256));
    assert!(verified.times().is_empty() && verified.logs().is_empty());
    let digest = Artifact::from_digest(Digest::sha256(bonafide_digest::sha256(&[ARTIFACT])));
    assert!(verify(&bundle(), digest, &by(public(1))).is_ok());
    let large = vec![5; 300 * 1024];
    let signature: p256::ecdsa::DerSignature = p256_key(1).sign(&large);
    let mut of_large = message(signature.as_bytes());
    of_large["messageSignature"]
        .as_object_mut()
        .unwrap()
        .remove("messageDigest");
    assert!(verify(&of_large, Artifact::from_bytes(&large), &by(public(1))).is_ok());
}

#[test]
fn another_key_or_message_is_refused() {
    assert_eq!(verdict(&bundle(), &by(public(2))), Err("signature.invalid"));
    let other = verify(&bundle(), Artifact::from_bytes(b"another"), &by(public(1)));
    assert_eq!(other.map(drop), Err("artifact.digest-mismatch"));
    let mut no_digest = bundle();
    no_digest["messageSignature"]
        .as_object_mut()
        .unwrap()
        .remove("messageDigest");
    let other = verify(&no_digest, Artifact::from_bytes(b"another"), &by(public(1)));
    assert_eq!(other.map(drop), Err("signature.invalid"));
    let verified = verify(&no_digest, Artifact::from_bytes(ARTIFACT), &by(public(1))).unwrap();
    assert!(notes(&verified).contains(&"note.message-digest-absent"));
    // Of several keys the one that signed is found.
    assert_eq!(
        verdict(&bundle(), &by(public(2)).with_key(public(1))),
        Ok(())
    );
}

#[test]
fn a_key_bundle_needs_a_key_and_nothing_else() {
    let identity = || IdentityMatcher::exact("a@b.c", ISSUER).unwrap();
    let without_log = |policy: Policy| policy.without_transparency_log();
    assert_eq!(
        verdict(&bundle(), &without_log(Policy::nobody())),
        Err("key.missing")
    );
    assert_eq!(
        verdict(&bundle(), &without_log(Policy::identity(identity()))),
        Err("key.missing")
    );
    let both = by(public(1)).with_identity(identity());
    assert_eq!(verdict(&bundle(), &both), Err("policy.identity-with-key"));
    assert_eq!(
        verdict(&bundle(), &by(public(1)).with_sct_threshold(1)),
        Err("cert.sct")
    );
    assert_eq!(
        verdict(&bundle(), &Policy::key(public(1))),
        Err("tlog.threshold")
    );
}

#[test]
fn hints_select_among_the_callers_keys() {
    let hinted = |seed: u8, hint: &str| public(seed).with_hint(hint);
    assert_eq!(verdict(&bundle(), &by(hinted(1, "hint"))), Ok(()));
    assert_eq!(
        verdict(&bundle(), &by(hinted(1, "other"))),
        Err("key.hint-mismatch")
    );
    let ring = by(hinted(2, "hint")).with_key(hinted(1, "other"));
    assert_eq!(verdict(&bundle(), &ring), Err("signature.invalid"));
    let payload = statement().to_string();
    let mut bundle = envelope(IN_TOTO, payload.as_bytes());
    for (keyid, expected) in [
        ("hint", Ok(())),
        ("", Ok(())),
        ("other", Err("key.hint-mismatch")),
    ] {
        bundle["dsseEnvelope"]["signatures"][0]["keyid"] = json!(keyid);
        assert_eq!(verdict(&bundle, &by(public(1))), expected, "{keyid}");
    }
}

#[test]
fn a_window_needs_a_time() {
    let time = |seconds| Time::from_unix(seconds).unwrap();
    let window = Window::new(time(0), Some(time(4_000_000_000))).unwrap();
    assert_eq!(
        verdict(&bundle(), &by(public(1).with_window(window))),
        Err("key.validity")
    );
}

#[test]
fn larger_curves_may_hash_with_sha256_and_it_is_noted() {
    let key = p384::ecdsa::SigningKey::from_slice(&[7; 48]).unwrap();
    let natural: p384::ecdsa::DerSignature = key.sign(ARTIFACT);
    let verified = |signature: &[u8], artifact: Artifact<'_>| {
        verify(&message(signature), artifact, &by(p384_public()))
    };
    let bytes = || Artifact::from_bytes(ARTIFACT);
    assert!(
        notes(&verified(natural.as_bytes(), bytes()).unwrap())
            .iter()
            .all(|n| *n != "note.compat-hash")
    );
    let compat: p384::ecdsa::Signature = {
        use p384::ecdsa::signature::hazmat::PrehashSigner as _;
        let mut padded = [0; 48];
        padded[16..].copy_from_slice(&bonafide_digest::sha256(&[ARTIFACT]));
        key.sign_prehash(&padded).unwrap()
    };
    let compat = compat.to_der();
    assert!(notes(&verified(compat.as_bytes(), bytes()).unwrap()).contains(&"note.compat-hash"));
    // Only the digest of the compatible form is at hand.
    let sha256 = || Artifact::from_digest(Digest::sha256(bonafide_digest::sha256(&[ARTIFACT])));
    assert!(verified(compat.as_bytes(), sha256()).is_ok());
    assert_eq!(
        verified(natural.as_bytes(), sha256()).map(drop),
        Err("artifact.bad-digest")
    );
}

#[test]
fn a_scheme_of_the_caller_is_the_only_one() {
    let only = by(public(1).with_scheme(Scheme::EcdsaP1363(Algorithm::Sha256)));
    assert_eq!(verdict(&bundle(), &only), Err("signature.invalid"));
}

#[test]
fn statements_are_read_after_the_signature_and_strictly() {
    let good = statement().to_string();
    assert_eq!(
        verdict(&envelope(IN_TOTO, good.as_bytes()), &by(public(1))),
        Ok(())
    );
    let after = |change: fn(&mut Value)| {
        let mut statement = statement();
        change(&mut statement);
        verdict(
            &envelope(IN_TOTO, statement.to_string().as_bytes()),
            &by(public(1)),
        )
    };
    assert_eq!(
        after(|s| s["_type"] = json!("https://in-toto.io/Statement/v0.1")),
        Ok(())
    );
    assert_eq!(
        after(|s| s["_type"] = json!("https://in-toto.io/Statement/v2")),
        Err("statement.type")
    );
    assert_eq!(after(|s| s["subject"] = json!([])), Err("statement.parse"));
    assert_eq!(
        after(|s| s["subject"][0]["digest"] = json!({})),
        Err("statement.parse")
    );
    let upper = |s: &mut Value| {
        let digest = s["subject"][0]["digest"]["sha256"]
            .as_str()
            .unwrap()
            .to_uppercase();
        s["subject"][0]["digest"]["sha256"] = json!(digest);
    };
    assert_eq!(after(upper), Err("statement.parse"));
    let malformed_beside = |s: &mut Value| s["subject"][0]["digest"]["sha512"] = json!("00");
    assert_eq!(after(malformed_beside), Err("statement.parse"));
    let unknown_beside = |s: &mut Value| s["subject"][0]["digest"]["later"] = json!("??");
    assert_eq!(after(unknown_beside), Ok(()));
    let contradiction =
        |s: &mut Value| s["subject"][0]["digest"]["sha512"] = json!("00".repeat(64));
    assert_eq!(after(contradiction), Err("artifact.not-a-subject"));
    let twice = |s: &mut Value| {
        let first = s["subject"][0].clone();
        s["subject"].as_array_mut().unwrap().push(first);
    };
    assert_eq!(after(twice), Ok(()));
    for text in ["{", "[]", "", "{\"_type\":1}"] {
        let bundle = envelope(IN_TOTO, text.as_bytes());
        let code = verdict(&bundle, &by(public(1)));
        assert_eq!(code, Err("statement.parse"), "{text}");
    }
    let duplicate = good.replacen("{", "{\"_type\":\"x\",", 1);
    let code = verdict(&envelope(IN_TOTO, duplicate.as_bytes()), &by(public(1)));
    assert_eq!(code, Err("statement.parse"));
}

#[test]
fn payload_types_are_exact() {
    let payload = statement().to_string();
    let of = |name: &str| envelope(name, payload.as_bytes());
    for name in [
        "text/plain",
        "application/vnd.in-toto+json; v=1",
        "application/vnd.in-toto.x+json",
    ] {
        assert_eq!(
            verdict(&of(name), &by(public(1))),
            Err("dsse.payload-type"),
            "{name}"
        );
    }
    let named = by(public(1)).with_payload_type("text/plain");
    let verified = verify(&of("text/plain"), Artifact::from_bytes(b"any"), &named).unwrap();
    assert!(verified.statement().is_none() && verified.digests().is_empty());
    // The payload type is signed.
    let mut changed = of(IN_TOTO);
    changed["dsseEnvelope"]["payloadType"] = json!("text/plain");
    assert_eq!(verdict(&changed, &by(public(1))), Err("signature.invalid"));
}

#[test]
fn the_detached_pair_is_a_bundle_without_a_log() {
    let signature: p256::ecdsa::DerSignature = p256_key(1).sign(ARTIFACT);
    let text = format!("{}\n", base64::encode(signature.as_bytes()));
    let options = ParseOptions::default();
    let ask = |bundle: Bundle, key: TrustedKey| {
        let verifier = Verifier::new(root()).unwrap();
        let policy = by(key);
        let request = Request::new(Artifact::from_bytes(ARTIFACT), &policy, now());
        verifier
            .verify(&bundle, &request)
            .map(drop)
            .map_err(|refusal| refusal.code().as_str())
    };
    let bare = || Bundle::from_detached(&text, None, &options).unwrap();
    assert_eq!(ask(bare(), public(1)), Ok(()));
    assert_eq!(ask(bare(), public(2)), Err("signature.invalid"));
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        base64::encode(&p256_spki(1))
    );
    let keyed = || Bundle::from_detached(&text, Some(&pem), &options).unwrap();
    assert_eq!(ask(keyed(), public(1)), Ok(()));
    assert_eq!(ask(keyed(), public(2)), Err("key.hint-mismatch"));
    for bad in ["?", "", "AA"] {
        let error = Bundle::from_detached(bad, None, &options).unwrap_err();
        assert_eq!(error.code().as_str(), "bundle.parse", "{bad}");
    }
    assert!(Bundle::from_detached(&text, Some("no pem"), &options).is_err());
}

#[test]
fn the_legacy_format_is_strict() {
    let signature: p256::ecdsa::DerSignature = p256_key(1).sign(ARTIFACT);
    let good = json!({"base64Signature": base64::encode(signature.as_bytes())});
    let parse = |json: &Value| {
        Bundle::parse_legacy(json.to_string().as_bytes(), &ParseOptions::default())
            .map(drop)
            .map_err(|error| error.code().as_str())
    };
    assert_eq!(parse(&good), Ok(()));
    let after = |change: fn(&mut Value)| {
        let mut json = good.clone();
        change(&mut json);
        parse(&json)
    };
    assert_eq!(after(|j| j["cert"] = Value::Null), Ok(()));
    assert_eq!(after(|j| j["other"] = json!(1)), Err("bundle.parse"));
    assert_eq!(
        after(|j| j["Base64Signature"] = json!("AA==")),
        Err("bundle.parse")
    );
    assert_eq!(
        after(|j| j["base64Signature"] = json!("AA")),
        Err("bundle.parse")
    );
    assert_eq!(after(|j| j["cert"] = json!("AA==")), Err("bundle.parse"));
    assert_eq!(after(|j| j["rekorBundle"] = json!({})), Err("bundle.parse"));
    let entry = |j: &mut Value, payload: Value| {
        j["rekorBundle"] = json!({"SignedEntryTimestamp": "AA==", "Payload": payload});
    };
    let body = base64::encode(br#"{"kind":"hashedrekord","apiVersion":"0.0.1"}"#);
    let payload =
        json!({"body": body, "integratedTime": 1, "logIndex": 1, "logID": "00ff".repeat(16)});
    let with = |change: fn(&mut Value)| {
        let (mut json, mut payload) = (good.clone(), payload.clone());
        change(&mut payload);
        entry(&mut json, payload);
        parse(&json)
    };
    assert_eq!(with(|_| ()), Ok(()));
    assert_eq!(with(|p| p["logIndex"] = json!("1")), Err("bundle.parse"));
    assert_eq!(with(|p| p["logIndex"] = json!(-1)), Err("bundle.parse"));
    assert_eq!(
        with(|p| p["logIndex"] = json!(9_007_199_254_740_992_u64)),
        Err("bundle.parse")
    );
    for id in ["00FF".repeat(16), "00ff".repeat(15), "00ff".repeat(17)] {
        let mut json = good.clone();
        let mut payload = payload.clone();
        payload["logID"] = id.into();
        entry(&mut json, payload);
        assert_eq!(parse(&json), Err("bundle.parse"));
    }
    for member in ["body", "integratedTime", "logIndex", "logID"] {
        let mut json = good.clone();
        let mut payload = payload.clone();
        payload.as_object_mut().unwrap().remove(member).unwrap();
        entry(&mut json, payload);
        assert_eq!(parse(&json), Err("bundle.parse"), "{member}");
    }
    assert_eq!(with(|p| p["body"] = json!("AA")), Err("bundle.parse"));
    assert_eq!(with(|p| p["body"] = json!("AA==")), Err("tlog.body"));
    assert_eq!(with(|p| p["more"] = json!(1)), Err("bundle.parse"));
}
