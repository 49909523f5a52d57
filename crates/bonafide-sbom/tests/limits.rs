//! Bounds, and inputs that are made to break readers.

use bonafide_sbom::{Error, Fields, Model, ReadLimits, ReadOptions, Summary, read};
use proptest::prelude::*;

fn parse(document: impl AsRef<[u8]>) -> Result<Summary, Error> {
    read(document.as_ref(), &ReadOptions::default(), &mut ())
}

#[track_caller]
fn refused(document: impl AsRef<[u8]>, code: &str) {
    let error = parse(document).unwrap_err();
    assert_eq!(error.code().as_str(), code);
}

fn cdx(members: &str) -> String {
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6",{members}}}"#)
}

fn spdx3(graph: &str) -> String {
    format!(r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{graph}]}}"#)
}

fn limited(limits: ReadLimits, document: &str) -> Result<Summary, Error> {
    let options = ReadOptions::default().with_limits(limits);
    read(document.as_bytes(), &options, &mut ())
}

/// The limit holds `most` and no more.
#[track_caller]
fn holds(with: fn(ReadLimits, usize) -> ReadLimits, most: usize, document: &str) {
    let default = ReadLimits::default();
    limited(with(default, most), document).unwrap();
    let error = limited(with(default, most - 1), document).unwrap_err();
    assert_eq!(error.code().as_str(), "limit.exceeded", "{document}");
}

