//! What each rule of the registry puts on the wire.

mod common;

use core::time::Duration;
use std::time::Instant;

use bonafide_testkit::registry::{
    Action, Content, Framing, Registry, Route, Rule, Script, digest, media,
};
use common::{Client, ENOUGH, Reply, get};

const NAME: &str = "team/app";
const TAG: &str = "/v2/team/app/manifests/v1";
const IMAGE: &[u8] = b"{\"schemaVersion\":2}";

fn content() -> Content {
    let mut content = Content::default();
    let image = content.push_manifest(NAME, media::MANIFEST, IMAGE);
    content.tag(NAME, "v1", &image);
    content.push_artifact(NAME, "a/b", Some(&image), &[]);
    content
}

/// A registry with rules for reading the tag.
fn with(rules: impl IntoIterator<Item = Rule>) -> Registry {
    let rules = rules.into_iter().collect();
    let script = Script {
        rules,
        ..Script::default()
    };
    Registry::start(content(), script)
}

/// What reading the tag answers under an action.
fn under(action: Action) -> Reply {
    let registry = with([Rule::get(TAG, action)]);
    get(registry.origin(), TAG)
}

#[test]
fn statuses_and_headers() {
    let reply = under(Action::error(429, "TOOMANYREQUESTS").header("Retry-After", "1"));
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (429, Some("1"))
    );
    assert_eq!(reply.json()["errors"][0]["code"], "TOOMANYREQUESTS");

    let lie = digest(b"other");
    let lying = Action::normal()
        .header("docker-content-digest", &lie)
        .header("Warning", "299 - \"one\"")
        .header("Warning", "299 - \"two\"")
        .content_encoding("gzip");
    let reply = under(lying);
    assert_eq!((reply.status, reply.body.as_slice()), (200, IMAGE));
    let named = |name: &str| {
        reply
            .headers
            .iter()
            .filter(|(other, _)| other == name)
            .count()
    };
    assert_eq!((named("docker-content-digest"), named("warning")), (1, 2));
    assert!(reply.has("docker-content-digest", &lie) && reply.has("content-encoding", "gzip"));

    let bare = under(Action::normal().without_header("Docker-Content-Digest"));
    assert_eq!(bare.header("docker-content-digest"), None);
    assert_eq!(under(Action::status(204)).header("content-length"), None);
}

#[test]
fn occurrences_and_routes() {
    let registry = with([
        Rule::get(TAG, Action::status(500)).nth(1),
        Rule::get(TAG, Action::status(503)).from(3),
        Rule::get_below("/v2/team/app/blobs/", Action::status(418)),
        Rule::on(
            Some("HEAD"),
            Route::Prefix("/v2/".to_owned()),
            Action::status(403),
        ),
        Rule::get("/v2/?x=1", Action::status(404)),
    ]);
    let statuses: Vec<u16> = (0..4).map(|_| get(registry.origin(), TAG).status).collect();
    assert_eq!(statuses, [500, 200, 503, 503]);
    assert_eq!(get(registry.origin(), "/v2/team/app/blobs/any").status, 418);
    assert_eq!(get(registry.origin(), "/v2/?x=1").status, 404);
    assert_eq!(get(registry.origin(), "/v2/?x=2").status, 200);
    let mut client = Client::open(registry.origin());
    client.send("HEAD", TAG, &[], b"");
    assert_eq!(client.receive(true).status, 403);
}

#[test]
fn tags_move_and_bodies_change() {
    let mut content = content();
    let moved = content.push_manifest(NAME, media::INDEX, b"{}");
    let script = Script::default().with_rule(Rule::get(TAG, Action::manifest(&moved)).from(2));
    let registry = Registry::start(content, script);
    assert_eq!(get(registry.origin(), TAG).body, IMAGE);
    let second = get(registry.origin(), TAG);
    assert!(
        second.has("docker-content-digest", &moved) && second.has("content-type", media::INDEX)
    );

    let path = format!("/v2/{NAME}/manifests/{}", digest(IMAGE));
    let registry = with([Rule::get(&path, Action::other_body(b"altered")).from(2)]);
    let first = get(registry.origin(), &path);
    let second = get(registry.origin(), &path);
    assert_eq!(
        (first.body.as_slice(), second.body.as_slice()),
        (IMAGE, &b"altered"[..])
    );
    let header = |reply: &Reply| reply.header("docker-content-digest").map(str::to_owned);
    assert_eq!(header(&first), header(&second));
}

#[test]
fn bodies_are_slow() {
    let begun = Instant::now();
    let reply = under(Action::normal().delayed(Duration::from_millis(60)));
    assert!(begun.elapsed() >= Duration::from_millis(60) && reply.body == IMAGE);

    let begun = Instant::now();
    let reply = under(Action::normal().at_rate(150));
    assert!(begun.elapsed() >= Duration::from_millis(100));
    assert_eq!(reply.body, IMAGE);
}

