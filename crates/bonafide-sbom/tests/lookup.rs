//! Lookups: who is found, how surely, and of whom nothing can be said.

use bonafide_report::Finding;
use bonafide_sbom::{
    Cpe, Exactness, HashAlgorithm, HashValue, How, Identifiers, IdentityIndex,
    IdentityIndexBuilder, LookupAnswer, LookupOutcome, NameQuery, Purl, PurlQuery,
};
use proptest::prelude::*;

const LOG4J: &str = "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1";
const SHA: &str = "8f4e2b7a91c3d5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e";

/// An index of components that have one package URL each.
fn index_of(purls: &[&str]) -> IdentityIndex {
    let mut builder = IdentityIndexBuilder::default();
    for (component, purl) in (0..).zip(purls) {
        let name = Purl::parse(purl).map_or(String::new(), |purl| purl.name().to_owned());
        let purls = [*purl];
        let identifiers = Identifiers {
            purls: &purls,
            name: &name,
            ..Identifiers::default()
        };
        builder.add(component, &identifiers).unwrap();
    }
    builder.finish()
}

fn query(text: &str) -> PurlQuery {
    PurlQuery::parse(text).unwrap_or_else(|finding| panic!("{finding}"))
}

fn found(answer: &LookupAnswer<'_>) -> Vec<(u32, Exactness)> {
    let matches = answer.matches().iter();
    matches
        .map(|found| (found.component(), found.exactness()))
        .collect()
}

fn near(answer: &LookupAnswer<'_>) -> Vec<u32> {
    answer.near().iter().map(|near| near.component()).collect()
}

