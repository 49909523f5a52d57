//! Bundles that refer to an image.

use bonafide_sigstore::image::ImagePolicy;
use bonafide_testkit::image::{Attachment, Descriptor, Statement, name};
use bonafide_testkit::{Entry, KeyKind, Minted};
use serde_json::{Value, json};

use crate::kit::{Bench, PREDICATE, by_keys, key};

#[test]
fn a_signature_is_a_statement_of_that_type_and_no_other() {
    let bench = Bench::default();
    assert_eq!(bench.bundle_code(&bench.bundle().mint()), "ok");
    let hex = bench.store.subject.clone();
    for kind in [
        PREDICATE,
        "https://spdx.dev/Document",
        "https://sigstore.dev/cosign/sign/v2",
        "https://sigstore.dev/cosign/sign/v1/",
        "https://sigstore.dev/cosign/sign",
        "https://slsa.dev/provenance/v1",
    ] {
        let statement = Statement::attestation(&hex, kind, json!({}));
        let minted = statement.plan(&bench.kit).mint();
        assert_eq!(
            bench.bundle_code(&minted),
            "statement.predicate-type",
            "{kind}"
        );
    }
    let old = Statement::signature(&hex).old().plan(&bench.kit).mint();
    assert_eq!(bench.bundle_code(&old), "statement.type");
    let other = Statement::signature(&format!("sha256:{}", "00".repeat(32)));
    let other = other.plan(&bench.kit).mint();
    assert_eq!(bench.bundle_code(&other), "artifact.not-a-subject");
}

#[test]
fn a_type_that_a_policy_names_makes_no_signature_of_an_attestation() {
    let bench = Bench::default();
    let attestation = bench.statement().plan(&bench.kit).mint();
    let store = bench.bundles(&[attestation]);
    let policy = ImagePolicy::signature(bench.keyless().with_predicate_type(PREDICATE));
    assert_eq!(bench.ask(&store, &policy).code(), "policy.empty");
    let policy = ImagePolicy::signature(bench.keyless().with_predicate_type(name::SIGN_V1));
    assert_eq!(
        bench.ask(&store, &policy).code(),
        "statement.predicate-type"
    );
    let signed = bench.bundles(&[bench.bundle().mint()]);
    assert_eq!(bench.ask(&signed, &policy).code(), "ok");
}

#[test]
fn the_predicate_of_a_signature_is_empty_or_told() {
    let bench = Bench::default();
    for (predicate, is_told) in [
        (None, false),
        (Some(json!({})), false),
        (Some(json!(null)), false),
        (Some(json!({"a": 1})), true),
    ] {
        let statement = Statement {
            predicate,
            ..Statement::signature(&bench.store.subject)
        };
        let store = bench.bundles(&[statement.plan(&bench.kit).mint()]);
        let answer = bench.ask(&store, &bench.signature());
        assert_eq!(answer.has_note("note.signature-predicate"), is_told);
        assert_eq!(answer.code(), "ok");
    }
}

#[test]
fn a_signature_is_no_attestation() {
    let bench = Bench::default();
    let store = bench.bundles(&[bench.bundle().mint()]);
    let any = ImagePolicy::attestation(bench.keyless());
    assert_eq!(bench.ask(&store, &any).code(), "statement.predicate-type");
    let named = ImagePolicy::attestation(bench.keyless().with_predicate_type(name::SIGN_V1));
    assert_eq!(bench.ask(&store, &named).code(), "statement.predicate-type");
    // Nor is a signature over the bytes of the manifest, allowed or not.
    let manifest = bench.store.subject().bytes.clone();
    let store = bench.bundles(&[bench.kit.message(&manifest).mint()]);
    for policy in [
        any.clone(),
        any.allow_message_signatures(),
        bench.attested(),
    ] {
        assert_eq!(
            bench.ask(&store, &policy).code(),
            "statement.predicate-type"
        );
    }
}

#[test]
fn an_envelope_of_another_type_attests_to_nothing() {
    let bench = Bench::default();
    let policy = ImagePolicy::attestation(bench.keyless().with_payload_type("text/plain"));
    let minted = bench.kit.envelope("text/plain", b"about nothing").mint();
    let store = bench.bundles(&[minted]);
    assert_eq!(
        bench.ask(&store, &policy).code(),
        "statement.predicate-type"
    );
    let layer = bench.kit.envelope("text/plain", b"about nothing").layer();
    let store = bench.att(&[layer]);
    assert_ne!(bench.ask(&store, &policy).code(), "ok");
    let policy = ImagePolicy::signature(bench.keyless().with_payload_type("text/plain"));
    let minted = bench.kit.envelope("text/plain", b"about nothing").mint();
    let store = bench.bundles(&[minted]);
    assert_ne!(bench.ask(&store, &policy).code(), "ok");
}

