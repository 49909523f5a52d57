//! Provenance through the programs: on the real evidence of `examples/data`, and on every row of the
//! corpus.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

const PROVENANCE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/data/pypi_attestations-0.0.19.tar.gz.slsa.attestation"
);
const DIGEST: &str = "sha256:9bb1add04b1b4e182be6b0b80931593f7a291eb49d69b4fd728a5d4cbcdc4bd3";
const SOURCE: &str = "github.com/trailofbits/pypi-attestations";
const BUILDER: &str =
    "https://github.com/trailofbits/pypi-attestations/.github/workflows/release.yml";

fn run(program: &str, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(program).args(arguments).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), text)
}

fn verify(arguments: &[&str]) -> (i32, String) {
    let wanted = ["--provenance", PROVENANCE, DIGEST];
    let arguments = [&wanted[..], arguments].concat();
    run(env!("CARGO_BIN_EXE_verify_provenance"), &arguments)
}

#[test]
fn real_provenance_is_allowed_and_names_its_table() {
    let wanted = ["--source-uri", SOURCE, "--source-tag", "v0.0.19"];
    let (exit, out) = verify(&wanted);
    assert_eq!(exit, 0, "{out}");
    assert!(out.contains("builders    public"), "{out}");
    assert!(out.contains("build level: 2"), "{out}");
    assert!(
        out.contains("any workflow of the repository may have signed"),
        "{out}"
    );

    let id = format!("{BUILDER}@refs/tags/v0.0.19");
    for builder in [BUILDER, id.as_str()] {
        let (exit, out) = verify(&[&wanted[..], &["--builder-id", builder]].concat());
        assert_eq!(exit, 0, "{out}");
    }
}

#[test]
fn each_expectation_that_is_not_met_is_refused_by_its_code() {
    for (arguments, code) in [
        (
            [
                "--source-uri",
                "github.com/trailofbits/other",
                "--source-tag",
                "v0.0.19",
            ],
            "slsa.source.repo",
        ),
        (
            ["--source-uri", SOURCE, "--source-tag", "v0.0.18"],
            "slsa.ref.tag",
        ),
        (
            ["--source-uri", SOURCE, "--source-versioned-tag", "v1"],
            "slsa.ref.versioned-tag",
        ),
        (
            ["--source-uri", SOURCE, "--source-branch", "main"],
            "slsa.ref.kind",
        ),
        (
            [
                "--source-uri",
                SOURCE,
                "--builder-id",
                "https://github.com/a/b/.github/workflows/c.yml",
            ],
            "slsa.builder.id-mismatch",
        ),
        (
            ["--source-uri", SOURCE, "--build-workflow-input", "a=b"],
            "slsa.inputs.not-dispatch",
        ),
    ] {
        let (exit, out) = verify(&arguments);
        assert_eq!(exit, 1, "{out}");
        assert!(out.contains(&format!("code: {code}")), "{code}: {out}");
        let (exit, out) = verify(&[&arguments[..], &["--json"]].concat());
        let out: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((exit, &out["evaluation"]["code"]), (1, &Value::from(code)));
        assert_eq!(
            (&out["decision"], &out["builders"]),
            (&"reject".into(), &"public".into())
        );
        assert_eq!(out.get("compat_class"), None);
    }
}

#[test]
fn the_other_profile_names_the_class() {
    let arguments = [
        "--source-uri",
        SOURCE,
        "--source-tag",
        "v1",
        "--profile",
        "compat",
        "--json",
    ];
    let (exit, out) = verify(&arguments);
    let out: Value = serde_json::from_str(&out).unwrap();
    // It wants this kind of builder to be named.
    assert_eq!(
        (exit, &out["compat_class"]),
        (1, &"ErrorUntrustedReusableWorkflow".into())
    );
    let (exit, out) = verify(&[&arguments[..], &["--builder-id", BUILDER]].concat());
    let out: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (exit, &out["compat_class"]),
        (1, &"ErrorMismatchTag".into())
    );
}

