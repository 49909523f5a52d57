//! The files of a package.

use std::io;

use bonafide_digest::engine::ReadAt;
use bonafide_report::Code;

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
    /// What the source says; the check is inconclusive then. An error that holds
    /// `TreeError::Changed` or
    /// `TreeError::Unstable` makes it fail, with the code of that error.
    fn open(&self, key: usize) -> io::Result<Box<dyn ReadAt + '_>>;
}

#[cfg(all(feature = "oms", unix))]
impl PackageTree for crate::Tree {
    /// All entries but directories. Names that are no text are shown with replacement characters.
    /// Links and special files are there and cannot be opened.
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
        use crate::EntryKind as Kind;
        let entry = self.entry_at(key).ok_or(io::ErrorKind::NotFound)?;
        match entry.kind() {
            Kind::Symlink { .. } => Err(io::Error::other("it is a symbolic link")),
            Kind::Special(kind) => Err(io::Error::other(format!("it is a {}", kind.as_str()))),
            Kind::Unreadable(cause) => Err(cause.into()),
            Kind::File | Kind::Directory | Kind::Changed => match self.open_file(&entry) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) => Err(system(error)),
            },
        }
    }
}

#[cfg(all(feature = "oms", unix))]
impl PackageTree for crate::VerifiedModel {
    /// What the verified tree lists, with what is not signed. A signed link is the file that was
    /// hashed under its name.
    fn files(&self) -> Vec<PackageFile> {
        let tree = self.tree();
        let mut files = PackageTree::files(tree);
        for file in &mut files {
            let entry = tree.entry_at(file.key);
            let path = entry.as_ref().and_then(|entry| entry.path_text());
            if let Some(length) = path.and_then(|path| self.length_behind(path)) {
                file.length = length;
            }
        }
        files
    }

    fn open(&self, key: usize) -> io::Result<Box<dyn ReadAt + '_>> {
        let tree = self.tree();
        let entry = tree.entry_at(key).ok_or(io::ErrorKind::NotFound)?;
        let path = entry.path_text();
        match path.filter(|path| self.length_behind(path).is_some()) {
            Some(path) => {
                let file = Self::open(self, path).map_err(system)?;
                Ok(Box::new(file.into_file()))
            }
            None => PackageTree::open(tree, key),
        }
    }
}

/// What is said of a tree, as an error of the system: that one is all that most sources have.
#[cfg(all(feature = "oms", unix))]
fn system(error: crate::TreeError) -> io::Error {
    match error {
        crate::TreeError::Unreadable { cause, .. } => cause.into(),
        error => io::Error::other(error),
    }
}

/// The code and the sentence for a file that is not what was listed, as the error of a tree tells.
#[cfg(all(feature = "oms", unix))]
pub(super) fn change(error: &io::Error) -> Option<(Code, &'static str)> {
    use crate::TreeError;
    let error = error.get_ref()?.downcast_ref::<TreeError>()?;
    let what = match error {
        TreeError::Changed { .. } => "it is no longer the file that was listed or verified",
        TreeError::Unstable { .. } => {
            "it was written to since it was listed or verified, and may have another digest now"
        }
        _ => return None,
    };
    Some((error.code(), what))
}

#[cfg(not(all(feature = "oms", unix)))]
pub(super) const fn change(_: &io::Error) -> Option<(Code, &'static str)> {
    None
}
