//! sbom VEX-1, VEX-2, VEX-4 to VEX-7, and policy VUL-6: which statements decide.

use bonafide_sbom::{
    ArtifactIdentity, VexDocument, VexEffect, VexEvaluator, VexPolicy, VexTrust, VulnerabilityMatch,
};
use serde_json::{Value, json};

use super::{
    CVE, DIGEST, LODASH, SIGNER, found, image, judge, judge_all, judge_many, now, one, openvex,
    outcome, package, policy, read, says, signed, with,
};

fn alone(
    document: &VexDocument,
    trust: VexTrust,
    policy: VexPolicy,
) -> (bool, String, Vec<String>) {
    let artifact = ArtifactIdentity::default();
    let mut verdict = judge_all(&[(document, trust)], policy, artifact, &found(LODASH));
    (
        verdict.is_suppressed,
        verdict.outcomes.remove(0),
        verdict.codes,
    )
}

/// sbom VEX-1: unsigned, by a wrong signer.
#[test]
fn only_trusted_documents_count() {
    let document = one(says("not_affected", LODASH));
    let untrusted = vec!["vex.untrusted".to_owned()];
    let by = |name: &str| VexTrust::Verified {
        signer: name.to_owned(),
    };
    assert_eq!(
        alone(&document, signed(), policy()),
        (true, "applied".to_owned(), vec![])
    );
    for signer in ["somebody", "", "SEC-TEAM", "sec-team ", "sec"] {
        let (is_suppressed, outcome, codes) = alone(&document, by(signer), policy());
        assert_eq!(
            (is_suppressed, &*outcome, &codes),
            (false, "signer not allowed", &untrusted)
        );
    }
    let (is_suppressed, outcome, codes) = alone(&document, VexTrust::Unverified, policy());
    assert_eq!(
        (is_suppressed, &*outcome, &codes),
        (false, "document not verified", &untrusted)
    );
    assert!(!alone(&document, signed(), VexPolicy::default()).0);
    let anybody = VexPolicy::default().with_trust_unsigned(true);
    assert!(alone(&document, VexTrust::Unverified, anybody.clone()).0);
    assert!(!alone(&document, by("somebody"), anybody).0);
}

/// sbom VEX-1: `vex_max_age`, to the second.
#[test]
fn old_documents_do_not_count() {
    let document = one(says("not_affected", LODASH));
    let age = now().seconds() - super::time("2025-06-01T00:00:00Z").seconds();
    let within = |seconds: i64| policy().with_max_age(u64::try_from(seconds).ok());
    assert!(alone(&document, signed(), within(age)).0);
    assert_eq!(
        alone(&document, signed(), within(age - 1)).1,
        "document too old"
    );
    let mut undated = openvex(json!([with(
        says("not_affected", LODASH),
        json!({"timestamp": "2025-12-31T00:00:00Z"})
    )]));
    undated.as_object_mut().unwrap().remove("timestamp");
    let undated = read(&undated);
    assert_eq!(
        alone(&undated, signed(), within(age)).1,
        "document without a time"
    );
    assert!(alone(&undated, signed(), policy()).0);
    assert!(alone(&document, signed(), policy().with_max_age(Some(u64::MAX))).0);
}

/// sbom VEX-7: what is dated later than the evaluation.
#[test]
fn nothing_from_the_future_counts() {
    let at = |time: &str| {
        one(with(
            says("not_affected", LODASH),
            json!({"timestamp": time}),
        ))
    };
    assert!(judge(&at("2026-01-01T00:00:00Z"), &found(LODASH)).is_suppressed);
    let verdict = judge(&at("2026-01-01T00:00:00.000000001Z"), &found(LODASH));
    assert_eq!(verdict.outcomes, ["dated after the evaluation time"]);
    assert_eq!(verdict.codes, ["vex.future"]);
    // A document of the future has no statements of the past.
    let document = with(
        openvex(json!([with(
            says("fixed", LODASH),
            json!({"timestamp": "2025-01-01T00:00:00Z"})
        )])),
        json!({"last_updated": "2026-01-02T00:00:00Z"}),
    );
    assert_eq!(
        judge(&read(&document), &found(LODASH)).codes,
        ["vex.future"]
    );
}

