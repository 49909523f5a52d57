//! What changed between two documents.

mod documents;
mod ends;
mod formats;
mod gate;
mod hostile;
mod pairs;
mod properties;
mod published;
mod scale;

use bonafide_sbom::{Diff, Fields, Model, ReadOptions};

fn read(document: &str) -> Model {
    Model::read(
        document.as_bytes(),
        &ReadOptions::default().with_fields(Fields::ALL),
    )
    .unwrap()
}

/// CycloneDX of these components.
fn cdx(components: &[&str]) -> String {
    cdx_with(components, "")
}

/// CycloneDX of these components and further members, which begin with a comma.
fn cdx_with(components: &[&str], more: &str) -> String {
    let components = components.join(",");
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{components}]{more}}}"#)
}

/// A library of npm: name, version and further members, which begin with a comma.
fn npm(name: &str, version: &str, more: &str) -> String {
    format!(
        r#"{{"type":"library","name":"{name}","version":"{version}","purl":"pkg:npm/{name}@{version}"{more}}}"#
    )
}

/// The member with a SHA-256 of one byte over and over, and a comma before it.
fn sha256(byte: &str) -> String {
    format!(
        r#","hashes":[{{"alg":"SHA-256","content":"{}"}}]"#,
        byte.repeat(32)
    )
}

/// Every change as a line; that the mirror law holds and that nothing changes by itself is looked at
/// on the way.
fn lines(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (read(before), read(after));
    let diff = Diff::of(&before, &after);
    check_laws(&before, &after, &diff);
    diff.changes().iter().map(ToString::to_string).collect()
}

fn check_laws(before: &Model, after: &Model, diff: &Diff<'_>) {
    let back = Diff::of(after, before);
    assert_eq!(diff.clone().mirrored(), back);
    assert_eq!(back.mirrored(), *diff);
    assert_eq!(*diff, Diff::of(before, after));
    for model in [before, after] {
        let own = Diff::of(model, model);
        assert!(own.is_empty(), "{:#?}", own.changes());
    }
}
