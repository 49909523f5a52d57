//! Bundles of the method `sigstore`: the rules of Sigstore, then those of model signatures.

mod common;

use bonafide_keys::Ring;
use bonafide_model::{ManifestVerifier, Method, ModelTimeSource, Profile, Trust};
use bonafide_report::Coded as _;
use bonafide_sigstore::{ExpectedIdentity, IdentityMatcher, TrustedRoot, Verifier};
use bonafide_testkit::Sigstore;
use bonafide_testkit::encode::base64;
use common::*;
use serde_json::{Value, json};

fn trust(kit: &Sigstore, identity: impl Into<ExpectedIdentity>) -> Trust {
    let root = TrustedRoot::parse(kit.trusted_root().to_string().as_bytes()).unwrap();
    Trust::sigstore(Verifier::builder(root, Ring).build().unwrap(), identity)
}

fn own(kit: &Sigstore) -> IdentityMatcher {
    IdentityMatcher::exact(&kit.identity, &kit.issuer).unwrap()
}

fn minted(kit: &Sigstore, statement: &Value) -> Value {
    let payload = statement.to_string();
    kit.envelope(PAYLOAD_TYPE, payload.as_bytes()).mint().bundle
}

fn judge(kit: &Sigstore, identity: impl Into<ExpectedIdentity>, bundle: &Value) -> &'static str {
    let verifier = verifier(trust(kit, identity), Profile::SpecV1);
    verdict(&verifier, bundle.to_string().as_bytes())
}

#[test]
fn an_identity_signed_the_list() {
    let kit = Sigstore::default();
    let verifier = verifier(trust(&kit, own(&kit)), Profile::Paranoid);
    assert_eq!(verifier.method(), Method::Sigstore);
    let bundle = minted(&kit, &good()).to_string();
    let verified = verify(&verifier, bundle.as_bytes()).unwrap();
    assert_eq!(verified.manifest().resource_count(), 2);
    let signer = verified.signer();
    assert_eq!(signer.names()[0].value(), kit.identity);
    assert_eq!(signer.issuer(), Some(kit.issuer.as_str()));
    let time = verified.time().unwrap();
    assert_eq!(time.source(), ModelTimeSource::Tlog);
    assert_eq!(time.time().seconds(), kit.time.seconds);
    // The checks that it consists of are told.
    let checks = verified.report().checks();
    assert!(
        checks.iter().any(|check| check.id() == "log/inclusion"),
        "{checks:#?}"
    );
}

#[test]
fn the_identity_is_the_wanted_one() {
    let kit = Sigstore::default();
    let bundle = minted(&kit, &good());
    assert_eq!(judge(&kit, own(&kit), &bundle), "verified");
    let name = IdentityMatcher::exact("https://forge.test/else", &kit.issuer).unwrap();
    assert_eq!(judge(&kit, name, &bundle), "identity.san-mismatch");
    let issuer = IdentityMatcher::exact(&kit.identity, "https://else.test").unwrap();
    assert_eq!(judge(&kit, issuer, &bundle), "identity.issuer-mismatch");
    let anyone =
        ManifestVerifier::builder(trust(&kit, ExpectedIdentity::any_identity_unsafe()), Ring);
    assert_eq!(
        code_of(&anyone.build().unwrap_err()),
        "oms.policy.no-identity"
    );
}

#[test]
fn the_log_has_this_envelope() {
    let kit = Sigstore::default();
    let mut other = good();
    other["subject"][0]["name"] = "other".into();
    let (bundle, other) = (minted(&kit, &good()), minted(&kit, &other));
    let mut swapped = bundle.clone();
    swapped["verificationMaterial"]["tlogEntries"] =
        other["verificationMaterial"]["tlogEntries"].clone();
    assert!(judge(&kit, own(&kit), &swapped).starts_with("tlog."));
    let mut none = bundle.clone();
    none["verificationMaterial"]["tlogEntries"] = json!([]);
    assert_eq!(judge(&kit, own(&kit), &none), "time.none");
    let stranger = Sigstore::new("else.test");
    assert_ne!(judge(&stranger, own(&kit), &bundle), "verified");
}

#[test]
fn methods_are_not_mixed_up() {
    let kit = Sigstore::default();
    assert_eq!(
        judge(&kit, own(&kit), &good_bundle()),
        "oms.method.mismatch"
    );
    let mut chain = minted(&kit, &good());
    let leaf = chain["verificationMaterial"]["certificate"].clone();
    chain["verificationMaterial"] = json!({"x509CertificateChain": {"certificates": [leaf]}});
    assert_eq!(judge(&kit, own(&kit), &chain), "oms.method.mismatch");
    let bundle = minted(&kit, &good()).to_string();
    assert_eq!(
        verdict(&by_key(Profile::Compat), bundle.as_bytes()),
        "oms.method.mismatch"
    );
}

#[test]
fn the_bundle_is_one_of_sigstore() {
    let kit = Sigstore::default();
    let mut more = minted(&kit, &good());
    more["more"] = json!(1);
    assert_eq!(judge(&kit, own(&kit), &more), "bundle.parse");
    let message = kit.message(b"artifact").mint().bundle;
    assert_eq!(judge(&kit, own(&kit), &message), "oms.bundle.malformed");
    let mut changed = minted(&kit, &good());
    changed["dsseEnvelope"]["payload"] =
        base64(shards(16, &[("w", 40)]).to_string().as_bytes()).into();
    assert_ne!(judge(&kit, own(&kit), &changed), "verified");
}

#[test]
fn a_signature_over_a_file_is_none_over_a_model_for_any_method() {
    let kit = Sigstore::default();
    let message = kit.message(b"artifact").mint().bundle.to_string();
    let told = |verifier: &ManifestVerifier| {
        let refusal = verify(verifier, message.as_bytes()).unwrap_err();
        let place = refusal.error().place().to_string();
        (refusal.code().as_str(), place, refusal.to_string())
    };
    let by_identity = told(&verifier(trust(&kit, own(&kit)), Profile::SpecV1));
    assert_eq!(by_identity, told(&by_key(Profile::SpecV1)));
    let text = "the bundle: a message signature, which signs no statement";
    assert_eq!(by_identity.2, text);
}

#[test]
fn what_was_signed_is_judged_as_for_other_methods() {
    let kit = Sigstore::default();
    let mut root = good();
    root["subject"][0]["digest"]["sha256"] = "00".repeat(32).into();
    let mut name = good();
    name["predicate"]["resources"][0]["name"] = "../config.json".into();
    let mut predicate = good();
    predicate["predicateType"] = "https://slsa.dev/provenance/v1".into();
    for (statement, code) in [
        (root, "oms.manifest.root-digest"),
        (name, "oms.name.invalid"),
        (predicate, "oms.predicate.type"),
        (statement(Vec::new()), "oms.manifest.empty"),
    ] {
        assert_eq!(judge(&kit, own(&kit), &minted(&kit, &statement)), code);
    }
}
