//! Discovery: the image, and the places where attachments are looked for.

mod common;

use bonafide_oci::{
    Carrier, DiscoveryOptions, Error, Reason, Role, SourceErrorKind, Subject, Tag, TagKind, Target,
    Wanted, attachment_tag, referrers_tag,
};
use bonafide_report::registry;
use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{
    Attachment, By, Carrier as Carried, Descriptor, Layer, Options, SignedImage, Store, name,
};
use common::*;
use serde_json::json;

#[test]
fn dsc_1_an_image_with_one_bundle() {
    let (store, attached) = bundled();
    let source = Fake::new(store);
    let found = source.discover(everything());
    assert_complete(&found);
    assert_eq!(found.image().digest().to_string(), source.store.subject);
    assert_eq!(found.image().bytes().unwrap(), source.store.subject().bytes);
    assert!(found.image().document().is_ok() && found.image().tag().is_none());
    let [candidate] = found.candidates() else {
        panic!("{:?}", lines(&found))
    };
    assert_eq!(candidate.role(), Role::Bundle);
    assert_eq!(candidate.carrier(), Carrier::Referrer);
    assert_eq!(candidate.image(), found.image().digest());
    assert_eq!(candidate.manifest().unwrap().to_string(), attached.digest);
    assert_eq!(candidate.layer(), 0);
    assert_eq!(
        candidate.digest().unwrap().to_string(),
        layer_of(&source.store, &attached, 0)
    );
    assert!(candidate.media_type().unwrap().is(name::BUNDLE));
    assert!(candidate.artifact_type().unwrap().is(name::BUNDLE));
    assert!(candidate.repository().is_none() && candidate.about().is_none());
    assert_eq!(candidate.bytes().unwrap(), bundle_layer("good").blob);
    assert_eq!(found.requests(), u64::try_from(source.total()).unwrap());
    assert!(found.bytes() > 0 && found.notes().is_empty());
    source.assert_once();
}

#[test]
fn dsc_1_results_are_in_an_order_of_their_own() {
    let mut store = Store::image("app");
    for seed in ["a", "b", "c"] {
        store.attach(&bundle(&store, seed));
    }
    store.sign(&[signature_layer("x"), signature_layer("y")]);
    let lines_of = |store: Store| {
        let found = Fake::new(store).discover(everything());
        let digests: Vec<String> = found
            .candidates()
            .iter()
            .map(|it| format!("{:?}", it.digest()))
            .collect();
        (lines(&found), digests)
    };
    let forwards = lines_of(store.clone());
    store.manifests.reverse();
    assert_eq!(lines_of(store), forwards);
    let expected = [
        "Bundle by Referrer, layer 0: 14 bytes",
        "Bundle by Referrer, layer 0: 14 bytes",
        "Bundle by Referrer, layer 0: 14 bytes",
        "SimpleSigning by Tag(Signature), layer 0: 9 bytes",
        "SimpleSigning by Tag(Signature), layer 1: 9 bytes",
    ];
    assert_eq!(forwards.0, expected);
}

#[test]
fn dsc_2_a1_a_tag_is_read_once() {
    let (mut store, _) = bundled();
    let subject = store.subject.clone();
    store.tag("v1", &subject);
    let other = store.push_image("moved", "linux/amd64");
    let moved = store.manifest(&other.digest).clone();
    let first = store.subject().clone();
    let question = "manifest v1";
    let source = Fake::new(store).on_each(
        question,
        vec![
            Reply::body(first.bytes, &first.media_type),
            Reply::body(moved.bytes, &moved.media_type),
        ],
    );
    let found = source.try_discover(&tagged("v1"), everything()).unwrap();
    assert_eq!(source.count(question), 1);
    assert_eq!(found.image().digest().to_string(), subject);
    assert_eq!(found.image().tag(), Some(&Tag::parse("v1").unwrap()));
    assert_eq!(
        lines(&found),
        ["Bundle by Referrer, layer 0: 14 bytes".replace("14", "17")]
    );
    source.assert_once();
}

