//! Seeds about bills of materials, licences, advisories and reports.

use super::texts;

pub(super) fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "cyclonedx_json" => texts(&[CYCLONEDX]),
        "cyclonedx_xml" => texts(&[CYCLONEDX_XML]),
        "spdx2_json" => texts(&[SPDX2]),
        "spdx2_tag_value" => texts(&[TAG_VALUE]),
        "spdx3_json" => texts(&[SPDX3]),
        "sbom_format" => texts(&[CYCLONEDX, CYCLONEDX_XML, SPDX2, TAG_VALUE, SPDX3, OPENVEX]),
        "vex" => texts(&[OPENVEX, CSAF, CYCLONEDX]),
        "scan_report" => texts(&[GRYPE, TRIVY]),
        "licence" => texts(&[
            "MIT OR Apache-2.0",
            "(GPL-2.0-or-later WITH Classpath-exception-2.0) AND LicenseRef-x",
            "NOASSERTION",
            "DocumentRef-a:LicenseRef-b+",
        ]),
        "identifier" => texts(&[
            "pkg:npm/%40scope/name@1.0.0?arch=x86#sub/path",
            "pkg:deb/debian/openssl@3.0.1-1?distro=bookworm",
            "cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*",
            "cpe:/a:openssl:openssl:3.0.1",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H",
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
            "AV:N/AC:L/Au:N/C:P/I:P/A:P",
        ]),
        _ => Vec::new(),
    }
}

const CYCLONEDX: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79","version":1,
"metadata":{"timestamp":"2025-01-01T00:00:00Z","component":{"type":"application","bom-ref":"app","name":"app","version":"1"}},
"components":[{"type":"library","bom-ref":"a","name":"a","version":"1.0","purl":"pkg:npm/a@1.0","hashes":[{"alg":"SHA-256","content":"0000000000000000000000000000000000000000000000000000000000000000"}],"licenses":[{"license":{"id":"MIT"}}]},
{"type":"machine-learning-model","bom-ref":"b","name":"b","cpe":"cpe:2.3:a:b:b:1:*:*:*:*:*:*:*","licenses":[{"expression":"MIT OR Apache-2.0"}],"components":[{"type":"file","name":"c"}]}],
"dependencies":[{"ref":"app","dependsOn":["a","b"]},{"ref":"a","dependsOn":[]}],
"compositions":[{"aggregate":"complete","assemblies":["app"]}],
"vulnerabilities":[{"id":"CVE-2025-1","ratings":[{"severity":"high","score":7.5,"method":"CVSSv31","vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}],"affects":[{"ref":"a"}],"analysis":{"state":"not_affected","justification":"code_not_reachable"}}]}"#;

const CYCLONEDX_XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79" version="1">
<metadata><component type="application" bom-ref="app"><name>app</name><version>1</version></component></metadata>
<components><component type="library" bom-ref="a"><name>a &amp; b</name><version>1.0</version><hashes><hash alg="SHA-256">00</hash></hashes>
<licenses><license><id>MIT</id></license></licenses><purl>pkg:npm/a@1.0</purl></component></components>
<dependencies><dependency ref="app"><dependency ref="a"/></dependency></dependencies></bom>"#;

const SPDX2: &str = r#"{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"app","documentNamespace":"https://example.test/app",
"creationInfo":{"created":"2025-01-01T00:00:00Z","creators":["Tool: test"]},
"packages":[{"SPDXID":"SPDXRef-a","name":"a","versionInfo":"1.0","downloadLocation":"NOASSERTION","licenseConcluded":"MIT","filesAnalyzed":true,"packageVerificationCode":{"packageVerificationCodeValue":"0000000000000000000000000000000000000000"},"externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:npm/a@1.0"}],"checksums":[{"algorithm":"SHA256","checksumValue":"00"}]}],
"files":[{"SPDXID":"SPDXRef-f","fileName":"./f","checksums":[{"algorithm":"SHA1","checksumValue":"0000000000000000000000000000000000000000"}]}],
"relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-a"},{"spdxElementId":"SPDXRef-a","relationshipType":"CONTAINS","relatedSpdxElement":"SPDXRef-f"}],
"hasExtractedLicensingInfos":[{"licenseId":"LicenseRef-x","extractedText":"text"}]}"#;

const TAG_VALUE: &str = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: app\n\
DocumentNamespace: https://example.test/app\nCreator: Tool: test\nCreated: 2025-01-01T00:00:00Z\n\n\
PackageName: a\nSPDXID: SPDXRef-a\nPackageVersion: 1.0\nPackageDownloadLocation: NOASSERTION\n\
PackageChecksum: SHA256: 00\nPackageLicenseConcluded: MIT\nPackageComment: <text>more\nlines</text>\n\
ExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1.0\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n\n\
FileName: ./f\nSPDXID: SPDXRef-f\nFileChecksum: SHA1: 0000000000000000000000000000000000000000\n\
LicenseID: LicenseRef-x\nExtractedText: <text>t</text>\n";

