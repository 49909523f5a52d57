//! Bundles of the method `key`, right and wrong.

mod common;

use bonafide_model::{Method, Profile, Trust};
use bonafide_testkit::encode::{base64, unbase64};
use bonafide_testkit::{Hash, KeyKind, SigningKey, Sigstore, der};
use common::*;
use serde_json::{Value, json};

const GOOD: [&str; 3] = ["verified"; 3];

/// The same verdict by the specification, compatible and paranoid.
fn always(code: &str) -> [&str; 3] {
    [code; 3]
}

fn by_hand(text: &str) -> &'static str {
    verdict(&by_key(Profile::SpecV1), text.as_bytes())
}

fn edited(edit: impl FnOnce(&mut Value)) -> Value {
    let mut bundle = good_bundle();
    edit(&mut bundle);
    bundle
}

fn signature_of(bundle: &Value) -> Vec<u8> {
    unbase64(
        bundle["dsseEnvelope"]["signatures"][0]["sig"]
            .as_str()
            .unwrap(),
    )
}

fn with_signature(bytes: &[u8]) -> Value {
    edited(|bundle| bundle["dsseEnvelope"]["signatures"][0]["sig"] = base64(bytes).into())
}

#[test]
fn each_curve_verifies_with_its_hash() {
    for (kind, hash) in [
        (KeyKind::P256, "sha256"),
        (KeyKind::P384, "sha384"),
        (KeyKind::P521, "sha512"),
    ] {
        let key = key(kind);
        let payload = good().to_string();
        let bundle = sign(payload.as_bytes(), &key).to_string();
        let trust = Trust::keys(vec![trusted(&key).with_id("release")]);
        let verifier = verifier(trust, Profile::Paranoid);
        assert_eq!(verifier.method(), Method::Key);
        let verified = verify(&verifier, bundle.as_bytes()).unwrap();
        assert_eq!(verified.manifest().resource_count(), 2);
        let signer = verified.signer();
        assert_eq!(signer.key_id(), Some("release"));
        let summary = signer.summary();
        assert_eq!(summary[0].0, "method");
        let digest = signer.key().unwrap();
        let of_what = format!("{digest} (of its SubjectPublicKeyInfo)");
        assert_eq!(summary[1], ("key", of_what));
        assert_eq!(summary[2..], [("key id", "release".to_owned())]);
        assert_eq!(signer.hash().unwrap().name(), hash);
        assert_eq!(signer.key().unwrap().as_bytes(), key.id());
        assert!(verified.findings().is_empty() && verified.time().is_none());
        let digest = Hash::Sha256.digest(bundle.as_bytes());
        assert_eq!(verified.bundle_digest().as_bytes(), digest);
        let digest = Hash::Sha256.digest(payload.as_bytes());
        assert_eq!(verified.payload_digest().as_bytes(), digest);
        let json = serde_json::to_value(&verified).unwrap();
        assert_eq!(json["signer"]["method"], "key");
        assert_eq!(json["resources"], 2);
    }
}

#[test]
fn the_wrong_hash_for_a_curve_verifies_nothing() {
    for (kind, hash) in [
        (KeyKind::P384, Hash::Sha256),
        (KeyKind::P256, Hash::Sha384),
        (KeyKind::P521, Hash::Sha256),
    ] {
        let key = key(kind);
        let payload = good().to_string().into_bytes();
        let signature = key.sign(scheme(hash), &pae(&payload));
        let bundle = bundle_of(&payload, &signature, &key).to_string();
        let verifier = verifier(Trust::keys(vec![trusted(&key)]), Profile::Compat);
        assert_eq!(verdict(&verifier, bundle.as_bytes()), "oms.sig.invalid");
    }
}

