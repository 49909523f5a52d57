//! The analyses of CycloneDX.

use bonafide_sbom::{
    ArtifactIdentity, Format, Model, Purl, ReadOptions, VexDocument, VexGround, VexStatus,
};
use serde_json::{Value, json};

use super::{
    CVE, LODASH, Verdict, codes, found, judge, judge_all, outcome, policy, read, signed, time, with,
};

fn bom(more: Value) -> Value {
    with(
        json!({
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
            "version": 1,
            "metadata": {"timestamp": "2025-06-01T00:00:00Z"},
            "components": [
                {"type": "library", "bom-ref": "lodash", "name": "lodash", "version": "4.17.20", "purl": LODASH},
                {"type": "library", "bom-ref": "other", "name": "other", "purl": "pkg:npm/other@1"},
            ],
        }),
        more,
    )
}

fn says(analysis: Value, affects: Value) -> VexDocument {
    read(&bom(
        json!({"vulnerabilities": [{"id": CVE, "analysis": analysis, "affects": affects}]}),
    ))
}

fn clear() -> Value {
    json!({"state": "not_affected", "justification": "code_not_reachable"})
}

fn affects(reference: &str) -> Value {
    json!([{"ref": reference}])
}

#[test]
fn all_that_an_analysis_says_is_there() {
    let document = read(&bom(json!({"vulnerabilities": [{
        "bom-ref": "v1",
        "id": CVE,
        "references": [{"id": "GHSA-aaaa", "source": {}}],
        "analysis": {
            "state": "not_affected",
            "justification": "protected_at_runtime",
            "detail": "why",
            "response": ["will_not_fix", "update"],
            "firstIssued": "2025-04-01T00:00:00Z",
            "lastUpdated": "2025-05-01T00:00:00Z",
        },
        "affects": affects("lodash"),
    }, {"id": "CVE-2025-2"}]})));
    assert_eq!(document.format(), Format::CdxJson);
    assert_eq!(
        document.id(),
        Some("urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79")
    );
    assert_eq!(document.version(), Some("1"));
    let [statement] = document.statements() else {
        panic!("{document:?}");
    };
    assert_eq!(statement.id.as_deref(), Some("v1"));
    assert_eq!(statement.ids().collect::<Vec<_>>(), [CVE, "GHSA-aaaa"]);
    let word = statement.justification.as_ref().unwrap();
    assert_eq!(word.ground, Some(VexGround::InlineMitigationsAlreadyExist));
    assert_eq!(statement.impact.as_deref(), Some("why"));
    assert_eq!(statement.action.as_deref(), Some("will_not_fix, update"));
    assert_eq!(statement.time, Some(time("2025-05-01T00:00:00Z")));
    assert_eq!(statement.place.as_str(), "/vulnerabilities/0");
    assert_eq!(statement.products[0].item().id(), Some("lodash"));
    let model = Model::read(
        bom(json!({})).to_string().as_bytes(),
        &ReadOptions::default(),
    )
    .unwrap();
    assert!(
        VexDocument::of_model(&model)
            .unwrap()
            .statements()
            .is_empty()
    );
}

