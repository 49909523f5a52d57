//! policy VUL-3: how old a report may be.

use bonafide_report::Time;
use bonafide_sbom::{Freshness, ScanReport};
use serde_json::{Value, json};

use super::{grype, read, trivy, trivy_result, with};

const DAY: u64 = 86_400;

fn now() -> Time {
    Time::parse_rfc3339("2026-01-02T00:00:00Z").unwrap()
}

fn made(at: Option<Value>) -> ScanReport<'static> {
    read(&with(grype(json!([])), "/descriptor/timestamp", at))
}

fn outcome(freshness: Freshness, code: &str) -> &'static str {
    let word = match freshness {
        Freshness::Fresh => "fresh",
        Freshness::Stale(_) => "stale",
        Freshness::Undecided(_) => "undecided",
    };
    if let Some(finding) = freshness.finding() {
        assert_eq!(finding.code().as_str(), code);
    }
    word
}

#[test]
fn a_report_ages() {
    for (at, wanted) in [
        ("2026-01-01T00:00:00Z", "fresh"),
        ("2025-12-31T23:59:59.999999999Z", "stale"),
        ("2026-01-02T02:00:00+02:00", "fresh"),
        ("2026-01-02T00:05:00Z", "fresh"),
        ("2026-01-02T00:05:00.000000001Z", "stale"),
        ("9999-12-31T23:59:59Z", "stale"),
        ("0001-01-01T00:00:00Z", "stale"),
        ("yesterday", "undecided"),
        ("2026-01-01", "undecided"),
        ("", "undecided"),
    ] {
        let report = made(Some(json!(at)));
        assert_eq!(
            outcome(report.freshness(now(), DAY), "vuln.too-old"),
            wanted,
            "{at}"
        );
    }
    for at in [None, Some(json!(1_700_000_000)), Some(json!(null))] {
        assert_eq!(
            outcome(made(at).freshness(now(), DAY), "vuln.too-old"),
            "undecided"
        );
    }
    let any = made(Some(json!("0001-01-01T00:00:00Z")));
    assert_eq!(any.freshness(now(), u64::MAX), Freshness::Fresh);
}

#[test]
fn a_database_ages() {
    for (built, wanted) in [
        ("2026-01-01T00:00:00Z", "fresh"),
        ("2025-12-31T00:00:00Z", "stale"),
        ("x", "undecided"),
    ] {
        let database = json!({"status": {"built": built}});
        let report = read(&with(grype(json!([])), "/descriptor/db", Some(database)));
        let freshness = report.database_freshness(now(), DAY);
        assert_eq!(outcome(freshness, "vuln.db-too-old"), wanted, "{built}");
    }
    let report = read(&trivy(trivy_result(json!([]))));
    assert_eq!(
        outcome(report.freshness(now(), DAY), "vuln.too-old"),
        "fresh"
    );
    let freshness = report.database_freshness(now(), DAY);
    assert_eq!(outcome(freshness, "vuln.db-too-old"), "undecided");
}