#[test]
fn forms_that_are_all_accepted() {
    assert_eq!(verdicts(&good_bundle()), GOOD);
    let older = edited(|bundle| {
        bundle["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.3".into();
    });
    assert_eq!(verdicts(&older), GOOD);
    for key_id in [json!(null), json!(""), json!("anything")] {
        let bundle = edited(|bundle| bundle["dsseEnvelope"]["signatures"][0]["keyid"] = key_id);
        assert_eq!(verdicts(&bundle), GOOD);
    }
    let bare = edited(|bundle| {
        let material = bundle["verificationMaterial"].as_object_mut().unwrap();
        material.remove("tlogEntries");
        let signature = &mut bundle["dsseEnvelope"]["signatures"][0];
        signature.as_object_mut().unwrap().remove("keyid");
    });
    assert_eq!(verdicts(&bare), GOOD);
}

#[test]
fn a_format_that_was_taken_for_a_bundle_is_told() {
    let minted = Sigstore::default().statement(b"artifact").mint();
    let [attestation, root] = [minted.attestation(), minted.trusted_root].map(|it| it.to_string());
    let refusal = |text: &str| verify(&by_key(Profile::SpecV1), text.as_bytes()).unwrap_err();
    for (text, reader) in [
        (&attestation, "`pep740::Attestation::parse`"),
        (&root, "`TrustedRoot::parse`"),
    ] {
        let refusal = refusal(text);
        assert_eq!(refusal.code().as_str(), "oms.bundle.malformed");
        let told = refusal.to_string();
        assert!(told.contains("looks like"), "{told}");
        assert!(told.contains(reader), "{told}");
    }
    // A bundle that is no good, and one that was cut off.
    let other = edited(|bundle| bundle["mediaType"] = "".into()).to_string();
    assert!(!refusal(&other).to_string().contains("looks like"));
    let bundle = good_bundle().to_string();
    let cut = refusal(&bundle[..bundle.len() / 2]).to_string();
    assert!(cut.contains("the document ends too early"), "{cut}");
    let empty = refusal("").to_string();
    assert!(empty.contains("the document is empty"), "{empty}");
}

#[test]
fn media_types_are_exact() {
    for found in [
        "application/vnd.dev.sigstore.bundle+json;version=0.1",
        "application/vnd.dev.sigstore.bundle+json;version=0.2",
        "application/vnd.dev.sigstore.bundle.v0.4+json",
        "application/vnd.dev.sigstore.bundle.v0.3+JSON",
        "application/vnd.dev.sigstore.bundle.v0.3+json ",
        "",
    ] {
        let bundle = edited(|bundle| bundle["mediaType"] = found.into());
        assert_eq!(
            verdicts(&bundle),
            always("oms.bundle.media-type"),
            "{found}"
        );
    }
    let absent = edited(|bundle| drop(bundle.as_object_mut().unwrap().remove("mediaType")));
    assert_eq!(verdicts(&absent), always("oms.bundle.media-type"));
}

#[test]
fn every_flipped_bit_of_a_signature_is_seen() {
    let good = signature_of(&good_bundle());
    let verifier = by_key(Profile::Compat);
    for bit in 0..good.len() * 8 {
        let mut flipped = good.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let bundle = with_signature(&flipped).to_string();
        let code = verdict(&verifier, bundle.as_bytes());
        assert!(
            matches!(code, "oms.sig.invalid" | "oms.sig.encoding"),
            "{code}"
        );
    }
}

/// The group order of P-256.
const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

fn bytes(hex: &str) -> Vec<u8> {
    let digits = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(digits).collect()
}

/// r and s of a DER signature, 32 bytes each.
fn halves(signature: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut at = 2;
    let mut next = || {
        let length = usize::from(signature[at + 1]);
        let value = &signature[at + 2..at + 2 + length];
        at += 2 + length;
        let value = value.strip_prefix(&[0]).unwrap_or(value);
        [vec![0; 32 - value.len()], value.to_vec()].concat()
    };
    (next(), next())
}

fn minus(one: &[u8], other: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut out: Vec<u8> = one
        .iter()
        .zip(other)
        .rev()
        .map(|(a, b)| {
            let difference = i16::from(*a) - i16::from(*b) - borrow;
            borrow = i16::from(difference < 0);
            u8::try_from(difference.rem_euclid(256)).unwrap()
        })
        .collect();
    out.reverse();
    out
}

#[test]
fn both_halves_of_the_curve_verify_and_nothing_else() {
    let good = signature_of(&good_bundle());
    let (r, s) = halves(&good);
    let order = bytes(ORDER);
    let pair = |r: &[u8], s: &[u8]| der::sequence(&[der::unsigned(r), der::unsigned(s)]);
    assert_eq!(pair(&r, &s), good);
    assert_eq!(
        verdicts(&with_signature(&pair(&r, &minus(&order, &s)))),
        GOOD
    );
    let raw = [r.clone(), s.clone()].concat();
    let one_more = [vec![1], vec![0; 32]].concat();
    for (what, wrong) in [
        ("raw r and s", raw),
        ("r = 0", pair(&[0], &s)),
        ("s = 0", pair(&r, &[0])),
        ("r = n", pair(&order, &s)),
        ("s = n", pair(&r, &order)),
        ("s above n", pair(&r, &one_more)),
        ("a surplus byte", [good.clone(), vec![0]].concat()),
        ("surplus inside", der::sequence(&[&good[2..], &[5, 0]])),
        (
            "a long length",
            [vec![0x30, 0x81], good[1..].to_vec()].concat(),
        ),
        (
            "a needless zero",
            der::sequence(&[
                der::tlv(2, &[vec![0, 0], r.clone()].concat()),
                der::unsigned(&s),
            ]),
        ),
        (
            "an endless length",
            [vec![0x30, 0x80], good[2..].to_vec(), vec![0, 0]].concat(),
        ),
        ("text", b"signature".to_vec()),
        ("nothing", Vec::new()),
    ] {
        let verdicts = verdicts(&with_signature(&wrong));
        assert_eq!(verdicts, always("oms.sig.encoding"), "{what}");
    }
}

#[test]
fn another_payload_does_not_verify() {
    let payload = good().to_string();
    let wrapped = |payload: &[u8]| {
        edited(|bundle| bundle["dsseEnvelope"]["payload"] = base64(payload).into())
    };
    assert_eq!(verdicts(&wrapped(payload.as_bytes())), GOOD);
    let pretty = serde_json::to_string_pretty(&good()).unwrap();
    for changed in [
        pretty,
        format!("{payload} "),
        payload.replace("weights/", "weightz/"),
    ] {
        assert_eq!(
            verdicts(&wrapped(changed.as_bytes())),
            always("oms.sig.invalid")
        );
    }
    let typed = edited(|bundle| bundle["dsseEnvelope"]["payloadType"] = "text/plain".into());
    assert_eq!(verdicts(&typed), always("oms.bundle.malformed"));
}

/// What version 0.2 signed by mistake: other spaces and the text of the payload in Python.
#[test]
fn a_pae_of_the_old_signers_is_refused() {
    let payload = good().to_string();
    let text = format!("b'{payload}'");
    let old = format!("DSSEV1 28 {PAYLOAD_TYPE} {} {text}", payload.len());
    for hash in [Hash::Sha256, Hash::Sha384] {
        let key = key(KeyKind::P384);
        let signature = key.sign(scheme(hash), old.as_bytes());
        let bundle = bundle_of(payload.as_bytes(), &signature, &key).to_string();
        let verifier = verifier(Trust::keys(vec![trusted(&key)]), Profile::Compat);
        assert_eq!(verdict(&verifier, bundle.as_bytes()), "oms.sig.invalid");
    }
}

#[test]
fn base64_is_of_one_alphabet_and_canonical() {
    // A payload whose base64 has both characters in which the alphabets differ, and padding.
    let mut statement = good();
    let mut name = "~~~???".to_owned();
    let (payload, encoded) = loop {
        statement["subject"][0]["name"] = name.clone().into();
        let payload = statement.to_string().into_bytes();
        let encoded = base64(&payload);
        if encoded.contains('+') && encoded.contains('/') && encoded.ends_with("=") {
            break (payload, encoded);
        }
        name.push_str("~?");
    };
    let key = key(KeyKind::P256);
    let with = |text: &str| {
        let mut bundle = sign(&payload, &key);
        bundle["dsseEnvelope"]["payload"] = text.into();
        bundle
    };
    let url_safe = encoded.replace('+', "-").replace('/', "_");
    let bare = encoded.trim_end_matches('=');
    assert_eq!(verdicts(&with(&encoded)), GOOD);
    assert_eq!(verdicts(&with(&url_safe)), GOOD);
    let refused = "oms.sig.encoding";
    assert_eq!(verdicts(&with(bare)), [refused, "verified", refused]);
    assert_eq!(
        findings(&with(bare), Profile::Compat),
        ["oms.compat.variant warn 1"]
    );
    let slash = encoded.find('/').unwrap();
    let mut mixed = url_safe.clone();
    mixed.replace_range(slash..=slash, "/");
    let end = bare.len() - 1;
    let spare = encoded.replacen(&bare[end..], &next_digit(&bare[end..]), usize::MAX);
    let spare = format!("{}{}", &encoded[..end], &spare[end..]);
    for wrong in [
        mixed,
        format!("{encoded}="),
        format!(" {encoded}"),
        format!("{}\\n{}", &encoded[..4], &encoded[4..]).replace("\\n", "\n"),
        spare,
    ] {
        assert_eq!(verdicts(&with(&wrong)), always(refused), "{wrong}");
    }
}

/// The digit that differs in its last bit.
fn next_digit(digit: &str) -> String {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let at = DIGITS.find(digit).unwrap() ^ 1;
    DIGITS[at..=at].to_owned()
}

#[test]
fn there_is_one_signer_of_the_trusted_method() {
    let material = |material: Value| edited(|bundle| bundle["verificationMaterial"] = material);
    let hint = json!({"hint": hint(&key(KeyKind::P256))});
    let chain = json!({"certificates": [{"rawBytes": "MAA="}]});
    for wrong in [
        json!({}),
        json!({"tlogEntries": []}),
        json!({"publicKey": hint, "x509CertificateChain": chain}),
        json!({"publicKey": hint, "certificate": {"rawBytes": "MAA="}}),
        json!({"x509CertificateChain": {"certificates": []}}),
        json!({"x509CertificateChain": {}}),
    ] {
        assert_eq!(verdicts(&material(wrong)), always("oms.bundle.material"));
    }
    let absent = edited(|b| drop(b.as_object_mut().unwrap().remove("verificationMaterial")));
    assert_eq!(verdicts(&absent), always("oms.bundle.material"));
    for other in [
        json!({"x509CertificateChain": chain}),
        json!({"certificate": {"rawBytes": "MAA="}}),
    ] {
        assert_eq!(verdicts(&material(other)), always("oms.method.mismatch"));
    }
    for malformed in [
        json!(null),
        json!([]),
        json!({"publicKey": null}),
        json!({"publicKey": "x"}),
    ] {
        assert_eq!(
            verdicts(&material(malformed)),
            always("oms.bundle.malformed")
        );
    }
}

#[test]
fn there_is_one_signature() {
    let one = good_bundle()["dsseEnvelope"]["signatures"][0].clone();
    let other = json!({"sig": base64(&key(KeyKind::P256).sign_digest(&[1; 32]))});
    for list in [
        json!([]),
        json!([one, other]),
        json!([other, one]),
        json!([one, one]),
    ] {
        let bundle = edited(|bundle| bundle["dsseEnvelope"]["signatures"] = list);
        assert_eq!(verdicts(&bundle), always("oms.bundle.signature-count"));
    }
    let many = json!(vec![json!({"sig": "AA=="}); 100_000]);
    let bundle = edited(|bundle| bundle["dsseEnvelope"]["signatures"] = many);
    assert_eq!(verdicts(&bundle), always("oms.bundle.signature-count"));
    let absent = edited(|b| {
        drop(
            b["dsseEnvelope"]
                .as_object_mut()
                .unwrap()
                .remove("signatures"),
        )
    });
    assert_eq!(verdicts(&absent), always("oms.bundle.signature-count"));
    for wrong in [json!([{}]), json!(["x"]), json!(null), json!([{"sig": 1}])] {
        let bundle = edited(|bundle| bundle["dsseEnvelope"]["signatures"] = wrong);
        assert_eq!(verdicts(&bundle), always("oms.bundle.malformed"));
    }
}

#[test]
fn hints_select_the_key() {
    let hinted = |hint: Value| edited(|b| b["verificationMaterial"]["publicKey"] = hint);
    let name = hint(&key(KeyKind::P256));
    let refused = "oms.key.hint-mismatch";
    let upper = name.to_uppercase();
    let wrong = hint(&key(KeyKind::P384));
    assert_eq!(verdicts(&hinted(json!({"hint": wrong}))), always(refused));
    let text = hinted(json!({"hint": wrong})).to_string();
    let refusal = verify(&by_key(Profile::SpecV1), text.as_bytes()).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        format!(
            "the bundle names the key \"{wrong}\"; trusted, by the SHA-256 of their PEM text, are {name}"
        )
    );
    assert_eq!(
        verdicts(&hinted(json!({"hint": upper}))),
        [refused, "verified", refused]
    );
    assert_eq!(
        findings(&hinted(json!({"hint": upper})), Profile::Compat),
        ["oms.compat.variant warn 1"]
    );
    let spki = base64(&key(KeyKind::P256).spki());
    assert_eq!(verdicts(&hinted(json!({"hint": spki}))), always(refused));
    for absent in [json!({}), json!({"hint": ""}), json!({"hint": null})] {
        let bundle = hinted(absent);
        let paranoid = "oms.key.no-hint";
        assert_eq!(verdicts(&bundle), ["verified", "verified", paranoid]);
        assert_eq!(
            findings(&bundle, Profile::SpecV1),
            ["oms.key.no-hint warn 1"]
        );
    }
}

