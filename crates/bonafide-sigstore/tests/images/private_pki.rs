//! Certificates of an authority of the caller's own.

use bonafide_sigstore::image::{ImagePolicy, SignedIdentity};
use bonafide_sigstore::{ExpectedNames, Policy, PrivatePki, SanKind, SanMatcher};
use bonafide_testkit::image::{Layer, SimpleSigning, name};
use bonafide_testkit::{Extension, GeneralName, KeyKind, Sigstore};

use crate::kit::{Bench, found};

const NAME: &str = "release@example.test";

fn names(kind: SanKind, name: &str) -> ExpectedNames {
    ExpectedNames::all_of(vec![SanMatcher::named(kind, name).unwrap()]).unwrap()
}

fn pki(kit: &Sigstore, names: ExpectedNames) -> PrivatePki {
    let chain = kit.fulcio.chain();
    let (issuers, anchor) = chain.split_at(chain.len() - 1);
    PrivatePki::new(anchor, names)
        .unwrap()
        .with_intermediates(issuers)
        .unwrap()
}

fn policy(pki: PrivatePki) -> ImagePolicy {
    ImagePolicy::signature(Policy::private_pki(pki).allow_current_time())
}

fn code(bench: &Bench, layer: &Layer, policy: &ImagePolicy) -> &'static str {
    bench
        .ask(&bench.sig(std::slice::from_ref(layer)), policy)
        .code()
}

#[test]
fn names_under_an_own_anchor() {
    let bench = Bench::default();
    for kind in [KeyKind::Rsa4096, KeyKind::P256, KeyKind::P384] {
        let layer = bench.plan().with_kind(kind).by_own_authority(NAME).layer();
        let wanted = policy(pki(&bench.kit, names(SanKind::Email, NAME)));
        assert_eq!(code(&bench, &layer, &wanted), "ok", "{kind:?}");
        let other = policy(pki(&bench.kit, names(SanKind::Email, "other@example.test")));
        assert_eq!(code(&bench, &layer, &other), "identity.san-mismatch");
        let dns = policy(pki(&bench.kit, names(SanKind::Dns, NAME)));
        assert_eq!(code(&bench, &layer, &dns), "identity.san-mismatch");
        // Without the leave for it there is no time.
        let timed = Policy::private_pki(pki(&bench.kit, names(SanKind::Email, NAME)));
        assert_eq!(
            code(&bench, &layer, &ImagePolicy::signature(timed)),
            "time.none"
        );
        // Fulcio's profile does not accept it.
        assert_ne!(bench.sig_code(&layer), "ok");
    }
    let both = bench.plan().by_own_authority(NAME).with_leaf(|leaf| {
        bonafide_testkit::image::private_leaf(leaf, NAME);
        let names = [
            GeneralName::Email(NAME.to_owned()),
            GeneralName::Dns("example.test".to_owned()),
        ];
        leaf.set(Extension::subject_alt_name(&names));
    });
    let layer = both.layer();
    for (kind, name) in [(SanKind::Email, NAME), (SanKind::Dns, "example.test")] {
        let wanted = policy(pki(&bench.kit, names(kind, name)));
        assert_eq!(code(&bench, &layer, &wanted), "ok");
    }
}

#[test]
fn the_chain_beside_it_helps_only_where_that_is_allowed() {
    let bench = Bench::default();
    let layer = bench.plan().by_own_authority(NAME).layer();
    let chain = bench.kit.fulcio.chain();
    let anchor =
        || PrivatePki::new(&chain[chain.len() - 1..], names(SanKind::Email, NAME)).unwrap();
    assert_eq!(code(&bench, &layer, &policy(anchor())), "cert.chain");
    let through = policy(anchor().use_bundle_intermediates());
    assert_eq!(code(&bench, &layer, &through), "ok");
    assert_eq!(
        code(&bench, &layer.clone().without(name::CHAIN), &through),
        "cert.chain"
    );
    // A root that comes along is no anchor.
    let mut other = bench.kit.clone();
    other.fulcio =
        bonafide_testkit::CertificateAuthority::fulcio("other.test", other.time.plus(-9999));
    let foreign = bench.payload().plan(&other).by_own_authority(NAME).layer();
    assert_eq!(code(&bench, &foreign, &through), "cert.chain");
}

#[test]
fn one_name_in_two_cases_is_one_signer() {
    let bench = Bench::default();
    let layers =
        [NAME, "Release@Example.test"].map(|name| bench.plan().by_own_authority(name).layer());
    let wanted = policy(pki(&bench.kit, names(SanKind::Email, NAME)));
    let verified = bench.ask(&bench.sig(&layers), &wanted).verified();
    assert_eq!(verified.attachments().len(), 2);
    assert_eq!(verified.signers(), 1);
    let two = wanted.with_threshold(2);
    assert_eq!(
        bench.ask(&bench.sig(&layers), &two).code(),
        "signature.threshold-not-met"
    );
}

#[test]
fn an_expired_certificate_is_expired() {
    let bench = Bench::default();
    let layer = bench.plan().by_own_authority(NAME).layer();
    let wanted = policy(pki(&bench.kit, names(SanKind::Email, NAME)));
    let store = bench.sig(&[layer]);
    let (found, asked) = (found(&store), crate::kit::asked(&store));
    let late = bonafide_report::Time::from_unix(bench.kit.time.plus(366 * 86_400).seconds).unwrap();
    let request = bonafide_sigstore::image::ImageRequest::new(&found, &wanted, late);
    // Its certificates name no repository: without a name to compare nothing is judged.
    let answer = crate::kit::Answer(bench.verifier().verify_image(&request));
    assert_eq!(answer.code(), "policy.empty");
    let request = request.with_reference(&asked);
    let answer = crate::kit::Answer(bench.verifier().verify_image(&request));
    assert_eq!(answer.code(), "cert.time");
}

#[test]
fn a_signature_is_not_carried_to_another_repository() {
    let bench = Bench::default();
    let wanted = policy(pki(&bench.kit, names(SanKind::Email, NAME)));
    let payload = SimpleSigning::new("other.test/a", &bench.store.subject);
    let layer = payload.plan(&bench.kit).by_own_authority(NAME).layer();
    assert_eq!(code(&bench, &layer, &wanted), "signature.identity-replay");
    let off = wanted.with_signed_identity(SignedIdentity::Off);
    assert_eq!(code(&bench, &layer, &off), "ok");
}
