//! What is there is verified, also where the policy asks for none of it.
mod common;

use bonafide_report::Time;
use bonafide_sigstore::{Artifact, Policy, Request};
use bonafide_testkit::{KeyKind, Log, Minted, Sigstore, encode};
use common::{ARTIFACT, ask_with, bundle, policy, verifier};
use serde_json::{Value, json};

fn code(minted: &Minted, policy: &Policy) -> &'static str {
    ask_with(minted, policy).code()
}

fn entries(minted: &mut Minted) -> &mut Vec<Value> {
    minted.bundle["verificationMaterial"]["tlogEntries"]
        .as_array_mut()
        .unwrap()
}

#[test]
fn an_entry_of_a_trusted_log_must_fit_where_none_is_wanted() {
    let kit = Sigstore::default();
    let unasked = |minted: &Minted| code(minted, &policy(minted).without_transparency_log());
    assert_eq!(unasked(&kit.message(ARTIFACT).stamped(1).mint()), "ok");
    let foreign = kit
        .message(ARTIFACT)
        .stamped(1)
        .with_recorded(|recorded| recorded.signature = b"another".to_vec())
        .mint();
    assert_eq!(unasked(&foreign), "tlog.body-mismatch");
    let promised = kit
        .message(ARTIFACT)
        .stamped(1)
        .with_promise_bytes(|signature| *signature.last_mut().unwrap() ^= 1)
        .mint();
    assert_eq!(unasked(&promised), "tlog.set");
    let mut headed = kit.message(ARTIFACT).stamped(1).mint();
    entries(&mut headed)[0]["inclusionProof"]["rootHash"] = encode::base64(&[7; 32]).into();
    assert_eq!(unasked(&headed), "tlog.checkpoint.root-mismatch");
}

#[test]
fn a_bad_entry_beside_enough_good_ones_refuses_the_bundle() {
    let kit = Sigstore::default();
    let mut second = kit.clone();
    second.rekor = Log::v1(
        "second.sigstore.test",
        KeyKind::P256,
        kit.rekor.window.start.unwrap(),
    );
    let with_second = |edit: fn(&mut Value), first: bool| {
        let mut minted = kit.message(ARTIFACT).mint();
        let mut other = second.message(ARTIFACT).mint();
        let mut entry = entries(&mut other).remove(0);
        edit(&mut entry);
        let at = usize::from(!first);
        entries(&mut minted).insert(at, entry);
        let log = second.trusted_root()["tlogs"][0].clone();
        minted.trusted_root["tlogs"]
            .as_array_mut()
            .unwrap()
            .push(log);
        code(&minted, &policy(&minted))
    };
    for first in [true, false] {
        assert_eq!(with_second(|_| (), first), "ok");
        let promise = with_second(
            |entry| {
                let promise = &mut entry["inclusionPromise"]["signedEntryTimestamp"];
                *promise = encode::base64(b"not a signature").into();
            },
            first,
        );
        assert_eq!(promise, "tlog.set");
        let root = with_second(
            |entry| {
                entry["inclusionProof"]["rootHash"] = encode::base64(&[7; 32]).into();
            },
            first,
        );
        assert_eq!(root, "tlog.checkpoint.root-mismatch");
        let missing = with_second(
            |entry| {
                drop(
                    entry["inclusionProof"]
                        .as_object_mut()
                        .unwrap()
                        .remove("checkpoint"),
                )
            },
            first,
        );
        assert_eq!(missing, "bundle.missing-checkpoint");
    }
}

#[test]
fn one_place_in_a_log_is_one_entry() {
    let kit = Sigstore::default();
    let mut minted = kit.message(ARTIFACT).mint();
    let mut again = entries(&mut minted)[0].clone();
    again["inclusionProof"]["hashes"] = json!([]);
    entries(&mut minted).push(again);
    assert_eq!(code(&minted, &policy(&minted)), "tlog.duplicate");
}

