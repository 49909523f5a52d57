//! The three families give one view.

use bonafide_sbom::{
    Acknowledgement, Completeness, CompletenessSubject, Component, DependencyScope, Edge,
    EdgeAnswer, Fields, Flow, HashAlgorithm, LicenceValue, Locate, Model, PartyKind, ReadOptions,
    Relation, Role, Scope, Sink, count, read,
};

fn model(document: &str) -> Model {
    Model::read(document.as_bytes(), &ReadOptions::default()).unwrap()
}

const CDX: &str = r#"{
  "components": [
    {"type": "library", "bom-ref": "a", "group": "g", "name": "x", "version": "1",
     "purl": "pkg:npm/x@1", "cpe": "cpe:2.3:a:x:x:1:*:*:*:*:*:*:*", "scope": "excluded",
     "hashes": [{"alg": "MD5", "content": "d41d8cd98f00b204e9800998ecf8427e"},
                {"alg": "SHA-256", "content": "12"}],
     "licenses": [{"license": {"id": "MIT", "acknowledgement": "concluded"}},
                  {"expression": "Apache-2.0 OR MIT"}, {"license": {"name": "Own"}}],
     "evidence": {"licenses": [{"license": {"id": "0BSD"}}],
                  "identity": [{"field": "purl", "concludedValue": "pkg:npm/y"}]},
     "supplier": {"name": "Acme", "url": ["https://a"], "contact": [{"email": "a@a"}]},
     "author": "J. Doe",
     "swid": {"tagId": "swid-x"}, "swhid": ["swh:1:x"],
     "externalReferences": [{"type": "vcs", "url": "https://v"}],
     "properties": [{"name": "k", "value": "v"}, {"name": "flag"}],
     "components": [{"type": "file", "bom-ref": "inner", "name": "f"}],
     "pedigree": {"ancestors": [{"type": "library", "name": "old"}]}},
    {"type": "machine-learning-model", "bom-ref": "m", "name": "net",
     "modelCard": {"modelParameters": {"task": "t", "approach": {"type": "supervised"},
       "datasets": [{"ref": "d"}, {"type": "dataset", "name": "inline"}]}}},
    {"type": "data", "bom-ref": "d", "name": "set"}
  ],
  "services": [{"bom-ref": "s", "name": "api", "services": [{"name": "inner api"}]}],
  "dependencies": [{"ref": "a", "dependsOn": ["m", "m"]}, {"dependsOn": ["a"], "ref": "m"},
                   {"ref": "d", "dependsOn": []}, {"ref": "s", "provides": ["a"]},
                   {"ref": "inner", "dependsOn": ["urn:cdx:x/1#y"]}],
  "compositions": [{"assemblies": ["a"], "aggregate": "complete"}, {"aggregate": "unknown"}],
  "vulnerabilities": [{"bom-ref": "v", "id": "CVE-1", "source": {"name": "NVD"},
    "references": [{"id": "GHSA-1"}], "cwes": [79],
    "ratings": [{"score": 9.8, "severity": "critical", "method": "CVSSv31", "vector": "AV:N"}],
    "analysis": {"state": "not_affected", "justification": "code_not_reachable",
                 "response": ["update"], "detail": "no"},
    "affects": [{"ref": "a", "versions": [{"version": "1", "status": "affected"}]}]}],
  "metadata": {"timestamp": "2024-01-01T00:00:00Z", "component": {"type": "application", "bom-ref": "root",
      "name": "app", "components": [{"type": "library", "name": "under the root"}]},
    "tools": {"components": [{"type": "application", "name": "scanner"}]},
    "authors": [{"name": "A"}], "lifecycles": [{"phase": "build"}]},
  "serialNumber": "urn:uuid:x", "version": 3,
  "specVersion": "1.6", "bomFormat": "CycloneDX"
}"#;

