//! One file.

use std::io;

use bonafide_digest::engine::{Identity, ReadAt};
use bonafide_report::Escaped;
use bonafide_report::registry::{
    OMS_FILE_UNSTABLE, PKG_FORMAT_DENIED, PKG_LIMIT, PKG_TYPE_MISMATCH,
};

use super::checks::{Check, Checks};
use super::tree::change;
use crate::file_type::hdf5;
use crate::safetensors::{self, Shard};
use crate::zip::Archive;
use crate::{CheckReport, Detection, FileType, Finding, Findings, pickle, wheel};

/// The most bytes of a file that is held in memory.
const HELD: u64 = 512 << 20;

/// An opened file.
pub(super) struct Opened<'t> {
    pub(super) path: &'t str,
    pub(super) length: u64,
    handle: Box<dyn ReadAt + 't>,
    identity: Option<Identity>,
}

impl<'t> Opened<'t> {
    pub(super) fn new(
        path: &'t str,
        length: u64,
        handle: Box<dyn ReadAt + 't>,
    ) -> io::Result<Self> {
        let identity = handle.identity()?;
        Ok(Self {
            path,
            length,
            handle,
            identity,
        })
    }

    /// Whether the bytes that were read are those that were opened: the end of each check of a file.
    ///
    /// # Errors
    /// A finding that says that they may not be.
    pub(super) fn check_same(&self) -> Result<(), Finding> {
        match self.handle.identity() {
            Ok(now) if now == self.identity => Ok(()),
            Ok(_) => Err(changed(self.path, "it was written to while it was checked")),
            Err(error) => Err(unreadable(self.path, &error)),
        }
    }

    /// The bytes from `offset` on, at most `most` of them.
    pub(super) fn bytes(&self, offset: u64, most: usize) -> io::Result<Vec<u8>> {
        let rest = self.length.saturating_sub(offset);
        let size = usize::try_from(rest).map_or(most, |rest| rest.min(most));
        let mut bytes = vec![0; size];
        let (mut at, mut filled) = (offset, 0_usize);
        while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
            let count = match self.handle.read_at(room, at) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            filled = filled.saturating_add(count);
            at = at.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        }
        Ok(bytes)
    }

    /// All bytes, where they are not more than `most`.
    ///
    /// # Errors
    /// A finding that says why there are none.
    pub(super) fn whole(&self, most: u64) -> Result<Vec<u8>, Finding> {
        if self.length > most {
            let message = format!("more than {most} bytes");
            return Err(Finding::error(PKG_LIMIT, message).at_path(self.path));
        }
        let size = usize::try_from(self.length).unwrap_or(usize::MAX);
        let bytes = self.bytes(0, size);
        bytes.map_err(|error| unreadable(self.path, &error))
    }

    /// What it is, and its first bytes.
    pub(super) fn detect(&self) -> io::Result<(Detection, Vec<u8>)> {
        let (head, tail) = self.ends()?;
        let found = FileType::detect(self.path, self.length, &head, &tail);
        let is_hdf5 = hdf5::is_behind_head(self.length, |at| self.bytes(at, 8))?;
        Ok((if is_hdf5 { found.with_hdf5() } else { found }, head))
    }

    /// Its first and its last bytes.
    fn ends(&self) -> io::Result<(Vec<u8>, Vec<u8>)> {
        let head = self.bytes(0, FileType::HEAD)?;
        let tail = u64::try_from(FileType::TAIL).unwrap_or(u64::MAX);
        let tail = self.bytes(self.length.saturating_sub(tail), FileType::TAIL)?;
        Ok((head, tail))
    }
}

/// Why a file has no bytes to check: it changed since it was listed, or the system does not give them.
pub(super) fn unreadable(path: &str, error: &io::Error) -> Finding {
    if let Some((code, what)) = change(error) {
        return Finding::error(code, what).at_path(path);
    }
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return changed(path, "it ends before the length that was listed");
    }
    let error = error.to_string();
    let message = format!("it cannot be read: {}", Escaped(&error));
    Finding::error(PKG_LIMIT, message).at_path(path)
}

fn changed(path: &str, what: &str) -> Finding {
    Finding::error(OMS_FILE_UNSTABLE, what).at_path(path)
}

