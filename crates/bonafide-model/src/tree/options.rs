//! What a caller may ask of a tree.

use core::num::NonZeroUsize;
use std::path::PathBuf;

use crate::{Loadable, Profile, TreeLimits};

/// What becomes of symbolic links where the signer followed them. Where the signer did not, any link
/// that is not excluded is an error, whatever this says.
///
/// # Specification
/// models OMT-9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed by models OMT-9")]
pub enum Symlinks {
    /// As recorded: they are followed, and those that leave the root are warned of.
    #[default]
    Recorded,
    /// As recorded, and those that leave the root are errors.
    InsideOnly,
    /// Each is an error.
    Refuse,
}

/// How a tree is listed and compared with what was signed. Options can make it stricter than what was
/// signed, and say what is left out; they never make an unsigned byte a signed one.
///
/// # Specification
/// models sections 6 to 8.
#[derive(Clone, Debug)]
pub struct TreeOptions {
    pub(crate) ignore_unsigned_files: bool,
    pub(crate) ignore_paths: Vec<Vec<u8>>,
    pub(crate) default_exclusions: bool,
    pub(crate) symlinks: Symlinks,
    pub(crate) bundle_file: Option<PathBuf>,
    pub(crate) profile: Profile,
    pub(crate) limits: TreeLimits,
    pub(crate) threads: Option<NonZeroUsize>,
    pub(crate) fail_fast: bool,
    pub(crate) deny_types: Vec<Loadable>,
}

impl TreeOptions {
    /// Every file must be signed, but for `.git`, `.gitignore`, `.gitattributes` and `.github` at the
    /// top and what the signer recorded as left out.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            ignore_unsigned_files: false,
            ignore_paths: Vec::new(),
            default_exclusions: true,
            symlinks: Symlinks::Recorded,
            bundle_file: None,
            profile: Profile::SpecV1,
            limits: TreeLimits::DEFAULT,
            threads: None,
            fail_fast: false,
            deny_types: Vec::new(),
        }
    }

    /// Unsigned files are findings and no errors (models OMH-1). Without it they are errors, but for
    /// those that are left out: by the signer, by default, or by
    /// [`with_ignore_paths`](Self::with_ignore_paths). Whether there are any,
    /// [`Coverage::is_complete`](crate::Coverage::is_complete) tells.
    #[must_use]
    pub const fn ignore_unsigned_files(mut self) -> Self {
        self.ignore_unsigned_files = true;
        self
    }

    /// Leaves out these paths with what lies below them, besides those of the signature: relative to
    /// the root, byte for byte, a slash at the end dropped. A path that names nothing leaves out
    /// nothing. A signed path is checked even so (models OMT-7).
    #[must_use]
    pub fn with_ignore_paths<P: Into<Vec<u8>>>(
        mut self,
        paths: impl IntoIterator<Item = P>,
    ) -> Self {
        self.ignore_paths.extend(paths.into_iter().map(|path| {
            let mut path: Vec<u8> = path.into();
            while path.last() == Some(&b'/') {
                path.pop();
            }
            path
        }));
        self
    }

    /// `.git` and its like are ordinary paths, as for a signer who signed them: refused where they were
    /// neither signed nor recorded as left out by the signer, as most signers do (models OMT-4).
    #[must_use]
    pub const fn without_default_exclusions(mut self) -> Self {
        self.default_exclusions = false;
        self
    }

    /// What becomes of symbolic links.
    #[must_use]
    pub const fn with_symlinks(mut self, symlinks: Symlinks) -> Self {
        self.symlinks = symlinks;
        self
    }

    /// Says which file the bundle is, which is looked at when the tree is opened. Where it lies in the
    /// tree, that very entry is left out; copies of it, and hard links to it, are not
    /// (models OMT-2, OMT-6).
    #[must_use]
    pub fn with_bundle_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.bundle_file = Some(path.into());
        self
    }

    /// How strictly it is judged. [`Profile::Paranoid`] refuses symbolic links and makes every warning
    /// an error.
    #[must_use]
    pub const fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// How much is looked at.
    #[must_use]
    pub const fn with_limits(mut self, limits: TreeLimits) -> Self {
        self.limits = limits;
        self
    }

    /// How many threads hash. Without it, as many as the digest engine takes by itself.
    #[must_use]
    pub const fn with_threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Ends before anything is hashed when the lists differ. Without it, what is there is hashed all
    /// the same, so that everything wrong is told at once (models PRI-5).
    #[must_use]
    pub const fn fail_fast(mut self) -> Self {
        self.fail_fast = true;
        self
    }

    /// Refuses trees in which something of these kinds is not signed, excluded or not
    /// (models COV-2).
    #[must_use]
    pub fn with_denied_types(mut self, types: impl IntoIterator<Item = Loadable>) -> Self {
        self.deny_types.extend(types);
        self
    }

    /// Whether links are errors even where the signer followed them.
    pub(crate) fn refuses_links(&self) -> bool {
        self.symlinks == Symlinks::Refuse || self.profile == Profile::Paranoid
    }
}

impl Default for TreeOptions {
    fn default() -> Self {
        Self::new()
    }
}
