//! Calls that are none, configurations that are none, and what is recorded.

use std::fs;
use std::process::Command;

use bonafide_testkit::image::Store;
use bonafide_testkit::registry::Script;
use serde_json::{Value, json};

use crate::common::run;
use crate::drill::{DESCRIPTOR, Drill, signed};

fn good() -> Drill {
    Drill::new(&signed("a", None), Script::default())
}

#[test]
fn what_is_no_call_denies() {
    let drill = good();
    let name = drill.pinned();
    let digest = drill.digest.clone();
    let call = |more: &[&str]| {
        let named = ["-name", &*name, "-digest", &*digest];
        let named = named.iter().chain(more).copied();
        drill.call(
            &named.collect::<Vec<_>>(),
            drill.descriptor().to_string().as_bytes(),
        )
    };
    let typed = ["-stdin-media-type", DESCRIPTOR];
    assert_eq!(call(&typed).code, 0);
    let double = ["--stdin-media-type", DESCRIPTOR, "-operation", "pull"];
    assert_eq!(call(&double).code, 0);
    let other = format!("sha256:{}", "ab".repeat(32));
    for (more, told) in [
        (&[][..], "-stdin-media-type is absent"),
        (&["-stdin-media-type"], "without a value"),
        (
            &["-stdin-media-type", "application/json"],
            "-stdin-media-type: not known",
        ),
        (
            &["-stdin-media-type", DESCRIPTOR, "-verbose"],
            "-verbose: not known",
        ),
        (
            &["-stdin-media-type", DESCRIPTOR, "allow"],
            "allow: not known",
        ),
        (
            &["-stdin-media-type", DESCRIPTOR, "-digest", &other],
            "-digest: given twice",
        ),
        (
            &["-stdin-media-type", DESCRIPTOR, "-operation", "push"],
            "neither pull nor run",
        ),
    ] {
        let answer = call(more);
        assert_eq!(answer.code, 2, "{more:?} {answer:?}");
        assert!(
            answer.out.starts_with("not evaluated: policy.call: "),
            "{answer:?}"
        );
        assert!(answer.out.contains(told), "{told}: {answer:?}");
    }
}

#[test]
fn an_input_that_is_not_about_the_image_denies() {
    let drill = good();
    let name = drill.pinned();
    let arguments = [
        "-name",
        &name,
        "-digest",
        &drill.digest,
        "-stdin-media-type",
        DESCRIPTOR,
    ];
    let mut other = drill.descriptor();
    other["digest"] = json!(format!("sha256:{}", "ab".repeat(32)));
    let mut twice = drill.descriptor().to_string();
    twice.insert_str(1, "\"size\":1,");
    let mut huge = drill.descriptor();
    huge["annotations"] = json!({"a": "b".repeat(2 << 20)});
    for (input, told) in [
        (other.to_string(), "digest.mismatch"),
        (String::new(), "not evaluated: "),
        ("{".to_owned(), "not evaluated: "),
        (twice, "not evaluated: "),
        (huge.to_string(), "not evaluated: "),
    ] {
        let before = drill.registry.requests().0.len();
        let answer = drill.call(&arguments, input.as_bytes());
        assert_eq!(answer.code, 2, "{told} {answer:?}");
        assert!(answer.out.starts_with("not evaluated: "), "{answer:?}");
        assert!(answer.out.contains(told), "{told}: {answer:?}");
        assert_eq!(answer.out.lines().count(), 1, "{answer:?}");
        assert_eq!(drill.registry.requests().0.len(), before);
    }
    // The newer document around a descriptor.
    let kind = "application/vnd.containerd.image-verifier.input.v1+json";
    let arguments = [
        "-name",
        &name,
        "-digest",
        &drill.digest,
        "-stdin-media-type",
        kind,
    ];
    let input = json!({"descriptor": drill.descriptor(), "operation": "pull"});
    let answer = drill.call(&arguments, input.to_string().as_bytes());
    assert_eq!(answer.code, 0, "{answer:?}");
}

#[test]
fn a_configuration_that_is_none_denies() {
    let drill = good();
    for (config, told) in [
        ("", "not evaluated: "),
        (
            "schema: bonafide.containerd-verifier/v1",
            "policy is missing",
        ),
        (
            "schema: other/v1\npolicy: policy.json\n",
            "only bonafide.containerd-verifier/v1 is read",
        ),
        (
            "schema: bonafide.containerd-verifier/v1\npolicy: gone.json\n",
            "gone.json",
        ),
        (
            "schema: bonafide.containerd-verifier/v1\npolicy: policy.json\nallow: true\n",
            "/allow",
        ),
        (
            "schema: bonafide.containerd-verifier/v1\npolicy: a.pub\n",
            "not evaluated: ",
        ),
    ] {
        let path = drill.case.write("config.yaml", config);
        let mut command = Command::new(env!("CARGO_BIN_EXE_containerd_verifier"));
        command.env("BONAFIDE_CONFIG", &path);
        command.args(["-name", &drill.pinned(), "-digest", &drill.digest]);
        command.args(["-stdin-media-type", DESCRIPTOR]);
        let answer = run(&mut command, drill.descriptor().to_string().as_bytes());
        assert_eq!(answer.code, 2, "{config} {answer:?}");
        assert!(answer.out.starts_with("not evaluated: "), "{answer:?}");
        assert!(answer.out.contains(told), "{told}: {answer:?}");
        assert!(!answer.out.contains("\\u{a}"), "{answer:?}");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_containerd_verifier"));
    command.env("BONAFIDE_CONFIG", drill.case.path("nowhere.yaml"));
    command.args(["-name", &drill.pinned(), "-digest", &drill.digest]);
    command.args(["-stdin-media-type", DESCRIPTOR]);
    let answer = run(&mut command, drill.descriptor().to_string().as_bytes());
    assert_eq!(answer.code, 2, "{answer:?}");
    assert!(answer.out.contains("nowhere.yaml"), "{answer:?}");
}

#[test]
fn an_audit_allows_and_records_what_it_would_be() {
    let drill = Drill::new(&Store::image("app"), Script::default());
    drill.configure(&json!({"audit": true}));
    let answer = drill.asked(&drill.pinned());
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(
        answer.out.starts_with("allow (audit; would be quarantine)"),
        "{answer:?}"
    );
    drill.is_recorded("signature.missing");
    let log = fs::read_to_string(drill.case.path("audit.jsonl")).unwrap();
    let last: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    let told = ["decision", "would_be", "enforced"].map(|name| last[name].clone());
    assert_eq!(
        told,
        [json!("allow"), json!("quarantine"), json!(false)],
        "{last:#}"
    );
    // Each call goes on with the same log.
    drill.configure(&json!({}));
    drill.asked(&drill.pinned());
    drill.is_recorded("signature.missing");
    let log = fs::read_to_string(drill.case.path("audit.jsonl")).unwrap();
    assert_eq!(log.lines().count(), 2, "{log}");
}

#[test]
fn what_cannot_be_recorded_is_denied_where_that_is_wanted() {
    let drill = good();
    drill.configure(&json!({"audit_log": "no/such/folder/audit.jsonl"}));
    let answer = drill.asked(&drill.pinned());
    assert_eq!(answer.code, 5, "{answer:?}");
    assert!(answer.err.contains("audit.jsonl"), "{answer:?}");
    assert!(!answer.out.starts_with("allow"), "{answer:?}");
    drill.configure(&json!({
        "audit_log": "no/such/folder/audit.jsonl", "audit_required": false,
    }));
    let answer = drill.asked(&drill.pinned());
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(answer.err.contains("audit.jsonl"), "{answer:?}");
}