#[test]
fn dsc_2_a_tag_that_is_not_there_is_an_error() {
    let source = Fake::new(Store::image("app"));
    let error = source
        .try_discover(&tagged("none"), everything())
        .unwrap_err();
    assert!(matches!(error, Error::Absent { .. }));
    assert_eq!(source.total(), 1);
    for kind in KINDS {
        let source = Fake::new(Store::image("app")).on("manifest v1", Reply::Fail(kind));
        let error = source
            .try_discover(&tagged("v1"), everything())
            .unwrap_err();
        assert!(matches!(&error, Error::Source { cause } if cause.kind() == kind));
        assert_eq!(source.total(), 1, "nothing can be looked for");
    }
    let implicit = Subject::of(&bonafide_oci::Reference::parse_strict(REPOSITORY).unwrap());
    let source = Fake::new(Store::image("app"));
    assert!(source.try_discover(&implicit, everything()).is_err());
    assert_eq!(source.count("manifest latest"), 1);
}

#[test]
fn dsc_3_a_signature_is_found_whatever_else_fails() {
    let (mut store, _) = bundled();
    store.sign(&[signature_layer("x")]);
    let subject = store.subject.clone();
    for kind in KINDS {
        let source = Fake::new(store.clone()).with_api(Api::Fails(kind));
        let found = source.discover(signatures());
        assert_eq!(usable(&found).len(), 1, "the tag is read all the same");
        let source = Fake::new(store.clone()).on(
            format!("manifest {}", tag(&store, "sig")),
            Reply::Fail(kind),
        );
        let found = source.discover(signatures());
        assert_eq!(lines(&found), ["Bundle by Referrer, layer 0: 17 bytes"]);
        assert!(!found.completeness().is_complete());
        let source = Fake::new(store.clone()).on(format!("manifest {subject}"), Reply::Fail(kind));
        let found = source.discover(signatures());
        assert_eq!(
            usable(&found).len(),
            2,
            "the digest is known without the image"
        );
        assert!(!found.completeness().is_complete());
    }
}

#[test]
fn dsc_4_pages_are_followed() {
    let mut store = Store::image("app");
    for number in 0..5 {
        store.attach(&bundle(&store, &number.to_string()));
    }
    let mut source = Fake::new(store);
    source.page_size = 2;
    let found = source.discover(signatures());
    assert_complete(&found);
    assert_eq!(usable(&found).len(), 5);
    assert_eq!(
        source
            .asked
            .borrow()
            .iter()
            .filter(|it| it.starts_with("next"))
            .count(),
        2
    );
    source.assert_once();
}

#[test]
fn dsc_4_a_list_of_referrers_is_an_oci_index() {
    let (store, _) = bundled();
    let (listed, subject) = (store.referrers_index(&store.subject), store.subject.clone());
    let mut docker = listed.clone();
    docker["mediaType"] = json!(name::DOCKER_LIST);
    let mut bare = listed.clone();
    bare.as_object_mut().unwrap().remove("mediaType");
    for (reply, is_list) in [
        (Reply::json(&listed, name::INDEX), true),
        (Reply::json(&bare, name::INDEX), true),
        (Reply::json(&docker, name::DOCKER_LIST), false),
        (Reply::json(&listed, "application/json"), false),
        (Reply::json(&store.subject().value(), name::MANIFEST), false),
        (Reply::body("[]", name::INDEX), false),
        (Reply::body("", name::INDEX), false),
        // Nobody says what this is, and a registry should.
        (
            Reply::Body(bare.to_string().into_bytes(), None, None),
            false,
        ),
    ] {
        let source = Fake::new(store.clone()).on(format!("referrers {subject}"), reply.clone());
        let found = source.discover(signatures());
        assert_eq!(usable(&found).len(), usize::from(is_list), "{reply:?}");
        let expected = if is_list {
            vec![]
        } else {
            vec![Reason::ReferrersMalformed]
        };
        assert_eq!(reasons(&found), expected, "{reply:?}");
        let fallback = format!("manifest {}", tag(&store, ""));
        assert_eq!(source.count(&fallback), usize::from(!is_list));
    }
}