fn notes(identifiers: &Identifiers<'_>) -> Vec<&'static str> {
    let findings = IdentityIndexBuilder::default().add(0, identifiers).unwrap();
    findings
        .iter()
        .map(|finding| finding.code().as_str())
        .collect()
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings
        .iter()
        .map(|finding| finding.code().as_str())
        .collect()
}

#[test]
fn forms_of_queries() {
    let index = index_of(&[
        LOG4J,
        "pkg:maven/org.apache.logging.log4j/log4j-api@2.14.1",
        "pkg:maven/org.apache.logging.log4j/log4j-core@2.17.0?type=jar",
        "pkg:maven/org.apache/log4j-core@2.14.1",
        "pkg:npm/log4j-core@2.14.1",
        "pkg:npm/%40scope/a*b@1#lib",
    ]);
    for (text, expected) in [
        (LOG4J, &[0][..]),
        ("pkg:maven/org.apache.logging.log4j/log4j-core", &[0, 2]),
        (
            "pkg:maven/org.apache.logging.log4j/log4j-core?type=jar",
            &[2],
        ),
        (
            "pkg:maven/org.apache.logging.log4j/log4j-core?type=war",
            &[],
        ),
        ("pkg:maven/org.apache.logging.log4j/log4j-*", &[0, 1, 2]),
        ("pkg:maven/org.apache.logging.log4j/log4j-*@2.14.1", &[0, 1]),
        ("pkg:maven/org.apache*/*core", &[0, 2, 3]),
        ("pkg:maven/*/*", &[0, 1, 2, 3]),
        ("pkg:npm/*", &[4]),
        ("pkg:npm/%40sco*/*", &[5]),
        ("pkg:npm/%40scope/a%2Ab", &[5]),
        ("pkg:npm/%40scope/a%2Ab#lib", &[5]),
        ("pkg:npm/%40scope/a%2Ab#src", &[]),
        ("pkg:npm/%40scope/a%2A*", &[5]),
        ("pkg:gem/*", &[]),
    ] {
        let answer = index.purl(&query(text));
        let components: Vec<_> = found(&answer).iter().map(|(one, _)| *one).collect();
        assert_eq!(components, expected, "{text}");
        let verdict = if expected.is_empty() {
            LookupOutcome::NoMatch
        } else {
            LookupOutcome::Match
        };
        assert_eq!(answer.outcome(), verdict, "{text}");
        assert!(
            answer
                .matches()
                .iter()
                .all(|found| found.allows() && found.how() == How::Purl)
        );
    }
    for wrong in [
        "pkg:*/a",
        "pkg:npm/a@*",
        "log4j",
        "pkg:npm/a?*=1",
        "pkg:npm/****************",
    ] {
        let code = PurlQuery::parse(wrong).map_err(|finding| finding.code().as_str());
        assert_eq!(code, Err("sbom.purl-invalid"), "{wrong}");
    }
    assert_eq!(
        query("pkg:golang/stdlib").note().unwrap().code().as_str(),
        "sbom.purl-invalid"
    );
    assert_eq!(query(LOG4J).note(), None);
}

#[test]
fn no_spelling_hides_a_package() {
    let spellings = [
        LOG4J,
        "PKG:Maven/org.apache.logging.log4j/log4j-core@2.14.1",
        "pkg://maven//org.apache.logging.log4j/log4j%2Dcore@2%2e14.1?",
        "pkg:maven/%6frg.apache.logging.log4j/log4j-core@2.14.1#./",
        "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?x=&y=",
    ];
    let index = index_of(&spellings);
    for spelling in spellings {
        let answer = index.purl(&query(spelling));
        assert_eq!(
            found(&answer),
            (0..5)
                .map(|one| (one, Exactness::Exact))
                .collect::<Vec<_>>()
        );
        let purls = [spelling];
        let identifiers = Identifiers {
            purls: &purls,
            name: "log4j-core",
            ..Default::default()
        };
        let expected: &[&str] = if spelling == LOG4J {
            &[]
        } else {
            &["sbom.purl-noncanonical"]
        };
        assert_eq!(notes(&identifiers), expected, "{spelling}");
    }
}

#[test]
fn what_a_type_holds_for_equal_is_folded_and_what_looks_alike_is_near() {
    use Exactness::{Exact, Folded};
    let index = index_of(&[
        "pkg:pypi/Zope.Interface@1",
        "pkg:pypi/zope-interface@1",
        "pkg:pypi/zope--interface@1",
    ]);
    let answer = index.purl(&query("pkg:pypi/zope_interface"));
    assert_eq!(found(&answer), [(0, Folded), (1, Exact), (2, Folded)]);
    assert!(answer.matches()[1].allows() && !answer.matches()[0].allows());

    let index = index_of(&["pkg:npm/JSONStream@1", "pkg:npm/jsonstream@1"]);
    assert_eq!(
        found(&index.purl(&query("pkg:npm/jsonstream"))),
        [(0, Folded), (1, Exact)]
    );
    assert_eq!(
        found(&index.purl(&query("pkg:npm/json*"))),
        [(0, Folded), (1, Exact)]
    );

    let index = index_of(&[
        "pkg:nuget/Newtonsoft.Json@13.0.1.0+build",
        "pkg:nuget/newtonsoft.json@13.0.1.1",
    ]);
    assert_eq!(
        found(&index.purl(&query("pkg:nuget/newtonsoft.json@13.0.1"))),
        [(0, Folded)]
    );

    let index = index_of(&[
        "pkg:golang/github.com/Sirupsen/logrus@v1",
        "pkg:golang/github.com/sirupsen/logrus@1",
    ]);
    assert_eq!(
        found(&index.purl(&query("pkg:golang/github.com/sirupsen/logrus@v1"))),
        [(0, Folded)]
    );

    let index = index_of(&[
        "pkg:generic/Evil@1",
        "pkg:generic/caf%C3%A9@1",
        "pkg:generic/cafe%CC%81@1",
        "pkg:generic/a/b@1",
        "pkg:generic/a%2Fb@1",
        "pkg:generic/x@1A",
    ]);
    for (text, exact, alike) in [
        ("pkg:generic/evil", &[][..], &[0][..]),
        ("pkg:generic/ev*", &[], &[0]),
        ("pkg:generic/Evil", &[0], &[]),
        ("pkg:generic/caf%C3%A9", &[1], &[2]),
        ("pkg:generic/%EF%BD%85vil@1", &[], &[0]),
        ("pkg:generic/a/b", &[3], &[4]),
        ("pkg:generic/x@1a", &[], &[5]),
    ] {
        let answer = index.purl(&query(text));
        let components: Vec<_> = found(&answer).iter().map(|(one, _)| *one).collect();
        assert_eq!(
            (components.as_slice(), near(&answer).as_slice()),
            (exact, alike),
            "{text}"
        );
        assert!(
            answer
                .near()
                .iter()
                .all(|near| near.exactness() == Exactness::Near && !near.allows())
        );
    }
    // Each component is there once, at its best.
    let mut builder = IdentityIndexBuilder::default();
    let purls = ["pkg:generic/Evil", "pkg:generic/evil", "pkg:generic/EVIL"];
    let identifiers = Identifiers {
        purls: &purls,
        ..Identifiers::default()
    };
    builder.add(7, &identifiers).unwrap();
    let index = builder.finish();
    let answer = index.purl(&query("pkg:generic/evil"));
    assert_eq!(
        (found(&answer), near(&answer)),
        (vec![(7, Exactness::Exact)], vec![])
    );
    assert_eq!(near(&index.purl(&query("pkg:generic/eViL"))), [7]);
    // An alias needs a rule of its own.
    let index = index_of(&["pkg:docker/debian@sha256:ab"]);
    assert_eq!(
        index.purl(&query("pkg:oci/debian@sha256:ab")).outcome(),
        LookupOutcome::NoMatch
    );
}

#[test]
fn registries() {
    let index = index_of(&[
        "pkg:npm/a@1",
        "pkg:npm/a@1?repository_url=https://registry.npmjs.org/",
        "pkg:npm/a@1?repository_url=https://evil.example",
    ]);
    let components = |text: &str, strict: bool| {
        let query = query(text).with_strict_registry(strict);
        found(&index.purl(&query))
            .iter()
            .map(|(one, _)| *one)
            .collect::<Vec<_>>()
    };
    assert_eq!(components("pkg:npm/a", false), [0, 1, 2]);
    assert_eq!(components("pkg:npm/a", true), [0, 1]);
    let with = "pkg:npm/a?repository_url=https://registry.npmjs.org/";
    assert_eq!(
        (components(with, false), components(with, true)),
        (vec![1], vec![0, 1])
    );
    assert_eq!(
        components("pkg:npm/a?repository_url=https://evil.example", true),
        [2]
    );
}

#[test]
fn what_cannot_be_said_is_said() {
    let mut builder = IdentityIndexBuilder::default();
    let texts: [&[&str]; 6] = [
        &["pkg:npm/a@1"],
        &[],
        &["pkg:npm/a%zz"],
        &["pkg:maven/log4j-core@2"],
        &["pkg:cargo/x/serde"],
        &["pkg:npm/b", "nonsense"],
    ];
    let mut all = Vec::new();
    for (component, purls) in (0..).zip(texts) {
        all.extend(
            builder
                .add(
                    component,
                    &Identifiers {
                        purls,
                        name: "a",
                        ..Default::default()
                    },
                )
                .unwrap(),
        );
    }
    let invalid = codes(&all)
        .iter()
        .filter(|code| **code == "sbom.purl-invalid")
        .count();
    assert_eq!(invalid, 4);
    let index = builder.finish();
    let ask = |text: &str| {
        let answer = index.purl(&query(text));
        (
            answer.outcome(),
            answer.undecidable().collect::<Vec<_>>(),
            codes(&answer.deny("rule 1")),
        )
    };
    let (denied, unknown) = ("sbom.package-denied", "sbom.identity-unknown");
    assert_eq!(
        ask("pkg:npm/a"),
        (LookupOutcome::Match, vec![1, 2, 5], vec![denied, unknown])
    );
    assert_eq!(
        ask("pkg:npm/b"),
        (LookupOutcome::Match, vec![1, 2], vec![denied, unknown])
    );
    assert_eq!(
        ask("pkg:gem/zzz"),
        (LookupOutcome::Undecidable, vec![1, 2, 5], vec![unknown])
    );
    // A group that was left out, or a namespace too many, may hide what was asked for.
    assert_eq!(ask(LOG4J).1, [1, 2, 5, 3]);
    assert_eq!(ask("pkg:cargo/serde").1, [1, 2, 5, 4]);
    assert_eq!(ask("pkg:cargo/s*").1, [1, 2, 5, 4]);
    assert_eq!(ask("pkg:cargo/rand").1, [1, 2, 5]);
    // The same text is a match all the same.
    assert_eq!(ask("pkg:maven/log4j-core").0, LookupOutcome::Match);

    let clean = index_of(&["pkg:npm/a@1"]);
    let answer = clean.purl(&query("pkg:npm/b"));
    assert_eq!(
        (answer.outcome(), answer.deny("rule")),
        (LookupOutcome::NoMatch, vec![])
    );
    let empty = IdentityIndexBuilder::default().finish();
    assert_eq!(
        empty.purl(&query("pkg:npm/b")).outcome(),
        LookupOutcome::NoMatch
    );
}

#[test]
fn identifiers_that_disagree() {
    let two = ["pkg:npm/a@1", "pkg:npm/b@1"];
    let identifiers = Identifiers {
        purls: &two,
        name: "a",
        ..Default::default()
    };
    assert_eq!(
        notes(&identifiers),
        ["sbom.identity-conflict", "sbom.identity-mismatch"]
    );
    // Two versions, two qualifiers: one package.
    let one = ["pkg:npm/a@1", "pkg:npm/a@2", "pkg:npm/a@1?x=y"];
    assert_eq!(
        notes(&Identifiers {
            purls: &one,
            ..identifiers
        }),
        [""; 0]
    );

    for (purl, group, name, version) in [
        (
            LOG4J,
            Some("org.apache.logging.log4j"),
            "log4j-core",
            Some("2.14.1"),
        ),
        (LOG4J, None, "org.apache.logging.log4j:log4j-core", None),
        (
            "pkg:npm/%40angular/core@1",
            Some("@angular"),
            "core",
            Some("1"),
        ),
        (
            "pkg:npm/%40angular/core@1",
            None,
            "@angular/core",
            Some("1"),
        ),
        (
            "pkg:golang/github.com/a/b@v1.2.3",
            None,
            "github.com/a/b",
            Some("1.2.3"),
        ),
        (
            "pkg:pypi/zope-interface@1",
            None,
            "Zope.Interface",
            Some("1"),
        ),
        (
            "pkg:rpm/fedora/curl@7-1?epoch=2",
            None,
            "curl",
            Some("2:7-1"),
        ),
        (
            "pkg:oci/debian@sha256:ab",
            None,
            "docker.io/library/debian:12",
            Some("12"),
        ),
        ("pkg:nuget/A@1.0.0.0", None, "a", Some("1.0.0")),
        ("pkg:npm/a", None, "a", Some("7")),
    ] {
        let purls = [purl];
        let identifiers = Identifiers {
            purls: &purls,
            name,
            version,
            group,
            ..Default::default()
        };
        assert_eq!(notes(&identifiers), [""; 0], "{purl} {name}");
    }
    for (purl, name, version) in [
        ("pkg:npm/left-pad@1", "log4j-core", "1"),
        ("pkg:npm/left-pad@1", "left-pad", "2"),
        ("pkg:oci/debian@1", "docker.io/library/alpine:12", "1"),
        ("pkg:npm/debian@1", "docker.io/library/debian", "1"),
    ] {
        let purls = [purl];
        let identifiers = Identifiers {
            purls: &purls,
            name,
            version: Some(version),
            ..Default::default()
        };
        assert_eq!(
            notes(&identifiers),
            ["sbom.identity-mismatch"],
            "{purl} {name} {version}"
        );
    }
}

#[test]
fn cpe_names_are_inferred() {
    let mut builder = IdentityIndexBuilder::default();
    let names: [&[&str]; 6] = [
        &["cpe:2.3:a:apache:log4j:2.14.1:*:*:*:*:*:*:*"],
        &["cpe:/a:Apache:Log4j:2.14.1"],
        &["cpe:2.3:a:apache:log4j:2.17.0:*:*:*:*:*:*:*"],
        &["cpe:2.3:a:apache:log4j:*:*:*:*:*:*:*:*"],
        &["cpe:2.3:a:apache:*:2.14.1:*:*:*:*:*:*:*"],
        &["cpe:nonsense"],
    ];
    for (component, cpes) in (0..).zip(names) {
        let findings = builder
            .add(
                component,
                &Identifiers {
                    cpes,
                    ..Default::default()
                },
            )
            .unwrap();
        let expected: &[&str] = if component == 5 {
            &["sbom.cpe-invalid"]
        } else {
            &[]
        };
        assert_eq!(codes(&findings), expected);
    }
    let index = builder.finish();
    let ask = |text: &str| {
        let answer = index.cpe(&Cpe::parse(text).unwrap());
        assert!(
            answer
                .matches()
                .iter()
                .all(|one| one.exactness() == Exactness::Inferred && !one.allows())
        );
        let components: Vec<_> = answer.matches().iter().map(|one| one.component()).collect();
        (components, answer.undecidable().collect::<Vec<_>>())
    };
    assert_eq!(
        ask("cpe:/a:apache:log4j:2.14.1"),
        (vec![0, 1], vec![5, 3, 4])
    );
    assert_eq!(ask("cpe:/a:apache:log4j"), (vec![0, 1, 2, 3], vec![5, 4]));
    assert_eq!(
        ask("cpe:2.3:a:apache:log*:2.14*:*:*:*:*:*:*:*"),
        (vec![0, 1], vec![5, 3, 4])
    );
    assert_eq!(ask("cpe:/a:nginx:nginx"), (vec![], vec![5]));
}

/// A component: its name, its hashes, the codes of what is found.
type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);

