//! How much of a profile a document says.
#![cfg(feature = "profiles")]

use bonafide_sbom::{
    CompletenessGate, CompletenessShare, ElementLevel, ElementPredicate, ElementScope, Format,
    GateScope, Graph, Model, Profile, ProfileReport, ProfileStatus, ReadOptions,
};
use proptest::prelude::*;

fn read(document: &str) -> Model {
    Model::read(document.as_bytes(), &ReadOptions::default()).unwrap()
}

fn assess(profile: &str, document: &str) -> ProfileReport {
    let model = read(document);
    Profile::named(profile).unwrap().assess(&Graph::new(&model))
}

/// Passed, stated to be unknown, failed.
#[track_caller]
fn counts(profile: &str, element: &str, document: &str) -> (usize, usize, usize) {
    let report = assess(profile, document);
    let found = report.element(element).unwrap();
    (found.passed, found.stated_unknown, found.failed)
}

const PASSED: (usize, usize, usize) = (1, 0, 0);
const UNKNOWN: (usize, usize, usize) = (0, 1, 0);
const FAILED: (usize, usize, usize) = (0, 0, 1);

/// A document of one component, the root, with these members of it and of the metadata.
fn cdx(version: &str, component: &str, metadata: &str) -> String {
    let comma = |text: &str| if text.is_empty() { "" } else { "," };
    format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"{version}","metadata":{{"component":{{"type":"library","bom-ref":"r"{}{component}}}{}{metadata}}}}}"#,
        comma(component),
        comma(metadata)
    )
}

fn spdx2(package: &str, creation: &str) -> String {
    let comma = if package.is_empty() { "" } else { "," };
    format!(
        r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","documentDescribes":["SPDXRef-a"],"creationInfo":{{{creation}}},"packages":[{{"SPDXID":"SPDXRef-a"{comma}{package}}}]}}"#
    )
}

/// Everything that both profiles want.
fn full() -> String {
    r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{
        "timestamp":"2025-01-01T00:00:00Z","lifecycles":[{"phase":"build"}],
        "authors":[{"name":"Jane"}],"tools":{"components":[{"type":"application","name":"maker"}]},
        "component":{"type":"application","bom-ref":"r","name":"shop","version":"1","purl":"pkg:npm/shop@1",
            "supplier":{"name":"Shop"},"licenses":[{"license":{"id":"MIT"}}],
            "hashes":[{"alg":"SHA-256","content":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}]}},
      "components":[{"type":"library","bom-ref":"a","name":"a","version":"2","purl":"pkg:npm/a@2",
            "supplier":{"name":"A"},"licenses":[{"expression":"MIT OR Apache-2.0"}],
            "hashes":[{"alg":"SHA-1","content":"0123456789abcdef0123456789abcdef01234567"}]}],
      "dependencies":[{"ref":"r","dependsOn":["a"]},{"ref":"a","dependsOn":[]}]}"#
        .to_owned()
}

#[test]
fn profiles_are_those_that_were_published() {
    let shown: Vec<_> = Profile::ALL
        .iter()
        .map(|profile| {
            let ids: Vec<_> = profile.elements.iter().map(|one| one.id).collect();
            (profile.id, profile.date, profile.status, ids.join(" "))
        })
        .collect();
    assert_eq!(
        shown,
        [
            (
                "ntia-2021",
                "2021-07-12",
                ProfileStatus::Final,
                "supplier-name component-name component-version unique-identifier dependency-relationship sbom-author timestamp".to_owned()
            ),
            (
                "cisa-2025-draft",
                "2025-08-22",
                ProfileStatus::Draft,
                "sbom-author software-producer component-name component-version software-identifier component-hash license dependency-relationship tool-name timestamp generation-context".to_owned()
            ),
        ]
    );
    for profile in Profile::ALL {
        assert_eq!(Profile::named(profile.id).unwrap().id, profile.id);
        let all = profile.elements.iter();
        assert!(all.clone().all(|one| one.level == ElementLevel::Required));
        // Each element can be said in some format, and an id is there once.
        for element in profile.elements {
            assert!(!element.mapping(Format::CdxJson).members.is_empty());
            assert!(element.mapping(Format::Osv).members.is_empty());
            assert_eq!(all.clone().filter(|one| one.id == element.id).count(), 1);
        }
    }
    for id in ["", "NTIA-2021", "ntia", "bsi-tr-03183-2/2.1"] {
        assert!(Profile::named(id).is_none(), "{id}");
    }
}

