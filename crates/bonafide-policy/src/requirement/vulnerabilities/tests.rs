mod borne;
mod stray;

use core::time::Duration;
use std::collections::BTreeMap;

use bonafide_report::Class;
use serde_json::{Value, json};

use super::kinds::COSIGN_VULN;
use super::*;
use crate::evidence::Counted;
use crate::requirement::kit::{ARTIFACT, Bench, Signing, at, code, digest, given, statement};
use crate::{IgnoredFinding, TextPattern};

const V01: &str = "https://in-toto.io/attestation/vulns/v0.1";
const V02: &str = "https://in-toto.io/attestation/vulns/v0.2";
const CYCLONEDX: &str = "https://cyclonedx.org/bom";
const OPENVEX: &str = "https://openvex.dev/ns/v0.2.0";

fn wanted() -> VulnerabilityRequirement {
    VulnerabilityRequirement {
        max: Some("medium".to_owned()),
        vex_by: vec!["sec-team".to_owned()],
        ..VulnerabilityRequirement::default()
    }
}

fn about(of: &[u8]) -> String {
    format!("registry.example.com/app@{}", digest(of))
}

fn found(id: &str, severity: &str) -> Value {
    json!({
        "vulnerability": {"id": id, "severity": severity, "fix": {"state": "not-fixed", "versions": []}},
        "artifact": {"name": "left", "version": "1", "purl": "pkg:npm/left@1"},
    })
}

fn grype(matches: &[Value]) -> Value {
    json!({
        "matches": matches,
        "source": {"type": "image", "target": {"repoDigests": [about(ARTIFACT)]}},
        "descriptor": {"name": "grype", "version": "0.100.0",
            "timestamp": "2025-04-11T00:00:00Z", "db": {"built": "2025-04-10T00:00:00Z"}},
    })
}

fn trivy(vulnerabilities: &Value) -> Value {
    json!({
        "SchemaVersion": 2, "CreatedAt": "2025-04-11T00:00:00Z",
        "Metadata": {"RepoDigests": [about(ARTIFACT)]},
        "Results": [{"Target": "app", "Class": "lang-pkgs", "Type": "npm",
            "Vulnerabilities": vulnerabilities}],
    })
}

fn cosign(result: &Value) -> Value {
    statement(
        COSIGN_VULN,
        &json!({
            "invocation": {},
            "scanner": {"uri": "pkg:github/x/y", "db": {}, "result": result},
            "metadata": {"scanFinishedOn": "2025-04-11T00:00:00Z"},
        }),
    )
}

fn in_toto(kind: &str, result: &Value) -> Value {
    statement(
        kind,
        &json!({
            "scanner": {"uri": "pkg:github/acme/scan@1", "db": {"lastUpdate": "2025-04-10T00:00:00Z"},
                "result": result},
            "metadata": {"scanFinishedOn": "2025-04-11T00:00:00Z"},
        }),
    )
}

fn vex(status: &str, justification: Option<&str>, product: &str) -> Value {
    let mut said = json!({"vulnerability": {"name": "CVE-1"}, "status": status,
        "products": [{"@id": product}]});
    if let Some(justification) = justification {
        said["justification"] = json!(justification);
    }
    statement(
        OPENVEX,
        &json!({"@context": OPENVEX, "@id": "https://example.com/vex", "author": "sec",
            "timestamp": "2025-04-11T00:00:00Z", "version": 1, "statements": [said]}),
    )
}

fn scanner() -> Signing {
    Signing::key("scanner")
}

fn judged(
    requirement: &VulnerabilityRequirement,
    reports: &[Counted],
    vex: &[Counted],
    local: &[&[u8]],
) -> Result<Vec<Finding>, Unmet> {
    let local: Vec<LocalDocument> = local
        .iter()
        .map(|bytes| LocalDocument {
            piece: 0,
            bytes: bytes.to_vec(),
        })
        .collect();
    let local: Vec<&LocalDocument> = local.iter().collect();
    let reports: Vec<Given<'_>> = reports.iter().map(given).collect();
    let vex: Vec<Given<'_>> = vex.iter().map(given).collect();
    judge(
        requirement,
        &Bench::default().context(),
        &reports,
        &vex,
        &local,
    )
}

fn asked(requirement: &VulnerabilityRequirement, report: &Value) -> &'static str {
    code(&judged(requirement, &[scanner().sign(report)], &[], &[]))
}

