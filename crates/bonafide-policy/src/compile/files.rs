//! The files that a policy names, by whichever way the caller has them.

use core::fmt;
use std::collections::BTreeMap;
use std::io;

use bonafide_report::{Code, Coded, registry};

/// The most bytes of one file.
pub(crate) const MOST_FILE: usize = 16 << 20;

/// Where the files that a policy names are read from. Everything is read when a policy is compiled,
/// and nothing later.
///
/// # Specification
/// policy DOC-4, IMP-5.
pub trait Files {
    /// The bytes of the file with this name, as the policy writes it; 16 MiB at most.
    ///
    /// # Errors
    /// [`FileError`], where it cannot be had or may not be.
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError>;
}

/// Why a file of a policy is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileError {
    /// There is none of this name.
    Absent,
    /// Its name is none that may be read: absolute, with `..`, or no name at all.
    Path {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// It is no regular file, or lies behind a link that leaves the folder.
    NotRegular,
    /// It has more bytes than a file may have.
    TooLarge {
        /// The most that it may have.
        limit: usize,
    },
    /// The disk did not answer: nothing is known of the file then.
    Unreadable {
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// The caller has no files now; what needs this one fails when it is judged.
    Deferred,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("there is no such file"),
            Self::Path { reason } => f.write_str(reason),
            Self::NotRegular => {
                f.write_str("it is no regular file, or a link leads out of the folder")
            }
            Self::TooLarge { limit } => write!(f, "it has more than {limit} bytes"),
            Self::Unreadable { kind } => write!(f, "it cannot be read: {kind}"),
            Self::Deferred => f.write_str("it was not given"),
        }
    }
}

impl core::error::Error for FileError {}

impl Coded for FileError {
    fn code(&self) -> Code {
        match self {
            Self::Path { .. } | Self::NotRegular => registry::POLICY_FILE_PATH,
            Self::TooLarge { .. } => registry::LIMIT_EXCEEDED,
            Self::Absent | Self::Unreadable { .. } | Self::Deferred => {
                registry::POLICY_FILE_UNREADABLE
            }
        }
    }
}

/// Files in memory, by the names that the policy writes.
///
/// ```
/// use bonafide_policy::{FileError, Files, MemoryFiles};
///
/// let files = MemoryFiles::new().with_file("ci.pub", *b"a key");
/// assert_eq!(files.read("ci.pub")?, b"a key");
/// assert_eq!(files.read("other.pub"), Err(FileError::Absent));
/// # Ok::<(), FileError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryFiles {
    /// No files.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            files: BTreeMap::new(),
        }
    }

    /// One file more; a second of the same name takes the place of the first.
    #[must_use]
    pub fn with_file(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), bytes.into());
        self
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let bytes = self.files.get(path).ok_or(FileError::Absent)?;
        if bytes.len() > MOST_FILE {
            return Err(FileError::TooLarge { limit: MOST_FILE });
        }
        Ok(bytes.clone())
    }
}

/// Leaves every file out: what needs one fails as `policy.requirement-unsupported`, whatever is
/// judged.
///
/// # Specification
/// policy IMP-5, `defer_unresolved`.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a choice without state")]
pub struct DeferredFiles;

impl Files for DeferredFiles {
    fn read(&self, _path: &str) -> Result<Vec<u8>, FileError> {
        Err(FileError::Deferred)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_code() {
        let code = |error: FileError| error.code().as_str();
        assert_eq!(code(FileError::Absent), "policy.file.unreadable");
        assert_eq!(code(FileError::NotRegular), "policy.file.path");
        assert_eq!(code(FileError::TooLarge { limit: 1 }), "limit.exceeded");
    }

    #[test]
    fn a_file_in_memory_may_have_so_many_bytes() {
        let files = MemoryFiles::new()
            .with_file("most", vec![0; MOST_FILE])
            .with_file("more", vec![0; MOST_FILE + 1]);
        assert_eq!(files.read("most").unwrap().len(), MOST_FILE);
        let limit = MOST_FILE;
        assert_eq!(files.read("more"), Err(FileError::TooLarge { limit }));
    }
}
