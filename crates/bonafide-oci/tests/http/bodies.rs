//! Bodies that lie, do not end, or do not come.

use std::io::Write as _;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use bonafide_oci::{Ask, Request, Source as _, SourceErrorKind};

use crate::kit::{Reply, Server};
use crate::{builder, client, digest, fetch, found, kind, repository, tag};

#[test]
fn a_body_is_read_up_to_the_limit_and_no_further() {
    let server = Server::start(|_, _| Reply::json(&"x".repeat(100)));
    let ask = |limit| {
        let request = Request::once(Some(repository(&server.host())), tag(), limit);
        client().fetch(&request)
    };
    assert_eq!(found(ask(100)).bytes().len(), 100);
    assert_eq!(kind(ask(99)), SourceErrorKind::TooLarge { limit: 99 });
    assert_eq!(kind(ask(0)), SourceErrorKind::TooLarge { limit: 0 });
}

#[test]
fn an_endless_body_is_cut_off() {
    let limit = 1 << 20;
    for chunked in [false, true] {
        let server = Server::start(move |_, _| {
            let data = "x".repeat(4096);
            let reply = Reply::new(200);
            if chunked {
                let chunk = format!("1000;ext=1\r\n{data}\r\n");
                reply
                    .field("Transfer-Encoding", "chunked")
                    .body(&chunk)
                    .endless()
            } else {
                reply.body(&data).endless()
            }
        });
        let answer = fetch(&client(), &server.host(), Ask::Blob(digest()));
        assert_eq!(kind(answer), SourceErrorKind::TooLarge { limit });
    }
}

