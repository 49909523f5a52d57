//! Class 17 and the byte level: what must not be taken for a clean report, and what must not cost.

use std::time::Instant;

use bonafide_sbom::{ScanLimits, ScanReport, Severity, SeverityGate};
use serde_json::{Value, json};

use super::{codes, grype, grype_match, read, trivy, trivy_result, trivy_vulnerability, why, with};

fn code(bytes: &[u8], limits: &ScanLimits) -> &'static str {
    let result = ScanReport::read(bytes, limits);
    result.map_or_else(|error| error.code().as_str(), |_| "ok")
}

fn plain(bytes: &[u8]) -> &'static str {
    code(bytes, &ScanLimits::default())
}

#[test]
fn other_documents_are_no_reports() {
    for document in [
        json!({}),
        json!([]),
        json!(null),
        json!("matches"),
        json!({"matches": []}),
        json!({"Results": []}),
        json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {}, "components": []}),
        json!({"results": [{"packages": []}]}),
        json!({"version": "2.1.0", "runs": []}),
    ] {
        assert_eq!(
            plain(document.to_string().as_bytes()),
            "sbom.format",
            "{document}"
        );
    }
    let mut both = grype(json!([]));
    both["Results"] = json!([]);
    assert_eq!(why(&both).0, "sbom.format-ambiguous");
}

#[test]
fn the_bytes_are_read_strictly() {
    let text = grype(json!([grype_match("CVE-1")])).to_string();
    assert_eq!(plain(text.as_bytes()), "ok");
    let with_bom = format!("\u{feff}{text}");
    let report = ScanReport::read(with_bom.as_bytes(), &ScanLimits::default()).unwrap();
    assert_eq!(codes(&report), [("sbom.enc-bom", String::new())]);
    for end in 0..text.len() {
        let cut = &text.as_bytes()[..end];
        assert_ne!(plain(cut), "ok", "{end}");
    }
    assert_eq!(
        plain(format!("{text} {text}").as_bytes()),
        "sbom.json-syntax"
    );
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(plain(&wide), "sbom.encoding");
    assert_eq!(plain(b"{\"a\":\"\xff\"}"), "sbom.encoding");
}

#[test]
fn nothing_is_said_twice() {
    for document in [
        r#"{"matches":[],"matches":[],"descriptor":{"name":"grype"}}"#,
        r#"{"matches":[],"\u006datches":[],"descriptor":{"name":"grype"}}"#,
        r#"{"matches":[],"descriptor":{"name":"grype","x":{"a":1,"a":2}}}"#,
        r#"{"SchemaVersion":2,"Results":[{"Vulnerabilities":[],"Vulnerabilities":[]}]}"#,
        r#"{"SchemaVersion":2,"SchemaVersion":2}"#,
    ] {
        assert_eq!(
            plain(document.as_bytes()),
            "sbom.json-duplicate-key",
            "{document}"
        );
    }
    // Decoders that do not tell these apart would see another report.
    let mut variant = grype(json!([]));
    variant["Matches"] = json!([grype_match("CVE-1")]);
    assert_eq!(why(&variant), ("sbom.shape", "/Matches".to_owned()));
    let mut variant = trivy(trivy_result(json!([])));
    variant["results"] = json!([]);
    assert_eq!(why(&variant), ("sbom.shape", "/results".to_owned()));
    let late = r#"{"results":[],"Matches":[],"SchemaVersion":2}"#;
    assert_eq!(plain(late.as_bytes()), "sbom.shape");
    let mut results = trivy_result(json!([]));
    results[0]["vulnerabilities"] = json!([trivy_vulnerability("CVE-1")]);
    assert_eq!(why(&trivy(results)).0, "sbom.json-syntax");
}

#[test]
fn members_that_are_not_known_change_nothing() {
    let document = grype(json!([grype_match("CVE-1")]));
    let before = read(&document);
    let mut more = document;
    more["alertsByPackage"] = json!({"a": [1, 2, {"b": null}]});
    more["matches"][0]["more"] = json!([[]]);
    more["matches"][0]["vulnerability"]["advisories"] = json!([{}]);
    assert_eq!(read(&more), before);
}

