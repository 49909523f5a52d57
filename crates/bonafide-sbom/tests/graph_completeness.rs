//! How complete a document says that it is.

use bonafide_sbom::{CompletenessClaim, Graph, Model, NodeCompleteness, ReadOptions};

use CompletenessClaim::{Complete, Incomplete, NotStated, Unknown};

fn read(document: &str) -> Model {
    Model::read(document.as_bytes(), &ReadOptions::default()).unwrap()
}

/// What is said of `a`.
fn said(document: &str) -> NodeCompleteness {
    let model = read(document);
    let graph = Graph::new(&model);
    graph.completeness(graph.vertex(model.node("a").unwrap()))
}

fn cdx(members: &str) -> String {
    format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{{"type":"library","bom-ref":"a","name":"n"}},{{"type":"library","bom-ref":"b","name":"n"}},{{"type":"library","name":"none"}}],{members}}}"#
    )
}

fn composition(aggregate: &str, member: &str) -> String {
    format!(r#"{{"aggregate":"{aggregate}","{member}":["a"]}}"#)
}

fn spdx2(relationships: &[(&str, &str)]) -> String {
    let list = relationships.iter().map(|(kind, to)| {
        format!(
            r#"{{"spdxElementId":"a","relationshipType":"{kind}","relatedSpdxElement":"{to}"}}"#
        )
    });
    let list: Vec<_> = list.collect();
    format!(
        r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","packages":[{{"SPDXID":"a","name":"n"}},{{"SPDXID":"b","name":"n"}}],"relationships":[{}]}}"#,
        list.join(",")
    )
}

fn spdx3(relationships: &[(&str, &str)]) -> String {
    let list = relationships
        .iter()
        .map(|(members, to)| format!(r#",{{{members},"from":"a","to":[{to}]}}"#));
    let list: String = list.collect();
    format!(
        r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z"}},
        {{"type":"software_Package","spdxId":"a","name":"n"}},{{"type":"software_Package","spdxId":"b","name":"n"}}{list}]}}"#
    )
}

#[test]
fn compositions_speak_of_one_list_each() {
    for (word, claim) in [
        ("complete", Complete),
        ("incomplete", Incomplete),
        ("incomplete_first_party_only", Incomplete),
        ("incomplete_third_party_opensource_only", Incomplete),
        ("unknown", Unknown),
        ("not_specified", NotStated),
        ("Complete", NotStated),
        ("", NotStated),
    ] {
        for at in ["dependencies", "assemblies", "vulnerabilities"] {
            let said = said(&cdx(&format!(
                r#""compositions":[{}]"#,
                composition(word, at)
            )));
            let of = |wanted| if at == wanted { claim } else { NotStated };
            assert_eq!(said.dependencies, of("dependencies"), "{word}");
            assert_eq!(said.contents, of("assemblies"), "{word}");
            assert_eq!(said.vulnerabilities, of("vulnerabilities"), "{word}");
        }
    }
}

