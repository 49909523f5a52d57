//! sbom OSV-4 and OSV-5: releases and source packages of distributions.

use bonafide_sbom::{Exposure, PackageQuery, UnknownReason};

use crate::{advisory, database, fixed_in, is_affected, reasons};

fn inferred(answer: &Exposure<'_>) -> Option<bool> {
    match answer {
        Exposure::Affected { hits, .. } => Some(hits[0].is_inferred()),
        _ => None,
    }
}

#[test]
fn the_release_must_be_that_of_the_advisory() {
    let database = database(&[
        advisory("D-11", "Debian:11", "openssl", fixed_in("1.1.1w-0+deb11u1")),
        advisory("D-12", "Debian:12", "openssl", fixed_in("3.0.11-1~deb12u2")),
        advisory("D-13", "Debian:13", "bash", fixed_in("5.2-1")),
    ]);
    let query = PackageQuery::of_purl("deb", Some("debian"), "openssl").with_source("openssl");
    for (release, version, wanted) in [
        ("12", "3.0.11-1~deb12u1", true),
        ("debian-12", "3.0.11-1~deb12u1", true),
        ("bookworm", "3.0.11-1~deb12u1", true),
        ("12.5", "3.0.11-1~deb12u2", false),
        ("11", "1.1.1n-0+deb11u5", true),
        ("11", "1.1.1w-0+deb11u1", false),
        ("13", "1.0", false),
    ] {
        let query = query.with_version(version).with_release(release);
        let answer = database.answer(&query);
        assert_eq!(is_affected(&answer), wanted, "{release} {version}");
        assert_eq!(
            answer == Exposure::NotAffected,
            !wanted,
            "{release} {version} {answer:?}"
        );
    }
    let suffixed = PackageQuery::of_ecosystem("Debian:12", "openssl").with_source("openssl");
    assert!(is_affected(
        &database.answer(&suffixed.with_version("3.0.1-1"))
    ));
}

#[test]
fn a_release_that_is_not_known_is_unknown() {
    let database = database(&[
        advisory("D-12", "Debian:12", "openssl", fixed_in("3.0.11-1")),
        advisory("D-0", "Debian", "bash", fixed_in("5.2-1")),
    ]);
    let query = |name| {
        let query = PackageQuery::of_purl("deb", Some("debian"), name);
        query.with_source(name).with_version("9.0-1")
    };
    for name in ["openssl", "bash", "other"] {
        let absent = database.answer(&query(name));
        assert!(
            reasons(&absent).contains(&UnknownReason::ReleaseNotKnown),
            "{name}"
        );
        for release in ["10", "sid", "", "debian"] {
            let answer = database.answer(&query(name).with_release(release));
            assert!(
                reasons(&answer).contains(&UnknownReason::ReleaseNotKnown),
                "{name} {release}"
            );
        }
        let answer = database.answer(&query(name).with_release("12"));
        assert_eq!(answer, Exposure::NotAffected, "{name}");
    }
    // Without a suffix an advisory is about every release.
    let old = query("bash").with_version("5.1-1");
    assert!(is_affected(&database.answer(&old.with_release("12"))));
    assert!(is_affected(&database.answer(&old)));
}

#[test]
fn releases_without_numbers_are_compared_in_the_words_of_the_advisories() {
    let sp5 = "SUSE:Linux Enterprise Server 15 SP5";
    let database = database(&[
        advisory("S-5", sp5, "bash", fixed_in("5.2-150500.1")),
        advisory(
            "S-4",
            "SUSE:Linux Enterprise Server 15 SP4",
            "bash",
            fixed_in("5.1-150400.1"),
        ),
    ]);
    let query = |release| {
        let query = PackageQuery::of_purl("rpm", Some("suse"), "bash").with_source("bash");
        query.with_version("5.1-150400.1").with_release(release)
    };
    let sp5 = database.answer(&query("Linux Enterprise Server 15 SP5"));
    assert!(is_affected(&sp5));
    let sp4 = database.answer(&query("Linux Enterprise Server 15 SP4"));
    assert_eq!(sp4, Exposure::NotAffected);
    let other = database.answer(&query("15.5"));
    assert!(reasons(&other).contains(&UnknownReason::ReleaseNotKnown));
}

