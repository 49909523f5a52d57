//! Policies that mean nothing are refused, and none is taken and ignored.

use bonafide_oci::Reference;
use bonafide_report::Class;
use bonafide_sigstore::Policy;
use bonafide_sigstore::image::{ImagePolicy, ImageRequest, SignedIdentity, predicate_types};

use crate::kit::{Bench, by_keys, found, key};

#[test]
fn nobody_and_nothing() {
    let bench = Bench::default();
    let store = bench.sig(&[bench.plan().layer()]);
    for policy in [
        ImagePolicy::signature(Policy::nobody()),
        ImagePolicy::attestation(Policy::nobody()),
        bench.signature().with_threshold(0),
    ] {
        let answer = bench.ask(&store, &policy);
        assert_eq!(answer.code(), "policy.empty");
        assert_eq!(answer.class(), Some(Class::Policy));
    }
    let both = ImagePolicy::signature(bench.keyless().with_key(key("alice")));
    for layer in [bench.plan().layer(), bench.plan_by("alice").layer()] {
        assert_ne!(bench.ask(&bench.sig(&[layer]), &both).code(), "ok");
    }
    let zero = ImagePolicy::signature(bench.keyless().with_tlog_threshold(0));
    assert_eq!(bench.ask(&store, &zero).code(), "policy.empty");
    let zero = ImagePolicy::signature(bench.keyless().with_sct_threshold(0));
    assert_eq!(bench.ask(&store, &zero).code(), "policy.empty");
}

#[test]
fn names_that_are_compared_must_be_given() {
    let bench = Bench::default();
    let found = found(&bench.sig(&[bench.plan_by("alice").layer()]));
    let verifier = bench.verifier();
    let code = |policy: &ImagePolicy| {
        let request = ImageRequest::new(&found, policy, bench.now());
        crate::kit::Answer(verifier.verify_image(&request)).code()
    };
    assert_eq!(code(&by_keys(&[key("alice")])), "policy.empty");
    let off = by_keys(&[key("alice")]).with_signed_identity(SignedIdentity::Off);
    assert_eq!(code(&off), "ok");
    // The repository that must have been signed is a name to compare with.
    let reference = Reference::parse_familiar(crate::kit::REPOSITORY).unwrap();
    let named = by_keys(&[key("alice")]).with_signed_repository(reference.repository().clone());
    assert_eq!(code(&named), "ok");
    let tagged = named.with_signed_identity(SignedIdentity::Tag);
    assert_eq!(code(&tagged), "policy.empty");
    let contrary = by_keys(&[key("alice")])
        .with_signed_repository(reference.repository().clone())
        .with_signed_identity(SignedIdentity::Off);
    assert_eq!(code(&contrary), "policy.empty");
}

#[test]
fn short_names_are_expanded_when_a_policy_is_made() {
    for (name, first) in [
        ("slsaprovenance", "https://slsa.dev/provenance/v0.2"),
        ("slsaprovenance02", "https://slsa.dev/provenance/v0.2"),
        ("slsaprovenance1", "https://slsa.dev/provenance/v1"),
        ("spdx", "https://spdx.dev/Document"),
        ("spdxjson", "https://spdx.dev/Document"),
        ("cyclonedx", "https://cyclonedx.org/bom"),
        ("link", "https://in-toto.io/Link/v1"),
        ("vuln", "https://cosign.sigstore.dev/attestation/vuln/v1"),
        ("openvex", "https://openvex.dev/ns"),
        ("custom", "https://cosign.sigstore.dev/attestation/v1"),
        (
            "https://cyclonedx.org/bom/v1.4",
            "https://cyclonedx.org/bom/v1.4",
        ),
    ] {
        assert_eq!(predicate_types(name).unwrap()[0], first);
    }
    assert_eq!(predicate_types("openvex").unwrap().len(), 2);
    for name in [
        "",
        "Cyclonedx",
        "cyclone",
        "//host/path",
        "a b:c",
        "1a:b",
        "a:",
        "https://a b",
        "ü:x",
    ] {
        assert_eq!(
            predicate_types(name).unwrap_err().code().as_str(),
            "policy.empty",
            "{name}"
        );
    }
}

#[test]
fn options_are_told() {
    let bench = Bench::default();
    let policy = by_keys(&[key("alice")])
        .ignore_transparency_log()
        .allow_message_signatures()
        .allow_old_bundles()
        .allow_atomic_signatures()
        .with_signed_identity(SignedIdentity::Off);
    let answer = bench.ask(&bench.sig(&[bench.plan_by("alice").layer()]), &policy);
    for option in [
        "ignore_tlog",
        "message_signature_on_images",
        "old_bundles_on_images",
        "atomic_container_signature",
        "signed_identity_off",
    ] {
        assert!(answer.has_note(option), "{option}");
    }
    assert_eq!(answer.code(), "ok");
}
