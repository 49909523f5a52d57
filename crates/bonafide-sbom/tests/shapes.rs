//! Each JSON type in turn in place of each member that is read: an error where it could hide
//! components, a finding elsewhere, and never silence.

use bonafide_sbom::{Fields, ReadOptions, read};
use serde_json::{Value, json};

const STRUCTURAL: [&str; 15] = [
    "components",
    "dependencies",
    "services",
    "compositions",
    "vulnerabilities",
    "packages",
    "files",
    "relationships",
    "@graph",
    "documentDescribes",
    "metadata",
    "creationInfo",
    "dependsOn",
    "provides",
    "hasFiles",
];

fn cdx() -> Value {
    let component = json!({"type":"library","bom-ref":"a","name":"n","version":"1","group":"g","purl":"pkg:npm/n@1",
        "cpe":"cpe:2.3:a:n:n:1:*:*:*:*:*:*:*","scope":"required","versionRange":"vers:npm/1","isExternal":false,
        "hashes":[{"alg":"MD5","content":"d41d8cd98f00b204e9800998ecf8427e"}],
        "licenses":[{"license":{"id":"MIT","url":"u","acknowledgement":"declared","text":{"content":"x","encoding":"base64"}}}],
        "supplier":{"name":"s","url":["u"],"contact":[{"name":"c","email":"e"}]},"publisher":"p","author":"a","authors":[{"name":"x"}],
        "swid":{"tagId":"t"},"swhid":["s"],"omniborId":["o"],"description":"d","copyright":"c",
        "externalReferences":[{"type":"vcs","url":"u"}],"properties":[{"name":"k","value":"v"}],
        "evidence":{"licenses":[{"expression":"MIT"}],"identity":[{"field":"purl","concludedValue":"pkg:npm/n"}]},
        "modelCard":{"modelParameters":{"task":"t","approach":{"type":"supervised"},"architectureFamily":"f","modelArchitecture":"m","datasets":[{"ref":"r"}]}},
        "pedigree":{"ancestors":[{"name":"p"}]},"components":[{"name":"i"}]});
    json!({"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"s","version":1,"components":[component],
        "services":[{"name":"s","provider":{"name":"p"},"services":[{"name":"i"}]}],
        "dependencies":[{"ref":"a","dependsOn":["b"],"provides":["c"]}],
        "compositions":[{"aggregate":"complete","assemblies":["a"]}],
        "vulnerabilities":[{"bom-ref":"v","id":"i","source":{"name":"n","url":"u"},"references":[{"id":"i"}],"cwes":[1],
            "ratings":[{"score":1.5,"method":"m","severity":"s","vector":"v","source":{"name":"n"}}],"description":"d",
            "published":"2024-01-01T00:00:00Z","analysis":{"state":"s","justification":"j","response":["r"],"detail":"d"},
            "affects":[{"ref":"a","versions":[{"version":"1","range":"r","status":"affected"}]}]}],
        "metadata":{"timestamp":"2024-01-01T00:00:00Z","lifecycles":[{"phase":"build"}],"authors":[{"name":"a"}],
            "manufacturer":{"name":"m"},"supplier":{"name":"s"},"licenses":[{"license":{"name":"l"}}],"component":{"name":"r"},
            "tools":{"components":[{"name":"t"}]}}})
}

fn spdx2() -> Value {
    json!({"spdxVersion":"SPDX-2.3","name":"n","documentNamespace":"d","dataLicense":"CC0-1.0",
        "creationInfo":{"created":"2024-01-01T00:00:00Z","creators":["Tool: t"]},"documentDescribes":["SPDXRef-a"],
        "externalDocumentRefs":[{"externalDocumentId":"DocumentRef-x","spdxDocument":"s"}],
        "hasExtractedLicensingInfos":[{"licenseId":"LicenseRef-x","name":"x","extractedText":"t"}],
        "packages":[{"SPDXID":"SPDXRef-a","name":"a","versionInfo":"1","supplier":"Person: p","originator":"Person: p","downloadLocation":"d",
            "filesAnalyzed":true,"packageVerificationCode":{"packageVerificationCodeValue":"v"},
            "checksums":[{"algorithm":"MD5","checksumValue":"d41d8cd98f00b204e9800998ecf8427e"}],"licenseConcluded":"MIT","licenseDeclared":"MIT",
            "licenseInfoFromFiles":["MIT"],"copyrightText":"c","primaryPackagePurpose":"LIBRARY","description":"d",
            "externalRefs":[{"referenceCategory":"OTHER","referenceType":"t","referenceLocator":"l"}],"hasFiles":["SPDXRef-f"],
            "attributionTexts":["a"],"annotations":[{"annotationType":"OTHER","comment":"c"}]}],
        "files":[{"SPDXID":"SPDXRef-f","fileName":"f","licenseInfoInFiles":["MIT"],"licenseConcluded":"MIT"}],
        "relationships":[{"spdxElementId":"SPDXRef-a","relationshipType":"CONTAINS","relatedSpdxElement":"SPDXRef-f"}]})
}

