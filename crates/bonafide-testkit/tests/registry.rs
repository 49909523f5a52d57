//! The registry follows the specification, keeps who may not read out, and records.

mod common;

use bonafide_testkit::encode::{base64, hex, sha256};
use bonafide_testkit::registry::{
    Action, Auth, Bearer, Content, Filters, Login, Realm, ReferrersApi, Registry, Rule, Script,
    descriptor, digest, fallback_tag, media,
};
use bonafide_testkit::{Hash, registry};
use common::{Client, get, get_with};
use serde_json::json;

const NAME: &str = "team/tools/app";
const IMAGE: &[u8] = b"{\"schemaVersion\":2}";

/// An image with a tag and three referrers, two of one type, and the digests of all.
fn content() -> (Content, String, Vec<String>) {
    let mut content = Content::default();
    let image = content.push_manifest(NAME, media::MANIFEST, IMAGE);
    content.tag(NAME, "v1", &image);
    let referrers = [("a/b", b"1"), ("a/b", b"2"), ("c+d/e", b"3")]
        .map(|(kind, bytes)| content.push_artifact(NAME, kind, Some(&image), &[("x/y", bytes)]));
    (content, image, referrers.to_vec())
}

fn start(script: Script) -> (Registry, String) {
    let (content, image, _) = content();
    (Registry::start(content, script), image)
}

fn referrers_of(image: &str) -> String {
    format!("/v2/{NAME}/referrers/{image}")
}

/// The digests of the referrers on all pages, and how many pages there were.
fn walk(origin: &str, first: &str) -> (Vec<String>, usize) {
    let mut digests = Vec::new();
    let mut pages = 0;
    let mut target = Some(first.to_owned());
    while let Some(at) = target {
        let reply = get(origin, &at);
        assert!(reply.has("content-type", media::INDEX));
        let body = reply.json();
        for entry in body["manifests"].as_array().unwrap() {
            digests.push(entry["digest"].as_str().unwrap().to_owned());
        }
        pages += 1;
        target = reply.next();
    }
    digests.sort();
    (digests, pages)
}

#[test]
fn what_is_pushed_is_pulled() {
    let registry = Registry::start(Content::default(), Script::default());
    // One connection for all: the answers end where they say.
    let mut client = Client::open(registry.origin());
    let mut ask = |method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]| {
        client.send(method, target, headers, body);
        client.receive(method == "HEAD")
    };
    assert_eq!(ask("GET", "/v2/", &[], b"").status, 200);

    let uploads = format!("/v2/{NAME}/blobs/uploads/");
    let blob = digest(b"layer");
    let at_once = ask("POST", &format!("{uploads}?digest={blob}"), &[], b"layer");
    assert_eq!(at_once.status, 201);
    let begun = ask("POST", &uploads, &[], b"");
    assert_eq!(begun.status, 202);
    let place = begun.header("location").unwrap().to_owned();
    assert_eq!(ask("PATCH", &place, &[], b"oth").status, 202);
    let other = digest(b"other");
    let ended = ask("PUT", &format!("{place}?digest={other}"), &[], b"er");
    assert_eq!(
        (ended.status, ended.has("docker-content-digest", &other)),
        (201, true)
    );
    let wrong = ask("POST", &format!("{uploads}?digest={blob}"), &[], b"wrong");
    assert_eq!(wrong.status, 400);
    assert_eq!(wrong.json()["errors"][0]["code"], "DIGEST_INVALID");
    for (digest, bytes) in [(&blob, b"layer"), (&other, b"other")] {
        let path = format!("/v2/{NAME}/blobs/{digest}");
        assert_eq!(ask("GET", &path, &[], b"").body, bytes);
        assert!(ask("HEAD", &path, &[], b"").has("content-length", "5"));
    }

    let kind = [("Content-Type", media::MANIFEST)];
    let sha512 = registry::digest_with(Hash::Sha512, IMAGE);
    for reference in ["v1", &sha512] {
        let path = format!("/v2/{NAME}/manifests/{reference}");
        assert_eq!(ask("PUT", &path, &[], IMAGE).status, 400);
        assert_eq!(ask("PUT", &path, &kind, b"no JSON").status, 400);
        assert_eq!(ask("PUT", &path, &kind, IMAGE).status, 201);
    }
    for reference in ["v1", &digest(IMAGE), &sha512] {
        let reply = ask(
            "GET",
            &format!("/v2/{NAME}/manifests/{reference}"),
            &[],
            b"",
        );
        assert_eq!((reply.status, reply.body.as_slice()), (200, IMAGE));
        assert!(reply.has("content-type", media::MANIFEST));
    }
    let tags = ask("GET", &format!("/v2/{NAME}/tags/list"), &[], b"").json();
    assert_eq!(tags, json!({"name": NAME, "tags": ["v1"]}));
    let missing = ask("GET", &format!("/v2/{NAME}/manifests/v2"), &[], b"");
    assert_eq!(missing.json()["errors"][0]["code"], "MANIFEST_UNKNOWN");
    assert_eq!(
        ask("DELETE", &format!("/v2/{NAME}/manifests/v1"), &[], b"").status,
        405
    );
}

