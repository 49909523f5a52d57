//! What is found in the graph of a document.

use bonafide_sbom::{Fields, Graph, Model, ReadOptions, Vertex};

fn read(document: &str) -> Model {
    Model::read(document.as_bytes(), &ReadOptions::default()).unwrap()
}

/// CycloneDX: components by their references, the first of them the root.
fn cdx(references: &[&str], edges: &[(&str, &str)]) -> String {
    let component = |name: &&str| format!(r#"{{"type":"library","bom-ref":"{name}","name":"n"}}"#);
    let (root, rest) = references.split_first().unwrap();
    let rest: Vec<_> = rest.iter().map(component).collect();
    let edges: Vec<_> = edges
        .iter()
        .map(|(from, to)| format!(r#"{{"ref":"{from}","dependsOn":["{to}"]}}"#))
        .collect();
    format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{{"component":{}}},"components":[{}],"dependencies":[{}]}}"#,
        component(root),
        rest.join(","),
        edges.join(",")
    )
}

/// SPDX 2: the same.
fn spdx2(references: &[&str], edges: &[(&str, &str)]) -> String {
    let packages: Vec<_> = references
        .iter()
        .map(|name| format!(r#"{{"SPDXID":"{name}","name":"n"}}"#))
        .collect();
    let edges: Vec<_> = edges
        .iter()
        .map(|(from, to)| {
            format!(
                r#"{{"spdxElementId":"{from}","relationshipType":"DEPENDS_ON","relatedSpdxElement":"{to}"}}"#
            )
        })
        .collect();
    format!(
        r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","documentDescribes":["{}"],"packages":[{}],"relationships":[{}]}}"#,
        references[0],
        packages.join(","),
        edges.join(",")
    )
}

/// SPDX 3: the same.
fn spdx3(references: &[&str], edges: &[(&str, &str)]) -> String {
    let mut elements: Vec<_> = references
        .iter()
        .map(|name| format!(r#"{{"type":"software_Package","spdxId":"{name}","name":"n"}}"#))
        .collect();
    elements.extend(edges.iter().map(|(from, to)| {
        format!(
            r#"{{"type":"Relationship","from":"{from}","relationshipType":"dependsOn","to":["{to}"]}}"#
        )
    }));
    elements.push(format!(
        r#"{{"type":"SpdxDocument","spdxId":"doc","rootElement":["{}"]}}"#,
        references[0]
    ));
    elements
        .push(r#"{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z"}"#.into());
    format!(
        r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{}]}}"#,
        elements.join(",")
    )
}

type Form = fn(&[&str], &[(&str, &str)]) -> String;
const FORMS: [Form; 3] = [cdx, spdx2, spdx3];

/// Each finding as code and detail.
fn found(document: &str) -> Vec<String> {
    let model = read(document);
    let report = Graph::new(&model).report();
    let kept = report.findings.kept().iter();
    kept.map(|finding| format!("{} {}", finding.code(), finding.detail()))
        .collect()
}

/// Code and place of each finding.
fn places(document: &str) -> Vec<(String, String)> {
    let model = read(document);
    let report = Graph::new(&model).report();
    let kept = report.findings.kept().iter();
    kept.map(|f| (f.code().as_str().to_owned(), f.place().as_str().to_owned()))
        .collect()
}

fn names<'m>(graph: &Graph<'m>, vertices: impl IntoIterator<Item = Vertex>) -> Vec<&'m str> {
    let names = vertices.into_iter().map(|on| graph.reference(on));
    names.map(Option::unwrap_or_default).collect()
}

#[test]
fn a_tree_has_no_findings() {
    for form in FORMS {
        let document = form(&["r", "a", "b"], &[("r", "a"), ("a", "b"), ("r", "b")]);
        assert_eq!(found(&document), [""; 0], "{document}");
    }
}

#[test]
fn faults_are_found_in_every_format() {
    let cases: [(&[&str], &[(&str, &str)], &[&str]); 7] = [
        (
            &["r", "a"],
            &[("r", "a"), ("a", "a")],
            &["sbom.cycle `a` depends on itself"],
        ),
        (
            &["r", "b", "a"],
            &[("r", "a"), ("a", "b"), ("b", "a")],
            &["sbom.cycle 2 depend on each other: a, b"],
        ),
        (
            &["r"],
            &[("r", "ghost")],
            &["sbom.dangling-ref `ghost` is no element"],
        ),
        (
            &["r"],
            &[("ghost", "r")],
            &["sbom.dangling-ref `ghost` is no element"],
        ),
        (
            &["r", "a", "b"],
            &[("r", "a")],
            &["sbom.unreachable `b` is not reached from any root"],
        ),
        (
            &["r", "a"],
            &[("a", "r")],
            &["sbom.unreachable `a` is not reached from any root"],
        ),
        // References are what they are byte for byte.
        (
            &["r", "a", "A"],
            &[("r", "a"), ("r", "A"), ("r", "%61")],
            &["sbom.dangling-ref `%61` is no element"],
        ),
    ];
    for (references, edges, expected) in cases {
        for form in FORMS {
            let document = form(references, edges);
            assert_eq!(found(&document), expected, "{document}");
        }
    }
}

