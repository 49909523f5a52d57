//! A real bundle after one change: which check notices.

#[path = "common/real.rs"]
mod real;

use bonafide_json::base64::{self, Form};
use bonafide_sigstore::{
    Artifact, Bundle, ParseOptions, Policy, Request, TrustedRoot, VerifiedBundle, Verifier,
};
use real::{bundle_json, digest, now, policy, root, root_json};
use serde_json::{Value, json};

const OLD: &str = "application/vnd.dev.sigstore.bundle+json;version=0.1";

fn verify(
    bundle: &Value,
    root: TrustedRoot,
    policy: &Policy,
) -> (Result<VerifiedBundle, &'static str>, Vec<&'static str>) {
    let bytes = bundle.to_string();
    let bundle = match Bundle::parse(bytes.as_bytes(), &ParseOptions::default()) {
        Ok(bundle) => bundle,
        Err(error) => return (Err(error.code().as_str()), Vec::new()),
    };
    let verifier = Verifier::new(root).unwrap();
    let request = Request::new(Artifact::from_digest(digest()), policy, now());
    let report = verifier.explain(&bundle, &request);
    let verdict = verifier.verify(&bundle, &request);
    assert_eq!(
        report.primary_code(),
        verdict.as_ref().err().map(|refusal| refusal.code())
    );
    let notes = report
        .notes()
        .iter()
        .map(|note| note.code().as_str())
        .collect();
    (verdict.map_err(|refusal| refusal.code().as_str()), notes)
}

fn verdict(change: impl FnOnce(&mut Value)) -> Result<(), &'static str> {
    let mut bundle = bundle_json();
    change(&mut bundle);
    verify(&bundle, root(), &policy()).0.map(drop)
}

fn notes_after(change: impl FnOnce(&mut Value), policy: &Policy) -> Vec<&'static str> {
    let mut bundle = bundle_json();
    change(&mut bundle);
    verify(&bundle, root(), policy).1
}

fn entry(bundle: &mut Value) -> &mut Value {
    &mut bundle["verificationMaterial"]["tlogEntries"][0]
}

fn proof(bundle: &mut Value) -> &mut Value {
    &mut entry(bundle)["inclusionProof"]
}

/// Changes bytes that stand in base64.
fn bytes(value: &mut Value, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = base64::decode(value.as_str().unwrap(), Form::Standard).unwrap();
    change(&mut bytes);
    *value = json!(base64::encode(&bytes));
}

fn flip_last(value: &mut Value) {
    bytes(value, |bytes| *bytes.last_mut().unwrap() ^= 1);
}

fn text(value: &mut Value, change: impl FnOnce(&str) -> String) {
    *value = json!(change(value.as_str().unwrap()));
}

/// The same bundle with a chain, as versions before 0.3 have it.
fn with_chain(bundle: &mut Value, further: &[&Value]) {
    bundle["mediaType"] = json!(OLD);
    let material = bundle["verificationMaterial"].as_object_mut().unwrap();
    let mut chain = vec![material.remove("certificate").unwrap()];
    chain.extend(further.iter().map(|one| (*one).clone()));
    material.insert(
        "x509CertificateChain".to_owned(),
        json!({"certificates": chain}),
    );
}

#[test]
fn the_bundle_itself() {
    assert_eq!(verdict(|_| ()), Ok(()));
    assert_eq!(verdict(|b| with_chain(b, &[])), Ok(()));
}

#[test]
fn class_a_structure() {
    let none = |b: &mut Value| b["verificationMaterial"]["tlogEntries"] = json!([]);
    assert_eq!(verdict(none), Err("time.none"));
    let twice = |b: &mut Value| {
        let first = entry(b).clone();
        b["verificationMaterial"]["tlogEntries"]
            .as_array_mut()
            .unwrap()
            .push(first);
    };
    assert_eq!(verdict(twice), Err("tlog.duplicate"));
    let many = |b: &mut Value| {
        let first = entry(b).clone();
        b["verificationMaterial"]["tlogEntries"] = json!(vec![first; 33]);
    };
    assert_eq!(verdict(many), Err("limit.exceeded"));
}

