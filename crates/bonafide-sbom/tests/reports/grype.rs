//! sbom RPT-1: reports of grype.

use bonafide_sbom::{FixState, GateOutcome, ScanFormat, Severity, SeverityGate};
use serde_json::json;

use super::{codes, grype, grype_match, read, why, with};

#[test]
fn a_match_is_read_whole() {
    let report = read(&grype(json!([{
        "vulnerability": {
            "id": "GHSA-a", "namespace": "github:language:go", "severity": "Medium",
            "cvss": [{"source": "ghsa", "version": "3.1",
                "vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
                "metrics": {"baseScore": 7.5, "impactScore": 3.6}}],
            "fix": {"versions": ["1.2", "", "2.0"], "state": "fixed"},
            "epss": [{"cve": "CVE-1", "epss": 0.97, "percentile": 0.99}],
            "description": "ignored", "urls": ["https://example.com"],
        },
        "relatedVulnerabilities": [{
            "id": "CVE-1", "namespace": "nvd:cpe", "severity": "Critical",
            "cvss": [{"version": "2.0", "vector": "AV:N/AC:L/Au:N/C:N/I:N/A:C", "metrics": {"baseScore": 7.8}}],
            "knownExploited": [{"cve": "CVE-1"}],
        }],
        "matchDetails": [{"type": "exact-direct-match"}],
        "artifact": {"name": "x", "version": "1.0", "type": "go-module", "purl": "pkg:golang/x@1.0",
            "cpes": ["cpe:2.3:a:x:x:1.0:*:*:*:*:*:*:*"], "locations": []},
    }])));
    assert_eq!((report.format, report.len()), (ScanFormat::Grype, 1));
    assert_eq!(report.scanner.name, "grype");
    assert_eq!(report.scanner.version.as_deref(), Some("0.100.0"));
    assert_eq!(report.artifact.as_deref(), Some("alpine:3.19"));
    assert_eq!(report.artifact_kind.as_deref(), Some("image"));
    assert_eq!(codes(&report), []);
    let found = &report.matches[0];
    assert_eq!(found.ids().collect::<Vec<_>>(), ["GHSA-a", "CVE-1"]);
    assert_eq!(found.package.name.as_deref(), Some("x"));
    assert_eq!(found.package.version.as_deref(), Some("1.0"));
    assert_eq!(found.package.purls, ["pkg:golang/x@1.0"]);
    assert_eq!(found.package.cpes.len(), 1);
    assert_eq!(found.fixed_versions, ["1.2", "2.0"]);
    assert_eq!(found.fix, FixState::Fixed);
    assert!(found.is_known_exploited);
    assert_eq!(found.epss.as_deref(), Some("0.97"));
    assert_eq!(found.place.as_str(), "/matches/0");
    let rated: Vec<_> = found
        .ratings
        .iter()
        .map(|one| {
            (
                one.source.as_deref().unwrap(),
                one.method.as_deref(),
                one.severity.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        rated,
        [
            ("ghsa", Some("3.1"), None),
            ("github:language:go", None, Some("Medium")),
            ("nvd:cpe", Some("2.0"), None),
            ("nvd:cpe", None, Some("Critical")),
        ]
    );
    let gate = SeverityGate::tolerating(Severity::Medium);
    assert_eq!(gate.rate(found).severity, Some(Severity::Critical));
    let ranked = gate.with_sources(["github"]);
    assert_eq!(ranked.judge(found).outcome, GateOutcome::Tolerated);
}

#[test]
fn ignored_matches_are_none_of_the_result() {
    let mut ignored = grype_match("CVE-2");
    ignored["appliedIgnoreRules"] = json!([
        {"vulnerability": "CVE-2", "namespace": "vex"},
        {"vex-status": "not_affected", "vex-justification": "inline", "reason": "we looked"},
    ]);
    let document = with(
        grype(json!([grype_match("CVE-1")])),
        "/ignoredMatches",
        Some(json!([ignored])),
    );
    let report = read(&document);
    assert_eq!((report.len(), report.matches[0].id.as_ref()), (1, "CVE-1"));
    let [suppressed] = &report.suppressed[..] else {
        panic!("{:?}", report.suppressed);
    };
    assert_eq!(suppressed.found.id, "CVE-2");
    assert_eq!(suppressed.found.place.as_str(), "/ignoredMatches/0");
    assert_eq!(suppressed.status.as_deref(), Some("not_affected"));
    assert_eq!(suppressed.reason.as_deref(), Some("we looked"));
    assert_eq!(suppressed.source.as_deref(), Some("vex"));
    // The same vulnerability in both lists is one of the result.
    let both = with(
        grype(json!([grype_match("CVE-1")])),
        "/ignoredMatches",
        Some(json!([grype_match("CVE-1")])),
    );
    assert_eq!(read(&both).len(), 1);
}

#[test]
fn a_notice_of_several_vulnerabilities_is_an_alias_of_none() {
    let mut one = grype_match("ELSA-2021-1679");
    one["relatedVulnerabilities"] =
        json!([{"id": "CVE-1"}, {"id": "CVE-2"}, {"id": "ELSA-2021-1679"}]);
    let report = read(&grype(json!([one])));
    assert!(report.matches[0].aliases.is_empty());
    assert_eq!(report.matches[0].related, ["CVE-1", "CVE-2"]);
}

#[test]
fn states_of_fixes_are_read() {
    for (state, wanted, noted) in [
        (json!("fixed"), FixState::Fixed, None),
        (json!("not-fixed"), FixState::NotFixed, None),
        (json!("wont-fix"), FixState::NotFixed, None),
        (json!("unknown"), FixState::Unknown, None),
        (json!(""), FixState::Unknown, None),
        (json!("never"), FixState::Unknown, Some("sbom.enum")),
        (json!(7), FixState::Unknown, Some("sbom.type")),
    ] {
        let mut one = grype_match("CVE-1");
        one["vulnerability"]["fix"] = json!({"state": state, "versions": []});
        let report = read(&grype(json!([one])));
        assert_eq!(report.matches[0].fix, wanted, "{state}");
        let place = "/matches/0/vulnerability/fix/state".to_owned();
        let wanted: Vec<_> = noted.map(|code| (code, place)).into_iter().collect();
        assert_eq!(codes(&report), wanted, "{state}");
    }
}

#[test]
fn a_report_without_its_result_is_no_report() {
    let plain = grype(json!([]));
    assert_eq!(read(&plain).len(), 0);
    let shape = |place: &str| ("sbom.shape", place.to_owned());
    assert_eq!(
        why(&with(plain.clone(), "/matches", None)),
        shape("/matches")
    );
    assert_eq!(why(&grype(json!(null))), shape("/matches"));
    assert_eq!(why(&grype(json!({}))), shape("/matches"));
    let nobody = ("sbom.format", String::new());
    assert_eq!(why(&with(plain.clone(), "/descriptor", None)), nobody);
    assert_eq!(
        why(&with(plain, "/descriptor/name", Some(json!("other")))),
        nobody
    );
}

#[test]
fn what_could_hide_a_vulnerability_is_an_error() {
    let plain = || grype(json!([grype_match("CVE-1")]));
    for (pointer, value) in [
        ("/matches/0/vulnerability", Some(json!("CVE-1"))),
        ("/matches/0/vulnerability", Some(json!(null))),
        ("/matches/0/vulnerability", None),
        ("/matches/0/vulnerability/id", None),
        ("/matches/0/vulnerability/id", Some(json!(7))),
        ("/matches/0/vulnerability/id", Some(json!(""))),
        ("/matches/0/vulnerability/cvss", Some(json!({}))),
        ("/matches/0/vulnerability/cvss", Some(json!(["x"]))),
        ("/matches/0/vulnerability/fix", Some(json!([]))),
        (
            "/matches/0/vulnerability/knownExploited",
            Some(json!("yes")),
        ),
        ("/matches/0/artifact", None),
        ("/matches/0/artifact", Some(json!([]))),
        ("/matches/0/artifact/cpes", Some(json!([7]))),
        ("/matches/0/relatedVulnerabilities", Some(json!("CVE-2"))),
        ("/ignoredMatches", Some(json!({}))),
        ("/source", Some(json!("x"))),
        ("/source/target", Some(json!(7))),
        ("/source/target/repoDigests", Some(json!("x"))),
        ("/descriptor", Some(json!("grype"))),
    ] {
        let (code, place) = why(&with(plain(), pointer, value.clone()));
        assert_eq!(code, "sbom.shape", "{pointer} {value:?}");
        assert!(
            pointer.starts_with(&place) || place.starts_with(pointer),
            "{pointer} {place}"
        );
    }
    assert_eq!(
        why(&grype(json!(["CVE-1"]))),
        ("sbom.shape", "/matches/0".to_owned())
    );
}

#[test]
fn scalars_of_the_wrong_type_are_absent_with_a_finding() {
    for pointer in [
        "/matches/0/vulnerability/severity",
        "/matches/0/vulnerability/namespace",
        "/matches/0/artifact/version",
        "/matches/0/artifact/name",
        "/matches/0/artifact/purl",
        "/source/type",
        "/source/target/userInput",
        "/source/target/imageID",
        "/descriptor/version",
        "/descriptor/timestamp",
    ] {
        for value in [
            json!(7),
            json!(true),
            json!([]),
            json!({"a": [1]}),
            json!(null),
        ] {
            let document = with(
                grype(json!([grype_match("CVE-1")])),
                pointer,
                Some(value.clone()),
            );
            let report = read(&document);
            assert_eq!(
                codes(&report),
                [("sbom.type", pointer.to_owned())],
                "{value}"
            );
            assert_eq!(report.len(), 1);
        }
    }
    // Without a severity it is unknown, and not harmless.
    let document = with(
        grype(json!([grype_match("CVE-1")])),
        "/matches/0/vulnerability/severity",
        Some(json!(0)),
    );
    let report = read(&document);
    let gate = SeverityGate::failing_at(Severity::High);
    assert_eq!(gate.judge(&report.matches[0]).outcome, GateOutcome::Above);
}

#[test]
fn a_package_without_a_name_is_kept() {
    let mut one = grype_match("CVE-1");
    one["artifact"] = json!({});
    let report = read(&grype(json!([one])));
    assert_eq!(report.len(), 1);
    assert_eq!(
        codes(&report),
        [("sbom.required", "/matches/0/artifact".to_owned())]
    );
}

#[test]
fn a_scanner_that_failed_has_not_covered_everything() {
    for (database, noted) in [
        (
            json!({"built": "2026-01-01T00:00:00Z", "schemaVersion": 5, "error": null}),
            None,
        ),
        (
            json!({"status": {"built": "2026-01-01T00:00:00Z", "schemaVersion": "5", "valid": true}}),
            None,
        ),
        (
            json!({"built": "2026-01-01T00:00:00Z", "schemaVersion": 5, "error": "stale"}),
            Some("/error"),
        ),
        (
            json!({"built": "2026-01-01T00:00:00Z", "schemaVersion": 5, "error": {}}),
            Some("/error"),
        ),
        (
            json!({"status": {"built": "2026-01-01T00:00:00Z", "schemaVersion": "5", "valid": false}}),
            Some("/status/valid"),
        ),
    ] {
        let report = read(&with(
            grype(json!([])),
            "/descriptor/db",
            Some(database.clone()),
        ));
        assert_eq!(
            report.scanner.database_built.as_deref(),
            Some("2026-01-01T00:00:00Z")
        );
        assert_eq!(report.scanner.database_version.as_deref(), Some("5"));
        let wanted: Vec<_> = noted
            .map(|place| ("vuln.incomplete", format!("/descriptor/db{place}")))
            .into_iter()
            .collect();
        assert_eq!(codes(&report), wanted, "{database}");
    }
    let odd = read(&with(grype(json!([])), "/descriptor/db", Some(json!([1]))));
    assert_eq!(codes(&odd), [("sbom.type", "/descriptor/db".to_owned())]);
}

#[test]
fn a_folder_is_named_by_its_path() {
    let report = read(&with(
        grype(json!([])),
        "/source/target",
        Some(json!("/srv")),
    ));
    assert_eq!(report.artifact.as_deref(), Some("/srv"));
    assert!(report.digests.is_empty());
}
