//! Files beneath a folder: regular ones only, and never through a link.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use bonafide_report::Escaped;
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::{Ask, Body, Error, Request, SourceError, SourceErrorKind};

/// Bytes that are read at once.
pub(super) const CHUNK: usize = 64 << 10;

/// What is no regular file, or lies behind something that is no folder.
const NOT_REGULAR: &str = "a link, or no regular file";

/// A folder that was named by the caller, held open.
#[derive(Debug)]
pub(super) struct Root {
    folder: OwnedFd,
}

impl Root {
    /// Opens the folder. Links to it are followed: the caller named it.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let shown = shown(path);
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        match rustix::fs::open(path, flags, Mode::empty()) {
            Ok(folder) => Ok(Self { folder }),
            Err(Errno::NOTDIR) => Err(layout(shown, "not a folder")),
            Err(Errno::NOENT) => Err(Error::NoSuchPath { path: shown }),
            Err(errno) => Err(failed(&shown, &errno.into())),
        }
    }

    /// The content of a file beneath the folder, `None` when there is no file of this name.
    ///
    /// At most `most` bytes are taken, and one more is tried. `path` is one of the fixed names, or
    /// made of a digest; its components are opened one by one, so that none of them is a link.
    pub(super) fn read(&self, path: &str, most: u64) -> Result<Option<Body>, Error> {
        let Some(file) = self.file(path)? else {
            return Ok(None);
        };
        let mut file = file.take(most.saturating_add(1));
        fill(path, most, |buffer| file.read(buffer)).map(Some)
    }

    /// The file of this path, open, `None` when there is none.
    pub(super) fn file(&self, path: &str) -> Result<Option<File>, Error> {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let Some(folder) = self.folder(folders)? else {
            return Ok(None);
        };
        // Without NONBLOCK, opening a pipe would wait for a writer.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
        match open_at(folder, name, flags, path)? {
            Some(file) => regular(file, path).map(Some),
            None => Ok(None),
        }
    }

    /// A folder beneath this one, `None` when there is none; of no name, this one.
    pub(super) fn folder(&self, path: &str) -> Result<Option<OwnedFd>, Error> {
        let mut folder = match self.folder.try_clone() {
            Ok(folder) => folder,
            Err(error) => return Err(failed(path, &error)),
        };
        for name in path.split('/').filter(|name| !name.is_empty()) {
            match open_at(folder, name, OFlags::RDONLY | OFlags::DIRECTORY, path)? {
                Some(inner) => folder = inner,
                None => return Ok(None),
            }
        }
        Ok(Some(folder))
    }
}

/// Opens a regular file that was named by the caller. Links to it are followed.
pub(super) fn open_file(path: &Path) -> Result<File, Error> {
    let shown = shown(path);
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => regular(file, &shown),
        Err(Errno::NOENT) => Err(Error::NoSuchPath { path: shown }),
        Err(errno) => Err(failed(&shown, &errno.into())),
    }
}

/// Opens one name in a folder, `None` when it is not there.
fn open_at(
    folder: impl AsFd,
    name: &str,
    flags: OFlags,
    path: &str,
) -> Result<Option<OwnedFd>, Error> {
    if matches!(name, "" | "." | "..") {
        return Err(layout(path.to_owned(), "no name of a file"));
    }
    let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match rustix::fs::openat(folder, name, flags, Mode::empty()) {
        Ok(opened) => Ok(Some(opened)),
        Err(Errno::NOENT) => Ok(None),
        // A link, a folder in a file's place or the reverse, a socket, a device without a driver.
        Err(
            Errno::LOOP | Errno::MLINK | Errno::NOTDIR | Errno::ISDIR | Errno::NXIO | Errno::NODEV,
        ) => Err(layout(path.to_owned(), NOT_REGULAR)),
        Err(errno) => Err(failed(path, &errno.into())),
    }
}

/// Looks at the open handle, so that nobody can put another file in its place meanwhile.
fn regular(file: OwnedFd, path: &str) -> Result<File, Error> {
    let stat = rustix::fs::fstat(&file).map_err(|errno| failed(path, &errno.into()))?;
    if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile {
        Ok(File::from(file))
    } else {
        Err(layout(path.to_owned(), NOT_REGULAR))
    }
}

/// Reads until `read` gives nothing more. The memory follows what is read, and nothing that was
/// said of its size.
pub(super) fn fill(
    path: &str,
    most: u64,
    mut read: impl FnMut(&mut [u8]) -> io::Result<usize>,
) -> Result<Body, Error> {
    let mut body = Request::once(None, Ask::Listing, most).body();
    let chunk = usize::try_from(most).unwrap_or(CHUNK).clamp(1, CHUNK);
    let mut buffer = vec![0; chunk];
    loop {
        let length = match read(&mut buffer) {
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed(path, &error)),
        };
        let bytes = buffer.get(..length).unwrap_or_default();
        if bytes.is_empty() {
            return Ok(body);
        }
        body.append(bytes)
            .map_err(|cause| Error::Source { cause })?;
    }
}

/// A name for messages.
pub(super) fn shown(path: &Path) -> String {
    Escaped(&path.to_string_lossy()).to_string()
}

/// Puts the path of what was opened before the file in it that an error names: `sign` between them.
pub(super) fn beneath(path: &Path, sign: &str, error: Error) -> Error {
    let beneath = |name: &str| format!("{}{sign}{name}", shown(path));
    match error {
        Error::Layout { path, reason } => Error::Layout {
            path: beneath(&path),
            reason,
        },
        Error::LayoutJson { path, cause } => Error::LayoutJson {
            path: beneath(&path),
            cause,
        },
        Error::LayoutDocument {
            path,
            place,
            reason,
        } => Error::LayoutDocument {
            path: beneath(&path),
            place,
            reason,
        },
        other => other,
    }
}

#[cold]
pub(super) const fn layout(path: String, reason: &'static str) -> Error {
    Error::Layout { path, reason }
}

/// The disk did not answer: nothing is known about the file then, least of all that it is absent.
#[cold]
pub(super) fn failed(path: &str, error: &io::Error) -> Error {
    let detail = format!("{path}: {}", error.kind());
    Error::Source {
        cause: SourceError::new(SourceErrorKind::Unavailable, detail),
    }
}

/// Whether it is that something has more bytes than were allowed.
pub(super) fn is_too_large(error: &Error) -> bool {
    matches!(error, Error::Source { cause }
        if matches!(cause.kind(), SourceErrorKind::TooLarge { .. }))
}
