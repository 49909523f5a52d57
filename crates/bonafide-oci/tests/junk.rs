//! What an attacker may put among attachments: none of it changes what is found of the others.

mod common;

use bonafide_oci::{Carrier, DiscoveryOptions, Reason, Wanted};
use bonafide_report::registry;
use bonafide_testkit::image::{Attachment, Descriptor, Layer, Store, name};
use common::*;
use serde_json::{Value, json};

fn referrers(store: &Store) -> Vec<Value> {
    store
        .referrers(&store.subject)
        .iter()
        .map(Descriptor::json)
        .collect()
}

/// A registry that lists these before and after what there is.
fn among(store: &Store, junk: &[Value]) -> Fake {
    let entries = [junk, &referrers(store), junk].concat();
    let question = format!("referrers {}", store.subject);
    Fake::new(store.clone()).on(question, Reply::page(&entries, None))
}

#[test]
fn a9_dsc_13_junk_among_candidates() {
    let (mut store, attached) = bundled();
    store.sign(&[signature_layer("x")]);
    let before = usable(&Fake::new(store.clone()).discover(everything()));
    assert_eq!(before.len(), 2);
    let good = store.referrers(&store.subject).remove(0).json();
    // In the list: the good one under false words, and what is no descriptor.
    let mut junk = vec![
        json!({}),
        json!(5),
        Value::Null,
        json!({"digest": attached.digest}),
    ];
    for (member, value) in [
        ("size", json!(1)),
        ("size", json!(4 << 20)),
        ("size", json!(1_u64 << 40)),
        ("size", json!("1")),
        ("mediaType", json!(name::INDEX)),
        ("mediaType", json!("a/b")),
        ("artifactType", json!("a/b")),
        ("artifactType", json!(5)),
        ("annotations", json!({"a": 5})),
        ("data", json!("AAAA")),
        ("digest", json!(nowhere(1))),
        ("digest", json!(store.subject)),
    ] {
        let mut entry = good.clone();
        entry[member] = value;
        junk.push(entry);
    }
    let found = among(&store, &junk).discover(everything());
    assert_eq!(usable(&found), before);
    for entry in &junk {
        let found = among(&store, core::slice::from_ref(entry)).discover(everything());
        assert_eq!(usable(&found), before, "{entry}");
        let mut entries = junk.clone();
        entries.extend(referrers(&store));
        let fallback = format!("manifest {}", tag(&store, ""));
        let source = Fake::new(store.clone())
            .with_api(Api::Absent)
            .on(fallback, Reply::page(&entries, None));
        assert_eq!(usable(&source.discover(everything())), before);
    }
}

/// Manifests that claim the layers of a good one under false words, and others that are broken.
fn add_junk(store: &mut Store, good: &Layer) {
    let good_digest = Descriptor::of(&good.media_type, &good.blob).digest;
    for (member, value) in [
        ("size", json!(1)),
        ("size", json!(16 << 20)),
        ("size", json!(1_u64 << 50)),
        ("mediaType", json!(name::SIMPLE_SIGNING)),
        ("mediaType", json!(name::ENVELOPE)),
        ("mediaType", json!("a/b")),
        ("annotations", json!({"a": 5})),
        ("digest", json!(nowhere(1))),
        ("digest", json!("sha256:")),
    ] {
        let attachment = artifact(store, name::BUNDLE, core::slice::from_ref(good));
        store.attach_with(&attachment, |manifest| {
            manifest["layers"][0][member] = value;
            assert_ne!(
                manifest["layers"][0]["digest"],
                json!(null),
                "{good_digest}"
            );
        });
    }
    let edits: [fn(&mut Value); 8] = [
        |manifest| manifest["manifests"] = json!([]),
        |manifest| manifest["schemaVersion"] = json!(1),
        |manifest| manifest["layers"] = json!("none"),
        |manifest| manifest["config"] = json!([]),
        |manifest| manifest["config"]["size"] = json!(65_537),
        |manifest| manifest["subject"]["size"] = json!(1),
        |manifest| manifest["subject"]["mediaType"] = json!(name::INDEX),
        |manifest| manifest["layers"] = json!([{}, 5, null]),
    ];
    for edit in edits {
        let attachment = artifact(store, name::BUNDLE, core::slice::from_ref(good));
        store.attach_with(&attachment, edit);
    }
}

