//! Provenance, whom to believe about it and what is expected, from command lines.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;

use bonafide::provenance::{CloudBuildKeys, Gathered, NpmKeys, ProvenanceReader};
use bonafide_digest::{Algorithm, Digest, Digests};
use bonafide_dsse::{ArtifactDigests, TrustedDigest};
use bonafide_oci::{
    DiscoveryOptions, LayoutDir, Limits, Subject, Target, Wanted, discover, parse_digest,
};
use bonafide_report::{Code, Escaped, Time};
use bonafide_sigstore::Verifier;
use bonafide_slsa::{Builders, Expectations, Settings};

use crate::{Arguments, Usage, now, read, trusted_root};

/// What a digest that is given may be of.
const ALGORITHMS: [Algorithm; 3] = [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512];

/// What the command line asks about provenance.
#[derive(Debug)]
pub struct Asked {
    /// The artifact, by digests that were computed or given.
    pub artifact: ArtifactDigests,
    /// What it is expected to be.
    pub expectations: Expectations,
    /// Who may have built it.
    pub builders: Builders,
    /// The name of that table, for people.
    pub table: String,
    /// How it is judged.
    pub settings: Settings,
}

/// The digests of an artifact: of a file, in three algorithms at once, or the one that is given as
/// `ALG:HEX` where no such file exists.
///
/// # Errors
/// [`Usage`] for a file that cannot be read and a digest that is none of these.
pub fn digests(argument: &str) -> Result<ArtifactDigests, Usage> {
    let failed = |error: std::io::Error| Usage(format!("{argument}: {error}"));
    match File::open(argument) {
        Ok(file) => {
            let computed = Digests::read(file).map_err(failed)?;
            Ok(ArtifactDigests::computed(&computed))
        }
        Err(error) if argument.contains(':') => {
            let digest = Digest::parse(argument)
                .map_err(|digest| Usage(format!("{argument}: {error}; and {digest}")))?;
            if !ALGORITHMS.contains(&digest.algorithm()) {
                return Err(Usage(format!("{argument}: give sha256, sha384 or sha512")));
            }
            stated([TrustedDigest::from(digest)])
        }
        Err(error) => Err(failed(error)),
    }
}

/// Digests that are given together as one artifact.
///
/// # Errors
/// [`Usage`] when they contradict each other.
pub fn stated(digests: impl IntoIterator<Item = TrustedDigest>) -> Result<ArtifactDigests, Usage> {
    ArtifactDigests::stated(digests).map_err(|error| Usage(error.to_string()))
}

/// Reads the options of `verify_provenance`.
///
/// # Errors
/// [`Usage`] naming what is wrong.
pub fn asked(arguments: &Arguments) -> Result<Asked, Usage> {
    let artifact = digests(arguments.only("artifact")?)?;
    let (builders, table) = builders(arguments.value("builders").unwrap_or("public"))?;
    let mut settings = match arguments.value("profile").unwrap_or("strict") {
        "strict" => Settings::strict(now(arguments.value("now"))?),
        "compat" => Settings::compat(now(arguments.value("now"))?),
        other => return Err(Usage(format!("--profile {other}: strict or compat"))),
    };
    if arguments.switch("allow-unlogged") {
        settings = settings.allow_unlogged();
    }
    if arguments.switch("require-proof") {
        settings = settings.require_proof();
    }
    Ok(Asked {
        artifact,
        expectations: expectations(arguments)?,
        builders,
        table,
        settings,
    })
}

/// The table of builders of this name, or in this file, and its name.
///
/// # Errors
/// [`Usage`] for a file that holds none.
pub fn builders(name: &str) -> Result<(Builders, String), Usage> {
    let table = match name {
        "public" => Builders::public(),
        "testing" => Builders::testing(),
        path => Builders::parse(&read(path)?).map_err(|error| Usage(format!("{path}: {error}")))?,
    };
    Ok((table, name.to_owned()))
}