#[test]
fn signatures_over_the_manifest() {
    let bench = Bench::default();
    let manifest = bench.store.subject().bytes.clone();
    let store = bench.bundles(&[bench.kit.message(&manifest).mint()]);
    let answer = bench.ask(&store, &bench.signature());
    assert_eq!(answer.code(), "image.format-not-allowed");
    let allowed = bench.signature().allow_message_signatures();
    let answer = bench.ask(&store, &allowed);
    assert!(answer.has_note("message_signature_on_images"));
    assert_eq!(answer.code(), "ok");
    // Over another serialisation of the same manifest, and over its digest.
    let pretty = serde_json::to_vec_pretty(&bench.store.subject().value()).unwrap();
    let store = bench.bundles(&[bench.kit.message(&pretty).mint()]);
    assert_eq!(
        bench.ask(&store, &allowed).code(),
        "artifact.digest-mismatch"
    );
    let mut minted = bench.kit.message(&pretty).mint();
    minted.bundle["messageSignature"]["messageDigest"] =
        bench.kit.message(&manifest).mint().bundle["messageSignature"]["messageDigest"].take();
    let store = bench.bundles(&[minted]);
    assert_eq!(bench.ask(&store, &allowed).code(), "signature.invalid");
    let store = bench.bundles(&[bench.kit.message(bench.store.subject.as_bytes()).mint()]);
    assert_ne!(bench.ask(&store, &allowed).code(), "ok");
    // Annotations are wanted and a manifest has none that were signed.
    let store = bench.bundles(&[bench.kit.message(&manifest).mint()]);
    let wanted = allowed.with_annotation("a", "b");
    assert_eq!(bench.ask(&store, &wanted).code(), "image.annotation");
}

