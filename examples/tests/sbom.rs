//! `inspect_sbom`, on documents that are made here, and on every document of the corpus.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// A folder of its own for each test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

fn inspect(arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inspect_sbom"));
    let output = command.args(arguments).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), text)
}

fn inspect_json(arguments: &[&str]) -> (i32, Value) {
    let (exit, text) = inspect(&[arguments, &["--json"]].concat());
    (
        exit,
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")),
    )
}

/// A document of these components, which depend on each other in their order.
fn document(components: &Value) -> String {
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": { "component": { "type": "application", "bom-ref": "root", "name": "app" } },
        "components": components,
        "dependencies": [{ "ref": "root", "dependsOn": [] }],
    })
    .to_string()
}

fn library(name: &str, version: &str, licence: &str) -> Value {
    json!({
        "type": "library", "bom-ref": name, "name": name, "version": version,
        "purl": format!("pkg:npm/{name}@{version}"),
        "licenses": [{ "expression": licence }],
    })
}

#[test]
fn a_document_is_shown_whether_it_conforms_or_not() {
    let scratch = Scratch::new("sbom-shown");
    let good = scratch.file(
        "good.json",
        document(&json!([library("a", "1.0.0", "MIT")])),
    );
    let (exit, out) = inspect(&[&good]);
    assert_eq!(exit, 0, "{out}");
    for line in [
        "readable, conforms",
        "name        app",
        "MIT",
        "decision    allow",
    ] {
        assert!(out.contains(line), "{line}: {out}");
    }

    let bad = json!([{ "type": "gadget", "name": "a" }]);
    let bad = scratch.file("bad.json", document(&bad));
    let (exit, out) = inspect(&[&bad]);
    assert_eq!(exit, 0, "{out}");
    assert!(out.contains("readable, does not conform"), "{out}");
    assert!(!out.contains("valid"), "{out}");
    let (exit, out) = inspect(&[&bad, "--require-conformance"]);
    assert_eq!(exit, 1, "{out}");
    assert!(out.contains("sbom.enum at /components/0/type"), "{out}");
}