#[test]
fn lengths_lie() {
    let cut = under(Action::normal().framed(Framing::Truncated(5)));
    assert!(cut.has("content-length", &IMAGE.len().to_string()));
    assert_eq!((cut.body.as_slice(), cut.is_whole), (&IMAGE[..5], false));

    let long = under(Action::normal().framed(Framing::Declared(1 << 40)));
    assert_eq!((long.body.as_slice(), long.is_whole), (IMAGE, false));

    let registry = with([Rule::get(
        TAG,
        Action::normal().framed(Framing::Declared(3)),
    )]);
    let mut client = Client::open(registry.origin());
    client.send("GET", TAG, &[], b"");
    assert_eq!(client.receive(false).body, &IMAGE[..3]);
    assert_eq!(client.rest(), &IMAGE[3..]);
}

#[test]
fn chunks_and_closed_connections() {
    let registry = with([Rule::get(TAG, Action::normal().framed(Framing::Chunked))]);
    let mut client = Client::open(registry.origin());
    for _ in 0..2 {
        client.send("GET", TAG, &[], b"");
        let reply = client.receive(false);
        assert!(reply.is_whole && reply.header("content-length").is_none());
        assert_eq!(reply.body, IMAGE);
    }
    let endless = under(Action::normal().framed(Framing::ChunkedWithoutEnd));
    assert_eq!((endless.body.as_slice(), endless.is_whole), (IMAGE, false));
    let closed = under(Action::normal().framed(Framing::UntilClose));
    assert!(closed.has("connection", "close") && closed.header("content-length").is_none());
    assert_eq!((closed.body.as_slice(), closed.is_whole), (IMAGE, true));
}

#[test]
fn bodies_without_end() {
    for framing in [
        Framing::Length,
        Framing::Chunked,
        Framing::Declared(ENOUGH * 2),
    ] {
        let registry = with([Rule::get(TAG, Action::endless(b"abc").framed(framing))]);
        let mut client = Client::open(registry.origin());
        client.send("GET", TAG, &[], b"");
        let reply = client.receive(false);
        assert!(reply.body.len() >= ENOUGH as usize, "{framing:?}");
        assert!(reply.body.starts_with(b"abcabc") && reply.has("content-type", media::MANIFEST));
        drop(client);
        // The server is free again, and ends although nobody has read all.
        assert_eq!(get(registry.origin(), "/v2/").status, 200);
    }
}

#[test]
fn other_protocols_and_other_places() {
    let registry = with([Rule::get(TAG, Action::raw(b"SSH-2.0-none\r\n"))]);
    let mut client = Client::open(registry.origin());
    client.send("GET", TAG, &[], b"");
    assert_eq!(client.rest(), b"SSH-2.0-none\r\n");
    assert_eq!(registry.requests().0[0].status, 0);

    let portal = under(Action::captive_portal());
    assert_eq!(portal.status, 200);
    assert!(portal.body.starts_with(b"<!DOCTYPE html>"));

    let other = with([]);
    for url in [
        other.url(TAG),
        "http://registry.example/v2/".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "file:///etc/hostname".to_owned(),
    ] {
        let reply = under(Action::redirect(&url));
        assert_eq!(
            (reply.status, reply.header("location")),
            (307, Some(url.as_str()))
        );
    }
    assert!(other.requests().0.is_empty());
}

#[test]
fn pages_that_lead_astray() {
    let path = format!("/v2/{NAME}/referrers/{}", digest(IMAGE));
    let entries = |reply: &Reply| reply.json()["manifests"].as_array().unwrap().clone();

    let registry = with([Rule::get(&path, Action::page_loop())]);
    let reply = get(registry.origin(), &path);
    assert_eq!(
        (reply.next(), entries(&reply).len()),
        (Some(path.clone()), 1)
    );

    let url = "http://other.example/v2/";
    let registry = with([Rule::get(&path, Action::next_page(url))]);
    assert_eq!(get(registry.origin(), &path).next().as_deref(), Some(url));

    let registry = with([Rule::get(&path, Action::endless_pages(2))]);
    let mut seen = Vec::new();
    let mut target = path.clone();
    for _ in 0..20 {
        let reply = get(registry.origin(), &target);
        seen.extend(
            entries(&reply)
                .iter()
                .map(|entry| entry["digest"].to_string()),
        );
        target = reply.next().unwrap();
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 40);
}

#[test]
fn referrers_that_nobody_pushed() {
    let path = format!("/v2/{NAME}/referrers/{}", digest(IMAGE));
    for (at, expected_page) in [(0, 0), (7, 2), (100, 3)] {
        let action = Action::referrers(10, 3).with_pushed_at(at);
        let registry = with([Rule::get(&path, action)]);
        let mut sizes = Vec::new();
        let mut target = Some(path.clone());
        while let Some(at) = target {
            let reply = get(registry.origin(), &at);
            let entries = reply.json()["manifests"].as_array().unwrap().clone();
            let pushed = |entry: &serde_json::Value| entry["artifactType"] == "a/b";
            assert_eq!(entries.iter().any(pushed), sizes.len() == expected_page);
            sizes.push(entries.len());
            target = reply.next();
        }
        assert_eq!((sizes.len(), sizes.iter().sum()), (4, 11), "{at}");
    }
}
