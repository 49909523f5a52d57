//! What is said of a package.

use core::fmt;

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::{Check, PackageFacts};
use crate::{CheckReport, Detection, FileType, Findings, Outcome, Severity};

/// What the checks of one file say.
#[derive(Clone, Debug)]
pub struct FileReport {
    pub(super) path: String,
    pub(super) found: Option<Detection>,
    pub(super) checks: Vec<CheckReport>,
}

impl FileReport {
    /// The path from the root of the package.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What kind of file it is; `None` where it could not be read.
    #[must_use]
    pub const fn detection(&self) -> Option<&Detection> {
        self.found.as_ref()
    }

    /// The checks that ran on it.
    #[must_use]
    pub fn checks(&self) -> &[CheckReport] {
        &self.checks
    }
}

impl Serialize for FileReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let types = self.found.as_ref().map_or_else(Vec::new, Detection::types);
        let types: Vec<&str> = types.into_iter().map(FileType::as_str).collect();
        let mut out = serializer.serialize_struct("FileReport", 3)?;
        out.serialize_field("path", &self.path)?;
        out.serialize_field("types", &types)?;
        out.serialize_field("checks", &self.checks)?;
        out.end()
    }
}

/// What all checks of a package say.
///
/// As text, it is the outcome, how many files and findings there are, and which checks found nothing of
/// the kind that they look at.
///
/// # Specification
/// models PKG-1 to PKG-8, PRI-8: equal packages give equal reports.
#[derive(Clone, Debug)]
pub struct PackageReport {
    pub(super) files: Vec<FileReport>,
    pub(super) findings: Findings,
    pub(super) facts: PackageFacts,
    pub(super) idle: Vec<Check>,
}

impl PackageReport {
    /// What it comes to.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        Outcome::of(&self.findings)
    }

    /// All findings: those of the files, and those of the package as a whole. Sorted by path.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The files, sorted by path.
    #[must_use]
    pub fn files(&self) -> &[FileReport] {
        &self.files
    }

    /// The checks that were asked for and applied to no file, in the order of [`Check::ALL`]: what
    /// they look for was not seen to be right, it was not there. That is no error: a package of
    /// safetensors files and a card leaves `pickle` and `wheel` idle.
    #[must_use]
    pub fn idle(&self) -> &[Check] {
        &self.idle
    }

    /// What was read.
    #[must_use]
    pub const fn facts(&self) -> &PackageFacts {
        &self.facts
    }
}

impl fmt::Display for PackageReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = |count: usize| if count == 1 { "" } else { "s" };
        let files = self.files.len();
        write!(f, "{}: {files} file{}", self.outcome().as_str(), s(files))?;
        for (severity, name) in [(Severity::Error, "error"), (Severity::Warn, "warning")] {
            let count = self.findings.count(severity);
            if count > 0 {
                write!(f, ", {count} {name}{}", s(count))?;
            }
        }
        for (at, check) in self.idle.iter().enumerate() {
            let before = if at == 0 {
                "; no file to check for: "
            } else {
                ", "
            };
            write!(f, "{before}{}", check.as_str())?;
        }
        Ok(())
    }
}

impl Serialize for PackageReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let idle: Vec<&str> = self.idle.iter().map(|check| check.as_str()).collect();
        let mut out = serializer.serialize_struct("PackageReport", 5)?;
        out.serialize_field("outcome", self.outcome().as_str())?;
        out.serialize_field("findings", &self.findings)?;
        out.serialize_field("files", &self.files)?;
        out.serialize_field("idle", &idle)?;
        out.serialize_field("facts", &self.facts)?;
        out.end()
    }
}
