//! What an attacker may answer in the place of a registry, and what may be listed without an end.

mod common;

use bonafide_oci::{Children, Limits, Reason, SourceErrorKind, TagKind};
use bonafide_report::registry;
use bonafide_testkit::image::{Descriptor, Layer, Store, name};
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
fn a2_headers_are_never_digests() {
    let (mut store, attached) = bundled();
    let subject = store.subject.clone();
    store.tag("v1", &subject);
    let manifest = store.subject().clone();
    let sha512 = bonafide_digest::digest(bonafide_digest::Algorithm::Sha512, &manifest.bytes);
    for (header, is_noted) in [
        (Some(nowhere(3)), true),
        (Some(sha512.unwrap().to_string()), true),
        (Some("\u{1b}[31m".to_owned()), true),
        (Some(subject.clone()), false),
        (None, false),
    ] {
        let kind = Some(manifest.media_type.clone());
        let reply = Reply::Body(manifest.bytes.clone(), kind, header.clone());
        for (question, asked) in [("v1", tagged("v1")), (&subject, common::subject(&subject))] {
            let source = Fake::new(store.clone()).on(format!("manifest {question}"), reply.clone());
            let found = source.try_discover(&asked, signatures()).unwrap();
            assert_eq!(found.image().digest().to_string(), subject);
            assert_eq!(usable(&found).len(), 1);
            assert_complete(&found);
            let noted = notes(&found, registry::NOTE_DIGEST_HEADER);
            let expected = format!("another digest was said than {subject}");
            assert_eq!(noted, vec![expected; usize::from(is_noted)], "{header:?}");
        }
    }
    // The same of everything else that is fetched.
    let layer = layer_of(&store, &attached, 0);
    store.push_fallback(&subject);
    let fallback = store
        .manifest(store.resolve(&tag(&store, "")).unwrap())
        .clone();
    let of = |bytes: &[u8], kind: &str| {
        Reply::Body(bytes.to_vec(), Some(kind.to_owned()), Some(nowhere(3)))
    };
    let source = Fake::new(store.clone())
        .with_api(Api::Absent)
        .on(
            format!("blob {layer}"),
            of(&store.blobs[&layer], name::BUNDLE),
        )
        .on(
            format!("manifest {}", attached.digest),
            of(&store.manifest(&attached.digest).bytes, name::MANIFEST),
        )
        .on(
            format!("manifest {}", tag(&store, "")),
            of(&fallback.bytes, name::INDEX),
        );
    let found = source.discover(signatures());
    assert_eq!(usable(&found).len(), 1);
    assert_eq!(notes(&found, registry::NOTE_DIGEST_HEADER).len(), 3);
}

#[test]
fn a3_digests_that_are_none_are_never_asked_for() {
    let (store, _) = bundled();
    let hex = "AB".repeat(32);
    let junk: Vec<Value> = [
        format!("sha256:{hex}"),
        format!("sha256:{}", hex.to_lowercase().split_at(1).1),
        format!("sha256:{}0", hex.to_lowercase()),
        format!("sha384:{}", "0".repeat(96)),
        "sha256:../../../etc/passwd".to_owned(),
        "latest".to_owned(),
        String::new(),
    ]
    .iter()
    .map(|it| json!({"mediaType": name::MANIFEST, "digest": it, "size": 9}))
    .collect();
    let source = among(&store, &junk);
    let found = source.discover(signatures());
    assert_complete(&found);
    assert_eq!(lines(&found), ["Bundle by Referrer, layer 0: 17 bytes"]);
    assert_eq!(
        source.total(),
        5,
        "the image, its referrers, a tag, a manifest, a blob"
    );
    let noted = notes(&found, registry::NOTE_DISCOVERY);
    assert_eq!(noted.len(), 1);
    assert!(
        noted[0].starts_with("14 entries of a list name nothing, the first: "),
        "{noted:?}"
    );
    // Layers are told one by one.
    let mut store = store;
    for entry in junk {
        let attachment = bundle(&store, &entry.to_string());
        store.attach_with(&attachment, |manifest| {
            manifest["layers"][0]["digest"] = entry["digest"].clone()
        });
    }
    let source = Fake::new(store);
    let found = source.discover(signatures());
    assert_eq!(usable(&found).len(), 1);
    let malformed = failures(&found)
        .iter()
        .filter(|it| **it == registry::DIGEST_MALFORMED)
        .count();
    let unsupported = registry::DIGEST_ALGORITHM_UNSUPPORTED;
    assert_eq!((malformed, failures(&found).len()), (6, 7));
    assert!(failures(&found).contains(&unsupported));
    assert_eq!(
        source
            .asked
            .borrow()
            .iter()
            .filter(|it| it.starts_with("blob"))
            .count(),
        1
    );
}

