//! Verifies a file, or the digest of one, against a Sigstore bundle, offline, and explains.
//!
//! ```text
//! verify_blob --bundle F (--identity SAN --issuer URL | --key PEM) [--trusted-root F]
//!             [--now RFC3339] [--json] FILE_OR_DIGEST
//! ```
//!
//! Exit codes: 0 allow, 1 reject, 2 wrong configuration, 3 quarantine, 4 indeterminate,
//! 5 internal error.

use std::env;
use std::process::ExitCode;

use bonafide_examples::{
    Arguments, Exit, Usage, artifact, key, now, print_checks, read, trusted_root,
};
use bonafide_sigstore::{
    Bundle, IdentityMatcher, ParseOptions, Policy, Refusal, Request, VerifiedBundle, Verifier,
};
use serde_json::json;

fn main() -> ExitCode {
    run()
        .unwrap_or_else(|usage| {
            eprintln!("verify_blob: {usage}");
            Exit::Configuration
        })
        .into()
}

fn run() -> Result<Exit, Usage> {
    let named = ["bundle", "identity", "issuer", "key", "trusted-root", "now"];
    let arguments = Arguments::parse(env::args().skip(1), &named, &["json"])?;
    let policy = policy(&arguments)?;
    let root = trusted_root(arguments.value("trusted-root"), false)?;
    let verifier = Verifier::new(root).map_err(|error| Usage(error.to_string()))?;
    let bundle_path = arguments.required("bundle")?;
    let bundle = match Bundle::parse(&read(bundle_path)?, &ParseOptions::default()) {
        Ok(bundle) => bundle,
        Err(error) => {
            return Ok(show_refusal(
                &Refusal::from(error),
                arguments.switch("json"),
            ));
        }
    };
    let artifact = artifact(arguments.only("file or digest")?, &bundle, &policy)?;
    let request = Request::new(artifact, &policy, now(arguments.value("now"))?);
    Ok(match verifier.verify(&bundle, &request) {
        Ok(verified) => show_verified(&verified, arguments.switch("json")),
        Err(refusal) => {
            let whole = verifier.explain(&bundle, &request);
            show_refusal(&refusal.with_report(whole), arguments.switch("json"))
        }
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