#[test]
fn only_not_affected_and_fixed_suppress() {
    for (status, wanted) in [
        ("not_affected", true),
        ("fixed", true),
        ("affected", false),
        ("under_investigation", false),
    ] {
        let verdict = judge(&one(says(status, LODASH)), &found(LODASH));
        assert_eq!(verdict.is_suppressed, wanted, "{status}");
        assert_eq!(verdict.outcomes, ["applied"]);
    }
}

/// sbom VXR-1, policy VUL-6: a missing justification.
#[test]
fn the_policy_can_do_without_a_reason() {
    let mut bare = says("not_affected", LODASH);
    bare.as_object_mut().unwrap().remove("justification");
    let bare = one(bare);
    assert_eq!(alone(&bare, signed(), policy()).1, "justification missing");
    assert!(alone(&bare, signed(), policy().with_unjustified(true)).0);
}

/// policy VUL-6: `vex_unversioned`.
#[test]
fn the_policy_can_want_versions() {
    let strict = || policy().with_unversioned(false);
    let suppresses = |product: &str| {
        let document = one(says("not_affected", product));
        alone(&document, signed(), strict())
    };
    assert_eq!(suppresses("pkg:npm/lodash").1, "product without a version");
    assert_eq!(
        suppresses("pkg:npm/lodash?vers=vers:npm/*").1,
        "product without a version"
    );
    assert!(suppresses(LODASH).0);
    assert!(suppresses("pkg:npm/lodash?vers=vers:npm/%3C5.0.0").0);
    // The version of a part is not that of the product.
    let part = one(in_product("pkg:oci/app", &[LODASH]));
    let judge = |policy| {
        let documents = [(&part, signed())];
        let verdict = judge_all(&documents, policy, image("pkg:oci/app"), &found(LODASH));
        verdict.is_suppressed
    };
    assert!(judge(policy()) && !judge(strict()));
    // What does not suppress needs no version.
    let wide = one(says("affected", "pkg:npm/lodash"));
    assert_eq!(alone(&wide, signed(), strict()).1, "applied");
}

fn in_product(product: &str, parts: &[&str]) -> Value {
    let parts: Vec<Value> = parts.iter().map(|part| json!({"@id": part})).collect();
    let product = json!({"@id": product, "subcomponents": parts});
    with(says("not_affected", ""), json!({"products": [product]}))
}

/// sbom VEX-2: a subcomponent that is not the one found.
#[test]
fn a_part_is_meant_in_its_product_only() {
    let artifact = || image("pkg:oci/app");
    let judge = |statement: Value, artifact: ArtifactIdentity| {
        let document = one(statement);
        let mut verdict = judge_all(&[(&document, signed())], policy(), artifact, &found(LODASH));
        verdict.outcomes.remove(0)
    };
    assert_eq!(
        judge(in_product("pkg:oci/app", &[LODASH]), artifact()),
        "applied"
    );
    assert_eq!(
        judge(
            in_product("pkg:oci/app", &["pkg:npm/x", LODASH]),
            artifact()
        ),
        "applied"
    );
    assert_eq!(
        judge(
            in_product("pkg:oci/app", &["pkg:npm/lodash@1.0.0"]),
            artifact()
        ),
        "subcomponent version 1.0.0 ≠ 4.17.20"
    );
    assert_eq!(
        judge(in_product("pkg:oci/app", &["pkg:npm/other"]), artifact()),
        "subcomponent package differs"
    );
    // Parts that nobody can compare are parts all the same.
    assert_eq!(
        judge(in_product("pkg:oci/app", &["lodash"]), artifact()),
        "subcomponent identity unknown"
    );
    assert_eq!(
        judge(in_product("pkg:oci/other", &[LODASH]), artifact()),
        "product package differs"
    );
    assert_eq!(
        judge(
            in_product("pkg:oci/app", &[LODASH]),
            ArtifactIdentity::default()
        ),
        "product package differs"
    );
    // With a part, the package is not the product.
    assert_eq!(
        judge(in_product(LODASH, &[LODASH]), artifact()),
        "product package differs"
    );
    assert_eq!(
        judge(says("not_affected", "pkg:oci/app"), artifact()),
        "applied"
    );
}

