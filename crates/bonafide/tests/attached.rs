//! What is attached to an image.
mod common;

use bonafide::keys::PublicKey;
use bonafide::oci::{
    Children, Discovered, DiscoveryOptions, MediaType, Memory, Subject, Tag, Target, Wanted,
    discover, parse_digest,
};
use bonafide::provenance::{Carrier, Gathered, ProvenanceReader};
use bonafide::sigstore::TrustedKey;
use bonafide::slsa::{Signer, Transparency};
use bonafide_testkit::Entry;
use bonafide_testkit::image::{Attachment, Statement, Store, hex_of};
use common::{Bench, V1, states};
use serde_json::json;

fn memory(store: &Store) -> Memory {
    let mut memory = Memory::new();
    for manifest in &store.manifests {
        let media_type = MediaType::parse(&manifest.media_type).unwrap();
        memory.push_manifest(media_type, manifest.bytes.clone());
    }
    for blob in store.blobs.values() {
        memory.push_blob(blob.clone());
    }
    for (tag, digest) in &store.tags {
        memory.tag(Tag::parse(tag).unwrap(), parse_digest(digest).unwrap());
    }
    memory
}

fn found_by(store: &Store, target: Target) -> Discovered {
    let everything = Wanted::signatures().and(Wanted::attestations());
    let options = DiscoveryOptions::new(everything);
    discover(&memory(store), &Subject::local(target), options).unwrap()
}

fn found(store: &Store) -> Discovered {
    found_by(store, Target::Digest(parse_digest(&store.subject).unwrap()))
}

fn gather(bench: &Bench, reader: &ProvenanceReader<'_>, store: &Store) -> Gathered {
    reader.attached(&found(store), bench.now)
}

fn provenance(store: &Store) -> Statement {
    Statement::attestation(&store.subject, V1, json!({}))
}

#[test]
fn layers_and_bundles_are_attestations() {
    let bench = Bench::default();
    let mut store = Store::image("app");
    let statement = provenance(&store);
    store.attach_bundle(&statement.plan(&bench.kit).mint());
    store.attest(&[statement.plan(&bench.kit).layer()]);
    let gathered = gather(&bench, &bench.reader(), &store);
    assert_eq!(gathered.carrier(), Carrier::Image);
    assert_eq!(states(&gathered), ["verified", "verified"]);
    let transparency = |index: usize| {
        let signing = gathered.attestations()[index]
            .authenticity()
            .signing()
            .unwrap();
        assert!(matches!(signing.signer(), Signer::Certificate(_)));
        signing.transparency()
    };
    assert_eq!(
        (transparency(0), transparency(1)),
        (Transparency::Proof, Transparency::Promise)
    );
    assert_eq!(gathered.attestations()[1].hint(), Some(V1));
    assert_ne!(gathered.attestations()[1].sha256(), &[0; 32]);
    assert!(gathered.attestations()[1].label().ends_with(" layer 0"));
    assert!(gathered.is_complete());
    let strict = gather(&bench, &bench.reader().require_proof(), &store);
    assert_eq!(states(&strict)[0], "verified");
    assert!(
        states(&strict)[1].starts_with("invalid "),
        "{:?}",
        states(&strict)
    );
}

#[test]
fn one_that_fails_hides_none() {
    let bench = Bench::default();
    let mut store = Store::image("app");
    let statement = provenance(&store);
    let forged = statement
        .plan(&bench.kit)
        .with_signature(|bytes| bytes[9] ^= 1);
    let other = Statement::attestation(&format!("sha256:{}", "00".repeat(32)), V1, json!({}));
    store.attest(&[
        forged.layer(),
        statement.plan(&bench.kit).layer(),
        // That it is about another image is for those to say who know which one is meant.
        other.plan(&bench.kit).layer(),
        statement.plan(&bench.kit).logged(Entry::None).layer(),
        statement
            .plan(&bench.kit)
            .layer()
            .with_blob(|blob| blob.clear()),
    ]);
    let gathered = gather(&bench, &bench.reader(), &store);
    let states = states(&gathered);
    assert_eq!(
        states[..4],
        [
            "invalid signature.invalid",
            "verified",
            "verified",
            "invalid time.none"
        ]
    );
    assert!(states[4].starts_with("invalid "), "{states:?}");
    assert!(gathered.report(0).unwrap().primary_code().is_some());
}

#[test]
fn signatures_of_images_are_left_aside() {
    let bench = Bench::default();
    let mut store = Store::image("app");
    store.attach_bundle(&Statement::signature(&store.subject).plan(&bench.kit).mint());
    store.attach_bundle(&bench.kit.message(b"x").mint());
    store.attach_bundle(&provenance(&store).plan(&bench.kit).mint());
    let gathered = gather(&bench, &bench.reader(), &store);
    assert_eq!(states(&gathered), ["verified"]);
    assert_eq!(gathered.ignored_count(), 2);
}

