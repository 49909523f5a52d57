//! Where answers lead.

use bonafide_oci::http::Credentials;
use bonafide_oci::{Ask, SourceErrorKind};

use crate::kit::{Reply, Server};
use crate::{SECRET, builder, client, digest, fetch, found, kind, tag};

#[test]
fn credentials_stay_with_the_registry() {
    let storage = Server::start(|_, _| Reply::json("{}"));
    let elsewhere = format!("http://{}/blob?sig=1", storage.host());
    let registry = Server::start(move |asked, _| {
        if asked.field("authorization").is_none() {
            return Reply::new(401).field("WWW-Authenticate", "Basic realm=\"r\"");
        }
        match asked.path() {
            "/v2/o/app/manifests/v1" => Reply::new(307).field("Location", "/moved"),
            "/moved" => Reply::json("{}"),
            _ => Reply::new(302).field("Location", &elsewhere),
        }
    });
    let client = builder()
        .with_credentials(&registry.host(), Credentials::basic("me", SECRET))
        .build()
        .unwrap();
    found(fetch(&client, &registry.host(), tag()));
    found(fetch(&client, &registry.host(), Ask::Blob(digest())));
    let asked = registry.asked();
    assert!(
        asked
            .iter()
            .skip(1)
            .all(|it| it.field("authorization").is_some())
    );
    assert_eq!(asked[2].path(), "/moved");
    let storage = storage.asked();
    assert_eq!(storage.len(), 1);
    assert_eq!(storage[0].target, "/blob?sig=1");
    assert_eq!(storage[0].field("authorization"), None);
}

#[test]
fn credentials_do_not_come_back_by_a_detour() {
    let detour = Server::start(|asked, _| {
        let back = asked.target.split_once("?back=").unwrap().1.to_owned();
        Reply::new(302).field("Location", &format!("http://{back}/end"))
    });
    let away = detour.host();
    let registry = Server::start(move |asked, _| {
        if asked.path() == "/end" {
            return Reply::json("{}");
        }
        if asked.field("authorization").is_none() {
            return Reply::new(401).field("WWW-Authenticate", "Basic realm=\"r\"");
        }
        let here = asked.field("host").unwrap();
        Reply::new(302).field("Location", &format!("http://{away}/x?back={here}"))
    });
    let client = builder()
        .with_credentials(&registry.host(), Credentials::basic("me", SECRET))
        .build()
        .unwrap();
    found(fetch(&client, &registry.host(), tag()));
    let last = registry.asked().pop().unwrap();
    assert_eq!((last.path(), last.field("authorization")), ("/end", None));
}

#[test]
fn another_host_that_wants_credentials_gets_none() {
    let storage =
        Server::start(|_, _| Reply::new(401).field("WWW-Authenticate", "Basic realm=\"r\""));
    let elsewhere = format!("http://{}/", storage.host());
    let registry = Server::start(move |_, _| Reply::new(302).field("Location", &elsewhere));
    let client = builder()
        .with_credentials(&registry.host(), Credentials::basic("me", SECRET))
        .with_credentials(&storage.host(), Credentials::basic("me", SECRET))
        .build()
        .unwrap();
    let answer = fetch(&client, &registry.host(), tag());
    assert_eq!(kind(answer), SourceErrorKind::Unauthorised);
    assert_eq!((registry.count(), storage.count()), (1, 1));
}

#[test]
fn redirects_to_where_nothing_should_go_are_refused() {
    for location in [
        "http://evil.example/",
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/",
        "https://[fe80::1]/",
        "https://[::ffff:169.254.169.254]/",
        "file:///etc/passwd",
        "ftp://h/",
        "https://u:p@h/",
        "https://2852039166/",
        "//169.254.169.254/",
    ] {
        let server = Server::start(move |_, _| Reply::new(302).field("Location", location));
        let answer = fetch(&client(), &server.host(), tag());
        assert_eq!(kind(answer), SourceErrorKind::Refused, "{location}");
        assert_eq!(server.count(), 1);
    }
}

#[test]
fn private_targets_are_refused_when_asked() {
    let storage = Server::start(|_, _| Reply::json("{}"));
    let elsewhere = format!("http://{}/", storage.host());
    let registry = Server::start(move |_, _| Reply::new(302).field("Location", &elsewhere));
    let strict = || builder().deny_private_targets();
    let answer = fetch(&strict().build().unwrap(), &registry.host(), tag());
    assert_eq!(kind(answer), SourceErrorKind::Refused);
    assert_eq!(registry.count(), 0);
    let named = strict()
        .allow_private_target(&registry.host())
        .build()
        .unwrap();
    assert_eq!(
        kind(fetch(&named, &registry.host(), tag())),
        SourceErrorKind::Refused
    );
    assert_eq!((registry.count(), storage.count()), (1, 0));
    // The name leads to the same address, and is looked up.
    let other = strict().build().unwrap();
    let answer = fetch(&other, &registry.other_host(), tag());
    assert_eq!(kind(answer), SourceErrorKind::Refused);
    assert_eq!(registry.count(), 1);
}

#[test]
fn five_redirects_are_followed_and_no_sixth() {
    let server = Server::start(|asked, _| {
        let left: usize = asked.path().trim_start_matches('/').parse().unwrap_or(5);
        if left == 0 {
            return Reply::json("{}");
        }
        Reply::new(302).field("Location", &format!("/{}", left - 1))
    });
    found(fetch(&client(), &server.host(), tag()));
    assert_eq!(server.count(), 6);
    let circle = Server::start(|asked, _| Reply::new(301).field("Location", asked.path()));
    assert_eq!(
        kind(fetch(&client(), &circle.host(), tag())),
        SourceErrorKind::Refused
    );
    assert_eq!(circle.count(), 6);
}
