//! A tree, listed.

use core::fmt;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bonafide_digest::engine::Identity;
use rustix::fd::OwnedFd;
use rustix::fs::{CWD, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::bundle::Bundle;
use super::differences::{self, TreeDifference};
use super::handle::{self, Status};
use super::listing::Listing;
use super::name::shown;
use super::walk::{self, Walked};
use super::{Entry, EntryKind, LinkTarget, TreeError, TreeLimits, link};
use crate::TreeOptions;

/// What lies below a root, or the one file that the root is: every entry, excluded ones among them,
/// with its identity, sorted by the bytes of the paths.
///
/// Nothing of any file was read. Cloning is cheap.
///
/// # Specification
/// models section 6.
#[derive(Clone)]
pub struct Tree {
    listing: Arc<Listing>,
    options: Arc<TreeOptions>,
}

impl Tree {
    /// Lists what lies below `root`: a directory, or a single regular file. The options say also how
    /// it is compared later, and go with it.
    ///
    /// A root that is a symbolic link is resolved once, which [`resolved`](Self::resolved) tells.
    /// From then on no link is followed, unless to find out where it leads. A tree should be opened
    /// only after the signature over it was verified (models PRI-4).
    ///
    /// One system call an entry, two more a directory; time n·log n.
    ///
    /// # Errors
    /// [`TreeError::Root`] and [`TreeError::RootKind`] for a root that is not there or neither a
    /// directory nor a file, [`TreeError::BundleFile`], [`TreeError::Limit`]. What is wrong with an
    /// entry is kept with it.
    ///
    /// # Specification
    /// models OMT-1, OMT-2, OMT-10.
    pub fn open(root: impl AsRef<Path>, options: &TreeOptions) -> Result<Self, TreeError> {
        // A link whose name ends in a slash would be followed without being seen.
        let root = Path::new(OsStr::from_bytes(trimmed(
            root.as_ref().as_os_str().as_bytes(),
        )));
        let limits = options.limits;
        let bundle = options.bundle_file.as_deref().map(Bundle::at);
        let bundle = bundle.transpose()?.flatten();
        let status = Status::at(CWD, root.as_os_str().as_bytes())
            .map_err(|errno| root_failed(root, errno))?;
        let resolved = (status.kind == FileType::Symlink)
            .then(|| std::fs::canonicalize(root))
            .transpose()
            .map_err(|error| unopened(root, error.kind()))?;
        let at: &Path = resolved.as_deref().unwrap_or(root);
        let status = match resolved {
            Some(_) => Status::at(CWD, at.as_os_str().as_bytes())
                .map_err(|errno| root_failed(root, errno))?,
            None => status,
        };
        let is_file = match status.kind {
            FileType::Directory => false,
            FileType::RegularFile => true,
            _ => {
                return Err(TreeError::RootKind {
                    path: shown(root.as_os_str().as_bytes()),
                });
            }
        };
        let name = base_name(at);
        let (folder, walked) = if is_file {
            open_file(at, &status, &limits)
        } else {
            open_directory(at, &status, &limits)
        }
        .map_err(|error| of_root(error, root))?;
        let listing = Listing {
            root: folder,
            is_file,
            name,
            resolved,
            bundle,
            changed: walked.changed,
            names: walked.names,
            rows: walked.rows,
        };
        Ok(Self {
            listing: Arc::new(listing),
            options: Arc::new(options.clone()),
        })
    }

    /// How it was listed, and is compared with what was signed.
    #[must_use]
    pub fn options(&self) -> &TreeOptions {
        &self.options
    }

    /// Lists the same root again, by the handle that is held: what is there now.
    ///
    /// # Errors
    /// As [`open`](Self::open), and [`TreeError::Changed`] where the root was one file that is gone.
    ///
    /// # Specification
    /// models SGN-7.
    pub fn list_again(&self) -> Result<Self, TreeError> {
        let before = &self.listing;
        let root = before.root.try_clone().map_err(|error| TreeError::Root {
            path: ".".to_owned(),
            cause: error.kind(),
        })?;
        let walked = match (before.is_file, before.rows.first()) {
            (true, Some(row)) => {
                let path = before.path(row);
                let status =
                    Status::at(&root, path).map_err(|errno| handle::failed(errno, path))?;
                if status.kind != FileType::RegularFile {
                    return Err(TreeError::Changed { path: shown(path) });
                }
                walk::single(path, status.identity, &self.options.limits)?
            }
            _ => walk::walk(&root, &self.options.limits)?,
        };
        let listing = Listing {
            root,
            is_file: before.is_file,
            name: before.name.clone(),
            resolved: before.resolved.clone(),
            bundle: before.bundle.clone(),
            changed: walked.changed,
            names: walked.names,
            rows: walked.rows,
        };
        Ok(Self {
            listing: Arc::new(listing),
            options: Arc::clone(&self.options),
        })
    }

    /// The entries that differ between this tree and a later one, sorted: those that came, went,
    /// became something else or were written to.
    #[must_use]
    pub fn differences(&self, later: &Self) -> Vec<TreeDifference> {
        differences::between(&self.listing, &later.listing)
    }

    /// The entries, sorted by the bytes of their paths.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = Entry<'_>> + DoubleEndedIterator {
        let listing = &*self.listing;
        listing.rows.iter().map(move |row| Entry { listing, row })
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.listing.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.listing.rows.is_empty()
    }

    /// The entry of exactly this path; nothing is normalised (models OMN-2).
    #[must_use]
    pub fn entry(&self, path: impl AsRef<[u8]>) -> Option<Entry<'_>> {
        self.position(path.as_ref())
            .and_then(|at| self.entry_at(at))
    }

    /// Whether the root is a single regular file.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.listing.is_file
    }

    /// The last component of the resolved root, as bytes; `None` where it has none.
    #[must_use]
    pub fn base_name(&self) -> Option<&[u8]> {
        self.listing.name.as_deref()
    }

    /// Where a root that is a symbolic link leads; `None` where the root is no link.
    #[must_use]
    pub fn resolved(&self) -> Option<&Path> {
        self.listing.resolved.as_deref()
    }

    /// Whether entries of the root itself came or went while they were listed.
    #[must_use]
    pub fn root_changed(&self) -> bool {
        self.listing.changed
    }

    /// Opens a listed regular file, component by component and through no link. It must still be
    /// what was listed, to the time of its last change.
    ///
    /// # Errors
    /// [`TreeError::Changed`], [`TreeError::Unstable`], [`TreeError::Unreadable`];
    /// [`TreeError::Changed`] for an entry that is no regular file as well.
    ///
    /// # Specification
    /// models OMT-3, ENG-13.
    pub fn open_file(&self, entry: &Entry<'_>) -> Result<File, TreeError> {
        let path = entry.path();
        match entry.identity() {
            Some(listed) if entry.is_file() => {
                handle::listed_file(&self.listing.root, path, listed)
            }
            _ => Err(TreeError::Changed { path: shown(path) }),
        }
    }

    /// The path of the directory that an entry lies in, and a handle of that directory.
    pub(crate) fn open_folder<'t>(&self, entry: &Entry<'t>) -> Option<(&'t [u8], OwnedFd)> {
        let (folders, _) = handle::split(entry.path());
        let folder = handle::descend(&self.listing.root, folders).ok()?;
        Some((folders, folder))
    }

    /// As [`open_file`](Self::open_file), by a handle of the directory that the entry lies in.
    pub(crate) fn open_in(&self, folder: &OwnedFd, entry: &Entry<'_>) -> Result<File, TreeError> {
        let path = entry.path();
        match entry.identity() {
            Some(listed) if entry.is_file() => {
                let (_, name) = handle::split(path);
                handle::file_in(folder, name, path, listed)
            }
            _ => Err(TreeError::Changed { path: shown(path) }),
        }
    }

    /// The entry that the caller said is the bundle. One at most: a hard link to it is another file.
    pub(crate) fn bundle(&self) -> Option<usize> {
        let bundle = self.listing.bundle.as_ref()?;
        let mut entries = self.entries();
        entries.position(|entry| entry.is_file() && bundle.is(entry.row, &self.listing))
    }

    /// The same with an entry of which the system told nothing, as it would not tell those who may
    /// not look.
    #[cfg(test)]
    pub(crate) fn with_kind(mut self, path: &str, kind: super::listing::Kind) -> Self {
        let at = self.position(path.as_bytes()).unwrap();
        Arc::get_mut(&mut self.listing).unwrap().rows[at].kind = kind;
        self
    }

    pub(crate) fn position(&self, path: &[u8]) -> Option<usize> {
        self.listing.find(path)
    }

    pub(crate) fn entry_at(&self, position: usize) -> Option<Entry<'_>> {
        let listing = &*self.listing;
        let row = listing.rows.get(position)?;
        Some(Entry { listing, row })
    }

    /// The positions of what lies below a directory; of the empty path, all.
    pub(crate) fn below(&self, path: &[u8]) -> core::ops::Range<usize> {
        self.listing.below(path)
    }

    /// Where a link leads; for another entry, nowhere.
    pub(crate) fn resolve(&self, entry: &Entry<'_>) -> LinkTarget {
        match entry.kind() {
            EntryKind::Symlink { target } => {
                link::resolve(&self.listing, entry.path(), target, &self.options.limits)
            }
            _ => LinkTarget::Dangling,
        }
    }

    /// Opens the file that a link leads to, which must still be the one that was found there.
    pub(crate) fn open_target(
        &self,
        entry: &Entry<'_>,
        found: &Identity,
    ) -> Result<File, TreeError> {
        match entry.kind() {
            EntryKind::Symlink { target } => {
                let link = (entry.path(), &entry.row.identity);
                link::open(&self.listing, link, target, found, &self.options.limits)
            }
            _ => Err(TreeError::Changed {
                path: shown(entry.path()),
            }),
        }
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tree")
            .field("entries", &self.len())
            .field("is_file", &self.is_file())
            .finish_non_exhaustive()
    }
}