#[test]
fn a_body_that_is_said_to_be_too_large_is_not_waited_for() {
    let server = Server::start(|_, _| {
        let reply = Reply::json("x").field("Content-Length", "1048577");
        reply.dripping(Duration::from_secs(5))
    });
    let begun = Instant::now();
    let answer = fetch(&client(), &server.host(), tag());
    assert_eq!(kind(answer), SourceErrorKind::TooLarge { limit: 1 << 20 });
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_body_that_is_shorter_than_it_was_said_to_be_is_no_body() {
    let server = Server::start(|_, _| Reply::json("{}").field("Content-Length", "3"));
    let answer = fetch(&client(), &server.host(), tag());
    assert_eq!(kind(answer), SourceErrorKind::Unavailable);
    assert_eq!(server.count(), 3);
    let server = Server::start(|_, _| Reply::json("{}xx").field("Content-Length", "2"));
    let found = found(fetch(&client(), &server.host(), tag()));
    assert_eq!(found.bytes(), b"{}");
    let cut = Server::start(|_, _| {
        let chunked = Reply::json("2\r\n{}\r\n5\r\nx");
        chunked.field("Transfer-Encoding", "chunked")
    });
    let answer = fetch(&client(), &cut.host(), tag());
    assert_eq!(kind(answer), SourceErrorKind::Unavailable);
}

#[test]
fn a_body_of_unclear_length_or_encoding_is_refused() {
    for fields in [
        &[("Content-Encoding", "gzip")][..],
        &[("Content-Encoding", "identity"), ("Content-Encoding", "br")],
        &[("Transfer-Encoding", "gzip, chunked")],
        &[("Transfer-Encoding", "chunked"), ("Content-Length", "2")],
        &[("Content-Length", "2"), ("Content-Length", "3")],
        &[("Content-Length", "+2")],
        &[("Content-Length", "x")],
    ] {
        let server = Server::start(move |_, _| {
            let start = Reply::json("{}");
            fields
                .iter()
                .fold(start, |it, (name, value)| it.field(name, value))
        });
        let answer = fetch(&client(), &server.host(), tag());
        assert_eq!(kind(answer), SourceErrorKind::Protocol, "{fields:?}");
    }
    let server = Server::start(|_, _| Reply::json("{}").field("Content-Encoding", "Identity"));
    found(fetch(&client(), &server.host(), tag()));
}

#[test]
fn a_slow_body_does_not_outlast_the_deadline() {
    let server =
        Server::start(|_, _| Reply::json(&"x".repeat(100)).dripping(Duration::from_millis(50)));
    let client = builder()
        .with_deadline(Duration::from_millis(400))
        .build()
        .unwrap();
    let begun = Instant::now();
    let answer = fetch(&client, &server.host(), tag());
    assert_eq!(kind(answer), SourceErrorKind::DeadlineReached);
    assert!(begun.elapsed() < Duration::from_secs(2));
    // The time is that of the whole discovery, and over.
    let answer = fetch(&client, &server.host(), tag());
    assert_eq!(kind(answer), SourceErrorKind::DeadlineReached);
    assert_eq!(server.count(), 1);
    let quick = Server::start(|_, _| Reply::json("{}"));
    let next = client.for_next_discovery();
    found(fetch(&next, &quick.host(), tag()));
}

#[test]
fn a_body_below_the_least_rate_is_given_up() {
    let server =
        Server::start(|_, _| Reply::json(&"x".repeat(100)).dripping(Duration::from_millis(300)));
    let client = builder()
        .with_deadline(Duration::from_secs(4))
        .with_minimum_rate(100)
        .build()
        .unwrap();
    let begun = Instant::now();
    let answer = fetch(&client, &server.host(), tag());
    let kind = kind(answer);
    assert!(
        matches!(
            kind,
            SourceErrorKind::Timeout | SourceErrorKind::DeadlineReached
        ),
        "{kind:?}"
    );
    assert!(begun.elapsed() < Duration::from_secs(5) && server.count() >= 2);
}

#[test]
fn a_server_that_falls_silent_is_left() {
    let server = Server::start(|_, _| Reply::json("{}").dripping(Duration::from_secs(5)));
    let client = builder()
        .with_timeouts(Duration::from_secs(1), Duration::from_millis(200))
        .build()
        .unwrap();
    let answer = fetch(&client, &server.host(), tag());
    assert_eq!(kind(answer), SourceErrorKind::Timeout);
    assert_eq!(server.count(), 3);
}

/// A server that sends these bytes to whoever comes, `times` times, and goes on to the next.
fn raw(bytes: &'static [u8], times: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            for _ in 0..times {
                if stream.write_all(bytes).is_err() {
                    break;
                }
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    host
}

#[test]
fn what_is_not_http_is_not_read() {
    for bytes in [
        &b"{\"schemaVersion\": 2}\n\n"[..],
        b"SSH-2.0-x\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 000 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA\x00: b\r\n\r\n",
    ] {
        let answer = fetch(&client(), &raw(bytes, 1), tag());
        assert_eq!(kind(answer), SourceErrorKind::Protocol, "{bytes:?}");
    }
}

#[test]
fn a_head_without_end_is_cut_off() {
    let line = b"X: 0123456789012345678901234567890123456789012345678901234567890123456789\r\n";
    let head: &'static [u8] = [&b"HTTP/1.1 200 OK\r\n"[..], &line.repeat(1000)]
        .concat()
        .leak();
    let begun = Instant::now();
    let answer = fetch(&client(), &raw(head, 1), tag());
    assert_eq!(kind(answer), SourceErrorKind::Protocol);
    let answer = fetch(
        &client(),
        &raw(b"HTTP/1.1 103 Hints\r\n\r\n", 1_000_000),
        tag(),
    );
    assert_ne!(kind(answer), SourceErrorKind::Unauthorised);
    assert!(begun.elapsed() < Duration::from_secs(9));
}

#[test]
fn tls_that_is_none_is_told_apart() {
    let host = raw(b"HTTP/1.1 400 Bad Request\r\n\r\n", 1);
    let client = builder().require_tls(&host).build().unwrap();
    let answer = fetch(&client, &host, tag());
    assert_eq!(kind(answer), SourceErrorKind::Tls);
}

#[test]
fn nobody_there_is_not_absent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    drop(listener);
    assert_eq!(
        kind(fetch(&client(), &host, tag())),
        SourceErrorKind::Unavailable
    );
}
