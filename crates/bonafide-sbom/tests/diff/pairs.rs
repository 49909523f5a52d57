//! Which component is which, and what changed of it.

use crate::{cdx, lines, npm, sha256};

#[test]
fn versions_have_a_direction() {
    for (kind, before, after, wanted) in [
        ("npm", "1.9.0", "1.10.0", "later version 1.9.0 -> 1.10.0"),
        (
            "npm",
            "2.0.0",
            "2.0.0-rc.1",
            "earlier version 2.0.0 -> 2.0.0-rc.1",
        ),
        (
            "npm",
            "1.0.0",
            "1.0.0+b",
            "same version, written otherwise, 1.0.0 -> 1.0.0+b",
        ),
        (
            "pypi",
            "1.0",
            "1.0.0",
            "same version, written otherwise, 1.0 -> 1.0.0",
        ),
        ("npm", "1.0.0", "next", "other version 1.0.0 -> next"),
        ("generic", "1", "2", "other version 1 -> 2"),
        (
            "deb/debian",
            "1:1.0-1",
            "1:1.0~rc1-1",
            "earlier version 1:1.0-1 -> 1:1.0~rc1-1",
        ),
        (
            "golang/x",
            "v1.2.0",
            "1.3.0",
            "later version v1.2.0 -> 1.3.0",
        ),
    ] {
        let one = |version: &str| {
            let purl = version.replace(':', "%3A").replace('+', "%2B");
            cdx(&[&format!(
                r#"{{"type":"library","name":"a","version":"{version}","purl":"pkg:{kind}/a@{purl}"}}"#
            )])
        };
        let found = lines(&one(before), &one(after));
        let [line] = &found[..] else {
            panic!("{found:#?}")
        };
        assert_eq!(line.split_once(": ").unwrap().1, wanted);
    }
}

#[test]
fn components_come_and_go() {
    let before = cdx(&[&npm("a", "1.0.0", ""), &npm("b", "1.0.0", "")]);
    let after = cdx(&[&npm("c", "1.0.0", ""), &npm("b", "1.0.0", "")]);
    let wanted = ["removed pkg:npm/a@1.0.0", "added pkg:npm/c@1.0.0"];
    assert_eq!(lines(&before, &after), wanted);
}

#[test]
fn a_hash_may_not_change_at_one_version() {
    let one = |version: &str, byte: &str| cdx(&[&npm("a", version, &sha256(byte))]);
    let before = one("1.0.0", "a1");
    let (a1, b1) = ("a1".repeat(32), "b1".repeat(32));
    let wanted =
        format!("pkg:npm/a@1.0.0: other hash at the same version SHA-256:{a1} -> SHA-256:{b1}");
    assert_eq!(lines(&before, &one("1.0.0", "b1")), [wanted]);
    // A new version has new content.
    let wanted = "pkg:npm/a@1.0.1: later version 1.0.0 -> 1.0.1";
    assert_eq!(lines(&before, &one("1.0.1", "b1")), [wanted]);
    // Hexadecimal has no case.
    assert_eq!(lines(&before, &one("1.0.0", "A1")), [""; 0]);
    // A placeholder in its place says nothing about the content.
    let found = lines(&before, &one("1.0.0", "00"));
    let is_lost = found.len() == 2 && found[0].contains("lost") && found[1].contains("gained");
    assert!(is_lost, "{found:#?}");
}

