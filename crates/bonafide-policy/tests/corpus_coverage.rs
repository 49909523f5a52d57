//! Recorded admission requests: the images that their objects name.

use std::collections::BTreeSet;
use std::path::PathBuf;

use bonafide_policy::{
    CompiledPolicy, CoverageOptions, MemoryFiles, PolicyDocument, PolicySource, SourceFormat,
    Syntax, coverage,
};
use bonafide_report::Time;
use serde_json::Value;

const POLICY: &str = r#"
schema: bonafide.policy/v1
name: any
version: "1"
default: reject
rules:
- { id: any, match: {}, require: [ { id: s, static: { decision: reject, message: m } } ] }
"#;

#[test]
fn admission_requests() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus coverage: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = PathBuf::from(corpus).join("policy/admission-review");
    let index = std::fs::read_to_string(folder.join("index.tsv")).unwrap();
    let document = PolicyDocument::parse(POLICY.as_bytes(), Syntax::Yaml).unwrap();
    let source = PolicySource::new(POLICY.as_bytes(), SourceFormat::Native);
    let policy = CompiledPolicy::compile(document, &source, &MemoryFiles::default()).unwrap();
    let (mut rows, mut wrong) = (0, 0);
    for row in index.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let review = std::fs::read(folder.join(fields[0])).unwrap();
        rows += 1;
        if !is_right(&policy, &review, &fields) {
            wrong += 1;
            println!("{row}");
        }
    }
    println!("corpus coverage: {rows} rows, {wrong} wrong");
    assert!(rows >= 15 && wrong == 0);
}

fn is_right(policy: &CompiledPolicy, review: &[u8], fields: &[&str]) -> bool {
    let (kind, namespace, images) = (fields[2], fields[3], fields[4]);
    let review: Value = serde_json::from_slice(review).unwrap();
    let object = review["request"]["object"].to_string();
    let options = CoverageOptions::default().with_namespace(namespace);
    let report = coverage(
        policy,
        object.as_bytes(),
        &options,
        Time::from_unix(0).unwrap(),
    );
    let Ok(report) = report else {
        return fields[5] == "deny: malformed request";
    };
    let wanted: BTreeSet<&str> = images.split(',').filter(|it| !it.is_empty()).collect();
    let found: BTreeSet<&str> = report.images().iter().map(|it| it.image()).collect();
    let is_there = report.images().iter().all(|image| {
        let object = image.object();
        object.kind == kind
            && object.namespace.as_deref() == Some(namespace)
            && image.rules() == ["any"]
    });
    found == wanted && is_there && !fields[5].starts_with("deny")
}
