//! Documents of different formats, and documents that were not read whole.

use bonafide_sbom::{Aspect, Diff, Fields, Model, NotComparable, Obstacle, ReadOptions};

use crate::{check_laws, lines, read};

fn cyclonedx(version: &str) -> String {
    format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"{version}","metadata":{{"timestamp":"2025-01-01T00:00:00Z",
        "tools":[{{"name":"t","version":"1"}}],
        "component":{{"type":"application","bom-ref":"r","name":"app","version":"1"}}}},
        "components":[
          {{"type":"library","bom-ref":"a","group":"@s","name":"a","version":"1.0.0","purl":"pkg:npm/%40s/a@1.0.0",
            "cpe":"cpe:2.3:a:s:a:1.0.0:*:*:*:*:*:*:*","scope":"optional","supplier":{{"name":"Acme"}},"publisher":"P",
            "hashes":[{{"alg":"SHA-256","content":"{0}"}}],
            "licenses":[{{"license":{{"id":"MIT"}}}},{{"license":{{"id":"ISC"}}}}]}},
          {{"type":"library","bom-ref":"b","group":"g","name":"b","version":"2"}}],
        "services":[{{"name":"s"}}],
        "dependencies":[{{"ref":"r","dependsOn":["a"]}},{{"ref":"a","dependsOn":["b"]}}],
        "vulnerabilities":[{{"id":"CVE-1","affects":[{{"ref":"a"}}]}}]}}"#,
        "a1".repeat(32)
    )
}

