//! Well signed but wrong: one part is not as it must be, and everything around it is signed anew.

mod common;

use bonafide_sigstore::Policy;
use bonafide_testkit::{
    CtLog, Entry, Extension, GeneralName, Hash, KeyKind, KeyUsage, Log, SigningKey, Sigstore,
    Window, der, encode, oid,
};
use common::{ARTIFACT, ask, ask_root, ask_with, code, policy};
use serde_json::{Value, json};

fn kit() -> Sigstore {
    Sigstore::default()
}

#[test]
fn baselines_that_must_hold() {
    let mut kit = kit();
    for (index, size) in [(0, 1), (1, 2), (4, 5), (7, 8), (999, 1000)] {
        (kit.rekor.index, kit.rekor.size) = (index, size);
        assert_eq!(
            code(&kit.message(ARTIFACT).mint()),
            "ok",
            "{index} of {size}"
        );
    }
    let kit = self::kit();
    let only = |number: u32| {
        code(
            &kit.message(ARTIFACT)
                .with_leaf(move |leaf| leaf.remove(&format!("{}.{number}", oid::FULCIO)))
                .mint(),
        )
    };
    assert_eq!((only(1), only(8)), ("ok", "ok"));
    let extended = |note: &mut bonafide_testkit::Note| note.extensions.push("Timestamp: 1".into());
    assert_eq!(
        code(&kit.message(ARTIFACT).with_checkpoint(extended).mint()),
        "ok"
    );
    let with_extensions =
        |scts: &mut Vec<bonafide_testkit::Sct>| scts[0].extensions = vec![0, 0, 5, 0, 0, 0, 0, 9];
    assert_eq!(
        code(&kit.message(ARTIFACT).with_scts(with_extensions).mint()),
        "ok"
    );
    let at_the_bounds = |kit: &Sigstore, from: i64, to: i64| {
        let time = kit.time;
        code(
            &kit.message(ARTIFACT)
                .with_leaf(move |leaf| {
                    leaf.not_before = time.plus(from);
                    leaf.not_after = time.plus(to);
                })
                .with_scts(move |scts| scts[0].milliseconds = time.seconds as u64 * 1000)
                .mint(),
        )
    };
    assert_eq!(at_the_bounds(&kit, 0, 300), "ok");
    assert_eq!(at_the_bounds(&kit, -300, 0), "ok");
    let kept = |body: &mut Value| {
        let payload = encode::base64(b"payload");
        body["spec"]["content"]["envelope"]["payload"] = json!(encode::base64(payload.as_bytes()));
    };
    let other_payload = kit
        .statement(ARTIFACT)
        .logged(Entry::Intoto)
        .with_body(kept)
        .mint();
    assert_eq!(code(&other_payload), "tlog.body-mismatch");
}

#[test]
fn a_private_log_may_sign_under_an_internal_name() {
    let mut kit = kit();
    kit.rekor.name = "rekor-server".to_owned();
    let minted = kit.message(ARTIFACT).mint();
    let answer = ask(&minted);
    assert_eq!(answer.code(), "ok");
    assert!(answer.notes.contains(&"note.checkpoint-name"));
    let strict = policy(&minted).with_strict_checkpoint_names();
    assert_eq!(
        ask_with(&minted, &strict).code(),
        "tlog.checkpoint.no-matching-signature"
    );
}

#[test]
fn an_intermediate_may_be_the_anchor() {
    let kit = kit();
    let minted = kit.message(ARTIFACT).mint();
    let mut root = kit.trusted_root();
    root["certificateAuthorities"] = json!([kit.fulcio.instance_of(&kit.fulcio.chain()[..1])]);
    assert_eq!(ask_root(&minted, &policy(&minted), &root).code(), "ok");
}