#[test]
fn another_name_of_a_log_makes_no_other_entry() {
    let mut minted = Sigstore::default().message(ARTIFACT).v2().mint();
    let mut again = entries(&mut minted)[0].clone();
    let id = again["logId"]["keyId"].as_str().unwrap();
    // The first twelve bytes of the id.
    again["logId"]["keyId"] = json!(id[..16]);
    let alone = {
        let mut alone = minted.clone();
        entries(&mut alone)[0] = again.clone();
        code(&alone, &policy(&alone))
    };
    assert_eq!(alone, "ok");
    entries(&mut minted).push(again);
    assert_eq!(code(&minted, &policy(&minted)), "tlog.duplicate");
}

#[test]
fn another_index_of_a_leaf_makes_no_other_entry() {
    let mut minted = Sigstore::default().message(ARTIFACT).mint();
    let mut again = entries(&mut minted)[0].clone();
    let index: u64 = again["logIndex"].as_str().unwrap().parse().unwrap();
    again["logIndex"] = json!((index + 1).to_string());
    again.as_object_mut().unwrap().remove("inclusionPromise");
    entries(&mut minted).push(again);
    assert_eq!(code(&minted, &policy(&minted)), "tlog.duplicate");
}

#[test]
fn a_certificate_timestamp_of_a_known_log_must_verify_where_none_is_wanted() {
    let kit = Sigstore::default();
    let unasked = |minted: &Minted| code(minted, &policy(minted).without_certificate_timestamps());
    assert_eq!(unasked(&kit.message(ARTIFACT).mint()), "ok");
    let bad = kit
        .message(ARTIFACT)
        .with_scts(|scts| scts[0].signer = bonafide_testkit::SigningKey::seeded(KeyKind::P256, "x"))
        .mint();
    assert_eq!(unasked(&bad), "cert.sct");
    let longer = kit
        .message(ARTIFACT)
        .with_sct_list(|list| list.push(0))
        .mint();
    assert_eq!(unasked(&longer), "cert.sct");
}

#[test]
fn every_artifact_of_a_request_must_be_the_message() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).mint();
    let (verifier, bundle) = (verifier(&minted), bundle(&minted));
    let policy = policy(&minted);
    let now = Time::from_unix(minted.now).unwrap();
    for (first, second) in [
        (ARTIFACT, &b"another"[..]),
        (b"another", ARTIFACT),
        (ARTIFACT, ARTIFACT),
    ] {
        let request = Request::new(Artifact::from_bytes(first), &policy, now)
            .with_artifact(Artifact::from_bytes(second));
        let refusal = verifier.verify(&bundle, &request).unwrap_err();
        assert_eq!(refusal.code().as_str(), "artifact.missing");
    }
}

#[test]
fn a_promise_of_an_unknown_log_is_no_time() {
    let kit = Sigstore::default();
    let stranger = Sigstore::new("stranger.test");
    let mut minted = kit.message(ARTIFACT).without_promise().mint();
    let mut other = stranger.message(ARTIFACT).mint();
    let entry = entries(&mut other).remove(0);
    entries(&mut minted).push(entry);
    assert_eq!(code(&minted, &policy(&minted)), "time.none");
}

#[test]
fn a_log_is_trusted_at_the_times_of_others_too() {
    let mut kit = Sigstore::default();
    kit.rekor.window.end = Some(kit.time.plus(-1));
    let minted = kit.message(ARTIFACT).without_promise().stamped(1).mint();
    assert_eq!(code(&minted, &policy(&minted)), "tlog.key-validity");
    let mut kit = Sigstore::default();
    kit.rekor2.window.start = Some(kit.time.plus(1));
    let minted = kit.message(ARTIFACT).v2().mint();
    assert_eq!(code(&minted, &policy(&minted)), "tlog.key-validity");
    let mut kit = Sigstore::default();
    kit.rekor2.window.start = Some(kit.time);
    let minted = kit.message(ARTIFACT).v2().mint();
    assert_eq!(code(&minted, &policy(&minted)), "ok");
}