#[test]
fn tags_come_in_pages() {
    let (mut content, image, _) = content();
    content.tag(NAME, "v2", &image);
    content.tag(NAME, "v3", &image);
    let registry = Registry::start(content, Script::default());
    let first = get(registry.origin(), &format!("/v2/{NAME}/tags/list?n=2"));
    assert_eq!(first.json()["tags"], json!(["v1", "v2"]));
    let second = get(registry.origin(), &first.next().unwrap());
    assert_eq!(second.json()["tags"], json!(["v3"]));
    assert_eq!(second.next(), None);
}

#[test]
fn referrers_come_in_pages() {
    let (content, image, mut expected) = content();
    expected.sort();
    for (page, pages) in [(None, 1), (Some(1), 3), (Some(2), 2), (Some(3), 1)] {
        let script = Script {
            referrers_page: page,
            ..Script::default()
        };
        let registry = Registry::start(content.clone(), script);
        let found = walk(registry.origin(), &referrers_of(&image));
        assert_eq!(found, (expected.clone(), pages), "{page:?}");
    }
    let (registry, _) = start(Script::default());
    let nobody = referrers_of(&digest(b"nobody"));
    assert_eq!(walk(registry.origin(), &nobody), (Vec::new(), 1));
    let reply = get(registry.origin(), &referrers_of("sha256:short"));
    assert_eq!(reply.status, 400);
    let entry = &get(registry.origin(), &referrers_of(&image)).json()["manifests"][0];
    assert!(entry["artifactType"].is_string() && entry["size"].is_u64());
}

#[test]
fn filters_are_applied_or_not() {
    for (filters, count, is_said) in [
        (Filters::Off, 3, false),
        (Filters::Honest, 1, true),
        (Filters::Lying, 3, true),
    ] {
        let script = Script {
            filters,
            referrers_page: Some(1),
            ..Script::default()
        };
        let (registry, image) = start(script);
        let first = format!("{}?artifactType=c%2Bd/e", referrers_of(&image));
        let reply = get(registry.origin(), &first);
        let said = reply.has("oci-filters-applied", "artifactType");
        assert_eq!(said, is_said, "{filters:?}");
        // The parameter goes on to the later pages.
        assert_eq!(
            walk(registry.origin(), &first).0.len(),
            count,
            "{filters:?}"
        );
    }
}

#[test]
fn the_referrers_api_can_fail() {
    for status in [401, 403, 404, 405, 500] {
        let (registry, image) = start(Script {
            referrers: ReferrersApi::Status(status),
            ..Script::default()
        });
        let reply = get(registry.origin(), &referrers_of(&image));
        assert_eq!(reply.status, status);
        assert_eq!(reply.has("content-type", "application/json"), status != 404);
    }
    let (registry, image) = start(Script {
        referrers: ReferrersApi::Throttled("7".to_owned()),
        ..Script::default()
    });
    let reply = get(registry.origin(), &referrers_of(&image));
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (429, Some("7"))
    );
}

#[test]
fn the_fallback_tag_is_kept() {
    let (mut content, image, referrers) = content();
    content.tag_referrers(NAME, &image);
    for (is_kept, count) in [(true, 4), (false, 3)] {
        let script = Script {
            fallback_tags: is_kept,
            subject_header: is_kept,
            ..Script::default()
        };
        let registry = Registry::start(content.clone(), script);
        let manifest = json!({
            "schemaVersion": 2,
            "artifactType": "late/one",
            "config": descriptor(media::EMPTY, b"{}"),
            "layers": [],
            "subject": {"mediaType": media::MANIFEST, "digest": image, "size": IMAGE.len()},
        })
        .to_string();
        let path = format!("/v2/{NAME}/manifests/{}", digest(manifest.as_bytes()));
        let mut client = Client::open(registry.origin());
        // Twice: the index has it once.
        for _ in 0..2 {
            let kind = [("Content-Type", media::MANIFEST)];
            client.send("PUT", &path, &kind, manifest.as_bytes());
            let reply = client.receive(false);
            assert_eq!(reply.header("oci-subject").is_some(), is_kept);
        }
        let tag = format!("/v2/{NAME}/manifests/{}", fallback_tag(&image));
        let (digests, _) = walk(registry.origin(), &tag);
        assert_eq!(digests.len(), count);
        assert!(referrers.iter().all(|digest| digests.contains(digest)));
    }
}

