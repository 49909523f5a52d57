//! What verifies, in each form that exists.

use bonafide_sigstore::image::{Format, ImagePolicy, SignedIdentity};
use bonafide_sigstore::{Policy, Signer};
use bonafide_testkit::image::{
    Attachment, By, Carrier, Descriptor, Layer, Options, SignedImage, Store, SubjectForm, name,
};
use bonafide_testkit::{Entry, KeyKind, Sigstore};
use serde_json::json;

use crate::kit::{
    Bench, ENVELOPE_ENTRIES, MESSAGE_ENTRIES, PREDICATE, REPOSITORY, by_keys, found_with, identity,
    key, of_keys, options,
};
use bonafide_sigstore::TrustedKey;

#[test]
fn signatures_of_every_kind_of_entry_and_signer() {
    let bench = Bench::default();
    for entry in MESSAGE_ENTRIES {
        assert_eq!(bench.sig_code(&bench.plan().logged(entry).layer()), "ok");
        let by_key = bench.plan_by("alice").logged(entry).layer();
        assert_eq!(bench.key_code(&by_key, &[key("alice")]), "ok");
    }
    for entry in ENVELOPE_ENTRIES {
        let layer = bench.attestation().logged(entry).layer();
        assert_eq!(bench.att_code(&layer), "ok", "{entry:?}");
        let by_key = bench.attestation().by_key().signed_by("alice");
        let policy = ImagePolicy::attestation(of_keys(&[key("alice")]));
        let store = bench.att(&[by_key.logged(entry).layer()]);
        assert_eq!(bench.ask(&store, &policy).code(), "ok", "{entry:?}");
    }
    let unlogged = bench.plan_by("alice").logged(Entry::None).layer();
    let policy = by_keys(&[key("alice")]).ignore_transparency_log();
    assert_eq!(bench.ask(&bench.sig(&[unlogged]), &policy).code(), "ok");
}

