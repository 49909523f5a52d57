//! The walk: from directory to directory by handles, with a stack of its own.

use std::ffi::CString;
use std::io;

use bonafide_digest::engine::Identity;
use rustix::fd::OwnedFd;
use rustix::fs::{Dir, FileType};
use rustix::io::Errno;

use super::TreeLimits;
use super::error::TreeError;
use super::handle::{self, Status};
use super::identity::UNKNOWN;
use super::listing::{Kind, Row};

/// What a walk brings home.
pub(super) struct Walked {
    pub(super) names: Vec<u8>,
    pub(super) rows: Vec<Row>,
    /// Whether the entries of the root changed meanwhile.
    pub(super) changed: bool,
}

/// Lists everything below `root`, sorted.
pub(super) fn walk(root: &OwnedFd, limits: &TreeLimits) -> Result<Walked, TreeError> {
    let mut walk = Walk::new(limits);
    walk.run(root)?;
    Ok(walk.finish())
}

/// Lists the one entry that `name` is, which the caller has looked at.
pub(super) fn single(
    name: &[u8],
    identity: Identity,
    limits: &TreeLimits,
) -> Result<Walked, TreeError> {
    let mut walk = Walk::new(limits);
    walk.path.extend_from_slice(name);
    walk.push(Kind::File, identity)?;
    Ok(walk.finish())
}

/// A directory that is being listed.
struct Frame {
    folder: OwnedFd,
    identity: Identity,
    /// Its row; `None` for the root.
    row: Option<usize>,
    /// Bytes of its path.
    path: usize,
    names: Vec<CString>,
}

struct Walk<'l> {
    limits: &'l TreeLimits,
    walked: Walked,
    /// The path of the entry that is looked at.
    path: Vec<u8>,
    seen: u64,
    links: usize,
}

impl<'l> Walk<'l> {
    const fn new(limits: &'l TreeLimits) -> Self {
        Self {
            limits,
            walked: Walked {
                names: Vec::new(),
                rows: Vec::new(),
                changed: false,
            },
            path: Vec::new(),
            seen: 0,
            links: 0,
        }
    }

    fn run(&mut self, root: &OwnedFd) -> Result<(), TreeError> {
        let unlisted = |errno: Errno| TreeError::Root {
            path: ".".to_owned(),
            cause: io::Error::from(errno).kind(),
        };
        let root = root.try_clone().map_err(|_| unlisted(Errno::MFILE))?;
        let status = Status::of_handle(&root).map_err(unlisted)?;
        let names = self.names(&root)?.map_err(unlisted)?;
        let mut stack = vec![Frame {
            folder: root,
            identity: status.identity,
            row: None,
            path: 0,
            names,
        }];
        while let Some(frame) = stack.last_mut() {
            let Some(name) = frame.names.pop() else {
                self.leave(frame);
                stack.pop();
                continue;
            };
            self.path.truncate(frame.path);
            if frame.path > 0 {
                self.path.push(b'/');
            }
            self.path.extend_from_slice(name.as_bytes());
            if name.as_bytes().len() > self.limits.component_bytes {
                return Err(limit(
                    "bytes in the name of an entry",
                    self.limits.component_bytes,
                ));
            }
            if let Some(inner) = self.visit(frame, name.as_bytes())? {
                if stack.len() > self.limits.depth {
                    return Err(limit("directories inside each other", self.limits.depth));
                }
                stack.push(inner);
            }
        }
        Ok(())
    }

    /// Looks at one entry; a directory is opened, to be listed next.
    fn visit(&mut self, frame: &Frame, name: &[u8]) -> Result<Option<Frame>, TreeError> {
        let status = match Status::at(&frame.folder, name) {
            Ok(status) => status,
            Err(errno) => return self.push_failed(errno).map(|()| None),
        };
        match status.kind {
            FileType::RegularFile => self.push(Kind::File, status.identity)?,
            FileType::Directory => return self.enter(frame, name, &status),
            FileType::Symlink => self.link(frame, name, status.identity)?,
            _ => self.push(Kind::Special(status.special()), status.identity)?,
        }
        Ok(None)
    }

    /// Opens a directory and reads its names.
    fn enter(
        &mut self,
        outer: &Frame,
        name: &[u8],
        listed: &Status,
    ) -> Result<Option<Frame>, TreeError> {
        let opened = handle::directory(&outer.folder, name)
            .and_then(|folder| Ok((Status::of_handle(&folder)?, folder)));
        let (status, folder) = match opened {
            Ok(opened) => opened,
            Err(errno) => return self.push_failed(errno).map(|()| None),
        };
        if !status.identity.is_same_file(&listed.identity) {
            return self.push(Kind::Changed, UNKNOWN).map(|()| None);
        }
        let names = match self.names(&folder)? {
            Ok(names) => names,
            Err(errno) => return self.push_failed(errno).map(|()| None),
        };
        let row = self.walked.rows.len();
        let kind = Kind::Directory {
            empty: names.is_empty(),
            mount: status.identity.device() != outer.identity.device(),
            changed: false,
        };
        self.push(kind, status.identity)?;
        Ok(Some(Frame {
            folder,
            identity: status.identity,
            row: Some(row),
            path: self.path.len(),
            names,
        }))
    }