/// The outcome of a document: its error's code, or the codes and places of its findings.
fn outcome(document: &Value) -> Result<Vec<(String, String)>, String> {
    let bytes = serde_json::to_vec(document).unwrap();
    match read(&bytes, &ReadOptions::default(), &mut ()) {
        Ok(summary) => Ok(summary
            .findings
            .kept()
            .iter()
            .map(|finding| {
                (
                    finding.code().as_str().to_owned(),
                    finding.place().as_str().to_owned(),
                )
            })
            .collect()),
        Err(error) => Err(error.code().as_str().to_owned()),
    }
}

/// All places of a document but the root, with whether they are elements.
fn places(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let place = format!("{at}/{name}");
                out.push(place.clone());
                places(value, place, out);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                let place = format!("{at}/{index}");
                out.push(place.clone());
                places(value, place, out);
            }
        }
        _ => {}
    }
}

fn check(document: &Value) {
    assert_eq!(outcome(document), Ok(Vec::new()));
    let mut all = Vec::new();
    places(document, String::new(), &mut all);
    let others = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!("text"),
        json!([]),
        json!({}),
        json!([[1]]),
    ];
    let mut checked = 0;
    for place in &all {
        let name = place.rsplit('/').next().unwrap();
        let parent = &place[..place.len() - name.len() - 1];
        let owner = parent.rsplit('/').next().unwrap();
        for other in &others {
            let mut changed = document.clone();
            let slot = changed.pointer_mut(place).unwrap();
            if kind(slot) == kind(other) && other != &json!([[1]]) {
                continue;
            }
            // Several forms are allowed here, or every number is.
            if matches!(
                (name, other),
                ("url", Value::String(_)) | ("tools" | "identity", _) | ("score", Value::Number(_))
            ) {
                continue;
            }
            *slot = other.clone();
            checked += 1;
            let found = outcome(&changed);
            let is_discriminator = matches!(name, "bomFormat" | "specVersion" | "spdxVersion");
            // Lists of components in a pedigree are lists of components.
            let is_element = name.parse::<u8>().is_ok();
            let holds = |name: &str| STRUCTURAL.contains(&name) || name == "ancestors";
            let is_structural = if is_element {
                holds(owner)
            } else if name == "ancestors" {
                other == &json!([[1]])
            } else {
                STRUCTURAL.contains(&name) || name == "component"
            };
            if is_discriminator {
                assert!(
                    found == Err("sbom.format".to_owned()),
                    "{place} {other}: {found:?}"
                );
            } else if is_structural && (is_element || !other.is_null()) {
                assert_eq!(found, Err("sbom.shape".to_owned()), "{place} {other}");
            } else {
                let findings = found.unwrap_or_else(|code| panic!("{place} {other}: {code}"));
                assert!(
                    findings
                        .iter()
                        .any(|(code, at)| code == "sbom.type" && at.starts_with(place.as_str())),
                    "{place} {other}: {findings:?}"
                );
            }
        }
    }
    assert!(checked > 300, "{checked}");
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(number) => {
            2 + u8::from(number.is_f64() || number.is_i64() && !number.is_u64())
        }
        Value::String(_) => 4,
        Value::Array(_) => 5,
        Value::Object(_) => 6,
    }
}

#[test]
fn cyclonedx_members_of_the_wrong_type() {
    check(&cdx());
}

#[test]
fn spdx_2_members_of_the_wrong_type() {
    check(&spdx2());
}

#[test]
fn structural_members_are_checked_when_nobody_wants_them() {
    for (document, members) in [
        (
            cdx(),
            &[
                "components",
                "dependencies",
                "services",
                "compositions",
                "vulnerabilities",
                "metadata",
            ][..],
        ),
        (
            spdx2(),
            &[
                "packages",
                "files",
                "relationships",
                "documentDescribes",
                "creationInfo",
            ][..],
        ),
    ] {
        for member in members {
            let mut changed = document.clone();
            changed[member] = json!("hidden");
            let bytes = serde_json::to_vec(&changed).unwrap();
            let options = ReadOptions::default().with_fields(Fields::NONE);
            let error = read(&bytes, &options, &mut ()).unwrap_err();
            assert_eq!(error.code().as_str(), "sbom.shape", "{member}");
        }
    }
}

#[test]
fn variants_of_structural_names_are_findings() {
    let mut document = cdx();
    document["Components"] = json!([]);
    assert_eq!(
        outcome(&document),
        Ok(vec![(
            "sbom.unknown-field".to_owned(),
            "/Components".to_owned()
        )])
    );
}

#[test]
fn numbers_are_exact_or_absent() {
    for (number, is_finding) in [
        ("9007199254740993", false),
        ("18446744073709551615", false),
        ("18446744073709551616", true),
        ("-1", true),
        ("-0", true),
        ("1.0", true),
        ("1e2", true),
    ] {
        let text = format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":{number}}}"#);
        let summary = read(text.as_bytes(), &ReadOptions::default(), &mut ()).unwrap();
        assert_eq!(
            summary.findings.kept().len(),
            usize::from(is_finding),
            "{number}"
        );
    }
    let score = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","vulnerabilities":[{"ratings":[{"score":1e999}]}]}"#;
    let error = read(score.as_bytes(), &ReadOptions::default(), &mut ()).unwrap_err();
    assert_eq!(error.code().as_str(), "sbom.json-syntax");
    let unread = score.replace("score", "unread");
    assert!(read(unread.as_bytes(), &ReadOptions::default(), &mut ()).is_ok());
}
