//! sbom RPT-2: reports of trivy.

use bonafide_sbom::{FixState, GateOutcome, ScanFormat, Severity, SeverityGate};
use serde_json::json;

use super::{codes, read, trivy, trivy_result, trivy_vulnerability, why, with};

#[test]
fn a_vulnerability_is_read_whole() {
    let report = read(&trivy(trivy_result(json!([{
        "VulnerabilityID": "CVE-1",
        "VendorIDs": ["DSA-1-1", "GHSA-a"],
        "PkgID": "x@1", "PkgName": "x",
        "PkgIdentifier": {"PURL": "pkg:deb/debian/x@1?arch=amd64", "UID": "0"},
        "InstalledVersion": "1", "FixedVersion": "1.1, 2.0 ,", "Status": "fixed",
        "Severity": "MEDIUM", "SeveritySource": "debian",
        "VendorSeverity": {"nvd": 3, "ubuntu": 0},
        "CVSS": {
            "nvd": {"V2Vector": "AV:N/AC:L/Au:N/C:N/I:N/A:C", "V2Score": 7.8,
                "V3Vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "V3Score": 9.8},
            "ghsa": {"V40Vector": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", "V40Score": 8.7},
        },
        "Title": "ignored", "References": [],
    }]))));
    assert_eq!((report.format, report.len()), (ScanFormat::Trivy, 1));
    assert_eq!(report.scanner.name, "trivy");
    assert_eq!(
        report.scanner.created.as_deref(),
        Some("2026-01-01T00:00:00Z")
    );
    assert_eq!(report.artifact_kind.as_deref(), Some("container_image"));
    assert_eq!(report.coverage[0].class.as_deref(), Some("os-pkgs"));
    assert_eq!(codes(&report), []);
    let found = &report.matches[0];
    assert_eq!(found.ids().collect::<Vec<_>>(), ["CVE-1", "GHSA-a"]);
    // A notice covers several vulnerabilities: what is said of it is not said of this one.
    assert_eq!(found.related, ["DSA-1-1"]);
    assert_eq!(found.package.purls, ["pkg:deb/debian/x@1?arch=amd64"]);
    assert_eq!(found.fixed_versions, ["1.1", "2.0"]);
    assert_eq!(found.fix, FixState::Fixed);
    assert_eq!(found.place.as_str(), "/Results/0/Vulnerabilities/0");
    let gate = SeverityGate::tolerating(Severity::Medium);
    let rated = gate.rate(found);
    assert_eq!(
        (rated.severity, rated.source),
        (Some(Severity::Critical), Some("nvd"))
    );
    assert_eq!(rated.findings, []);
    let debian = gate.clone().with_sources(["debian"]);
    assert_eq!(debian.judge(found).outcome, GateOutcome::Tolerated);
    let ghsa = gate.with_sources(["ubuntu", "ghsa"]);
    assert_eq!(ghsa.rate(found).severity, Some(Severity::High));
}

#[test]
fn what_was_suppressed_is_none_of_the_result() {
    let mut results = trivy_result(json!([trivy_vulnerability("CVE-1")]));
    results[0]["ExperimentalModifiedFindings"] = json!([
        {"Type": "vulnerability", "Status": "not_affected", "Statement": "vulnerable_code_not_present",
            "Source": "vex.json", "Finding": trivy_vulnerability("CVE-2")},
        {"Finding": {"ID": "AVD-1", "Severity": "HIGH", "Status": "FAIL"}, "Type": "misconfiguration"},
    ]);
    let report = read(&trivy(results));
    assert_eq!((report.len(), report.matches[0].id.as_ref()), (1, "CVE-1"));
    let [suppressed] = &report.suppressed[..] else {
        panic!("{:?}", report.suppressed);
    };
    assert_eq!(suppressed.found.id, "CVE-2");
    assert_eq!(suppressed.status.as_deref(), Some("not_affected"));
    assert_eq!(
        suppressed.reason.as_deref(),
        Some("vulnerable_code_not_present")
    );
    assert_eq!(suppressed.source.as_deref(), Some("vex.json"));
    for finding in [
        json!({"Type": "vulnerability"}),
        json!({"Finding": {"PkgName": "x"}}),
    ] {
        let mut results = trivy_result(json!([]));
        results[0]["ExperimentalModifiedFindings"] = json!([finding]);
        let place = "/Results/0/ExperimentalModifiedFindings/0";
        assert!(why(&trivy(results)).1.starts_with(place));
    }
}

#[test]
fn no_result_is_clean_only_where_it_is_said_what_was_scanned() {
    let incomplete = [("vuln.incomplete", "/Results".to_owned())];
    let covered = |class: &str, kind: &str| json!([{"Target": "x", "Class": class, "Type": kind}]);
    for results in [
        json!([]),
        json!([{}]),
        json!([{"Target": "x"}]),
        json!([{"Target": "x", "Class": "os-pkgs"}]),
        json!([{"Target": "x", "Class": "os-pkgs", "Type": ""}]),
        json!([{"Target": "x", "Type": "debian"}]),
        covered("secret", "x"),
        covered("config", "dockerfile"),
        covered("license", "x"),
    ] {
        assert_eq!(
            codes(&read(&trivy(results.clone()))),
            incomplete,
            "{results}"
        );
    }
    assert_eq!(
        codes(&read(&with(trivy(json!([])), "/Results", None))),
        incomplete
    );
    let null = [("sbom.type", "/Results".to_owned()), incomplete[0].clone()];
    assert_eq!(codes(&read(&trivy(json!(null)))), null);
    for results in [
        covered("os-pkgs", "debian"),
        covered("lang-pkgs", "npm"),
        json!([{"Class": "secret"}, {"Class": "lang-pkgs", "Type": "jar", "Vulnerabilities": []}]),
    ] {
        let report = read(&trivy(results));
        assert_eq!((codes(&report), report.is_empty()), (vec![], true));
    }
    // What was found was looked at.
    assert_eq!(
        codes(&read(&trivy(
            json!([{"Vulnerabilities": [trivy_vulnerability("CVE-1")]}])
        ))),
        []
    );
}

#[test]
fn states_are_read() {
    for (status, wanted) in [
        ("fixed", FixState::Fixed),
        ("affected", FixState::NotFixed),
        ("will_not_fix", FixState::NotFixed),
        ("fix_deferred", FixState::NotFixed),
        ("end_of_life", FixState::NotFixed),
        ("under_investigation", FixState::Unknown),
        ("not_affected", FixState::Unknown),
        ("unknown", FixState::Unknown),
        ("", FixState::Unknown),
        ("new", FixState::Unknown),
    ] {
        let mut one = trivy_vulnerability("CVE-1");
        one["Status"] = json!(status);
        let report = read(&trivy(trivy_result(json!([one]))));
        assert_eq!(report.matches[0].fix, wanted, "{status}");
    }
    let plain = read(&trivy(trivy_result(json!([trivy_vulnerability("CVE-1")]))));
    assert_eq!(plain.matches[0].fix, FixState::Unknown);
}

#[test]
fn only_version_2_is_read() {
    let plain = trivy(json!([]));
    for version in [json!(1), json!(3), json!(2.0), json!(-2)] {
        let (code, _) = why(&with(
            plain.clone(),
            "/SchemaVersion",
            Some(version.clone()),
        ));
        assert_eq!(code, "sbom.version-unsupported", "{version}");
    }
    let (code, place) = why(&with(plain.clone(), "/SchemaVersion", Some(json!("2"))));
    assert_eq!((code, &*place), ("sbom.shape", "/SchemaVersion"));
    assert_eq!(why(&with(plain, "/SchemaVersion", None)).0, "sbom.format");
}

#[test]
fn what_could_hide_a_vulnerability_is_an_error() {
    let plain = || trivy(trivy_result(json!([trivy_vulnerability("CVE-1")])));
    let first = "/Results/0/Vulnerabilities/0";
    for (pointer, value) in [
        ("/Results".to_owned(), Some(json!({}))),
        ("/Results".to_owned(), Some(json!("none"))),
        ("/Results".to_owned(), Some(json!([[]]))),
        ("/Results/0/Vulnerabilities".to_owned(), Some(json!({}))),
        (
            "/Results/0/Vulnerabilities".to_owned(),
            Some(json!(["CVE-1"])),
        ),
        (
            "/Results/0/ExperimentalModifiedFindings".to_owned(),
            Some(json!("x")),
        ),
        ("/Metadata".to_owned(), Some(json!([]))),
        ("/Metadata/RepoDigests".to_owned(), Some(json!("x"))),
        ("/Metadata/RepoDigests".to_owned(), Some(json!([7]))),
        (format!("{first}/VulnerabilityID"), None),
        (format!("{first}/VulnerabilityID"), Some(json!(["CVE-1"]))),
        (format!("{first}/CVSS"), Some(json!([]))),
        (format!("{first}/CVSS"), Some(json!({"nvd": "x"}))),
        (format!("{first}/VendorSeverity"), Some(json!("high"))),
        (format!("{first}/VendorIDs"), Some(json!("x"))),
        (format!("{first}/PkgIdentifier"), Some(json!("x"))),
    ] {
        let (code, place) = why(&with(plain(), &pointer, value.clone()));
        assert_eq!(code, "sbom.shape", "{pointer} {value:?}");
        assert!(
            pointer.starts_with(&place) || place.starts_with(&pointer),
            "{pointer} {place}"
        );
    }
}

#[test]
fn scalars_of_the_wrong_type_are_absent_with_a_finding() {
    for pointer in [
        "/ArtifactName",
        "/ArtifactType",
        "/CreatedAt",
        "/Metadata/ImageID",
        "/Results/0/Target",
        "/Results/0/Class",
        "/Results/0/Vulnerabilities/0/Severity",
        "/Results/0/Vulnerabilities/0/InstalledVersion",
        "/Results/0/Vulnerabilities/0/FixedVersion",
        "/Results/0/Vulnerabilities/0/Status",
    ] {
        for value in [json!(7), json!(false), json!([[]]), json!({}), json!(null)] {
            let plain = trivy(trivy_result(json!([trivy_vulnerability("CVE-1")])));
            let report = read(&with(plain, pointer, Some(value.clone())));
            assert_eq!(
                codes(&report),
                [("sbom.type", pointer.to_owned())],
                "{value}"
            );
            assert_eq!(report.len(), 1);
        }
    }
    let mut one = trivy_vulnerability("CVE-1");
    one["VendorSeverity"] = json!({"nvd": 9, "redhat": "4"});
    one["CVSS"] = json!({"nvd": {"V3Score": "9.8"}});
    let report = read(&trivy(trivy_result(json!([one]))));
    let codes: Vec<_> = codes(&report).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["sbom.type", "sbom.enum", "sbom.type"]);
}

#[test]
fn a_package_without_a_name_is_kept() {
    let report = read(&trivy(trivy_result(json!([{"VulnerabilityID": "CVE-1"}]))));
    assert_eq!(report.len(), 1);
    let place = "/Results/0/Vulnerabilities/0".to_owned();
    assert_eq!(codes(&report), [("sbom.required", place)]);
}
