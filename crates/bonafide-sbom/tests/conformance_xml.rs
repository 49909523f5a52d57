//! Whether a document in XML is what its schema asks for, construct by construct.
#![cfg(feature = "xml")]

use std::time::{Duration, Instant};

use bonafide_sbom::{Answer, Conformance, Error, Nonconformance, ReadOptions, Schema, conformance};
use proptest::prelude::*;

const UUID: &str = "3e671687-395b-41f5-a30f-a58921a69b79";

fn schema(version: &str) -> Schema {
    Schema::of("cdx-xml", version).unwrap()
}

fn check(version: &str, text: &str) -> Conformance {
    conformance(text.as_bytes(), schema(version)).unwrap()
}

fn uri(version: &str) -> String {
    format!("http://cyclonedx.org/schema/bom/{version}")
}

/// A document with this content.
fn bom(version: &str, content: &str) -> String {
    format!(
        "<bom xmlns='{}' xmlns:o='urn:other'>{content}</bom>",
        uri(version)
    )
}

/// A document of 1.6 with one component, which has these attributes and, after its name, elements.
fn component(attributes: &str, content: &str) -> String {
    let text = format!(
        "<components><component type='library'{attributes}><name>a</name>{content}</component></components>"
    );
    bom("1.6", &text)
}

/// Each finding as `code rule place`.
fn lines(found: &Conformance) -> Vec<String> {
    let line = |one: &Nonconformance| {
        let finding = one.finding();
        format!(
            "{} {} {}",
            finding.code().as_str(),
            one.rule(),
            finding.place()
        )
    };
    found.findings().iter().map(line).collect()
}

#[track_caller]
fn conforms(version: &str, text: &str) {
    let found = check(version, text);
    assert_eq!(lines(&found), [""; 0], "{text}");
    let answers = (found.schema(), found.full(), found.count());
    assert_eq!(answers, (Answer::Yes, Answer::Yes, 0));
}

#[track_caller]
fn violates(version: &str, text: &str, wanted: &[&str]) {
    let found = check(version, text);
    assert_eq!(lines(&found), wanted, "{text}");
    let answers = (found.schema(), found.full());
    assert_eq!(answers, (Answer::No, Answer::No), "{text}");
    assert!(!found.findings()[0].is_prose());
}

#[track_caller]
fn violates_prose(version: &str, text: &str, wanted: &[&str]) {
    let found = check(version, text);
    assert_eq!(lines(&found), wanted, "{text}");
    let answers = (found.schema(), found.full());
    assert_eq!(answers, (Answer::Yes, Answer::No), "{text}");
    assert!(found.findings().iter().all(Nonconformance::is_prose));
}

/// A component of 1.6 that ends as `wanted` says, with `/components/0` for `@`.
#[track_caller]
fn component_violates(attributes: &str, content: &str, wanted: &[&str]) {
    let wanted: Vec<String> = wanted
        .iter()
        .map(|line| {
            line.replace("cdx:", "cdx:1.6/")
                .replace('@', "/components/0")
        })
        .collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    violates("1.6", &component(attributes, content), &wanted);
}

#[test]
fn small_documents_of_every_version_conform() {
    for minor in 0..8 {
        let version = format!("1.{minor}");
        let schema = schema(&version);
        assert_eq!(
            (schema.format(), schema.version()),
            ("cdx-xml", version.as_str())
        );
        assert!(Schema::ALL.contains(&schema));
        let component = "<component type='library'><name>a</name><version>1</version>\
            <modified>false</modified></component>";
        conforms(&version, &bom(&version, "<components/>"));
        let text = bom(&version, &format!("<components>{component}</components>"));
        conforms(&version, &text);
        conforms(
            &version,
            &format!("\u{feff}<?xml version='1.0'?>\n<!-- x -->{text}\n"),
        );
        let text = text
            .replace("xmlns=", "xmlns:b=")
            .replace("</", "</b:")
            .replace('<', "<b:")
            .replace("<b:/b:", "</b:");
        conforms(&version, &text);
    }
    assert_eq!(Schema::of("cdx-xml", "1.8"), None);
}

