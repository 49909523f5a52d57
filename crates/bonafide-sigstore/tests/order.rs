//! Of two things that are wrong, the one that comes first in the order of verification is told; and
//! who signed is asked in one way only.
mod common;

use bonafide_keys::PublicKey;
use bonafide_sigstore::{
    ExpectedNames, IdentityMatcher, Policy, PrivatePki, SanKind, SanMatcher, TrustedKey,
};
use bonafide_testkit::{Extension, Minted, Sigstore, encode};
use common::{ARTIFACT, ask_with, policy};
use serde_json::{Value, json};

fn code(minted: &Minted, policy: &Policy) -> &'static str {
    ask_with(minted, policy).code()
}

fn entry(minted: &mut Minted) -> &mut Value {
    &mut minted.bundle["verificationMaterial"]["tlogEntries"][0]
}

fn break_promise(minted: &mut Minted) {
    entry(minted)["inclusionPromise"] = json!({"signedEntryTimestamp": encode::base64(b"junk")});
}

#[test]
fn presence_goes_before_the_policy_and_the_policy_before_the_certificate() {
    let kit = Sigstore::default();
    let mut unproven = kit.message(ARTIFACT).mint();
    entry(&mut unproven)
        .as_object_mut()
        .unwrap()
        .remove("inclusionProof");
    assert_eq!(code(&unproven, &Policy::nobody()), "bundle.missing-proof");
    let mut unreadable = kit.message(ARTIFACT).mint();
    unreadable.bundle["verificationMaterial"]["certificate"]["rawBytes"] =
        encode::base64(b"no certificate").into();
    assert_eq!(code(&unreadable, &Policy::nobody()), "policy.empty");
    assert_eq!(code(&unreadable, &policy(&unreadable)), "cert.parse");
}

#[test]
fn labels_go_before_promises_and_timestamps_before_both_paths() {
    let kit = Sigstore::default();
    let mut labelled = kit.message(ARTIFACT).mint();
    entry(&mut labelled)["kindVersion"]["kind"] = "dsse".into();
    break_promise(&mut labelled);
    assert_eq!(code(&labelled, &policy(&labelled)), "tlog.kind-mismatch");
    let mut stamped = kit
        .message(ARTIFACT)
        .stamped(1)
        .with_token(|token| *token.info.imprint.last_mut().unwrap() ^= 1)
        .mint();
    break_promise(&mut stamped);
    assert_eq!(code(&stamped, &policy(&stamped)), "tsa.imprint");
    let mut late = kit
        .message(ARTIFACT)
        .with_leaf(|leaf| leaf.remove(bonafide_testkit::oid::EXTENDED_KEY_USAGE))
        .mint();
    assert_eq!(code(&late, &policy(&late)), "cert.eku");
    break_promise(&mut late);
    assert_eq!(code(&late, &policy(&late)), "tlog.set");
}

#[test]
fn the_certificate_goes_before_the_identity_and_that_before_the_log() {
    let kit = Sigstore::default();
    let nobody = IdentityMatcher::exact("nobody@example.test", "https://nobody.test").unwrap();
    let wanted = || Policy::identity(nobody.clone());
    let mut critical = kit
        .message(ARTIFACT)
        .with_leaf(|leaf| leaf.set(Extension::unknown(true)))
        .mint();
    assert_eq!(code(&critical, &wanted()), "cert.critical-extension");
    entry(&mut critical)["inclusionProof"]["rootHash"] = encode::base64(&[7; 32]).into();
    assert_eq!(code(&critical, &wanted()), "cert.critical-extension");
    let mut good = kit.message(ARTIFACT).mint();
    entry(&mut good)["inclusionProof"]["rootHash"] = encode::base64(&[7; 32]).into();
    assert_eq!(code(&good, &wanted()), "identity.san-mismatch");
    assert_eq!(code(&good, &policy(&good)), "tlog.checkpoint.root-mismatch");
}

