//! Limits, and inputs that want to be expensive.

use std::time::{Duration, Instant};

use bonafide_sbom::{Fields, Format, ReadLimits, ReadOptions, read};

use crate::kit::{bom, components, outcome};

fn limited(text: &str, limits: ReadLimits) -> String {
    let options = ReadOptions::default().with_limits(limits);
    match read(text.as_bytes(), &options, &mut ()) {
        Ok(summary) => summary.counts.components.to_string(),
        Err(error) => format!("{} {error}", error.code()),
    }
}

#[test]
fn counts_hold_to_the_last_one() {
    let limits = ReadLimits::default;
    let two = components("<component/><component/>");
    assert_eq!(limited(&two, limits().with_components(2)), "2");
    assert!(
        limited(&two, limits().with_components(1))
            .starts_with("limit.exceeded more than 1 components")
    );

    let edges = bom(
        "<dependencies><dependency ref='a'><dependency ref='b'/><dependency ref='c'/></dependency></dependencies>",
    );
    assert_eq!(limited(&edges, limits().with_edges(2)), "0");
    assert!(
        limited(&edges, limits().with_edges(1)).starts_with("limit.exceeded more than 1 edges")
    );

    let vulnerabilities =
        bom("<vulnerabilities><vulnerability/><vulnerability/></vulnerabilities>");
    assert_eq!(
        limited(&vulnerabilities, limits().with_vulnerabilities(2)),
        "0"
    );
    assert!(
        limited(&vulnerabilities, limits().with_vulnerabilities(1))
            .starts_with("limit.exceeded more than 1 vulnerabilities")
    );

    for inner in [
        "<hashes><hash alg='MD5'>0</hash><hash alg='MD5'>0</hash></hashes>",
        "<licenses><expression>a</expression><expression>a</expression></licenses>",
        "<licenses><license><id>a</id><id>b</id></license></licenses>",
        "<externalReferences><reference type='a'><url>b</url></reference><reference type='a'><url>b</url></reference></externalReferences>",
        "<omniborId>a</omniborId><omniborId>a</omniborId>",
        "<swhid>a</swhid><swhid>a</swhid>",
        "<authors><author/><author/></authors>",
        "<supplier><url>a</url><contact/></supplier>",
        "<modelCard><modelParameters><datasets><ref>a</ref><ref>b</ref></datasets></modelParameters></modelCard>",
    ] {
        let text = components(&format!("<component>{inner}</component>"));
        assert_eq!(limited(&text, limits().with_entries(2)), "1", "{inner}");
        let found = limited(&text, limits().with_entries(1));
        assert!(
            found.starts_with("limit.exceeded more than 1 entries"),
            "{inner}: {found}"
        );
    }
    let early = bom(
        "<compositions><composition><assemblies><assembly ref='a'/><assembly ref='b'/></assemblies></composition></compositions>",
    );
    assert_eq!(limited(&early, limits().with_edges(2)), "0");
    assert!(
        limited(&early, limits().with_edges(1))
            .starts_with("limit.exceeded more than 1 references of one composition")
    );
    let properties = components(
        "<component><properties><property name='a'/><property name='a'/></properties></component>",
    );
    assert_eq!(limited(&properties, limits().with_properties(2)), "1");
    assert!(
        limited(&properties, limits().with_properties(1))
            .starts_with("limit.exceeded more than 1 properties in one component")
    );
}

#[test]
fn texts_hold_to_the_last_byte() {
    let limits = ReadLimits::default;
    let long = |inner: &str| components(&inner.replace("TEXT", &"x".repeat(10)));
    let name = long("<component><name>TEXT</name></component>");
    assert_eq!(limited(&name, limits().with_text_bytes(10)), "1");
    assert!(limited(&name, limits().with_text_bytes(9)).contains("bytes in a text"));
    assert_eq!(limited(&name, limits().with_component_bytes(10)), "1");
    assert!(limited(&name, limits().with_component_bytes(9)).contains("bytes in the texts"));
    for inner in [
        "<component bom-ref='TEXT'/>",
        "<component><purl>TEXT</purl></component>",
        "<component><swhid>TEXT</swhid></component>",
    ] {
        assert_eq!(
            limited(&long(inner), limits().with_reference_bytes(10)),
            "1"
        );
        let found = limited(&long(inner), limits().with_reference_bytes(9));
        assert!(found.contains("bytes in a reference"), "{inner}: {found}");
    }
    let cpe = long("<component><cpe>TEXT</cpe></component>");
    assert_eq!(limited(&cpe, limits().with_cpe_bytes(10)), "1");
    assert!(limited(&cpe, limits().with_cpe_bytes(9)).contains("bytes in a CPE name"));
    // What one component takes is not what the next one has.
    let many = components(&"<component><name>xxxxx</name></component>".repeat(9));
    assert_eq!(limited(&many, limits().with_component_bytes(5)), "9");
    assert_eq!(limited(&many, limits().with_bytes(many.len())), "9");
    let found = limited(&many, limits().with_bytes(many.len() - 1));
    assert!(found.contains("bytes of input"), "{found}");
}

