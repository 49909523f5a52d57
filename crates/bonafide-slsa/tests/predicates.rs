//! Families of predicate types, and what payload types say about them.

use bonafide_slsa::{PredicateFamily as Family, media_type_note};

#[test]
fn families() {
    for (uri, family, name) in [
        (
            "https://slsa.dev/provenance/v0.1",
            Family::Provenance,
            "provenance",
        ),
        (
            "https://slsa.dev/provenance/v0.2",
            Family::Provenance,
            "provenance",
        ),
        (
            "https://slsa.dev/provenance/v1",
            Family::Provenance,
            "provenance",
        ),
        (
            "https://slsa.dev/verification_summary/v0.1",
            Family::Vsa,
            "vsa",
        ),
        (
            "https://slsa.dev/verification_summary/v0.2",
            Family::Vsa,
            "vsa",
        ),
        (
            "https://slsa.dev/verification_summary/v1",
            Family::Vsa,
            "vsa",
        ),
        (
            "https://in-toto.io/attestation/svr/v0.1",
            Family::Svr,
            "svr",
        ),
        (
            "https://in-toto.io/attestation/svr/v0.2",
            Family::Svr,
            "svr",
        ),
        ("https://spdx.dev/Document", Family::Spdx, "spdx"),
        ("https://spdx.dev/Document/v2.3", Family::Spdx, "spdx"),
        ("https://spdx.dev/Document/v3", Family::Spdx, "spdx"),
        ("https://cyclonedx.org/bom", Family::CycloneDx, "cyclonedx"),
        (
            "https://cyclonedx.org/bom/v1.4",
            Family::CycloneDx,
            "cyclonedx",
        ),
        (
            "https://cyclonedx.org/schema",
            Family::CycloneDx,
            "cyclonedx",
        ),
        (
            "https://in-toto.io/attestation/link/v0.3",
            Family::Link,
            "link",
        ),
        ("https://in-toto.io/Link/v1", Family::Link, "link"),
        (
            "https://in-toto.io/attestation/reference/v0.1",
            Family::Reference,
            "reference",
        ),
        (
            "https://in-toto.io/attestation/release/v0.1",
            Family::Release,
            "release",
        ),
        (
            "https://in-toto.io/attestation/release/v0.2",
            Family::Release,
            "release",
        ),
        (
            "https://in-toto.io/attestation/runtime-trace/v0.1",
            Family::RuntimeTrace,
            "runtime-trace",
        ),
        (
            "https://in-toto.io/attestation/scai/v0.3",
            Family::Scai,
            "scai",
        ),
        (
            "https://in-toto.io/attestation/test-result/v0.1",
            Family::TestResult,
            "test-result",
        ),
        (
            "https://in-toto.io/attestation/vulns/v0.1",
            Family::Vulns,
            "vulns",
        ),
        (
            "https://in-toto.io/attestation/vulns/v0.2",
            Family::Vulns,
            "vulns",
        ),
        (
            "https://github.com/npm/attestation/tree/main/specs/publish/v0.1",
            Family::NpmPublish,
            "npm-publish",
        ),
        (
            "https://docs.pypi.org/attestations/publish/v1",
            Family::PypiPublish,
            "pypi-publish",
        ),
        (
            "https://cosign.sigstore.dev/attestation/v1",
            Family::Cosign,
            "cosign",
        ),
        (
            "https://cosign.sigstore.dev/attestation/vuln/v1",
            Family::Cosign,
            "cosign",
        ),
        (
            "https://model_signing/signature/v1.0",
            Family::ModelSigning,
            "model-signing",
        ),
        ("https://openvex.dev/ns", Family::OpenVex, "openvex"),
        ("https://openvex.dev/ns/v0.2.0", Family::OpenVex, "openvex"),
        (
            "https://witness.testifysec.com/attestation-collection/v0.1",
            Family::Witness,
            "witness",
        ),
    ] {
        assert_eq!(Family::of(uri), Some(family), "{uri}");
        assert_eq!(family.name(), name);
    }
}

#[test]
fn neither_prefix_nor_substring_nor_draft() {
    for uri in [
        "",
        "https://slsa.dev/provenance",
        "https://slsa.dev/provenance/",
        "https://slsa.dev/provenance/v",
        "https://slsa.dev/provenance/v1.",
        "https://slsa.dev/provenance/v.1",
        "https://slsa.dev/provenance/v1..0",
        "https://slsa.dev/provenance/v1/",
        "https://slsa.dev/provenance/v1/x",
        "https://slsa.dev/provenance/v1.0?draft",
        "https://slsa.dev/provenance/V1",
        "https://slsa.dev/provenance/1",
        "https://slsa.dev/provenancex/v1",
        "xhttps://slsa.dev/provenance/v1",
        "https://slsa.dev/Provenance/v1",
        "http://slsa.dev/provenance/v1",
        "https://spdx.dev/Document/",
        "https://spdx.dev/Documents",
        "https://cosign.sigstore.dev/attestation",
        "https://evil.example/?https://slsa.dev/provenance/v1",
    ] {
        assert_eq!(Family::of(uri), None, "{uri}");
    }
}

#[test]
fn a_family_is_asked_for_by_its_base() {
    let base = "https://example.com/p";
    for version in ["/v1", "/v0.2", "/v10.20.30"] {
        assert!(
            Family::matches(base, &format!("{base}{version}")),
            "{version}"
        );
    }
    for rest in ["", "/", "/v", "/vx", "/v1x", "/v1.x", "v1", "/x/v1", "/v1 "] {
        assert!(!Family::matches(base, &format!("{base}{rest}")), "{rest}");
    }
}

#[test]
fn a_media_type_that_disagrees_is_noted() {
    let provenance = "https://slsa.dev/provenance/v1";
    let note = |name: &str, predicate: &str| {
        media_type_note(&format!("application/vnd.in-toto.{name}+json"), predicate)
    };
    for (name, predicate) in [
        ("provenance", provenance),
        ("spdx", "https://spdx.dev/Document"),
        ("mine", "https://example.com/mine/v1"),
    ] {
        assert_eq!(note(name, predicate), None, "{name}");
    }
    for (name, predicate) in [
        ("vsa", provenance),
        ("slsa", provenance),
        ("provenance", "https://example.com/mine/v1"),
        ("provenance", "https://slsa.dev/provenance"),
    ] {
        let found = note(name, predicate).unwrap();
        assert_eq!(found.code().as_str(), "statement.media-type-mismatch");
        assert_eq!(found.place().as_str(), "/payloadType");
        assert!(found.detail().contains(name), "{name}");
    }
    for payload_type in [
        "application/vnd.in-toto+json",
        "application/json",
        "application/vnd.in-toto.VSA+json",
    ] {
        assert_eq!(
            media_type_note(payload_type, provenance),
            None,
            "{payload_type}"
        );
    }
}