#[test]
fn dsc_4_a_list_that_is_filtered_is_not_whole() {
    let (store, _) = bundled();
    let question = format!("referrers {}", store.subject);
    let found = Fake::new(store)
        .on(question, Reply::Filtered)
        .discover(signatures());
    assert_eq!(reasons(&found), [Reason::ReferrersMalformed]);
    assert_eq!(usable(&found).len(), 1);
}

#[test]
fn dsc_5_a15_the_fallback_tag() {
    let (mut store, _) = bundled();
    let without = Fake::new(store.clone()).with_api(Api::Absent);
    let found = without.discover(signatures());
    assert_complete(&found);
    assert!(
        found.candidates().is_empty(),
        "there is none, and that is known"
    );
    assert_eq!(without.count(&format!("manifest {}", tag(&store, ""))), 1);
    let subject = store.subject.clone();
    store.push_fallback(&subject);
    let with = Fake::new(store.clone()).with_api(Api::Absent);
    let found = with.discover(signatures());
    assert_complete(&found);
    assert_eq!(lines(&found), ["Bundle by FallbackTag, layer 0: 17 bytes"]);
    for status in [400, 405, 406, 501] {
        let kind = SourceErrorKind::Unsupported { status };
        let found = Fake::new(store.clone())
            .with_api(Api::Fails(kind))
            .discover(signatures());
        assert_complete(&found);
        assert_eq!(usable(&found).len(), 1);
        let (store, _) = bundled();
        let found = Fake::new(store)
            .with_api(Api::Fails(kind))
            .discover(signatures());
        assert_eq!(
            reasons(&found),
            [Reason::ReferrersUnsupportedStatus(status)]
        );
        assert_eq!(reasons(&found)[0].code(), registry::DISCOVERY_INCOMPLETE);
    }
}

#[test]
fn dsc_6_referrers_tags() {
    let sha256 = digest(&format!("sha256:{}", "ab".repeat(32)));
    assert_eq!(
        referrers_tag(&sha256).unwrap().as_str(),
        format!("sha256-{}", "ab".repeat(32))
    );
    let sha512 = digest(&format!("sha512:{}{}", "ab".repeat(32), "cd".repeat(32)));
    assert_eq!(
        referrers_tag(&sha512).unwrap().as_str(),
        format!("sha512-{}", "ab".repeat(32))
    );
    for (kind, end) in [
        (TagKind::Signature, "sig"),
        (TagKind::Attestation, "att"),
        (TagKind::Sbom, "sbom"),
    ] {
        let tag = attachment_tag("p-", &sha256, kind).unwrap();
        assert_eq!(tag.as_str(), format!("p-sha256-{}.{end}", "ab".repeat(32)));
        let error = attachment_tag("", &sha512, kind).unwrap_err();
        assert_eq!(error.code(), registry::DIGEST_ALGORITHM_UNSUPPORTED);
    }
    assert!(attachment_tag(&"p".repeat(60), &sha256, TagKind::Signature).is_err());
}

#[test]
fn dsc_6_what_the_referrers_tag_names_is_an_index() {
    let (mut store, attached) = bundled();
    store.tag(&Store::tag_of(&store.subject, ""), &attached.digest);
    let found = Fake::new(store.clone())
        .with_api(Api::Absent)
        .discover(signatures());
    assert_eq!(reasons(&found), [Reason::FallbackNotIndex]);
    assert_eq!(reasons(&found)[0].code(), registry::DISCOVERY_INCOMPLETE);
    let junk = format!("manifest {}", tag(&store, ""));
    let source = Fake::new(store)
        .with_api(Api::Absent)
        .on(junk, Reply::body("{", name::INDEX));
    assert_eq!(
        reasons(&source.discover(signatures())),
        [Reason::FallbackNotIndex]
    );
}