#[test]
fn severities_above_the_limit_fail() {
    for (severity, code) in [
        ("Negligible", "ok"),
        ("Medium", "ok"),
        ("High", "vuln.above-threshold"),
        ("Critical", "vuln.above-threshold"),
        // What is not known counts as high.
        ("Unknown", "vuln.above-threshold"),
    ] {
        let report = cosign(&grype(&[found("CVE-1", severity)]));
        assert_eq!(asked(&wanted(), &report), code, "{severity}");
        let report = in_toto(
            V02,
            &json!([{"id": "CVE-1", "severity": [
            {"method": "nvd", "score": severity}]}]),
        );
        assert_eq!(asked(&wanted(), &report), code, "{severity}");
        let report = in_toto(
            V01,
            &json!([{"vulnerability": {"id": "CVE-1", "severity": [
            {"method": "nvd", "score": severity}]}}]),
        );
        assert_eq!(asked(&wanted(), &report), code, "{severity}");
    }
    for (score, code) in [("6.9", "ok"), ("7.0", "vuln.above-threshold")] {
        let report = in_toto(
            V02,
            &json!([{"id": "CVE-1", "severity": [
            {"method": "cvss_score", "score": score}]}]),
        );
        assert_eq!(asked(&wanted(), &report), code, "{score}");
    }
    let low = VulnerabilityRequirement {
        unknown_as: Some("low".to_owned()),
        ..wanted()
    };
    assert_eq!(
        asked(&low, &cosign(&grype(&[found("CVE-1", "Unknown")]))),
        "ok"
    );
    let fixable = VulnerabilityRequirement {
        fixable_only: true,
        ..wanted()
    };
    assert_eq!(
        asked(&fixable, &cosign(&grype(&[found("CVE-1", "High")]))),
        "ok"
    );
}

#[test]
fn an_empty_result_is_no_finding_and_a_missing_one_is_malformed() {
    for report in [
        cosign(&grype(&[])),
        cosign(&trivy(&json!([]))),
        in_toto(V01, &json!([])),
        in_toto(V02, &json!([])),
    ] {
        assert_eq!(asked(&wanted(), &report), "ok", "{report}");
    }
    let mut without = grype(&[]);
    without.as_object_mut().unwrap().remove("matches");
    let mut bare = in_toto(V02, &json!([]));
    bare["predicate"]["scanner"]
        .as_object_mut()
        .unwrap()
        .remove("result");
    let mut bare_cosign = bare.clone();
    bare_cosign["predicateType"] = json!(COSIGN_VULN);
    for report in [
        cosign(&without),
        cosign(&Value::Null),
        cosign(&json!({})),
        bare,
        bare_cosign,
        in_toto(V02, &Value::Null),
        in_toto(V02, &json!({"id": "CVE-1"})),
        in_toto(V02, &json!([{"severity": []}])),
        in_toto(V02, &json!(["CVE-1"])),
        statement(V02, &json!({})),
        statement(COSIGN_VULN, &json!({"scanner": []})),
    ] {
        let unmet = judged(&wanted(), &[scanner().sign(&report)], &[], &[]).unwrap_err();
        assert_eq!(unmet.finding.code().as_str(), "vuln.malformed", "{report}");
        assert_eq!(unmet.class, Class::Malformed);
    }
}

#[test]
fn skipped_targets_are_incomplete() {
    let mut report = trivy(&json!([]));
    report.as_object_mut().unwrap().remove("Results");
    let unmet = judged(&wanted(), &[scanner().sign(&cosign(&report))], &[], &[]).unwrap_err();
    assert_eq!(unmet.finding.code().as_str(), "vuln.incomplete");
    assert_eq!(unmet.class, Class::Policy);
}

#[test]
fn a_report_is_about_the_artifact() {
    let mut other = grype(&[]);
    other["source"]["target"]["repoDigests"] = json!([about(b"another")]);
    let unmet = judged(&wanted(), &[scanner().sign(&cosign(&other))], &[], &[]).unwrap_err();
    assert_eq!(unmet.finding.code().as_str(), "vuln.subject-mismatch");
    assert_eq!(unmet.class, Class::Mismatch);
    // What a signed report does not say its statement does.
    let mut silent = grype(&[]);
    silent.as_object_mut().unwrap().remove("source");
    assert_eq!(asked(&wanted(), &cosign(&silent)), "ok");
    let local = |report: &Value, is_bound| {
        let requirement = VulnerabilityRequirement {
            local: true,
            bound_by_caller: is_bound,
            ..wanted()
        };
        code(&judged(
            &requirement,
            &[],
            &[],
            &[report.to_string().as_bytes()],
        ))
    };
    assert_eq!(local(&grype(&[]), false), "ok");
    assert_eq!(local(&silent, false), "vuln.subject-unbound");
    assert_eq!(local(&silent, true), "ok");
    for is_bound in [false, true] {
        assert_eq!(local(&other, is_bound), "vuln.subject-mismatch");
    }
}