#[test]
fn a_key_in_the_bundle_is_never_trusted() {
    let with = |raw: String| {
        edited(|bundle| {
            bundle["verificationMaterial"]["publicKey"] = json!({
                "rawBytes": raw,
                "keyDetails": "PKIX_ECDSA_P256_SHA_256",
            });
        })
    };
    let own = with(base64(key(KeyKind::P256).pem().as_bytes()));
    assert_eq!(findings(&own, Profile::SpecV1), ["oms.key.no-hint warn 1"]);
    let other = SigningKey::seeded(KeyKind::P256, "somebody else");
    for raw in [
        base64(other.pem().as_bytes()),
        base64(b"no key"),
        base64(b""),
    ] {
        let found = findings(&with(raw), Profile::SpecV1);
        assert_eq!(
            found,
            ["oms.key.no-hint warn 1", "oms.key.rawbytes-differs warn 1"]
        );
    }
    let by_other = {
        let mut bundle = sign(good().to_string().as_bytes(), &other);
        bundle["verificationMaterial"]["publicKey"] =
            json!({"rawBytes": base64(other.pem().as_bytes())});
        bundle
    };
    assert_eq!(verdicts(&by_other), always("oms.sig.invalid"));
    assert_eq!(verdicts(&with("!".to_owned())), always("oms.sig.encoding"));
}

