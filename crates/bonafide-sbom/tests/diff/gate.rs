//! Whether a document may have changed as it has.

use bonafide_sbom::{Diff, DriftRule, DriftRules, Fields, LicencePolicy, Model, ReadOptions};

use crate::{cdx, npm, read, sha256};

/// Each finding as code and place.
fn judged(before: &str, after: &str, rules: &DriftRules) -> Vec<String> {
    let (before, after) = (read(before), read(after));
    let findings = Diff::of(&before, &after).judge(rules);
    let texts = findings.iter();
    texts
        .map(|finding| format!("{} {}", finding.code(), finding.place()))
        .collect()
}

fn only(rule: DriftRule) -> DriftRules {
    DriftRules::none().with(rule)
}

/// A library of npm with a licence.
fn licensed(name: &str, licence: &str) -> String {
    npm(
        name,
        "1.0.0",
        &format!(r#","licenses":[{{"expression":"{licence}"}}]"#),
    )
}

#[test]
fn each_rule_is_broken_by_what_it_names_alone() {
    use DriftRule as R;
    let a = || npm("a", "1.0.0", r#","supplier":{"name":"S"}"#);
    let before = cdx(&[&a(), &npm("b", "1.0.0", &sha256("a1"))]);
    let with = |b: String| cdx(&[&a(), &b]);
    let rows = [
        (
            R::HashChanged,
            with(npm("b", "1.0.0", &sha256("b1"))),
            "drift.hash-changed /components/1",
        ),
        (
            R::HashLost,
            with(npm("b", "1.0.0", "")),
            "sbom.identity-unknown /components/1",
        ),
        (
            R::Downgrade,
            with(npm("b", "0.9.0", "")),
            "sbom.package-denied /components/1",
        ),
        (
            R::Downgrade,
            with(npm("b", "x", "")),
            "sbom.package-denied /components/1",
        ),
        (
            R::RemovedComponent,
            cdx(&[&a()]),
            "sbom.incomplete /components/1",
        ),
        (
            R::SupplierChanged,
            cdx(&[&npm("a", "1.0.0", ""), &npm("b", "1.0.0", &sha256("a1"))]),
            "sbom.package-denied /components/0",
        ),
        (
            R::NewComponent,
            cdx(&[
                &a(),
                &npm("b", "1.0.0", &sha256("a1")),
                &npm("c", "1.0.0", ""),
            ]),
            "sbom.package-denied /components/2",
        ),
        (
            R::NewWithoutPurl,
            cdx(&[
                &a(),
                &npm("b", "1.0.0", &sha256("a1")),
                r#"{"type":"library","name":"c"}"#,
            ]),
            "sbom.identity-unknown /components/2",
        ),
        (
            R::NewWithoutPurl,
            cdx(&[
                &a(),
                &npm("b", "1.0.0", &sha256("a1")),
                r#"{"type":"library","name":"c","purl":"pkg:npm"}"#,
            ]),
            "sbom.identity-unknown /components/2",
        ),
        (
            R::IdentifiersChanged,
            cdx(&[
                &a(),
                &npm("b", "1.0.0", &sha256("a1")).replace("b@1.0.0", "b@1.0.0?download_url=x"),
            ]),
            "sbom.identity-unknown /components/1",
        ),
        (
            R::NewCopyleft,
            cdx(&[
                &a(),
                &npm("b", "1.0.0", &sha256("a1")),
                &licensed("c", "GPL-3.0-only"),
            ]),
            "sbom.licence-denied /components/2",
        ),
        (
            R::NewCopyleft,
            cdx(&[
                &a(),
                &npm("b", "1.0.0", &sha256("a1")),
                &npm("c", "1.0.0", ""),
            ]),
            "sbom.licence-unknown /components/2",
        ),
    ];
    for (rule, after, wanted) in rows {
        assert_eq!(
            judged(&before, &after, &only(rule)),
            [wanted],
            "{rule:?} {after}"
        );
        assert_eq!(judged(&before, &after, &DriftRules::none()), [""; 0]);
        assert_eq!(judged(&before, &before, &only(rule)), [""; 0]);
        // Backwards it is another change; these rules have a direction.
        let has_none = matches!(
            rule,
            R::HashChanged | R::IdentifiersChanged | R::SupplierChanged | R::Downgrade
        );
        let back = judged(&after, &before, &only(rule));
        assert!(has_none || back != [wanted], "{rule:?}");
    }
}

#[test]
fn new_copyleft_is_what_was_not_copyleft_before() {
    let one = |licence: &str| cdx(&[&licensed("a", licence)]);
    let rules = DriftRules::default();
    for (before, after, wanted) in [
        ("MIT", "ISC", None),
        ("MIT", "GPL-2.0", Some("sbom.licence-denied")),
        ("MIT", "MIT OR GPL-2.0-only", None),
        (
            "MIT OR GPL-2.0-only",
            "MIT AND GPL-2.0-only",
            Some("sbom.licence-denied"),
        ),
        ("GPL-2.0-only", "GPL-3.0-only", None),
        ("GPL-2.0-only", "MIT", None),
        ("MIT", "GPL v3", Some("sbom.licence-unknown")),
        ("LicenseRef-a", "GPL-3.0-only", Some("sbom.licence-denied")),
        ("LicenseRef-a", "LicenseRef-b", None),
    ] {
        let wanted: Vec<String> = wanted
            .iter()
            .map(|code| format!("{code} /components/0"))
            .collect();
        assert_eq!(
            judged(&one(before), &one(after), &rules),
            wanted,
            "{before} {after}"
        );
    }
    let policy = LicencePolicy::parse(br#"{"deny":["ISC"],"unlisted":"allow"}"#).unwrap();
    let rules = rules.with_licences(policy);
    assert_eq!(
        judged(&one("MIT"), &one("ISC"), &rules),
        ["sbom.licence-denied /components/0"]
    );
    assert_eq!(judged(&one("MIT"), &one("GPL-2.0-only"), &rules), [""; 0]);
}

#[test]
fn what_cannot_be_told_does_not_pass() {
    let text = cdx(&[&npm("a", "1.0.0", &sha256("a1"))]);
    let whole = read(&text);
    let options = ReadOptions::default().with_fields(Fields::IDENTITY);
    let part = Model::read(text.as_bytes(), &options).unwrap();
    let details = |rules: DriftRules| -> Vec<String> {
        let findings = Diff::of(&whole, &part).judge(&rules);
        assert!(
            findings
                .iter()
                .all(|finding| finding.code().as_str() == "sbom.incomplete")
        );
        findings
            .iter()
            .map(|finding| finding.detail().to_owned())
            .collect()
    };
    let wanted = "what must be compared cannot be: Hashes";
    assert_eq!(details(only(DriftRule::HashChanged)), [wanted]);
    assert_eq!(details(only(DriftRule::NewComponent)), [""; 0]);
    assert_eq!(details(DriftRules::default()).len(), 2);
    // A version that is not stated is not shown to be another one.
    let unstated = text
        .replace(r#","version":"1.0.0""#, "")
        .replace("@1.0.0", "")
        .replace("a1", "b1");
    let found = judged(&text, &unstated, &only(DriftRule::HashChanged));
    assert_eq!(found, ["sbom.identity-unknown /components/0"]);
}

#[test]
fn a_hash_that_is_gone_vouches_for_nothing() {
    let hashes = |list: &[(&str, usize)]| {
        let list: Vec<String> = list
            .iter()
            .map(|(alg, bytes)| format!(r#"{{"alg":"{alg}","content":"{}"}}"#, "a1".repeat(*bytes)))
            .collect();
        cdx(&[&npm(
            "a",
            "1.0.0",
            &format!(r#","hashes":[{}]"#, list.join(",")),
        )])
    };
    let before = hashes(&[("SHA-256", 32), ("SHA-512", 64), ("MD5", 16)]);
    let rules = only(DriftRule::HashChanged);
    assert_eq!(
        judged(&before, &hashes(&[("SHA-512", 64)]), &rules),
        [""; 0]
    );
    for after in [
        hashes(&[]),
        hashes(&[("MD5", 16)]),
        hashes(&[("SHA-384", 48)]),
    ] {
        let found = judged(&before, &after, &rules);
        assert_eq!(found, ["sbom.identity-unknown /components/0"], "{after}");
    }
    // Who has never had one loses none.
    assert_eq!(judged(&hashes(&[]), &before, &rules), [""; 0]);
}

#[test]
fn files_are_identified_by_what_is_in_them() {
    let file = |more: &str| cdx(&[&format!(r#"{{"type":"file","name":"f"{more}}}"#)]);
    let rules = DriftRules::default();
    assert_eq!(judged(&cdx(&[]), &file(&sha256("a1")), &rules), [""; 0]);
    let md5 = format!(
        r#","hashes":[{{"alg":"MD5","content":"{}"}}]"#,
        "a1".repeat(16)
    );
    for more in [String::new(), sha256("00"), md5] {
        let found = judged(&cdx(&[]), &file(&more), &rules);
        assert_eq!(found, ["sbom.identity-unknown /components/0"], "{more}");
    }
}

#[test]
fn tools_services_and_pedigree_are_not_the_product() {
    let document =
        |members: &str| format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6"{members}}}"#);
    let after = document(
        r#","metadata":{"tools":{"components":[{"type":"application","name":"t"}]}},"services":[{"name":"s"}]"#,
    );
    let rules = DriftRules::default().with(DriftRule::NewComponent);
    assert_eq!(judged(&document(""), &after, &rules), [""; 0]);
}