/// Whether the type of a file is told by both votes, and allowed where it is.
///
/// # Specification
/// models PKG-4, PKG-5.
pub(super) fn formats(file: &Opened<'_>, found: &Detection, checks: &Checks<'_>) -> CheckReport {
    let mut findings = Findings::new();
    let names = |types: &[FileType]| {
        let names: Vec<&str> = types.iter().map(|one| one.as_str()).collect();
        names.join(", ")
    };
    if found.is_mismatch() {
        let name = found.by_name().map_or("nothing", FileType::as_str);
        let content = names(found.content());
        let message = format!("its content is {content}, and its name says {name}");
        findings.add(Finding::error(PKG_TYPE_MISMATCH, message));
    }
    let denied = checks.formats.denied(file.path, file.length, found);
    if !denied.is_empty() {
        let message = format!("{} is not allowed here", names(&denied));
        findings.add(Finding::error(PKG_FORMAT_DENIED, message));
    }
    CheckReport::new(Check::Formats.as_str(), findings, Vec::new())
}

/// The checks of the content of a file, for each of the types that it may be of. A safetensors file is
/// given back as what an index is compared with, where `is_indexed`.
pub(super) fn content(
    file: &Opened<'_>,
    found: &Detection,
    checks: &Checks<'_>,
    is_indexed: bool,
) -> (Vec<CheckReport>, Option<Shard>) {
    let name = file.path.rsplit('/').next().unwrap_or(file.path);
    let mut reports = Vec::new();
    let mut shard = None;
    let read = |buffer: &mut [u8], offset: u64| file.handle.read_at(buffer, offset);
    if found.is(FileType::Safetensors) && checks.has(Check::Safetensors) {
        let mut read = |offset: u64, buffer: &mut [u8]| read(buffer, offset);
        let name = Some(name).filter(|_| is_indexed);
        let (report, found) =
            safetensors::examine(&mut read, file.length, &checks.safetensors, name);
        reports.push(report);
        shard = found;
    }
    let is_wheel = name.to_ascii_lowercase().ends_with(".whl");
    if is_wheel && checks.has(Check::Wheel) {
        reports.push(wheel::check_from(name, &read, file.length, &checks.wheel));
    }
    if !checks.has(Check::Pickle) {
        return (reports, shard);
    }
    if found.content().contains(&FileType::Zip) {
        let report = match Archive::read_from(&read, file.length, &checks.zip) {
            Ok(archive) => {
                if !is_wheel {
                    let findings = archive.findings().clone();
                    reports.push(CheckReport::new("zip", findings, Vec::new()));
                }
                pickle::check_archive(&archive, &checks.pickle)
            }
            Err(fault) => one("zip", fault.to_finding()),
        };
        reports.push(report);
    }
    if has_stream(name, found) {
        reports.push(match file.whole(HELD) {
            Ok(bytes) => pickle::check(&bytes, &checks.pickle),
            Err(finding) => one("pickle", finding),
        });
    }
    (reports, shard)
}

fn one(check: &'static str, finding: Finding) -> CheckReport {
    let mut findings = Findings::new();
    findings.add(finding);
    CheckReport::new(check, findings, Vec::new())
}

/// Whether a pickle may be in it, and not in a ZIP archive alone: whatever of this cannot be followed is
/// refused, so that what is compressed is not taken for harmless.
fn has_stream(name: &str, found: &Detection) -> bool {
    use FileType as T;
    let is_in = |one: &FileType| matches!(one, T::Pickle | T::Tar | T::Npy) || is_compressed(*one);
    let is_named = found.by_name().is_some_and(|name| {
        matches!(name, T::Pickle | T::Checkpoint | T::Tar) || is_compressed(name)
    });
    let is_unpickled = is_named || (found.is(T::Weights) && is_unpickled(name));
    let is_other = matches!(found.content(), [T::Empty | T::Zip])
        || (!is_named && matches!(found.content(), [T::Gguf | T::Safetensors | T::Hdf5]));
    found.content().iter().any(is_in) || (is_unpickled && !is_other)
}

const fn is_compressed(one: FileType) -> bool {
    use FileType as T;
    matches!(
        one,
        T::Gzip | T::Zstd | T::Compressed | T::SevenZip | T::Rar
    )
}

/// Whether weights of this name are what an unpickler is given.
fn is_unpickled(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["bin", "params", "pdmodel", "pdparams", "weights"]
        .iter()
        .any(|one| extension.eq_ignore_ascii_case(one))
}
