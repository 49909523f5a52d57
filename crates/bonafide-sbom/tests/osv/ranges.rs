//! sbom OSV-3: whether a version is in lists and ranges.

use bonafide_sbom::{AffectedBy, Exposure, PackageQuery, UnknownReason, Until};
use serde_json::{Value, json};

use crate::{advisory, database, is_affected, npm, range, reasons};

/// Each version of the table, against one advisory of npm.
fn check(of: Value, affected: &[&str], clean: &[&str]) {
    let database = database(&[advisory("A-1", "npm", "a", of)]);
    for version in affected {
        assert!(
            is_affected(&database.answer(&npm("a", version))),
            "{version}"
        );
    }
    for version in clean {
        let answer = database.answer(&npm("a", version));
        assert_eq!(answer, Exposure::NotAffected, "{version}");
    }
}

#[test]
fn introduced_is_inclusive_and_fixed_is_not() {
    check(
        range(
            "SEMVER",
            json!([{"introduced": "1.0.0"}, {"fixed": "1.2.0"}]),
        ),
        &["1.0.0", "1.1.9", "1.2.0-rc.1", "1.0.0+build"],
        &["0.9.9", "1.0.0-rc.1", "1.2.0", "1.2.0+build", "2.0.0"],
    );
}

#[test]
fn zero_is_before_everything() {
    check(
        range("SEMVER", json!([{"introduced": "0"}, {"fixed": "1.0.0"}])),
        &["0.0.0-0", "0.0.0", "1.0.0-alpha"],
        &["1.0.0"],
    );
}

#[test]
fn last_affected_is_inclusive() {
    check(
        range(
            "SEMVER",
            json!([{"introduced": "1.0.0"}, {"last_affected": "1.5.0"}]),
        ),
        &["1.0.0", "1.5.0"],
        &["0.9.0", "1.5.1-0", "1.5.1"],
    );
    check(
        range(
            "SEMVER",
            json!([{"last_affected": "1.0.0"}, {"introduced": "1.0.0"}]),
        ),
        &["1.0.0"],
        &["0.9.0", "1.0.1"],
    );
}

#[test]
fn events_come_in_any_order() {
    check(
        range(
            "SEMVER",
            json!([
                {"fixed": "3.1.0"}, {"introduced": "2.0.0"}, {"fixed": "1.1.0"},
                {"introduced": "3.0.0"}, {"introduced": "1.0.0"}, {"last_affected": "2.5.0"},
            ]),
        ),
        &["1.0.0", "1.0.9", "2.0.0", "2.5.0", "3.0.0", "3.0.9"],
        &["0.1.0", "1.1.0", "1.9.0", "2.5.1", "2.9.0", "3.1.0"],
    );
}

#[test]
fn one_version_fixed_and_introduced_is_affected() {
    check(
        range(
            "SEMVER",
            json!([{"introduced": "2.0.0"}, {"fixed": "2.0.0"}, {"introduced": "1.0.0"}]),
        ),
        &["1.0.0", "2.0.0"],
        &["0.9.0"],
    );
}

#[test]
fn limits_cut_ranges() {
    check(
        range("SEMVER", json!([{"introduced": "0"}, {"limit": "2.0.0"}])),
        &["1.9.9"],
        &["2.0.0", "3.0.0"],
    );
    check(
        range(
            "SEMVER",
            json!([{"introduced": "0"}, {"limit": "1.0.0"}, {"limit": "2.0.0"}]),
        ),
        &["1.9.9"],
        &["2.0.0"],
    );
    check(
        range("SEMVER", json!([{"introduced": "1.0.0"}, {"limit": "*"}])),
        &["99.0.0"],
        &["0.1.0"],
    );
}

#[test]
fn older_documents_have_two_events_in_one_object() {
    check(
        range("SEMVER", json!([{"introduced": "1.0.0", "fixed": "1.1.0"}])),
        &["1.0.5"],
        &["1.1.0"],
    );
}

#[test]
fn lists_are_compared_by_text_and_by_order() {
    check(
        json!({"versions": ["1.0.0", "not a version"]}),
        &["1.0.0", "1.0.0+x"],
        &["1.0.1"],
    );
    let database = database(&[advisory(
        "A-1",
        "PyPI",
        "a",
        json!({"versions": ["1.0", "weird"]}),
    )]);
    let ask = |version| PackageQuery::of_purl("pypi", None, "a").with_version(version);
    for version in ["1.0", "1.0.0", "v1", "weird"] {
        assert!(is_affected(&database.answer(&ask(version))), "{version}");
    }
    assert_eq!(database.answer(&ask("1.0.1")), Exposure::NotAffected);
    let strange = database.answer(&ask("weirder"));
    assert_eq!(reasons(&strange), [UnknownReason::VersionInvalid]);
}

#[test]
fn a_list_and_ranges_add_up() {
    let mut of = range(
        "SEMVER",
        json!([{"introduced": "2.0.0"}, {"fixed": "2.1.0"}]),
    );
    crate::merge(&mut of, json!({"versions": ["1.0.0"]}));
    check(of, &["1.0.0", "2.0.5"], &["1.0.1", "2.1.0"]);
}

