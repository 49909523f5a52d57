use core::time::Duration;

use bonafide_report::Class;
use serde_json::{Value, json};

use super::*;
use crate::TextPattern;
use crate::requirement::kit::{ARTIFACT, Bench, Signing, code, digest, given, statement};

const CYCLONEDX: &str = "https://cyclonedx.org/bom";
const SPDX: &str = "https://spdx.dev/Document";

fn cyclonedx() -> Value {
    let hex = digest(ARTIFACT).to_hex();
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": {
            "timestamp": "2025-04-11T00:00:00Z",
            "component": {
                "type": "container", "bom-ref": "root", "name": "app",
                "purl": format!("pkg:oci/app@sha256:{hex}"),
            },
        },
        "components": [
            {"type": "library", "bom-ref": "a", "name": "left", "version": "1",
             "purl": "pkg:npm/left@1", "licenses": [{"license": {"id": "MIT"}}]},
            {"type": "library", "bom-ref": "b", "name": "right", "version": "2",
             "purl": "pkg:npm/%40acme/right@2", "licenses": [{"expression": "Apache-2.0"}]},
        ],
        "dependencies": [{"ref": "root", "dependsOn": ["a", "b"]}],
    })
}

fn spdx() -> Value {
    json!({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": "app", "documentNamespace": "https://example.com/app",
        "creationInfo": {"created": "2025-04-11T00:00:00Z", "creators": ["Tool: x"]},
        "packages": [{"SPDXID": "SPDXRef-a", "name": "left", "versionInfo": "1",
            "downloadLocation": "NOASSERTION", "licenseConcluded": "AGPL-3.0-only"}],
    })
}

fn answer(requirement: &SbomRequirement, kind: &str, of: &Value) -> Result<Vec<Finding>, Unmet> {
    let counted = Signing::key("ci").sign(&statement(kind, of));
    judge(requirement, &Bench::default().context(), &given(&counted))
}

fn asked(requirement: &SbomRequirement, of: &Value) -> &'static str {
    code(&answer(requirement, CYCLONEDX, of))
}