#[test]
fn a9_dsc_13_junk_in_manifests() {
    let (mut store, _) = bundled();
    let before = usable(&Fake::new(store.clone()).discover(everything()));
    add_junk(&mut store, &bundle_layer("good"));
    let found = Fake::new(store.clone()).discover(everything());
    assert!(before.iter().all(|good| usable(&found).contains(good)));
    let count = |code| failures(&found).iter().filter(|it| **it == code).count();
    assert_eq!(count(registry::DIGEST_SIZE_MISMATCH), 2);
    assert_eq!(count(registry::DISCOVERY_LIMIT), 1);
    assert_eq!(count(registry::DIGEST_MALFORMED), 1);
    assert_eq!(count(registry::DISCOVERY_UNAVAILABLE), 1);
    // Two manifests are ambiguous or of the first schema, one layer is of no type that is read.
    assert_eq!(count(registry::SIGNATURE_UNSUPPORTED_FORMAT), 3);
    // The rest is malformed: annotations, layers, config twice, subject twice, and three entries.
    assert_eq!(count(registry::IMAGE_MANIFEST), 9);
    // A document that has a member twice is no document.
    let text = bundle(&store, "twice")
        .manifest()
        .to_string()
        .replacen('{', "{\"layers\":[],", 1);
    let twice = Descriptor::of(name::MANIFEST, text.as_bytes());
    let question = format!("manifest {}", twice.digest);
    let source = among(&store, &[twice.json()]).on(question, Reply::body(text, name::MANIFEST));
    let found = source.discover(everything());
    assert!(before.iter().all(|good| usable(&found).contains(good)));
}

#[test]
fn a9_dsc_13_junk_in_one_manifest() {
    let mut store = Store::image("app");
    store.sign(&[signature_layer("x"), signature_layer("y")]);
    let before = usable(&Fake::new(store.clone()).discover(signatures()));
    let junk = [
        json!(5),
        json!({}),
        json!({"digest": "x"}),
        json!({"mediaType": 5}),
    ];
    let layers = [signature_layer("x"), signature_layer("y")];
    let attached = store.attach_with(&Attachment::new(&layers), |manifest| {
        let layers = manifest["layers"].as_array_mut().unwrap();
        for entry in junk {
            layers.insert(1, entry);
        }
    });
    store.tag(&tag(&store, "sig"), &attached.digest);
    let found = Fake::new(store).discover(signatures());
    assert_eq!(usable(&found), before);
    assert_eq!(failures(&found).len(), 4);
}

#[test]
fn a9_dsc_13_large_junk_leaves_room() {
    let (mut store, attached) = bundled();
    // Everything that is said of these is possible, and nothing of it is there.
    for number in 0..63_u8 {
        let attachment = bundle(&store, "junk").with("number", &number.to_string());
        store.attach_with(&attachment, |manifest| {
            manifest["layers"][0]["digest"] = json!(nowhere(number));
            manifest["layers"][0]["size"] = json!(16 << 20);
        });
    }
    let found = Fake::new(store.clone()).discover(signatures());
    assert_eq!(usable(&found).len(), 1);
    assert_eq!(failures(&found), [registry::DISCOVERY_UNAVAILABLE; 63]);
    // Nor do manifests of which much is said.
    let junk: Vec<Value> = (0..63)
        .map(|number| {
            json!({
                "mediaType": name::MANIFEST,
                "digest": nowhere(number),
                "size": 4 << 20,
                "artifactType": name::BUNDLE,
            })
        })
        .collect();
    let good = store.manifest(&attached.digest).referrer().json();
    let question = format!("referrers {}", store.subject);
    let entries = [junk, vec![good]].concat();
    let source = Fake::new(store).on(question, Reply::page(&entries, None));
    let found = source.discover(signatures());
    assert_eq!(usable(&found).len(), 1);
    assert_eq!(failures(&found), [registry::DISCOVERY_UNAVAILABLE; 63]);
}

