//! What is refused, and what is noted: sections 1, 2.1 and 2.3 of the specification.

use bonafide_report::{Coded as _, registry};
use bonafide_sbom::{Format, ReadOptions, detect, read};

use crate::kit::{bom, components, findings, outcome, records, summary};

const NAMESPACE: &str = "http://cyclonedx.org/schema/bom";
const COMPONENT: &str = "<component type='library'><name>a</name></component>";

/// sbom section 1: all versions that there are, in whatever prefix.
#[test]
fn versions_from_1_0_to_1_7_are_read() {
    for minor in 0..=7 {
        let version = format!("1.{minor}");
        let text = format!(
            "<b:bom xmlns:b='{NAMESPACE}/{version}'><b:components><b:component/></b:components></b:bom>"
        );
        assert_eq!(
            detect(text.as_bytes(), &ReadOptions::default()).unwrap(),
            Format::CdxXml
        );
        let summary = summary(&text).unwrap();
        assert_eq!((summary.version, summary.counts.components), (version, 1));
        assert_eq!((summary.format, summary.complete), (Format::CdxXml, true));
    }
}

#[test]
fn other_versions_and_roots_are_not() {
    for (uri, code) in [
        (
            "http://cyclonedx.org/schema/bom/1.8",
            "sbom.version-unsupported",
        ),
        (
            "http://cyclonedx.org/schema/bom/2.0",
            "sbom.version-unsupported",
        ),
        (
            "http://cyclonedx.org/schema/bom/1.06",
            "sbom.version-unsupported",
        ),
        (
            "http://cyclonedx.org/schema/bom/",
            "sbom.version-unsupported",
        ),
        (
            "http://cyclonedx.org/schema/bom/x/1.6",
            "sbom.version-unsupported",
        ),
        ("https://cyclonedx.org/schema/bom/1.6", "sbom.format"),
        ("http://cyclonedx.org/schema/1.6", "sbom.format"),
        ("", "sbom.format"),
    ] {
        assert_eq!(outcome(&format!("<bom xmlns='{uri}'/>")), code, "{uri}");
    }
    // The namespace is declared, and the root is not in it.
    for text in [
        format!("<bom xmlns:b='{NAMESPACE}/1.6'/>"),
        format!("<x:bom xmlns:x='u' xmlns='{NAMESPACE}/1.6'/>"),
        format!("<bom note='{NAMESPACE}/1.6'/>"),
    ] {
        assert_eq!(outcome(&text), "sbom.format", "{text}");
    }
    assert_eq!(
        outcome(&format!("<sbom xmlns='{NAMESPACE}/1.6'/>")),
        "sbom.format"
    );
    let options = ReadOptions::default().with_format(Format::CdxXml);
    let error = read(b"{}", &options, &mut ()).unwrap_err();
    assert_eq!(error.code().as_str(), "sbom.xml-syntax");
}

/// sbom DET-6: only when the caller asks for it.
#[test]
fn a_newer_minor_version_is_read_when_it_is_allowed() {
    let allowed = ReadOptions::default().with_newer_minor(true);
    let of = |version: &str, options: &ReadOptions| {
        let inner = format!("<components>{COMPONENT}</components>");
        let text = format!("<bom xmlns='{NAMESPACE}/{version}'>{inner}</bom>");
        let summary = read(text.as_bytes(), options, &mut ()).map_err(|error| error.code())?;
        assert_eq!((&*summary.version, summary.counts.components), (version, 1));
        let codes = summary
            .findings
            .kept()
            .iter()
            .map(|one| one.code().as_str());
        Ok(codes.collect::<Vec<_>>())
    };
    let refused = Err(registry::SBOM_VERSION_UNSUPPORTED);
    for version in ["1.8", "1.10", "1.255"] {
        assert_eq!(of(version, &allowed), Ok(vec!["sbom.version-newer"]));
        assert_eq!(of(version, &ReadOptions::default()), refused, "{version}");
        assert_eq!(of(version, &allowed.with_newer_minor(false)), refused);
    }
    // What is known is not newer, and what is no minor version of 1 is not known by asking.
    assert_eq!(of("1.7", &allowed), Ok(vec![]));
    for version in ["1.x", "1.", "1.08", "1.8.1", "2.0", "0.9"] {
        assert_eq!(of(version, &allowed), refused, "{version}");
    }
}