#[test]
fn machines_read_what_the_interface_promises() {
    let scratch = Scratch::new("sbom-json");
    let good = scratch.file(
        "good.json",
        document(&json!([library("a", "1.0.0", "MIT")])),
    );
    let (exit, out) = inspect_json(&[&good]);
    assert_eq!(exit, 0, "{out}");
    assert_eq!(out["format"], "cdx-json");
    assert_eq!((&out["version"], &out["count"]), (&json!("1.6"), &json!(1)));
    assert_eq!(out["parse"], "ok");
    assert_eq!(
        (&out["conforms"]["schema"], &out["conforms"]["full"]),
        (&json!("yes"), &json!("yes"))
    );

    let twice = scratch.file("twice.json", r#"{"bomFormat":"CycloneDX","bomFormat":"x"}"#);
    let (exit, out) = inspect_json(&[&twice]);
    assert_eq!(exit, 1, "{out}");
    assert_eq!(out["parse"], "sbom.json-duplicate-key");
    assert_eq!(
        (&out["count"], &out["conforms"]["schema"]),
        (&Value::Null, &json!("not-evaluated"))
    );

    let yaml = scratch.file("x.spdx.yaml", "SPDXID: x\nspdxVersion: \"SPDX-2.3\"\n");
    let (exit, out) = inspect_json(&[&yaml]);
    assert_eq!(
        (exit, &out["parse"]),
        (3, &json!("sbom.format-unsupported")),
        "{out}"
    );
}

#[test]
fn licences_are_judged_by_the_policy() {
    let scratch = Scratch::new("sbom-licences");
    let policy = json!({ "allow": ["MIT"], "deny": ["GPL-3.0-only"] });
    let policy = scratch.file("policy.json", policy.to_string());
    for (licence, exit, code) in [
        ("MIT", 0, "1 allowed"),
        ("MIT OR GPL-3.0-only", 0, "1 allowed"),
        ("Zlib", 3, "sbom.licence-unknown"),
        ("GPL-3.0-only", 1, "sbom.licence-denied"),
    ] {
        let one = document(&json!([library("a", "1.0.0", licence)]));
        let one = scratch.file("one.json", one);
        let (found, out) = inspect(&[&one, "--license-policy", &policy]);
        assert_eq!(found, exit, "{out}");
        assert!(out.contains(code), "{code}: {out}");
    }
    let nonsense = scratch.file("nonsense.json", r#"{"alow": ["MIT"]}"#);
    let good = scratch.file("good.json", document(&json!([])));
    assert_eq!(inspect(&[&good, "--license-policy", &nonsense]).0, 2);
}

/// A folder with one advisory about `a` before 2.0.0.
fn advisories(scratch: &Scratch) -> String {
    let advisory = json!({
        "schema_version": "1.7.0", "id": "GHSA-aaaa-bbbb-cccc", "modified": "2025-01-01T00:00:00Z",
        "aliases": ["CVE-2025-1"],
        "severity": [{ "type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" }],
        "affected": [{
            "package": { "ecosystem": "npm", "name": "a" },
            "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "2.0.0" }] }],
        }],
    });
    let file = scratch.file(
        "advisories/npm/GHSA-aaaa-bbbb-cccc.json",
        advisory.to_string(),
    );
    let folder = Path::new(&file).parent().unwrap().parent().unwrap();
    folder.to_str().unwrap().to_owned()
}

#[test]
fn what_is_affected_fails_only_if_asked_and_what_is_unknown_is_kept_aside() {
    let scratch = Scratch::new("sbom-advisories");
    let folder = advisories(&scratch);
    let affected = document(&json!([library("a", "1.0.0", "MIT")]));
    let affected = scratch.file("affected.json", affected);
    let clean = scratch.file(
        "clean.json",
        document(&json!([library("a", "2.0.0", "MIT")])),
    );
    let unknown = json!([{ "type": "library", "name": "a", "version": "2.0.0" }]);
    let unknown = scratch.file("unknown.json", document(&unknown));
    let as_of = "2025-06-01T00:00:00Z";
    for (file, more, exit, text) in [
        (
            &affected,
            &[][..],
            0,
            "GHSA-aaaa-bbbb-cccc in a 1.0.0, fixed in 2.0.0",
        ),
        (&affected, &["--fail-on", "high"], 1, "vuln.above-threshold"),
        (
            &affected,
            &["--fail-on", "critical"],
            0,
            "1 vulnerabilities, 0 of them suppressed",
        ),
        (
            &clean,
            &["--fail-on", "low"],
            0,
            "0 affected, 1 not affected, 0 unknown",
        ),
        (
            &clean,
            &["--advisories-as-of", as_of],
            0,
            "as of 2025-06-01T00:00:00Z",
        ),
        (&unknown, &[], 3, "vuln.unknown"),
        (&unknown, &["--fail-on", "high"], 3, "no purl"),
    ] {
        let (found, out) = inspect(&[&[file.as_str(), "--advisories", &folder], more].concat());
        assert_eq!(found, exit, "{more:?}: {out}");
        assert!(out.contains(text), "{text}: {out}");
    }
    assert_eq!(inspect(&[&clean, "--advisories-as-of", as_of]).0, 2);
}

#[test]
fn statements_suppress_only_if_they_are_trusted() {
    let scratch = Scratch::new("sbom-vex");
    let folder = advisories(&scratch);
    let made = scratch.file(
        "made.json",
        document(&json!([library("a", "1.0.0", "MIT")])),
    );
    let vex = json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex/1",
        "author": "A", "timestamp": "2025-02-01T00:00:00Z", "version": 1,
        "statements": [{
            "vulnerability": { "name": "CVE-2025-1" }, "status": "not_affected",
            "justification": "vulnerable_code_not_present",
            "products": [{ "@id": "pkg:npm/a@1.0.0" }],
        }],
    });
    let vex = scratch.file("vex.json", vex.to_string());
    let asked = [
        made.as_str(),
        "--advisories",
        &folder,
        "--fail-on",
        "high",
        "--vex",
        &vex,
    ];
    let (exit, out) = inspect(&asked);
    assert_eq!(exit, 1, "{out}");
    let (exit, out) = inspect(&[&asked[..], &["--trust-vex-unsigned"]].concat());
    assert_eq!(exit, 0, "{out}");
    assert!(
        out.contains("1 vulnerabilities, 1 of them suppressed"),
        "{out}"
    );
    assert!(
        out.contains("not_affected at /statements/0: applied"),
        "{out}"
    );
    assert_eq!(inspect(&[&made, "--trust-vex-unsigned"]).0, 2);
}