fn private(kit: &Sigstore) -> Policy {
    let uri = SanMatcher::named(SanKind::Uri, &*kit.identity).unwrap();
    let names = ExpectedNames::all_of(vec![uri]).unwrap();
    let chain = kit.fulcio.chain();
    let pki = PrivatePki::new(&chain[1..], names).unwrap();
    Policy::private_pki(pki.with_intermediates(&chain[..1]).unwrap())
}

#[test]
fn a_key_and_a_private_authority_are_not_asked_together() {
    let kit = Sigstore::default();
    let by_key = kit.message(ARTIFACT).by_key().mint();
    let key = TrustedKey::new(PublicKey::from_pem(&by_key.key).unwrap());
    let certified = kit.message(ARTIFACT).mint();
    let both = || private(&kit).with_key(key.clone());
    assert_eq!(code(&certified, &private(&kit)), "ok");
    assert_eq!(code(&certified, &both()), "policy.key-with-certificate");
    assert_eq!(code(&by_key, &both()), "policy.identity-with-key");
    assert_eq!(code(&by_key, &private(&kit)), "key.missing");
}

#[test]
fn a_hint_that_no_key_has_is_noted() {
    let kit = Sigstore::default();
    let mut minted = kit.message(ARTIFACT).by_key().mint();
    let material = &mut minted.bundle["verificationMaterial"]["publicKey"];
    *material = json!({"hint": "somebody"});
    let key = || TrustedKey::new(PublicKey::from_pem(&minted.key).unwrap());
    let unkeyed = ask_with(&minted, &Policy::key(key()));
    assert_eq!(unkeyed.code(), "ok");
    assert!(unkeyed.notes.contains(&"note.keyid-ignored"));
    let keyed = ask_with(&minted, &Policy::key(key().with_hint("somebody")));
    assert_eq!(keyed.code(), "ok");
    assert!(!keyed.notes.contains(&"note.keyid-ignored"));
    let other = ask_with(&minted, &Policy::key(key().with_hint("another")));
    assert_eq!(other.code(), "key.hint-mismatch");
}

#[test]
fn profiles_are_chosen_and_never_inferred() {
    let kit = Sigstore::default();
    // What an authority of one's own vouches for is nothing to the trusted root.
    let uri = SanMatcher::named(SanKind::Uri, &*kit.identity).unwrap();
    let names = || ExpectedNames::all_of(vec![uri.clone()]).unwrap();
    let nothing = PrivatePki::new(&[] as &[Vec<u8>], names()).unwrap_err();
    assert_eq!(nothing.code().as_str(), "policy.empty");
    let own = Sigstore::new("own.test");
    let mut minted = own.message(ARTIFACT).mint();
    assert_eq!(code(&minted, &private(&own)), "ok");
    minted.trusted_root["certificateAuthorities"] =
        kit.trusted_root()["certificateAuthorities"].clone();
    assert_eq!(code(&minted, &private(&own)), "ok");
    assert_eq!(code(&minted, &policy(&minted)), "cert.chain");
    assert_eq!(code(&minted, &private(&kit)), "cert.chain");
}

/// sigstore VER-2: the outer index of an entry of the first generation is covered by its promise alone. Found
/// by fuzzing, in a list of what may differ that lacked it.
#[test]
fn an_outer_index_that_nothing_covers_is_no_evidence() {
    let kit = Sigstore::default();
    let mut minted = kit.message(ARTIFACT).stamped(1).mint();
    let index = minted.bundle["verificationMaterial"]["tlogEntries"][0]["logIndex"].clone();
    entry(&mut minted)["logIndex"] = "4711".into();
    assert_ne!(index, "4711");
    assert_eq!(code(&minted, &policy(&minted)), "tlog.set");
    entry(&mut minted)
        .as_object_mut()
        .unwrap()
        .remove("inclusionPromise");
    let asked = ask_with(&minted, &policy(&minted));
    assert_eq!(asked.code(), "ok");
    let verified = asked.verdict.unwrap();
    let [log] = verified.logs() else {
        panic!("one log")
    };
    assert!(log.promise().is_none());
    assert_ne!(log.inclusion().unwrap().index(), 4711);
    let text = format!("{:?}", verified.summary());
    assert!(!text.contains("4711"), "{text}");
}
