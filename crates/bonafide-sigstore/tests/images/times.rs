//! When it was signed, and who says so.

use bonafide_sigstore::image::ImagePolicy;
use bonafide_sigstore::{IdentityMatcher, IssuerMatcher, Pattern, Policy, SanMatcher};
use bonafide_testkit::encode::Hash;
use bonafide_testkit::image::{Layer, name};
use bonafide_testkit::{Entry, Extension, Plan, Sigstore, oid};
use serde_json::json;

use crate::kit::{Bench, by_keys, key, verifier};

/// Without a log, so that a timestamp is the only time.
fn stamped(bench: &Bench, layer: &Layer) -> &'static str {
    let policy = ImagePolicy::signature(bench.keyless().without_transparency_log());
    bench
        .ask(&bench.sig(std::slice::from_ref(layer)), &policy)
        .code()
}

fn stamped_envelope(bench: &Bench, layer: &Layer) -> &'static str {
    let policy = ImagePolicy::attestation(bench.keyless().without_transparency_log());
    bench
        .ask(&bench.att(std::slice::from_ref(layer)), &policy)
        .code()
}

#[test]
fn timestamps_alone() {
    let bench = Bench::default();
    let only = |plan: Plan<'_>| plan.logged(Entry::None).stamped(1).layer();
    let signature = only(bench.plan());
    assert_eq!(stamped(&bench, &signature), "ok");
    assert_eq!(bench.sig_code(&signature), "tlog.threshold");
    let envelope = only(bench.attestation());
    assert_eq!(stamped_envelope(&bench, &envelope), "ok");
    assert_eq!(bench.att_code(&envelope), "tlog.threshold");
    assert_eq!(
        stamped(&bench, &signature.without(name::TIMESTAMP)),
        "time.none"
    );
    assert_eq!(
        stamped_envelope(&bench, &envelope.without(name::TIMESTAMP)),
        "time.none"
    );
}

#[test]
fn timestamps_are_over_the_signature_or_over_the_whole_layer() {
    let bench = Bench::default();
    let payload = bench.payload().bytes();
    let only = |plan: Plan<'_>| plan.logged(Entry::None).stamped(1).layer();
    let over_payload = only(
        bench
            .plan()
            .with_stamped(|stamped| stamped.clone_from(&payload)),
    );
    assert_eq!(stamped(&bench, &over_payload), "tsa.imprint");
    let base64 = bench.plan().with_stamped(|stamped| {
        *stamped = bonafide_testkit::encode::base64(stamped).into_bytes();
    });
    assert_eq!(stamped(&bench, &only(base64)), "tsa.imprint");
    // The signature in the envelope, and the payload of it, are not the layer.
    let signature = std::cell::RefCell::new(Vec::new());
    drop(only(bench.attestation().with_signature(|bytes| {
        signature.borrow_mut().clone_from(bytes);
    })));
    let over_signature = bench
        .attestation()
        .with_stamped(|stamped| stamped.clone_from(&signature.borrow()));
    assert_eq!(
        stamped_envelope(&bench, &only(over_signature)),
        "tsa.imprint"
    );
    let statement = bench.statement().old().bytes();
    let over_statement = bench
        .attestation()
        .with_stamped(|stamped| stamped.clone_from(&statement));
    assert_eq!(
        stamped_envelope(&bench, &only(over_statement)),
        "tsa.imprint"
    );
    // In a bundle it is the signature, as everywhere.
    let bundle = bench.bundle().v2().mint();
    assert_eq!(bench.bundle_code(&bundle), "ok");
    let other = bench
        .bundle()
        .v2()
        .with_stamped(|stamped| stamped.push(0))
        .mint();
    assert_eq!(bench.bundle_code(&other), "tsa.imprint");
}

#[test]
fn what_stands_in_the_timestamp_annotation() {
    let bench = Bench::default();
    let good = bench.plan().stamped(1).layer();
    assert_eq!(bench.sig_code(&good), "ok");
    let text = good.annotations[name::TIMESTAMP].clone();
    let table = [
        (String::new(), "bundle.parse"),
        ("{}".to_owned(), "bundle.parse"),
        ("[]".to_owned(), "bundle.parse"),
        (
            json!({"SignedRFC3161Timestamp": ""}).to_string(),
            "bundle.parse",
        ),
        (
            json!({"SignedRFC3161Timestamp": "@"}).to_string(),
            "bundle.parse",
        ),
        (
            json!({"SignedRFC3161Timestamp": "AAAA"}).to_string(),
            "tsa.parse",
        ),
        (text.replace('}', ",\"more\":1}"), "bundle.parse"),
        (
            text.replace("SignedRFC3161Timestamp", "signedRFC3161Timestamp"),
            "bundle.parse",
        ),
        (format!("{text}{text}"), "bundle.parse"),
    ];
    for (text, code) in table {
        let layer = good.clone().with(name::TIMESTAMP, &text);
        assert_eq!(bench.sig_code(&layer), code, "{text:.60}");
    }
}