#[test]
fn cyclonedx_has_its_components() {
    let model = model(CDX);
    let counts = model.summary().counts;
    // a, inner, m, d, and the one under the root.
    assert_eq!(
        (counts.components, counts.services, counts.others),
        (5, 2, 3)
    );
    let roles: Vec<_> = model
        .components()
        .map(|c| (c.name().unwrap(), c.role()))
        .collect();
    assert_eq!(
        roles,
        [
            ("x", Role::Inventory),
            ("f", Role::File),
            ("old", Role::Pedigree),
            ("net", Role::Model),
            ("set", Role::Data),
            ("api", Role::Service),
            ("inner api", Role::Service),
            ("app", Role::Root),
            ("under the root", Role::Inventory),
            ("scanner", Role::Tool),
        ]
    );
    let a = model.component(0).unwrap();
    assert_eq!(
        (a.group(), a.version(), a.reference()),
        (Some("g"), Some("1"), Some("a"))
    );
    assert_eq!(a.purls().collect::<Vec<_>>(), ["pkg:npm/x@1"]);
    assert_eq!((a.cpes().count(), a.scope()), (1, Some(Scope::Excluded)));
    assert_eq!(
        a.identifiers().collect::<Vec<_>>(),
        [("swid", "swid-x"), ("swhid", "swh:1:x")]
    );
    assert_eq!(a.evidence().collect::<Vec<_>>(), [("purl", "pkg:npm/y")]);
    assert_eq!(a.hashes().next().unwrap().0, Some(HashAlgorithm::Md5));
    assert_eq!(
        a.properties().collect::<Vec<_>>(),
        [("k", "v"), ("flag", "")]
    );
    assert_eq!(a.externals().collect::<Vec<_>>(), [("vcs", "https://v")]);
    let supplier = a.supplier().unwrap();
    assert_eq!(supplier.name.as_deref(), Some("Acme"));
    assert_eq!(
        (supplier.email.as_deref(), supplier.url.as_deref()),
        (Some("a@a"), Some("https://a"))
    );
    assert_eq!(a.producers()[0].capacity, "author");
    let inner = model.component(1).unwrap();
    assert_eq!(inner.parent().unwrap().ordinal(), 0);
    assert_eq!(inner.place().as_str(), "/components/0/components/0");
    assert_eq!(
        model
            .component(3)
            .unwrap()
            .model_card()
            .unwrap()
            .task
            .as_deref(),
        Some("t")
    );
    let codes: Vec<_> = model
        .summary()
        .findings
        .kept()
        .iter()
        .map(|f| (f.code().as_str(), f.place().as_str()))
        .collect();
    assert_eq!(codes, [("sbom.hash", "/components/0/hashes/1")]);
}

#[test]
fn cyclonedx_has_its_licences() {
    let model = model(CDX);
    let a = model.component(0).unwrap();
    let licences: Vec<_> = a
        .licences()
        .map(|l| {
            (
                l.acknowledgement,
                l.text().to_owned(),
                l.place(&a.place()).as_str().to_owned(),
            )
        })
        .collect();
    let wanted = [
        (
            Acknowledgement::Concluded,
            "MIT",
            "/components/0/licenses/0/license/id",
        ),
        (
            Acknowledgement::Unspecified,
            "Apache-2.0 OR MIT",
            "/components/0/licenses/1/expression",
        ),
        (
            Acknowledgement::Unspecified,
            "Own",
            "/components/0/licenses/2/license/name",
        ),
        (
            Acknowledgement::Observed,
            "0BSD",
            "/components/0/evidence/licenses/0/license/id",
        ),
    ];
    assert_eq!(
        licences,
        wanted.map(|(a, b, c)| (a, b.to_owned(), c.to_owned()))
    );
}

