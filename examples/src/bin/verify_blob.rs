//! Verifies a file, or the digest of one, against a Sigstore bundle or a PEP 740 attestation,
//! offline, and explains.
//!
//! ```text
//! verify_blob --bundle F (--identity SAN --issuer URL | --key PEM) [--trusted-root F]
//!             [--distribution FILENAME] [--now RFC3339] [--json] FILE_OR_DIGEST
//! ```
//!
//! An attestation is about a named distribution: the name is that of FILE, or `--distribution`.
//!
//! Exit codes: 0 allow, 1 reject, 2 wrong configuration, 3 quarantine, 4 indeterminate,
//! 5 internal error.

use std::env;
use std::path::Path;
use std::process::ExitCode;

use bonafide_examples::{
    Arguments, Exit, Usage, artifact, key, now, print_checks, read, trusted_root,
};
use bonafide_sigstore::pep740::ExpectedDistribution;
use bonafide_sigstore::{
    IdentityMatcher, ParseOptions, Policy, Refusal, Request, SignatureFile, VerifiedBundle,
    Verifier,
};
use serde_json::json;

fn main() -> ExitCode {
    Exit::of_program("verify_blob", run())
}

fn run() -> Result<Exit, Usage> {
    let named = [
        "bundle",
        "identity",
        "issuer",
        "key",
        "trusted-root",
        "distribution",
        "now",
    ];
    let arguments = Arguments::parse(env::args().skip(1), &named, &["json"])?;
    let as_json = arguments.switch("json");
    let policy = policy(&arguments)?;
    let root = trusted_root(arguments.value("trusted-root"), false)?;
    let verifier = Verifier::new(root).map_err(|error| Usage(error.to_string()))?;
    let bytes = read(arguments.required("bundle")?)?;
    let evidence = match SignatureFile::parse(&bytes, &ParseOptions::default()) {
        Ok(evidence) => evidence,
        Err(error) => return Ok(show_refusal(&Refusal::from(error), as_json)),
    };
    let what = arguments.only("file or digest")?;
    let artifact = artifact(what, evidence.bundle(), &policy)?;
    let request = Request::new(artifact, &policy, now(arguments.value("now"))?);
    let bundle = evidence.bundle();
    let verdict = match evidence.attestation() {
        None => verifier
            .verify(bundle, &request)
            .map_err(|refusal| refusal.with_report(verifier.explain(bundle, &request))),
        Some(attestation) => {
            let expected = distribution(&arguments, what)?;
            verifier
                .verify_attestation(attestation, &expected, &request)
                .map_err(|refusal| {
                    refusal.with_report(verifier.explain_attestation(
                        attestation,
                        &expected,
                        &request,
                    ))
                })
        }
    };
    Ok(match verdict {
        Ok(verified) => show_verified(&verified, as_json),
        Err(refusal) => show_refusal(&refusal, as_json),
    })
}

/// The distribution that an attestation must be about.
fn distribution(arguments: &Arguments, file: &str) -> Result<ExpectedDistribution, Usage> {
    let of_file = || Path::new(file).file_name().and_then(|name| name.to_str());
    let name = arguments
        .value("distribution")
        .or_else(of_file)
        .unwrap_or_default();
    ExpectedDistribution::new(name).ok_or_else(|| {
        Usage(format!(
            "\"{name}\" names no distribution; give --distribution"
        ))
    })
}

fn policy(arguments: &Arguments) -> Result<Policy, Usage> {
    if let Some(path) = arguments.value("key") {
        if arguments.value("identity").is_some() {
            return Err(Usage("--key and --identity exclude each other".to_owned()));
        }
        return Ok(Policy::key(key(path)?));
    }
    IdentityMatcher::exact(
        arguments.required("identity")?,
        arguments.required("issuer")?,
    )
    .map(Policy::identity)
    .map_err(|error| Usage(error.to_string()))
}

fn show_verified(verified: &VerifiedBundle, as_json: bool) -> Exit {
    let exit = Exit::Allow;
    if as_json {
        let decision = exit.as_str();
        let report = verified.report();
        println!(
            "{:#}",
            json!({ "decision": decision, "evidence": verified, "report": report })
        );
        return exit;
    }
    print_checks(verified.report());
    println!();
    for (name, value) in verified.summary() {
        println!("{name:12}{value}");
    }
    println!("decision    {}", exit.as_str());
    exit
}

fn show_refusal(refusal: &Refusal, as_json: bool) -> Exit {
    let code = refusal.code();
    let exit = Exit::of_refusal(code);
    if as_json {
        let (decision, code) = (exit.as_str(), code.as_str());
        println!(
            "{:#}",
            json!({ "decision": decision, "code": code, "report": refusal.report() })
        );
        return exit;
    }
    print_checks(refusal.report());
    println!();
    println!("{:12}{code}: {refusal}", "refused");
    println!("{:12}{}", "fix", code.remedy());
    println!("{:12}{}", "decision", exit.as_str());
    exit
}
