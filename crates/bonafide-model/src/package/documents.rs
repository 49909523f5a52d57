//! Files that speak of other files.

use super::checks::Check;
use super::roles::Role;
use super::run::{INDEX, Run, directory};
use crate::safetensors::Index;
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
    for path in paths(run, |path| path.ends_with(INDEX)) {
        let folder = directory(&path).to_owned();
        let mut findings = Findings::new();
        let mut edges = Vec::new();
        match whole(run, &path) {
            Err(finding) => findings.add(finding),
            Ok(bytes) => {
                let limits = &run.checks.safetensors;
                if let Some(index) = Index::parse(&bytes, limits, &mut findings) {
                    let names: Vec<&str> = beside(run, &folder).collect();
                    let shards = run.shards.get(&folder).map_or(&[][..], Vec::as_slice);
                    index.check(&names, shards, &mut findings);
                    edges.extend(index.files().map(|file| join(&folder, file)));
                }
            }
        }
        for edge in edges {
            run.facts.add_edge(&path, &edge);
        }
        let report = CheckReport::new("safetensors-index", findings, Vec::new()).at_path(&path);
        run.add(&path, report);
    }
}

/// The names of the files of a directory.
fn beside<'r>(run: &'r Run<'_>, folder: &'r str) -> impl Iterator<Item = &'r str> {
    run.paths().filter_map(move |path| {
        let name = match folder {
            "" => path,
            _ => path.strip_prefix(folder)?.strip_prefix('/')?,
        };
        (!name.contains('/')).then_some(name)
    })
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
    run.open(at)?.whole(BYTES)
}
