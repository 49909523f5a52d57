//! The real bundle of `examples/data` as material for changes.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "a module of several tests, each of which uses a part"
)]

use bonafide_digest::Digest;
use bonafide_report::Time;
use bonafide_sigstore::{IdentityMatcher, Policy, TrustedRoot};
use serde_json::Value;

pub const IDENTITY: &str = "https://github.com/trailofbits/pypi-attestation-models/.github/workflows/release.yml@refs/tags/v0.0.4a2";
pub const ISSUER: &str = "https://token.actions.githubusercontent.com";

pub fn data(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

pub fn bundle_text() -> String {
    let bytes = data("pypi_attestation_models-0.0.4a2.tar.gz.sigstore");
    // One blank after each colon and comma, whatever the file has.
    let json: Value = serde_json::from_slice(&bytes).unwrap();
    serde_json::to_string_pretty(&json).unwrap()
}

pub fn bundle_json() -> Value {
    serde_json::from_str(&bundle_text()).unwrap()
}

pub fn digest() -> Digest {
    Digest::parse("sha256:c9709ce6fd5b67b59b4a28758cf14d3f411803c4b89b6068b1f1a8e4ee94c8ef")
        .unwrap()
}

pub fn policy() -> Policy {
    Policy::identity(IdentityMatcher::exact(IDENTITY, ISSUER).unwrap())
}

pub fn root_json() -> Value {
    let bytes = include_bytes!("../../data/public-good.json");
    serde_json::from_slice(bytes).unwrap()
}

pub fn root() -> TrustedRoot {
    TrustedRoot::public_good().unwrap()
}

pub fn now() -> Time {
    Time::parse_rfc3339("2026-11-01T00:00:00Z").unwrap()
}