#[test]
fn a4_bodies_without_an_end() {
    let (mut store, attached) = bundled();
    store.sign(&[signature_layer("x")]);
    let (subject, layer) = (store.subject.clone(), layer_of(&store, &attached, 0));
    let limit = |kind, limit: u64| Reason::LimitReached {
        kind,
        seen: limit + 1,
        limit,
    };
    let document = limit("bytes of a document", 4 << 20);
    for (question, expected, usable_before) in [
        (format!("referrers {subject}"), vec![document.clone()], 1),
        (
            format!("manifest {}", tag(&store, "sig")),
            vec![document.clone()],
            1,
        ),
        (format!("manifest {subject}"), vec![document.clone()], 2),
        // A size was said of these, and they are not of it.
        (format!("manifest {}", attached.digest), vec![], 1),
        (format!("blob {layer}"), vec![], 1),
    ] {
        let source = Fake::new(store.clone()).on(question.clone(), Reply::Endless);
        let found = source.discover(signatures());
        assert_eq!(reasons(&found), expected, "{question}");
        assert_eq!(usable(&found).len(), usable_before, "{question}");
        if expected.is_empty() {
            assert_eq!(
                failures(&found),
                [registry::DIGEST_SIZE_MISMATCH],
                "{question}"
            );
        }
    }
    store.tag("v1", &subject);
    let source = Fake::new(store).on("manifest v1", Reply::Endless);
    let error = source
        .try_discover(&tagged("v1"), signatures())
        .unwrap_err();
    assert_eq!(error.code(), registry::DISCOVERY_LIMIT);
}

#[test]
fn a5_sizes_that_are_wrong() {
    for (change, is_right) in [(0, true), (1, false), (-1, false), (1 << 20, false)] {
        let (store, attached) = bundled();
        let mut entries = referrers(&store);
        let size = entries[0]["size"].as_i64().unwrap();
        entries[0]["size"] = json!(size + change);
        let question = format!("referrers {}", store.subject);
        let source = Fake::new(store.clone()).on(question, Reply::page(&entries, None));
        let found = source.discover(signatures());
        assert_complete(&found);
        if is_right {
            assert_eq!(usable(&found).len(), 1);
        } else {
            let expected = "Unknown by Referrer, layer 0: digest.size-mismatch";
            assert_eq!(lines(&found), [expected], "{change}");
            assert_eq!(
                found.candidates()[0].manifest().unwrap().to_string(),
                attached.digest
            );
        }
        let mut store = Store::image("app");
        let attachment = bundle(&store, "good");
        store.attach_with(&attachment, |manifest| {
            let size = manifest["layers"][0]["size"].as_i64().unwrap();
            manifest["layers"][0]["size"] = json!(size + change);
        });
        let found = Fake::new(store).discover(signatures());
        assert_complete(&found);
        if is_right {
            assert_eq!(usable(&found).len(), 1);
        } else {
            assert_eq!(
                lines(&found),
                ["Bundle by Referrer, layer 0: digest.size-mismatch"]
            );
        }
    }
    // Trailing bytes behind a blob, and a blob that ends early.
    let edits: [fn(&mut Vec<u8>); 2] = [|bytes| bytes.push(b'\n'), |bytes| bytes.truncate(3)];
    for edit in edits {
        let (mut store, attached) = bundled();
        let layer = layer_of(&store, &attached, 0);
        store.corrupt(&layer, edit);
        let found = Fake::new(store).discover(signatures());
        assert_eq!(failures(&found), [registry::DIGEST_SIZE_MISMATCH]);
    }
}