fn with(edit: impl FnOnce(&mut SbomRequirement)) -> SbomRequirement {
    let mut requirement = SbomRequirement::default();
    edit(&mut requirement);
    requirement
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn formats_are_those_that_are_wanted() {
    let any = SbomRequirement::default();
    let only = |name: &str| with(|one| one.formats = [name.to_owned()].into());
    for (requirement, of_cyclonedx, of_spdx) in [
        (any, "ok", "ok"),
        (only("cyclonedx"), "ok", "statement.predicate-type"),
        (only("spdx"), "statement.predicate-type", "ok"),
    ] {
        assert_eq!(asked(&requirement, &cyclonedx()), of_cyclonedx);
        assert_eq!(code(&answer(&requirement, SPDX, &spdx())), of_spdx);
    }
}

#[test]
fn what_cannot_be_read_is_malformed_by_its_own_code() {
    let any = SbomRequirement::default();
    for document in [
        json!({}),
        json!({"bomFormat": "CycloneDX"}),
        json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": {}}),
        json!({"bomFormat": "CycloneDX", "spdxVersion": "SPDX-2.3", "specVersion": "1.6"}),
    ] {
        let unmet = answer(&any, CYCLONEDX, &document).unwrap_err();
        assert_ne!(unmet.class, Class::Policy, "{document}");
        if unmet.finding.code() == registry::SBOM_MALFORMED {
            assert_eq!(unmet.class, Class::Malformed);
            assert!(unmet.findings[0].code().as_str().starts_with("sbom."));
        }
    }
    // A document of another kind than its statement says.
    let unmet = answer(&any, SPDX, &cyclonedx()).unwrap_err();
    assert_eq!(unmet.finding.code().as_str(), "sbom.malformed");
    assert_eq!(unmet.findings[0].code().as_str(), "sbom.predicate-mismatch");
}

#[test]
fn licences_have_three_values() {
    let deny = |list: &[&str]| with(|one| one.licences_deny = names(list));
    let allow = |list: &[&str]| with(|one| one.licences_allow = Some(names(list)));
    for (requirement, code) in [
        (deny(&["AGPL-3.0-only"]), "ok"),
        (deny(&["MIT"]), "sbom.licence-denied"),
        (allow(&["MIT", "Apache-2.0"]), "ok"),
        (allow(&["MIT"]), "sbom.licence-unknown"),
    ] {
        assert_eq!(asked(&requirement, &cyclonedx()), code);
    }
    let agpl = answer(&deny(&["AGPL-3.0-only"]), SPDX, &spdx());
    assert_eq!(agpl.unwrap_err().class, Class::Policy);
    let mut silent = cyclonedx();
    silent["components"][0]
        .as_object_mut()
        .unwrap()
        .remove("licenses");
    let unmet = answer(&deny(&["AGPL-3.0-only"]), CYCLONEDX, &silent).unwrap_err();
    assert_eq!(unmet.finding.code().as_str(), "sbom.licence-unknown");
    assert_eq!(unmet.class, Class::Missing);
    assert_eq!(asked(&SbomRequirement::default(), &silent), "ok");
}

#[test]
fn packages_are_denied_however_they_are_spelt() {
    let deny = |text: &str| with(|one| one.packages_deny = vec![TextPattern::parse(text).unwrap()]);
    for (pattern, code) in [
        ("pkg:npm/left", "sbom.package-denied"),
        ("pkg:npm/left@1", "sbom.package-denied"),
        ("pkg:npm/left@2", "ok"),
        ("pkg:npm/%40acme/*", "sbom.package-denied"),
        ("pkg:NPM/left", "sbom.package-denied"),
        ("pkg:npm/lef", "ok"),
        ("pkg:pypi/left", "ok"),
        ("pkg:npm/left@*", "sbom.package-denied"),
    ] {
        assert_eq!(asked(&deny(pattern), &cyclonedx()), code, "{pattern}");
    }
    let mut nameless = cyclonedx();
    nameless["components"][0]
        .as_object_mut()
        .unwrap()
        .remove("purl");
    let unmet = answer(&deny("pkg:pypi/x"), CYCLONEDX, &nameless).unwrap_err();
    assert_eq!(unmet.finding.code().as_str(), "sbom.identity-unknown");
    assert_eq!(unmet.class, Class::Missing);
    assert_eq!(
        asked(&deny("pkg:npm/%40acme/right"), &nameless),
        "sbom.package-denied"
    );
}

#[test]
fn a_document_names_its_artifact() {
    let must = with(|one| one.must_list_subject = true);
    assert_eq!(asked(&must, &cyclonedx()), "ok");
    let mut other = cyclonedx();
    let hex = digest(b"another").to_hex();
    other["metadata"]["component"]["purl"] = json!(format!("pkg:oci/app@sha256:{hex}"));
    let unmet = answer(&must, CYCLONEDX, &other).unwrap_err();
    assert_eq!(unmet.finding.code().as_str(), "sbom.subject-mismatch");
    assert_eq!(unmet.class, Class::Mismatch);
    let mut silent = cyclonedx();
    silent["metadata"]["component"]
        .as_object_mut()
        .unwrap()
        .remove("purl");
    let unmet = answer(&must, CYCLONEDX, &silent).unwrap_err();
    assert_eq!(unmet.finding.code().as_str(), "sbom.subject-silent");
    assert_eq!(unmet.class, Class::Policy);
    // It is told, and decides nothing, where it is not asked for.
    let notes = answer(&SbomRequirement::default(), CYCLONEDX, &other).unwrap();
    assert_eq!(notes[0].code().as_str(), "sbom.subject-mismatch");
}

#[test]
fn profiles_are_gates() {
    let least = |name: &str| with(|one| one.min_completeness = Some(name.to_owned()));
    for name in ["ntia", "cisa", "ntia-2021", "cisa-2025-draft"] {
        assert_eq!(
            asked(&least(name), &cyclonedx()),
            "sbom.incomplete",
            "{name}"
        );
    }
    assert_eq!(
        asked(&least("other"), &cyclonedx()),
        "policy.requirement-unsupported"
    );
    let mut whole = cyclonedx();
    whole["metadata"]["authors"] = json!([{"name": "somebody"}]);
    whole["metadata"]["component"]["version"] = json!("1");
    for at in ["/metadata/component", "/components/0", "/components/1"] {
        whole.pointer_mut(at).unwrap()["supplier"] = json!({"name": "acme"});
    }
    assert_eq!(asked(&least("ntia"), &whole), "ok");
}

#[test]
fn ages_are_exact_to_the_second() {
    let most = |seconds| with(|one| one.max_age = Some(Duration::from_secs(seconds)));
    assert_eq!(asked(&most(3600), &cyclonedx()), "ok");
    assert_eq!(asked(&most(3599), &cyclonedx()), "sbom.too-old");
    for (time, code) in [
        (json!("2025-04-11T01:05:00Z"), "ok"),
        (json!("2025-04-11T01:05:01Z"), "sbom.malformed"),
        (json!("yesterday"), "sbom.too-old"),
        (Value::Null, "sbom.too-old"),
    ] {
        let mut document = cyclonedx();
        if time.is_null() {
            document["metadata"]
                .as_object_mut()
                .unwrap()
                .remove("timestamp");
        } else {
            document["metadata"]["timestamp"] = time.clone();
        }
        assert_eq!(asked(&most(3600), &document), code, "{time}");
    }
}

#[test]
fn types_of_bills_of_materials() {
    for uri in [
        CYCLONEDX,
        SPDX,
        "https://cyclonedx.org/bom/v1.6",
        "https://spdx.dev/Document/v2.3",
    ] {
        assert!(is_of_type(uri), "{uri}");
    }
    for uri in [
        "cyclonedx",
        "https://openvex.dev/ns",
        "https://evil.org/https://cyclonedx.org/bom",
    ] {
        assert!(!is_of_type(uri), "{uri}");
    }
}
