//! Directories and files, each opened in the directory before it and never through a link.

use std::fs::File;

use bonafide_digest::engine::Identity;
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{AtFlags, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::SpecialKind;
use super::error::TreeError;
use super::identity::identity;
use super::name::shown;

/// What the system says of a name or a handle.
pub(super) struct Status {
    pub(super) kind: FileType,
    pub(super) identity: Identity,
}

impl Status {
    /// Of a name in a directory; of a link, the link itself.
    pub(super) fn at(folder: impl AsFd, name: &[u8]) -> Result<Self, Errno> {
        let stat = rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(Self::of(&stat))
    }

    /// Of an open handle.
    pub(super) fn of_handle(handle: impl AsFd) -> Result<Self, Errno> {
        Ok(Self::of(&rustix::fs::fstat(handle)?))
    }

    pub(super) fn of(stat: &rustix::fs::Stat) -> Self {
        Self {
            kind: FileType::from_raw_mode(stat.st_mode),
            identity: identity(stat),
        }
    }

    /// What is neither a file nor a directory nor a link.
    pub(super) const fn special(&self) -> SpecialKind {
        match self.kind {
            FileType::Fifo => SpecialKind::Pipe,
            FileType::Socket => SpecialKind::Socket,
            FileType::BlockDevice => SpecialKind::BlockDevice,
            FileType::CharacterDevice => SpecialKind::CharacterDevice,
            _ => SpecialKind::Unknown,
        }
    }
}

/// Opens a directory in a directory.
pub(super) fn directory(folder: impl AsFd, name: &[u8]) -> Result<OwnedFd, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::openat(folder, name, flags, Mode::empty())
}

/// Opens what should be a regular file in a directory.
fn file(folder: impl AsFd, name: &[u8]) -> Result<OwnedFd, Errno> {
    // Without NONBLOCK, a pipe that was put in its place would wait for a writer.
    let flags =
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    rustix::fs::openat(folder, name, flags, Mode::empty())
}

/// The directory of this path below `root`, whose components are opened one by one.
pub(super) fn descend(root: &OwnedFd, folders: &[u8]) -> Result<OwnedFd, Errno> {
    let mut reached: Option<OwnedFd> = None;
    for name in folders.split(|&byte| byte == b'/') {
        if !name.is_empty() {
            reached = Some(directory(reached.as_ref().unwrap_or(root), name)?);
        }
    }
    match reached {
        Some(folder) => Ok(folder),
        None => root.try_clone().map_err(|_| Errno::MFILE),
    }
}

/// Opens the file of this path below `root`, which must still be what was `listed`.
pub(super) fn listed_file(
    root: &OwnedFd,
    path: &[u8],
    listed: &Identity,
) -> Result<File, TreeError> {
    let opened = match split(path) {
        (b"", name) => file(root, name),
        (folders, name) => descend(root, folders).and_then(|folder| file(folder, name)),
    };
    let opened = opened.map_err(|errno| failed(errno, path))?;
    same_file(opened, path, listed)
}

/// Opens a file by its name in a directory; it must still be what was `listed`.
pub(super) fn file_in(
    folder: &OwnedFd,
    name: &[u8],
    shown_as: &[u8],
    listed: &Identity,
) -> Result<File, TreeError> {
    let opened = file(folder, name).map_err(|errno| failed(errno, shown_as))?;
    same_file(opened, shown_as, listed)
}

/// Looks at the open handle, so that nobody can put another file in its place meanwhile.
fn same_file(opened: OwnedFd, path: &[u8], listed: &Identity) -> Result<File, TreeError> {
    let status = Status::of_handle(&opened).map_err(|errno| failed(errno, path))?;
    if status.kind != FileType::RegularFile || !status.identity.is_same_file(listed) {
        return Err(TreeError::Changed { path: shown(path) });
    }
    if status.identity != *listed {
        return Err(TreeError::Unstable { path: shown(path) });
    }
    Ok(File::from(opened))
}

/// The directories of a path and its last component.
pub(super) fn split(path: &[u8]) -> (&[u8], &[u8]) {
    let mut parts = path.rsplitn(2, |&byte| byte == b'/');
    let name = parts.next().unwrap_or_default();
    (parts.next().unwrap_or_default(), name)
}

/// What an answer of the system means for something that was listed.
#[cold]
pub(super) fn failed(errno: Errno, path: &[u8]) -> TreeError {
    if is_change(errno) {
        return TreeError::Changed { path: shown(path) };
    }
    TreeError::Unreadable {
        path: shown(path),
        cause: std::io::Error::from(errno).kind(),
    }
}

/// Whether the answer means that a name stands for something else than before: nothing, a link, a
/// file in the place of a directory or the reverse, a socket, a device.
pub(super) const fn is_change(errno: Errno) -> bool {
    matches!(
        errno,
        Errno::NOENT
            | Errno::LOOP
            | Errno::MLINK
            | Errno::NOTDIR
            | Errno::ISDIR
            | Errno::NXIO
            | Errno::NODEV
    )
}
