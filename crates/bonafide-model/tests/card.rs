//! Cards: every rule with a twin that differs in nothing else.

#![cfg(feature = "checks")]

use bonafide_model::card::{Policy, check, is_candidate};
use bonafide_model::{CheckReport, Severity};
use proptest::prelude::*;

fn codes(report: &CheckReport) -> Vec<String> {
    let rows = report.findings().counts().iter();
    let codes = rows.map(|(code, severity, _)| match severity {
        Severity::Error => code.as_str().to_owned(),
        other => format!("{} {}", other.as_str(), code.as_str()),
    });
    codes.collect()
}

fn check_front(front: &str, policy: &Policy) -> Vec<String> {
    let card = format!("---\n{front}\n---\n# A model\ntext\n");
    codes(&check("README.md", card.as_bytes(), policy))
}

#[test]
fn a_good_card_passes() {
    let front = "license: apache-2.0\nlanguage:\n- en\n- no\ntags: [a, b]\npipeline_tag: text-generation\n\
        library_name: transformers\nmodel-index:\n- name: x\n  results: []\ndatasets: squad\nunknown: {a: 1}";
    let card = format!("---\n{front}\n---\n# A model\n");
    let report = check("README.md", card.as_bytes(), &Policy::new());
    assert_eq!(codes(&report), [""; 0], "{:?}", report.findings());
    let fact = |name: &str| {
        report
            .facts()
            .iter()
            .find(|fact| fact.name == name)
            .unwrap()
            .value
            .clone()
    };
    assert_eq!(fact("card.language"), "en\nno");
    assert_eq!(fact("card.license"), "apache-2.0");
    let crlf = card.replace('\n', "\r\n");
    assert_eq!(
        codes(&check("README.md", crlf.as_bytes(), &Policy::new())),
        [""; 0]
    );
}

#[test]
fn cards_are_known_by_their_names() {
    for name in [
        "README.md",
        "model_card.md",
        "MODEL_CARD.md",
        "modelcard.md",
        "modelcard.json",
        "modelcard.yaml",
        "model/README.md",
    ] {
        assert!(is_candidate(name));
    }
    for name in [
        "readme.md",
        "docs/README.md",
        "README.txt",
        "model/model/README.md",
    ] {
        assert!(!is_candidate(name));
    }
}

#[test]
fn front_matter_is_strict() {
    let policy = &Policy::new().without_keys();
    for (card, wanted) in [
        ("---\na: 1\n---\n", None),
        ("# No front matter\n---\n", None),
        ("", None),
        ("---\na: &x 1\nb: *x\n---\n", Some("card.malformed")),
        ("---\na: !!str 1\n---\n", Some("card.malformed")),
        ("---\na: 1\na: 2\n---\n", Some("card.malformed")),
        ("---\n<<: {a: 1}\n---\n", Some("card.malformed")),
        ("---\n- a\n---\n", Some("card.malformed")),
        ("---\na: 1\n", Some("card.malformed")),
        ("---\na: 1\n--- \n", Some("card.malformed")),
        (" ---\na: 1\n---\n", Some("card.malformed")),
        ("\u{feff}---\na: 1\n---\n", Some("card.malformed")),
        ("\n---\na: 1\n---\n", Some("card.malformed")),
    ] {
        let found = codes(&check("README.md", card.as_bytes(), policy));
        assert_eq!(found.first().map(String::as_str), wanted, "{card:?}");
    }
    let latin = check("README.md", b"---\na: \xe9\n---\n", policy);
    assert_eq!(codes(&latin), ["card.malformed"]);
    let report = check("README.md", b"---\nb: 1\na: *x\n---\n", policy);
    let finding = &report.findings().kept()[0];
    assert_eq!((finding.path(), finding.offset()), ("README.md", Some(9)));
}