#[test]
fn class_b_certificates() {
    let leaf = |b: &mut Value| b["verificationMaterial"]["certificate"]["rawBytes"].take();
    let with = |change: fn(&mut Vec<u8>)| {
        verdict(|b| {
            let mut der = leaf(b);
            bytes(&mut der, change);
            b["verificationMaterial"]["certificate"]["rawBytes"] = der;
        })
    };
    // The last byte is one of the issuer's signature.
    assert_eq!(with(|der| *der.last_mut().unwrap() ^= 1), Err("cert.chain"));
    assert_eq!(with(|der| der.push(0)), Err("cert.parse"));
    assert_eq!(with(|der| der.truncate(der.len() / 2)), Err("cert.parse"));
    let flip_text = |der: &mut Vec<u8>| {
        let at = der
            .windows(11)
            .position(|window| window == b"trailofbits")
            .unwrap();
        der[at] ^= 1;
    };
    assert_eq!(with(flip_text), Err("cert.chain"));
    let authority = root_json()["certificateAuthorities"][1]["certChain"]["certificates"].clone();
    let as_leaf = |b: &mut Value| b["verificationMaterial"]["certificate"] = authority[0].clone();
    assert_eq!(verdict(as_leaf), Err("cert.leaf-is-ca"));
    // Certificates beside the leaf are noted and not used.
    let mut bundle = bundle_json();
    with_chain(&mut bundle, &[&authority[0], &authority[1]]);
    let (verdict, notes) = verify(&bundle, root(), &policy());
    assert!(verdict.is_ok());
    assert!(notes.contains(&"note.superfluous-intermediate"));
    assert!(notes.contains(&"note.superfluous-root"));
}

#[test]
fn class_c_content() {
    let sig = |b: &mut Value| b["dsseEnvelope"]["signatures"][0]["sig"].take();
    let with = |change: fn(&mut Vec<u8>)| {
        verdict(|b| {
            let mut signature = sig(b);
            bytes(&mut signature, change);
            b["dsseEnvelope"]["signatures"][0]["sig"] = signature;
        })
    };
    assert_eq!(
        with(|sig| *sig.last_mut().unwrap() ^= 1),
        Err("signature.invalid")
    );
    assert_eq!(with(|sig| sig.push(0)), Err("signature.invalid"));
    assert_eq!(
        with(|sig| *sig = vec![0x30, 6, 2, 1, 0, 2, 1, 0]),
        Err("signature.invalid")
    );
    assert_eq!(
        verdict(|b| flip_last(&mut b["dsseEnvelope"]["payload"])),
        Err("signature.invalid")
    );
    let other_type = |b: &mut Value| b["dsseEnvelope"]["payloadType"] = json!("text/plain");
    assert_eq!(verdict(other_type), Err("signature.invalid"));
    let key_id = |b: &mut Value| b["dsseEnvelope"]["signatures"][0]["keyid"] = json!("any");
    assert_eq!(verdict(key_id), Ok(()));
    assert!(notes_after(key_id, &policy()).contains(&"note.keyid-ignored"));
}

#[test]
fn class_d_entries() {
    assert_eq!(
        verdict(|b| flip_last(&mut entry(b)["logId"]["keyId"])),
        Err("tlog.unknown-log")
    );
    let other_log = |b: &mut Value| {
        entry(b)["logId"]["keyId"] = root_json()["tlogs"][1]["logId"]["keyId"].clone();
    };
    let code = verdict(other_log).unwrap_err();
    assert!(code.starts_with("tlog."), "{code}");
    let kind = |kind: &'static str, version: &'static str| {
        verdict(|b| entry(b)["kindVersion"] = json!({"kind": kind, "version": version}))
    };
    assert_eq!(kind("hashedrekord", "0.0.1"), Err("tlog.kind-mismatch"));
    assert_eq!(kind("dsse", "0.0.9"), Err("tlog.kind-mismatch"));
    assert_eq!(kind("dsse", "0.0.2"), Err("tlog.kind-mismatch"));
    let later = |b: &mut Value| entry(b)["integratedTime"] = json!("1718048846");
    assert_eq!(verdict(later), Err("tlog.set"));
    let no_time = |b: &mut Value| drop(entry(b).as_object_mut().unwrap().remove("integratedTime"));
    assert_eq!(verdict(no_time), Err("tlog.set"));
    let negative = |b: &mut Value| entry(b)["integratedTime"] = json!("-1");
    assert_eq!(verdict(negative), Err("bundle.parse"));
    let no_promise =
        |b: &mut Value| drop(entry(b).as_object_mut().unwrap().remove("inclusionPromise"));
    assert_eq!(verdict(no_promise), Err("time.none"));
    assert!(notes_after(no_promise, &policy()).contains(&"note.unsigned-integrated-time"));
    let promise =
        |b: &mut Value| flip_last(&mut entry(b)["inclusionPromise"]["signedEntryTimestamp"]);
    assert_eq!(verdict(promise), Err("tlog.set"));
    let empty = |b: &mut Value| entry(b)["inclusionPromise"] = json!({"signedEntryTimestamp": ""});
    assert_eq!(verdict(empty), Err("bundle.parse"));
    let index = |b: &mut Value| entry(b)["logIndex"] = json!("101487428");
    assert_eq!(verdict(index), Err("tlog.set"));
    let no_body = |b: &mut Value| {
        drop(
            entry(b)
                .as_object_mut()
                .unwrap()
                .remove("canonicalizedBody"),
        )
    };
    assert_eq!(verdict(no_body), Err("bundle.parse"));
    let spaces = |b: &mut Value| {
        bytes(&mut entry(b)["canonicalizedBody"], |body| {
            body.insert(1, b' ')
        });
    };
    assert_eq!(verdict(spaces), Err("tlog.set"));
}

