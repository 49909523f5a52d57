//! Fifteen keys on three signatures: every payload is fetched once.

use bonafide_keys::PublicKey;
use bonafide_oci::http::RegistryClient;
use bonafide_oci::{DiscoveryOptions, Reference, Subject, Wanted, discover};
use bonafide_report::{Coded as _, Time};
use bonafide_sigstore::image::{ImagePolicy, ImageRequest, SignedIdentity};
use bonafide_sigstore::{Policy, TrustedKey, TrustedRoot, Verifier};
use bonafide_testkit::image::{By, Options, SignedImage};
use bonafide_testkit::registry::{Content, Registry, Script};
use bonafide_testkit::{KeyKind, SigningKey, Sigstore};

const REPOSITORY: &str = "owner/app";

#[test]
fn each_payload_is_fetched_once() {
    let options = Options {
        signers: ["a", "b", "c"].map(By::key).to_vec(),
        ..Options::default()
    };
    let image = SignedImage::new(&Sigstore::default(), &options);
    let content = Content::of_store(REPOSITORY, &image.store);
    let registry = Registry::start(content, Script::default());
    let name = format!("{}/{REPOSITORY}@{}", registry.origin(), image.digest);
    let reference = Reference::parse_strict(&name).unwrap();
    let client = RegistryClient::builder().build().unwrap();
    let wanted = DiscoveryOptions::new(Wanted::signatures());
    let discovered = discover(&client, &Subject::of(&reference), wanted).unwrap();
    assert_eq!(discovered.candidates().len(), 3);

    let strangers = (0..12).map(|n| SigningKey::seeded(KeyKind::P256, &format!("x{n}")).pem());
    let keys: Vec<String> = strangers.chain(image.keys.iter().cloned()).collect();
    assert_eq!(keys.len(), 15);
    let policy = keys.iter().fold(Policy::nobody(), |policy, pem| {
        policy.with_key(TrustedKey::new(PublicKey::from_pem(pem).unwrap()))
    });
    let policy = ImagePolicy::signature(policy)
        .with_threshold(3)
        .with_signed_identity(SignedIdentity::Off);
    let root = TrustedRoot::parse(image.trusted_root.to_string().as_bytes()).unwrap();
    let now = Time::from_unix(image.now).unwrap();
    let request = ImageRequest::new(&discovered, &policy, now);
    let verified = Verifier::new(root).unwrap().verify_image(&request);
    let verified = verified.unwrap_or_else(|refusal| panic!("{}: {refusal}", refusal.code()));
    assert_eq!(verified.signers(), 3);

    let log = registry.requests();
    for (request, times) in log.counts() {
        assert_eq!(times, 1, "{request:?}");
    }
    let blobs = log.0.iter().filter(|one| one.path().contains("/blobs/"));
    println!(
        "15 keys, 3 signatures: {} requests, {} of them for blobs",
        log.0.len(),
        blobs.count()
    );
}