#[test]
fn certificates_are_valid_at_every_time() {
    let kit = kit();
    let shifted = |from: i64, to: i64| {
        let time = kit.time;
        code(
            &kit.message(ARTIFACT)
                .with_leaf(move |leaf| {
                    leaf.not_before = time.plus(from);
                    leaf.not_after = time.plus(to);
                })
                .mint(),
        )
    };
    assert_eq!(shifted(1, 600), "cert.time");
    assert_eq!(shifted(-600, -1), "cert.time");
    // A good promise beside a timestamp outside the certificate.
    let late = kit.time.plus(301);
    let minted = kit
        .message(ARTIFACT)
        .stamped(1)
        .with_token(move |token| token.info.time = late.generalized_time())
        .mint();
    assert_eq!(code(&minted), "cert.time");
    let half = kit.time.plus(300).with_nanoseconds(500_000_000);
    let minted = kit
        .message(ARTIFACT)
        .stamped(1)
        .with_token(move |token| token.info.time = half.generalized_time())
        .mint();
    assert_eq!(code(&minted), "cert.time");
}

#[test]
fn issuers_and_authorities_are_valid_too() {
    let mut kit = kit();
    kit.fulcio.intermediate().not_after = kit.time.plus(-10);
    assert_eq!(code(&kit.message(ARTIFACT).mint()), "cert.chain-time");
    let mut kit = self::kit();
    kit.fulcio.root().not_after = kit.time.plus(-10);
    assert_eq!(code(&kit.message(ARTIFACT).mint()), "cert.chain-time");
    let windows = [
        Window::between(kit.time.plus(-100), kit.time.plus(-1)),
        Window::from(kit.time.plus(1)),
    ];
    for window in windows {
        let mut kit = self::kit();
        kit.fulcio.window = window;
        assert_eq!(code(&kit.message(ARTIFACT).mint()), "cert.ca-validity");
        let mut kit = self::kit();
        kit.rekor.window = window;
        assert_eq!(code(&kit.message(ARTIFACT).mint()), "tlog.key-validity");
        let mut kit = self::kit();
        kit.ct.window = Window {
            start: window.start.map(|t| t.plus(-300)),
            end: window.end.map(|t| t.plus(-300)),
        };
        assert_eq!(code(&kit.message(ARTIFACT).mint()), "cert.sct");
    }
    let mut kit = self::kit();
    kit.fulcio.window.start = None;
    assert_eq!(code(&kit.message(ARTIFACT).mint()), "trustroot.instance");
    let mut kit = self::kit();
    kit.rekor.window = Window::between(kit.time.plus(-100), kit.time);
    assert_eq!(code(&kit.message(ARTIFACT).mint()), "ok");
}

#[test]
fn certificate_timestamps() {
    let kit = kit();
    let with = |edit: &dyn Fn(&mut Vec<bonafide_testkit::Sct>)| {
        code(&kit.message(ARTIFACT).with_scts(edit).mint())
    };
    let other = CtLog::new("ct.other.test", KeyKind::P256, kit.time.plus(-86_400));
    assert_eq!(with(&Vec::clear), "cert.sct");
    assert_eq!(
        with(&|scts| scts[0].log_id = other.key.id().to_vec()),
        "cert.sct"
    );
    assert_eq!(with(&|scts| scts[0].signer = other.key.clone()), "cert.sct");
    assert_eq!(
        with(&|scts| scts[0].issuer_key_hash = vec![0; 32]),
        "cert.sct"
    );
    assert_eq!(with(&|scts| scts[0].tbs[20] ^= 1), "cert.sct");
    assert_eq!(with(&|scts| scts[0].algorithm = [6, 3]), "cert.sct");
    assert_eq!(with(&|scts| scts[0].version = 1), "cert.sct");
    assert_eq!(with(&|scts| scts[0].milliseconds += 700_000), "cert.sct");
    let empty = kit.message(ARTIFACT).with_sct_list(Vec::clear).mint();
    assert_eq!(code(&empty), "cert.sct");
    let trailing = kit
        .message(ARTIFACT)
        .with_sct_list(|list| list.push(0))
        .mint();
    assert_eq!(code(&trailing), "cert.sct");
    // A good one beside one of an unknown log.
    let and_unknown = |scts: &mut Vec<bonafide_testkit::Sct>| {
        let mut unknown = scts[0].clone();
        unknown.log_id = other.key.id().to_vec();
        unknown.signer = other.key.clone();
        scts.push(unknown);
    };
    let answer = ask(&kit.message(ARTIFACT).with_scts(and_unknown).mint());
    assert_eq!(answer.code(), "ok");
    assert!(answer.notes.contains(&"note.unknown-sct"));
    let minted = kit
        .message(ARTIFACT)
        .with_scts(Vec::clear)
        .with_sct_list(Vec::clear)
        .mint();
    let without = policy(&minted).without_certificate_timestamps();
    assert_eq!(ask_with(&minted, &without).code(), "ok");
}

