//! Formats that are recognised, and the bounds of what is read for that.

use bonafide_policy::{Format, ImportError, ImportOptions, import};
use bonafide_report::Coded as _;

fn refusals(text: &str) -> Vec<ImportError> {
    let refused = import(None, text.as_bytes(), &ImportOptions::default()).unwrap_err();
    refused.into_iter().collect()
}

fn only(text: &str) -> ImportError {
    let mut refused = refusals(text);
    assert_eq!(refused.len(), 1, "{refused:#?}");
    refused.remove(0)
}

fn assert_recognised(text: &str) {
    assert_eq!(only(text).kind().as_str(), "E-IMPORT-UNSUPPORTED");
}

fn assert_unread(text: &str) {
    assert_eq!(only(text).kind().as_str(), "E-IMPORT-INVALID");
}

const HEAD: &str = "apiVersion: kyverno.io/v1\nkind: Policy\n";

#[test]
fn other_formats_are_refused_by_name() {
    for (group, kind) in [
        ("policy.sigstore.dev", "ClusterImagePolicy"),
        ("policy.sigstore.dev", "TrustRoot"),
        ("config.openshift.io", "ClusterImagePolicy"),
        ("config.openshift.io", "ImagePolicy"),
        ("kyverno.io", "ClusterPolicy"),
        ("kyverno.io", "Policy"),
        ("policies.kyverno.io", "ImageVerificationPolicy"),
        ("policies.kyverno.io", "ImageValidatingPolicy"),
    ] {
        for text in [
            format!("apiVersion: {group}/v1\nkind: {kind}\n"),
            format!(r#"{{"kind": "{kind}", "apiVersion": "{group}/v1"}}"#),
        ] {
            let refused = only(&text);
            assert_eq!(refused.kind().as_str(), "E-IMPORT-UNSUPPORTED", "{text}");
            assert_eq!(refused.code().as_str(), "import.unsupported");
            assert!(refused.why().contains(group), "{text}: {refused}");
            assert_eq!(refused.place().as_str(), "/kind", "{text}");
            assert_eq!(refused.field(), "kind", "{text}");
            assert!(!refused.hint().is_empty());
        }
    }
    let refused = only("validators: []\npolicy: []\n");
    assert!(refused.why().contains("Connaisseur"), "{refused}");
    let refused = import(Some(Format::Kyverno), b"{}", &ImportOptions::default());
    assert_eq!(
        refused.unwrap_err().as_slice()[0].kind().as_str(),
        "E-IMPORT-UNSUPPORTED"
    );
}

#[test]
fn each_document_of_a_stream_is_refused() {
    let refused = refusals(&format!("{HEAD}---\nkind: Pod\napiVersion: v1\n"));
    let told: Vec<_> = refused
        .iter()
        .map(|error| (error.kind().as_str(), error.place().as_str()))
        .collect();
    let wanted = [
        ("E-IMPORT-UNSUPPORTED", "/0/kind"),
        ("E-IMPORT-INVALID", "/1/kind"),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn what_is_of_no_known_format_is_refused() {
    for text in [
        "",
        "---\n",
        "[]",
        "text",
        "{}",
        "a: b",
        "{\"schema\": \"bonafide.policy/v1\"}",
        "apiVersion: policy.sigstore.dev.evil.example/v1\nkind: ClusterImagePolicy",
        "kind: ClusterImagePolicy",
        "apiVersion: policy.sigstore.dev/v1\nkind: clusterimagepolicy",
        "kind: [a",
        "? [a]\n: b",
        "kind: Policy\nkind: Policy\napiVersion: kyverno.io/v1",
        "kind: Policy\napiVersion: kyverno.io/v1\na: {b: 1, b: 2}",
        "{\"default\": [], \"default\": []}",
        // Once it is known what it is, it must be JSON.
        "default:\n- type: reject\n",
    ] {
        assert_unread(text);
    }
}

#[test]
fn aliases_are_read_within_bounds() {
    let anchored = |nodes: usize, aliases: usize| {
        let list = "x, ".repeat(nodes - 1);
        let used = "*a, ".repeat(aliases);
        format!("{HEAD}a: &a [{list}]\nb: [{used}]\n")
    };
    assert_recognised(&anchored(100, 100));
    assert_unread(&anchored(101, 100));
    assert!(only(&anchored(101, 100)).why().contains("10000"));

    let mut bomb = format!("{HEAD}a0: &a0 [x, x]\n");
    for at in 1..40 {
        let before = at - 1;
        bomb += &format!("a{at}: &a{at} [*a{before}, *a{before}]\n");
    }
    assert_unread(&bomb);
    assert_unread("a: &a [*a]\n");
    assert_recognised("x: &v kyverno.io/v1\napiVersion: *v\nkind: Policy\n");
}

#[test]
fn depth_and_length_are_bounded() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert_recognised(&format!("{HEAD}a: {}", nested(63)));
    assert_unread(&format!("{HEAD}a: {}", nested(64)));
    let by_alias = |outer: usize| {
        let (open, close) = ("[".repeat(outer), "]".repeat(outer));
        format!("{HEAD}a: &a {}\nb: {open}*a{close}", nested(30))
    };
    assert_recognised(&by_alias(33));
    assert_unread(&by_alias(34));

    let padded = |length: usize| format!("{HEAD}{}", "#".repeat(length - HEAD.len()));
    assert_recognised(&padded(4 << 20));
    assert_unread(&padded((4 << 20) + 1));

    let json = |depth: usize| {
        let head = r#""kind": "Policy", "apiVersion": "kyverno.io/v1""#;
        format!(r#"{{{head}, "a": {}}}"#, nested(depth - 1))
    };
    assert_recognised(&json(64));
    assert_unread(&json(65));
}
