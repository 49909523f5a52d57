//! Whether a document in tag-value is what the clauses of its fields ask for.

use std::time::{Duration, Instant};

use bonafide_sbom::{Answer, Conformance, Error, ReadOptions, Schema, conformance};
use proptest::prelude::*;

use Schema::{Spdx22TagValue, Spdx23TagValue};

const SHA1: &str = "d6a770ba38583ed4bb4525bd96e50461655d2758";

/// What every document begins with: seven lines.
fn head(version: &str) -> String {
    format!(
        "SPDXVersion: SPDX-{version}\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: d\n\
         DocumentNamespace: https://a.example/d\nCreator: Tool: t-1\nCreated: 2024-01-01T00:00:00Z\n"
    )
}

/// A document of 2.3; what is added begins in line 8.
fn document(more: &str) -> String {
    head("2.3") + more
}

/// Three lines.
fn package(more: &str) -> String {
    format!("PackageName: a\nSPDXID: SPDXRef-a\nPackageDownloadLocation: NONE\n{more}")
}

/// Three lines.
fn file(more: &str) -> String {
    format!("FileName: ./f\nSPDXID: SPDXRef-f\nFileChecksum: SHA1: {SHA1}\n{more}")
}

/// Three lines.
fn snippet(more: &str) -> String {
    format!(
        "SnippetSPDXID: SPDXRef-s\nSnippetFromFileSPDXID: SPDXRef-f\nSnippetByteRange: 1:9\n{more}"
    )
}

/// Five lines.
fn annotation() -> String {
    "Annotator: Person: p\nAnnotationDate: 2024-01-01T00:00:00Z\nAnnotationType: REVIEW\n\
     SPDXREF: SPDXRef-DOCUMENT\nAnnotationComment: <text>c</text>\n"
        .to_owned()
}

/// Every tag of 2.2, and of 2.3 when `is_later`.
fn everything(is_later: bool) -> String {
    let version = if is_later { "2.3" } else { "2.2" };
    let later = "PrimaryPackagePurpose: LIBRARY\nReleaseDate: 2024-01-01T00:00:00Z\n\
        BuiltDate: 2024-01-01T00:00:00Z\nValidUntilDate: 2024-01-01T00:00:00Z\n\
        PackageChecksum: BLAKE3: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n";
    format!(
        "{head}CreatorComment: <text>c\nc</text>\nDocumentComment: <text>\n</text>\nLicenseListVersion: 3.20\n\
         ExternalDocumentRef: DocumentRef-o.a+b-c https://a.example/o SHA1: {SHA1}\n\
         {annotation}\
         Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\nRelationshipComment: <text>r\nr</text>\n\
         Relationship: SPDXRef-DOCUMENT AMENDS DocumentRef-o.a+b-c:SPDXRef-DOCUMENT\n\
         FileName: ./g\nSPDXID: SPDXRef-g\nFileChecksum: SHA1: {SHA1}\nLicenseConcluded: MIT\n\
         FileCopyrightText: NONE\nLicenseInfoInFile: NONE\n\
         PackageName: a\nSPDXID: SPDXRef-a\nPackageVersion: 1\nPackageFileName: a.zip\n\
         PackageSupplier: Person: p (p@a.example)\nPackageOriginator: NOASSERTION\n\
         PackageDownloadLocation: git+https://a.example/a.git@v1#sub\nFilesAnalyzed: true\n\
         PackageVerificationCode: {SHA1} (excludes: ./x, ./y)\n\
         PackageChecksum: SHA1: {SHA1}\nPackageLicenseInfoFromFiles: MIT\n\
         PackageChecksum: MD5: 624c1abb3664f4b35547e7c73864ad24\nPackageLicenseInfoFromFiles: LicenseRef-1\n\
         PackageHomePage: https://a.example/\nPackageSourceInfo: <text>s\ns</text>\n\
         PackageLicenseConcluded: (MIT OR LicenseRef-1)\nPackageLicenseDeclared: NOASSERTION\n\
         PackageLicenseComments: <text>s\ns</text>\nPackageCopyrightText: <text>s\ns</text>\n\
         PackageSummary: <text>s\ns</text>\nPackageDescription: <text>s\ns</text>\n\
         PackageComment: <text>s\ns</text>\nPackageAttributionText: <text>s\ns</text>\n\
         PackageAttributionText: t\n\
         ExternalRef: SECURITY cpe23Type cpe:2.3:a:a:a:1:*:*:*:*:*:*:*\n\
         ExternalRefComment: <text>s\ns</text>\n\
         ExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1\nExternalRef: PERSISTENT-ID swh swh:1:x\n\
         ExternalRefComment: c\nExternalRef: OTHER x https://a.example/\n{later}\
         FileName: ./f\nSPDXID: SPDXRef-f\nFileType: SOURCE\nFileType: TEXT\nFileChecksum: SHA1: {SHA1}\n\
         FileChecksum: SHA256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\
         LicenseConcluded: MIT\nLicenseInfoInFile: MIT\nLicenseInfoInFile: LicenseRef-1\n\
         LicenseComments: <text>s\ns</text>\nFileCopyrightText: <text>s\ns</text>\n\
         ArtifactOfProjectName: p\nArtifactOfProjectHomePage: https://a.example/\n\
         ArtifactOfProjectURI: https://a.example/u\nArtifactOfProjectName: q\n\
         ArtifactOfProjectURI: https://a.example/u\nArtifactOfProjectHomePage: UNKNOWN\n\
         FileComment: <text>s\ns</text>\nFileNotice: <text>s\ns</text>\nFileContributor: c\n\
         FileContributor: d\nFileAttributionText: <text>s\ns</text>\nFileDependency: ./g\n\
         SnippetSPDXID: SPDXRef-s\nSnippetFromFileSPDXID: SPDXRef-f\nSnippetByteRange: 310:420\n\
         SnippetLineRange: 5:23\nSnippetLicenseConcluded: MIT\nLicenseInfoInSnippet: MIT\n\
         LicenseInfoInSnippet: NONE\nSnippetLicenseComments: <text>s\ns</text>\n\
         SnippetCopyrightText: <text>s\ns</text>\nSnippetComment: <text>s\ns</text>\nSnippetName: n\n\
         SnippetAttributionText: <text>s\ns</text>\n\
         LicenseID: LicenseRef-1\nExtractedText: <text>s\ns</text>\nLicenseName: n\n\
         LicenseCrossReference: https://a.example/1\nLicenseCrossReference: https://a.example/2\n\
         LicenseComment: <text>s\ns</text>\n\
         {annotation}\
         Reviewer: Person: r\nReviewDate: 2024-01-01T00:00:00Z\nReviewComment: <text>s\ns</text>\n",
        head = head(version),
        annotation = annotation(),
        later = if is_later { later } else { "" },
    )
}