#[test]
fn hashes() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let mut builder = IdentityIndexBuilder::default();
    let upper = SHA.to_uppercase();
    let rows: [Row<'_>; 7] = [
        ("a", &[("SHA-256", SHA), ("MD5", &SHA[..32])], &[]),
        ("b", &[("sha256", &upper)], &[]),
        ("c", &[("SHA256", empty)], &["sbom.hash-placeholder"]),
        (
            "d",
            &[("SHA-1", &"0".repeat(40)), ("SHA_1", &"F".repeat(40))],
            &["sbom.hash-placeholder"; 2],
        ),
        (
            "e",
            &[
                ("SHA-256", &SHA[1..]),
                ("SHA-0", SHA),
                ("MD5", &"g".repeat(32)),
            ],
            &["sbom.hash"; 3],
        ),
        ("f", &[("MD5", &SHA[..32]), ("SHA3-256", SHA)], &[]),
        (
            "g",
            &[("SHA-256", empty), ("SHA-512", &format!("{SHA}{SHA}"))],
            &["sbom.hash-placeholder"],
        ),
    ];
    for (component, (name, hashes, expected)) in (0..).zip(rows) {
        let findings = builder
            .add(
                component,
                &Identifiers {
                    hashes,
                    name,
                    ..Default::default()
                },
            )
            .unwrap();
        assert_eq!(codes(&findings), expected, "{name}");
    }
    let index = builder.finish();
    let ask = |algorithm: &str, hex: &str| {
        let answer = index.hash(&HashValue::parse(algorithm, hex).unwrap());
        assert!(answer.matches().iter().all(|one| one.how() == How::Hash));
        assert_eq!(answer.undecidable().collect::<Vec<_>>(), [4]);
        found(&answer)
    };
    assert_eq!(
        ask("SHA-256", SHA),
        [(0, Exactness::Exact), (1, Exactness::Exact)]
    );
    assert_eq!(
        ask("md5", &SHA[..32]),
        [(0, Exactness::Weak), (5, Exactness::Weak)]
    );
    assert_eq!(ask("sha3_256", SHA), [(5, Exactness::Exact)]);
    assert_eq!(
        ask("SHA-256", empty),
        [(2, Exactness::Placeholder), (6, Exactness::Placeholder)]
    );
    assert_eq!(ask("BLAKE3", SHA), []);
    // Only the strong hash that says something, and only of two that are not one.
    let shared: Vec<_> = index.shared_hashes().collect();
    assert_eq!(shared.len(), 1);
    assert_eq!(
        (shared[0].components(), shared[0].hash().hex()),
        (&[0, 1][..], SHA)
    );
    assert_eq!(shared[0].finding().code().as_str(), "sbom.hash-shared");
    let same = {
        let mut builder = IdentityIndexBuilder::default();
        for component in 0..2 {
            let hashes = [("SHA-256", SHA)];
            builder
                .add(
                    component,
                    &Identifiers {
                        hashes: &hashes,
                        name: "a",
                        ..Default::default()
                    },
                )
                .unwrap();
        }
        builder.finish()
    };
    assert_eq!(same.shared_hashes().count(), 0);
    for algorithm in HashAlgorithm::ALL {
        assert_eq!(HashAlgorithm::from_name(algorithm.name()), Some(*algorithm));
    }
}