#[test]
fn advisories_of_debian_and_alpine_name_source_packages() {
    for (purl_type, vendor, ecosystem, release, bad, good) in [
        ("deb", "debian", "Debian:12", "12", "3.0.10-1", "3.0.11-1"),
        (
            "apk",
            "alpine",
            "Alpine:v3.19",
            "3.19.1",
            "3.0.10-r0",
            "3.0.11-r0",
        ),
    ] {
        let database = database(&[advisory("D-1", ecosystem, "openssl", fixed_in(good))]);
        let query = |name, version| {
            let query = PackageQuery::of_purl(purl_type, Some(vendor), name);
            query.with_version(version).with_release(release)
        };
        // The source is known: a hit, and a miss that counts. Without its version, of the binary's.
        let hit = database.answer(&query("libssl3", bad).with_source("openssl"));
        assert_eq!(inferred(&hit), Some(true));
        let sure = query("libssl3", "9")
            .with_source("openssl")
            .with_source_version(bad);
        assert_eq!(inferred(&database.answer(&sure)), Some(false));
        let same = query("openssl", bad).with_source("openssl");
        assert_eq!(inferred(&database.answer(&same)), Some(false));
        let miss = database.answer(&query("libssl3", good).with_source("openssl"));
        assert_eq!(miss, Exposure::NotAffected);
        let other = database.answer(&query("openssl", bad).with_source("other"));
        assert_eq!(other, Exposure::NotAffected);
        // Only the binary is known: a hit is inferred, a miss is unknown.
        assert_eq!(
            inferred(&database.answer(&query("openssl", bad))),
            Some(true)
        );
        for query in [query("openssl", good), query("libssl3", bad)] {
            let answer = database.answer(&query);
            assert_eq!(reasons(&answer), [UnknownReason::SourceNotKnown]);
        }
    }
}

#[test]
fn advisories_of_rpm_distributions_name_both() {
    let database = database(&[
        advisory(
            "R-1",
            "AlmaLinux:9",
            "openssl-libs",
            fixed_in("1:3.0.7-25.el9"),
        ),
        advisory("R-2", "AlmaLinux:9", "openssl", fixed_in("1:3.0.7-26.el9")),
    ]);
    let query = PackageQuery::of_purl("rpm", Some("almalinux"), "openssl-libs")
        .with_release("almalinux-9.3")
        .with_source("openssl");
    let ids = |version| {
        let answer = database.answer(&query.with_version(version).with_epoch("1"));
        crate::ids(&answer).concat()
    };
    assert_eq!(ids("3.0.7-24.el9"), ["R-1", "R-2"]);
    assert_eq!(ids("3.0.7-25.el9"), ["R-2"]);
    assert_eq!(ids("3.0.7-26.el9"), [""; 0]);
    // An epoch in the version stands, and one that is not there is 0.
    assert_eq!(ids("1:3.0.7-26.el9"), [""; 0]);
    assert_eq!(ids("0:9.0-1"), ["R-1", "R-2"]);
    let without = database.answer(&query.with_version("9.0-1"));
    assert!(is_affected(&without));
}

#[test]
fn distributions_are_told_apart_by_the_vendor() {
    let database = database(&[
        advisory("D-1", "Debian:12", "bash", fixed_in("9")),
        advisory("U-1", "Ubuntu:22.04:LTS", "bash", fixed_in("9")),
        advisory("W-1", "Wolfi", "bash", fixed_in("9")),
    ]);
    for (purl_type, vendor, release, wanted) in [
        ("deb", "debian", "12", "D-1"),
        ("deb", "Ubuntu", "ubuntu-22.04", "U-1"),
        ("apk", "wolfi", "", "W-1"),
    ] {
        let query = PackageQuery::of_purl(purl_type, Some(vendor), "bash");
        let query = query
            .with_source("bash")
            .with_version("5")
            .with_release(release);
        assert_eq!(crate::ids(&database.answer(&query)), [[wanted]]);
    }
    // A package of Debian is not one of an upstream ecosystem.
    let upstream = crate::database(&[advisory("P-1", "PyPI", "bash", fixed_in("9"))]);
    let query = PackageQuery::of_purl("deb", Some("debian"), "bash").with_version("5");
    assert_eq!(
        reasons(&upstream.answer(&query)),
        [UnknownReason::EcosystemNotLoaded]
    );
}

#[test]
fn a_suffix_elsewhere_must_be_that_of_the_query() {
    let suffixed = "Maven:https://repo.example/";
    let database = database(&[advisory("M-1", suffixed, "g:a", fixed_in("2.0"))]);
    let query = PackageQuery::of_purl("maven", Some("g"), "a").with_version("1.0");
    assert_eq!(
        reasons(&database.answer(&query)),
        [UnknownReason::ReleaseNotKnown]
    );
    assert!(is_affected(
        &database.answer(&query.with_release("https://repo.example/"))
    ));
}

#[test]
fn one_sure_advisory_makes_a_vulnerability_sure() {
    let mut documents = [
        advisory("R-1", "AlmaLinux:9", "openssl", fixed_in("2")),
        advisory("R-2", "AlmaLinux:9", "openssl-libs", fixed_in("2")),
    ];
    let query = PackageQuery::of_purl("rpm", Some("almalinux"), "openssl-libs")
        .with_release("9")
        .with_source("openssl")
        .with_version("1");
    let apart = database(&documents);
    let Exposure::Affected { hits, .. } = apart.answer(&query) else {
        panic!();
    };
    let sure: Vec<_> = hits.iter().map(|hit| hit.is_inferred()).collect();
    assert_eq!(sure, [true, false]);
    documents[0]["aliases"] = serde_json::json!(["R-2"]);
    assert_eq!(inferred(&database(&documents).answer(&query)), Some(false));
}
