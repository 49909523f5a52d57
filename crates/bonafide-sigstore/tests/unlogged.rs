//! Envelopes with a certificate and no log entry, and what is left to the caller.
mod common;

use bonafide_dsse::{Envelope, EnvelopeOptions};
use bonafide_keys::PublicKey;
use bonafide_report::Time;
use bonafide_sigstore::{
    Artifact, IdentityMatcher, Policy, Refusal, Request, TimeSource, VerifiedUnlogged, Witness,
    WitnessPolicy,
};
use bonafide_testkit::{Entry, Extension, KeyKind, Minted, Sigstore, encode};
use common::{ARTIFACT, bundle, policy, verifier};
use serde_json::{Value, json};

fn caller() -> Policy {
    Policy::identity_left_to_caller().subjects_left_to_caller()
}

fn unlogged(kit: &Sigstore) -> Minted {
    kit.statement(ARTIFACT).logged(Entry::None).mint()
}

fn ask(minted: &Minted, envelope: &Value, policy: &Policy) -> Result<VerifiedUnlogged, Refusal> {
    let now = Time::from_unix(minted.now).unwrap();
    ask_at(minted, envelope, &Request::of_statement(policy, now))
}

fn ask_at(
    minted: &Minted,
    envelope: &Value,
    request: &Request<'_>,
) -> Result<VerifiedUnlogged, Refusal> {
    let bytes = envelope.to_string().into_bytes();
    let envelope = Envelope::parse(&bytes, &EnvelopeOptions::provenance()).unwrap();
    verifier(minted).verify_unlogged(&envelope, request)
}

fn code(result: Result<VerifiedUnlogged, Refusal>) -> &'static str {
    result.err().map_or("ok", |refusal| refusal.code().as_str())
}

#[test]
fn a_certificate_alone_proves_who_and_not_when() {
    let kit = Sigstore::default();
    let minted = unlogged(&kit);
    let verified = ask(&minted, &minted.envelope(), &caller()).unwrap();
    assert_eq!(verified.identity().san().value(), minted.identity);
    assert_eq!(verified.checked_at().seconds(), kit.time.plus(-300).seconds);
    assert_eq!(verified.certificate_timestamps().unwrap().parties(), 1);
    let options: Vec<&str> = verified
        .report()
        .notes()
        .iter()
        .map(|note| note.detail())
        .collect();
    for option in [
        "option allow_unlogged",
        "option identity_left_to_caller",
        "option subjects_left_to_caller",
    ] {
        assert!(options.contains(&option), "{option} in {options:?}");
    }
    let json = serde_json::to_value(&verified).unwrap();
    assert!(json["certificate"].is_object() && json["statement"].is_object());
    assert_eq!(json["checkedAt"], "2025-04-10T23:55:00Z");
    // A bundle of the same is refused for want of a time.
    let policy = caller();
    let request = Request::of_statement(&policy, Time::from_unix(minted.now).unwrap());
    let refusal = verifier(&minted).verify(&bundle(&minted), &request);
    assert_eq!(refusal.unwrap_err().code().as_str(), "time.none");
}

#[test]
fn every_other_check_is_made() {
    let kit = Sigstore::default();
    let plan = || kit.statement(ARTIFACT).logged(Entry::None);
    let of = |minted: &Minted| code(ask(minted, &minted.envelope(), &caller()));
    assert_eq!(of(&plan().mint()), "ok");
    let flipped = plan().with_signature(|bytes| bytes[9] ^= 1).mint();
    assert_eq!(of(&flipped), "signature.invalid");
    let unseen = plan()
        .with_scts(Vec::clear)
        .with_sct_list(Vec::clear)
        .mint();
    assert_eq!(of(&unseen), "cert.sct");
    let mut foreign = plan().mint();
    foreign.trusted_root["certificateAuthorities"] =
        Sigstore::new("other.test").trusted_root()["certificateAuthorities"].clone();
    assert_eq!(of(&foreign), "cert.chain");
    let unusable = plan().with_leaf(|leaf| leaf.set(Extension::extended_key_usage(false, &[])));
    assert!(of(&unusable.mint()).starts_with("cert."));
    let mut early = plan().mint();
    early.now = kit.time.plus(-601).seconds;
    assert_eq!(of(&early), "time.future");
    early.now = kit.time.plus(-600).seconds;
    assert_ne!(of(&early), "time.future");
}

#[test]
fn the_policy_is_held_to() {
    let kit = Sigstore::default();
    let minted = unlogged(&kit);
    let with = |policy: &Policy| code(ask(&minted, &minted.envelope(), policy));
    let named = |name: &str| {
        let wanted = IdentityMatcher::exact(name, &*minted.issuer).unwrap();
        with(&Policy::identity(wanted).subjects_left_to_caller())
    };
    assert_eq!(named(&minted.identity), "ok");
    assert_eq!(named("https://forge.test/other"), "identity.san-mismatch");
    assert_eq!(with(&caller().with_tsa_threshold(1)), "tsa.threshold");
    let ed25519 = kit.message(ARTIFACT).with_kind(KeyKind::Ed25519);
    let key = PublicKey::from_pem(&ed25519.mint().key).unwrap();
    let witness = Witness::new("witness.test", key).unwrap();
    let witnessed = caller().with_witnesses(WitnessPolicy::new(1, vec![witness]));
    assert_eq!(with(&witnessed), "tlog.witness-threshold");
    assert_eq!(
        with(&Policy::nobody().subjects_left_to_caller()),
        "policy.empty"
    );
    let typed = caller().with_predicate_type("https://slsa.dev/provenance/v1");
    assert_eq!(with(&typed), "statement.predicate-type");
    // What is about nothing is refused unless the caller compares.
    assert_eq!(with(&Policy::identity_left_to_caller()), "artifact.missing");
}

