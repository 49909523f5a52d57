//! Reading `OpenVEX`.

use bonafide_sbom::{Format, VexDocument, VexGround, VexLimits, VexStatus};
use serde_json::json;

use super::{
    CVE, LODASH, codes, found, judge, one, openvex, outcome, read, refused, says, time, with,
};

#[test]
fn all_that_a_statement_says_is_there() {
    let document = read(&openvex(json!([{
        "@id": "https://example.com/vex/1#a",
        "version": 3,
        "vulnerability": {"@id": "https://example.com/v", "name": CVE, "aliases": ["GHSA-1"]},
        "timestamp": "2025-05-01T00:00:00Z",
        "last_updated": "2025-05-02T00:00:00Z",
        "products": [{
            "@id": "https://example.com/product",
            "identifiers": {"purl": LODASH, "cpe23": "cpe:2.3:a:lodash:lodash:4.17.20:*:*:*:*:*:*:*"},
            "hashes": {"sha-256": super::DIGEST, "blake2s-256": "00"},
            "subcomponents": [{"@id": "pkg:npm/part@1"}],
        }],
        "status": "not_affected",
        "justification": "inline_mitigations_already_exist",
        "impact_statement": "why",
        "action_statement": "what",
    }])));
    assert_eq!(document.format(), Format::OpenVex);
    assert_eq!(document.id(), Some("https://example.com/vex/1"));
    assert_eq!(
        (document.version(), document.author()),
        (Some("1"), Some("Example"))
    );
    assert_eq!(document.time(), Some(time("2025-06-01T00:00:00Z")));
    assert!(document.sha256().is_some() && document.wrappers().is_empty());
    let [statement] = document.statements() else {
        panic!("{document:?}");
    };
    assert_eq!(statement.id.as_deref(), Some("https://example.com/vex/1#a"));
    assert_eq!(statement.ids().collect::<Vec<_>>(), [CVE, "GHSA-1"]);
    assert_eq!(statement.status, VexStatus::NotAffected);
    let word = statement.justification.as_ref().unwrap();
    assert_eq!(word.text, "inline_mitigations_already_exist");
    assert_eq!(word.ground, Some(VexGround::InlineMitigationsAlreadyExist));
    assert_eq!(statement.impact.as_deref(), Some("why"));
    assert_eq!(statement.action.as_deref(), Some("what"));
    assert_eq!(statement.time, Some(time("2025-05-02T00:00:00Z")));
    assert_eq!(statement.version.as_deref(), Some("3"));
    assert_eq!(statement.place.as_str(), "/statements/0");
    let product = &statement.products[0];
    assert_eq!(product.item().id(), Some("https://example.com/product"));
    assert_eq!(product.item().purls().next().unwrap().as_str(), LODASH);
    assert_eq!(product.item().cpes().len(), 1);
    assert_eq!(product.item().hashes().count(), 1);
    assert_eq!(product.subcomponents().len(), 1);
    // An algorithm that nobody knows here.
    assert_eq!(codes(&document), ["sbom.hash"]);
}

#[test]
fn texts_stand_for_products_and_vulnerabilities() {
    for context in ["https://openvex.dev/ns", "https://openvex.dev/ns/v0.0.1"] {
        let document = read(&json!({
            "@context": context,
            "@id": "x", "author": "a", "version": "1",
            "timestamp": "2023-01-08T18:02:03.647787998-06:00",
            "statements": [{
                "vulnerability": CVE,
                "products": [LODASH],
                "subcomponents": ["pkg:npm/part"],
                "status": "fixed",
            }],
        }));
        let statement = &document.statements()[0];
        assert_eq!(statement.vulnerability.as_deref(), Some(CVE));
        assert_eq!(statement.products[0].subcomponents().len(), 1);
        assert_eq!(statement.time, document.time());
        assert_eq!(document.version(), Some("1"));
    }
}

/// sbom VXR-3: defaults of the document.
#[test]
fn statements_inherit_the_time_of_their_document() {
    let base = openvex(json!([
        says("fixed", LODASH),
        with(
            says("fixed", LODASH),
            json!({"timestamp": "2025-01-01T00:00:00Z"})
        ),
        with(says("fixed", LODASH), json!({"timestamp": "yesterday"})),
    ]));
    // The statements may come first.
    let later = with(base, json!({"last_updated": "2025-07-01T00:00:00Z"}));
    let document = read(&later);
    let times: Vec<_> = document.statements().iter().map(|one| one.time).collect();
    let updated = Some(time("2025-07-01T00:00:00Z"));
    assert_eq!(times, [updated, Some(time("2025-01-01T00:00:00Z")), None]);
    assert_eq!(codes(&document), ["sbom.timestamp"]);
}

