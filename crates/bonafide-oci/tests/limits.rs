//! Every limit: what is within it is complete, and what is one beyond is told.

mod common;

use bonafide_oci::{Children, Discovered, DiscoveryOptions, Limits, Reason};
use bonafide_report::registry;
use bonafide_testkit::image::{Attachment, Descriptor, Layer, Store, name};
use common::*;
use serde_json::{Value, json};

fn limit(kind: &'static str, seen: u64, limit: u64) -> Vec<Reason> {
    vec![Reason::LimitReached { kind, seen, limit }]
}

fn run(store: &Store, options: DiscoveryOptions, limits: Limits) -> Discovered {
    Fake::new(store.clone()).discover(options.with_limits(limits))
}

/// Complete with `most`, and this reason with one less.
fn assert_limit(
    kind: &'static str,
    most: u64,
    run: impl Fn(u64) -> Discovered,
) -> (Discovered, Discovered) {
    let (at, over) = (run(most), run(most - 1));
    assert_complete(&at);
    assert_eq!(reasons(&over), limit(kind, most, most - 1));
    assert_eq!(reasons(&over)[0].code(), registry::DISCOVERY_LIMIT);
    (at, over)
}

fn length(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}

#[test]
fn bytes_of_a_document() {
    let (mut store, attached) = bundled();
    store.sign(
        &(0..40)
            .map(|it| signature_layer(&it.to_string()))
            .collect::<Vec<_>>(),
    );
    let signed = store.resolve(&tag(&store, "sig")).unwrap().to_owned();
    let largest = length(&store.manifest(&signed).bytes);
    let (at, over) = assert_limit("bytes of a document", largest, |most| {
        run(
            &store,
            signatures(),
            Limits::default().with_manifest_bytes(most),
        )
    });
    assert_eq!((usable(&at).len(), usable(&over).len()), (41, 1));
    // A size that is said is held to the limit before anything is asked.
    let (store, _) = (bundled().0, ());
    let size = length(&store.manifest(&attached.digest).bytes);
    assert!(size > length(&store.subject().bytes) && size > 300);
    let entries: Vec<Value> = store
        .referrers(&store.subject)
        .iter()
        .map(Descriptor::json)
        .collect();
    let fake = |most: u64| {
        let text = json!({"schemaVersion": 2, "manifests": entries}).to_string();
        assert!(length(text.as_bytes()) < size, "the list is shorter");
        let question = format!("referrers {}", store.subject);
        let source = Fake::new(store.clone()).on(question, Reply::body(text, name::INDEX));
        let limits = Limits::default().with_manifest_bytes(most);
        (
            source.discover(signatures().with_limits(limits)),
            source.total(),
        )
    };
    let (at, over) = (fake(size), fake(size - 1));
    assert_complete(&at.0);
    assert_eq!(
        reasons(&over.0),
        limit("bytes of a manifest", size, size - 1)
    );
    assert_eq!(
        lines(&over.0),
        ["Unknown by Referrer, layer 0: discovery.limit"]
    );
    assert_eq!((at.1, over.1), (5, 3));
}

#[test]
fn pages() {
    let mut store = Store::image("app");
    for number in 0..6 {
        store.attach(&bundle(&store, &number.to_string()));
    }
    let (at, over) = assert_limit("pages of referrers", 3, |most| {
        let mut source = Fake::new(store.clone());
        source.page_size = 2;
        let limits = Limits::default().with_pages(most);
        source.discover(signatures().with_limits(limits))
    });
    assert_eq!((usable(&at).len(), usable(&over).len()), (6, 4));
}

#[test]
fn referrers() {
    let mut store = Store::image("app");
    for number in 0..6 {
        store.attach(&bundle(&store, &number.to_string()));
    }
    for page_size in [1, 2, 4, 5, 100] {
        let (at, over) = assert_limit("referrers", 6, |most| {
            let mut source = Fake::new(store.clone());
            source.page_size = page_size;
            let limits = Limits::default().with_referrers(most);
            source.discover(signatures().with_limits(limits))
        });
        assert_eq!(
            (usable(&at).len(), usable(&over).len()),
            (6, 5),
            "pages of {page_size}"
        );
    }
    let subject = store.subject.clone();
    store.push_fallback(&subject);
    let (at, over) = assert_limit("referrers", 6, |most| {
        let limits = Limits::default().with_referrers(most);
        let source = Fake::new(store.clone()).with_api(Api::Absent);
        source.discover(signatures().with_limits(limits))
    });
    assert_eq!((usable(&at).len(), usable(&over).len()), (6, 5));
    // The tag is read too where the first page is beyond the limit already.
    let source = Fake::new(store.clone());
    let limits = Limits::default().with_referrers(5);
    source.discover(signatures().with_fallback_always().with_limits(limits));
    assert_eq!(source.count(&format!("manifest {}", tag(&store, ""))), 1);
}