#[test]
fn cyclonedx_has_its_edges_and_answers() {
    let model = model(CDX);
    let depends = Relation::DependsOn(None);
    let node = |name| model.node(name).unwrap();
    assert_eq!(model.answer(node("a"), &depends), EdgeAnswer::Edges);
    assert_eq!(model.answer(node("d"), &depends), EdgeAnswer::None);
    assert_eq!(model.answer(node("s"), &depends), EdgeAnswer::None);
    assert_eq!(model.answer(node("root"), &depends), EdgeAnswer::Unknown);
    assert_eq!(model.edges_from(node("a")).count(), 1, "the union of both");
    let twice: Vec<_> = model
        .findings()
        .iter()
        .map(|f| (f.code().as_str(), f.place().as_str()))
        .collect();
    assert_eq!(twice, [("sbom.duplicate-edge", "/components/0")]);
    let trained = model
        .edges_from(node("m"))
        .find(|e| *e.relation == Relation::TrainedOn);
    assert_eq!(trained.unwrap().to, node("d"));
    assert!(model.is_external(node("urn:cdx:x/1#y")) && !model.is_external(node("a")));
    let to_a: Vec<_> = model
        .edges_to(node("a"))
        .map(|e| model.reference(e.from))
        .collect();
    assert_eq!(to_a, ["m", "s"]);
    assert_eq!(model.edges().count(), 5);
    assert_eq!(
        model.completeness()[0].subject,
        CompletenessSubject::Assembly("a".into())
    );
    assert_eq!(
        model.completeness()[1].subject,
        CompletenessSubject::Document
    );
}

#[test]
fn cyclonedx_has_its_vulnerabilities_and_its_head() {
    let model = model(CDX);
    let [vulnerability] = model.vulnerabilities() else {
        panic!()
    };
    assert_eq!(vulnerability.id.as_deref(), Some("CVE-1"));
    assert_eq!(vulnerability.aliases, ["GHSA-1"]);
    assert_eq!(vulnerability.ratings[0].score.as_deref(), Some("9.8"));
    assert_eq!(
        vulnerability.affects[0].versions[0].status.as_deref(),
        Some("affected")
    );
    assert_eq!(
        vulnerability.analysis.as_ref().unwrap().responses,
        ["update"]
    );
    let document = model.document();
    assert_eq!(
        (document.id.as_deref(), document.revision),
        (Some("urn:uuid:x"), Some(3))
    );
    assert_eq!(
        (document.root, document.lifecycles.as_slice()),
        (Some(7), &["build".into()][..])
    );
    assert_eq!(document.created.as_deref(), Some("2024-01-01T00:00:00Z"));
    // That of the root, not of what is in it.
    assert_eq!(document.name.as_deref(), Some("app"));
    assert_eq!(document.parties[0].name.as_deref(), Some("A"));
}

#[test]
fn old_tools_are_tools() {
    let model = model(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.3","metadata":{"tools":[
        {"vendor":"v","name":"t","version":"1","hashes":[{"alg":"SHA-1","content":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}]}]}}"#,
    );
    let tool = model.component(0).unwrap();
    assert_eq!(
        (tool.role(), tool.name(), tool.hashes().count()),
        (Role::Tool, Some("t"), 1)
    );
    assert_eq!(tool.supplier().unwrap().capacity, "vendor");
}

const SPDX2: &str = r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"doc","dataLicense":"CC0-1.0",
  "documentNamespace":"https://n","creationInfo":{"created":"2024-01-01T00:00:00.5Z","creators":["Tool: t-1","Person: J (j@j)"]},
  "externalDocumentRefs":[{"externalDocumentId":"DocumentRef-o","spdxDocument":"https://o"}],
  "documentDescribes":["SPDXRef-a"],
  "packages":[{"SPDXID":"SPDXRef-a","name":"a","versionInfo":"1","supplier":"Organization: Acme (a@a)","originator":"NOASSERTION",
    "downloadLocation":"NONE","filesAnalyzed":true,"packageVerificationCode":{"packageVerificationCodeValue":"c"},
    "checksums":[{"algorithm":"SHA1","checksumValue":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}],
    "licenseConcluded":"NOASSERTION","licenseDeclared":"MIT","licenseInfoFromFiles":["NONE","BSD-3-Clause"],
    "externalRefs":[{"referenceCategory":"PACKAGE_MANAGER","referenceType":"purl","referenceLocator":"pkg:npm/a@1"},
      {"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":"cpe:2.3:a:a:a:1:*:*:*:*:*:*:*"},
      {"referenceCategory":"SECURITY","referenceType":"advisory","referenceLocator":"https://x"},
      {"referenceCategory":"PERSISTENT-ID","referenceType":"swh","referenceLocator":"swh:1"}],
    "hasFiles":["SPDXRef-f"],"primaryPackagePurpose":"OPERATING_SYSTEM","attributionTexts":["thanks"],"copyrightText":"(c)"},
   {"SPDXID":"SPDXRef-b","name":"b"}],
  "files":[{"SPDXID":"SPDXRef-f","fileName":"./f","licenseInfoInFiles":["MIT"]}],
  "hasExtractedLicensingInfos":[{"licenseId":"LicenseRef-x","extractedText":"x","name":"X"}],
  "relationships":[
   {"spdxElementId":"SPDXRef-b","relationshipType":"BUILD_DEPENDENCY_OF","relatedSpdxElement":"SPDXRef-a"},
   {"spdxElementId":"SPDXRef-b","relationshipType":"DEPENDS_ON","relatedSpdxElement":"NONE"},
   {"spdxElementId":"SPDXRef-a","relationshipType":"CONTAINS","relatedSpdxElement":"NOASSERTION"},
   {"spdxElementId":"SPDXRef-a","relationshipType":"DEPENDS_ON","relatedSpdxElement":"DocumentRef-o:SPDXRef-z"},
   {"spdxElementId":"SPDXRef-a","relationshipType":"LOVES","relatedSpdxElement":"SPDXRef-b"},
   {"spdxElementId":"SPDXRef-a","relationshipType":"DEPENDS_ON"}]}"#;