/// sbom VXR-3: no product is not every product.
#[test]
fn a_statement_without_products_matches_nothing() {
    for products in [json!([]), json!(null)] {
        let document = one(with(
            says("not_affected", ""),
            json!({"products": products}),
        ));
        assert_eq!(outcome(&document, &found(LODASH)), "no product");
    }
    let mut bare = says("not_affected", LODASH);
    bare.as_object_mut().unwrap().remove("products");
    assert_eq!(outcome(&one(bare), &found(LODASH)), "no product");
}

/// sbom VXR-1: a justification, or a statement of the impact.
#[test]
fn not_affected_needs_a_reason() {
    let says = |more| {
        one(with(
            json!({
                "vulnerability": {"name": CVE},
                "products": [{"@id": LODASH}],
                "status": "not_affected",
            }),
            more,
        ))
    };
    for (more, wanted, outcome) in [
        (
            json!({}),
            vec!["vex.no-justification"],
            "justification missing",
        ),
        (
            json!({"impact_statement": " "}),
            vec!["vex.no-justification"],
            "justification missing",
        ),
        (json!({"impact_statement": "removed"}), vec![], "applied"),
        (
            json!({"justification": "component_not_present"}),
            vec![],
            "applied",
        ),
        // A word of another format is none.
        (
            json!({"justification": "code_not_present"}),
            vec!["sbom.enum", "vex.no-justification"],
            "justification missing",
        ),
    ] {
        let document = says(more);
        assert_eq!(codes(&document), wanted);
        let verdict = judge(&document, &found(LODASH));
        assert_eq!(verdict.outcomes, [outcome]);
        let is_missing = outcome == "justification missing";
        assert_eq!(
            verdict.codes.contains(&"vex.no-justification".to_owned()),
            is_missing
        );
    }
}

#[test]
fn an_identifier_stands_for_a_missing_name() {
    let document = one(with(
        says("fixed", LODASH),
        json!({"vulnerability": {"@id": CVE}}),
    ));
    assert_eq!(document.statements()[0].vulnerability.as_deref(), Some(CVE));
    let nothing = one(with(says("fixed", LODASH), json!({"vulnerability": {}})));
    assert_eq!(codes(&nothing), ["sbom.required"]);
}

#[test]
fn an_unknown_status_is_no_status() {
    for status in [
        json!("Not_Affected"),
        json!("not affected"),
        json!(null),
        json!(1),
    ] {
        let document = one(with(says("fixed", LODASH), json!({"status": status})));
        assert_eq!(
            document.statements()[0].status,
            VexStatus::UnderInvestigation
        );
        assert!(codes(&document).contains(&"sbom.enum"));
        assert!(!judge(&document, &found(LODASH)).is_suppressed);
    }
}

#[test]
fn other_versions_are_not_read() {
    for context in ["https://openvex.dev/ns/v0.3.0", "https://openvex.dev/nsx"] {
        let document = with(openvex(json!([])), json!({"@context": context}));
        assert_eq!(refused(&document), "sbom.version-unsupported");
    }
    assert_eq!(
        refused(&json!({"@context": "https://example.com", "statements": []})),
        "sbom.format"
    );
}