const SPDX3: &str = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2025-01-01T00:00:00Z","createdBy":["https://example.test/p"]},
{"type":"SpdxDocument","spdxId":"https://example.test/d","creationInfo":"_:c","rootElement":["https://example.test/s"],"profileConformance":["core","software"]},
{"type":"software_Sbom","spdxId":"https://example.test/s","creationInfo":"_:c","rootElement":["https://example.test/a"],"element":["https://example.test/a"]},
{"type":"software_Package","spdxId":"https://example.test/a","creationInfo":"_:c","name":"a","software_packageVersion":"1.0","software_packageUrl":"pkg:npm/a@1.0","verifiedUsing":[{"type":"Hash","algorithm":"sha256","hashValue":"00"}]},
{"type":"LifecycleScopedRelationship","spdxId":"https://example.test/r","creationInfo":"_:c","from":"https://example.test/s","relationshipType":"dependsOn","to":["https://example.test/a"],"scope":"runtime"}]}"#;

const OPENVEX: &str = r#"{"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://example.test/vex","author":"test","timestamp":"2025-01-01T00:00:00Z","version":1,
"statements":[{"vulnerability":{"name":"CVE-2025-1","aliases":["GHSA-x"]},"products":[{"@id":"pkg:oci/app@sha256:00","subcomponents":[{"@id":"pkg:npm/a@1.0"}]}],"status":"not_affected","justification":"vulnerable_code_not_present"},
{"vulnerability":{"name":"CVE-2025-2"},"products":[{"@id":"pkg:npm/a@1.0"}],"status":"affected","action_statement":"update"}]}"#;

const CSAF: &str = r#"{"document":{"category":"csaf_vex","csaf_version":"2.0","publisher":{"category":"vendor","name":"v","namespace":"https://v.test"},"title":"t","tracking":{"id":"V-1","version":"1","status":"final","initial_release_date":"2025-01-01T00:00:00Z","current_release_date":"2025-01-01T00:00:00Z","revision_history":[{"number":"1","date":"2025-01-01T00:00:00Z","summary":"s"}]}},
"product_tree":{"branches":[{"category":"vendor","name":"v","branches":[{"category":"product_version","name":"1","product":{"product_id":"P","name":"p","product_identification_helper":{"purl":"pkg:npm/a@1.0"}}}]}],"relationships":[{"category":"default_component_of","full_product_name":{"product_id":"Q","name":"q"},"product_reference":"P","relates_to_product_reference":"P"}]},
"vulnerabilities":[{"cve":"CVE-2025-1","product_status":{"known_not_affected":["P","Q"]},"flags":[{"label":"vulnerable_code_not_present","product_ids":["P"]}]}]}"#;

const GRYPE: &str = r#"{"matches":[{"vulnerability":{"id":"CVE-2025-1","severity":"High","fix":{"state":"fixed","versions":["1.1"]},"cvss":[{"source":"nvd","version":"3.1","vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N","metrics":{"baseScore":7.5}}]},
"relatedVulnerabilities":[{"id":"GHSA-x"}],"artifact":{"name":"a","version":"1.0","type":"npm","purl":"pkg:npm/a@1.0","locations":[{"path":"/a"}]}}],
"source":{"type":"image","target":{"userInput":"app","imageID":"sha256:00","manifestDigest":"sha256:00","repoDigests":["app@sha256:00"]}},
"descriptor":{"name":"grype","version":"0.100.0","timestamp":"2025-01-01T00:00:00Z","db":{"status":{"built":"2025-01-01T00:00:00Z"}}}}"#;

const TRIVY: &str = r#"{"SchemaVersion":2,"CreatedAt":"2025-01-01T00:00:00Z","ArtifactName":"app","ArtifactType":"container_image","Metadata":{"ImageID":"sha256:00","RepoDigests":["app@sha256:00"]},
"Results":[{"Target":"app (debian 12)","Class":"os-pkgs","Type":"debian","Vulnerabilities":[{"VulnerabilityID":"CVE-2025-1","PkgName":"a","PkgIdentifier":{"PURL":"pkg:deb/debian/a@1.0"},"InstalledVersion":"1.0","FixedVersion":"1.1","Status":"fixed","Severity":"HIGH","SeveritySource":"debian","VendorSeverity":{"nvd":3},"CVSS":{"nvd":{"V3Vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N","V3Score":7.5}}}]}]}"#;
