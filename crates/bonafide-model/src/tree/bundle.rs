//! The one entry of a tree that is the bundle.

use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use bonafide_digest::engine::Identity;
use rustix::fs::CWD;
use rustix::io::Errno;

use super::error::TreeError;
use super::handle::{self, Status};
use super::listing::{Listing, Row};
use super::name::shown;

/// The file that the caller named, as the entry of a directory: a hard link to it is another entry.
///
/// # Specification
/// models OMT-2, OMT-6.
#[derive(Clone, Debug)]
pub(super) struct Bundle {
    file: Identity,
    folder: Identity,
    name: Vec<u8>,
}

impl Bundle {
    /// What the file at `path` is, and where it lies. Links to it are followed: the caller named it.
    /// `None` for what has no name, as a pipe or a file that was removed, and so lies in no tree.
    pub(super) fn at(path: &Path) -> Result<Option<Self>, TreeError> {
        let failed = |cause| TreeError::BundleFile {
            path: shown(path.as_os_str().as_bytes()),
            cause,
        };
        let system = |errno: Errno| failed(io::Error::from(errno).kind());
        let file = rustix::fs::stat(path).map_err(system)?;
        let file = Status::of(&file).identity;
        let real = match std::fs::canonicalize(path) {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error.kind())),
        };
        let (Some(folder), Some(name)) = (real.parent(), real.file_name()) else {
            return Ok(None);
        };
        let of = |path: &Path| Status::at(CWD, path.as_os_str().as_bytes()).map_err(system);
        if !of(&real)?.identity.is_same_file(&file) {
            return Ok(None);
        }
        Ok(Some(Self {
            file,
            folder: of(folder)?.identity,
            name: name.as_bytes().to_vec(),
        }))
    }

    /// Whether this row is the file, under its name, in its directory.
    pub(super) fn is(&self, row: &Row, listing: &Listing) -> bool {
        let (folder, name) = handle::split(listing.path(row));
        if !self.file.is_same_file(&row.identity) || self.name != name {
            return false;
        }
        let folder = match folder {
            b"" => Status::of_handle(&listing.root)
                .ok()
                .map(|root| root.identity),
            folder => {
                let row = listing.find(folder).and_then(|at| listing.rows.get(at));
                row.map(|row| row.identity)
            }
        };
        folder.is_some_and(|folder| self.folder.is_same_file(&folder))
    }
}