#[test]
fn names_are_asked_for_only_on_request() {
    let build = |with: bool| {
        let mut builder = IdentityIndexBuilder::default().with_names(with);
        for (component, (group, name, version)) in (0..).zip([
            (None, "left-pad", "1"),
            (Some("g"), "Left-Pad", "1"),
            (Some("g"), "left-pad", "2\u{0}1"),
        ]) {
            builder
                .add(
                    component,
                    &Identifiers {
                        group,
                        name,
                        version: Some(version),
                        ..Default::default()
                    },
                )
                .unwrap();
        }
        builder.finish()
    };
    let query = NameQuery {
        group: None,
        name: "left-pad",
        version: None,
    };
    assert_eq!(build(false).name(&query), None);
    let index = build(true);
    let answer = index.name(&query).unwrap();
    assert_eq!(
        found(&answer),
        [(0, Exactness::Inferred), (2, Exactness::Inferred)]
    );
    assert_eq!(
        (near(&answer), answer.matches()[0].how()),
        (vec![1], How::Name)
    );
    let answer = index
        .name(&NameQuery {
            version: Some("1"),
            ..query
        })
        .unwrap();
    assert_eq!(found(&answer), [(0, Exactness::Inferred)]);
    let answer = index
        .name(&NameQuery {
            group: Some("g"),
            ..query
        })
        .unwrap();
    assert_eq!(found(&answer), [(2, Exactness::Inferred)]);
    // Without identifiers, a component cannot be compared with a package URL.
    assert_eq!(
        index.purl(&self::query("pkg:npm/left-pad")).outcome(),
        LookupOutcome::Undecidable
    );
}