#[test]
fn certificate_logs_with_other_keys() {
    let mut kit = kit();
    kit.ct = CtLog::new("ct.sigstore.test", KeyKind::Rsa2048, kit.time.plus(-86_400));
    assert_eq!(code(&kit.message(ARTIFACT).mint()), "ok");
    kit.ct = CtLog::new("ct.sigstore.test", KeyKind::Ed25519, kit.time.plus(-86_400));
    let minted = kit.message(ARTIFACT).mint();
    assert_eq!(code(&minted), "cert.sct");
    let allowed = policy(&minted).allow_ed25519_certificate_logs();
    assert_eq!(ask_with(&minted, &allowed).code(), "ok");
}

#[test]
fn leaf_profile() {
    let kit = kit();
    let with = |edit: &dyn Fn(&mut bonafide_testkit::Certificate)| {
        code(&kit.message(ARTIFACT).with_leaf(edit).mint())
    };
    assert_eq!(
        with(&|leaf| leaf.remove(oid::EXTENDED_KEY_USAGE)),
        "cert.eku"
    );
    for usage in [oid::SERVER_AUTH, oid::ANY_EXTENDED_KEY_USAGE] {
        assert_eq!(
            with(&|leaf| leaf.set(Extension::extended_key_usage(false, &[usage]))),
            "cert.eku"
        );
    }
    assert_eq!(with(&|leaf| leaf.remove(oid::KEY_USAGE)), "cert.ku");
    let enciphers = |leaf: &mut bonafide_testkit::Certificate| {
        leaf.set(Extension::key_usage(&[KeyUsage::KeyEncipherment]))
    };
    assert_eq!(with(&enciphers), "cert.ku");
    assert_eq!(
        with(&|leaf| leaf.set(Extension::basic_constraints(true, None))),
        "cert.leaf-is-ca"
    );
    assert_eq!(
        with(&|leaf| leaf.set(Extension::unknown(true))),
        "cert.critical-extension"
    );
    assert_eq!(with(&|leaf| leaf.set(Extension::unknown(false))), "ok");
    assert_eq!(
        with(&|leaf| leaf.remove(oid::SUBJECT_ALT_NAME)),
        "identity.missing"
    );
    let names = |list: &[GeneralName]| {
        let list = list.to_vec();
        with(&move |leaf| leaf.set(Extension::subject_alt_name(&list)))
    };
    let uri = || GeneralName::Uri(kit.identity.clone());
    assert_eq!(
        names(&[uri(), GeneralName::Email("a@b.test".into())]),
        "identity.san-ambiguous"
    );
    assert_eq!(
        names(&[GeneralName::Email(kit.identity.clone())]),
        "identity.san-mismatch"
    );
    assert_eq!(
        names(&[GeneralName::Uri(kit.identity.replace('.', "x"))]),
        "identity.san-mismatch"
    );
    assert_eq!(
        names(&[GeneralName::Uri(format!("{}/more", kit.identity))]),
        "identity.san-mismatch"
    );
    assert_eq!(
        with(&|leaf| leaf.set(Extension::claim(1, "https://other.test"))),
        "identity.issuer-conflict"
    );
    assert_eq!(
        with(&|leaf| leaf.set(Extension::claim(8, "https://other.test"))),
        "identity.issuer-conflict"
    );
    let no_issuer = |leaf: &mut bonafide_testkit::Certificate| {
        leaf.remove(&format!("{}.1", oid::FULCIO));
        leaf.remove(&format!("{}.8", oid::FULCIO));
    };
    assert_eq!(with(&no_issuer), "identity.missing");
    let malformed = |leaf: &mut bonafide_testkit::Certificate| {
        leaf.set(Extension::raw(
            &format!("{}.8", oid::FULCIO),
            false,
            b"raw".to_vec(),
        ));
    };
    assert_eq!(with(&malformed), "cert.extension");
}

