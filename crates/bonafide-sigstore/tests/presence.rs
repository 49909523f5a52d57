//! What a bundle must hold, and what its version may not take away.
mod common;

use bonafide_sigstore::{ExpectedNames, Policy, PrivatePki, SanKind, SanMatcher};
use bonafide_testkit::{Minted, Sigstore, encode};
use common::{ARTIFACT, ask_with, policy};
use serde_json::{Value, json};

fn code(minted: &Minted, policy: &Policy) -> &'static str {
    ask_with(minted, policy).code()
}

fn plain(minted: &Minted) -> &'static str {
    code(minted, &policy(minted))
}

fn entry(bundle: &mut Value) -> &mut Value {
    &mut bundle["verificationMaterial"]["tlogEntries"][0]
}

fn remove(value: &mut Value, name: &str) {
    value.as_object_mut().unwrap().remove(name).unwrap();
}

#[test]
fn the_first_version_needs_the_promise_beside_the_proof() {
    let kit = Sigstore::default();
    let old = || kit.message(ARTIFACT).version_0_1().stamped(1);
    assert_eq!(plain(&old().mint()), "ok");
    let unpromised = old().without_promise().mint();
    assert_eq!(plain(&unpromised), "bundle.missing-proof");
    let allowed = policy(&unpromised).allow_promise_only();
    assert_eq!(code(&unpromised, &allowed), "bundle.missing-proof");
    let newer = kit.message(ARTIFACT).stamped(1).without_promise().mint();
    assert_eq!(plain(&newer), "ok");
}

#[test]
fn a_promise_suffices_for_the_first_version_and_the_first_log_only() {
    let kit = Sigstore::default();
    let unproven = |mut minted: Minted| {
        remove(entry(&mut minted.bundle), "inclusionProof");
        let allowed = policy(&minted).allow_promise_only();
        code(&minted, &allowed)
    };
    assert_eq!(unproven(kit.message(ARTIFACT).version_0_1().mint()), "ok");
    let second = kit.message(ARTIFACT).version_0_2().mint();
    assert_eq!(unproven(second), "bundle.missing-proof");
    let mut tiled = kit.message(ARTIFACT).v2().version_0_1().mint();
    entry(&mut tiled.bundle)["inclusionPromise"] =
        json!({"signedEntryTimestamp": encode::base64(b"junk")});
    assert_eq!(unproven(tiled), "bundle.missing-proof");
}

#[test]
fn a_proof_needs_its_checkpoint_in_every_version() {
    let kit = Sigstore::default();
    for plan in [
        kit.message(ARTIFACT).version_0_1(),
        kit.message(ARTIFACT).version_0_2(),
        kit.message(ARTIFACT),
        kit.message(ARTIFACT).v2(),
    ] {
        let mut minted = plan.mint();
        remove(
            &mut entry(&mut minted.bundle)["inclusionProof"],
            "checkpoint",
        );
        assert_eq!(plain(&minted), "bundle.missing-checkpoint");
    }
}

#[test]
fn every_certificate_of_a_chain_is_read() {
    let kit = Sigstore::default();
    let intermediate = &kit.fulcio.chain()[0];
    let with = |further: &[u8]| {
        let mut minted = kit.message(ARTIFACT).version_0_2().mint();
        let pointer = "/verificationMaterial/x509CertificateChain/certificates";
        let list = minted.bundle.pointer_mut(pointer).unwrap();
        let further = json!({"rawBytes": encode::base64(further)});
        list.as_array_mut().unwrap().push(further);
        plain(&minted)
    };
    assert_eq!(with(intermediate), "ok");
    assert_eq!(with(&intermediate[..intermediate.len() - 1]), "cert.parse");
}

#[test]
fn certificates_of_a_bundle_are_never_anchors() {
    let kit = Sigstore::default();
    let stranger = Sigstore::new("stranger.test");
    let mut minted = stranger.message(ARTIFACT).version_0_2().mint();
    let pointer = "/verificationMaterial/x509CertificateChain/certificates";
    let list = minted.bundle.pointer_mut(pointer).unwrap();
    for certificate in stranger.fulcio.chain() {
        let certificate = json!({"rawBytes": encode::base64(&certificate)});
        list.as_array_mut().unwrap().push(certificate);
    }
    // Log, timestamp authority and certificate log are trusted; the authority alone is another.
    let authorities = kit.trusted_root()["certificateAuthorities"].clone();
    assert_eq!(plain(&minted), "ok");
    minted.trusted_root["certificateAuthorities"] = authorities;
    assert_eq!(plain(&minted), "cert.chain");
    // Not by the option that lets them stand between either.
    let trusted = |chain: &[Vec<u8>]| {
        let uri = SanMatcher::named(SanKind::Uri, &*minted.identity).unwrap();
        let names = ExpectedNames::all_of(vec![uri]).unwrap();
        let pki = PrivatePki::new(&chain[1..], names).unwrap();
        code(
            &minted,
            &Policy::private_pki(pki.use_bundle_intermediates()),
        )
    };
    assert_eq!(trusted(&stranger.fulcio.chain()), "ok");
    assert_eq!(trusted(&kit.fulcio.chain()), "cert.chain");
}

#[test]
fn no_member_is_unknown_at_any_depth() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).v2().mint();
    let attested = kit.statement(ARTIFACT).version_0_2().mint();
    let old = [
        "",
        "/dsseEnvelope",
        "/dsseEnvelope/signatures/0",
        "/verificationMaterial/x509CertificateChain",
        "/verificationMaterial/x509CertificateChain/certificates/0",
        "/verificationMaterial/tlogEntries/0/inclusionPromise",
    ];
    let new = [
        "/verificationMaterial",
        "/verificationMaterial/certificate",
        "/verificationMaterial/tlogEntries/0",
        "/verificationMaterial/tlogEntries/0/logId",
        "/verificationMaterial/tlogEntries/0/kindVersion",
        "/verificationMaterial/tlogEntries/0/inclusionProof",
        "/verificationMaterial/tlogEntries/0/inclusionProof/checkpoint",
        "/verificationMaterial/timestampVerificationData",
        "/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0",
        "/messageSignature",
        "/messageSignature/messageDigest",
    ];
    for (base, places) in [(&attested, &old[..]), (&minted, &new[..])] {
        assert_eq!(plain(base), "ok");
        for place in places {
            let mut changed = base.clone();
            changed.bundle.pointer_mut(place).unwrap()["extra"] = json!(1);
            assert_eq!(plain(&changed), "bundle.parse", "{place}");
        }
    }
}