#[test]
fn identifiers_are_bounded() {
    let purls = vec!["pkg:npm/a"; 257];
    let hashes = vec![("MD5", &SHA[..32]); 257];
    let cpes = vec!["cpe:/a:v:p"; 257];
    let add = |identifiers: &Identifiers<'_>| {
        let result = IdentityIndexBuilder::default().add(0, identifiers);
        result.map(|_| ()).map_err(|error| error.code().as_str())
    };
    let most = Identifiers {
        purls: &purls[1..],
        hashes: &hashes[1..],
        cpes: &cpes[1..],
        name: "a",
        ..Default::default()
    };
    assert_eq!(add(&most), Ok(()));
    assert_eq!(
        add(&Identifiers {
            purls: &purls,
            ..most
        }),
        Err("limit.exceeded")
    );
    assert_eq!(
        add(&Identifiers {
            cpes: &cpes,
            ..most
        }),
        Err("limit.exceeded")
    );
    assert_eq!(
        add(&Identifiers {
            hashes: &hashes,
            ..most
        }),
        Err("limit.exceeded")
    );
}

#[test]
fn a_crowd_under_one_name() {
    let mut builder = IdentityIndexBuilder::default();
    for component in 0..100_000_u32 {
        let purl = format!("pkg:npm/crowd@1.0.{component}");
        builder
            .add(
                component,
                &Identifiers {
                    purls: &[&purl],
                    name: "crowd",
                    ..Default::default()
                },
            )
            .unwrap();
    }
    let index = builder.finish();
    assert_eq!(index.purl(&query("pkg:npm/crowd")).matches().len(), 100_000);
    // With the version, nobody has to look at the crowd: else this were 10^9 comparisons.
    for version in 0..10_000 {
        let answer = index.purl(&query(&format!("pkg:npm/crowd@1.0.{version}")));
        assert_eq!(found(&answer), [(version, Exactness::Exact)]);
    }
    for stranger in 0..10_000 {
        assert!(
            index
                .purl(&query(&format!("pkg:npm/stranger{stranger}")))
                .matches()
                .is_empty()
        );
    }
}