/// Each finding as `code rule line`.
fn lines(found: &Conformance) -> Vec<String> {
    let line = |one: &bonafide_sbom::Nonconformance| {
        let finding = one.finding();
        let place = finding.place().as_str().strip_prefix("/line/").unwrap();
        format!("{} {} {place}", finding.code().as_str(), one.rule())
    };
    found.findings().iter().map(line).collect()
}

fn check(schema: Schema, text: &str) -> Conformance {
    conformance(text.as_bytes(), schema).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[track_caller]
fn conforms(schema: Schema, text: &str) {
    let found = check(schema, text);
    assert_eq!(lines(&found), [""; 0], "{text}");
    assert_eq!(
        (found.schema(), found.full(), found.count()),
        (Answer::Yes, Answer::Yes, 0)
    );
}

/// A document of 2.3 that has what is wanted wrong, of which `schema` says whether it is prose alone.
#[track_caller]
fn violates(more: &str, schema: Answer, wanted: &[&str]) {
    let text = document(more);
    let found = check(Spdx23TagValue, &text);
    assert_eq!(lines(&found), wanted, "{text}");
    assert_eq!(
        (found.schema(), found.full()),
        (schema, Answer::No),
        "{text}"
    );
    assert_eq!(found.count(), u64::try_from(wanted.len()).unwrap());
    let crlf = check(Spdx23TagValue, &text.replace('\n', "\r\n"));
    assert_eq!(lines(&crlf), wanted);
}

#[track_caller]
fn wrong(more: &str, wanted: &str) {
    violates(more, Answer::No, &[wanted]);
}

#[track_caller]
fn wrong_in_prose(more: &str, wanted: &str) {
    violates(more, Answer::Yes, &[wanted]);
}

#[test]
fn documents_with_every_tag_conform() {
    conforms(Spdx22TagValue, &head("2.2"));
    conforms(Spdx23TagValue, &head("2.3"));
    conforms(Spdx22TagValue, &everything(false));
    conforms(Spdx23TagValue, &everything(true));
    let text = everything(true);
    conforms(Spdx23TagValue, &text.replace('\n', "\r\n"));
    conforms(Spdx23TagValue, &format!("\u{feff}# comment\n\n{text}"));
    for schema in [Spdx22TagValue, Spdx23TagValue] {
        assert_eq!(schema.format(), "spdx2-tv");
        let version = format!("SPDX-{}", schema.version());
        assert_eq!(Schema::of("spdx2-tv", &version), Some(schema));
        assert_eq!(Schema::of("spdx2-tv", schema.version()), None);
    }
    assert_eq!(Schema::of("spdx2-tv", "SPDX-2.1"), None);
}

#[test]
fn what_is_required_is_missed() {
    let text = everything(true);
    let required = [
        "DataLicense",
        "DocumentName",
        "DocumentNamespace",
        "Creator",
        "Created",
        "PackageDownloadLocation",
        "SnippetFromFileSPDXID",
        "SnippetByteRange",
        "ExtractedText",
        "AnnotationDate",
        "AnnotationType",
        "SPDXREF",
        "AnnotationComment",
        "ReviewDate",
        "SPDXID",
    ];
    for tag in required {
        let mark = format!("\n{tag}: ");
        let (before, after) = text.rsplit_once(&mark).unwrap();
        // A text block ends in its own line.
        let end = match after.starts_with("<text>") {
            true => after.find("</text>\n").unwrap() + "</text>".len(),
            false => after.find('\n').unwrap(),
        };
        let without = format!("{before}{}", &after[end..]);
        let found = check(Spdx23TagValue, &without);
        assert_eq!(found.full(), Answer::No, "{tag}");
        let wanted = format!("`{tag}` is missing");
        let mut details = found.findings().iter().map(|one| one.finding().detail());
        assert!(
            details.any(|detail| detail == wanted),
            "{tag}: {:?}",
            lines(&found)
        );
    }
}

#[test]
fn what_the_document_lacks() {
    let text = "SPDXVersion: SPDX-2.3\n";
    let wanted = [
        "sbom.required spdx:2.3/creationInfo 1",
        "sbom.required spdx:2.3/creationInfo 1",
        "sbom.required spdx:2.3/document 1",
        "sbom.required spdx:2.3/document 1",
        "sbom.required spdx:2.3/document 1",
        "sbom.required spdx:2.3/prose/namespace 1",
    ];
    let found = check(Spdx23TagValue, text);
    assert_eq!(lines(&found), wanted);
    let details: Vec<String> = found
        .findings()
        .iter()
        .map(|one| one.finding().to_string())
        .collect();
    for tag in [
        "Created",
        "Creator",
        "SPDXID",
        "DataLicense",
        "DocumentName",
        "DocumentNamespace",
    ] {
        assert!(
            details.contains(&format!("`{tag}` is missing")),
            "{tag}: {details:?}"
        );
    }
    let later = format!("# comment\n\n{text}");
    assert!(
        lines(&check(Spdx23TagValue, &later))
            .iter()
            .all(|line| line.ends_with(" 3"))
    );
}

#[test]
fn mandatory_fields_differ_by_version() {
    let found = check(Spdx22TagValue, &(head("2.2") + &package("") + &file("")));
    let wanted = [
        "sbom.required spdx:2.2/packages 8",
        "sbom.required spdx:2.2/packages 8",
        "sbom.required spdx:2.2/packages 8",
        "sbom.required spdx:2.2/files 11",
        "sbom.required spdx:2.2/files 11",
    ];
    assert_eq!(lines(&found), wanted);
    conforms(Spdx23TagValue, &document(&(package("") + &file(""))));
    let found = check(
        Spdx22TagValue,
        &(head("2.2") + "PackageName: a\nPrimaryPackagePurpose: LIBRARY\n"),
    );
    let purpose = found.findings().last().unwrap();
    assert_eq!(
        purpose.finding().to_string(),
        "the schema has no member `PrimaryPackagePurpose` here; version 2.3 has it"
    );
    assert_eq!(purpose.finding().place().as_str(), "/line/9");
}

#[test]
fn unknown_and_misplaced_tags() {
    wrong("Packagename: a\n", "sbom.unknown-field spdx:2.3/tag 8");
    wrong(
        "PackageVersion: 1\n",
        "sbom.misplaced spdx:2.3/tag/PackageVersion 8",
    );
    wrong(
        &package("DocumentComment: c\n"),
        "sbom.misplaced spdx:2.3/tag/DocumentComment 11",
    );
    wrong(
        &package("Relationship: SPDXRef-a CONTAINS NONE\nPackageVersion: 1\n"),
        "sbom.misplaced spdx:2.3/tag/PackageVersion 12",
    );
    wrong(
        &format!("{}SPDXREF: SPDXRef-a\n", package("")),
        "sbom.misplaced spdx:2.3/tag/SPDXREF 11",
    );
    wrong(
        "RelationshipComment: c\n",
        "sbom.misplaced spdx:2.3/tag/RelationshipComment 8",
    );
}

#[test]
fn tags_that_follow_another_one() {
    let reference = "ExternalRef: OTHER x y\n";
    let comment = "ExternalRefComment: c\n";
    let misplaced = "sbom.misplaced spdx:2.3/tag/ExternalRefComment";
    wrong(&package(comment), &format!("{misplaced} 11"));
    wrong(
        &package(&format!("{reference}{comment}{comment}")),
        &format!("{misplaced} 13"),
    );
    conforms(
        Spdx23TagValue,
        &document(&package(&format!(
            "{reference}{comment}{reference}PackageVersion: 1\n{comment}"
        ))),
    );
    let second = package(comment).replace("SPDXRef-a", "SPDXRef-b");
    violates(
        &(package(reference) + &second + "Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n"),
        Answer::No,
        &[&format!("{misplaced} 15")],
    );
    let (name, page, uri) = (
        "ArtifactOfProjectName: n\n",
        "ArtifactOfProjectHomePage: h\n",
        "ArtifactOfProjectURI: u\n",
    );
    wrong(
        &file(page),
        "sbom.misplaced spdx:2.3/tag/ArtifactOfProjectHomePage 11",
    );
    wrong(
        &file(uri),
        "sbom.misplaced spdx:2.3/tag/ArtifactOfProjectURI 11",
    );
    wrong(
        &file(&format!("{name}{page}{page}")),
        "sbom.misplaced spdx:2.3/tag/ArtifactOfProjectHomePage 13",
    );
    wrong(
        &file(&format!("{name}FileComment: c\n{uri}")),
        "sbom.misplaced spdx:2.3/tag/ArtifactOfProjectURI 13",
    );
}

#[test]
fn one_line_is_one_line() {
    wrong(
        &package("PackageVersion: <text>1\n2</text>\n"),
        "sbom.pattern spdx:2.3/tag/PackageVersion 11",
    );
    wrong(
        &package("PackageLicenseConcluded: <text>MIT OR\nApache-2.0</text>\n"),
        "sbom.pattern spdx:2.3/tag/PackageLicenseConcluded 11",
    );
    wrong(
        &package("PackageVersion:\n"),
        "sbom.required spdx:2.3/tag/PackageVersion 11",
    );
    wrong(
        &package("PackageComment: \n"),
        "sbom.required spdx:2.3/tag/PackageComment 11",
    );
    wrong(
        &file("FileContributor: \t\n"),
        "sbom.required spdx:2.3/tag/FileContributor 11",
    );
    conforms(
        Spdx23TagValue,
        &document(&package(
            "PackageVersion: <text></text>\nPackageSummary: <text></text>\n",
        )),
    );
}

#[test]
fn values_of_several_parts() {
    for (hash, wanted) in [
        ("SHA1", "sbom.required spdx:2.3/packages/checksums 11"),
        ("SHA1:", "sbom.required spdx:2.3/packages/checksums 11"),
    ] {
        wrong(&package(&format!("PackageChecksum: {hash}\n")), wanted);
    }
    wrong(
        &package(&format!("PackageChecksum: sha1: {SHA1}\n")),
        "sbom.enum spdx:2.3/packages/checksums/algorithm 11",
    );
    wrong_in_prose(
        &package(&format!("PackageChecksum: SHA256: {SHA1}\n")),
        "sbom.hash spdx:2.3/prose/hash-length 11",
    );
    wrong_in_prose(
        &package(&format!("PackageChecksum: SHA1: {}\n", SHA1.to_uppercase())),
        "sbom.hash spdx:2.3/prose/hash-case 11",
    );
    conforms(
        Spdx23TagValue,
        &document(&package(&format!("PackageChecksum: SHA1:{SHA1}\n"))),
    );

    let code = "sbom.pattern spdx:2.3/prose/verification-code 11";
    for value in [
        format!("{SHA1} (excludes: ./x"),
        format!("{SHA1} excludes: ./x"),
        format!("{SHA1}a"),
        SHA1.to_uppercase(),
        "x".to_owned(),
        "(excludes: ./x)".to_owned(),
    ] {
        wrong_in_prose(
            &package(&format!("PackageVerificationCode: {value}\n")),
            code,
        );
    }
    for value in [
        SHA1.to_owned(),
        format!("{SHA1}(./x)"),
        format!("{SHA1}\t( excludes: ./x (1) )"),
    ] {
        let text = document(&package(&format!("PackageVerificationCode: {value}\n")));
        conforms(Spdx23TagValue, &text);
    }

    wrong(
        &package("ExternalRef: OTHER x\n"),
        "sbom.required spdx:2.3/packages/externalRefs 11",
    );
    wrong(
        &package("ExternalRef: PACKAGE purl pkg:npm/a@1\n"),
        "sbom.enum spdx:2.3/packages/externalRefs/referenceCategory 11",
    );
    wrong_in_prose(
        &package("ExternalRef: OTHER x y z\n"),
        "sbom.pattern spdx:2.3/prose/locator 11",
    );

    let document = "DocumentRef-x https://a.example/x";
    wrong(
        &format!("ExternalDocumentRef: {document}\n"),
        "sbom.required spdx:2.3/externalDocumentRefs 8",
    );
    wrong(
        &format!("ExternalDocumentRef: {document} SHA1\n"),
        "sbom.required spdx:2.3/externalDocumentRefs/checksum 8",
    );
    wrong_in_prose(
        &format!("ExternalDocumentRef: {document}#x SHA1: {SHA1}\n"),
        "sbom.pattern spdx:2.3/prose/external-document 8",
    );
    wrong_in_prose(
        &format!("ExternalDocumentRef: X-{document} SHA1: {SHA1}\n"),
        "sbom.ref spdx:2.3/prose/external-id 8",
    );
    wrong_in_prose(
        &format!("ExternalDocumentRef: {document} SHA1: {SHA1} x\n"),
        "sbom.hash spdx:2.3/prose/hash-length 8",
    );
}

#[test]
fn values_of_a_closed_set() {
    wrong(
        &package("FilesAnalyzed: True\n"),
        "sbom.type spdx:2.3/packages/filesAnalyzed 11",
    );
    wrong(
        &package("PrimaryPackagePurpose: name\n"),
        "sbom.enum spdx:2.3/packages/primaryPackagePurpose 11",
    );
    wrong(
        &file("FileType: source\n"),
        "sbom.enum spdx:2.3/files/fileTypes 11",
    );
    wrong(
        &annotation().replace("REVIEW", "Review"),
        "sbom.enum spdx:2.3/annotations/annotationType 10",
    );
}

#[test]
fn relationships() {
    let relation = |text: &str| package(&format!("Relationship: {text}\n"));
    for text in ["SPDXRef-a CONTAINS", "SPDXRef-a CONTAINS NONE x", "x"] {
        wrong(
            &relation(text),
            "sbom.relationship spdx:2.3/tag/Relationship 11",
        );
    }
    wrong(
        &relation("SPDXRef-a contains NONE"),
        "sbom.enum spdx:2.3/relationships/relationshipType 11",
    );
    wrong_in_prose(
        &relation("SPDXRef-a CONTAINS SPDXRef-b"),
        "sbom.dangling-ref spdx:2.3/prose/known-id 11",
    );
    wrong_in_prose(
        &relation("NONE CONTAINS SPDXRef-a"),
        "sbom.ref spdx:2.3/prose/element-ref 11",
    );
    wrong_in_prose(
        &relation("SPDXRef-a CONTAINS Document:SPDXRef-a"),
        "sbom.ref spdx:2.3/prose/element-ref 11",
    );
    for text in [
        "SPDXRef-a CONTAINS NOASSERTION",
        "SPDXRef-a\tCONTAINS  SPDXRef-a",
    ] {
        conforms(Spdx23TagValue, &document(&relation(text)));
    }
    let external = format!("ExternalDocumentRef: DocumentRef-x https://a.example/x SHA1: {SHA1}\n");
    let outside = relation("DocumentRef-x:SPDXRef-b CONTAINS SPDXRef-a");
    conforms(Spdx23TagValue, &document(&(external + &outside)));
    wrong_in_prose(
        &outside,
        "sbom.dangling-ref spdx:2.3/prose/known-document 11",
    );
    // 2.2 has a type and a category in its clauses that its JSON lacks, and lacks those of 2.3.
    let found = check(
        Spdx22TagValue,
        &(head("2.2") + "Relationship: SPDXRef-DOCUMENT SPECIFICATION_FOR NONE\n"),
    );
    assert_eq!(
        lines(&found),
        ["sbom.enum spdx:2.2/relationships/relationshipType 8"]
    );
}

#[test]
fn identifiers() {
    wrong_in_prose(
        &package("").replace("SPDXRef-a", "SPDXRef-a_b"),
        "sbom.ref spdx:2.3/prose/element-id 9",
    );
    let describes = "Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n";
    wrong_in_prose(
        &(package("") + &package("") + describes),
        "sbom.duplicate-ref spdx:2.3/prose/unique-id 12",
    );
    wrong_in_prose(
        &(package("") + &file("").replace("SPDXRef-f", "SPDXRef-a")),
        "sbom.duplicate-ref spdx:2.3/prose/unique-id 12",
    );
    let both = package("") + &package("").replace("SPDXRef-a", "SPDXRef-b");
    wrong_in_prose(&both, "sbom.relationship spdx:2.3/prose/describes 1");
    wrong_in_prose(
        &package("PackageLicenseDeclared: LicenseRef-x\n"),
        "sbom.licence-undefined spdx:2.3/prose/licence-defined 11",
    );
    wrong_in_prose(
        "LicenseID: x\nExtractedText: t\n",
        "sbom.ref spdx:2.3/prose/licence-ref 8",
    );
    wrong(
        "LicenseID: LicenseRef-x\n",
        "sbom.required spdx:2.3/hasExtractedLicensingInfos 8",
    );
}

#[test]
fn forms_of_texts() {
    for (text, wanted) in [
        (
            package("PackageSupplier: o\n"),
            "pattern spdx:2.3/prose/party 11",
        ),
        (
            package("PackageOriginator: Tool: t\n"),
            "pattern spdx:2.3/prose/party 11",
        ),
        (
            package("BuiltDate: 2024-01-01\n"),
            "timestamp spdx:2.3/prose/time 11",
        ),
        (
            package("PackageLicenseConcluded: MIT OR\n"),
            "licence-invalid spdx:2.3/prose/licence-expression 11",
        ),
        (
            package("PackageLicenseInfoFromFiles: MIT\nPackageLicenseInfoFromFiles: a b\n"),
            "licence-invalid spdx:2.3/prose/licence-expression 12",
        ),
        (
            file("LicenseInfoInFile: (MIT\n"),
            "licence-invalid spdx:2.3/prose/licence-expression 11",
        ),
        (
            file("").replace("./f", "/f"),
            "pattern spdx:2.3/prose/file-name 8",
        ),
        (
            file(&format!("FileChecksum: SHA1: {SHA1}\n")),
            "required spdx:2.3/prose/file-sha1 8",
        ),
        (
            "Creator: t\n".to_owned(),
            "pattern spdx:2.3/prose/creator 8",
        ),
        (
            "LicenseListVersion: 3\n".to_owned(),
            "pattern spdx:2.3/prose/list-version 8",
        ),
        (
            annotation().replace("Person: p", "p"),
            "pattern spdx:2.3/prose/creator 8",
        ),
        (
            annotation().replace("01T00", "01T24"),
            "timestamp spdx:2.3/prose/time 9",
        ),
        (
            "Reviewer: r\nReviewDate: 2024-01-01T00:00:00Z\n".to_owned(),
            "pattern spdx:2.3/prose/creator 8",
        ),
        (
            "Reviewer: Tool: r\nReviewDate: today\n".to_owned(),
            "timestamp spdx:2.3/prose/time 9",
        ),
    ] {
        wrong_in_prose(&text, &format!("sbom.{wanted}"));
    }
    for location in [
        "x",
        "NONE x",
        "a b",
        "https://a.example/a b",
        "git@a.example:b",
    ] {
        wrong_in_prose(
            &package("").replace("NONE", location),
            "sbom.pattern spdx:2.3/prose/location 10",
        );
        wrong_in_prose(
            &package(&format!("PackageHomePage: {location}\n")),
            "sbom.pattern spdx:2.3/prose/location 11",
        );
    }
    for location in ["NOASSERTION", "bzr+lp:a", "git+git@a.example:b"] {
        conforms(
            Spdx23TagValue,
            &document(&package("").replace("NONE", location)),
        );
    }
    let licence =
        "LicenseID: LicenseRef-a\nExtractedText: t\nLicenseCrossReference: https://a.example/";
    conforms(
        Spdx23TagValue,
        &document(&format!("{licence}, https://a.example/b\n")),
    );
    wrong_in_prose(
        &format!("{licence}\nLicenseCrossReference: here\n"),
        "sbom.pattern spdx:2.3/prose/see-also 11",
    );
    wrong("Reviewer: Tool: r\n", "sbom.required spdx:2.3/revieweds 8");
    let base = document("");
    for (from, to, wanted) in [
        (
            "CC0-1.0",
            "CC-BY-3.0",
            "sbom.enum spdx:2.3/prose/data-licence 2",
        ),
        (
            "SPDXRef-DOCUMENT",
            "SPDXRef-doc",
            "sbom.ref spdx:2.3/prose/document-id 3",
        ),
        (
            "https://a.example/d",
            "d",
            "sbom.pattern spdx:2.3/prose/namespace 5",
        ),
        ("00:00Z", "00:00.5Z", "sbom.timestamp spdx:2.3/prose/time 7"),
    ] {
        assert_eq!(
            lines(&check(Spdx23TagValue, &base.replace(from, to))),
            [wanted]
        );
    }
}

#[test]
fn files_of_packages_that_were_not_analyzed() {
    let unread = package("FilesAnalyzed: false\n");
    conforms(Spdx23TagValue, &document(&unread));
    conforms(Spdx23TagValue, &document(&(file("") + &unread)));
    wrong_in_prose(
        &(unread.clone() + &file("")),
        "sbom.misplaced spdx:2.3/prose/files-analyzed 12",
    );
    for result in [
        format!("PackageVerificationCode: {SHA1}\n"),
        "PackageLicenseInfoFromFiles: MIT\n".to_owned(),
    ] {
        // The default is that they were.
        conforms(Spdx23TagValue, &document(&package(&result)));
        conforms(
            Spdx23TagValue,
            &document(&package(&format!("FilesAnalyzed: true\n{result}"))),
        );
        wrong_in_prose(
            &(unread.clone() + &result),
            "sbom.misplaced spdx:2.3/prose/files-analyzed 8",
        );
    }
}

#[test]
fn snippets() {
    let with = |from: &str, to: &str| file("") + &snippet("").replace(from, to);
    conforms(Spdx23TagValue, &document(&(file("") + &snippet(""))));
    for range in ["9:1", "0:9", "1", "a:b", "1:2:3"] {
        wrong(
            &with("1:9", range),
            "sbom.pattern spdx:2.3/tag/SnippetByteRange 13",
        );
        wrong(
            &(file("") + &snippet(&format!("SnippetLineRange: {range}\n"))),
            "sbom.pattern spdx:2.3/tag/SnippetLineRange 14",
        );
    }
    wrong(
        &with("SnippetByteRange: 1:9\n", "SnippetLineRange: 1:9\n"),
        "sbom.required spdx:2.3/tag/SnippetByteRange 11",
    );
    wrong(
        &with("SnippetFromFileSPDXID: SPDXRef-f\n", ""),
        "sbom.required spdx:2.3/snippets 11",
    );
    wrong_in_prose(
        &with("SPDXRef-f", "SPDXRef-x"),
        "sbom.dangling-ref spdx:2.3/prose/known-id 12",
    );
    wrong_in_prose(
        &with("SPDXRef-f", "x"),
        "sbom.ref spdx:2.3/prose/element-ref 12",
    );
    wrong_in_prose(
        &with("SPDXRef-s", "SPDXRef-f"),
        "sbom.duplicate-ref spdx:2.3/prose/unique-id 11",
    );
    wrong_in_prose(
        &(snippet("") + &file("")),
        "sbom.misplaced spdx:2.3/prose/section-order 9",
    );
}

#[test]
fn annotations_say_what_they_are_about() {
    let about = |text: &str| annotation().replace("SPDXREF: SPDXRef-DOCUMENT\n", text);
    wrong(&about(""), "sbom.required spdx:2.3/tag/SPDXREF 8");
    wrong_in_prose(
        &about("SPDXREF: SPDXRef-x\n"),
        "sbom.dangling-ref spdx:2.3/prose/known-id 11",
    );
    wrong_in_prose(
        &about("SPDXREF: x\n"),
        "sbom.ref spdx:2.3/prose/element-ref 11",
    );
    conforms(
        Spdx23TagValue,
        &document(&about("SPDXREF: DocumentRef-x:SPDXRef-y\n")),
    );
    conforms(
        Spdx23TagValue,
        &document(&(about("SPDXREF: SPDXRef-a\n") + &package(""))),
    );
    conforms(
        Spdx23TagValue,
        &document(&(about("SPDXREF: SPDXRef-s\n") + &file("") + &snippet(""))),
    );
}

#[test]
fn what_cannot_be_read_is_an_error() {
    for (text, code) in [
        ("", "sbom.format"),
        ("# nothing\n", "sbom.format"),
        ("DataLicense: CC0-1.0\n", "sbom.format"),
        (
            "SPDXVersion: SPDX-2.3\nSPDXVersion: SPDX-2.3\n",
            "sbom.json-duplicate-key",
        ),
        (
            "SPDXVersion: SPDX-2.3\nDocumentName: a\nDocumentName: a\n",
            "sbom.json-duplicate-key",
        ),
        (
            "SPDXVersion: SPDX-2.3\nDocumentName: <text>a\n",
            "sbom.tv-syntax",
        ),
        ("SPDXVersion: SPDX-2.3\nx\n", "sbom.tv-syntax"),
        (
            "SPDXVersion: SPDX-2.3\nDocumentName: \u{0}\n\u{0}\n",
            "sbom.encoding",
        ),
    ] {
        let error = conformance(text.as_bytes(), Spdx23TagValue).unwrap_err();
        assert_eq!(error.code().as_str(), code, "{text:?}");
    }
    let found = conformance(b"SPDXVersion: \xff\n", Spdx23TagValue);
    assert!(matches!(found, Err(Error::Encoding { .. })));
}

#[test]
fn any_document_is_judged_by_its_own_schema() {
    let of = |text: &str| Conformance::of(text.as_bytes(), &ReadOptions::default());
    let tags = everything(true);
    assert_eq!(of(&tags).unwrap().full(), Answer::Yes);
    assert_eq!(of(&everything(false)).unwrap().full(), Answer::Yes);
    // The version is that of the document: what 2.3 added is wrong in 2.2.
    let other = tags.replace("SPDX-2.3", "SPDX-2.2");
    assert_eq!(of(&other).unwrap().schema(), Answer::No);
    let cdx = |version: &str| {
        format!(
            r#"{{"components":[{{"type":"cryptographic-asset","name":"a"}}],"bomFormat":"CycloneDX","specVersion":"{version}"}}"#
        )
    };
    assert_eq!(of(&cdx("1.6")).unwrap().schema(), Answer::Yes);
    assert_eq!(
        of(&cdx("1.5")).unwrap().findings()[0].rule(),
        "cdx:1.5/component/type"
    );
    for text in [
        format!(r#"{{"sbom":{}}}"#, cdx("1.5")),
        format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"https://cyclonedx.org/bom","predicate":{}}}"#,
            cdx("1.5")
        ),
        format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"https://cyclonedx.org/bom","predicate":{}}}"#,
            serde_json::to_string(&cdx("1.5")).unwrap()
        ),
    ] {
        let found = of(&text).unwrap();
        assert_eq!(
            found.findings()[0].finding().place().as_str(),
            "/components/0/type",
            "{text}"
        );
        assert_eq!(found, of(&cdx("1.5")).unwrap());
    }
    let wrapped = format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"https://spdx.dev/Document","predicate":{}}}"#,
        serde_json::to_string(&(document("x: y\n"))).unwrap()
    );
    assert_eq!(
        lines(&of(&wrapped).unwrap()),
        ["sbom.unknown-field spdx:2.3/tag 8"]
    );
    let json = r#"{"spdxVersion":"SPDX-2.2"}"#;
    assert_eq!(of(json).unwrap().findings()[0].rule(), "spdx:2.2/document");
}