#[test]
fn spdx_2_gives_the_same_view() {
    let model = model(SPDX2);
    let summary = model.summary();
    assert_eq!(
        (
            summary.version.as_str(),
            summary.counts.components,
            summary.counts.files
        ),
        ("2.3", 2, 1)
    );
    let a = model.components().find(|c| c.name() == Some("a")).unwrap();
    assert_eq!(
        (a.version(), a.download(), a.copyright()),
        (Some("1"), Some("NONE"), Some("(c)"))
    );
    assert_eq!(a.purls().collect::<Vec<_>>(), ["pkg:npm/a@1"]);
    assert_eq!(
        (a.cpes().count(), a.hashes().count(), a.verification_code()),
        (1, 1, Some("c"))
    );
    assert_eq!(a.identifiers().collect::<Vec<_>>(), [("swh", "swh:1")]);
    assert_eq!(
        a.externals().collect::<Vec<_>>(),
        [("advisory", "https://x")]
    );
    assert_eq!(a.supplier().unwrap().email.as_deref(), Some("a@a"));
    assert_eq!(a.producers()[0].kind, PartyKind::NoAssertion);
    let licences: Vec<_> = a
        .licences()
        .map(|l| (l.acknowledgement, l.text().to_owned()))
        .collect();
    assert_eq!(licences.len(), 4);
    assert!(licences.contains(&(Acknowledgement::Concluded, "NOASSERTION".to_owned())));
    assert!(licences.contains(&(Acknowledgement::Observed, "NONE".to_owned())));
    let forms: Vec<_> = a.licences().map(|l| l.form).collect();
    assert!(forms.contains(&LicenceValue::NoAssertion) && forms.contains(&LicenceValue::None));
    assert_eq!(
        model.document().documents[0].id.as_deref(),
        Some("DocumentRef-o")
    );
    assert_eq!(model.extracted_licences()[0].id, "LicenseRef-x");
    let mut codes: Vec<_> = summary
        .findings
        .kept()
        .iter()
        .map(|f| f.code().as_str())
        .collect();
    codes.sort_unstable();
    assert_eq!(
        codes,
        ["sbom.relationship", "sbom.relationship", "sbom.timestamp"]
    );
}

#[test]
fn spdx_2_relations_have_one_direction() {
    let model = model(SPDX2);
    let node = |name| model.node(name).unwrap();
    let (a, b) = (node("SPDXRef-a"), node("SPDXRef-b"));
    let build = Relation::DependsOn(Some(DependencyScope::Build));
    let edge = model
        .edges_from(a)
        .find(|edge| *edge.relation == build)
        .unwrap();
    assert!(edge.inverted && edge.to == b);
    assert_eq!(
        model.answer(b, &Relation::DependsOn(None)),
        EdgeAnswer::None
    );
    assert_eq!(
        model.answer(node("SPDXRef-DOCUMENT"), &Relation::Describes),
        EdgeAnswer::Edges
    );
    assert_eq!(
        model.answer(a, &Relation::Contains),
        EdgeAnswer::Edges,
        "its file"
    );
    assert_eq!(
        model.answer(a, &Relation::Other("LOVES".into())),
        EdgeAnswer::Edges
    );
    assert!(model.node("NONE").is_none() && model.node("NOASSERTION").is_none());
    assert!(model.is_external(node("DocumentRef-o:SPDXRef-z")));
}