#[test]
fn manifests_can_need_an_accept() {
    let (registry, _) = start(Script {
        accept_required: true,
        ..Script::default()
    });
    let path = format!("/v2/{NAME}/manifests/v1");
    assert_eq!(get(registry.origin(), &path).status, 404);
    let accept = format!("{}, {};q=0.5", media::INDEX, media::MANIFEST);
    let reply = get_with(registry.origin(), &path, &[("Accept", &accept)]);
    assert_eq!(reply.status, 200);
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", base64(format!("{user}:{password}").as_bytes()))
}

#[test]
fn basic_credentials_are_asked_for() {
    let login = Login::new("user", "pass:word");
    let (registry, _) = start(Script::default().with_auth(Auth::Basic(login)));
    let path = format!("/v2/{NAME}/manifests/v1");
    for (value, status) in [
        (None, 401),
        (Some(basic("user", "wrong")), 401),
        (Some(basic("user", "pass:word")), 200),
    ] {
        let headers = value
            .as_ref()
            .map(|value| ("Authorization", value.as_str()));
        let reply = get_with(registry.origin(), &path, headers.as_slice());
        assert_eq!(reply.status, status);
        let challenge = reply.header("www-authenticate");
        assert_eq!(
            challenge.is_some_and(|text| text.starts_with("Basic ")),
            status == 401
        );
    }
    assert_eq!(get(registry.origin(), "/token").status, 404);
}

/// Asks the token server, and gives the token or the status.
fn token(registry: &Registry, query: &str, login: Option<&str>) -> Result<String, u16> {
    let headers = login.map(|value| ("Authorization", value));
    let reply = get_with(
        registry.origin(),
        &format!("/token?{query}"),
        headers.as_slice(),
    );
    if reply.status != 200 {
        return Err(reply.status);
    }
    Ok(format!(
        "Bearer {}",
        reply.json()["token"].as_str().unwrap()
    ))
}

fn status_with(registry: &Registry, path: &str, token: &str) -> (u16, String) {
    let reply = get_with(registry.origin(), path, &[("Authorization", token)]);
    let challenge = reply.header("www-authenticate").unwrap_or_default();
    (reply.status, challenge.to_owned())
}

#[test]
fn tokens_have_a_scope() {
    let login = Login::new("user", "secret");
    let bearer = Bearer {
        login: Some(login),
        ..Bearer::default()
    };
    let (registry, _) = start(Script::default().with_auth(Auth::Bearer(bearer.clone())));
    let path = format!("/v2/{NAME}/manifests/v1");
    let reply = get(registry.origin(), &path);
    let expected = format!(
        "Bearer realm=\"{}\",service=\"registry.test\",scope=\"repository:{NAME}:pull\"",
        registry.url("/token")
    );
    assert_eq!(
        (reply.status, reply.header("www-authenticate")),
        (401, Some(expected.as_str()))
    );

    let query = format!("service=registry.test&scope=repository:{NAME}:pull");
    let login = basic("user", "secret");
    assert_eq!(token(&registry, &query, None), Err(401));
    assert_eq!(token(&registry, "service=other", Some(&login)), Err(400));
    let good = token(&registry, &query, Some(&login)).unwrap();
    assert_ne!(token(&registry, &query, Some(&login)).unwrap(), good);
    assert_eq!(status_with(&registry, &path, &good).0, 200);
    let (status, challenge) = status_with(&registry, "/v2/other/manifests/v1", &good);
    assert!(status == 401 && challenge.ends_with("error=\"insufficient_scope\""));
    let (status, challenge) = status_with(&registry, &path, "Bearer x");
    assert!(status == 401 && challenge.ends_with("error=\"invalid_token\""));

    // A registry with this one as realm takes its tokens, one with another service does not.
    for (service, status) in [("registry.test", 200), ("other.test", 401)] {
        let bearer = Bearer {
            realm: Realm::At(registry.url("/token")),
            service: service.to_owned(),
            ..bearer.clone()
        };
        let (second, _) = start(Script::default().with_auth(Auth::Bearer(bearer)));
        assert_eq!(status_with(&second, &path, &good).0, status);
    }
}