/// sbom VEX-2: `vex_component_scope`.
#[test]
fn a_package_as_product_counts_by_policy() {
    let document = one(says("not_affected", LODASH));
    let strict = || policy().with_component_scope(false);
    assert!(alone(&document, signed(), policy()).0);
    assert_eq!(
        alone(&document, signed(), strict()).1,
        "product is a component"
    );
    // The package is the artifact.
    let purl = bonafide_sbom::Purl::parse(LODASH).unwrap();
    let artifact = ArtifactIdentity::default().with_purl(purl);
    let verdict = judge_all(&[(&document, signed())], strict(), artifact, &found(LODASH));
    assert!(verdict.is_suppressed);
}

/// sbom VEX-2: known by an alias alone.
#[test]
fn aliases_of_the_report_count_and_are_marked() {
    let document = one(says("not_affected", LODASH));
    let mut by_alias = VulnerabilityMatch::new("GHSA-aaaa", package(LODASH));
    assert_eq!(judge(&document, &by_alias).outcomes, Vec::<String>::new());
    by_alias.aliases.push(CVE.into());
    let evaluator = VexEvaluator::new(
        [(&document, signed())],
        policy(),
        ArtifactIdentity::default(),
        now(),
    );
    let judgement = evaluator.judge(&by_alias);
    let VexEffect::Suppressed { by } = judgement.effect else {
        panic!("{judgement:?}");
    };
    assert!(by.is_alias);
    assert_eq!(
        (by.signer, by.document.id()),
        (Some(SIGNER), Some("https://example.com/vex/1"))
    );
    let judgement = evaluator.judge(&found(LODASH));
    let VexEffect::Suppressed { by } = judgement.effect else {
        panic!("{judgement:?}");
    };
    assert!(!by.is_alias);
}

/// An alias that only the statement claims is believed where it suppresses nothing.
#[test]
fn aliases_of_the_statement_count_by_policy() {
    let other = json!({"vulnerability": {"name": "GO-2025-1", "aliases": [CVE]}});
    let document = one(with(says("not_affected", LODASH), other.clone()));
    assert_eq!(
        alone(&document, signed(), policy()).1,
        "vulnerability alias unknown"
    );
    assert!(alone(&document, signed(), policy().with_claimed_aliases(true)).0);
    let mut known = found(LODASH);
    known.aliases.push("GO-2025-1".into());
    assert!(judge(&document, &known).is_suppressed);
    let affected = one(with(says("affected", LODASH), other));
    let clear = one(says("not_affected", "pkg:npm/lodash"));
    assert!(!judge_many(&[&affected, &clear], &found(LODASH)).is_suppressed);
}

/// A change that is older than what it changes hides no date.
#[test]
fn the_later_of_two_dates_counts() {
    let dates =
        json!({"timestamp": "2030-01-01T00:00:00Z", "last_updated": "2020-01-01T00:00:00Z"});
    let document = one(with(says("not_affected", LODASH), dates.clone()));
    assert_eq!(
        judge(&document, &found(LODASH)).outcomes,
        ["dated after the evaluation time"]
    );
    let document = with(openvex(json!([says("not_affected", LODASH)])), dates);
    assert!(!judge(&read(&document), &found(LODASH)).is_suppressed);
}

/// An advisory that sums several vulnerabilities up is not cleared by what is said of one.
#[test]
fn one_of_several_vulnerabilities_is_not_all_of_them() {
    let document = one(says("not_affected", LODASH));
    let mut summed = VulnerabilityMatch::new("ALAS-2025-1", package(LODASH));
    summed.aliases = vec![CVE.into(), "CVE-2025-1001".into()];
    assert_eq!(
        judge(&document, &summed).outcomes,
        ["vulnerability alias ambiguous"]
    );
    summed.aliases = vec![CVE.into(), CVE.into(), "GHSA-aaaa".into()];
    assert!(judge(&document, &summed).is_suppressed);
    let named = one(with(
        says("not_affected", LODASH),
        json!({"vulnerability": {"name": "ALAS-2025-1"}}),
    ));
    summed.aliases = vec![CVE.into(), "CVE-2025-1001".into()];
    assert!(judge(&named, &summed).is_suppressed);
    // It may go by the name of one of them.
    let mut first = found(LODASH);
    first.aliases = vec!["GHSA-aaaa".into(), "CVE-2025-1001".into()];
    assert_eq!(
        judge(&document, &first).outcomes,
        ["vulnerability alias ambiguous"]
    );
}