#[test]
fn limits_hold_at_the_limit_and_not_before() {
    let components = cdx(r#""components":[{"components":[{}]},{}]"#);
    holds(ReadLimits::with_components, 3, &components);
    holds(ReadLimits::with_bytes, components.len(), &components);
    holds(
        ReadLimits::with_edges,
        2,
        &cdx(r#""dependencies":[{"ref":"a","dependsOn":["b","c"]}]"#),
    );
    holds(
        ReadLimits::with_edges,
        2,
        &cdx(r#""dependencies":[{"dependsOn":["b","c"],"ref":"a"}]"#),
    );
    holds(
        ReadLimits::with_vulnerabilities,
        2,
        &cdx(r#""vulnerabilities":[{},{}]"#),
    );
    holds(
        ReadLimits::with_text_bytes,
        9,
        &cdx(r#""components":[{"name":"123456789"}]"#),
    );
    holds(
        ReadLimits::with_text_bytes,
        9,
        &cdx(r#""components":[{"name":"12345678\u0039"}]"#),
    );
    holds(
        ReadLimits::with_component_bytes,
        4,
        &cdx(r#""components":[{"name":"12","version":"34"},{"name":"1"}]"#),
    );
    holds(
        ReadLimits::with_entries,
        2,
        &cdx(r#""components":[{"hashes":[{},{}]}]"#),
    );
    holds(
        ReadLimits::with_properties,
        2,
        &cdx(r#""components":[{"properties":[{},{}]}]"#),
    );
    holds(
        ReadLimits::with_reference_bytes,
        3,
        &cdx(r#""components":[{"bom-ref":"abc"}]"#),
    );
    holds(
        ReadLimits::with_cpe_bytes,
        3,
        &cdx(r#""components":[{"cpe":"abc"}]"#),
    );
    holds(
        ReadLimits::with_files,
        2,
        r#"{"spdxVersion":"SPDX-2.3","files":[{},{}]}"#,
    );
    holds(
        ReadLimits::with_components,
        2,
        r#"{"spdxVersion":"SPDX-2.3","packages":[{},{}]}"#,
    );
    holds(
        ReadLimits::with_components,
        2,
        &spdx3(r#"{"type":"software_Package"},{"type":"ai_AIPackage"}"#),
    );
}

#[test]
fn what_one_component_spends_is_not_the_next_ones() {
    let limits = ReadLimits::default().with_component_bytes(4);
    let inner =
        cdx(r#""components":[{"name":"12","components":[{"name":"1234"}],"version":"34"}]"#);
    limited(limits, &inner).unwrap();
    let outer = cdx(r#""components":[{"name":"12","components":[{"name":"1"}],"version":"345"}]"#);
    assert!(limited(limits, &outer).is_err());
}

#[test]
fn what_is_no_component_spends_for_itself_alone() {
    let limits = ReadLimits::default().with_component_bytes(4);
    for (list, fits) in [
        (
            r#""dependencies":[{"ref":"12"},{"ref":"34"},{"ref":"56"}]"#,
            true,
        ),
        (r#""dependencies":[{"ref":"12345"}]"#, false),
        (
            r#""compositions":[{"aggregate":"123"},{"aggregate":"456"}]"#,
            true,
        ),
        (r#""compositions":[{"aggregate":"12345"}]"#, false),
    ] {
        assert_eq!(limited(limits, &cdx(list)).is_ok(), fits, "{list}");
    }
}

#[test]
fn findings_are_counted_when_they_are_not_kept() {
    let limits = ReadLimits::default().with_findings(2);
    let summary = limited(
        limits,
        &cdx(r#""components":[{"name":1},{"name":2},{"name":3},{"name":4}]"#),
    )
    .unwrap();
    assert_eq!(summary.findings.kept().len(), 2);
    let [(code, count)] = summary.findings.dropped() else {
        panic!()
    };
    assert_eq!((code.as_str(), *count), ("sbom.type", 2));
}

#[test]
fn depth_is_bounded_wherever_it_is() {
    let arrays = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let objects = |depth: usize| format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
    for nested in [arrays as fn(usize) -> String, objects] {
        // The document itself is the first level.
        assert!(parse(cdx(&format!(r#""unread":{}"#, nested(127)))).is_ok());
        refused(cdx(&format!(r#""unread":{}"#, nested(128))), "sbom.depth");
        refused(
            cdx(&format!(r#""unread":{}"#, nested(100_000))),
            "sbom.depth",
        );
        refused(
            spdx3(&format!(r#"{{"type":"x","unread":{}}}"#, nested(100_000))),
            "sbom.depth",
        );
        refused(format!(r#"{{"sbom":{}}}"#, nested(100_000)), "sbom.depth");
        refused(
            nested(100_000),
            if nested(1).starts_with('[') {
                "sbom.format"
            } else {
                "sbom.depth"
            },
        );
    }
}

fn nested(member: &str, depth: usize) -> String {
    let open = format!(r#"{{"name":"n","{member}":["#);
    cdx(&format!(
        r#""components":[{}{{}}{}]"#,
        open.repeat(depth),
        "]}".repeat(depth)
    ))
}

#[test]
fn components_in_components_are_bounded_by_depth_alone() {
    // Each takes two levels, the document and its list two more.
    assert_eq!(
        parse(nested("components", 62)).unwrap().counts.components,
        63
    );
    refused(nested("components", 63), "sbom.depth");
    refused(nested("components", 2_000), "sbom.depth");
    refused(nested("components", 50_000), "sbom.depth");
    let limits = ReadLimits::default().with_depth(usize::MAX);
    let document = nested("components", 50_000);
    assert_eq!(
        limited(limits, &document).unwrap().counts.components,
        50_001
    );
    let options = ReadOptions::default().with_limits(ReadLimits::default().with_depth(1 << 20));
    let shallow = Model::read(nested("components", 500).as_bytes(), &options).unwrap();
    assert_eq!(shallow.components().count(), 501);
}

#[test]
fn one_object_of_many_members_is_bounded() {
    use std::fmt::Write as _;
    let mut members = String::new();
    for index in 0..200_000 {
        write!(members, r#""{index}":1,"#).unwrap();
    }
    refused(cdx(&format!(r#"{members}"z":1"#)), "limit.exceeded");
    refused(
        cdx(&format!(r#""unread":{{{members}"z":1}}"#)),
        "limit.exceeded",
    );
}

#[test]
fn members_are_there_once() {
    for twice in [
        r#""components":[{"name":"a"}],"components":[]"#,
        r#""components":[{"name":"a","name":"b"}]"#,
        r#""components":[{"name":"a","n\u0061me":"b"}]"#,
        r#""components":[{"purl":"a","purl":"b"}]"#,
        r#""components":[{"components":[],"components":[{}]}]"#,
        r#""metadata":{},"metadata":{}"#,
        r#""dependencies":[{"dependsOn":[],"ref":"a","dependsOn":["b"]}]"#,
        r#""unread":{"a":[{"b":1,"b":2}]}"#,
        r#""components":[{"evidence":{"x":{"y":1,"y":2}}}]"#,
        r#""specVersion":"1.5""#,
    ] {
        for fields in [Fields::ALL, Fields::NONE] {
            let options = ReadOptions::default().with_fields(fields);
            let error = read(cdx(twice).as_bytes(), &options, &mut ()).unwrap_err();
            assert_eq!(error.code().as_str(), "sbom.json-duplicate-key", "{twice}");
        }
    }
    refused(
        spdx3(r#"{"type":"x","unread":{"a":1,"a":2}}"#),
        "sbom.json-duplicate-key",
    );
    refused(
        r#"{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"a","hasFiles":[],"x":{"a":1,"a":1}}]}"#,
        "sbom.json-duplicate-key",
    );
}

const DOCUMENTS: [&str; 4] = [
    r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"a","licenses":[{"expression":"MIT"}]}],"dependencies":[{"dependsOn":["b"],"ref":"a"}]}"#,
    r#"{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"a","name":"\u0061","checksums":[{"algorithm":"MD5","checksumValue":"00"}]}],"relationships":[]}"#,
    r#"{"@context":["https://spdx.org/rdf/3.0.1/spdx-context.jsonld"],"@graph":[{"type":"software_Package","spdxId":"p"},{"type":"Relationship","from":"p","relationshipType":"contains","to":["q"]}]}"#,
    r#"{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://cyclonedx.org/bom","predicate":{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{}]}}"#,
];

#[test]
fn what_is_cut_off_is_an_error_and_never_a_shorter_list() {
    for document in DOCUMENTS {
        assert!(parse(document).is_ok());
        for end in 0..document.len() {
            assert!(parse(&document[..end]).is_err(), "{}", &document[..end]);
        }
    }
}

#[test]
fn a_long_text_costs_nothing() {
    let long = "x".repeat(20 << 20);
    assert!(parse(cdx(&format!(r#""unread":"{long}""#))).is_ok());
    refused(
        cdx(&format!(r#""components":[{{"name":"{long}"}}]"#)),
        "limit.exceeded",
    );
    refused(
        cdx(&format!(r#""components":[{{"name":"\n{long}"}}]"#)),
        "limit.exceeded",
    );
}

#[test]
fn circles_of_licences_end() {
    use std::fmt::Write as _;
    // Each set holds the next one twice: 2^60 operands if anybody wrote them out.
    let mut graph = String::from(
        r#"{"type":"software_Package","spdxId":"p"},{"type":"Relationship","from":"p","relationshipType":"hasDeclaredLicense","to":["l0"]}"#,
    );
    for index in 0..60 {
        let next = index + 1;
        write!(graph, r#",{{"type":"expandedlicensing_ConjunctiveLicenseSet","spdxId":"l{index}","expandedlicensing_member":["l{next}","l{next}"]}}"#).unwrap();
    }
    let summary = parse(spdx3(&graph)).unwrap();
    assert_eq!(
        summary.findings.kept()[0].code().as_str(),
        "sbom.licence-invalid"
    );
}

/// A set of 4,096 that begins with itself would put 33 million members on the stack, for each
/// component that has it.
#[test]
fn wide_circles_of_licences_take_no_room() {
    let members = vec!["\"l\""; 4096].join(",");
    let mut graph = format!(
        r#"{{"type":"expandedlicensing_ConjunctiveLicenseSet","spdxId":"l","expandedlicensing_member":[{members}]}}"#
    );
    for index in 0..300 {
        graph += &format!(
            r#",{{"type":"software_Package","spdxId":"p{index}"}},{{"type":"Relationship","from":"p{index}","relationshipType":"hasDeclaredLicense","to":["l"]}}"#
        );
    }
    let begin = std::time::Instant::now();
    let summary = parse(spdx3(&graph)).unwrap();
    assert_eq!(summary.counts.components, 300);
    assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
}

#[test]
fn relationships_give_a_component_no_more_licences_than_a_list_could() {
    let with = |count: usize| {
        let ids = vec!["\"l\""; count].join(",");
        spdx3(&format!(
            r#"{{"type":"software_Package","spdxId":"p"}},{{"type":"Relationship","from":"p","relationshipType":"hasDeclaredLicense","to":[{ids}]}}"#
        ))
    };
    holds(ReadLimits::with_entries, 9, &with(9));
    refused(with(257), "limit.exceeded");
}

/// Each reference to a tree of 8,000 bytes takes five bytes.
#[test]
fn trees_of_licences_take_time_by_the_size_of_the_document() {
    let mut graph = String::from(
        r#"{"type":"expandedlicensing_ConjunctiveLicenseSet","spdxId":"l","expandedlicensing_member":["#,
    );
    graph += &vec!["\"m\""; 1500].join(",");
    graph += r#"]},{"type":"simplelicensing_LicenseExpression","spdxId":"m","simplelicensing_licenseExpression":"X"}"#;
    let ids = vec!["\"l\""; 256].join(",");
    for index in 0..400 {
        graph += &format!(
            r#",{{"type":"software_Package","spdxId":"p{index}"}},{{"type":"Relationship","from":"p{index}","relationshipType":"hasDeclaredLicense","to":[{ids}]}}"#
        );
    }
    let begin = std::time::Instant::now();
    let summary = parse(spdx3(&graph)).unwrap();
    assert_eq!(summary.counts.components, 400);
    assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
}

#[test]
fn versions_of_all_that_one_vulnerability_affects_are_bounded_together() {
    let versions = vec!["{}"; 100_000].join(",");
    let target = format!(r#"{{"ref":"a","versions":[{versions}]}}"#);
    let with = |targets: usize| {
        let targets = vec![target.as_str(); targets].join(",");
        cdx(&format!(r#""vulnerabilities":[{{"affects":[{targets}]}}]"#))
    };
    assert!(parse(with(10)).is_ok());
    refused(with(11), "limit.exceeded");
}

proptest! {
    #[test]
    fn bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn changed_documents_do_no_harm(which in 0..4_usize, at in any::<prop::sample::Index>(), insert in "[\\[\\]{},:\"a0\\\\n]{0,4}", cut in 0..8_usize) {
        let document = DOCUMENTS[which];
        let at = at.index(document.len());
        let end = (at + cut).min(document.len());
        let changed = format!("{}{insert}{}", &document[..at], &document[end..]);
        let one = Model::read(changed.as_bytes(), &ReadOptions::default());
        let other = parse(&changed);
        prop_assert_eq!(one.map(|model| model.summary().clone()), other);
    }

    #[test]
    fn any_value_anywhere_does_no_harm(which in 0..3_usize, name in "(components|dependencies|name|ref|to|from|licenses|@graph|packages|hashes|purl|metadata)", value in "(null|1|\"\"|\\[\\]|\\{\\}|\\[\\{\\}\\]|\\[\\[\\]\\]|\\[\"\"\\])") {
        let head = ["\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{", "\"spdxVersion\":\"SPDX-2.3\",\"packages\":[{", "\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":[{\"type\":\"Relationship\","];
        let document = format!("{{{}\"{name}\":{value}}}]}}", head[which]);
        let _ = Model::read(document.as_bytes(), &ReadOptions::default());
    }
}

/// What one component takes is not what the entries of the document take together.
#[test]
fn entries_of_the_document_do_not_add_up() {
    let limits = ReadLimits::default().with_component_bytes(20);
    let options = ReadOptions::default().with_limits(limits);
    let head = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6""#;
    let dependencies = [r#"{"ref": "aaaaa", "dependsOn": ["bbbbb"]}"#; 9].join(",");
    let compositions = [r#"{"aggregate": "complete", "assemblies": ["a"]}"#; 9].join(",");
    let related =
        r#"{"spdxElementId": "a", "relationshipType": "CONTAINS", "relatedSpdxElement": "b"}"#;
    let related = [related; 9].join(",");
    let package = [r#"{"SPDXID": "SPDXRef-a", "name": "a"}"#; 9].join(",");
    let licence = [r#"{"licenseId": "LicenseRef-a", "name": "a"}"#; 9].join(",");
    let spdx = r#"{"spdxVersion": "SPDX-2.3""#;
    for text in [
        format!(r#"{head}, "dependencies": [{dependencies}]}}"#),
        format!(r#"{head}, "compositions": [{compositions}]}}"#),
        format!(r#"{spdx}, "relationships": [{related}]}}"#),
        format!(r#"{spdx}, "packages": [{package}]}}"#),
        format!(r#"{spdx}, "hasExtractedLicensingInfos": [{licence}]}}"#),
    ] {
        assert!(read(text.as_bytes(), &options, &mut ()).is_ok(), "{text}");
    }
}
