//! Documents that are made to cost much.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use bonafide_sbom::{
    ArtifactIdentity, Error, Model, ReadLimits, ReadOptions, VexDocument, VexEvaluator, VexLimits,
    VexPolicy, VexTrust,
};
use serde_json::{Value, json};

use super::{CVE, LODASH, code, found, judge, now, openvex, policy, read, says, signed, with};

/// Enough for a loaded machine without optimisation; what is not linear takes hours.
const PATIENCE: Duration = Duration::from_secs(60);

fn within(limits: &VexLimits, document: &str) -> Result<VexDocument, Error> {
    VexDocument::read(document.as_bytes(), limits)
}

fn limited(found: Result<VexDocument, Error>) -> (String, String) {
    let error = found.expect_err("this is read");
    (code(&error), error.to_string())
}

fn listed(count: usize, each: impl Fn(usize) -> String) -> String {
    let mut out = String::from("[");
    for at in 0..count {
        let comma = if at == 0 { "" } else { "," };
        write!(out, "{comma}{}", each(at)).unwrap();
    }
    out.push(']');
    out
}

fn openvex_with(statements: &str) -> String {
    format!(
        r#"{{"@context":"https://openvex.dev/ns","@id":"x","timestamp":"2025-01-01T00:00:00Z","statements":{statements}}}"#
    )
}

fn csaf_with(tree: &str, vulnerabilities: &str) -> String {
    format!(
        r#"{{"document":{{"category":"csaf_vex","csaf_version":"2.0","tracking":{{"current_release_date":"2025-01-01T00:00:00Z","id":"a","version":"1"}}}},"product_tree":{tree},"vulnerabilities":{vulnerabilities}}}"#
    )
}