#[test]
fn identifiers_are_compared_byte_for_byte() {
    let document = one(says("not_affected", LODASH));
    for id in [
        "cve-2025-1000",
        "CVE-2025-10000",
        "CVE-2025-100",
        " CVE-2025-1000",
    ] {
        let found = VulnerabilityMatch::new(id, package(LODASH));
        assert!(judge(&document, &found).outcomes.is_empty(), "{id}");
    }
}

fn dated(statement: Value, day: u32) -> Value {
    with(
        statement,
        json!({"timestamp": format!("2025-03-{day:02}T00:00:00Z")}),
    )
}

/// Two documents with one statement each; which of them, if any, overrides the other.
fn pair(a: Value, b: Value, artifact: &ArtifactIdentity) -> (bool, Vec<String>, Vec<String>) {
    let documents = [a, b].map(one);
    let run = |order: [usize; 2]| {
        let documents = order.map(|at| (&documents[at], signed()));
        judge_all(&documents, policy(), artifact.clone(), &found(LODASH))
    };
    let (one, other) = (run([0, 1]), run([1, 0]));
    assert_eq!(one, other, "the order of documents");
    let mut outcomes = one.outcomes;
    outcomes.sort_unstable();
    (one.is_suppressed, outcomes, one.codes)
}

/// sbom VEX-4: newer without a version against older with one.
#[test]
fn the_more_specific_statement_wins_whatever_its_age() {
    let digest = format!("pkg:oci/app@sha256%3A{DIGEST}");
    let artifact = image("pkg:oci/app?arch=amd64");
    let wide_to_narrow = [
        "pkg:npm/lodash".to_owned(),
        "pkg:npm/lodash?vers=vers:npm/%3C5.0.0".to_owned(),
        LODASH.to_owned(),
        digest,
    ];
    for (at, wide) in wide_to_narrow.iter().enumerate() {
        for narrow in &wide_to_narrow[at + 1..] {
            let (is_suppressed, outcomes, _) = pair(
                dated(says("not_affected", wide), 9),
                dated(says("affected", narrow), 1),
                &artifact,
            );
            assert!(!is_suppressed, "{wide} {narrow}");
            assert_eq!(outcomes, ["applied", "overridden"]);
            let (is_suppressed, ..) = pair(
                dated(says("affected", wide), 9),
                dated(says("not_affected", narrow), 1),
                &artifact,
            );
            assert!(is_suppressed, "{wide} {narrow}");
        }
    }
}

#[test]
fn qualifiers_and_parts_are_more_specific() {
    let nobody = ArtifactIdentity::default();
    let purl = "pkg:deb/debian/a@1?arch=amd64";
    let documents = [
        one(dated(says("not_affected", "pkg:deb/debian/a@1"), 9)),
        one(dated(says("affected", purl), 1)),
    ];
    let both = documents.each_ref().map(|document| (document, signed()));
    assert!(!judge_all(&both, policy(), nobody, &found(purl)).is_suppressed);
    // A statement about a part before one about the whole.
    let artifact = image("pkg:oci/app");
    let whole = dated(says("affected", "pkg:oci/app"), 9);
    let part = dated(in_product("pkg:oci/app", &["pkg:npm/lodash"]), 1);
    assert!(pair(whole, part.clone(), &artifact).0);
    // And the narrower part before the wider one.
    let narrow = with(
        dated(in_product("pkg:oci/app", &[LODASH]), 1),
        json!({"status": "affected"}),
    );
    let newer = with(part, json!({"timestamp": "2025-04-01T00:00:00Z"}));
    assert!(!pair(newer, narrow, &artifact).0);
}

