//! Verdicts about images with evidence that was minted, attached, discovered and verified.

mod common;

use bonafide_report::{Class, Decision};
use serde_json::{Value, json};

use common::{NAME, World, hex, outcome};

const REVIEW: &str = "https://example.com/review/v1";
const PROVENANCE: &str = "https://slsa.dev/provenance/v1";
const CYCLONEDX: &str = "https://cyclonedx.org/bom";
const COSIGN_VULN: &str = "https://cosign.sigstore.dev/attestation/vuln/v1";
const OPENVEX: &str = "https://openvex.dev/ns/v0.2.0";
const VSA: &str = "https://slsa.dev/verification_summary/v1";
const BUILDER: &str = "https://build.example.com/runner";
const SOURCE: &str = "git+https://git.example.com/team/app";

fn provenance() -> Value {
    json!({
        "buildDefinition": {
            "buildType": "https://build.example.com/types/v1",
            "externalParameters": {"source": SOURCE},
            "resolvedDependencies": [],
        },
        "runDetails": {
            "builder": {"id": BUILDER},
            "metadata": {"finishedOn": "2025-04-11T00:00:00Z"},
        },
    })
}

#[test]
fn provenance_says_who_built_it() {
    let mut world = World::new("app");
    world.attest("ci", PROVENANCE, &provenance());
    let judged = |wish: &str| {
        let requirement = format!("id: p, provenance: {{ by: [ci], {wish} }}");
        outcome(&world.judge(&[&requirement]), "r/p")
    };
    let builders = format!("builders: [\"{BUILDER}\"]");
    assert_eq!(judged(&builders), "pass - provenance.ok");
    assert_eq!(
        judged("builders: [\"https://other.example.com/*\"]"),
        "fail untrusted slsa.builder.id-mismatch"
    );
    assert_eq!(
        judged(&format!("{builders}, slsa_build_level: 2")),
        "pass - provenance.ok"
    );
    assert_eq!(
        judged(&format!("{builders}, slsa_build_level: 3")),
        "fail policy slsa.level"
    );
    // Of somebody else, it says nothing.
    let verdict = world.judge(&["id: p, provenance: { by: [qa] }"]);
    assert_eq!(outcome(&verdict, "r/p"), "fail untrusted key.untrusted");
    let verdict = World::new("bare").judge(&["id: p, provenance: { by: [ci] }"]);
    assert_eq!(outcome(&verdict, "r/p"), "fail missing provenance.missing");
    assert_eq!(verdict.decision(), Decision::Quarantine);
}

fn bill(subject: &str, licence: &str) -> Value {
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": {
            "timestamp": "2025-04-11T00:00:00Z",
            "component": {"type": "container", "bom-ref": "root", "name": "app",
                "purl": format!("pkg:oci/app@sha256:{subject}")},
        },
        "components": [{"type": "library", "bom-ref": "a", "name": "left", "version": "1",
            "purl": "pkg:npm/left@1", "licenses": [{"license": {"id": licence}}]}],
        "dependencies": [{"ref": "root", "dependsOn": ["a"]}],
    })
}

#[test]
fn bills_of_materials_are_about_the_image_and_read() {
    let requirement = "id: b, sbom: { by: [ci], formats: [cyclonedx], licences_deny: [AGPL-3.0-only], \
                       must_list_subject: true, max_age: 1d }";
    let judged = |edit: &dyn Fn(&mut World)| {
        let mut world = World::new("app");
        edit(&mut world);
        outcome(&world.judge(&[requirement]), "r/b")
    };
    let with = |licence: &'static str| {
        judged(&|world: &mut World| {
            let bill = bill(&hex(&world.store), licence);
            world.attest("ci", CYCLONEDX, &bill);
        })
    };
    assert_eq!(with("MIT"), "pass - sbom.ok");
    assert_eq!(with("AGPL-3.0-only"), "fail policy sbom.licence-denied");
    let other = judged(&|world: &mut World| {
        let bill = bill(&"ab".repeat(32), "MIT");
        world.attest("ci", CYCLONEDX, &bill);
    });
    assert_eq!(other, "fail mismatch sbom.subject-mismatch");
    assert_eq!(judged(&|_| ()), "fail missing sbom.missing");
    // One that says it is enough, whatever another says.
    let both = judged(&|world: &mut World| {
        for licence in ["AGPL-3.0-only", "MIT"] {
            let bill = bill(&hex(&world.store), licence);
            world.attest("ci", CYCLONEDX, &bill);
        }
    });
    assert_eq!(both, "pass - sbom.ok");
}

