//! Documents that were made to hide what changed.

use bonafide_sbom::{Diff, DriftRules};

use crate::{cdx, cdx_with, lines, npm, read, sha256};

fn codes(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (read(before), read(after));
    let rules = DriftRules::default().without(bonafide_sbom::DriftRule::NewCopyleft);
    let findings = Diff::of(&before, &after).judge(&rules);
    findings
        .iter()
        .map(|finding| finding.code().to_string())
        .collect()
}

fn good() -> String {
    cdx(&[&npm("a", "1.0.0", &sha256("a1"))])
}

/// A library with a purl of its own and a hash.
fn library(name: &str, version: &str, purls: &str, byte: &str) -> String {
    format!(
        r#"{{"type":"library","name":"{name}","version":"{version}","purl":"{purls}"{}}}"#,
        sha256(byte)
    )
}

#[test]
fn a_second_component_of_the_same_name_hides_no_hash() {
    let evil = npm("a", "1.0.0", &sha256("e1"));
    for after in [
        cdx(&[&npm("a", "1.0.0", &sha256("a1")), &evil]),
        cdx(&[&evil, &npm("a", "1.0.0", &sha256("a1"))]),
        cdx(&[&evil, &evil, &npm("a", "1.0.0", &sha256("a1"))]),
        // With another name, and another CPE name.
        cdx(&[
            &npm("a", "1.0.0", &sha256("a1")),
            &library("b", "1.0.0", "pkg:npm/a@1.0.0", "e1").replace(
                r#""name""#,
                r#""cpe":"cpe:2.3:a:x:y:1:*:*:*:*:*:*:*","name""#,
            ),
        ]),
        // Crossed with another version.
        cdx(&[
            &npm("a", "1.0.0", &sha256("e1")),
            &npm("a", "2.0.0", &sha256("a1")),
        ]),
    ] {
        let found = codes(&good(), &after);
        assert!(found.contains(&"drift.hash-changed".to_owned()), "{after}");
    }
    // One more of the same is no other content.
    let twice = cdx(&[
        &npm("a", "1.0.0", &sha256("a1")),
        &npm("a", "1.0.0", &sha256("a1")),
    ]);
    assert_eq!(codes(&good(), &twice), [""; 0]);
}

#[test]
fn versions_that_are_crossed_change_both_hashes() {
    let one = |first: &str, second: &str| {
        cdx(&[
            &npm("a", "1.0.0", &sha256(first)),
            &npm("a", "2.0.0", &sha256(second)),
        ])
    };
    let wanted = ["drift.hash-changed", "drift.hash-changed"];
    assert_eq!(codes(&one("a1", "a2"), &one("a2", "a1")), wanted);
    // The same where a qualifier tells two apart.
    let one = |first: &str, second: &str| {
        cdx(&[
            &library("a", "1", "pkg:maven/g/a@1?classifier=x", first),
            &library("a", "1", "pkg:maven/g/a@1?classifier=y", second),
        ])
    };
    assert_eq!(codes(&one("a1", "a2"), &one("a2", "a1")), wanted);
    assert_eq!(codes(&one("a1", "a2"), &one("a1", "a2")), [""; 0]);
}

#[test]
fn another_spelling_of_the_version_is_the_same_version() {
    let evil = |version: &str| {
        let purl = version.replace('+', "%2B");
        cdx(&[&library("a", version, &format!("pkg:npm/a@{purl}"), "e1")])
    };
    for version in ["1.0.0", "1.0.0+evil"] {
        assert_eq!(
            codes(&good(), &evil(version)),
            ["drift.hash-changed"],
            "{version}"
        );
    }
    // What is no version at all is seen as another one.
    let found = lines(&good(), &evil("1.0.0 "));
    assert!(
        found
            .iter()
            .any(|line| line.contains("other version 1.0.0 -> 1.0.0 ")),
        "{found:#?}"
    );
    let pypi = |version: &str, byte| {
        cdx(&[&library(
            "a",
            version,
            &format!("pkg:pypi/a@{version}"),
            byte,
        )])
    };
    for version in ["1.0.0", "v1.0", "1.0.0.0"] {
        let found = codes(&pypi("1.0", "a1"), &pypi(version, "e1"));
        assert_eq!(found, ["drift.hash-changed"], "{version}");
    }
}