#[test]
fn a_model_says_the_same() {
    let text = bom(json!({"vulnerabilities": [
        {"id": CVE, "analysis": clear(), "affects": affects("lodash")}
    ]}));
    let model = Model::read(text.to_string().as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(VexDocument::of_model(&model).unwrap(), read(&text));
    let spdx = br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x"}"#;
    let model = Model::read(spdx, &ReadOptions::default()).unwrap();
    assert!(
        VexDocument::of_model(&model)
            .unwrap()
            .statements()
            .is_empty()
    );
}

#[test]
fn states_are_statuses() {
    for (state, wanted) in [
        ("not_affected", VexStatus::NotAffected),
        ("false_positive", VexStatus::NotAffected),
        ("exploitable", VexStatus::Affected),
        ("resolved", VexStatus::Fixed),
        ("resolved_with_pedigree", VexStatus::Fixed),
        ("in_triage", VexStatus::UnderInvestigation),
        ("not-affected", VexStatus::UnderInvestigation),
    ] {
        let document = says(json!({"state": state, "detail": "why"}), affects("lodash"));
        assert_eq!(document.statements()[0].status, wanted, "{state}");
        assert_eq!(
            judge(&document, &found(LODASH)).is_suppressed,
            wanted.suppresses()
        );
        assert_eq!(
            codes(&document).contains(&"sbom.enum"),
            state == "not-affected"
        );
    }
    let bare = says(json!({"state": "false_positive"}), affects("lodash"));
    assert_eq!(outcome(&bare, &found(LODASH)), "justification missing");
    let foreign = json!({"state": "not_affected", "justification": "component_not_present"});
    let foreign = says(foreign, affects("lodash"));
    assert_eq!(codes(&foreign), ["sbom.enum", "vex.no-justification"]);
}

#[test]
fn references_lead_into_this_document_only() {
    let link = |rest: &str| format!("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79{rest}");
    for (reference, wanted) in [
        ("lodash".to_owned(), "applied"),
        (link("/1#lodash"), "applied"),
        (link("/1#%6Codash"), "applied"),
        (link("/2#lodash"), "product identity unknown"),
        (link("#lodash"), "product identity unknown"),
        (
            "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b70/1#lodash".to_owned(),
            "product identity unknown",
        ),
        ("other".to_owned(), "product package differs"),
        ("Lodash".to_owned(), "product identity unknown"),
        (LODASH.to_owned(), "product identity unknown"),
    ] {
        let document = says(clear(), affects(&reference));
        assert_eq!(outcome(&document, &found(LODASH)), wanted, "{reference}");
        let is_unknown = codes(&document).contains(&"vex.product-unknown");
        assert_eq!(
            is_unknown,
            wanted == "product identity unknown",
            "{reference}"
        );
    }
    assert_eq!(
        outcome(&says(clear(), json!([])), &found(LODASH)),
        "no product"
    );
}

/// One reference for two components is that of neither.
#[test]
fn a_reference_that_two_have_is_nobodys() {
    let component =
        |purl: &str| json!({"type": "library", "bom-ref": "x", "name": "a", "purl": purl});
    let document = read(&bom(json!({
        "components": [component(LODASH), component("pkg:npm/other@1")],
        "vulnerabilities": [{"id": CVE, "analysis": clear(), "affects": affects("x")}],
    })));
    assert_eq!(
        outcome(&document, &found(LODASH)),
        "product identity unknown"
    );
}

fn versions(state: Value, versions: Value, purl: &str) -> (VexDocument, Verdict) {
    let component = json!([{"type": "library", "bom-ref": "x", "name": "a", "purl": purl}]);
    let affects = json!([{"ref": "x", "versions": versions}]);
    let document = read(&bom(json!({
        "components": component,
        "vulnerabilities": [{"id": CVE, "analysis": state, "affects": affects}],
    })));
    let verdict = judge(&document, &found(LODASH));
    (document, verdict)
}

#[test]
fn versions_narrow_what_is_affected() {
    let open = "pkg:npm/lodash";
    for (list, purl, wanted) in [
        (json!([{"version": "4.17.20"}]), open, true),
        (
            json!([{"version": "1.0.0"}, {"version": "4.17.20", "status": "unaffected"}]),
            open,
            true,
        ),
        (json!([{"version": "1.0.0"}]), open, false),
        (json!([{"range": "vers:npm/<5.0.0"}]), open, true),
        (json!([{"range": "vers:npm/<4.0.0"}]), open, false),
        (json!([{"range": "< 5"}]), open, false),
        (json!([{"version": "1.0.0"}]), LODASH, false),
        (json!([{"version": "4.17.20"}]), LODASH, true),
        (json!([{}]), LODASH, false),
        (
            json!([{"version": "4.17.20", "range": "vers:npm/*"}]),
            LODASH,
            false,
        ),
        (json!([]), LODASH, true),
        // A status that speaks against the analysis.
        (
            json!([{"version": "4.17.20", "status": "affected"}]),
            open,
            false,
        ),
        (
            json!([{"version": "4.17.20", "status": "unknown"}]),
            open,
            false,
        ),
        (
            json!([{"range": "vers:npm/*"}, {"version": "4.17.20", "status": "affected"}]),
            open,
            false,
        ),
    ] {
        let (_, verdict) = versions(clear(), list.clone(), purl);
        assert_eq!(verdict.is_suppressed, wanted, "{list} {purl}");
    }
    let torn = json!([{"version": "4.17.20", "status": "affected"}]);
    assert_eq!(codes(&versions(clear(), torn, open).0), ["vex.conflict"]);
    // What is not affected by a version's status alone has no reason.
    let state = json!({"state": "exploitable"});
    let list = json!([{"version": "4.17.20", "status": "unaffected"}]);
    assert!(!versions(state, list, open).1.is_suppressed);
}

/// The version of a component narrows a package URL without one.
#[test]
fn the_version_of_a_component_counts() {
    for (version, wanted) in [("4.17.20", true), ("4.17.19", false)] {
        let document = read(&bom(json!({
            "components": [{"type": "library", "bom-ref": "x", "name": "a", "version": version,
                "purl": "pkg:npm/lodash"}],
            "vulnerabilities": [{"id": CVE, "analysis": clear(), "affects": affects("x")}],
        })));
        assert_eq!(judge(&document, &found(LODASH)).is_suppressed, wanted);
    }
}

/// A component that stands for a range of versions.
#[test]
fn the_range_of_an_external_component_counts() {
    for (range, wanted) in [
        ("vers:npm/<5.0.0", true),
        ("vers:npm/<4.0.0", false),
        ("any", false),
    ] {
        let document = read(&bom(json!({
            "specVersion": "1.7",
            "components": [{"type": "library", "bom-ref": "x", "name": "a", "isExternal": true,
                "versionRange": range, "purl": "pkg:npm/lodash"}],
            "vulnerabilities": [{"id": CVE, "analysis": clear(), "affects": affects("x")}],
        })));
        assert_eq!(
            judge(&document, &found(LODASH)).is_suppressed,
            wanted,
            "{range}"
        );
    }
}

/// What the reader of the bill of materials finds is said as well.
#[test]
fn findings_of_the_document_are_there() {
    let document = says(json!({"state": 1}), affects("lodash"));
    assert_eq!(codes(&document), ["sbom.type", "sbom.enum"]);
}

/// What is said of a component in one product is not said of it in others.
#[test]
fn a_document_about_a_product_is_about_that_product() {
    let root = |purl: &str| {
        json!({"timestamp": "2025-06-01T00:00:00Z",
        "component": {"type": "application", "bom-ref": "root", "name": "app", "purl": purl}})
    };
    let vulnerabilities = |reference: &str| {
        json!([
            {"id": CVE, "analysis": clear(), "affects": affects(reference)}
        ])
    };
    let about = |metadata: Value, reference: &str| {
        read(&bom(json!({
            "metadata": metadata, "vulnerabilities": vulnerabilities(reference),
        })))
    };
    let app = |purl: &str| ArtifactIdentity::default().with_purl(Purl::parse(purl).unwrap());
    let judge = |document: &VexDocument, artifact| {
        judge_all(&[(document, signed())], policy(), artifact, &found(LODASH))
            .outcomes
            .remove(0)
    };
    let document = about(root("pkg:npm/app@1"), "lodash");
    assert_eq!(judge(&document, app("pkg:npm/app@1")), "applied");
    assert_eq!(
        judge(&document, app("pkg:npm/app@2")),
        "product version 1 ≠ 2"
    );
    assert_eq!(
        judge(&document, ArtifactIdentity::default()),
        "product package differs"
    );
    let whole = about(root("pkg:npm/app@1"), "root");
    assert_eq!(judge(&whole, app("pkg:npm/app@1")), "applied");
    // A product without an identity cannot be compared: the component stands for itself.
    let bare = json!({"component": {"type": "application", "bom-ref": "root", "name": "app"}});
    let document = about(bare.clone(), "lodash");
    assert_eq!(judge(&document, ArtifactIdentity::default()), "applied");
    assert_eq!(
        judge(&about(bare, "root"), app("pkg:npm/app@1")),
        "product identity unknown"
    );
}
