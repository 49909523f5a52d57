//! Published documents.

use std::path::Path;

use bonafide_sbom::{
    ChangeKind, Diff, DocumentField, DriftRules, Fields, HashDrift, Model, ReadOptions,
};

use crate::check_laws;

fn corpus() -> Option<std::path::PathBuf> {
    let corpus = std::env::var_os("BONAFIDE_CORPUS").map(|corpus| Path::new(&corpus).join("sbom"));
    if corpus.is_none() {
        println!("corpus sbom: skipped, BONAFIDE_CORPUS is not set");
    }
    corpus
}

fn open(folder: &Path, file: &str) -> Option<Model> {
    let bytes = std::fs::read(folder.join(file)).unwrap();
    Model::read(&bytes, &ReadOptions::default().with_fields(Fields::ALL)).ok()
}

/// Kinds of changes, each with its number.
fn counts(diff: &Diff<'_>) -> Vec<(ChangeKind, usize)> {
    let mut counts: Vec<(ChangeKind, usize)> = Vec::new();
    let mut kinds: Vec<ChangeKind> = diff.changes().iter().map(|change| change.kind).collect();
    kinds.sort();
    for kind in kinds {
        match counts.last_mut() {
            Some((known, count)) if *known == kind => *count += 1,
            _ => counts.push((kind, 1)),
        }
    }
    counts
}

#[test]
fn pairs_of_documents() {
    use ChangeKind as K;
    use DocumentField as D;
    let Some(folder) = corpus() else { return };
    let document = |fields: &[DocumentField]| -> Vec<(ChangeKind, usize)> {
        fields
            .iter()
            .map(|field| (K::Document(*field), 1))
            .collect()
    };
    let with = |fields: &[DocumentField], more: &[(ChangeKind, usize)]| {
        [&document(fields)[..], more].concat()
    };
    let rows = [
        // One product in two versions of the format: nothing changed of it.
        (
            "cdx-json/bomex-laravel-7.12.0-bom.1.3.json",
            "cdx-json/bomex-laravel-7.12.0-bom.1.4.json",
            document(&[D::Format]),
            0,
        ),
        (
            "cdx-json/gen-npm-1.6.json",
            "cdx-json/gen-npm-1.7.json",
            document(&[D::Format, D::Id, D::Created]),
            0,
        ),
        // The tools are listed otherwise.
        (
            "cdx-json/gen-py-env-1.3.json",
            "cdx-json/gen-py-env-1.7.json",
            with(
                &[D::Format, D::Id, D::Created],
                &[(K::Removed, 2), (K::Added, 2)],
            ),
            0,
        ),
        // Another product, which has neither a package URL nor a licence.
        (
            "cdx-json/gen-npm-1.7.json",
            "cdx-json/sbom-tools-demo-eol-new.json",
            with(
                &[D::Format, D::Id, D::Revision, D::Name, D::Created],
                &[
                    (K::Removed, 181),
                    (K::Added, 17),
                    (K::EdgeRemoved, 266),
                    (K::EdgeAdded, 2),
                    (K::VulnerabilityAdded, 1),
                ],
            ),
            2,
        ),
        // One installation by two tools in two formats: one lists what is installed several times,
        // the other one has the hashes.
        (
            "cdx-json/gen-npm-1.6.json",
            "spdx-json/gen-npm-cli.json",
            with(
                &[D::Format, D::Created, D::Licences],
                &[(K::Removed, 11), (K::Hash(HashDrift::Gained), 166)],
            ),
            0,
        ),
    ];
    for (before, after, wanted, findings) in rows {
        let (one, two) = (
            open(&folder, before).unwrap(),
            open(&folder, after).unwrap(),
        );
        let diff = Diff::of(&one, &two);
        check_laws(&one, &two, &diff);
        assert_eq!(counts(&diff), wanted, "{before} {after}");
        assert_eq!(
            diff.judge(&DriftRules::default()).len(),
            findings,
            "{after}"
        );
    }
}

#[test]
fn every_document_is_what_it_is() {
    let Some(folder) = corpus() else { return };
    let table = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let (mut rows, mut last) = (0, None);
    for line in table.lines().skip(1) {
        let row: Vec<&str> = line.split('\t').collect();
        if row[3] != "ok" {
            continue;
        }
        let Some(model) = open(&folder, row[0]) else {
            continue;
        };
        let diff = Diff::of(&model, &model);
        assert!(diff.is_empty(), "{} {:#?}", row[0], diff.changes());
        if let Some(last) = &last {
            let diff = Diff::of(last, &model);
            assert!(
                diff.clone().mirrored() == Diff::of(&model, last),
                "{}",
                row[0]
            );
            let is_one = |kind| kind == ChangeKind::Added || kind == ChangeKind::Removed;
            let moved = diff.changes().iter().filter(|change| is_one(change.kind));
            assert!(moved.count() <= last.components().len() + model.components().len());
        }
        rows += 1;
        last = Some(model);
    }
    println!("corpus sbom: {rows} rows, 0 wrong");
    assert!(rows > 100);
}