/// sbom XML-4: depth, attributes and their values.
#[test]
fn elements_are_bounded() {
    let nested = |count: usize| {
        components(&format!(
            "{}{}",
            "<component><components>".repeat(count),
            "</components></component>".repeat(count)
        ))
    };
    assert_eq!(outcome(&nested(63)), "63");
    assert_eq!(outcome(&nested(64)), "sbom.depth");
    assert_eq!(
        limited(&nested(2), ReadLimits::default().with_depth(6)),
        "2"
    );
    assert!(limited(&nested(2), ReadLimits::default().with_depth(5)).starts_with("sbom.depth"));

    // What is read, and what is passed over.
    type Made = fn(&str) -> String;
    let read: Made = |attributes| components(&format!("<component{attributes}/>"));
    let passed: Made = |attributes| bom(&format!("<unknown><x{attributes}/></unknown>"));
    let attributes = |count: usize| -> String { (0..count).map(|n| format!(" a{n}=''")).collect() };
    let value = |bytes: usize| format!(" type='{}'", "x".repeat(bytes));
    for (made, count) in [(read, "1"), (passed, "0")] {
        let found = |attributes: String| limited(&made(&attributes), ReadLimits::default());
        assert_eq!(found(attributes(64)), count);
        let refused = "limit.exceeded more than 64 attributes in one element";
        assert!(
            found(attributes(65)).starts_with(refused),
            "{}",
            found(attributes(65))
        );
        assert_eq!(found(value(65_536)), count);
        let refused = "limit.exceeded more than 65536 bytes in the value of an attribute";
        assert!(
            found(value(65_537)).starts_with(refused),
            "{}",
            found(value(65_537))
        );
    }
}

/// The bars of size: no abort, and no more than linear time.
#[test]
fn a_million_of_anything_ends() {
    let million = 1_000_000;
    let open = |name: &str| format!("<{name}>").repeat(million);
    let close = |name: &str| format!("</{name}>").repeat(million);
    let inputs = [
        (
            components(&"<component><components>".repeat(2_000)),
            "sbom.depth",
        ),
        (
            components(&"<component><components>".repeat(million)),
            "sbom.depth",
        ),
        (bom(&format!("{}{}", open("x"), close("x"))), "sbom.depth"),
        (
            bom(&format!(
                "<dependencies>{}",
                "<dependency ref='a'>".repeat(million)
            )),
            "sbom.depth",
        ),
        (bom(&"<x/>".repeat(million)), "0"),
        (bom(&"<?p?>".repeat(million)), "0"),
        (bom(&"<!-- -->".repeat(million)), "0"),
        (bom(&"&#32;".repeat(million)), "0"),
        (bom(&"&#33;<![CDATA[]]>".repeat(million)), "0"),
        (
            bom(&format!("<x>{}</x>", "<![CDATA[]]>".repeat(million))),
            "0",
        ),
        (bom(&format!("<x>{}</x>", "]]".repeat(million))), "0"),
        (
            bom(&format!("<x>{}", "<!".repeat(million))),
            "sbom.xml-syntax",
        ),
        (
            bom(&format!("<x>{}", "<!--".repeat(million))),
            "sbom.xml-syntax",
        ),
        (
            bom(&format!("<x {}", "a=\"'".repeat(million))),
            "sbom.xml-syntax",
        ),
        (
            bom(&format!("<x>{}", "&a".repeat(million))),
            "sbom.xml-syntax",
        ),
        (components(&"<component/>".repeat(million)), "1000000"),
        (components(&"<x xmlns:a='u'/>".repeat(million / 4)), "0"),
        (components(&"x<component/>".repeat(million / 4)), "250000"),
    ];
    let options = ReadOptions::default().with_fields(Fields::ALL);
    for (index, (text, wanted)) in inputs.iter().enumerate() {
        let begin = Instant::now();
        let found = match read(text.as_bytes(), &options, &mut ()) {
            Ok(summary) => summary.counts.components.to_string(),
            Err(error) => error.code().to_string(),
        };
        assert_eq!(found, *wanted, "{index}");
        println!("{index}: {:?}", begin.elapsed());
        // An hour if it were quadratic; unoptimised builds take a second or two.
        assert!(begin.elapsed() < Duration::from_secs(60), "{index}");
    }
}

/// A document that is cut off is an error, never a shorter inventory.
#[test]
fn a_document_that_was_cut_off_is_no_document() {
    let text = format!(
        "<?xml version='1.0' encoding='UTF-8'?>\n<!-- é -->{}",
        components(
            "<component type='library' bom-ref='a'><name>a &amp; <![CDATA[b]]></name><hashes>\
            <hash alg='MD5'>d41d8cd98f00b204e9800998ecf8427e</hash></hashes></component><?p x?>\
            <component/>"
        )
    );
    assert_eq!(outcome(&text), "2");
    for end in 0..text.len() {
        for options in [
            ReadOptions::default(),
            ReadOptions::default().with_format(Format::CdxXml),
            ReadOptions::default().with_fields(Fields::NONE),
        ] {
            let result = read(&text.as_bytes()[..end], &options, &mut ());
            assert!(result.is_err(), "{end}");
        }
    }
}
