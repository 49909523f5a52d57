//! The command line of `verify_model`.

use std::num::NonZeroUsize;

use bonafide_model::{Profile, Symlinks, TreeOptions};

use crate::{Arguments, Usage};

/// What the options mean.
pub(super) const HELP: &str = "\
verify_model DIR --signature FILE TRUST [OPTIONS]

Verifies a signature of OpenSSF Model Signing 1.0 over a directory or a file, offline, and says which
bytes it covers.

TRUST is one of
  --key PEM                        the public key of the signer
  --certificate-chain PEM          anchors, and certificates that lead to them; again for further files.
                                   Self-signed certificates of authorities are anchors, the others are
                                   not. Then one of
      --certificate-fingerprint H  SHA-256 of the signer's certificate
      --certificate-subject S      its subject, as in CN=name,O=organisation
      --any-leaf-under-anchor      whoever has a certificate below the anchors
      --allow-eku OID              accept certificates for this purpose, not only for signing code
  --certificate-identity I --certificate-oidc-issuer U
                                   an identity of a Sigstore instance
      --trusted-root F             another instance than the public one

OPTIONS
  --tsa-root PEM           trust timestamps of this authority, for certificates that have expired
  --ignore-unsigned-files  files that were not signed are told and refuse nothing
  --ignore-path P          leave out this path below DIR; again for further ones
  --no-git-ignore          look at .git, .gitignore, .gitattributes and .github too
  --symlinks HOW           recorded (as the signer did), inside-only or refuse
  --only PATH              verify only this file; again for further ones
  --profile NAME           spec-v1, compat or paranoid
  --checks NAMES           look into the files as well: all, or names joined by commas
  --jobs N                 threads
  --now T                  the evaluation time, RFC 3339
  --json                   the report as JSON

Exit codes: 0 allow, 1 reject, 2 wrong configuration, 3 quarantine, 4 indeterminate, 5 internal error.
";

pub(super) const NAMED: [&str; 12] = [
    "signature",
    "key",
    "certificate-identity",
    "certificate-oidc-issuer",
    "certificate-subject",
    "certificate-fingerprint",
    "trusted-root",
    "symlinks",
    "profile",
    "checks",
    "jobs",
    "now",
];
pub(super) const REPEATED: [&str; 5] = [
    "certificate-chain",
    "tsa-root",
    "allow-eku",
    "ignore-path",
    "only",
];
pub(super) const SWITCHES: [&str; 5] = [
    "any-leaf-under-anchor",
    "ignore-unsigned-files",
    "no-git-ignore",
    "json",
    "help",
];

pub(super) fn profile(arguments: &Arguments) -> Result<Profile, Usage> {
    let Some(name) = arguments.value("profile") else {
        return Ok(Profile::default());
    };
    Profile::from_name(name).ok_or_else(|| Usage(format!("--profile {name} is not known")))
}

pub(super) fn tree_options(arguments: &Arguments) -> Result<TreeOptions, Usage> {
    let mut options = TreeOptions::new()
        .with_profile(profile(arguments)?)
        .with_symlinks(symlinks(arguments)?)
        .with_ignore_paths(arguments.all("ignore-path").iter().map(String::as_str));
    if arguments.switch("ignore-unsigned-files") {
        options = options.ignore_unsigned_files();
    }
    if arguments.switch("no-git-ignore") {
        options = options.without_default_exclusions();
    }
    if let Some(jobs) = arguments.count("jobs")? {
        let jobs = NonZeroUsize::new(jobs).ok_or_else(|| Usage("--jobs 0 is none".to_owned()))?;
        options = options.with_threads(jobs);
    }
    Ok(options)
}

fn symlinks(arguments: &Arguments) -> Result<Symlinks, Usage> {
    match arguments.value("symlinks") {
        None | Some("recorded") => Ok(Symlinks::Recorded),
        Some("inside-only") => Ok(Symlinks::InsideOnly),
        Some("refuse") => Ok(Symlinks::Refuse),
        Some(other) => Err(Usage(format!("--symlinks {other} is not known"))),
    }
}