#[test]
fn a_hash_that_matches_hides_none_that_does_not() {
    let hashes = |list: &[(&str, String)]| {
        let list: Vec<String> = list
            .iter()
            .map(|(alg, content)| format!(r#"{{"alg":"{alg}","content":"{content}"}}"#))
            .collect();
        cdx(&[&npm(
            "a",
            "1.0.0",
            &format!(r#","hashes":[{}]"#, list.join(",")),
        )])
    };
    let (md5, good, evil) = (
        ("MD5", "a1".repeat(16)),
        ("SHA-256", "a1".repeat(32)),
        ("SHA-256", "e1".repeat(32)),
    );
    let before = hashes(&[md5.clone(), good.clone()]);
    for after in [
        hashes(&[md5.clone(), evil.clone()]),
        hashes(&[md5.clone(), good.clone(), evil.clone()]),
        hashes(&[evil.clone(), good.clone(), md5.clone()]),
        hashes(&[("sha256", evil.1.clone()), md5.clone()]),
        hashes(&[("MD5", "e1".repeat(16)), good.clone()]),
    ] {
        assert_eq!(codes(&before, &after), ["drift.hash-changed"], "{after}");
    }
    assert_eq!(
        codes(&before, &hashes(&[good.clone(), md5.clone(), good.clone()])),
        [""; 0]
    );
    // What is only left out is seen.
    let found = lines(&before, &hashes(&[md5]));
    assert!(
        found.len() == 1 && found[0].contains("hash lost SHA-256"),
        "{found:#?}"
    );
}

#[test]
fn spellings_of_a_purl_are_one_package() {
    for purl in [
        "pkg:NPM/a@1.0.0",
        "pkg://npm/a@1.0.0",
        "pkg:npm/%61@1.0.0",
        "pkg:npm//a@1.0.0",
        "pkg:npm/a@1.0.0?",
        "PKG:npm/a@1.0.0",
    ] {
        let after = cdx(&[&library("a", "1.0.0", purl, "e1")]);
        assert_eq!(codes(&good(), &after), ["drift.hash-changed"], "{purl}");
    }
}

#[test]
fn another_case_or_look_is_another_component() {
    let named = |name: &str| {
        cdx(&[&format!(
            r#"{{"type":"library","name":"{name}","version":"1"}}"#
        )])
    };
    for name in ["A", "\\u0430", "a ", "a\\u200b", ""] {
        let found = lines(&named("a"), &named(name));
        assert_eq!(found.len(), 2, "{found:#?}");
    }
    // A layer or a type that is not the product's hides nothing.
    let tool = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{{"tools":{{"components":[{}]}}}}}}"#,
        npm("a", "1.0.0", &sha256("a1"))
    );
    let found = lines(&good(), &tool);
    assert_eq!(found, ["removed pkg:npm/a@1.0.0", "added pkg:npm/a@1.0.0"]);
    let found = codes(
        &good(),
        &good().replace("library", "file").replace("a1a1", "e1e1"),
    );
    assert_eq!(found, ["drift.hash-changed"]);
}

#[test]
fn the_parts_of_a_name_cannot_be_moved() {
    let named = |group: &str, name: &str| {
        cdx(&[&format!(
            r#"{{"type":"library","group":"{group}","name":"{name}"}}"#
        )])
    };
    for (before, after) in [
        (named("a", "b c"), named("a b", "c")),
        (named("a", "b"), named("", "a b")),
        (named("a", "b"), named("", "a/b")),
        (named("a\\u0000", "b"), named("a", "\\u0000b")),
    ] {
        assert_eq!(lines(&before, &after).len(), 2, "{before} {after}");
    }
}

#[test]
fn several_purls_in_any_order_hide_no_hash() {
    let spdx = |purls: &[&str], byte: &str| {
        let purls: Vec<String> = purls
            .iter()
            .map(|purl| {
                format!(
                    r#"{{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"{purl}"}}"#
                )
            })
            .collect();
        format!(
            r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","packages":[
              {{"SPDXID":"SPDXRef-a","name":"a","versionInfo":"1","externalRefs":[{}],
                "checksums":[{{"algorithm":"SHA256","checksumValue":"{}"}}]}}]}}"#,
            purls.join(","),
            byte.repeat(32)
        )
    };
    let before = spdx(&["pkg:npm/b@1", "pkg:npm/a@1"], "a1");
    for purls in [
        &["pkg:npm/a@1", "pkg:npm/b@1"][..],
        &["pkg:npm/a@1"],
        &["pkg:npm/b@1"],
        &["pkg:npm/b@1", "pkg:npm/zz@1"],
        &["pkg:npm/0@1", "pkg:npm/a@1"],
        &["pkg:npm/a@1", "pkg:npm"],
    ] {
        let after = spdx(purls, "e1");
        assert_eq!(codes(&before, &after), ["drift.hash-changed"], "{purls:?}");
        let found = lines(&before, &after);
        assert_eq!(
            found.len(),
            if purls.len() == 2 && purls[1] == "pkg:npm/b@1" {
                1
            } else {
                2
            }
        );
    }
    // None of them is the same: the name does not make them one.
    let found = lines(&before, &spdx(&["pkg:npm/c@1"], "a1"));
    assert_eq!(found, ["removed pkg:npm/a@1", "added pkg:npm/c@1"]);
}

#[test]
fn a_purl_that_is_dropped_or_broken_does_not_hide_the_component() {
    let bare = |purl: &str, byte: &str| {
        cdx(&[&format!(
            r#"{{"type":"library","name":"a","version":"1.0.0"{purl}{}}}"#,
            sha256(byte)
        )])
    };
    for purl in ["", r#","purl":"pkg:npm/a@1.0.0#x#y""#, r#","purl":"""#] {
        assert_eq!(
            codes(&good(), &bare(purl, "e1")),
            ["drift.hash-changed"],
            "{purl}"
        );
        let found = lines(&good(), &bare(purl, "a1"));
        assert!(
            found.len() == 1 && found[0].contains("identifiers"),
            "{found:#?}"
        );
    }
}

