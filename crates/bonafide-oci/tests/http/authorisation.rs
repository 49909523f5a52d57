//! The round of authorisation: who is shown what.

use bonafide_oci::SourceErrorKind;
use bonafide_oci::http::{AuthFile, Credentials, RegistryClientBuilder, Secret};

use crate::kit::{Asked, Reply, Server};
use crate::{SECRET, builder, fetch, found, kind, tag};

fn me() -> Credentials {
    Credentials::basic("me", SECRET)
}

/// `Basic me:hunter2`.
const BASIC: &str = "Basic bWU6aHVudGVyMg==";

fn with(host: &str, credentials: Credentials) -> RegistryClientBuilder {
    builder().with_credentials(host, credentials)
}

/// A registry that wants a token of its own `/token`, which `give` answers.
fn registry(give: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |asked, _| {
        if asked.path() == "/token" {
            return give(asked);
        }
        if asked.field("authorization") == Some("Bearer tok") {
            return Reply::json("{}");
        }
        let host = asked.field("host").unwrap();
        let challenge = format!(
            "Basic realm=\"x\", Bearer realm=\"http://{host}/token\",service=\"reg\",scope=\"repository:o/app:pull,push\""
        );
        Reply::new(401).field("WWW-Authenticate", &challenge)
    })
}

/// A registry that wants a token of another server.
fn registry_of(realm: String) -> Server {
    Server::start(move |asked, _| {
        if asked.field("authorization").is_some() {
            return Reply::json("{}");
        }
        let challenge = format!("Bearer realm=\"{realm}\",service=\"reg\"");
        Reply::new(401).field("WWW-Authenticate", &challenge)
    })
}

#[test]
fn a_password_is_shown_when_asked_for_and_then_at_once() {
    let server = Server::start(|asked, _| match asked.field("authorization") {
        Some(BASIC) => Reply::json("{}"),
        _ => Reply::new(401).field("WWW-Authenticate", "Basic realm=\"r\""),
    });
    let client = with(&server.host(), me()).build().unwrap();
    found(fetch(&client, &server.host(), tag()));
    found(fetch(&client, &server.host(), tag()));
    let fields: Vec<_> = server
        .asked()
        .iter()
        .map(|it| it.field("authorization").is_some())
        .collect();
    assert_eq!(fields, [false, true, true]);
}

#[test]
fn a_wrong_password_is_tried_once() {
    let server =
        Server::start(|_, _| Reply::new(401).field("WWW-Authenticate", "Basic realm=\"r\""));
    let client = with(&server.host(), me()).build().unwrap();
    assert_eq!(
        kind(fetch(&client, &server.host(), tag())),
        SourceErrorKind::Unauthorised
    );
    assert_eq!(server.count(), 2);
    let anonymous = builder().build().unwrap();
    assert_eq!(
        kind(fetch(&anonymous, &server.host(), tag())),
        SourceErrorKind::Unauthorised
    );
    assert_eq!(server.count(), 3);
}