#[test]
fn every_time_that_is_there_must_fit() {
    let bench = Bench::default();
    let late = bench.kit.time.plus(301);
    let promised_late = bench
        .plan()
        .with_promise_over(|promise| promise.integrated_time = late.seconds);
    assert_eq!(bench.sig_code(&promised_late.layer()), "cert.time");
    let early = bench.kit.time.plus(-301).seconds;
    let promised_early = bench
        .plan()
        .with_promise_over(|promise| promise.integrated_time = early);
    assert_eq!(bench.sig_code(&promised_early.layer()), "cert.time");
    // The promise is in time and the timestamp is not, and the reverse.
    let stamped_late = bench.plan().stamped(1).with_token(|token| {
        token.info.time = late.generalized_time();
    });
    assert_eq!(bench.sig_code(&stamped_late.layer()), "cert.time");
    let both = bench
        .plan()
        .stamped(1)
        .with_promise_over(|promise| promise.integrated_time = late.seconds);
    assert_eq!(bench.sig_code(&both.layer()), "cert.time");
    let imprint = bench.plan().stamped(1).with_token(|token| {
        token.info.set_imprint(Hash::Sha256, b"something else");
    });
    assert_eq!(bench.sig_code(&imprint.layer()), "tsa.imprint");
    let future = bench.kit.time.plus(3600 + 301).seconds;
    let promised = bench
        .plan()
        .with_promise_over(|promise| promise.integrated_time = future);
    assert_eq!(bench.sig_code(&promised.layer()), "time.future");
}

#[test]
fn every_issuer_must_have_been_valid() {
    for level in 0..2 {
        for stamp in [false, true] {
            let mut kit = Sigstore::default();
            let expired = kit.time.plus(-1);
            match level {
                0 => kit.fulcio.intermediate().not_after = expired,
                _ => kit.fulcio.root().not_after = expired,
            }
            let bench = Bench {
                kit,
                ..Bench::default()
            };
            let layer = bench.plan().stamped(usize::from(stamp)).layer();
            assert_eq!(bench.sig_code(&layer), "cert.chain-time");
        }
    }
}

#[test]
fn what_is_not_looked_at_gives_no_time() {
    let bench = Bench::default();
    let layer = bench.plan().layer();
    let ignoring = bench.signature().ignore_transparency_log();
    let answer = bench.ask(&bench.sig(&[layer]), &ignoring);
    assert_eq!(answer.code(), "time.none");
    assert!(answer.has_note("ignore_tlog"));
    assert!(answer.has_note("note.not-evaluated"));
    let bundle = bench.bundles(&[bench.bundle().mint()]);
    let answer = bench.ask(&bundle, &ignoring);
    assert_eq!(answer.code(), "time.none");
    assert!(answer.has_note("note.not-evaluated"));
    // With another time it counts, and what stands in the entry is of no account.
    for layer in [
        bench.plan().stamped(1).layer(),
        bench
            .plan()
            .stamped(1)
            .with_promise_bytes(|bytes| bytes[9] ^= 1)
            .layer(),
        bench.plan().stamped(1).layer().with(name::PROMISE, "junk"),
    ] {
        let answer = bench.ask(&bench.sig(&[layer]), &ignoring);
        let verified = answer.verified();
        let evidence = verified.attachments()[0].evidence();
        assert!(evidence.logs().is_empty());
        assert_eq!(evidence.times().len(), 1);
    }
    let bundle = bench
        .bundle()
        .stamped(1)
        .with_promise_bytes(|bytes| bytes[9] ^= 1)
        .mint();
    let verified = bench.ask(&bench.bundles(&[bundle]), &ignoring).verified();
    assert!(verified.attachments()[0].evidence().logs().is_empty());
}

#[test]
fn what_is_there_is_verified_even_where_no_log_is_wanted() {
    let bench = Bench::default();
    let policy = ImagePolicy::signature(bench.keyless().without_transparency_log());
    let code = |layer: Layer| bench.ask(&bench.sig(&[layer]), &policy).code();
    assert_eq!(code(bench.plan().stamped(1).layer()), "ok");
    let broken = bench
        .plan()
        .stamped(1)
        .with_promise_bytes(|bytes| bytes[9] ^= 1);
    assert_eq!(code(broken.layer()), "tlog.set");
    let foreign = bench.kit.message(b"something else").layer();
    let layer = bench
        .plan()
        .stamped(1)
        .layer()
        .taking(name::PROMISE, &foreign);
    assert_eq!(code(layer), "tlog.body-mismatch");
    let by_key = by_keys(&[key("alice")]);
    let policy = ImagePolicy::signature(by_key.policy().clone().without_transparency_log());
    let broken = bench
        .plan_by("alice")
        .with_promise_bytes(|bytes| bytes[9] ^= 1)
        .layer();
    assert_eq!(bench.ask(&bench.sig(&[broken]), &policy).code(), "tlog.set");
}

