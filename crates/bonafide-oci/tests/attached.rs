//! What is attached: bundles, older signatures, statements beside images; children, other repositories, and
//! what is fetched in which order.

mod common;

use bonafide_oci::{
    Carrier, Children, DiscoveryOptions, Platform, Reason, Role, SourceErrorKind, Wanted,
};
use bonafide_report::registry;
use bonafide_testkit::image::{Attachment, Descriptor, Layer, Store, name};
use common::*;
use serde_json::{Value, json};

fn attestations() -> DiscoveryOptions {
    DiscoveryOptions::new(Wanted::attestations())
}

fn platform(text: &str) -> Children {
    let (os, architecture) = text.split_once('/').unwrap();
    Children::For(Platform::new(os, architecture))
}

#[test]
fn dsc_9_bundles_and_older_signatures_as_referrers() {
    let mut store = Store::image("app");
    let subject = store.subject().descriptor();
    store.attach(&artifact(
        &store,
        name::BUNDLE,
        &[bundle_layer("a"), bundle_layer("b")],
    ));
    store.attach(&Attachment::signatures(
        &[signature_layer("x"), signature_layer("y")],
        &subject,
    ));
    let old = "application/vnd.dev.sigstore.bundle+json;version=0.2";
    store.attach(&artifact(&store, old, &[Layer::new(old, "old")]));
    // The type of the config stands for that of the artifact in what older tools pushed.
    let by_config = Attachment::new(&[bundle_layer("by config")])
        .with_config(name::BUNDLE, b"{}")
        .referring(&subject);
    store.attach(&by_config);
    // Nothing but the layer says what this is.
    store.attach(&artifact(
        &store,
        "application/x",
        &[bundle_layer("by layer")],
    ));
    store.attach(&Attachment::attestations(
        &[Layer::new(name::ENVELOPE, "e")],
        &subject,
    ));
    let found = Fake::new(store).discover(everything());
    assert_complete(&found);
    let roles = |role| {
        found
            .candidates()
            .iter()
            .filter(|it| it.role() == role)
            .count()
    };
    assert_eq!(roles(Role::Bundle), 5);
    assert_eq!(roles(Role::SimpleSigning), 2);
    assert_eq!(roles(Role::Envelope), 1);
    assert_eq!(usable(&found).len(), 8);
    assert_eq!(notes(&found, registry::NOTE_DISCOVERY).len(), 1);
    assert!(notes(&found, registry::NOTE_DISCOVERY)[0].ends_with("holds several bundles"));
}

#[test]
fn dsc_9_only_what_is_wanted_is_fetched() {
    let mut store = Store::image("app");
    let layers = [
        bundle_layer("b"),
        signature_layer("s"),
        Layer::new(name::ENVELOPE, "envelope"),
        Layer::new(name::STATEMENT, "statement"),
        Layer::new("text/spdx", "sbom"),
    ];
    store.attach(&artifact(&store, "a/b", &layers));
    let roles = |wanted: Wanted| {
        let source = Fake::new(store.clone());
        let found = source.discover(DiscoveryOptions::new(wanted));
        assert_complete(&found);
        let blobs = source.asked.borrow();
        let blobs = blobs.iter().filter(|it| it.starts_with("blob")).count();
        assert_eq!(blobs, found.candidates().len());
        found
            .candidates()
            .iter()
            .map(|it| it.role())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        roles(Wanted::signatures()),
        [Role::Bundle, Role::SimpleSigning]
    );
    assert_eq!(
        roles(Wanted::attestations()),
        [Role::Bundle, Role::Envelope, Role::UnsignedStatement]
    );
    assert_eq!(roles(Wanted::everything()).len(), 5);
}

