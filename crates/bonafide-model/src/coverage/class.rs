//! The classes into which every entry of a tree falls.

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

/// Where an entry stands between the signature and the tree.
///
/// # Specification
/// models section 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed by models section 8")]
pub enum CoverageClass {
    /// Listed, and the digest is the signed one.
    Signed,
    /// Listed, and digest or length differ.
    Changed,
    /// Listed, and not there as a regular file.
    Missing,
    /// There, and neither listed nor excluded.
    Unsigned,
    /// Excluded by the signer.
    IgnoredBySignature,
    /// Excluded because it belongs to a version control.
    IgnoredByDefault,
    /// Excluded by the caller.
    IgnoredByCaller,
    /// The signature itself.
    Bundle,
    /// Symbolic links. One that leads to a hashed file is in the class of that as well.
    Symlink,
    /// Directories without any entry.
    EmptyDirectory,
    /// Files without bytes where files were signed in pieces: there is no piece of them.
    EmptyUnderShards,
    /// Could not be read, or was written to meanwhile.
    Unreadable,
    /// Pipes, sockets, devices.
    Special,
    /// Listed and there, and not hashed: outside of a subset, or after an earlier failure.
    NotHashed,
}

impl CoverageClass {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 14] = [
        Self::Signed,
        Self::Changed,
        Self::Missing,
        Self::Unsigned,
        Self::IgnoredBySignature,
        Self::IgnoredByDefault,
        Self::IgnoredByCaller,
        Self::Bundle,
        Self::Symlink,
        Self::EmptyDirectory,
        Self::EmptyUnderShards,
        Self::Unreadable,
        Self::Special,
        Self::NotHashed,
    ];

    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Unsigned => "unsigned",
            Self::IgnoredBySignature => "ignored-by-signature",
            Self::IgnoredByDefault => "ignored-by-default",
            Self::IgnoredByCaller => "ignored-by-caller",
            Self::Bundle => "bundle",
            Self::Symlink => "symlink",
            Self::EmptyDirectory => "empty-directory",
            Self::EmptyUnderShards => "empty-under-shards",
            Self::Unreadable => "unreadable",
            Self::Special => "special",
            Self::NotHashed => "not-hashed",
        }
    }

    /// Whether a tree may have entries of it and be covered whole (models COV-1).
    pub(super) const fn is_complete(self) -> bool {
        matches!(self, Self::Signed | Self::Bundle | Self::IgnoredByDefault)
    }
}

/// A path in the list of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoveredPath {
    pub(super) path: String,
    pub(super) target: Option<String>,
    pub(super) inside: Option<bool>,
}

impl CoveredPath {
    /// The path below the root; bytes that are no text are written as `\x` and two digits.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What a symbolic link says; `None` for anything else.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// Whether a symbolic link leads to something below the root; `None` where it leads nowhere, or
    /// for anything else.
    #[must_use]
    pub const fn is_inside(&self) -> Option<bool> {
        self.inside
    }
}

impl Serialize for CoveredPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(target) = &self.target else {
            return serializer.serialize_str(&self.path);
        };
        let mut out = serializer.serialize_struct("CoveredPath", 3)?;
        out.serialize_field("path", &self.path)?;
        out.serialize_field("target", target)?;
        out.serialize_field("inside", &self.inside)?;
        out.end()
    }
}

/// The paths of a class that are listed; further ones are counted.
pub(super) const LISTED: usize = 1_000;

/// What is of one class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassCoverage {
    files: u64,
    bytes: u64,
    paths: Vec<CoveredPath>,
}

impl ClassCoverage {
    pub(super) const NONE: Self = Self {
        files: 0,
        bytes: 0,
        paths: Vec::new(),
    };

    /// How many entries.
    #[must_use]
    pub const fn files(&self) -> u64 {
        self.files
    }

    /// Bytes of the regular files among them; of missing ones, those that were signed as far as that
    /// is known.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The first thousand, sorted by the bytes of their paths.
    #[must_use]
    pub fn paths(&self) -> &[CoveredPath] {
        &self.paths
    }

    /// Counts one, and lists it where there is room. They come in the order of their paths.
    pub(super) fn add(&mut self, bytes: u64, path: impl FnOnce() -> CoveredPath) {
        self.files = self.files.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
        if self.paths.len() < LISTED {
            self.paths.push(path());
        }
    }
}

impl Serialize for ClassCoverage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let listed = u64::try_from(self.paths.len()).unwrap_or(u64::MAX);
        let mut out = serializer.serialize_struct("ClassCoverage", 4)?;
        out.serialize_field("files", &self.files)?;
        out.serialize_field("bytes", &self.bytes)?;
        out.serialize_field("paths", &self.paths)?;
        out.serialize_field("truncated", &(listed < self.files))?;
        out.end()
    }
}
