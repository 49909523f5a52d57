//! Documents that are handed to the crate `cyclonedx-bom`, and come back.
#![cfg(feature = "cyclonedx-bom")]

use std::collections::BTreeSet;
use std::path::Path;

use bonafide_sbom::{Error, Fields, Interop, Model, ReadLimits, ReadOptions, Role};
use cyclonedx_bom::models::bom::Bom;

const RICH: &str = r#"{
    "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 7,
    "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    "metadata": {
        "component": {"type": "application", "bom-ref": "root", "name": "app", "version": "1",
            "components": [{"type": "file", "name": "in/root", "version": "1"}]},
        "supplier": {"name": "nobody keeps me"}
    },
    "components": [
        {"type": "library", "bom-ref": "a", "group": "g", "name": "na\u00efve", "version": "2",
         "scope": "optional", "cpe": "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*",
         "purl": "pkg:npm/%40g/a@2?x=1\u0026y=2", "copyright": "(c) 2020", "description": "dropped",
         "author": "me", "publisher": "us",
         "supplier": {"name": "them", "url": ["https://example.org"], "contact": [{"email": "a@b.c"}]},
         "hashes": [{"alg": "SHA-1", "content": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}],
         "licenses": [{"license": {"id": "MIT"}}, {"license": {"name": "other"}}],
         "externalReferences": [{"type": "vcs", "url": "https://git.example.org/a"}],
         "properties": [{"name": "p", "value": "v"}],
         "components": [
            {"type": "data", "bom-ref": "a1", "name": "inner one", "version": "3",
             "components": [{"type": "library", "bom-ref": "a11", "name": "innermost", "version": "0"}]},
            {"type": "library", "bom-ref": "a2", "name": "inner two", "version": "4",
             "licenses": [{"expression": "MIT OR ISC"}]}
         ]},
        {"type": "library", "bom-ref": "b", "name": "b", "version": "5",
         "licenses": [{"license": {"id": "Not-On-The-List"}}],
         "evidence": {"copyright": [{"text": "dropped"}]}}
    ],
    "services": [{"name": "dropped"}],
    "dependencies": [
        {"ref": "b", "dependsOn": ["a11", "a"]}, {"ref": "a", "dependsOn": []},
        {"ref": "root", "dependsOn": ["b"], "provides": ["a"]}
    ],
    "compositions": [{"aggregate": "complete", "assemblies": ["a", "b"], "dependencies": ["a"]}],
    "vulnerabilities": [
        {"bom-ref": "v", "id": "CVE-2020-1", "source": {"name": "NVD", "url": "https://nvd.example"},
         "ratings": [{"score": 7.5, "severity": "high", "method": "CVSSv31", "vector": "AV:N"}],
         "cwes": [79], "description": "bad", "recommendation": "dropped",
         "analysis": {"state": "not_affected", "justification": "code_not_present",
                      "response": ["update"], "detail": "no"},
         "affects": [{"ref": "a", "versions": [{"version": "2", "status": "affected"},
                                               {"range": "vers:npm/<3", "status": "unaffected"}]}]}
    ]
}"#;

fn read(document: &str) -> Model {
    Model::read(document.as_bytes(), &ReadOptions::default()).unwrap()
}

fn interop(document: &str) -> Interop {
    Interop::read(document.as_bytes(), &ReadOptions::default()).unwrap()
}

