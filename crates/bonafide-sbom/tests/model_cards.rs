//! Machine learning models with what they were made from.

use bonafide_sbom::{Model, ReadOptions, Source};

/// Each model as name, bases and data with their roles.
fn cards(document: &str) -> Vec<(String, Vec<String>, Vec<String>)> {
    let model = Model::read(document.as_bytes(), &ReadOptions::default()).unwrap();
    let shown = |source: &Source<'_>| match source {
        Source::Component(component) => component.name().unwrap_or_default().to_owned(),
        Source::Reference(name) => format!("-> {name}"),
        Source::Inline(name) => format!("inline {}", name.unwrap_or_default()),
    };
    let cards = model.model_cards();
    cards
        .iter()
        .map(|card| {
            let data = card.datasets.iter();
            (
                card.component.name().unwrap_or_default().to_owned(),
                card.bases.iter().map(shown).collect(),
                data.map(|one| format!("{:?} {}", one.role, shown(&one.source)))
                    .collect(),
            )
        })
        .collect()
}

fn card(name: &str, bases: &[&str], data: &[&str]) -> (String, Vec<String>, Vec<String>) {
    let own = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    (name.to_owned(), own(bases), own(data))
}

#[test]
fn cyclonedx_says_it_in_pedigree_and_card() {
    let document = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[
        {"type":"machine-learning-model","bom-ref":"m","name":"tuned",
         "pedigree":{"ancestors":[{"type":"machine-learning-model","name":"base","pedigree":{"ancestors":[{"type":"library","name":"older"}]}}],
                     "descendants":[{"type":"machine-learning-model","name":"child"}],
                     "variants":[{"type":"machine-learning-model","name":"twin"}]},
         "modelCard":{"modelParameters":{"task":"t","datasets":[{"ref":"d"},{"ref":"gone"},{"name":"in place"},{}]}}},
        {"type":"data","bom-ref":"d","name":"Texts"},
        {"type":"library","name":"plain","pedigree":{"ancestors":[{"type":"library","name":"x"}]}}]}"#;
    let data = [
        "Unspecified Texts",
        "Unspecified -> gone",
        "Unspecified inline in place",
        "Unspecified inline ",
    ];
    assert_eq!(cards(document), [card("tuned", &["base"], &data)]);
}

#[test]
fn spdx_3_says_it_in_relationships() {
    let element =
        |kind: &str, id: &str| format!(r#"{{"type":"{kind}","spdxId":"{id}","name":"{id}"}}"#);
    let edge = |from: &str, kind: &str, to: &str| {
        format!(
            r#"{{"type":"Relationship","from":"{from}","relationshipType":"{kind}","to":["{to}"]}}"#
        )
    };
    let elements = [
        element("ai_AIPackage", "tuned"),
        element("ai_AIPackage", "base"),
        element("ai_AIPackage", "old"),
        element("software_Package", "code"),
        element("dataset_DatasetPackage", "texts"),
        element("dataset_DatasetPackage", "tests"),
        edge("base", "generates", "tuned"),
        edge("code", "generates", "tuned"),
        edge("base", "descendantOf", "old"),
        edge("tuned", "trainedOn", "texts"),
        edge("tuned", "testedOn", "tests"),
        edge("tuned", "trainedOn", "elsewhere"),
    ];
    let document = format!(
        r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z"}},{}]}}"#,
        elements.join(",")
    );
    let found = cards(&document);
    assert_eq!(found[0].1, ["base"]);
    let mut data = found[0].2.clone();
    data.sort();
    assert_eq!(
        data,
        ["Testing tests", "Training -> elsewhere", "Training texts"]
    );
    assert_eq!(found[1], card("base", &["old"], &[]));
    assert_eq!(found[2], card("old", &[], &[]));
    assert_eq!(found.len(), 3);
}

#[test]
fn package_urls_of_models_are_of_three_types() {
    let purl = |purl: &str| {
        let document = format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{{"type":"machine-learning-model","name":"m","purl":"{purl}"}}]}}"#
        );
        let model = Model::read(document.as_bytes(), &ReadOptions::default()).unwrap();
        let found = model.model_cards()[0].purl();
        found.map(|purl| purl.as_str().to_owned())
    };
    for right in ["pkg:huggingface/a/b@c0ffee", "pkg:oci/m@1"] {
        assert_eq!(purl(right).as_deref(), Some(right));
    }
    assert_eq!(purl("pkg:npm/m@1"), None);
    assert_eq!(purl("pkg:"), None);
}

#[test]
fn many_models_take_linear_time() {
    let many: Vec<_> = (0..50_000)
        .map(|at| format!(r#"{{"type":"machine-learning-model","name":"{at}","pedigree":{{"ancestors":[{{"type":"library","name":"b"}}]}}}}"#))
        .collect();
    let document = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{}]}}"#,
        many.join(",")
    );
    let found = cards(&document);
    assert_eq!(found.len(), 50_000);
    assert!(found.iter().all(|card| card.1 == ["b"]));
}

#[test]
fn many_models_of_one_reference_share_one_list() {
    let many = 20_000;
    let models = vec![r#"{"type":"ai_AIPackage","spdxId":"m","name":"m"}"#; many].join(",");
    let edges: Vec<_> = (0..many)
        .map(|at| {
            format!(r#"{{"type":"Relationship","from":"m","relationshipType":"trainedOn","to":["d{at}"]}}"#)
        })
        .collect();
    let document = format!(
        r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z"}},{models},{}]}}"#,
        edges.join(",")
    );
    let found = cards(&document);
    assert_eq!((found.len(), found[0].2.len()), (many, many));
    assert!(found[1..].iter().all(|card| card.2.is_empty()));
}