#[test]
fn a6_nothing_is_decompressed() {
    let mut store = Store::image("app");
    let bomb = |kind: &str| Layer::new(kind, b"\x1f\x8b\x08\x00bomb".to_vec());
    store.sign(&[
        bomb(&format!("{}+gzip", name::SIMPLE_SIGNING)),
        signature_layer("x"),
    ]);
    store.attach_at(
        "sbom",
        &[bomb("application/spdx+json+zstd"), bomb("text/spdx")],
    );
    let found = Fake::new(store.clone()).discover(everything());
    assert_complete(&found);
    assert_eq!(
        lines(&found),
        [
            "Unknown by Tag(Signature), layer 0: signature.unsupported-format",
            "SimpleSigning by Tag(Signature), layer 1: 9 bytes",
            "Unknown by Tag(Sbom), layer 0: signature.unsupported-format",
            "UnsignedSbom by Tag(Sbom), layer 1: 8 bytes",
        ]
    );
    let error = found.candidates()[0].bytes().unwrap_err();
    assert_eq!(error.to_string(), "a compressed layer");
    assert_eq!(
        found.candidates()[3].bytes().unwrap(),
        b"\x1f\x8b\x08\x00bomb",
        "as it lies there"
    );
}

#[test]
fn a7_pages_that_lead_astray() {
    let (mut store, _) = bundled();
    store.sign(&[signature_layer("x")]);
    let entries = referrers(&store);
    let question = format!("referrers {}", store.subject);
    let at_first = |next: &str| {
        Fake::new(store.clone()).on(question.clone(), Reply::page(&entries, Some(next)))
    };
    // A page that follows itself, two that follow each other, and the first again.
    let own = at_first("a").on("next a", Reply::page(&[], Some("a")));
    let two = at_first("a")
        .on("next a", Reply::page(&[], Some("b")))
        .on("next b", Reply::page(&entries, Some("a")));
    for source in [own, two] {
        let found = source.discover(signatures());
        assert_eq!(reasons(&found), [Reason::PageLoop]);
        assert_eq!(reasons(&found)[0].code(), registry::DISCOVERY_INCOMPLETE);
        assert_eq!(usable(&found).len(), 2);
        source.assert_once();
    }
    let source = at_first("a").on("next a", Reply::Fail(SourceErrorKind::Refused));
    let found = source.discover(signatures());
    assert_eq!(reasons(&found), [Reason::RedirectRefused]);
    assert_eq!(usable(&found).len(), 2);
    // A page that is gone is not an end.
    let source = at_first("a").on("next a", Reply::Absent);
    let found = source.discover(signatures());
    assert_eq!(reasons(&found), [Reason::ReferrersMalformed]);
    assert_eq!(source.count(&format!("manifest {}", tag(&store, ""))), 0);
    for reply in [
        Reply::body("x", name::INDEX),
        Reply::json(&json!({}), name::MANIFEST),
    ] {
        let found = at_first("a").on("next a", reply).discover(signatures());
        assert_eq!(reasons(&found), [Reason::ReferrersMalformed]);
        assert_eq!(usable(&found).len(), 2);
    }
    for kind in KINDS {
        let found = at_first("a")
            .on("next a", Reply::Fail(kind))
            .discover(signatures());
        assert_eq!(reasons(&found).len(), 1, "{kind:?}");
        assert_eq!(usable(&found).len(), 2);
    }
}

#[test]
fn a7_a_thousand_pages() {
    let (store, _) = bundled();
    let question = format!("referrers {}", store.subject);
    let mut source =
        Fake::new(store.clone()).on(question, Reply::page(&referrers(&store), Some("1")));
    for number in 1..1000 {
        let next = (number + 1).to_string();
        source = source.on(format!("next {number}"), Reply::page(&[], Some(&next)));
    }
    let found = source.discover(signatures());
    let expected = Reason::LimitReached {
        kind: "pages of referrers",
        seen: 65,
        limit: 64,
    };
    assert_eq!(reasons(&found), [expected]);
    assert_eq!(usable(&found).len(), 1);
    assert_eq!(source.total(), 64 + 4);
}