#[test]
fn members_that_the_format_does_not_have() {
    let refused = ["oms.bundle.malformed", "verified", "oms.bundle.malformed"];
    for place in ["", "/dsseEnvelope", "/dsseEnvelope/signatures/0"] {
        let bundle =
            edited(|bundle| bundle.pointer_mut(place).unwrap()["more"] = json!({"a": [1]}));
        assert_eq!(verdicts(&bundle), refused, "{place}");
        assert_eq!(
            findings(&bundle, Profile::Compat),
            ["oms.compat.variant warn 1"]
        );
    }
    for place in ["/verificationMaterial", "/verificationMaterial/publicKey"] {
        let bundle =
            edited(|bundle| bundle.pointer_mut(place).unwrap()["more"] = json!({"a": [1]}));
        assert_eq!(verdicts(&bundle), GOOD, "{place}");
        assert_eq!(
            findings(&bundle, Profile::Paranoid),
            ["oms.compat.variant info 1"]
        );
    }
    let message = edited(|bundle| {
        let envelope = bundle
            .as_object_mut()
            .unwrap()
            .remove("dsseEnvelope")
            .unwrap();
        bundle["messageSignature"] = json!({"signature": envelope["signatures"][0]["sig"]});
    });
    assert_eq!(verdicts(&message), always("oms.bundle.malformed"));
    let both = edited(|bundle| bundle["messageSignature"] = json!({"signature": "AA=="}));
    assert_eq!(verdicts(&both), always("oms.bundle.malformed"));
    for member in ["payload", "payloadType"] {
        let bundle = edited(|b| drop(b["dsseEnvelope"].as_object_mut().unwrap().remove(member)));
        assert_eq!(
            verdicts(&bundle),
            always("oms.bundle.malformed"),
            "{member}"
        );
    }
    let none = edited(|bundle| drop(bundle.as_object_mut().unwrap().remove("dsseEnvelope")));
    assert_eq!(verdicts(&none), always("oms.bundle.malformed"));
}