#[test]
fn the_lesser_of_two_claims_holds() {
    let words = [
        ("not_specified", NotStated),
        ("complete", Complete),
        ("unknown", Unknown),
        ("incomplete", Incomplete),
    ];
    for (one, first) in words {
        for (two, second) in words {
            let list = [
                composition(one, "dependencies"),
                composition(two, "dependencies"),
            ];
            let said = said(&cdx(&format!(r#""compositions":[{}]"#, list.join(","))));
            assert_eq!(said.dependencies, first.max(second), "{one} {two}");
        }
    }
}

#[test]
fn what_is_said_of_the_document_is_said_of_no_component() {
    let document = cdx(r#""compositions":[{"aggregate":"complete"}],"dependencies":[{"ref":"a"}]"#);
    let model = read(&document);
    let graph = Graph::new(&model);
    assert_eq!(graph.document_completeness(), Complete);
    assert_eq!(said(&document).contents, NotStated);
    let model = read(&cdx(r#""compositions":[]"#));
    assert_eq!(Graph::new(&model).document_completeness(), NotStated);
}

#[test]
fn stated_leaves_are_complete_and_contradicted_ones_are_not() {
    let of = |members: &str| said(&cdx(members)).dependencies;
    assert_eq!(
        of(r#""dependencies":[{"ref":"a","dependsOn":[]}]"#),
        Complete
    );
    assert_eq!(
        of(r#""dependencies":[{"ref":"a","dependsOn":["b"]}]"#),
        NotStated
    );
    assert_eq!(
        of(r#""dependencies":[{"ref":"b","dependsOn":["a"]}]"#),
        NotStated
    );
    assert_eq!(
        of(r#""dependencies":[{"ref":"a","dependsOn":["b"]},{"ref":"a","dependsOn":[]}]"#),
        NotStated
    );
    let unknown = composition("unknown", "dependencies");
    assert_eq!(
        of(&format!(
            r#""dependencies":[{{"ref":"a"}}],"compositions":[{unknown}]"#
        )),
        Unknown
    );
}

#[test]
fn spdx_says_it_with_none_and_no_assertion() {
    for (list, dependencies, contents) in [
        (&[("DEPENDS_ON", "NONE")][..], Complete, NotStated),
        (&[("DEPENDS_ON", "NOASSERTION")], Unknown, NotStated),
        (&[("DEPENDS_ON", "b")], NotStated, NotStated),
        (
            &[("DEPENDS_ON", "b"), ("DEPENDS_ON", "NOASSERTION")],
            Unknown,
            NotStated,
        ),
        (
            &[("DEPENDS_ON", "b"), ("DEPENDS_ON", "NONE")],
            NotStated,
            NotStated,
        ),
        (
            &[("DEPENDS_ON", "NOASSERTION"), ("DEPENDS_ON", "NONE")],
            Unknown,
            NotStated,
        ),
        (
            &[("DEPENDS_ON", "NONE"), ("DEPENDS_ON", "NOASSERTION")],
            Unknown,
            NotStated,
        ),
        (&[("CONTAINS", "NONE")], NotStated, Complete),
        (&[("CONTAINS", "NOASSERTION")], NotStated, Unknown),
        (&[("STATIC_LINK", "NONE")], NotStated, NotStated),
    ] {
        let said = said(&spdx2(list));
        assert_eq!(
            (said.dependencies, said.contents),
            (dependencies, contents),
            "{list:?}"
        );
    }
}

#[test]
fn relationships_of_spdx_3_say_it_of_their_ends() {
    let kind = |kind: &str, rest: &str| {
        format!(r#""type":"Relationship","relationshipType":"{kind}"{rest}"#)
    };
    let complete = r#","completeness":"complete""#;
    for (list, dependencies, contents) in [
        (
            vec![(kind("dependsOn", complete), "\"b\"")],
            Complete,
            NotStated,
        ),
        (
            vec![(
                kind("dependsOn", r#","completeness":"incomplete""#),
                "\"b\"",
            )],
            Incomplete,
            NotStated,
        ),
        (
            vec![(
                kind("dependsOn", r#","completeness":"noAssertion""#),
                "\"b\"",
            )],
            Unknown,
            NotStated,
        ),
        (vec![(kind("dependsOn", ""), "\"b\"")], NotStated, NotStated),
        (
            vec![(kind("contains", complete), "\"b\"")],
            NotStated,
            Complete,
        ),
        // The dependencies of one scope are not all.
        (
            vec![(
                kind("dependsOn", r#","scope":"build","completeness":"complete""#),
                "\"b\"",
            )],
            NotStated,
            NotStated,
        ),
        (
            vec![(
                kind(
                    "dependsOn",
                    r#","scope":"build","completeness":"incomplete""#,
                ),
                "\"b\"",
            )],
            Incomplete,
            NotStated,
        ),
    ] {
        let list: Vec<_> = list
            .iter()
            .map(|(members, to)| (members.as_str(), *to))
            .collect();
        let said = said(&spdx3(&list));
        assert_eq!(
            (said.dependencies, said.contents),
            (dependencies, contents),
            "{list:?}"
        );
    }
}

#[test]
fn a_component_without_a_reference_has_no_claims() {
    let model = read(&cdx(
        r#""compositions":[{"aggregate":"complete","dependencies":["a"]}]"#,
    ));
    let graph = Graph::new(&model);
    let nameless = graph.vertex_of(2).unwrap();
    assert_eq!(graph.completeness(nameless), NodeCompleteness::default());
}

#[test]
fn many_claims_take_linear_time() {
    let list: Vec<_> = (0..100_000)
        .map(|at| format!(r#"{{"aggregate":"complete","dependencies":["a{at}"]}}"#))
        .collect();
    let entries: Vec<_> = (0..100_000)
        .map(|at| format!(r#"{{"ref":"a{at}"}}"#))
        .collect();
    let model = read(&cdx(&format!(
        r#""compositions":[{}],"dependencies":[{}]"#,
        list.join(","),
        entries.join(",")
    )));
    let graph = Graph::new(&model);
    let claims = (0..graph.vertex_count())
        .filter_map(|at| model.node_at(at))
        .map(|node| graph.completeness(graph.vertex(node)).dependencies);
    assert_eq!(claims.filter(|claim| *claim == Complete).count(), 100_000);
}

#[test]
fn many_holders_of_one_reference_take_linear_time() {
    let many = 50_000;
    let components = vec![r#"{"type":"library","bom-ref":"a","name":"n"}"#; many].join(",");
    let provided: Vec<_> = (0..many).map(|at| format!("\"p{at}\"")).collect();
    let document = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{components}],"dependencies":[{{"ref":"a","dependsOn":[],"provides":[{}]}}]}}"#,
        provided.join(",")
    );
    let model = read(&document);
    let graph = Graph::new(&model);
    let claims = model.components().map(|on| {
        let vertex = graph.vertex_of(on.ordinal()).unwrap();
        graph.completeness(vertex).dependencies
    });
    assert_eq!(claims.filter(|claim| *claim == Complete).count(), many);
}