/// All that a model says of components and edges.
fn said(model: &Model) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for component in model.components() {
        let parent = component.parent().map(|parent| parent.ordinal());
        let texts = [
            component.kind(),
            component.group(),
            component.name(),
            component.version(),
            component.reference(),
            component.copyright(),
        ];
        let licences: Vec<_> = component.licences().map(|one| one.form).collect();
        let lists = [
            component
                .purls()
                .map(|purl| ("purl", purl))
                .collect::<Vec<_>>(),
            component.cpes().map(|cpe| ("cpe", cpe)).collect(),
            component.named_hashes().collect(),
            component.externals().collect(),
            component.properties().collect(),
        ];
        let (role, scope) = (component.role(), component.scope());
        let parties = (component.supplier(), component.producers());
        said.insert(format!(
            "{parent:?} {role:?} {scope:?} {texts:?} {licences:?} {lists:?} {parties:?}"
        ));
    }
    for edge in model.edges() {
        let (from, to) = (model.reference(edge.from), model.reference(edge.to));
        said.insert(format!("{from} {:?} {to}", edge.relation));
    }
    said.insert(format!(
        "{:?} {:?}",
        model.completeness(),
        model.vulnerabilities()
    ));
    said.insert(format!("{:?}", model.document()));
    said
}

#[test]
fn what_is_dropped_is_listed() {
    let interop = interop(RICH);
    let dropped: Vec<&str> = interop
        .dropped()
        .iter()
        .map(|place| place.as_str())
        .collect();
    let wanted = [
        "/metadata/supplier",
        "/components/0/description",
        "/components/1/licenses/0/license/id",
        "/components/1/evidence",
        "/services",
        "/dependencies/2/provides",
        "/vulnerabilities/0/recommendation",
        // The crate reads and writes it as `responses`.
        "/vulnerabilities/0/analysis/response",
    ];
    assert_eq!(
        (dropped.as_slice(), interop.further()),
        (wanted.as_slice(), 0)
    );
    assert_eq!(interop.bom().clone(), interop.into_bom());
}

#[test]
fn what_is_not_dropped_comes_back() {
    let mut document = RICH.replace(r#", "provides": ["a"]"#, "");
    document = document.replace("Not-On-The-List", "Apache-2.0");
    document = document.replace(r#"{"name": "dropped"}"#, "");
    document = document.replace(
        r#""supplier": {"name": "nobody keeps me"}"#,
        r#""properties": []"#,
    );
    document = document.replace(r#""response": ["update"],"#, "");
    let before = read(&document);
    let after = Model::try_from(&Bom::try_from(&before).unwrap()).unwrap();
    assert_eq!(said(&before), said(&after));
    assert_eq!(before.components().len(), 7);
    let inner = |model: &Model| {
        let inner = model.component_of(model.node("a11").unwrap()).unwrap();
        inner.parent().unwrap().reference().map(str::to_owned)
    };
    assert_eq!(inner(&after).as_deref(), Some("a1"));
    let leaf = after.node("a").unwrap();
    let depends = bonafide_sbom::Relation::DependsOn(None);
    assert_eq!(
        after.answer(leaf, &depends),
        bonafide_sbom::EdgeAnswer::None
    );
}

#[test]
fn the_list_is_bounded_and_the_rest_counted() {
    let limits = ReadLimits::default().with_findings(2);
    let options = ReadOptions::default().with_limits(limits);
    let interop = Interop::read(RICH.as_bytes(), &options).unwrap();
    assert_eq!((interop.dropped().len(), interop.further()), (2, 6));
}

#[test]
fn fields_that_were_not_read_are_dropped() {
    let options = ReadOptions::default().with_fields(Fields::IDENTITY);
    let document = r#"{"bomFormat":"CycloneDX","specVersion":"1.4","version":1,"components":[
        {"type":"library","name":"a","licenses":[{"license":{"id":"MIT"}}]}]}"#;
    let interop = Interop::read(document.as_bytes(), &options).unwrap();
    let dropped: Vec<&str> = interop
        .dropped()
        .iter()
        .map(|place| place.as_str())
        .collect();
    assert_eq!(dropped, ["/components/0/licenses"]);
}

#[test]
fn other_versions_and_formats_are_refused() {
    let of = |document: &str| Bom::try_from(&read(document)).unwrap_err();
    for version in ["1.2", "1.6", "1.7"] {
        let document = format!(r#"{{"bomFormat":"CycloneDX","specVersion":"{version}"}}"#);
        assert!(matches!(of(&document), Error::VersionUnsupported { .. }));
    }
    let spdx = r#"{"spdxVersion":"SPDX-2.3","packages":[]}"#;
    assert!(matches!(of(spdx), Error::FormatUnsupported { .. }));
    for (version, component, place) in [
        ("1.5", r#"{"name":"a"}"#, "/components/0"),
        ("1.4", r#"{"type":"library"}"#, "/components/0"),
        ("1.3", r#"{"type":"library","name":"a"}"#, "/components/0"),
    ] {
        let document = format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"{version}","components":[{component}]}}"#
        );
        let Error::Shape { place: found, .. } = of(&document) else {
            panic!("{document}");
        };
        assert_eq!(found.as_str(), place);
    }
}

#[test]
fn the_reader_goes_first() {
    let twice = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"version":2}"#;
    let found = Interop::read(twice.as_bytes(), &ReadOptions::default());
    assert!(matches!(found, Err(Error::Duplicate { .. })));
    let limits = ReadLimits::default().with_components(2);
    let options = ReadOptions::default().with_limits(limits);
    let found = Interop::read(RICH.as_bytes(), &options);
    assert!(matches!(found, Err(Error::Limit { .. })));
}

#[test]
fn a_document_that_cannot_be_written_does_not_come_back() {
    let mut bom = interop(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.4","version":1,
        "components":[{"type":"library","name":"a"}]}"#,
    )
    .into_bom();
    bom.spec_version = cyclonedx_bom::models::bom::SpecVersion::V1_3;
    assert!(matches!(Model::try_from(&bom), Err(Error::Format { .. })));
}