#[test]
fn a8_deep_and_wide_indexes() {
    // Each index lists the one before it a hundred times, and a small image.
    let mut store = Store::new();
    let image = store.push_image("app", "linux/amd64").on("linux/amd64");
    let mut inner = store.push_index(core::slice::from_ref(&image));
    let mut depths = vec![inner.clone()];
    for _ in 0..6 {
        let mut listed = vec![inner.clone(); 100];
        listed.push(image.clone());
        inner = store.push_index(&listed);
        depths.push(inner.clone());
    }
    let options = || signatures().with_children(Children::All);
    let walked = |depth: usize| {
        let source = Fake::new(store.clone().about(&depths[depth]));
        let found = source.discover(options());
        source.assert_once();
        (reasons(&found), found.children().len())
    };
    let over = Reason::LimitReached {
        kind: "indexes inside each other",
        seen: 5,
        limit: 4,
    };
    assert_eq!(walked(3), (vec![], 1));
    assert_eq!(walked(4), (vec![over.clone()], 1));
    assert_eq!(walked(6), (vec![over], 1));
    // Thousands of children, in many indexes.
    let mut store = Store::new();
    let entry = |number: usize| {
        let digest = format!("sha256:{number:064x}");
        json!({"mediaType": name::MANIFEST, "digest": digest, "size": 9})
    };
    let mut inner = Vec::new();
    for number in 0..200 {
        let entries: Vec<Value> = (0..1000).map(|it| entry(number * 1000 + it)).collect();
        inner.push(store.push_json(&index(&entries)));
    }
    let subject = store.push_index(&inner);
    let source = Fake::new(store.about(&subject));
    let found = source.discover(options());
    assert_eq!(found.children().len(), 1000);
    let limit = |kind, limit: u64| Reason::LimitReached {
        kind,
        seen: limit + 1,
        limit,
    };
    assert_eq!(
        reasons(&found),
        [
            limit("requests for lists", 128),
            limit("children of an index", 1000)
        ]
    );
    // Half of the requests, and then the lists of the image itself.
    assert_eq!(source.total(), 128 + 2);
}

#[test]
fn a8_many_children_leave_requests_for_the_index() {
    let mut store = Store::new();
    let images: Vec<Descriptor> = (0..300)
        .map(|it| {
            store
                .push_image(&it.to_string(), "linux/amd64")
                .on("linux/amd64")
        })
        .collect();
    let subject = store.push_index(&images);
    let mut store = store.about(&subject);
    store.sign(&[signature_layer("x")]);
    store.attach(&bundle(&store, "good"));
    let found = Fake::new(store).discover(everything().with_children(Children::All));
    assert_eq!(
        usable(&found).len(),
        2,
        "what is attached to the index itself"
    );
    assert!(!found.completeness().is_complete());
}

#[test]
fn a8_indexes_in_a_listing() {
    let (mut store, attached) = bundled();
    let mut inner = store.push_index(core::slice::from_ref(&attached));
    let mut depths = vec![inner.clone()];
    for _ in 0..5 {
        inner = store.push_index(&[inner.clone(), inner.clone()]);
        depths.push(inner.clone());
    }
    let listed = |depth: usize| {
        let mut source = Fake::layout(store.clone());
        let entry = depths[depth].json();
        source.listing = Some(index(&[
            entry.clone(),
            store.subject().descriptor().json(),
            entry,
        ]));
        let found = source.discover(signatures());
        source.assert_once();
        (usable(&found).len(), reasons(&found))
    };
    assert_eq!(listed(0), (1, vec![]));
    assert_eq!(listed(3), (1, vec![]));
    let over = Reason::LimitReached {
        kind: "indexes inside each other",
        seen: 5,
        limit: 4,
    };
    assert_eq!(listed(4), (0, vec![over.clone()]));
    assert_eq!(listed(5), (0, vec![over]));
    // An index that lists other things than its digest says, or is not there, is not read.
    for reply in [Reply::page(&[attached.json()], None), Reply::Absent] {
        let question = format!("manifest {}", depths[1].digest);
        let mut source = Fake::layout(store.clone()).on(question, reply);
        source.listing = Some(index(&[depths[1].json()]));
        let found = source.discover(signatures());
        assert!(found.candidates().is_empty());
        assert_eq!(
            reasons(&found),
            [Reason::BlobUnavailable(digest(&depths[1].digest))]
        );
    }
}

