//! The class of a refusal, and which candidate decides the code.

use bonafide_oci::{DiscoveryOptions, Wanted};
use bonafide_report::Class;
use bonafide_sigstore::image::ImagePolicy;
use bonafide_testkit::Entry;
use bonafide_testkit::image::{Layer, SimpleSigning, Store, name};

use crate::kit::{Away, Bench, REPOSITORY, by_keys, found_with, key, options};

#[track_caller]
fn assert_refused(bench: &Bench, store: &Store, policy: &ImagePolicy, code: &str, class: Class) {
    let answer = bench.ask(store, policy);
    assert_eq!((answer.code(), answer.class()), (code, Some(class)));
}

#[test]
fn nothing_and_nothing_that_can_be_read() {
    let bench = Bench::default();
    let signed = bench.signature();
    assert_refused(
        &bench,
        &bench.store,
        &signed,
        "signature.missing",
        Class::Missing,
    );
    assert_refused(
        &bench,
        &bench.store,
        &bench.attested(),
        "attestation.missing",
        Class::Missing,
    );
    let junk = bench.sig(&[Layer::new(name::SIMPLE_SIGNING, b"junk".to_vec())]);
    assert_refused(
        &bench,
        &junk,
        &signed,
        "image.signature-annotation",
        Class::Missing,
    );
}

#[test]
fn what_was_not_looked_for_is_not_missing() {
    let bench = Bench::default();
    let signatures = DiscoveryOptions::new(Wanted::signatures());
    let attestations = DiscoveryOptions::new(Wanted::attestations());
    for (policy, options) in [
        (bench.attested(), signatures),
        (bench.signature(), attestations),
    ] {
        let found = found_with(&bench.store, &[], options);
        let answer = bench.ask_found(&found, &policy);
        let told = (answer.code(), answer.class());
        assert_eq!(told, ("discovery.incomplete", Some(Class::Unavailable)));
    }
}

#[test]
fn only_others_signed() {
    let bench = Bench::default();
    let by_alice = by_keys(&[key("alice")]);
    // Codes of these have the class of a mismatch, which strangers cannot choose.
    let stranger = bench.sig(&[bench.plan_by("stranger").layer()]);
    assert_refused(
        &bench,
        &stranger,
        &by_alice,
        "signature.invalid",
        Class::Untrusted,
    );
    let broken = bench.plan().with_signature(|bytes| bytes[20] ^= 1).layer();
    assert_refused(
        &bench,
        &bench.sig(&[broken]),
        &bench.signature(),
        "signature.invalid",
        Class::Untrusted,
    );
    // Another kind of signer is well formed too, and nobody who is wanted.
    assert_refused(
        &bench,
        &stranger,
        &bench.signature(),
        "key.missing",
        Class::Untrusted,
    );
    let keyless = bench.sig(&[bench.plan().layer()]);
    assert_refused(
        &bench,
        &keyless,
        &by_alice,
        "key.hint-mismatch",
        Class::Untrusted,
    );
    // A certificate of another authority, for another image.
    let mut other = bench.kit.clone();
    other.fulcio =
        bonafide_testkit::CertificateAuthority::fulcio("other.test", other.time.plus(-9999));
    let payload = SimpleSigning::new(REPOSITORY, &Store::image("another").subject);
    let foreign = bench.sig(&[payload.plan(&other).layer()]);
    assert_refused(
        &bench,
        &foreign,
        &bench.signature(),
        "cert.chain",
        Class::Untrusted,
    );
    let somebody = crate::kit::identity("https://other.test/a", &bench.kit.issuer);
    let wrong = bench.sig(&[payload.plan(&bench.kit).layer()]);
    assert_refused(
        &bench,
        &wrong,
        &ImagePolicy::signature(somebody),
        "identity.san-mismatch",
        Class::Untrusted,
    );
}

#[test]
fn the_wanted_signer_signed_something_else() {
    let bench = Bench::default();
    let payload = SimpleSigning::new(REPOSITORY, &Store::image("another").subject);
    let wrong = payload.plan(&bench.kit).layer();
    let code = "signature.wrong-subject";
    assert_refused(
        &bench,
        &bench.sig(std::slice::from_ref(&wrong)),
        &bench.signature(),
        code,
        Class::Mismatch,
    );
    let by_key = payload.plan(&bench.kit).by_key().signed_by("alice").layer();
    let keys = by_keys(&[key("alice")]);
    assert_refused(&bench, &bench.sig(&[by_key]), &keys, code, Class::Mismatch);
    // The most severe of what the wanted signer made decides the class.
    let annotated = bench.signature().with_annotation("a", "b");
    let both = bench.sig(&[bench.plan().layer(), wrong]);
    assert_refused(
        &bench,
        &both,
        &annotated,
        "image.annotation",
        Class::Mismatch,
    );
    assert_refused(
        &bench,
        &bench.sig(&[bench.plan().layer()]),
        &annotated,
        "image.annotation",
        Class::Policy,
    );
}