#[test]
fn dsc_10_statements_beside_images_in_an_index() {
    let store = Store::attested_index("app", "https://slsa.dev/provenance/v1");
    let source = Fake::new(store.clone());
    let found = source.discover(attestations());
    assert_complete(&found);
    assert_eq!(found.candidates().len(), 2);
    let children = store.subject().value()["manifests"].clone();
    for candidate in found.candidates() {
        assert_eq!(candidate.role(), Role::UnsignedStatement);
        assert_eq!(candidate.carrier(), Carrier::IndexChild);
        assert_eq!(candidate.image().to_string(), store.subject);
        let about = candidate.about().unwrap().to_string();
        assert!(children[0]["digest"] == about.as_str() || children[1]["digest"] == about.as_str());
        let statement: Value = serde_json::from_slice(candidate.bytes().unwrap()).unwrap();
        let named = statement["subject"][0]["digest"]["sha256"]
            .as_str()
            .unwrap();
        assert_eq!(format!("sha256:{named}"), about);
    }
    assert!(
        Fake::new(store.clone())
            .discover(signatures())
            .candidates()
            .is_empty()
    );
    let sboms = DiscoveryOptions::new(Wanted::everything());
    assert_eq!(Fake::new(store).discover(sboms).candidates().len(), 2);
}

/// An index of one image and one attestation manifest, whose descriptor is changed.
fn attested(edit: impl FnOnce(&mut Store, &mut Descriptor, &Descriptor)) -> Store {
    let mut store = Store::new();
    let image = store.push_image("app", "linux/amd64").on("linux/amd64");
    let statement = json!({"predicateType": "p"});
    let mut attested = store.push_attestation_manifest(&image.digest, &[statement]);
    edit(&mut store, &mut attested, &image);
    let subject = store.push_index(&[image, attested]);
    store.about(&subject)
}

#[test]
fn dsc_10_a19_a_statement_is_about_a_sibling() {
    let reference = "vnd.docker.reference.digest";
    let failed = |store: Store| {
        let found = Fake::new(store).discover(attestations());
        assert!(usable(&found).is_empty());
        assert_eq!(
            lines(&found),
            ["Unknown by IndexChild, layer 0: image.manifest"]
        );
    };
    failed(attested(|_, it, _| {
        *it = it.clone().with(reference, &nowhere(7))
    }));
    failed(attested(|_, it, _| {
        let own = it.digest.clone();
        *it = it.clone().with(reference, &own);
    }));
    failed(attested(|_, it, _| {
        *it = it.clone().with(reference, "sha256:../..")
    }));
    failed(attested(|_, it, _| drop(it.annotations.remove(reference))));
    let silent = |store: Store| {
        assert!(
            Fake::new(store)
                .discover(attestations())
                .candidates()
                .is_empty()
        );
    };
    silent(attested(|_, it, _| {
        drop(it.annotations.remove("vnd.docker.reference.type"))
    }));
    silent(attested(|_, it, _| it.platform = None));
    silent(attested(|_, it, _| *it = it.clone().on("linux/amd64")));
}

#[test]
fn dsc_10_a19_a_statement_for_one_sibling_does_not_hide_that_for_another() {
    let mut store = Store::new();
    let images = ["linux/amd64", "linux/arm64"].map(|it| store.push_image("app", it).on(it));
    let statement = json!({"predicateType": "p"});
    let [first, second] = images.clone().map(|image| {
        store.push_attestation_manifest(&image.digest, core::slice::from_ref(&statement))
    });
    assert_eq!(first.digest, second.digest, "one manifest, listed for both");
    let [a, b] = images;
    let subject = store.push_index(&[a.clone(), b.clone(), first, second]);
    let found = Fake::new(store.about(&subject)).discover(attestations());
    let about: Vec<String> = found
        .candidates()
        .iter()
        .map(|it| it.about().unwrap().to_string())
        .collect();
    let mut expected = vec![a.digest, b.digest];
    expected.sort();
    assert_eq!(about, expected);
}

#[test]
fn dsc_10_a_statement_may_be_attached_to_its_sibling() {
    let attached = |about_it: bool| {
        attested(|store, it, image| {
            let mut value = store.manifest(&it.digest).value();
            let subject = if about_it {
                image.digest.clone()
            } else {
                nowhere(9)
            };
            value["subject"] = json!({"mediaType": name::MANIFEST, "digest": subject, "size": 1});
            let pushed = store.push_json(&value);
            (it.digest, it.size) = (pushed.digest, pushed.size);
        })
    };
    let found = Fake::new(attached(true)).discover(attestations());
    assert_eq!(usable(&found).len(), 1);
    let found = Fake::new(attached(false)).discover(attestations());
    assert_eq!(failures(&found), [registry::SIGNATURE_WRONG_SUBJECT]);
}

