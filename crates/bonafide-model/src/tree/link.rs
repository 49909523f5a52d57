//! Where a symbolic link leads, found by handles.

use std::fs::File;
use std::io;

use bonafide_digest::engine::Identity;
use rustix::fd::OwnedFd;
use rustix::fs::FileType;
use rustix::io::Errno;

use super::TreeLimits;
use super::error::TreeError;
use super::handle::{self, Status};
use super::listing::Listing;

/// What stands at the end of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkTarget {
    /// A regular file; its path below the root where it lies there.
    File {
        inside: Option<Vec<u8>>,
        identity: Identity,
    },
    /// A directory; its path below the root where it lies there, empty for the root.
    Directory { inside: Option<Vec<u8>> },
    /// A pipe, a socket or a device.
    Special,
    /// Nothing.
    Dangling,
    /// More links, or more components, than are followed: a circle among others.
    TooLong,
    /// What the system does not tell.
    Unreadable(io::ErrorKind),
}

impl LinkTarget {
    /// Whether it lies below the root; `None` where that is not known.
    pub(crate) const fn is_inside(&self) -> Option<bool> {
        match self {
            Self::File { inside, .. } | Self::Directory { inside } => Some(inside.is_some()),
            _ => None,
        }
    }
}

/// Components that one resolution may open: several times what the longest path has.
const STEPS: usize = 1_024;

/// Follows the link at `path`, which says `target`.
pub(super) fn resolve(
    listing: &Listing,
    path: &[u8],
    target: &[u8],
    limits: &TreeLimits,
) -> LinkTarget {
    match follow(listing, path, target, limits) {
        Ok((target, _)) => target,
        Err(errno) if handle::is_change(errno) => LinkTarget::Dangling,
        Err(errno) => LinkTarget::Unreadable(io::Error::from(errno).kind()),
    }
}

/// Follows the link once more, which must still be the one that was listed, and opens the regular
/// file that it must still lead to.
pub(super) fn open(
    listing: &Listing,
    (path, link): (&[u8], &Identity),
    target: &[u8],
    listed: &Identity,
    limits: &TreeLimits,
) -> Result<File, TreeError> {
    let (folders, name) = handle::split(path);
    let status = handle::descend(&listing.root, folders)
        .and_then(|folder| Status::at(folder, name))
        .map_err(|errno| handle::failed(errno, path))?;
    if status.identity != *link {
        return Err(TreeError::Changed {
            path: super::shown(path),
        });
    }
    let found =
        follow(listing, path, target, limits).map_err(|errno| handle::failed(errno, path))?;
    match found {
        (LinkTarget::File { .. }, Some((folder, name))) => {
            handle::file_in(&folder, &name, path, listed)
        }
        _ => Err(TreeError::Changed {
            path: super::shown(path),
        }),
    }
}

/// What was found, and for a file the directory that it lies in and its name there.
type Found = (LinkTarget, Option<(OwnedFd, Vec<u8>)>);

fn follow(
    listing: &Listing,
    path: &[u8],
    target: &[u8],
    limits: &TreeLimits,
) -> Result<Found, Errno> {
    let root = Status::of_handle(&listing.root)?.identity;
    let mut way = Way {
        listing,
        root,
        place: Place::Inside(Vec::new()),
        todo: Vec::new(),
    };
    let (folders, _) = handle::split(path);
    for name in folders
        .split(|&byte| byte == b'/')
        .filter(|name| !name.is_empty())
    {
        way.enter(name)?;
    }
    way.push(target)?;
    let mut hops = 1_usize;
    let mut steps = 0_usize;
    while let Some(name) = way.todo.pop() {
        steps = steps.saturating_add(1);
        if steps > STEPS || hops > limits.hops {
            return Ok((LinkTarget::TooLong, None));
        }
        match name.as_slice() {
            b"" | b"." => continue,
            b".." => {
                way.leave()?;
                continue;
            }
            _ => {}
        }
        let status = Status::at(way.folder(), &name)?;
        match status.kind {
            FileType::Symlink => {
                hops = hops.saturating_add(1);
                let next = rustix::fs::readlinkat(way.folder(), name.as_slice(), Vec::new())?;
                way.push(next.as_bytes())?;
            }
            FileType::Directory => way.enter(&name)?,
            // A file has nothing below it, not even itself.
            _ if !way.todo.is_empty() => return Err(Errno::NOTDIR),
            FileType::RegularFile => return way.file(name, status.identity),
            _ => return Ok((LinkTarget::Special, None)),
        }
    }
    let inside = way.inside();
    Ok((LinkTarget::Directory { inside }, None))
}