    /// A directory is done: whoever made or removed an entry meanwhile changed its times.
    fn leave(&mut self, frame: &Frame) {
        let now = Status::of_handle(&frame.folder);
        if now.is_ok_and(|now| now.identity == frame.identity) {
            return;
        }
        match frame.row.and_then(|row| self.walked.rows.get_mut(row)) {
            Some(Row {
                kind: Kind::Directory { changed, .. },
                ..
            }) => *changed = true,
            _ => self.walked.changed = true,
        }
    }

    /// The names in a directory. The outer error is that of a limit.
    fn names(&mut self, folder: &OwnedFd) -> Result<Result<Vec<CString>, Errno>, TreeError> {
        let mut names = Vec::new();
        let entries = match Dir::read_from(folder) {
            Ok(entries) => entries,
            Err(errno) => return Ok(Err(errno)),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(errno) => return Ok(Err(errno)),
            };
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            self.seen = self.seen.saturating_add(1);
            if self.seen > self.limits.entries {
                return Err(TreeError::Limit {
                    item: "entries",
                    limit: self.limits.entries,
                });
            }
            names.push(name.to_owned());
        }
        Ok(Ok(names))
    }

    fn link(&mut self, frame: &Frame, name: &[u8], identity: Identity) -> Result<(), TreeError> {
        self.links = self.links.saturating_add(1);
        if self.links > self.limits.links {
            return Err(limit("symbolic links", self.limits.links));
        }
        let target = match rustix::fs::readlinkat(&frame.folder, name, Vec::new()) {
            Ok(target) => target,
            // No longer a link.
            Err(Errno::INVAL) => return self.push(Kind::Changed, UNKNOWN),
            Err(errno) => return self.push_failed(errno),
        };
        let (start, length) = self.keep(target.as_bytes())?;
        self.push(Kind::Link { start, length }, identity)
    }

    fn push_failed(&mut self, errno: Errno) -> Result<(), TreeError> {
        let kind = if handle::is_change(errno) {
            Kind::Changed
        } else {
            Kind::Unreadable(io::Error::from(errno).kind())
        };
        self.push(kind, UNKNOWN)
    }

    fn push(&mut self, kind: Kind, identity: Identity) -> Result<(), TreeError> {
        if self.path.len() > self.limits.path_bytes {
            return Err(limit("bytes in a path", self.limits.path_bytes));
        }
        let path = core::mem::take(&mut self.path);
        let (start, length) = self.keep(&path)?;
        self.path = path;
        self.walked.rows.push(Row {
            start,
            length,
            kind,
            identity,
        });
        Ok(())
    }

    /// Keeps bytes among the names.
    fn keep(&mut self, bytes: &[u8]) -> Result<(u32, u16), TreeError> {
        let names = &mut self.walked.names;
        let most = self.limits.name_bytes;
        if names.len().saturating_add(bytes.len()) > most {
            return Err(limit("bytes of names", most));
        }
        let start = u32::try_from(names.len()).map_err(|_| limit("bytes of names", most))?;
        let length = u16::try_from(bytes.len())
            .map_err(|_| limit("bytes in a path", usize::from(u16::MAX)))?;
        names.extend_from_slice(bytes);
        Ok((start, length))
    }

    /// Sorts by the bytes of the paths. A directory that changes may name an entry twice.
    fn finish(self) -> Walked {
        let mut walked = self.walked;
        let names = &walked.names;
        let path = |row: &Row| {
            let start = usize::try_from(row.start).unwrap_or(usize::MAX);
            let end = start.saturating_add(usize::from(row.length));
            names.get(start..end).unwrap_or_default()
        };
        walked.rows.sort_unstable_by(|a, b| path(a).cmp(path(b)));
        let listed = walked.rows.len();
        walked.rows.dedup_by(|a, b| path(a) == path(b));
        walked.changed |= walked.rows.len() != listed;
        walked.rows.shrink_to_fit();
        walked
    }
}

fn limit(item: &'static str, limit: usize) -> TreeError {
    TreeError::Limit {
        item,
        limit: u64::try_from(limit).unwrap_or(u64::MAX),
    }
}
