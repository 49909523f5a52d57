//! Reports of vulnerabilities, and verdicts of others.

use bonafide_testkit::image::Store;
use serde_json::{Value, json};

use crate::common::REPOSITORY;
use crate::statements::{SIGNED, Statements};

const VULNERABILITIES: &str = "https://cosign.sigstore.dev/attestation/vuln/v1";
const VEX: &str = "https://openvex.dev/ns/v0.2.0";
const VSA: &str = "https://slsa.dev/verification_summary/v1";

pub(super) fn vulnerabilities(all: &mut Statements<'_>) {
    let about = |digest: &str| json!({"type": "image", "target": {"repoDigests": [format!("{REPOSITORY}@{digest}")]}});
    let report = |source: Value| {
        json!({
            "invocation": {},
            "scanner": {"uri": "pkg:github/x/y", "db": {}, "result": {
                "matches": [{
                    "vulnerability": {"id": "CVE-1", "severity": "High", "fix": {"state": "not-fixed", "versions": []}},
                    "artifact": {"name": "left", "version": "1", "purl": "pkg:npm/left@1"},
                }],
                "source": source,
                "descriptor": {"name": "grype", "version": "0.100.0", "timestamp": SIGNED,
                    "db": {"built": "2025-04-10T00:00:00Z"}},
            }},
            "metadata": {"scanFinishedOn": SIGNED},
        })
    };
    let own = report(about(&Store::image("app").subject));
    let wanted = |name: &str, value: Value| {
        let mut wanted = json!({"vulnerabilities": {"by": ["a"], "max": "critical"}});
        wanted["vulnerabilities"][name] = value;
        wanted
    };
    let one = [(VULNERABILITIES, own.clone())];
    let medium = wanted("max", json!("medium"));
    all.add(
        "a finding above the limit",
        &one,
        &medium,
        ("reject", "vuln.above-threshold", "candidate: vuln.ok"),
    );
    all.add(
        "a finding that is denied by its name",
        &one,
        &wanted("deny_ids", json!(["CVE-1"])),
        ("reject", "vuln.above-threshold", "candidate: vuln.ok"),
    );
    all.add(
        "a report that is too old",
        &one,
        &wanted("max_age", json!("1m")),
        ("reject", "vuln.too-old", "candidate: vuln.ok"),
    );
    all.add(
        "a report by an old database",
        &one,
        &wanted("max_db_age", json!("1h")),
        ("reject", "vuln.db-too-old", "candidate: vuln.ok"),
    );
    let other = report(about(&Store::image("other").subject));
    all.add(
        "a report about another image",
        &[(VULNERABILITIES, other)],
        &medium,
        (
            "reject",
            "vuln.subject-mismatch",
            "/source/target/repoDigests/0",
        ),
    );
    let mut without = own.clone();
    without["scanner"]["result"]
        .as_object_mut()
        .unwrap()
        .remove("matches");
    all.add(
        "a report without results",
        &[(VULNERABILITIES, without)],
        &medium,
        ("reject", "vuln.malformed", "/scanner/result/matches"),
    );
    let vex = json!({
        "@context": VEX, "@id": "https://example.test/vex", "author": "sec", "timestamp": SIGNED, "version": 1,
        "statements": [{
            "vulnerability": {"name": "CVE-1"}, "status": "not_affected",
            "justification": "component_not_present", "products": [{"@id": "pkg:npm/left@1"}],
        }],
    });
    let by_stranger = [(VULNERABILITIES, &own, "a"), (VEX, &vex, "b")];
    all.add_by(
        "a finding that a stranger explains away",
        &by_stranger,
        &wanted("max", json!("medium")),
        ("reject", "vuln.above-threshold", "candidate: vuln.ok"),
    );
    let mut unexplained = wanted("max", json!("medium"));
    unexplained["vulnerabilities"]["vex_by"] = json!(["a"]);
    let mut bare = vex;
    bare["statements"][0]
        .as_object_mut()
        .unwrap()
        .remove("justification");
    all.add(
        "a finding that is denied without a reason",
        &[(VULNERABILITIES, own), (VEX, bare)],
        &unexplained,
        ("reject", "vuln.above-threshold", "candidate: vuln.ok"),
    );
    all.add(
        "no report",
        &[],
        &medium,
        ("quarantine", "vuln.missing", "artifact"),
    );
}

pub(super) fn summaries(all: &mut Statements<'_>) {
    let name = format!("{REPOSITORY}@{}", Store::image("app").subject);
    let summary = |pointer: &str, value: Value| {
        let mut summary = json!({
            "verifier": {"id": "https://verify.example.test"},
            "timeVerified": SIGNED,
            "resourceUri": name,
            "policy": {"uri": "https://example.test/policy", "digest": {"sha256": "ab".repeat(32)}},
            "verificationResult": "PASSED",
            "verifiedLevels": ["SLSA_BUILD_LEVEL_2"],
            "slsaVersion": "1.0",
        });
        *summary.pointer_mut(pointer).unwrap() = value;
        [(VSA, summary)]
    };
    let wanted = json!({"vsa": {
        "by": ["a"], "verifier_ids": ["https://verify.example.test"],
        "levels": ["SLSA_BUILD_LEVEL_2"], "policy_sha256": ["ab".repeat(32)],
    }});
    // Without a limit of its age nobody asks when it was made.
    let mut dated = wanted.clone();
    dated["vsa"]["max_age"] = json!("7d");
    for (artifact, pointer, value, [code, place]) in [
        (
            "a summary of another verifier",
            "/verifier/id",
            json!("https://evil.example.test"),
            ["vsa.verifier", "candidate: vsa.verifier"],
        ),
        (
            "a summary about something else",
            "/resourceUri",
            json!("registry.test/other/app:1"),
            ["vsa.resource", "candidate: vsa.resource"],
        ),
        (
            "a summary that says FAILED",
            "/verificationResult",
            json!("FAILED"),
            ["vsa.result", "candidate: vsa.result"],
        ),
        (
            "a summary of too low a level",
            "/verifiedLevels",
            json!(["SLSA_BUILD_LEVEL_1"]),
            ["vsa.levels", "candidate: vsa.levels"],
        ),
        (
            "a summary by another policy",
            "/policy/digest/sha256",
            json!("ef".repeat(32)),
            ["vsa.policy", "candidate: vsa.policy"],
        ),
        (
            "a summary from the future",
            "/timeVerified",
            json!("2025-04-12T00:00:00Z"),
            ["attestation.malformed", "candidate: attestation.malformed"],
        ),
    ] {
        all.add(
            artifact,
            &summary(pointer, value),
            &dated,
            ("reject", code, place),
        );
    }
}
