//! The tables of three values.

use bonafide_sbom::{LicencePolicy, Truth};

use crate::kit::{codes, judge, policy, truth};

const VALUES: [(&str, Truth); 3] = [
    ("GPL-3.0-only", Truth::Deny),
    ("LicenseRef-x", Truth::Unknown),
    ("MIT", Truth::Allow),
];

fn usual() -> LicencePolicy {
    policy(crate::kit::POLICY)
}

#[test]
fn the_tables_of_and_and_or() {
    use Truth::{Allow, Deny, Unknown};
    let and = [
        [Deny, Deny, Deny],
        [Deny, Unknown, Unknown],
        [Deny, Unknown, Allow],
    ];
    let or = [
        [Deny, Unknown, Allow],
        [Unknown, Unknown, Allow],
        [Allow, Allow, Allow],
    ];
    let policy = usual();
    for (row, (left, one)) in VALUES.into_iter().enumerate() {
        assert_eq!(truth(&policy, left), one);
        for (column, (right, other)) in VALUES.into_iter().enumerate() {
            let both = format!("{left} AND {right}");
            assert_eq!(truth(&policy, &both), and[row][column], "{both}");
            assert_eq!(one.and(other), and[row][column]);
            let either = format!("{left} OR {right}");
            assert_eq!(truth(&policy, &either), or[row][column], "{either}");
            assert_eq!(one.or(other), or[row][column]);
        }
    }
}

#[test]
fn and_binds_before_or() {
    let policy = usual();
    assert_eq!(truth(&policy, "MIT OR MIT AND GPL-3.0-only"), Truth::Allow);
    assert_eq!(truth(&policy, "(MIT OR MIT) AND GPL-3.0-only"), Truth::Deny);
    assert_eq!(truth(&policy, "GPL-3.0-only AND MIT OR MIT"), Truth::Allow);
    assert_eq!(truth(&policy, "GPL-3.0-only AND (MIT OR MIT)"), Truth::Deny);
}

#[test]
fn none_as_the_policy_says_and_noassertion_never() {
    let of = |none: &str| {
        let text = format!(r#"{{"allow": ["MIT"], "none": "{none}"}}"#);
        let policy = policy(&text);
        let code = judge(&policy, "NONE").code().map(|code| code.as_str());
        assert_eq!(truth(&policy, "NOASSERTION"), Truth::Unknown);
        (truth(&policy, "NONE"), code)
    };
    assert_eq!(
        of("unknown"),
        (Truth::Unknown, Some("sbom.licence-unknown"))
    );
    assert_eq!(of("deny"), (Truth::Deny, Some("sbom.licence-denied")));
    assert_eq!(of("allow"), (Truth::Allow, None));
    // Neither does what is not listed make it known.
    let open = policy(r#"{"deny": ["MIT"], "unlisted": "allow"}"#);
    assert_eq!(truth(&open, "NONE"), Truth::Unknown);
    assert_eq!(truth(&open, "NOASSERTION"), Truth::Unknown);
    assert_eq!(truth(&open, "Zlib"), Truth::Allow);
}

#[test]
fn failing_terms_are_those_that_force_the_result() {
    let policy = usual();
    let of = |text| {
        let judgement = judge(&policy, text);
        judgement.records()[0].failing_terms().to_vec()
    };
    assert_eq!(of("MIT"), [""; 0]);
    assert_eq!(of("GPL-3.0-only OR MIT"), [""; 0]);
    assert_eq!(of("GPL-3.0-only AND MIT"), ["GPL-3.0-only"]);
    assert_eq!(of("GPL-3.0-only AND LicenseRef-x"), ["GPL-3.0-only"]);
    assert_eq!(
        of("GPL-3.0-only AND AGPL-3.0-only"),
        ["GPL-3.0-only", "AGPL-3.0-only"]
    );
    assert_eq!(
        of("MIT AND (GPL-3.0-only OR LicenseRef-x)"),
        ["GPL-3.0-only", "LicenseRef-x"]
    );
    assert_eq!(
        of("(GPL-3.0-only OR MIT) AND LicenseRef-x AND LicenseRef-x"),
        ["LicenseRef-x"]
    );
}

#[test]
fn the_report_says_what_and_why() {
    let policy = usual();
    let judgement = judge(&policy, "mit AND gpl-3.0");
    assert_eq!(
        codes(&judgement),
        [
            "sbom.licence-case",
            "sbom.licence-deprecated",
            "sbom.licence-denied"
        ]
    );
    let detail = &judgement.findings().last().unwrap().detail;
    assert!(detail.starts_with(
        "mit AND gpl-3.0 is denied, read as MIT AND GPL-3.0-only, because of GPL-3.0-only"
    ));
    assert!(detail.contains(judgement.list_version()));
    assert!(judgement.list_version().starts_with("3."));
    assert_eq!(
        judgement.records()[0].canonical(),
        Some("MIT AND GPL-3.0-only")
    );
    let place = bonafide_report::Place::root().member("licenses").index(0);
    let finding = judgement.findings()[0].at(place.clone());
    assert_eq!(finding.code().as_str(), "sbom.licence-case");
    assert_eq!(finding.place(), &place);
    assert!(finding.detail().ends_with("(bytes 0 to 3)"));
}
