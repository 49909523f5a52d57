//! The main job on the real evidence of `examples/data`, through the program itself.

use std::process::{Command, Output};

const BUNDLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/data/pypi_attestation_models-0.0.4a2.tar.gz.sigstore"
);
const IDENTITY: &str = "https://github.com/trailofbits/pypi-attestation-models/.github/workflows/release.yml@refs/tags/v0.0.4a2";
const ISSUER: &str = "https://token.actions.githubusercontent.com";
const DIGEST: &str = "sha256:c9709ce6fd5b67b59b4a28758cf14d3f411803c4b89b6068b1f1a8e4ee94c8ef";

fn verify_blob(arguments: &[&str]) -> (i32, String, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_verify_blob"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn wanted<'a>(identity: &'a str, issuer: &'a str, artifact: &'a str) -> Vec<&'a str> {
    vec![
        "--bundle",
        BUNDLE,
        "--identity",
        identity,
        "--issuer",
        issuer,
        artifact,
    ]
}

#[test]
fn a_real_identity_is_verified() {
    let (code, out, err) = verify_blob(&wanted(IDENTITY, ISSUER, DIGEST));
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("decision    allow"), "{out}");
    assert!(
        out.contains(IDENTITY) && out.contains("2024-06-10T19:47:25Z"),
        "{out}"
    );
    assert!(
        out.contains("index 101487427") && out.contains("leaf 97323996"),
        "{out}"
    );
    assert!(!out.contains("fail"), "{out}");
}

#[test]
fn another_identity_issuer_or_artifact_is_refused_by_name() {
    let other_digest = format!("sha256:{}", "00".repeat(32));
    for (arguments, code) in [
        (
            wanted("https://github.com/x/y", ISSUER, DIGEST),
            "identity.san-mismatch",
        ),
        (
            wanted(IDENTITY, "https://accounts.google.com", DIGEST),
            "identity.issuer-mismatch",
        ),
        (
            wanted(IDENTITY, ISSUER, &other_digest),
            "artifact.not-a-subject",
        ),
    ] {
        let (exit, out, _) = verify_blob(&arguments);
        assert_eq!(exit, 1, "{out}");
        assert!(
            out.contains(code) && out.contains("decision    reject"),
            "{out}"
        );
        // Explained to the end: later steps ran as well.
        assert!(out.contains("policy/thresholds"), "{out}");
    }
}

#[test]
fn json_says_the_same() {
    let mut arguments = wanted(IDENTITY, ISSUER, DIGEST);
    arguments.push("--json");
    let (code, out, _) = verify_blob(&arguments);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, json["decision"].as_str()), (0, Some("allow")));
    let certificate = &json["evidence"]["signer"]["certificate"];
    assert_eq!(certificate["issuer"], ISSUER);
    assert_eq!(certificate["san"]["value"], IDENTITY);
    let checks = json["report"]["checks"].as_array().unwrap();
    assert!(
        checks
            .iter()
            .all(|check| check["status"] == "pass" || check["status"] == "skip")
    );
}

#[test]
fn a_signature_from_the_future_is_refused() {
    let mut arguments = wanted(IDENTITY, ISSUER, DIGEST);
    arguments.extend(["--now", "2020-01-01T00:00:00Z"]);
    let (code, out, _) = verify_blob(&arguments);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("time.future"), "{out}");
}

#[test]
fn wrong_usage_is_configuration() {
    for arguments in [
        vec!["--bundle", BUNDLE, DIGEST],
        vec!["--bundle", BUNDLE, "--identity", IDENTITY, DIGEST],
        vec!["--unknown"],
        wanted(IDENTITY, ISSUER, "no-such-file"),
    ] {
        let (code, _, err) = verify_blob(&arguments);
        assert_eq!(code, 2, "{err}");
        assert!(!err.is_empty());
    }
}

#[test]
fn a_real_attestation_is_verified() {
    const ATTESTATION: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/pypi_attestations-0.0.19.tar.gz.slsa.attestation"
    );
    let identity = "https://github.com/trailofbits/pypi-attestations/.github/workflows/release.yml@refs/tags/v0.0.19";
    let digest = "sha256:9bb1add04b1b4e182be6b0b80931593f7a291eb49d69b4fd728a5d4cbcdc4bd3";
    let about = |name: &str| {
        verify_blob(&[
            "--bundle",
            ATTESTATION,
            "--identity",
            identity,
            "--issuer",
            ISSUER,
            "--distribution",
            name,
            digest,
        ])
    };
    let (code, out, err) = about("pypi_attestations-0.0.19.tar.gz");
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("attestation/distribution") && out.contains("slsa.dev/provenance/v1"));
    let (code, out, _) = about("pypi_attestations-0.0.18.tar.gz");
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("artifact.name-mismatch"), "{out}");
    let (code, _, err) = about("readme.txt");
    assert_eq!(code, 2, "{err}");
}
