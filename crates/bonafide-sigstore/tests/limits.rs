//! Every row of the limits table: at the limit works, one more is `limit.exceeded`.

mod common;

use bonafide_report::Time;
use bonafide_sigstore::{
    Artifact, Bundle, Limits, ParseOptions, Policy, Request, TrustedRoot, Verifier,
};
use bonafide_testkit::{Entry, Minted, Sigstore, encode};
use common::{ARTIFACT, policy};
use serde_json::{Value, json};

/// The code under these limits, for reading and for verifying.
fn code(minted: &Minted, limits: &Limits) -> &'static str {
    told(minted, limits, &policy(minted)).0
}

/// The code, and what is told to a person.
fn told(minted: &Minted, limits: &Limits, policy: &Policy) -> (&'static str, String) {
    let root = TrustedRoot::parse(minted.trusted_root.to_string().as_bytes()).unwrap();
    let backend = bonafide_keys::Ring;
    let verifier = Verifier::builder(root, backend)
        .with_limits(limits.clone())
        .build()
        .unwrap();
    let text = minted.bundle.to_string();
    let options = ParseOptions::default().with_limits(limits.clone());
    let bundle = match Bundle::parse(text.as_bytes(), &options) {
        Ok(bundle) => bundle,
        Err(error) => return (error.code().as_str(), error.to_string()),
    };
    let now = Time::from_unix(minted.now).unwrap();
    let request = Request::new(Artifact::from_bytes(ARTIFACT), policy, now);
    match verifier.verify(&bundle, &request) {
        Ok(_) => ("ok", String::new()),
        Err(refusal) => (refusal.code().as_str(), refusal.to_string()),
    }
}

/// The bundle needs exactly `need` of `item`, which `with` limits.
fn needs(minted: &Minted, need: usize, item: &str, with: fn(Limits, usize) -> Limits) {
    assert_eq!(
        code(minted, &with(Limits::default(), need)),
        "ok",
        "{need} is allowed"
    );
    let less = with(Limits::default(), need - 1);
    let (code, text) = told(minted, &less, &policy(minted));
    assert_eq!(code, "limit.exceeded", "{need} is too many");
    assert!(text.contains(item), "{item} in: {text}");
    let most = (need - 1).to_string();
    assert!(text.contains(&most), "{most} in: {text}");
}

fn entry(minted: &Minted) -> &Value {
    &minted.bundle["verificationMaterial"]["tlogEntries"][0]
}

fn decoded(value: &Value) -> usize {
    encode::unbase64(value.as_str().unwrap()).len()
}

#[test]
fn bytes_of_the_bundle_and_its_parts() {
    let kit = Sigstore::default();
    let message = kit.message(ARTIFACT).stamped(1).mint();
    needs(
        &message,
        message.bundle.to_string().len(),
        "bytes",
        Limits::with_bundle_bytes,
    );
    needs(
        &message,
        message.certificate.len(),
        "certificate bytes",
        Limits::with_certificate_bytes,
    );
    let token = &message.bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"]
        [0];
    needs(
        &message,
        decoded(&token["signedTimestamp"]),
        "timestamp bytes",
        Limits::with_timestamp_bytes,
    );
    needs(
        &message,
        decoded(&entry(&message)["canonicalizedBody"]),
        "entry body bytes",
        Limits::with_body_bytes,
    );
    let checkpoint = entry(&message)["inclusionProof"]["checkpoint"]["envelope"]
        .as_str()
        .unwrap();
    needs(
        &message,
        checkpoint.len(),
        "checkpoint bytes",
        Limits::with_checkpoint_bytes,
    );
    let statement = kit.statement(ARTIFACT).mint();
    needs(
        &statement,
        decoded(&statement.bundle["dsseEnvelope"]["payload"]),
        "payload bytes",
        Limits::with_payload_bytes,
    );
}

#[test]
fn bytes_of_signatures() {
    // RSA signatures are longer than the promise of the log, which has the same limit.
    let kit = Sigstore::default();
    let kind = bonafide_testkit::KeyKind::Rsa2048;
    needs(
        &kit.message(ARTIFACT).with_kind(kind).mint(),
        256,
        "signature bytes",
        Limits::with_signature_bytes,
    );
    needs(
        &kit.statement(ARTIFACT).with_kind(kind).mint(),
        256,
        "signature bytes",
        Limits::with_signature_bytes,
    );
}