#[test]
fn reports_are_about_the_subject_and_count() {
    let scratch = Scratch::new("sbom-report");
    let made = scratch.file(
        "made.json",
        document(&json!([library("a", "1.0.0", "MIT")])),
    );
    let digest = format!("sha256:{}", "ab".repeat(32));
    let report = json!({
        "matches": [{
            "vulnerability": { "id": "CVE-2025-1", "severity": "Critical", "fix": { "versions": [], "state": "not-fixed" } },
            "artifact": { "name": "a", "version": "1.0.0", "type": "npm", "purl": "pkg:npm/a@1.0.0" },
        }],
        "source": { "type": "image", "target": { "manifestDigest": digest } },
        "descriptor": { "name": "grype", "version": "0.100.0" },
    });
    let report = scratch.file("report.json", report.to_string());
    let asked = [made.as_str(), "--report", &report];
    let (exit, out) = inspect(&asked);
    assert_eq!(exit, 0, "{out}");
    assert!(out.contains("critical  CVE-2025-1 in a 1.0.0"), "{out}");
    assert_eq!(
        inspect(&[&asked[..], &["--fail-on", "critical"]].concat()).0,
        1
    );

    let other = format!("manifest:sha256:{}", "cd".repeat(32));
    let (_, out) = inspect(&[&asked[..], &["--subject", &other]].concat());
    assert!(out.contains("vuln.subject-mismatch"), "{out}");
    let broken = scratch.file("broken.json", "{}");
    assert_eq!(inspect(&[&made, "--report", &broken]).0, 1);
}

#[test]
fn subjects_are_compared_with_what_the_root_says() {
    let scratch = Scratch::new("sbom-subject");
    let mut made: Value = serde_json::from_str(&document(&json!([]))).unwrap();
    let hash = "ab".repeat(32);
    made["metadata"]["component"]["purl"] = json!(format!("pkg:oci/app@sha256%3A{hash}"));
    let made = scratch.file("made.json", made.to_string());
    let silent = scratch.file("silent.json", document(&json!([])));
    let own = format!("manifest:sha256:{hash}");
    let other = format!("manifest:sha256:{}", "cd".repeat(32));
    for (file, subject, exit) in [
        (&made, own.as_str(), 0),
        (&made, &other, 1),
        (&silent, &own, 3),
        (&made, "image:x", 2),
    ] {
        let (found, out) = inspect(&[file, "--subject", subject]);
        assert_eq!(found, exit, "{out}");
    }
}