#[test]
fn class_e_inclusion_proofs() {
    let no_proof = |b: &mut Value| drop(entry(b).as_object_mut().unwrap().remove("inclusionProof"));
    assert_eq!(verdict(no_proof), Err("bundle.missing-proof"));
    let relabelled = |b: &mut Value| {
        no_proof(b);
        with_chain(b, &[]);
    };
    assert_eq!(verdict(relabelled), Err("bundle.missing-proof"));
    assert_eq!(
        verdict(|b| proof(b)["logIndex"] = json!("97323997")),
        Err("tlog.inclusion")
    );
    assert_eq!(
        verdict(|b| proof(b)["logIndex"] = json!("97323998")),
        Err("tlog.inclusion")
    );
    let size = |size: &'static str| verdict(|b| proof(b)["treeSize"] = json!(size));
    assert_eq!(size("97323999"), Err("tlog.checkpoint.size-mismatch"));
    assert_eq!(size("0"), Err("tlog.inclusion"));
    assert_eq!(size("-1"), Err("bundle.parse"));
    let root_hash = |b: &mut Value| flip_last(&mut proof(b)["rootHash"]);
    assert_eq!(verdict(root_hash), Err("tlog.checkpoint.root-mismatch"));
    assert_eq!(
        verdict(|b| proof(b)["rootHash"] = json!("")),
        Err("bundle.parse")
    );
    let hashes = |change: fn(&mut Vec<Value>)| {
        verdict(|b| change(proof(b)["hashes"].as_array_mut().unwrap()))
    };
    assert_eq!(
        hashes(|list| drop(list.pop())),
        Err("tlog.inclusion.length")
    );
    assert_eq!(
        hashes(|list| list.push(list[0].clone())),
        Err("tlog.inclusion.length")
    );
    assert_eq!(hashes(Vec::clear), Err("tlog.inclusion.length"));
    assert_eq!(
        hashes(|list| flip_last(&mut list[0])),
        Err("tlog.inclusion")
    );
    assert_eq!(hashes(|list| list.swap(0, 1)), Err("tlog.inclusion"));
    assert_eq!(
        hashes(|list| bytes(&mut list[0], |hash| hash.truncate(31))),
        Err("bundle.parse")
    );
}

#[test]
fn class_f_checkpoints() {
    assert_eq!(
        verdict(|b| proof(b)["checkpoint"] = Value::Null),
        Err("bundle.missing-checkpoint")
    );
    let note = |change: fn(&str) -> String| {
        verdict(|b| text(&mut proof(b)["checkpoint"]["envelope"], change))
    };
    assert_eq!(note(|_| String::new()), Err("tlog.checkpoint.parse"));
    assert_eq!(
        note(|t| t.replacen("97323998", "97323999", 1)),
        Err("tlog.checkpoint.signature")
    );
    assert_eq!(
        note(|t| t.replacen("97323998", "097323998", 1)),
        Err("tlog.checkpoint.parse")
    );
    assert_eq!(
        note(|t| t.trim_end().to_owned()),
        Err("tlog.checkpoint.parse")
    );
    assert_eq!(
        note(|t| t.replacen("\n\n", "\n", 1)),
        Err("tlog.checkpoint.parse")
    );
    assert_eq!(
        note(|t| t.replace('\n', "\r\n")),
        Err("tlog.checkpoint.parse")
    );
    assert_eq!(
        note(|t| t.replace('\u{2014}', "-")),
        Err("tlog.checkpoint.parse")
    );
    let renamed = |t: &str| t.replacen("\u{2014} rekor.sigstore.dev", "\u{2014} other.example", 1);
    assert_eq!(note(renamed), Err("tlog.checkpoint.no-matching-signature"));
    let foreign = |t: &str| format!("{t}\u{2014} witness.example AAAAAAAA\n");
    assert_eq!(note(foreign), Ok(()));
    let flood = |t: &str| {
        let line = t.lines().last().unwrap().to_owned();
        format!("{t}{}", format!("{line}\n").repeat(5000))
    };
    assert_eq!(note(flood), Err("limit.exceeded"));
}

