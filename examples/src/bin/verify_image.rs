//! Verifies signatures or attestations of a container image, in a layout, an archive, a folder or
//! a registry, and explains.
//!
//! ```text
//! verify_image (--layout DIR | --archive FILE | --dir DIR | --manifests DIR
//!               | --registry REF [--plain-http] [--auth-file F])
//!              [--digest D] [--reference R] [--signed-identity repository|tag|exact|off]
//!              (--key PEM… [--threshold K] | --certificate-identity I --certificate-oidc-issuer U
//!               | --ca-roots PEM [--ca-intermediates PEM] (--san-email E | --san-dns D))
//!              [--fulcio-ca PEM] [--use-bundle-intermediates] [--rekor-key PEM…]
//!              [--ctlog-key PEM…] [--sct-threshold N] [--ignore-tlog] [--require-proof]
//!              [--attestation-type T] [--format bundle|legacy|any] [--annotation K=V…]
//!              [--trusted-root F] [--now RFC3339] [--json]
//! ```
//!
//! `--fulcio-ca`, `--rekor-key` and `--ctlog-key` take the place of what the trusted root says of
//! them. Certificates under `--ca-roots` must be valid at the evaluation time too.
//!
//! Exit codes: 0 allow, 1 reject, 2 wrong configuration, 3 quarantine, 4 indeterminate,
//! 5 internal error.

use std::env;
use std::process::ExitCode;

use bonafide_examples::{
    Arguments, Exit, SOURCES, Usage, certificates, find, image_trust, key, now, print_checks,
};
use bonafide_oci::{DiscoveryOptions, Wanted};
use bonafide_report::Escaped;
use bonafide_sigstore::image::{
    Formats, ImagePolicy, ImageRefusal, ImageRequest, Judgement, SignedIdentity, VerifiedImage,
    predicate_types,
};
use bonafide_sigstore::{
    ExpectedNames, IdentityMatcher, Policy, PrivatePki, SanKind, SanMatcher, Verifier,
};
use serde_json::json;

const NAMED: [&str; 15] = [
    "signed-identity",
    "threshold",
    "certificate-identity",
    "certificate-oidc-issuer",
    "san-email",
    "san-dns",
    "fulcio-ca",
    "ca-roots",
    "ca-intermediates",
    "sct-threshold",
    "attestation-type",
    "format",
    "trusted-root",
    "now",
    "auth-file",
];
const REPEATED: [&str; 4] = ["key", "rekor-key", "ctlog-key", "annotation"];
const SWITCHES: [&str; 5] = [
    "plain-http",
    "use-bundle-intermediates",
    "ignore-tlog",
    "require-proof",
    "json",
];

fn main() -> ExitCode {
    Exit::of_program("verify_image", run())
}

fn run() -> Result<Exit, Usage> {
    let named = [&NAMED[..], &SOURCES[..]].concat();
    let arguments = Arguments::parse_repeated(env::args().skip(1), &named, &REPEATED, &SWITCHES)?;
    arguments.none_free()?;
    let policy = image_policy(&arguments)?;
    let verifier =
        Verifier::new(image_trust(&arguments)?).map_err(|error| Usage(error.to_string()))?;
    let wanted = if arguments.value("attestation-type").is_some() {
        Wanted::attestations()
    } else {
        Wanted::signatures()
    };
    let found = find(&arguments, DiscoveryOptions::new(wanted))?;
    let discovered = match &found.discovered {
        Ok(discovered) => discovered,
        Err(error) => return Ok(show_lost(error, arguments.switch("json"))),
    };
    let mut request = ImageRequest::new(discovered, &policy, now(arguments.value("now"))?);
    if let Some(reference) = &found.reference {
        request = request.with_reference(reference);
    }
    Ok(match verifier.verify_image(&request) {
        Ok(verified) => show_verified(&verified, arguments.switch("json")),
        Err(refusal) => show_refusal(&refusal, arguments.switch("json")),
    })
}

fn image_policy(arguments: &Arguments) -> Result<ImagePolicy, Usage> {
    let mut policy = signers(arguments)?;
    if arguments.switch("use-bundle-intermediates") {
        policy = policy.use_bundle_intermediates();
    }
    match arguments.count("sct-threshold")? {
        Some(0) => policy = policy.without_certificate_timestamps(),
        Some(wanted) => policy = policy.with_sct_threshold(wanted),
        None => {}
    }
    let mut policy = match arguments.value("attestation-type") {
        Some(name) => {
            let types = predicate_types(name).map_err(|error| Usage(error.to_string()))?;
            let wanted = types.into_iter().fold(policy, Policy::with_predicate_type);
            ImagePolicy::attestation(wanted)
        }
        None => ImagePolicy::signature(policy),
    };
    if let Some(wanted) = arguments.count("threshold")? {
        policy = policy.with_threshold(wanted);
    }
    if arguments.switch("ignore-tlog") {
        policy = policy.ignore_transparency_log();
    }
    if arguments.switch("require-proof") {
        policy = policy.require_proof();
    }
    for pair in arguments.all("annotation") {
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| Usage(format!("--annotation {pair} is not NAME=VALUE")))?;
        policy = policy.with_annotation(name, value);
    }
    if let Some(mode) = arguments.value("signed-identity") {
        policy = policy.with_signed_identity(match mode {
            "repository" => SignedIdentity::Repository,
            "tag" => SignedIdentity::Tag,
            "exact" => SignedIdentity::Exact,
            "off" => SignedIdentity::Off,
            _ => return Err(Usage(format!("--signed-identity {mode} is not known"))),
        });
    }
    let formats = match arguments.value("format") {
        None | Some("any") => Formats::Any,
        Some("bundle") => Formats::Bundle,
        Some("legacy") => Formats::Legacy,
        Some(other) => return Err(Usage(format!("--format {other} is not known"))),
    };
    Ok(policy.with_formats(formats))
}