/// Opens the root, which must still be the directory that was looked at.
fn open_directory(
    root: &Path,
    listed: &Status,
    limits: &TreeLimits,
) -> Result<(OwnedFd, Walked), TreeError> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder =
        rustix::fs::open(root, flags, Mode::empty()).map_err(|errno| root_failed(root, errno))?;
    let status = Status::of_handle(&folder).map_err(|errno| root_failed(root, errno))?;
    if !status.identity.is_same_file(&listed.identity) {
        return Err(TreeError::Changed {
            path: ".".to_owned(),
        });
    }
    let walked = walk::walk(&folder, limits)?;
    Ok((folder, walked))
}

/// Opens the directory that the root, a regular file, lies in.
fn open_file(
    root: &Path,
    listed: &Status,
    limits: &TreeLimits,
) -> Result<(OwnedFd, Walked), TreeError> {
    let name = root.file_name().unwrap_or_default().as_bytes();
    let parent = root
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or_else(|| Path::new("."));
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder =
        rustix::fs::open(parent, flags, Mode::empty()).map_err(|errno| root_failed(root, errno))?;
    let status = Status::at(&folder, name).map_err(|errno| handle::failed(errno, name))?;
    if status.kind != FileType::RegularFile || status.identity != listed.identity {
        return Err(TreeError::Changed { path: shown(name) });
    }
    let walked = walk::single(name, status.identity, limits)?;
    Ok((folder, walked))
}

