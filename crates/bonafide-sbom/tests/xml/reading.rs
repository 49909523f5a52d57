//! What becomes of values, lists and extensions that are not as they should be.

use bonafide_report::Coded as _;
use bonafide_sbom::{Component, Fields, Flow, Locate, ReadOptions, Sink, count, read};

use crate::kit::{bom, components, findings, outcome, records};

const DEPENDENCY_GRAPH: &str = "http://cyclonedx.org/schema/ext/dependency-graph/1.0";
const VULNERABILITY: &str = "http://cyclonedx.org/schema/ext/vulnerability/1.0";

fn edges(text: &str) -> Vec<String> {
    let all = records(text.as_bytes()).1.records;
    let part = |record: &str, name: &str| {
        let rest = record.split_once(name).unwrap().1;
        rest[1..].split('"').next().unwrap().to_owned()
    };
    all.iter()
        .filter_map(|record| {
            if record.starts_with("Edge") {
                let kind = if record.contains("Provides") {
                    "p"
                } else {
                    "d"
                };
                return Some(format!(
                    "{} {kind} {}",
                    part(record, "from: "),
                    part(record, " to: ")
                ));
            }
            record
                .starts_with("Statement")
                .then(|| format!("{} none", part(record, "from: ")))
        })
        .collect()
}

#[test]
fn dependencies_nest() {
    let text = bom(
        "<dependencies><dependency ref='a'><dependency ref='b'><dependency ref='c'/></dependency>\
        <provides ref='d'><dependency ref='x'/></provides></dependency><dependency ref='e'/><dependency ref='f'><provides ref='g'/>\
        </dependency></dependencies>",
    );
    assert_eq!(
        edges(&text),
        ["a d b", "b d c", "a p d", "e none", "f p g", "f none"]
    );
}

#[test]
fn dependencies_without_their_ends_are_findings() {
    let text = bom(
        "<dependencies><dependency><dependency ref='b'/></dependency>\
        <dependency ref=''><dependency ref='b'/></dependency>\
        <dependency ref='a'><dependency ref=''/><dependency/><other/></dependency></dependencies>",
    );
    assert_eq!(
        findings(&text),
        [
            "sbom.required /dependencies/0",
            "sbom.required /dependencies/1",
            "sbom.ref /dependencies/2/dependsOn/0",
            "sbom.required /dependencies/2/dependsOn/1",
            "sbom.unknown-field /dependencies/2/other",
        ]
    );
}

/// The extension that 1.0 and 1.1 had, in the document and in a component.
#[test]
fn the_dependency_graph_extension_is_read_as_edges() {
    let text = format!(
        "<bom xmlns='http://cyclonedx.org/schema/bom/1.1' xmlns:dg='{DEPENDENCY_GRAPH}'><components>\
        <component type='library' bom-ref='1'><name>a</name><dg:dependencies><dg:dependency ref='4'>\
        <dg:dependency ref='3'/></dg:dependency></dg:dependencies></component></components>\
        <dg:dependencies><dg:dependency ref='2'><dg:dependency ref='3'/></dg:dependency>\
        <dg:dependency ref='5'/></dg:dependencies></bom>"
    );
    assert_eq!(edges(&text), ["1 d 4", "4 d 3", "2 d 3", "5 none"]);
    let leaf = text.replace(
        "<dg:dependency ref='4'><dg:dependency ref='3'/></dg:dependency>",
        "",
    );
    assert_eq!(edges(&leaf), ["1 none", "2 d 3", "5 none"]);
    // Without a reference the component has no edges, and what it depends on still has.
    let nameless = text.replace(" bom-ref='1'", "");
    assert_eq!(edges(&nameless), ["4 d 3", "2 d 3", "5 none"]);
    let none = ReadOptions::default().with_fields(Fields::NONE);
    assert_eq!(count(text.as_bytes(), &none).unwrap().edges, 0);
}