/// What would widen a statement when it is passed over ends the reading.
#[test]
fn members_that_narrow_a_statement_have_their_type() {
    let product = |more| one_refused(json!({"products": [with(json!({"@id": LODASH}), more)]}));
    for more in [
        json!({"subcomponents": "pkg:npm/part"}),
        json!({"subcomponents": {"@id": "pkg:npm/part"}}),
        json!({"subcomponents": [1]}),
        json!({"Subcomponents": [{"@id": "pkg:npm/part"}]}),
        json!({"identifiers": "pkg:npm/part"}),
        json!({"identifiers": {"purl": ["pkg:npm/part"]}}),
        json!({"identifiers": {"PURL": "pkg:npm/part"}}),
        json!({"hashes": ["00"]}),
        json!({"hashes": {"sha-256": 1}}),
        json!({"@id": 1}),
    ] {
        assert_eq!(product(more.clone()), "sbom.shape", "{more}");
    }
    for more in [
        json!({"products": {"@id": LODASH}}),
        json!({"products": [[LODASH]]}),
        json!({"Status": "affected"}),
        json!({"subcomponents": "pkg:npm/part"}),
        json!({
            "products": [{"@id": LODASH, "subcomponents": ["pkg:npm/a"]}],
            "subcomponents": ["pkg:npm/b"],
        }),
    ] {
        assert_eq!(one_refused(more.clone()), "sbom.shape", "{more}");
    }
    let statements = with(openvex(json!([])), json!({"statements": {}}));
    assert_eq!(refused(&statements), "sbom.shape");
}

fn one_refused(more: serde_json::Value) -> String {
    refused(&openvex(json!([with(says("not_affected", LODASH), more)])))
}

#[test]
fn members_that_the_format_does_not_have_are_found() {
    let product = json!({"@id": LODASH, "version": "1", "identifiers": {"swid": "x"}});
    let document = one(with(
        says("fixed", ""),
        json!({"products": [product], "x": {}}),
    ));
    assert_eq!(codes(&document), ["sbom.unknown-field"; 3]);
    assert!(codes(&one(says("fixed", LODASH))).is_empty());
}

#[test]
fn two_formats_at_once_are_none() {
    let both = with(openvex(json!([])), json!({"bomFormat": "CycloneDX"}));
    // Whichever member comes first.
    assert_eq!(refused(&both), "sbom.format-ambiguous");
    let text = br#"{"@context":"https://openvex.dev/ns","@context":"https://openvex.dev/ns"}"#;
    let twice = VexDocument::read(text, &VexLimits::default()).unwrap_err();
    assert_eq!(super::code(&twice), "sbom.json-duplicate-key");
}

#[test]
fn a_statement_is_taken_out_of_its_wrapper() {
    let wrapped = |predicate_type: &str| {
        json!({
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": "a", "digest": {"sha256": super::DIGEST}}],
            "predicateType": predicate_type,
            "predicate": openvex(json!([says("fixed", LODASH)])),
        })
    };
    for announced in ["https://openvex.dev/ns", "https://openvex.dev/ns/v0.2.0"] {
        let document = read(&wrapped(announced));
        assert_eq!(document.statements().len(), 1);
        assert_eq!(
            document.wrappers()[0].predicate_type.as_deref(),
            Some(announced)
        );
    }
    let other = "https://cyclonedx.org/bom";
    assert_eq!(refused(&wrapped(other)), "sbom.predicate-mismatch");
    let unknown = "https://example.com/vex";
    assert_eq!(refused(&wrapped(unknown)), "sbom.format-unsupported");
}

#[test]
fn a_statement_is_taken_out_of_its_envelope() {
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [],
        "predicateType": "https://openvex.dev/ns",
        "predicate": openvex(json!([says("fixed", LODASH)])),
    });
    let envelope = json!({
        "payloadType": "application/vnd.in-toto+json",
        "payload": bonafide_json::base64::encode(statement.to_string().as_bytes()),
        "signatures": [],
    });
    let document = read(&envelope);
    assert_eq!(
        (document.statements().len(), document.wrappers().len()),
        (1, 2)
    );
    // That it is in an envelope says nothing about who signed it.
    let trust = bonafide_sbom::VexTrust::Unverified;
    let documents = [(&document, trust)];
    let artifact = bonafide_sbom::ArtifactIdentity::default();
    let verdict = super::judge_all(&documents, super::policy(), artifact, &found(LODASH));
    assert!(!verdict.is_suppressed);
}

#[test]
fn other_documents_hold_no_statements() {
    assert_eq!(refused(&json!({"spdxVersion": "SPDX-2.3"})), "sbom.format");
    assert_eq!(
        refused(&json!({"matches": [], "descriptor": {}})),
        "sbom.format"
    );
    let text = b"{\"@context\":\"https://openvex.dev/ns\"} {}";
    let twice = VexDocument::read(text, &VexLimits::default()).unwrap_err();
    assert_eq!(super::code(&twice), "sbom.json-syntax");
}