#[test]
fn the_root_is_the_document_of_the_version() {
    let wanted = ["sbom.type cdx:1.6/bom "];
    for text in [
        bom("1.5", "<components/>"),
        bom("1.6", "")
            .replace("bom>", "component>")
            .replace("<bom", "<component"),
        "<bom/>".to_owned(),
        "<bom><components><x/></components></bom>".to_owned(),
        bom("1.6", "").replace("http:", "https:"),
    ] {
        violates("1.6", &text, &wanted);
    }
}

#[test]
fn what_is_missing() {
    violates("1.1", &bom("1.1", ""), &["sbom.required cdx:1.1/bom "]);
    conforms("1.2", &bom("1.2", ""));
    let bare = "<components><component/></components>";
    let found = check("1.3", &bom("1.3", bare));
    let details: Vec<&str> = (found.findings().iter())
        .map(|one| one.finding().detail())
        .collect();
    let wanted = [
        "the attribute `type` is missing",
        "`name` is missing",
        "`version` is missing",
    ];
    assert_eq!(details, wanted);
    assert_eq!(
        lines(&found),
        ["sbom.required cdx:1.3/component /components/0"; 3]
    );
    // What comes after something that is missing is looked at all the same.
    violates(
        "1.3",
        &bom(
            "1.3",
            &bare.replace(
                "<component/>",
                "<component type='x'><scope>y</scope></component>",
            ),
        ),
        &[
            "sbom.enum cdx:1.3/component/type /components/0/type",
            "sbom.enum cdx:1.3/component/scope /components/0/scope",
            "sbom.required cdx:1.3/component /components/0",
            "sbom.required cdx:1.3/component /components/0",
        ],
    );
    component_violates(
        "",
        "<licenses><license><text>x</text></license></licenses>",
        &["sbom.licence-choice cdx:license @/licenses/0/license"],
    );
}

#[test]
fn order_repetition_and_exclusion() {
    conforms(
        "1.6",
        &component(
            "",
            "<version>1</version><scope>optional</scope><purl>pkg:a/b</purl>",
        ),
    );
    component_violates(
        "",
        "<scope>optional</scope><version>1</version>",
        &["sbom.misplaced cdx:component @/version"],
    );
    component_violates(
        "",
        "<name>b</name>",
        &["sbom.misplaced cdx:component @/name"],
    );
    // What is misplaced is looked at all the same.
    component_violates(
        "",
        "<purl>pkg:a/b</purl><scope>x</scope>",
        &[
            "sbom.misplaced cdx:component @/scope",
            "sbom.enum cdx:component/scope @/scope",
        ],
    );
    let licence = "<license><id>MIT</id></license>";
    conforms(
        "1.6",
        &component("", &format!("<licenses>{licence}{licence}</licenses>")),
    );
    component_violates(
        "",
        &format!("<licenses>{licence}<expression>MIT</expression></licenses>"),
        &["sbom.licence-choice cdx:licenseChoice @/licenses/1/expression"],
    );
    component_violates(
        "",
        "<licenses><license><id>MIT</id><name>x</name></license></licenses>",
        &["sbom.licence-choice cdx:license @/licenses/0/license/name"],
    );
    // 1.7 allows both.
    let both = component(
        "",
        &format!("<licenses>{licence}<expression>MIT</expression></licenses>"),
    );
    conforms("1.7", &both.replace("1.6", "1.7"));
}

