//! How a tree is kept: rows of fixed size, and all names in one place.

use core::ops::Range;
use std::io;
use std::path::PathBuf;

use bonafide_digest::engine::Identity;
use rustix::fd::OwnedFd;

use super::SpecialKind;
use super::bundle::Bundle;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Directory {
        empty: bool,
        mount: bool,
        changed: bool,
    },
    Link {
        start: u32,
        length: u16,
    },
    Special(SpecialKind),
    Unreadable(io::ErrorKind),
    Changed,
}

/// An entry.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) start: u32,
    pub(super) length: u16,
    pub(super) kind: Kind,
    pub(super) identity: Identity,
}

/// A listed tree.
#[derive(Debug)]
pub(super) struct Listing {
    /// The directory that is the root, or that the root lies in.
    pub(super) root: OwnedFd,
    /// Whether the root is a regular file, the only row.
    pub(super) is_file: bool,
    /// The last component of the resolved root.
    pub(super) name: Option<Vec<u8>>,
    /// Where a root that is a link leads.
    pub(super) resolved: Option<PathBuf>,
    /// The file that the caller said is the bundle.
    pub(super) bundle: Option<Bundle>,
    /// Whether the entries of the root itself changed while they were listed.
    pub(super) changed: bool,
    pub(super) names: Vec<u8>,
    /// Sorted by the bytes of the paths, each path once.
    pub(super) rows: Vec<Row>,
}

impl Listing {
    pub(super) fn bytes(&self, start: u32, length: u16) -> &[u8] {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let end = start.saturating_add(usize::from(length));
        self.names.get(start..end).unwrap_or_default()
    }

    pub(super) fn path(&self, row: &Row) -> &[u8] {
        self.bytes(row.start, row.length)
    }

    /// The row of exactly this path.
    pub(super) fn find(&self, path: &[u8]) -> Option<usize> {
        self.rows
            .binary_search_by(|row| self.path(row).cmp(path))
            .ok()
    }

    /// The rows of what lies below this directory.
    pub(super) fn below(&self, path: &[u8]) -> Range<usize> {
        if path.is_empty() {
            return 0..self.rows.len();
        }
        let first = self.first_not_before(path, b'/');
        first..self.first_not_before(path, b'/'.saturating_add(1))
    }

    fn first_not_before(&self, path: &[u8], end: u8) -> usize {
        let bound = || path.iter().chain(core::iter::once(&end));
        self.rows
            .partition_point(|row| self.path(row).iter().lt(bound()))
    }
}
