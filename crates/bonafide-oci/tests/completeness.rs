//! What could not be had is told by its reason, and never taken for what is not there.

mod common;

use bonafide_oci::{Reason, SourceErrorKind, TagKind};
use bonafide_report::{Code, registry};
use bonafide_testkit::image::{Layer, Store, name};
use common::*;

/// What a failure of the list of referrers is.
fn of_referrers(kind: SourceErrorKind) -> Reason {
    match kind {
        SourceErrorKind::Unauthorised => Reason::ReferrersUnauthorised,
        SourceErrorKind::Throttled { .. } => Reason::ReferrersThrottled,
        SourceErrorKind::Unavailable | SourceErrorKind::Timeout => Reason::ReferrersUnavailable,
        SourceErrorKind::Protocol => Reason::ReferrersMalformed,
        SourceErrorKind::Unsupported { status } => Reason::ReferrersUnsupportedStatus(status),
        other => of(other, Reason::SourceCannotList),
    }
}

/// What a failure of anything else is.
fn of(kind: SourceErrorKind, otherwise: Reason) -> Reason {
    match kind {
        SourceErrorKind::Tls => Reason::TlsFailure,
        SourceErrorKind::Refused => Reason::RedirectRefused,
        SourceErrorKind::DeadlineReached => Reason::DeadlineReached,
        SourceErrorKind::TooLarge { limit } => Reason::LimitReached {
            kind: "bytes of a document",
            seen: limit + 1,
            limit,
        },
        SourceErrorKind::Unauthorised
        | SourceErrorKind::Throttled { .. }
        | SourceErrorKind::Unavailable
        | SourceErrorKind::Timeout
        | SourceErrorKind::Protocol
        | SourceErrorKind::Unsupported { .. } => otherwise,
    }
}

fn all_kinds() -> Vec<SourceErrorKind> {
    let mut kinds = KINDS.to_vec();
    kinds.push(SourceErrorKind::DeadlineReached);
    kinds.push(SourceErrorKind::TooLarge { limit: 10 });
    kinds
}

/// An image with an attachment of each sort.
fn store() -> Store {
    let (mut store, _) = bundled();
    store.sign(&[signature_layer("x")]);
    store.attest(&[Layer::new(name::ENVELOPE, "e")]);
    store.attach_sbom("text/spdx", b"s");
    store
}

#[test]
fn src_2_a14_each_failure_of_each_list_has_its_reason() {
    let store = store();
    let tagged = |end: &str| format!("manifest {}", tag(&store, end));
    let referrers = format!("referrers {}", store.subject);
    for kind in all_kinds() {
        for (question, expected) in [
            (referrers.clone(), of_referrers(kind)),
            (
                tagged("sig"),
                of(kind, Reason::TagUnavailable(TagKind::Signature)),
            ),
            (
                tagged("att"),
                of(kind, Reason::TagUnavailable(TagKind::Attestation)),
            ),
            (
                tagged("sbom"),
                of(kind, Reason::TagUnavailable(TagKind::Sbom)),
            ),
        ] {
            let source = Fake::new(store.clone()).on(question.clone(), Reply::Fail(kind));
            let found = source.discover(everything());
            assert_eq!(reasons(&found)[0], expected, "{question}: {kind:?}");
            if kind != SourceErrorKind::DeadlineReached {
                assert_eq!(reasons(&found), [expected], "{question}: {kind:?}");
                assert_eq!(usable(&found).len(), 3, "{question}: {kind:?}");
                assert!(failures(&found).is_empty());
            }
        }
        // The tag in the place of referrers, where there is no list.
        let source = Fake::new(store.clone())
            .with_api(Api::Absent)
            .on(tagged(""), Reply::Fail(kind));
        let found = source.discover(everything());
        assert_eq!(
            reasons(&found)[0],
            of(kind, Reason::FallbackUnavailable),
            "{kind:?}"
        );
        // And where there is nobody knows what.
        let source = Fake::new(store.clone())
            .with_api(Api::Fails(SourceErrorKind::Unsupported { status: 501 }))
            .on(tagged(""), Reply::Fail(kind));
        assert_eq!(
            reasons(&source.discover(everything()))[0],
            of(kind, Reason::FallbackUnavailable)
        );
    }
}