fn report(subject: &str, findings: &[(&str, &str)]) -> Value {
    let matches: Vec<Value> = findings
        .iter()
        .map(|(id, severity)| {
            json!({
                "vulnerability": {"id": id, "severity": severity,
                    "fix": {"state": "not-fixed", "versions": []}},
                "artifact": {"name": "left", "version": "1", "purl": "pkg:npm/left@1"},
            })
        })
        .collect();
    json!({
        "matches": matches,
        "source": {"type": "image", "target": {
            "repoDigests": [format!("{NAME}@sha256:{subject}")]}},
        "descriptor": {"name": "grype", "version": "0.100.0",
            "timestamp": "2025-04-11T00:00:00Z", "db": {"built": "2025-04-10T00:00:00Z"}},
    })
}

fn scan(subject: &str, findings: &[(&str, &str)]) -> Value {
    json!({
        "invocation": {},
        "scanner": {"uri": "pkg:github/anchore/grype", "db": {}, "result": report(subject, findings)},
        "metadata": {"scanFinishedOn": "2025-04-11T00:00:00Z"},
    })
}

fn vex(subject: &str) -> Value {
    json!({
        "@context": OPENVEX, "@id": "https://example.com/vex", "author": "team",
        "timestamp": "2025-04-11T00:00:00Z", "version": 1,
        "statements": [{"vulnerability": {"name": "CVE-1"}, "status": "not_affected",
            "justification": "vulnerable_code_not_present",
            "products": [{"@id": format!("pkg:oci/app@sha256:{subject}"),
                "subcomponents": [{"@id": "pkg:npm/left@1"}]}]}],
    })
}

const VULNERABILITIES: &str =
    "id: v, vulnerabilities: { by: [scanner], max: medium, max_age: 1d, vex_by: [team] }";

#[test]
fn vulnerabilities_are_borne_or_not() {
    let judged = |findings: &[(&str, &str)], vex_by: Option<&str>| {
        let mut world = World::new("app");
        let subject = hex(&world.store);
        world.attest("scanner", COSIGN_VULN, &scan(&subject, findings));
        if let Some(signer) = vex_by {
            world.attest(signer, OPENVEX, &vex(&subject));
        }
        let verdict = world.judge(&[VULNERABILITIES]);
        let is_allowed = verdict.decision() == Decision::Allow;
        let outcome = outcome(&verdict, "r/v");
        assert_eq!(is_allowed, outcome.starts_with("pass"));
        outcome
    };
    assert_eq!(judged(&[], None), "pass - vuln.ok");
    assert_eq!(judged(&[("CVE-1", "Medium")], None), "pass - vuln.ok");
    let high = [("CVE-1", "High")];
    assert_eq!(judged(&high, None), "fail policy vuln.above-threshold");
    assert_eq!(judged(&high, Some("team")), "pass - vuln.ok");
    assert_eq!(
        judged(&high, Some("qa")),
        "fail policy vuln.above-threshold"
    );
    let two = [("CVE-1", "High"), ("CVE-2", "Critical")];
    assert_eq!(
        judged(&two, Some("team")),
        "fail policy vuln.above-threshold"
    );
}