#[test]
fn what_is_unknown_is_named_with_the_version_that_has_it() {
    let text = component(" data='1'", "<cryptoProperties/><name2/>")
        .replace("'library'", "'cryptographic-asset'")
        .replace("1.6", "1.4");
    let found = check("1.4", &text);
    assert_eq!(
        lines(&found),
        [
            "sbom.enum cdx:1.4/component/type /components/0/type",
            "sbom.unknown-field cdx:1.4/component /components/0/cryptoProperties",
            "sbom.unknown-field cdx:1.4/component /components/0/name2",
        ]
    );
    let details: Vec<&str> = (found.findings().iter())
        .map(|one| one.finding().detail())
        .collect();
    assert_eq!(
        details,
        [
            "`cryptographic-asset` is not one of the values that are allowed; version 1.6 has it",
            "the schema has no element `cryptoProperties` here; version 1.6 has it",
            "the schema has no element `name2` here",
        ]
    );
    // Nothing is said about what is in it.
    component_violates(
        "",
        "<x><name/><y a='b'/></x>",
        &["sbom.unknown-field cdx:component @/x"],
    );
}

#[test]
fn elements_of_other_namespaces() {
    conforms(
        "1.6",
        &component("", "<o:x a='1'><y/><o:z>t</o:z></o:x><o:x/>"),
    );
    component_violates(
        "",
        "<o:x/><version>1</version>",
        &["sbom.misplaced cdx:component @/version"],
    );
    component_violates(
        "",
        "<x xmlns=''/>",
        &["sbom.unknown-field cdx:component @/x"],
    );
    component_violates(
        "",
        "<hashes><o:x/></hashes>",
        &["sbom.unknown-field cdx:component/hashes @/hashes/x"],
    );
    // 1.0 has no room for them.
    violates(
        "1.0",
        &bom("1.0", "<components/><o:x/>"),
        &["sbom.unknown-field cdx:1.0/bom /x"],
    );
    // In them a document is one again, and nothing else is.
    conforms("1.6", &component("", "<o:x><component/><bom/></o:x>"));
    component_violates(
        "",
        "<o:x><bom><o:y/><nope/></bom></o:x>",
        &["sbom.unknown-field cdx:bom @/x/bom/nope"],
    );
}

#[test]
fn attributes() {
    conforms(
        "1.6",
        &component(
            " o:a='1' xml:lang='en' any='2' mime-type='a/b' bom-ref='x'",
            "",
        ),
    );
    // One of another namespace is not the one of that name.
    conforms("1.6", &component(" o:mime-type='A' o:scope='x'", ""));
    component_violates(
        "",
        "<swid o:tagId='a' o:name='b'/>",
        &[
            "sbom.unknown-field cdx:swid @/swid/tagId",
            "sbom.unknown-field cdx:swid @/swid/name",
            "sbom.required cdx:swid @/swid",
            "sbom.required cdx:swid @/swid",
        ],
    );
    component_violates(
        " mime-type='A/b'",
        "<hashes o:a='1'><hash alg='x'/></hashes><purl a='b'>pkg:a/b</purl>",
        &[
            "sbom.pattern cdx:component/mime-type @/mime-type",
            "sbom.unknown-field cdx:component/hashes @/hashes/a",
            "sbom.enum cdx:hash/alg @/hashes/0/alg",
            "sbom.hash cdx:hash @/hashes/0",
            "sbom.unknown-field cdx:component/purl @/purl/a",
        ],
    );
    // Where only those of other namespaces may be, one without a namespace may not.
    let supplier = |attributes: &str| {
        component("", "").replace("<name>a", &format!("<supplier {attributes}/><name>a"))
    };
    conforms("1.6", &supplier("o:a='1' bom-ref='b'"));
    let wanted = "sbom.unknown-field cdx:1.6/organizationalEntity /components/0/supplier/a";
    violates("1.6", &supplier("a='1'"), &[wanted]);
    let own = supplier("b:a='1'").replace("xmlns:o", &format!("xmlns:b='{}' xmlns:o", uri("1.6")));
    violates("1.6", &own, &[wanted]);
    component_violates("", "<swid tagId='a'/>", &["sbom.required cdx:swid @/swid"]);
}