#[test]
fn a14_a_failure_of_the_list_is_none_of_the_tag() {
    let mut store = store();
    for kind in KINDS {
        let is_unknown = matches!(kind, SourceErrorKind::Unsupported { .. });
        let fallback = format!("manifest {}", tag(&store, ""));
        let source = Fake::new(store.clone()).with_api(Api::Fails(kind));
        let found = source.discover(signatures());
        assert_eq!(
            source.count(&fallback),
            1,
            "the tag is tried whatever the failure"
        );
        assert_eq!(reasons(&found), [of_referrers(kind)]);
        // A tag that is there does not stand for a list that may say more.
        let subject = store.subject.clone();
        let before = store.clone();
        store.push_fallback(&subject);
        let found = Fake::new(store.clone())
            .with_api(Api::Fails(kind))
            .discover(signatures());
        assert_eq!(usable(&found).len(), 2);
        let expected = if is_unknown {
            vec![]
        } else {
            vec![of_referrers(kind)]
        };
        assert_eq!(reasons(&found), expected, "{kind:?}");
        store = before;
    }
}

#[test]
fn each_failure_of_what_a_list_names_has_its_reason() {
    let (store, attached) = bundled();
    let layer = layer_of(&store, &attached, 0);
    for kind in all_kinds() {
        for named in [&attached.digest, &layer] {
            for question in ["manifest", "blob"].map(|it| format!("{it} {named}")) {
                let source = Fake::new(store.clone()).on(question.clone(), Reply::Fail(kind));
                let found = source.discover(signatures());
                if source.count(&question) == 0 {
                    continue;
                }
                let otherwise = Reason::BlobUnavailable(digest(named));
                assert_eq!(
                    reasons(&found),
                    [of(kind, otherwise)],
                    "{question}: {kind:?}"
                );
                let code = bonafide_oci::SourceError::new(kind, "").code();
                assert_eq!(failures(&found), [code], "{question}: {kind:?}");
            }
        }
        // The image and the indexes inside it.
        let mut nested = Store::index("app");
        let inner = nested.push_index(&[]);
        let outer = nested.push_index(core::slice::from_ref(&inner));
        let source = Fake::new(nested.about(&outer))
            .on(format!("manifest {}", inner.digest), Reply::Fail(kind));
        let options = signatures().with_children(bonafide_oci::Children::All);
        let found = source.discover(options);
        let otherwise = Reason::BlobUnavailable(digest(&inner.digest));
        assert_eq!(reasons(&found)[0], of(kind, otherwise), "{kind:?}");
        let question = format!("manifest {}", store.subject);
        let found = Fake::new(store.clone())
            .on(question, Reply::Fail(kind))
            .discover(signatures());
        let otherwise = Reason::BlobUnavailable(digest(&store.subject));
        assert_eq!(reasons(&found)[0], of(kind, otherwise), "{kind:?}");
    }
}

#[test]
fn each_failure_of_a_listing_has_its_reason() {
    let (store, attached) = bundled();
    for kind in all_kinds() {
        let source = Fake::layout(store.clone()).on("listing", Reply::Fail(kind));
        let found = source.discover(signatures());
        assert!(found.candidates().is_empty());
        assert_eq!(reasons(&found), [of(kind, Reason::SourceCannotList)]);
        let question = format!("manifest {}", attached.digest);
        let found = Fake::layout(store.clone())
            .on(question, Reply::Fail(kind))
            .discover(signatures());
        let otherwise = Reason::BlobUnavailable(digest(&attached.digest));
        assert_eq!(reasons(&found), [of(kind, otherwise)]);
    }
    for reply in [
        Reply::Absent,
        Reply::body("{", name::INDEX),
        Reply::body("[]", name::INDEX),
    ] {
        let found = Fake::layout(store.clone())
            .on("listing", reply)
            .discover(signatures());
        assert_eq!(reasons(&found), [Reason::SourceCannotList]);
    }
}

#[test]
fn a27_the_time_ends_during_discovery() {
    let store = store();
    let all = Fake::new(store.clone());
    all.discover(everything());
    let asked = all.asked.borrow().clone();
    for (number, question) in asked.iter().enumerate() {
        let late = Reply::Fail(SourceErrorKind::DeadlineReached);
        let source = Fake::new(store.clone()).on(question.clone(), late);
        let found = source.discover(everything());
        assert_eq!(source.total(), number + 1, "nothing is asked after that");
        assert_eq!(reasons(&found), [Reason::DeadlineReached], "{question}");
        assert_eq!(reasons(&found)[0].code(), registry::DISCOVERY_UNAVAILABLE);
        for failure in failures(&found) {
            assert_eq!(failure, registry::DISCOVERY_UNAVAILABLE);
        }
    }
    // What was there before is kept.
    let last = asked.last().unwrap();
    let late = Reply::Fail(SourceErrorKind::DeadlineReached);
    let found = Fake::new(store.clone())
        .on(last.clone(), late)
        .discover(everything());
    assert_eq!((usable(&found).len(), failures(&found).len()), (3, 1));
    let late = Reply::Fail(SourceErrorKind::DeadlineReached);
    let source = Fake::new(store).on("manifest v1", late);
    let error = source
        .try_discover(&tagged("v1"), everything())
        .unwrap_err();
    assert_eq!(error.code(), registry::DISCOVERY_UNAVAILABLE);
}