#[test]
fn dsc_7_options_about_referrers() {
    let (mut store, _) = bundled();
    let listed = store.clone();
    let subject = store.subject.clone();
    let fallback = format!("manifest {}", tag(&store, ""));
    let late = store.attach(&bundle(&store, "older"));
    store.push_fallback(&subject);
    // The registry lists what came since it can; the other is in the tag only.
    let referrers = Reply::json(&listed.referrers_index(&subject), name::INDEX);
    let source = || Fake::new(store.clone()).on(format!("referrers {subject}"), referrers.clone());
    let plain = source();
    assert_eq!(usable(&plain.discover(signatures())).len(), 1);
    assert_eq!(plain.count(&fallback), 0);
    let always = source();
    let found = always.discover(signatures().with_fallback_always());
    assert_eq!(usable(&found).len(), 2);
    assert_eq!(always.count(&fallback), 1);
    always.assert_once();
    let carriers: Vec<(Carrier, bool)> = found
        .candidates()
        .iter()
        .map(|it| {
            (
                it.carrier(),
                it.manifest().unwrap().to_string() == late.digest,
            )
        })
        .collect();
    assert_eq!(
        carriers,
        [(Carrier::Referrer, false), (Carrier::FallbackTag, true)]
    );
    // Asked for once also where the registry has no list.
    let old = Fake::new(store.clone()).with_api(Api::Absent);
    assert_eq!(
        usable(&old.discover(signatures().with_fallback_always())).len(),
        2
    );
    assert_eq!(old.count(&fallback), 1);
    let off = source();
    let found = off.discover(signatures().without_referrers());
    assert_complete(&found);
    assert_eq!(usable(&found).len(), 2);
    assert_eq!(off.count(&format!("referrers {subject}")), 0);
    assert_eq!(
        notes(&found, registry::NOTE_DISCOVERY),
        ["referrers were not asked for"]
    );
}

#[test]
fn dsc_8_tags_of_the_older_formats() {
    let mut store = Store::image("app");
    store.sign(&[signature_layer("x"), signature_layer("y")]);
    store.attest(&[Layer::new(name::ENVELOPE, "envelope")]);
    store.attach_sbom("text/spdx+json", b"{}");
    let asked = |wanted: Wanted| {
        let source = Fake::new(store.clone());
        let found = source.discover(DiscoveryOptions::new(wanted));
        assert_complete(&found);
        source.assert_once();
        let tags =
            ["sig", "att", "sbom"].map(|it| source.count(&format!("manifest {}", tag(&store, it))));
        (tags, lines(&found))
    };
    let [x, y, attestation, sbom] = [
        "SimpleSigning by Tag(Signature), layer 0: 9 bytes",
        "SimpleSigning by Tag(Signature), layer 1: 9 bytes",
        "Envelope by Tag(Attestation), layer 0: 8 bytes",
        "UnsignedSbom by Tag(Sbom), layer 0: 2 bytes",
    ]
    .map(str::to_owned);
    assert_eq!(
        asked(Wanted::signatures()),
        ([1, 0, 0], vec![x.clone(), y.clone()])
    );
    assert_eq!(
        asked(Wanted::attestations()),
        ([0, 1, 0], vec![attestation.clone()])
    );
    let both = Wanted::signatures().and(Wanted::attestations());
    assert_eq!(
        asked(both),
        ([1, 1, 0], vec![x.clone(), y.clone(), attestation.clone()])
    );
    assert_eq!(
        asked(Wanted::everything()),
        ([1, 1, 1], vec![x, y, attestation, sbom])
    );
    let source = Fake::new(store.clone());
    let found = source.discover(everything().without_tags());
    assert!(found.candidates().is_empty());
    assert_eq!(source.total(), 2);
}

#[test]
fn kinds_that_were_left_out_were_not_seen() {
    let source = Fake::new(Store::image("app"));
    let found = source.discover(DiscoveryOptions::new(Wanted::signatures()));
    assert_complete(&found);
    assert_eq!(found.wanted(), Wanted::signatures());
    assert!(found.unseen(Wanted::signatures()).is_empty());
    let unseen = found.unseen(Wanted::everything());
    let [reason] = &unseen[..] else {
        panic!("{unseen:?}")
    };
    let told = "attestations and bills of materials were not looked for";
    assert_eq!(reason.to_string(), told);
    assert_eq!(reason.code().as_str(), "discovery.incomplete");
    assert!(!reason.is_retryable());
}