#[test]
fn depth() {
    let kit = Sigstore::default();
    // bundle, material, entries, entry, proof, checkpoint
    needs(
        &kit.message(ARTIFACT).mint(),
        6,
        "levels of nesting",
        Limits::with_json_depth,
    );
}

#[test]
fn depth_of_a_payload() {
    let kit = Sigstore::default();
    // statement, predicate, and so on
    let nested = |depth: usize| {
        let digest = encode::hex(&bonafide_digest::sha256(&[ARTIFACT]));
        let lead = r#"{"_type":"https://in-toto.io/Statement/v1","#;
        let subject = format!(r#""subject":[{{"name":"a","digest":{{"sha256":"{digest}"}}}}]"#);
        let kind = r#""predicateType":"https://example.test/predicate/v1""#;
        let (open, close) = ("[".repeat(depth - 2), "]".repeat(depth - 2));
        let predicate = format!(r#"{{"a":{open}{close}}}"#);
        let payload = format!(r#"{lead}{subject},{kind},"predicate":{predicate}}}"#);
        kit.envelope("application/vnd.in-toto+json", payload.as_bytes())
            .mint()
    };
    let limits = Limits::default();
    assert_eq!(code(&nested(64), &limits), "ok");
    assert_eq!(code(&nested(65), &limits), "limit.exceeded");
    assert_eq!(code(&nested(20_000), &limits), "limit.exceeded");
    needs(&nested(9), 9, "levels of nesting", Limits::with_json_depth);
}

#[test]
fn entries_and_timestamps() {
    let kit = Sigstore::default();
    needs(
        &kit.message(ARTIFACT).mint(),
        1,
        "entries",
        Limits::with_entries,
    );
    needs(
        &kit.message(ARTIFACT).stamped(3).mint(),
        3,
        "timestamps",
        Limits::with_timestamps,
    );
    let many = kit.message(ARTIFACT).stamped(32).mint();
    assert_eq!(code(&many, &Limits::default()), "ok");
    let more = kit.message(ARTIFACT).stamped(33).mint();
    assert_eq!(code(&more, &Limits::default()), "limit.exceeded");
    let full = kit.message(ARTIFACT).with_bundle(|bundle| {
        let first = bundle["verificationMaterial"]["tlogEntries"][0].clone();
        bundle["verificationMaterial"]["tlogEntries"] = json!(vec![first; 33]);
    });
    assert_eq!(code(&full.mint(), &Limits::default()), "limit.exceeded");
}

#[test]
fn certificates() {
    let kit = Sigstore::default();
    let chain = kit.fulcio.chain();
    let minted = kit
        .message(ARTIFACT)
        .version_0_1()
        .with_bundle(|bundle| {
            let list = &mut bundle["verificationMaterial"]["x509CertificateChain"]["certificates"];
            for der in &chain {
                list.as_array_mut()
                    .unwrap()
                    .push(json!({"rawBytes": encode::base64(der)}));
            }
        })
        .mint();
    needs(&minted, 3, "certificates", Limits::with_certificates);
    let many = kit
        .message(ARTIFACT)
        .with_leaf(|leaf| {
            for number in 30..60 {
                leaf.set(bonafide_testkit::Extension::claim(number, "x"));
            }
        })
        .mint();
    // Identifiers, usage, names, five claims, 30 more, timestamps.
    let extensions = (30..50)
        .find(|most| code(&many, &Limits::default().with_certificate_extensions(*most)) == "ok");
    needs(
        &many,
        extensions.unwrap(),
        "certificate extensions",
        Limits::with_certificate_extensions,
    );
}

#[test]
fn certificate_timestamps() {
    let kit = Sigstore::default();
    let several = kit
        .message(ARTIFACT)
        .with_scts(|scts| {
            for later in 1..5 {
                let mut sct = scts[0].clone();
                sct.milliseconds += later;
                scts.push(sct);
            }
        })
        .mint();
    needs(&several, 5, "certificate timestamps", Limits::with_scts);
}

#[test]
fn subjects_and_digests() {
    let kit = Sigstore::default();
    let digest = encode::hex(&encode::sha256(ARTIFACT));
    let statement = |subjects: usize, further: usize| {
        let mut set = json!({"sha256": digest});
        for number in 0..further {
            set[format!("x{number}")] = json!("y");
        }
        let subject = json!({"name": "a", "digest": set});
        let payload = json!({
            "_type": "https://in-toto.io/Statement/v1",
            "subject": vec![subject; subjects],
            "predicateType": "a:b",
        });
        kit.envelope(
            "application/vnd.in-toto+json",
            payload.to_string().as_bytes(),
        )
        .mint()
    };
    needs(&statement(7, 0), 7, "subjects", Limits::with_subjects);
    needs(&statement(1, 4), 5, "digests", Limits::with_subject_digests);
    assert_eq!(code(&statement(1024, 0), &Limits::default()), "ok");
    assert_eq!(
        code(&statement(1025, 0), &Limits::default()),
        "limit.exceeded"
    );
    assert_eq!(code(&statement(1, 31), &Limits::default()), "ok");
    assert_eq!(
        code(&statement(1, 32), &Limits::default()),
        "limit.exceeded"
    );
}

#[test]
fn checkpoint_lines_and_hashes() {
    let kit = Sigstore::default();
    let lined = kit
        .message(ARTIFACT)
        .v2()
        .with_checkpoint_text(|note| {
            for number in 0..15 {
                note.push_str(&format!("\u{2014} witness{number}.test AAAAAAAA\n"));
            }
        })
        .mint();
    needs(
        &lined,
        16,
        "checkpoint signature lines",
        Limits::with_checkpoint_signatures,
    );
    let hashes = entry(&lined)["inclusionProof"]["hashes"]
        .as_array()
        .unwrap()
        .len();
    needs(&lined, hashes, "hashes", Limits::with_inclusion_hashes);
    let flood = kit
        .message(ARTIFACT)
        .with_checkpoint_text(|note| {
            let line = note.lines().last().unwrap().to_owned();
            for _ in 0..5000 {
                note.push_str(&line);
                note.push('\n');
            }
        })
        .mint();
    assert_eq!(code(&flood, &Limits::default()), "limit.exceeded");
}

#[test]
fn path_searches() {
    let kit = Sigstore::default();
    // Many authorities under one name, and none of their keys signed the leaf.
    let mut impostor = kit.clone();
    let key = bonafide_testkit::SigningKey::seeded(bonafide_testkit::KeyKind::P384, "impostor");
    // The key identifier stays: only the signature can tell.
    impostor.fulcio.intermediate().spki = key.spki();
    let crowd = |others: usize| {
        let mut minted = kit.message(ARTIFACT).mint();
        let mut authorities = vec![impostor.fulcio.instance(); others];
        authorities.push(kit.fulcio.instance());
        minted.trusted_root["certificateAuthorities"] = json!(authorities);
        minted
    };
    let few = |most| Limits::default().with_path_signatures(most);
    assert_eq!(code(&crowd(4), &few(5)), "ok");
    let (code_of_less, text) = told(&crowd(4), &few(4), &policy(&crowd(4)));
    assert_eq!(code_of_less, "limit.exceeded");
    assert!(text.contains("path signature checks"), "{text}");
    assert_eq!(code(&crowd(99), &Limits::default()), "ok");
    assert_eq!(code(&crowd(100), &Limits::default()), "limit.exceeded");
}

/// A bundle that was read under wider limits than those it is verified under.
#[test]
fn the_work_of_a_verification_is_bounded_whatever_was_read() {
    let kit = Sigstore::default();
    let tight = Limits::default()
        .with_entries(1)
        .with_timestamps(1)
        .with_scts(1)
        .with_checkpoint_signatures(1)
        .with_path_signatures(4);
    let verdict = |timestamps: usize| {
        let minted = kit.message(ARTIFACT).stamped(timestamps).mint();
        let root = TrustedRoot::parse(minted.trusted_root.to_string().as_bytes()).unwrap();
        let verifier = Verifier::builder(root, bonafide_keys::Ring)
            .with_limits(tight.clone())
            .build()
            .unwrap();
        let text = minted.bundle.to_string();
        let bundle = Bundle::parse(text.as_bytes(), &ParseOptions::default()).unwrap();
        let policy = policy(&minted);
        let now = Time::from_unix(minted.now).unwrap();
        let request = Request::new(Artifact::from_bytes(ARTIFACT), &policy, now);
        let refusal = verifier.verify(&bundle, &request).err();
        refusal.map(|refusal| (refusal.code().as_str(), refusal.to_string()))
    };
    assert_eq!(verdict(0), None);
    let (code, text) = verdict(32).unwrap();
    assert_eq!(code, "limit.exceeded");
    assert!(text.contains("signature checks"), "{text}");
}

#[test]
fn a_key_bundle_is_bounded_too() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).by_key().logged(Entry::V1).mint();
    needs(&minted, 1, "entries", Limits::with_entries);
}