const SPDX3: &str = r#"{"@graph":[
  {"type":"SpdxDocument","spdxId":"doc","name":"d","creationInfo":"_:c","rootElement":["p"],"dataLicense":"https://spdx.org/licenses/CC0-1.0",
   "import":[{"type":"ExternalMap","externalSpdxId":"ext"}]},
  {"type":"software_Package","spdxId":"p","name":"pkg","software_packageVersion":"2","software_packageUrl":"pkg:npm/p@2","suppliedBy":"acme",
   "originatedBy":["acme",{"type":"Person","name":"J"}],
   "verifiedUsing":[{"type":"Hash","algorithm":"md5","hashValue":"d41d8cd98f00b204e9800998ecf8427e"}],
   "externalIdentifier":[{"type":"ExternalIdentifier","externalIdentifierType":"cpe23","identifier":"cpe:2.3:a:p:p:2:*:*:*:*:*:*:*"}]},
  {"type":"ai_AIPackage","spdxId":"ai","name":"net","ai_typeOfModel":["transformer"],"ai_domain":["text"]},
  {"type":"dataset_DatasetPackage","spdxId":"ds","name":"set"},
  {"type":"Relationship","spdxId":"r1","from":"p","relationshipType":"hasDeclaredLicense","to":["l"]},
  {"type":"Relationship","spdxId":"r2","from":"p","relationshipType":"hasConcludedLicense","to":["circle"]},
  {"type":"LifecycleScopedRelationship","spdxId":"r3","from":"p","relationshipType":"dependsOn","scope":"test","to":["ext","ai"],"completeness":"complete"},
  {"type":"Relationship","spdxId":"r4","from":"ai","relationshipType":"trainedOn","to":["ds"]},
  {"type":"Relationship","spdxId":"r5","from":"ds","relationshipType":"dependsOn","to":[],"completeness":"complete"},
  {"type":"expandedlicensing_DisjunctiveLicenseSet","spdxId":"l","expandedlicensing_member":["https://spdx.org/licenses/MIT","w"]},
  {"type":"expandedlicensing_WithAdditionOperator","spdxId":"w","expandedlicensing_subjectExtendableLicense":"o","expandedlicensing_subjectAddition":"https://spdx.org/licenses/Classpath-exception-2.0"},
  {"type":"expandedlicensing_OrLaterOperator","spdxId":"o","expandedlicensing_subjectLicense":"https://spdx.org/licenses/GPL-2.0-only"},
  {"type":"expandedlicensing_ConjunctiveLicenseSet","spdxId":"circle","expandedlicensing_member":["circle"]},
  {"type":"Organization","spdxId":"acme","name":"Acme"},
  {"@type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z","createdBy":["acme"]},
  {"type":"security_Vulnerability","spdxId":"v","name":"CVE-2"}],
  "@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}"#;

#[test]
fn spdx_3_gives_the_same_view() {
    let model = model(SPDX3);
    let summary = model.summary();
    assert_eq!(
        (summary.version.as_str(), summary.counts.components),
        ("3.0.1", 3)
    );
    let p = model.component_of(model.node("p").unwrap()).unwrap();
    assert_eq!(
        (p.name(), p.version(), p.role()),
        (Some("pkg"), Some("2"), Role::Inventory)
    );
    assert_eq!(
        (p.purls().count(), p.cpes().count(), p.hashes().count()),
        (1, 1, 1)
    );
    assert_eq!(p.supplier().unwrap().name.as_deref(), Some("Acme"));
    assert_eq!(p.producers()[1].kind, PartyKind::Person);
    let licences: Vec<_> = p.licences().map(|l| l.text().to_owned()).collect();
    assert_eq!(
        licences,
        [
            "(MIT OR GPL-2.0-only+ WITH Classpath-exception-2.0)",
            "circle"
        ]
    );
    let codes: Vec<_> = summary
        .findings
        .kept()
        .iter()
        .map(|f| f.code().as_str())
        .collect();
    assert_eq!(codes, ["sbom.licence-invalid"]);
    let ai = model.component_of(model.node("ai").unwrap()).unwrap();
    assert_eq!(
        (ai.role(), ai.model_card().unwrap().task.as_deref()),
        (Role::Model, Some("text"))
    );
    assert_eq!(model.document().parties[0].name.as_deref(), Some("Acme"));
    assert_eq!(model.document().licences[0].text(), "CC0-1.0");
    assert_eq!(model.vulnerabilities()[0].id.as_deref(), Some("CVE-2"));
}