#[test]
fn keys_of_the_caller_count() {
    let bench = Bench::default();
    let mut store = Store::image("app");
    let statement = provenance(&store);
    store.attest(&[statement.plan(&bench.kit).by_key().layer()]);
    let minted = statement.plan(&bench.kit).by_key().mint();
    store.attach_bundle(&minted);
    assert_eq!(
        states(&gather(&bench, &bench.reader(), &store)),
        ["no-material", "no-material"]
    );
    let key = PublicKey::from_pem(&minted.key).unwrap();
    let reader = bench
        .reader()
        .with_bundle_key("release", TrustedKey::new(key));
    let gathered = gather(&bench, &reader, &store);
    assert_eq!(states(&gathered), ["verified", "verified"]);
    for attestation in gathered.attestations() {
        let signer = attestation.authenticity().signing().unwrap().signer();
        let name = "release".to_owned();
        assert_eq!(*signer, Signer::Key { name });
    }
}

#[test]
fn statements_of_a_build_tool_are_as_good_as_the_digest_of_the_index() {
    let bench = Bench::default();
    let mut store = Store::attested_index("app", V1);
    let gathered = gather(&bench, &bench.reader(), &store);
    assert_eq!(states(&gathered), ["covered-by-index-digest"; 2]);
    assert_eq!(gathered.attestations()[0].hint(), Some(V1));
    // A tag is whatever the registry says.
    let subject = store.subject.clone();
    store.tag("v1", &subject);
    let discovered = found_by(&store, Target::Tag(Tag::parse("v1").unwrap()));
    let gathered = bench.reader().attached(&discovered, bench.now);
    assert_eq!(states(&gathered), ["unsigned"; 2]);
}

#[test]
fn a_statement_of_another_platform_is_refused() {
    let bench = Bench::default();
    let mut store = Store::new();
    let images = ["linux/amd64", "linux/arm64"].map(|name| store.push_image("app", name).on(name));
    let about = |digest: &str| {
        json!({
            "_type": "https://in-toto.io/Statement/v0.1",
            "subject": [{"name": "app", "digest": {"sha256": hex_of(digest)}}],
            "predicateType": V1,
            "predicate": {},
        })
    };
    let swapped = store.push_attestation_manifest(&images[0].digest, &[about(&images[1].digest)]);
    let right = store.push_attestation_manifest(&images[1].digest, &[about(&images[1].digest)]);
    let broken = store.push_attestation_manifest(&images[1].digest, &[json!({"_type": 1})]);
    let [one, other] = images;
    let subject = store.push_index(&[one, other, swapped, right, broken]);
    let store = store.about(&subject);
    let mut states = states(&gather(&bench, &bench.reader(), &store));
    states.sort();
    assert_eq!(
        states,
        [
            "covered-by-index-digest",
            "invalid bkt.platform-mismatch",
            "invalid json.type"
        ]
    );
}

#[test]
fn what_could_not_be_had_is_not_absent() {
    let bench = Bench::default();
    let mut store = Store::image("app");
    let statement = provenance(&store);
    store.attach_bundle(&statement.plan(&bench.kit).mint());
    let blobs = store.blobs.clone();
    assert!(gather(&bench, &bench.reader(), &store).is_complete());
    let is_bundle = |bytes: &Vec<u8>| bytes.windows(12).any(|window| window == b"dsseEnvelope");
    store.blobs.retain(|_, bytes| !is_bundle(bytes));
    assert_eq!(store.blobs.len() + 1, blobs.len());
    let gathered = gather(&bench, &bench.reader(), &store);
    assert!(!gathered.is_complete() && !gathered.findings().is_empty());
    assert!(
        states(&gathered)
            .iter()
            .all(|state| state.starts_with("invalid "))
    );
}

#[test]
fn what_is_attached_to_a_child_is_judged_about_that_child() {
    let bench = Bench::default();
    let mut store = Store::index("app");
    let children: Vec<String> = store.children().into_iter().collect();
    let descriptor = store.manifest(&children[0]).descriptor();
    let about_child = Statement::attestation(&children[0], V1, json!({}));
    let minted = about_child.plan(&bench.kit).mint();
    store.attach(&Attachment::bundle(&minted, &descriptor));
    store.attach_bundle(&provenance(&store).plan(&bench.kit).mint());
    let target = Target::Digest(parse_digest(&store.subject).unwrap());
    let options = DiscoveryOptions::new(Wanted::attestations()).with_children(Children::All);
    let discovered = discover(&memory(&store), &Subject::local(target), options).unwrap();
    let gathered = bench.reader().attached(&discovered, bench.now);
    assert_eq!(states(&gathered), ["verified", "verified"]);
}