#[test]
fn a_token_is_asked_for_with_the_password_and_used_until_it_is_refused() {
    let server = registry(|_| Reply::new(200).body(r#"{"token": "tok", "expires_in": 300}"#));
    let client = with(&server.host(), me()).build().unwrap();
    found(fetch(&client, &server.host(), tag()));
    found(fetch(&client.for_next_discovery(), &server.host(), tag()));
    let asked = server.asked();
    assert_eq!(asked.len(), 4);
    assert_eq!(asked[1].method, "GET");
    assert_eq!(
        asked[1].target,
        "/token?service=reg&scope=repository%3Ao%2Fapp%3Apull"
    );
    assert_eq!(asked[1].field("authorization"), Some(BASIC));
    assert_eq!(asked[2].field("authorization"), Some("Bearer tok"));
    assert_eq!(asked[3].field("authorization"), Some("Bearer tok"));
    // Another client has its own.
    let other = builder().build().unwrap();
    found(fetch(&other, &server.host(), tag()));
    assert_eq!(server.asked()[5].field("authorization"), None);
}

#[test]
fn a_token_that_has_become_worthless_is_replaced_once() {
    let server = Server::start(|asked, number| {
        let host = asked.field("host").unwrap();
        let challenge = format!("Bearer realm=\"http://{host}/token\"");
        match (asked.path(), asked.field("authorization")) {
            ("/token", _) => Reply::new(200).body(&format!(r#"{{"token": "t{number}"}}"#)),
            (_, Some(field)) if number < 3 || field != "Bearer t1" => Reply::json("{}"),
            _ => Reply::new(401).field("WWW-Authenticate", &challenge),
        }
    });
    let client = builder().build().unwrap();
    found(fetch(&client, &server.host(), tag()));
    found(fetch(&client, &server.host(), tag()));
    let asked = server.asked();
    let fields: Vec<_> = asked
        .iter()
        .map(|it| it.field("authorization").unwrap_or("-"))
        .collect();
    assert_eq!(
        fields,
        ["-", "-", "Bearer t1", "Bearer t1", "-", "Bearer t4"]
    );
}

#[test]
fn an_identity_token_is_posted() {
    let server = registry(|_| Reply::new(200).body(r#"{"access_token": "tok"}"#));
    let identity = Credentials::IdentityToken(Secret::new("id+hunter2"));
    let client = with(&server.host(), identity).build().unwrap();
    found(fetch(&client, &server.host(), tag()));
    let asked = server.asked();
    assert_eq!(
        (asked[1].method.as_str(), asked[1].target.as_str()),
        ("POST", "/token")
    );
    assert_eq!(asked[1].field("authorization"), None);
    let form = "application/x-www-form-urlencoded";
    assert_eq!(asked[1].field("content-type"), Some(form));
    let body = &asked[1].body;
    for part in [
        "grant_type=refresh_token",
        "service=reg",
        "scope=repository%3Ao%2Fapp%3Apull",
        "refresh_token=id%2Bhunter2",
    ] {
        assert!(body.split('&').any(|it| it == part), "{body}");
    }
}

#[test]
fn a_registry_token_is_shown_to_the_registry_itself() {
    let server = registry(|_| Reply::new(500));
    let token = Credentials::RegistryToken(Secret::new("tok"));
    let client = with(&server.host(), token).build().unwrap();
    found(fetch(&client, &server.host(), tag()));
    assert!(server.asked().iter().all(|it| it.path() != "/token"));
}

#[test]
fn a_strange_token_server_is_not_shown_credentials() {
    let attacker = Server::start(|_, _| Reply::new(401));
    for credentials in [me(), Credentials::IdentityToken(Secret::new(SECRET))] {
        let server = registry_of(format!("http://{}/token", attacker.other_host()));
        let client = with(&server.host(), credentials).build().unwrap();
        let error = fetch(&client, &server.host(), tag()).unwrap_err();
        assert_eq!(error.kind(), SourceErrorKind::Unauthorised);
        let hint = format!("http://{}", attacker.other_host());
        assert!(error.detail().contains(&hint), "{error}");
    }
    assert_eq!(attacker.count(), 2);
    for asked in attacker.asked() {
        assert_eq!(
            (asked.method.as_str(), asked.field("authorization")),
            ("GET", None)
        );
        assert!(asked.body.is_empty() && !asked.target.contains(SECRET));
    }
}

#[test]
fn a_strange_token_server_may_give_a_token_for_nothing() {
    let realm = Server::start(|_, _| Reply::new(200).body(r#"{"token": "tok"}"#));
    let server = registry_of(format!("http://{}/token", realm.other_host()));
    let client = with(&server.host(), me()).build().unwrap();
    found(fetch(&client, &server.host(), tag()));
    assert_eq!(realm.asked()[0].field("authorization"), None);
    let named = with(&server.host(), me())
        .with_token_server(&server.host(), &realm.other_host())
        .build()
        .unwrap();
    found(fetch(&named, &server.host(), tag()));
    assert_eq!(realm.asked()[1].field("authorization"), Some(BASIC));
}

#[test]
fn a_token_server_that_cannot_be_asked_safely_is_not_asked() {
    for challenge in [
        "Bearer realm=\"http://evil.example/token\"",
        "Bearer realm=\"https://169.254.169.254/token\"",
        "Bearer realm=\"ftp://h/token\"",
        "Bearer realm=\"\"",
        "Bearer service=\"x\"",
        "Bearer realm=\"x",
        "Negotiate",
        "",
    ] {
        let server =
            Server::start(move |_, _| Reply::new(401).field("WWW-Authenticate", challenge));
        let client = with(&server.host(), me()).build().unwrap();
        let kind = kind(fetch(&client, &server.host(), tag()));
        let is_literal = challenge.contains("169.254");
        let wanted = if is_literal {
            SourceErrorKind::Refused
        } else {
            SourceErrorKind::Unauthorised
        };
        assert_eq!(kind, wanted, "{challenge}");
        assert_eq!(server.count(), 1, "{challenge}");
    }
    let missing = Server::start(|_, _| Reply::new(401));
    let client = with(&missing.host(), me()).build().unwrap();
    assert_eq!(
        kind(fetch(&client, &missing.host(), tag())),
        SourceErrorKind::Unauthorised
    );
}

#[test]
fn what_goes_wrong_at_the_token_server_keeps_its_kind() {
    for (status, wanted) in [
        (302, SourceErrorKind::Unauthorised),
        (400, SourceErrorKind::Unauthorised),
        (401, SourceErrorKind::Unauthorised),
        (403, SourceErrorKind::Unauthorised),
        (404, SourceErrorKind::Unauthorised),
        (
            429,
            SourceErrorKind::Throttled {
                retry_after: Some(60),
            },
        ),
        (503, SourceErrorKind::Unavailable),
        (418, SourceErrorKind::Protocol),
    ] {
        let server = registry(move |_| {
            let reply = Reply::new(status).field("Retry-After", "60");
            reply.field("Location", "http://127.0.0.1/")
        });
        let client = with(&server.host(), me()).build().unwrap();
        assert_eq!(
            kind(fetch(&client, &server.host(), tag())),
            wanted,
            "{status}"
        );
    }
    for body in ["", "{}", "<html>", r#"{"token": "a", "access_token": "b"}"#] {
        let server = registry(move |_| Reply::new(200).body(body));
        let client = with(&server.host(), me()).build().unwrap();
        assert_eq!(
            kind(fetch(&client, &server.host(), tag())),
            SourceErrorKind::Protocol
        );
    }
    let server = registry(|_| Reply::new(200).body("x").endless());
    let client = with(&server.host(), me()).build().unwrap();
    assert_eq!(
        kind(fetch(&client, &server.host(), tag())),
        SourceErrorKind::Protocol
    );
}

#[test]
fn files_are_asked_in_order_and_helpers_are_refused() {
    let server = Server::start(|asked, _| match asked.field("authorization") {
        Some(BASIC) => Reply::json("{}"),
        _ => Reply::new(401).field("WWW-Authenticate", "Basic realm=\"r\""),
    });
    let parse = |text: String| AuthFile::parse(text.as_bytes()).unwrap();
    let other = parse(r#"{"auths": {"other.io": {"auth": "eDp5"}}}"#.to_owned());
    let entry = r#"{"auth": "bWU6aHVudGVyMg=="}"#;
    let ours = parse(format!(
        r#"{{"auths": {{"{}/o": {entry}}}}}"#,
        server.host()
    ));
    let helper = parse(format!(
        r#"{{"credHelpers": {{"{}": "desktop"}}}}"#,
        server.host()
    ));
    let files = |all: [&AuthFile; 2]| {
        let files = all
            .into_iter()
            .fold(builder(), |it, file| it.with_auth_file(file.clone()));
        files.build().unwrap()
    };
    found(fetch(&files([&other, &ours]), &server.host(), tag()));
    found(fetch(&files([&ours, &helper]), &server.host(), tag()));
    let error = fetch(&files([&helper, &ours]), &server.host(), tag()).unwrap_err();
    assert_eq!(error.kind(), SourceErrorKind::Unauthorised);
    assert!(error.detail().contains("desktop"), "{error}");
}

#[test]
fn a_public_registry_is_asked_although_a_helper_has_its_credentials() {
    let server = Server::start(|_, _| Reply::json("{}"));
    let file = AuthFile::parse(br#"{"credsStore": "desktop"}"#).unwrap();
    let client = builder().with_auth_file(file).build().unwrap();
    found(fetch(&client, &server.host(), tag()));
}

#[test]
fn clients_show_no_secret() {
    let server = registry(|_| Reply::new(200).body(r#"{"token": "tok"}"#));
    let client = with(&server.host(), me()).build().unwrap();
    found(fetch(&client, &server.host(), tag()));
    let shown = format!("{client:?}");
    for secret in [SECRET, "bWU6aHVudGVyMg", "tok\"", "Bearer"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
