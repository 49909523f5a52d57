//! The list of what was signed.

#![cfg(feature = "oms")]

mod build;
mod collision;
mod exact;
mod name;
mod order;
mod shards;

use core::ops::Range;

use bonafide_digest::{Algorithm, Digest, Hasher};

pub(crate) use collision::collisions;
pub(crate) use exact::exact_integer;
pub(crate) use name::suspicion;

/// How the bytes of a model were cut for hashing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed by OMS section 5")]
pub enum HashMethod {
    /// Each file is one resource.
    Files,
    /// Each file is cut into pieces of this many bytes, the last one shorter.
    Shards {
        /// Bytes of a piece.
        size: u64,
    },
}

/// One signed piece: a file or a range of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Where in the file; `None` for the whole file.
    pub(crate) range: Option<Range<u64>>,
    pub(crate) digest: Digest,
}

impl Resource {
    /// Its bytes in the file; `None` for the whole file, whose length the signature does not say.
    #[must_use]
    pub fn range(&self) -> Option<Range<u64>> {
        self.range.clone()
    }

    /// The digest that was signed.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }
}

/// A signed file: its path and its pieces, which cover it whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedFile {
    pub(crate) path: String,
    pub(crate) resources: Vec<Resource>,
}

impl SignedFile {
    /// The path, `/`-separated, relative to the root, as signed; `.` for a model that is one file and
    /// was signed so.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The pieces in the order of their ranges: one without a range, or shards that tile the file.
    #[must_use]
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// The signed length in bytes, which only shards say.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        let last = self.resources.last()?;
        last.range.as_ref().map(|range| range.end)
    }
}

/// The signed list: every file with its digests, and how they were made.
///
/// A value of this type was read and linted; that it was signed is what `VerifiedManifest` says.
///
/// # Specification
/// OMS sections 5 and 6; models section 4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    pub(crate) files: Vec<SignedFile>,
    pub(crate) method: HashMethod,
    pub(crate) algorithm: Algorithm,
    pub(crate) allow_symlinks: bool,
    pub(crate) ignore_paths: Vec<String>,
    pub(crate) root_digest: Digest,
    pub(crate) resource_count: usize,
}

impl Manifest {
    /// The files, sorted by the bytes of their paths, each path once.
    #[must_use]
    pub fn files(&self) -> &[SignedFile] {
        &self.files
    }

    /// The file with exactly this path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&SignedFile> {
        self.position(path).and_then(|at| self.files.get(at))
    }

    /// Which of the files has exactly this path.
    pub(crate) fn position(&self, path: &str) -> Option<usize> {
        let found = self
            .files
            .binary_search_by(|file| file.path.as_bytes().cmp(path.as_bytes()));
        found.ok()
    }

    /// Whether files were hashed whole or in pieces.
    #[must_use]
    pub const fn method(&self) -> HashMethod {
        self.method
    }

    /// The algorithm of every digest.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether the signer followed symbolic links to files.
    #[must_use]
    pub const fn allow_symlinks(&self) -> bool {
        self.allow_symlinks
    }

    /// What the signer left out: relative paths, each with what lies below it.
    #[must_use]
    pub fn ignore_paths(&self) -> &[String] {
        &self.ignore_paths
    }

    /// SHA-256 over the digests in recorded order, which stands for the whole list (models OMP-8).
    #[must_use]
    pub const fn root_digest(&self) -> &Digest {
        &self.root_digest
    }

    /// How many resources were recorded.
    #[must_use]
    pub const fn resource_count(&self) -> usize {
        self.resource_count
    }
}

/// SHA-256 over digests in their order, which stands for the list of them (models OMP-8).
pub(crate) fn root_digest<'d>(digests: impl IntoIterator<Item = &'d Digest>) -> Option<Digest> {
    let mut hasher = Hasher::new(&[Algorithm::Sha256]).ok()?;
    for digest in digests {
        hasher.update(digest.as_bytes());
    }
    hasher.finish().get(Algorithm::Sha256).copied()
}
