//! What statements suppress, and what the policy bears and denies.

use super::*;

#[test]
fn statements_suppress_what_they_may() {
    let report = || scanner().sign(&cosign(&grype(&[found("CVE-1", "Critical")])));
    let ask = |signer, said: &Value, requirement: &VulnerabilityRequirement| {
        let counted = Signing::key(signer).sign(said);
        judged(requirement, &[report()], &[counted], &[])
    };
    let reason = Some("component_not_present");
    let good = vex("not_affected", reason, "pkg:npm/left@1");
    let notes = ask("sec-team", &good, &wanted()).unwrap();
    assert!(
        notes
            .iter()
            .any(|one| one.code().as_str() == "vex.suppressed"
                && one.detail().contains("sha256:")
                && one.detail().contains("sec-team"))
    );
    for (signer, said) in [
        ("stranger", good),
        ("sec-team", vex("not_affected", None, "pkg:npm/left@1")),
        ("sec-team", vex("not_affected", reason, "pkg:npm/right@1")),
        ("sec-team", vex("not_affected", reason, "pkg:npm/left@2")),
        ("sec-team", vex("affected", None, "pkg:npm/left@1")),
        (
            "sec-team",
            vex("under_investigation", None, "pkg:npm/left@1"),
        ),
        (
            "sec-team",
            statement(OPENVEX, &json!({"@context": OPENVEX})),
        ),
    ] {
        let unmet = ask(signer, &said, &wanted()).unwrap_err();
        assert_eq!(
            unmet.finding.code().as_str(),
            "vuln.above-threshold",
            "{said}"
        );
    }
    let untrusted = ask(
        "stranger",
        &vex("not_affected", reason, "pkg:npm/left@1"),
        &wanted(),
    );
    let findings = untrusted.unwrap_err().findings;
    assert!(
        findings
            .iter()
            .any(|one| one.code().as_str() == "vex.untrusted")
    );
    let open = vex("not_affected", reason, "pkg:npm/left");
    assert_eq!(code(&ask("sec-team", &open, &wanted())), "ok");
    let strict = VulnerabilityRequirement {
        vex_unversioned_denied: true,
        ..wanted()
    };
    assert_eq!(
        code(&ask("sec-team", &open, &strict)),
        "vuln.above-threshold"
    );
}

#[test]
fn a_statement_that_knows_the_vulnerability_only_by_an_alias_of_its_own_suppresses_nothing() {
    let mut said = vex(
        "not_affected",
        Some("component_not_present"),
        "pkg:npm/left@1",
    );
    said["predicate"]["statements"][0]["vulnerability"] =
        json!({"name": "CVE-9", "aliases": ["CVE-1"]});
    let report = scanner().sign(&cosign(&grype(&[found("CVE-1", "Critical")])));
    let vex = Signing::key("sec-team").sign(&said);
    let answer = judged(&wanted(), &[report], &[vex], &[]);
    assert_eq!(code(&answer), "vuln.above-threshold");
    // The report knows both names: then they are one.
    let bad = json!([{"VulnerabilityID": "GHSA-1", "VendorIDs": [], "PkgName": "left",
        "InstalledVersion": "1", "PkgIdentifier": {"PURL": "pkg:npm/left@1"}, "Severity": "HIGH"}]);
    let report = scanner().sign(&cosign(&trivy(&bad)));
    let vex = Signing::key("sec-team").sign(&said);
    assert_eq!(
        code(&judged(&wanted(), &[report], &[vex], &[])),
        "vuln.above-threshold"
    );
}

#[test]
fn the_policy_bears_and_denies_by_name() {
    let report = || cosign(&grype(&[found("CVE-1", "Critical")]));
    let ignore = |purl: Option<&str>, until| VulnerabilityRequirement {
        ignore: vec![IgnoredFinding {
            id: "CVE-1".to_owned(),
            purl: purl.map(|text| TextPattern::parse(text).unwrap()),
            until: at(until),
            reason: "known".to_owned(),
        }],
        ..wanted()
    };
    let now = crate::requirement::kit::NOW;
    assert_eq!(asked(&ignore(None, now + 1), &report()), "ok");
    assert_eq!(asked(&ignore(None, now), &report()), "vuln.above-threshold");
    assert_eq!(
        asked(&ignore(Some("pkg:npm/left@*"), now + 1), &report()),
        "ok"
    );
    let other = ignore(Some("pkg:npm/right@*"), now + 1);
    assert_eq!(asked(&other, &report()), "vuln.above-threshold");
    let deny = VulnerabilityRequirement {
        max: Some("critical".to_owned()),
        deny_ids: vec!["CVE-1".to_owned()],
        fixable_only: true,
        grace: BTreeMap::from([("low".to_owned(), Duration::MAX)]),
        ..wanted()
    };
    let low = cosign(&grype(&[found("CVE-1", "Low")]));
    assert_eq!(asked(&deny, &low), "vuln.above-threshold");
    assert_eq!(
        asked(&deny, &cosign(&grype(&[found("CVE-2", "Low")]))),
        "ok"
    );
}

#[test]
fn grace_ends_to_the_second() {
    let report = |published: &str| {
        cosign(&trivy(
            &json!([{"VulnerabilityID": "CVE-1", "PkgName": "x", "Severity": "HIGH",
            "PublishedDate": published}]),
        ))
    };
    let grace = |seconds| VulnerabilityRequirement {
        grace: BTreeMap::from([("high".to_owned(), Duration::from_secs(seconds))]),
        ..wanted()
    };
    // It is judged at 01:00:00.
    assert_eq!(asked(&grace(3601), &report("2025-04-11T00:00:00Z")), "ok");
    assert_eq!(
        asked(&grace(3600), &report("2025-04-11T00:00:00Z")),
        "vuln.above-threshold"
    );
    assert_eq!(asked(&grace(3601), &report("soon")), "vuln.above-threshold");
    assert_eq!(
        asked(&grace(3601), &report("2026-04-11T00:00:00Z")),
        "vuln.above-threshold"
    );
    let critical = VulnerabilityRequirement {
        grace: BTreeMap::from([("critical".to_owned(), Duration::MAX)]),
        ..wanted()
    };
    assert_eq!(
        asked(&critical, &report("2025-04-11T00:00:00Z")),
        "vuln.above-threshold"
    );
}