#[test]
fn chains() {
    let with = |edit: fn(&mut Sigstore)| {
        let mut kit = kit();
        edit(&mut kit);
        code(&kit.message(ARTIFACT).mint())
    };
    assert_eq!(
        with(|kit| kit
            .fulcio
            .intermediate()
            .set(Extension::basic_constraints(false, None))),
        "trustroot.instance"
    );
    assert_eq!(
        with(|kit| kit.fulcio.intermediate().remove(oid::BASIC_CONSTRAINTS)),
        "trustroot.instance"
    );
    assert_eq!(
        with(|kit| kit
            .fulcio
            .intermediate()
            .set(Extension::key_usage(&[KeyUsage::DigitalSignature]))),
        "trustroot.instance"
    );
    assert_eq!(
        with(|kit| kit
            .fulcio
            .intermediate()
            .set(Extension::extended_key_usage(false, &[oid::SERVER_AUTH]))),
        "trustroot.instance"
    );
    assert_eq!(
        with(|kit| kit.fulcio.intermediate().set(Extension::unknown(true))),
        "trustroot.instance"
    );
    assert_eq!(
        with(|kit| kit
            .fulcio
            .root()
            .set(Extension::basic_constraints(true, Some(0)))),
        "trustroot.instance"
    );
    let excluded = |kit: &mut Sigstore| {
        let host = GeneralName::Uri("forge.test".into());
        kit.fulcio
            .intermediate()
            .set(Extension::name_constraints(&[], &[host]));
    };
    assert_eq!(with(excluded), "cert.name-constraints");
    // Another authority under the same names.
    let kit = kit();
    let mut impostor = kit.clone();
    impostor.fulcio.issuers[0].key = SigningKey::seeded(KeyKind::P384, "impostor");
    let mut minted = impostor.message(ARTIFACT).mint();
    minted.trusted_root = kit.trusted_root();
    assert_eq!(code(&minted), "cert.chain");
    let reversed = |root: &mut Value| {
        let chain = &mut root["certificateAuthorities"][0]["certChain"]["certificates"];
        chain.as_array_mut().unwrap().reverse();
    };
    let mut minted = kit.message(ARTIFACT).mint();
    reversed(&mut minted.trusted_root);
    assert_eq!(code(&minted), "cert.chain");
    // SHA-1 under an otherwise good chain.
    let mut weak = kit.clone();
    weak.fulcio.issuers[0].scheme = bonafide_testkit::Scheme::Ecdsa(Hash::Sha1);
    let mut minted = weak.message(ARTIFACT).mint();
    minted.trusted_root = kit.trusted_root();
    assert_eq!(code(&minted), "cert.weak-algorithm");
}