#[test]
fn dsc_8_one_payload_with_several_signatures() {
    let mut store = Store::image("app");
    let layer = |signature: &str| {
        Layer::new(name::SIMPLE_SIGNING, "payload").with(name::SIGNATURE, signature)
    };
    store.sign(&[layer("a"), layer("b"), layer("a")]);
    let source = Fake::new(store);
    let found = source.discover(signatures());
    let annotations: Vec<&str> = found
        .candidates()
        .iter()
        .map(|it| it.annotations()[name::SIGNATURE].as_str())
        .collect();
    assert_eq!(annotations, ["a", "b"], "the third is the first again");
    source.assert_once();
}

#[test]
fn dsc_8_a_prefix_of_the_caller() {
    let mut store = Store::image("app");
    let attached = store.attach(&Attachment::new(&[signature_layer("x")]));
    let tag = format!("team-{}", tag(&store, "sig"));
    store.tag(&tag, &attached.digest);
    let found = Fake::new(store.clone()).discover(signatures().with_tag_prefix("team-"));
    assert_eq!(usable(&found).len(), 1);
    // Nothing can lie under what is no tag: that is not the same as nothing lying there.
    for prefix in ["-", "a/b", &"p".repeat(60)] {
        let source = Fake::new(store.clone());
        let found = source.discover(signatures().with_tag_prefix(prefix));
        assert_eq!(
            reasons(&found),
            [Reason::TagUnavailable(TagKind::Signature)],
            "{prefix}"
        );
        let found = Fake::layout(store.clone()).discover(signatures().with_tag_prefix(prefix));
        assert_eq!(
            reasons(&found),
            [Reason::TagUnavailable(TagKind::Signature)],
            "{prefix}"
        );
    }
}

#[test]
fn t_5_requests_are_few() {
    let kit = Sigstore::new("requests");
    let image = |carrier: Carried, attested: bool| {
        let mut options = Options {
            carriers: vec![carrier],
            signers: vec![By::Keyless],
            ..Options::default()
        };
        if attested {
            options.attestations = vec![("https://slsa.dev/provenance/v1".to_owned(), json!({}))];
        }
        SignedImage::new(&kit, &options).store
    };
    let count = |store: &Store, options: DiscoveryOptions| {
        let source = Fake::new(store.clone());
        let found = source.discover(options);
        assert_complete(&found);
        assert!(!usable(&found).is_empty());
        source.assert_once();
        source.total()
    };
    let bundle = image(Carried::Bundle, false);
    assert_eq!(count(&bundle, signatures().without_tags()), 4);
    assert_eq!(count(&bundle, signatures()), 5);
    let both = Wanted::signatures().and(Wanted::attestations());
    assert_eq!(count(&bundle, DiscoveryOptions::new(both)), 6);
    let older = image(Carried::Tag, false);
    assert!(
        count(&older, signatures()) <= 6,
        "one keyless image, native referrers"
    );
    assert_eq!(count(&older, signatures()), 4);
    let layer = image(Carried::Layer, false);
    assert_eq!(count(&layer, signatures()), 5);
    let without = Fake::new(older).with_api(Api::Absent);
    without.discover(signatures());
    assert_eq!(without.total(), 5);
}

#[test]
fn sources_with_a_listing_are_asked_for_nothing_else() {
    let (mut store, _) = bundled();
    store.sign(&[signature_layer("x")]);
    let source = Fake::layout(store);
    let found = source.discover(signatures());
    assert_complete(&found);
    assert_eq!(usable(&found).len(), 2);
    let asked = source.asked.borrow();
    assert!(
        asked
            .iter()
            .all(|it| !it.starts_with("referrers") && !it.contains(".sig"))
    );
    assert_eq!(source.count("listing"), 1);
}