#[test]
fn the_document_is_strict_json() {
    let good = good_bundle().to_string();
    assert_eq!(by_hand(&good), "verified");
    assert_eq!(by_hand(&format!(" {good}\n")), "verified");
    for wrong in [
        String::new(),
        "not json".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        format!("\u{feff}{good}"),
        format!("{good}{{}}"),
        good.replacen('{', "{,", 1),
        good.replacen("\"keyid\":\"\"", "\"keyid\":\"\\ud800\"", 1),
        good.replacen("mediaType", "MediaType", 1),
    ] {
        assert_eq!(by_hand(&wrong), "oms.bundle.malformed", "{wrong}");
    }
    let latin = [good.as_bytes(), b"\xe9"].concat();
    assert_eq!(
        verdict(&by_key(Profile::Compat), &latin),
        "oms.bundle.malformed"
    );
    for (member, twin) in [
        ("\"mediaType\":", "\"mediaType\":\"x\",\"mediaType\":"),
        ("\"hint\":", "\"hint\":\"\",\"hint\":"),
        ("\"keyid\":", "\"keyid\":\"\",\"keyid\":"),
        ("\"payloadType\":", "\"payloadType\":\"x\",\"payloadType\":"),
        (
            "\"tlogEntries\":[]",
            "\"tlogEntries\":[{\"a\":1,\"\\u0061\":2}]",
        ),
    ] {
        let wrong = good.replacen(member, twin, 1);
        assert_ne!(wrong, good);
        assert_eq!(by_hand(&wrong), "oms.bundle.json-duplicate-key", "{twin}");
    }
}