#[test]
fn bodies() {
    let kit = kit();
    let with = |edit: &dyn Fn(&mut Value)| code(&kit.message(ARTIFACT).with_body(edit).mint());
    let key = SigningKey::seeded(KeyKind::P256, "signer");
    let bare = encode::base64(key.pem().as_bytes());
    assert_eq!(
        with(&|body| body["spec"]["signature"]["publicKey"]["content"] = json!(bare)),
        "tlog.body-mismatch"
    );
    let other = kit
        .message(ARTIFACT)
        .with_leaf(|leaf| leaf.serial = vec![9])
        .mint();
    let other_pem = encode::base64(encode::pem("CERTIFICATE", &other.certificate).as_bytes());
    assert_eq!(
        with(&|body| body["spec"]["signature"]["publicKey"]["content"] = json!(other_pem)),
        "tlog.body-mismatch"
    );
    assert_eq!(
        with(&|body| body["spec"]["data"]["hash"]["value"] = json!("00".repeat(32))),
        "tlog.body-mismatch"
    );
    assert_eq!(
        with(&|body| body["spec"]["data"]["hash"]["algorithm"] = json!("sha512")),
        "tlog.body-mismatch"
    );
    assert_eq!(
        with(&|body| body["spec"]["signature"]["content"] = json!("AAAA")),
        "tlog.body-mismatch"
    );
    assert_eq!(with(&|body| body["spec"]["more"] = json!(1)), "tlog.body");
    assert_eq!(
        with(&|body| body["apiVersion"] = json!("0.0.9")),
        "tlog.kind-mismatch"
    );
    assert_eq!(
        with(&|body| body["kind"] = json!("rekord")),
        "tlog.kind-mismatch"
    );
    let labelled = |kind: &'static str, version: &'static str| {
        code(
            &kit.message(ARTIFACT)
                .with_body(move |body| {
                    (body["kind"], body["apiVersion"]) = (json!(kind), json!(version))
                })
                .with_bundle(move |bundle| {
                    bundle["verificationMaterial"]["tlogEntries"][0]["kindVersion"] =
                        json!({"kind": kind, "version": version});
                })
                .mint(),
        )
    };
    assert_eq!(labelled("hashedrekord", "0.0.9"), "tlog.unsupported-kind");
    assert_eq!(labelled("rekord", "0.0.1"), "tlog.unsupported-kind");
    assert_eq!(labelled("dsse", "0.0.1"), "tlog.body");
    let bytes = |edit: fn(&mut Vec<u8>)| code(&kit.message(ARTIFACT).with_body_bytes(edit).mint());
    assert_eq!(bytes(|body| body.push(b'x')), "tlog.body");
    assert_eq!(bytes(|body| body.truncate(20)), "tlog.body");
    assert_eq!(
        bytes(|body| drop(
            body.splice(1..1, *b"\"kind\":\"hashedrekord\",")
                .collect::<Vec<_>>()
        )),
        "tlog.body"
    );
}

#[test]
fn dsse_and_intoto_bodies() {
    let kit = kit();
    let dsse = |edit: &dyn Fn(&mut Value)| code(&kit.statement(ARTIFACT).with_body(edit).mint());
    assert_eq!(
        dsse(&|body| body["spec"]["payloadHash"]["value"] = json!("00".repeat(32))),
        "tlog.body-mismatch"
    );
    assert_eq!(
        dsse(&|body| body["spec"]["signatures"][0]["signature"] = json!("AAAA")),
        "tlog.body-mismatch"
    );
    assert_eq!(
        dsse(&|body| body["spec"]["signatures"] = json!([])),
        "tlog.body-mismatch"
    );
    let twice = |body: &mut Value| {
        let first = body["spec"]["signatures"][0].clone();
        body["spec"]["signatures"]
            .as_array_mut()
            .unwrap()
            .push(first);
    };
    assert_eq!(dsse(&twice), "tlog.body-mismatch");
    let intoto = |edit: &dyn Fn(&mut Value)| {
        code(
            &kit.statement(ARTIFACT)
                .logged(Entry::Intoto)
                .with_body(edit)
                .mint(),
        )
    };
    let content = |body: &mut Value| body["spec"]["content"].take();
    assert_eq!(
        intoto(&|body| {
            let mut c = content(body);
            c["payloadHash"]["value"] = json!("00".repeat(32));
            body["spec"]["content"] = c;
        }),
        "tlog.body-mismatch"
    );
    assert_eq!(
        intoto(&|body| body["spec"]["content"]["envelope"]["payloadType"] = json!("text/plain")),
        "tlog.body-mismatch"
    );
    assert_eq!(
        intoto(
            &|body| body["spec"]["content"]["envelope"]["signatures"][0]["sig"] = json!("QUFBQQ==")
        ),
        "tlog.body-mismatch"
    );
}