#[test]
fn long_package_urls() {
    let segments = format!("pkg:generic/{}a", "s/".repeat(2040));
    let index = index_of(&[&segments, &format!("pkg:cargo/{}a", "x/".repeat(2040))]);
    assert_eq!(
        found(&index.purl(&query(&segments))),
        [(0, Exactness::Exact)]
    );
    // A star takes three bytes in canonical form.
    let globs = format!("pkg:generic/{}{}a", "s/".repeat(1500), "*/".repeat(540));
    assert!(PurlQuery::parse(&globs).is_err());
    let globs = format!("pkg:generic/{}{}a", "s/".repeat(2010), "*/".repeat(2));
    assert!(found(&index.purl(&query(&globs))).is_empty());
    assert_eq!(
        index
            .purl(&query("pkg:cargo/x"))
            .undecidable()
            .collect::<Vec<_>>(),
        [1]
    );
    let many = |separator: &str| {
        (0..400)
            .map(|key| format!("k{key}=v{separator}"))
            .collect::<String>()
    };
    let component = format!("pkg:npm/a?{}", many("&"));
    let index = index_of(&[&component]);
    assert_eq!(
        found(&index.purl(&query(&component))),
        [(0, Exactness::Exact)]
    );
    assert!(found(&index.purl(&query("pkg:npm/a?k1=w"))).is_empty());
}

