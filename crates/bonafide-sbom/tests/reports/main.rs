//! Reports of scanners: what is read, what is refused, what they are about, how old they are.
#![cfg(feature = "reports")]

mod binding;
mod corpus;
mod freshness;
mod grype;
mod hostile;
mod trivy;

use bonafide_report::Coded as _;
use bonafide_sbom::{Error, ScanLimits, ScanReport};
use serde_json::{Value, json};

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const OTHER: &str = "sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

fn read(document: &Value) -> ScanReport<'static> {
    let text = document.to_string().leak();
    ScanReport::read(text.as_bytes(), &ScanLimits::default()).unwrap()
}

fn refused(document: &Value) -> Error {
    let text = document.to_string();
    ScanReport::read(text.as_bytes(), &ScanLimits::default()).unwrap_err()
}

/// The code and the place of an error.
fn why(document: &Value) -> (&'static str, String) {
    let error = refused(document);
    (error.code().as_str(), error.place().as_str().to_owned())
}

fn codes(report: &ScanReport<'_>) -> Vec<(&'static str, String)> {
    let findings = report.findings.kept().iter();
    findings
        .map(|one| (one.code().as_str(), one.place().as_str().to_owned()))
        .collect()
}

fn grype(matches: Value) -> Value {
    json!({
        "matches": matches,
        "source": {"type": "image", "target": {"userInput": "alpine:3.19"}},
        "descriptor": {"name": "grype", "version": "0.100.0", "timestamp": "2026-01-01T00:00:00Z"},
    })
}

fn grype_match(id: &str) -> Value {
    json!({
        "vulnerability": {"id": id, "severity": "High"},
        "artifact": {"name": "openssl", "version": "3.0.1", "purl": "pkg:apk/alpine/openssl@3.0.1"},
    })
}

fn trivy(results: Value) -> Value {
    json!({
        "SchemaVersion": 2,
        "CreatedAt": "2026-01-01T00:00:00Z",
        "ArtifactName": "alpine:3.19",
        "ArtifactType": "container_image",
        "Metadata": {},
        "Results": results,
    })
}

fn trivy_result(vulnerabilities: Value) -> Value {
    json!([{"Target": "alpine", "Class": "os-pkgs", "Type": "alpine", "Vulnerabilities": vulnerabilities}])
}

fn trivy_vulnerability(id: &str) -> Value {
    json!({"VulnerabilityID": id, "PkgName": "openssl", "InstalledVersion": "3.0.1", "Severity": "HIGH"})
}

/// A document with `value` at `pointer`, or without the member there.
fn with(mut document: Value, pointer: &str, value: Option<Value>) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let members = document
        .pointer_mut(parent)
        .unwrap()
        .as_object_mut()
        .unwrap();
    match value {
        Some(value) => members.insert(name.to_owned(), value),
        None => members.remove(name),
    };
    document
}