#[test]
fn what_an_element_says_of_its_schema() {
    let xsi = "xmlns:i='http://www.w3.org/2001/XMLSchema-instance'";
    let with = |attribute: &str, name: &str| {
        component("", "").replace(name, &format!("{name} {xsi} {attribute}"))
    };
    conforms("1.6", &with("i:schemaLocation='a b'", "<bom"));
    conforms("1.6", &with("i:noNamespaceSchemaLocation='b'", "<name"));
    let wanted = "sbom.type cdx:1.6/component/name /components/0/name";
    violates("1.6", &with("i:nil='false'", "<name"), &[wanted]);
    let wanted = "sbom.unknown-field cdx:1.6/component/name /components/0/name/x";
    violates("1.6", &with("i:x='1'", "<name"), &[wanted]);
    // A type of its own is not looked up.
    let typed = with("i:type='x'", "<name");
    let found = check("1.6", &typed);
    assert_eq!(
        (found.schema(), found.full()),
        (Answer::Unknown, Answer::Unknown)
    );
    assert_eq!(found.count(), 0);
    let found = check("1.6", &typed.replace("<name", "<x/><name"));
    assert_eq!((found.schema(), found.full()), (Answer::No, Answer::No));
}

#[test]
fn text_and_elements() {
    conforms("1.6", &component("", "\n<!-- x -->&#32;<![CDATA[ ]]><?p?>"));
    component_violates("", "x<o:y/>z", &["sbom.type cdx:component @"]);
    component_violates("", "\u{a0}", &["sbom.type cdx:component @"]);
    component_violates(
        "",
        "<purl>pkg:a/b<x/><y/></purl>",
        &[
            "sbom.type cdx:component/purl @/purl/x",
            "sbom.type cdx:component/purl @/purl/y",
        ],
    );
    component_violates(
        "",
        "<hashes><hash alg='MD5'><o:x/></hash></hashes>",
        &["sbom.type cdx:hash @/hashes/0/x"],
    );
    let dependency = |content: &str| {
        let text = "<components><component type='library' bom-ref='a'><name>a</name></component></components>";
        let text = format!(
            "{text}<dependencies><dependency ref='a'><provides ref='a'>{content}</provides></dependency></dependencies>"
        );
        bom("1.6", &text)
    };
    conforms("1.6", &dependency(""));
    conforms("1.6", &dependency("<!-- x -->"));
    let place = "/dependencies/0/provides/0";
    let rule = "cdx:1.6/dependency/provides";
    violates(
        "1.6",
        &dependency(" "),
        &[&format!("sbom.type {rule} {place}")],
    );
    violates(
        "1.6",
        &dependency("<x/>"),
        &[&format!("sbom.unknown-field {rule} {place}/x")],
    );
    // A value of the schema stands for none.
    conforms("1.6", &component("", "<scope/>"));
    component_violates(
        "",
        "<scope> </scope>",
        &["sbom.enum cdx:component/scope @/scope"],
    );
    let empty = component("", "<scope></scope>").replace("1.6", "1.4");
    violates(
        "1.4",
        &empty,
        &["sbom.enum cdx:1.4/component/scope /components/0/scope"],
    );
}

#[test]
fn mixed_content_and_any_content() {
    let encryption = |content: &str| {
        let inner = format!(
            "<cryptoProperties><assetType>protocol</assetType><protocolProperties><type>ike</type>\
             <ikev2TransformTypes>{content}</ikev2TransformTypes></protocolProperties></cryptoProperties>"
        );
        component("", &inner).replace("1.6", "1.7")
    };
    conforms("1.7", &encryption("<encr>a<name>x</name>b</encr>"));
    violates(
        "1.7",
        &encryption("<encr><keyLength>x</keyLength>b<x/></encr>")
            .replace("library", "cryptographic-asset"),
        &[
            "sbom.type cdx:1.7/cryptoProperties/protocolProperties/ikev2TransformTypes/encr/keyLength \
             /components/0/cryptoProperties/protocolProperties/ikev2TransformTypes/encr/keyLength",
            "sbom.unknown-field cdx:1.7/cryptoProperties/protocolProperties/ikev2TransformTypes/encr \
             /components/0/cryptoProperties/protocolProperties/ikev2TransformTypes/encr/x",
        ],
    );
    let location = |content: &str| {
        let text = format!(
            "<evidence><occurrences><occurrence><location>{content}</location></occurrence></occurrences></evidence>"
        );
        component("", &text).replace("1.6", "1.5")
    };
    conforms("1.5", &location("a<b x='1'/><name xmlns=''/>"));
}

