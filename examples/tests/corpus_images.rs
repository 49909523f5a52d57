//! Every row of the corpus of signed images, by the program: exit code and code.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

#[test]
fn manifest() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus images, program: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let corpus = PathBuf::from(corpus);
    let table = std::fs::read_to_string(corpus.join("images/manifest.tsv")).unwrap();
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let (mut rows, mut wrong) = (0, 0);
    for line in lines {
        rows += 1;
        let fields: Vec<&str> = line.split('\t').collect();
        let field = |name: &str| {
            let at = header.iter().position(|column| *column == name).unwrap();
            fields.get(at).copied().unwrap_or_default()
        };
        let output = Command::new(env!("CARGO_BIN_EXE_verify_image"))
            .args(arguments(&corpus, &field))
            .output()
            .unwrap();
        let exit = output.status.code().unwrap();
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let code = answer["code"].as_str().unwrap_or_default();
        let is_under = |hint: &str| code == hint || code.starts_with(&format!("{hint}."));
        let fits = match field("expected") {
            "accept" => exit == 0 && answer["decision"] == "allow",
            // What is lacking is quarantined, everything else is rejected.
            _ => {
                let wanted = if answer["class"] == "missing" { 3 } else { 1 };
                exit == wanted && field("error_category").split('|').any(is_under)
            }
        };
        if !fits {
            wrong += 1;
            let errors = String::from_utf8_lossy(&output.stderr);
            println!("wrong: {}: exit {exit}, {code} {errors}", field("id"));
        }
    }
    println!("corpus images, program: {rows} rows, {wrong} wrong");
    assert_eq!((rows, wrong), (37, 0));
}

fn arguments<'a>(corpus: &Path, field: &impl Fn(&str) -> &'a str) -> Vec<String> {
    let images = corpus.join("images");
    let mut arguments = vec!["--json".to_owned()];
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            arguments.extend([format!("--{name}"), value.to_owned()]);
        }
    };
    let file = |path: &str| images.join(path).to_str().unwrap().to_owned();
    let source = match field("layout") {
        "oci-layout" => "layout",
        other => other,
    };
    add(source, &file(field("image")));
    add("reference", field("reference"));
    add("threshold", field("threshold"));
    add(
        "trusted-root",
        corpus.join("bundles/roots/prod.json").to_str().unwrap(),
    );
    add("now", "2025-11-13T02:13:20Z");
    add("certificate-identity", field("identity"));
    add("certificate-oidc-issuer", field("issuer"));
    for (column, option) in [
        ("key", "key"),
        ("rekor_key", "rekor-key"),
        ("ca", "fulcio-ca"),
    ] {
        for path in field(column).split(',').filter(|path| !path.is_empty()) {
            add(option, &file(path));
        }
    }
    // A folder holds one image, which is judged by its name.
    if source != "dir" {
        add("digest", field("digest"));
    }
    match field("signed_identity") {
        "matchRepository" => add("signed-identity", "repository"),
        "matchExact" => add("signed-identity", "exact"),
        _ => {}
    }
    if field("image").starts_with("slsa-verifier/") {
        add("attestation-type", "slsaprovenance");
    }
    if !field("ca").is_empty() {
        add("sct-threshold", "0");
        arguments.push("--use-bundle-intermediates".to_owned());
    }
    if field("method") == "key" && field("rekor_key").is_empty() {
        arguments.push("--ignore-tlog".to_owned());
    }
    arguments
}