#[test]
fn v2_bodies() {
    let kit = kit();
    let with = |edit: &dyn Fn(&mut Value)| code(&kit.message(ARTIFACT).v2().with_body(edit).mint());
    let spec =
        |body: &mut Value, edit: &dyn Fn(&mut Value)| edit(&mut body["spec"]["hashedRekordV002"]);
    assert_eq!(
        with(&|b| spec(b, &|s| s["data"]["algorithm"] = json!("SHA2_384"))),
        "tlog.body-mismatch"
    );
    assert_eq!(
        with(&|b| spec(b, &|s| s["data"]["digest"] =
            json!(encode::base64(&[0; 32])))),
        "tlog.body-mismatch"
    );
    assert_eq!(
        with(&|b| spec(b, &|s| s["signature"]["content"] = json!("AAAA"))),
        "tlog.body-mismatch"
    );
    for details in [
        "PKIX_ECDSA_P384_SHA_384",
        "PKIX_ED25519",
        "PKIX_ECDSA_P256",
        "5",
    ] {
        assert_eq!(
            with(&|b| spec(b, &|s| s["signature"]["verifier"]["keyDetails"] =
                json!(details))),
            "tlog.body-mismatch",
            "{details}"
        );
    }
    let form = kit
        .message(ARTIFACT)
        .v2()
        .with_body_bytes(|body| body.insert(1, b' '))
        .mint();
    assert_eq!(code(&form), "tlog.body");
    // A key's entry for another key.
    let other = SigningKey::seeded(KeyKind::P256, "other");
    let spki = encode::base64(&other.spki());
    let minted = kit
        .message(ARTIFACT)
        .by_key()
        .v2()
        .with_body(move |b| {
            b["spec"]["hashedRekordV002"]["signature"]["verifier"]["publicKey"]["rawBytes"] =
                json!(spki);
        })
        .mint();
    assert_eq!(code(&minted), "tlog.body-mismatch");
    let compat = kit
        .message(ARTIFACT)
        .v2()
        .with_kind(KeyKind::P384)
        .with_scheme(bonafide_testkit::Scheme::Ecdsa(Hash::Sha256))
        .mint();
    assert_eq!(code(&compat), "signature.invalid");
}

#[test]
fn promises() {
    let kit = kit();
    let over = |edit: fn(&mut bonafide_testkit::Promise)| {
        code(&kit.message(ARTIFACT).with_promise_over(edit).mint())
    };
    assert_eq!(over(|promise| promise.log_index += 1), "tlog.set");
    assert_eq!(over(|promise| promise.integrated_time += 1), "tlog.set");
    assert_eq!(over(|promise| promise.log_id = "00".repeat(32)), "tlog.set");
    assert_eq!(over(|promise| promise.body.push('A')), "tlog.set");
    assert_eq!(
        over(|promise| promise.signer = SigningKey::seeded(KeyKind::P256, "other")),
        "tlog.set"
    );
    let rekor = kit.rekor.clone();
    let time = kit.time;
    let spaced = kit
        .message(ARTIFACT)
        .with_bundle(move |bundle| {
            let entry = &mut bundle["verificationMaterial"]["tlogEntries"][0];
            let body = encode::unbase64(entry["canonicalizedBody"].as_str().unwrap());
            let promise = rekor.promise(&body, time);
            let text = promise.text().replace(",", ", ");
            let signature = encode::base64(&promise.sign_text(&text));
            entry["inclusionPromise"]["signedEntryTimestamp"] = json!(signature);
        })
        .mint();
    assert_eq!(code(&spaced), "tlog.set");
    assert_eq!(
        code(&kit.message(ARTIFACT).without_promise().mint()),
        "time.none"
    );
    let stamped = kit.message(ARTIFACT).without_promise().stamped(1).mint();
    assert_eq!(code(&stamped), "ok");
    let on_v2 = kit
        .message(ARTIFACT)
        .v2()
        .with_bundle(|bundle| {
            bundle["verificationMaterial"]["tlogEntries"][0]["inclusionPromise"] =
                json!({"signedEntryTimestamp": "AAAA"});
        })
        .mint();
    assert_eq!(code(&on_v2), "tlog.set");
    let unsigned = kit
        .message(ARTIFACT)
        .v2()
        .with_bundle(|bundle| {
            bundle["verificationMaterial"]["tlogEntries"][0]["integratedTime"] = json!("1");
        })
        .mint();
    let answer = ask(&unsigned);
    assert_eq!(answer.code(), "ok");
    assert!(answer.notes.contains(&"note.unsigned-integrated-time"));
}

