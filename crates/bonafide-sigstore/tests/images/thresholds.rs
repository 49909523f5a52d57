//! So many distinct signers, and not so many signatures.

use bonafide_keys::PublicKey;
use bonafide_report::Class;
use bonafide_sigstore::image::ImagePolicy;
use bonafide_sigstore::{ExpectedIdentity, IdentityMatcher, Policy, TrustedKey};
use bonafide_testkit::encode::pem;
use bonafide_testkit::image::Layer;
use bonafide_testkit::{Entry, Extension, GeneralName, KeyKind, Plan, SigningKey};
use serde_json::json;

use crate::kit::{Bench, by_keys, key};

fn keys(seeds: &[&str]) -> Vec<TrustedKey> {
    seeds.iter().map(|seed| key(seed)).collect()
}

#[test]
fn keys_count_once() {
    let bench = Bench::default();
    let layers: Vec<Layer> = ["alice", "bob"]
        .map(|seed| bench.plan_by(seed).layer())
        .to_vec();
    let store = bench.sig(&layers);
    let ask = |seeds: &[&str], wanted: usize| {
        bench.ask(&store, &by_keys(&keys(seeds)).with_threshold(wanted))
    };
    assert_eq!(ask(&["alice", "bob", "carol"], 2).code(), "ok");
    let three = ask(&["alice", "bob", "carol"], 3);
    assert_eq!(three.code(), "signature.threshold-not-met");
    assert_eq!(three.class(), Some(Class::Untrusted));
    assert_eq!(three.codes(), ["ok", "ok"]);
    assert_eq!(ask(&["alice"], 2).code(), "signature.threshold-not-met");
    assert_eq!(
        ask(&["alice", "alice"], 2).code(),
        "signature.threshold-not-met"
    );
    assert_eq!(ask(&["carol"], 2).code(), "signature.invalid");
    assert_eq!(
        ask(&["alice"], usize::MAX).code(),
        "signature.threshold-not-met"
    );
    // Two signatures by one key.
    let twice = [
        bench.plan_by("alice").layer(),
        bench
            .payload()
            .with_optional(json!({"a": "b"}))
            .plan(&bench.kit)
            .by_key()
            .signed_by("alice")
            .layer(),
    ];
    let policy = by_keys(&keys(&["alice", "bob"])).with_threshold(2);
    let answer = bench.ask(&bench.sig(&twice), &policy);
    assert_eq!(answer.codes(), ["ok", "ok"]);
    assert_eq!(answer.code(), "signature.threshold-not-met");
    // One of them in a bundle.
    let mut store = bench.sig(&twice[..1]);
    store.attach_bundle(&bench.bundle().by_key().signed_by("alice").mint());
    assert_eq!(
        bench.ask(&store, &policy).code(),
        "signature.threshold-not-met"
    );
    store.attach_bundle(&bench.bundle().by_key().signed_by("bob").mint());
    assert_eq!(bench.ask(&store, &policy).code(), "ok");
}

#[test]
fn one_key_in_two_encodings_is_one_signer() {
    let bench = Bench::default();
    let signer = SigningKey::seeded(KeyKind::P256, "alice");
    let point = signer.public();
    // Whether `y` is odd, and `x`.
    let compressed = [&[2 + (point[64] & 1)], &point[1..33]].concat();
    let spki = bonafide_testkit::spki(KeyKind::P256, &compressed);
    let short = PublicKey::from_pem_allow_compressed(&pem("PUBLIC KEY", &spki)).unwrap();
    let both = [key("alice"), TrustedKey::new(short)];
    let layer = bench.plan_by("alice").logged(Entry::None).layer();
    let store = bench.sig(&[layer]);
    let policy = by_keys(&both).ignore_transparency_log();
    assert_eq!(bench.ask(&store, &policy).verified().signers(), 1);
    let two = policy.with_threshold(2);
    assert_eq!(
        bench.ask(&store, &two).code(),
        "signature.threshold-not-met"
    );
}

fn named<'a>(plan: Plan<'a>, name: &'a str) -> Plan<'a> {
    plan.with_leaf(move |leaf| {
        leaf.set(Extension::subject_alt_name(&[GeneralName::Uri(
            name.to_owned(),
        )]));
    })
}

#[test]
fn identities_count_once() {
    let bench = Bench::default();
    let issuer = bench.kit.issuer.clone();
    let (first, second) = (
        "https://forge.test/owner/first",
        "https://forge.test/owner/second",
    );
    let any = |names: &[&str]| {
        let matchers = names
            .iter()
            .map(|name| IdentityMatcher::exact(*name, &*issuer).unwrap());
        Policy::identity(ExpectedIdentity::any_of(matchers.collect()).unwrap())
    };
    let wanting =
        |wanted: usize| ImagePolicy::signature(any(&[first, second])).with_threshold(wanted);
    let layers = [
        named(bench.plan(), first).layer(),
        named(bench.plan().signed_by("another key"), first).layer(),
    ];
    let store = bench.sig(&layers);
    assert_eq!(bench.ask(&store, &wanting(1)).code(), "ok");
    assert_eq!(
        bench.ask(&store, &wanting(2)).code(),
        "signature.threshold-not-met"
    );
    let mut store = store;
    store.attach_bundle(&named(bench.bundle(), first).mint());
    assert_eq!(
        bench.ask(&store, &wanting(2)).code(),
        "signature.threshold-not-met"
    );
    store.attach_bundle(&named(bench.bundle(), second).mint());
    assert_eq!(bench.ask(&store, &wanting(2)).verified().signers(), 2);
    assert_eq!(
        bench.ask(&store, &wanting(3)).code(),
        "signature.threshold-not-met"
    );
    // One name at two issuers is two.
    let both = || {
        let issuers = [issuer.as_str(), "https://other.forge.test"];
        let matchers = issuers.map(|issuer| IdentityMatcher::exact(first, issuer).unwrap());
        let any = ExpectedIdentity::any_of(matchers.to_vec()).unwrap();
        ImagePolicy::signature(Policy::identity(any))
    };
    let other = bench.plan().with_leaf(|leaf| {
        leaf.set(Extension::subject_alt_name(&[GeneralName::Uri(
            first.to_owned(),
        )]));
        leaf.set(Extension::claim(1, "https://other.forge.test"));
        leaf.set(Extension::claim(8, "https://other.forge.test"));
    });
    let store = bench.sig(&[layers[0].clone(), other.layer()]);
    assert_eq!(
        bench
            .ask(&store, &both().with_threshold(2))
            .verified()
            .signers(),
        2
    );
}

#[test]
fn parts_of_a_requirement_do_not_add_up() {
    let bench = Bench::default();
    let with = |seed: &str, optional: serde_json::Value| {
        let payload = bench.payload().with_optional(optional);
        payload.plan(&bench.kit).by_key().signed_by(seed).layer()
    };
    let store = bench.sig(&[
        with("alice", json!({"a": "1"})),
        with("bob", json!({"b": "1"})),
    ]);
    let policy = by_keys(&keys(&["alice", "bob"]));
    assert_eq!(
        bench
            .ask(&store, &policy.clone().with_annotation("a", "1"))
            .code(),
        "ok"
    );
    let both = policy
        .clone()
        .with_annotation("a", "1")
        .with_annotation("b", "1");
    assert_eq!(bench.ask(&store, &both).code(), "image.annotation");
    let two = policy.with_annotation("a", "1").with_threshold(2);
    assert_eq!(
        bench.ask(&store, &two).code(),
        "signature.threshold-not-met"
    );
}
