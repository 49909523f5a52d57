//! The corpus of models through the program, judged by its exit code.
#![cfg(unix)]

#[path = "../../crates/bonafide-model/tests/common/rows.rs"]
mod rows;

use std::process::Command;

use rows::{Row, Rows, is_right};
use serde_json::Value;

/// The program as the row wants it, the method apart.
fn command(row: &Row) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verify_model"));
    command
        .arg(&row.model)
        .arg("--signature")
        .arg(&row.signature);
    command.args(["--now", "2027-01-01T00:00:00Z", "--json"]);
    for option in &row.options {
        match option.as_str() {
            "ignore_unsigned" => command.arg("--ignore-unsigned-files"),
            "no_git_ignore" => command.arg("--no-git-ignore"),
            "allow_symlinks" => command.args(["--symlinks", "recorded"]),
            // The program is told where the signature is in any case.
            "signature_in_model" => &mut command,
            other => command.args(["--ignore-path", other.strip_prefix("ignore=").unwrap()]),
        };
    }
    match row.method.as_str() {
        "key" => command.arg("--key").arg(&row.trust[0]),
        "certificate" => {
            for anchor in &row.trust {
                command.arg("--certificate-chain").arg(anchor);
            }
            command.arg("--any-leaf-under-anchor")
        }
        _ => command
            .args(["--certificate-identity", &row.identity])
            .args(["--certificate-oidc-issuer", &row.issuer])
            .arg("--trusted-root")
            .arg(&row.trust[0]),
    };
    command
}

/// The exit code, and whether uncovered bytes are told.
fn run(mut command: Command) -> (i32, bool) {
    let output = command.output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let classes = &answer["tree"]["coverage"]["classes"];
    let listed = |class: &str| {
        let paths = classes[class]["paths"].as_array();
        paths.is_some_and(|paths| !paths.is_empty())
    };
    let told = listed("unsigned") || listed("ignored-by-signature") || listed("ignored-by-caller");
    (output.status.code().unwrap_or(5), told)
}

#[test]
fn every_row_ends_with_the_right_code() {
    let Some(rows) = Rows::read("program") else {
        return;
    };
    let mut wrong = 0;
    for row in &rows.rows {
        let (code, told) = run(command(row));
        assert_ne!(code, 5, "{}: an internal error", row.id);
        match is_right(&row.expected, code == 0, told) {
            Some(true) => {}
            Some(false) => {
                wrong += 1;
                println!(
                    "wrong: {}: exit code {code}, expected {}",
                    row.id, row.expected
                );
            }
            None => println!("either: {}: exit code {code}", row.id),
        }
        if row.expected == "reject-by-default" {
            let mut allowing = command(row);
            allowing.args(["--allow-eku", "1.3.6.1.5.5.7.3.1"]);
            assert_eq!(run(allowing).0, 0, "{}", row.id);
        }
        if row.expected == "reject-unless-compat" {
            let mut compatible = command(row);
            compatible.args(["--profile", "compat"]);
            assert_eq!(run(compatible).0, 1, "{}", row.id);
        }
    }
    println!("corpus models: {} rows, {wrong} wrong", rows.rows.len());
    assert_eq!(wrong, 0);
}