#[test]
fn a9_dsc_13_many_layers_leave_requests() {
    let (mut store, _) = bundled();
    for number in 0..20 {
        let layers: Vec<Layer> = (0..128)
            .map(|it| bundle_layer(&format!("{number} {it}")))
            .collect();
        store.attach(&artifact(&store, name::BUNDLE, &layers));
    }
    let good = String::from_utf8(bundle_layer("good").blob).unwrap();
    let source = Fake::new(store);
    let found = source.discover(signatures());
    let is_good = |it: &bonafide_oci::Candidate| it.bytes().is_ok_and(|it| it == good.as_bytes());
    assert!(found.candidates().iter().any(is_good));
    let expected = Reason::LimitReached {
        kind: "requests",
        seen: 257,
        limit: 256,
    };
    assert_eq!(
        reasons(&found),
        [expected],
        "one reason, however much is not asked"
    );
    assert_eq!(found.candidates().len(), 20 * 128 + 1);
    assert!(
        failures(&found)
            .iter()
            .all(|code| *code == registry::DISCOVERY_LIMIT)
    );
    assert_eq!(source.total(), 256);
}

#[test]
fn a10_ambiguous_documents_and_types_that_differ() {
    let code = |edit: fn(&mut Value), said: &str| {
        let mut store = Store::image("app");
        let attachment = bundle(&store, "good");
        let attached = store.attach_with(&attachment, edit);
        let bytes = store.manifest(&attached.digest).bytes.clone();
        let question = format!("manifest {}", attached.digest);
        let source = Fake::new(store).on(question, Reply::body(bytes, said));
        let found = source.discover(signatures());
        assert_complete(&found);
        assert_eq!(found.candidates().len(), 1);
        failures(&found).first().map_or("", |code| code.as_str())
    };
    let same = |_: &mut Value| {};
    assert_eq!(code(same, name::MANIFEST), "");
    assert_eq!(code(same, name::INDEX), "image.manifest");
    assert_eq!(code(same, name::DOCKER_MANIFEST), "image.manifest");
    let ambiguous = |it: &mut Value| it["manifests"] = json!([]);
    assert_eq!(
        code(ambiguous, name::MANIFEST),
        "signature.unsupported-format"
    );
    assert_eq!(
        code(ambiguous, name::INDEX),
        "image.manifest",
        "the type differs before that"
    );
    let first = |it: &mut Value| it["schemaVersion"] = json!(1);
    assert_eq!(code(first, name::MANIFEST), "signature.unsupported-format");
    // The subject itself.
    let mut store = Store::image("app");
    let mut value = store.subject().value();
    value["manifests"] = json!([]);
    let subject = store.push_json(&value);
    let found = Fake::new(store.about(&subject)).discover(signatures());
    let error = found.image().document().unwrap_err();
    assert_eq!(error.code(), registry::IMAGE_MANIFEST);
    // An index in the place of a manifest.
    let mut store = Store::index("app");
    let child = store.push_index(&[]);
    let list = tag(&store, "sig");
    store.tag(&list, &child.digest);
    let found = Fake::new(store).discover(signatures());
    assert_eq!(failures(&found), [registry::SIGNATURE_UNSUPPORTED_FORMAT]);
}

#[test]
fn a12_addresses_in_descriptors_are_never_used() {
    let mut store = Store::image("app");
    let attachment = bundle(&store, "good");
    let attached = store.attach_with(&attachment, |manifest| {
        manifest["layers"][0]["urls"] = json!(["https://attacker.test/blob"]);
    });
    let layer = layer_of(&store, &attached, 0);
    let found = Fake::new(store.clone()).discover(signatures());
    assert_eq!(usable(&found).len(), 1);
    assert_eq!(
        notes(&found, registry::NOTE_FOREIGN_URLS),
        core::slice::from_ref(&layer)
    );
    store.blobs.remove(&layer);
    let source = Fake::new(store.clone());
    let found = source.discover(signatures());
    assert_eq!(failures(&found), [registry::DISCOVERY_UNAVAILABLE]);
    assert!(
        source
            .asked
            .borrow()
            .iter()
            .all(|it| !it.contains("attacker"))
    );
    let mut value = store.subject().value();
    value["layers"][0]["urls"] = json!(["https://attacker.test/blob"]);
    let subject = store.push_json(&value);
    let found = Fake::new(store.about(&subject)).discover(signatures());
    assert_eq!(notes(&found, registry::NOTE_FOREIGN_URLS), [subject.digest]);
}

