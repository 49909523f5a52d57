//! A crate uses only crates of the floors below it, or beside it where the table says so.

use std::collections::BTreeMap;
use std::process::Command;

use bonafide_house::workspace_root;

/// Each library and the crates of this workspace that it may use.
const FLOORS: [(&str, &[&str]); 16] = [
    ("bonafide-report", &[]),
    ("bonafide-json", &["report"]),
    ("bonafide-multibuffer", &[]),
    ("bonafide-digest", &["multibuffer", "report"]),
    ("bonafide-keys", &["report", "digest"]),
    ("bonafide-dsse", &["keys", "json", "digest", "report"]),
    ("bonafide-rekor", &["keys", "json", "digest", "report"]),
    ("bonafide-x509", &["keys", "digest", "report"]),
    ("bonafide-tsa", &["x509", "keys", "digest", "report"]),
    ("bonafide-oci", &["json", "digest", "report"]),
    (
        "bonafide-sigstore",
        &[
            "oci", "dsse", "rekor", "x509", "tsa", "keys", "json", "digest", "report",
        ],
    ),
    (
        "bonafide-slsa",
        &["dsse", "x509", "keys", "json", "digest", "report"],
    ),
    ("bonafide-sbom", &["json", "digest", "report"]),
    (
        "bonafide-model",
        &[
            "sigstore", "dsse", "x509", "tsa", "keys", "json", "digest", "report",
        ],
    ),
    (
        "bonafide-policy",
        &[
            "model", "sbom", "slsa", "sigstore", "oci", "dsse", "rekor", "x509", "tsa", "keys",
            "json", "digest", "report",
        ],
    ),
    (
        "bonafide",
        &[
            "policy", "model", "sbom", "slsa", "sigstore", "oci", "dsse", "rekor", "x509", "tsa",
            "keys", "json", "digest", "report",
        ],
    ),
];

/// Crates for development only, which no library uses.
const BESIDE: [&str; 4] = [
    "bonafide-testkit",
    "bonafide-house",
    "bonafide-examples",
    "bonafide-benches",
];

#[test]
fn nothing_flows_back_down() {
    let floors: BTreeMap<&str, &[&str]> = FLOORS.into_iter().collect();
    let mut seen = 0;
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let Some(allowed) = floors.get(name) else {
            assert!(BESIDE.contains(&name), "{name} stands in no floor table");
            continue;
        };
        seen += 1;
        for dependency in package["dependencies"].as_array().unwrap() {
            let used = dependency["name"].as_str().unwrap();
            let is_normal = dependency["kind"].is_null();
            if let Some(short) = used.strip_prefix("bonafide-").filter(|_| is_normal) {
                assert!(allowed.contains(&short), "{name} must not use {used}");
            }
        }
    }
    assert_eq!(seen, FLOORS.len(), "a crate of the floor table is missing");
}

#[test]
fn the_testkit_uses_none_of_ours() {
    for package in packages() {
        if package["name"] != "bonafide-testkit" {
            continue;
        }
        for dependency in package["dependencies"].as_array().unwrap() {
            let used = dependency["name"].as_str().unwrap();
            assert!(!used.starts_with("bonafide"), "the kit must not use {used}");
        }
    }
}

fn packages() -> Vec<serde_json::Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(workspace_root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}