#[test]
fn ages_of_report_and_database_are_exact() {
    let report = cosign(&grype(&[]));
    let most = |report, database| VulnerabilityRequirement {
        max_age: Some(Duration::from_secs(report)),
        max_db_age: Some(Duration::from_secs(database)),
        ..wanted()
    };
    assert_eq!(asked(&most(3600, 90_000), &report), "ok");
    assert_eq!(asked(&most(3599, 90_000), &report), "vuln.too-old");
    assert_eq!(asked(&most(3600, 89_999), &report), "vuln.db-too-old");
    let dated = |time: &str| {
        let mut report = grype(&[]);
        report["descriptor"]["timestamp"] = json!(time);
        cosign(&report)
    };
    assert_eq!(asked(&wanted(), &dated("2025-04-11T01:05:00Z")), "ok");
    assert_eq!(
        asked(&wanted(), &dated("2025-04-11T01:05:01Z")),
        "vuln.malformed"
    );
    assert_eq!(asked(&most(3600, 90_000), &dated("now")), "vuln.too-old");
}

#[test]
fn the_newest_report_of_each_scanner_counts() {
    let dated = |time: &str, severity: &str| {
        let mut report = grype(&[found("CVE-1", severity)]);
        report["descriptor"]["timestamp"] = json!(time);
        cosign(&report)
    };
    let old = scanner().sign(&dated("2025-04-10T00:00:00Z", "Critical"));
    let new = scanner().sign(&dated("2025-04-11T00:00:00Z", "Low"));
    let both = [old.clone(), new.clone()];
    assert_eq!(code(&judged(&wanted(), &both, &[], &[])), "ok");
    let turned = [new.clone(), old.clone()];
    assert_eq!(code(&judged(&wanted(), &turned, &[], &[])), "ok");
    // Another scanner, and another signer, are asked too.
    let bad = trivy(&json!([{"VulnerabilityID": "CVE-2", "PkgName": "x", "Severity": "HIGH"}]));
    let trivy = scanner().sign(&cosign(&bad));
    let all = [new.clone(), trivy];
    assert_eq!(
        code(&judged(&wanted(), &all, &[], &[])),
        "vuln.above-threshold"
    );
    let other = Signing::key("other").sign(&dated("2025-04-10T00:00:00Z", "Critical"));
    let all = [new.clone(), other];
    assert_eq!(
        code(&judged(&wanted(), &all, &[], &[])),
        "vuln.above-threshold"
    );
    // One scanner twice is one.
    let two = VulnerabilityRequirement {
        min_reports: 2,
        ..wanted()
    };
    let other = Signing::key("other").sign(&dated("2025-04-11T00:00:00Z", "Low"));
    assert_eq!(
        code(&judged(&two, &[new.clone(), other], &[], &[])),
        "vuln.missing"
    );
    let second = scanner().sign(&in_toto(V02, &json!([])));
    assert_eq!(code(&judged(&two, &[new, second], &[], &[])), "ok");
    assert_eq!(code(&judged(&wanted(), &[], &[], &[])), "vuln.missing");
}

#[test]
fn a_later_report_that_cannot_be_read_does_not_leave_the_older_one() {
    let good = |signing: Signing| signing.sign(&cosign(&grype(&[])));
    let bad = |signing: Signing| signing.sign(&cosign(&json!({})));
    let (early, late) = (
        Signing::keyless("scanner"),
        Signing::keyless("scanner").later(60),
    );
    let all = [good(early), bad(late)];
    assert_eq!(code(&judged(&wanted(), &all, &[], &[])), "vuln.malformed");
    let (early, late) = (
        Signing::keyless("scanner"),
        Signing::keyless("scanner").later(60),
    );
    let all = [bad(early), good(late)];
    assert_eq!(code(&judged(&wanted(), &all, &[], &[])), "ok");
    // Whose time is not known may be the later one.
    let all = [good(Signing::keyless("scanner")), bad(scanner().unlogged())];
    let mut all = all;
    all[1].principal = all[0].principal.clone();
    assert_eq!(code(&judged(&wanted(), &all, &[], &[])), "vuln.malformed");
    // Another signer's report says nothing of this one's.
    let all = [
        good(Signing::keyless("scanner")),
        bad(Signing::key("other")),
    ];
    assert_eq!(code(&judged(&wanted(), &all, &[], &[])), "ok");
}

