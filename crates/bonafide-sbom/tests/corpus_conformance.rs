//! The published cases and the documents of many tools, against the schema of their version.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use bonafide_sbom::{Answer, Conformance, ReadOptions, Schema, conformance};

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
        let [file, format, version, parse, conforms, ..] = columns.as_slice() else {
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
        if *parse == "ok" {
            let of = Conformance::of(&bytes, &ReadOptions::default());
            assert_eq!(of, found, "{file}");
        }
        let is_json = schema.format().ends_with("json") && !bytes.starts_with(b"\xef\xbb\xbf");
        if let (Ok(found), true) = (&found, is_json) {
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
        "spdx-tv" => Schema::of("spdx2-tv", &format!("SPDX-{version}")),
        _ => None,
    }
}

/// SPDX rows say what a validator found that knows the prose as well; and some rows of CycloneDX are
/// about prose alone, as their note says.
fn answer(found: &Conformance, line: &str) -> Answer {
    if line.contains("compare with conforms.full") || line.contains("\tspdx-") {
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

/// The same documents in the other syntax of SPDX have the same findings.
#[test]
fn conformance_in_both_syntaxes() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom syntaxes: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("sbom");
    let manifest = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let (mut rows, mut wrong) = (0, 0);
    for line in manifest.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, "spdx-json", version, "ok", ..] = columns.as_slice() else {
            continue;
        };
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        // There is no tag for `creationInfo` itself that could be missing.
        if value["creationInfo"].is_null() {
            continue;
        }
        let version = format!("SPDX-{version}");
        let of = |format, bytes: &[u8]| {
            let found = conformance(bytes, Schema::of(format, &version).unwrap()).unwrap();
            let line = |one: &bonafide_sbom::Nonconformance| {
                format!("{} {}", one.finding().code().as_str(), one.rule())
            };
            let mut lines: Vec<String> = found.findings().iter().map(line).collect();
            lines.sort();
            (lines, found.schema(), found.full(), found.count())
        };
        let (json, tags) = (of("spdx2-json", &bytes), tagged(&value));
        let tags = of("spdx2-tv", tags.as_bytes());
        rows += 1;
        if json != tags {
            wrong += 1;
            println!("{file}: {json:?}, and {tags:?} as tag-value");
        }
    }
    println!("corpus sbom syntaxes: {rows} rows, {wrong} wrong");
    assert!(rows > 20 && wrong == 0);
}

/// Members of an object with their tags; a list is a tag for each of its elements.
type Fields = &'static [(&'static str, &'static str)];

const DOCUMENT: Fields = &[
    ("spdxVersion", "SPDXVersion"),
    ("dataLicense", "DataLicense"),
    ("SPDXID", "SPDXID"),
    ("name", "DocumentName"),
    ("documentNamespace", "DocumentNamespace"),
    ("comment", "DocumentComment"),
];
const CREATION: Fields = &[
    ("created", "Created"),
    ("creators", "Creator"),
    ("licenseListVersion", "LicenseListVersion"),
    ("comment", "CreatorComment"),
];
const PACKAGE: Fields = &[
    ("name", "PackageName"),
    ("SPDXID", "SPDXID"),
    ("versionInfo", "PackageVersion"),
    ("packageFileName", "PackageFileName"),
    ("supplier", "PackageSupplier"),
    ("originator", "PackageOriginator"),
    ("downloadLocation", "PackageDownloadLocation"),
    ("filesAnalyzed", "FilesAnalyzed"),
    ("homepage", "PackageHomePage"),
    ("sourceInfo", "PackageSourceInfo"),
    ("licenseConcluded", "PackageLicenseConcluded"),
    ("licenseInfoFromFiles", "PackageLicenseInfoFromFiles"),
    ("licenseDeclared", "PackageLicenseDeclared"),
    ("licenseComments", "PackageLicenseComments"),
    ("copyrightText", "PackageCopyrightText"),
    ("summary", "PackageSummary"),
    ("description", "PackageDescription"),
    ("comment", "PackageComment"),
    ("attributionTexts", "PackageAttributionText"),
    ("primaryPackagePurpose", "PrimaryPackagePurpose"),
    ("releaseDate", "ReleaseDate"),
    ("builtDate", "BuiltDate"),
    ("validUntilDate", "ValidUntilDate"),
];
const FILE: Fields = &[
    ("fileName", "FileName"),
    ("SPDXID", "SPDXID"),
    ("fileTypes", "FileType"),
    ("licenseConcluded", "LicenseConcluded"),
    ("licenseInfoInFiles", "LicenseInfoInFile"),
    ("licenseComments", "LicenseComments"),
    ("copyrightText", "FileCopyrightText"),
    ("comment", "FileComment"),
    ("noticeText", "FileNotice"),
    ("fileContributors", "FileContributor"),
    ("attributionTexts", "FileAttributionText"),
];
const LICENCE: Fields = &[
    ("licenseId", "LicenseID"),
    ("extractedText", "ExtractedText"),
    ("name", "LicenseName"),
    ("seeAlsos", "LicenseCrossReference"),
    ("comment", "LicenseComment"),
];

