//! The machine of steps: the order of answers, wrong answers, and content that moves or is joined by
//! junk.

mod common;

use bonafide_oci::{
    Answer, Children, Discovered, Discovery, DiscoveryOptions, Error, Request, Source as _,
    SourceError, SourceErrorKind, Step,
};
use bonafide_testkit::image::{Attachment, Descriptor, Layer, Store, name};
use common::*;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Everything of a result, in words.
fn whole(found: &Discovered) -> String {
    format!("{found:#?}")
}

/// Feeds the answers of each round in the order that `order` makes of the requests.
fn by_steps(
    source: &Fake,
    options: DiscoveryOptions,
    mut order: impl FnMut(&mut Vec<Request>),
) -> Discovered {
    let subject = source.subject();
    let mut discovery = Discovery::new(&subject, options, source.capabilities());
    loop {
        match discovery.next() {
            Step::Need(mut requests) => {
                order(&mut requests);
                for request in requests {
                    discovery
                        .feed(request.id(), source.fetch(&request))
                        .unwrap();
                }
            }
            Step::Done(found) => return found.unwrap(),
        }
    }
}

/// A repository with an attachment of each sort, and some junk.
fn mixed() -> Store {
    let mut store = Store::attested_index("app", "https://slsa.dev/provenance/v1");
    for seed in ["a", "b", "c"] {
        store.attach(&bundle(&store, seed));
    }
    store.attach(&artifact(
        &store,
        name::BUNDLE,
        &[bundle_layer("a"), bundle_layer("d")],
    ));
    store.sign(&[
        signature_layer("x"),
        signature_layer("y"),
        signature_layer("x"),
    ]);
    store.attest(&[Layer::new(name::ENVELOPE, "e")]);
    store.attach_sbom("text/spdx", b"s");
    let lost = store.attach(&bundle(&store, "lost"));
    let lost = layer_of(&store, &lost, 0);
    store.blobs.remove(&lost);
    store
}

fn fake() -> Fake {
    let mut source = Fake::new(mixed());
    source.page_size = 2;
    source.elsewhere = source.store.clone();
    let question = format!("manifest {} in {ELSEWHERE}", tag(&source.store, "att"));
    source.on(
        question,
        Reply::Fail(SourceErrorKind::Throttled { retry_after: None }),
    )
}

fn options() -> DiscoveryOptions {
    everything()
        .with_repository(elsewhere())
        .with_children(Children::All)
}

#[test]
fn src_4_the_trait_form_is_a_loop_over_the_steps() {
    let source = fake();
    let expected = whole(&source.discover(options()));
    let asked = source.asked.take();
    let found = by_steps(&source, options(), |_| {});
    assert_eq!(whole(&found), expected);
    assert_eq!(*source.asked.borrow(), asked);
}

#[test]
fn src_4_what_is_needed_is_repeated_until_it_is_fed() {
    let source = fake();
    let subject = source.subject();
    let mut discovery = Discovery::new(&subject, options(), source.capabilities());
    let mut rounds = 0;
    let found = loop {
        match discovery.next() {
            Step::Need(requests) => {
                rounds += 1;
                assert!(rounds < 1000, "it ends");
                let Step::Need(again) = discovery.next() else {
                    panic!()
                };
                assert_eq!(requests, again);
                // One answer at a time: what remains open is wanted still.
                let request = &requests[requests.len() / 2];
                discovery.feed(request.id(), source.fetch(request)).unwrap();
            }
            Step::Done(found) => break found.unwrap(),
        }
    };
    assert_eq!(whole(&found), whole(&fake().discover(options())));
    // The result is given once.
    let Step::Done(again) = discovery.next() else {
        panic!()
    };
    assert!(again.is_err());
}