#[test]
fn limits_are_kept_and_one_more_is_unknown() {
    let policy = &Policy::new().without_keys();
    let front = |bytes: usize| format!("---\n#{}\n---\n", "x".repeat(bytes - 2));
    assert_eq!(
        codes(&check("README.md", front(1 << 20).as_bytes(), policy)),
        [""; 0]
    );
    assert_eq!(
        codes(&check("README.md", front((1 << 20) + 1).as_bytes(), policy)),
        ["pkg.limit"]
    );
    let nested =
        |depth: usize| format!("---\na: {}{}\n---\n", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(
        codes(&check("README.md", nested(31).as_bytes(), policy)),
        [""; 0]
    );
    assert_eq!(
        codes(&check("README.md", nested(32).as_bytes(), policy)),
        ["pkg.limit"]
    );
    let large = vec![b' '; (16 << 20) + 1];
    assert_eq!(codes(&check("README.md", &large, policy)), ["pkg.limit"]);
}

#[test]
fn other_forms_of_cards_are_read() {
    let policy = &Policy::new();
    assert_eq!(
        codes(&check("modelcard.yaml", b"license: mit\n", policy)),
        [""; 0]
    );
    assert_eq!(
        codes(&check("modelcard.yaml", b"---\nlicense: mit\n", policy)),
        [""; 0]
    );
    assert_eq!(
        codes(&check("modelcard.yaml", b"license: *mit\n", policy)),
        ["card.malformed"]
    );
    let json = br#"{"license": ["mit", "Apache-2.0"], "tags": [], "x": {"y": [1, null, true]}}"#;
    assert_eq!(codes(&check("modelcard.json", json, policy)), [""; 0]);
    for bad in [
        &b"[]"[..],
        b"{",
        br#"{"license": "mit", "license": "mit"}"#,
        b"",
    ] {
        assert_eq!(
            codes(&check("modelcard.json", bad, policy)),
            ["card.malformed"]
        );
    }
    let deep = format!(
        "{{\"license\": \"mit\", \"a\": {}1{}}}",
        "[".repeat(40),
        "]".repeat(40)
    );
    assert_eq!(
        codes(&check("modelcard.json", deep.as_bytes(), policy)),
        ["pkg.limit"]
    );
    let policy = Policy::new().with_section(&["Limitations"]);
    let json = br#"{"license": "mit", "limitations": "none"}"#;
    assert_eq!(codes(&check("modelcard.json", json, &policy)), [""; 0]);
}

#[test]
fn keys_are_asked_for() {
    assert_eq!(
        check_front("tags: [a]", &Policy::new()),
        ["card.key.missing"]
    );
    assert_eq!(
        check_front("license:", &Policy::new()),
        ["card.key.missing"]
    );
    assert_eq!(
        check_front("license: mit", &Policy::new().with_key("tags")),
        ["card.key.missing"]
    );
    assert_eq!(
        check_front("license: mit\ntags: [a]", &Policy::new().with_key("tags")),
        [""; 0]
    );
    assert_eq!(
        codes(&check("README.md", b"# x\n", &Policy::new())),
        ["card.key.missing"]
    );
}

#[test]
fn known_keys_have_their_types() {
    let policy = &Policy::new().without_keys();
    for (front, wanted) in [
        ("language: no", None),
        ("language: [no, en]", None),
        ("language: true", Some("card.malformed")),
        ("language: [en, 1]", Some("card.malformed")),
        ("datasets: {a: b}", Some("card.malformed")),
        ("tags: 1", Some("card.malformed")),
        ("metrics:", None),
        ("pipeline_tag: [a]", Some("card.malformed")),
        ("library_name: x", None),
        ("model-index: x", Some("card.malformed")),
        ("model-index: []", None),
        ("anything: 1", None),
        ("base_model: [a, 1]", Some("card.malformed")),
        ("base_model: org/name", Some("info pkg.ref.floating")),
        ("base_model: []", None),
    ] {
        assert_eq!(
            check_front(front, policy).first().map(String::as_str),
            wanted,
            "{front}"
        );
    }
}

#[test]
fn licences_are_on_the_list_or_described() {
    let policy = &Policy::new();
    for (front, wanted) in [
        ("license: mit", None),
        ("license: MIT", None),
        ("license: [mit, cc-by-4.0]", None),
        ("license: llama7", Some("card.license.invalid")),
        ("license: [mit, x]", Some("card.license.invalid")),
        ("license: []", Some("card.license.invalid")),
        ("license: 1", Some("card.license.invalid")),
        ("license: {a: b}", Some("card.license.invalid")),
        ("license: MIT OR Apache-2.0", Some("card.license.invalid")),
        ("license: other", Some("card.license.conflict")),
    ] {
        assert_eq!(
            check_front(front, policy).first().map(String::as_str),
            wanted,
            "{front}"
        );
    }
    let other = "license: other\nlicense_name: x\nlicense_link: LICENSE";
    let with_file = Policy::new().with_licence_file();
    assert_eq!(check_front(other, &with_file), [""; 0]);
    assert_eq!(check_front(other, policy), ["card.license.conflict"]);
    let unnamed = other.replace("license_name: x\n", "");
    assert_eq!(check_front(&unnamed, &with_file), ["card.license.invalid"]);
}

#[test]
fn others_state_the_same_licence() {
    let declared = |expression: &str| Policy::new().with_declared_licence("the bill", expression);
    for (front, expression, is_same) in [
        ("license: mit", "MIT", true),
        ("license: mit", "Apache-2.0", false),
        ("license: [mit, apache-2.0]", "Apache-2.0 OR MIT", true),
        ("license: mit", "MIT OR Apache-2.0", false),
        ("license: mit", "not an expression (", false),
        ("license: mit", "LicenseRef-x", false),
        ("license: gpl-2.0-only", "GPL-2.0-only", true),
    ] {
        let found = check_front(front, &declared(expression));
        let wanted: &[&str] = if is_same {
            &[]
        } else {
            &["card.license.conflict"]
        };
        assert_eq!(found, wanted, "{front} {expression}");
    }
}

#[test]
fn sections_are_asked_for() {
    let policy = Policy::new()
        .without_keys()
        .with_section(&["Intended use", "Intended uses"]);
    for (body, is_there) in [
        ("# Intended Uses\ntext", true),
        ("## **Intended use:**\n### Direct\ntext", true),
        ("# Intended use\n", false),
        ("# Intended use\n[More Information Needed]\n", false),
        ("# Intended use\n<!-- say it -->\n# Next\ntext", false),
        ("# Use\ntext", false),
    ] {
        let found = codes(&check("README.md", body.as_bytes(), &policy));
        let wanted: &[&str] = if is_there {
            &[]
        } else {
            &["card.section.missing"]
        };
        assert_eq!(found, wanted, "{body}");
    }
    let elsewhere = policy.with_section_elsewhere("intended USE");
    assert_eq!(codes(&check("README.md", b"# x\n", &elsewhere)), [""; 0]);
}

#[test]
fn long_cards_are_read_in_time() {
    let policy = &Policy::new().without_keys().with_section(&["x"]);
    for piece in [
        "# a\n",
        "a\n---\n",
        "<!--",
        "-->",
        "```\n",
        "x\n",
        "###### a\n##### b\n",
    ] {
        let body = piece.repeat(1_000_000 / piece.len());
        assert_eq!(
            codes(&check("README.md", body.as_bytes(), policy)),
            ["card.section.missing"]
        );
    }
    for piece in [
        "a: |\n\n",
        "- \n",
        "a: [\n",
        "'a': ''\n",
        "# a\n",
        "  - a\n",
        "a:\n- b\n",
    ] {
        let front = format!("---\n{}\n---\n", piece.repeat(900_000 / piece.len()));
        let _ = check("README.md", front.as_bytes(), policy);
    }
    let keys: String = (0..40_000).map(|at| format!("k{at}: v\n")).collect();
    let front = format!("---\n{keys}---\n");
    assert_eq!(
        codes(&check(
            "README.md",
            front.as_bytes(),
            &Policy::new().without_keys()
        )),
        [""; 0]
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for name in ["README.md", "modelcard.yaml", "modelcard.json"] {
            let _ = check(name, &bytes, &Policy::new());
        }
    }

    #[test]
    fn any_front_matter_is_read_or_refused(front in "[ab:\\-\\[\\]{},#'\"|>&*!? \n0~+2é\t\\\\]{0,80}") {
        let _ = check_front(&front, &Policy::new());
        let _ = check("modelcard.yaml", front.as_bytes(), &Policy::new());
    }

    #[test]
    fn any_body_is_read(body in "[ab#\\-=`~<!> \n\t]{0,80}") {
        let _ = check("README.md", body.as_bytes(), &Policy::new().with_section(&["a"]));
    }
}
