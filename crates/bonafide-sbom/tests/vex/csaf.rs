//! Reading CSAF.

use bonafide_sbom::{Format, VexDocument, VexLimits, VexStatus};
use serde_json::{Value, json};

use super::{
    CVE, DIGEST, LODASH, Verdict, codes, found, judge, judge_many, one, outcome, read, refused,
    says, time, with,
};

fn csaf(tree: Value, vulnerability: Value) -> Value {
    json!({
        "document": {
            "category": "csaf_vex",
            "csaf_version": "2.0",
            "publisher": {"category": "vendor", "name": "Example", "namespace": "https://example.com"},
            "title": "t",
            "tracking": {
                "current_release_date": "2025-06-01T00:00:00.000Z",
                "id": "EXAMPLE-1",
                "version": "3",
            },
        },
        "product_tree": tree,
        "vulnerabilities": [with(json!({"cve": CVE}), vulnerability)],
    })
}

fn product(id: &str, purl: &str) -> Value {
    json!({"name": id, "product_id": id, "product_identification_helper": {"purl": purl}})
}

fn names(products: &[Value]) -> Value {
    json!({"full_product_names": products})
}

fn flag(products: &[&str]) -> Value {
    json!([{"label": "vulnerable_code_not_present", "product_ids": products}])
}

/// `p` is lodash, and not affected.
fn clear(more: Value) -> VexDocument {
    let base = json!({"product_status": {"known_not_affected": ["p"]}});
    read(&csaf(names(&[product("p", LODASH)]), with(base, more)))
}

fn lists(status: Value) -> (VexDocument, Verdict) {
    let more = json!({"product_status": status, "flags": flag(&["p"])});
    let document = read(&csaf(names(&[product("p", LODASH)]), more));
    let verdict = judge(&document, &found(LODASH));
    (document, verdict)
}

#[test]
fn all_that_a_document_says_is_there() {
    let document = read(&csaf(
        names(&[product("p", LODASH), product("q", "pkg:npm/q@1")]),
        json!({
            "ids": [{"system_name": "GHSA", "text": "GHSA-aaaa"}],
            "product_status": {"known_not_affected": ["p"], "known_affected": ["q"], "recommended": ["q"]},
            "flags": flag(&["p"]),
            "threats": [
                {"category": "impact", "details": "why", "product_ids": ["p"]},
                {"category": "exploit_status", "details": "x", "product_ids": ["p"]},
            ],
            "remediations": [{"category": "vendor_fix", "details": "what", "product_ids": ["q"]}],
        }),
    ));
    assert_eq!(document.format(), Format::Csaf);
    assert_eq!(
        (document.id(), document.version()),
        (Some("EXAMPLE-1"), Some("3"))
    );
    assert_eq!(document.author(), Some("Example"));
    assert_eq!(document.time(), Some(time("2025-06-01T00:00:00Z")));
    let [clear, affected] = document.statements() else {
        panic!("{document:?}");
    };
    assert_eq!(
        (clear.status, affected.status),
        (VexStatus::NotAffected, VexStatus::Affected)
    );
    assert_eq!(clear.ids().collect::<Vec<_>>(), [CVE, "GHSA-aaaa"]);
    assert_eq!(
        clear.justification.as_ref().unwrap().text,
        "vulnerable_code_not_present"
    );
    assert_eq!(clear.impact.as_deref(), Some("why"));
    assert_eq!(
        (clear.action.as_deref(), affected.action.as_deref()),
        (None, Some("what"))
    );
    assert_eq!(clear.place.as_str(), "/vulnerabilities/0/product_status");
    assert_eq!(clear.products[0].item().id(), Some("p"));
    assert!(codes(&document).is_empty());
}