#[test]
fn a_hundred_thousand_statements_are_read_and_no_more() {
    let start = Instant::now();
    let statement = |at: usize| {
        format!(r#"{{"vulnerability":"CVE-{at}","products":["{LODASH}"],"status":"fixed"}}"#)
    };
    let document = openvex_with(&listed(100_000, statement));
    let document = within(&VexLimits::default(), &document).unwrap();
    assert_eq!(document.statements().len(), 100_000);
    // Judging does not go through all of them.
    let evaluator = VexEvaluator::new(
        [(&document, signed())],
        policy(),
        ArtifactIdentity::default(),
        now(),
    );
    for at in 0..10_000 {
        let mut found = found(LODASH);
        found.id = format!("CVE-{at}").into();
        assert_eq!(evaluator.judge(&found).considered.len(), 1);
    }
    let more = openvex_with(&listed(100_001, |_| "{}".to_owned()));
    let (code, text) = limited(within(&VexLimits::default(), &more));
    assert_eq!(
        (&*code, &*text),
        ("limit.exceeded", "more than 100000 statements")
    );
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

#[test]
fn a_hundred_thousand_products_are_read_and_no_more() {
    let start = Instant::now();
    let with_products = |count| {
        let products = listed(count, |at| format!(r#""pkg:npm/p{at}@1""#));
        let parts = r#"["pkg:npm/part"]"#;
        openvex_with(&format!(
            r#"[{{"vulnerability":"{CVE}","status":"fixed","products":{products},"subcomponents":{parts}}}]"#
        ))
    };
    let document = within(&VexLimits::default(), &with_products(100_000)).unwrap();
    assert_eq!(document.statements()[0].products.len(), 100_000);
    assert!(!judge(&document, &found(LODASH)).is_suppressed);
    let (code, _) = limited(within(&VexLimits::default(), &with_products(100_001)));
    assert_eq!(code, "limit.exceeded");
    let few = VexLimits::default().with_products(2);
    assert!(within(&few, &with_products(2)).is_ok() && within(&few, &with_products(3)).is_err());
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

#[test]
fn parts_that_many_products_share_are_there_once() {
    let start = Instant::now();
    let products = listed(20_000, |at| format!(r#""pkg:npm/p{at}@1""#));
    let parts = listed(20_000, |at| format!(r#""pkg:npm/part{at}""#));
    let document = openvex_with(&format!(
        r#"[{{"vulnerability":"{CVE}","status":"fixed","products":{products},"subcomponents":{parts}}}]"#
    ));
    let document = within(&VexLimits::default(), &document).unwrap();
    assert!(!judge(&document, &found(LODASH)).is_suppressed);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

#[test]
fn deep_branches_end_at_the_limit_of_depth() {
    let deep = |levels: usize| {
        let open = r#"{"category":"product_name","name":"x","branches":["#.repeat(levels);
        let tree = format!(r#"{{"branches":[{open}{}]}}"#, "]}".repeat(levels));
        within(&VexLimits::default(), &csaf_with(&tree, "[]"))
    };
    // The document, the tree and the first list are three levels; each branch is two.
    assert!(deep(62).is_ok());
    for levels in [63, 100_000] {
        let error = deep(levels).unwrap_err();
        assert_eq!(code(&error), "sbom.depth", "{levels}");
    }
    let shallow = VexLimits::default().with_read(ReadLimits::default().with_depth(3));
    let document = openvex(json!([says("fixed", LODASH)])).to_string();
    assert_eq!(limited(within(&shallow, &document)).0, "sbom.depth");
}

#[test]
fn the_tree_is_counted() {
    let few = VexLimits::default().with_definitions(4);
    let branches = |count| {
        let branches = listed(count, |at| format!(r#"{{"name":"{at}"}}"#));
        within(
            &few,
            &csaf_with(&format!(r#"{{"branches":{branches}}}"#), "[]"),
        )
    };
    assert!(branches(4).is_ok());
    assert_eq!(limited(branches(5)).0, "limit.exceeded");
    // Lists that nest are counted together.
    let nested = r#"{"branches":[{"branches":[{},{}]},{"branches":[{},{}]}]}"#;
    assert_eq!(
        limited(within(&few, &csaf_with(nested, "[]"))).0,
        "limit.exceeded"
    );
    let related = listed(5, |at| {
        format!(r#"{{"full_product_name":{{"product_id":"{at}"}}}}"#)
    });
    let related = csaf_with(&format!(r#"{{"relationships":{related}}}"#), "[]");
    assert_eq!(limited(within(&few, &related)).0, "limit.exceeded");
}

/// A large group costs what it holds for each vulnerability that names it.
#[test]
fn groups_are_expanded_within_a_budget() {
    let start = Instant::now();
    let members = listed(50_000, |at| format!(r#""p{at}""#));
    let tree = format!(r#"{{"product_groups":[{{"group_id":"g","product_ids":{members}}}]}}"#);
    let flag = r#"{"label":"component_not_present","group_ids":["g"]}"#;
    let vulnerabilities = listed(40, |at| {
        // To name it again costs nothing.
        let flags = listed(1000, |_| flag.to_owned());
        format!(r#"{{"cve":"CVE-{at}","flags":{flags}}}"#)
    });
    let most = VexLimits::default().with_expansions(1_000_000);
    let document = csaf_with(&tree, &vulnerabilities);
    let (code, text) = limited(within(&most, &document));
    assert_eq!(
        (&*code, &*text),
        ("limit.exceeded", "more than 1000000 products of groups")
    );
    assert!(within(&VexLimits::default(), &document).is_ok());
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    // At the limit and one above: a group costs its members and itself.
    let small = csaf_with(
        r#"{"product_groups":[{"group_id":"g","product_ids":["p","q"]}]}"#,
        &format!(r#"[{{"cve":"{CVE}","flags":[{{"label":"x","group_ids":["g"]}}]}}]"#),
    );
    assert!(within(&VexLimits::default().with_expansions(3), &small).is_ok());
    assert!(within(&VexLimits::default().with_expansions(2), &small).is_err());
}

/// Lists of one status are one statement.
#[test]
fn lists_of_one_status_are_counted_together() {
    let few = VexLimits::default().with_products(2);
    let status = |status: &str| {
        let vulnerabilities = format!(r#"[{{"cve":"{CVE}","product_status":{status}}}]"#);
        within(&few, &csaf_with("{}", &vulnerabilities))
    };
    assert!(status(r#"{"fixed":["a"],"first_fixed":["b"]}"#).is_ok());
    assert!(status(r#"{"fixed":["a","b"],"known_affected":["c"]}"#).is_ok());
    assert_eq!(
        limited(status(r#"{"fixed":["a","b"],"first_fixed":["c"]}"#)).0,
        "limit.exceeded"
    );
    assert_eq!(
        limited(status(r#"{"fixed":["a","b","c"]}"#)).0,
        "limit.exceeded"
    );
}

#[test]
fn a_cycle_of_a_hundred_thousand_groups_ends() {
    let start = Instant::now();
    let count = 100_000;
    let groups = listed(count, |at| {
        format!(
            r#"{{"group_id":"g{at}","product_ids":["g{}"]}}"#,
            (at + 1) % count
        )
    });
    let tree = format!(r#"{{"product_groups":{groups}}}"#);
    let flags = r#"[{"label":"component_not_present","group_ids":["g0"]}]"#;
    let vulnerabilities = format!(r#"[{{"cve":"{CVE}","flags":{flags}}}]"#);
    let document = within(&VexLimits::default(), &csaf_with(&tree, &vulnerabilities)).unwrap();
    let kept = document.findings().kept();
    assert!(
        kept.iter()
            .any(|finding| finding.detail().contains("is in itself"))
    );
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

#[test]
fn the_products_of_a_document_are_joined_once() {
    let start = Instant::now();
    let product = |at: usize| {
        format!(
            r#"{{"name":"p","product_id":"p{at}","product_identification_helper":{{"purl":"pkg:npm/p{at}@1"}}}}"#
        )
    };
    let tree = format!(r#"{{"full_product_names":{}}}"#, listed(50_000, product));
    let ids = listed(50_000, |at| format!(r#""p{at}""#));
    let one = format!(
        r#"{{"cve":"{CVE}","product_status":{{"known_not_affected":{ids}}},"flags":[{{"label":"component_not_present","product_ids":{ids}}}]}}"#
    );
    let document = within(
        &VexLimits::default(),
        &csaf_with(&tree, &format!("[{one},{one}]")),
    )
    .unwrap();
    assert_eq!(document.statements().len(), 2);
    assert!(judge(&document, &found("pkg:npm/p7@1")).is_suppressed);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

/// What nobody verified costs a judgement no more than a list of some length.
#[test]
fn strangers_do_not_slow_a_judgement_down() {
    let start = Instant::now();
    let statement =
        format!(r#"{{"vulnerability":"{CVE}","products":["{LODASH}"],"status":"fixed"}}"#);
    let document = openvex_with(&listed(100_000, |_| statement.clone()));
    let document = within(&VexLimits::default(), &document).unwrap();
    let documents = [(&document, VexTrust::Unverified)];
    let evaluator = VexEvaluator::new(
        documents,
        VexPolicy::default(),
        ArtifactIdentity::default(),
        now(),
    );
    let judgement = evaluator.judge(&found(LODASH));
    assert_eq!(
        (judgement.considered.len(), judgement.omitted),
        (1000, 99_000)
    );
    for _ in 0..20 {
        assert_eq!(evaluator.judge(&found(LODASH)).considered.len(), 1000);
    }
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

#[test]
fn bytes_and_encodings_are_those_of_all_documents() {
    let document = openvex(json!([])).to_string();
    let most = |bytes| VexLimits::default().with_read(ReadLimits::default().with_bytes(bytes));
    assert!(within(&most(document.len()), &document).is_ok());
    assert_eq!(
        limited(within(&most(document.len() - 1), &document)).0,
        "limit.exceeded"
    );
    let marked = format!("\u{feff}{document}");
    let marked = within(&VexLimits::default(), &marked).unwrap();
    assert_eq!(super::codes(&marked), ["sbom.enc-bom"]);
    let wide: Vec<u8> = document.bytes().flat_map(|byte| [byte, 0]).collect();
    let error = VexDocument::read(&wide, &VexLimits::default()).unwrap_err();
    assert_eq!(error.code().as_str(), "sbom.encoding");
}

/// No shorter document is read out of a longer one.
#[test]
fn a_document_that_is_cut_off_is_not_read() {
    let whole = openvex(json!([says("not_affected", LODASH)])).to_string();
    for end in 0..whole.len() {
        assert!(
            within(&VexLimits::default(), &whole[..end]).is_err(),
            "{end}"
        );
    }
    let csaf = csaf_with(r#"{"branches":[{"name":"x"}]}"#, r#"[{"cve":"a"}]"#);
    for end in 0..csaf.len() {
        assert!(
            within(&VexLimits::default(), &csaf[..end]).is_err(),
            "{end}"
        );
    }
}

#[test]
fn analyses_are_counted() {
    let vulnerability = json!({"id": CVE, "analysis": {"state": "exploitable"}, "affects": [{"ref": "a"}, {"ref": "b"}]});
    let document = |count: usize| {
        let all: Vec<Value> = (0..count).map(|_| vulnerability.clone()).collect();
        json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": all}).to_string()
    };
    let few = VexLimits::default().with_statements(2);
    assert!(within(&few, &document(2)).is_ok());
    assert_eq!(limited(within(&few, &document(3))).0, "limit.exceeded");
    let narrow = VexLimits::default().with_products(1);
    assert_eq!(limited(within(&narrow, &document(1))).0, "limit.exceeded");
    let text = document(1);
    let model = Model::read(text.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(VexDocument::of_model(&model).unwrap().statements().len(), 1);
}

#[test]
fn findings_are_bounded() {
    let document = openvex(json!([with(
        says("fixed", "x"),
        json!({"products": ["x", "y", "z"]})
    )]));
    let few = VexLimits::default().with_read(ReadLimits::default().with_findings(2));
    let found = within(&few, &document.to_string()).unwrap();
    assert_eq!(
        (
            found.findings().kept().len(),
            found.findings().dropped()[0].1
        ),
        (2, 1)
    );
    assert_eq!(read(&document).findings().kept().len(), 3);
}

/// What stands once in a document is not copied without end.
#[test]
fn texts_that_statements_share_are_counted() {
    let long = "v".repeat(100_000);
    let many = listed(10_000, |_| "{}".to_owned());
    let openvex = format!(
        r#"{{"@context":"https://openvex.dev/ns","version":"{long}","statements":{many}}}"#
    );
    let products = listed(10_000, |at| format!(r#"{{"product_id":"{at}","name":""}}"#));
    let ids = listed(10_000, |at| format!(r#""{at}""#));
    let flags = listed(10_000, |at| {
        format!(r#"{{"label":"component_not_present","product_ids":["{at}"]}}"#)
    });
    let tree = format!(r#"{{"full_product_names":{products}}}"#);
    let csaf = |names: &str| {
        let vulnerability = format!(
            r#"[{{{names}"product_status":{{"known_not_affected":{ids}}},"flags":{flags}}}]"#
        );
        csaf_with(&tree, &vulnerability)
    };
    for document in [
        openvex,
        csaf(&format!(r#""cve":"{long}","#)),
        csaf(&format!(r#""cve":"CVE-1","ids":[{{"text":"{long}"}}],"#)),
        csaf(&format!(
            r#""cve":"CVE-1","threats":[{{"category":"impact","details":"{long}","product_ids":{ids}}}],"#
        )),
    ] {
        let (code, text) = limited(within(&VexLimits::default(), &document));
        let wanted = "more than 67108864 bytes of text that statements share";
        assert_eq!((&*code, &*text), ("limit.exceeded", wanted));
    }
    let few = csaf(r#""cve":"CVE-1","#);
    assert_eq!(
        within(&VexLimits::default(), &few)
            .unwrap()
            .statements()
            .len(),
        10_000
    );
    let bytes = VexLimits::default().with_shared_bytes(10_000 * 27);
    assert!(within(&bytes, &few).is_ok());
    limited(within(
        &VexLimits::default().with_shared_bytes(10_000 * 27 - 1),
        &few,
    ));
}
