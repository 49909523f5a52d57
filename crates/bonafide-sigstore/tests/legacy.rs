//! The formats from before bundles, with a log entry: whatever is swapped, the entry notices.

mod common;

use bonafide_digest::Digest;
use bonafide_keys::PublicKey;
use bonafide_report::Time;
use bonafide_sigstore::{
    Artifact, Bundle, IdentityMatcher, ParseOptions, Policy, Request, TrustedKey, TrustedRoot,
    Verifier,
};
use bonafide_testkit::{
    Certificate, Entry, Extension, GeneralName, Hash, KeyKind, Minted, SigningKey, Sigstore,
    encode, oid,
};
use common::ARTIFACT;
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
            let key = SigningKey::seeded(KeyKind::P256, "other");
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
    use bonafide_testkit::Scheme;
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
    let pure = pure.with_kind(KeyKind::Ed25519);
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

const fn with_old_kinds(policy: Policy) -> Policy {
    policy.allow_promise_only().allow_legacy_entry_kinds()
}

#[test]
fn an_entry_of_the_older_kind_needs_an_option_of_its_own() {
    let kit = Sigstore::default();
    for minted in [
        kit.message(ARTIFACT).logged(Entry::Old).mint(),
        kit.message(ARTIFACT).by_key().logged(Entry::Old).mint(),
    ] {
        let json = legacy(&minted);
        assert_eq!(ask(&json, &minted, with_old_kinds), "ok");
        assert_eq!(ask(&json, &minted, promised), "tlog.unsupported-kind");
        let proofs = |policy: Policy| policy.allow_legacy_entry_kinds();
        assert_eq!(ask(&json, &minted, proofs), "bundle.missing-proof");
    }
}

#[test]
fn an_entry_of_the_older_kind_is_bound_by_every_field() {
    let kit = Sigstore::default();
    let other = kit.message(b"another artifact").signed_by("other").mint();
    let key = SigningKey::seeded(KeyKind::P256, "signer");
    let other_key = SigningKey::seeded(KeyKind::P256, "other");
    let in_base64 = |text: &str| json!(encode::base64(text.as_bytes()));
    let certificate = kit.message(ARTIFACT).mint().certificate;
    let hash = |bytes: &[u8]| json!(encode::hex(&Hash::Sha256.digest(bytes)));
    let changes = [
        ("/data/hash/value", hash(b"another artifact")),
        ("/data/hash/algorithm", json!("sha512")),
        ("/data/content", json!(encode::base64(b"another artifact"))),
        (
            "/signature/content",
            json!(encode::base64(&other.signature)),
        ),
        ("/signature/format", json!("pgp")),
        ("/signature/format", json!("minisign")),
        ("/signature/format", json!("ssh")),
        ("/signature/format", json!("")),
    ];
    let keyless = [
        in_base64(&encode::pem("CERTIFICATE", &other.certificate)),
        in_base64(&other_key.pem()),
        // The very key, and not the certificate.
        in_base64(&key.pem()),
    ];
    let keyed = [
        in_base64(&other_key.pem()),
        in_base64(&encode::pem("CERTIFICATE", &certificate)),
    ];
    let verifier = "/signature/publicKey/content";
    for (by_key, verifiers) in [(false, keyless.as_slice()), (true, &keyed)] {
        let verifiers = verifiers.iter().map(|value| (verifier, value));
        let changes = changes.iter().map(|(path, value)| (*path, value));
        for (path, value) in changes.chain(verifiers) {
            let (object, member) = path.rsplit_once('/').unwrap();
            let plan = kit.message(ARTIFACT).logged(Entry::Old).with_body(|body| {
                body["spec"].pointer_mut(object).unwrap()[member] = value.clone();
            });
            let minted = if by_key { plan.by_key() } else { plan }.mint();
            let code = ask(&legacy(&minted), &minted, with_old_kinds);
            assert_eq!(code, "tlog.body-mismatch", "{path}: {value}");
        }
    }
}

#[test]
fn cve_2022_36056_the_certificate_is_judged_as_in_a_bundle() {
    let kit = Sigstore::default();
    let (before, after) = (kit.time.plus(-1), kit.time.plus(1));
    let plan = || kit.message(ARTIFACT);
    let certified = |edit: &dyn Fn(&mut Certificate)| plan().with_leaf(edit).mint();
    let uri = |text: &str| Extension::subject_alt_name(&[GeneralName::Uri(text.to_owned())]);
    let issued = |leaf: &mut Certificate, issuer: &str| {
        leaf.set(Extension::claim(1, issuer));
        leaf.set(Extension::claim(8, issuer));
    };
    let another = "https://forge.test/another/repo/.github/workflows/release.yml@refs/tags/v1";
    for (minted, wanted) in [
        (
            certified(&|leaf| leaf.set(uri(another))),
            "identity.san-mismatch",
        ),
        (
            certified(&|leaf| issued(leaf, "https://elsewhere.test")),
            "identity.issuer-mismatch",
        ),
        (
            certified(&|leaf| leaf.remove(oid::EXTENDED_KEY_USAGE)),
            "cert.eku",
        ),
        (certified(&|leaf| leaf.not_after = before), "cert.time"),
        (certified(&|leaf| leaf.not_before = after), "cert.time"),
        (plan().with_sct_list(Vec::clear).mint(), "cert.sct"),
        (
            plan().with_scts(|scts| scts[0].log_id = vec![0; 32]).mint(),
            "cert.sct",
        ),
    ] {
        assert_eq!(ask(&legacy(&minted), &minted, promised), wanted);
    }
    let minted = plan().mint();
    let mut asked = minted.clone();
    asked.identity = another.to_owned();
    assert_eq!(
        ask(&legacy(&minted), &asked, promised),
        "identity.san-mismatch"
    );
    let mut elsewhere = minted.clone();
    elsewhere.trusted_root = Sigstore::new("elsewhere.test").trusted_root();
    elsewhere.trusted_root["tlogs"] = minted.trusted_root["tlogs"].clone();
    assert_eq!(ask(&legacy(&minted), &elsewhere, promised), "cert.chain");
}