#[test]
fn references_that_are_empty_or_shared_hide_no_edges() {
    let with = |a: &str, b: &str| {
        let one = |name: &str, reference: &str| {
            format!(r#"{{"type":"library","name":"{name}","bom-ref":"{reference}"}}"#)
        };
        cdx_with(
            &[&one("a", a), &one("b", b)],
            &format!(r#","dependencies":[{{"ref":"{a}","dependsOn":["{b}"]}}]"#),
        )
    };
    for (a, b) in [("x", "x"), ("", "y"), ("", ""), ("x", "")] {
        let found = lines(&with("1", "2"), &with(a, b));
        assert!(
            found
                .iter()
                .any(|line| line.contains("no longer depends on library b")),
            "{found:#?}"
        );
    }
}

#[test]
fn a_licence_of_the_same_name_with_another_text_is_another_licence() {
    let spdx = |text: &str| {
        format!(
            r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d",
              "hasExtractedLicensingInfos":[{{"licenseId":"LicenseRef-1","extractedText":"{text}"}}],
              "packages":[{{"SPDXID":"SPDXRef-a","name":"a","licenseDeclared":"MIT AND LicenseRef-1"}}]}}"#
        )
    };
    let found = lines(&spdx("do as you like"), &spdx("pay"));
    assert!(
        found.len() == 1 && found[0].contains("LicenseRef-1 with text"),
        "{found:#?}"
    );
}

/// What is said once is not copied once for each that it is said of.
#[test]
fn long_texts_are_not_multiplied() {
    let long = "n".repeat(100_000);
    let libraries = |count: usize, name: &str| -> Vec<String> {
        let of = |at| {
            let name = if at == 0 {
                name.to_owned()
            } else {
                format!("l{at}")
            };
            format!(r#"{{"type":"library","bom-ref":"r{at}","name":"{name}"}}"#)
        };
        (0..count).map(of).collect()
    };
    let document = |name: &str, more: &str| {
        let parts = libraries(2000, name);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        read(&cdx_with(&parts, more))
    };
    let targets: Vec<String> = (1..2000).map(|at| format!(r#""r{at}""#)).collect();
    let affects: Vec<String> = (0..2000)
        .map(|at| format!(r#"{{"ref":"r{at}"}}"#))
        .collect();
    let ratings = format!(r#"[{{"vector":"{long}"}}]"#);
    let more = format!(
        r#","dependencies":[{{"ref":"r0","dependsOn":[{}]}}],
        "vulnerabilities":[{{"id":"{long}","ratings":{ratings},"affects":[{}]}}]"#,
        targets.join(","),
        affects.join(",")
    );
    let (before, after) = (document(&long, ""), document(&long, &more));
    let diff = Diff::of(&before, &after);
    assert_eq!(diff.changes().len(), 1999 + 2000);
    let size = |change: &bonafide_sbom::Change| {
        let sides = change.before.iter().chain(&change.after);
        change.key.len()
            + sides
                .map(|side| side.label.len() + side.text.len())
                .sum::<usize>()
    };
    let all: usize = diff.changes().iter().map(size).sum();
    assert!(all < 2000 * 3000, "{all}");
    // Long texts that differ at the end alone are two.
    let other = format!("{}x", &long[1..]);
    let found = Diff::of(&before, &document(&other, "")).changes().len();
    assert_eq!(found, 2);
    let turned = document(
        &long,
        &more.replace(&ratings, &ratings.replace("n\"", "x\"")),
    );
    assert_eq!(Diff::of(&after, &turned).changes().len(), 2000);
}

/// Components that share one reference, and as many edges to it.
#[test]
fn a_reference_of_many_is_shown_once() {
    let components: Vec<String> = (0..5000)
        .map(|at| {
            format!(
                r#"{{"type":"library","bom-ref":"r{}","name":"n{at}"}}"#,
                at % 2500
            )
        })
        .collect();
    let components: Vec<&str> = components.iter().map(String::as_str).collect();
    let shared: Vec<&str> = vec![r#"{"type":"library","bom-ref":"s","name":"s"}"#; 1];
    let many: Vec<String> = (0..5000)
        .map(|at| format!(r#"{{"type":"library","bom-ref":"s","name":"m{at}"}}"#))
        .collect();
    let many: Vec<&str> = many
        .iter()
        .map(String::as_str)
        .chain(components.iter().copied())
        .collect();
    let edges: Vec<String> = (0..2500)
        .map(|at| format!(r#"{{"ref":"r{at}","dependsOn":["s"]}}"#))
        .collect();
    let after = cdx_with(&many, &format!(r#","dependencies":[{}]"#, edges.join(",")));
    let found = lines(&cdx(&shared), &after);
    let edges: Vec<&String> = found
        .iter()
        .filter(|line| line.contains("depends on one of"))
        .collect();
    assert_eq!(edges.len(), 2500);
    assert!(
        edges
            .iter()
            .all(|line| line.len() < 400 && line.ends_with("and 4996 more")),
        "{}",
        edges[0]
    );
}