fn spdx(hash: &str, licence: &str, target: &str) -> String {
    format!(
        r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","documentNamespace":"https://example.org/d",
        "dataLicense":"CC0-1.0","creationInfo":{{"created":"2025-01-01T00:00:00Z","creators":["Tool: t-1"]}},
        "packages":[
          {{"SPDXID":"SPDXRef-app","name":"app","versionInfo":"1","primaryPackagePurpose":"APPLICATION"}},
          {{"SPDXID":"SPDXRef-1","name":"@s/a","versionInfo":"1.0.0","primaryPackagePurpose":"LIBRARY","supplier":"Organization: Acme (a@example.org)",
            "licenseDeclared":"{licence}","licenseConcluded":"NOASSERTION",
            "checksums":[{{"algorithm":"SHA256","checksumValue":"{}"}}],
            "externalRefs":[
              {{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:npm/%40s/a@1.0.0"}},
              {{"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":"cpe:2.3:a:s:a:1.0.0:*:*:*:*:*:*:*"}},
              {{"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":"cpe:2.3:a:t:a:1.0.0:*:*:*:*:*:*:*"}}]}},
          {{"SPDXID":"SPDXRef-2","name":"g/b","versionInfo":"2"}}],
        "relationships":[
          {{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-app"}},
          {{"spdxElementId":"SPDXRef-app","relationshipType":"DEPENDS_ON","relatedSpdxElement":"SPDXRef-1"}},
          {{"spdxElementId":"SPDXRef-app","relationshipType":"CONTAINS","relatedSpdxElement":"SPDXRef-1"}},
          {{"spdxElementId":"SPDXRef-2","relationshipType":"BUILD_DEPENDENCY_OF","relatedSpdxElement":"{target}"}}]}}"#,
        hash.repeat(32)
    )
}

#[test]
fn one_product_in_two_formats_is_one_product() {
    let licences = "MIT AND ISC";
    let found = lines(&cyclonedx("1.5"), &spdx("a1", licences, "SPDXRef-1"));
    assert_eq!(
        found,
        [
            "document: format cdx-json 1.5 -> spdx2-json 2.3",
            "document: licences nothing -> CC0-1.0",
        ]
    );
    let found = lines(&cyclonedx("1.5"), &spdx("b1", "MIT", "SPDXRef-app"));
    let starts: Vec<&str> = found[2..]
        .iter()
        .map(|line| line.split(" SHA").next().unwrap())
        .collect();
    assert_eq!(
        starts,
        [
            "application app@1: now depends on g/b@2",
            "pkg:npm/%40s/a@1.0.0: other hash at the same version",
            "pkg:npm/%40s/a@1.0.0: licences ISC -> nothing",
            "pkg:npm/%40s/a@1.0.0: no longer depends on library g/b@2",
        ]
    );
}

#[test]
fn what_a_format_cannot_say_is_not_comparable() {
    let (one, two) = (
        read(&cyclonedx("1.5")),
        read(&spdx("a1", "MIT AND ISC", "SPDXRef-1")),
    );
    let diff = Diff::of(&one, &two);
    let has = |aspect, before, after| {
        let of = |one: &&NotComparable| one.aspect == aspect;
        let found = diff.not_comparable().iter().find(of);
        let found = found.map(|one| (one.before, one.after));
        assert_eq!(found, Some((before, after)), "{aspect:?}");
    };
    let not_in = Some(Obstacle::NotInFormat);
    let other = Some(Obstacle::OtherForm);
    has(Aspect::Services, None, not_in);
    has(Aspect::Scopes, None, not_in);
    has(Aspect::Tools, other, other);
    has(Aspect::Vulnerabilities, other, not_in);
    has(Aspect::Relations, other, other);
    has(Aspect::LicenceSpeakers, not_in, other);
    has(Aspect::Document, other, other);
    for aspect in [
        Aspect::Components,
        Aspect::Hashes,
        Aspect::Licences,
        Aspect::Dependencies,
    ] {
        assert!(diff.not_comparable().iter().all(|one| one.aspect != aspect));
    }
    // Within a family it is the version that tells.
    let older = read(r#"{"bomFormat":"CycloneDX","specVersion":"1.3","components":[]}"#);
    let diff = Diff::of(&older, &one);
    let aspects: Vec<Aspect> = diff.not_comparable().iter().map(|one| one.aspect).collect();
    let wanted = [
        Aspect::Training,
        Aspect::Vulnerabilities,
        Aspect::Lifecycles,
    ];
    assert_eq!(aspects, wanted);
    assert!(diff.changes().iter().all(|change| change.key != "CVE-1"));
    assert_eq!(Diff::of(&one, &one).not_comparable(), []);
}

#[test]
fn what_was_not_read_is_not_gone() {
    let text = cyclonedx("1.5");
    let whole = read(&text);
    let bits: [(Fields, &[Aspect]); 9] = [
        (Fields::HASHES, &[Aspect::Hashes]),
        (
            Fields::LICENCES,
            &[
                Aspect::Licences,
                Aspect::ObservedLicences,
                Aspect::DataLicences,
            ],
        ),
        (
            Fields::SUPPLIER,
            &[
                Aspect::Suppliers,
                Aspect::SupplierDetails,
                Aspect::Producers,
                Aspect::Authors,
            ],
        ),
        (
            Fields::EDGES,
            &[Aspect::Dependencies, Aspect::Roots, Aspect::Relations],
        ),
        (Fields::VULNERABILITIES, &[Aspect::Vulnerabilities]),
        (Fields::SERVICES, &[Aspect::Services]),
        (Fields::TOOLS, &[Aspect::Tools]),
        (
            Fields::DOCUMENT,
            &[Aspect::Created, Aspect::Document, Aspect::Lifecycles],
        ),
        (Fields::TEXTS, &[Aspect::LicenceTexts]),
    ];
    let all: Vec<Fields> = bits.iter().map(|(fields, _)| *fields).collect();
    for (left_out, aspects) in bits {
        let others = all.iter().filter(|fields| **fields != left_out);
        let fields = others.fold(
            Fields::IDENTITY | Fields::ML | Fields::PEDIGREE,
            |one, two| one | *two,
        );
        let fields = fields | Fields::COMPOSITIONS | Fields::FILES;
        let options = ReadOptions::default().with_fields(fields);
        let part = Model::read(text.as_bytes(), &options).unwrap();
        let diff = Diff::of(&whole, &part);
        check_laws(&whole, &part, &diff);
        assert!(diff.is_empty(), "{:#?}", diff.changes());
        let found: Vec<Aspect> = diff.not_comparable().iter().map(|one| one.aspect).collect();
        assert_eq!(found, aspects);
        assert!(diff.not_comparable().iter().all(|one| one.before.is_none()));
    }
    let options = ReadOptions::default().with_fields(Fields::NONE);
    let nothing = Model::read(text.as_bytes(), &options).unwrap();
    let diff = Diff::of(&whole, &nothing);
    assert!(diff.is_empty() && diff.not_comparable().len() > 20);
}

#[test]
fn files_that_were_not_read_are_not_gone() {
    let text = r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d",
      "packages":[{"SPDXID":"SPDXRef-p","name":"p"}],
      "files":[{"SPDXID":"SPDXRef-f","fileName":"./f"}],
      "relationships":[{"spdxElementId":"SPDXRef-p","relationshipType":"CONTAINS","relatedSpdxElement":"SPDXRef-f"}]}"#;
    let whole = read(text);
    let fields = Fields::IDENTITY | Fields::EDGES;
    let options = ReadOptions::default().with_fields(fields);
    let part = Model::read(text.as_bytes(), &options).unwrap();
    let diff = Diff::of(&whole, &part);
    check_laws(&whole, &part, &diff);
    assert!(diff.is_empty(), "{:#?}", diff.changes());
}

#[test]
fn documents_of_others_are_known_by_their_own_names() {
    let one = |id: &str, uri: &str| {
        format!(
            r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d",
            "externalDocumentRefs":[{{"externalDocumentId":"DocumentRef-{id}","spdxDocument":"{uri}",
              "checksum":{{"algorithm":"SHA1","checksumValue":"{}"}}}}],
            "packages":[{{"SPDXID":"SPDXRef-p","name":"p"}}],
            "relationships":[{{"spdxElementId":"SPDXRef-p","relationshipType":"DEPENDS_ON","relatedSpdxElement":"DocumentRef-{id}:SPDXRef-x"}}]}}"#,
            "a1".repeat(20)
        )
    };
    assert_eq!(
        lines(
            &one("x", "https://example.org/d"),
            &one("y", "https://example.org/d")
        ),
        [""; 0]
    );
    let found = lines(
        &one("x", "https://example.org/d"),
        &one("x", "https://evil.example/d"),
    );
    assert_eq!(
        found,
        [
            "document: external documents https://example.org/d -> https://evil.example/d",
            "p: no longer depends on https://example.org/d#SPDXRef-x",
            "p: now depends on https://evil.example/d#SPDXRef-x",
        ]
    );
}
