//! policy VUL-3: how old a report may be.

use bonafide_report::Time;
use bonafide_sbom::{Freshness, ScanReport};
use serde_json::{Value, json};

use super::{grype, read, trivy, trivy_result, with};

const DAY: u64 = 86_400;

const NOW: &str = "2026-01-02T00:00:00Z";

fn now() -> Time {
    Time::parse_rfc3339(NOW).unwrap()
}

fn made(at: Option<Value>) -> ScanReport<'static> {
    read(&with(grype(json!([])), "/descriptor/timestamp", at))
}

/// The word for it; what is not fresh has a finding of this code that begins with `what`.
fn outcome(freshness: Freshness, code: &str, what: &str) -> &'static str {
    let word = match freshness {
        Freshness::Fresh => "fresh",
        Freshness::Stale(_) => "stale",
        Freshness::Undecided(_) => "undecided",
    };
    let finding = freshness.finding();
    assert_eq!(finding.is_none(), word == "fresh", "{finding:?}");
    if let Some(finding) = finding {
        assert_eq!(finding.code().as_str(), code);
        assert!(finding.detail().starts_with(what), "{}", finding.detail());
    }
    word
}

fn of_report(report: &ScanReport<'_>, now: Time, age: u64) -> &'static str {
    outcome(report.freshness(now, age), "vuln.too-old", "the report ")
}

fn of_database(report: &ScanReport<'_>, now: Time, age: u64) -> &'static str {
    let freshness = report.database_freshness(now, age);
    outcome(freshness, "vuln.db-too-old", "the database ")
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
        assert_eq!(of_report(&report, now(), DAY), wanted, "{at}");
    }
    for at in [None, Some(json!(1_700_000_000)), Some(json!(null))] {
        assert_eq!(of_report(&made(at), now(), DAY), "undecided");
    }
    // The age of the policy is what counts, to the second, and an age of nothing is one too.
    let day_old = made(Some(json!("2026-01-01T00:00:00Z")));
    assert_eq!(of_report(&day_old, now(), DAY - 1), "stale");
    assert_eq!(of_report(&made(Some(json!(NOW))), now(), 0), "fresh");
    let any = made(Some(json!("0001-01-01T00:00:00Z")));
    assert_eq!(of_report(&any, now(), u64::MAX), "fresh");
}

#[test]
fn a_database_ages() {
    // The report itself is fresh, so that the one is not taken for the other.
    let of = |built: Value| {
        let report = with(grype(json!([])), "/descriptor/timestamp", Some(json!(NOW)));
        let database = json!({"status": {"built": built}});
        read(&with(report, "/descriptor/db", Some(database)))
    };
    for (built, wanted) in [
        ("2026-01-01T00:00:00Z", "fresh"),
        ("2025-12-31T23:59:59.999999999Z", "stale"),
        ("2026-01-02T00:05:00Z", "fresh"),
        ("2026-01-02T00:05:01Z", "stale"),
        ("x", "undecided"),
    ] {
        let report = of(json!(built));
        assert_eq!(of_database(&report, now(), DAY), wanted, "{built}");
        assert_eq!(of_report(&report, now(), DAY), "fresh", "{built}");
    }
    assert_eq!(of_database(&of(json!(null)), now(), DAY), "undecided");
    // Trivy says nothing of its database in a report.
    let report = read(&trivy(trivy_result(json!([]))));
    assert_eq!(of_report(&report, now(), DAY), "fresh");
    assert_eq!(of_database(&report, now(), DAY), "undecided");
}