#[test]
fn reasons_have_codes_and_texts() {
    let unavailable = registry::DISCOVERY_UNAVAILABLE;
    let incomplete = registry::DISCOVERY_INCOMPLETE;
    let limit = Reason::LimitReached {
        kind: "referrers",
        seen: 5,
        limit: 4,
    };
    let all: Vec<(Reason, Code, bool)> = vec![
        (
            Reason::ReferrersUnauthorised,
            registry::DISCOVERY_UNAUTHORISED,
            false,
        ),
        (
            Reason::ReferrersThrottled,
            registry::DISCOVERY_THROTTLED,
            true,
        ),
        (Reason::ReferrersUnavailable, unavailable, true),
        (Reason::ReferrersMalformed, incomplete, false),
        (Reason::ReferrersUnsupportedStatus(405), incomplete, false),
        (Reason::FallbackNotIndex, incomplete, false),
        (Reason::FallbackUnavailable, unavailable, true),
        (
            Reason::TagUnavailable(TagKind::Signature),
            unavailable,
            true,
        ),
        (Reason::PageLoop, incomplete, false),
        (limit, registry::DISCOVERY_LIMIT, false),
        (Reason::DeadlineReached, unavailable, true),
        (
            Reason::BlobUnavailable(digest(&nowhere(1))),
            unavailable,
            true,
        ),
        (Reason::RedirectRefused, unavailable, false),
        (Reason::TlsFailure, unavailable, false),
        (Reason::SourceCannotList, incomplete, false),
    ];
    for (reason, code, is_retryable) in all {
        assert_eq!(reason.code(), code, "{reason}");
        assert_eq!(reason.is_retryable(), is_retryable, "{reason}");
        assert!(!reason.to_string().is_empty());
        let text = format!("in {ELSEWHERE}: {reason}");
        let other = Reason::ExtraRepository(elsewhere(), Box::new(reason));
        assert_eq!((other.code(), other.is_retryable()), (code, is_retryable));
        assert_eq!(other.to_string(), text);
    }
}

#[test]
fn errors_of_sources_have_codes() {
    for (kind, code, is_retryable) in [
        (
            SourceErrorKind::Unauthorised,
            registry::DISCOVERY_UNAUTHORISED,
            false,
        ),
        (
            SourceErrorKind::Throttled {
                retry_after: Some(7),
            },
            registry::DISCOVERY_THROTTLED,
            true,
        ),
        (
            SourceErrorKind::Unavailable,
            registry::DISCOVERY_UNAVAILABLE,
            true,
        ),
        (
            SourceErrorKind::Timeout,
            registry::DISCOVERY_UNAVAILABLE,
            true,
        ),
        (
            SourceErrorKind::DeadlineReached,
            registry::DISCOVERY_UNAVAILABLE,
            true,
        ),
        (SourceErrorKind::Tls, registry::DISCOVERY_UNAVAILABLE, false),
        (
            SourceErrorKind::Protocol,
            registry::DISCOVERY_UNAVAILABLE,
            false,
        ),
        (
            SourceErrorKind::TooLarge { limit: 1 },
            registry::DISCOVERY_LIMIT,
            false,
        ),
        (
            SourceErrorKind::Refused,
            registry::DISCOVERY_UNAVAILABLE,
            false,
        ),
        (
            SourceErrorKind::Unsupported { status: 405 },
            registry::DISCOVERY_UNAVAILABLE,
            false,
        ),
    ] {
        let error = bonafide_oci::SourceError::new(kind, "a\u{1b}b");
        assert_eq!((error.code(), error.is_retryable()), (code, is_retryable));
        assert_eq!((error.kind(), error.detail()), (kind, "a\u{1b}b"));
        assert!(error.to_string().ends_with(": a\\u{1b}b"), "{error}");
    }
}