#[test]
fn dsc_11_a18_children_have_attachments_of_their_own() {
    let mut store = Store::index("app");
    let list = store.subject().value()["manifests"].clone();
    let child = list[1]["digest"].as_str().unwrap().to_owned();
    let index = store.subject.clone();
    store.attach(&bundle(&store, "of the index"));
    let of_child = Attachment::new(&[bundle_layer("of a child")])
        .of_type(name::BUNDLE)
        .with_config(name::EMPTY, b"{}")
        .referring(&store.manifest(&child).descriptor());
    store.attach(&of_child);
    let images = |options: DiscoveryOptions| {
        let source = Fake::new(store.clone());
        let found = source.discover(options);
        assert_complete(&found);
        source.assert_once();
        for child in found.children() {
            assert_eq!(child.path(), [digest(&index)]);
        }
        let images = found.candidates().iter().map(|it| it.image().to_string());
        (images.collect::<Vec<_>>(), found.children().len())
    };
    assert_eq!(images(signatures()), (vec![index.clone()], 0));
    let both = vec![index.clone(), child.clone()];
    assert_eq!(
        images(signatures().with_children(platform("linux/arm64"))),
        (both.clone(), 1)
    );
    assert_eq!(
        images(signatures().with_children(platform("linux/amd64"))),
        (vec![index.clone()], 1)
    );
    assert_eq!(images(signatures().with_children(Children::All)), (both, 3));
    // What is attached to the child is not found with the index, nor the reverse.
    let asked = subject(&child);
    let found = Fake::new(store.clone())
        .try_discover(&asked, signatures())
        .unwrap();
    let of: Vec<String> = found
        .candidates()
        .iter()
        .map(|it| it.image().to_string())
        .collect();
    assert_eq!(of, [child]);
}

#[test]
fn obj_7_the_first_child_of_a_platform_is_taken() {
    let mut store = Store::new();
    let first = store.push_image("first", "linux/amd64").on("linux/amd64");
    let second = store.push_image("second", "linux/amd64").on("linux/amd64");
    let subject = store.push_index(&[first.clone(), second.clone(), first.clone()]);
    let options = signatures().with_children(platform("linux/amd64"));
    let found = Fake::new(store.clone().about(&subject)).discover(options.clone());
    let [child] = found.children() else { panic!() };
    assert_eq!(child.digest().to_string(), first.digest);
    let expected = "several children are for linux/amd64: the first is taken";
    assert_eq!(notes(&found, registry::NOTE_DISCOVERY), [expected]);
    // The same one twice is one.
    let subject = store.push_index(&[second.clone(), second.clone()]);
    let found = Fake::new(store.clone().about(&subject)).discover(options.clone());
    assert_eq!(found.children()[0].digest().to_string(), second.digest);
    assert!(found.notes().is_empty());
    // Inside other indexes only when there is none beside them.
    let inner = store.push_index(core::slice::from_ref(&second));
    let outer = store.push_index(&[inner.clone(), first.clone()]);
    let source = Fake::new(store.clone().about(&outer));
    let found = source.discover(options.clone());
    assert_eq!(found.children()[0].digest().to_string(), first.digest);
    assert_eq!(source.count(&format!("manifest {}", inner.digest)), 0);
    let outer = store.push_index(core::slice::from_ref(&inner));
    let source = Fake::new(store.clone().about(&outer));
    let found = source.discover(options);
    assert_eq!(found.children()[0].digest().to_string(), second.digest);
    assert_eq!(
        found.children()[0].path(),
        [digest(&outer.digest), digest(&inner.digest)]
    );
    let other = signatures().with_children(platform("plan9/amd64"));
    assert!(source.discover(other).children().is_empty());
}

#[test]
fn dsc_11_a_child_is_of_the_variant_and_version_that_are_wanted() {
    let mut store = Store::new();
    let mut child = |seed: &str, platform: &str| store.push_image(seed, platform).on(platform);
    let (six, seven) = (child("six", "linux/arm/v6"), child("seven", "linux/arm/v7"));
    let plain = child("plain", "linux/arm");
    let subject = store.push_index(&[six.clone(), seven.clone(), plain]);
    let child_of = |source: &Fake, wanted: Platform| {
        let options = signatures().with_children(Children::For(wanted));
        let found = source.discover(options);
        found.children().first().map(|it| it.digest().to_string())
    };
    let arm = || Platform::new("linux", "arm");
    let source = Fake::new(store.about(&subject));
    assert_eq!(child_of(&source, arm()), Some(six.digest));
    assert_eq!(
        child_of(&source, arm().with_variant("v7")),
        Some(seven.digest)
    );
    assert_eq!(child_of(&source, arm().with_variant("v8")), None);
    // An image that does not say its version may be of another one.
    assert_eq!(child_of(&source, arm().with_os_version("10.0.17763")), None);
}

