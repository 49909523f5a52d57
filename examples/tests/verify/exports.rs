//! What is written of a verdict.

use std::fs;
use std::path::Path;
use std::process::Command;

use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{Statement, Store};
use serde_json::{Value, json};

use crate::common::{Case, NOW, REPOSITORY, policy, verify};
use crate::file;

#[test]
fn an_audit_allows_and_says_what_it_would_be() {
    let (case, [file, _, policy]) = file();
    let (exit, verdict) = case.verdict(&[&file, "--policy", &policy, "--audit"]);
    assert_eq!(exit, 0, "{verdict:#}");
    let told = ["decision", "would_be", "enforced"].map(|name| verdict[name].clone());
    assert_eq!(told, [json!("allow"), json!("quarantine"), json!(false)]);
}

#[test]
fn a_verdict_is_the_same_for_the_same_input() {
    let (case, [file, bundle, policy]) = file();
    let ask = |folder: &str| {
        let export = |format: &str| format!("{format}={}", case.at(&format!("{folder}/{format}")));
        fs::create_dir_all(case.path(folder)).unwrap();
        let formats = ["json", "text", "markdown", "sarif", "junit", "svr", "html"];
        let exports = formats.map(export);
        let mut arguments = vec![&*file, "--policy", &policy, "--bundle", &bundle];
        arguments.extend(exports.iter().flat_map(|export| ["--export", export]));
        let page = case.at(&format!("{folder}/page"));
        let (exit, verdict) = case.verdict(&[&arguments[..], &["--html", &page]].concat());
        assert_eq!(exit, 0, "{verdict:#}");
        let written =
            formats.map(|format| fs::read_to_string(case.path(folder).join(format)).unwrap());
        assert_eq!(fs::read_to_string(&page).unwrap(), written[6]);
        (verdict, written)
    };
    let (verdict, written) = ask("one");
    assert_eq!(ask("two").1, written);
    for name in ["json", "sarif", "svr"] {
        let text = fs::read(case.path("one").join(name)).unwrap();
        let value: Value = serde_json::from_slice(&text).unwrap();
        assert!(value.is_object(), "{name}");
    }
    assert_eq!(verdict["schema"], "bonafide.verdict/v1");
    assert_eq!(verdict["evaluated_at"], NOW);
    for name in [
        "checks",
        "completeness",
        "decisive",
        "policy",
        "subject",
        "tool",
        "trust",
    ] {
        assert!(!verdict[name].is_null(), "{name}: {verdict:#}");
    }
    let [_, text, markdown, sarif, junit, svr, html] = written;
    assert!(text.contains("PASS signature.verified rule/r"), "{text}");
    assert!(markdown.contains("rule/r"), "{markdown}");
    assert!(sarif.contains("\"2.1.0\""), "{sarif}");
    assert!(junit.starts_with("<?xml"), "{junit}");
    assert!(svr.contains("BONAFIDE_SIGNATURE_VERIFIED"), "{svr}");
    assert!(
        html.starts_with("<!DOCTYPE html>") && !html.contains("<script src"),
        "{html}"
    );
}

#[test]
fn what_a_verdict_does_not_say_is_not_exported() {
    let (case, [file, bundle, policy]) = file();
    let export = format!("vsa={}", case.at("vsa"));
    let arguments = [
        &*file, "--policy", &policy, "--export", &export, "--now", NOW,
    ];
    for (more, told) in [
        (&[][..], "a quarantine"),
        (&["--bundle", &bundle], "no requirement found an SLSA level"),
        (&["--bundle", &bundle, "--audit"], "audit mode"),
    ] {
        let answer = verify(&[&arguments, more].concat());
        assert_eq!(answer.code, 2, "{answer:?}");
        assert!(answer.err.contains(told), "{told}: {answer:?}");
        assert!(!case.path("vsa").exists());
    }
}

#[test]
fn a_verdict_on_provenance_is_a_summary() {
    let kit = Sigstore::default();
    let case = Case::new(&kit);
    let mut store = Store::image("app");
    let provenance = json!({
        "buildDefinition": {"buildType": "https://example.test/build", "externalParameters": {"target": "app"}},
        "runDetails": {"builder": {"id": "https://example.test/builder"}},
    });
    let kind = "https://slsa.dev/provenance/v1";
    let statement = Statement::attestation(&store.subject, kind, provenance);
    let plan = statement.plan(&kit).by_key().signed_by("a");
    store.attach_bundle(&plan.mint());
    let wanted = json!({"provenance": {
        "by": ["a"], "builders": ["https://example.test/builder"], "slsa_build_level": 1,
        "parameters": {"/target": "app"},
    }});
    let policy = policy(&kit, &["a"], &wanted);
    let policy = case.write("policy.json", policy.to_string());
    let layout = case.layout("layout", &store);
    let name = format!("{REPOSITORY}@{}", store.subject);
    let export = format!("vsa={}", case.at("vsa"));
    let arguments = [&*layout, "--policy", &policy, "--reference", &name];
    let (exit, verdict) = case.verdict(&[&arguments[..], &["--export", &export]].concat());
    assert_eq!(exit, 0, "{verdict:#}");
    let summary: Value = serde_json::from_slice(&fs::read(case.path("vsa")).unwrap()).unwrap();
    let predicate = &summary["predicate"];
    assert_eq!(predicate["verificationResult"], "PASSED");
    let level = predicate["verifiedLevels"][0].as_str().unwrap();
    assert!(level.starts_with("SLSA_BUILD_LEVEL_"), "{summary:#}");
    let digest = summary["subject"][0]["digest"]["sha256"].as_str().unwrap();
    assert_eq!(format!("sha256:{digest}"), store.subject);
}

#[test]
fn an_answer_that_cannot_be_written_is_no_success() {
    let (_case, [file, bundle, policy]) = file();
    if !Path::new("/dev/full").exists() {
        println!("no /dev/full: skipped");
        return;
    }
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_verify"));
    let command = command.args([
        &*file, "--policy", &policy, "--bundle", &bundle, "--now", NOW,
    ]);
    let output = command.stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let page = ["--html", "/dev/full"];
    let arguments = [
        &*file, "--policy", &policy, "--bundle", &bundle, "--now", NOW,
    ];
    assert_eq!(verify(&[&arguments[..], &page].concat()).code, 2);
}
