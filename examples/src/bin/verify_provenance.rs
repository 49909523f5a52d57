//! Verifies the SLSA provenance of a file, or of the digest of one, offline, and explains.
//!
//! ```text
//! verify_provenance ARTIFACT_OR_ALG:HEX --provenance FILE_OR_LAYOUT --source-uri U
//!     [--source-tag T | --source-versioned-tag V] [--source-branch B] [--builder-id ID]
//!     [--build-workflow-input K=V…] [--builders public|testing|FILE]
//!     [--package-name N] [--package-version V] [--npm-keys F] [--gcb-keys DIR]
//!     [--allow-unlogged] [--require-proof] [--profile strict|compat]
//!     [--trusted-root F] [--now T] [--json]
//! ```
//!
//! FILE is an envelope, lines of them, a Sigstore bundle, a PEP 740 attestation, the attestations of
//! an npm package or the provenance of Google Cloud Build; LAYOUT is a folder in the OCI image
//! layout. The builders that are trusted are those of the table, which is named in the output.
//!
//! Exit codes: 0 allow, 1 reject, 2 wrong configuration, 3 quarantine, 4 indeterminate,
//! 5 internal error.

use std::env;
use std::process::ExitCode;

use bonafide::provenance::{Carrier, Gathered};
use bonafide_examples::{Arguments, Asked, Exit, Usage, asked, gather, npm_keys, print_ignored};
use bonafide_report::{Class, Code, Decision, Escaped};
use bonafide_slsa::{Evaluation, Profile, compat_class, evaluate};
use serde_json::json;

const NAMED: [&str; 14] = [
    "provenance",
    "source-uri",
    "source-tag",
    "source-branch",
    "source-versioned-tag",
    "builder-id",
    "builders",
    "package-name",
    "package-version",
    "npm-keys",
    "gcb-keys",
    "profile",
    "trusted-root",
    "now",
];

fn main() -> ExitCode {
    Exit::of_program("verify_provenance", run())
}

fn run() -> Result<Exit, Usage> {
    let repeated = ["build-workflow-input"];
    let switches = ["allow-unlogged", "require-proof", "json"];
    let arguments = Arguments::parse_repeated(env::args().skip(1), &NAMED, &repeated, &switches)?;
    let as_json = arguments.switch("json");
    let mut asked = asked(&arguments)?;
    let path = arguments.required("provenance")?;
    let digest = arguments.only("artifact")?;
    let gathered = match gather(path, Some(digest), &arguments, asked.settings.now())? {
        Ok(gathered) => gathered,
        Err((code, detail)) => return Ok(refuse(code, &detail, asked.settings.profile(), as_json)),
    };
    if gathered.carrier() == Carrier::Npm {
        asked.expectations = asked
            .expectations
            .with_npm_publish()
            .with_registry_keys(npm_keys(&arguments)?.ids().map(str::to_owned));
    }
    let evaluation = evaluate(
        gathered.attestations(),
        &asked.artifact,
        &asked.expectations,
        &asked.builders,
        &asked.settings,
    )
    .map_err(|error| Usage(error.to_string()))?;
    let exit = exit(&evaluation, &gathered);
    show(&asked, &gathered, &evaluation, exit, as_json);
    Ok(exit)
}

/// What could not be looked at may hold what is lacking.
fn exit(evaluation: &Evaluation, gathered: &Gathered) -> Exit {
    let class = evaluation.code().and_then(Code::class);
    match evaluation.decision() {
        Decision::Allow => Exit::Allow,
        Decision::Reject if gathered.is_complete() => Exit::Reject,
        _ if class == Some(Class::Unavailable) || !gathered.is_complete() => Exit::Indeterminate,
        Decision::Reject => Exit::Reject,
        Decision::Quarantine => Exit::Quarantine,
    }
}

fn show(asked: &Asked, gathered: &Gathered, evaluation: &Evaluation, exit: Exit, as_json: bool) {
    if as_json {
        let mut out = json!({
            "decision": exit.as_str(),
            "builders": asked.table,
            "evaluation": evaluation,
            "gathered": gathered,
        });
        if asked.settings.profile() == Profile::Compat {
            out["compat_class"] = json!(evaluation.compat_class());
        }
        println!("{out:#}");
        return;
    }
    println!("builders    {} (table of trusted builders)", asked.table);
    println!("profile     {}", asked.settings.profile().as_str());
    print!("{}", evaluation.text());
    print_ignored(gathered);
    for finding in gathered.findings() {
        println!(
            "note        {}: {}",
            finding.code(),
            Escaped(finding.detail())
        );
    }
    if let Some(code) = evaluation.code() {
        println!("fix         {}", code.remedy());
    }
    println!("decision    {}", exit.as_str());
}

fn refuse(code: Code, detail: &str, profile: Profile, as_json: bool) -> Exit {
    let exit = Exit::of_refusal(code);
    if as_json {
        let (decision, name) = (exit.as_str(), code.as_str());
        let mut out = json!({ "decision": decision, "code": name, "detail": detail });
        if profile == Profile::Compat {
            out["compat_class"] = json!(compat_class(code));
        }
        println!("{out:#}");
    } else {
        println!("refused     {code}: {}", Escaped(detail));
        println!("fix         {}", code.remedy());
        println!("decision    {}", exit.as_str());
    }
    exit
}