#[test]
fn candidates() {
    let mut store = Store::image("app");
    for number in 0..65 {
        store.attach(&bundle(&store, &number.to_string()));
    }
    let (at, over) = assert_limit("manifests of attachments", 65, |most| {
        run(
            &store,
            signatures(),
            Limits::default().with_candidates(most),
        )
    });
    assert_eq!((usable(&at).len(), usable(&over).len()), (65, 64));
    let mut layout = Fake::layout(store.clone());
    let subject = store.subject.clone();
    layout.listing.as_mut().unwrap()["manifests"]
        .as_array_mut()
        .unwrap()
        .retain(|it| it["digest"] != subject.as_str());
    let found = layout.discover(signatures());
    assert_eq!(reasons(&found), limit("manifests of attachments", 65, 64));
}

#[test]
fn layers() {
    for number in [128, 129] {
        let mut store = Store::image("app");
        let layers: Vec<Layer> = (0..number)
            .map(|it| signature_layer(&it.to_string()))
            .collect();
        store.sign(&layers);
        let found = run(&store, signatures(), Limits::default());
        assert_eq!(usable(&found).len(), 128);
        let expected = limit("layers of one manifest", 129, 128);
        assert_eq!(
            reasons(&found),
            if number == 128 { vec![] } else { expected }
        );
    }
}

#[test]
fn bytes_of_each_role() {
    let layer = |kind: &str| Layer::new(kind, "x".repeat(100)).with(name::SIGNATURE, "s");
    for (kind, item, with) in [
        (
            name::BUNDLE,
            "bytes of a bundle",
            Limits::with_bundle_bytes as fn(Limits, u64) -> Limits,
        ),
        (
            name::SIMPLE_SIGNING,
            "bytes of a payload",
            Limits::with_payload_bytes,
        ),
        (
            name::ENVELOPE,
            "bytes of an envelope",
            Limits::with_envelope_bytes,
        ),
        (
            name::STATEMENT,
            "bytes of a statement",
            Limits::with_sbom_bytes,
        ),
        ("text/spdx", "bytes of a statement", Limits::with_sbom_bytes),
    ] {
        let mut store = Store::image("app");
        store.attach(&artifact(&store, name::BUNDLE, &[layer(kind)]));
        let (at, over) = assert_limit(item, 100, |most| {
            run(&store, everything(), with(Limits::default(), most))
        });
        assert_eq!(
            (usable(&at).len(), failures(&over)),
            (1, vec![registry::DISCOVERY_LIMIT])
        );
    }
}

#[test]
fn depth_and_children_of_indexes() {
    let mut store = Store::new();
    let children: Vec<Descriptor> = (0..5)
        .map(|it| store.push_image(&it.to_string(), "linux/amd64"))
        .collect();
    let subject = store.push_index(&children);
    let options = || signatures().with_children(Children::All);
    let wide = store.clone().about(&subject);
    let (at, over) = assert_limit("children of an index", 5, |most| {
        run(&wide, options(), Limits::default().with_children(most))
    });
    assert_eq!((at.children().len(), over.children().len()), (5, 4));
    // Not chosen by an index, but by two of them.
    let inner = store.push_index(&children[..3]);
    let outer = store.push_index(&[inner.clone(), children[3].clone(), children[4].clone()]);
    let nested = store.clone().about(&outer);
    let (at, over) = assert_limit("children of an index", 5, |most| {
        run(&nested, options(), Limits::default().with_children(most))
    });
    assert_eq!((at.children().len(), over.children().len()), (5, 4));
    let (at, over) = assert_limit("indexes inside each other", 2, |most| {
        run(&nested, options(), Limits::default().with_index_depth(most))
    });
    assert_eq!((at.children().len(), over.children().len()), (5, 2));
    // Statements beside images are children too.
    let attested = Store::attested_index("app", "p");
    let (at, over) = assert_limit("children of an index", 4, |most| {
        run(
            &attested,
            everything(),
            Limits::default().with_children(most),
        )
    });
    assert_eq!((usable(&at).len(), usable(&over).len()), (2, 1));
}