#[test]
fn differences_are_shown_and_refused_by_nobody() {
    let scratch = Scratch::new("sbom-diff");
    let before = document(&json!([
        library("a", "1.0.0", "MIT"),
        library("b", "1.0.0", "MIT")
    ]));
    let after = document(&json!([
        library("a", "1.1.0", "MIT"),
        library("c", "1.0.0", "MIT")
    ]));
    let (before, after) = (
        scratch.file("before.json", before),
        scratch.file("after.json", after),
    );
    let (exit, out) = inspect(&[&before, "--diff", &after]);
    assert_eq!(exit, 0, "{out}");
    for line in ["added pkg:npm/c", "removed pkg:npm/b", "1.0.0 -> 1.1.0"] {
        assert!(out.contains(line), "{line}: {out}");
    }
    let (_, out) = inspect_json(&[&before, "--diff", &before]);
    assert_eq!(out["diff"]["changes"], json!([]));
    let (_, out) = inspect(&[&before, "--diff", &before]);
    assert!(out.contains("\nchanges\n  none\n"), "{out}");
    let (_, out) = inspect_json(&[&before, "--diff", &after]);
    let kinds: Vec<&str> = out["diff"]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|change| change["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["version-up", "removed", "added"]);

    let spdx = json!({
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "a",
        "packages": [], "relationships": [],
    });
    let spdx = scratch.file("spdx.json", spdx.to_string());
    let (exit, out) = inspect_json(&[&before, "--diff", &spdx]);
    assert_eq!(exit, 0, "{out}");
    let scopes = json!({ "aspect": "scopes", "before": null, "after": "not-in-format" });
    let aspects = out["diff"]["not_comparable"].as_array().unwrap();
    assert!(aspects.contains(&scopes), "{out}");
    let (_, out) = inspect(&[&before, "--diff", &spdx]);
    let line = "  not compared: scopes (after: no place for it in the format)";
    assert!(out.contains(line), "{out}");
}

#[test]
fn profiles_are_met_or_not() {
    let scratch = Scratch::new("sbom-profile");
    let made = scratch.file(
        "made.json",
        document(&json!([library("a", "1.0.0", "MIT")])),
    );
    let (exit, out) = inspect(&[&made, "--profile", "ntia-2021"]);
    assert_eq!(exit, 1, "{out}");
    assert!(
        out.contains("sbom.incomplete") && out.contains("supplier-name"),
        "{out}"
    );
    let whole = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {
            "timestamp": "2025-01-01T00:00:00Z", "authors": [{ "name": "A" }],
            "component": {
                "type": "application", "bom-ref": "root", "name": "app", "version": "1",
                "purl": "pkg:npm/app@1", "supplier": { "name": "S" },
            },
        },
        "dependencies": [{ "ref": "root", "dependsOn": [] }],
    });
    let whole = scratch.file("whole.json", whole.to_string());
    let (exit, out) = inspect(&[&whole, "--profile", "ntia-2021"]);
    assert_eq!(exit, 0, "{out}");
    assert_eq!(inspect(&[&whole, "--profile", "ntia"]).0, 2);
}

#[test]
fn graphs_are_the_only_output_that_is_asked_for() {
    let scratch = Scratch::new("sbom-graph");
    let mut made: Value =
        serde_json::from_str(&document(&json!([library("a", "1.0.0", "MIT")]))).unwrap();
    made["dependencies"] = json!([{ "ref": "root", "dependsOn": ["a"] }]);
    let made = scratch.file("made.json", made.to_string());
    let (exit, out) = inspect(&[&made, "--graph", "dot"]);
    assert_eq!(exit, 0, "{out}");
    assert!(
        out.starts_with("digraph dependencies {") && out.ends_with("}\n"),
        "{out}"
    );
    assert_eq!(out.matches("->").count(), 1, "{out}");
    let (_, out) = inspect(&[&made, "--graph", "mermaid"]);
    assert!(
        out.starts_with("graph TD\n") && out.contains("a 1.0.0"),
        "{out}"
    );
    assert_eq!(inspect(&[&made, "--graph", "svg"]).0, 2);
    assert_eq!(inspect(&[&made, "--graph", "dot", "--json"]).0, 2);
}

