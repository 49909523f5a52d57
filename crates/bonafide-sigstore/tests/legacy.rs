//! The formats from before bundles, with a log entry: whatever is swapped, the entry notices.

mod kit;

use bonafide_digest::Digest;
use bonafide_keys::PublicKey;
use bonafide_report::Time;
use bonafide_sigstore::{
    Artifact, Bundle, IdentityMatcher, ParseOptions, Policy, Request, TrustedKey, TrustedRoot,
    Verifier,
};
use bonafide_testkit::{Entry, Minted, Sigstore, encode};
use kit::ARTIFACT;
use serde_json::{Value, json};

/// The legacy form of a minted bundle.
fn legacy(minted: &Minted) -> Value {
    let mut json = json!({"base64Signature": encode::base64(&minted.signature)});
    if minted.certificate.is_empty() {
        json["cert"] = json!(encode::base64(minted.key.as_bytes()));
    } else {
        let pem = encode::pem("CERTIFICATE", &minted.certificate);
        json["cert"] = json!(encode::base64(pem.as_bytes()));
    }
    let entry = &minted.bundle["verificationMaterial"]["tlogEntries"][0];
    if entry.is_object() {
        let number = |value: &Value| value.as_str().unwrap().parse::<u64>().unwrap();
        let id = encode::unbase64(entry["logId"]["keyId"].as_str().unwrap());
        json["rekorBundle"] = json!({
            "SignedEntryTimestamp": entry["inclusionPromise"]["signedEntryTimestamp"],
            "Payload": {
                "body": entry["canonicalizedBody"],
                "integratedTime": number(&entry["integratedTime"]),
                "logIndex": number(&entry["logIndex"]),
                "logID": encode::hex(&id),
            },
        });
    }
    json
}

fn ask(json: &Value, minted: &Minted, edit: fn(Policy) -> Policy) -> &'static str {
    let options = ParseOptions::default();
    let bundle = match Bundle::parse_legacy(json.to_string().as_bytes(), &options) {
        Ok(bundle) => bundle,
        Err(error) => return error.code().as_str(),
    };
    let policy = edit(if minted.certificate.is_empty() {
        Policy::key(TrustedKey::new(PublicKey::from_pem(&minted.key).unwrap()))
    } else {
        Policy::identity(IdentityMatcher::exact(&*minted.identity, &*minted.issuer).unwrap())
    });
    let root = TrustedRoot::parse(minted.trusted_root.to_string().as_bytes()).unwrap();
    let verifier = Verifier::new(root).unwrap();
    let digest = Digest::sha256(bonafide_digest::sha256(&[ARTIFACT]));
    let now = Time::from_unix(minted.now).unwrap();
    let request = Request::new(Artifact::from_digest(digest), &policy, now);
    match verifier.verify(&bundle, &request) {
        Ok(_) => "ok",
        Err(refusal) => refusal.code().as_str(),
    }
}

const fn promised(policy: Policy) -> Policy {
    policy.allow_promise_only()
}

const fn as_it_is(policy: Policy) -> Policy {
    policy
}

#[test]
fn a_promise_suffices_only_by_option() {
    let kit = Sigstore::default();
    for minted in [
        kit.message(ARTIFACT).mint(),
        kit.message(ARTIFACT).by_key().mint(),
    ] {
        assert_eq!(ask(&legacy(&minted), &minted, promised), "ok");
        assert_eq!(
            ask(&legacy(&minted), &minted, as_it_is),
            "bundle.missing-proof"
        );
    }
}

#[test]
fn without_an_entry_there_is_no_time_and_no_log() {
    let kit = Sigstore::default();
    let keyless = kit.message(ARTIFACT).logged(Entry::None).mint();
    assert_eq!(ask(&legacy(&keyless), &keyless, promised), "time.none");
    let keyed = kit.message(ARTIFACT).by_key().logged(Entry::None).mint();
    assert_eq!(ask(&legacy(&keyed), &keyed, promised), "tlog.threshold");
}

#[test]
fn swapped_fields_under_the_old_promise() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).mint();
    let other = kit.message(b"another artifact").mint();
    let with = |edit: &dyn Fn(&mut Value)| {
        let mut json = legacy(&minted);
        edit(&mut json);
        ask(&json, &minted, promised)
    };
    let foreign = legacy(&other);
    let body = &foreign["rekorBundle"]["Payload"]["body"];
    assert_eq!(
        with(&|json| json["rekorBundle"]["Payload"]["body"] = body.clone()),
        "tlog.set"
    );
    assert_eq!(
        with(&|json| json["rekorBundle"]["Payload"]["logIndex"] = json!(1)),
        "tlog.set"
    );
    assert_eq!(
        with(&|json| json["rekorBundle"]["Payload"]["integratedTime"] = json!(1)),
        "tlog.set"
    );
    let promise = &foreign["rekorBundle"]["SignedEntryTimestamp"];
    assert_eq!(
        with(&|json| json["rekorBundle"]["SignedEntryTimestamp"] = promise.clone()),
        "tlog.set"
    );
    let unknown =
        |json: &mut Value| json["rekorBundle"]["Payload"]["logID"] = json!("00".repeat(32));
    assert_eq!(with(&unknown), "tlog.unknown-log");
}