/// sbom VEX-4: by time, then by place in the document.
#[test]
fn of_equally_specific_statements_the_newer_wins() {
    let nobody = ArtifactIdentity::default();
    let (bad, good) = (says("affected", LODASH), says("not_affected", LODASH));
    assert!(pair(dated(bad.clone(), 1), dated(good.clone(), 2), &nobody).0);
    assert!(!pair(dated(bad.clone(), 2), dated(good.clone(), 1), &nobody).0);
    let ordered = |list: [&Value; 2]| judge(&read(&openvex(json!(list))), &found(LODASH));
    assert!(ordered([&bad, &good]).is_suppressed);
    assert!(!ordered([&good, &bad]).is_suppressed);
    // In one document the older stands after the newer.
    assert!(ordered([&dated(good.clone(), 2), &dated(bad.clone(), 1)]).is_suppressed);
}

/// sbom VEX-4: equally good statements that contradict each other.
#[test]
fn a_tie_is_a_conflict() {
    let nobody = ArtifactIdentity::default();
    let (bad, good) = (says("affected", LODASH), says("not_affected", LODASH));
    let (is_suppressed, outcomes, codes) = pair(bad.clone(), good.clone(), &nobody);
    assert!(!is_suppressed);
    assert_eq!(outcomes, ["contradicted", "contradicted"]);
    assert_eq!(codes, ["vex.conflict", "vex.conflict"]);
    let fixed = says("fixed", LODASH);
    assert_eq!(
        pair(good.clone(), fixed, &nobody).1,
        ["contradicted", "contradicted"]
    );
    let open = says("under_investigation", LODASH);
    assert!(!pair(good.clone(), open, &nobody).0);
    let (is_suppressed, outcomes, codes) = pair(good.clone(), dated(good.clone(), 1), &nobody);
    assert!(is_suppressed && codes.is_empty());
    assert_eq!(outcomes, ["applied", "overridden"]);
    // What has no time is neither newer nor older.
    let undated = with(bad, json!({"timestamp": "some day"}));
    assert_eq!(
        pair(good, undated, &nobody).1,
        ["contradicted", "contradicted"]
    );
}

/// sbom VXR-3: of one document the last version counts.
#[test]
fn a_later_version_supersedes_a_document() {
    let version = |number: Value, status: &str, day: u32| {
        let document = openvex(json!([dated(says(status, LODASH), day)]));
        read(&with(document, json!({"version": number})))
    };
    let (old, new) = (
        version(json!(2), "affected", 9),
        version(json!("10"), "not_affected", 1),
    );
    let verdict = judge_many(&[&old, &new], &found(LODASH));
    assert!(verdict.is_suppressed, "{verdict:?}");
    assert!(verdict.outcomes.contains(&"document superseded".to_owned()));
    // Only what counts itself puts others out of force.
    let stranger = VexTrust::Verified {
        signer: "stranger".to_owned(),
    };
    for trust in [stranger, VexTrust::Unverified] {
        let both = [(&old, signed()), (&new, trust)];
        let verdict = judge_all(&both, policy(), ArtifactIdentity::default(), &found(LODASH));
        assert!(!verdict.is_suppressed);
        assert!(verdict.outcomes.contains(&"applied".to_owned()));
    }
    // Another signer whose statements count publishes other documents.
    let other = VexTrust::Verified {
        signer: "vendor".to_owned(),
    };
    let both = [(&old, signed()), (&new, other)];
    let verdict = judge_all(
        &both,
        policy().with_signer("vendor"),
        ArtifactIdentity::default(),
        &found(LODASH),
    );
    assert!(!verdict.is_suppressed);
}

