//! The files of a package.

use std::io;

use bonafide_digest::engine::ReadAt;

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackageFile {
    pub(super) path: String,
    pub(super) length: u64,
    key: usize,
}

impl PackageFile {
    /// The file at `path`, from the root of the package and with `/` between components, which has
    /// `length` bytes and is `key` to its tree.
    #[must_use]
    pub fn new(path: impl Into<String>, length: u64, key: usize) -> Self {
        Self {
            path: path.into(),
            length,
            key,
        }
    }

    /// By what the tree knows it, such as its place in a list.
    #[must_use]
    pub const fn key(&self) -> usize {
        self.key
    }
}

/// Where the files of a package come from.
pub trait PackageTree {
    /// All files. A file that cannot be opened, and a link, are among them: what is not listed here
    /// is not checked.
    fn files(&self) -> Vec<PackageFile>;

    /// Opens a file by its [`key`](PackageFile::key).
    ///
    /// # Errors
    /// What the source says; the check is inconclusive then.
    fn open(&self, key: usize) -> io::Result<Box<dyn ReadAt + '_>>;
}

#[cfg(all(feature = "oms", unix))]
impl PackageTree for crate::Tree {
    /// All entries but directories. Names that are no text are shown with replacement characters.
    /// Links are there and cannot be opened.
    fn files(&self) -> Vec<PackageFile> {
        let entries = self.entries().enumerate();
        let files = entries.filter(|(_, entry)| entry.kind() != crate::EntryKind::Directory);
        let file = |(key, entry): (usize, crate::Entry<'_>)| {
            let path = String::from_utf8_lossy(entry.path()).into_owned();
            PackageFile::new(path, entry.length(), key)
        };
        files.map(file).collect()
    }

    fn open(&self, key: usize) -> io::Result<Box<dyn ReadAt + '_>> {
        let entry = self.entry_at(key).ok_or(io::ErrorKind::NotFound)?;
        let file = self.open_file(&entry).map_err(io::Error::other)?;
        Ok(Box::new(file))
    }
}