#[test]
fn artifacts_that_are_given_are_compared() {
    let kit = Sigstore::default();
    let minted = unlogged(&kit);
    let policy = Policy::identity_left_to_caller();
    let now = Time::from_unix(minted.now).unwrap();
    let about = |artifact: &'static [u8]| {
        let request = Request::new(Artifact::from_bytes(artifact), &policy, now);
        code(ask_at(&minted, &minted.envelope(), &request))
    };
    assert_eq!(about(ARTIFACT), "ok");
    assert_eq!(about(b"another"), "artifact.not-a-subject");
    // Where the caller compares them, they are not.
    let policy = policy.clone().subjects_left_to_caller();
    let request = Request::new(Artifact::from_bytes(b"another"), &policy, now);
    let verified = ask_at(&minted, &minted.envelope(), &request).unwrap();
    assert!(verified.digests().is_empty());
}

#[test]
fn one_of_several_certificates_suffices_and_none_does_not() {
    let kit = Sigstore::default();
    let minted = unlogged(&kit);
    let good = minted.envelope();
    let mut envelope = good.clone();
    envelope["signatures"] = json!([
        {"sig": "AAAA", "cert": "no certificate"},
        {"sig": "!", "keyid": "x"},
        good["signatures"][0],
    ]);
    assert_eq!(code(ask(&minted, &envelope, &caller())), "ok");
    envelope["signatures"].as_array_mut().unwrap().pop();
    assert_eq!(code(ask(&minted, &envelope, &caller())), "bundle.parse");
    envelope["signatures"] = json!([{"sig": good["signatures"][0]["sig"]}]);
    assert_eq!(code(ask(&minted, &envelope, &caller())), "bundle.parse");
    let key = encode::pem("PUBLIC KEY", b"key");
    envelope["signatures"] = json!([{"sig": "AAAA", "cert": key}]);
    assert_eq!(code(ask(&minted, &envelope, &caller())), "bundle.parse");
}

#[test]
fn what_is_left_to_the_caller_is_told_and_nothing_else_is_left() {
    let kit = Sigstore::default();
    let minted = kit.statement(ARTIFACT).mint();
    let now = Time::from_unix(minted.now).unwrap();
    let policy = caller();
    assert_eq!(
        policy.options_used(),
        ["identity_left_to_caller", "subjects_left_to_caller"]
    );
    let request = Request::of_statement(&policy, now);
    let verified = verifier(&minted)
        .verify(&bundle(&minted), &request)
        .unwrap();
    assert!(verified.digests().is_empty() && verified.statement().is_some());
    let is_start = |time: &bonafide_sigstore::TimeEvidence| *time.source() == TimeSource::NotBefore;
    assert!(!verified.times().iter().any(is_start));
    // An identity that is named afterwards is judged here again.
    let wanted = IdentityMatcher::exact("https://forge.test/x", &*minted.issuer).unwrap();
    let named = policy.with_identity(wanted);
    assert_eq!(named.options_used(), ["subjects_left_to_caller"]);
    let request = Request::of_statement(&named, now);
    let refusal = verifier(&minted).verify(&bundle(&minted), &request);
    assert_eq!(
        refusal.unwrap_err().code().as_str(),
        "identity.san-mismatch"
    );
    // A message is nothing without its artifact.
    let message = kit.message(ARTIFACT).mint();
    let policy = caller();
    let request = Request::of_statement(&policy, now);
    let refusal = verifier(&message).verify(&bundle(&message), &request);
    assert!(refusal.unwrap_err().to_string().contains("artifact"));
}

#[test]
fn unsigned_proofs_are_passed_over_only_by_the_option_for_it() {
    let kit = Sigstore::default();
    let without_checkpoint = |mut minted: Minted| {
        let proof = "/verificationMaterial/tlogEntries/0/inclusionProof";
        let proof = minted.bundle.pointer_mut(proof).unwrap();
        proof.as_object_mut().unwrap().remove("checkpoint").unwrap();
        minted
    };
    let old = without_checkpoint(kit.statement(ARTIFACT).version_0_1().mint());
    let of = |minted: &Minted, policy: &Policy| common::ask_with(minted, policy).code();
    let promised = policy(&old).allow_promise_only();
    assert_eq!(of(&old, &promised), "bundle.missing-checkpoint");
    assert!(
        !common::ask_with(&old, &promised)
            .notes
            .contains(&"note.promise-only")
    );
    let alone = policy(&old).pass_over_unsigned_proofs();
    assert_eq!(of(&old, &alone), "bundle.missing-checkpoint");
    let both = promised.pass_over_unsigned_proofs();
    let answer = common::ask_with(&old, &both);
    assert!(answer.notes.contains(&"note.promise-only"));
    let verified = answer.verdict.unwrap();
    assert!(verified.logs()[0].inclusion().is_none());
    // A proof that has one is verified all the same, and no newer version is let off.
    let mut wrong = kit.statement(ARTIFACT).version_0_1().mint();
    wrong.bundle["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]["rootHash"] =
        json!(encode::base64(&[7; 32]));
    assert_eq!(of(&wrong, &both), "tlog.checkpoint.root-mismatch");
    let newer = without_checkpoint(kit.statement(ARTIFACT).version_0_2().mint());
    assert_eq!(of(&newer, &both), "bundle.missing-checkpoint");
    let tiled = without_checkpoint(kit.statement(ARTIFACT).v2().version_0_1().mint());
    assert_eq!(of(&tiled, &both), "bundle.missing-checkpoint");
}