#[test]
fn an_answer_names_the_range_and_the_next_fix() {
    let database = database(&[advisory(
        "A-1",
        "npm",
        "a",
        json!({"ranges": [
            {"type": "SEMVER", "events": [
                {"introduced": "0"}, {"fixed": "1.1.0"}, {"introduced": "2.0.0"}, {"fixed": "2.3.0"},
            ]},
            {"type": "SEMVER", "events": [{"introduced": "1.0.0"}, {"last_affected": "1.0.5"}]},
        ]}),
    )]);
    let Exposure::Affected { hits, undecided } = database.answer(&npm("a", "1.0.2")) else {
        panic!();
    };
    assert_eq!(undecided, []);
    let hit = &hits[0];
    let (introduced, until) = ("0", Until::Excluded("1.1.0"));
    assert_eq!(hit.affected_by(), AffectedBy::Range { introduced, until });
    assert_eq!(hit.affected_by().to_string(), ">= 0, < 1.1.0");
    assert_eq!(hit.fixed(), ["1.1.0"]);
    let until = Until::Included("1.0.5");
    assert_eq!(
        AffectedBy::Range { introduced, until }.to_string(),
        ">= 0, <= 1.0.5"
    );
    let until = Until::Open;
    assert_eq!(AffectedBy::Range { introduced, until }.to_string(), ">= 0");
    assert_eq!(AffectedBy::Listed("1\u{1b}").to_string(), "= 1\\u{1b}");
}

#[test]
fn a_range_that_is_not_understood_is_unknown_and_others_count() {
    for events in [
        json!([{"introduced": "0"}, {"fixed": "next"}]),
        json!([{"introduced": "one"}, {"fixed": "1.0.0"}]),
        json!([{"introduced": "0"}, {"limit": "soon"}]),
        json!([{"fixed": "1.0.0"}]),
        json!([{"introduced": 0}, {"fixed": "1.0.0"}]),
        json!([{"introduced": "0"}, {"patched": "1.0.0"}]),
        json!([]),
    ] {
        let of = range("SEMVER", events.clone());
        let alone = database(&[advisory("A-1", "npm", "a", of.clone())]);
        let answer = alone.answer(&npm("a", "1.0.0"));
        assert_eq!(reasons(&answer), [UnknownReason::RangeInvalid], "{events}");
        let mut of = of;
        let good = json!({"type": "SEMVER", "events": [{"introduced": "1.0.0"}]});
        of["ranges"].as_array_mut().unwrap().push(good);
        let both = database(&[advisory("A-1", "npm", "a", of)]);
        assert!(is_affected(&both.answer(&npm("a", "1.0.0"))), "{events}");
        let answer = both.answer(&npm("a", "0.1.0"));
        assert_eq!(reasons(&answer), [UnknownReason::RangeInvalid], "{events}");
    }
}

#[test]
fn ranges_of_commits_decide_nothing() {
    let events =
        json!([{"introduced": "0"}, {"fixed": "8d8242f545e9cec3e6d0d2e3f5bde8be1c659735"}]);
    let git = range("GIT", events.clone());
    let alone = database(&[advisory("A-1", "npm", "a", git.clone())]);
    assert_eq!(
        reasons(&alone.answer(&npm("a", "1.0.0"))),
        [UnknownReason::GitOnly]
    );
    let mut listed = git;
    crate::merge(&mut listed, json!({"versions": ["1.0.0"]}));
    let listed = database(&[advisory("A-1", "npm", "a", listed)]);
    assert!(is_affected(&listed.answer(&npm("a", "1.0.0"))));
    assert_eq!(
        reasons(&listed.answer(&npm("a", "1.0.1"))),
        [UnknownReason::GitOnly]
    );
    check(
        json!({"ranges": [
            {"type": "GIT", "events": events},
            {"type": "SEMVER", "events": [{"introduced": "1.0.0"}, {"fixed": "1.1.0"}]},
        ]}),
        &["1.0.0"],
        &["1.1.0"],
    );
}

#[test]
fn no_range_and_no_list_is_unknown() {
    for of in [
        json!({}),
        json!({"ranges": [], "versions": []}),
        json!({"ranges": null}),
    ] {
        let database = database(&[advisory("A-1", "npm", "a", of)]);
        assert_eq!(
            reasons(&database.answer(&npm("a", "1.0.0"))),
            [UnknownReason::NoRange]
        );
    }
    let other = range("CALENDAR", json!([{"introduced": "0"}]));
    let database = database(&[advisory("A-1", "npm", "a", other)]);
    let answer = database.answer(&npm("a", "1.0.0"));
    assert_eq!(reasons(&answer), [UnknownReason::RangeInvalid]);
}

#[test]
fn versions_that_are_absent_or_none_are_unknown() {
    let database = database(&[advisory("A-1", "npm", "a", crate::fixed_in("1.0.0"))]);
    let absent = database.answer(&PackageQuery::of_purl("npm", None, "a"));
    assert_eq!(reasons(&absent), [UnknownReason::VersionAbsent]);
    let long = format!("9.0.{}", "1".repeat(1024));
    for version in ["", "1", "latest", "9.9", "9.0.0 ", &long] {
        let answer = database.answer(&npm("a", version));
        assert_eq!(
            reasons(&answer),
            [UnknownReason::VersionInvalid],
            "{version}"
        );
    }
    let digits = format!("9{}.0.0", "0".repeat(1019));
    assert_eq!(database.answer(&npm("a", &digits)), Exposure::NotAffected);
}

#[test]
fn a_semver_range_has_the_order_of_semver_in_every_ecosystem() {
    let of = range("SEMVER", json!([{"introduced": "0"}, {"fixed": "1.0.0-b"}]));
    let database = database(&[advisory("A-1", "PyPI", "a", of)]);
    let query = PackageQuery::of_purl("pypi", None, "a");
    assert!(is_affected(
        &database.answer(&query.with_version("1.0.0-a"))
    ));
    assert_eq!(
        database.answer(&query.with_version("1.0.0")),
        Exposure::NotAffected
    );
    let answer = database.answer(&query.with_version("2.0"));
    assert_eq!(reasons(&answer), [UnknownReason::VersionInvalid]);
}