#[test]
fn a_stale_report_adds_what_it_found() {
    let requirement = VulnerabilityRequirement {
        max_age: Some(Duration::from_secs(60)),
        ..wanted()
    };
    let report = cosign(&grype(&[found("CVE-1", "Critical")]));
    assert_eq!(asked(&requirement, &report), "vuln.above-threshold");
}

#[test]
fn a_bill_of_materials_is_a_report_if_it_lists_vulnerabilities() {
    let bill = |vulnerabilities: Option<Value>| {
        let mut bill = json!({"bomFormat": "CycloneDX", "specVersion": "1.6",
            "metadata": {"timestamp": "2025-04-11T00:00:00Z"},
            "components": [{"type": "library", "bom-ref": "a", "name": "left", "version": "1"}]});
        if let Some(list) = vulnerabilities {
            bill["vulnerabilities"] = list;
        }
        statement(CYCLONEDX, &bill)
    };
    let one =
        json!([{"id": "CVE-1", "ratings": [{"severity": "critical"}], "affects": [{"ref": "a"}]}]);
    assert_eq!(asked(&wanted(), &bill(Some(one))), "vuln.above-threshold");
    assert_eq!(asked(&wanted(), &bill(Some(json!([])))), "ok");
    assert_eq!(asked(&wanted(), &bill(None)), "vuln.missing");
}

#[test]
fn reports_of_osv_scanner_are_read() {
    let report = |list: Value| {
        json!({"results": [{"source": {"path": "x"}, "packages": [
        {"package": {"name": "left", "version": "1", "ecosystem": "npm"}, "vulnerabilities": list}]}]})
    };
    let requirement = VulnerabilityRequirement {
        local: true,
        bound_by_caller: true,
        ..wanted()
    };
    let ask = |report: &Value| {
        code(&judged(
            &requirement,
            &[],
            &[],
            &[report.to_string().as_bytes()],
        ))
    };
    let vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    let bad = json!([{"id": "GHSA-1", "aliases": ["CVE-1"], "severity": [{"type": "CVSS_V3", "score": vector}]}]);
    assert_eq!(ask(&report(bad)), "vuln.above-threshold");
    let moderate = json!([{"id": "GHSA-1", "database_specific": {"severity": "MODERATE"}}]);
    assert_eq!(ask(&report(moderate)), "ok");
    assert_eq!(ask(&json!({"results": []})), "ok");
    assert_eq!(ask(&json!({"results": null})), "vuln.malformed");
    assert_eq!(ask(&report(json!([{"aliases": []}]))), "vuln.malformed");
    assert_eq!(ask(&json!({"something": "else"})), "vuln.malformed");
}

#[test]
fn every_finding_is_told_up_to_a_limit() {
    for (count, told) in [(1000, 1000), (1001, 1001), (1500, 1001)] {
        let matches: Vec<Value> = (0..count)
            .map(|n| found(&format!("CVE-{n}"), "High"))
            .collect();
        let report = scanner().sign(&cosign(&grype(&matches)));
        let unmet = judged(&wanted(), &[report], &[], &[]).unwrap_err();
        assert_eq!(unmet.findings.len(), told);
        assert!(
            unmet
                .finding
                .detail()
                .starts_with(&format!("{count} vulnerabilities"))
        );
        if count > 1000 {
            let more = format!("and {} more", count - 1000);
            assert_eq!(unmet.findings.last().unwrap().detail(), more);
        }
    }
}

#[test]
fn codes_and_classes_are_those_of_the_table() {
    for (code, name, class) in [
        (registry::VULN_MISSING, "vuln.missing", Some(Class::Missing)),
        (
            registry::VULN_MALFORMED,
            "vuln.malformed",
            Some(Class::Malformed),
        ),
        (registry::VULN_BORNE, "vuln.borne", None),
        (registry::VEX_SUPPRESSED, "vex.suppressed", None),
        (registry::SBOM_MISSING, "sbom.missing", Some(Class::Missing)),
        (
            registry::SBOM_MALFORMED,
            "sbom.malformed",
            Some(Class::Malformed),
        ),
        (registry::SBOM_TOO_OLD, "sbom.too-old", Some(Class::Policy)),
        (registry::VSA_MISSING, "vsa.missing", Some(Class::Missing)),
        (
            registry::PROVENANCE_MISSING,
            "provenance.missing",
            Some(Class::Missing),
        ),
        (
            registry::ATTESTATION_MALFORMED,
            "attestation.malformed",
            Some(Class::Malformed),
        ),
    ] {
        assert_eq!((code.as_str(), code.class()), (name, class));
    }
}