#[test]
fn lists_are_statuses() {
    for (list, wanted) in [
        ("known_not_affected", true),
        ("fixed", true),
        ("first_fixed", true),
        ("known_affected", false),
        ("first_affected", false),
        ("last_affected", false),
        ("under_investigation", false),
        ("unknown", false),
    ] {
        let (document, verdict) = lists(json!({list: ["p"]}));
        assert_eq!(verdict.is_suppressed, wanted, "{list}");
        assert_eq!(
            (document.statements().len(), &*verdict.outcomes[0]),
            (1, "applied")
        );
    }
    assert!(
        lists(json!({"recommended": ["p"]}))
            .0
            .statements()
            .is_empty()
    );
}

/// sbom VXR-2: lists that contradict each other.
#[test]
fn contradicting_lists_are_affected() {
    for (a, b) in [
        ("known_not_affected", "known_affected"),
        ("known_not_affected", "under_investigation"),
        ("known_not_affected", "fixed"),
        ("first_fixed", "last_affected"),
    ] {
        let (document, verdict) = lists(json!({a: ["p"], b: ["p"]}));
        assert_eq!(codes(&document), ["vex.conflict"], "{a} {b}");
        assert_eq!(document.statements()[0].status, VexStatus::Affected);
        assert!(!verdict.is_suppressed);
    }
    let (document, verdict) = lists(json!({"fixed": ["p", "p"], "first_fixed": ["p"]}));
    assert!(verdict.is_suppressed && codes(&document).is_empty());
    // Two identifiers of one package contradict each other when they are applied.
    let both = read(&csaf(
        names(&[product("p", LODASH), product("q", LODASH)]),
        json!({
            "product_status": {"known_not_affected": ["p"], "known_affected": ["q"]},
            "flags": flag(&["p"]),
        }),
    ));
    assert_eq!(
        judge(&both, &found(LODASH)).codes,
        ["vex.conflict", "vex.conflict"]
    );
}

/// The order of vulnerabilities means nothing: none may be there twice.
#[test]
fn a_vulnerability_that_is_there_twice_contradicts_itself() {
    let mut document = csaf(
        names(&[product("p", LODASH)]),
        json!({"product_status": {"known_affected": ["p"]}}),
    );
    let again = json!({
        "cve": CVE,
        "product_status": {"known_not_affected": ["p"]},
        "flags": flag(&["p"]),
    });
    document["vulnerabilities"]
        .as_array_mut()
        .unwrap()
        .push(again);
    let verdict = judge(&read(&document), &found(LODASH));
    assert_eq!(
        (verdict.is_suppressed, &*verdict.codes[0]),
        (false, "vex.conflict")
    );
}

/// sbom VXR-1: flags and threats count for the products that they name.
#[test]
fn reasons_name_their_products() {
    let impact = |products: Value| {
        json!({"threats": [with(
        json!({"category": "impact", "details": "why"}), products)]})
    };
    for (more, wanted) in [
        (json!({"flags": flag(&["p"])}), "applied"),
        (json!({"flags": flag(&["q"])}), "justification missing"),
        (json!({"flags": flag(&[])}), "justification missing"),
        (
            json!({"flags": [{"label": "vulnerable_code_not_present"}]}),
            "justification missing",
        ),
        (
            json!({"flags": [{"label": "because", "product_ids": ["p"]}]}),
            "justification missing",
        ),
        (json!({}), "justification missing"),
        (impact(json!({"product_ids": ["p"]})), "applied"),
        (
            impact(json!({"product_ids": ["q"]})),
            "justification missing",
        ),
        (impact(json!({})), "justification missing"),
        (
            json!({"threats": [{"category": "exploit_status", "details": "x", "product_ids": ["p"]}]}),
            "justification missing",
        ),
    ] {
        let document = clear(more.clone());
        assert_eq!(outcome(&document, &found(LODASH)), wanted, "{more}");
        let is_missing = codes(&document).contains(&"vex.no-justification");
        assert_eq!(is_missing, wanted != "applied", "{more}");
    }
}

