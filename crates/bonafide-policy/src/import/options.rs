//! How a policy is imported, and how large it may be.

/// The longest document that is imported, in bytes.
pub(super) const MOST_BYTES: usize = 4 << 20;

/// The most containers inside each other.
pub(super) const MOST_DEPTH: usize = 64;

/// What becomes of files that an imported policy names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NamedFiles {
    /// Policies that name any are refused, as `E-IMPORT-UNRESOLVED`.
    #[default]
    Refused,
    /// They stay named by their absolute paths, to be read when the policy is compiled.
    Kept,
    /// They are not read: what needs them fails as `policy.requirement-unsupported`.
    Deferred,
}

/// How a policy is imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    pub(super) files: NamedFiles,
}

impl ImportOptions {
    /// What becomes of files that the policy names; unless said, a policy with any is refused.
    #[must_use]
    pub const fn with_files(mut self, files: NamedFiles) -> Self {
        self.files = files;
        self
    }
}
