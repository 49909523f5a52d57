//! How a model is to be signed.

use std::path::PathBuf;

use bonafide_digest::Algorithm;

use super::SingleFileName;
use crate::{HashMethod, TreeLimits};

/// What is signed of a model, and how it is hashed.
///
/// Unless something else is said: every file but `.git` and its like at the top, each hashed whole with
/// SHA-256, which is the only combination that every verifier accepts.
///
/// # Specification
/// models SGN-2, SGN-3.
#[derive(Clone, Debug)]
pub struct SignOptions {
    pub(super) algorithm: Algorithm,
    pub(super) method: HashMethod,
    pub(super) ignore_paths: Vec<String>,
    pub(super) default_exclusions: bool,
    pub(super) bundle_file: Option<PathBuf>,
    pub(super) single_file_name: SingleFileName,
    pub(super) limits: TreeLimits,
}

impl SignOptions {
    /// As described above.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            algorithm: Algorithm::Sha256,
            method: HashMethod::Files,
            ignore_paths: Vec::new(),
            default_exclusions: true,
            bundle_file: None,
            single_file_name: SingleFileName::Dot,
            limits: TreeLimits::DEFAULT,
        }
    }

    /// Hashes with `algorithm`: SHA-256, `BLAKE2b` with 512 bits, or BLAKE3.
    #[must_use]
    pub const fn with_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Hashes files whole or in shards, for which the reference implementation takes 1,000,000,000
    /// bytes.
    #[must_use]
    pub const fn with_method(mut self, method: HashMethod) -> Self {
        self.method = method;
        self
    }

    /// Leaves out these paths with what lies below them, and says so in the statement. They are
    /// relative to the root; a slash at the end is dropped.
    #[must_use]
    pub fn with_ignore_paths<P: Into<String>>(
        mut self,
        paths: impl IntoIterator<Item = P>,
    ) -> Self {
        self.ignore_paths.extend(paths.into_iter().map(|path| {
            let path: String = path.into();
            path.trim_end_matches('/').to_owned()
        }));
        self
    }

    /// Signs `.git` and its like as well.
    #[must_use]
    pub const fn without_default_exclusions(mut self) -> Self {
        self.default_exclusions = false;
        self
    }

    /// Where the bundle will be written. Where that lies in the model, it is left out.
    #[must_use]
    pub fn with_bundle_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.bundle_file = Some(path.into());
        self
    }

    /// What a model that is one file is called.
    #[must_use]
    pub const fn with_single_file_name(mut self, name: SingleFileName) -> Self {
        self.single_file_name = name;
        self
    }

    /// How much is looked at.
    #[must_use]
    pub const fn with_limits(mut self, limits: TreeLimits) -> Self {
        self.limits = limits;
        self
    }
}

impl Default for SignOptions {
    fn default() -> Self {
        Self::new()
    }
}
