//! Policies: loaded, asked about an artifact, and the verdict written.

mod answer;
mod containerd;
mod judge;
mod load;
mod place;

pub use containerd::containerd_verifier;

use std::fs;
use std::path::{Path, PathBuf};

use bonafide_oci::Reference;
use bonafide_oci::http::RegistryClient;
use bonafide_policy::SourceFormat;

use crate::image::with_auth_file;
use crate::{Arguments, Exit, Usage, now};
use judge::{Given, Judge};
use load::PolicyFile;
use place::Place;

/// The most files in a folder of evidence.
const MOST_FILES: usize = 1_000;

const HELP: &str = "\
verify ARTIFACT --policy F [OPTIONS]

Says whether a policy allows an artifact, offline but for registries, and explains every check.

ARTIFACT is a file, a model directory, an OCI layout, or the reference of an image in a registry.
A prefix says which: file:, model:, oci:, oci-archive:, dir: (a folder as image tools write it),
docker://. Without one, a folder with a file `oci-layout` is a layout, any other folder a model, a
file a file, and what does not exist a digest (sha256:…) or a reference.

OPTIONS
  --policy F               the policy
  --policy-format FORMAT   native (unless said) or containers (containers-policy.json)
  --policy-root DIR        where the absolute paths of an imported policy are looked up; without it
                           what needs them fails
  --bundle F               a signature, an attestation or a report; again for further ones
  --evidence DIR           every file of a folder, in the same way
  --reference R            the name that the artifact was asked for by; an image on disk is then
                           judged as if it came from that registry
  --trusted-root F         the trusted root, in the place of the file that the policy names
  --auth-file F            credentials for registries
  --plain-http             registries are reached without TLS
  --now T                  the evaluation time, RFC 3339
  --audit                  allow whatever the verdict is, and tell what it would be
  --json                   the verdict as JSON
  --export FORMAT=FILE     the verdict as json, text, markdown, sarif, junit, vsa, svr or html; again
                           for further ones
  --html FILE              a page for auditors

Exit codes: 0 allow, 1 reject, 2 wrong configuration, 3 quarantine, 4 indeterminate, 5 internal error.
";

const NAMED: [&str; 9] = [
    "policy",
    "policy-format",
    "policy-root",
    "evidence",
    "reference",
    "trusted-root",
    "auth-file",
    "now",
    "html",
];
const REPEATED: [&str; 2] = ["bundle", "export"];
const SWITCHES: [&str; 4] = ["plain-http", "audit", "json", "help"];

/// Says what a policy makes of the artifact that a command line names.
///
/// # Errors
/// [`Usage`] for a command line, a policy or a file that cannot be used.
pub fn verify(arguments: impl IntoIterator<Item = String>) -> Result<Exit, Usage> {
    let arguments = Arguments::parse_repeated(arguments, &NAMED, &REPEATED, &SWITCHES)?;
    if arguments.switch("help") {
        answer::print(HELP.as_bytes())?;
        return Ok(Exit::Allow);
    }
    let artifact = arguments.only("artifact")?;
    let policy = PolicyFile {
        path: arguments.required("policy")?,
        format: format(arguments.value("policy-format"))?,
        root: arguments.value("policy-root"),
        trusted_root: arguments.value("trusted-root"),
    }
    .load()?;
    let judge = Judge {
        policy: &policy,
        now: now(arguments.value("now"))?,
        client: &|reference| client(reference, &arguments),
    };
    let given = Given {
        reference: arguments.value("reference"),
        evidence: evidence(&arguments)?,
    };
    let mut verdict = judge.judge(Place::of(artifact), &given)?;
    if arguments.switch("audit") {
        verdict = verdict.audited();
    }
    answer::answer(&verdict, &arguments)
}

fn format(name: Option<&str>) -> Result<SourceFormat, Usage> {
    match name {
        None | Some("native") => Ok(SourceFormat::Native),
        Some("containers") => Ok(SourceFormat::ContainersPolicy),
        Some(other) => Err(Usage(format!("--policy-format {other} is not known"))),
    }
}

fn client(reference: &Reference, arguments: &Arguments) -> Result<RegistryClient, Usage> {
    let mut builder = RegistryClient::builder();
    if arguments.switch("plain-http") {
        builder = builder.allow_plain_http(reference.repository().domain());
    }
    if let Some(path) = arguments.value("auth-file") {
        builder = with_auth_file(builder, path)?;
    }
    builder.build().map_err(|error| Usage(error.to_string()))
}

/// The files of the command line, and those of the folder in the order of their names.
fn evidence(arguments: &Arguments) -> Result<Vec<PathBuf>, Usage> {
    let mut files: Vec<PathBuf> = arguments.all("bundle").iter().map(PathBuf::from).collect();
    let Some(folder) = arguments.value("evidence") else {
        return Ok(files);
    };
    let failed = |error: std::io::Error| Usage(format!("{folder}: {error}"));
    let mut found = Vec::new();
    for entry in fs::read_dir(Path::new(folder)).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_type().map_err(failed)?.is_file() {
            found.push(entry.path());
        }
        if found.len() > MOST_FILES {
            return Err(Usage(format!("{folder}: more than {MOST_FILES} files")));
        }
    }
    found.sort();
    files.extend(found);
    Ok(files)
}
