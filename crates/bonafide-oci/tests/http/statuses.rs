//! What statuses and fields mean.

use std::time::{Duration, Instant};

use bonafide_oci::{Answer, Ask, Continuation, Request, Source as _, SourceErrorKind, Target};

use crate::kit::{Reply, Server};
use crate::{builder, client, digest, fetch, found, kind, repository, tag};

/// The answer to a question that is met with this status each time, and how often it was asked.
fn status(status: u16, ask: Ask) -> (Result<Answer, SourceErrorKind>, usize) {
    let server = Server::start(move |_, _| Reply::new(status).field("Retry-After", "100"));
    let answer = fetch(&client(), &server.host(), ask);
    (answer.map_err(|error| error.kind()), server.count())
}

#[test]
fn absent_is_said_by_404_alone() {
    let by_digest = Ask::Manifest(Target::Digest(digest()));
    for ask in [
        tag(),
        by_digest,
        Ask::Blob(digest()),
        Ask::Referrers(digest()),
    ] {
        let (answer, count) = status(404, ask);
        assert!(matches!(answer, Ok(Answer::Absent)));
        assert_eq!(count, 1);
    }
    let server = Server::start(|_, _| Reply::new(404));
    let next = format!("http://{}/v2/o/app/referrers/x?n=2", server.host());
    let page = fetch(
        &client(),
        &server.host(),
        Ask::Next(Continuation::new(next)),
    );
    assert_eq!(kind(page), SourceErrorKind::Protocol);
}

#[test]
fn every_other_status_is_an_error_of_its_kind() {
    let throttled = SourceErrorKind::Throttled {
        retry_after: Some(100),
    };
    for (code, wanted) in [
        (401, SourceErrorKind::Unauthorised),
        (403, SourceErrorKind::Unauthorised),
        (429, throttled),
        (400, SourceErrorKind::Protocol),
        (405, SourceErrorKind::Protocol),
        (406, SourceErrorKind::Protocol),
        (410, SourceErrorKind::Protocol),
        (204, SourceErrorKind::Protocol),
        (206, SourceErrorKind::Protocol),
        (304, SourceErrorKind::Protocol),
        (302, SourceErrorKind::Protocol),
    ] {
        let (answer, count) = status(code, tag());
        assert_eq!(answer.map(drop), Err(wanted), "{code}");
        assert_eq!(count, 1, "{code}");
    }
    for code in [400, 405, 406, 501] {
        let wanted = SourceErrorKind::Unsupported { status: code };
        let (answer, count) = status(code, Ask::Referrers(digest()));
        assert_eq!((answer.map(drop), count), (Err(wanted), 1));
    }
    let (answer, _) = status(403, Ask::Referrers(digest()));
    assert_eq!(answer.map(drop), Err(SourceErrorKind::Unauthorised));
}

#[test]
fn what_may_pass_is_asked_three_times() {
    for code in [408, 500, 502, 503] {
        let (answer, count) = status(code, tag());
        assert_eq!(answer.map(drop), Err(SourceErrorKind::Unavailable));
        assert_eq!(count, 3, "{code}");
    }
    let (answer, count) = status(501, tag());
    assert_eq!(answer.map(drop), Err(SourceErrorKind::Unavailable));
    assert_eq!(count, 3);
}

#[test]
fn a_second_try_may_succeed() {
    let server = Server::start(|_, number| match number {
        0 => Reply::new(503),
        1 => Reply::new(429).field("Retry-After", "0"),
        _ => Reply::json("{}"),
    });
    let found = found(fetch(&client(), &server.host(), tag()));
    assert_eq!((found.bytes(), server.count()), (&b"{}"[..], 3));
}

#[test]
fn a_server_that_wants_a_pause_gets_it_within_the_deadline() {
    let server = Server::start(|_, number| match number {
        0 => Reply::new(429).field("Retry-After", "1"),
        _ => Reply::json("{}"),
    });
    let begun = Instant::now();
    found(fetch(&client(), &server.host(), tag()));
    assert!(begun.elapsed() >= Duration::from_secs(1));
    let short = builder().with_deadline(Duration::from_millis(900)).build();
    let server = Server::start(|_, _| Reply::new(429).field("Retry-After", "1"));
    let answer = fetch(&short.unwrap(), &server.host(), tag());
    let retry_after = Some(1);
    assert_eq!(kind(answer), SourceErrorKind::Throttled { retry_after });
    assert_eq!(server.count(), 1);
}

#[test]
fn errors_name_the_question_and_the_code_and_nothing_else() {
    let body = r#"{"errors":[{"code":"NAME_INVALID","message":"hunter2"}]}"#;
    let server = Server::start(move |_, _| Reply::new(400).field("X", "hunter2").body(body));
    let error = fetch(&client(), &server.host(), tag()).unwrap_err();
    let expected = format!(
        "GET http://{}/v2/<name>/manifests/<reference>: status 400, NAME_INVALID",
        server.host()
    );
    assert_eq!(error.detail(), expected);
}