#[test]
fn reports_are_about_the_image_and_there() {
    let mut world = World::new("app");
    let verdict = world.judge(&[VULNERABILITIES]);
    assert_eq!(outcome(&verdict, "r/v"), "fail missing vuln.missing");
    world.attest("scanner", COSIGN_VULN, &scan(&"ab".repeat(32), &[]));
    let verdict = world.judge(&[VULNERABILITIES]);
    assert_eq!(
        outcome(&verdict, "r/v"),
        "fail mismatch vuln.subject-mismatch"
    );
    let world = World::new("app");
    let local = "id: v, vulnerabilities: { local: true, max: medium }";
    let policy = world.policy(&[local]);
    let judged = |report: &Value| {
        let bytes = report.to_string().into_bytes();
        let evidence = world.gather(&policy).with_local_document(bytes, None);
        outcome(&world.evaluate(&policy, &evidence), "r/v")
    };
    let subject = hex(&world.store);
    assert_eq!(judged(&report(&subject, &[])), "pass - vuln.ok");
    assert_eq!(
        judged(&report(&subject, &[("CVE-9", "High")])),
        "fail policy vuln.above-threshold"
    );
}

#[test]
fn statements_of_other_types_and_signers_are_no_reports() {
    let reviewed = |signer: &str| {
        let mut world = World::new("app");
        world.attest(signer, REVIEW, &json!({"ok": true}));
        world
    };
    let judged = |world: &World, requirement: &str| outcome(&world.judge(&[requirement]), "r/v");
    let vulnerabilities = "fail missing vuln.missing";
    let mut world = reviewed("scanner");
    let subject = hex(&world.store);
    assert_eq!(judged(&world, VULNERABILITIES), vulnerabilities);
    for (requirement, wanted) in [
        (
            "id: v, provenance: { by: [ci] }",
            "fail missing provenance.missing",
        ),
        ("id: v, sbom: { by: [ci] }", "fail missing sbom.missing"),
        (
            "id: v, vsa: { by: [ci], verifier_ids: [\"https://a.example.com\"] }",
            "fail missing vsa.missing",
        ),
    ] {
        assert_eq!(judged(&reviewed("ci"), requirement), wanted);
    }
    // Beside a good report they change nothing.
    world.attest("scanner", COSIGN_VULN, &scan(&subject, &[]));
    world.attest("team", REVIEW, &json!({"ok": true}));
    assert_eq!(judged(&world, VULNERABILITIES), "pass - vuln.ok");
    let mut world = World::new("app");
    world.attest("qa", COSIGN_VULN, &scan(&subject, &[]));
    assert_eq!(
        judged(&world, VULNERABILITIES),
        "fail untrusted key.untrusted"
    );
    // What the caller hands over counts where that is said.
    let world = World::new("app");
    let policy = world.policy(&[VULNERABILITIES]);
    let report = report(&subject, &[]).to_string().into_bytes();
    let evidence = world.gather(&policy).with_local_document(report, None);
    let verdict = world.evaluate(&policy, &evidence);
    assert_eq!(outcome(&verdict, "r/v"), vulnerabilities);
}

#[test]
fn a_bad_report_leads_to_nothing_milder_than_none() {
    let rules = format!(
        "- id: r\n  require:\n  - {{ {VULNERABILITIES}, missing: reject }}\ndecisions: {{ policy: quarantine }}\n"
    );
    let mut world = World::new("app");
    let signers = ["scanner", "team"];
    let decided = |world: &World| {
        let policy = world.compile(&rules, &signers);
        world.evaluate(&policy, &world.gather(&policy)).decision()
    };
    assert_eq!(decided(&world), Decision::Reject);
    let subject = hex(&world.store);
    world.attest(
        "scanner",
        COSIGN_VULN,
        &scan(&subject, &[("CVE-1", "High")]),
    );
    assert_eq!(decided(&world), Decision::Reject);
}