#[test]
fn versions_before_the_third() {
    let bench = Bench::default();
    for minted in [
        bench.bundle().version_0_1().mint(),
        bench.bundle().version_0_2().mint(),
    ] {
        let store = bench.bundles(&[minted]);
        let answer = bench.ask(&store, &bench.signature());
        assert_eq!(answer.code(), "image.format-not-allowed");
        let answer = bench.ask(&store, &bench.signature().allow_old_bundles());
        assert_eq!(answer.code(), "ok");
        assert!(answer.has_note("old_bundles_on_images"));
    }
    let unknown = bench.bundle().with_bundle(|bundle| {
        bundle["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.4+json".into();
    });
    assert_eq!(bench.bundle_code(&unknown.mint()), "bundle.version");
}

#[test]
fn the_leave_for_promises_is_for_the_older_format() {
    let bench = Bench::default();
    let strip = |bundle: &mut Value| {
        let entry = &mut bundle["verificationMaterial"]["tlogEntries"][0];
        entry.as_object_mut().unwrap().remove("inclusionProof");
    };
    let minted = bench.bundle().version_0_1().with_bundle(strip).mint();
    let store = bench.bundles(&[minted]);
    let policy = bench.signature().allow_old_bundles();
    assert_eq!(bench.ask(&store, &policy).code(), "bundle.missing-proof");
    // Who allows it for bundles says so.
    let policy = ImagePolicy::signature(bench.keyless().allow_promise_only()).allow_old_bundles();
    assert_eq!(bench.ask(&store, &policy).code(), "ok");
    let policy = policy.require_proof();
    assert_eq!(bench.ask(&store, &policy).code(), "bundle.missing-proof");
}

#[test]
fn the_document_says_its_version_and_not_the_layer() {
    let bench = Bench::default();
    let subject = bench.store.subject().descriptor();
    for media_type in [
        "application/vnd.dev.sigstore.bundle.v0.1+json",
        "application/vnd.dev.sigstore.bundle+json;version=0.2",
        "application/vnd.dev.sigstore.bundle.v0.9+json",
    ] {
        let mut attachment = Attachment::bundle(&bench.bundle().mint(), &subject);
        attachment.layers[0].media_type = media_type.to_owned();
        let mut store = bench.store.clone();
        store.attach(&attachment);
        assert_eq!(
            bench.ask(&store, &bench.signature()).code(),
            "ok",
            "{media_type}"
        );
    }
}

#[test]
fn a_manifest_that_refers_elsewhere() {
    let bench = Bench::default();
    // A list of referrers that names one of another image.
    let other = Descriptor::of(name::MANIFEST, b"another image");
    let mut store = bench.store.clone();
    let attached = store.attach(&Attachment::bundle(&bench.bundle().mint(), &other));
    let listed = store.push_index(&[attached]);
    let tag = bonafide_testkit::image::Store::tag_of(&store.subject, "");
    store.tag(&tag, &listed.digest);
    let found = crate::kit::found_with(&store, &[], crate::kit::options().without_referrers());
    let answer = bench.ask_found(&found, &bench.signature());
    assert_eq!(answer.code(), "signature.wrong-subject");
    assert_eq!(answer.class(), Some(bonafide_report::Class::Missing));
}

#[test]
fn omitted_zeros() {
    let mut bench = Bench::default();
    // A log with one entry, whose index is 0 everywhere.
    bench.kit.rekor.index = 0;
    bench.kit.rekor.size = 1;
    bench.kit.rekor.first_index = 0;
    let omit = |bundle: &mut Value| {
        let entry = bundle["verificationMaterial"]["tlogEntries"][0]
            .as_object_mut()
            .unwrap();
        entry.remove("logIndex").unwrap();
        let proof = entry["inclusionProof"].as_object_mut().unwrap();
        proof.remove("logIndex").unwrap();
        assert_eq!(proof.remove("hashes").unwrap(), json!([]));
    };
    assert_eq!(
        bench.bundle_code(&bench.bundle().with_bundle(omit).mint()),
        "ok"
    );
    let size = bench.bundle().with_bundle(|bundle| {
        omit(bundle);
        let proof = &mut bundle["verificationMaterial"]["tlogEntries"][0]["inclusionProof"];
        proof["treeSize"] = "2".into();
    });
    assert_ne!(bench.bundle_code(&size.mint()), "ok");
}

#[test]
fn times_and_logs_of_bundles() {
    let bench = Bench::default();
    let by_key = |plan: bonafide_testkit::Plan<'_>| plan.by_key().signed_by("alice").mint();
    let ask =
        |minted: Minted, policy: &ImagePolicy| bench.ask(&bench.bundles(&[minted]), policy).code();
    let keys = by_keys(&[key("alice")]);
    assert_eq!(ask(bench.bundle().v2().mint(), &bench.signature()), "ok");
    let unstamped = bench.bundle().logged(Entry::V2).mint();
    assert_eq!(ask(unstamped, &bench.signature()), "time.none");
    assert_eq!(ask(by_key(bench.bundle()), &keys), "ok");
    assert_eq!(ask(by_key(bench.bundle().logged(Entry::V2)), &keys), "ok");
    assert_eq!(
        ask(by_key(bench.bundle().logged(Entry::None)), &keys),
        "tlog.threshold"
    );
    let unlogged = by_key(bench.bundle().logged(Entry::None));
    assert_eq!(ask(unlogged, &keys.ignore_transparency_log()), "ok");
    let stamped = bench.bundle().logged(Entry::None).stamped(1).mint();
    assert_eq!(ask(stamped, &bench.signature()), "tlog.threshold");
    assert_eq!(
        ask(
            bench
                .bundle()
                .with_scts(Vec::clear)
                .with_sct_list(Vec::clear)
                .mint(),
            &bench.signature()
        ),
        "cert.sct"
    );
}

#[test]
fn keys_of_bundles_sign_as_bundles_do() {
    let bench = Bench::default();
    let trusted = |kind| bonafide_sigstore::TrustedKey::new(crate::kit::public_key(kind, "alice"));
    for kind in KeyKind::ALL {
        let minted = bench
            .bundle()
            .by_key()
            .with_kind(kind)
            .signed_by("alice")
            .mint();
        let answer = bench.ask(&bench.bundles(&[minted]), &by_keys(&[trusted(kind)]));
        assert_eq!(answer.code(), "ok", "{kind:?}");
        let manifest = bench.store.subject().bytes.clone();
        let minted = bench
            .kit
            .message(&manifest)
            .by_key()
            .with_kind(kind)
            .signed_by("alice")
            .mint();
        let policy = by_keys(&[trusted(kind)]).allow_message_signatures();
        let answer = bench.ask(&bench.bundles(&[minted]), &policy);
        // The digest of the image is SHA-256, but its bytes are there. Not every backend knows the
        // prehashed form of Ed25519.
        let is_known = kind != KeyKind::Ed25519 || cfg!(feature = "rustcrypto");
        let wanted = if is_known { "ok" } else { "key.unsupported" };
        assert_eq!(answer.code(), wanted, "{kind:?}");
    }
}

#[test]
fn the_same_bundle_twice_is_one_candidate() {
    let bench = Bench::default();
    let minted = bench.bundle().mint();
    let mut store = bench.bundles(std::slice::from_ref(&minted));
    let subject = store.subject().descriptor();
    store.attach(&Attachment::bundle(&minted, &subject).with("other", "manifest"));
    assert_eq!(store.referrers(&store.subject).len(), 2);
    let verified = bench.ask(&store, &bench.signature()).verified();
    assert_eq!(verified.attachments().len(), 1);
    // Two bundles that say the same by the same signer are one signer.
    let store = bench.bundles(&[minted, bench.bundle().stamped(1).mint()]);
    let answer = bench.ask(&store, &bench.signature().with_threshold(2));
    assert_eq!(answer.codes(), ["ok", "ok"]);
    assert_eq!(answer.code(), "signature.threshold-not-met");
}

#[test]
fn bundles_that_cannot_be_read() {
    let bench = Bench::default();
    let subject = bench.store.subject().descriptor();
    for (text, code) in [
        ("{}", "bundle.version"),
        ("null", "bundle.parse"),
        ("", "bundle.parse"),
        ("{", "bundle.parse"),
    ] {
        let mut attachment = Attachment::bundle(&bench.bundle().mint(), &subject);
        attachment.layers[0].blob = text.as_bytes().to_vec();
        let mut store = bench.store.clone();
        store.attach(&attachment);
        let answer = bench.ask(&store, &bench.signature());
        assert_eq!(answer.code(), code, "{text}");
        assert_eq!(
            answer.class(),
            Some(bonafide_report::Class::Missing),
            "{text}"
        );
    }
}
