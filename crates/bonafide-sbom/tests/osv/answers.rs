//! sbom OSV-2, OSV-4, OSV-6: which package, which answer, in which order.

use bonafide_report::{Place, registry};
use bonafide_sbom::{Exposure, PackageQuery, UnknownReason};
use serde_json::json;

use crate::{advisory, database, fixed_in, ids, is_affected, npm, range, reasons};

#[test]
fn every_ecosystem_is_reached_by_its_package_url() {
    for (ecosystem, name, purl, fixed, below, above) in [
        (
            "crates.io",
            "a",
            ("cargo", None, "a"),
            "1.0.0",
            "1.0.0-rc.1",
            "1.0.0",
        ),
        (
            "npm",
            "@s/a",
            ("npm", Some("@s"), "a"),
            "1.0.0",
            "0.9.0",
            "1.0.1",
        ),
        (
            "Go",
            "example.com/A/b",
            ("golang", Some("example.com/a"), "B"),
            "1.2.0",
            "v1.2.0-0.20200101000000-abcdefabcdef",
            "v2.0.0+incompatible",
        ),
        ("Hex", "a", ("hex", None, "A"), "1.0.0", "0.9.0", "1.0.0"),
        (
            "SwiftURL",
            "https://github.com/o/r.git",
            ("swift", Some("github.com/o"), "r"),
            "1.0.0",
            "0.9.0",
            "1.0.0",
        ),
        (
            "GitHub Actions",
            "O/R",
            ("github", Some("o"), "r"),
            "1.0.0",
            "0.9.0",
            "1.0.0",
        ),
        (
            "PyPI",
            "A_b",
            ("pypi", None, "a.B"),
            "1.0",
            "1.0rc1",
            "1.0.post1",
        ),
        (
            "Maven",
            "g.h:a",
            ("maven", Some("g.h"), "a"),
            "1.0",
            "1.0-SNAPSHOT",
            "1.0.0",
        ),
    ] {
        let database = database(&[advisory("A-1", ecosystem, name, fixed_in(fixed))]);
        let (purl_type, namespace, name) = purl;
        let query = PackageQuery::of_purl(purl_type, namespace, name);
        assert_eq!(query.ecosystem(), Some(ecosystem));
        let answer = database.answer(&query.with_version(below));
        // A range that is written for another order of versions is not understood.
        assert!(is_affected(&answer), "{ecosystem} {answer:?}");
        let answer = database.answer(&query.with_version(above));
        assert_eq!(answer, Exposure::NotAffected, "{ecosystem}");
        let upper = database.answer(&PackageQuery::of_purl(purl_type, namespace, "other"));
        assert_eq!(upper, Exposure::NotAffected, "{ecosystem}");
    }
}

#[test]
fn ecosystems_without_a_comparator_are_never_clean() {
    for (ecosystem, purl_type) in [
        ("Pub", "pub"),
        ("Bitnami", "bitnami"),
        ("Julia", "julia"),
        ("NuGet", "nuget"),
        ("RubyGems", "gem"),
        ("Packagist", "composer"),
        ("ConanCenter", "conan"),
        ("CRAN", "cran"),
        ("Hackage", "hackage"),
    ] {
        let mut of = fixed_in("1.0.0");
        crate::merge(&mut of, json!({"versions": ["0.9.0"]}));
        let database = database(&[advisory("A-1", ecosystem, "a", of)]);
        let query = PackageQuery::of_purl(purl_type, None, "a");
        assert!(is_affected(&database.answer(&query.with_version("0.9.0"))));
        for (name, version) in [("a", "2.0.0"), ("b", "2.0.0")] {
            let query = PackageQuery::of_purl(purl_type, None, name).with_version(version);
            let answer = database.answer(&query);
            assert!(
                reasons(&answer).contains(&UnknownReason::NoComparator),
                "{ecosystem}"
            );
        }
    }
    for ecosystem in ["Android", "Linux", "OSS-Fuzz"] {
        let database = database(&[advisory("A-1", ecosystem, "a", json!({"versions": ["v1"]}))]);
        let query = PackageQuery::of_ecosystem(ecosystem, "a");
        assert!(is_affected(&database.answer(&query.with_version("v1"))));
        let answer = database.answer(&query.with_version("v2"));
        assert!(reasons(&answer).contains(&UnknownReason::NoComparator));
    }
}

