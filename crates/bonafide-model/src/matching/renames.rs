//! Missing files that are there under another name, for the message.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bonafide_digest::Digest;
use bonafide_digest::engine::{Control, Engine, Plan};
use bonafide_report::registry;

use super::compare::Matching;
use super::difference::{FileDifference, FileDifferenceKind};
use super::source::{Folders, TreeSource};
use crate::tree::{shown, text};
use crate::{CoverageClass, EntryKind, Finding, HashMethod, SignedFile};

/// Unsigned files that are hashed to find them, at most.
const CANDIDATES: usize = 1_000;

/// Pieces of them, about at most.
const PIECES: usize = 100_000;

impl Matching<'_> {
    /// Tells what is missing, and where it may have gone (models OMH-1, OMH-2).
    pub(crate) fn note_missing(&mut self, hashing: Option<(&Engine, &Control<'_>)>) {
        let absent = core::mem::take(&mut self.absent);
        let mut wanted = absent.iter().copied().filter(|file| self.is_wanted(*file));
        let found = match hashing {
            Some((engine, control)) if wanted.next().is_some() => {
                self.find_renamed(&absent, engine, control)
            }
            _ => BTreeMap::new(),
        };
        self.note_single_root(&absent);
        for index in absent.iter().copied() {
            let Some(file) = self.file(index).filter(|_| self.is_wanted(index)) else {
                continue;
            };
            if file.path() == "." && !self.tree.is_file() {
                let message = "a dot stands for a model of one file, and this is a directory";
                let finding = Finding::error(registry::OMS_NAME_INVALID, message);
                self.note(finding.at_path(file.path()));
                continue;
            }
            let kind = FileDifferenceKind::Missing;
            let mut difference = FileDifference::new(file.path().to_owned(), kind);
            difference.expected_length = file.length();
            if let [only] = file.resources() {
                difference.expected = Some(*only.digest());
            }
            let mut message = format!("{} is not there", shown(file.path().as_bytes()));
            if let Some(other) = self.in_place_of(file) {
                message.push_str(&format!(": a {other} has its name"));
            }
            if let Some(entry) = found.get(&index).and_then(|at| self.tree.entry_at(*at)) {
                difference.renamed_to = Some(text(entry.path()).into_owned());
                message.push_str(&format!("; {} has its content", shown(entry.path())));
            }
            self.differences.push(difference);
            let finding = Finding::error(registry::OMS_FILE_MISSING, message);
            self.note(finding.at_path(file.path()));
        }
        self.absent = absent;
    }

    /// Tells first of all that a file was looked at and a folder was signed.
    fn note_single_root(&mut self, absent: &[usize]) {
        let count = self.manifest.files().len();
        let is_wanted = absent.iter().any(|file| self.is_wanted(*file));
        let root = self.tree.entry_at(0).filter(|_| self.tree.is_file());
        let Some(root) = root.filter(|_| is_wanted && count > 1) else {
            return;
        };
        let name = shown(root.path());
        let message = format!("the root is the one file {name}, and {count} files were signed");
        self.note(Finding::error(registry::OMS_FILE_MISSING, message));
    }

    /// What is there under the name of a file that is not.
    fn in_place_of(&self, file: &SignedFile) -> Option<&'static str> {
        let entry = self.tree.entry(file.path())?;
        match entry.kind() {
            EntryKind::Symlink { .. } if self.manifest.allow_symlinks() => {
                Some("symbolic link that leads to no file")
            }
            EntryKind::Symlink { .. } => Some("symbolic link"),
            EntryKind::Directory => Some("directory"),
            EntryKind::Special(kind) => Some(kind.as_str()),
            EntryKind::File | EntryKind::Unreadable(_) | EntryKind::Changed => None,
        }
    }

    /// The unsigned entries that have the content of an absent file. An empty file is like any other.
    fn find_renamed(
        &self,
        absent: &[usize],
        engine: &Engine,
        control: &Control<'_>,
    ) -> BTreeMap<usize, usize> {
        let lengths: BTreeSet<Option<u64>> = absent
            .iter()
            .filter_map(|file| self.file(*file).map(SignedFile::length))
            .collect();
        let folders = Arc::new(Folders::default());
        let entries = self.tree.entries().zip(&self.classes).enumerate();
        let candidates: Vec<TreeSource<'_>> = entries
            .filter(|(_, (entry, class))| {
                let length = entry.length();
                **class == Some(CoverageClass::Unsigned)
                    && length > 0
                    && (lengths.contains(&None) || lengths.contains(&Some(length)))
            })
            .take(CANDIDATES)
            .filter_map(|(at, _)| TreeSource::of_entry(self.tree, at, &folders))
            .collect();
        let mut plan = Plan::new();
        let mut counts = Vec::with_capacity(candidates.len());
        for candidate in &candidates {
            let before = plan.jobs();
            if before > PIECES {
                break;
            }
            self.plan_as_signed(&mut plan, candidate);
            counts.push(plan.jobs().saturating_sub(before));
        }
        let mut results = engine.run(&plan, control).into_iter();
        let mut contents: BTreeMap<Vec<Digest>, usize> = BTreeMap::new();
        for (candidate, count) in candidates.iter().zip(counts) {
            let digests: Option<Vec<Digest>> = results
                .by_ref()
                .take(count)
                .map(|result| result.ok().map(|job| job.digest()))
                .collect();
            if let Some(digests) = digests {
                contents.entry(digests).or_insert(candidate.entry());
            }
        }
        let of_file = |file: &SignedFile| -> Vec<Digest> {
            file.resources()
                .iter()
                .map(|resource| *resource.digest())
                .collect()
        };
        absent
            .iter()
            .filter_map(|index| {
                let entry = contents.get(&of_file(self.file(*index)?))?;
                Some((*index, *entry))
            })
            .collect()
    }

    /// Cuts a file as the signer would have cut it.
    fn plan_as_signed<'s>(&self, plan: &mut Plan<'s>, source: &'s TreeSource<'_>) {
        use bonafide_digest::engine::Source as _;
        let algorithm = self.manifest.algorithm();
        let id = plan.add_source(source);
        let HashMethod::Shards { size } = self.manifest.method() else {
            return plan.add_whole(id, algorithm);
        };
        let mut start = 0_u64;
        while start < source.length() && size > 0 {
            let end = start.saturating_add(size).min(source.length());
            plan.add_job(id, start..end, algorithm);
            start = end;
        }
    }
}