/// The last component of a path, also of one such as `.`.
fn base_name(root: &Path) -> Option<Vec<u8>> {
    let canonical: Option<PathBuf> = match root.file_name() {
        Some(_) => None,
        None => std::fs::canonicalize(root).ok(),
    };
    let root = canonical.as_deref().unwrap_or(root);
    root.file_name().map(|name| name.as_bytes().to_vec())
}

fn trimmed(path: &[u8]) -> &[u8] {
    let kept = path.iter().rposition(|&byte| byte != b'/');
    match kept.and_then(|last| path.get(..=last)) {
        Some(path) => path,
        None => path,
    }
}

/// The walk does not know how the caller calls the root.
fn of_root(error: TreeError, root: &Path) -> TreeError {
    match error {
        TreeError::Root { cause, .. } => unopened(root, cause),
        error => error,
    }
}

#[cold]
fn root_failed(root: &Path, errno: Errno) -> TreeError {
    unopened(root, io::Error::from(errno).kind())
}

#[cold]
fn unopened(root: &Path, cause: io::ErrorKind) -> TreeError {
    TreeError::Root {
        path: shown(root.as_os_str().as_bytes()),
        cause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_at_the_end_would_follow_a_link() {
        assert_eq!(trimmed(b"a//"), b"a");
        assert_eq!(trimmed(b"/"), b"/");
        assert_eq!(trimmed(b"a/b"), b"a/b");
    }

    #[test]
    fn rows_stay_small() {
        assert!(size_of::<super::super::listing::Row>() <= 72);
    }
}