#[test]
fn a23_bytes_are_read_once_and_hashed() {
    let (mut store, attached) = bundled();
    let layer = layer_of(&store, &attached, 0);
    store.attach(&artifact(&store, "a/b", &[bundle_layer("good")]).with("again", "yes"));
    let good = Reply::body(bundle_layer("good").blob, name::BUNDLE);
    let evil = Reply::body(bundle_layer("evil").blob, name::BUNDLE);
    let question = format!("blob {layer}");
    let source = Fake::new(store.clone()).on_each(&question, vec![good.clone(), evil.clone()]);
    let found = source.discover(signatures());
    assert_eq!((usable(&found).len(), source.count(&question)), (1, 1));
    let source = Fake::new(store.clone()).on_each(&question, vec![evil, good]);
    let found = source.discover(signatures());
    assert_eq!(failures(&found), [registry::DIGEST_MISMATCH]);
    assert_eq!(source.count(&question), 1);
    // The same of manifests by digest.
    let bytes = store.manifest(&attached.digest).bytes.clone();
    let mut evil = bytes.clone();
    let end = evil.len() - 1;
    evil[end] = b' ';
    let question = format!("manifest {}", attached.digest);
    let source = Fake::new(store).on(&question, Reply::body(evil, name::MANIFEST));
    let found = source.discover(signatures());
    assert!(failures(&found).contains(&registry::DIGEST_MISMATCH));
    assert_eq!(source.count(&question), 1);
}

#[test]
fn a24_what_others_wrote_is_escaped() {
    let (mut store, _) = bundled();
    let escape = "\u{1b}[31m\n\u{202e}";
    let attachment = artifact(
        &store,
        name::BUNDLE,
        &[bundle_layer("x").with(escape, escape)],
    );
    store.attach_with(&attachment, |it| {
        it["layers"][0]["digest"] = json!(format!("sha1{escape}:00"))
    });
    let attachment = bundle(&store, "y");
    store.attach_with(&attachment, |it| {
        it["layers"][0]["digest"] = json!("sha384:00");
        it["layers"][0]["annotations"] = json!({escape: 5});
    });
    let question = format!("manifest {}", store.subject);
    let long = format!("{escape}{}", "w".repeat(100_000));
    let source = Fake::new(store.clone())
        .on(question, Reply::Warned(long))
        .on(
            format!("manifest {}", tag(&store, "sig")),
            Reply::Fail(SourceErrorKind::Unavailable),
        )
        .on(
            format!("manifest {}", tag(&store, "att")),
            Reply::Fail(SourceErrorKind::Unavailable),
        );
    let found = source.discover(everything());
    let mut texts: Vec<String> = found
        .notes()
        .iter()
        .map(|it| it.detail().to_owned())
        .collect();
    texts.extend(reasons(&found).iter().map(ToString::to_string));
    texts.extend(
        found
            .candidates()
            .iter()
            .filter_map(|it| it.bytes().err())
            .map(ToString::to_string),
    );
    let [warning] = &notes(&found, registry::NOTE_REGISTRY_WARNING)[..] else {
        panic!()
    };
    assert!(warning.starts_with("\\u{1b}[31m\\u{a}\\u{202e}ww") && warning.len() < 1100);
    assert!(texts.len() >= 5);
    for text in texts {
        assert!(
            !text.chars().any(|it| it.is_control() || it == '\u{202e}'),
            "{text:?}"
        );
    }
    let error = Fake::new(store)
        .on("manifest v1", Reply::Fail(SourceErrorKind::Unavailable))
        .try_discover(&tagged("v1"), signatures())
        .unwrap_err();
    assert!(!error.to_string().chars().any(char::is_control));
}