#[test]
fn the_question_is_asked_as_registries_want_it() {
    let server = Server::start(|_, _| Reply::json("{}"));
    let client = client();
    found(fetch(&client, &server.host(), tag()));
    found(fetch(&client, &server.host(), Ask::Referrers(digest())));
    found(fetch(&client, &server.host(), Ask::Blob(digest())));
    let asked = server.asked();
    assert_eq!(asked[0].target, "/v2/o/app/manifests/v1");
    assert_eq!(asked[1].target, format!("/v2/o/app/referrers/{}", digest()));
    assert_eq!(asked[2].target, format!("/v2/o/app/blobs/{}", digest()));
    let accept = asked[0].field("accept").unwrap();
    for part in [
        "oci.image.manifest",
        "oci.image.index",
        "manifest.v2",
        "list.v2",
    ] {
        assert!(accept.contains(part), "{accept}");
    }
    let index = "application/vnd.oci.image.index.v1+json";
    assert_eq!(asked[1].field("accept"), Some(index));
    let version = concat!("bonafide/", env!("CARGO_PKG_VERSION"));
    for question in &asked {
        assert_eq!(question.method, "GET");
        assert_eq!(question.field("accept-encoding"), Some("identity"));
        assert_eq!(question.field("user-agent"), Some(version));
        assert_eq!(question.field("authorization"), None);
        assert_eq!(question.field("cookie"), None);
    }
}

#[test]
fn what_a_registry_says_beside_the_body_is_kept() {
    let server = Server::start(|_, _| {
        Reply::json("{}")
            .field("Docker-Content-Digest", "sha256:lie")
            .field("OCI-Filters-Applied", "annotations, artifactType")
            .field("Warning", "299 - \"\u{202e}old client\"")
            .field("Warning", "299 - \"old client\"")
            .field("Set-Cookie", "a=b")
            .field("Link", "</v2/o/app/referrers/x?n=2>; rel=\"next\"")
    });
    let client = client();
    let page = found(fetch(&client, &server.host(), Ask::Referrers(digest())));
    let shown = format!("{page:?}");
    assert!(page.media_type().is_some_and(|it| it.is_index()));
    for part in [
        "sha256:lie",
        "filtered: true",
        "\"old client\"",
        "/v2/o/app/referrers/x?n=2",
    ] {
        assert!(shown.contains(part), "{shown}");
    }
    let next = format!("http://{}/v2/o/app/referrers/x?n=2", server.host());
    found(fetch(
        &client,
        &server.host(),
        Ask::Next(Continuation::new(next)),
    ));
    assert_eq!(server.asked()[1].target, "/v2/o/app/referrers/x?n=2");
    assert_eq!(server.asked()[1].field("cookie"), None);
}

#[test]
fn lists_that_go_on_elsewhere_or_nowhere_are_errors() {
    let elsewhere = Server::start(|_, _| Reply::json("{}"));
    for (link, wanted) in [
        (
            format!("<http://{}/>; rel=next", elsewhere.host()),
            SourceErrorKind::Refused,
        ),
        (
            "<https://evil.example/>; rel=next".to_owned(),
            SourceErrorKind::Refused,
        ),
        (
            "<//evil.example/x>; rel=next".to_owned(),
            SourceErrorKind::Refused,
        ),
        ("<ftp:x>; rel=next".to_owned(), SourceErrorKind::Refused),
        (
            "</a>; rel=next, </b>; rel=next".to_owned(),
            SourceErrorKind::Protocol,
        ),
        ("/a; rel=next".to_owned(), SourceErrorKind::Protocol),
        (
            format!("</{}>; rel=next", "a".repeat(8192)),
            SourceErrorKind::Protocol,
        ),
    ] {
        let server = Server::start(move |_, _| Reply::json("{}").field("Link", &link));
        let page = fetch(&client(), &server.host(), Ask::Referrers(digest()));
        assert_eq!(kind(page), wanted);
        // Links of other answers are not looked at.
        found(fetch(&client(), &server.host(), tag()));
    }
    assert_eq!(elsewhere.count(), 0);
    let server = Server::start(|_, _| Reply::json("{}"));
    let other = format!("http://{}/v2/o/app/referrers/x", elsewhere.host());
    let page = fetch(
        &client(),
        &server.host(),
        Ask::Next(Continuation::new(other)),
    );
    assert_eq!(kind(page), SourceErrorKind::Refused);
    assert_eq!(elsewhere.count() + server.count(), 0);
}

#[test]
fn a_page_for_people_is_no_answer() {
    for content_type in [
        "text/html; charset=utf-8",
        "application/xhtml+xml",
        "text/plain",
        "",
        "?",
    ] {
        let server = Server::start(move |_, _| {
            let page = Reply::new(200).body("<html>Log in</html>");
            page.field("Content-Type", content_type)
        });
        for ask in [tag(), Ask::Referrers(digest())] {
            let answer = fetch(&client(), &server.host(), ask);
            assert_eq!(kind(answer), SourceErrorKind::Protocol, "{content_type}");
        }
        found(fetch(&client(), &server.host(), Ask::Blob(digest())));
    }
    let server = Server::start(|_, _| Reply::new(200).body("{}"));
    let untyped = found(fetch(&client(), &server.host(), tag()));
    assert!(untyped.media_type().is_none());
}

#[test]
fn what_a_registry_cannot_be_asked_is_not_absent() {
    let client = client();
    for (repository, ask) in [(None, tag()), (Some(repository("h.io")), Ask::Listing)] {
        let answer = client.fetch(&Request::once(repository, ask, 1));
        let wanted = SourceErrorKind::Unsupported { status: 501 };
        assert_eq!(kind(answer), wanted);
    }
    assert!(!client.capabilities().lists());
}
