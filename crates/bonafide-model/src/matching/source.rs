//! Files of a tree as sources of the digest engine.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bonafide_digest::engine::{Identity, ReadAt, Source};

use super::compare::{Match, Matching, Way};
use rustix::fd::OwnedFd;

use crate::tree::LinkTarget;
use crate::{Entry, Tree, TreeError};

/// Directories that are held open, so that each file in them costs one opening and not one for each
/// component of its path.
#[derive(Default)]
pub(crate) struct Folders {
    held: Mutex<VecDeque<(Vec<u8>, Arc<OwnedFd>)>>,
}

/// How many: a few for each thread that hashes.
const HELD: usize = 16;

impl Folders {
    /// The directory of an entry; `None` where it cannot be opened.
    fn of(&self, tree: &Tree, entry: &Entry<'_>) -> Option<Arc<OwnedFd>> {
        let path = entry.path();
        let slash = path.iter().rposition(|&byte| byte == b'/')?;
        let folders = path.get(..slash)?;
        let held = || self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, folder)) = held().iter().find(|(path, _)| *path == folders) {
            return Some(Arc::clone(folder));
        }
        let (folders, folder) = tree.open_folder(entry)?;
        let folder = Arc::new(folder);
        let mut held = held();
        held.truncate(HELD.saturating_sub(1));
        held.push_front((folders.to_vec(), Arc::clone(&folder)));
        Some(folder)
    }
}

/// A file that is opened by handles when the engine comes to it, and must then still be what was
/// listed.
pub(crate) struct TreeSource<'m> {
    tree: &'m Tree,
    folders: Arc<Folders>,
    name: &'m str,
    entry: usize,
    is_link: bool,
    listed: Identity,
    /// Why it was not opened: the engine keeps less of it.
    fault: OnceLock<TreeError>,
}

impl<'m> TreeSource<'m> {
    /// The source of a match; `None` for one that has no file, which there is not.
    pub(super) fn of_match(
        matching: &Matching<'m>,
        found: &Match,
        folders: &Arc<Folders>,
    ) -> Option<Self> {
        let file = matching.file(found.file)?;
        let entry = matching.tree.entry_at(found.entry)?;
        let listed = match found.way {
            Way::Link(link) => match &matching.links.get(link)?.target {
                LinkTarget::File { identity, .. } => *identity,
                _ => return None,
            },
            Way::Itself | Way::Behind => *entry.identity()?,
        };
        Some(Self {
            tree: matching.tree,
            folders: Arc::clone(folders),
            name: file.path(),
            entry: found.entry,
            is_link: matches!(found.way, Way::Link(_)),
            listed,
            fault: OnceLock::new(),
        })
    }

    /// The source of an entry that is a regular file.
    pub(crate) fn of_entry(tree: &'m Tree, entry: usize, folders: &Arc<Folders>) -> Option<Self> {
        let found = tree.entry_at(entry)?;
        Some(Self {
            tree,
            folders: Arc::clone(folders),
            name: found.path_text().unwrap_or_default(),
            entry,
            is_link: false,
            listed: *found.identity()?,
            fault: OnceLock::new(),
        })
    }

    pub(super) const fn entry(&self) -> usize {
        self.entry
    }

    pub(super) const fn listed(&self) -> &Identity {
        &self.listed
    }

    pub(crate) fn fault(&self) -> Option<&TreeError> {
        self.fault.get()
    }
}

impl Source for TreeSource<'_> {
    fn length(&self) -> u64 {
        self.listed.size()
    }

    fn name(&self) -> &str {
        self.name
    }

    fn open(&self) -> io::Result<Arc<dyn ReadAt + '_>> {
        let entry = self.tree.entry_at(self.entry);
        let entry = entry.ok_or(io::ErrorKind::NotFound)?;
        let opened = if self.is_link {
            self.tree.open_target(&entry, &self.listed)
        } else {
            match self.folders.of(self.tree, &entry) {
                Some(folder) => self.tree.open_in(&folder, &entry),
                None => self.tree.open_file(&entry),
            }
        };
        match opened {
            Ok(file) => Ok(Arc::new(file)),
            Err(error) => {
                let kind = match &error {
                    TreeError::Unreadable { cause, .. } => *cause,
                    _ => io::ErrorKind::NotFound,
                };
                let _ = self.fault.set(error);
                Err(kind.into())
            }
        }
    }
}