/// A directory on the way, with those above it as far as the root of the tree.
enum Place {
    /// Below the root, by these directories.
    Inside(Vec<(OwnedFd, Vec<u8>)>),
    /// Elsewhere.
    Outside(OwnedFd),
}

struct Way<'t> {
    listing: &'t Listing,
    root: Identity,
    place: Place,
    /// Components to go, the next one last.
    todo: Vec<Vec<u8>>,
}

impl Way<'_> {
    fn folder(&self) -> &OwnedFd {
        match &self.place {
            Place::Inside(folders) => folders
                .last()
                .map_or(&self.listing.root, |(folder, _)| folder),
            Place::Outside(folder) => folder,
        }
    }

    /// Puts the components of a target before those that are still to go.
    fn push(&mut self, target: &[u8]) -> Result<(), Errno> {
        if target.is_empty() {
            return Err(Errno::NOENT);
        }
        if target.first() == Some(&b'/') {
            let flags = rustix::fs::OFlags::RDONLY
                | rustix::fs::OFlags::DIRECTORY
                | rustix::fs::OFlags::CLOEXEC;
            let top = rustix::fs::open(b"/".as_slice(), flags, rustix::fs::Mode::empty())?;
            self.arrive(top)?;
        }
        let components = target.split(|&byte| byte == b'/').rev();
        self.todo.extend(components.map(<[u8]>::to_vec));
        Ok(())
    }

    fn enter(&mut self, name: &[u8]) -> Result<(), Errno> {
        let folder = handle::directory(self.folder(), name)?;
        match &mut self.place {
            Place::Inside(folders) => folders.push((folder, name.to_vec())),
            Place::Outside(_) => self.arrive(folder)?,
        }
        Ok(())
    }

    fn leave(&mut self) -> Result<(), Errno> {
        if let Place::Inside(folders) = &mut self.place
            && folders.pop().is_some()
        {
            return Ok(());
        }
        let above = handle::directory(self.folder(), b"..")?;
        self.arrive(above)
    }

    /// Comes to a directory from outside, which may be the root.
    fn arrive(&mut self, folder: OwnedFd) -> Result<(), Errno> {
        let identity = Status::of_handle(&folder)?.identity;
        self.place = if identity.is_same_file(&self.root) {
            Place::Inside(Vec::new())
        } else {
            Place::Outside(folder)
        };
        Ok(())
    }

    /// The path below the root of where one is, if one is there.
    fn inside(&self) -> Option<Vec<u8>> {
        let Place::Inside(folders) = &self.place else {
            return None;
        };
        let names: Vec<&[u8]> = folders.iter().map(|(_, name)| name.as_slice()).collect();
        Some(names.join(&b'/'))
    }

    fn file(self, name: Vec<u8>, identity: Identity) -> Result<Found, Errno> {
        let inside = self.inside().map(|mut path| {
            if !path.is_empty() {
                path.push(b'/');
            }
            path.extend_from_slice(&name);
            path
        });
        let folder = self.folder().try_clone().map_err(|_| Errno::MFILE)?;
        Ok((LinkTarget::File { inside, identity }, Some((folder, name))))
    }
}