#[test]
fn notes_are_few() {
    let (mut store, _) = bundled();
    let layers: Vec<Layer> = (0..128).map(|it| bundle_layer(&it.to_string())).collect();
    for number in 0..3 {
        let attachment =
            artifact(&store, name::BUNDLE, &layers).with("number", &number.to_string());
        store.attach_with(&attachment, |manifest| {
            for layer in manifest["layers"].as_array_mut().unwrap() {
                layer["urls"] = json!(["https://attacker.test/"]);
            }
        });
    }
    let source = Fake::new(store).discover(signatures());
    assert_eq!(
        notes(&source, registry::NOTE_FOREIGN_URLS).len(),
        128,
        "each once"
    );
    assert!(source.notes().len() <= 256);
}

#[test]
fn a26_login_pages_are_no_answers() {
    let (mut store, attached) = bundled();
    let subject = store.subject.clone();
    store.tag("v1", &subject);
    let page = || Reply::body("<html>Welcome</html>", "text/html; charset=utf-8");
    let at = |question: &str| Fake::new(store.clone()).on(question.to_owned(), page());
    let found = at(&format!("referrers {subject}")).discover(signatures());
    assert_eq!(reasons(&found), [Reason::ReferrersMalformed]);
    let found = at(&format!("manifest {}", tag(&store, "sig"))).discover(signatures());
    assert_eq!(
        reasons(&found),
        [Reason::TagUnavailable(TagKind::Signature)]
    );
    assert_eq!(usable(&found).len(), 1);
    let found = at(&format!("manifest {}", attached.digest)).discover(signatures());
    assert_eq!(
        reasons(&found),
        [Reason::BlobUnavailable(digest(&attached.digest))]
    );
    let found = at(&format!("manifest {subject}")).discover(signatures());
    assert_eq!(reasons(&found), [Reason::BlobUnavailable(digest(&subject))]);
    let fallback = format!("manifest {}", tag(&store, ""));
    let found = at(&fallback).with_api(Api::Absent).discover(signatures());
    assert_eq!(reasons(&found), [Reason::FallbackUnavailable]);
    let error = at("manifest v1")
        .try_discover(&tagged("v1"), signatures())
        .unwrap_err();
    assert_eq!(error.code(), registry::DISCOVERY_UNAVAILABLE);
}

#[test]
fn src_3_a_source_that_gives_more_than_was_asked_for() {
    use bonafide_oci::{Answer, Ask, Capabilities, Request, Source, SourceError, discover};
    /// Ignores how much may be answered.
    struct Generous(Fake);
    impl Source for Generous {
        fn fetch(&self, request: &Request) -> Result<Answer, SourceError> {
            let most = 64 << 20;
            let ask = request.ask().clone();
            let generous = Request::once(request.repository().cloned(), ask, most);
            match self.0.fetch(&generous)? {
                Answer::Found(found) if matches!(request.ask(), Ask::Blob(_)) => {
                    let mut body = generous.body();
                    body.append(found.bytes())?;
                    body.append(&vec![b' '; 1 << 20])?;
                    Ok(body.found().into())
                }
                answer => Ok(answer),
            }
        }
        fn capabilities(&self) -> Capabilities {
            self.0.capabilities()
        }
    }
    let (store, _) = bundled();
    let subject = common::subject(&store.subject);
    let small = store.subject().bytes.len() as u64 - 1;
    let found = discover(&Generous(Fake::new(store.clone())), &subject, signatures()).unwrap();
    assert_eq!(failures(&found), [registry::DIGEST_SIZE_MISMATCH]);
    let limits = Limits::default().with_manifest_bytes(small);
    let options = signatures().with_limits(limits);
    let found = discover(&Generous(Fake::new(store)), &subject, options).unwrap();
    assert_eq!(
        found.image().bytes().unwrap_err().code(),
        registry::DISCOVERY_LIMIT
    );
    assert!(!found.completeness().is_complete());
}