#[test]
fn what_has_no_ecosystem_is_unknown() {
    let database = database(&[advisory("A-1", "npm", "a", fixed_in("1.0.0"))]);
    for (query, reason) in [
        (PackageQuery::unidentified(), UnknownReason::NoPurl),
        (
            PackageQuery::of_purl("generic", None, "a"),
            UnknownReason::NoEcosystem,
        ),
        (
            PackageQuery::of_purl("oci", None, "a"),
            UnknownReason::NoEcosystem,
        ),
        (
            PackageQuery::of_purl("deb", None, "a"),
            UnknownReason::NoEcosystem,
        ),
        (
            PackageQuery::of_purl("deb", Some("other"), "a"),
            UnknownReason::NoEcosystem,
        ),
        (
            PackageQuery::of_purl("cargo", None, "a"),
            UnknownReason::EcosystemNotLoaded,
        ),
        (
            PackageQuery::of_ecosystem("NPM", "a"),
            UnknownReason::EcosystemNotLoaded,
        ),
    ] {
        let answer = database.answer(&query.with_version("2.0.0"));
        assert_eq!(reasons(&answer), [reason], "{query:?}");
        let finding = answer.unknown_finding(&Place::root().member("x")).unwrap();
        assert_eq!(finding.code(), registry::VULN_UNKNOWN);
        assert_eq!(finding.place().as_str(), "/x");
        assert_eq!(finding.detail(), reason.to_string());
    }
    let good = database.answer(&npm("a", "2.0.0"));
    assert_eq!(good, Exposure::NotAffected);
    assert_eq!(good.unknown_finding(&Place::root()), None);
}

#[test]
fn the_package_url_of_an_advisory_goes_before_its_name() {
    let mut document = advisory("A-1", "npm", "old", fixed_in("1.0.0"));
    document["affected"][0]["package"]["purl"] = json!("pkg:npm/%40s/a");
    let with_purl = database(&[document.clone()]);
    let scoped = PackageQuery::of_purl("npm", Some("@s"), "a").with_version("0.1.0");
    assert!(is_affected(&with_purl.answer(&scoped)));
    assert_eq!(
        with_purl.answer(&npm("old", "0.1.0")),
        Exposure::NotAffected
    );
    // One of another ecosystem, or one that is none, says nothing.
    for purl in [
        "pkg:pypi/a",
        "pkg:npm/",
        "npm/a",
        "pkg:npm/%zz",
        "pkg:npm/@s/b",
    ] {
        document["affected"][0]["package"]["purl"] = json!(purl);
        let by_name = database(&[document.clone()]);
        assert!(is_affected(&by_name.answer(&npm("old", "0.1.0"))), "{purl}");
    }
    // Without an ecosystem it is all there is.
    document["affected"][0]["package"] = json!({"purl": "pkg:npm/a"});
    let only_purl = database(&[document]);
    assert!(is_affected(&only_purl.answer(&npm("a", "0.1.0"))));
}