/// sbom ENC-2, ENC-4: marks, declarations and bytes that agree.
#[test]
fn the_encoding_is_utf_8_and_is_not_denied() {
    let plain = components(COMPONENT);
    for declared in ["UTF-8", "utf-8"] {
        let text = format!("<?xml version='1.0' encoding='{declared}'?>{plain}");
        assert_eq!(outcome(&text), "1");
    }
    let marked = format!("\u{feff}{plain}");
    assert_eq!(findings(&marked), ["sbom.enc-bom "]);
    assert_eq!(outcome(&format!("\u{feff}\u{feff}{plain}")), "sbom.format");
    let options = ReadOptions::default().with_format(Format::CdxXml);
    let twice = format!("\u{feff}\u{feff}{plain}");
    let error = read(twice.as_bytes(), &options, &mut ()).unwrap_err();
    assert_eq!(error.code().as_str(), "sbom.xml-syntax");

    for declared in ["UTF-16", "ISO-8859-1", "windows-1252", "x"] {
        let text = format!("<?xml version='1.0' encoding='{declared}'?>{plain}");
        assert_eq!(outcome(&text), "sbom.encoding", "{declared}");
    }
    for (mark, to_bytes) in [
        ([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ([0xfe, 0xff], u16::to_be_bytes),
    ] {
        let body: Vec<u8> = plain.encode_utf16().flat_map(to_bytes).collect();
        for bytes in [[&mark[..], &body].concat(), body] {
            let error = read(&bytes, &ReadOptions::default(), &mut ()).unwrap_err();
            assert_eq!(error.code().as_str(), "sbom.encoding");
        }
    }
    let mut invalid = plain.into_bytes();
    invalid[60] = 0xff;
    let error = read(&invalid, &ReadOptions::default(), &mut ()).unwrap_err();
    assert_eq!(error.code().as_str(), "sbom.encoding");
}

/// sbom XML-1: no declaration is expanded, wherever it stands and however it is written.
#[test]
fn document_types_are_refused() {
    let plain = components(COMPONENT);
    let laughs: String = (1..30)
        .map(|n| format!("<!ENTITY e{n} '{}'>", format!("&e{};", n - 1).repeat(10)))
        .collect();
    for declaration in [
        "<!DOCTYPE bom>",
        "<!doctype bom>",
        "<!DOCTYPE bom SYSTEM 'bom.dtd'>",
        "<!DOCTYPE bom PUBLIC '-//X' 'http://x.example/'>",
        "<!DOCTYPE bom [<!ENTITY a 'b'>]>",
        "<!DOCTYPE bom [<!ENTITY % a SYSTEM 'x'> %a;]>",
        &format!("<!DOCTYPE bom [<!ENTITY e0 'lol'>{laughs}]>"),
        "<!DOCTYPE bom [",
    ] {
        for text in [
            format!("{declaration}{plain}"),
            format!("<?xml version='1.0'?>\n<!-- x -->{declaration}{plain}"),
            format!("{plain}{declaration}"),
            components(&format!("{declaration}{COMPONENT}")),
        ] {
            assert_eq!(outcome(&text), "sbom.xml-dtd", "{text}");
        }
    }
}

/// sbom XML-1, XML-2: entities, attributes, prefixes and tags.
#[test]
fn what_is_not_well_formed_is_refused() {
    for inner in [
        "<component>&nbsp;</component>",
        "<component><name>&e1;</name></component>",
        "<component><name>&#0;</name></component>",
        "<component><name>a]]>b</name></component>",
        "<component type='a' type='b'/>",
        "<component xmlns:a='u' xmlns:b='u' a:x='' b:x=''/>",
        "<p:component/>",
        "<component p:x=''/>",
        "<component></components>",
        "<component><name>a</Name></component>",
        "<component><!-- -- --></component>",
        "<component",
        "<component a='<'/>",
        "</component>",
        "<component xmlns:xml='u'/>",
        "<unknown><deep a='' a=''/></unknown>",
    ] {
        assert_eq!(outcome(&components(inner)), "sbom.xml-syntax", "{inner}");
    }
    let plain = components(COMPONENT);
    for text in [
        format!("{plain}{plain}"),
        format!("{plain}<bom/>"),
        format!("{plain}x"),
        format!("{plain}&lt;"),
        format!("{plain}</bom>"),
        format!("x{plain}"),
        format!(" <?xml version='1.0'?>{plain}"),
    ] {
        let options = ReadOptions::default().with_format(Format::CdxXml);
        let error = read(text.as_bytes(), &options, &mut ()).unwrap_err();
        assert_eq!(error.code().as_str(), "sbom.xml-syntax", "{text}");
    }
    assert_eq!(outcome(&format!("{plain} <!-- x --> <?p?>\n")), "1");
}

/// sbom XML-3: only what is in the namespace of the root is read.
#[test]
fn extensions_are_passed_over() {
    for inner in [
        "<x:component xmlns:x='urn:x'/>",
        "<component xmlns=''/>",
        "<component xmlns='https://cyclonedx.org/schema/bom/1.6'/>",
        "<x:components xmlns:x='urn:x'><component><name>b</name></component></x:components>",
    ] {
        assert_eq!(
            outcome(&components(&format!("{inner}{COMPONENT}"))),
            "1",
            "{inner}"
        );
        assert_eq!(
            outcome(&components(&format!("<component>{inner}</component>"))),
            "1"
        );
    }
    let deep = format!(
        "<x:a xmlns:x='u'>{}{}</x:a>",
        "<x:a>".repeat(126),
        "</x:a>".repeat(126)
    );
    assert_eq!(outcome(&bom(&deep)), "0".to_owned());
    let deep = format!(
        "<x:a xmlns:x='u'>{}{}</x:a>",
        "<x:a>".repeat(127),
        "</x:a>".repeat(127)
    );
    assert_eq!(outcome(&bom(&deep)), "sbom.depth");
    for version in ["1.5", "1.7", "9"] {
        let inner = format!("<o:component xmlns:o='{NAMESPACE}/{version}'/>");
        assert_eq!(outcome(&components(&inner)), "sbom.shape", "{version}");
    }
}

/// sbom XML-5: what would make two readers see two documents.
#[test]
fn structures_and_identities_are_there_once() {
    for name in [
        "metadata",
        "components",
        "services",
        "dependencies",
        "compositions",
        "vulnerabilities",
    ] {
        let text = bom(&format!("<{name}/><{name}/>"));
        assert_eq!(outcome(&text), "sbom.json-duplicate-key", "{name}");
        let place = summary(&text).unwrap_err().place();
        assert_eq!(place.as_str(), format!("/{name}"));
    }
    for name in [
        "name",
        "version",
        "group",
        "purl",
        "cpe",
        "components",
        "pedigree",
    ] {
        let twice = format!("<{name}/><scope>required</scope><{name}/>");
        let text = components(&format!("<component>{twice}</component>"));
        assert_eq!(outcome(&text), "sbom.json-duplicate-key", "{name}");
        // Not read, and still an error.
        let options = ReadOptions::default().with_fields(bonafide_sbom::Fields::NONE);
        let error = read(text.as_bytes(), &options, &mut ()).unwrap_err();
        assert_eq!(error.code().as_str(), "sbom.json-duplicate-key", "{name}");
    }
    for text in [
        bom("<metadata><component/><component/></metadata>"),
        bom("<metadata><tools><components/><components/></tools></metadata>"),
        bom("<services><service><services/><services/></service></services>"),
        components("<component><pedigree><ancestors/><ancestors/></pedigree></component>"),
        components("<component><components/><components><component/></components></component>"),
        bom("<vulnerabilities><vulnerability><id/><id/></vulnerability></vulnerabilities>"),
    ] {
        assert_eq!(outcome(&text), "sbom.json-duplicate-key", "{text}");
    }
    // Of one name, and of two components.
    let text = components(
        "<component><name>a</name><components><component><name>a</name></component></components></component>",
    );
    assert_eq!(outcome(&text), "2");
}

/// sbom XML-5: other repeated elements are noted, and nothing of them is lost.
#[test]
fn other_repetitions_are_findings() {
    let text = components(
        "<component><hashes/><hashes><hash alg='MD5'>d41d8cd98f00b204e9800998ecf8427e</hash></hashes>\
        <licenses><license><id>MIT</id><id>GPL-3.0-only</id></license></licenses></component>",
    );
    assert_eq!(
        findings(&text),
        [
            "sbom.unique /components/0/hashes",
            "sbom.licence-choice /components/0/licenses/0/license"
        ]
    );
    let (_, all) = records(text.as_bytes());
    assert!(
        all.records[0].contains("Id(\"MIT\")") && all.records[0].contains("Id(\"GPL-3.0-only\")")
    );
    assert!(all.records[0].contains("Md5"));
}

/// sbom XML-5, XDS-1: neither is followed.
#[test]
fn instructions_and_signatures_are_noted() {
    let text = format!(
        "<?xml-stylesheet href='x'?>{}",
        components("<component><name>a<?p?>b</name></component>")
    );
    assert_eq!(findings(&text), ["sbom.xml-pi "]);
    assert!(records(text.as_bytes()).1.records[0].contains("Some(\"ab\")"));

    let signature =
        "<d:Signature xmlns:d='http://www.w3.org/2000/09/xmldsig#'><d:x/></d:Signature>";
    let text = bom(&format!("<components/>{signature}"));
    assert_eq!(findings(&text), ["sbom.embedded-signature /Signature"]);
    let (_, all) = records(text.as_bytes());
    assert!(all.records[0].contains("has_embedded_signature: true"));
    let text = components(&format!("<component>{signature}</component>"));
    assert_eq!(
        findings(&text),
        ["sbom.embedded-signature /components/0/Signature"]
    );
    let other = bom("<d:Signature xmlns:d='urn:x'/>");
    assert!(findings(&other).is_empty());
}

/// sbom STR-8: places in XML.
#[test]
fn findings_say_how_many_bytes_are_before_them() {
    let text =
        components("<component><name>a</name><scope>x</scope></component><component bom-ref=''/>");
    let summary = summary(&text).unwrap();
    let details: Vec<&str> = summary
        .findings
        .kept()
        .iter()
        .map(|one| one.detail())
        .collect();
    let at = |part: &str| text.find(part).unwrap();
    assert_eq!(
        details,
        [
            format!("no scope that is known, at byte {}", at("<scope>")),
            format!("an empty reference, at byte {}", at("<component bom-ref")),
        ]
    );
}

/// sbom XML-6: white space.
#[test]
fn text_is_kept_as_it_is_but_for_what_schemas_collapse() {
    let text = components(
        "<component isExternal=' 1 '><name> a\n <![CDATA[&]]>&amp;</name><purl>\n pkg:npm/a </purl></component>",
    );
    assert_eq!(
        findings(&text),
        ["sbom.control-character /components/0/name"]
    );
    let record = &records(text.as_bytes()).1.records[0];
    for part in [
        "name: Some(\" a\\n &&\")",
        "purls: [\"pkg:npm/a\"]",
        "is_external: Some(true)",
    ] {
        assert!(record.contains(part), "{part}: {record}");
    }
    let blank = format!("\n {COMPONENT}\t<!-- x --> ");
    assert!(findings(&components(&blank)).is_empty());
    assert_eq!(
        findings(&components("x<component/>")),
        ["sbom.type /components"]
    );
}
