//! The command line of the public Sigstore conformance suite.
//!
//! ```text
//! conformance verify-bundle [--staging] --bundle F
//!     (--certificate-identity I --certificate-oidc-issuer U | --key F)
//!     [--trusted-root F] [--tlog-threshold N] [--sct-threshold N] [--allow-promise-only]
//!     [--key-valid START..END] [--backend ring|rustcrypto|aws-lc] FILE_OR_DIGEST
//! ```
//!
//! Options may also stand before the command, where a runner of the suite puts those of its user.
//!
//! Exit code 0 when the bundle is valid, another when it is not.

use std::env;
use std::process::ExitCode;

use bonafide_examples::{Arguments, Usage, artifact, key, now, read, trusted_root};
use bonafide_report::{Time, Window};
use bonafide_sigstore::{
    Bundle, IdentityMatcher, ParseOptions, Policy, Request, TrustedRoot, Verifier, VerifierBuilder,
};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let command = arguments.iter().position(|word| word == "verify-bundle");
    arguments.remove(command.ok_or("the command is verify-bundle")?);
    verify_bundle(arguments)
}

fn verify_bundle(arguments: Vec<String>) -> Result<(), String> {
    const NAMED: [&str; 9] = [
        "backend",
        "bundle",
        "certificate-identity",
        "certificate-oidc-issuer",
        "key",
        "trusted-root",
        "tlog-threshold",
        "sct-threshold",
        "key-valid",
    ];
    let usage = |usage: Usage| usage.to_string();
    let arguments =
        Arguments::parse(arguments, &NAMED, &["staging", "allow-promise-only"]).map_err(usage)?;
    let root = trusted_root(arguments.value("trusted-root"), arguments.switch("staging"));
    let verifier = builder(root.map_err(usage)?, arguments.value("backend"))
        .map_err(usage)?
        .build()
        .map_err(|error| format!("{}: {error}", error.code()))?;
    let policy = policy(&arguments).map_err(usage)?;
    let bytes = read(arguments.required("bundle").map_err(usage)?).map_err(usage)?;
    let bundle = Bundle::parse(&bytes, &ParseOptions::default())
        .map_err(|error| format!("{}: {error}", error.code()))?;
    let what = arguments.only("file or digest").map_err(usage)?;
    let artifact = artifact(what, &bundle, &policy).map_err(usage)?;
    let request = Request::new(artifact, &policy, now(None).map_err(usage)?);
    verifier
        .verify(&bundle, &request)
        .map(drop)
        .map_err(|refusal| format!("{}: {refusal}", refusal.code()))
}

fn builder(root: TrustedRoot, backend: Option<&str>) -> Result<VerifierBuilder, Usage> {
    match backend {
        None | Some("ring") => Ok(Verifier::builder(root, bonafide_keys::Ring)),
        #[cfg(feature = "rustcrypto")]
        Some("rustcrypto") => Ok(Verifier::builder(root, bonafide_keys::RustCrypto)),
        #[cfg(feature = "aws-lc")]
        Some("aws-lc") => Ok(Verifier::builder(root, bonafide_keys::AwsLc)),
        Some(other) => Err(Usage(format!("--backend {other} is not compiled"))),
    }
}

fn policy(arguments: &Arguments) -> Result<Policy, Usage> {
    let mut policy = Policy::nobody();
    if let Some(path) = arguments.value("key") {
        let mut key = key(path)?;
        if let Some(window) = arguments.value("key-valid") {
            key = key.with_window(key_window(window)?);
        }
        policy = policy.with_key(key);
    }
    if let Some(identity) = arguments.value("certificate-identity") {
        let wanted =
            IdentityMatcher::exact(identity, arguments.required("certificate-oidc-issuer")?)
                .map_err(|error| Usage(error.to_string()))?;
        policy = policy.with_identity(wanted);
    }
    policy = match arguments.count("tlog-threshold")? {
        Some(0) => policy.without_transparency_log(),
        Some(wanted) => policy.with_tlog_threshold(wanted),
        None => policy,
    };
    policy = match arguments.count("sct-threshold")? {
        Some(0) => policy.without_certificate_timestamps(),
        Some(wanted) => policy.with_sct_threshold(wanted),
        None => policy,
    };
    if arguments.switch("allow-promise-only") {
        policy = policy.allow_promise_only();
    }
    Ok(policy)
}

/// `START..END` in seconds after 1970, both included.
fn key_window(text: &str) -> Result<Window, Usage> {
    let wrong = || Usage(format!("--key-valid {text} is not START..END"));
    let time = |text: &str| text.parse().ok().and_then(Time::from_unix);
    let (start, end) = text.split_once("..").ok_or_else(wrong)?;
    let (start, end) = (time(start).ok_or_else(wrong)?, time(end).ok_or_else(wrong)?);
    Window::new(start, Some(end)).ok_or_else(wrong)
}