#[test]
fn who_signed_is_known_before_logs_and_times_are_judged() {
    let bench = Bench::default();
    let keys = by_keys(&[key("alice")]);
    let foreign = bench.kit.message(b"something else").layer();
    let mismatched = bench
        .plan_by("alice")
        .layer()
        .taking(name::PROMISE, &foreign);
    assert_refused(
        &bench,
        &bench.sig(&[mismatched]),
        &keys,
        "tlog.body-mismatch",
        Class::Mismatch,
    );
    // A key signed: that its promise is broken is another matter.
    let broken = bench
        .plan_by("alice")
        .with_promise_bytes(|bytes| bytes[9] ^= 1)
        .layer();
    let answer = bench.ask(&bench.sig(&[broken]), &keys);
    assert_eq!(answer.code(), "tlog.set");
    assert!(answer.0.unwrap_err().judgements()[0].is_attributable());
    let unlogged = bench.plan_by("alice").logged(Entry::None).layer();
    assert_refused(
        &bench,
        &bench.sig(&[unlogged]),
        &keys,
        "tlog.threshold",
        Class::Missing,
    );
    let junk_body = bench.plan_by("alice").with_body_bytes(|bytes| {
        *bytes = br#"{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{}}"#.to_vec();
    });
    assert_refused(
        &bench,
        &bench.sig(&[junk_body.layer()]),
        &keys,
        "tlog.body",
        Class::Malformed,
    );
    // The wanted identity under the right anchor, without certificate timestamps.
    let without = bench
        .plan()
        .with_scts(Vec::clear)
        .with_sct_list(Vec::clear)
        .layer();
    let answer = bench.ask(&bench.sig(&[without]), &bench.signature());
    assert_eq!(answer.code(), "cert.sct");
    assert!(answer.0.unwrap_err().judgements()[0].is_attributable());
    let others = crate::kit::identity("https://other.test/a", &bench.kit.issuer);
    let without = bench
        .plan()
        .with_scts(Vec::clear)
        .with_sct_list(Vec::clear)
        .layer();
    let answer = bench.ask(&bench.sig(&[without]), &ImagePolicy::signature(others));
    assert_eq!(answer.code(), "cert.sct");
    assert!(!answer.0.unwrap_err().judgements()[0].is_attributable());
    let good = bench
        .ask(&bench.sig(&[bench.plan().layer()]), &bench.signature())
        .verified();
    assert!(good.judgements()[0].is_attributable());
}

#[test]
fn what_was_not_seen_may_be_what_is_wanted() {
    let bench = Bench::default();
    let payload = SimpleSigning::new(REPOSITORY, &Store::image("another").subject);
    let wrong = bench.sig(&[payload.plan(&bench.kit).layer()]);
    for away in [&[Away::Referrers][..], &[Away::Blobs], &[Away::Tags]] {
        let found = found_with(&wrong, away, options());
        let answer = bench.ask_found(&found, &bench.signature());
        assert_ne!(answer.code(), "ok");
        assert_eq!(answer.class(), Some(Class::Unavailable), "{away:?}");
    }
    let one = bench.sig(&[bench.plan_by("alice").layer()]);
    let found = found_with(&one, &[Away::Referrers], options());
    let two = by_keys(&[key("alice"), key("bob")]).with_threshold(2);
    let answer = bench.ask_found(&found, &two);
    assert_eq!(answer.code(), "signature.threshold-not-met");
    assert_eq!(answer.class(), Some(Class::Unavailable));
}

#[test]
fn the_candidate_that_came_furthest_decides_the_code() {
    let bench = Bench::default();
    let flipped = bench.plan().with_signature(|bytes| bytes[20] ^= 1).layer();
    let broken = bench
        .plan()
        .with_promise_bytes(|bytes| bytes[9] ^= 1)
        .layer();
    let foreign = bench.kit.message(b"something else").layer();
    let bound = bench.plan().layer().taking(name::PROMISE, &foreign);
    let typed = bench.payload().with_kind("other").plan(&bench.kit).layer();
    let subject = SimpleSigning::new(REPOSITORY, &Store::image("another").subject);
    let subject = subject.plan(&bench.kit).layer();
    let junk = Layer::new(name::SIMPLE_SIGNING, b"junk".to_vec());
    let ladder = [
        (junk, "image.signature-annotation"),
        (flipped, "signature.invalid"),
        (broken, "tlog.set"),
        (bound, "tlog.body-mismatch"),
        (typed, "image.payload-type"),
        (subject, "signature.wrong-subject"),
    ];
    for top in 1..=ladder.len() {
        let mut layers: Vec<Layer> = ladder[..top]
            .iter()
            .map(|(layer, _)| layer.clone())
            .collect();
        let code = ladder[top - 1].1;
        assert_eq!(
            bench.ask(&bench.sig(&layers), &bench.signature()).code(),
            code
        );
        layers.reverse();
        let answer = bench.ask(&bench.sig(&layers), &bench.signature());
        assert_eq!(answer.code(), code);
        assert_eq!(answer.codes().len(), top);
    }
}

#[test]
fn an_image_that_is_not_there_or_is_ambiguous() {
    let bench = Bench::default();
    // Both an index and a manifest.
    let mut both = bench.store.subject().value();
    both["manifests"] = serde_json::json!([]);
    let mut store = Store::new();
    let subject = store.push_json(&both);
    let bench = Bench::of(store.about(&subject));
    let store = bench.sig(&[bench.plan().layer()]);
    assert_eq!(
        bench.ask(&store, &bench.signature()).code(),
        "image.manifest"
    );
    let bench = Bench::default();
    let mut store = bench.sig(&[bench.plan().layer()]);
    let subject = store.subject.clone();
    store
        .manifests
        .retain(|manifest| manifest.digest != subject);
    let answer = bench.ask(&store, &bench.signature());
    assert_ne!(answer.code(), "ok");
    assert_eq!(answer.class(), Some(Class::Unavailable));
}
