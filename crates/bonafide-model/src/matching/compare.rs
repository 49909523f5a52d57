//! The comparison of the sets.

use bonafide_report::{Code, registry};

use super::difference::{FileDifference, FileDifferenceKind};
use super::exclusion::{Exclusion, exclusions};
use crate::tree::{LinkTarget, shown, text};
use crate::{
    CoverageClass, Entry, EntryKind, Finding, Findings, HashMethod, Manifest, Outcome, Profile,
    SignedFile, Tree, TreeOptions,
};

/// How a signed path leads to the bytes that are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The entry is the file.
    Itself,
    /// The entry is a link to the file: that of this number.
    Link(usize),
    /// The path leads through a link to a directory, and the entry is the file there.
    Behind,
}

/// A signed file and the entry that should be it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub(crate) file: usize,
    pub(crate) entry: usize,
    pub(crate) way: Way,
    /// What it came to.
    pub(crate) class: CoverageClass,
}

/// A symbolic link.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) entry: usize,
    /// The signed file of this very path.
    pub(crate) file: Option<usize>,
    pub(crate) target: LinkTarget,
    /// Signed paths that lead through it and were found.
    pub(crate) behind: usize,
    /// Whether it has to be judged by what is signed, as a link to a directory is.
    pub(crate) is_open: bool,
    /// Whether the options were asked about it.
    pub(crate) is_followed: bool,
}

/// The signed list beside the tree.
#[derive(Debug)]
pub(crate) struct Matching<'m> {
    pub(crate) manifest: &'m Manifest,
    pub(crate) tree: &'m Tree,
    pub(crate) options: &'m TreeOptions,
    /// The signed files that are asked for; all without it.
    pub(crate) subset: Option<Vec<bool>>,
    pub(crate) excluded: Vec<Option<Exclusion>>,
    /// The class of each entry; `None` for a directory that has entries.
    pub(crate) classes: Vec<Option<CoverageClass>>,
    /// In the order of the signed list.
    pub(crate) matches: Vec<Match>,
    /// In the order of the tree.
    pub(crate) links: Vec<Link>,
    /// Signed files that are not there, in their order.
    pub(crate) absent: Vec<usize>,
    pub(crate) differences: Vec<FileDifference>,
    pub(crate) findings: Findings,
}

impl<'m> Matching<'m> {
    /// Compares the sets; nothing is read.
    pub(crate) fn new(
        manifest: &'m Manifest,
        tree: &'m Tree,
        options: &'m TreeOptions,
        subset: Option<Vec<bool>>,
    ) -> Self {
        let mut matching = Self {
            manifest,
            tree,
            options,
            subset,
            excluded: exclusions(tree, manifest, options),
            classes: vec![None; tree.len()],
            matches: Vec::new(),
            links: Vec::new(),
            absent: Vec::new(),
            differences: Vec::new(),
            findings: Findings::new(),
        };
        matching.pair();
        matching.follow_links();
        matching.find_behind();
        matching.matches.sort_unstable_by_key(|found| found.file);
        matching.check_lengths();
        matching.check_names();
        matching
    }

    /// Whether something is wrong already. A file that nobody asked for may be away.
    pub(crate) fn has_failed(&self) -> bool {
        let is_away = self.absent.iter().any(|file| self.is_wanted(*file));
        is_away || Outcome::of(&self.findings) != Outcome::Verified
    }

    /// Makes sure that nothing passes unhashed: where no error was found, each file that is asked for
    /// must have come to be signed.
    pub(crate) fn check_whole(&mut self) {
        if Outcome::of(&self.findings) != Outcome::Verified {
            return;
        }
        let mut is_due: Vec<bool> = (0..self.manifest.files().len())
            .map(|file| self.is_wanted(file))
            .collect();
        for found in &self.matches {
            if let Some(due) = is_due.get_mut(found.file) {
                *due = *due && found.class != CoverageClass::Signed;
            }
        }
        let mut due = (0..).zip(is_due).filter(|(_, is_due)| *is_due);
        let Some(file) = due.next().and_then(|(first, _)| self.file(first)) else {
            return;
        };
        let message = format!("{} was not hashed", shown(file.path().as_bytes()));
        let finding = Finding::error(registry::OMS_LIMIT, message);
        self.note(finding.at_path(file.path()));
    }

    /// Adds a finding, as grave as the profile wants it.
    pub(crate) fn note(&mut self, finding: Finding) {
        let is_strict = self.options.profile == Profile::Paranoid;
        self.findings.add(if is_strict {
            finding.made_strict()
        } else {
            finding
        });
    }