#[test]
fn many_components_are_converted_in_one_go() {
    let component = r#"{"type":"library","name":"a","version":"1"}"#;
    let nested = format!(
        r#"{}{component}{}"#,
        r#"{"type":"library","name":"b","version":"1","components":["#.repeat(60),
        "]}".repeat(60)
    );
    let many = [component].repeat(20_000).join(",");
    let document = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[{nested},{many}]}}"#
    );
    let interop = interop(&document);
    assert!(interop.dropped().is_empty());
    let back = Model::try_from(interop.bom()).unwrap();
    assert_eq!(back.components().len(), 20_061);
    assert!(
        back.components()
            .all(|component| component.role() == Role::Inventory)
    );
}

#[test]
fn published_documents_come_back() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom interop: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("sbom");
    let table = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let (mut rows, mut refused, mut wrong) = (0, 0, 0);
    for line in table.lines().skip(1) {
        let row: Vec<&str> = line.split('\t').collect();
        let [file, "cdx-json", "1.3" | "1.4" | "1.5", "ok", conforms, ..] = row[..] else {
            continue;
        };
        rows += 1;
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let interop = match Interop::read(&bytes, &ReadOptions::default()) {
            Ok(interop) => interop,
            Err(error) => {
                refused += 1;
                // What conforms has a type and a name for each component.
                wrong += usize::from(conforms == "yes");
                println!("{file}: {error}");
                continue;
            }
        };
        let before = Model::read(&bytes, &ReadOptions::default()).unwrap();
        let after = Model::try_from(interop.bom()).unwrap();
        let count = |model: &Model| model.summary().counts.components;
        let edges = |model: &Model| {
            let depends = bonafide_sbom::Relation::DependsOn(None);
            let edges = model.edges().filter(|edge| *edge.relation == depends);
            let names = |edge: bonafide_sbom::ModelEdge<'_>| {
                [edge.from, edge.to].map(|end| model.reference(end).to_owned())
            };
            edges.map(names).collect::<BTreeSet<_>>()
        };
        if count(&before) != count(&after) || edges(&before) != edges(&after) {
            wrong += 1;
            println!(
                "{file}: {} components, {} came back",
                count(&before),
                count(&after)
            );
        }
    }
    println!("corpus sbom interop: {rows} rows, {refused} refused, {wrong} wrong");
    assert!(rows > 0 && wrong == 0);
}