proptest! {
    #[test]
    fn equal_spellings_are_found(
        kind in prop::sample::select(vec!["npm", "pypi", "maven", "golang", "nuget", "generic", "git", "deb"]),
        rest in "[a-z]{1,4}(/[A-Za-z._ +-]{1,4}){0,2}/[a-zA-Z+._\u{e9}-]{1,6}@[0-9A-Z.+-]{1,5}(\\?b=[a-z/]{1,3}&A=[a-z ]{1,3})?",
    ) {
        let text = format!("pkg:{kind}/{rest}");
        if let Ok(purl) = Purl::parse(&text) {
            let index = index_of(&[&text, purl.as_str()]);
            for spelling in [text.as_str(), purl.as_str()] {
                let answer = index.purl(&query(spelling));
                prop_assert_eq!(found(&answer), [(0, Exactness::Exact), (1, Exactness::Exact)]);
                prop_assert_eq!(answer.near(), &[]);
            }
        }
    }

    #[test]
    fn queries_do_not_panic(text in "pkg:(npm|pypi|git)/[*a-zA-Z%2/@?=&#._-]{0,40}", other in "pkg:(npm|git)/[a-z/]{1,9}") {
        let index = index_of(&[&text, &other]);
        if let Ok(query) = PurlQuery::parse(&text) {
            let _ = index.purl(&query).outcome();
        }
    }
}
