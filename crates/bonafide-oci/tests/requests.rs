//! How many requests a discovery makes of a registry, in the usual cases.

use bonafide_oci::http::{Credentials, RegistryClient};
use bonafide_oci::{Discovered, DiscoveryOptions, Reference, Subject, Wanted, discover};
use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{Carrier, Options, SignedImage};
use bonafide_testkit::registry::{
    Auth, Bearer, Content, Login, Realm, ReferrersApi, Registry, RequestLog, Script,
};

const REPOSITORY: &str = "team/app";

/// One image in a registry that runs by `script`.
fn serve(options: &Options, script: Script) -> (Registry, SignedImage) {
    let image = SignedImage::new(&Sigstore::default(), options);
    let content = Content::of_store(REPOSITORY, &image.store);
    (Registry::start(content, script), image)
}

fn find(
    registry: &Registry,
    image: &SignedImage,
    wanted: Wanted,
    credentials: Option<Credentials>,
) -> (Discovered, RequestLog) {
    let name = format!("{}/{REPOSITORY}@{}", registry.origin(), image.digest);
    let reference = Reference::parse_strict(&name).unwrap();
    let mut client = RegistryClient::builder();
    if let Some(credentials) = credentials {
        client = client.with_credentials(registry.origin(), credentials);
    }
    let client = client.build().unwrap();
    let options = DiscoveryOptions::new(wanted);
    let found = discover(&client, &Subject::of(&reference), options).unwrap();
    assert!(
        found.completeness().is_complete(),
        "{:?}",
        found.completeness()
    );
    (found, registry.requests())
}

fn by_bundle() -> Options {
    Options {
        carriers: vec![Carrier::Bundle],
        ..Options::default()
    }
}

/// The requests by what they were for, for people, and their number.
fn print(what: &str, log: &RequestLog) -> usize {
    println!("{what}: {} requests", log.0.len());
    for arrival in &log.0 {
        println!(
            "    {} {} {}",
            arrival.status,
            arrival.method,
            arrival.path()
        );
    }
    assert!(log.repeated_tag_reads().is_empty());
    log.0.len()
}

#[test]
fn a_keyless_image_with_native_referrers() {
    let (registry, image) = serve(&by_bundle(), Script::default());
    let (found, log) = find(&registry, &image, Wanted::signatures(), None);
    assert_eq!(found.candidates().len(), 1);
    // The image, its referrers, the tag of the older format, the manifest and the bundle.
    assert_eq!(print("native referrers", &log), 5);
    assert_eq!(found.requests(), 5);
}

#[test]
fn the_tag_in_the_place_of_referrers() {
    let options = Options {
        has_fallback: true,
        ..by_bundle()
    };
    let script = Script {
        referrers: ReferrersApi::Status(404),
        ..Script::default()
    };
    let (registry, image) = serve(&options, script);
    let (found, log) = find(&registry, &image, Wanted::signatures(), None);
    assert_eq!(found.candidates().len(), 1);
    // One more: the tag, once the registry said that it lists nothing.
    assert_eq!(print("fallback tag", &log), 6);
}

#[test]
fn a_registry_that_wants_a_token() {
    let login = Login::new("somebody", "a secret");
    let bearer = Bearer {
        login: Some(login),
        realm: Realm::Own,
        ..Bearer::default()
    };
    let script = Script::default().with_auth(Auth::Bearer(bearer));
    let (registry, image) = serve(&by_bundle(), script);
    let credentials = Credentials::basic("somebody", "a secret");
    let (found, log) = find(&registry, &image, Wanted::signatures(), Some(credentials));
    assert_eq!(found.candidates().len(), 1);
    // The first question is refused and asked again with the token, which serves for all others.
    assert_eq!(print("token", &log), 7);
    assert_eq!(log.count("GET", "/token"), 1);
}

#[test]
fn attestations_and_everything() {
    let options = Options {
        attestations: vec![(
            "https://slsa.dev/provenance/v1".to_owned(),
            serde_json::json!({}),
        )],
        ..by_bundle()
    };
    let (registry, image) = serve(&options, Script::default());
    let (found, log) = find(&registry, &image, Wanted::everything(), None);
    assert_eq!(found.candidates().len(), 2);
    // The image, its referrers, three tags of the older formats, two manifests and two bundles.
    assert_eq!(print("everything", &log), 9);
}
