//! What is in the files, beyond their being signed.

use std::fs::File;
use std::io;

use bonafide_digest::engine::ReadAt;
use bonafide_model::package::{Check, Checks, PackageFile, PackageReport, PackageTree, check};
use bonafide_model::{Profile, Tree, VerifiedSubset};

use super::show::Answer;
use crate::{Arguments, Usage};

/// The checks that are asked for: none, all, or those that are named.
pub(super) fn asked(arguments: &Arguments) -> Result<Vec<Check>, Usage> {
    match arguments.value("checks") {
        None => Ok(Vec::new()),
        Some("all") => Ok(Check::ALL.to_vec()),
        Some(names) => {
            let check = |name| {
                let known: Vec<&str> = Check::ALL.iter().map(|check| check.as_str()).collect();
                let known = known.join(", ");
                Check::parse(name)
                    .ok_or_else(|| Usage(format!("--checks {name} is none of all, {known}")))
            };
            names.split(',').map(check).collect()
        }
    }
}

/// Runs them on the verified files; `None` where none is asked for.
pub(super) fn run(
    checks: &[Check],
    answer: &Answer,
    tree: &Tree,
    only: &[&str],
) -> Option<PackageReport> {
    if checks.is_empty() {
        return None;
    }
    let manifest = answer.manifest();
    let is_covered = |path: &str| {
        let list = manifest.manifest();
        list.file(path).is_some() || (tree.is_file() && list.file(".").is_some())
    };
    let mut asked = Checks::new().with_only(checks).with_coverage(&is_covered);
    if manifest.profile() == Profile::Paranoid {
        asked = asked.made_strict();
    }
    Some(match answer {
        Answer::Whole(_) => check(tree, &asked),
        Answer::Part(subset) => check(&Part::new(subset, tree, only), &asked),
    })
}

/// The verified files that were asked for, each by its signed path: where a path leads through a link,
/// or is that of a model of a single file, no entry of the tree has that path.
struct Part<'a> {
    subset: &'a VerifiedSubset,
    tree: &'a Tree,
    only: Vec<&'a str>,
}

impl<'a> Part<'a> {
    fn new(subset: &'a VerifiedSubset, tree: &'a Tree, only: &[&'a str]) -> Self {
        let mut only = only.to_vec();
        only.sort_unstable();
        only.dedup();
        Self { subset, tree, only }
    }

    /// The name of a model of a single file, as names tell types.
    fn shown(&self, path: &str) -> String {
        match self.tree.base_name() {
            Some(name) if path == "." => String::from_utf8_lossy(name).into_owned(),
            _ => path.to_owned(),
        }
    }

    fn opened(&self, key: usize) -> io::Result<File> {
        let path = self.only.get(key).ok_or(io::ErrorKind::NotFound)?;
        let file = self.subset.open(path).map_err(io::Error::other)?;
        Ok(file.into_file())
    }
}

impl PackageTree for Part<'_> {
    /// One for each path: a file that cannot be opened here cannot be checked either, which is said
    /// then.
    fn files(&self) -> Vec<PackageFile> {
        let paths = self.only.iter().enumerate();
        let file = |(key, path): (usize, &&str)| {
            let length = self.opened(key).and_then(|file| file.metadata());
            let length = length.map_or(0, |metadata| metadata.len());
            PackageFile::new(self.shown(path), length, key)
        };
        paths.map(file).collect()
    }

    fn open(&self, key: usize) -> io::Result<Box<dyn ReadAt + '_>> {
        Ok(Box::new(self.opened(key)?))
    }
}
