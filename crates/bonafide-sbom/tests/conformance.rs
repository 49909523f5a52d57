//! Whether a document is what its schema asks for, construct by construct.

use bonafide_sbom::{Answer, Conformance, Error, Schema, conformance};

use Schema::{CycloneDx12, CycloneDx13, CycloneDx14, CycloneDx15, CycloneDx16, CycloneDx17};
use Schema::{Spdx22, Spdx23};

fn check(schema: Schema, text: &str) -> Conformance {
    conformance(text.as_bytes(), schema).unwrap()
}

/// A `CycloneDX` document with further members.
fn bom(schema: Schema, members: &str) -> String {
    let version = schema.version();
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"{version}","version":1,{members}"x":0}}"#)
        .replace(r#","x":0"#, "")
}

fn with_component(schema: Schema, members: &str) -> String {
    bom(
        schema,
        &format!(r#""components":[{{"type":"library","name":"a","version":"1"{members}}}],"#),
    )
}

/// Each finding as `code rule place`.
fn lines(found: &Conformance) -> Vec<String> {
    let line = |one: &bonafide_sbom::Nonconformance| {
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
fn conforms(schema: Schema, text: &str) {
    let found = check(schema, text);
    assert_eq!(lines(&found), [""; 0], "{text}");
    assert_eq!(
        (found.schema(), found.full(), found.count()),
        (Answer::Yes, Answer::Yes, 0)
    );
}

#[track_caller]
fn violates(schema: Schema, text: &str, wanted: &[&str]) {
    let found = check(schema, text);
    assert_eq!(lines(&found), wanted, "{text}");
    assert_eq!(
        (found.schema(), found.full()),
        (Answer::No, Answer::No),
        "{text}"
    );
}

#[track_caller]
fn violates_prose(schema: Schema, text: &str, wanted: &[&str]) {
    let found = check(schema, text);
    assert_eq!(lines(&found), wanted, "{text}");
    assert_eq!(
        (found.schema(), found.full()),
        (Answer::Yes, Answer::No),
        "{text}"
    );
    assert!(
        found
            .findings()
            .iter()
            .all(bonafide_sbom::Nonconformance::is_prose)
    );
}

#[test]
fn small_documents_of_every_version_conform() {
    for schema in Schema::ALL
        .into_iter()
        .filter(|schema| schema.format() == "cdx-json")
    {
        conforms(schema, &bom(schema, ""));
        conforms(schema, &with_component(schema, ""));
        conforms(schema, &format!("\u{feff}{}", bom(schema, "")));
    }
    conforms(Spdx23, &spdx("2.3", ""));
    conforms(Spdx22, &spdx("2.2", ""));
}

#[test]
fn schemas_are_found_by_format_and_version() {
    assert_eq!(Schema::of("cdx-json", "1.6"), Some(CycloneDx16));
    assert_eq!(Schema::of("spdx2-json", "SPDX-2.2"), Some(Spdx22));
    for (format, version) in [
        ("cdx-json", "1.1"),
        ("cdx-json", "1.8"),
        ("cdx-json", "SPDX-2.2"),
        ("cdx-xml", "1.8"),
        ("spdx2-json", "2.3"),
        ("spdx2-json", "SPDX-1.6"),
        ("spdx2-json", "SPDX-2.1"),
    ] {
        assert_eq!(Schema::of(format, version), None, "{format} {version}");
    }
}

#[test]
fn types() {
    violates(CycloneDx16, "[]", &["sbom.type cdx:1.6/bom "]);
    violates(CycloneDx16, "null", &["sbom.type cdx:1.6/bom "]);
    for (value, is_right) in [
        ("1", true),
        ("1.0", true),
        ("10e-1", true),
        ("1.5", false),
        ("\"1\"", false),
        ("true", false),
        ("null", false),
        ("[1]", false),
        ("{}", false),
    ] {
        let text = bom(CycloneDx16, "").replace(r#""version":1"#, &format!(r#""version":{value}"#));
        match is_right {
            true => conforms(CycloneDx16, &text),
            false => violates(
                CycloneDx16,
                &text,
                &["sbom.type cdx:1.6/bom/version /version"],
            ),
        }
    }
    violates(
        CycloneDx16,
        &bom(CycloneDx16, r#""components":{},"services":[1],"#),
        &[
            "sbom.type cdx:1.6/bom/components /components",
            "sbom.type cdx:1.6/service /services/0",
        ],
    );
}

#[test]
fn required_members() {
    let found = check(
        CycloneDx16,
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"a"}]}"#,
    );
    assert_eq!(
        lines(&found),
        ["sbom.required cdx:1.6/component /components/0"]
    );
    assert_eq!(found.findings()[0].finding().detail(), "`type` is missing");
    // 1.3 wants a version of a component and of the document; 1.4 does not.
    let text = r#""components":[{"type":"library","name":"a"}],"#;
    violates(
        CycloneDx13,
        &bom(CycloneDx13, text),
        &["sbom.required cdx:1.3/component /components/0"],
    );
    conforms(CycloneDx14, &bom(CycloneDx14, text));
}

#[test]
fn unknown_members_and_values_name_the_version_that_has_them() {
    let text = with_component(CycloneDx14, r#","cryptoProperties":{"a":[{}]}"#)
        .replace("library", "cryptographic-asset");
    let found = check(CycloneDx14, &text);
    let wanted = [
        "sbom.enum cdx:1.4/component/type /components/0/type",
        "sbom.unknown-field cdx:1.4/component /components/0/cryptoProperties",
    ];
    assert_eq!(lines(&found), wanted);
    let details: Vec<&str> = found
        .findings()
        .iter()
        .map(|one| one.finding().detail())
        .collect();
    assert_eq!(
        details[0],
        "`cryptographic-asset` is not one of the values that are allowed; version 1.6 has it"
    );
    assert_eq!(
        details[1],
        "the schema has no member `cryptoProperties` here; version 1.6 has it"
    );
    let text = with_component(CycloneDx14, r#","\u202ex":1"#);
    let found = check(CycloneDx14, &text);
    assert_eq!(
        found.findings()[0].finding().detail(),
        "the schema has no member `\\u{202e}x` here"
    );
    let text = spdx(
        "2.2",
        r#","packages":[{"SPDXID":"SPDXRef-a","name":"a","downloadLocation":"NONE","licenseConcluded":"NONE","licenseDeclared":"NONE","copyrightText":"NONE","primaryPackagePurpose":"LIBRARY"}]"#,
    );
    let found = check(Spdx22, &text);
    assert_eq!(
        lines(&found),
        ["sbom.unknown-field spdx:2.2/packages /packages/0/primaryPackagePurpose"]
    );
    assert!(
        found.findings()[0]
            .finding()
            .detail()
            .ends_with("; version 2.3 has it")
    );
}

#[test]
fn patterns_and_formats() {
    let uuid = "3e671687-395b-41f5-a30f-a58921a69b79";
    conforms(
        CycloneDx15,
        &bom(
            CycloneDx15,
            &format!(r#""serialNumber":"urn:uuid:{uuid}","#),
        ),
    );
    violates(
        CycloneDx15,
        &bom(
            CycloneDx15,
            &format!(r#""serialNumber":"urn:uuid:{}","#, uuid.to_uppercase()),
        ),
        &["sbom.pattern cdx:1.5/bom/serialNumber /serialNumber"],
    );
    violates(
        CycloneDx15,
        &bom(
            CycloneDx15,
            r#""metadata":{"timestamp":"2024-01-01","supplier":{"contact":[{"email":"a"}]}},"#,
        ),
        &[
            "sbom.timestamp cdx:1.5/metadata/timestamp /metadata/timestamp",
            "sbom.pattern cdx:1.5/organizationalContact/email /metadata/supplier/contact/0/email",
        ],
    );
    violates(
        CycloneDx15,
        &with_component(CycloneDx15, r#","hashes":[{"alg":"MD5","content":"xyz"}]"#),
        &["sbom.hash cdx:1.5/hash/content /components/0/hashes/0/content"],
    );
    // One that is no IRI and no BOM-Link either.
    let text = with_component(
        CycloneDx15,
        r#","externalReferences":[{"type":"vcs","url":"git@a.example:b/c"}]"#,
    );
    let place = "/components/0/externalReferences/0/url";
    violates(
        CycloneDx15,
        &text,
        &[&format!(
            "sbom.pattern cdx:1.5/externalReference/url {place}"
        )],
    );
}

#[test]
fn bounds_of_lengths_numbers_and_arrays() {
    let vulnerability = |members: &str| {
        bom(
            CycloneDx15,
            &format!(r#""vulnerabilities":[{{{members}}}],"#),
        )
    };
    conforms(CycloneDx15, &vulnerability(r#""cwes":[1,2]"#));
    violates(
        CycloneDx15,
        &vulnerability(r#""cwes":[0]"#),
        &["sbom.pattern cdx:1.5/vulnerability/cwes /vulnerabilities/0/cwes/0"],
    );
    let evidence = |confidence: &str| {
        with_component(
            CycloneDx15,
            &format!(r#","evidence":{{"identity":{{"field":"name","confidence":{confidence}}}}}"#),
        )
    };
    for confidence in ["0", "0.5", "1", "1.0", "-0"] {
        conforms(CycloneDx15, &evidence(confidence));
    }
    let rule = "sbom.pattern cdx:1.5/componentEvidence/identity/confidence /components/0/evidence/identity/confidence";
    for confidence in ["-0.001", "1.0000000000000000000001", "2"] {
        violates(CycloneDx15, &evidence(confidence), &[rule]);
    }
    violates(
        CycloneDx15,
        &with_component(CycloneDx15, r#","bom-ref":"""#),
        &["sbom.pattern cdx:1.5/component/bom-ref /components/0/bom-ref"],
    );
    let created = |creators: &str| spdx("2.3", "").replace(r#"["Tool: t"]"#, creators);
    violates(
        Spdx23,
        &created("[]"),
        &["sbom.required spdx:2.3/creationInfo/creators /creationInfo/creators"],
    );
    violates(
        CycloneDx16,
        &with_component(
            CycloneDx16,
            r#","licenses":[{"expression":"MIT"},{"expression":"MIT"}]"#,
        ),
        &["sbom.licence-choice cdx:1.6/component/licenses /components/0/licenses"],
    );
}

#[test]
fn elements_that_say_the_same() {
    let components =
        |one: &str, other: &str| bom(CycloneDx16, &format!(r#""components":[{one},{other}],"#));
    let one = r#"{"type":"library","name":"a","hashes":[{"alg":"MD5","content":"d41d8cd98f00b204e9800998ecf8427e"}]}"#;
    let other = r#"{"hashes":[{"content":"d41d8cd98f00b204e9800998ecf8427e","alg":"MD5"}],"name":"\u0061", "type":"library"}"#;
    violates(
        CycloneDx16,
        &components(one, other),
        &["sbom.unique cdx:1.6/bom/components /components/1"],
    );
    conforms(
        CycloneDx16,
        &components(one, &other.replace("u0061", "u0062")),
    );
    let named = |name: &str| format!(r#"{{"type":"library","name":"a","{name}":"b"}}"#);
    conforms(
        CycloneDx16,
        &components(&named("group"), &named("publisher")),
    );
    // Equal elements where nothing asks for unequal ones.
    conforms(
        CycloneDx16,
        &bom(CycloneDx16, r#""properties":[{"name":"a"},{"name":"a"}],"#),
    );
}

#[test]
fn exactly_one_of_several() {
    let licence = |members: &str| {
        with_component(
            CycloneDx16,
            &format!(r#","licenses":[{{"license":{{{members}}}}}]"#),
        )
    };
    conforms(CycloneDx16, &licence(r#""id":"MIT""#));
    conforms(CycloneDx16, &licence(r#""name":"mine""#));
    let place = "/components/0/licenses/0/license";
    let rule = "cdx:1.6/license";
    violates(
        CycloneDx16,
        &licence(""),
        &[&format!("sbom.licence-choice {rule} {place}")],
    );
    violates(
        CycloneDx16,
        &licence(r#""id":"MIT","name":"a""#),
        &[&format!("sbom.licence-choice {rule} {place}")],
    );
    // What is wrong within the alternative that was meant is said, not that there are alternatives.
    violates(
        CycloneDx16,
        &licence(r#""id":"mit""#),
        &[&format!("sbom.licence-id {rule}/id {place}/id")],
    );
    violates(
        CycloneDx16,
        &licence(r#""id":7"#),
        &[&format!("sbom.type {rule}/id {place}/id")],
    );
    violates(
        CycloneDx16,
        &with_component(
            CycloneDx16,
            r#","licenses":[{"expression":"MIT","acknowledgement":"x"}]"#,
        ),
        &[
            "sbom.enum cdx:1.6/licenseChoice/acknowledgement /components/0/licenses/0/acknowledgement",
        ],
    );
    violates(
        CycloneDx16,
        &with_component(CycloneDx16, r#","licenses":{}"#),
        &["sbom.type cdx:1.6/component/licenses /components/0/licenses"],
    );
}

#[test]
fn alternatives_of_different_types() {
    let tools = |value: &str| bom(CycloneDx16, &format!(r#""metadata":{{"tools":{value}}},"#));
    conforms(CycloneDx16, &tools(r#"[{"name":"a"}]"#));
    conforms(
        CycloneDx16,
        &tools(r#"{"components":[{"type":"application","name":"a"}]}"#),
    );
    violates(
        CycloneDx16,
        &tools("1"),
        &["sbom.type cdx:1.6/metadata/tools /metadata/tools"],
    );
    violates(
        CycloneDx16,
        &tools(r#"{"components":[{"type":"tool","name":"a","b":1}]}"#),
        &[
            "sbom.enum cdx:1.6/component/type /metadata/tools/components/0/type",
            "sbom.unknown-field cdx:1.6/component /metadata/tools/components/0/b",
        ],
    );
}

#[test]
fn at_least_one_of_several() {
    let citation = |members: &str| {
        let text = format!(
            r#""citations":[{{"timestamp":"2024-01-01T00:00:00Z","pointers":["/a"]{members}}}],"#
        );
        bom(CycloneDx17, &text)
    };
    conforms(CycloneDx17, &citation(r#","process":"a""#));
    conforms(
        CycloneDx17,
        &citation(r#","process":"a","attributedTo":"b""#),
    );
    violates(
        CycloneDx17,
        &citation(""),
        &["sbom.required cdx:1.7/citation /citations/0"],
    );
    violates(
        CycloneDx17,
        &citation(r#","process":"a","expressions":["b"]"#),
        &["sbom.misplaced cdx:1.7/citation /citations/0"],
    );
}

#[test]
fn what_must_not_be_and_what_holds_under_a_condition() {
    let ranged = |members: &str| {
        bom(
            CycloneDx17,
            &format!(r#""components":[{{"type":"library","name":"a"{members}}}],"#),
        )
    };
    conforms(
        CycloneDx17,
        &ranged(r#","versionRange":"vers:npm/1","isExternal":true"#),
    );
    conforms(CycloneDx17, &ranged(r#","isExternal":false,"version":"1""#));
    let wanted = "sbom.misplaced cdx:1.7/component /components/0";
    violates(
        CycloneDx17,
        &ranged(r#","versionRange":"vers:npm/1","isExternal":false"#),
        &[wanted],
    );
    // The members may come in any order.
    violates(
        CycloneDx17,
        &ranged(r#","isExternal":false,"versionRange":"vers:npm/1""#),
        &[wanted],
    );
    violates(
        CycloneDx17,
        &ranged(r#","versionRange":"vers:npm/1""#),
        &[wanted],
    );
    let both = ranged(r#","version":"1","versionRange":"vers:npm/1","isExternal":true"#);
    violates(CycloneDx17, &both, &[wanted]);
}

#[test]
fn embedded_signatures() {
    let signed = |signature: &str| bom(CycloneDx15, &format!(r#""signature":{signature},"#));
    let key = r#"{"kty":"EC","crv":"P-256","x":"a","y":"b"}"#;
    conforms(
        CycloneDx15,
        &signed(&format!(
            r#"{{"algorithm":"ES256","publicKey":{key},"value":"a"}}"#
        )),
    );
    conforms(
        CycloneDx15,
        &signed(r#"{"algorithm":"https://a.example/own","value":"a"}"#),
    );
    conforms(
        CycloneDx15,
        &signed(r#"{"signers":[{"algorithm":"ES256","value":"a"}]}"#),
    );
    violates(
        CycloneDx15,
        &signed("{}"),
        &["sbom.misplaced cdx:1.5/bom/signature /signature"],
    );
    let key = key.replace(r#","y":"b""#, "");
    violates(
        CycloneDx15,
        &signed(&format!(
            r#"{{"algorithm":"ES256","publicKey":{key},"value":"a"}}"#
        )),
        &["sbom.required cdx:1.5/publicKey /signature/publicKey"],
    );
    violates(
        CycloneDx15,
        &signed(r#"{"algorithm":"none","value":"a"}"#),
        &["sbom.enum cdx:1.5/signer/algorithm /signature/algorithm"],
    );
}

#[test]
fn prose_of_cyclonedx() {
    let components = r#""components":[{"type":"library","name":"a","version":"1","bom-ref":"a"},{"type":"library","name":"b","version":"1","bom-ref":"b"}],"#;
    let text = |more: &str| bom(CycloneDx16, &format!("{components}{more}"));
    conforms(
        CycloneDx16,
        &text(r#""dependencies":[{"ref":"a","dependsOn":["b"]},{"ref":"b"}],"#),
    );
    violates_prose(
        CycloneDx16,
        &text(
            r#""dependencies":[{"ref":"a","dependsOn":["c"],"provides":["d"]},{"ref":"a"},{"ref":"e"}],"#,
        ),
        &[
            "sbom.duplicate-edge cdx:1.6/prose/one-entry /dependencies/1/ref",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /dependencies/0/dependsOn/0",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /dependencies/0/provides/0",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /dependencies/2/ref",
        ],
    );
    violates_prose(
        CycloneDx16,
        &text(
            r#""services":[{"name":"s","bom-ref":"a"}],"compositions":[{"aggregate":"complete","assemblies":["x"],"dependencies":["y"],"vulnerabilities":["z"]}],"#,
        ),
        &[
            "sbom.duplicate-ref cdx:1.6/prose/unique-ref /services/0/bom-ref",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /compositions/0/assemblies/0",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /compositions/0/dependencies/0",
            "sbom.dangling-ref cdx:1.6/prose/known-ref /compositions/0/vulnerabilities/0",
        ],
    );
    let link = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#x";
    let affects = |first: &str| {
        format!(r#""vulnerabilities":[{{"affects":[{{"ref":"{first}"}},{{"ref":"{link}"}}]}}],"#)
    };
    conforms(CycloneDx16, &text(&affects("b")));
    violates_prose(
        CycloneDx16,
        &text(&affects("B")),
        &["sbom.dangling-ref cdx:1.6/prose/known-ref /vulnerabilities/0/affects/0/ref"],
    );
    violates_prose(
        CycloneDx16,
        &text(
            r#""annotations":[{"subjects":["x"],"annotator":{"individual":{"name":"n"}},"timestamp":"2024-01-01T00:00:00Z","text":"t"}],"#,
        ),
        &["sbom.dangling-ref cdx:1.6/prose/known-ref /annotations/0/subjects/0"],
    );
}

#[test]
fn prose_about_licences_and_hashes() {
    let mixed = r#","licenses":[{"license":{"id":"MIT"}},{"expression":"MIT"}]"#;
    violates_prose(
        CycloneDx14,
        &with_component(CycloneDx14, mixed),
        &["sbom.licence-choice cdx:1.4/prose/licence-choice /components/0/licenses"],
    );
    let two = r#","licenses":[{"expression":"MIT"},{"expression":"ISC"}]"#;
    violates_prose(
        CycloneDx12,
        &with_component(CycloneDx12, two),
        &["sbom.licence-choice cdx:1.2/prose/licence-choice /components/0/licenses"],
    );
    conforms(
        CycloneDx14,
        &with_component(
            CycloneDx14,
            r#","licenses":[{"license":{"id":"MIT"}},{"license":{"id":"ISC"}}]"#,
        ),
    );
    conforms(CycloneDx17, &with_component(CycloneDx17, mixed));
    let hashes = |digits: usize| {
        format!(
            r#","hashes":[{{"content":"{}","alg":"SHA-256"}}]"#,
            "a".repeat(digits)
        )
    };
    conforms(CycloneDx17, &with_component(CycloneDx17, &hashes(64)));
    violates_prose(
        CycloneDx17,
        &with_component(CycloneDx17, &hashes(40)),
        &["sbom.hash cdx:1.7/prose/hash-length /components/0/hashes/0"],
    );
}

fn spdx(version: &str, members: &str) -> String {
    format!(
        r#"{{"spdxVersion":"SPDX-{version}","SPDXID":"SPDXRef-DOCUMENT","dataLicense":"CC0-1.0","name":"n","documentNamespace":"https://a.example/n","creationInfo":{{"created":"2024-01-01T00:00:00Z","creators":["Tool: t"]}}{members}}}"#
    )
}

/// Another document, as a member.
const EXTERNAL: &str = r#""externalDocumentRefs":[{"externalDocumentId":"DocumentRef-x","spdxDocument":"https://a.example/x","checksum":{"algorithm":"SHA1","checksumValue":"d6a770ba38583ed4bb4525bd96e50461655d2758"}}]"#;

fn package(id: &str, members: &str) -> String {
    format!(r#"{{"SPDXID":"{id}","name":"a","downloadLocation":"NONE"{members}}}"#)
}

#[test]
fn the_mandatory_members_of_spdx_differ_by_version() {
    let text = |version| {
        spdx(
            version,
            &format!(r#","packages":[{}]"#, package("SPDXRef-a", "")),
        )
    };
    conforms(Spdx23, &text("2.3"));
    let found = check(Spdx22, &text("2.2"));
    let details: Vec<&str> = found
        .findings()
        .iter()
        .map(|one| one.finding().detail())
        .collect();
    assert_eq!(
        details,
        [
            "`copyrightText` is missing",
            "`licenseConcluded` is missing",
            "`licenseDeclared` is missing"
        ]
    );
    assert_eq!(found.schema(), Answer::No);
}

#[test]
fn either_spelling_of_what_spdx_writes_both_ways() {
    let text = |category: &str, purpose: &str| {
        let reference = format!(
            r#"{{"referenceCategory":"{category}","referenceType":"purl","referenceLocator":"pkg:a/b"}}"#
        );
        let members =
            format!(r#","primaryPackagePurpose":"{purpose}","externalRefs":[{reference}]"#);
        spdx(
            "2.3",
            &format!(r#","packages":[{}]"#, package("SPDXRef-a", &members)),
        )
    };
    conforms(Spdx23, &text("PACKAGE-MANAGER", "OPERATING-SYSTEM"));
    conforms(Spdx23, &text("PACKAGE_MANAGER", "OPERATING_SYSTEM"));
    assert_eq!(
        check(Spdx23, &text("PACKAGE MANAGER", "SOURCE")).schema(),
        Answer::No
    );
}

#[test]
fn prose_of_spdx() {
    let document = spdx("2.3", "");
    for (from, to, wanted) in [
        (
            "CC0-1.0",
            "MIT",
            "sbom.enum spdx:2.3/prose/data-licence /dataLicense",
        ),
        (
            "SPDXRef-DOCUMENT",
            "SPDXRef-doc",
            "sbom.ref spdx:2.3/prose/document-id /SPDXID",
        ),
        (
            "example/n",
            "example/n#a",
            "sbom.pattern spdx:2.3/prose/namespace /documentNamespace",
        ),
        (
            "https://a",
            "a",
            "sbom.pattern spdx:2.3/prose/namespace /documentNamespace",
        ),
        (
            "documentNamespace",
            "comment",
            "sbom.required spdx:2.3/prose/namespace ",
        ),
        (
            "00Z",
            "00.5Z",
            "sbom.timestamp spdx:2.3/prose/time /creationInfo/created",
        ),
        (
            "00Z",
            "00+00:00",
            "sbom.timestamp spdx:2.3/prose/time /creationInfo/created",
        ),
        (
            "Tool: t",
            "t",
            "sbom.pattern spdx:2.3/prose/creator /creationInfo/creators/0",
        ),
    ] {
        violates_prose(Spdx23, &document.replace(from, to), &[wanted]);
    }
}

#[test]
fn prose_about_the_packages_of_spdx() {
    let text = |packages: &[String], more: &str| {
        spdx(
            "2.3",
            &format!(r#","packages":[{}]{more}"#, packages.join(",")),
        )
    };
    let two = [package("SPDXRef-a", ""), package("SPDXRef-b", "")];
    let describes = |from: &str, kind: &str, to: &str| {
        format!(
            r#","relationships":[{{"spdxElementId":"{from}","relationshipType":"{kind}","relatedSpdxElement":"{to}"}}]"#
        )
    };
    let document = "SPDXRef-DOCUMENT";
    conforms(
        Spdx23,
        &text(&two, &describes(document, "DESCRIBES", "SPDXRef-a")),
    );
    conforms(
        Spdx23,
        &text(&two, &describes("SPDXRef-a", "DESCRIBED_BY", document)),
    );
    conforms(Spdx23, &text(&two, r#","documentDescribes":["SPDXRef-b"]"#));
    let silent = "sbom.relationship spdx:2.3/prose/describes ";
    violates_prose(Spdx23, &text(&two, ""), &[silent]);
    violates_prose(
        Spdx23,
        &text(&two, &describes("SPDXRef-a", "DESCRIBES", "SPDXRef-b")),
        &[silent],
    );
    let same = [package("SPDXRef-a", ""), package("SPDXRef-a", "")];
    violates_prose(
        Spdx23,
        &text(&same, r#","documentDescribes":["SPDXRef-x"]"#),
        &[
            "sbom.duplicate-ref spdx:2.3/prose/unique-id /packages/1/SPDXID",
            "sbom.dangling-ref spdx:2.3/prose/known-id /documentDescribes/0",
        ],
    );
    violates_prose(
        Spdx23,
        &text(&two[..1], &describes("SPDXRef-a", "CONTAINS", "SPDXRef-c")),
        &["sbom.dangling-ref spdx:2.3/prose/known-id /relationships/0/relatedSpdxElement"],
    );
    for other in ["NONE", "NOASSERTION"] {
        conforms(
            Spdx23,
            &text(&two[..1], &describes("SPDXRef-a", "CONTAINS", other)),
        );
    }
    let outside = describes("SPDXRef-a", "CONTAINS", "DocumentRef-x:SPDXRef-y");
    conforms(Spdx23, &text(&two[..1], &format!("{outside},{EXTERNAL}")));
    violates_prose(
        Spdx23,
        &text(&two[..1], &outside),
        &["sbom.dangling-ref spdx:2.3/prose/known-document /relationships/0/relatedSpdxElement"],
    );
    let code = r#","packageVerificationCode":{"packageVerificationCodeValue":"d6a770ba38583ed4bb4525bd96e50461655d2758"}"#;
    conforms(Spdx23, &text(&[package("SPDXRef-a", code)], ""));
    violates_prose(
        Spdx23,
        &text(
            &[package(
                "SPDXRef-a",
                &format!(r#"{code},"filesAnalyzed":false"#),
            )],
            "",
        ),
        &["sbom.misplaced spdx:2.3/prose/files-analyzed /packages/0"],
    );
    violates_prose(
        Spdx23,
        &text(
            &[package(
                "SPDXRef-a_b",
                r#","checksums":[{"algorithm":"SHA1","checksumValue":"aa"}]"#,
            )],
            "",
        ),
        &[
            "sbom.ref spdx:2.3/prose/element-id /packages/0/SPDXID",
            "sbom.hash spdx:2.3/prose/hash-length /packages/0/checksums/0",
        ],
    );
}

#[test]
fn prose_about_the_forms_of_spdx() {
    let package = |members: &str| {
        let package = package("SPDXRef-a", members);
        spdx("2.3", &format!(r#","packages":[{package}]"#))
    };
    let reference = |locator: &str| {
        package(&format!(
            r#","externalRefs":[{{"referenceCategory":"OTHER","referenceType":"t","referenceLocator":"{locator}"}}]"#
        ))
    };
    let file = |name: &str, hashes: &[&str]| {
        let hashes: Vec<String> = hashes
            .iter()
            .map(|hash| {
                let (algorithm, value) = hash.split_once(' ').unwrap();
                format!(r#"{{"algorithm":"{algorithm}","checksumValue":"{value}"}}"#)
            })
            .collect();
        let hashes = hashes.join(",");
        spdx(
            "2.3",
            &format!(
                r#","files":[{{"SPDXID":"SPDXRef-f","fileName":"{name}","checksums":[{hashes}]}}]"#
            ),
        )
    };
    let (sha1, md5) = (
        "SHA1 d6a770ba38583ed4bb4525bd96e50461655d2758",
        "MD5 624c1abb3664f4b35547e7c73864ad24",
    );
    for text in [
        package(r#","supplier":"NOASSERTION","originator":"Organization: o""#),
        package(r#","supplier":"Person: p (p@a.example)""#),
        reference("swh:1:x"),
        file("./a", &[sha1, md5]),
        file("a", &[sha1]),
    ] {
        conforms(Spdx23, &text);
    }
    for (text, wanted) in [
        (
            package(r#","supplier":"o""#),
            "sbom.pattern spdx:2.3/prose/party /packages/0/supplier",
        ),
        (
            package(r#","homepage":"a.example""#),
            "sbom.pattern spdx:2.3/prose/location /packages/0/homepage",
        ),
        (
            package(r#","licenseConcluded":"DocumentRef-x:LicenseRef-b""#),
            "sbom.dangling-ref spdx:2.3/prose/known-document /packages/0/licenseConcluded",
        ),
        (
            spdx(
                "2.3",
                r#","hasExtractedLicensingInfos":[{"licenseId":"LicenseRef-a","extractedText":"t","seeAlsos":["here"]}]"#,
            ),
            "sbom.pattern spdx:2.3/prose/see-also /hasExtractedLicensingInfos/0/seeAlsos/0",
        ),
        (
            package(r#","originator":"Tool: t""#),
            "sbom.pattern spdx:2.3/prose/party /packages/0/originator",
        ),
        (
            package(
                r#","packageVerificationCode":{"packageVerificationCodeValue":"D6A770BA38583ED4BB4525BD96E50461655D2758"}"#,
            ),
            "sbom.pattern spdx:2.3/prose/verification-code /packages/0/packageVerificationCode/packageVerificationCodeValue",
        ),
        (
            package(r#","hasFiles":["SPDXRef-a"],"filesAnalyzed":false"#),
            "sbom.misplaced spdx:2.3/prose/files-analyzed /packages/0",
        ),
        (
            package(r#","hasFiles":["a"]"#),
            "sbom.ref spdx:2.3/prose/element-ref /packages/0/hasFiles/0",
        ),
        (
            reference("a b"),
            "sbom.pattern spdx:2.3/prose/locator /packages/0/externalRefs/0/referenceLocator",
        ),
        (
            file("/a", &[sha1]),
            "sbom.pattern spdx:2.3/prose/file-name /files/0/fileName",
        ),
        (
            file("a", &[md5]),
            "sbom.required spdx:2.3/prose/file-sha1 /files/0",
        ),
        (
            file("a", &[sha1, sha1]),
            "sbom.required spdx:2.3/prose/file-sha1 /files/0",
        ),
        (
            file("a", &[sha1, &md5.to_uppercase()]),
            "sbom.hash spdx:2.3/prose/hash-case /files/0/checksums/1/checksumValue",
        ),
        (
            package("").replace(r#""created""#, r#""licenseListVersion":"3","created""#),
            "sbom.pattern spdx:2.3/prose/list-version /creationInfo/licenseListVersion",
        ),
        (
            spdx(
                "2.3",
                r#","revieweds":[{"reviewDate":"2024-01-01T00:00:00Z","reviewer":"r"}]"#,
            ),
            "sbom.pattern spdx:2.3/prose/creator /revieweds/0/reviewer",
        ),
        (
            spdx(
                "2.3",
                r#","externalDocumentRefs":[{"externalDocumentId":"DocumentRef-x","spdxDocument":"x","checksum":{"algorithm":"SHA1","checksumValue":"d6a770ba38583ed4bb4525bd96e50461655d2759"}}]"#,
            ),
            "sbom.pattern spdx:2.3/prose/external-document /externalDocumentRefs/0/spdxDocument",
        ),
        (
            spdx(
                "2.3",
                r#","relationships":[{"spdxElementId":"NONE","relationshipType":"OTHER","relatedSpdxElement":"NOASSERTION"}]"#,
            ),
            "sbom.ref spdx:2.3/prose/element-ref /relationships/0/spdxElementId",
        ),
        (
            spdx(
                "2.3",
                r#","snippets":[{"SPDXID":"SPDXRef-s","name":"","snippetFromFile":"SPDXRef-x","ranges":[{"startPointer":{"reference":""},"endPointer":{"reference":""}}]}]"#,
            ),
            "sbom.dangling-ref spdx:2.3/prose/known-id /snippets/0/snippetFromFile",
        ),
    ] {
        violates_prose(Spdx23, &text, &[wanted]);
    }
    for licence in [
        "MIT OR",
        "(MIT",
        "MIT AND NONE",
        "a b",
        "",
        "MIT/X11",
        "OR",
        "LicenseRef-",
    ] {
        let text = package(&format!(r#","licenseDeclared":"{licence}""#));
        let found = lines(&check(Spdx23, &text));
        let wanted =
            "sbom.licence-invalid spdx:2.3/prose/licence-expression /packages/0/licenseDeclared";
        assert!(found.contains(&wanted.to_owned()), "{licence}: {found:?}");
    }
    for licence in [
        "Acme",
        "(MIT OR Acme-1.0+)",
        "GPL-2.0-only WITH Classpath-exception-2.0",
    ] {
        conforms(
            Spdx23,
            &package(&format!(r#","licenseDeclared":"{licence}""#)),
        );
    }
}

#[test]
fn prose_about_the_licences_of_spdx() {
    let text = |licence: &str| {
        let package = package("SPDXRef-a", &format!(r#","licenseConcluded":"{licence}""#));
        let own =
            r#""hasExtractedLicensingInfos":[{"licenseId":"LicenseRef-a","extractedText":"t"}]"#;
        spdx(
            "2.3",
            &format!(r#","packages":[{package}],{own},{EXTERNAL}"#),
        )
    };
    for licence in [
        "LicenseRef-a",
        "(MIT OR LicenseRef-a)",
        "DocumentRef-x:LicenseRef-b",
        "NONE",
    ] {
        conforms(Spdx23, &text(licence));
    }
    let wanted =
        "sbom.licence-undefined spdx:2.3/prose/licence-defined /packages/0/licenseConcluded";
    violates_prose(
        Spdx23,
        &text("MIT AND (LicenseRef-b OR LicenseRef-a)"),
        &[wanted],
    );
    let ids = spdx(
        "2.3",
        r#","hasExtractedLicensingInfos":[{"licenseId":"a","extractedText":"t"}],"externalDocumentRefs":[{"externalDocumentId":"x","spdxDocument":"https://a.example/b","checksum":{"algorithm":"SHA1","checksumValue":"d6a770ba38583ed4bb4525bd96e50461655d2759"}}]"#,
    );
    violates_prose(
        Spdx23,
        &ids,
        &[
            "sbom.ref spdx:2.3/prose/licence-ref /hasExtractedLicensingInfos/0/licenseId",
            "sbom.ref spdx:2.3/prose/external-id /externalDocumentRefs/0/externalDocumentId",
        ],
    );
}

#[test]
fn what_one_element_says_is_not_held_against_the_next() {
    let one = r#"{"type":"library","name":"a","version":"1","licenses":[{"expression":"MIT"}]}"#;
    let other =
        r#"{"type":"library","name":"b","version":"1","licenses":[{"license":{"id":"MIT"}}]}"#;
    conforms(
        CycloneDx14,
        &bom(CycloneDx14, &format!(r#""components":[{one},{other}],"#)),
    );
    let hash = r#"{"alg":"MD5","content":"d41d8cd98f00b204e9800998ecf8427e"}"#;
    let bare = format!(r#"{{"content":"{}"}}"#, "a".repeat(64));
    violates(
        CycloneDx14,
        &with_component(CycloneDx14, &format!(r#","hashes":[{hash},{bare}]"#)),
        &["sbom.required cdx:1.4/hash /components/0/hashes/1"],
    );
    let hash = r#"{"algorithm":"MD5","checksumValue":"d41d8cd98f00b204e9800998ecf8427e"}"#;
    let bare = bare.replace("content", "checksumValue");
    let unread = package("SPDXRef-a", r#","filesAnalyzed":false"#);
    let members = format!(
        r#","packageVerificationCode":{{"packageVerificationCodeValue":"d6a770ba38583ed4bb4525bd96e50461655d2758"}},"checksums":[{hash},{bare}]"#
    );
    let read = package("SPDXRef-b", &members);
    let first = r#"{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"OTHER","relatedSpdxElement":"NONE"}"#;
    let second = r#"{"relationshipType":"DESCRIBES","relatedSpdxElement":"NONE"}"#;
    violates(
        Spdx23,
        &spdx(
            "2.3",
            &format!(r#","packages":[{unread},{read}],"relationships":[{first},{second}]"#),
        ),
        &[
            "sbom.required spdx:2.3/packages/checksums /packages/1/checksums/1",
            "sbom.required spdx:2.3/relationships /relationships/1",
            "sbom.relationship spdx:2.3/prose/describes ",
        ],
    );
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let deep = format!(r#"{{"a":{}"#, "[".repeat(200));
    assert!(matches!(
        conformance(deep.as_bytes(), CycloneDx16),
        Err(Error::Depth { .. })
    ));
    let twice = br#"{"a":{"b":1,"\u0062":2}}"#;
    assert!(matches!(
        conformance(twice, CycloneDx16),
        Err(Error::Duplicate { .. })
    ));
    for text in ["", "{", "{} {}", "nul"] {
        assert!(
            matches!(
                conformance(text.as_bytes(), CycloneDx16),
                Err(Error::JsonSyntax { .. })
            ),
            "{text}"
        );
    }
    assert!(matches!(
        conformance(b"\"\xff\"", CycloneDx16),
        Err(Error::Encoding { .. })
    ));
}

#[test]
fn findings_are_kept_up_to_a_bound_and_counted_beyond() {
    let components = r#"{"type":"x","name":1,"bom-ref":"a"},"#.repeat(12_000);
    let text = bom(
        CycloneDx16,
        &format!(r#""components":[{}],"#, components.trim_end_matches(',')),
    );
    let found = check(CycloneDx16, &text);
    assert_eq!(found.findings().len(), 10_000);
    // The type, the name, each element but the first said before, and in prose its reference.
    assert_eq!(found.count(), 12_000 * 4 - 2);
    assert_eq!(
        found.to_string(),
        "readable, does not conform: 47998 findings"
    );
    assert_eq!(
        check(CycloneDx16, &bom(CycloneDx16, "")).to_string(),
        "readable, conforms"
    );
    assert_eq!(Conformance::not_evaluated().schema(), Answer::NotEvaluated);
}

#[test]
fn nesting_to_the_limit_is_checked_to_the_end() {
    let mut component = r#"{"type":"library","name":1}"#.to_owned();
    for _ in 0..60 {
        component = format!(r#"{{"type":"library","name":"a","components":[{component}]}}"#);
    }
    let found = check(
        CycloneDx16,
        &bom(CycloneDx16, &format!(r#""components":[{component}],"#)),
    );
    let place = format!("/components/0{}/name", "/components/0".repeat(60));
    assert_eq!(
        lines(&found),
        [format!("sbom.type cdx:1.6/component/name {place}")]
    );
}

#[test]
fn answers_are_written_for_programs() {
    let found = check(CycloneDx16, &with_component(CycloneDx16, r#","x":1"#));
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(
        (&json["schema"], &json["full"]),
        (&"no".into(), &"no".into())
    );
    assert_eq!(json["findings"][0]["rule"], "cdx:1.6/component");
    assert_eq!(json["findings"][0]["prose"], false);
    assert_eq!(json["findings"][0]["place"], "/components/0/x");
}
