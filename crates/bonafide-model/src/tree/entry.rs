//! One entry of a tree.

use core::fmt;
use std::io;

use super::listing::{Kind, Listing, Row};
use super::name::text;
use bonafide_digest::engine::Identity;

/// What a special file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpecialKind {
    /// A named pipe.
    Pipe,
    /// A socket.
    Socket,
    /// A device of blocks.
    BlockDevice,
    /// A device of characters.
    CharacterDevice,
    /// Something that the system does not tell.
    Unknown,
}

impl SpecialKind {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pipe => "pipe",
            Self::Socket => "socket",
            Self::BlockDevice => "block device",
            Self::CharacterDevice => "character device",
            Self::Unknown => "unknown kind of file",
        }
    }
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryKind<'t> {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink {
        /// What it says, as bytes.
        target: &'t [u8],
    },
    /// What is never opened: pipes, sockets, devices.
    Special(SpecialKind),
    /// What the system did not tell, or a directory that it did not list whole.
    Unreadable(io::ErrorKind),
    /// It vanished or became something else while it was looked at.
    Changed,
}

/// An entry of a [`Tree`](super::Tree).
#[derive(Clone, Copy)]
pub struct Entry<'t> {
    pub(super) listing: &'t Listing,
    pub(super) row: &'t Row,
}

impl<'t> Entry<'t> {
    /// The path below the root, `/`-separated, as bytes. Of a root that is a file, its name.
    #[must_use]
    pub fn path(&self) -> &'t [u8] {
        self.listing.path(self.row)
    }

    /// The path where it is text.
    #[must_use]
    pub fn path_text(&self) -> Option<&'t str> {
        core::str::from_utf8(self.path()).ok()
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> EntryKind<'t> {
        match &self.row.kind {
            Kind::File => EntryKind::File,
            Kind::Directory { .. } => EntryKind::Directory,
            Kind::Link { start, length } => EntryKind::Symlink {
                target: self.listing.bytes(*start, *length),
            },
            Kind::Special(kind) => EntryKind::Special(*kind),
            Kind::Unreadable(cause) => EntryKind::Unreadable(*cause),
            Kind::Changed => EntryKind::Changed,
        }
    }

    /// Whether it is a regular file.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.row.kind == Kind::File
    }

    /// Whether it is a directory without any entry.
    #[must_use]
    pub fn is_empty_directory(&self) -> bool {
        matches!(self.row.kind, Kind::Directory { empty: true, .. })
    }

    /// Whether it is a directory on another device than the one that it lies in.
    #[must_use]
    pub fn is_mount_point(&self) -> bool {
        matches!(self.row.kind, Kind::Directory { mount: true, .. })
    }

    /// Whether entries were made or removed while they were listed, or the entry itself changed.
    #[must_use]
    pub fn changed_meanwhile(&self) -> bool {
        matches!(
            self.row.kind,
            Kind::Changed | Kind::Directory { changed: true, .. }
        )
    }

    /// What it was when it was listed; `None` where the system did not tell.
    #[must_use]
    pub const fn identity(&self) -> Option<&'t Identity> {
        match self.row.kind {
            Kind::Unreadable(_) | Kind::Changed => None,
            _ => Some(&self.row.identity),
        }
    }

    /// Length in bytes of a regular file; 0 for anything else.
    #[must_use]
    pub fn length(&self) -> u64 {
        if self.is_file() {
            self.row.identity.size()
        } else {
            0
        }
    }
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("path", &text(self.path()))
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}