#[test]
fn dsc_11_an_index_may_list_what_is_attached_to_its_children() {
    let mut store = Store::new();
    let child = store.push_image("app", "linux/amd64").on("linux/amd64");
    let attached = Attachment::new(&[bundle_layer("good")])
        .of_type(name::BUNDLE)
        .with_config(name::EMPTY, b"{}")
        .referring(&child);
    let attached = store.attach(&attached);
    let listed = store.push_index(core::slice::from_ref(&attached));
    let subject = store.push_index(&[child.clone(), listed.clone()]);
    let store = store.about(&subject);
    let options = || signatures().with_children(Children::All);
    let found = Fake::new(store.clone()).discover(options());
    assert_eq!(usable(&found).len(), 1);
    for entries in [
        vec![subject.json(), listed.json()],
        vec![subject.json(), attached.json()],
    ] {
        let mut source = Fake::layout(store.clone());
        source.listing = Some(index(&entries));
        let found = source.discover(options());
        assert_complete(&found);
        assert_eq!(usable(&found).len(), 1, "{entries:?}");
        assert_eq!(found.candidates()[0].image().to_string(), child.digest);
    }
}

#[test]
fn dsc_12_another_repository() {
    let store = Store::image("app");
    let mut other = Store::new();
    other.subject = store.subject.clone();
    other.sign(&[signature_layer("x")]);
    let subject = store.subject().descriptor();
    let attached = Attachment::new(&[bundle_layer("there")])
        .of_type(name::BUNDLE)
        .with_config(name::EMPTY, b"{}")
        .referring(&subject);
    other.attach(&attached);
    let make = || {
        let mut source = Fake::new(store.clone());
        source.elsewhere = other.clone();
        source
    };
    let options = signatures().with_repository(elsewhere());
    let source = make();
    let found = source.discover(options.clone());
    assert_complete(&found);
    assert_eq!(usable(&found).len(), 2);
    for candidate in found.candidates() {
        assert_eq!(candidate.repository(), Some(&elsewhere()));
    }
    source.assert_once();
    assert!(usable(&make().discover(signatures())).is_empty());
    // The same repository twice, or the image's own, is asked once.
    let own = bonafide_oci::Reference::parse_strict(REPOSITORY)
        .unwrap()
        .repository()
        .clone();
    let source = make();
    let again = options
        .clone()
        .with_repository(elsewhere())
        .with_repository(own);
    assert_eq!(usable(&source.discover(again)).len(), 2);
    source.assert_once();
    let question = format!("referrers {} in {ELSEWHERE}", store.subject);
    let source = make().on(question, Reply::Fail(SourceErrorKind::Unauthorised));
    let found = source.discover(options);
    let reason = Reason::ReferrersUnauthorised;
    let expected = Reason::ExtraRepository(elsewhere(), Box::new(reason));
    assert_eq!(reasons(&found), core::slice::from_ref(&expected));
    assert_eq!(expected.code(), registry::DISCOVERY_UNAUTHORISED);
    assert!(
        expected
            .to_string()
            .starts_with("in signatures.test/owner/app: ")
    );
    assert_eq!(usable(&found).len(), 1);
}