#[test]
fn a_wrong_command_line_is_no_verdict() {
    let source = ["--source-uri", SOURCE];
    for arguments in [
        &["--source-tag", "v1"][..],
        &["--source-uri", "http://user@h/x"],
        &["--source-uri", "github.com/a/b@refs/tags/v1"],
        &[&source[..], &["--builders", "/nowhere"]].concat(),
        &[&source[..], &["--profile", "lax"]].concat(),
        &[&source[..], &["--build-workflow-input", "a"]].concat(),
        &[
            &source[..],
            &["--source-tag", "v1", "--source-versioned-tag", "v1"],
        ]
        .concat(),
    ] {
        let (exit, out) = verify(arguments);
        assert_eq!(exit, 2, "{arguments:?}: {out}");
    }
}

#[test]
fn inspection_shows_fields_and_decides_nothing() {
    let program = env!("CARGO_BIN_EXE_inspect_provenance");
    let (exit, out) = run(program, &[PROVENANCE]);
    assert_eq!(exit, 0, "{out}");
    for part in [
        "github-attestation",
        "/buildDefinition/externalParameters",
        "build level: 2",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert!(!out.contains("decision") && !out.contains("allow"), "{out}");
    let (exit, out) = run(program, &[PROVENANCE, "--json"]);
    let out: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((exit, &out["builders"]), (0, &"public".into()));
    assert_eq!(out["attestations"][0]["authenticity"], "verified");
}

type Row<'a> = BTreeMap<&'a str, &'a str>;

fn arguments(row: &Row<'_>, slsa: &str, profile: &str) -> Vec<String> {
    let mut list: Vec<String> = [
        "--profile",
        profile,
        "--json",
        "--now",
        "2026-06-01T00:00:00Z",
    ]
    .map(str::to_owned)
    .to_vec();
    let mut push = |name: &str, value: &str| list.extend([format!("--{name}"), value.to_owned()]);
    push("trusted-root", &format!("{slsa}/trust/trusted_root.json"));
    push("npm-keys", &format!("{slsa}/trust/npm_keys.json"));
    push("gcb-keys", &format!("{slsa}/gcb_keys"));
    push("provenance", &format!("{slsa}/data/{}", row["attestation"]));
    for (name, column) in [
        ("source-uri", "source_uri"),
        ("source-branch", "branch"),
        ("source-tag", "tag"),
        ("source-versioned-tag", "versioned_tag"),
        ("builder-id", "builder_id"),
        ("package-name", "package_name"),
        ("package-version", "package_version"),
    ] {
        if row[column] != "-" {
            push(name, row[column]);
        }
    }
    if row["workflow_inputs"] != "-" {
        let inputs: BTreeMap<String, String> =
            serde_json::from_str(row["workflow_inputs"]).unwrap();
        for (name, value) in inputs {
            push("build-workflow-input", &format!("{name}={value}"));
        }
    }
    if row["testing_env"] != "-" {
        push("builders", "testing");
    }
    list.push(match row["artifact_digest"] {
        "-" => format!("{slsa}/data/{}", row["artifact"]),
        digest => digest.to_owned(),
    });
    list
}

#[test]
fn every_row_of_the_corpus_by_the_program() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus slsa, program: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let slsa = PathBuf::from(corpus).join("slsa");
    let slsa = slsa.to_str().unwrap();
    let table = std::fs::read_to_string(format!("{slsa}/manifest.tsv")).unwrap();
    let mut lines = table.lines();
    let columns: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let (mut rows, mut wrong) = (0, 0);
    for line in lines {
        let row: Row<'_> = columns.iter().copied().zip(line.split('\t')).collect();
        if row["kind"] == "vsa" {
            continue;
        }
        rows += 1;
        let list = arguments(&row, slsa, "compat");
        let list: Vec<&str> = list.iter().map(String::as_str).collect();
        let (exit, out) = run(env!("CARGO_BIN_EXE_verify_provenance"), &list);
        let answer: Value = serde_json::from_str(&out).unwrap_or_default();
        let fits = match row["expected"] {
            "ok" => exit == 0 && answer["decision"] == "allow",
            class => exit != 0 && answer["compat_class"] == class,
        };
        if !fits {
            let found = &answer["compat_class"];
            println!("wrong {} {}: exit {exit}, {found}", row["id"], row["name"]);
            wrong += 1;
        }
    }
    println!("corpus slsa, program: {rows} rows, {wrong} wrong");
    assert_eq!(wrong, 0);
}
