//! What becomes of symbolic links.

use bonafide_report::registry;

use super::compare::{Matching, Way, about};
use crate::tree::{LinkTarget, shown};
use crate::{CoverageClass, Entry, Finding, Symlinks};

impl Matching<'_> {
    /// Finds where links lead, and judges those that do not lead to directories.
    pub(super) fn follow_links(&mut self) {
        for number in 0..self.links.len() {
            let Some(link) = self.links.get_mut(number) else {
                continue;
            };
            let (at, file) = (link.entry, link.file);
            let Some(entry) = self.tree.entry_at(at) else {
                continue;
            };
            link.target = self.tree.resolve(&entry);
            let target = link.target.clone();
            let is_excluded = self.excluded.get(at).is_some_and(Option::is_some);
            match file {
                None if is_excluded => {}
                None if self.subset.is_some() => self.set(at, CoverageClass::Symlink),
                Some(file) if !self.is_wanted(file) => {}
                _ => self.follow(number, &entry, &target),
            }
        }
        // Those that are listed and lead to no file were found after what is not there at all.
        self.absent.sort_unstable();
    }

    fn follow(&mut self, number: usize, entry: &Entry<'_>, target: &LinkTarget) {
        let Some(link) = self.links.get_mut(number) else {
            return;
        };
        link.is_followed = true;
        let (at, file) = (link.entry, link.file);
        self.set(at, CoverageClass::Symlink);
        let name = shown(entry.path());
        if !self.manifest.allow_symlinks() {
            self.absent.extend(file);
            let message =
                format!("{name} is a symbolic link, and the model was signed without any");
            let finding = Finding::error(registry::OMS_SYMLINK_PRESENT, message);
            return self.note(about(finding, entry));
        }
        if self.options.refuses_links() {
            self.refuse_by_policy(entry);
        }
        match (target, file) {
            (LinkTarget::File { inside, .. }, _) => {
                self.follow_to_file(entry, inside.is_some());
                match file {
                    Some(file) => self.push_match(file, at, Way::Link(number)),
                    None => self.extra(at, entry),
                }
            }
            (LinkTarget::Directory { .. }, None) => self.leave_open(number),
            (LinkTarget::Unreadable(cause), _) => {
                self.set(at, CoverageClass::Unreadable);
                let message = format!("the target of {name} cannot be read: {cause}");
                self.fault(registry::OMS_FILE_UNREADABLE, message, entry, false);
            }
            (LinkTarget::Special, None) => {
                let message = format!("{name} leads to a special file");
                self.fault(registry::OMS_TREE_SPECIAL_FILE, message, entry, false);
            }
            (_, Some(file)) => self.absent.push(file),
            (LinkTarget::Dangling, None) => self.refuse_link(entry, "leads nowhere"),
            (LinkTarget::TooLong, None) => {
                self.refuse_link(entry, "leads in a circle, or through too many links");
            }
        }
    }

    fn refuse_by_policy(&mut self, entry: &Entry<'_>) {
        let message = format!("{} is a symbolic link", shown(entry.path()));
        let finding = Finding::error(registry::OMS_SYMLINK_POLICY, message);
        self.note(about(finding, entry));
    }

    fn follow_to_file(&mut self, entry: &Entry<'_>, is_inside: bool) {
        let name = shown(entry.path());
        if is_inside {
            let message = format!("{name} is a symbolic link to a file of the model");
            let finding = Finding::info(registry::OMS_SYMLINK_ALLOWED, message);
            return self.note(about(finding, entry));
        }
        let message = format!("{name} is a symbolic link to a file outside of the model");
        let code = registry::OMS_SYMLINK_OUTSIDE;
        let finding = if self.options.symlinks == Symlinks::InsideOnly {
            Finding::error(code, message)
        } else {
            Finding::warn(code, message)
        };
        self.note(about(finding, entry));
    }

    fn leave_open(&mut self, number: usize) {
        if let Some(link) = self.links.get_mut(number) {
            link.is_open = true;
        }
    }

    fn refuse_link(&mut self, entry: &Entry<'_>, how: &str) {
        let message = format!("{} is a symbolic link that {how}", shown(entry.path()));
        let code = registry::OMS_SYMLINK_DIRECTORY;
        self.fault(code, message, entry, false);
    }

    /// Finds signed paths that lead through a link to a directory, as signers who enter such links
    /// list them.
    pub(super) fn find_behind(&mut self) {
        if self.links.is_empty() || !self.manifest.allow_symlinks() {
            return;
        }
        let absent = core::mem::take(&mut self.absent);
        for file in absent {
            match self.behind(file) {
                Some((number, entry)) => {
                    if let Some(link) = self.links.get_mut(number) {
                        link.behind = link.behind.saturating_add(1);
                    }
                    if self.is_wanted(file) {
                        self.pass_through(number);
                        self.push_match(file, entry, Way::Behind);
                    }
                }
                None => self.absent.push(file),
            }
        }
    }

    /// A link that is left out, or not asked for, is followed all the same where a file that is asked
    /// for lies behind it.
    fn pass_through(&mut self, number: usize) {
        let link = self.links.get_mut(number);
        let Some(link) = link.filter(|link| !link.is_followed) else {
            return;
        };
        link.is_followed = true;
        let Some(entry) = self.tree.entry_at(link.entry) else {
            return;
        };
        if self.options.refuses_links() {
            return self.refuse_by_policy(&entry);
        }
        let name = shown(entry.path());
        let message = format!("{name} is a symbolic link to a directory of the model");
        let finding = Finding::info(registry::OMS_SYMLINK_ALLOWED, message);
        self.note(about(finding, &entry));
    }

    /// The link through which a signed path leads, and the regular file there.
    fn behind(&self, file: usize) -> Option<(usize, usize)> {
        let path = self.file(file)?.path().as_bytes();
        let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
        for (end, _) in slashes {
            let (folder, rest) = path.split_at_checked(end)?;
            let at = self.tree.position(folder)?;
            let Ok(number) = self.links.binary_search_by_key(&at, |link| link.entry) else {
                continue;
            };
            let LinkTarget::Directory {
                inside: Some(target),
            } = &self.links.get(number)?.target
            else {
                return None;
            };
            let real = [target.as_slice(), rest].concat();
            let real = real.strip_prefix(b"/").unwrap_or(&real);
            let entry = self.tree.position(real)?;
            let is_file = self.tree.entry_at(entry)?.is_file();
            return is_file.then_some((number, entry));
        }
        None
    }

    /// Judges the links to directories by what was found to be signed (models OMT-9).
    pub(crate) fn judge_directory_links(&mut self) {
        if self.links.iter().all(|link| !link.is_open) {
            return;
        }
        let (files, unsigned) = self.counts();
        for number in 0..self.links.len() {
            let Some(link) = self.links.get(number).filter(|link| link.is_open) else {
                continue;
            };
            let (at, behind) = (link.entry, link.behind);
            let (Some(entry), LinkTarget::Directory { inside }) =
                (self.tree.entry_at(at), &link.target)
            else {
                continue;
            };
            let Some(target) = inside else {
                self.refuse_link(&entry, "leads to a directory outside of the model");
                continue;
            };
            if is_above(target, entry.path()) {
                self.refuse_link(&entry, "leads to a directory that it lies in");
                continue;
            }
            let below = self.tree.below(target);
            let within = |counts: &[u32]| {
                let count = |at: usize| counts.get(at).copied().unwrap_or_default();
                count(below.end).saturating_sub(count(below.start))
            };
            let is_listed = usize::try_from(within(&files)).is_ok_and(|files| files == behind);
            if within(&unsigned) == 0 || is_listed {
                let name = shown(entry.path());
                let message = format!("{name} is a symbolic link to a directory of the model");
                let finding = Finding::info(registry::OMS_SYMLINK_ALLOWED, message);
                self.note(about(finding, &entry));
            } else {
                self.refuse_link(&entry, "leads to a directory with something unsigned");
            }
        }
    }

    /// How many entries before each position are no directories, and how many of them are not
    /// signed under their own names.
    fn counts(&self) -> (Vec<u32>, Vec<u32>) {
        let (mut files, mut unsigned) = (vec![0_u32], vec![0_u32]);
        let (mut all, mut bad) = (0_u32, 0_u32);
        for class in &self.classes {
            let is_file = !matches!(class, None | Some(CoverageClass::EmptyDirectory));
            let is_bad = is_file && *class != Some(CoverageClass::Signed);
            all = all.saturating_add(u32::from(is_file));
            bad = bad.saturating_add(u32::from(is_bad));
            files.push(all);
            unsigned.push(bad);
        }
        (files, unsigned)
    }
}

/// Whether `path` lies below the directory `folder`.
fn is_above(folder: &[u8], path: &[u8]) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.first() == Some(&b'/'))
}

#[cfg(test)]
mod tests;