#[test]
fn hashes_are_compared_by_algorithm() {
    let hash = |algorithm: &str, value: String| {
        cdx(&[&npm(
            "a",
            "1.0.0",
            &format!(r#","hashes":[{{"alg":"{algorithm}","content":"{value}"}}]"#),
        )])
    };
    let sha = hash("SHA-256", "a1".repeat(32));
    let md5 = hash("MD5", "a1".repeat(16));
    let found = lines(&sha, &md5);
    let starts: Vec<&str> = found.iter().map(|line| &line[..26]).collect();
    assert_eq!(
        starts,
        ["pkg:npm/a@1.0.0: hash lost", "pkg:npm/a@1.0.0: hash gain"]
    );
    // What does not fit is never compared, and it is seen that it took the place of what fits.
    let broken = hash("SHA-256", "a1".repeat(31));
    let found = lines(&sha, &broken);
    assert!(
        found[0].contains("hash lost") && found[1].contains("hash gained"),
        "{found:#?}"
    );
}

#[test]
fn identity_is_the_best_key_that_both_have() {
    let one = |members: &str| {
        cdx(&[&format!(
            r#"{{"type":"library","name":"a","version":"1"{members}}}"#
        )])
    };
    let purl = r#","purl":"pkg:npm/a@1""#;
    let other_purl = r#","purl":"pkg:npm/evil@1""#;
    let cpe = r#","cpe":"cpe:2.3:a:v:p:1:*:*:*:*:*:*:*""#;
    let other_cpe = r#","cpe":"cpe:2.3:a:v:q:1:*:*:*:*:*:*:*""#;
    let swid = r#","swid":{"tagId":"t","name":"a"}"#;
    for (before, after, is_one) in [
        (format!("{purl}{cpe}"), purl.to_owned(), true),
        (purl.to_owned(), other_purl.to_owned(), false),
        // Another purl is another component, whatever else is the same.
        (
            format!("{purl}{cpe}{swid}"),
            format!("{other_purl}{cpe}{swid}"),
            false,
        ),
        (format!("{purl}{cpe}"), cpe.to_owned(), true),
        (format!("{cpe}{swid}"), format!("{other_cpe}{swid}"), false),
        (format!("{cpe}{swid}"), swid.to_owned(), true),
        (purl.to_owned(), String::new(), true),
        (purl.to_owned(), cpe.to_owned(), true),
    ] {
        let found = lines(&one(&before), &one(&after));
        let is_swapped = found.iter().any(|line| line.starts_with("added"));
        assert_eq!(!is_swapped, is_one, "{before} {after} {found:#?}");
        // What pairs them is not all that changed.
        assert!(!found.is_empty());
    }
    // The type is part of a name, where both have one.
    let kind = |kind: &str| cdx(&[&format!(r#"{{"type":"{kind}","group":"g","name":"a"}}"#)]);
    assert_eq!(
        lines(&kind("library"), &kind("application")),
        ["added application g a", "removed library g a"]
    );
}

#[test]
fn qualifiers_do_not_pair_but_are_not_forgotten() {
    let one = |purl: &str| {
        cdx(&[&format!(
            r#"{{"type":"library","name":"a","purl":"{purl}"}}"#
        )])
    };
    let found = lines(
        &one("pkg:npm/a@1.0.0"),
        &one("pkg:npm/a@1.0.0?repository_url=https://evil.example"),
    );
    assert_eq!(
        found,
        ["pkg:npm/a@1.0.0: identifiers pkg:npm/a@1.0.0 -> \
          pkg:npm/a@1.0.0?repository_url=https:%2F%2Fevil.example"]
    );
    let found = lines(
        &one("pkg:deb/debian/a@1?arch=amd64&distro=debian-12"),
        &one("pkg:deb/debian/a@1?arch=arm64&distro=debian-12"),
    );
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[1].starts_with("added") && found[0].starts_with("removed"));
}

#[test]
fn identifiers_that_go_along_with_the_version_are_no_change() {
    let one = |version: &str, purl: &str, cpe: &str| {
        cdx(&[&format!(
            r#"{{"type":"library","name":"a","version":"{version}","purl":"pkg:npm/a@{purl}","cpe":"cpe:2.3:a:v:a:{cpe}:*:*:*:*:*:*:*"}}"#
        )])
    };
    let before = one("1.0.0", "1.0.0", "1.0.0");
    assert_eq!(lines(&before, &one("2.0.0", "2.0.0", "2.0.0")).len(), 1);
    for (purl, cpe) in [("6.6.6", "2.0.0"), ("2.0.0", "6.6.6")] {
        let found = lines(&before, &one("2.0.0", purl, cpe));
        assert!(
            found.len() == 2 && found[1].contains("identifiers"),
            "{found:#?}"
        );
        let found = lines(&before, &one("1.0.0", purl, cpe));
        assert!(found.len() == 1 && found[0].contains("6.6.6"), "{found:#?}");
    }
}

#[test]
fn licences_are_compared_as_spdx_writes_them() {
    let one = |licences: &str| cdx(&[&npm("a", "1.0.0", &format!(r#","licenses":[{licences}]"#))]);
    let id = |id: &str| format!(r#"{{"license":{{"id":"{id}"}}}}"#);
    let expression = |text: &str| format!(r#"{{"expression":"{text}"}}"#);
    let same = [
        (id("MIT"), expression("mit")),
        (expression("GPL-2.0"), expression("GPL-2.0-only")),
        (
            format!("{},{}", id("MIT"), id("ISC")),
            expression("ISC AND MIT"),
        ),
    ];
    for (before, after) in same {
        assert_eq!(
            lines(&one(&before), &one(&after)),
            [""; 0],
            "{before} {after}"
        );
    }
    let changed = [
        (
            id("MIT"),
            id("GPL-3.0-only"),
            "declared MIT -> declared GPL-3.0-only",
        ),
        (
            expression("MIT OR ISC"),
            expression("MIT"),
            "declared MIT OR ISC -> declared MIT",
        ),
        (id("MIT"), String::new(), "declared MIT -> nothing"),
        (
            id("MIT"),
            r#"{"license":{"name":"MIT"}}"#.to_owned(),
            "declared MIT -> declared \"MIT\"",
        ),
        (
            id("MIT"),
            format!("{},{}", id("MIT"), id("ISC")),
            "nothing -> declared ISC",
        ),
        (
            r#"{"license":{"id":"MIT","acknowledgement":"declared"}}"#.to_owned(),
            r#"{"license":{"id":"MIT","acknowledgement":"concluded"}}"#.to_owned(),
            "declared MIT -> concluded MIT",
        ),
        (
            r#"{"license":{"name":"own","text":{"content":"a"}}}"#.to_owned(),
            r#"{"license":{"name":"own","text":{"content":"b"}}}"#.to_owned(),
            "declared \"own\" with text ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb -> \
             declared \"own\" with text 3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
        ),
    ];
    for (before, after, wanted) in changed {
        let wanted = format!("pkg:npm/a@1.0.0: licences {wanted}");
        assert_eq!(lines(&one(&before), &one(&after)), [wanted]);
    }
}

#[test]
fn suppliers_producers_and_scopes() {
    let one = |members: &str| cdx(&[&npm("a", "1.0.0", members)]);
    for (before, after, wanted) in [
        (
            r#","supplier":{"name":"Acme"}"#,
            r#","supplier":{"name":"Evil"}"#,
            "supplier organization Acme -> organization Evil",
        ),
        (
            r#","supplier":{"name":"Acme"}"#,
            "",
            "supplier organization Acme -> nothing",
        ),
        (
            r#","publisher":"Acme""#,
            r#","publisher":"Evil""#,
            "producers publisher Acme -> publisher Evil",
        ),
        ("", r#","scope":"excluded""#, "scope required -> excluded"),
    ] {
        let wanted = format!("pkg:npm/a@1.0.0: {wanted}");
        assert_eq!(lines(&one(before), &one(after)), [wanted]);
    }
    assert_eq!(lines(&one(""), &one(r#","scope":"required""#)), [""; 0]);
}

#[test]
fn several_of_one_name_are_paired_by_version_then_hash() {
    let before = cdx(&[
        &npm("a", "1.0.0", &sha256("a1")),
        &npm("a", "2.0.0", &sha256("a2")),
        &npm("a", "3.0.0", ""),
    ]);
    let after = cdx(&[
        &npm("a", "2.0.0", &sha256("a2")),
        &npm("a", "4.0.0", ""),
        &npm("a", "1.0.0", &sha256("a1")),
    ]);
    assert_eq!(
        lines(&before, &after),
        ["pkg:npm/a@4.0.0: later version 3.0.0 -> 4.0.0"]
    );
    // The hash says which is which where the version does not.
    let before = cdx(&[
        &npm("a", "1.0.0", &sha256("a1")),
        &npm("a", "1.0.0", &sha256("a2")),
    ]);
    let after = cdx(&[
        &npm("a", "1.0.0", &sha256("a2")),
        &npm("a", "1.0.0", &sha256("a3")),
    ]);
    let found = lines(&before, &after);
    assert!(
        found.len() == 1 && found[0].contains("a1a1") && found[0].contains("a3a3"),
        "{found:#?}"
    );
    // One less is one removed.
    let after = cdx(&[&npm("a", "1.0.0", &sha256("a2"))]);
    let found = lines(&before, &after);
    assert!(
        found.iter().any(|line| line == "removed pkg:npm/a@1.0.0"),
        "{found:#?}"
    );
}

#[test]
fn changes_hold_both_places_and_print_as_one_line() {
    let name = "a\\u001b[31m\\nb";
    let one = |version: &str, first: &str| {
        cdx(&[
            first,
            &format!(r#"{{"type":"library","name":"{name}","version":"{version}"}}"#),
        ])
    };
    let (before, after) = (
        crate::read(&one("1", r#"{"type":"library","name":"x"}"#)),
        crate::read(&one(
            "2",
            r#"{"type":"library","name":"x"},{"type":"library","name":"y"}"#,
        )),
    );
    let diff = bonafide_sbom::Diff::of(&before, &after);
    let change = &diff.changes()[0];
    let (one, two) = (
        change.before.as_ref().unwrap(),
        change.after.as_ref().unwrap(),
    );
    assert_eq!(
        (one.place.as_str(), two.place.as_str()),
        ("/components/1", "/components/2")
    );
    assert_eq!((&*one.text, &*two.text), ("1", "2"));
    assert_eq!(
        change.to_string(),
        "library a\\u{1b}[31m\\u{a}b@2: other version 1 -> 2"
    );
}