#[test]
fn aliases_are_one_vulnerability_across_advisories() {
    let with = |id: &str, member: &str, names: &[&str]| {
        let mut document = advisory(id, "npm", "a", fixed_in("1.0.0"));
        document[member] = json!(names);
        document
    };
    let documents = [
        with("GHSA-1", "aliases", &["CVE-1"]),
        with("SNYK-1", "aliases", &["CVE-1", "X-1"]),
        with("OTHER-1", "aliases", &["X-1"]),
        with("CVE-2", "related", &["CVE-1"]),
        with("DISTRO-1", "upstream", &["CVE-1", "CVE-2"]),
    ];
    let mut backwards = documents.clone();
    backwards.reverse();
    for documents in [documents, backwards] {
        let database = database(&documents);
        let answer = database.answer(&npm("a", "0.1.0"));
        assert_eq!(
            ids(&answer),
            [
                vec!["CVE-2"],
                vec!["DISTRO-1"],
                vec!["GHSA-1", "OTHER-1", "SNYK-1"]
            ]
        );
        let Exposure::Affected { hits, .. } = answer else {
            panic!();
        };
        let names: Vec<_> = hits[2].names().collect();
        assert_eq!(names, ["CVE-1", "GHSA-1", "OTHER-1", "SNYK-1", "X-1"]);
        assert_eq!(hits[2].fixed(), ["1.0.0"]);
        assert_eq!(hits[1].upstream(), ["CVE-1", "CVE-2"]);
        assert_eq!(hits[0].related(), ["CVE-1"]);
    }
}

#[test]
fn what_is_undecided_stands_beside_what_is_affected() {
    let database = database(&[
        advisory(
            "A-2",
            "npm",
            "a",
            range("GIT", json!([{"introduced": "0"}])),
        ),
        advisory("A-1", "npm", "a", fixed_in("1.0.0")),
        advisory("A-0", "npm", "a", json!({})),
    ]);
    let Exposure::Affected { hits, undecided } = database.answer(&npm("a", "0.1.0")) else {
        panic!();
    };
    assert_eq!(hits.len(), 1);
    let said: Vec<_> = undecided.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["A-0: no range", "A-2: git-only range"]);
    // And without the hit it is not clean.
    let answer = database.answer(&npm("a", "1.0.0"));
    assert_eq!(
        reasons(&answer),
        [UnknownReason::NoRange, UnknownReason::GitOnly]
    );
    let finding = answer.unknown_finding(&Place::root()).unwrap();
    assert_eq!(
        (finding.code().as_str(), finding.detail()),
        ("vuln.unknown", "A-0: no range")
    );
}

#[test]
fn severities_are_kept_those_of_the_package_first() {
    let mut of = fixed_in("1.0.0");
    crate::merge(
        &mut of,
        json!({"severity": [{"type": "CVSS_V4", "score": "x"}, {"type": "Y"}]}),
    );
    let mut document = advisory("A-1", "npm", "a", of);
    document["severity"] = json!([{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N"}]);
    let database = database(&[document]);
    let Exposure::Affected { hits, .. } = database.answer(&npm("a", "0.1.0")) else {
        panic!();
    };
    let said: Vec<_> = hits[0]
        .severity()
        .iter()
        .map(|one| (one.kind(), one.score()))
        .collect();
    assert_eq!(said, [("CVSS_V4", "x"), ("CVSS_V3", "CVSS:3.1/AV:N")]);
}

#[test]
fn one_advisory_is_undecided_once() {
    let mut document = advisory("A-1", "npm", "a", json!({}));
    let entry = document["affected"][0].clone();
    document["affected"].as_array_mut().unwrap().push(entry);
    let database = database(&[document]);
    assert_eq!(
        reasons(&database.answer(&npm("a", "1.0.0"))),
        [UnknownReason::NoRange]
    );
}

/// Advisories without a second name have none in common.
#[test]
fn an_empty_alias_joins_nothing() {
    let with = |id: &str| {
        let mut document = advisory(id, "npm", "a", fixed_in("1.0.0"));
        document["aliases"] = json!(["", " "]);
        document
    };
    let database = database(&[with("A-1"), with("B-1")]);
    let answer = database.answer(&npm("a", "0.1.0"));
    assert_eq!(ids(&answer), [["A-1"], ["B-1"]]);
}