#[test]
fn dsc_14_signatures_are_looked_at_first() {
    let (store, attached) = bundled();
    let good = store.manifest(&attached.digest).referrer();
    let said = |artifact_type: Option<&str>| {
        let mut entry = good.clone();
        entry.artifact_type = artifact_type.map(str::to_owned);
        entry.json()
    };
    // Of digests that come before any other.
    let junk = |number: usize| {
        let entry = |it: usize| {
            json!({
                "mediaType": name::MANIFEST,
                "digest": format!("sha256:{it:064x}"),
                "size": 9,
                "artifactType": "application/x",
            })
        };
        (0..number).map(entry).collect::<Vec<_>>()
    };
    let run = |entries: Vec<Value>| {
        let question = format!("referrers {}", store.subject);
        let source = Fake::new(store.clone()).on(question, Reply::page(&entries, None));
        source.discover(signatures())
    };
    let expected = Reason::LimitReached {
        kind: "manifests of attachments",
        seen: 81,
        limit: 64,
    };
    for artifact_type in [name::BUNDLE, name::SIGNATURE_ARTIFACT] {
        let (good, other) = (said(Some(artifact_type)), said(None));
        // However else it is listed too, and wherever it stands.
        for entries in [
            [vec![good.clone()], junk(80)].concat(),
            [junk(80), vec![good.clone()]].concat(),
            [vec![good.clone(), other.clone()], junk(80)].concat(),
            [vec![other.clone(), good.clone()], junk(80)].concat(),
        ] {
            let found = run(entries);
            assert_eq!(usable(&found).len(), 1);
            assert_eq!(reasons(&found)[0], expected);
        }
    }
    assert!(usable(&run([junk(80), vec![said(Some("a/b"))]].concat())).is_empty());
    // What says nothing of itself, or of its config only, may be one all the same.
    for artifact_type in [None, Some(name::EMPTY), Some(name::CONFIG), Some("a/b")] {
        let found = run([junk(63), vec![said(artifact_type)]].concat());
        assert_eq!(usable(&found).len(), 1, "{artifact_type:?}");
    }
}

#[test]
fn dsc_15_every_failure_is_told() {
    let (mut store, _) = bundled();
    let missing = store.attach(&bundle(&store, "missing"));
    let layer = layer_of(&store, &missing, 0);
    store.blobs.remove(&layer);
    let altered = store.attach(&bundle(&store, "altered"));
    let altered = layer_of(&store, &altered, 0);
    store.corrupt(&altered, |bytes| bytes[0] ^= 1);
    let found = Fake::new(store).discover(signatures());
    assert_eq!(usable(&found).len(), 1);
    let mut codes = failures(&found);
    codes.sort_by_key(|code| code.as_str());
    assert_eq!(
        codes,
        [registry::DIGEST_MISMATCH, registry::DISCOVERY_UNAVAILABLE]
    );
    assert!(
        found
            .candidates()
            .iter()
            .all(|it| it.digest().is_some() && it.manifest().is_some())
    );
    assert_eq!(reasons(&found), [Reason::BlobUnavailable(digest(&layer))]);
}

#[test]
fn dsc_16_a_blob_is_fetched_once() {
    let mut store = Store::image("app");
    let layer = bundle_layer("same");
    let question = format!("blob {}", Descriptor::of(name::BUNDLE, &layer.blob).digest);
    for seed in ["a", "b", "c"] {
        store.attach(&bundle(&store, seed).with("seed", seed));
        store.attach(
            &artifact(&store, name::BUNDLE, core::slice::from_ref(&layer)).with("seed", seed),
        );
    }
    store.attach_at("sig", core::slice::from_ref(&layer));
    let source = Fake::new(store.clone());
    let found = source.discover(signatures());
    assert_eq!(usable(&found).len(), 4);
    assert_eq!(source.count(&question), 1);
    source.assert_once();
    let mut elsewhere_too = Fake::new(store.clone());
    elsewhere_too.elsewhere = store;
    let found = elsewhere_too.discover(signatures().with_repository(elsewhere()));
    assert_eq!(usable(&found).len(), 4);
    assert_eq!(elsewhere_too.count(&question), 1);
    assert!(
        found
            .candidates()
            .iter()
            .all(|it| it.repository().is_none())
    );
}