/// The code of reading, which is the same in both profiles.
fn read(text: &str) -> &'static str {
    let [strict, lenient] = [ParseOptions::default(), ParseOptions::lenient()].map(|options| {
        let read = Bundle::parse_legacy(text.as_bytes(), &options);
        read.map_or_else(|error| error.code().as_str(), |_| "ok")
    });
    assert_eq!(strict, lenient, "{text}");
    strict
}

#[test]
fn a_member_occurs_once() {
    let good = legacy(&Sigstore::default().message(ARTIFACT).mint());
    let text = good.to_string();
    assert_eq!(read(&text), "ok");
    for (object, member) in [
        ("", "base64Signature"),
        ("", "cert"),
        ("", "rekorBundle"),
        ("/rekorBundle", "SignedEntryTimestamp"),
        ("/rekorBundle", "Payload"),
        ("/rekorBundle/Payload", "body"),
        ("/rekorBundle/Payload", "integratedTime"),
        ("/rekorBundle/Payload", "logIndex"),
        ("/rekorBundle/Payload", "logID"),
    ] {
        let value = &good.pointer(object).unwrap()[member];
        let name = object.rsplit('/').next().unwrap();
        let before = if name.is_empty() {
            "{".to_owned()
        } else {
            format!("\"{name}\":{{")
        };
        let escaped = format!("\\u{:04x}{}", member.as_bytes()[0], &member[1..]);
        for spelled in [member, &escaped] {
            let twice = format!("{before}\"{spelled}\":{value},");
            let changed = text.replacen(&before, &twice, 1);
            assert_ne!(changed, text);
            assert_eq!(read(&changed), "bundle.parse", "{object}/{spelled}");
        }
    }
}

#[test]
fn members_that_are_needed_may_not_be_absent() {
    let good = legacy(&Sigstore::default().message(ARTIFACT).mint());
    for (object, member) in [
        ("", "base64Signature"),
        ("/rekorBundle", "SignedEntryTimestamp"),
        ("/rekorBundle", "Payload"),
        ("/rekorBundle/Payload", "body"),
        ("/rekorBundle/Payload", "logID"),
    ] {
        let mut without = good.clone();
        let members = without.pointer_mut(object).unwrap();
        members.as_object_mut().unwrap().remove(member);
        assert_eq!(read(&without.to_string()), "bundle.parse", "no {member}");
        for nothing in [Value::Null, json!("")] {
            let mut empty = good.clone();
            empty.pointer_mut(object).unwrap()[member] = nothing.clone();
            let code = read(&empty.to_string());
            assert_eq!(code, "bundle.parse", "{member} is {nothing}");
        }
    }
}

#[test]
fn one_certificate_or_public_key_in_pem_and_no_more() {
    let minted = Sigstore::default().message(ARTIFACT).mint();
    let certificate = encode::pem("CERTIFICATE", &minted.certificate);
    let labelled = |label: &str| encode::pem(label, &minted.certificate);
    let with = |signer: &str| {
        let mut json = legacy(&minted);
        json["cert"] = json!(signer);
        read(&json.to_string())
    };
    for good in [
        certificate.clone(),
        format!("\n \t{certificate}\r\n\n"),
        certificate.replace('\n', "\r\n"),
        minted.key.clone(),
    ] {
        assert_eq!(with(&good), "ok", "{good}");
        assert_eq!(with(&encode::base64(good.as_bytes())), "ok", "{good}");
    }
    for bad in [
        format!("{certificate}{certificate}"),
        format!("{certificate}\n{}", minted.key),
        format!("{}{certificate}", minted.key),
        format!("subject=CN = a\n{certificate}"),
        format!("{certificate}subject=CN = a\n"),
        format!("{certificate}\0"),
        format!("\u{feff}{certificate}"),
        certificate.replacen("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n\n", 1),
        labelled("PRIVATE KEY"),
        labelled("EC PRIVATE KEY"),
        labelled("RSA PUBLIC KEY"),
        labelled("TRUSTED CERTIFICATE"),
        labelled("X509 CERTIFICATE"),
        labelled("CERTIFICATE REQUEST"),
        labelled("certificate"),
        labelled("PUBLIC KEY"),
        encode::pem("CERTIFICATE", b""),
        certificate.replacen("BEGIN CERTIFICATE", "BEGIN PUBLIC KEY", 1),
        certificate.replacen("-----END CERTIFICATE-----", "", 1),
    ] {
        assert_eq!(with(&bad), "bundle.parse", "{bad}");
        let encoded = encode::base64(bad.as_bytes());
        assert_eq!(with(&encoded), "bundle.parse", "in base64: {bad}");
    }
    // Base64 of base64, and the bare DER.
    let twice = encode::base64(encode::base64(certificate.as_bytes()).as_bytes());
    assert_eq!(with(&twice), "bundle.parse");
    let der = encode::base64(&minted.certificate);
    assert_eq!(with(&der), "bundle.parse");
}