#[test]
fn a16_a17_attachments_of_other_images() {
    let (mut store, _) = bundled();
    let other = store.push_image("other", "linux/amd64");
    let copied = Attachment::new(&[bundle_layer("copied")])
        .of_type(name::BUNDLE)
        .with_config(name::EMPTY, b"{}")
        .referring(&other);
    let copied = store.attach(&copied);
    let entry = store.manifest(&copied.digest).referrer().json();
    let expected = "Unknown by Referrer, layer 0: signature.wrong-subject";
    let found = among(&store, core::slice::from_ref(&entry)).discover(signatures());
    assert_complete(&found);
    assert_eq!(usable(&found).len(), 1);
    assert!(lines(&found).contains(&expected.to_owned()));
    let text = found
        .candidates()
        .iter()
        .find_map(|it| it.bytes().err())
        .map(ToString::to_string);
    assert_eq!(
        text.unwrap(),
        format!("the manifest is attached to {}", other.digest)
    );
    // By the tag in the place of the list, and by a tag of the older formats.
    let fallback = format!("manifest {}", tag(&store, ""));
    let source = Fake::new(store.clone())
        .with_api(Api::Absent)
        .on(fallback, Reply::page(&[entry], None));
    assert_eq!(
        failures(&source.discover(signatures())),
        [registry::SIGNATURE_WRONG_SUBJECT]
    );
    let list = tag(&store, "sig");
    store.tag(&list, &copied.digest);
    let found = Fake::new(store.clone()).discover(signatures());
    assert!(failures(&found).contains(&registry::SIGNATURE_WRONG_SUBJECT));
    // Without a subject, only a tag can carry it: what is in it must say what it is about.
    let loose = store.attach(&Attachment::new(&[signature_layer("loose")]));
    let found = among(&store, &[loose.json()]).discover(signatures());
    assert!(failures(&found).contains(&registry::IMAGE_MANIFEST));
    store.tag(&list, &loose.digest);
    let found = Fake::new(store).discover(signatures());
    assert!(
        lines(&found).contains(&"SimpleSigning by Tag(Signature), layer 0: 13 bytes".to_owned())
    );
}

#[test]
fn dis_5_what_is_said_of_the_subject_is_so() {
    let code = |edit: fn(&mut Value)| {
        let mut store = Store::image("app");
        let attachment = bundle(&store, "good");
        store.attach_with(&attachment, edit);
        let found = Fake::new(store).discover(signatures());
        assert_complete(&found);
        failures(&found).first().map_or("", |code| code.as_str())
    };
    assert_eq!(code(|_| {}), "");
    assert_eq!(
        code(|it| drop(it["subject"].as_object_mut().unwrap().remove("mediaType"))),
        ""
    );
    assert_eq!(
        code(|it| it["subject"]["size"] = json!(1)),
        "image.manifest"
    );
    assert_eq!(
        code(|it| it["subject"]["mediaType"] = json!(name::INDEX)),
        "image.manifest"
    );
    let docker = |it: &mut Value| it["subject"]["mediaType"] = json!(name::DOCKER_MANIFEST);
    assert_eq!(code(docker), "image.manifest");
    assert_eq!(code(|it| it["config"]["size"] = json!(65_536)), "");
    assert_eq!(
        code(|it| it["config"]["size"] = json!(65_537)),
        "image.manifest"
    );
}

#[test]
fn a25_data_in_descriptors() {
    use bonafide_testkit::encode::base64;
    let with_data = |data: String| {
        let mut store = Store::image("app");
        let attachment = bundle(&store, "good");
        let attached = store.attach_with(&attachment, |it| it["layers"][0]["data"] = json!(data));
        let layer = layer_of(&store, &attached, 0);
        (store, layer)
    };
    let blob = bundle_layer("good").blob;
    let (store, layer) = with_data(base64(&blob));
    let source = Fake::new(store);
    let found = source.discover(signatures());
    assert_eq!(usable(&found).len(), 1);
    assert_eq!(source.count(&format!("blob {layer}")), 0);
    assert!(found.notes().is_empty());
    for wrong in [
        base64(b"evil"),
        base64(&bundle_layer("evil").blob),
        "%".to_owned(),
    ] {
        let (store, layer) = with_data(wrong);
        let source = Fake::new(store);
        let found = source.discover(signatures());
        assert_eq!(found.candidates()[0].bytes().unwrap(), blob);
        assert_eq!(source.count(&format!("blob {layer}")), 1);
        let expected = format!("{layer}: its inline data is not it");
        assert_eq!(notes(&found, registry::NOTE_DISCOVERY), [expected]);
    }
    // What one descriptor carries serves the others that are of the same bytes.
    let (mut store, layer) = with_data(base64(&blob));
    store.attach(&bundle(&store, "good").with("another", "yes"));
    store.blobs.remove(&layer);
    let source = Fake::new(store);
    let found = source.discover(signatures());
    assert_complete(&found);
    assert_eq!(usable(&found).len(), 1);
    assert!(failures(&found).is_empty());
}

