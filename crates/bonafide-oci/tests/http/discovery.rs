//! Discovery over the client, against the registry of the kit.

use bonafide_digest::Digest;
use bonafide_oci::http::{Credentials, RegistryClient};
use bonafide_oci::{
    Discovered, DiscoveryOptions, Error, Reason, Reference, Subject, Wanted, discover, parse_digest,
};
use bonafide_testkit::registry::{
    Action, Auth, Bearer, Content, Login, Realm, ReferrersApi, Registry, Rule, Script, media,
};

use crate::{SECRET, builder, client};

const NAME: &str = "team/app";
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// An image with three bundles.
fn content() -> (Content, Digest) {
    let mut content = Content::default();
    let config = content.push_blob(NAME, b"{}");
    let image = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"{}","digest":"{config}","size":2}},"layers":[]}}"#,
        media::MANIFEST,
        media::EMPTY
    );
    let image = content.push_manifest(NAME, media::MANIFEST, image.as_bytes());
    content.tag(NAME, "v1", &image);
    for bytes in [b"1", b"2", b"3"] {
        content.push_artifact(NAME, BUNDLE, Some(&image), &[(BUNDLE, bytes)]);
    }
    (content, parse_digest(&image).unwrap())
}

fn run(registry: &Registry, client: &RegistryClient, target: &str) -> Result<Discovered, Error> {
    let reference = format!("{}/{NAME}{target}", registry.origin());
    let reference = Reference::parse_strict(&reference).unwrap();
    let options = DiscoveryOptions::new(Wanted::signatures());
    let discovered = discover(client, &Subject::of(&reference), options);
    let shown = format!("{discovered:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    discovered
}

fn start(script: Script) -> (Registry, Digest) {
    let (content, image) = content();
    (Registry::start(content, script), image)
}

fn me() -> Credentials {
    Credentials::basic("me", SECRET)
}

fn bearer(realm: Realm) -> Script {
    Script::default().with_auth(Auth::Bearer(Bearer {
        login: Some(Login::new("me", SECRET)),
        realm,
        ..Bearer::default()
    }))
}

#[test]
fn what_is_attached_is_found_page_by_page() {
    let (registry, image) = start(Script {
        referrers_page: Some(1),
        accept_required: true,
        ..Script::default()
    });
    for target in [":v1".to_owned(), format!("@{image}")] {
        let discovered = run(&registry, &client(), &target).unwrap();
        assert_eq!(discovered.completeness().reasons(), []);
        assert_eq!(discovered.candidates().len(), 3);
    }
    assert!(registry.requests().repeated_tag_reads().is_empty());
    assert!(!registry.requests().saw_credentials());
}

#[test]
fn one_token_serves_a_whole_discovery() {
    let (registry, image) = start(bearer(Realm::Own));
    let client = builder()
        .with_credentials(registry.origin(), me())
        .build()
        .unwrap();
    let discovered = run(&registry, &client, &format!("@{image}")).unwrap();
    assert_eq!(discovered.completeness().reasons(), []);
    assert_eq!(discovered.candidates().len(), 3);
    let asked = registry.requests();
    assert_eq!(asked.count("GET", "/token"), 1);
    let refused = asked.0.iter().filter(|it| it.status == 401).count();
    assert_eq!(refused, 1);
}

#[test]
fn the_realm_of_an_attacker_sees_nothing() {
    let attacker = Registry::foreign_realm();
    let port = attacker.origin().rsplit_once(':').unwrap().1;
    let realm = Realm::At(format!("http://localhost:{port}/token"));
    let (registry, _) = start(bearer(realm));
    let client = builder()
        .with_credentials(registry.origin(), me())
        .build()
        .unwrap();
    let error = run(&registry, &client, ":v1").unwrap_err();
    assert_eq!(error.code().as_str(), "discovery.unauthorised");
    assert!(!attacker.requests().0.is_empty());
    assert!(!attacker.requests().saw_credentials());
}

#[test]
fn a_failure_is_a_reason_and_never_absence() {
    let elsewhere = "http://evil.example/".to_owned();
    let referrers = |image: &Digest| format!("/v2/{NAME}/referrers/{image}");
    for (action, reason) in [
        (
            Action::error(401, "UNAUTHORIZED"),
            Reason::ReferrersUnauthorised,
        ),
        (Action::error(403, "DENIED"), Reason::ReferrersUnauthorised),
        (Action::error(500, "UNKNOWN"), Reason::ReferrersUnavailable),
        (Action::captive_portal(), Reason::ReferrersMalformed),
        (
            Action::error(405, "UNSUPPORTED"),
            Reason::ReferrersUnsupportedStatus(405),
        ),
        (
            Action::next_page("http://evil.example/x"),
            Reason::RedirectRefused,
        ),
        (Action::redirect(&elsewhere), Reason::RedirectRefused),
    ] {
        let (content, image) = content();
        let script = Script::default().with_rule(Rule::get(&referrers(&image), action));
        let registry = Registry::start(content, script);
        let discovered = run(&registry, &client(), &format!("@{image}")).unwrap();
        let reasons = discovered.completeness().reasons();
        assert!(reasons.contains(&reason), "{reasons:?} and not {reason:?}");
    }
    let (registry, image) = start(Script {
        referrers: ReferrersApi::Throttled("200".to_owned()),
        ..Script::default()
    });
    let discovered = run(&registry, &client(), &format!("@{image}")).unwrap();
    let reasons = discovered.completeness().reasons();
    assert!(reasons.contains(&Reason::ReferrersThrottled), "{reasons:?}");
}

#[test]
fn a_list_that_is_not_kept_is_looked_for_under_its_tag() {
    let (mut content, image) = content();
    content.tag_referrers(NAME, &image.to_string());
    let script = Script {
        referrers: ReferrersApi::Status(404),
        ..Script::default()
    };
    let registry = Registry::start(content, script);
    let discovered = run(&registry, &client(), &format!("@{image}")).unwrap();
    assert_eq!(discovered.completeness().reasons(), []);
    assert_eq!(discovered.candidates().len(), 3);
}
