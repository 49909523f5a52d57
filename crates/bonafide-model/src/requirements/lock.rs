//! What was read.

use std::collections::BTreeSet;

use super::Hash;
use crate::Finding;
use crate::python::Marker;

/// A list of requirements, with those of the files that it includes.
#[derive(Clone, Debug, Default)]
pub struct Lock {
    pub(super) requirements: Vec<Requirement>,
    pub(super) files: Vec<String>,
    /// Those of the files that only limit versions.
    pub(super) constraints: BTreeSet<String>,
}

impl Lock {
    /// The requirements, in the order of their lines; those of included files come after those of
    /// the file that includes them.
    #[must_use]
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// The requirements that hold in one of the targets, or that may.
    pub fn effective(&self) -> impl Iterator<Item = &Requirement> {
        let requirements = self.requirements.iter();
        requirements.filter(|requirement| requirement.is_effective)
    }

    /// The files that were read, by their paths from the root of the package: each has to be covered
    /// like the first (models REQ-5).
    #[must_use]
    pub fn files(&self) -> &[String] {
        &self.files
    }
}

/// One requirement.
#[derive(Clone, Debug)]
pub struct Requirement {
    pub(super) name: String,
    pub(super) extras: Vec<String>,
    pub(super) version: Option<String>,
    pub(super) hashes: Vec<Hash>,
    pub(super) marker: Option<Marker>,
    pub(super) is_effective: bool,
    pub(super) file: String,
    pub(super) offset: u64,
}

impl Requirement {
    /// The name of the distribution in its normal form (PEP 503).
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The extras that are asked for, in their normal form.
    #[must_use]
    pub fn extras(&self) -> &[String] {
        &self.extras
    }

    /// The one version that is allowed, as written; `None` where there is no such, and for a URL.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The digests of the files of which one may be installed.
    #[must_use]
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// Whether its condition holds in one of the targets; also where it has none.
    #[must_use]
    pub const fn is_effective(&self) -> bool {
        self.is_effective
    }

    /// The file that it stands in.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Where its line begins, in bytes.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    pub(super) fn place(&self, finding: Finding) -> Finding {
        finding.at_path(self.file.as_str()).at_offset(self.offset)
    }
}