#[test]
fn what_is_no_drawing_does_not_go_where_drawings_go() {
    let scratch = Scratch::new("sbom-graph-refused");
    let denied = scratch.file(
        "denied.json",
        document(&json!([library("a", "1.0.0", "GPL-3.0-only")])),
    );
    let policy = scratch.file("policy.json", r#"{"deny": ["GPL-3.0-only"]}"#);
    let broken = scratch.file("broken.json", "{");
    for (arguments, drawing, reason) in [
        (
            &[denied.as_str(), "--license-policy", &policy][..],
            "digraph",
            "sbom.licence-denied",
        ),
        (&[&broken], "", "sbom.json-syntax"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_inspect_sbom"));
        let output = command.args(arguments).args(["--graph", "dot"]).output();
        let output = output.unwrap();
        let [out, err] =
            [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        assert_eq!(output.status.code(), Some(1), "{err}");
        assert!(
            out.starts_with(drawing) && out.is_empty() == drawing.is_empty(),
            "{out}"
        );
        assert!(err.contains(reason), "{err}");
    }
}

#[test]
fn nobody_who_stops_reading_changes_the_answer() {
    let scratch = Scratch::new("sbom-pipe");
    let many: Vec<Value> = (0..5_000)
        .map(|number| library(&format!("c{number}"), "1.0.0", "MIT"))
        .collect();
    let many = scratch.file("many.json", document(&json!(many)));
    for more in [
        &["--graph", "dot"][..],
        &["--profile", "ntia-2021", "--json"],
    ] {
        let wanted = inspect(&[&[many.as_str()], more].concat()).0;
        let mut command = Command::new(env!("CARGO_BIN_EXE_inspect_sbom"));
        let command = command.arg(&many).args(more);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(wanted), "{more:?}");
    }
}

#[test]
fn texts_of_documents_cannot_drive_a_terminal() {
    let scratch = Scratch::new("sbom-escapes");
    let evil = "a\u{1b}[31m\u{202e}\n\u{9b}b";
    let mut made: Value =
        serde_json::from_str(&document(&json!([library(evil, evil, evil)]))).unwrap();
    made["metadata"]["component"]["name"] = json!(evil);
    made["metadata"]["timestamp"] = json!(evil);
    made[evil] = json!(1);
    made["vulnerabilities"] = json!([{
        "id": evil, "affects": [{ "ref": evil }], "analysis": { "state": evil },
    }]);
    let made = scratch.file("made.json", made.to_string());
    let other = scratch.file("other.json", document(&json!([library("b", "1", evil)])));
    let folder = advisories(&scratch);
    scratch.file("advisories/\u{1b}[31m.json", "{");
    let asked = [
        made.as_str(),
        "--advisories",
        &folder,
        "--diff",
        &other,
        "--profile",
        "cisa-2025-draft",
        "--require-conformance",
        "--fail-on",
        "low",
    ];
    for more in [&[][..], &["--graph", "dot"], &["--graph", "mermaid"]] {
        let (_, out) = inspect(&[&asked[..], more].concat());
        let is_plain = |c: char| c == '\n' || !(c.is_control() || c == '\u{202e}');
        assert!(out.chars().all(is_plain), "{out:?}");
        assert!(out.contains("u{1b}") || out.contains("#123;1b"), "{out}");
    }
}

#[test]
fn the_gravest_failure_decides() {
    let scratch = Scratch::new("sbom-gravest");
    let folder = advisories(&scratch);
    let unknown = json!([{
        "type": "library", "name": "a", "version": "1", "licenses": [{ "expression": "MIT" }],
    }]);
    let unknown = scratch.file("unknown.json", document(&unknown));
    let policy = scratch.file("policy.json", r#"{"deny": ["MIT"]}"#);
    let asked = [unknown.as_str(), "--advisories", &folder];
    let (exit, out) = inspect(&asked);
    assert_eq!(exit, 3, "{out}");
    let (exit, out) = inspect(&[&asked[..], &["--license-policy", &policy]].concat());
    assert_eq!(exit, 1, "{out}");
    for code in ["vuln.unknown", "sbom.licence-denied"] {
        assert!(out.contains(code), "{code}: {out}");
    }
}

#[test]
fn advisories_that_cannot_be_read_leave_nothing_clean() {
    let scratch = Scratch::new("sbom-advisories-broken");
    let folder = advisories(&scratch);
    let clean = document(&json!([library("a", "2.0.0", "MIT")]));
    let clean = scratch.file("clean.json", clean);
    assert_eq!(inspect(&[&clean, "--advisories", &folder]).0, 0);
    scratch.file("advisories/npm/GHSA-broken.json", "{");
    let (exit, out) = inspect(&[&clean, "--advisories", &folder]);
    assert_eq!(exit, 3, "{out}");
    assert!(out.contains("vuln.incomplete"), "{out}");
    assert!(out.contains("GHSA-broken.json: sbom.json-syntax"), "{out}");
}

#[test]
fn whether_it_conforms_can_be_unknown() {
    let scratch = Scratch::new("sbom-conformance-unknown");
    let spdx3 = json!({
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [
            { "type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1",
              "created": "2025-01-01T00:00:00Z", "createdBy": ["a"] },
            { "type": "SpdxDocument", "spdxId": "d", "creationInfo": "_:c" },
        ],
    });
    let spdx3 = scratch.file("spdx3.json", spdx3.to_string());
    let (exit, out) = inspect(&[&spdx3]);
    assert_eq!(exit, 0, "{out}");
    let (exit, out) = inspect(&[&spdx3, "--require-conformance"]);
    assert_eq!(exit, 3, "{out}");
}

#[test]
fn help_is_had_for_the_asking() {
    let (exit, out) = inspect(&["--help"]);
    assert_eq!(exit, 0, "{out}");
    for option in [
        "--format",
        "--json",
        "--license-policy",
        "--advisories",
        "--advisories-as-of",
        "--report",
        "--vex",
        "--trust-vex-unsigned",
        "--fail-on",
        "--diff",
        "--subject",
        "--profile",
        "--require-conformance",
        "--graph",
        "--now",
    ] {
        assert!(out.contains(&format!("\n{option} ")), "{option}: {out}");
    }
    for profile in bonafide_sbom::Profile::ALL {
        assert!(out.contains(profile.id), "{}", profile.id);
    }
}

#[cfg(unix)]
#[test]
fn arguments_in_no_encoding_are_wrong() {
    use std::os::unix::ffi::OsStrExt;

    let mut command = Command::new(env!("CARGO_BIN_EXE_inspect_sbom"));
    let output = command.arg(std::ffi::OsStr::from_bytes(b"\xff")).output();
    assert_eq!(output.unwrap().status.code(), Some(2));
}

#[test]
fn wrong_command_lines_are_told_apart_from_refusals() {
    let scratch = Scratch::new("sbom-usage");
    let good = scratch.file("good.json", document(&json!([])));
    for wrong in [
        &[][..],
        &[good.as_str(), "--format", "cdx"],
        &[&good, "--now", "yesterday"],
        &[&good, "--license-policy", "missing.json"],
        &[&good, "--sarif"],
        &["missing.json"],
        &[&good, &good],
        &[&good, "--json", "--graph", "dot"],
        &[&good, "--diff", &good, "--diff", &good],
        &[&good, "--fail-on", "unknown"],
        &[&good, "--advisories", "missing"],
        &[&good, "--diff"],
    ] {
        let (exit, out) = inspect(wrong);
        assert_eq!(exit, 2, "{wrong:?}: {out}");
        assert!(out.starts_with("inspect_sbom: "), "{out}");
    }
    assert_eq!(inspect(&[&good, "--format", "cdx-json"]).0, 0);
    assert_eq!(inspect(&[&good, "--format", "spdx2-json"]).0, 1);
}

#[test]
fn every_document_of_the_corpus_has_its_answers() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom, program: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("sbom");
    let manifest = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let (mut rows, mut wrong) = (0, 0);
    for line in manifest.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, format, _, parse, conforms, count, ..] = columns.as_slice() else {
            panic!("{line}");
        };
        if !["cdx-", "spdx", "wrapped-"]
            .iter()
            .any(|family| format.starts_with(family))
        {
            continue;
        }
        // XML in UTF-16 is not read.
        if file.contains("utf16") {
            continue;
        }
        rows += 1;
        let path = folder.join(file);
        let (exit, out) = inspect_json(&[path.to_str().unwrap()]);
        let exit_is_right = match *parse {
            "ok" => exit == 0 && out["parse"] == "ok",
            "unsupported" => exit == 3,
            _ => exit == 1,
        };
        let count_is_right =
            count.is_empty() || *parse != "ok" || out["count"].as_u64() == count.parse().ok();
        // What only prose forbids is told by the other answer, which is that of SPDX validators.
        let asked = if line.contains("conforms.full") || line.contains("\tspdx-") {
            "full"
        } else {
            "schema"
        };
        let schema_is_right =
            *conforms == "unknown" || *parse != "ok" || out["conforms"][asked] == *conforms;
        if !(exit_is_right && count_is_right && schema_is_right) {
            wrong += 1;
            println!(
                "{line}\n  {exit} {} {} {}",
                out["parse"], out["count"], out["conforms"]["schema"]
            );
        }
    }
    println!("corpus sbom, program: {rows} rows, {wrong} wrong");
    assert!(rows > 0 && wrong == 0);
}