fn expectations(arguments: &Arguments) -> Result<Expectations, Usage> {
    let failed = |error: bonafide_slsa::Error| Usage(error.to_string());
    let mut wanted = Expectations::source(arguments.required("source-uri")?).map_err(failed)?;
    if let Some(tag) = arguments.value("source-tag") {
        wanted = wanted.with_tag(tag);
    }
    if let Some(branch) = arguments.value("source-branch") {
        wanted = wanted.with_branch(branch);
    }
    if let Some(version) = arguments.value("source-versioned-tag") {
        wanted = wanted.with_versioned_tag(version);
    }
    if let Some(id) = arguments.value("builder-id") {
        wanted = wanted.with_builder(id);
    }
    for pair in arguments.all("build-workflow-input") {
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| Usage(format!("--build-workflow-input {pair}: K=V is needed")))?;
        wanted = wanted.with_input(name, value);
    }
    if let Some(name) = arguments.value("package-name") {
        wanted = wanted.with_package_name(name);
    }
    if let Some(version) = arguments.value("package-version") {
        wanted = wanted.with_package_version(version);
    }
    Ok(wanted)
}

/// The options that say whom to believe about signatures.
pub const TRUST: [&str; 3] = ["trusted-root", "npm-keys", "gcb-keys"];

/// The attestations in the file `path`, or those that are attached to the image `digest` in the OCI
/// layout `path`; or the code of what keeps them from being read.
///
/// # Errors
/// [`Usage`] for files and trust material that cannot be read.
pub fn gather(
    path: &str,
    digest: Option<&str>,
    arguments: &Arguments,
    now: Time,
) -> Result<Result<Gathered, (Code, String)>, Usage> {
    let root = trusted_root(arguments.value("trusted-root"), false)?;
    let verifier = Verifier::new(root).map_err(|error| Usage(error.to_string()))?;
    let mut reader = ProvenanceReader::new(&verifier);
    reader = reader.with_npm_keys(npm_keys(arguments)?);
    if let Some(path) = arguments.value("gcb-keys") {
        reader = reader.with_cloud_build_keys(cloud_build_keys(path)?);
    }
    if arguments.switch("require-proof") {
        reader = reader.require_proof();
    }
    if Path::new(path).is_dir() {
        let digest = digest.ok_or_else(|| Usage(format!("{path}: a file is needed")))?;
        return in_layout(path, digest, &reader, now);
    }
    let gathered = reader.attestations(&read(path)?, now);
    Ok(gathered.map_err(|error| (error.code(), error.to_string())))
}

/// Prints what lay in the same place and was left aside, and why.
pub fn print_ignored(gathered: &Gathered) {
    for ignored in gathered.ignored() {
        let (label, reason) = (Escaped(ignored.label()), ignored.reason());
        println!(
            "left aside  {label}: {} {}",
            reason.code(),
            Escaped(reason.detail())
        );
    }
}

/// The keys of an npm registry; none unless a file is named.
///
/// # Errors
/// [`Usage`] for a file that holds none.
pub fn npm_keys(arguments: &Arguments) -> Result<NpmKeys, Usage> {
    let Some(path) = arguments.value("npm-keys") else {
        return Ok(NpmKeys::default());
    };
    NpmKeys::parse(&read(path)?).map_err(|error| Usage(format!("{path}: {error}")))
}

fn in_layout(
    path: &str,
    digest: &str,
    reader: &ProvenanceReader<'_>,
    now: Time,
) -> Result<Result<Gathered, (Code, String)>, Usage> {
    let failed = |error: bonafide_oci::Error| Usage(format!("{path}: {error}"));
    let layout = LayoutDir::open(path, &Limits::default()).map_err(failed)?;
    let digest = parse_digest(digest).map_err(failed)?;
    let subject = Subject::local(Target::Digest(digest));
    let options = DiscoveryOptions::new(Wanted::everything());
    Ok(match discover(&layout, &subject, options) {
        Ok(discovered) => Ok(reader.attached(&discovered, now)),
        Err(error) => Err((error.code(), error.to_string())),
    })
}

/// The keys in a folder, one a file, named as they are published.
fn cloud_build_keys(folder: &str) -> Result<CloudBuildKeys, Usage> {
    let failed = |error: std::io::Error| Usage(format!("{folder}: {error}"));
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        names.insert(entry.map_err(failed)?.path());
    }
    let (mut keys, mut seen) = (CloudBuildKeys::default(), Vec::new());
    for path in names {
        let name = path.file_name().and_then(|name| name.to_str());
        let (Some(name), true) = (name, path.extension().is_some_and(|end| end == "pub")) else {
            continue;
        };
        let pem = fs::read_to_string(&path).map_err(failed)?;
        // One key may lie there under two names of one meaning.
        if seen.contains(&pem) {
            continue;
        }
        keys = keys
            .with_key_file(name, &pem)
            .map_err(|error| Usage(format!("{}: {error}", path.display())))?;
        seen.push(pem);
    }
    Ok(keys)
}