#[test]
fn the_vulnerability_extension_is_read() {
    let text = format!(
        "<bom xmlns='http://cyclonedx.org/schema/bom/1.1' xmlns:v='{VULNERABILITY}'><components>\
        <component type='library' bom-ref='1'><name>a</name><v:vulnerabilities><v:vulnerability ref='1'>\
        <v:id>CVE-1</v:id><v:source name='NVD'><v:url>u</v:url></v:source><v:ratings><v:rating><v:score>\
        <v:base>9.8</v:base></v:score><v:severity>Critical</v:severity></v:rating></v:ratings>\
        <v:cwes><v:cwe>79</v:cwe></v:cwes><id>no</id></v:vulnerability></v:vulnerabilities></component>\
        </components></bom>"
    );
    let all = records(text.as_bytes()).1.records;
    for part in [
        "id: Some(\"CVE-1\")",
        "source: Some(\"NVD\")",
        "score: Some(\"9.8\")",
        "cwes: [79]",
        "reference: \"1\"",
    ] {
        assert!(
            all[0].starts_with("Vulnerability") && all[0].contains(part),
            "{part}: {all:#?}"
        );
    }
}

#[test]
fn values_that_are_none_are_findings() {
    let root = |attributes: &str| {
        format!("<bom xmlns='http://cyclonedx.org/schema/bom/1.6' {attributes}/>")
    };
    assert_eq!(findings(&root("version='x'")), ["sbom.type /version"]);
    assert_eq!(
        findings(&root("version='99999999999999999999'")),
        ["sbom.type /version"]
    );
    assert!(findings(&root("version=' +01 '")).is_empty());
    for (inner, finding) in [
        ("<component bom-ref=''/>", "sbom.ref /components/0/bom-ref"),
        (
            "<component isExternal='maybe'/>",
            "sbom.type /components/0/isExternal",
        ),
        (
            "<component><scope>x</scope></component>",
            "sbom.enum /components/0/scope",
        ),
        (
            "<component><name>a<b/></name></component>",
            "sbom.type /components/0/name",
        ),
        (
            "<component><name>a\u{202e}</name></component>",
            "sbom.control-character /components/0/name",
        ),
        (
            "<component><hashes><hash>00</hash></hashes></component>",
            "sbom.required /components/0/hashes/0",
        ),
        (
            "<component><hashes><hash alg='MD5'>0</hash></hashes></component>",
            "sbom.hash /components/0/hashes/0",
        ),
        (
            "<component><externalReferences><reference type='vcs'/></externalReferences></component>",
            "sbom.required /components/0/externalReferences/0",
        ),
        (
            "<component><licenses><license acknowledgement='x'><id>MIT</id></license></licenses></component>",
            "sbom.enum /components/0/licenses/0/license",
        ),
        (
            "<component><licenses><license/></licenses></component>",
            "sbom.licence-choice /components/0/licenses/0/license",
        ),
        ("<library/>", "sbom.unknown-field /components/library"),
    ] {
        let text = components(&format!("{inner}<component/>"));
        let found = findings(&text);
        assert!(found.len() == 1, "{inner}: {found:?}");
        let wanted = finding.replace("/components/library", "/components/0");
        assert_eq!(found[0], wanted);
    }
    let text = bom(
        "<vulnerabilities><vulnerability><ratings><rating><score>high</score></rating><rating>\
        <score> 9.8 </score></rating></ratings><cwes><cwe>x</cwe></cwes></vulnerability></vulnerabilities>",
    );
    assert_eq!(
        findings(&text),
        [
            "sbom.type /vulnerabilities/0/ratings/0/score",
            "sbom.type /vulnerabilities/0/cwes/0"
        ]
    );
    let text = bom("<metadata><timestamp>yesterday</timestamp></metadata>");
    assert_eq!(findings(&text), ["sbom.timestamp /metadata/timestamp"]);
    let text = bom(
        "<compositions><composition><assemblies><assembly ref='a'/></assemblies></composition>\
        <composition><assemblies><assembly/></assemblies><aggregate>complete</aggregate></composition>\
        </compositions>",
    );
    assert_eq!(
        findings(&text),
        [
            "sbom.required /compositions/0",
            "sbom.required /compositions/1/assemblies/0"
        ]
    );
}