    pub(crate) fn file(&self, index: usize) -> Option<&'m SignedFile> {
        self.manifest.files().get(index)
    }

    /// Whether this signed file is asked for.
    pub(crate) fn is_wanted(&self, file: usize) -> bool {
        let subset = self.subset.as_ref();
        subset.is_none_or(|subset| subset.get(file).copied().unwrap_or_default())
    }

    pub(crate) fn set(&mut self, entry: usize, class: CoverageClass) {
        if let Some(slot) = self.classes.get_mut(entry) {
            *slot = Some(class);
        }
    }

    /// Walks both sorted lists at once.
    fn pair(&mut self) {
        let (tree, manifest) = (self.tree, self.manifest);
        if tree.root_changed() && self.subset.is_none() {
            let message = "entries of the root came or went while they were listed";
            self.note(Finding::error(registry::OMS_TREE_CHANGED, message));
        }
        if tree.is_file() {
            return self.pair_file();
        }
        let mut entries = tree.entries().enumerate().peekable();
        for (index, file) in manifest.files().iter().enumerate() {
            let path = file.path().as_bytes();
            while let Some((at, entry)) = entries.next_if(|(_, entry)| entry.path() < path) {
                self.unlisted(at, &entry);
            }
            match entries.next_if(|(_, entry)| entry.path() == path) {
                Some((at, entry)) => self.listed(index, at, &entry),
                None => self.absent.push(index),
            }
        }
        for (at, entry) in entries {
            self.unlisted(at, &entry);
        }
    }

    /// A root that is one file is signed under its name or as `.`, and nothing besides
    /// (models OMP-12).
    fn pair_file(&mut self) {
        let mut entry = self.tree.entry_at(0);
        for (index, file) in self.manifest.files().iter().enumerate() {
            let found =
                entry.take_if(|entry| file.path() == "." || file.path().as_bytes() == entry.path());
            match found {
                Some(found) => self.listed(index, 0, &found),
                None => self.absent.push(index),
            }
        }
        if let Some(entry) = entry {
            self.unlisted(0, &entry);
        }
    }

    fn listed(&mut self, file: usize, at: usize, entry: &Entry<'_>) {
        if !self.is_wanted(file) {
            self.set(at, CoverageClass::NotHashed);
            if let EntryKind::Symlink { .. } = entry.kind() {
                self.push_link(at, Some(file));
            }
            return;
        }
        match entry.kind() {
            EntryKind::File => {
                self.set(at, CoverageClass::NotHashed);
                self.push_match(file, at, Way::Itself);
            }
            EntryKind::Symlink { .. } => self.push_link(at, Some(file)),
            EntryKind::Directory => {
                self.absent.push(file);
                self.directory(at, entry);
            }
            EntryKind::Special(_) => {
                self.absent.push(file);
                self.uncovered(at, entry, false);
            }
            _ => self.uncovered(at, entry, false),
        }
    }

    fn unlisted(&mut self, at: usize, entry: &Entry<'_>) {
        let exclusion = self.excluded.get(at).copied().flatten();
        match entry.kind() {
            EntryKind::File => self.unlisted_file(at, entry, exclusion),
            EntryKind::Directory => self.directory(at, entry),
            EntryKind::Symlink { .. } => {
                if let Some(exclusion) = exclusion {
                    self.set(at, exclusion.class());
                }
                self.push_link(at, None);
            }
            _ => self.uncovered(at, entry, exclusion.is_some() || self.subset.is_some()),
        }
    }

    fn unlisted_file(&mut self, at: usize, entry: &Entry<'_>, exclusion: Option<Exclusion>) {
        let is_sharded = matches!(self.manifest.method(), HashMethod::Shards { .. });
        let class = match exclusion {
            Some(exclusion) => exclusion.class(),
            // There is no piece of it that could have been listed.
            None if is_sharded && entry.length() == 0 => CoverageClass::EmptyUnderShards,
            None => return self.extra(at, entry),
        };
        self.set(at, class);
    }

    /// What is there, and neither listed nor left out.
    pub(super) fn extra(&mut self, at: usize, entry: &Entry<'_>) {
        self.set(at, CoverageClass::Unsigned);
        if self.options.ignore_unsigned_files || self.subset.is_some() {
            return;
        }
        let message = format!("{} is not signed", shown(entry.path()));
        self.note(about(
            Finding::error(registry::OMS_FILE_EXTRA, message),
            entry,
        ));
    }

    fn directory(&mut self, at: usize, entry: &Entry<'_>) {
        let is_excluded = self.excluded.get(at).is_some_and(Option::is_some);
        if entry.is_empty_directory() && !is_excluded {
            self.set(at, CoverageClass::EmptyDirectory);
        }
        if entry.is_mount_point() {
            let message = format!("another file system is mounted at {}", shown(entry.path()));
            self.note(about(
                Finding::info(registry::OMS_TREE_MOUNT, message),
                entry,
            ));
        }
        if entry.changed_meanwhile() {
            let name = shown(entry.path());
            let message = format!("entries of {name} came or went while they were listed");
            let is_lenient = is_excluded || self.subset.is_some();
            self.fault(registry::OMS_TREE_CHANGED, message, entry, is_lenient);
        }
    }

    /// What cannot be hashed.
    fn uncovered(&mut self, at: usize, entry: &Entry<'_>, is_lenient: bool) {
        let name = shown(entry.path());
        let class = match entry.kind() {
            EntryKind::Special(_) => CoverageClass::Special,
            _ => CoverageClass::Unreadable,
        };
        self.set(at, class);
        match entry.kind() {
            // No error where it is left out, and the coverage tells of it.
            EntryKind::Special(_) if is_lenient => {}
            EntryKind::Special(kind) => {
                let message = format!("{name} is a {}", kind.as_str());
                let code = registry::OMS_TREE_SPECIAL_FILE;
                self.fault(code, message, entry, false);
            }
            EntryKind::Unreadable(cause) => {
                let message = format!("{name} cannot be read: {cause}");
                let code = registry::OMS_FILE_UNREADABLE;
                self.fault(code, message, entry, is_lenient);
            }
            _ => {
                let message = format!("{name} changed while it was looked at");
                self.fault(registry::OMS_TREE_CHANGED, message, entry, is_lenient);
            }
        }
    }

    /// An error, or leniently a warning, about what is left out or not asked for.
    pub(crate) fn fault(
        &mut self,
        code: Code,
        message: String,
        entry: &Entry<'_>,
        is_lenient: bool,
    ) {
        let finding = if is_lenient {
            Finding::warn(code, message)
        } else {
            Finding::error(code, message)
        };
        self.note(about(finding, entry));
    }

    fn push_link(&mut self, entry: usize, file: Option<usize>) {
        self.links.push(Link {
            entry,
            file,
            target: LinkTarget::Dangling,
            behind: 0,
            is_open: false,
            is_followed: false,
        });
    }

    pub(super) fn push_match(&mut self, file: usize, entry: usize, way: Way) {
        self.matches.push(Match {
            file,
            entry,
            way,
            class: CoverageClass::NotHashed,
        });
    }

    /// The length of what is there for a match.
    pub(crate) fn length(&self, found: &Match) -> u64 {
        match found.way {
            Way::Link(link) => match self.links.get(link).map(|link| &link.target) {
                Some(LinkTarget::File { identity, .. }) => identity.size(),
                _ => 0,
            },
            Way::Itself | Way::Behind => {
                let entry = self.tree.entry_at(found.entry);
                entry.map_or(0, |entry| entry.length())
            }
        }
    }

    /// Signed pieces tell how long a file is: where it is not, nothing has to be read
    /// (models OMH-3).
    fn check_lengths(&mut self) {
        let mut matches = core::mem::take(&mut self.matches);
        for found in &mut matches {
            let Some(file) = self.file(found.file) else {
                continue;
            };
            let actual = self.length(found);
            let Some(expected) = file.length().filter(|expected| *expected != actual) else {
                continue;
            };
            let kind = FileDifferenceKind::Length;
            let mut difference = FileDifference::new(file.path().to_owned(), kind);
            difference.expected_length = Some(expected);
            difference.actual_length = Some(actual);
            self.differences.push(difference);
            self.settle(found, CoverageClass::Changed);
            let name = shown(file.path().as_bytes());
            let message = format!("{name} has {actual} bytes, signed were {expected}");
            let finding = Finding::error(registry::OMS_FILE_SIZE, message);
            self.note(finding.at_path(file.path()));
        }
        self.matches = matches;
    }

    /// Says what a match came to.
    pub(crate) fn settle(&mut self, found: &mut Match, class: CoverageClass) {
        found.class = class;
        if found.way != Way::Behind {
            self.set(found.entry, class);
        }
    }
}

/// The finding with the path of the entry.
pub(super) fn about(finding: Finding, entry: &Entry<'_>) -> Finding {
    finding.at_path(text(entry.path()))
}

#[cfg(test)]
mod tests;