#[test]
fn cve_2022_36056_and_cve_2026_22703_a_foreign_entry_does_not_back_a_signature() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).mint();
    let other = kit.message(b"another artifact").mint();
    let mut json = legacy(&minted);
    json["rekorBundle"] = legacy(&other)["rekorBundle"].clone();
    assert_eq!(ask(&json, &minted, promised), "tlog.body-mismatch");
    // Each field of the body, with a promise made anew.
    let fields: [fn(&mut Value); 3] = [
        |body| body["spec"]["data"]["hash"]["value"] = json!("00".repeat(32)),
        |body| body["spec"]["signature"]["content"] = json!("AAAA"),
        |body| {
            let key =
                bonafide_testkit::SigningKey::seeded(bonafide_testkit::KeyKind::P256, "other");
            let pem = encode::base64(key.pem().as_bytes());
            body["spec"]["signature"]["publicKey"]["content"] = json!(pem);
        },
    ];
    for edit in fields {
        let minted = kit.message(ARTIFACT).with_body(edit).mint();
        assert_eq!(
            ask(&legacy(&minted), &minted, promised),
            "tlog.body-mismatch"
        );
    }
}

#[test]
fn certificate_and_key_are_not_exchanged() {
    let kit = Sigstore::default();
    let keyless = kit.message(ARTIFACT).mint();
    let keyed = kit.message(ARTIFACT).by_key().mint();
    let mut key_in_file = legacy(&keyless);
    key_in_file["cert"] = legacy(&keyed)["cert"].clone();
    assert_eq!(ask(&key_in_file, &keyed, promised), "tlog.body-mismatch");
    let mut certificate_in_file = legacy(&keyed);
    certificate_in_file["cert"] = legacy(&keyless)["cert"].clone();
    assert_eq!(
        ask(&certificate_in_file, &keyless, promised),
        "tlog.body-mismatch"
    );
}

#[test]
fn the_hash_is_sha_256_whatever_the_key() {
    use bonafide_testkit::{Hash, KeyKind, Scheme};
    let kit = Sigstore::default();
    let with = |scheme: Scheme| {
        let minted = kit
            .message(ARTIFACT)
            .with_kind(KeyKind::P384)
            .with_scheme(scheme)
            .mint();
        ask(&legacy(&minted), &minted, promised)
    };
    assert_eq!(with(Scheme::Ecdsa(Hash::Sha256)), "ok");
    assert_eq!(with(Scheme::Ecdsa(Hash::Sha384)), "signature.invalid");
}

#[test]
fn a_body_that_cannot_be_read_is_the_fault_of_the_entry() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).mint();
    let with = |body: &[u8]| {
        let mut json = legacy(&minted);
        json["rekorBundle"]["Payload"]["body"] = json!(encode::base64(body));
        ask(&json, &minted, promised)
    };
    assert_eq!(with(b"no json"), "tlog.body");
    assert_eq!(with(br#"{"kind":1,"apiVersion":"0.0.1"}"#), "tlog.body");
    assert_eq!(with(br#"{"apiVersion":"0.0.1"}"#), "tlog.body");
}

#[test]
fn a_signature_over_the_blob_itself_has_no_record() {
    let kit = Sigstore::default();
    let pure = kit.message(ARTIFACT).by_key();
    let pure = pure.with_kind(bonafide_testkit::KeyKind::Ed25519);
    let pure = pure.with_scheme(bonafide_testkit::Scheme::Ed25519);
    let minted = pure.mint();
    let json = legacy(&minted);
    let options = ParseOptions::default();
    let bundle = Bundle::parse_legacy(json.to_string().as_bytes(), &options).unwrap();
    let key = PublicKey::from_pem(&minted.key).unwrap();
    let policy = promised(Policy::key(TrustedKey::new(key)));
    let root = TrustedRoot::parse(minted.trusted_root.to_string().as_bytes()).unwrap();
    let now = Time::from_unix(minted.now).unwrap();
    let request = Request::new(Artifact::from_bytes(ARTIFACT), &policy, now);
    let refusal = Verifier::new(root).unwrap().verify(&bundle, &request);
    let code = refusal.unwrap_err().code();
    assert_eq!(code.as_str(), "tlog.body-mismatch");
}