#[test]
fn documents_without_a_schema_are_not_evaluated() {
    let spdx3 = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[]}"#;
    let texts = [
        spdx3,
        r#"{"bomFormat":"CycloneDX","specVersion":"1.1"}"#,
        r#"{"bomFormat":"CycloneDX","specVersion":"1.9"}"#,
        r#"{"spdxVersion":"SPDX-2.1"}"#,
        "SPDXVersion: SPDX-2.1\nnot even a tag",
        r#"<bom xmlns="http://cyclonedx.org/schema/bom/9.9"/>"#,
    ];
    for (at, text) in texts.into_iter().enumerate() {
        let found = Conformance::of(text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(found, Conformance::not_evaluated(), "{text}");
        let options = ReadOptions::default().with_newer_minor(true);
        let found = Conformance::of(text.as_bytes(), &options).unwrap();
        let is_read = at != 0 && (cfg!(feature = "xml") || !text.starts_with('<'));
        let wanted = if !is_read {
            Answer::NotEvaluated
        } else {
            Answer::Unknown
        };
        assert_eq!(
            (found.schema(), found.full(), found.count()),
            (wanted, wanted, 0),
            "{text}"
        );
    }
    for (text, code) in [
        ("", "sbom.format"),
        ("{}", "sbom.format"),
        (r#"{"bomFormat":"CycloneDX"}"#, "sbom.format"),
        (
            r#"{"bomFormat":"CycloneDX","specVersion":1.6}"#,
            "sbom.format",
        ),
        (
            r#"{"@context":"https://openvex.dev/ns/v0.2.0"}"#,
            "sbom.format",
        ),
        (
            r#"{"sbom":{"bomFormat":"CycloneDX","specVersion":"1.6"},"x":1}"#,
            "sbom.format-ambiguous",
        ),
        ("spdxVersion: \"SPDX-2.3\"\n", "sbom.format-unsupported"),
    ] {
        let error = Conformance::of(text.as_bytes(), &ReadOptions::default()).unwrap_err();
        assert_eq!(error.code().as_str(), code, "{text}");
    }
}

#[test]
fn many_findings_and_long_sections_take_linear_time() {
    let time = |text: &str, count: u64| {
        let start = Instant::now();
        let found = check(Spdx23TagValue, text);
        assert_eq!(found.count(), count);
        assert_eq!(
            found.findings().len(),
            usize::try_from(count.min(10_000)).unwrap()
        );
        start.elapsed()
    };
    let one = package(
        &"PackageLicenseInfoFromFiles: LicenseRef-x\nExternalRef: OTHER\nx: y\n".repeat(100_000),
    );
    let elapsed = time(&document(&one), 400_000);
    assert!(elapsed < Duration::from_secs(20), "{elapsed:?}");
    let snippets = "SnippetSPDXID:\n".repeat(100_000);
    let elapsed = time(&document(&snippets), 499_999);
    assert!(elapsed < Duration::from_secs(20), "{elapsed:?}");
}

proptest! {
    /// Lines of a document that is right are cut, repeated, moved and spoilt.
    #[test]
    fn whatever_the_lines_the_check_ends(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..7_u8, any::<char>()), 1..12),
        is_later in any::<bool>(),
    ) {
        let text = everything(is_later);
        let mut all: Vec<String> = text.lines().map(str::to_owned).collect();
        for (at, other, edit, letter) in edits {
            let (at, other) = (at.index(all.len()), other.index(all.len()));
            match edit {
                0 => { all.remove(at); }
                1 => { let line = all[other].clone(); all.insert(at, line); }
                2 => all.swap(at, other),
                3 => { let line = all[at].split(": ").next().unwrap().to_owned(); all[at] = line + ":"; }
                4 => all[at].push(letter),
                5 => { let value = all[other].split(": ").nth(1).unwrap_or("").to_owned();
                       let tag = all[at].split(": ").next().unwrap().to_owned();
                       all[at] = format!("{tag}: {value}"); }
                _ => all[at].insert(0, letter),
            }
        }
        let text = all.join("\n");
        for schema in [Spdx22TagValue, Spdx23TagValue] {
            let Ok(found) = conformance(text.as_bytes(), schema) else { continue };
            let prose = found.findings().iter().filter(|one| one.is_prose()).count();
            prop_assert_eq!(found.schema() == Answer::No, found.findings().len() > prose);
            prop_assert_eq!(found.full() == Answer::No, found.count() > 0);
            prop_assert_eq!(found.count(), u64::try_from(found.findings().len()).unwrap());
            let mut before = (false, 0);
            for one in found.findings() {
                let line = one.finding().place().as_str().strip_prefix("/line/").unwrap();
                let line: usize = line.parse().unwrap();
                prop_assert!((1..=text.lines().count()).contains(&line), "{}", line);
                prop_assert!(before <= (one.is_prose(), line));
                before = (one.is_prose(), line);
            }
        }
    }

    #[test]
    fn any_bytes_end_the_check(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = [head("2.3").as_bytes(), &bytes].concat();
        let _ = conformance(&text, Spdx23TagValue);
        let _ = Conformance::of(&bytes, &ReadOptions::default());
    }
}