#[test]
fn values() {
    let with = |name: &str, text: &str| component("", &format!("<{name}>{text}</{name}>"));
    for (name, text, code) in [
        ("modified", " true\n", ""),
        ("modified", "1", ""),
        ("modified", "yes", "sbom.type"),
        ("modified", "", "sbom.type"),
        ("purl", "pkg:npm/%40a/b@1", ""),
        ("purl", "pkg:npm/a b", ""),
        ("purl", "%", "sbom.pattern"),
        ("cpe", "cpe:/a:b", ""),
        ("cpe", "cpe:2.3:a:b", "sbom.cpe-invalid"),
        ("cpe", " cpe:/a:b", "sbom.cpe-invalid"),
        ("scope", "required", ""),
        ("scope", " required", "sbom.enum"),
        ("version", "", ""),
    ] {
        let text = with(name, text);
        match code {
            "" => conforms("1.6", &text),
            code => violates(
                "1.6",
                &text,
                &[&format!(
                    "{code} cdx:1.6/component/{name} /components/0/{name}"
                )],
            ),
        }
    }
    let long = with("version", &"é".repeat(1024));
    conforms("1.6", &long);
    let wanted = "sbom.pattern cdx:1.6/component/version /components/0/version";
    violates("1.6", &long.replacen('é', "éé", 1), &[wanted]);
    let licence = |id: &str| {
        component(
            "",
            &format!("<licenses><license><id>{id}</id></license></licenses>"),
        )
    };
    conforms("1.6", &licence("Apache-2.0"));
    let wanted = "sbom.licence-id cdx:1.6/license/id /components/0/licenses/0/license/id";
    violates("1.6", &licence("apache-2.0"), &[wanted]);
}

#[test]
fn values_of_the_document() {
    let with = |attributes: &str, timestamp: &str| {
        let content = format!("<metadata><timestamp>{timestamp}</timestamp></metadata>");
        bom("1.6", &content).replace("<bom", &format!("<bom {attributes}"))
    };
    let time = "2024-02-29T23:59:59.5";
    conforms(
        "1.6",
        &with(&format!("serialNumber='urn:uuid:{UUID}' version='1'"), time),
    );
    conforms(
        "1.6",
        &with(&format!("serialNumber='{{{UUID}}}' version=' +2 '"), time),
    );
    violates(
        "1.6",
        &with(
            "serialNumber='urn:uuid:x' version='0'",
            "2024-02-30T00:00:00Z",
        ),
        &[
            "sbom.pattern cdx:1.6/bom/serialNumber /serialNumber",
            "sbom.pattern cdx:1.6/bom/version /version",
            "sbom.timestamp cdx:1.6/metadata/timestamp /metadata/timestamp",
        ],
    );
    // Up to 1.4 any integer may be a version.
    conforms("1.4", &with("version='-1'", time).replace("1.6", "1.4"));
    violates(
        "1.4",
        &with("version='1.0'", time).replace("bom/1.6", "bom/1.4"),
        &["sbom.type cdx:1.4/bom/version /version"],
    );
}

#[test]
fn unions() {
    let reference = |url: &str| {
        component(
            "",
            &format!(
                "<externalReferences><reference type='vcs'><url>{url}</url></reference></externalReferences>"
            ),
        )
    };
    conforms("1.6", &reference("https://a.example/b"));
    conforms("1.6", &reference(&format!("urn:cdx:{UUID}/1#a")));
    let text = reference("git@a.example:b/c");
    let wanted =
        "sbom.pattern cdx:1.6/externalReference/url /components/0/externalReferences/0/url";
    violates("1.6", &text, &[wanted]);
}

