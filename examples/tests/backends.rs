//! The real evidence of `examples/data` with each backend, through the conformance program.

use std::process::Command;

const BUNDLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/data/pypi_attestation_models-0.0.4a2.tar.gz.sigstore"
);
const IDENTITY: &str = "https://github.com/trailofbits/pypi-attestation-models/.github/workflows/release.yml@refs/tags/v0.0.4a2";
const ISSUER: &str = "https://token.actions.githubusercontent.com";
const DIGEST: &str = "sha256:c9709ce6fd5b67b59b4a28758cf14d3f411803c4b89b6068b1f1a8e4ee94c8ef";

/// Every backend that is compiled.
const BACKENDS: &[&str] = &[
    "ring",
    #[cfg(feature = "rustcrypto")]
    "rustcrypto",
    #[cfg(feature = "aws-lc")]
    "aws-lc",
];

/// Whether the program said yes, and what else it said.
fn conformance(backend: &str, artifact: &str) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_conformance"))
        .args(["--backend", backend, "verify-bundle", "--bundle", BUNDLE])
        .args(["--certificate-identity", IDENTITY])
        .args(["--certificate-oidc-issuer", ISSUER, artifact])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.success(), said)
}

#[test]
fn every_backend_verifies_real_evidence() {
    for backend in BACKENDS {
        assert_eq!(conformance(backend, DIGEST), (true, String::new()));
        let other = DIGEST.replace("c9", "c8");
        let (valid, said) = conformance(backend, &other);
        assert!(!valid && said.starts_with("artifact."), "{backend}: {said}");
    }
}

#[test]
fn a_backend_that_is_not_compiled_is_named() {
    let (valid, said) = conformance("openssl", DIGEST);
    assert!(!valid);
    assert!(said.contains("--backend openssl is not compiled"), "{said}");
}