#[test]
fn a_subject_that_is_not_there_has_attachments_all_the_same() {
    let (store, _) = bundled();
    for reply in [Reply::Absent, Reply::Fail(SourceErrorKind::Unavailable)] {
        let question = format!("manifest {}", store.subject);
        let found = Fake::new(store.clone())
            .on(question, reply)
            .discover(signatures());
        assert_eq!(usable(&found).len(), 1);
        let error = found.image().bytes().unwrap_err();
        assert_eq!(error.code(), registry::DISCOVERY_UNAVAILABLE);
        assert!(found.image().document().is_err());
        assert_eq!(found.image().digest().to_string(), store.subject);
        assert_eq!(
            reasons(&found),
            [Reason::BlobUnavailable(digest(&store.subject))]
        );
    }
    for (kind, reason) in [
        (SourceErrorKind::Tls, Reason::TlsFailure),
        (SourceErrorKind::Refused, Reason::RedirectRefused),
        (SourceErrorKind::DeadlineReached, Reason::DeadlineReached),
    ] {
        let question = format!("manifest {}", store.subject);
        let found = Fake::new(store.clone())
            .on(question, Reply::Fail(kind))
            .discover(signatures());
        assert_eq!(reasons(&found), [reason]);
    }
}

#[test]
fn the_image_is_the_bytes_with_its_digest() {
    let (mut store, _) = bundled();
    let subject = store.subject.clone();
    let wrong = store.clone();
    store.corrupt(&subject, |bytes| bytes.push(b' '));
    let error = Fake::new(store)
        .try_discover(&common::subject(&subject), signatures())
        .unwrap_err();
    assert_eq!(error.code(), registry::DIGEST_MISMATCH);
    // A document that is none is still the bytes that were asked for.
    let mut store = wrong;
    let junk = store.push_manifest(name::MANIFEST, "{\"schemaVersion\":1}");
    let found = Fake::new(store.clone().about(&junk)).discover(signatures());
    assert!(found.image().bytes().is_ok());
    let error = found.image().document().unwrap_err();
    assert_eq!(error.code(), registry::SIGNATURE_UNSUPPORTED_FORMAT);
    assert_complete(&found);
}

#[test]
fn sha512_subjects() {
    let store = Store::image("app");
    let bytes = store.subject().bytes.clone();
    let computed = bonafide_digest::digest(bonafide_digest::Algorithm::Sha512, &bytes).unwrap();
    let layer = bundle_layer("good");
    let mut referring = artifact(&store, name::BUNDLE, core::slice::from_ref(&layer)).manifest();
    referring["subject"]["digest"] = json!(computed.to_string());
    let referring = referring.to_string();
    let entry = Descriptor::of(name::MANIFEST, referring.as_bytes());
    let make = || {
        let mut source = Fake::new(store.clone())
            .on(
                format!("manifest {computed}"),
                Reply::body(bytes.clone(), name::MANIFEST),
            )
            .on(
                format!("manifest {}", entry.digest),
                Reply::body(referring.as_bytes(), name::MANIFEST),
            );
        source.store.push_blob(name::BUNDLE, layer.blob.clone());
        source
    };
    let question = format!("referrers {computed}");
    let listed = Reply::page(&[entry.json()], None);
    let source = make().on(question, listed.clone());
    let asked = common::subject(&computed.to_string());
    let found = source.try_discover(&asked, everything()).unwrap();
    assert_complete(&found);
    assert_eq!(usable(&found).len(), 1);
    assert_eq!(found.image().digest(), &computed);
    let notes = notes(&found, registry::NOTE_DISCOVERY);
    assert_eq!(notes[0], "no tag ending in .sig is long enough for sha512");
    assert_eq!(notes.len(), 3);
    let tag = format!("manifest sha512-{}", computed.to_hex().split_at(64).0);
    let source = make().with_api(Api::Absent).on(tag.clone(), listed);
    let found = source.try_discover(&asked, signatures()).unwrap();
    assert_eq!(lines(&found), ["Bundle by FallbackTag, layer 0: 17 bytes"]);
    assert_eq!(source.count(&tag), 1);
}

#[test]
fn subjects_without_a_repository() {
    let (store, _) = bundled();
    let source = Fake::layout(store);
    let target = Target::Digest(digest(&source.store.subject));
    let found = source
        .try_discover(&Subject::local(target), signatures())
        .unwrap();
    assert_eq!(usable(&found).len(), 1);
}