#[test]
fn spdx_3_relations_are_the_same() {
    let model = model(SPDX3);
    let node = |name| model.node(name).unwrap();
    let test = Relation::DependsOn(Some(DependencyScope::Test));
    assert_eq!(
        model
            .edges_from(node("p"))
            .filter(|e| *e.relation == test)
            .count(),
        2
    );
    assert!(model.is_external(node("ext")));
    assert_eq!(
        model.answer(node("ds"), &Relation::DependsOn(None)),
        EdgeAnswer::None
    );
    assert_eq!(
        model.answer(node("doc"), &Relation::Describes),
        EdgeAnswer::Edges
    );
    let Completeness { aggregate, .. } = &model.completeness()[0];
    assert_eq!(aggregate, "complete");
}

#[test]
fn to_generate_nothing_is_not_to_be_generated_from_nothing() {
    let document = |to: &str| {
        format!(
            r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
            {{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z"}},
            {{"type":"software_Package","spdxId":"p","name":"p","creationInfo":"_:c"}},
            {{"type":"Relationship","spdxId":"r","from":"p","relationshipType":"generates","to":["{to}"],"creationInfo":"_:c"}}]}}"#
        )
    };
    let nothing = model(&document(
        "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement",
    ));
    let p = nothing.node("p").unwrap();
    let of = |relation| nothing.answer(p, &relation);
    assert_eq!(of(Relation::GeneratedFrom), EdgeAnswer::Unknown);
    assert_eq!(of(Relation::Other("generates".into())), EdgeAnswer::None);
}

