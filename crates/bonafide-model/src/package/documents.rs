//! Files that speak of other files.

use std::collections::BTreeMap;

use super::checks::Check;
use super::roles::Role;
use super::run::{INDEX, Run, directory};
use crate::safetensors::{Directory, Index};
use crate::{CheckReport, Finding, Findings, card};

/// The most bytes of a document.
const BYTES: u64 = 100_000_000;

/// Compares each index with the files beside it.
///
/// # Specification
/// models STN-8.
pub(super) fn indexes(run: &mut Run<'_>) {
    if !run.checks.has(Check::Safetensors) {
        return;
    }
    for (path, edges, report) in compared(run) {
        for edge in edges {
            run.facts.add_edge(&path, &edge);
        }
        run.add(&path, report);
    }
}

/// Of each index its path, the paths that it names, and what is said of it.
fn compared(run: &Run<'_>) -> Vec<(String, Vec<String>, CheckReport)> {
    let limits = &run.checks.safetensors;
    let directories = directories(run);
    let mut compared = Vec::new();
    for path in paths(run, |path| path.ends_with(INDEX)) {
        let folder = directory(&path);
        let mut findings = Findings::new();
        let mut edges = Vec::new();
        match whole(run, &path) {
            Err(finding) => findings.add(finding),
            Ok(bytes) => {
                let index = Index::parse(&bytes, limits, &mut findings);
                if let Some((index, beside)) = index.zip(directories.get(folder)) {
                    index.check_in(beside, &mut findings);
                    edges.extend(index.files().map(|file| join(folder, file)));
                }
            }
        }
        let report = CheckReport::new("safetensors-index", findings, Vec::new()).at_path(&path);
        compared.push((path, edges, report));
    }
    compared
}

/// What is in each directory that has an index: all paths are walked once, however many indexes
/// there are.
fn directories<'r>(run: &'r Run<'_>) -> BTreeMap<&'r str, Directory<'r>> {
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in run.paths() {
        let folder = directory(path);
        if run.shards.contains_key(folder) {
            let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
            names.entry(folder).or_default().push(name);
        }
    }
    let directories = names.into_iter().map(|(folder, names)| {
        let shards = run.shards.get(folder).map_or(&[][..], Vec::as_slice);
        (folder, Directory::new(&names, shards))
    });
    directories.collect()
}

fn join(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}

/// Checks the cards.
///
/// # Specification
/// models CRD-1 to CRD-5.
pub(super) fn cards(run: &mut Run<'_>) {
    if !run.checks.has(Check::Card) {
        return;
    }
    let is_licence = |path: &str| {
        let is_there = path.to_ascii_uppercase().starts_with("LICENSE");
        is_there && run.is_covered(path)
    };
    let mut policy = run.checks.card.clone();
    if run.paths().any(is_licence) {
        policy = policy.with_licence_file();
    }
    for path in paths_of(run, Role::Card, card::is_candidate) {
        let report = match whole(run, &path) {
            Ok(bytes) => card::check(&path, &bytes, &policy),
            Err(finding) => {
                let mut findings = Findings::new();
                findings.add(finding);
                CheckReport::new(Check::Card.as_str(), findings, Vec::new())
            }
        };
        run.add(&path, report);
    }
}

fn paths(run: &Run<'_>, is_one: impl Fn(&str) -> bool) -> Vec<String> {
    let paths = run.paths().filter(|path| is_one(path));
    paths.map(str::to_owned).collect()
}

/// The paths that are of a role by their names, or because the caller says so.
pub(super) fn paths_of(run: &Run<'_>, role: Role, is_one: impl Fn(&str) -> bool) -> Vec<String> {
    let named = |path: &str| {
        let mut named = run.checks.role_paths.iter();
        named.any(|(one, said)| *one == role && said == path)
    };
    paths(run, |path| is_one(path) || named(path))
}

pub(super) fn whole(run: &Run<'_>, path: &str) -> Result<Vec<u8>, Finding> {
    let at = run.position(path).unwrap_or(usize::MAX);
    let opened = run.open(at)?;
    let bytes = opened.whole(BYTES)?;
    opened.check_same()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io;

    use bonafide_digest::engine::ReadAt;

    use super::*;
    use crate::package::{Checks, PackageFile, PackageTree};

    /// Files of which the paths alone are asked for.
    struct Paths(Vec<String>);

    impl PackageTree for Paths {
        fn files(&self) -> Vec<PackageFile> {
            let files = self.0.iter().enumerate();
            files
                .map(|(key, path)| PackageFile::new(path.as_str(), 0, key))
                .collect()
        }

        fn open(&self, _: usize) -> io::Result<Box<dyn ReadAt + '_>> {
            Err(io::ErrorKind::NotFound.into())
        }
    }

    #[test]
    fn a_directory_is_listed_once_for_all_its_indexes() {
        let mut paths: Vec<String> = (0..4000).map(|at| format!("w/{at:05}{INDEX}")).collect();
        paths.extend([format!("v/x{INDEX}"), format!("x{INDEX}")]);
        paths.extend((0..4000).map(|at| format!("none/{at}.safetensors")));
        let tree = Paths(paths);
        let checks = Checks::new();
        let run = Run::new(&tree, &checks);
        let directories = directories(&run);
        assert_eq!(directories.keys().collect::<Vec<_>>(), [&"", &"v", &"w"]);
    }
}