#[test]
fn a_leaf_without_certificate_timestamps() {
    let bench = Bench::default();
    let without = bench
        .plan()
        .with_scts(Vec::clear)
        .with_sct_list(Vec::clear)
        .layer();
    assert_eq!(bench.sig_code(&without), "cert.sct");
    let mut other = bench.kit.clone();
    other.ct = bonafide_testkit::CtLog::new(
        "other.test",
        bonafide_testkit::KeyKind::P256,
        other.time.plus(-9999),
    );
    let foreign = bench.payload().plan(&other).layer();
    assert_eq!(bench.sig_code(&foreign), "cert.sct");
    let root = other.trusted_root();
    let found = crate::kit::found(&bench.sig(&[foreign]));
    assert_eq!(
        bench
            .ask_of(&verifier(&root), &found, &bench.signature())
            .code(),
        "ok"
    );
}

#[test]
fn early_leaves_name_no_issuer() {
    let bench = Bench::default();
    let early = bench
        .plan()
        .with_scts(Vec::clear)
        .with_sct_list(Vec::clear)
        .with_leaf(|leaf| {
            for claim in [1, 8, 12] {
                leaf.remove(&format!("{}.{claim}", oid::FULCIO));
            }
        })
        .layer();
    let san = || SanMatcher::new(Pattern::exact(&*bench.kit.identity).unwrap(), None).unwrap();
    let absent = || Policy::identity(IdentityMatcher::new(san(), IssuerMatcher::absent()));
    let code = |policy: Policy| {
        bench
            .ask(
                &bench.sig(std::slice::from_ref(&early)),
                &ImagePolicy::signature(policy),
            )
            .code()
    };
    assert_eq!(code(absent().without_certificate_timestamps()), "ok");
    assert_eq!(code(absent()), "cert.sct");
    assert_eq!(
        code(bench.keyless().without_certificate_timestamps()),
        "identity.missing"
    );
    // Who wants no issuer is not served by one.
    let with = bench.plan().layer();
    let policy = ImagePolicy::signature(absent().without_certificate_timestamps());
    assert_eq!(
        bench.ask(&bench.sig(&[with]), &policy).code(),
        "identity.issuer-mismatch"
    );
}

#[test]
fn identities_are_whole_and_of_one_issuer() {
    let bench = Bench::default();
    let layer = bench.plan().layer();
    let code = |san: &str, issuer: &str| {
        let policy = ImagePolicy::signature(crate::kit::identity(san, issuer));
        bench
            .ask(&bench.sig(std::slice::from_ref(&layer)), &policy)
            .code()
    };
    let (san, issuer) = (bench.kit.identity.clone(), bench.kit.issuer.clone());
    assert_eq!(code(&san, &issuer), "ok");
    assert_eq!(
        code(&san[..san.len() - 1], &issuer),
        "identity.san-mismatch"
    );
    assert_eq!(code(&format!("{san}0"), &issuer), "identity.san-mismatch");
    assert_eq!(code(&san[8..], &issuer), "identity.san-mismatch");
    assert_eq!(
        code(&san, &issuer[..issuer.len() - 1]),
        "identity.issuer-mismatch"
    );
    assert_eq!(code(&san, "https://other.test"), "identity.issuer-mismatch");
    // A regular expression is of the whole name too.
    let regex = |text: &str| {
        let san = SanMatcher::new(Pattern::regex(text).unwrap(), None).unwrap();
        let issuer = IssuerMatcher::new(Pattern::exact(&*issuer).unwrap()).unwrap();
        let policy = Policy::identity(IdentityMatcher::new(san, issuer));
        let policy = ImagePolicy::signature(policy);
        bench
            .ask(&bench.sig(std::slice::from_ref(&layer)), &policy)
            .code()
    };
    assert_eq!(regex(r"https://forge\.test/owner/repo/.*"), "ok");
    assert_eq!(regex(r"https://forge\.test/owner"), "identity.san-mismatch");
    let conflict = bench.plan().with_leaf(|leaf| {
        leaf.set(Extension::claim(1, "https://other.test"));
    });
    assert_eq!(
        bench.sig_code(&conflict.layer()),
        "identity.issuer-conflict"
    );
    let several = bench.plan().with_leaf(|leaf| {
        leaf.set(Extension::subject_alt_name(&[
            bonafide_testkit::GeneralName::Uri(san.clone()),
            bonafide_testkit::GeneralName::Uri("https://other.test/a".to_owned()),
        ]));
    });
    assert_eq!(bench.sig_code(&several.layer()), "identity.san-ambiguous");
}