#[test]
fn log_entries_are_no_evidence() {
    let bundle = edited(|bundle| {
        bundle["verificationMaterial"]["tlogEntries"] = json!([{"logIndex": "1"}, {}]);
    });
    let paranoid = "oms.tlog.unevaluated";
    assert_eq!(verdicts(&bundle), ["verified", "verified", paranoid]);
    assert_eq!(
        findings(&bundle, Profile::SpecV1),
        ["oms.tlog.unevaluated warn 1"]
    );
}

#[test]
fn keys_are_ecdsa_on_three_curves() {
    use bonafide_model::VerificationKey;
    for kind in [KeyKind::Ed25519, KeyKind::Rsa2048] {
        let refused = VerificationKey::from_pem(&key(kind).pem()).unwrap_err();
        assert_eq!(code_of(&refused), "oms.key.unsupported");
    }
    // secp256k1: the generator.
    let point = "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798\
                 483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";
    let spki = der::sequence(&[
        der::sequence(&[der::oid("1.2.840.10045.2.1"), der::oid("1.3.132.0.10")]),
        der::bits(&bytes(point)),
    ]);
    for wrong in [spki, b"no key".to_vec(), Vec::new()] {
        let refused = VerificationKey::from_der(&wrong).unwrap_err();
        assert_eq!(code_of(&refused), "oms.key.unsupported");
    }
    let key = key(KeyKind::P256);
    let from_der = VerificationKey::from_der(&key.spki()).unwrap();
    assert_eq!(from_der.hint(), hint(&key));
    assert_eq!(from_der.fingerprint().as_bytes(), key.id());
}