#[test]
fn summaries_of_others_stand_for_evidence() {
    let mut world = World::new("app");
    world.attest(
        "ci",
        VSA,
        &json!({
            "verifier": {"id": "https://verify.example.com"},
            "timeVerified": "2025-04-11T00:00:00Z",
            "resourceUri": NAME,
            "policy": {"uri": "https://example.com/policy", "digest": {"sha256": "ab".repeat(32)}},
            "verificationResult": "PASSED",
            "verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
            "slsaVersion": "1.0",
        }),
    );
    let judged = |wish: &str| {
        let requirement = format!("id: v, vsa: {{ resource: \"{NAME}\", {wish} }}");
        outcome(&world.judge(&[&requirement]), "r/v")
    };
    let verifier = "verifier_ids: [\"https://verify.example.com\"]";
    assert_eq!(
        judged(&format!(
            "by: [ci], {verifier}, levels: [SLSA_BUILD_LEVEL_2], max_age: 2h"
        )),
        "pass - vsa.ok"
    );
    assert_eq!(
        judged("by: [ci], verifier_ids: [\"https://other.example.com\"]"),
        "fail policy vsa.verifier"
    );
    assert_eq!(
        judged(&format!("by: [ci], {verifier}, max_age: 30m")),
        "fail policy slsa.freshness"
    );
    assert_eq!(
        judged(&format!("by: [qa], {verifier}")),
        "fail untrusted key.untrusted"
    );
    let verdict = World::new("bare").judge(&[&format!("id: v, vsa: {{ by: [ci], {verifier} }}")]);
    assert_eq!(outcome(&verdict, "r/v"), "fail missing vsa.missing");
}

#[test]
fn attestations_say_what_is_wanted() {
    let mut world = World::new("app");
    world.attest("qa", REVIEW, &json!({"ok": false, "by": "eve"}));
    world.attest(
        "qa",
        REVIEW,
        &json!({"ok": true, "by": "alice", "n": [1, 7]}),
    );
    let judged = |conditions: &str, more: &str| {
        let requirement = format!(
            "id: a, attestation: {{ by: [qa], predicate_type: [\"{REVIEW}\"], \
             conditions: {{ {conditions} }}{more} }}"
        );
        outcome(&world.judge(&[&requirement]), "r/a")
    };
    let good = "pass - attestation.verified";
    let bad = "fail policy attestation.condition-failed";
    assert_eq!(judged("pointer: /ok, eq: true", ""), good);
    assert_eq!(
        judged("pointer: /ok, eq: true", ", quantifier: all_verified"),
        bad
    );
    assert_eq!(
        judged("pointer: /by, exists: true", ", quantifier: all_verified"),
        good
    );
    // All of it is said by one of them.
    let both =
        |who: &str| format!("all: [{{ pointer: /ok, eq: true }}, {{ pointer: /by, eq: {who} }}]");
    assert_eq!(judged(&both("alice"), ""), good);
    assert_eq!(judged(&both("eve"), ""), bad);
    assert_eq!(judged("pointer: /n/*, gt: 6", ""), good);
    assert_eq!(judged("pointer: /n/*, gt: 7", ""), bad);
    assert_eq!(judged("pointer: /by, matches: \"al*\"", ""), good);
    let forbid = |who: &str| {
        let requirement = format!(
            "id: f, forbid: {{ attestation: {{ by: [qa], predicate_type: [\"{REVIEW}\"], \
             conditions: {{ pointer: /by, eq: {who} }} }} }}"
        );
        outcome(&world.judge(&[&requirement]), "r/f")
    };
    assert_eq!(forbid("eve"), "fail policy policy.forbid-present");
    assert_eq!(forbid("mallory"), "pass - policy.forbid-absent");
    let verdict = world.judge(&["id: f, forbid: { signer: qa }"]);
    assert_eq!(
        outcome(&verdict, "r/f"),
        "fail policy policy.forbid-present"
    );
}

#[test]
fn what_was_not_given_is_not_taken_for_absent() {
    let mut world = World::new("app");
    world.sign("qa");
    let rules = "- id: r\n  require:\n  - { id: not, forbid: { signer: qa } }\n  \
                 - { id: s, signature: { by: [qa] } }\n";
    let policy = world.compile_deferred(rules, &["qa"]);
    let verdict = world.evaluate(&policy, &world.gather(&policy));
    let wanted = "fail unsupported policy.requirement-unsupported";
    assert_eq!(outcome(&verdict, "r/not"), wanted);
    assert_eq!(outcome(&verdict, "r/s"), wanted);
    assert_eq!(verdict.decision(), Decision::Reject);
    let check = verdict.check("r/s").unwrap();
    assert_eq!(check.class(), Some(Class::Unsupported));
}
