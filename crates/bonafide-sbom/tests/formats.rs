//! Which document is what, and what is around it.

use bonafide_sbom::{Error, Format, ReadOptions, Summary, detect, read};

fn parse(document: impl AsRef<[u8]>) -> Result<Summary, Error> {
    read(document.as_ref(), &ReadOptions::default(), &mut ())
}

#[track_caller]
fn refused(document: impl AsRef<[u8]>, code: &str) {
    let document = document.as_ref();
    match parse(document) {
        Ok(summary) => panic!("{}: {summary:?}", String::from_utf8_lossy(document)),
        Err(error) => assert_eq!(
            error.code().as_str(),
            code,
            "{}",
            String::from_utf8_lossy(document)
        ),
    }
}

const SPDX3: &str = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";

#[test]
fn discriminators_are_exact() {
    refused(r#"{"specVersion":"1.6"}"#, "sbom.format");
    refused(r#"{"bomFormat":"CycloneDX"}"#, "sbom.format");
    refused(
        r#"{"bomFormat":"cyclonedx","specVersion":"1.6"}"#,
        "sbom.format",
    );
    refused(r#"{"bomFormat":1,"specVersion":"1.6"}"#, "sbom.format");
    refused(
        r#"{"bomFormat":"CycloneDX","specVersion":1.6}"#,
        "sbom.format",
    );
    refused(
        r#"{"bomFormat":"CycloneDX","specVersion":null}"#,
        "sbom.format",
    );
    for version in ["1.0", "1.1", "1.8", "1.06", "2.0", "1.x", "", "1.6 "] {
        refused(
            format!(r#"{{"bomFormat":"CycloneDX","specVersion":"{version}"}}"#),
            "sbom.version-unsupported",
        );
    }
    for version in ["SPDX-2.0", "SPDX-2.1", "SPDX-2.4", "SPDX-3.0", "SPDX-"] {
        refused(
            format!(r#"{{"spdxVersion":"{version}"}}"#),
            "sbom.version-unsupported",
        );
    }
    refused(r#"{"spdxVersion":"spdx-2.3"}"#, "sbom.format");
    refused(r#"{"spdxVersion":2.3}"#, "sbom.format");
    refused(r#"{"SPDXVersion":"SPDX-2.3"}"#, "sbom.format");
    for document in [
        "{}", "[]", "\"x\"", "1", "null", "", "  \n", "\u{feff}", "hello",
    ] {
        refused(document, "sbom.format");
    }
    refused(b"\x00\x01\x02\x03\xff\xfe\x80", "sbom.format");
    refused(b"\x89PNG\r\n\x1a\n\xff", "sbom.format");
}

#[test]
fn each_version_is_read() {
    for version in ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"] {
        let summary = parse(format!(
            r#"{{"components":[],"specVersion":"{version}","bomFormat":"CycloneDX"}}"#
        ))
        .unwrap();
        assert_eq!(
            (summary.version.as_str(), summary.format),
            (version, Format::CdxJson)
        );
    }
    for version in ["2.2", "2.3"] {
        let summary = parse(format!(
            r#"{{"packages":[{{}}],"spdxVersion":"SPDX-{version}"}}"#
        ))
        .unwrap();
        assert_eq!(
            (summary.version.as_str(), summary.counts.components),
            (version, 1)
        );
    }
    for version in ["3.0.0", "3.0.1"] {
        let context = SPDX3.replace("3.0.1", version);
        let summary = parse(format!(r#"{{"@graph":[],"@context":["{context}"]}}"#)).unwrap();
        assert_eq!(summary.version, version);
    }
}

#[test]
fn newer_versions_are_read_on_request() {
    let options = ReadOptions::default().with_newer_minor(true);
    for (document, version) in [
        (
            r#"{"bomFormat":"CycloneDX","specVersion":"1.8"}"#.to_owned(),
            "1.8",
        ),
        (r#"{"spdxVersion":"SPDX-2.4"}"#.to_owned(), "2.4"),
        (
            format!(
                r#"{{"@graph":[],"@context":"{}"}}"#,
                SPDX3.replace("3.0.1", "3.1")
            ),
            "3.1",
        ),
    ] {
        refused(&document, "sbom.version-unsupported");
        let summary = read(document.as_bytes(), &options, &mut ()).unwrap();
        assert_eq!(summary.version, version);
        assert_eq!(
            summary.findings.kept()[0].code().as_str(),
            "sbom.version-newer"
        );
    }
    for document in [
        r#"{"bomFormat":"CycloneDX","specVersion":"2.0"}"#,
        r#"{"spdxVersion":"SPDX-2.1"}"#,
    ] {
        assert!(read(document.as_bytes(), &options, &mut ()).is_err());
    }
}

#[test]
fn two_families_in_one_object_are_refused() {
    let context = format!(r#""@context":"{SPDX3}","@graph":[]"#);
    let families = [
        r#""bomFormat":"CycloneDX","specVersion":"1.6""#,
        r#""spdxVersion":"SPDX-2.3""#,
        context.as_str(),
        r#""sbom":{}"#,
        r#""_type":"https://in-toto.io/Statement/v1","predicateType":"https://cyclonedx.org/bom","predicate":{}"#,
    ];
    for one in families {
        for two in families {
            if one != two {
                refused(format!("{{{one},{two}}}"), "sbom.format-ambiguous");
            }
        }
    }
    refused(
        r#"{"sbom":{"spdxVersion":"SPDX-2.3"},"x":1}"#,
        "sbom.format-ambiguous",
    );
}

#[test]
fn a_given_format_is_still_checked() {
    let spdx = ReadOptions::default().with_format(Format::Spdx2Json);
    let cdx = br#"{"bomFormat":"CycloneDX","specVersion":"1.6"}"#;
    let error = read(cdx, &spdx, &mut ()).unwrap_err();
    assert_eq!(error.code().as_str(), "sbom.format-ambiguous");
    assert!(read(b"{}", &spdx, &mut ()).is_err());
    assert!(read(br#"{"spdxVersion":"SPDX-2.3"}"#, &spdx, &mut ()).is_ok());
}

#[test]
fn other_documents_are_told_apart() {
    for (document, format) in [
        (
            r#"{"@context":"https://openvex.dev/ns/v0.2.0"}"#,
            Format::OpenVex,
        ),
        (r#"{"document":{"csaf_version":"2.0"}}"#, Format::Csaf),
        (r#"{"id":"x","modified":"y","summary":"z"}"#, Format::Osv),
        (r#"{"SchemaVersion":2,"Results":[]}"#, Format::TrivyReport),
        (r#"{"matches":[],"descriptor":{}}"#, Format::GrypeReport),
        (
            r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>"#,
            Format::CdxXml,
        ),
    ] {
        assert_eq!(
            detect(document.as_bytes(), &ReadOptions::default()),
            Ok(format)
        );
        let is_read = format == Format::CdxXml && cfg!(feature = "xml");
        assert_eq!(parse(document).is_ok(), is_read);
    }
    refused(
        r#"{"artifacts":[],"descriptor":{}}"#,
        "sbom.format-unsupported",
    );
    refused(b"\x0a\x031.6\x18\x01", "sbom.format-unsupported");
}

#[test]
fn encodings_are_named() {
    let document = r#"{"bomFormat":"CycloneDX","specVersion":"1.6"}"#;
    let marked = parse(format!("\u{feff}{document}")).unwrap();
    assert_eq!(marked.findings.kept()[0].code().as_str(), "sbom.enc-bom");
    refused(format!("\u{feff}\u{feff}{document}"), "sbom.format");
    refused(format!("{document}\u{feff}"), "sbom.json-syntax");
    let le: Vec<u8> = document.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = document.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [
        le.clone(),
        be,
        [b"\xff\xfe".to_vec(), le].concat(),
        b"\0\0\0{".to_vec(),
    ] {
        refused(bytes, "sbom.encoding");
    }
    for bad in [&b"\xc0\xaf"[..], b"\xed\xa0\x80", b"\xe2\x82", b"\xff"] {
        refused(
            [br#"{"bomFormat":""#, bad, br#""}"#].concat(),
            "sbom.encoding",
        );
    }
    refused(
        b"{\"bomFormat\":\"CycloneDX\",\0\"specVersion\":\"1.6\"}",
        "sbom.encoding",
    );
}

#[test]
fn framing_is_exact() {
    let document = r#"{"bomFormat":"CycloneDX","specVersion":"1.6"}"#;
    refused(format!("{document}{document}"), "sbom.json-syntax");
    refused(format!("{document}x"), "sbom.json-syntax");
    refused(format!("{document},"), "sbom.json-syntax");
    assert!(parse(format!(" \r\n\t{document}\n")).is_ok());
}

const CDX: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"a"}]}"#;

fn statement(predicate_type: &str, predicate: &str) -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"x"}}],"predicateType":"{predicate_type}","predicate":{predicate}}}"#
    )
}

fn envelope(payload: &str) -> String {
    let payload = bonafide_json::base64::encode(payload.as_bytes());
    format!(
        r#"{{"payloadType":"application/vnd.in-toto+json","payload":"{payload}","signatures":[]}}"#
    )
}

#[test]
fn statements_are_unwrapped() {
    let summary = parse(statement("https://cyclonedx.org/bom", CDX)).unwrap();
    assert_eq!(
        (summary.counts.components, summary.format),
        (1, Format::CdxJson)
    );
    let [wrapper] = &summary.wrappers[..] else {
        panic!()
    };
    assert_eq!(
        (wrapper.format, wrapper.place.as_str()),
        (Format::InToto, "/predicate")
    );
    assert_eq!(wrapper.subject.as_deref(), Some(r#"[{"name":"x"}]"#));
    assert!(wrapper.inner_sha256.is_none() && summary.findings.kept().is_empty());

    let summary = parse(envelope(&statement("https://cyclonedx.org/bom/v1.5", CDX))).unwrap();
    let formats: Vec<_> = summary
        .wrappers
        .iter()
        .map(|wrapper| wrapper.format)
        .collect();
    assert_eq!(formats, [Format::Dsse, Format::InToto]);
    assert!(summary.wrappers[0].inner_sha256.is_some());
    assert_eq!(
        summary.findings.kept()[0].code().as_str(),
        "sbom.predicate-version"
    );

    assert_eq!(
        parse(format!(r#"{{"sbom":{CDX}}}"#))
            .unwrap()
            .counts
            .components,
        1
    );
}

#[test]
fn texts_in_statements_are_unwrapped() {
    let text = serde_json::to_string(CDX).unwrap();
    let data = format!(r#"{{"Data":{text},"Timestamp":"x"}}"#);
    for (predicate, place) in [(&text, "/predicate"), (&data, "/predicate/Data")] {
        let summary = parse(statement("https://cyclonedx.org/bom/v1.6", predicate)).unwrap();
        assert_eq!(summary.wrappers[0].place.as_str(), place);
        assert_eq!(
            summary.findings.kept()[0].code().as_str(),
            "sbom.wrapped-string"
        );
        assert!(summary.wrappers[0].inner_sha256.is_some());
    }
}

#[test]
fn statements_must_fit_what_is_in_them() {
    refused(
        statement("https://spdx.dev/Document", CDX),
        "sbom.predicate-mismatch",
    );
    refused(
        statement("https://cyclonedx.org/bomb", CDX),
        "sbom.format-unsupported",
    );
    refused(
        statement("https://slsa.dev/provenance/v1", "{}"),
        "sbom.format",
    );
    refused(statement("https://cyclonedx.org/bom", "[]"), "sbom.shape");
    refused(
        statement("https://cyclonedx.org/bom", "\"\""),
        "sbom.format",
    );
    refused(
        r#"{"_type":"https://in-toto.io/Statement/v2","predicateType":"x","predicate":{}}"#,
        "sbom.format",
    );
    refused(
        r#"{"_type":"https://in-toto.io/Statement/v1","predicate":{}}"#,
        "sbom.format",
    );
    refused(
        r#"{"_type":1,"predicateType":"x","predicate":{}}"#,
        "sbom.shape",
    );
    refused(r#"{"payloadType":"x","payload":"***"}"#, "sbom.shape");
    refused(r#"{"payloadType":"x","payload":1}"#, "sbom.shape");
    refused(r#"{"sbom":[]}"#, "sbom.shape");
}

/// The outer one is signed for what is in the inner one.
#[test]
fn every_statement_must_fit_what_is_in_the_innermost_one() {
    let inner = statement("https://cyclonedx.org/bom", CDX);
    assert!(parse(statement("https://cyclonedx.org/bom/v1.6", &inner)).is_ok());
    let outer = statement("https://spdx.dev/Document", &inner);
    refused(&outer, "sbom.predicate-mismatch");
    refused(envelope(&outer), "sbom.predicate-mismatch");
    let outer = statement("https://slsa.dev/provenance/v1", &inner);
    refused(outer, "sbom.format-unsupported");
}

#[test]
fn wrappers_are_bounded() {
    let mut document = CDX.to_owned();
    for layers in 1..=5 {
        document = format!(r#"{{"sbom":{document}}}"#);
        match layers {
            5 => refused(&document, "limit.exceeded"),
            _ => assert_eq!(parse(&document).unwrap().wrappers.len(), layers),
        }
    }
    let mut document = CDX.to_owned();
    for _ in 0..3 {
        document = envelope(&document);
    }
    let limits = bonafide_sbom::ReadLimits::default().with_bytes(document.len() + 50);
    let options = ReadOptions::default().with_limits(limits);
    let error = read(document.as_bytes(), &options, &mut ()).unwrap_err();
    assert_eq!(
        error.code().as_str(),
        "limit.exceeded",
        "decoded bytes count together"
    );
}

#[test]
fn contexts_may_not_redefine() {
    let with = |context: &str| format!(r#"{{"@context":{context},"@graph":[]}}"#);
    let terms = parse(with(&format!(r#"["{SPDX3}",{{"own":"https://own"}}]"#))).unwrap();
    assert_eq!(terms.findings.kept()[0].code().as_str(), "sbom.context");
    for harmless in [
        r#"{"own":"https://spdx.org/spdxdocs/a"}"#,
        r#"{"own":{"@id":"https://own","@type":"@id"},"two":null}"#,
    ] {
        assert!(parse(with(&format!(r#"["{SPDX3}",{harmless}]"#))).is_ok());
    }
    for context in [
        format!(r#"["{SPDX3}",{{"software_Package":"https://own"}}]"#),
        format!(r#"["{SPDX3}",{{"@vocab":"https://own"}}]"#),
        format!(r#"["{SPDX3}","{SPDX3}"]"#),
        format!(r#"["{SPDX3}","https://other"]"#),
        format!(r#"["{SPDX3}",1]"#),
        // Other names for what SPDX has: types and members would hide behind them.
        format!(r#"["{SPDX3}",{{"own":"https://spdx.org/rdf/3.0.1/terms/Software/Package"}}]"#),
        format!(r#"["{SPDX3}",{{"own":"https:\/\/spdx.org/"}}]"#),
        format!(r#"["{SPDX3}",{{"own":{{"@id":"spdx:Software/Package"}}}}]"#),
        format!(r#"["{SPDX3}",{{"own":"software_Package"}}]"#),
        format!(r#"["{SPDX3}",{{"own":"@type"}}]"#),
        format!(r#"["{SPDX3}",{{"own":{{"@id":"https://own","@context":{{}}}}}}]"#),
    ] {
        refused(with(&context), "sbom.context-redefined");
    }
    refused(format!(r#"{{"@context":"{SPDX3}"}}"#), "sbom.format");
    for element in [
        r#"{"type":"https://spdx.org/rdf/3.0.1/terms/Software/Package"}"#,
        r#"{"type":["software_Package"]}"#,
        r#"{"type":"SpdxDocument","element":[{"type":"software_Package"}]}"#,
        r#"{"type":"Relationship","to":[{"type":"software_Package"}]}"#,
    ] {
        refused(
            format!(r#"{{"@context":"{SPDX3}","@graph":[{element}]}}"#),
            "sbom.shape",
        );
    }
    let twice = format!(r#"{{"@context":"{SPDX3}","@graph":[{{"type":"x","@type":"y"}}]}}"#);
    refused(twice, "sbom.json-duplicate-key");
}
