//! What command lines ask of a bill of materials.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use bonafide_report::Time;
use bonafide_sbom::{
    AdvisoryDatabase, AdvisoryLimits, AdvisoryLoader, Format, LicencePolicy, Model, Profile,
    ReadOptions, Severity, SubjectDigest, VexDocument, VexLimits,
};

use super::Drawing;
use crate::{Arguments, Usage, now, read};

/// The formats that `--format` can name.
const FORMATS: [Format; 5] = [
    Format::CdxJson,
    Format::CdxXml,
    Format::Spdx2Json,
    Format::Spdx2TagValue,
    Format::Spdx3Json,
];

/// The severities that `--fail-on` can name.
const SEVERITIES: [Severity; 5] = [
    Severity::Negligible,
    Severity::Low,
    Severity::Medium,
    Severity::High,
    Severity::Critical,
];

/// What is asked.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) options: ReadOptions,
    pub(super) requires_conformance: bool,
    pub(super) licences: Option<LicencePolicy>,
    pub(super) advisories: Option<Advisories>,
    pub(super) reports: Vec<(String, Vec<u8>)>,
    pub(super) vex: Vec<VexDocument>,
    pub(super) trusts_unsigned_vex: bool,
    pub(super) fail_on: Option<Severity>,
    pub(super) other: Option<Model>,
    pub(super) subjects: Vec<SubjectDigest>,
    pub(super) profile: Option<&'static Profile>,
    pub(super) drawing: Option<Drawing>,
    pub(super) now: Time,
    pub(super) as_json: bool,
}

/// Advisories from a folder.
#[derive(Debug)]
pub(super) struct Advisories {
    pub(super) database: AdvisoryDatabase,
    /// Files that hold no advisory, with the reason.
    pub(super) refused: Vec<String>,
}

/// Reads the options, and the files that they name.
pub(super) fn asked(arguments: &Arguments) -> Result<Asked, Usage> {
    let as_json = arguments.switch("json");
    let drawing = arguments.value("graph").map(Drawing::named).transpose()?;
    if as_json && drawing.is_some() {
        let detail = "--json and --graph are two outputs: give one";
        return Err(Usage(detail.to_owned()));
    }
    let mut options = ReadOptions::default();
    if let Some(name) = arguments.value("format") {
        options = options.with_format(format(name)?);
    }
    let trusts_unsigned_vex = arguments.switch("trust-vex-unsigned");
    if trusts_unsigned_vex && arguments.all("vex").is_empty() {
        return Err(Usage("--trust-vex-unsigned is about --vex".to_owned()));
    }
    Ok(Asked {
        options,
        requires_conformance: arguments.switch("require-conformance"),
        licences: optional(arguments, "license-policy", LicencePolicy::parse)?,
        advisories: advisories(arguments)?,
        reports: each(arguments, "report", |path| {
            Ok((path.to_owned(), read(path)?))
        })?,
        vex: each(arguments, "vex", vex)?,
        trusts_unsigned_vex,
        fail_on: arguments.value("fail-on").map(severity).transpose()?,
        other: optional(arguments, "diff", |bytes| {
            Model::read(bytes, &ReadOptions::default())
        })?,
        subjects: each(arguments, "subject", subject)?,
        profile: arguments.value("profile").map(profile).transpose()?,
        drawing,
        now: now(arguments.value("now"))?,
        as_json,
    })
}

fn each<T>(
    arguments: &Arguments,
    name: &str,
    read: impl Fn(&str) -> Result<T, Usage>,
) -> Result<Vec<T>, Usage> {
    arguments
        .all(name)
        .iter()
        .map(|value| read(value))
        .collect()
}

/// What is in the file that `--name` names.
fn optional<T>(
    arguments: &Arguments,
    name: &str,
    parse: impl Fn(&[u8]) -> Result<T, bonafide_sbom::Error>,
) -> Result<Option<T>, Usage> {
    let Some(path) = arguments.value(name) else {
        return Ok(None);
    };
    let parsed = parse(&read(path)?).map_err(|error| wrong(path, &error))?;
    Ok(Some(parsed))
}

fn wrong(what: &str, error: &bonafide_sbom::Error) -> Usage {
    Usage(format!("{what}: {}: {error}", error.code()))
}

fn format(name: &str) -> Result<Format, Usage> {
    let known = FORMATS.into_iter().find(|format| format.id() == name);
    let names = FORMATS.map(Format::id).join(", ");
    known.ok_or_else(|| Usage(format!("--format {name}: one of {names}")))
}

fn severity(name: &str) -> Result<Severity, Usage> {
    let known = SEVERITIES.into_iter().find(|one| one.to_string() == name);
    let names = SEVERITIES.map(|one| one.to_string()).join(", ");
    known.ok_or_else(|| Usage(format!("--fail-on {name}: one of {names}")))
}

fn profile(name: &str) -> Result<&'static Profile, Usage> {
    let names: Vec<&str> = Profile::ALL.iter().map(|profile| profile.id).collect();
    Profile::named(name)
        .ok_or_else(|| Usage(format!("--profile {name}: one of {}", names.join(", "))))
}

fn subject(text: &str) -> Result<SubjectDigest, Usage> {
    SubjectDigest::parse(text).map_err(|error| wrong(&format!("--subject {text}"), &error))
}

fn vex(path: &str) -> Result<VexDocument, Usage> {
    VexDocument::read(&read(path)?, &VexLimits::default()).map_err(|error| wrong(path, &error))
}

/// The advisories below a folder, one in each `.json` file, as they were at the stated time or when
/// the newest file was written.
fn advisories(arguments: &Arguments) -> Result<Option<Advisories>, Usage> {
    let as_of = arguments.value("advisories-as-of");
    let Some(folder) = arguments.value("advisories") else {
        return match as_of {
            Some(_) => Err(Usage("--advisories-as-of is about --advisories".to_owned())),
            None => Ok(None),
        };
    };
    let files = files(Path::new(folder))
        .map_err(|error| Usage(format!("--advisories {folder}: {error}")))?;
    let newest = files.iter().map(|(_, written)| *written).max();
    let as_of = match (as_of, newest) {
        (Some(text), _) => Time::parse_rfc3339(text)
            .map_err(|error| Usage(format!("--advisories-as-of {text}: {error}")))?,
        (None, Some(written)) => time(written)?,
        (None, None) => return Err(Usage(format!("--advisories {folder}: no .json file"))),
    };
    let mut loader = AdvisoryLoader::new(as_of, AdvisoryLimits::default());
    let mut refused = Vec::new();
    for (path, _) in &files {
        let path = path.to_string_lossy();
        if let Err(error) = loader.add(&read(&path)?) {
            refused.push(format!("{path}: {}: {error}", error.code()));
        }
    }
    Ok(Some(Advisories {
        database: loader.finish(),
        refused,
    }))
}

/// Every `.json` file below a folder, in the order of their paths, and when each was written. Links to
/// folders are not followed, so that there is an end.
fn files(folder: &Path) -> std::io::Result<Vec<(PathBuf, SystemTime)>> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "json") {
                let target = fs::metadata(&path)?;
                if target.is_file() {
                    files.push((path, target.modified()?));
                }
            }
        }
    }
    files.sort();
    Ok(files)
}

fn time(written: SystemTime) -> Result<Time, Usage> {
    let since = written.duration_since(UNIX_EPOCH).ok();
    since
        .and_then(|since| Time::new(i64::try_from(since.as_secs()).ok()?, since.subsec_nanos()))
        .ok_or_else(|| Usage("--advisories-as-of is missing, and files have no times".to_owned()))
}