#[test]
fn requests() {
    let (mut store, _) = bundled();
    store.sign(&[signature_layer("x")]);
    let source = Fake::new(store.clone());
    let most = source.discover(signatures()).requests();
    assert_eq!(most, 6);
    let (at, over) = assert_limit("requests", most, |most| {
        run(&store, signatures(), Limits::default().with_requests(most))
    });
    assert_eq!((usable(&at).len(), usable(&over).len()), (2, 1));
    for most in 1..6 {
        let source = Fake::new(store.clone());
        let limits = Limits::default().with_requests(most);
        let found = source.discover(signatures().with_limits(limits));
        assert_eq!(source.total() as u64, most);
        assert_eq!(
            reasons(&found),
            limit("requests", most + 1, most),
            "and no other reason"
        );
    }
    let source = Fake::new(store);
    let limits = Limits::default().with_requests(0);
    let found = source.discover(signatures().with_limits(limits.clone()));
    assert_eq!(source.total(), 0);
    assert_eq!(
        found.image().bytes().unwrap_err().code(),
        registry::DISCOVERY_LIMIT
    );
    let error = source
        .try_discover(&tagged("v1"), signatures().with_limits(limits))
        .unwrap_err();
    assert_eq!(error.code(), registry::DISCOVERY_LIMIT);
}

#[test]
fn bytes_in_all() {
    let (mut store, _) = bundled();
    store.sign(&[signature_layer("x")]);
    let most = Fake::new(store.clone()).discover(signatures()).bytes();
    let (at, over) = assert_limit("bytes in all", most, |most| {
        run(
            &store,
            signatures(),
            Limits::default().with_total_bytes(most),
        )
    });
    assert_eq!((usable(&at).len(), usable(&over).len()), (2, 1));
    for most in 0..most {
        let found = run(
            &store,
            signatures(),
            Limits::default().with_total_bytes(most),
        );
        assert_eq!(
            reasons(&found),
            limit("bytes in all", most + 1, most),
            "and no other reason"
        );
        assert!(found.bytes() <= most, "{most}");
        assert!(
            failures(&found)
                .iter()
                .all(|code| *code == registry::DISCOVERY_LIMIT)
        );
    }
    // A body without an end counts for what was read of it.
    let question = format!("manifest {}", tag(&store, "sig"));
    let source = Fake::new(store).on(question, Reply::Endless);
    assert!(source.discover(signatures()).bytes() >= 4 << 20);
}

#[test]
fn bytes_in_all_are_not_taken_by_what_one_candidate_says() {
    let mut store = Store::image("app");
    let layer = bundle_layer("good");
    let attachment = artifact(&store, name::BUNDLE, &[layer.clone(), layer]);
    store.attach_with(&attachment, |manifest| {
        manifest["layers"][0]["size"] = json!(16 << 20);
    });
    let limits = Limits::default().with_total_bytes(8 << 20);
    let found = run(&store, signatures(), limits);
    assert_eq!(
        lines(&found),
        [
            "Bundle by Referrer, layer 0: discovery.limit",
            "Bundle by Referrer, layer 1: 17 bytes",
        ]
    );
    let found = run(&store, signatures(), Limits::default());
    assert_complete(&found);
    assert_eq!(failures(&found), [registry::DIGEST_SIZE_MISMATCH]);
    assert_eq!(usable(&found).len(), 1);
}

#[test]
fn listings() {
    let mut store = Store::image("app");
    for number in 0..6 {
        store.attach(&bundle(&store, &number.to_string()));
    }
    let bytes = length(
        Fake::layout(store.clone())
            .listing
            .unwrap()
            .to_string()
            .as_bytes(),
    );
    let run =
        |limits: Limits| Fake::layout(store.clone()).discover(signatures().with_limits(limits));
    let (at, over) = assert_limit("entries of a listing", 7, |most| {
        run(Limits::default().with_listed(most))
    });
    assert_eq!((usable(&at).len(), usable(&over).len()), (6, 5));
    let (at, over) = assert_limit("bytes of a document", bytes, |most| {
        run(Limits::default().with_listing_bytes(most))
    });
    assert_eq!((usable(&at).len(), usable(&over).len()), (6, 0));
}

#[test]
fn work_is_linear_in_pages() {
    let (store, _) = bundled();
    let good = store.referrers(&store.subject)[0].json();
    let entry = |number: usize| {
        json!({
            "mediaType": name::MANIFEST,
            "digest": format!("sha256:{number:064x}"),
            "size": 500,
            "artifactType": "application/x",
        })
    };
    let question = format!("referrers {}", store.subject);
    let mut entries: Vec<Value> = (0..100_000).map(entry).collect();
    entries[0] = good;
    for size in [60, 1563, 4096, 10_000] {
        let mut source = Fake::new(store.clone());
        for (number, page) in entries.chunks(size).enumerate() {
            let next = (number + 1).to_string();
            let next = (number + 1 < entries.len().div_ceil(size)).then_some(next);
            let question = if number == 0 {
                question.clone()
            } else {
                format!("next {number}")
            };
            source = source.on(question, Reply::page(page, next.as_deref()));
        }
        let found = source.discover(signatures());
        assert_eq!(usable(&found).len(), 1, "pages of {size}");
        assert_eq!(reasons(&found)[0].code(), registry::DISCOVERY_LIMIT);
        assert!(source.total() <= 256);
    }
}