#[test]
fn checkpoints() {
    let kit = kit();
    let with = |edit: &dyn Fn(&mut bonafide_testkit::Note)| {
        code(&kit.message(ARTIFACT).with_checkpoint(edit).mint())
    };
    let other = kit.rekor2.clone();
    let as_other = |note: &mut bonafide_testkit::Note| {
        note.signers[0].name.clone_from(&other.name);
        note.signers[0].key = other.key.clone();
        note.signers[0].key_id = bonafide_testkit::note::key_id(&other.name, &other.key);
    };
    assert_eq!(with(&as_other), "tlog.checkpoint.no-matching-signature");
    assert_eq!(
        with(&|note| {
            as_other(note);
            note.origin.clone_from(&other.name);
        }),
        "tlog.checkpoint.origin"
    );
    assert_eq!(
        with(&|note| note.signers[0].key = SigningKey::seeded(KeyKind::P256, "other")),
        "tlog.checkpoint.signature"
    );
    assert_eq!(
        with(&|note| note.signers[0].key_id = vec![1, 2, 3, 4]),
        "tlog.checkpoint.no-matching-signature"
    );
    assert_eq!(
        with(&|note| note.origin = format!("{} - 1", other.name)),
        "tlog.checkpoint.origin"
    );
    assert_eq!(
        with(&|note| note.signers[0].name = "other.test".into()),
        "tlog.checkpoint.no-matching-signature"
    );
    assert_eq!(
        with(&|note| note.root = encode::base64(&[7; 32])),
        "tlog.checkpoint.root-mismatch"
    );
    assert_eq!(
        with(&|note| note.size = "12".into()),
        "tlog.checkpoint.size-mismatch"
    );
    for size in ["07", "+7", " 7", "0x7", "", "18446744073709551616"] {
        assert_eq!(
            with(&|note| note.size = size.into()),
            "tlog.checkpoint.parse",
            "{size}"
        );
    }
    assert_eq!(
        with(&|note| note.origin = String::new()),
        "tlog.checkpoint.parse"
    );
    assert_eq!(
        with(&|note| note.root = encode::base64(&[7; 31])),
        "tlog.checkpoint.parse"
    );
    assert_eq!(
        with(&|note| note.origin = kit.rekor.name.clone()),
        "tlog.kind-mismatch"
    );
    let twice = |note: &mut bonafide_testkit::Note| {
        let own = note.signers[0].clone();
        note.signers.push(own);
    };
    assert_eq!(with(&twice), "tlog.checkpoint.parse");
}

#[test]
fn v2_checkpoints_and_logs() {
    let with = |edit: &dyn Fn(&mut Sigstore)| {
        let mut kit = kit();
        edit(&mut kit);
        code(&kit.message(ARTIFACT).v2().mint())
    };
    assert_eq!(
        with(&|kit| kit.rekor2.base_url = "https://elsewhere.test".into()),
        "trustroot.instance"
    );
    assert_eq!(
        with(&|kit| kit.rekor2.base_url = String::new()),
        "trustroot.instance"
    );
    assert_eq!(
        with(&|kit| kit.rekor2.window = Window::between(kit.time.plus(-100), kit.time.plus(-1))),
        "tlog.key-validity"
    );
    for kind in [KeyKind::P256, KeyKind::Rsa2048] {
        let start = kit().time.plus(-86_400);
        assert_eq!(
            with(&|kit| kit.rekor2 = Log::v2("log2025.sigstore.test", kind, start)),
            "ok",
            "{kind:?}"
        );
    }
    let kit = kit();
    let index = kit
        .message(ARTIFACT)
        .v2()
        .with_bundle(|bundle| {
            bundle["verificationMaterial"]["tlogEntries"][0]["logIndex"] = json!("7");
        })
        .mint();
    assert_eq!(code(&index), "tlog.inclusion");
    assert_eq!(
        code(&kit.message(ARTIFACT).logged(Entry::V2).mint()),
        "time.none"
    );
    // A retired log does not vouch for what only a key signed, without any time.
    let mut retired = kit.clone();
    retired.rekor2.window = Window::between(kit.time.plus(-100), kit.time.plus(1));
    assert_eq!(
        code(&retired.message(ARTIFACT).by_key().logged(Entry::V2).mint()),
        "tlog.key-validity"
    );
}

