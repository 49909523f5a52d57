//! What does not matter changes nothing, and what matters is missed.

use bonafide_sigstore::image::ImagePolicy;
use bonafide_testkit::image::{Attachment, Layer, SimpleSigning, Store, name};
use serde_json::{Value, json};

use crate::kit::{Bench, REPOSITORY, by_keys, key};

/// Layers that count for nothing.
fn junk(bench: &Bench) -> Vec<Layer> {
    let foreign = bench.kit.message(b"something else").layer();
    let elsewhere = SimpleSigning::new(REPOSITORY, &Store::image("another").subject);
    let good = bench.plan().layer();
    let mut odd = good.clone();
    odd.media_type = "text/plain".to_owned();
    vec![
        Layer::new(name::SIMPLE_SIGNING, Vec::new()),
        Layer::new(name::SIMPLE_SIGNING, b"{".to_vec()),
        good.clone().with(name::SIGNATURE, "anVuaw=="),
        good.clone().with(name::CERTIFICATE, "junk"),
        good.clone().taking(name::PROMISE, &foreign),
        good.without(name::SIGNATURE),
        bench
            .plan()
            .signed_by("stranger")
            .with_signature(|bytes| bytes[9] ^= 1)
            .layer(),
        bench.plan_by("stranger").layer(),
        elsewhere.plan(&bench.kit).layer(),
        odd,
        Layer::new(name::LAYER, b"a layer".to_vec()),
    ]
}

fn rotations(layers: &[Layer]) -> impl Iterator<Item = Vec<Layer>> + '_ {
    (0..layers.len()).map(|by| {
        let mut layers = layers.to_vec();
        layers.rotate_left(by);
        layers
    })
}

#[test]
fn order_and_company_do_not_matter() {
    let bench = Bench::default();
    let good = bench.plan().layer();
    let mut layers = junk(&bench);
    let alone = bench.ask(&bench.sig(&layers), &bench.signature());
    assert_eq!(alone.code(), "signature.wrong-subject");
    for rotated in rotations(&layers) {
        let answer = bench.ask(&bench.sig(&rotated), &bench.signature());
        assert_eq!(
            (answer.code(), answer.class()),
            (alone.code(), alone.class())
        );
    }
    layers.push(good);
    for rotated in rotations(&layers) {
        let verified = bench
            .ask(&bench.sig(&rotated), &bench.signature())
            .verified();
        assert_eq!(verified.signers(), 1);
        assert_eq!(verified.attachments().len(), 1);
        assert_eq!(verified.judgements().len(), layers.len());
    }
    // Junk among referrers, which stand before the tags.
    let mut store = bench.sig(&[bench.plan().layer()]);
    let subject = store.subject().descriptor();
    for layer in junk(&bench) {
        store.attach(&Attachment::signatures(&[layer], &subject));
    }
    for document in [json!({}), json!([]), json!("junk")] {
        store.attach(&Attachment::bundle_json(&document, &subject));
    }
    assert_eq!(bench.ask(&store, &bench.signature()).code(), "ok");
}

#[test]
fn junk_never_makes_a_failure_worse_than_untrusted() {
    let bench = Bench::default();
    let by_alice = by_keys(&[key("alice")]);
    for layer in junk(&bench) {
        let answer = bench.ask(&bench.sig(&[layer]), &by_alice);
        let class = answer.class().unwrap().as_str();
        assert!(
            matches!(class, "missing" | "untrusted"),
            "{}: {class}",
            answer.code()
        );
    }
    // Beside a failure of the wanted signer it changes neither code nor class.
    let wanted = by_alice.with_annotation("a", "b");
    let own = bench.plan_by("alice").layer();
    let alone = bench.ask(&bench.sig(std::slice::from_ref(&own)), &wanted);
    let layers: Vec<Layer> = [vec![own], junk(&bench)].concat();
    let answer = bench.ask(&bench.sig(&layers), &wanted);
    assert_eq!(
        (answer.code(), answer.class()),
        (alone.code(), alone.class())
    );
    assert_eq!(answer.code(), "image.annotation");
}

#[test]
fn where_something_lies_does_not_matter() {
    let bench = Bench::default();
    let layer = bench.plan().layer();
    let subject = bench.store.subject().descriptor();
    let by_tag = bench.sig(std::slice::from_ref(&layer));
    let mut referring = bench.store.clone();
    referring.attach(&Attachment::signatures(
        std::slice::from_ref(&layer),
        &subject,
    ));
    let mut both = by_tag.clone();
    both.attach(&Attachment::signatures(
        std::slice::from_ref(&layer),
        &subject,
    ));
    let mut several = referring.clone();
    several.attach(&Attachment::signatures(
        &[layer.with("z", "more")],
        &subject,
    ));
    for (store, candidates) in [(by_tag, 1), (referring, 1), (both, 1), (several, 2)] {
        let verified = bench.ask(&store, &bench.signature()).verified();
        assert_eq!(verified.judgements().len(), candidates);
        assert_eq!(verified.signers(), 1);
    }
}