#[test]
fn a28_answers_twice_or_to_nothing_change_nothing() {
    let expected = whole(&fake().discover(options()));
    let source = fake();
    let subject = source.subject();
    let mut discovery = Discovery::new(&subject, options(), source.capabilities());
    let refused = |result: Result<(), Error>| {
        assert_eq!(
            result.unwrap_err().to_string(),
            ": an answer to no open request"
        );
    };
    refused(discovery.feed(0, Ok(Answer::Absent)));
    let mut before: Vec<u32> = Vec::new();
    loop {
        match discovery.next() {
            Step::Need(requests) => {
                for id in before.drain(..) {
                    refused(discovery.feed(id, Ok(Answer::Absent)));
                }
                for request in requests {
                    discovery
                        .feed(request.id(), source.fetch(&request))
                        .unwrap();
                    let late = SourceError::new(SourceErrorKind::DeadlineReached, "");
                    refused(discovery.feed(request.id(), Err(late)));
                    refused(discovery.feed(request.id(), Ok(Answer::Absent)));
                    refused(discovery.feed(u32::MAX, Ok(Answer::Absent)));
                    before.push(request.id());
                }
            }
            Step::Done(found) => {
                assert_eq!(whole(&found.unwrap()), expected);
                break;
            }
        }
    }
    refused(discovery.feed(1, Ok(Answer::Absent)));
}

#[test]
fn rounds_hold_a_bounded_number_of_bytes() {
    let mut store = Store::new();
    let images: Vec<Descriptor> = (0..20)
        .map(|it| {
            store
                .push_image(&it.to_string(), "linux/amd64")
                .on("linux/amd64")
        })
        .collect();
    let subject = store.push_index(&images);
    let source = Fake::new(store.about(&subject));
    let expected = source.total();
    assert_eq!(expected, 0);
    let found = by_steps(
        &source,
        everything().with_children(Children::All),
        |requests| {
            let bytes: u64 = requests.iter().map(Request::max_bytes).sum();
            assert!(bytes <= 32 << 20, "{bytes}");
        },
    );
    assert_complete(&found);
    assert_eq!(source.total(), 1 + 21 * 4);
}

/// Where an attachment lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lies {
    Tag,
    Referrer,
    Fallback,
    Listing,
    Kind,
    Elsewhere,
}

const LIES: [Lies; 6] = [
    Lies::Tag,
    Lies::Referrer,
    Lies::Fallback,
    Lies::Listing,
    Lies::Kind,
    Lies::Elsewhere,
];

/// The same signatures, laid there.
fn laid(lies: Lies, seeds: &[String]) -> Fake {
    let layers: Vec<Layer> = seeds.iter().map(|seed| signature_layer(seed)).collect();
    let mut store = Store::image("app");
    match lies {
        Lies::Tag => {
            store.sign(&layers);
            Fake::new(store)
        }
        Lies::Referrer | Lies::Fallback | Lies::Listing => {
            let subject = store.subject().descriptor();
            store.attach(&Attachment::signatures(&layers, &subject));
            match lies {
                Lies::Referrer => Fake::new(store),
                Lies::Listing => Fake::layout(store),
                _ => {
                    store.push_fallback(&subject.digest);
                    Fake::new(store).with_api(Api::Absent)
                }
            }
        }
        Lies::Kind => {
            store.sign(&layers);
            let listing = store.layout_by_kind().index;
            let mut source = Fake::layout(store);
            source.listing = Some(listing);
            source
        }
        Lies::Elsewhere => {
            let mut source = Fake::new(store.clone());
            store.sign(&layers);
            source.elsewhere = store;
            source
        }
    }
}

