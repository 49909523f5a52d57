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

/// References, edges between them, and the findings that are wanted.
type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], &'a [&'a str]);

#[test]
fn faults_are_found_in_every_format() {
    let cases: [Case<'_>; 7] = [
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

#[test]
fn what_is_elsewhere_or_of_another_kind_is_not_dangling() {
    // The external end can be either one, and marks no component of this document.
    let spdx2 = r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","documentDescribes":["r"],
        "packages":[{"SPDXID":"r","name":"r"}],"snippets":[{"SPDXID":"SPDXRef-s"}],
        "hasExtractedLicensingInfos":[{"licenseId":"LicenseRef-l","extractedText":"t"}],"relationships":[
        {"spdxElementId":"DocumentRef-x:SPDXRef-y","relationshipType":"DEPENDS_ON","relatedSpdxElement":"r"},
        {"spdxElementId":"r","relationshipType":"DEPENDENCY_OF","relatedSpdxElement":"DocumentRef-x:SPDXRef-z"},
        {"spdxElementId":"SPDXRef-s","relationshipType":"OTHER","relatedSpdxElement":"LicenseRef-l"},
        {"spdxElementId":"SPDXRef-t","relationshipType":"OTHER","relatedSpdxElement":"r"}]}"#;
    let model = read(spdx2);
    assert!(!model.is_external(model.node("r").unwrap()));
    assert_eq!(
        found(spdx2),
        ["sbom.dangling-ref `SPDXRef-t` is no element"]
    );
    let spdx3 = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1"},{"type":"Person","spdxId":"p","name":"p"},
        {"type":"SpdxDocument","spdxId":"d","rootElement":["s"],"import":[{"type":"ExternalMap","externalSpdxId":"ext"}]},
        {"type":"software_Sbom","spdxId":"s","rootElement":["r"]},{"type":"software_Package","spdxId":"r","name":"r"},
        {"type":"Relationship","from":"ext","relationshipType":"dependsOn","to":["r"]},
        {"type":"Relationship","from":"p","relationshipType":"invokedBy","to":["r","q"]}]}"#;
    let model = read(spdx3);
    assert!(!model.is_external(model.node("r").unwrap()));
    assert!(model.is_external(model.node("ext").unwrap()));
    assert_eq!(found(spdx3), ["sbom.dangling-ref `q` is no element"]);
    let cdx = cdx(&["r"], &[("r", "urn:cdx:x/1#y")]);
    assert_eq!(found(&cdx), [""; 0]);
}

#[test]
fn nesting_and_containment_reach() {
    let nested = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"type":"application","name":"r",
        "components":[{"type":"library","name":"in","components":[{"type":"library","name":"deeper"}]}]}},
        "components":[{"type":"library","name":"out"}]}"#;
    assert_eq!(
        found(nested),
        ["sbom.unreachable `out` is not reached from any root"]
    );
    let model = read(nested);
    let graph = Graph::new(&model);
    let deeper = model
        .components()
        .find(|c| c.name() == Some("deeper"))
        .unwrap();
    let deeper = graph.vertex_of(deeper.ordinal()).unwrap();
    assert_eq!(graph.depth(deeper), Some(2));
    let path = graph.path(deeper).unwrap();
    let path: Vec<_> = path
        .into_iter()
        .map(|on| graph.component(on).unwrap().name().unwrap())
        .collect();
    assert_eq!(path, ["r", "in", "deeper"]);
    let spdx2 = spdx2(&["r", "a"], &[("r", "a")]).replace("DEPENDS_ON", "CONTAINS");
    assert_eq!(found(&spdx2), [""; 0]);
    let other = spdx2.replace("CONTAINS", "COPY_OF");
    assert_eq!(
        found(&other),
        ["sbom.unreachable `a` is not reached from any root"]
    );
    let own = spdx2.replace(r#""relatedSpdxElement":"a""#, r#""relatedSpdxElement":"r""#);
    assert_eq!(
        found(&own)[0],
        "sbom.relationship `r` has a relationship to itself"
    );
}

#[test]
fn a_document_can_have_several_roots() {
    let document = spdx2(&["r", "a"], &[]).replace(r#"["r"]"#, r#"["r","a","r"]"#);
    let model = read(&document);
    let report = Graph::new(&model).report();
    assert_eq!((report.roots.len(), report.findings.kept().len()), (2, 0));
}

#[test]
fn long_cycles_and_wide_stars_are_answered() {
    const MANY: usize = 40_000;
    let all: Vec<String> = (0..MANY).map(|at| format!("n{at:05}")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let ring: Vec<_> = (0..MANY)
        .map(|at| (all[at], all[(at + 1) % MANY]))
        .collect();
    let chain = &ring[..MANY - 1];
    let star: Vec<_> = all[1..].iter().map(|to| (all[0], *to)).collect();
    for form in FORMS {
        let model = read(&form(&all, &ring));
        let graph = Graph::new(&model);
        let report = graph.report();
        assert_eq!((report.cycles.len(), report.cycles[0].size), (1, MANY));
        assert_eq!(names(&graph, report.cycles[0].members.clone()), all[..100]);
        assert_eq!(report.findings.kept().len(), 1);
        let last = graph.vertex(model.node(all[MANY - 1]).unwrap());
        assert_eq!(graph.path(last).unwrap().len(), MANY);
        let model = read(&form(&all, chain));
        assert!(Graph::new(&model).report().findings.kept().is_empty());
        let model = read(&form(&all, &star));
        let graph = Graph::new(&model);
        assert!(graph.report().findings.kept().is_empty());
        let root = graph.roots().next().unwrap();
        assert_eq!(graph.dependencies(root).len(), MANY - 1);
        assert_eq!(graph.subgraph(root).len(), MANY);
    }
    // Nothing is reached: what is not kept is counted.
    let report = Graph::new(&read(&cdx(&all, &[]))).report();
    assert_eq!(report.findings.kept().len(), 10_000);
    let dropped: Vec<_> = report
        .findings
        .dropped()
        .iter()
        .map(|(code, n)| (code.as_str(), *n))
        .collect();
    assert_eq!(dropped, [("sbom.unreachable", MANY - 1 - 10_000)]);
}

#[test]
fn two_runs_say_the_same() {
    let edges = [
        ("r", "c"),
        ("c", "b"),
        ("b", "c"),
        ("a", "e"),
        ("e", "a"),
        ("a", "ghost"),
    ];
    for form in FORMS {
        let document = form(&["r", "e", "c", "b", "a", "b"], &edges);
        let model = read(&document);
        let report = Graph::new(&model).report();
        for _ in 0..8 {
            assert_eq!(Graph::new(&read(&document)).report(), report);
        }
        assert_eq!(report.cycles.len(), 2);
    }
}
