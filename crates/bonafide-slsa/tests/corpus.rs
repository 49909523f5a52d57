//! Published provenance of many builders: each statement gives a view.

use std::path::{Path, PathBuf};

use bonafide_dsse::{Statement, StatementOptions};
use bonafide_json::base64::{self, Form};
use bonafide_slsa::{Provenance, ProvenanceVersion};
use serde_json::Value;

#[test]
fn views() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus slsa views: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let mut files = Vec::new();
    list(&Path::new(&corpus).join("slsa/data"), &mut files);
    files.sort();
    let (mut rows, mut wrong) = (0, 0);
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        for payload in payloads(&text) {
            // Some are damaged on purpose; what is no statement is the affair of another crate.
            let Ok(statement) = Statement::parse(&payload, &StatementOptions::provenance()) else {
                continue;
            };
            if ProvenanceVersion::from_uri(statement.predicate_type()).is_none() {
                continue;
            }
            rows += 1;
            if let Err(reason) = check(&statement) {
                wrong += 1;
                println!("{}: {reason}", file.display());
            }
        }
    }
    println!("corpus slsa views: {rows} rows, {wrong} wrong");
    assert!(rows > 0 && wrong == 0);
}

/// What all of them have, whoever wrote them.
fn check(statement: &Statement) -> Result<(), String> {
    let view = Provenance::of(statement).map_err(|error| error.to_string())?;
    let tree: Value = serde_json::from_str(statement.predicate()).unwrap();
    let is_at = |pointer: &str, value: &str| tree.pointer(pointer).unwrap() == value;
    let mut fields = vec![view.builder_id(), view.build_type()];
    fields.extend(
        view.invocation_id()
            .filter(|id| tree.pointer(id.pointer().as_str()).is_some()),
    );
    for field in fields {
        if !is_at(field.pointer().as_str(), field.value()) {
            return Err(format!("another value at {}", field.pointer()));
        }
    }
    for parameter in view.external() {
        let value: Value = serde_json::from_str(parameter.value().text()).unwrap();
        if tree.pointer(parameter.pointer().as_str()) != Some(&value) {
            return Err(format!("another value at {}", parameter.pointer()));
        }
    }
    for dependency in view.dependencies() {
        let pointer = dependency.pointer().member("uri");
        let uri = dependency.descriptor().uri().unwrap_or_default();
        if !is_at(pointer.as_str(), uri) {
            return Err(format!("another value at {pointer}"));
        }
    }
    if view.external().is_empty()
        || view.dependencies().is_empty()
        || view.invocation_id().is_none()
    {
        return Err("a part is lacking".to_owned());
    }
    if !view.unknown_members().is_empty() || !view.notes().is_empty() {
        return Err(format!("{:?} {:?}", view.unknown_members(), view.notes()));
    }
    Ok(())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The payloads of all envelopes, wherever they are in a document or in lines of documents.
fn payloads(text: &str) -> Vec<Vec<u8>> {
    let documents: Vec<Value> = match serde_json::from_str(text) {
        Ok(document) => vec![document],
        Err(_) => text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect(),
    };
    let mut found = Vec::new();
    let mut waiting: Vec<&Value> = documents.iter().collect();
    while let Some(value) = waiting.pop() {
        let payload = value.get("payload").and_then(Value::as_str);
        if let Some(payload) = payload.filter(|_| value.get("payloadType").is_some()) {
            found.extend(base64::decode(payload, Form::Either));
        } else if let Value::Object(members) = value {
            waiting.extend(members.values());
        } else if let Value::Array(elements) = value {
            waiting.extend(elements);
        }
    }
    found
}
