//! Wheels: Python distributions as archives, and as they lie installed.
#![cfg(feature = "checks")]

mod contents;
mod elf;
mod file_name;
mod headers;
mod identity;
mod installed;
mod listed;
mod options;
mod platform;
mod record;
mod review;
mod targets;
mod version;
mod whereabouts;

use bonafide_digest::{Algorithm, Digest, Hasher};
use bonafide_report::{Escaped, registry};
use file_name::FileName;
pub use installed::{Installation, InstalledTree, check_installed};
pub use options::WheelOptions;

use crate::zip::bytes::Bytes;
use crate::zip::{Archive, Member, ReadAt, ZipFault};
use crate::{CheckReport, Fact, Finding, Findings};

/// The name of the check in reports.
const CHECK: &str = "wheel";

/// Checks the wheel `bytes`, which is called `file_name` without a directory.
///
/// The structure of the archive, then who it says it is, then every byte against RECORD. Warnings are
/// for review: what runs without being called, native code, files outside the modules of the project.
///
/// ```
/// use bonafide_model::wheel::{WheelOptions, check};
/// let report = check("example-1.0-py3-none-any.whl", b"no wheel", &WheelOptions::new());
/// assert_eq!(report.findings().kept()[0].code().as_str(), "zip.structure");
/// ```
///
/// # Specification
/// models ZIP-1 to ZIP-5, REC-1 to REC-5, REC-7; PyPA binary distribution format.
#[must_use]
pub fn check(file_name: &str, bytes: &[u8], options: &WheelOptions) -> CheckReport {
    run(file_name, Bytes::Memory(bytes), options)
}

/// As [`check`], of the `length` bytes that `read` gives, without holding them in memory.
#[must_use]
pub fn check_from(
    file_name: &str,
    read: &ReadAt<'_>,
    length: u64,
    options: &WheelOptions,
) -> CheckReport {
    run(file_name, Bytes::Source { read, length }, options)
}

fn run(file_name: &str, bytes: Bytes<'_>, options: &WheelOptions) -> CheckReport {
    let mut wheel = Wheel {
        options,
        findings: Findings::new(),
        facts: Vec::new(),
    };
    let parsed = FileName::parse(file_name);
    let name = wheel.keep(parsed.map_err(|what| {
        let name = Escaped(file_name);
        Finding::error(registry::REC_FILE_NAME, format!("`{name}`: {what}"))
    }));
    if let Some(name) = &name {
        wheel.fact("rec.name", name.project.clone());
        wheel.fact("rec.version", name.version.clone());
        let tags: Vec<&str> = name.tags.iter().map(String::as_str).collect();
        wheel.fact("rec.tags", tags.join(" "));
    }
    wheel.lock(&bytes);
    let archive = Archive::of(bytes, &options.zip);
    if let Some(archive) = wheel.keep(archive.map_err(|fault| fault.to_finding())) {
        wheel.findings.append(archive.findings().clone());
        wheel.archive(&archive, name.as_ref());
    }
    CheckReport::new(CHECK, wheel.findings, wheel.facts)
}

/// One wheel under examination.
struct Wheel<'o> {
    options: &'o WheelOptions,
    findings: Findings,
    facts: Vec<Fact>,
}

impl Wheel<'_> {
    fn keep<T>(&mut self, result: Result<T, Finding>) -> Option<T> {
        result.map_err(|finding| self.findings.add(finding)).ok()
    }

    fn fact(&mut self, name: &'static str, value: String) {
        self.facts.push(Fact { name, value });
    }

    /// The digest of the whole, and whether the lock has it (models REC-7).
    fn lock(&mut self, bytes: &Bytes<'_>) {
        let digest = digest_of(bytes).map_err(|fault| fault.to_finding());
        let Some(digest) = self.keep(digest).flatten() else {
            return;
        };
        self.fact("rec.sha256", digest.to_hex());
        if let Some(lock) = &self.options.lock
            && !lock.contains(&digest)
        {
            let count = lock.len();
            let message = format!("{digest} is none of the {count} digests of the lock");
            let finding = Finding::error(registry::LOCK_HASH_MISMATCH, message);
            self.findings.add(finding);
        }
    }

    fn archive(&mut self, archive: &Archive<'_>, name: Option<&FileName>) {
        let found = identity::dist_info(archive, name);
        let Some(directory) = self.keep(found) else {
            // Nothing says what belongs here; whether the bytes are whole is still known.
            self.contents(archive, None, name);
            return;
        };
        let metadata = self.document(archive, &directory, "METADATA", registry::REC_METADATA);
        if let Some(text) = metadata {
            let checked = identity::check_metadata(&text, name);
            self.about(
                checked,
                registry::REC_METADATA,
                &format!("{directory}/METADATA"),
            );
        }
        let wheel = self.document(archive, &directory, "WHEEL", registry::REC_METADATA);
        let is_pure = wheel.is_some_and(|text| self.tags(&text, &directory, name));
        let record = self.document(archive, &directory, "RECORD", registry::REC_MALFORMED);
        let listed = record.and_then(|text| {
            let path = format!("{directory}/RECORD");
            listed::read(archive, &directory, &text, &mut self.findings, &path)
        });
        targets::check(archive, &directory, name, &mut self.findings);
        let natives = self.contents(archive, listed.as_deref(), name);
        self.review(archive, &directory, name, is_pure, &natives);
    }

    /// The document `file` of the directory of metadata.
    fn document(
        &mut self,
        archive: &Archive<'_>,
        directory: &str,
        file: &str,
        code: bonafide_report::Code,
    ) -> Option<Vec<u8>> {
        let path = format!("{directory}/{file}");
        let member = archive.member(&path).ok_or_else(|| {
            let message = format!("there is no {file} in the directory of metadata");
            Finding::error(code, message).at_member(path)
        });
        let member = self.keep(member)?;
        self.small(archive, member)
    }

    /// The contents of a member that should be small.
    fn small(&mut self, archive: &Archive<'_>, member: &Member) -> Option<Vec<u8>> {
        let most = self.options.document;
        if member.size() > most {
            let message = format!("a document of more than {most} bytes");
            let finding = Finding::error(registry::PKG_LIMIT, message);
            self.findings.add(finding.at_member(member.name()));
            return None;
        }
        // A fault is told when all contents are read.
        archive.contents(member, most).ok()
    }

    /// Checks WHEEL, and says whether it is for the directory of pure code.
    fn tags(&mut self, text: &[u8], directory: &str, name: Option<&FileName>) -> bool {
        let path = format!("{directory}/WHEEL");
        let parsed = identity::Tags::read(text);
        let Some(tags) = self.about(parsed, registry::REC_METADATA, &path) else {
            return false;
        };
        if let Some(name) = name {
            self.about(tags.check(name), registry::REC_TAGS, &path);
        }
        tags.is_pure
    }

    /// Keeps what is wrong with the document `path` as an error.
    fn about<T>(
        &mut self,
        result: Result<T, String>,
        code: bonafide_report::Code,
        path: &str,
    ) -> Option<T> {
        self.keep(result.map_err(|message| Finding::error(code, message).at_member(path)))
    }
}

fn digest_of(bytes: &Bytes<'_>) -> Result<Option<Digest>, ZipFault> {
    let Ok(mut hasher) = Hasher::new(&[Algorithm::Sha256]) else {
        return Ok(None);
    };
    bytes.each_piece(0, bytes.length(), |piece| {
        hasher.update(piece);
        Ok(())
    })?;
    Ok(hasher.finish().get(Algorithm::Sha256).copied())
}