/// A document in JSON, as tag-value. Snippets are not in these documents.
fn tagged(document: &serde_json::Value) -> String {
    let mut out = String::new();
    fields(&mut out, document, DOCUMENT);
    fields(&mut out, &document["creationInfo"], CREATION);
    for other in each(&document["externalDocumentRefs"]) {
        let hash = &other["checksum"];
        let (id, uri) = (
            text(&other["externalDocumentId"]),
            text(&other["spdxDocument"]),
        );
        let (name, value) = (text(&hash["algorithm"]), text(&hash["checksumValue"]));
        writeln!(out, "ExternalDocumentRef: {id} {uri} {name}: {value}").unwrap();
    }
    annotations(&mut out, document);
    for file in each(&document["files"]) {
        fields(&mut out, file, FILE);
        checksums(&mut out, file, "FileChecksum");
        annotations(&mut out, file);
    }
    for package in each(&document["packages"]) {
        fields(&mut out, package, PACKAGE);
        checksums(&mut out, package, "PackageChecksum");
        let code = &package["packageVerificationCode"];
        if !code.is_null() {
            let value = text(&code["packageVerificationCodeValue"]);
            let files: Vec<String> = each(&code["packageVerificationCodeExcludedFiles"])
                .iter()
                .map(text)
                .collect();
            writeln!(
                out,
                "PackageVerificationCode: {value} (excludes: {})",
                files.join(", ")
            )
            .unwrap();
        }
        for one in each(&package["externalRefs"]) {
            let (kind, place) = (text(&one["referenceType"]), text(&one["referenceLocator"]));
            writeln!(
                out,
                "ExternalRef: {} {kind} {place}",
                text(&one["referenceCategory"])
            )
            .unwrap();
            fields(&mut out, one, &[("comment", "ExternalRefComment")]);
        }
        annotations(&mut out, package);
        let id = text(&package["SPDXID"]);
        for file in each(&package["hasFiles"]) {
            writeln!(out, "Relationship: {id} CONTAINS {}", text(file)).unwrap();
        }
    }
    for licence in each(&document["hasExtractedLicensingInfos"]) {
        fields(&mut out, licence, LICENCE);
    }
    for one in each(&document["relationships"]) {
        let (from, to) = (
            text(&one["spdxElementId"]),
            text(&one["relatedSpdxElement"]),
        );
        writeln!(
            out,
            "Relationship: {from} {} {to}",
            text(&one["relationshipType"])
        )
        .unwrap();
        fields(&mut out, one, &[("comment", "RelationshipComment")]);
    }
    for one in each(&document["documentDescribes"]) {
        writeln!(
            out,
            "Relationship: SPDXRef-DOCUMENT DESCRIBES {}",
            text(one)
        )
        .unwrap();
    }
    out
}

fn fields(out: &mut String, object: &serde_json::Value, fields: Fields) {
    for (member, tag) in fields {
        let value = &object[*member];
        let all = if value.is_array() {
            each(value)
        } else {
            std::slice::from_ref(value)
        };
        for value in all.iter().filter(|value| !value.is_null()) {
            let text = text(value);
            if text.contains(['\n', '\r']) || text.trim() != text || text.is_empty() {
                writeln!(out, "{tag}: <text>{}</text>", text.replace("\r\n", "\n")).unwrap();
            } else {
                writeln!(out, "{tag}: {text}").unwrap();
            }
        }
    }
}

fn checksums(out: &mut String, object: &serde_json::Value, tag: &str) {
    for one in each(&object["checksums"]) {
        let (name, value) = (text(&one["algorithm"]), text(&one["checksumValue"]));
        writeln!(out, "{tag}: {name}: {value}").unwrap();
    }
}

fn annotations(out: &mut String, object: &serde_json::Value) {
    for one in each(&object["annotations"]) {
        let (date, kind) = (text(&one["annotationDate"]), text(&one["annotationType"]));
        let (by, comment) = (text(&one["annotator"]), text(&one["comment"]));
        writeln!(
            out,
            "Annotator: {by}\nAnnotationDate: {date}\nAnnotationType: {kind}\nSPDXREF: {}\nAnnotationComment: <text>{comment}</text>",
            text(&object["SPDXID"])
        )
        .unwrap();
    }
}

fn each(value: &serde_json::Value) -> &[serde_json::Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
