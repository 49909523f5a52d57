//! SPDX 2 as tag-value: each rule of its grammar with what it refuses and what it takes.

use std::fmt::Write as _;

use bonafide_report::Coded as _;
use bonafide_sbom::{
    Component, Document, Edge, Error, ExtractedLicence, Fields, Flow, Format, Locate, ReadLimits,
    ReadOptions, Sink, Statement, Summary, read,
};

const HEAD: &str = "\
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: d
DocumentNamespace: https://example.com/d
Creator: Tool: t-1
Creator: Person: Jane (j@example.com)
Created: 2025-01-01T00:00:00Z
";

/// What a sink is given, as text.
#[derive(Default)]
struct Records(Vec<String>);

impl Sink for Records {
    fn component(&mut self, component: &Component<'_>, at: &dyn Locate) -> Flow {
        let name = component.name.as_deref().unwrap_or("-");
        let version = component.version.as_deref().unwrap_or("-");
        let role = component.role;
        self.0
            .push(format!("{}: {role:?} {name} {version}", at.place()));
        Flow::Continue
    }

    fn edge(&mut self, edge: &Edge<'_>, at: &dyn Locate) -> Flow {
        let (from, relation, to) = (edge.from, &edge.relation, edge.to);
        self.0
            .push(format!("{}: {from} {relation:?} {to}", at.place()));
        Flow::Continue
    }

    fn statement(&mut self, statement: &Statement<'_>, _: &dyn Locate) -> Flow {
        self.0
            .push(format!("{} {:?}", statement.from, statement.known));
        Flow::Continue
    }
}

fn parse(text: &str) -> Result<Summary, Error> {
    read(text.as_bytes(), &ReadOptions::default(), &mut ())
}

fn records(text: &str) -> (Vec<String>, Vec<String>) {
    let mut sink = Records::default();
    let summary = read(text.as_bytes(), &ReadOptions::default(), &mut sink).unwrap();
    let findings = summary.findings.kept().iter();
    let findings = findings.map(|one| format!("{}: {}", one.place(), one.code().as_str()));
    (sink.0, findings.collect())
}

/// The records and findings of what follows the head, without the tool of the head.
fn body(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut records, findings) = records(&format!("{HEAD}{text}"));
    records.remove(0);
    (records, findings)
}

#[track_caller]
fn refused(text: &str, code: &str, line: usize) {
    let error = parse(&format!("{HEAD}{text}")).unwrap_err();
    assert_eq!(error.code().as_str(), code, "{text:?}: {error}");
    let wanted = format!("/line/{}", line + HEAD.lines().count());
    assert_eq!(error.place().as_str(), wanted, "{text:?}: {error}");
}