/// Removes one piece after the other: each is missed.
#[track_caller]
fn assert_needed(
    bench: &Bench,
    layer: &Layer,
    names: &[&str],
    ask: impl Fn(&Layer) -> &'static str,
) {
    assert_eq!(ask(layer), "ok");
    for name in names {
        assert!(layer.annotations.contains_key(*name), "{name}");
        assert_ne!(ask(&layer.clone().without(name)), "ok", "{name}");
    }
    let emptied = layer.clone().with_blob(Vec::clear);
    assert_ne!(ask(&emptied), "ok");
    assert_eq!(
        bench.ask(&bench.store, &bench.signature()).code(),
        "signature.missing"
    );
}

#[test]
fn each_piece_of_a_layer_is_needed() {
    let bench = Bench::default();
    let needed = [name::SIGNATURE, name::CERTIFICATE, name::PROMISE];
    assert_needed(&bench, &bench.plan().layer(), &needed, |layer| {
        bench.sig_code(layer)
    });
    assert_needed(
        &bench,
        &bench.attestation().layer(),
        &needed[1..],
        |layer| bench.att_code(layer),
    );
    let keyed = bench.plan_by("alice").layer();
    let by_alice = [key("alice")];
    assert_needed(&bench, &keyed, &[name::SIGNATURE, name::PROMISE], |layer| {
        bench.key_code(layer, &by_alice)
    });
    let stamped = bench
        .plan()
        .logged(bonafide_testkit::Entry::None)
        .stamped(1)
        .layer();
    let policy = ImagePolicy::signature(bench.keyless().without_transparency_log());
    let needed = [name::SIGNATURE, name::CERTIFICATE, name::TIMESTAMP];
    assert_needed(&bench, &stamped, &needed, |layer| {
        bench
            .ask(&bench.sig(std::slice::from_ref(layer)), &policy)
            .code()
    });
}

#[test]
fn each_piece_of_a_bundle_is_needed() {
    let bench = Bench::default();
    let good = bench.bundle().mint();
    assert_eq!(bench.bundle_code(&good), "ok");
    for pointer in [
        "/mediaType",
        "/verificationMaterial",
        "/verificationMaterial/certificate",
        "/verificationMaterial/tlogEntries",
        "/verificationMaterial/tlogEntries/0/logId",
        "/verificationMaterial/tlogEntries/0/inclusionPromise",
        "/verificationMaterial/tlogEntries/0/inclusionProof",
        "/verificationMaterial/tlogEntries/0/inclusionProof/checkpoint",
        "/verificationMaterial/tlogEntries/0/inclusionProof/hashes",
        "/verificationMaterial/tlogEntries/0/canonicalizedBody",
        "/verificationMaterial/tlogEntries/0/integratedTime",
        "/dsseEnvelope",
        "/dsseEnvelope/payload",
        "/dsseEnvelope/payloadType",
        "/dsseEnvelope/signatures",
    ] {
        let mut minted = good.clone();
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        let parent: &mut Value = minted.bundle.pointer_mut(parent).unwrap();
        parent.as_object_mut().unwrap().remove(member).unwrap();
        assert_ne!(bench.bundle_code(&minted), "ok", "{pointer}");
    }
}

#[test]
fn trust_is_needed_from_each_side() {
    let bench = Bench::default();
    let found = crate::kit::found(&bench.sig(&[bench.plan().stamped(1).layer()]));
    let root = bench.kit.trusted_root();
    for member in [
        "tlogs",
        "certificateAuthorities",
        "ctlogs",
        "timestampAuthorities",
    ] {
        let mut less = root.clone();
        less[member] = json!([]);
        let verifier = crate::kit::verifier(&less);
        let code = bench.ask_of(&verifier, &found, &bench.signature()).code();
        assert_ne!(code, "ok", "{member}");
    }
}

#[test]
fn other_referrers_are_not_read_as_signatures() {
    let bench = Bench::default();
    let mut store = bench.store.clone();
    let subject = store.subject().descriptor();
    let other = Attachment::new(&[Layer::new("application/vnd.example+json", b"{}".to_vec())])
        .of_type("application/vnd.example+json")
        .with_config(name::EMPTY, b"{}")
        .referring(&subject);
    store.attach(&other);
    let answer = bench.ask(&store, &bench.signature());
    assert_eq!(answer.code(), "signature.missing");
    assert!(answer.codes().is_empty());
}