#[test]
fn evidence_says_what_was_verified() {
    let bench = Bench::default();
    let mut store = bench.sig(&[bench.plan().layer()]);
    store.attach_bundle(&bench.bundle().mint());
    let verified = bench.ask(&store, &bench.signature()).verified();
    assert_eq!(verified.digest().to_string(), store.subject);
    assert_eq!(verified.signers(), 1);
    let mut formats: Vec<Format> = Vec::new();
    for attached in verified.attachments() {
        formats.push(attached.format());
        assert_eq!(attached.image().to_string(), store.subject);
        assert_eq!(
            attached.is_promise_only(),
            attached.format() == Format::Legacy
        );
        assert_eq!(
            attached.payload().is_some(),
            attached.format() == Format::Legacy
        );
        let Signer::Certificate(identity) = attached.evidence().signer() else {
            panic!("no certificate");
        };
        assert_eq!(identity.san().value(), bench.kit.identity);
        let summary = attached.summary();
        assert_eq!(summary[0], ("identity", bench.kit.identity.clone()));
        let names: Vec<&str> = summary.iter().map(|(name, _)| *name).collect();
        let (has, lacks) = match attached.format() {
            Format::Legacy => ("payload", "artifact"),
            _ => ("artifact", "payload"),
        };
        assert!(names.contains(&has) && !names.contains(&lacks), "{names:?}");
    }
    formats.sort();
    assert_eq!(formats, [Format::Bundle, Format::Legacy]);
    let payload = verified.attachments().iter().find_map(|one| one.payload());
    assert_eq!(payload.unwrap().reference(), REPOSITORY);
    assert_eq!(payload.unwrap().digest().to_string(), store.subject);
    let json = serde_json::to_value(&verified).unwrap();
    assert_eq!(json["digest"], store.subject.as_str());
    let formats: Vec<&str> = json["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["format"].as_str().unwrap())
        .collect();
    assert!(formats.contains(&"legacy") && formats.contains(&"bundle"));
    assert!(
        json["attachments"]
            .to_string()
            .contains("\"promiseOnly\":true")
    );
    assert_eq!(json["candidates"].as_array().unwrap().len(), 2);
}

#[test]
fn every_kind_of_image_signer_and_carrier() {
    let kit = Sigstore::default();
    let forms = [
        SubjectForm::Image,
        SubjectForm::DockerImage,
        SubjectForm::Index,
        SubjectForm::DockerList,
        SubjectForm::AttestedIndex,
    ];
    for form in forms {
        for carrier in [Carrier::Tag, Carrier::Layer, Carrier::Bundle] {
            let made = SignedImage::new(
                &kit,
                &Options {
                    form,
                    carriers: vec![carrier],
                    attestations: vec![(PREDICATE.to_owned(), json!({"a": 1}))],
                    annotations: json!({"env": "prod"}),
                    ..Options::default()
                },
            );
            let bench = Bench::of(made.store.clone());
            let signed = bench.signature().with_annotation("env", "prod");
            assert_eq!(
                bench.ask(&made.store, &signed).code(),
                "ok",
                "{form:?} {carrier:?}"
            );
            let attested = bench.ask(&made.store, &bench.attested());
            assert_eq!(attested.code(), "ok", "{form:?} {carrier:?}");
        }
    }
}

#[test]
fn keys_of_every_kind_in_layers_and_bundles() {
    let kit = Sigstore::default();
    for kind in KeyKind::ALL {
        let made = SignedImage::new(
            &kit,
            &Options {
                signers: vec![By::Key(kind, "alice".to_owned())],
                carriers: vec![Carrier::Tag, Carrier::Bundle],
                ..Options::default()
            },
        );
        let trusted = bonafide_keys::PublicKey::from_pem(&made.keys[0]).unwrap();
        let key = TrustedKey::new(trusted);
        let bench = Bench::of(made.store.clone());
        // No log holds a pure Ed25519 signature over a payload.
        let mut policy = by_keys(&[key]);
        let mut wanted = 2;
        if kind == KeyKind::Ed25519 {
            wanted = 1;
            let logged = bench.ask(&made.store, &policy).verified();
            assert_eq!(logged.attachments()[0].format(), Format::Bundle);
            policy = policy.ignore_transparency_log();
            wanted += 1;
        }
        let verified = bench.ask(&made.store, &policy).verified();
        assert_eq!(verified.attachments().len(), wanted, "{kind:?}");
        assert_eq!(verified.signers(), 1, "{kind:?}");
    }
}

#[test]
fn payloads_may_be_written_in_other_ways() {
    let bench = Bench::default();
    let payload = bench
        .payload()
        .with_optional(json!({"creator": "a", "timestamp": 1}));
    for bytes in [payload.bytes(), payload.reordered(), payload.spaced()] {
        assert_eq!(bench.sig_code(&bench.kit.message(&bytes).layer()), "ok");
    }
}

#[test]
fn one_blob_may_stand_several_times_with_other_annotations() {
    let bench = Bench::default();
    let layers: Vec<Layer> = ["alice", "bob", "carol"]
        .iter()
        .map(|seed| bench.plan_by(seed).layer())
        .collect();
    assert_eq!(layers[0].blob, layers[2].blob);
    let store = bench.sig(&layers);
    for seed in ["alice", "bob", "carol"] {
        assert_eq!(bench.ask(&store, &by_keys(&[key(seed)])).code(), "ok");
    }
    let all = [key("alice"), key("bob"), key("carol")];
    for wanted in 1..=3 {
        let policy = by_keys(&all).with_threshold(wanted);
        assert_eq!(bench.ask(&store, &policy).verified().signers(), 3);
    }
}

#[test]
fn hints_do_not_decide() {
    let bench = Bench::default();
    // A referrer of a wrong type in the list, and one without an artifact type.
    let subject = bench.store.subject().descriptor();
    let attachment = Attachment::bundle(&bench.bundle().mint(), &subject);
    for artifact_type in [None, Some("application/vnd.example+json")] {
        let mut store = bench.store.clone();
        let wrong = Attachment {
            artifact_type: artifact_type.map(str::to_owned),
            ..attachment.clone()
        };
        store.attach(&wrong);
        assert_eq!(bench.ask(&store, &bench.signature()).code(), "ok");
    }
    // Annotations of a manifest say another predicate, or nothing.
    for text in ["https://example.test/other", ""] {
        let mut store = bench.store.clone();
        let said = attachment.clone().with(name::BUNDLE_PREDICATE_TYPE, text);
        store.attach(&said.with(name::BUNDLE_CONTENT, "message-signature"));
        assert_eq!(bench.ask(&store, &bench.signature()).code(), "ok");
    }
    // An attestation that does not say its predicate type.
    let layer = bench.attestation().layer().without(name::PREDICATE_TYPE);
    assert_eq!(bench.att_code(&layer), "ok");
}

#[test]
fn referrers_may_lie_under_a_tag() {
    let bench = Bench::default();
    let mut store = bench.bundles(&[bench.bundle().mint()]);
    let subject = store.subject.clone();
    store.push_fallback(&subject);
    let found = found_with(&store, &[], options().without_referrers());
    assert_eq!(bench.ask_found(&found, &bench.signature()).code(), "ok");
}

#[test]
fn signatures_may_lie_elsewhere() {
    let bench = Bench::default();
    let elsewhere = bonafide_oci::Reference::parse_familiar("registry.test/signatures").unwrap();
    let store = bench.sig(&[bench.plan().layer()]);
    let options = options().with_repository(elsewhere.repository().clone());
    let found = found_with(&store, &[], options);
    assert_eq!(bench.ask_found(&found, &bench.signature()).code(), "ok");
}

#[test]
fn several_bundles_in_one_manifest_are_each_judged() {
    let bench = Bench::default();
    let good = bench.bundle().mint();
    let bad = bench.bundle().with_signature(|bytes| bytes[9] ^= 1).mint();
    let subject = bench.store.subject().descriptor();
    let mut attachment = Attachment::bundle(&bad, &subject);
    attachment
        .layers
        .extend(Attachment::bundle(&good, &subject).layers);
    let mut store = bench.store.clone();
    store.attach(&attachment);
    let answer = bench.ask(&store, &bench.signature());
    assert_eq!(answer.codes(), ["signature.invalid", "ok"]);
    assert_eq!(answer.code(), "ok");
}

#[test]
fn a_subject_without_a_name_and_one_of_several() {
    let bench = Bench::default();
    let other = Descriptor::of(name::MANIFEST, b"another").digest;
    let statement = bench.statement().and_about(&other);
    let store = bench.bundles(&[statement.plan(&bench.kit).mint()]);
    assert_eq!(bench.ask(&store, &bench.attested()).code(), "ok");
    let statement = bench.statement().old().and_about(&other);
    assert_eq!(bench.att_code(&statement.plan(&bench.kit).layer()), "ok");
}

#[test]
fn own_roots_by_hand() {
    use bonafide_keys::PublicKey;
    use bonafide_sigstore::TrustedRoot;
    let bench = Bench::default();
    let kit = &bench.kit;
    let public = |key: &bonafide_testkit::SigningKey| PublicKey::from_pem(&key.pem()).unwrap();
    let root = || {
        TrustedRoot::by_hand()
            .with_certificate_authority("https://fulcio.test", &kit.fulcio.chain(), None)
            .with_ct_log("https://ct.test", &public(&kit.ct.key), None)
    };
    let log = |root: TrustedRoot| {
        root.with_transparency_log(&kit.rekor.base_url, &public(&kit.rekor.key), None)
    };
    let found = crate::kit::found(&bench.sig(&[bench.plan().layer()]));
    let code = |root: TrustedRoot, policy: Policy| {
        let verifier = crate::kit::verifier_of(root);
        bench
            .ask_of(&verifier, &found, &ImagePolicy::signature(policy))
            .code()
    };
    assert_eq!(code(log(root()), bench.keyless()), "ok");
    assert_eq!(code(root(), bench.keyless()), "tlog.unknown-log");
    let no_ct = log(root()).without_ct_logs();
    assert_eq!(code(no_ct, bench.keyless()), "cert.sct");
    let no_ca = log(root()).without_certificate_authorities();
    assert_eq!(code(no_ca, bench.keyless()), "cert.chain");
    // Only the anchor: the issuer must come from somewhere.
    let anchor = || {
        let chain = kit.fulcio.chain();
        log(TrustedRoot::by_hand()
            .with_certificate_authority("https://fulcio.test", &chain[chain.len() - 1..], None)
            .with_ct_log("https://ct.test", &public(&kit.ct.key), None))
    };
    assert_eq!(code(anchor(), bench.keyless()), "cert.chain");
    let through = bench.keyless().use_bundle_intermediates();
    assert_eq!(code(anchor(), through), "ok");
}

#[test]
fn names_are_compared_where_a_policy_says_so() {
    let bench = Bench::default();
    let policy = ImagePolicy::signature(identity(&bench.kit.identity, &bench.kit.issuer))
        .with_signed_identity(SignedIdentity::Repository);
    let store = bench.sig(&[bench.plan().layer()]);
    assert_eq!(bench.ask(&store, &policy).code(), "ok");
    let nothing = Store::image("app");
    assert_eq!(bench.ask(&nothing, &policy).code(), "signature.missing");
}