#[test]
fn a_document_is_read_like_its_json() {
    let tags = format!(
        "{HEAD}ExternalDocumentRef: DocumentRef-o https://example.com/o SHA1: {h}\n\
         PackageName: a\nSPDXID: SPDXRef-a\nPackageVersion: 1\nPackageSupplier: Organization: o\n\
         PackageOriginator: NOASSERTION\nPackageDownloadLocation: NONE\nFilesAnalyzed: true\n\
         PackageVerificationCode: {h} (excludes: ./x)\nPackageChecksum: SHA1: {h}\n\
         PackageLicenseConcluded: MIT\nPackageLicenseInfoFromFiles: MIT\n\
         PackageLicenseInfoFromFiles: NONE\nPackageLicenseDeclared: NOASSERTION\n\
         PackageCopyrightText: <text>(c)\nPackageName: no</text>\nPackageDescription: d\n\
         PackageSummary: s\nPrimaryPackagePurpose: LIBRARY\n\
         ExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1\n\
         ExternalRef: SECURITY cpe23Type cpe:2.3:a:a:a:1:*:*:*:*:*:*:*\n\
         ExternalRef: PERSISTENT-ID swh swh:1:x\nExternalRef: OTHER site https://e\n\
         PackageAttributionText: t\n\
         FileName: ./f\nSPDXID: SPDXRef-f\nFileChecksum: SHA1: {h}\nLicenseConcluded: MIT\n\
         LicenseInfoInFile: MIT\nFileCopyrightText: NONE\n\
         LicenseID: LicenseRef-1\nExtractedText: <text>x</text>\nLicenseName: l\n\
         SnippetSPDXID: SPDXRef-s\n\
         Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n",
        h = "a".repeat(40)
    );
    let json = format!(
        r#"{{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"d",
        "documentNamespace":"https://example.com/d","creationInfo":{{"creators":["Tool: t-1",
        "Person: Jane (j@example.com)"],"created":"2025-01-01T00:00:00Z"}},
        "externalDocumentRefs":[{{"externalDocumentId":"DocumentRef-o","spdxDocument":"https://example.com/o","checksum":{{"algorithm":"SHA1","checksumValue":"{h}"}}}}],
        "packages":[{{"name":"a","SPDXID":"SPDXRef-a","versionInfo":"1","supplier":"Organization: o",
        "originator":"NOASSERTION","downloadLocation":"NONE","filesAnalyzed":true,
        "packageVerificationCode":{{"packageVerificationCodeValue":"{h}","packageVerificationCodeExcludedFiles":["./x"]}},
        "checksums":[{{"algorithm":"SHA1","checksumValue":"{h}"}}],"licenseConcluded":"MIT",
        "licenseInfoFromFiles":["MIT","NONE"],"licenseDeclared":"NOASSERTION",
        "copyrightText":"(c)\nPackageName: no","description":"d","summary":"s",
        "primaryPackagePurpose":"LIBRARY","externalRefs":[
        {{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:npm/a@1"}},
        {{"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":"cpe:2.3:a:a:a:1:*:*:*:*:*:*:*"}},
        {{"referenceCategory":"PERSISTENT-ID","referenceType":"swh","referenceLocator":"swh:1:x"}},
        {{"referenceCategory":"OTHER","referenceType":"site","referenceLocator":"https://e"}}],
        "attributionTexts":["t"]}}],
        "files":[{{"fileName":"./f","SPDXID":"SPDXRef-f","checksums":[{{"algorithm":"SHA1","checksumValue":"{h}"}}],
        "licenseConcluded":"MIT","licenseInfoInFiles":["MIT"],"copyrightText":"NONE"}}],
        "snippets":[{{"SPDXID":"SPDXRef-s"}}],
        "hasExtractedLicensingInfos":[{{"licenseId":"LicenseRef-1","extractedText":"x","name":"l"}}],
        "relationships":[{{"spdxElementId":"SPDXRef-a","relationshipType":"CONTAINS","relatedSpdxElement":"SPDXRef-f"}},
        {{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-a"}}]}}"#,
        h = "a".repeat(40)
    );
    let view = |bytes: &str, format| {
        let mut sink = Everything::default();
        let summary = read(bytes.as_bytes(), &ReadOptions::default(), &mut sink).unwrap();
        assert_eq!(summary.format, format);
        assert_eq!(summary.findings.kept(), []);
        sink.0.sort();
        (sink.0, summary.version, summary.counts)
    };
    let tags = view(&tags, Format::Spdx2TagValue);
    assert_eq!(tags, view(&json, Format::Spdx2Json));
    assert_eq!((tags.2.components, tags.2.files, tags.2.edges), (1, 1, 2));
}

/// All records whole, without their places.
#[derive(Default)]
struct Everything(Vec<String>);

impl Sink for Everything {
    fn component(&mut self, component: &Component<'_>, _: &dyn Locate) -> Flow {
        let mut component = component.clone();
        component.ordinal = 0;
        component.licences.sort_by_key(|one| format!("{one:?}"));
        self.0.push(format!("{component:?}"));
        Flow::Continue
    }

    fn edge(&mut self, edge: &Edge<'_>, _: &dyn Locate) -> Flow {
        self.0.push(format!("{edge:?}"));
        Flow::Continue
    }

    fn extracted_licence(&mut self, licence: &ExtractedLicence<'_>, _: &dyn Locate) -> Flow {
        self.0.push(format!("{licence:?}"));
        Flow::Continue
    }

    fn element(&mut self, reference: &str) -> Flow {
        self.0.push(format!("is {reference}"));
        Flow::Continue
    }

    fn document(&mut self, document: &Document<'_>) -> Flow {
        self.0.push(format!("{document:?}"));
        Flow::Continue
    }
}

#[test]
fn lines_end_with_or_without_a_carriage_return() {
    let text = format!("{HEAD}# c\n\nPackageName: <text>a</text>\nPackageVersion: 1\n");
    let crlf = text.replace('\n', "\r\n");
    assert_eq!(records(&text), records(&crlf));
    assert_eq!(records(&text).0[1], "/line/11: Inventory a 1");
    refused("PackageName: a\rPackageName: b\n", "sbom.tv-syntax", 1);
    refused("PackageComment: <text>\nx\ry</text>\n", "sbom.tv-syntax", 2);
}

#[test]
fn a_block_that_is_not_closed_hides_nothing() {
    let text = "PackageName: a\nPackageComment: <text>x\nPackageName: b\n";
    refused(text, "sbom.tv-syntax", 2);
    assert_eq!(body(&format!("{text}</text>\n")).0.len(), 1);
    assert_eq!(
        body("PackageName: a\nPackageComment: <text>x</text>\nPackageName: b\n")
            .0
            .len(),
        2
    );
    refused(
        "PackageComment: x <text>\nPackageName: b\n",
        "sbom.tv-syntax",
        1,
    );
    refused("PackageComment: <text>x</text> y\n", "sbom.tv-syntax", 1);
}

#[test]
fn fields_belong_to_their_sections() {
    let (records, findings) = body(
        "PackageVersion: 9\nPackageName: a\nPackageVersion: 1\n\
         Relationship: SPDXRef-a CONTAINS NONE\nPackageVersion: 2\nFileName: f\nPackageVersion: 3\n\
         SnippetSPDXID: SPDXRef-s\nPackageVersion: 4\nLicenseID: LicenseRef-l\nPackageVersion: 5\n\
         Annotator: Person: p\nPackageVersion: 6\nReviewer: Person: p\nPackageVersion: 7\n",
    );
    assert_eq!(
        records,
        [
            "/line/10: Inventory a 1",
            "SPDXRef-a None",
            "/line/14: File f -"
        ]
    );
    let lines = [9, 13, 15, 17, 19, 21, 23];
    let wanted = lines.map(|line| format!("/line/{line}: sbom.misplaced"));
    assert_eq!(findings, wanted);
}

#[test]
fn unknown_tags_are_found_and_other_lines_refused() {
    let (records, findings) = body("PackageName: a\npackageVersion: 1\nX: <text>y\nz</text>\n");
    assert_eq!(records, ["/line/9: Inventory a -"]);
    assert_eq!(
        findings,
        [
            "/line/10: sbom.unknown-field",
            "/line/11: sbom.unknown-field"
        ]
    );
    refused("PackageName: a\nPackageNam\n", "sbom.tv-syntax", 2);
    refused(" PackageName: a\n", "sbom.tv-syntax", 1);
    refused("</text>\n", "sbom.tv-syntax", 1);
}

#[test]
fn relationships_have_three_parts() {
    let (records, findings) = body(
        "Relationship: SPDXRef-b DEPENDENCY_OF SPDXRef-a\nRelationshipComment: c\n\
         Relationship:\nRelationship: a\nRelationship: a CONTAINS\nRelationship: a IS b\n\
         Relationship: a CONTAINS b c\nRelationship: a\tDEPENDS_ON   NOASSERTION\n",
    );
    assert_eq!(
        records,
        [
            "/line/9: SPDXRef-a DependsOn(None) SPDXRef-b",
            "/line/14: a Other(\"IS\") b",
            "/line/15: a Other(\"CONTAINS\") b",
            "a Unknown",
        ]
    );
    let wanted = [11, 12, 13, 14, 15].map(|line| format!("/line/{line}: sbom.relationship"));
    assert_eq!(findings, wanted);
    let (_, findings) = body("RelationshipComment: c\n");
    assert_eq!(findings, ["/line/9: sbom.misplaced"]);
    refused(
        "Relationship: a CONTAINS b\nRelationshipComment: c\nRelationshipComment: d\n",
        "sbom.json-duplicate-key",
        3,
    );
}

#[test]
fn one_section_says_a_thing_once() {
    let code = "sbom.json-duplicate-key";
    refused("DocumentName: e\n", code, 1);
    refused("SPDXVersion: SPDX-2.3\n", code, 1);
    refused("PackageName: a\nSPDXID: x\nSPDXID: y\n", code, 3);
    refused(
        "PackageName: a\nPackageVersion: 1\nPackageVersion: 1\n",
        code,
        3,
    );
    refused("FileName: a\nFileComment: 1\nFileComment: 1\n", code, 3);
    let hash = "a".repeat(40);
    let text = format!(
        "PackageName: a\nSPDXID: x\nPackageChecksum: SHA1: {hash}\nPackageChecksum: SHA1: {hash}\n\
         PackageName: a\nSPDXID: y\n"
    );
    assert_eq!(body(&text).1, Vec::<String>::new());
    // A second document behind the first one.
    refused("PackageName: a\nSPDXVersion: SPDX-2.3\n", code, 2);
}

#[test]
fn the_version_comes_first_and_is_one_that_is_read() {
    let code = |text: &str| {
        let options = ReadOptions::default().with_format(Format::Spdx2TagValue);
        let result = read(text.as_bytes(), &options, &mut ());
        result.map_or_else(|e| e.code().as_str(), |_| "ok")
    };
    assert_eq!(code("# c\n\nSPDXVersion: SPDX-2.2\n"), "ok");
    assert_eq!(code("SPDXVersion: SPDX-2.1\n"), "sbom.version-unsupported");
    assert_eq!(code("SPDXVersion: 2.3\n"), "sbom.version-unsupported");
    assert_eq!(code("SPDXVersion:\n"), "sbom.format");
    assert_eq!(
        code("PackageName: a\nSPDXVersion: SPDX-2.3\n"),
        "sbom.format"
    );
    assert_eq!(code("# nothing\n"), "sbom.format");
    assert_eq!(code(""), "sbom.format");
    assert_eq!(code("SPDXVersion: SPDX-2.3\n\0\n"), "sbom.encoding");
}

#[test]
fn odd_values_are_found() {
    let (_, findings) = body(
        "PackageName: a\u{7}\nFilesAnalyzed: yes\nPackageChecksum: SHA1 x\n\
         PackageChecksum: SHA1: x\nExternalRef: SECURITY cpe23Type\n",
    );
    let codes = ["control-character", "type", "required", "hash", "required"];
    let wanted = codes.iter().zip(9..);
    let wanted: Vec<_> = wanted
        .map(|(code, line)| format!("/line/{line}: sbom.{code}"))
        .collect();
    assert_eq!(findings, wanted);
    let text = HEAD.replace("00Z", "00.5Z");
    assert_eq!(records(&text).1, ["/line/8: sbom.timestamp"]);
}

/// The grammar has no end of its own: a cut between two lines cannot be told, any cut within a tag
/// or a block can.
#[test]
fn a_cut_within_a_tag_or_a_block_is_an_error() {
    let block = "PackageComment: <text>x\nPackageName: b\n</text>";
    let text = format!("{HEAD}PackageName: a\n{block}\nPackageName: c\n");
    let start = text.find(block).unwrap();
    for end in HEAD.len()..text.len() {
        let cut = text.get(..end).unwrap();
        let last = cut.rsplit('\n').next().unwrap();
        let is_open = end >= start + "PackageComment: <text>".len() && end < start + block.len();
        let is_within_tag = !last.is_empty() && !last.contains(':') && end < start;
        let is_within_mark = end < start + block.len() && last.contains(": <") && !is_open;
        let result = parse(cut);
        if is_open || is_within_tag {
            assert!(matches!(result, Err(Error::TvSyntax { .. })), "{cut:?}");
        } else if !is_within_mark {
            let names = cut.replace(block, "").matches("PackageName:").count();
            if let Ok(summary) = result {
                assert_eq!(summary.counts.components, names, "{cut:?}");
            }
        }
    }
}

#[test]
fn limits_hold() {
    let code = |limits: ReadLimits, body: &str| {
        let options = ReadOptions::default().with_limits(limits);
        let text = format!("{HEAD}{body}");
        let result = read(text.as_bytes(), &options, &mut ());
        result.map_or_else(
            |e| (e.code().as_str(), e.place().as_str().to_owned()),
            |_| ("ok", String::new()),
        )
    };
    let limits = ReadLimits::default;
    let hash = format!("PackageChecksum: SHA1: {}\n", "a".repeat(40));
    let cases = [
        (
            limits().with_components(1),
            "PackageName: a\n".to_owned(),
            "PackageName: b\n",
        ),
        (
            limits().with_edges(1),
            "Relationship: a CONTAINS b\n".to_owned(),
            "Relationship: a CONTAINS b\n",
        ),
        (
            limits().with_entries(2),
            format!("PackageName: a\n{hash}{hash}"),
            &*hash,
        ),
        (
            limits().with_text_bytes(40),
            format!("PackageName: {}\n", "x".repeat(40)),
            "PackageVersion: <text>01234567890123456789012345678901234567890</text>\n",
        ),
        (
            limits().with_component_bytes(60),
            format!("PackageName: {}\n", "x".repeat(60)),
            "PackageVersion: 1\n",
        ),
        (
            limits().with_properties(1),
            "PackageName: a\nPackageAttributionText: x\n".to_owned(),
            "PackageAttributionText: x\n",
        ),
    ];
    for (limits, most, more) in cases {
        assert_eq!(code(limits, &most).0, "ok", "{most}");
        let line = HEAD.lines().count() + most.lines().count() + 1;
        let wanted = ("limit.exceeded", format!("/line/{line}"));
        assert_eq!(code(limits, &format!("{most}{more}")), wanted, "{more}");
    }
}

#[test]
fn what_is_not_wanted_is_counted_all_the_same() {
    let mut text = HEAD.to_owned();
    for index in 0..50 {
        writeln!(text, "PackageName: p{index}\nSPDXID: SPDXRef-{index}").unwrap();
    }
    let options = ReadOptions::default().with_fields(Fields::NONE);
    let summary = read(text.as_bytes(), &options, &mut ()).unwrap();
    assert_eq!(summary.counts.components, 50);
    let bad = format!("{text}SPDXID: x\n");
    assert!(read(bad.as_bytes(), &options, &mut ()).is_err());
}

#[test]
fn a_statement_may_hold_it_as_a_text() {
    let predicate = format!("{HEAD}PackageName: a\n").replace('\n', "\\n");
    let statement = format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[],
        "predicateType":"https://spdx.dev/Document","predicate":"{predicate}"}}"#
    );
    let summary = parse(&statement).unwrap();
    assert_eq!(summary.format, Format::Spdx2TagValue);
    assert_eq!((summary.counts.components, summary.wrappers.len()), (1, 1));
    let findings = summary.findings.kept();
    assert_eq!(findings[0].code().as_str(), "sbom.wrapped-string");
    let open = statement.replace("PackageName: a", "PackageName: <text>a");
    assert!(matches!(parse(&open), Err(Error::TvSyntax { .. })));
}