#[test]
fn one_reference_of_two_is_ambiguous() {
    for form in FORMS {
        let document = form(&["r", "a", "a", "a"], &[("r", "a")]);
        let model = read(&document);
        let report = Graph::new(&model).report();
        assert_eq!(report.duplicates.len(), 1, "{document}");
        assert_eq!(report.duplicates[0].holders.len(), 3);
        let [finding] = report.findings.kept() else {
            panic!("{document}");
        };
        assert_eq!(finding.code().as_str(), "sbom.duplicate-ref");
        let holders = report.duplicates[0].holders.iter();
        for holder in holders {
            let place = model.component(*holder).unwrap().place();
            assert!(finding.detail().contains(place.as_str()), "{finding}");
        }
    }
}

#[test]
fn findings_have_places() {
    let document = cdx(&["r", "a", "b", "a"], &[("r", "ghost"), ("a", "a")]);
    let at = |code: &str, place: &str| (code.to_owned(), place.to_owned());
    assert_eq!(
        places(&document),
        [
            at("sbom.duplicate-ref", "/components/2"),
            at("sbom.dangling-ref", "/dependencies/0/dependsOn/0"),
            at("sbom.cycle", "/components/0"),
            at("sbom.unreachable", "/components/0"),
            at("sbom.unreachable", "/components/1"),
            at("sbom.unreachable", "/components/2"),
        ]
    );
}

#[test]
fn a_document_without_a_root_says_so() {
    let cdx = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a"}]}"#;
    let spdx = r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","packages":[{"SPDXID":"SPDXRef-a","name":"a"}]}"#;
    let spdx3 = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1"},{"type":"SpdxDocument","spdxId":"d"},
        {"type":"software_Package","spdxId":"a","name":"a"}]}"#;
    for document in [cdx, spdx, spdx3] {
        assert_eq!(
            found(document),
            ["sbom.no-root nothing says what the document is about"]
        );
        let model = read(document);
        assert_eq!(Graph::new(&model).report().unreachable, None);
    }
}

#[test]
fn a_graph_answers() {
    for form in FORMS {
        let document = form(
            &["r", "a", "b", "c", "x"],
            &[("r", "a"), ("a", "b"), ("b", "c"), ("a", "c"), ("x", "c")],
        );
        let model = read(&document);
        let graph = Graph::new(&model);
        let on = |name| graph.vertex(model.node(name).unwrap());
        assert_eq!(names(&graph, graph.roots()), ["r"]);
        assert_eq!(names(&graph, graph.path(on("c")).unwrap()), ["r", "a", "c"]);
        assert_eq!(
            (graph.depth(on("r")), graph.depth(on("c"))),
            (Some(0), Some(2))
        );
        assert_eq!((graph.depth(on("x")), graph.path(on("x"))), (None, None));
        let sorted = |mut names: Vec<&'static str>| {
            names.sort_unstable();
            names
        };
        let leak = |vertices: Vec<Vertex>| {
            let names = names(&graph, vertices).into_iter();
            sorted(names.map(|name| &*name.to_owned().leak()).collect())
        };
        assert_eq!(leak(graph.dependants(on("c")).collect()), ["a", "b", "x"]);
        assert_eq!(leak(graph.dependencies(on("a")).collect()), ["b", "c"]);
        assert_eq!(leak(graph.subgraph(on("a"))), ["a", "b", "c"]);
        assert_eq!(graph.dependency_count(), 5);
    }
}

#[test]
fn a_model_that_was_not_read_whole_is_not_judged() {
    let document = cdx(&["r", "a"], &[("r", "ghost")]);
    let options = ReadOptions::default().with_fields(Fields::IDENTITY);
    let model = Model::read(document.as_bytes(), &options).unwrap();
    let report = Graph::new(&model).report();
    assert_eq!((report.dangling, report.unreachable), (None, None));
    assert!(report.findings.kept().is_empty());
}
