//! Relationships and vulnerabilities: by what they are about, never by references.

use crate::{cdx_with, lines};

/// Libraries by reference, name and version.
fn libraries(components: &[(&str, &str, &str)], more: &str) -> String {
    let components: Vec<String> = components
        .iter()
        .map(|(reference, name, version)| {
            format!(
                r#"{{"type":"library","bom-ref":"{reference}","name":"{name}","version":"{version}","purl":"pkg:npm/{name}@{version}"}}"#
            )
        })
        .collect();
    let components: Vec<&str> = components.iter().map(String::as_str).collect();
    cdx_with(&components, more)
}

fn depends(edges: &[(&str, &str)]) -> String {
    let edges: Vec<String> = edges
        .iter()
        .map(|(from, to)| format!(r#"{{"ref":"{from}","dependsOn":["{to}"]}}"#))
        .collect();
    format!(r#","dependencies":[{}]"#, edges.join(","))
}

#[test]
fn references_mean_nothing() {
    let before = libraries(
        &[("1", "a", "1.0.0"), ("2", "b", "1.0.0")],
        &depends(&[("1", "2"), ("1", "gone")]),
    );
    let after = libraries(
        &[("2", "a", "1.0.0"), ("1", "b", "1.0.0")],
        &depends(&[("2", "1"), ("2", "missing")]),
    );
    assert_eq!(lines(&before, &after), [""; 0]);
    let turned = libraries(
        &[("1", "a", "1.0.0"), ("2", "b", "1.0.0")],
        &depends(&[("2", "1"), ("1", "gone")]),
    );
    assert_eq!(
        lines(&before, &turned),
        [
            "pkg:npm/a@1.0.0: no longer depends on pkg:npm/b@1.0.0",
            "pkg:npm/b@1.0.0: now depends on pkg:npm/a@1.0.0",
        ]
    );
}

#[test]
fn an_upgrade_keeps_its_edges_and_a_swap_of_versions_does_not() {
    let both = [
        ("a", "a", "1.0.0"),
        ("3", "x", "3.0.0"),
        ("4", "x", "4.0.0"),
    ];
    let before = libraries(&both, &depends(&[("a", "3")]));
    let after = libraries(&both, &depends(&[("a", "4")]));
    assert_eq!(
        lines(&before, &after),
        [
            "pkg:npm/a@1.0.0: no longer depends on pkg:npm/x@3.0.0",
            "pkg:npm/a@1.0.0: now depends on pkg:npm/x@4.0.0",
        ]
    );
    let one = |version| {
        libraries(
            &[("a", "a", "1.0.0"), ("x", "x", version)],
            &depends(&[("a", "x")]),
        )
    };
    let wanted = ["pkg:npm/x@4.0.0: later version 3.0.0 -> 4.0.0"];
    assert_eq!(lines(&one("3.0.0"), &one("4.0.0")), wanted);
}

#[test]
fn an_edge_to_a_reference_of_two_is_an_edge_to_neither() {
    let components = [
        ("a", "a", "1.0.0"),
        ("b", "b", "1.0.0"),
        ("c", "c", "1.0.0"),
    ];
    let before = libraries(&components, &depends(&[("a", "b")]));
    let after = libraries(
        &[
            ("a", "a", "1.0.0"),
            ("b", "b", "1.0.0"),
            ("b", "c", "1.0.0"),
        ],
        &depends(&[("a", "b")]),
    );
    assert_eq!(
        lines(&before, &after),
        [
            "pkg:npm/a@1.0.0: no longer depends on pkg:npm/b@1.0.0",
            "pkg:npm/a@1.0.0: now depends on one of pkg:npm/b@1.0.0, pkg:npm/c@1.0.0",
        ]
    );
}

#[test]
fn nesting_and_the_root_are_relationships() {
    let inner = r#"{"type":"library","name":"in"}"#;
    let flat = format!(r#"{{"type":"library","name":"out"}},{inner}"#);
    let nested = format!(r#"{{"type":"library","name":"out","components":[{inner}]}}"#);
    assert_eq!(
        lines(&cdx_with(&[&flat], ""), &cdx_with(&[&nested], "")),
        ["library out: now contains library in"]
    );
    let pedigree = format!(
        r#"{{"type":"library","name":"out","pedigree":{{"ancestors":[{inner}]}}}},{inner}"#
    );
    assert_eq!(
        lines(&cdx_with(&[&flat], ""), &cdx_with(&[&pedigree], "")),
        ["added in", "library out: now has in its pedigree in"]
    );
    let root = |name: &str| {
        let root = format!(r#","metadata":{{"component":{{"type":"library","name":"{name}"}}}}"#);
        cdx_with(&[], &root)
    };
    assert_eq!(
        lines(&root("x"), &root("y")),
        [
            "document: name x -> y",
            "removed library x",
            "added library y",
            "the document: no longer describes library x",
            "the document: now describes library y",
        ]
    );
}

fn vulnerable(reference: &str, id: &str, analysis: &str) -> String {
    let more = format!(
        r#","vulnerabilities":[{{"bom-ref":"v{reference}","id":"{id}","affects":[{{"ref":"{reference}"}}]{analysis}}}]"#
    );
    libraries(&[("1", "a", "1.0.0"), ("2", "b", "1.0.0")], &more)
}

#[test]
fn vulnerabilities_come_go_and_are_judged_anew() {
    let plain = vulnerable("1", "CVE-1", "");
    let state = |state: &str, more: &str| {
        vulnerable(
            "1",
            "CVE-1",
            &format!(r#","analysis":{{"state":"{state}"{more}}}"#),
        )
    };
    let unreachable = state("not_affected", r#","justification":"code_not_reachable""#);
    for (before, after, wanted) in [
        (
            &plain,
            state("exploitable", ""),
            "CVE-1 nothing -> state exploitable",
        ),
        (
            &unreachable,
            state("exploitable", ""),
            "CVE-1 because code_not_reachable, state not_affected -> state exploitable",
        ),
        (
            &plain,
            vulnerable(
                "1",
                "CVE-1",
                r#","ratings":[{"severity":"critical","score":9.8}]"#,
            ),
            "CVE-1 nothing -> rated critical 9.8",
        ),
    ] {
        let wanted = format!("pkg:npm/a@1.0.0: {wanted}");
        assert_eq!(lines(before, &after), [wanted]);
    }
    assert_eq!(
        lines(&plain, &vulnerable("2", "CVE-1", "")),
        [
            "pkg:npm/a@1.0.0: no longer listed with CVE-1 ()",
            "pkg:npm/b@1.0.0: now listed with CVE-1 ()",
        ]
    );
    assert_eq!(
        lines(&plain, &vulnerable("1", "CVE-2", "")),
        [
            "pkg:npm/a@1.0.0: no longer listed with CVE-1 ()",
            "pkg:npm/a@1.0.0: now listed with CVE-2 ()",
        ]
    );
}