#[test]
fn a_full_document_passes_and_each_hole_shows() {
    let all = CompletenessGate::new(CompletenessShare::All);
    for profile in Profile::ALL {
        let report = assess(profile.id, &full());
        assert_eq!(report.check(&all), None, "{report:?}");
    }
    for (from, to, element) in [
        (r#""supplier":{"name":"A"},"#, "", "software-producer"),
        (r#""name":"a""#, r#""name":"""#, "component-name"),
        (r#""version":"2","#, "", "component-version"),
        (r#","purl":"pkg:npm/a@2""#, "", "software-identifier"),
        (r#""alg":"SHA-1""#, r#""alg":"SHA-256""#, "component-hash"),
        (r#""expression":"MIT OR Apache-2.0""#, "", "license"),
        (
            r#",{"ref":"a","dependsOn":[]}"#,
            "",
            "dependency-relationship",
        ),
        (r#""name":"maker""#, r#""x":0"#, "tool-name"),
        (r#""timestamp":"2025-01-01T00:00:00Z","#, "", "timestamp"),
        (r#""name":"Jane""#, r#""phone":"1""#, "sbom-author"),
        (
            r#","lifecycles":[{"phase":"build"}]"#,
            "",
            "generation-context",
        ),
    ] {
        let document = full().replace("\n", "").replacen(from, to, 1);
        assert_ne!(document, full().replace("\n", ""), "{from}");
        let report = assess("cisa-2025-draft", &document);
        let finding = report.check(&all).unwrap();
        assert_eq!(finding.code().as_str(), "sbom.incomplete");
        assert!(
            finding.detail().ends_with(&format!("lacking: {element}")),
            "{from}: {}",
            finding.detail()
        );
        let found = report.element(element).unwrap();
        assert_eq!((found.failed, found.failures.len()), (1, 1), "{element}");
        let place = match found.element.scope {
            ElementScope::Component => "/components/0",
            _ => "",
        };
        assert_eq!(found.failures[0].as_str(), place);
    }
}

#[test]
fn names_can_be_any_text_and_versions_cannot() {
    for (value, name, version) in [
        ("x", PASSED, PASSED),
        ("", FAILED, FAILED),
        (" ", FAILED, FAILED),
        ("NOASSERTION", UNKNOWN, UNKNOWN),
        ("unknown", PASSED, UNKNOWN),
        ("UNKNOWN", PASSED, UNKNOWN),
        ("none", PASSED, FAILED),
        ("N/A", PASSED, FAILED),
        ("todo", PASSED, FAILED),
        ("0", PASSED, PASSED),
    ] {
        let document = cdx(
            "1.6",
            &format!(r#""name":"{value}","version":"{value}""#),
            "",
        );
        assert_eq!(counts("ntia-2021", "component-name", &document), name);
        assert_eq!(
            counts("ntia-2021", "component-version", &document),
            version,
            "{value}"
        );
    }
    let absent = cdx("1.6", "", "");
    assert_eq!(counts("ntia-2021", "component-name", &absent), FAILED);
    assert_eq!(counts("ntia-2021", "component-version", &absent), FAILED);
}

#[test]
fn suppliers_and_producers_are_parties() {
    for (component, metadata, supplier, producer) in [
        (r#""supplier":{"name":"x"}"#, "", PASSED, PASSED),
        (r#""supplier":{"name":"unknown"}"#, "", UNKNOWN, UNKNOWN),
        (r#""supplier":{"url":["https://x"]}"#, "", FAILED, FAILED),
        (
            r#""supplier":{"contact":[{"email":"a@b"}]}"#,
            "",
            PASSED,
            PASSED,
        ),
        (r#""publisher":"x""#, "", FAILED, PASSED),
        (r#""authors":[{"name":"x"}]"#, "", FAILED, PASSED),
        (r#""manufacturer":{"name":"x"}"#, "", FAILED, PASSED),
        ("", r#""supplier":{"name":"x"}"#, PASSED, PASSED),
        ("", r#""manufacture":{"name":"x"}"#, FAILED, PASSED),
        // Whoever made the document did not make the component.
        ("", r#""manufacturer":{"name":"x"}"#, FAILED, FAILED),
        ("", r#""authors":[{"name":"x"}]"#, FAILED, FAILED),
    ] {
        let document = cdx("1.6", component, metadata);
        assert_eq!(
            counts("ntia-2021", "supplier-name", &document),
            supplier,
            "{document}"
        );
        assert_eq!(
            counts("cisa-2025-draft", "software-producer", &document),
            producer,
            "{document}"
        );
    }
    for (members, supplier, producer) in [
        (r#""supplier":"Organization: x""#, PASSED, PASSED),
        (r#""supplier":"Organization:""#, FAILED, FAILED),
        (r#""supplier":"NOASSERTION""#, UNKNOWN, UNKNOWN),
        (r#""originator":"Person: x""#, FAILED, PASSED),
        (
            r#""supplier":"NOASSERTION","originator":"Person: x""#,
            UNKNOWN,
            PASSED,
        ),
    ] {
        let document = spdx2(members, "");
        assert_eq!(counts("ntia-2021", "supplier-name", &document), supplier);
        assert_eq!(
            counts("cisa-2025-draft", "software-producer", &document),
            producer
        );
    }
}

#[test]
fn what_is_said_of_the_root_is_said_of_no_other() {
    let document = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"supplier":{"name":"x"},
        "component":{"type":"library","bom-ref":"r","name":"r"}},
        "components":[{"type":"library","bom-ref":"a","name":"a"}]}"#;
    assert_eq!(counts("ntia-2021", "supplier-name", document), (1, 0, 1));
}

#[test]
fn identifiers_can_be_read() {
    for (members, wanted) in [
        (r#""purl":"pkg:npm/x@1""#, PASSED),
        (r#""purl":"pkg:npm""#, FAILED),
        (r#""purl":"""#, FAILED),
        (r#""purl":"NOASSERTION""#, UNKNOWN),
        (r#""cpe":"cpe:2.3:a:v:p:1:*:*:*:*:*:*:*""#, PASSED),
        (r#""cpe":"cpe:x""#, FAILED),
        (r#""swid":{"tagId":"t","name":"n"}"#, PASSED),
        (
            r#""swhid":["swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2"]"#,
            PASSED,
        ),
        (
            r#""evidence":{"identity":{"field":"purl","concludedValue":"pkg:npm/x@1"}}"#,
            FAILED,
        ),
    ] {
        let document = cdx("1.6", members, "");
        assert_eq!(
            counts("ntia-2021", "unique-identifier", &document),
            wanted,
            "{members}"
        );
    }
}

#[test]
fn hashes_say_something() {
    for (name, value, wanted) in [
        ("SHA-256", "0123456789abcdef".repeat(4), PASSED),
        ("MD5", "0123456789abcdef".repeat(2), PASSED),
        ("SHA-256", "0".repeat(64), FAILED),
        (
            "SHA-256",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".to_owned(),
            FAILED,
        ),
        ("SHA-256", "0123456789abcdef".repeat(3), FAILED),
        ("CRC32", "01234567".to_owned(), FAILED),
        ("x", "0123456789abcdef".repeat(4), FAILED),
    ] {
        let members = format!(r#""hashes":[{{"alg":"{name}","content":"{value}"}}]"#);
        let document = cdx("1.6", &members, "");
        assert_eq!(
            counts("cisa-2025-draft", "component-hash", &document),
            wanted,
            "{members}"
        );
    }
}

#[test]
fn licences_are_claimed_and_can_be_read() {
    for (members, wanted) in [
        (r#""licenses":[{"license":{"id":"MIT"}}]"#, PASSED),
        (r#""licenses":[{"license":{"name":"Ours"}}]"#, PASSED),
        (r#""licenses":[{"license":{"name":""}}]"#, FAILED),
        (r#""licenses":[{"expression":"MIT AND"}]"#, FAILED),
        (r#""licenses":[{"expression":"NOASSERTION"}]"#, UNKNOWN),
        (r#""licenses":[]"#, FAILED),
        (
            r#""evidence":{"licenses":[{"license":{"id":"MIT"}}]}"#,
            FAILED,
        ),
    ] {
        let document = cdx("1.6", members, "");
        assert_eq!(
            counts("cisa-2025-draft", "license", &document),
            wanted,
            "{members}"
        );
    }
    for (members, wanted) in [
        (r#""licenseDeclared":"MIT""#, PASSED),
        (r#""licenseDeclared":"NONE""#, PASSED),
        (r#""licenseDeclared":"NOASSERTION""#, UNKNOWN),
        (
            r#""licenseDeclared":"NOASSERTION","licenseConcluded":"MIT""#,
            PASSED,
        ),
        (r#""licenseInfoFromFiles":["MIT"]"#, FAILED),
    ] {
        let document = spdx2(members, "");
        assert_eq!(
            counts("cisa-2025-draft", "license", &document),
            wanted,
            "{members}"
        );
    }
}

#[test]
fn authors_are_people_and_organizations() {
    for (metadata, wanted) in [
        (r#""authors":[{"name":"x"}]"#, PASSED),
        (r#""authors":[{"email":"a@b"}]"#, PASSED),
        (r#""authors":[{}]"#, FAILED),
        (r#""authors":[]"#, FAILED),
        (r#""manufacturer":{"name":"x"}"#, PASSED),
        // They made or sold the component.
        (r#""manufacture":{"name":"x"}"#, FAILED),
        (r#""supplier":{"name":"x"}"#, FAILED),
        (r#""tools":[{"name":"x"}]"#, FAILED),
    ] {
        let document = cdx("1.6", "", metadata);
        assert_eq!(counts("ntia-2021", "sbom-author", &document), wanted);
    }
    for (creators, wanted) in [
        (r#""Person: x""#, PASSED),
        (r#""Organization: x","Tool: y""#, PASSED),
        (r#""Tool: y""#, FAILED),
        (r#""NOASSERTION""#, UNKNOWN),
        ("", FAILED),
    ] {
        let document = spdx2("", &format!(r#""creators":[{creators}]"#));
        assert_eq!(
            counts("ntia-2021", "sbom-author", &document),
            wanted,
            "{creators}"
        );
    }
}

#[test]
fn times_and_tools_and_phases() {
    for (metadata, element, wanted) in [
        (r#""timestamp":"2025-01-01T00:00:00Z""#, "timestamp", PASSED),
        (r#""timestamp":"yesterday""#, "timestamp", FAILED),
        (r#""tools":[{"name":"x"}]"#, "tool-name", PASSED),
        (r#""tools":[{"vendor":"x"}]"#, "tool-name", FAILED),
        (
            r#""tools":{"services":[{"name":"x"}]}"#,
            "tool-name",
            PASSED,
        ),
        (
            r#""lifecycles":[{"phase":"build"}]"#,
            "generation-context",
            PASSED,
        ),
        (
            r#""lifecycles":[{"name":"mine"}]"#,
            "generation-context",
            PASSED,
        ),
        (
            r#""lifecycles":[{"phase":""}]"#,
            "generation-context",
            FAILED,
        ),
        (r#""lifecycles":[]"#, "generation-context", FAILED),
    ] {
        let document = cdx("1.6", "", metadata);
        assert_eq!(
            counts("cisa-2025-draft", element, &document),
            wanted,
            "{metadata}"
        );
    }
    // A service that the product calls is no tool.
    let document = cdx("1.6", "", "").replacen('{', r#"{"services":[{"name":"x"}],"#, 1);
    assert_eq!(counts("cisa-2025-draft", "tool-name", &document), FAILED);
}

#[test]
fn what_a_format_cannot_say_is_not_there() {
    let lacking = |document: &str| {
        let report = assess("cisa-2025-draft", document);
        let lacking = report.elements.iter().filter(|one| !one.is_expressible);
        let lacking: Vec<_> = lacking
            .map(|one| {
                assert_eq!((one.passed, one.failed, one.failures.len()), (0, 1, 0));
                one.element.id
            })
            .collect();
        lacking.join(" ")
    };
    assert_eq!(lacking(&cdx("1.6", "", "")), "");
    assert_eq!(lacking(&cdx("1.5", "", "")), "");
    // The reader is not asked for what the version does not have.
    let phases = r#""lifecycles":[{"phase":"build"}]"#;
    assert_eq!(lacking(&cdx("1.4", "", phases)), "generation-context");
    assert_eq!(lacking(&spdx2("", "")), "generation-context");
    let report = assess("cisa-2025-draft", &spdx2("", ""));
    let finding = report.check(&CompletenessGate::new(CompletenessShare::All));
    assert!(finding.unwrap().detail().contains("generation-context"));
}

/// `r` is the root; `a` is what is asked about.
fn graph_of(members: &str) -> String {
    format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{{"component":{{"type":"library","bom-ref":"r","name":"r"}}}},"components":[{{"type":"library","bom-ref":"a","name":"a"}}],{members}}}"#
    )
}

#[test]
fn relationships_and_their_coverage() {
    for (members, ntia, cisa) in [
        (r#""x":0"#, (0, 0, 2), (0, 0, 2)),
        (
            r#""dependencies":[{"ref":"r","dependsOn":["a"]}]"#,
            (2, 0, 0),
            // What `a` depends on is not said.
            (1, 0, 1),
        ),
        (
            r#""dependencies":[{"ref":"r","dependsOn":["a"]},{"ref":"a"}]"#,
            (2, 0, 0),
            (2, 0, 0),
        ),
        (
            r#""dependencies":[{"ref":"r","dependsOn":["a"]}],"compositions":[{"aggregate":"unknown","dependencies":["a"]}]"#,
            (2, 0, 0),
            (1, 1, 0),
        ),
        (
            r#""dependencies":[{"ref":"r","dependsOn":["a"]},{"ref":"a"}],"compositions":[{"aggregate":"incomplete","dependencies":["r"]}]"#,
            (2, 0, 0),
            (1, 1, 0),
        ),
        // Nothing leads from the root to `a`.
        (
            r#""dependencies":[{"ref":"r"},{"ref":"a"}]"#,
            (2, 0, 0),
            (1, 0, 1),
        ),
        // One is not related to oneself.
        (
            r#""dependencies":[{"ref":"r","dependsOn":["r"]},{"ref":"a","dependsOn":["a"]}]"#,
            (0, 0, 2),
            (0, 0, 2),
        ),
        // What is nowhere is related to nothing; what is in another document is.
        (
            r#""dependencies":[{"ref":"a","dependsOn":["nowhere"]},{"ref":"nowhere","dependsOn":["r"]}]"#,
            (0, 0, 2),
            (0, 0, 2),
        ),
        (
            r#""dependencies":[{"ref":"r","dependsOn":["urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#a"]}]"#,
            (1, 0, 1),
            (1, 0, 1),
        ),
        (
            // An entry without `dependsOn` says that there are none; `provides` is another relation.
            r#""dependencies":[{"ref":"r","provides":["a"]}]"#,
            (1, 0, 1),
            (1, 0, 1),
        ),
    ] {
        let document = graph_of(members);
        assert_eq!(
            counts("ntia-2021", "dependency-relationship", &document),
            ntia,
            "{members}"
        );
        assert_eq!(
            counts("cisa-2025-draft", "dependency-relationship", &document),
            cisa,
            "{members}"
        );
    }
}

#[test]
fn components_are_the_root_and_the_inventory() {
    let document = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{
        "component":{"type":"library","bom-ref":"r","name":"r","pedigree":{"ancestors":[{"type":"library"}]}},
        "tools":{"components":[{"type":"application"}]}},
        "services":[{"bom-ref":"s"}],
        "components":[{"type":"file","name":"f"},{"type":"data","name":"d"},{"type":"machine-learning-model","name":"m","components":[{"type":"library","name":"inner"}]}]}"#;
    assert_eq!(counts("ntia-2021", "component-name", document), (5, 0, 0));
    let spdx = r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","documentDescribes":["SPDXRef-p"],
        "packages":[{"SPDXID":"SPDXRef-p","name":"p"}],"files":[{"SPDXID":"SPDXRef-f"}]}"#;
    assert_eq!(counts("ntia-2021", "component-name", spdx), PASSED);
    // A document that is about a file is about a file.
    let spdx = spdx.replace(r#"["SPDXRef-p"]"#, r#"["SPDXRef-f"]"#);
    assert_eq!(counts("ntia-2021", "component-name", &spdx), (1, 0, 1));
}

#[test]
fn spdx_3_says_the_same_in_its_words() {
    let document = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z","createdBy":["jane"],"createdUsing":["maker"]},
        {"type":"Person","spdxId":"jane","name":"Jane","creationInfo":"_:c"},
        {"type":"Tool","spdxId":"maker","name":"maker","creationInfo":"_:c"},
        {"type":"SpdxDocument","spdxId":"doc","creationInfo":"_:c","rootElement":["sbom"]},
        {"type":"software_Sbom","spdxId":"sbom","rootElement":["r"],"software_sbomType":["build"],"creationInfo":"_:c"},
        {"type":"software_Package","spdxId":"r","name":"shop","software_packageVersion":"1","software_packageUrl":"pkg:npm/shop@1","suppliedBy":"jane",
         "verifiedUsing":[{"type":"Hash","algorithm":"sha256","hashValue":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}],"creationInfo":"_:c"},
        {"type":"simplelicensing_LicenseExpression","spdxId":"mit","simplelicensing_licenseExpression":"MIT","creationInfo":"_:c"},
        {"type":"Relationship","spdxId":"l","from":"r","relationshipType":"hasDeclaredLicense","to":["mit"],"creationInfo":"_:c"},
        {"type":"Relationship","spdxId":"e","from":"r","relationshipType":"dependsOn","completeness":"complete","to":["https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"],"creationInfo":"_:c"}]}"#;
    for profile in Profile::ALL {
        let report = assess(profile.id, document);
        let finding = report.check(&CompletenessGate::new(CompletenessShare::All));
        assert_eq!(finding, None, "{report:?}");
    }
    // An agent that is a program is no author.
    let by_program = document.replace(r#""type":"Person""#, r#""type":"SoftwareAgent""#);
    assert_eq!(counts("ntia-2021", "sbom-author", &by_program), FAILED);
}

#[test]
fn gates_count_pairs_and_round_nothing() {
    // Of seven pairs one passes.
    let document = cdx("1.6", r#""name":"n""#, "");
    let report = assess("ntia-2021", &document);
    assert_eq!(report.share(GateScope::Everything), (1, 7));
    assert_eq!(report.share(GateScope::Document), (0, 2));
    assert_eq!(report.share(GateScope::Components), (1, 5));
    let passes = |percent, scope| {
        let gate = CompletenessGate::new(CompletenessShare::Percent(percent)).with_scope(scope);
        report.check(&gate).is_none()
    };
    assert!(passes(14, GateScope::Everything) && !passes(15, GateScope::Everything));
    assert!(passes(20, GateScope::Components) && !passes(21, GateScope::Components));
    assert!(passes(0, GateScope::Document) && !passes(1, GateScope::Document));
    let full = assess("ntia-2021", &full());
    for (percent, is_enough) in [(100, true), (101, false), (255, false)] {
        let gate = CompletenessGate::new(CompletenessShare::Percent(percent));
        assert_eq!(full.check(&gate).is_none(), is_enough);
    }
}

#[test]
fn what_is_stated_to_be_unknown_does_not_pass() {
    let document = full().replace(r#""version":"2""#, r#""version":"NOASSERTION""#);
    let report = assess("ntia-2021", &document);
    let version = report.element("component-version").unwrap();
    assert_eq!(
        (version.passed, version.stated_unknown, version.failed),
        (1, 1, 0)
    );
    assert_eq!(version.unknowns[0].as_str(), "/components/0");
    assert!(
        report
            .check(&CompletenessGate::new(CompletenessShare::All))
            .is_some()
    );
    assert!(
        report
            .check(&CompletenessGate::new(CompletenessShare::Percent(90)))
            .is_none()
    );
}

#[test]
fn a_document_of_nothing_is_not_complete() {
    let document = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"timestamp":"2025-01-01T00:00:00Z","authors":[{"name":"x"}]}}"#;
    let report = assess("ntia-2021", document);
    for share in [CompletenessShare::All, CompletenessShare::Percent(0)] {
        for (scope, is_enough) in [
            (GateScope::Everything, false),
            (GateScope::Components, false),
            (GateScope::Document, true),
        ] {
            let gate = CompletenessGate::new(share).with_scope(scope);
            assert_eq!(report.check(&gate).is_none(), is_enough, "{gate:?}");
        }
    }
}

#[test]
fn many_components_take_linear_time_and_list_ten() {
    let many: Vec<_> = (0..100_000)
        .map(|at| {
            format!(
                r#"{{"type":"library","bom-ref":"{at}","purl":"pkg:npm/a@{at}","licenses":[{{"expression":"mit OR licence-{at}"}}]}}"#
            )
        })
        .collect();
    let document = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{}]}}"#,
        many.join(",")
    );
    let report = assess("cisa-2025-draft", &document);
    let name = report.element("component-name").unwrap();
    assert_eq!((name.failed, name.failures.len()), (100_000, 10));
    assert_eq!(report.element("license").unwrap().failed, 100_000);
    assert_eq!(
        report.element("software-identifier").unwrap().passed,
        100_000
    );
}

#[test]
fn predicates_fit_their_scopes() {
    let of_document = [
        ElementPredicate::Author,
        ElementPredicate::Timestamp,
        ElementPredicate::Tool,
        ElementPredicate::Lifecycle,
    ];
    for element in Profile::ALL.iter().flat_map(|profile| profile.elements) {
        let is_document = element.scope == ElementScope::Document;
        assert_eq!(of_document.contains(&element.predicate), is_document);
    }
}

proptest! {
    /// Every pair is counted once, whatever the document holds.
    #[test]
    fn every_pair_is_counted_once(versions in prop::collection::vec(prop::option::of("[a-z0-9./ -]{0,12}"), 0..8)) {
        let components: Vec<_> = versions
            .iter()
            .map(|version| match version {
                Some(version) => format!(r#"{{"type":"library","name":"n","version":"{version}"}}"#),
                None => r#"{"type":"library","name":"n"}"#.to_owned(),
            })
            .collect();
        let document = format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{}]}}"#,
            components.join(",")
        );
        for profile in Profile::ALL {
            for element in assess(profile.id, &document).elements {
                let wanted = match element.element.scope {
                    ElementScope::Component => versions.len(),
                    _ => 1,
                };
                prop_assert_eq!(element.applicable(), wanted);
                prop_assert_eq!(element.failures.len(), element.failed.min(10));
            }
        }
    }
}

/// Published documents that other checkers of the same list call complete for each component.
#[test]
fn published_documents() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom profiles: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = std::path::Path::new(&corpus).join("sbom");
    let table = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let (mut rows, mut complete) = (0, Vec::new());
    for line in table.lines().skip(1) {
        let file = line.split('\t').next().unwrap();
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let Ok(model) = Model::read(&bytes, &ReadOptions::default()) else {
            continue;
        };
        rows += 1;
        let graph = Graph::new(&model);
        for profile in Profile::ALL {
            let report = profile.assess(&graph);
            let components = report.element("component-name").unwrap().applicable();
            for element in &report.elements {
                let wanted = match element.element.scope {
                    ElementScope::Component => components,
                    _ => 1,
                };
                assert_eq!(element.applicable(), wanted, "{file}");
            }
            let gate = CompletenessGate::new(CompletenessShare::All);
            if report.check(&gate).is_none() {
                complete.push((file.to_owned(), profile.id));
            }
        }
    }
    println!("corpus sbom profiles: {rows} rows, complete: {complete:#?}");
    assert!(rows > 0);
}