#[test]
fn dsc_16_what_one_place_lacks_another_may_have() {
    let (store, attached) = bundled();
    let layer = layer_of(&store, &attached, 0);
    let (blob, manifest) = (
        format!("blob {layer}"),
        format!("manifest {}", attached.digest),
    );
    let make = || {
        let mut source = Fake::new(store.clone());
        source.elsewhere = store.clone();
        source
    };
    let options = || signatures().with_repository(elsewhere());
    let wrong = Reply::body("{\"bundle\":\"evil\"}", name::BUNDLE);
    let short = Reply::body("{}", name::BUNDLE);
    let mut replies = vec![Reply::Absent, wrong, short, Reply::Endless];
    replies.extend(KINDS.map(Reply::Fail));
    for reply in &replies {
        for question in [&blob, &manifest] {
            let source = make().on(question.clone(), reply.clone());
            let found = source.discover(options());
            assert_eq!(usable(&found).len(), 1, "{question}: {reply:?}");
            assert!(failures(&found).is_empty(), "{question}: {reply:?}");
            assert_complete(&found);
            source.assert_once();
        }
    }
    // Two manifests may name it, each in its own repository.
    let again = store.subject.clone();
    let mut other = Store::image("app");
    assert_eq!(other.subject, again);
    other.attach(&bundle(&other, "good").with("another", "manifest"));
    let mut source = Fake::new(store.clone()).on(blob.clone(), Reply::Absent);
    source.elsewhere = other;
    let found = source.discover(options());
    assert_complete(&found);
    assert_eq!((usable(&found).len(), found.candidates().len()), (1, 1));
    source.assert_once();
    // Where no place has it, the first says why.
    let source = make()
        .on(blob.clone(), Reply::Fail(SourceErrorKind::Unauthorised))
        .on(format!("{blob} in {ELSEWHERE}"), Reply::Absent);
    let found = source.discover(options());
    assert_eq!(failures(&found), [registry::DISCOVERY_UNAUTHORISED]);
    let gone = Reason::BlobUnavailable(digest(&layer));
    let there = Reason::ExtraRepository(elsewhere(), Box::new(gone.clone()));
    assert_eq!(reasons(&found), [gone, there]);
    let source = make()
        .on(manifest.clone(), Reply::Absent)
        .on(format!("{manifest} in {ELSEWHERE}"), Reply::Absent);
    let found = source.discover(options());
    assert_eq!(failures(&found), [registry::DISCOVERY_UNAVAILABLE]);
    assert_eq!(reasons(&found).len(), 2);
}

#[test]
fn a16_two_images_may_share_a_referrers_tag() {
    let mut store = Store::new();
    let shared = "ab".repeat(32);
    let children = ["01", "02"].map(|end| format!("sha512:{shared}{}", end.repeat(32)));
    let entries: Vec<Value> = children
        .iter()
        .map(|it| json!({"mediaType": name::MANIFEST, "digest": it, "size": 9}))
        .collect();
    let subject = store.push_json(&index(&entries));
    let mut listed = Vec::new();
    for child in &children {
        let attached = Attachment::new(&[bundle_layer(child)])
            .of_type(name::BUNDLE)
            .with_config(name::EMPTY, b"{}");
        let mut manifest = attached.manifest();
        manifest["subject"] = json!({"mediaType": name::MANIFEST, "digest": child, "size": 9});
        store.push_blob(name::BUNDLE, bundle_layer(child).blob);
        listed.push(store.push_json(&manifest).json());
    }
    let tag = format!("manifest sha512-{shared}");
    let own = format!("manifest {}", Store::tag_of(&subject.digest, ""));
    for api in [
        Api::Absent,
        Api::Fails(SourceErrorKind::Unsupported { status: 405 }),
    ] {
        let source = Fake::new(store.clone().about(&subject))
            .with_api(api)
            .on(tag.clone(), Reply::page(&listed, None))
            .on(own.clone(), Reply::page(&[], None));
        let found = source.discover(signatures().with_children(Children::All));
        assert_eq!(source.count(&tag), 1, "a tag is read once");
        let unknown = Reason::ReferrersUnsupportedStatus(405);
        let is_unknown = matches!(api, Api::Fails(_));
        let expected = if is_unknown { vec![unknown] } else { vec![] };
        assert_eq!(
            reasons(&found),
            expected,
            "what the second would say is not lost"
        );
        assert_eq!(usable(&found).len(), 2);
        for candidate in found.candidates().iter().filter(|it| it.bytes().is_ok()) {
            let own = String::from_utf8_lossy(candidate.bytes().unwrap()).into_owned();
            assert!(own.contains(&candidate.image().to_string()));
        }
        // Each is in the list of the other too, and is not about it.
        assert_eq!(failures(&found), [registry::SIGNATURE_WRONG_SUBJECT; 2]);
    }
}