#[test]
fn an_aggregate_counts_for_what_stands_before_it() {
    let text = bom(
        "<compositions><composition><assemblies><assembly ref='a'/></assemblies>\
        <aggregate>complete</aggregate></composition></compositions>",
    );
    let all = records(text.as_bytes()).1.records;
    assert_eq!(
        all[0],
        "Completeness { aggregate: \"complete\", subject: Assembly(\"a\") }"
    );
    assert_eq!(all.len(), 2);
}

/// What is not inventory is not counted, and is given its own role.
#[test]
fn roles_are_those_of_json() {
    let text = bom(
        "<metadata><tools><components><component/></components></tools><component>\
        <components><component/></components></component></metadata>\
        <components><component type='file'><pedigree><ancestors><component><components><component/>\
        </components></component></ancestors></pedigree></component></components>\
        <services><service/></services>",
    );
    let counts = count(
        text.as_bytes(),
        &ReadOptions::default().with_fields(Fields::ALL),
    )
    .unwrap();
    assert_eq!(
        (counts.components, counts.services, counts.others),
        (2, 0, 1)
    );
    let (summary, _) = records(text.as_bytes());
    assert_eq!((summary.counts.services, summary.counts.others), (1, 4));
}

#[test]
fn a_sink_may_stop() {
    struct First(usize);
    impl Sink for First {
        fn component(&mut self, _: &Component<'_>, at: &dyn Locate) -> Flow {
            self.0 += 1;
            assert_eq!(at.place().as_str(), "/components/0");
            Flow::Stop
        }
    }
    let mut first = First(0);
    let text = components("<component/><component/>");
    let summary = read(text.as_bytes(), &ReadOptions::default(), &mut first).unwrap();
    assert_eq!((first.0, summary.complete), (1, false));
}

/// sbom WRP-1, WRP-2: XML in a statement that holds it as a text.
#[test]
fn a_predicate_may_hold_it_as_a_text() {
    let text = components("<component/>").replace('"', "\\\"");
    for (kind, code) in [
        ("https://cyclonedx.org/bom", "1"),
        ("https://cyclonedx.org/bom/v1.6", "1"),
        ("https://spdx.dev/Document", "sbom.predicate-mismatch"),
    ] {
        let statement = format!(
            "{{\"_type\": \"https://in-toto.io/Statement/v1\", \"predicateType\": \"{kind}\", \
            \"subject\": [], \"predicate\": \"{text}\"}}"
        );
        assert_eq!(outcome(&statement), code, "{kind}");
    }
    let statement = format!(
        "{{\"_type\": \"https://in-toto.io/Statement/v1\", \"predicateType\": \
        \"https://cyclonedx.org/bom/v1.5\", \"predicate\": {{\"Data\": \"{text}\"}}}}"
    );
    assert_eq!(
        findings(&statement),
        ["sbom.wrapped-string ", "sbom.predicate-version "]
    );
}

#[test]
fn errors_have_places() {
    let text = components("<component/><component><name/><name/></component>");
    let error = read(text.as_bytes(), &ReadOptions::default(), &mut ()).unwrap_err();
    assert_eq!(error.place().as_str(), "/components/1/name");
}

/// A reference is what the attribute `bom-ref` says, white space and all.
#[test]
fn references_in_elements_are_those_in_attributes() {
    let text = bom(
        "<components><component bom-ref=' a '><name>a</name></component></components>\
        <vulnerabilities><vulnerability><id>v</id><affects><target><ref> a </ref></target></affects>\
        </vulnerability></vulnerabilities>",
    );
    let records = records(text.as_bytes()).1.records;
    let vulnerability = records.iter().find(|one| one.contains("affects")).unwrap();
    assert!(
        vulnerability.contains("reference: \" a \""),
        "{vulnerability}"
    );
}