fn grouped(groups: Value, group: &str) -> VexDocument {
    let tree = with(
        names(&[product("p", LODASH)]),
        json!({"product_groups": groups}),
    );
    let flags = json!([{"label": "component_not_present", "group_ids": [group]}]);
    let status = json!({"known_not_affected": ["p"]});
    read(&csaf(
        tree,
        json!({"product_status": status, "flags": flags}),
    ))
}

/// sbom VXR-2: groups, also in a circle.
#[test]
fn groups_stand_for_their_products() {
    let groups = json!([
        {"group_id": "g", "product_ids": ["p", "q"]},
        {"group_id": "outer", "product_ids": ["x", "g"]},
        {"group_id": "a", "product_ids": ["b", "p"]},
        {"group_id": "b", "product_ids": ["a"]},
        {"group_id": "self", "product_ids": ["self", "p"]},
        {"group_id": "other", "product_ids": ["q"]},
    ]);
    let of = |group| grouped(groups.clone(), group);
    for group in ["g", "outer"] {
        assert!(judge(&of(group), &found(LODASH)).is_suppressed, "{group}");
    }
    for group in ["a", "b", "self", "none"] {
        assert!(!judge(&of(group), &found(LODASH)).is_suppressed, "{group}");
        assert!(
            codes(&of(group)).contains(&"vex.product-unknown"),
            "{group}"
        );
    }
    assert_eq!(
        outcome(&of("other"), &found(LODASH)),
        "justification missing"
    );
    let twice = json!([
        {"group_id": "g", "product_ids": ["q"]},
        {"group_id": "g", "product_ids": ["p"]},
    ]);
    assert!(!judge(&grouped(twice, "g"), &found(LODASH)).is_suppressed);
}

/// sbom VXR-2: a product that is defined by a relationship, or not at all, or twice.
#[test]
fn products_that_nobody_knows_match_nothing() {
    let more = |id: &str| {
        json!({
            "product_status": {"known_not_affected": [id]},
            "flags": flag(&[id]),
        })
    };
    let relationship = json!([{
        "category": "default_component_of",
        "product_reference": "p",
        "relates_to_product_reference": "q",
        "full_product_name": {"name": "p in q", "product_id": "p:q",
            "product_identification_helper": {"purl": LODASH}},
    }]);
    let known = [product("p", LODASH), product("q", "pkg:oci/app")];
    for list in ["relationships", "product_paths"] {
        let tree = with(names(&known), json!({list: relationship}));
        let document = read(&csaf(tree.clone(), more("p:q")));
        assert_eq!(codes(&document), ["vex.product-unknown"]);
        assert_eq!(
            outcome(&document, &found(LODASH)),
            "product identity unknown"
        );
        // The parts of the relationship are products of their own.
        assert!(judge(&read(&csaf(tree, more("p"))), &found(LODASH)).is_suppressed);
    }
    let missing = read(&csaf(names(&known), more("x")));
    assert_eq!(codes(&missing), ["vex.product-unknown"]);
    assert_eq!(
        outcome(&missing, &found(LODASH)),
        "product identity unknown"
    );
    let twice = [product("p", "pkg:npm/other"), product("p", LODASH)];
    let twice = read(&csaf(names(&twice), more("p")));
    assert_eq!(
        codes(&twice),
        ["vex.product-unknown", "vex.product-unknown"]
    );
    assert!(!judge(&twice, &found(LODASH)).is_suppressed);
    // What a relationship defines as well is not what a branch says.
    let renamed = json!([{"full_product_name": {"product_id": "p"}}]);
    let tree = with(names(&known), json!({"relationships": renamed}));
    assert!(!judge(&read(&csaf(tree, more("p"))), &found(LODASH)).is_suppressed);
}

fn branch(category: &str, name: &str, purl: &str) -> VexDocument {
    let leaf = json!({"category": category, "name": name, "product": product("p", purl)});
    let tree = json!({"branches": [{"category": "vendor", "name": "v", "branches": [
        {"category": "product_name", "name": "n", "branches": [leaf]}]}]});
    read(&csaf(
        tree,
        json!({
            "product_status": {"known_not_affected": ["p"]},
            "flags": flag(&["p"]),
        }),
    ))
}