#[test]
fn img_5_hints_of_a_listing_hide_nothing() {
    let (store, attached) = bundled();
    let good = attached.json();
    let usable_as = |entries: &[Value]| {
        let mut source = Fake::layout(store.clone());
        source.listing = Some(index(entries));
        usable(&source.discover(signatures())).len()
    };
    assert_eq!(usable_as(core::slice::from_ref(&good)), 1);
    for (member, value) in [
        ("mediaType", json!(name::INDEX)),
        ("mediaType", json!("a/b")),
        ("artifactType", json!("a/b")),
        ("platform", json!({"os": "linux", "architecture": "amd64"})),
        (
            "annotations",
            json!({"kind": "dev.cosignproject.cosign/image"}),
        ),
        (
            "annotations",
            json!({"kind": "dev.cosignproject.cosign/sigs"}),
        ),
        ("annotations", json!({name::REF_NAME: tag(&store, "sig")})),
        ("annotations", json!({name::REF_NAME: "v1"})),
    ] {
        let mut entry = good.clone();
        entry[member] = value;
        assert_eq!(usable_as(core::slice::from_ref(&entry)), 1, "{entry}");
        assert_eq!(usable_as(&[entry, good.clone()]), 1);
    }
    // What a list calls a manifest and is an index is not opened, and that is told.
    let mut nested = store.clone();
    let mut inner = nested.push_index(&[attached]);
    inner.media_type = name::MANIFEST.to_owned();
    let mut source = Fake::layout(nested);
    source.listing = Some(index(&[inner.json()]));
    let found = source.discover(signatures());
    let [note] = &notes(&found, registry::NOTE_DISCOVERY)[..] else {
        panic!()
    };
    assert!(
        note.ends_with("is an index, and is listed as something else"),
        "{note}"
    );
}

#[test]
fn ols_1_kinds_in_a_layout() {
    let mut store = Store::image("app");
    store.sign(&[signature_layer("x")]);
    store.attest(&[Layer::new(name::ENVELOPE, "e")]);
    let run = |options: DiscoveryOptions| {
        let mut source = Fake::layout(store.clone());
        source.listing = Some(store.layout_by_kind().index);
        let found = source.discover(options);
        assert_complete(&found);
        source.assert_once();
        lines(&found)
    };
    let [signature, envelope] = [
        "SimpleSigning by Tag(Signature), layer 0: 9 bytes",
        "Envelope by Tag(Attestation), layer 0: 1 bytes",
    ]
    .map(str::to_owned);
    assert_eq!(run(signatures()), core::slice::from_ref(&signature));
    assert_eq!(
        run(DiscoveryOptions::new(Wanted::attestations())),
        core::slice::from_ref(&envelope)
    );
    assert_eq!(run(everything()), [signature, envelope]);
    assert!(run(everything().without_tags()).is_empty());
}

#[test]
fn ols_6_one_manifest_listed_a_thousand_times() {
    let (store, attached) = bundled();
    let mut source = Fake::layout(store.clone());
    source.listing = Some(index(&vec![attached.json(); 1000]));
    let found = source.discover(signatures());
    assert_complete(&found);
    assert_eq!(lines(&found), ["Bundle by Listing, layer 0: 17 bytes"]);
    source.assert_once();
    let signed = store.referrers(&store.subject)[0].clone();
    let mut entries = vec![signed.json(); 1000];
    for (number, entry) in entries.iter_mut().enumerate() {
        entry["size"] = json!(number);
    }
    entries.push(signed.json());
    let question = format!("referrers {}", store.subject);
    let source = Fake::new(store.clone()).on(question, Reply::page(&entries, None));
    let found = source.discover(signatures());
    assert_eq!(lines(&found), ["Bundle by Referrer, layer 0: 17 bytes"]);
    assert_eq!(found.candidates()[0].carrier(), Carrier::Referrer);
    source.assert_once();
}