/// Who may sign: keys, an identity, or names under an authority of the caller's.
fn signers(arguments: &Arguments) -> Result<Policy, Usage> {
    let failed = |error: bonafide_sigstore::Error| Usage(error.to_string());
    let keys = arguments.all("key");
    let has_identity = arguments.value("certificate-identity").is_some();
    let roots = arguments.value("ca-roots");
    match (keys.is_empty(), has_identity, roots) {
        (false, false, None) => keys.iter().try_fold(Policy::nobody(), |policy, path| {
            Ok(policy.with_key(key(path)?))
        }),
        (true, true, None) => {
            let matcher = IdentityMatcher::exact(
                arguments.required("certificate-identity")?,
                arguments.required("certificate-oidc-issuer")?,
            )
            .map_err(|error| Usage(error.to_string()))?;
            Ok(Policy::identity(matcher))
        }
        (true, false, Some(roots)) => {
            let mut private = private_pki(arguments, roots)?;
            if let Some(path) = arguments.value("ca-intermediates") {
                private = private
                    .with_intermediates(&certificates(path)?)
                    .map_err(|error| Usage(error.to_string()))?;
            }
            if arguments.switch("use-bundle-intermediates") {
                private = private.use_bundle_intermediates();
            }
            Ok(Policy::private_pki(private).allow_current_time())
        }
        _ => Err(failed(bonafide_sigstore::Error::EmptyPolicy {
            lacking: "not exactly one of keys, an identity and certificate authorities",
        })),
    }
}

fn private_pki(arguments: &Arguments, roots: &str) -> Result<PrivatePki, Usage> {
    let failed = |error: bonafide_x509::Error| Usage(error.to_string());
    let mut names = Vec::new();
    for (option, kind) in [("san-email", SanKind::Email), ("san-dns", SanKind::Dns)] {
        if let Some(name) = arguments.value(option) {
            names.push(SanMatcher::named(kind, name).map_err(failed)?);
        }
    }
    let names = ExpectedNames::all_of(names).map_err(failed)?;
    PrivatePki::new(&certificates(roots)?, names).map_err(failed)
}

fn show_verified(verified: &VerifiedImage, as_json: bool) -> Exit {
    let exit = Exit::Allow;
    if as_json {
        let decision = exit.as_str();
        println!(
            "{:#}",
            json!({ "decision": decision, "evidence": verified })
        );
        return exit;
    }
    show_judgements(verified.judgements());
    for attachment in verified.attachments() {
        println!("format      {}", attachment.format().as_str());
        if attachment.is_promise_only() {
            println!("            promise only: no log has proven that it holds this");
        }
        for (name, value) in attachment.evidence().summary() {
            println!("{name:12}{value}");
        }
        println!();
    }
    for note in verified.notes() {
        println!("note        {}: {}", note.code(), Escaped(note.detail()));
    }
    println!("image       {}", verified.digest());
    println!("signers     {}", verified.signers());
    println!("decision    {}", exit.as_str());
    exit
}

fn show_refusal(refusal: &ImageRefusal, as_json: bool) -> Exit {
    let (code, class) = (refusal.code(), refusal.class());
    let exit = if code.is_under("policy.empty") {
        Exit::Configuration
    } else {
        Exit::of_class(class)
    };
    if as_json {
        let candidates = refusal.judgements();
        println!(
            "{:#}",
            json!({
                "decision": exit.as_str(),
                "code": code.as_str(),
                "class": class.as_str(),
                "detail": refusal.to_string(),
                "candidates": candidates,
                "notes": refusal.notes(),
            })
        );
        return exit;
    }
    show_judgements(refusal.judgements());
    for note in refusal.notes() {
        println!("note        {}: {}", note.code(), Escaped(note.detail()));
    }
    println!("refused     {code}: {refusal}");
    println!("fix         {}", code.remedy());
    println!("decision    {}", exit.as_str());
    exit
}

fn show_judgements(judgements: &[Judgement]) {
    for judgement in judgements {
        let digest = judgement
            .digest()
            .map(ToString::to_string)
            .unwrap_or_default();
        println!(
            "candidate {} {:?} {digest}",
            judgement.candidate(),
            judgement.role()
        );
        print_checks(judgement.report());
        println!();
    }
}

/// The image itself could not be had.
fn show_lost(error: &bonafide_oci::Error, as_json: bool) -> Exit {
    let code = error.code();
    let exit = Exit::of_refusal(code);
    if as_json {
        let detail = error.to_string();
        println!(
            "{:#}",
            json!({ "decision": exit.as_str(), "code": code.as_str(), "detail": detail })
        );
    } else {
        println!("refused     {code}: {error}");
        println!("fix         {}", code.remedy());
        println!("decision    {}", exit.as_str());
    }
    exit
}