#[test]
fn tokens_end_and_can_be_refreshed() {
    let bearer = Bearer {
        identity_token: Some("refresh".to_owned()),
        scope: Some("registry:catalog:*".to_owned()),
        check_scope: false,
        expires_in: Some(0),
        ..Bearer::default()
    };
    let (registry, _) = start(Script::default().with_auth(Auth::Bearer(bearer.clone())));
    let ended = token(&registry, "service=registry.test", None).unwrap();
    let (status, challenge) = status_with(&registry, "/v2/", &ended);
    assert!(status == 401 && challenge.contains("scope=\"registry:catalog:*\""));

    let lasting = Bearer {
        expires_in: Some(60),
        ..bearer
    };
    let (registry, _) = start(Script::default().with_auth(Auth::Bearer(lasting)));
    for (given, status) in [("wrong", 401), ("refresh", 200)] {
        let form = format!("grant_type=refresh_token&service=registry.test&refresh_token={given}");
        let mut client = Client::open(registry.origin());
        client.send("POST", "/token", &[], form.as_bytes());
        let reply = client.receive(false);
        assert_eq!(reply.status, status);
        if status == 200 {
            let reply = reply.json();
            assert_eq!(reply["expires_in"], 60);
            let token = format!("Bearer {}", reply["access_token"].as_str().unwrap());
            let path = format!("/v2/{NAME}/manifests/v1");
            assert_eq!(status_with(&registry, &path, &token).0, 200);
        }
    }
}

#[test]
fn foreign_realms_record_only() {
    let realm = Registry::foreign_realm();
    let reply = get(realm.origin(), "/any/where?service=x");
    assert_eq!(reply.json()["token"], "worthless");
    assert!(!realm.requests().saw_credentials());
    get_with(realm.origin(), "/", &[("Authorization", "Basic eA==")]);
    assert!(realm.requests().saw_credentials());
}

#[test]
fn requests_are_recorded() {
    let (registry, image) = start(Script::default());
    let tag = format!("/v2/{NAME}/manifests/v1");
    let secret = basic("user", "secret");
    get_with(registry.origin(), &tag, &[("Authorization", &secret)]);
    get(registry.origin(), &format!("/v2/{NAME}/manifests/{image}"));
    get(
        registry.origin(),
        &format!("/v2/{NAME}/manifests/{image}?x"),
    );
    get(registry.origin(), &format!("/v2/{NAME}/manifests/none"));
    get(registry.origin(), &format!("/v2/{NAME}/manifests/none"));

    let log = registry.requests();
    let first = &log.0[0];
    assert_eq!(
        (first.method.as_str(), first.target.as_str()),
        ("GET", tag.as_str())
    );
    assert_eq!(first.host.as_deref(), Some("registry.test"));
    assert_eq!(first.headers, ["host", "authorization", "content-length"]);
    assert_eq!(first.authorization, Some(hex(&sha256(secret.as_bytes()))));
    assert_eq!((first.status, log.0[3].status), (200, 404));
    assert!(!format!("{log:?}").contains(&secret));
    assert_eq!(
        log.count("GET", &format!("/v2/{NAME}/manifests/{image}")),
        2
    );
    assert_eq!(log.counts()[&format!("GET {tag}")], 1);
    assert_eq!(log.counts().len(), 3);
    assert_eq!(log.repeated_tag_reads(), Vec::<String>::new());

    get(registry.origin(), &tag);
    assert_eq!(registry.requests().repeated_tag_reads(), [tag]);
    let record = get(registry.origin(), "/_requests").json();
    assert_eq!(record, registry.requests().to_json());
}

#[test]
fn a_registry_ends() {
    let (registry, _) = start(Script::default());
    assert_eq!(get(registry.origin(), "/_shutdown").status, 200);
    registry.wait();

    // Neither an open connection nor a pause holds it up.
    let pause = Action::status(200).delayed(core::time::Duration::from_secs(60));
    let (registry, _) = start(Script::default().with_rule(Rule::get("/v2/", pause)));
    let mut idle = Client::open(registry.origin());
    let mut waiting = Client::open(registry.origin());
    waiting.send("GET", "/v2/", &[], b"");
    while registry.requests().0.is_empty() {
        std::thread::yield_now();
    }
    drop(registry);
    assert_eq!(waiting.rest(), b"");
    assert_eq!(idle.rest(), b"");
}

#[test]
fn processes_serve_the_same() {
    let (content, image, mut referrers) = content();
    referrers.sort();
    let near = Registry::start(content.clone(), Script::default());
    let away = Rule::get("/v2/away", Action::redirect(&near.url("/v2/")));
    let far = Registry::spawn(&content, &Script::default().with_rule(away));
    let second = Registry::spawn(&content, &Script::default());
    assert_ne!(far.origin(), second.origin());

    let target = referrers_of(&image);
    assert_eq!(walk(far.origin(), &target), (referrers, 1));
    assert_eq!(
        get(far.origin(), "/v2/away").header("location"),
        Some(near.url("/v2/").as_str())
    );
    assert_eq!(far.requests().count("GET", &target), 1);
    assert!(second.requests().0.is_empty());
    assert_eq!(get(second.origin(), "/_shutdown").status, 200);
    second.wait();
}