#[test]
fn references_are_unique() {
    let two = |version: &str, one: &str, other: &str| {
        let component = |reference: &str| {
            format!(
                "<component type='library' bom-ref='{reference}'><name>a</name><version>1</version></component>"
            )
        };
        let text = format!(
            "<components>{}{}</components>",
            component(one),
            component(other)
        );
        bom(version, &text)
    };
    for minor in 1..8 {
        let version = format!("1.{minor}");
        conforms(&version, &two(&version, "a", "b"));
        let wanted = format!("sbom.duplicate-ref cdx:{version}/bom/bom-ref /components/1/bom-ref");
        violates(&version, &two(&version, "a", "a"), &[&wanted]);
    }
    // Of different kinds, and deeper.
    let text = "<components><component type='library' bom-ref='a'><name>b</name><components>\
        <component type='library'><name>c</name></component></components></component></components>\
        <services><service bom-ref='a'><name>d</name></service></services>";
    let wanted = "sbom.duplicate-ref cdx:1.4/bom/bom-ref /services/0/bom-ref";
    violates("1.4", &bom("1.4", text), &[wanted]);
    // Such an attribute of another element is just any attribute.
    let text = text
        .replace("<service bom-ref='a'>", "<service>")
        .replace("<services>", "<services bom-ref='a'>");
    conforms("1.4", &bom("1.4", &text));
}

#[test]
fn references_lead_somewhere() {
    let parts =
        "<components><component type='library' bom-ref='a'><name>a</name></component></components>";
    let with = |content: &str| bom("1.6", &format!("{parts}{content}"));
    let link = format!("urn:cdx:{UUID}/1#x");
    conforms(
        "1.6",
        &with(&format!(
            "<dependencies><dependency ref='a'><dependency ref='a'/><provides ref='a'/></dependency></dependencies>\
             <compositions><composition><aggregate>complete</aggregate><assemblies><assembly ref='{link}'/>\
             </assemblies></composition></compositions>"
        )),
    );
    violates_prose(
        "1.6",
        &with(
            "<dependencies><dependency ref='b'><dependency ref='a'/><dependency ref='c'><dependency ref='d'/>\
             </dependency><provides ref='e'/></dependency></dependencies>\
             <compositions><composition><aggregate>complete</aggregate><assemblies><assembly ref='a'/>\
             <assembly ref='f'/></assemblies><dependencies><dependency ref='g'/></dependencies>\
             <vulnerabilities><vulnerability ref='h'/></vulnerabilities></composition></compositions>\
             <vulnerabilities><vulnerability><affects><target><ref>i</ref></target></affects></vulnerability>\
             </vulnerabilities><annotations><annotation><subjects><subject ref='j'/></subjects>\
             <annotator><individual/></annotator><timestamp>2024-01-01T00:00:00Z</timestamp><text>x</text>\
             </annotation></annotations>",
        ),
        &[
            "sbom.dangling-ref cdx:1.6/prose/known-ref /dependencies/0/ref",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /dependencies/0/dependsOn/1/ref",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /dependencies/0/dependsOn/1/dependsOn/0/ref",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /dependencies/0/provides/0/ref",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /compositions/0/assemblies/1/ref",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /compositions/0/dependencies/0/ref",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /compositions/0/vulnerabilities/0/ref",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /vulnerabilities/0/affects/0/ref",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /annotations/0/subjects/subject/ref",
        ],
    );
    violates_prose(
        "1.6",
        &with("<dependencies><dependency ref='a'/><dependency ref='a'/></dependencies>"),
        &["sbom.duplicate-edge cdx:1.6/prose/one-entry /dependencies/1/ref"],
    );
}