#[test]
fn work_is_linear_in_a_listing() {
    let (mut store, attached) = bundled();
    store.sign(&[signature_layer("x")]);
    let entry = |number: usize| json!({"mediaType": name::MANIFEST, "digest": format!("sha256:{number:064x}"), "size": 1});
    let mut entries: Vec<Value> = (0..99_998).map(entry).collect();
    entries.push(store.manifest(&attached.digest).referrer().json());
    let signed = tag(&store, "sig");
    let signature = store.manifest(store.resolve(&signed).unwrap()).descriptor();
    entries.push(signature.with(name::REF_NAME, &signed).json());
    let run = |entries: &[Value]| {
        let mut source = Fake::layout(store.clone());
        source.listing = Some(index(entries));
        source.discover(signatures())
    };
    let found = run(&entries);
    assert_eq!(usable(&found).len(), 2);
    assert_eq!(
        reasons(&found)[0],
        limit("manifests of attachments", 100_000, 64)[0]
    );
    // The same manifest with another size each time, and nothing but junk.
    for (number, entry) in entries.iter_mut().enumerate().take(99_998) {
        *entry = json!({"mediaType": name::MANIFEST, "digest": attached.digest, "size": number});
    }
    assert_eq!(usable(&run(&entries)).len(), 2);
    let junk = vec![json!({}); 100_000];
    let found = run(&junk);
    assert_complete(&found);
    assert_eq!(found.notes().len(), 1);
}

#[test]
fn work_is_linear_in_layers() {
    // Each manifest has as many layers as may be, all of the same large blob and each different.
    let mut store = Store::image("app");
    let layer = Layer::new(name::SIMPLE_SIGNING, vec![b'x'; 1 << 20]);
    for number in 0..64 {
        let attachment = artifact(
            &store,
            name::SIGNATURE_ARTIFACT,
            core::slice::from_ref(&layer),
        );
        store.attach_with(&attachment, |manifest| {
            let mut layers = vec![manifest["layers"][0].clone(); 128];
            for (layer, entry) in layers.iter_mut().enumerate() {
                entry["annotations"] = json!({name::SIGNATURE: format!("{number} {layer}")});
            }
            manifest["layers"] = layers.into();
        });
    }
    let found = run(&store, signatures(), Limits::default());
    assert_complete(&found);
    assert_eq!(usable(&found).len(), 64 * 128);
    // And each of a blob of its own.
    let mut store = Store::image("app");
    for number in 0..64 {
        let layers: Vec<Layer> = (0..128)
            .map(|layer| bundle_layer(&format!("{number} {layer}")))
            .collect();
        store.attach(&artifact(&store, name::BUNDLE, &layers));
    }
    let found = run(&store, signatures(), Limits::default());
    assert_eq!(found.candidates().len(), 64 * 128);
    assert_eq!(reasons(&found), limit("requests", 257, 256));
}

#[test]
fn work_is_linear_in_children() {
    let mut store = Store::new();
    let statement = json!({"predicateType": "p"});
    let mut entries: Vec<Descriptor> = (0..500)
        .map(|it| store.push_image(&it.to_string(), "linux/amd64"))
        .collect();
    for number in 0..500_usize {
        let image = entries[number].digest.clone();
        entries.push(store.push_attestation_manifest(&image, core::slice::from_ref(&statement)));
    }
    let subject = store.push_index(&entries);
    let store = store.about(&subject);
    let options = everything().with_children(Children::All);
    let found = run(&store, options, Limits::default());
    assert_eq!(found.children().len(), 500);
    assert!(!found.completeness().is_complete());
}

#[test]
fn attachments_of_a_hundred_manifests_without_a_tag() {
    // A manifest that is no attachment takes one request, and no more.
    let mut store = Store::image("app");
    for number in 0..10 {
        store.attach(&Attachment::new(&[bundle_layer(&number.to_string())]));
    }
    let source = Fake::layout(store);
    let found = source.discover(signatures());
    assert_complete(&found);
    assert!(found.candidates().is_empty());
    assert_eq!(source.total(), 12);
}
