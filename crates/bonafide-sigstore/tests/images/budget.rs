//! Many candidates and many keys cost no more than so much.

use bonafide_report::Class;
use bonafide_sigstore::TrustedKey;
use bonafide_testkit::encode::base64;
use bonafide_testkit::image::{Attachment, Layer, Store, name};

use crate::kit::{Bench, by_keys, found_with, key, wide};

/// A signature that is well formed and by nobody.
fn unlike(number: u32) -> String {
    let [_, a, b, c] = number.to_be_bytes();
    let scalar = |last: u8| {
        let mut bytes = vec![0x02, 0x20];
        bytes.extend([0x11; 29]);
        bytes.extend([a.wrapping_add(last) & 0x7f, b, c]);
        bytes
    };
    let mut der = vec![0x30, 0x44];
    der.extend(scalar(1));
    der.extend(scalar(2));
    base64(&der)
}

/// So many manifests of 128 layers, each a signature by nobody.
fn flood(bench: &Bench, manifests: u32, blob: &[u8]) -> Store {
    let mut store = bench.store.clone();
    let subject = store.subject().descriptor();
    for manifest in 0..manifests {
        let layers: Vec<Layer> = (0..128)
            .map(|number| {
                Layer::new(name::SIMPLE_SIGNING, blob)
                    .with(name::SIGNATURE, &unlike(manifest * 128 + number))
            })
            .collect();
        store.attach(&Attachment::signatures(&layers, &subject));
    }
    store
}

fn keys(count: usize) -> Vec<TrustedKey> {
    (0..count)
        .map(|number| key(&format!("key {number}")))
        .collect()
}

#[test]
fn many_candidates_and_many_keys() {
    let bench = Bench::default();
    let store = flood(&bench, 63, &bench.payload().bytes());
    let found = found_with(&store, &[], wide());
    assert_eq!(found.candidates().len(), 63 * 128);
    let policy = by_keys(&keys(15));
    let answer = bench.ask_found(&found, &policy);
    assert_eq!(answer.code(), "signature.invalid");
    // Not everything was judged, and what was not may be what is wanted.
    assert_eq!(answer.class(), Some(Class::Unavailable));
    assert!(answer.has_note("not judged"));
    assert_eq!(answer.codes().len(), 63 * 128);
    assert!(answer.codes().contains(&"discovery.limit"));
}

#[test]
fn many_candidates_over_one_large_payload() {
    let bench = Bench::default();
    let blob = vec![b' '; 1 << 20];
    let store = flood(&bench, 5, &blob);
    let found = found_with(&store, &[], wide());
    let answer = bench.ask_found(&found, &by_keys(&keys(15)));
    assert_eq!(answer.class(), Some(Class::Unavailable));
}

#[test]
fn what_fits_the_budget_is_judged() {
    let bench = Bench::default();
    // The tag stands behind the referrers.
    let mut store = flood(&bench, 2, &bench.payload().bytes());
    store.sign(&[bench.plan_by("key 14").layer()]);
    let found = found_with(&store, &[], wide());
    let answer = bench.ask_found(&found, &by_keys(&keys(15)));
    assert_eq!(answer.code(), "ok");
    let without = flood(&bench, 2, &bench.payload().bytes());
    let found = found_with(&without, &[], wide());
    let answer = bench.ask_found(&found, &by_keys(&keys(15)));
    assert_eq!(answer.code(), "signature.invalid");
    assert_eq!(answer.class(), Some(Class::Untrusted));
}

#[test]
fn one_candidate_that_goes_over_its_limit_leaves_the_others() {
    let bench = Bench::default();
    let store = bench.att(&[deep_layer(&bench)]);
    let answer = bench.ask(&store, &bench.attested());
    assert_ne!(answer.code(), "ok");
    assert_ne!(answer.class(), Some(Class::Unavailable));
    let store = bench.att(&[deep_layer(&bench), bench.attestation().layer()]);
    assert_eq!(bench.ask(&store, &bench.attested()).code(), "ok");
}

fn deep_layer(bench: &Bench) -> Layer {
    let deep = bench.attestation().with_envelope(|bytes| {
        *bytes = format!("{{\"payload\":{}{}}}", "[".repeat(5000), "]".repeat(5000)).into_bytes();
    });
    deep.layer()
}