/// sbom VEX-5: `fixed` suppresses by version.
#[test]
fn fixed_counts_for_versions_that_have_the_fix() {
    let with_fixes = |purl: &'static str, fixes: &[&'static str]| {
        let mut found = found(purl);
        found.fixed_versions = fixes.iter().map(|fix| (*fix).into()).collect();
        found
    };
    let all = one(says("fixed", "pkg:npm/lodash"));
    for (fixes, wanted) in [
        (&["4.17.20"] as &[&str], "applied"),
        (&["4.17.19"], "applied"),
        (&["4.17.21"], "fix not shown"),
        // The fix of an older branch is none of ours.
        (&["3.9.9", "4.17.21"], "fix not shown"),
        (&["3.9.9", "4.17.20"], "applied"),
        (&["3.9.9", "soon"], "fix not shown"),
        (&[], "fix not shown"),
    ] {
        assert_eq!(
            outcome(&all, &with_fixes(LODASH, fixes)),
            wanted,
            "{fixes:?}"
        );
    }
    let no_order = with_fixes("pkg:gem/rails@7.0.0", &["1.0.0"]);
    assert_eq!(
        outcome(&one(says("fixed", "pkg:gem/rails")), &no_order),
        "fix not shown"
    );
    let no_version = with_fixes("pkg:npm/lodash", &["1.0.0"]);
    assert_eq!(outcome(&all, &no_version), "fix not shown");
    // Build metadata may be what the fix is.
    let patched = with_fixes("pkg:npm/lodash@4.17.20", &["4.17.20+patched"]);
    assert_eq!(outcome(&all, &patched), "fix not shown");
    // A version that is stated, or a range, is one that has it.
    assert_eq!(
        outcome(&one(says("fixed", LODASH)), &found(LODASH)),
        "applied"
    );
    let range = one(says("fixed", "pkg:npm/lodash?vers=vers:npm/%3E=4.17.20"));
    assert_eq!(outcome(&range, &found(LODASH)), "applied");
    // A fix that is not shown still overrides what is older.
    let older = one(dated(says("not_affected", "pkg:npm/lodash"), 1));
    assert!(!judge_many(&[&all, &older], &found(LODASH)).is_suppressed);
}

/// sbom VEX-6: what is listed, and the form in which a verdict has it.
#[test]
fn every_statement_about_the_vulnerability_is_explained() {
    let document = read(&openvex(json!([
        with(
            says("not_affected", LODASH),
            json!({"@id": "https://example.com/s"})
        ),
        dated(says("affected", "pkg:npm/lodash"), 1),
        says("not_affected", "pkg:npm/other"),
        with(
            says("not_affected", LODASH),
            json!({"vulnerability": {"name": "CVE-2025-9"}})
        ),
    ])));
    let stranger = one(says("not_affected", LODASH));
    let documents = [(&document, signed()), (&stranger, VexTrust::Unverified)];
    let evaluator = VexEvaluator::new(documents, policy(), ArtifactIdentity::default(), now());
    let judgement = evaluator.judge(&found(LODASH));
    let value = serde_json::to_value(&judgement).unwrap();
    let by = &value["suppressed_by"];
    assert_eq!(by["statement"], "https://example.com/s");
    assert_eq!(by["document"], "https://example.com/vex/1");
    assert_eq!(by["document_sha256"].as_str().unwrap().len(), 64);
    assert_eq!(by["signer"], SIGNER);
    assert_eq!(by["justification"], "vulnerable_code_not_present");
    assert_eq!(by["place"], "/statements/0");
    let considered = value["considered"].as_array().unwrap();
    let mut reasons: Vec<String> = considered
        .iter()
        .map(|one| one["rejected"].to_string())
        .collect();
    reasons.sort_unstable();
    assert_eq!(
        reasons,
        [
            "\"document not verified\"",
            "\"overridden\"",
            "\"product package differs\"",
            "null"
        ]
    );
    assert_eq!(
        (&value["omitted"], value["findings"][0]["code"].as_str()),
        (&json!(0), Some("vex.untrusted"))
    );
}

#[test]
fn what_is_shown_is_escaped() {
    let document = one(with(
        says("not_affected", LODASH),
        json!({"@id": "\u{1b}[2J\u{202e}"}),
    ));
    let evaluator = VexEvaluator::new(
        [(&document, signed())],
        policy(),
        ArtifactIdentity::default(),
        now(),
    );
    let text = serde_json::to_string(&evaluator.judge(&found(LODASH))).unwrap();
    assert!(
        !text.contains(['\u{1b}', '\u{202e}']) && text.contains("u{1b}"),
        "{text}"
    );
}