#[test]
fn witnesses() {
    use bonafide_sigstore::{Witness, WitnessPolicy};
    let kit = kit();
    let keys: Vec<SigningKey> = (0..3)
        .map(|n| SigningKey::seeded(KeyKind::Ed25519, &format!("witness {n}")))
        .collect();
    let cosigned = kit
        .message(ARTIFACT)
        .v2()
        .with_checkpoint(|note| {
            for (number, key) in keys.iter().take(2).enumerate() {
                note.signers.push(bonafide_testkit::Signer::witness(
                    &format!("w{number}.test"),
                    key,
                    1,
                ));
            }
        })
        .mint();
    let witness = |number: usize| {
        let key = bonafide_keys::PublicKey::from_pem(&keys[number].pem()).unwrap();
        Witness::new(&format!("w{number}.test"), key).unwrap()
    };
    let wanted = |threshold: usize, list: &[usize]| {
        let list = list.iter().map(|number| witness(*number)).collect();
        let policy = policy(&cosigned).with_witnesses(WitnessPolicy::new(threshold, list));
        ask_with(&cosigned, &policy).code()
    };
    assert_eq!(wanted(2, &[0, 1, 2]), "ok");
    assert_eq!(wanted(3, &[0, 1, 2]), "tlog.witness-threshold");
    assert_eq!(wanted(1, &[2]), "tlog.witness-threshold");
}

#[test]
fn content() {
    let kit = kit();
    // The signature is over other data; entry and digest name the artifact.
    let minted = kit
        .message(b"other data")
        .with_body(|body| {
            body["spec"]["data"]["hash"]["value"] =
                json!(encode::hex(&Hash::Sha256.digest(ARTIFACT)));
        })
        .with_bundle(|bundle| {
            bundle["messageSignature"]["messageDigest"]["digest"] =
                json!(encode::base64(&Hash::Sha256.digest(ARTIFACT)));
        })
        .mint();
    assert_eq!(code(&minted), "signature.invalid");
}

#[test]
fn keys_have_windows() {
    use bonafide_keys::PublicKey;
    use bonafide_report::Time;
    use bonafide_sigstore::TrustedKey;
    let kit = kit();
    let minted = kit.message(ARTIFACT).by_key().mint();
    let within = |from: i64, to: i64| {
        let time = |seconds: i64| Time::from_unix(kit.time.seconds + seconds).unwrap();
        let window = bonafide_report::Window::new(time(from), Some(time(to))).unwrap();
        let key = TrustedKey::new(PublicKey::from_pem(&minted.key).unwrap()).with_window(window);
        ask_with(&minted, &Policy::key(key)).code()
    };
    assert_eq!(within(0, 0), "ok");
    assert_eq!(within(1, 9), "key.validity");
    assert_eq!(within(-9, -1), "key.validity");
}

#[test]
fn small_order_keys_are_refused_before_any_backend() {
    let kit = kit();
    let identity_point = [&[1_u8][..], &[0; 31]].concat();
    let spki = bonafide_testkit::spki(KeyKind::Ed25519, &identity_point);
    let minted = kit
        .statement(ARTIFACT)
        .with_leaf(move |leaf| leaf.spki.clone_from(&spki))
        .mint();
    assert_eq!(code(&minted), "key.unsupported");
    let _ = der::null();
}