#[test]
fn only_the_given_keys_are_tried() {
    use bonafide_keys::KeyKind as Kind;
    let payload = good().to_string();
    let (first, second) = (key(KeyKind::P384), key(KeyKind::P256));
    let both = || {
        vec![
            trusted(&first).with_id("first"),
            trusted(&second).with_id("second"),
        ]
    };
    let mut bundle = sign(payload.as_bytes(), &second);
    let hinted = bundle.to_string();
    bundle["verificationMaterial"]["publicKey"]["hint"] = "".into();
    let bare = bundle.to_string();
    for text in [&hinted, &bare] {
        let verifier = verifier(Trust::keys(both()), Profile::SpecV1);
        let verified = verify(&verifier, text.as_bytes()).unwrap();
        assert_eq!(verified.signer().key_id(), Some("second"));
    }
    let others = vec![
        trusted(&first),
        trusted(&SigningKey::seeded(KeyKind::P256, "other")),
    ];
    let others = verifier(Trust::keys(others), Profile::SpecV1);
    assert_eq!(verdict(&others, bare.as_bytes()), "oms.sig.invalid");
    assert_eq!(verdict(&others, hinted.as_bytes()), "oms.key.hint-mismatch");
    let told = verify(&others, hinted.as_bytes()).unwrap_err().to_string();
    for named in [hint(&first), hint(&second)] {
        assert!(told.contains(&named), "{told}");
    }
    let curve = |curves: &[Kind]| {
        let key = trusted(&second).with_curves(curves);
        verdict(
            &verifier(Trust::keys(vec![key]), Profile::SpecV1),
            hinted.as_bytes(),
        )
    };
    assert_eq!(curve(&[Kind::EcdsaP256]), "verified");
    assert_eq!(
        curve(&[Kind::EcdsaP384, Kind::EcdsaP521]),
        "oms.key.untrusted"
    );
}

#[test]
fn a_hint_is_told_beside_the_trusted_keys() {
    let mut bundle = good_bundle();
    let long = format!("\u{1b}{}", "x".repeat(1000));
    bundle["verificationMaterial"]["publicKey"]["hint"] = long.into();
    let keys: Vec<SigningKey> = (0..5)
        .map(|at| SigningKey::seeded(KeyKind::P256, &format!("other {at}")))
        .collect();
    let all = keys.iter().map(trusted).collect();
    let verifier = verifier(Trust::keys(all), Profile::SpecV1);
    let told = verify(&verifier, bundle.to_string().as_bytes()).unwrap_err();
    let told = told.to_string();
    assert!(told.contains("\\u{1b}xxx") && told.len() < 500, "{told}");
    let named = keys.iter().filter(|key| told.contains(&hint(key)));
    assert_eq!(named.count(), 3);
    assert!(told.ends_with(" and 2 more"), "{told}");
}

#[test]
fn a_refusal_says_how_much_more_is_wrong_with_the_list() {
    let told = |names: &[&str]| {
        let resources = names.iter().map(|name| resource(name, b"x")).collect();
        let bundle = signed(&statement(resources)).to_string();
        let verifier = verifier(
            Trust::keys(vec![trusted(&key(KeyKind::P256))]),
            Profile::SpecV1,
        );
        verify(&verifier, bundle.as_bytes())
            .unwrap_err()
            .to_string()
    };
    let one = told(&["/a"]);
    assert!(one.starts_with("\"/a\": ") && !one.contains("; "), "{one}");
    let two = told(&["/a", "/b"]);
    assert!(two.starts_with(&one) && two.contains("; \"/b\": "), "{two}");
    let all = told(&["/a", "/b", "/c", "/d", "/e"]);
    assert!(all.ends_with("; and 2 more"), "{all}");
}