#[test]
fn class_g_timestamps() {
    let token = |b: &mut Value, tokens: &[&[u8]]| {
        let list: Vec<Value> = tokens
            .iter()
            .map(|t| json!({"signedTimestamp": base64::encode(t)}))
            .collect();
        b["verificationMaterial"]["timestampVerificationData"] = json!({"rfc3161Timestamps": list});
    };
    assert_eq!(verdict(|b| token(b, &[b"junk"])), Err("tsa.parse"));
    assert_eq!(
        verdict(|b| token(b, &[b"junk", b"junk"])),
        Err("tsa.duplicate")
    );
    let granted_without_token = |b: &mut Value| token(b, &[&[0x30, 5, 0x30, 3, 2, 1, 0]]);
    assert_eq!(verdict(granted_without_token), Err("tsa.parse"));
    let rejection = |b: &mut Value| token(b, &[&[0x30, 5, 0x30, 3, 2, 1, 2]]);
    assert_eq!(verdict(rejection), Err("tsa.status"));
    let many = |b: &mut Value| {
        let list: Vec<Vec<u8>> = (0..33_u8).map(|n| vec![n]).collect();
        token(b, &list.iter().map(Vec::as_slice).collect::<Vec<_>>());
    };
    assert_eq!(verdict(many), Err("limit.exceeded"));
    let mut bundle = bundle_json();
    token(&mut bundle, &[b"junk"]);
    let (verdict, notes) = verify(&bundle, root(), &policy().skip_bad_timestamps());
    assert!(verdict.is_ok());
    assert!(notes.contains(&"note.skipped-timestamp"));
}

#[test]
fn a_promise_alone_suffices_only_by_option_and_in_version_0_1() {
    let no_proof = |b: &mut Value| drop(entry(b).as_object_mut().unwrap().remove("inclusionProof"));
    let mut old = bundle_json();
    no_proof(&mut old);
    with_chain(&mut old, &[]);
    let allowed = policy().allow_promise_only();
    let (verdict, notes) = verify(&old, root(), &allowed);
    let verified = verdict.unwrap();
    assert!(notes.contains(&"note.promise-only"));
    assert!(verified.logs()[0].inclusion().is_none() && verified.logs()[0].promise().is_some());
    let mut new = bundle_json();
    no_proof(&mut new);
    assert_eq!(
        verify(&new, root(), &allowed).0.map(drop),
        Err("bundle.missing-proof")
    );
    let mut neither = old.clone();
    entry(&mut neither)
        .as_object_mut()
        .unwrap()
        .remove("inclusionPromise");
    assert_eq!(
        verify(&neither, root(), &allowed).0.map(drop),
        Err("bundle.missing-proof")
    );
}

#[test]
fn entries_of_unknown_logs_are_skipped_and_noted() {
    let mut without = root_json();
    without["tlogs"] = json!([]);
    let root = TrustedRoot::parse(without.to_string().as_bytes()).unwrap();
    let (verdict, notes) = verify(&bundle_json(), root, &policy());
    assert_eq!(verdict.map(drop), Err("tlog.unknown-log"));
    assert!(notes.contains(&"note.unknown-log-entry"));
}

#[test]
fn single_byte_changes_are_noticed() {
    // Every 7th byte of every base64 value that is authenticated, one bit at a time.
    let paths: [fn(&mut Value) -> &mut Value; 6] = [
        |b| &mut b["verificationMaterial"]["certificate"]["rawBytes"],
        |b| &mut b["dsseEnvelope"]["payload"],
        |b| &mut b["dsseEnvelope"]["signatures"][0]["sig"],
        |b| &mut b["verificationMaterial"]["tlogEntries"][0]["canonicalizedBody"],
        |b| &mut b["verificationMaterial"]["tlogEntries"][0]["inclusionPromise"]["signedEntryTimestamp"],
        |b| &mut b["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]["rootHash"],
    ];
    let verifier = Verifier::new(root()).unwrap();
    let policy = policy();
    let mut changes = 0;
    for path in paths {
        let mut bundle = bundle_json();
        let original = base64::decode(path(&mut bundle).as_str().unwrap(), Form::Standard).unwrap();
        for at in (0..original.len()).step_by(7) {
            let mut changed = original.clone();
            changed[at] ^= 1 << (at % 8);
            *path(&mut bundle) = json!(base64::encode(&changed));
            let text = bundle.to_string();
            let Ok(bundle) = Bundle::parse(text.as_bytes(), &ParseOptions::default()) else {
                continue;
            };
            let request = Request::new(Artifact::from_digest(digest()), &policy, now());
            assert!(
                verifier.verify(&bundle, &request).is_err(),
                "byte {at} of {changed:?}"
            );
            changes += 1;
        }
    }
    assert!(changes > 500, "{changes}");
}
