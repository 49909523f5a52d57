//! Broken artifacts of all kinds, each judged by `verify`: the verdict names the true cause, the place
//! and the remedy. `--nocapture` prints the table.

#[path = "../common/mod.rs"]
mod common;
mod files;
mod images;
mod models;
mod names;
mod reports;
mod statements;

use std::fmt::Write as _;

use bonafide_testkit::Sigstore;
use common::{Case, NOW, decisive};
use serde_json::{Value, json};

/// One broken artifact, and what its verdict is.
struct Row {
    /// What is wrong with it.
    artifact: &'static str,
    /// What `verify` is asked, but for the policy.
    arguments: Vec<String>,
    policy: Value,
    /// The decision, the decisive check, its code, and the place.
    expected: [&'static str; 4],
}

impl Row {
    fn new(
        artifact: &'static str,
        arguments: &[&str],
        policy: Value,
        expected: [&'static str; 4],
    ) -> Self {
        Self {
            artifact,
            arguments: arguments.iter().map(|&one| one.to_owned()).collect(),
            policy,
            expected,
        }
    }
}

/// Where the cause is: a place in a document, or the first piece of evidence that does not count, by
/// its code, or the artifact itself.
fn place(check: &Value) -> String {
    if let Some(place) = check["place"].as_str() {
        return place.to_owned();
    }
    let Some(candidates) = check["candidates"].as_array() else {
        return "no decisive check".to_owned();
    };
    let code = &check["code"];
    let own = candidates
        .iter()
        .find(|candidate| candidate["code"] == *code);
    match own.or(candidates.first()) {
        Some(candidate) if candidate["digest"].is_string() => {
            format!("candidate: {}", candidate["code"].as_str().unwrap())
        }
        Some(_) => "candidate".to_owned(),
        None => "artifact".to_owned(),
    }
}

fn short(exit: i32, decision: &str) -> &str {
    match exit {
        4 => "indeterminate",
        _ => decision,
    }
}

#[test]
fn each_verdict_names_the_cause_the_place_and_the_remedy() {
    let kit = Sigstore::default();
    let case = Case::new(&kit);
    let rows: Vec<Row> = [
        files::rows(&kit, &case),
        images::rows(&kit, &case),
        statements::rows(&kit, &case),
        models::rows(&kit, &case),
        names::rows(&kit, &case),
    ]
    .into_iter()
    .flatten()
    .collect();
    assert!(rows.len() >= 40, "{}", rows.len());
    let mut table =
        "artifact | decision | decisive check | code | place\n---|---|---|---|---\n".to_owned();
    let mut wrong = String::new();
    for (number, row) in rows.iter().enumerate() {
        let policy = case.write(&format!("policy-{number}.json"), row.policy.to_string());
        let mut arguments: Vec<&str> = row.arguments.iter().map(String::as_str).collect();
        arguments.extend(["--policy", &policy]);
        let (exit, verdict) = case.verdict(&arguments);
        let check = decisive(&verdict);
        let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
        let place = place(check);
        let found = [
            short(exit, &text(&verdict["decision"])).to_owned(),
            text(&check["id"]),
            text(&check["code"]),
            place,
        ];
        let _ = writeln!(table, "{} | {}", row.artifact, found.join(" | "));
        if found != row.expected {
            let _ = writeln!(
                wrong,
                "{}: {found:?}\n  expected {:?}\n  {}",
                row.artifact, row.expected, check["summary"]
            );
        }
        let remedy = check["remediation"]["text"].as_str().unwrap_or_default();
        if remedy.is_empty() || check["summary"].as_str().unwrap_or_default().is_empty() {
            let _ = writeln!(wrong, "{}: no remedy or no summary", row.artifact);
        }
        let is_decision = json!(verdict["decision"]) != json!("allow") && exit != 0;
        assert!(is_decision, "{}: {verdict:#}", row.artifact);
    }
    println!("{table}\n{} artifacts, judged at {NOW}", rows.len());
    if let Some(path) = std::env::var_os("BONAFIDE_TABLE") {
        std::fs::write(path, &table).unwrap();
    }
    assert!(wrong.is_empty(), "{wrong}");
}