/// What is no attachment, or no good one. Some of it is told, and none of it counts.
fn add_junk(store: &mut Store, kind: u8, seed: &str) {
    let attachment = bundle(store, &format!("junk {seed}"));
    let layers = [bundle_layer(seed)];
    match kind % 9 {
        0 => drop(store.attach_with(&attachment, |it| it["schemaVersion"] = json!(7))),
        1 => drop(store.attach_with(&attachment, |it| {
            it["subject"]["digest"] = json!(nowhere(1))
        })),
        2 => drop(store.attach_with(&attachment, |it| it["layers"][0]["size"] = json!(1))),
        3 => drop(store.attach_with(&attachment, |it| {
            it["layers"][0]["digest"] = json!(nowhere(2))
        })),
        4 => drop(store.attach_with(&attachment, |it| it["manifests"] = json!([]))),
        5 => drop(store.attach(&artifact(store, "a/b", &[Layer::new("a/b", seed)]))),
        6 => drop(store.attach_with(&attachment, |it| it["config"]["size"] = json!(1 << 30))),
        7 => {
            let attached = store.attach(&attachment);
            let layer = layer_of(store, &attached, 0);
            store.corrupt(&layer, |bytes| bytes[0] = b'?');
        }
        _ => {
            let subject = store.subject().descriptor();
            let attachment = Attachment::new(&layers)
                .of_type(seed)
                .with_config("a/config", b"{}")
                .referring(&subject);
            store.attach_with(&attachment, |it| {
                it["layers"] = json!([{}, 1, null, "junk"])
            });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a28_the_order_of_answers_does_not_matter(seeds in proptest::collection::vec(any::<u64>(), 32)) {
        let expected = whole(&fake().discover(options()));
        let mut round = 0;
        let found = by_steps(&fake(), options(), |requests| {
            let seed = seeds[round % seeds.len()];
            round += 1;
            requests.sort_by_key(|it| u64::from(it.id()).wrapping_add(1).wrapping_mul(seed | 1).reverse_bits());
        });
        prop_assert_eq!(whole(&found), expected);
    }

    #[test]
    fn dsc_13_junk_changes_nothing_of_what_is_good(
        junk in proptest::collection::vec((any::<u8>(), "[a-z]{1,6}"), 0..40),
        shuffle: u64,
    ) {
        let mut store = Store::image("app");
        store.attach(&bundle(&store, "good"));
        store.sign(&[signature_layer("x"), signature_layer("y")]);
        let good = usable(&Fake::new(store.clone()).discover(everything()));
        for (number, (kind, seed)) in junk.iter().enumerate() {
            add_junk(&mut store, *kind, &format!("{seed}{number}"));
        }
        let length = store.manifests.len();
        store.manifests.rotate_left(usize::try_from(shuffle % 64).unwrap() % length);
        let subject = store.subject.clone();
        store.push_fallback(&subject);
        for source in [
            Fake::new(store.clone()),
            Fake::new(store.clone()).with_api(Api::Absent),
            Fake::layout(store),
        ] {
            let found = source.discover(everything());
            prop_assert_eq!(&usable(&found), &good);
            source.assert_once();
        }
    }

    #[test]
    fn moving_attachments_finds_the_same(seeds in proptest::collection::vec("[a-z]{1,8}", 1..6)) {
        let mut expected: Option<Vec<String>> = None;
        for lies in LIES {
            let source = laid(lies, &seeds);
            let found = source.discover(signatures().with_repository(elsewhere()));
            prop_assert!(found.completeness().is_complete(), "{:?}", lies);
            let usable = usable(&found);
            prop_assert!(!usable.is_empty());
            prop_assert_eq!(expected.get_or_insert_with(|| usable.clone()), &usable, "{:?}", lies);
        }
    }

    #[test]
    fn no_answer_panics(
        replies in proptest::collection::vec(
            (0_u8..6, proptest::collection::vec(any::<u8>(), 0..40), any::<bool>()),
            1..12,
        ),
        is_layout: bool,
    ) {
        let mut source = if is_layout { Fake::layout(mixed()) } else { fake() };
        source.discover(options());
        let asked = source.asked.take();
        for (number, (kind, bytes, is_index)) in replies.iter().enumerate() {
            let question = asked[(number * 7 + bytes.len()) % asked.len()].clone();
            let media_type = if *is_index { name::INDEX } else { name::MANIFEST };
            let junk: Vec<Value> = bytes.iter().map(|it| json!(it)).collect();
            let reply = match kind {
                0 => Reply::Absent,
                1 => Reply::body(bytes.clone(), media_type),
                2 => Reply::Fail(KINDS[bytes.len() % KINDS.len()]),
                3 => Reply::page(&junk, Some(&format!("nowhere{number}/0"))),
                4 => Reply::json(&json!({"schemaVersion": 2, "layers": junk}), media_type),
                _ => Reply::Endless,
            };
            source = source.on(question, reply);
        }
        if let Ok(found) = source.try_discover(&source.subject(), options()) {
            source.assert_once();
            prop_assert_eq!(found.requests(), source.total() as u64);
        }
    }
}
