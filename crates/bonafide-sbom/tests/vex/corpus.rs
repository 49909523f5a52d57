//! Published documents.

use std::collections::BTreeSet;
use std::path::Path;

use bonafide_sbom::{VexDocument, VexLimits};

#[test]
fn published_documents_are_read_whole() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom vex: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("sbom");
    let table = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let (mut rows, mut wrong) = (0, 0);
    for line in table.lines().skip(1) {
        let row: Vec<&str> = line.split('\t').collect();
        let [file, format, _, expected, _, count, ..] = row[..] else {
            panic!("{line}");
        };
        if !matches!(format, "openvex-json" | "csaf-json") {
            continue;
        }
        rows += 1;
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let found = VexDocument::read(&bytes, &VexLimits::default());
        let told = match &found {
            Ok(document) => format!("ok {}", count_of(document, format)),
            Err(error) => error.to_string(),
        };
        if told != format!("{expected} {count}") {
            wrong += 1;
            println!("{file}: {told}, the table says {expected} {count}");
        }
    }
    println!("corpus sbom vex: {rows} rows, {wrong} wrong");
    assert!(rows > 0 && wrong == 0);
}

/// The table counts statements of `OpenVEX`, and vulnerabilities of CSAF.
fn count_of(document: &VexDocument, format: &str) -> usize {
    if format == "openvex-json" {
        return document.statements().len();
    }
    let places = document.statements().iter().map(|one| one.place.as_str());
    places.collect::<BTreeSet<_>>().len()
}

/// Every other document of the corpus that holds analyses is read as well.
#[test]
fn analyses_of_bills_of_materials_are_read() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom analyses: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("sbom/cdx-json");
    let (mut documents, mut statements) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        if let Ok(document) = VexDocument::read(&bytes, &VexLimits::default()) {
            documents += 1;
            statements += document.statements().len();
        }
    }
    println!("corpus sbom analyses: {documents} documents, {statements} statements");
    assert!(documents > 0 && statements > 0);
}