#[test]
fn a_smaller_mask_changes_no_count() {
    for document in [CDX, SPDX2, SPDX3] {
        let all = model(document).summary().counts;
        let none = count(document.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(all.components, none.components);
        assert_eq!(none.edges, 0);
    }
}

#[test]
fn white_space_and_escapes_change_nothing() {
    for document in [CDX, SPDX2, SPDX3] {
        let value: serde_json::Value = serde_json::from_str(document).unwrap();
        // serde_json sorts members, so this is another order, too.
        let other = serde_json::to_string_pretty(&value)
            .unwrap()
            .replace("/", "\\/");
        let (one, two) = (model(document), model(&other));
        assert_eq!(one.summary().counts, two.summary().counts);
        let names = |model: &Model| {
            let mut names: Vec<_> = model
                .components()
                .map(|c| (c.name().map(str::to_owned), c.role(), c.licences().count()))
                .collect();
            names.sort_by(|a, b| a.0.cmp(&b.0));
            names
        };
        assert_eq!(names(&one), names(&two));
        let edges = |model: &Model| {
            let mut edges: Vec<_> = model
                .edges()
                .map(|e| {
                    format!(
                        "{} {:?} {}",
                        model.reference(e.from),
                        e.relation,
                        model.reference(e.to)
                    )
                })
                .collect();
            edges.sort();
            edges
        };
        assert_eq!(edges(&one), edges(&two));
    }
}

struct Stops(usize);

impl Sink for Stops {
    fn component(&mut self, _: &Component<'_>, _: &dyn Locate) -> Flow {
        self.0 += 1;
        Flow::Stop
    }

    fn edge(&mut self, _: &Edge<'_>, _: &dyn Locate) -> Flow {
        panic!("after the end")
    }
}

#[test]
fn a_sink_that_stops_leaves_the_reading_incomplete() {
    for document in [CDX, SPDX2, SPDX3] {
        let mut sink = Stops(0);
        let options = ReadOptions::default().with_fields(Fields::IDENTITY);
        let summary = read(document.as_bytes(), &options, &mut sink).unwrap();
        assert!(!summary.complete && sink.0 == 1);
    }
}

#[test]
fn what_is_odd_and_hides_nothing_is_a_finding() {
    struct Nothing;
    impl Sink for Nothing {}
    let codes = |members: &str| {
        let document = format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6"{members}}}"#);
        let summary = read(document.as_bytes(), &ReadOptions::default(), &mut Nothing).unwrap();
        let kept = summary.findings.kept().iter();
        kept.map(|finding| finding.code().as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(""), [""; 0]);
    let named = |name: &str| {
        codes(&format!(
            r#","components":[{{"type":"library","name":"{name}"}}]"#
        ))
    };
    assert_eq!(named("a"), [""; 0]);
    assert_eq!(named("a\\u202eb"), ["sbom.control-character"]);
    assert_eq!(named("a\\u0007"), ["sbom.control-character"]);
    assert_eq!(
        codes(r#","signature":{"algorithm":"ES256","value":"AA"}"#),
        ["sbom.embedded-signature"]
    );
}

/// The codes and places of the findings of a document.
fn findings(document: &str) -> Vec<(String, String)> {
    let summary = read(document.as_bytes(), &ReadOptions::default(), &mut ()).unwrap();
    let kept = summary.findings.kept().iter();
    kept.map(|f| (f.code().as_str().to_owned(), f.place().as_str().to_owned()))
        .collect()
}

fn found(code: &str, place: &str) -> (String, String) {
    (code.to_owned(), place.to_owned())
}

#[test]
fn empty_references_are_none() {
    let document = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"bom-ref":""}],"dependencies":[{"ref":"a","dependsOn":[""]},{"ref":""}]}"#;
    let wanted = [
        found("sbom.ref", "/components/0/bom-ref"),
        found("sbom.ref", "/dependencies/0/dependsOn/0"),
        found("sbom.required", "/dependencies/1"),
    ];
    assert_eq!(findings(document), wanted);
    let model = model(document);
    assert!(model.component(0).unwrap().node().is_none() && model.node("").is_none());
}

#[test]
fn two_passes_find_a_thing_once() {
    let long = "x".repeat(5_000);
    let document = format!(
        r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {{"type":"software_Package","spdxId":"p","name":1}},
        {{"type":"simplelicensing_LicenseExpression","spdxId":"e","simplelicensing_licenseExpression":"{long}"}},
        {{"type":"expandedlicensing_ConjunctiveLicenseSet","spdxId":"s","expandedlicensing_member":["e","e"]}},
        {{"type":"Relationship","from":"p","relationshipType":"hasDeclaredLicense","to":["s"]}}]}}"#
    );
    let wanted = [
        found("sbom.type", "/@graph/0/name"),
        found("sbom.licence-invalid", "/@graph/0"),
    ];
    assert_eq!(
        findings(&document),
        wanted,
        "and an expression over the limit is not written"
    );
}

#[test]
fn nothing_is_said_about_the_other_direction() {
    let document = r#"{"spdxVersion":"SPDX-2.3","relationships":[
        {"spdxElementId":"a","relationshipType":"DEPENDENCY_OF","relatedSpdxElement":"NONE"}]}"#;
    let model = model(document);
    let a = model.node("a").unwrap();
    assert_eq!(
        model.answer(a, &Relation::DependsOn(None)),
        EdgeAnswer::Unknown
    );
    assert_eq!(
        model.answer(a, &Relation::Other("DEPENDENCY_OF".into())),
        EdgeAnswer::None
    );
}

/// The licences of the first component, each with its place.
fn licences(document: &str) -> Vec<String> {
    let model = model(document);
    let first = model.component(0).unwrap();
    let all = first.licences();
    all.map(|one| format!("{} {}", one.text(), one.place(&first.place())))
        .collect()
}

