//! What is in the files, beyond their being signed.

use std::io;

use bonafide_digest::engine::ReadAt;
use bonafide_model::package::{Check, Checks, PackageFile, PackageReport, PackageTree, check};
use bonafide_model::{Profile, Tree};

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
    Some(check(&Subset { tree, only }, &asked))
}

/// The files of a tree that are asked for: all unless some are named.
struct Subset<'t> {
    tree: &'t Tree,
    only: &'t [&'t str],
}

impl PackageTree for Subset<'_> {
    fn files(&self) -> Vec<PackageFile> {
        let entries = self.tree.entries();
        let paths: Vec<String> = entries
            .map(|entry| String::from_utf8_lossy(entry.path()).into_owned())
            .collect();
        let mut files = self.tree.files();
        files.retain(|file| {
            let path = paths.get(file.key()).map(String::as_str);
            self.only.is_empty() || path.is_some_and(|path| self.only.contains(&path))
        });
        files
    }

    fn open(&self, key: usize) -> io::Result<Box<dyn ReadAt + '_>> {
        self.tree.open(key)
    }
}