#[test]
fn limits_end_where_they_say() {
    let text = grype(json!([grype_match("CVE-1"), grype_match("CVE-2")]));
    let text = with(text, "/ignoredMatches", Some(json!([grype_match("CVE-3")]))).to_string();
    let limits = ScanLimits::default();
    let bytes = text.as_bytes();
    for (limits, wanted) in [
        (limits.with_bytes(text.len()), "ok"),
        (limits.with_bytes(text.len() - 1), "limit.exceeded"),
        (limits.with_vulnerabilities(3), "ok"),
        (limits.with_vulnerabilities(2), "limit.exceeded"),
        (limits.with_depth(4), "ok"),
        (limits.with_depth(3), "sbom.depth"),
        (limits.with_text_bytes(28), "ok"),
        (limits.with_text_bytes(27), "limit.exceeded"),
    ] {
        assert_eq!(code(bytes, &limits), wanted, "{limits:?}");
    }
    let related = |count: usize| {
        let mut one = grype_match("CVE-1");
        one["relatedVulnerabilities"] =
            (0..count).map(|at| json!({"id": at.to_string()})).collect();
        grype(json!([one])).to_string()
    };
    assert_eq!(plain(related(4096).as_bytes()), "ok");
    assert_eq!(plain(related(4097).as_bytes()), "limit.exceeded");
    let sources = |count: usize| {
        let mut one = trivy_vulnerability("CVE-1");
        let all: serde_json::Map<String, Value> =
            (0..count).map(|at| (at.to_string(), json!(3))).collect();
        one["VendorSeverity"] = Value::Object(all);
        trivy(trivy_result(json!([one]))).to_string()
    };
    assert_eq!(code(sources(10).as_bytes(), &limits.with_entries(10)), "ok");
    assert_eq!(
        code(sources(11).as_bytes(), &limits.with_entries(10)),
        "limit.exceeded"
    );
    let targets = |count: usize| trivy(vec![json!({}); count].into()).to_string();
    assert_eq!(code(targets(3).as_bytes(), &limits.with_targets(3)), "ok");
    assert_eq!(
        code(targets(4).as_bytes(), &limits.with_targets(3)),
        "limit.exceeded"
    );
    let odd = trivy(vec![json!({"Class": 1}); 20].into()).to_string();
    let report = ScanReport::read(odd.as_bytes(), &limits.with_findings(5)).unwrap();
    assert_eq!(report.findings.kept().len(), 5);
    let dropped: usize = report
        .findings
        .dropped()
        .iter()
        .map(|(_, count)| count)
        .sum();
    assert_eq!(dropped, 16);
}

#[test]
fn deep_and_long_documents_end_soon() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        for depth in [62, 63, 64, 100_000] {
            let value = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let document =
                format!(r#"{{"matches":[],"descriptor":{{"name":"grype"}},"x":{value}}}"#);
            let wanted = if depth <= 63 { "ok" } else { "sbom.depth" };
            assert_eq!(plain(document.as_bytes()), wanted, "{depth}");
        }
    }
}

#[test]
fn no_name_is_copied_for_every_rating() {
    let ratings = r#"{"vector":"x"},"#.repeat(4095);
    for (namespace, wanted) in [("a".repeat(60_000), true), ("\\n".repeat(30_000), false)] {
        let document = format!(
            r#"{{"matches":[{{"vulnerability":{{"id":"CVE-1","namespace":"{namespace}","cvss":[{ratings}{{}}]}},"artifact":{{}}}}],"descriptor":{{"name":"grype"}}}}"#
        );
        let report = ScanReport::read(document.as_bytes(), &ScanLimits::default()).unwrap();
        let ratings = &report.matches[0].ratings;
        assert_eq!(ratings.len(), 4095);
        assert!(
            ratings
                .iter()
                .all(|rating| rating.source.is_some() == wanted)
        );
    }
    let mut one = trivy_vulnerability("CVE-1");
    one["FixedVersion"] = json!("1,".repeat(64));
    one["CVSS"] = json!({"nvd": {}});
    let report = read(&trivy(trivy_result(json!([one]))));
    assert_eq!(report.matches[0].fixed_versions.len(), 64);
    assert_eq!(report.matches[0].ratings.len(), 1);
    let mut one = trivy_vulnerability("CVE-1");
    one["FixedVersion"] = json!("1,".repeat(65));
    let report = read(&trivy(trivy_result(json!([one]))));
    assert_eq!(report.matches[0].fixed_versions.len(), 1);
}