/// Readers that take the first, the last or both of two elements see other licences.
#[test]
fn licences_of_one_id_are_no_licence_unless_they_are_the_same() {
    let document = |second: &str| {
        format!(
            r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
            {{"type":"software_Package","spdxId":"p","name":"p"}},
            {{"type":"Relationship","from":"p","relationshipType":"hasDeclaredLicense","to":["l"]}},
            {{"type":"simplelicensing_LicenseExpression","spdxId":"l","simplelicensing_licenseExpression":"GPL-3.0-only"}},
            {{"type":"simplelicensing_LicenseExpression","spdxId":"l","simplelicensing_licenseExpression":"{second}"}}]}}"#
        )
    };
    let same = document("GPL-3.0-only");
    assert!(licences(&same)[0].starts_with("GPL-3.0-only "));
    assert!(findings(&same).is_empty());
    let other = document("MIT");
    assert!(licences(&other)[0].starts_with("l "));
    assert_eq!(findings(&other)[0].0, "sbom.licence-invalid");
}

#[test]
fn an_expression_hides_no_licence_beside_it() {
    let document = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"a","licenses":[
        {"expression":"MIT","license":{"id":"GPL-3.0-only"}},
        {"license":{"name":"own"},"expression":"MIT"}]}]}"#;
    assert_eq!(
        licences(document),
        [
            "GPL-3.0-only /components/0/licenses/0/license/id",
            "MIT /components/0/licenses/0/expression",
            "own /components/0/licenses/1/license/name",
            "MIT /components/0/licenses/1/expression",
        ]
    );
}

/// What a part of a document is signed with is said like what all of it is, at its place.
#[test]
fn signatures_of_parts_are_noted() {
    let signed = r#""signature":{"algorithm":"ES256","value":"x"}"#;
    let document = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{{"name":"a",{signed}}},{{"name":"b","signature":1}}],
        "services":[{{"name":"s",{signed}}}],"compositions":[{{"aggregate":"complete",{signed}}}]}}"#
    );
    let noted = |place| found("sbom.embedded-signature", place);
    assert_eq!(
        findings(&document),
        [
            noted("/components/0/signature"),
            noted("/components/1/signature"),
            found(
                "sbom.embedded-signature-malformed",
                "/components/1/signature"
            ),
            noted("/services/0/signature"),
            noted("/compositions/0/signature"),
        ]
    );
}

/// Names of the content itself are identifiers like any other.
#[test]
fn spdx_3_has_what_content_is_called() {
    let document = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {"type":"software_Package","spdxId":"p","name":"p","software_contentIdentifier":[
        {"type":"software_ContentIdentifier","software_contentIdentifierType":"gitoid",
        "software_contentIdentifierValue":"gitoid:blob:sha1:a"}]}]}"#;
    let model = model(document);
    let first = model.component(0).unwrap();
    let all = first.identifiers();
    let found: Vec<_> = all.map(|one| format!("{one:?}")).collect();
    assert!(
        found.len() == 1 && found[0].contains("gitoid:blob:sha1:a"),
        "{found:?}"
    );
}

/// Only what SPDX itself calls so is no element; in the other direction it says nothing.
#[test]
fn spdx_3_has_elements_with_the_names_of_individuals() {
    let document = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {"type":"software_Package","spdxId":"p"},
        {"type":"software_Package","spdxId":"https://own/NoneElement"},
        {"type":"Relationship","from":"p","relationshipType":"dependsOn","to":["https://own/NoneElement"]},
        {"type":"Relationship","from":"p","relationshipType":"generates","to":["https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"]},
        {"type":"Relationship","from":"p","relationshipType":"contains","to":["NoAssertionElement"]},
        {"type":"Relationship","from":"p","relationshipType":"describes","to":["spdx:Core/NoneElement"]}]}"#;
    let model = model(document);
    let answer = |relation| model.answer(model.node("p").unwrap(), &relation);
    assert_eq!(answer(Relation::DependsOn(None)), EdgeAnswer::Edges);
    assert_eq!(answer(Relation::GeneratedFrom), EdgeAnswer::Unknown);
    assert_eq!(
        answer(Relation::Other("generates".into())),
        EdgeAnswer::None
    );
    assert_eq!(answer(Relation::Contains), EdgeAnswer::Unknown);
    assert_eq!(answer(Relation::Describes), EdgeAnswer::None);
}