#[test]
fn edges_of_the_extension_have_references() {
    let graph = "xmlns:g='http://cyclonedx.org/schema/ext/dependency-graph/1.0'";
    let with = |content: &str| {
        let parts = "<components><component type='library' bom-ref='a'><name>a</name><version>1</version></component></components>";
        bom(
            "1.1",
            &format!("{parts}<g:dependencies {graph}>{content}</g:dependencies>"),
        )
    };
    conforms(
        "1.1",
        &with("<g:dependency ref='a'><g:dependency ref='a'/></g:dependency>"),
    );
    violates_prose(
        "1.1",
        &with(
            "<g:dependency ref='a'><g:dependency><g:dependency ref='b'/></g:dependency></g:dependency>",
        ),
        &[
            "sbom.required cdx:1.1/prose/graph-ref /dependencies/0/dependsOn/0",
            "sbom.dangling-ref cdx:1.1/prose/known-ref /dependencies/0/dependsOn/0/dependsOn/0/ref",
        ],
    );
}

#[test]
fn other_rules_in_prose() {
    let hash = |text: &str| {
        component(
            "",
            &format!("<hashes><hash alg='MD5'> {text}</hash></hashes>"),
        )
    };
    conforms("1.6", &hash(&"a".repeat(32)));
    violates_prose(
        "1.6",
        &hash(&"a".repeat(40)),
        &["sbom.hash cdx:1.6/prose/hash-length /components/0/hashes/0"],
    );
    let range = |attributes: &str| {
        component(attributes, "<versionRange>vers:npm/1</versionRange>").replace("1.6", "1.7")
    };
    conforms("1.7", &range(" isExternal=' 1 '"));
    for attributes in ["", " isExternal='false'"] {
        violates_prose(
            "1.7",
            &range(attributes),
            &["sbom.misplaced cdx:1.7/prose/version-range /components/0"],
        );
    }
    let both =
        range(" isExternal='true'").replace("<versionRange>", "<version>1</version><versionRange>");
    let wanted = "sbom.misplaced cdx:1.7/component /components/0/versionRange";
    violates("1.7", &both, &[wanted]);
    let citation = |source: &str| {
        let text = format!(
            "<citations><citation><pointers><pointer>/a</pointer></pointers>\
             <timestamp>2024-01-01T00:00:00Z</timestamp>{source}</citation></citations>"
        );
        bom("1.7", &text)
    };
    conforms("1.7", &citation("<process>a</process>"));
    violates_prose(
        "1.7",
        &citation(""),
        &["sbom.required cdx:1.7/prose/citation-source /citations/0"],
    );
}

#[test]
fn what_cannot_be_read_is_an_error() {
    for text in ["", "x", "<bom>", "{}", "<bom></component>"] {
        assert!(
            conformance(text.as_bytes(), schema("1.6")).is_err(),
            "{text}"
        );
    }
    let text = format!("<!DOCTYPE bom>{}", bom("1.6", ""));
    let error = conformance(text.as_bytes(), schema("1.6")).unwrap_err();
    assert!(matches!(error, Error::XmlDtd { .. }), "{error}");
    let error = conformance(
        "\u{feff}<bom/>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>()
            .as_slice(),
        schema("1.6"),
    );
    assert!(matches!(error, Err(Error::Encoding { .. })));
}

#[test]
fn hostile_documents_are_bounded_and_linear() {
    let many = |count: usize| {
        let component =
            "<component type='x' bom-ref='a'><nope/><hashes><hash/></hashes></component>";
        let edge = "<dependency ref='b'/>";
        let text = format!(
            "<components>{}</components><dependencies>{}</dependencies>",
            component.repeat(count),
            edge.repeat(count)
        );
        bom("1.6", &text)
    };
    let found = check("1.6", &many(100_000));
    assert_eq!(found.findings().len(), 10_000);
    // In each: the type, the element, the name, the attribute and the text of the hash, an edge that
    // leads nowhere; and in all but the first: the reference and the entry.
    assert_eq!(found.count(), 8 * 100_000 - 2);
    assert_eq!(found.schema(), Answer::No);

    let deep = |depth: usize| {
        let inner = format!("{}{}", "<o:x>".repeat(depth), "</o:x>".repeat(depth));
        conformance(bom("1.6", &inner).as_bytes(), schema("1.6"))
    };
    assert_eq!(deep(127).unwrap().schema(), Answer::Yes);
    assert!(matches!(deep(128), Err(Error::Depth { .. })));
    assert!(matches!(deep(100_000), Err(Error::Depth { .. })));

    let attributes: String = (0..60).map(|n| format!(" a{n}='{n}'")).collect();
    conforms("1.6", &component(&attributes, ""));

    let time = |count: usize| {
        let text = many(count);
        let start = Instant::now();
        let _ = check("1.6", &text);
        start.elapsed()
    };
    let (small, large) = (time(4_000), time(32_000));
    assert!(
        large < small * 40 + Duration::from_secs(1),
        "{small:?} {large:?}"
    );
}

