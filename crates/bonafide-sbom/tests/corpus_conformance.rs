//! The published cases and the documents of many tools, against the schema of their version.

use std::collections::BTreeMap;
use std::path::Path;

use bonafide_sbom::{Answer, Conformance, Schema, conformance};

/// XML in UTF-16 is refused for now.
const NOT_READ: &[&str] = &["cdx-xml/gen-utf16le-with-bom.xml"];

#[test]
fn conformance_of_the_corpus() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom conformance: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("sbom");
    let manifest = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let mut figures: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for line in manifest.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, format, version, _, conforms, ..] = columns.as_slice() else {
            panic!("{line}");
        };
        let Some(schema) = schema_of(format, version) else {
            continue;
        };
        if *conforms == "unknown" || NOT_READ.contains(file) {
            continue;
        }
        let figure = figures.entry(format!("{format} {version}")).or_default();
        figure.0 += 1;
        let wanted = if *conforms == "yes" {
            Answer::Yes
        } else {
            Answer::No
        };
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let found = conformance(&bytes, schema);
        let is_json = schema.format() != "cdx-xml";
        if let (Ok(found), true, false) = (&found, is_json, bytes.starts_with(b"\xef\xbb\xbf")) {
            assert_eq!(rewritten(&bytes, schema), sorted(found), "{file}");
        }
        if found.as_ref().map(|found| answer(found, line)) == Ok(wanted) {
            continue;
        }
        figure.1 += 1;
        println!("{file}: {conforms} is wanted");
        match found {
            Ok(found) => found.findings().iter().take(5).for_each(|finding| {
                println!(
                    "  {} {}: {}",
                    finding.rule(),
                    finding.finding().place(),
                    finding.finding()
                );
            }),
            Err(error) => println!("  {error}"),
        }
    }
    for (format, (rows, wrong)) in &figures {
        println!("  {format}: {rows} rows, {wrong} wrong");
    }
    let rows: usize = figures.values().map(|figure| figure.0).sum();
    let wrong: usize = figures.values().map(|figure| figure.1).sum();
    println!("corpus sbom conformance: {rows} rows, {wrong} wrong");
    assert!(rows > 100 && wrong == 0);
}

fn schema_of(format: &str, version: &str) -> Option<Schema> {
    match format {
        "cdx-json" => Schema::of("cdx-json", version),
        // Only with the feature `xml`.
        "cdx-xml" => Schema::of("cdx-xml", version),
        "spdx-json" => Schema::of("spdx2-json", &format!("SPDX-{version}")),
        _ => None,
    }
}

/// SPDX rows say what a validator found that knows the prose as well; and some rows of CycloneDX are
/// about prose alone, as their note says.
fn answer(found: &Conformance, line: &str) -> Answer {
    if line.contains("compare with conforms.full") || line.contains("\tspdx-json\t") {
        return found.full();
    }
    found.schema()
}

/// What is found, but for the words, in the same document with its members in another order, without white space and
/// with other escapes.
fn rewritten(bytes: &[u8], schema: Schema) -> Vec<String> {
    let value: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    let text = value
        .to_string()
        .replace('/', "\\/")
        .replace('e', "\\u0065");
    // The letter is part of literals and of numbers as well.
    let text = text
        .replace("tru\\u0065", "true")
        .replace("fals\\u0065", "false");
    sorted(&conformance(text.as_bytes(), schema).unwrap())
}

fn sorted(found: &Conformance) -> Vec<String> {
    let line = |one: &bonafide_sbom::Nonconformance| {
        let finding = one.finding();
        format!(
            "{} {} {}",
            finding.code().as_str(),
            one.rule(),
            finding.place()
        )
    };
    let mut lines: Vec<String> = found.findings().iter().map(line).collect();
    lines.sort();
    lines
}
