//! Verifies a SLSA verification summary of an artifact, offline, and explains.
//!
//! ```text
//! verify_vsa ALG:HEX… --vsa FILE --key PEM [--key-id S] --verifier-id V --resource-uri R
//!     [--level L…] [--now T] [--json]
//! ```
//!
//! All digests are of one artifact, and must stand in one subject. With `--key-id` only signatures
//! that name this key are checked with it.
//!
//! Exit codes: 0 allow, 1 reject, 2 wrong configuration, 3 quarantine, 4 indeterminate,
//! 5 internal error.

use std::env;
use std::process::ExitCode;

use bonafide::provenance::ProvenanceReader;
use bonafide_digest::{Algorithm, Digest};
use bonafide_dsse::{ArtifactDigests, KeyIdPolicy, KeySet, TrustedDigest, TrustedKey};
use bonafide_examples::{
    Arguments, Exit, Usage, key, now, print_checks, read, stated, trusted_root,
};
use bonafide_report::{Class, Code, Decision};
use bonafide_sigstore::Verifier;
use bonafide_slsa::{SummarySigner, VsaExpectations, VsaOutcome, verify_vsa};
use serde_json::json;

const NAMED: [&str; 6] = ["vsa", "key", "key-id", "verifier-id", "resource-uri", "now"];
/// The name under which the key of the command line is trusted.
const KEY: &str = "--key";

fn main() -> ExitCode {
    Exit::of_program("verify_vsa", run())
}

fn run() -> Result<Exit, Usage> {
    let arguments = Arguments::parse_repeated(env::args().skip(1), &NAMED, &["level"], &["json"])?;
    let artifact = artifact(&arguments)?;
    let wanted = wanted(&arguments)?;
    let now = now(arguments.value("now"))?;
    let verifier =
        Verifier::new(trusted_root(None, false)?).map_err(|error| Usage(error.to_string()))?;
    let reader = ProvenanceReader::new(&verifier).with_keys(keys(&arguments)?);
    let gathered = match reader.attestations(&read(arguments.required("vsa")?)?, now) {
        Ok(gathered) => gathered,
        Err(error) => {
            println!("refused     {}: {error}", error.code());
            return Ok(Exit::of_refusal(error.code()));
        }
    };
    let outcomes = gathered
        .attestations()
        .iter()
        .map(|attestation| verify_vsa(attestation, &artifact, &wanted, now));
    // One good summary is enough; of several bad ones the closest is shown.
    let best = outcomes.min_by_key(VsaOutcome::decision);
    let Some(best) = best else {
        return Err(Usage("there is no attestation in the file".to_owned()));
    };
    Ok(show(&best, arguments.switch("json")))
}

/// The digests of the command line, which are of one artifact.
fn artifact(arguments: &Arguments) -> Result<ArtifactDigests, Usage> {
    let mut digests = Vec::new();
    for text in arguments.free() {
        digests.push(match (Digest::parse(text), text.split_once(':')) {
            (Ok(digest), _) => TrustedDigest::from(digest),
            // What is no digest may be an identifier that only its owner understands.
            (Err(_), Some((name, value))) if Algorithm::from_name(name).is_none() => {
                let (name, value) = (name.to_owned(), value.to_owned());
                TrustedDigest::Opaque { name, value }
            }
            (Err(error), _) => return Err(Usage(format!("{text}: {error}"))),
        });
    }
    stated(digests)
}

fn wanted(arguments: &Arguments) -> Result<VsaExpectations, Usage> {
    let mut wanted = VsaExpectations::new(arguments.required("resource-uri")?)
        .with_verifier(SummarySigner::key(KEY), arguments.required("verifier-id")?);
    for level in arguments.all("level") {
        wanted = wanted.with_level(level);
    }
    wanted.check().map_err(|error| Usage(error.to_string()))?;
    Ok(wanted)
}

fn keys(arguments: &Arguments) -> Result<KeySet, Usage> {
    let key = key(arguments.required("key")?)?;
    let mut trusted = TrustedKey::new(key.public_key().clone());
    let mut keys = KeySet::new();
    if let Some(id) = arguments.value("key-id") {
        trusted = trusted.with_id(id);
        keys = keys.with_key_ids(KeyIdPolicy::MustMatch);
    }
    keys.with_key(KEY, trusted)
        .map_err(|error| Usage(error.to_string()))
}

fn show(outcome: &VsaOutcome, as_json: bool) -> Exit {
    let code = outcome.code();
    let exit = match outcome.decision() {
        Decision::Allow => Exit::Allow,
        Decision::Reject => Exit::Reject,
        Decision::Quarantine => match code.and_then(Code::class) {
            Some(Class::Unavailable) => Exit::Indeterminate,
            _ => Exit::Quarantine,
        },
    };
    if as_json {
        let (decision, code) = (exit.as_str(), code.map(Code::as_str));
        let out = json!({ "decision": decision, "code": code, "summary": outcome });
        println!("{out:#}");
        return exit;
    }
    print_checks(outcome.report());
    println!();
    for level in outcome.levels().levels() {
        println!("{:12}{level}", "level");
    }
    for property in outcome.levels().properties() {
        println!("{:12}{}", "property", bonafide_report::Escaped(property));
    }
    if let Some(source) = outcome.level_source() {
        println!("{:12}{}", "on word of", bonafide_report::Escaped(&source));
    }
    if let Some(code) = code {
        println!("{:12}{code}: {}", "refused", code.summary());
        println!("{:12}{}", "fix", code.remedy());
    }
    println!("{:12}{}", "decision", exit.as_str());
    exit
}