#[test]
fn half_a_million_vulnerabilities_are_read_and_one_more_is_not() {
    let one = r#"{"vulnerability":{"id":"CVE-1"},"artifact":{"name":"x"}},"#;
    let document = |count: usize| {
        let all = one.repeat(count);
        let all = all.trim_end_matches(',');
        format!(r#"{{"matches":[{all}],"descriptor":{{"name":"grype"}}}}"#)
    };
    let started = Instant::now();
    let text = document(500_000);
    let report = ScanReport::read(text.as_bytes(), &ScanLimits::default()).unwrap();
    assert_eq!(report.len(), 500_000);
    assert_eq!(plain(document(500_001).as_bytes()), "limit.exceeded");
    assert!(started.elapsed().as_secs() < 120);
}

/// The pointers of all values below `value`.
fn pointers(value: &Value, at: &str, into: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), value))
            .collect(),
        Value::Array(all) => all
            .iter()
            .enumerate()
            .map(|(at, value)| (at.to_string(), value))
            .collect(),
        _ => return,
    };
    for (name, value) in inner {
        let at = format!("{at}/{name}");
        pointers(value, &at, into);
        into.push(at);
    }
}

/// Whatever one value of a report is replaced with: the report is refused, or it is not complete, or
/// it still has all vulnerabilities, none of them less severe than an unknown one.
#[test]
fn no_value_of_a_wrong_type_hides_a_vulnerability() {
    let critical = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    let mut one = grype_match("CVE-1");
    one["vulnerability"] = json!({
        "id": "CVE-1", "namespace": "nvd:cpe", "severity": "Critical", "fix": {"versions": ["2"], "state": "fixed"},
        "cvss": [{"source": "nvd", "version": "3.1", "vector": critical, "metrics": {"baseScore": 9.8}}],
    });
    one["relatedVulnerabilities"] = json!([{"id": "GHSA-1"}]);
    let of_grype = grype(json!([one, one]));
    let mut one = trivy_vulnerability("CVE-1");
    one["Severity"] = json!("CRITICAL");
    one["VendorIDs"] = json!(["DSA-1"]);
    one["VendorSeverity"] = json!({"nvd": 4});
    one["CVSS"] = json!({"nvd": {"V3Vector": critical, "V3Score": 9.8}});
    let of_trivy = trivy(trivy_result(json!([one, one])));
    let gate = SeverityGate::failing_at(Severity::High);
    let mut seen = 0;
    for document in [of_grype, of_trivy] {
        let mut places = Vec::new();
        pointers(&document, "", &mut places);
        for place in places {
            for value in [
                json!(null),
                json!(true),
                json!(7),
                json!(-1.5e300),
                json!("x"),
                json!(["x"]),
                json!([{}]),
                json!({"x": 1}),
            ] {
                let mut other = document.clone();
                *other.pointer_mut(&place).unwrap() = value.clone();
                let text = other.to_string();
                let Ok(report) = ScanReport::read(text.as_bytes(), &ScanLimits::default()) else {
                    continue;
                };
                let is_noted = codes(&report)
                    .iter()
                    .any(|(code, _)| *code == "vuln.incomplete");
                // An absent list of a target that was covered says that nothing was found.
                let is_empty = value.is_null() && place == "/Results/0/Vulnerabilities";
                assert!(report.len() == 2 || is_noted || is_empty, "{place} {value}");
                for found in &report.matches {
                    assert!(gate.judge(found).outcome.is_failure(), "{place} {value}");
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 200, "{seen}");
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..<_>::default() })]

        #[test]
        fn no_bytes_make_it_panic(at in 0..2000_usize, byte: u8, is_cut: bool, is_trivy: bool) {
            let document = match is_trivy {
                true => trivy(trivy_result(json!([trivy_vulnerability("CVE-1")]))),
                false => grype(json!([grype_match("CVE-1")])),
            };
            let mut bytes = document.to_string().into_bytes();
            let at = at % bytes.len();
            bytes[at] = byte;
            if is_cut {
                bytes.truncate(at);
            }
            let _ = plain(&bytes);
        }
    }
}