/// A version holds for what stands below it, unless that has its own.
#[test]
fn branches_above_say_which_version_is_meant() {
    let open = "pkg:npm/lodash";
    for (above, own, wanted) in [
        ("4.17.20", "x86_64", "applied"),
        ("4.17.21", "x86_64", "product version outside the range"),
        ("4.17.20", "4.17.21", "product version outside the range"),
        ("4.17.21", "4.17.20", "applied"),
    ] {
        let category = if own == "x86_64" {
            "architecture"
        } else {
            "product_version"
        };
        let leaf = json!({"category": category, "name": own, "product": product("p", open)});
        // What a branch is called may come after what it holds.
        let tree = format!(
            r#"{{"branches":[{{"branches":[{leaf}],"name":"{above}","category":"product_version"}}]}}"#
        );
        let clear = json!({
            "product_status": {"known_not_affected": ["p"]},
            "flags": flag(&["p"]),
        });
        let document = csaf(json!("TREE"), clear).to_string();
        let document = document.replace(r#""TREE""#, &tree);
        let document = VexDocument::read(document.as_bytes(), &VexLimits::default()).unwrap();
        assert_eq!(outcome(&document, &found(LODASH)), wanted, "{above} {own}");
    }
}

/// A branch that names versions narrows a package URL that names none.
#[test]
fn branches_say_which_version_is_meant() {
    let open = "pkg:npm/lodash";
    for (category, name, purl, wanted) in [
        ("product_name", "lodash", open, "applied"),
        ("product_version", "4.17.20", open, "applied"),
        (
            "product_version",
            "4.17.21",
            open,
            "product version outside the range",
        ),
        (
            "product_version_range",
            "vers:npm/<4.17.21",
            open,
            "applied",
        ),
        (
            "product_version_range",
            "vers:npm/<4.17.20",
            open,
            "product version outside the range",
        ),
        (
            "product_version_range",
            "<5",
            open,
            "product version outside the range",
        ),
        // The package URL says it itself, in its own spelling.
        ("product_version", "4.17", LODASH, "applied"),
    ] {
        let document = branch(category, name, purl);
        assert_eq!(
            outcome(&document, &found(LODASH)),
            wanted,
            "{category} {name}"
        );
    }
    // A version makes it more specific.
    let exact = branch("product_version", "4.17.20", open);
    let wide = one(with(
        says("affected", open),
        json!({"timestamp": "2025-12-01T00:00:00Z"}),
    ));
    assert!(judge_many(&[&exact, &wide], &found(LODASH)).is_suppressed);
}

#[test]
fn helpers_narrow_a_product() {
    let of = |helper: Value| {
        let product =
            json!({"name": "p", "product_id": "p", "product_identification_helper": helper});
        read(&csaf(
            names(&[product]),
            json!({
                "product_status": {"known_not_affected": ["p"]},
                "flags": flag(&["p"]),
            }),
        ))
    };
    for (helper, wanted) in [
        (json!({"purl": LODASH, "cpe": "cpe:/a:x:y"}), "applied"),
        (
            json!({"purls": [LODASH, format!("{LODASH}?arch=x")]}),
            "applied",
        ),
        (
            json!({"purls": ["pkg:npm/lodash", "pkg:npm/lodash@1.0.0"]}),
            "product version 1.0.0 ≠ 4.17.20",
        ),
        (
            json!({"purl": LODASH, "serial_numbers": ["1"]}),
            "product identity unknown",
        ),
        (
            json!({"purl": LODASH, "model_numbers": ["*"]}),
            "product identity unknown",
        ),
        (json!({"cpe": "cpe:/a:x:y"}), "product CPE name differs"),
        (json!({}), "product identity unknown"),
        (
            json!({"hashes": [{"filename": "a", "file_hashes": [{"algorithm": "sha256", "value": DIGEST}]}]}),
            "product digest differs",
        ),
    ] {
        assert_eq!(
            outcome(&of(helper.clone()), &found(LODASH)),
            wanted,
            "{helper}"
        );
    }
}

#[test]
fn versions_and_categories_that_are_read() {
    let head = |more: Value| {
        let mut document = csaf(names(&[]), json!({}));
        let head = document["document"].as_object_mut().unwrap();
        head.extend(more.as_object().unwrap().clone());
        document
    };
    for more in [
        json!({"csaf_version": "2.1"}),
        json!({"category": "csaf_security_advisory"}),
    ] {
        assert!(read(&head(more)).statements().is_empty());
    }
    for version in ["1.0", "2", "2.2", ""] {
        let document = head(json!({"csaf_version": version}));
        assert_eq!(refused(&document), "sbom.version-unsupported");
    }
    for category in ["csaf_base", "csaf_withdrawn", "csaf_superseded", "CSAF_VEX"] {
        let document = head(json!({"category": category}));
        assert_eq!(refused(&document), "sbom.format-unsupported");
    }
}

#[test]
fn structural_members_have_their_type() {
    let good = csaf(names(&[product("p", LODASH)]), json!({}));
    let tree = |tree: Value| with(good.clone(), json!({"product_tree": tree}));
    let vulnerability = |one: Value| with(good.clone(), json!({"vulnerabilities": [one]}));
    for document in [
        tree(json!([])),
        tree(json!({"branches": {}})),
        tree(json!({"branches": [1]})),
        tree(json!({"branches": [{"branches": "x"}]})),
        tree(json!({"branches": [{"Category": "product_version"}]})),
        tree(json!({"full_product_names": ["p"]})),
        tree(json!({"relationships": {}})),
        tree(json!({"product_groups": [{"group_id": 1}]})),
        tree(json!({"full_product_names": [{"product_identification_helper": {"purl": 1}}]})),
        vulnerability(json!("x")),
        vulnerability(json!({"product_status": []})),
        vulnerability(json!({"product_status": {"known_affected": "p"}})),
        vulnerability(json!({"product_status": {"known_affected": [1]}})),
        vulnerability(json!({"product_status": {"Known_Affected": ["p"]}})),
        vulnerability(json!({"flags": {}})),
        with(good.clone(), json!({"vulnerabilities": {}})),
    ] {
        assert_eq!(refused(&document), "sbom.shape", "{document}");
    }
    let both = with(good, json!({"@context": "https://openvex.dev/ns"}));
    assert_eq!(refused(&both), "sbom.format-ambiguous");
}

#[test]
fn a_vulnerability_without_a_name_is_nobodys() {
    let mut document = csaf(
        names(&[product("p", LODASH)]),
        json!({"product_status": {"fixed": ["p"]}}),
    );
    document["vulnerabilities"][0]
        .as_object_mut()
        .unwrap()
        .remove("cve");
    let nameless = read(&document);
    assert_eq!(codes(&nameless), ["sbom.required"]);
    document["vulnerabilities"][0]["ids"] = json!([{"system_name": "x", "text": CVE}]);
    assert!(judge(&read(&document), &found(LODASH)).is_suppressed);
}

/// The order of members means nothing.
#[test]
fn the_tree_may_come_last() {
    let document = csaf(
        names(&[product("p", LODASH)]),
        json!({"product_status": {"fixed": ["p"]}}),
    );
    let part = |name: &str| format!("{:?}: {}", name, document[name]);
    let text = format!(
        "{{{}, {}, {}}}",
        part("vulnerabilities"),
        part("product_tree"),
        part("document")
    );
    let turned = VexDocument::read(text.as_bytes(), &VexLimits::default()).unwrap();
    assert_eq!(turned.statements(), read(&document).statements());
}
