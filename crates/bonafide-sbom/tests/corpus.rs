//! Published documents: what is read counts as many components as the table says, and what is not
//! read ends as the table says.

use std::path::Path;

use bonafide_report::{Code, Coded as _};
use bonafide_sbom::{Error, Fields, ReadOptions, Summary, read};

/// Formats that other readers take; their rows are left out.
const OTHERS: [&str; 6] = [
    "csaf-json",
    "grype-report",
    "openvex-json",
    "osv",
    "trivy-report",
    "",
];

/// A document in UTF-16, which is not read.
const UTF_16: &str = "cdx-xml/gen-utf16le-with-bom.xml";

const HAS_XML: bool = cfg!(feature = "xml");

#[test]
fn documents() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("sbom");
    let table = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let (mut rows, mut wrong, mut left_out) = (0, 0, 0);
    for line in table.lines().skip(1) {
        let row: Vec<&str> = line.split('\t').collect();
        let [file, format, _, expected, _, count, ..] = row[..] else {
            panic!("{line}");
        };
        if OTHERS.contains(&format) || (format == "cdx-xml" && !HAS_XML) {
            left_out += 1;
            continue;
        }
        rows += 1;
        let bytes = std::fs::read(folder.join(file)).unwrap();
        for fields in [Fields::ALL, Fields::NONE] {
            let options = ReadOptions::default().with_fields(fields);
            let found = outcome(&read(&bytes, &options, &mut ()));
            let wanted = match expected {
                _ if file == UTF_16 => "invalid".to_owned(),
                "ok" => format!("ok {count}"),
                _ => expected.to_owned(),
            };
            if found.0 != wanted {
                wrong += 1;
                println!("{file}: {} ({}), the table says {wanted}", found.0, found.1);
                break;
            }
        }
    }
    println!("corpus sbom: {rows} rows, {wrong} wrong, {left_out} left out");
    assert!(rows > 0 && wrong == 0);
}

fn outcome(result: &Result<Summary, Error>) -> (String, String) {
    match result {
        Ok(summary) => (format!("ok {}", listed(summary)), summary.version.clone()),
        Err(error) => {
            let class = error.code().as_str();
            let is_unsupported = class.ends_with("-unsupported");
            let word = if is_unsupported {
                "unsupported"
            } else {
                "invalid"
            };
            (
                word.to_owned(),
                format!("{class} at {}: {error}", error.place()),
            )
        }
    }
}

/// The table counts CycloneDX components whatever they are, and SPDX packages.
const fn listed(summary: &Summary) -> usize {
    summary.counts.components
}

#[test]
fn hostile() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom hostile: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("sbom/hostile");
    let table = std::fs::read_to_string(folder.join("EXPECT.tsv")).unwrap();
    let (mut rows, mut wrong, mut left_out) = (0, 0, 0);
    for line in table.lines().skip(1) {
        let (file, expect) = line.split_once('\t').unwrap();
        let expect = expect.split('\t').next().unwrap();
        // The licence expression is parsed by whoever judges licences.
        if (file.ends_with(".xml") && !HAS_XML) || file == "licence-parens.json" {
            left_out += 1;
            continue;
        }
        rows += 1;
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let result = read(&bytes, &ReadOptions::default(), &mut ());
        let is_right = match expect.strip_prefix("reject ") {
            Some(code) => matches!(&result, Err(error) if error.code().as_str() == code),
            None => result.as_ref().is_ok_and(|summary| has(summary, expect)),
        };
        if !is_right {
            wrong += 1;
            println!(
                "{file}: {:?}, the table says {expect}",
                result.map_err(|e| (Code::as_str(e.code()), e))
            );
        }
    }
    println!("corpus sbom hostile: {rows} rows, {wrong} wrong, {left_out} left out");
    assert!(rows > 0 && wrong == 0);
}

/// `accept + CODE at PLACE`, or `accept + CODE xCOUNT` with what others than the reader find after it.
fn has(summary: &Summary, expect: &str) -> bool {
    let finding = expect.strip_prefix("accept + ").unwrap();
    let mut kept = summary.findings.kept().iter();
    if let Some((code, place)) = finding.split_once(" at ") {
        return kept.any(|one| one.code().as_str() == code && one.place().as_str() == place);
    }
    let (code, count) = finding
        .split(", ")
        .next()
        .unwrap()
        .split_once(" x")
        .unwrap();
    kept.filter(|one| one.code().as_str() == code).count() == count.parse::<usize>().unwrap()
}