/// Pieces of documents, so that random texts have elements where the schema has some.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("text".to_owned()),
        Just("<name>a</name>".to_owned()),
        Just("<version/>".to_owned()),
        Just("<license><id>MIT</id></license>".to_owned()),
        Just("<o:x bom-ref='a'/>".to_owned()),
        Just("<hash alg='MD5'>x</hash>".to_owned()),
        Just("<dependency ref='a'/>".to_owned()),
        Just("<reference type='x'><url>%</url></reference>".to_owned()),
        Just("<tool/>".to_owned()),
    ]
}

fn content() -> impl Strategy<Value = String> {
    piece().prop_recursive(6, 60, 6, |inner| {
        let names = prop::sample::select(vec![
            "components",
            "component type='library'",
            "component",
            "metadata",
            "tools",
            "licenses",
            "hashes",
            "dependencies",
            "dependency ref='b' bom-ref='b'",
            "services",
            "service",
            "vulnerabilities",
            "vulnerability",
            "externalReferences",
            "evidence",
            "o:other",
        ]);
        (names, prop::collection::vec(inner, 0..6)).prop_map(|(name, inner)| {
            let end = name.split(' ').next().unwrap_or_default();
            format!("<{name}>{}</{end}>", inner.concat())
        })
    })
}

proptest! {
    #[test]
    fn answers_agree_with_findings(content in prop::collection::vec(content(), 0..5), minor in 0..8) {
        let version = format!("1.{minor}");
        let found = check(&version, &bom(&version, &content.concat()));
        let prose = found.findings().iter().filter(|one| one.is_prose()).count();
        prop_assert!(found.findings().is_sorted_by_key(Nonconformance::is_prose));
        prop_assert_eq!(found.count(), u64::try_from(found.findings().len()).unwrap());
        prop_assert_eq!(found.schema() == Answer::No, found.findings().len() > prose);
        prop_assert_eq!(found.full() == Answer::No, !found.findings().is_empty());
        let prefix = format!("cdx:{version}/");
        prop_assert!(found.findings().iter().all(|one| one.rule().starts_with(&prefix)));
    }

    #[test]
    fn white_space_and_comments_do_not_matter(content in prop::collection::vec(content(), 0..5)) {
        let plain = bom("1.6", &content.concat()).replace("<version/>", "");
        let spread = plain.replace("</", "<!-- x --></").replace("><o:", ">\n<?p?> <o:");
        prop_assert_eq!(lines(&check("1.6", &plain)), lines(&check("1.6", &spread)));
    }
}

/// The root's own namespace tells the version, and not one that it declares beside it.
#[test]
fn the_version_is_that_of_the_root() {
    let other = uri("1.2");
    for declarations in [
        format!("xmlns:a='{other}' xmlns='{}'", uri("1.6")),
        format!("xmlns:a='a>b' xmlns='{}'", uri("1.6")),
        format!("xmlns='{}' xmlns:a='{other}'", uri("1.6")),
    ] {
        let text = format!("<bom {declarations}/>");
        let found = Conformance::of(text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(lines(&found), [""; 0], "{text}");
        assert_eq!(found.schema(), Answer::Yes, "{text}");
    }
}
