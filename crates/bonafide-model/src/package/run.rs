//! One run over all files.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_report::registry::{
    CARD_MISSING, CARD_UNCOVERED, PKG_LIMIT, PKG_ROLE_MISSING, PKG_UNCOVERED,
};

use super::checks::{Check, Checks};
use super::file::{self, Opened};
use super::references::{self, Kind};
use super::report::{FileReport, PackageReport};
use super::roles::Role;
use super::tree::{PackageFile, PackageTree};
use super::{PackageFacts, documents, drift, locks};
use crate::safetensors::Shard;
use crate::{CheckReport, Detection, FileType, Finding, Findings, card};

/// The most files of a package.
const FILES: usize = 2_000_000;

/// What ends the name of an index.
pub(super) const INDEX: &str = ".safetensors.index.json";

pub(super) struct Run<'r> {
    tree: &'r dyn PackageTree,
    pub(super) checks: &'r Checks<'r>,
    /// Sorted by path.
    listed: Vec<PackageFile>,
    pub(super) reports: Vec<FileReport>,
    pub(super) findings: Findings,
    pub(super) facts: PackageFacts,
    roles: BTreeSet<Role>,
    /// The files that lists of requirements include.
    pub(super) included: BTreeSet<String>,
    /// By directory, the tensors of its files; only where there is an index.
    pub(super) shards: BTreeMap<String, Vec<Shard>>,
}

impl<'r> Run<'r> {
    pub(super) fn new(tree: &'r dyn PackageTree, checks: &'r Checks<'r>) -> Self {
        let mut findings = Findings::new();
        let mut listed = tree.files();
        listed.sort_unstable();
        if listed.len() > FILES {
            let message = format!("more than {FILES} files");
            findings.add(Finding::error(PKG_LIMIT, message));
            listed.truncate(FILES);
        }
        let indexed = listed.iter().filter(|file| file.path.ends_with(INDEX));
        let shards = indexed.map(|file| (directory(&file.path).to_owned(), Vec::new()));
        Self {
            tree,
            checks,
            shards: shards.collect(),
            listed,
            reports: Vec::new(),
            findings,
            facts: PackageFacts::default(),
            roles: BTreeSet::new(),
            included: BTreeSet::new(),
        }
    }

    pub(super) fn all(mut self) -> PackageReport {
        for at in 0..self.listed.len() {
            self.file(at);
        }
        documents::indexes(&mut self);
        locks::check(&mut self);
        documents::cards(&mut self);
        self.missing_roles();
        self.uncovered();
        if self.listed.is_empty() {
            // Nothing was seen to be right.
            let message = "the package has no file";
            self.findings.add(Finding::error(PKG_ROLE_MISSING, message));
        }
        self.finish()
    }

    fn file(&mut self, at: usize) {
        let Some(path) = self.listed.get(at).map(|file| file.path.clone()) else {
            return;
        };
        let mut report = FileReport {
            path: path.clone(),
            found: None,
            checks: Vec::new(),
        };
        match self.look(at) {
            Err(finding) => self.findings.add(finding),
            Ok(seen) => {
                if let (Some(shards), Some(shard)) =
                    (self.shards.get_mut(directory(&path)), seen.shard)
                {
                    shards.push(shard);
                }
                self.roles.extend(seen.roles);
                let types = seen.found.types().into_iter();
                let types: Vec<&str> = types.map(FileType::as_str).collect();
                self.facts.add(&path, "pkg.format", &types.join(" "));
                report.found = Some(seen.found);
                let checks = seen.checks.into_iter().map(|check| check.at_path(&path));
                report.checks.extend(checks);
            }
        }
        self.reports.push(report);
    }

    /// Runs the checks of one file, which is open only as long.
    fn look(&self, at: usize) -> Result<Seen, Finding> {
        let opened = self.open(at)?;
        let path = opened.path;
        let (found, head) = opened
            .detect()
            .map_err(|error| file::unreadable(path, &error))?;
        let mut checks = Vec::new();
        if self.checks.has(Check::Formats) {
            checks.push(file::formats(&opened, &found, self.checks));
        }
        let is_indexed = self.shards.contains_key(directory(path));
        let (reports, shard) = file::content(&opened, &found, self.checks, is_indexed);
        checks.extend(reports);
        checks.extend(self.references(&opened));
        opened.check_same()?;
        Ok(Seen {
            roles: Role::of(path, &found, &head),
            found,
            checks,
            shard,
        })
    }

    fn references(&self, opened: &Opened<'_>) -> Option<CheckReport> {
        let is_asked = self.checks.has(Check::References);
        let kind = Kind::of(opened.path).filter(|_| is_asked)?;
        let mut findings = Findings::new();
        match opened.whole(kind.bytes()) {
            Ok(bytes) => references::check(kind, &bytes, &mut findings),
            Err(finding) => findings.add(finding),
        }
        let report = CheckReport::new(Check::References.as_str(), findings, Vec::new());
        Some(report)
    }

    /// Opens the file at this place of the sorted list.
    pub(super) fn open(&self, at: usize) -> Result<Opened<'_>, Finding> {
        let listed = self.listed.get(at);
        let file = listed.ok_or_else(|| Finding::error(PKG_LIMIT, "no such file"))?;
        let handle = self.tree.open(file.key());
        let opened = handle.and_then(|handle| Opened::new(&file.path, file.length, handle));
        opened.map_err(|error| file::unreadable(&file.path, &error))
    }

    /// The place of a path in the sorted list.
    pub(super) fn position(&self, path: &str) -> Option<usize> {
        self.listed
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()
    }

    /// How many bytes the file at a path has.
    pub(super) fn length(&self, path: &str) -> Option<u64> {
        let file = self.listed.get(self.position(path)?)?;
        Some(file.length)
    }

    /// The paths of all files, sorted.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.listed.iter().map(|file| file.path.as_str())
    }

    /// Adds what a check says of a file.
    pub(super) fn add(&mut self, path: &str, report: CheckReport) {
        let found = self
            .reports
            .binary_search_by(|file| file.path.as_str().cmp(path));
        if let Some(file) = found.ok().and_then(|at| self.reports.get_mut(at)) {
            file.checks.push(report);
        }
    }

    pub(super) fn is_covered(&self, path: &str) -> bool {
        self.checks
            .is_covered
            .is_none_or(|is_covered| is_covered(path))
    }

    /// # Specification
    /// models PKG-6, CRD-1.
    fn missing_roles(&mut self) {
        for role in &self.checks.roles {
            let mut named = self.checks.role_paths.iter();
            let is_named = named.any(|(one, path)| one == role && self.position(path).is_some());
            if is_named || self.roles.contains(role) {
                continue;
            }
            let code = match role {
                Role::Card => CARD_MISSING,
                _ => PKG_ROLE_MISSING,
            };
            let message = format!("no {}", role.told());
            self.findings.add(Finding::error(code, message));
        }
    }

    /// # Specification
    /// models PKG-3, CRD-1.
    fn uncovered(&mut self) {
        for file in &self.reports {
            let is_read = !file.checks.is_empty() || self.included.contains(&file.path);
            if !is_read || self.is_covered(&file.path) {
                continue;
            }
            let code = if card::is_candidate(&file.path) {
                CARD_UNCOVERED
            } else {
                PKG_UNCOVERED
            };
            let message = "checked, and not covered by a signature";
            self.findings
                .add(Finding::error(code, message).at_path(file.path.as_str()));
        }
    }

    /// The checks that were asked for and found nothing that they apply to.
    fn idle(&self) -> Vec<Check> {
        let reports = self.reports.iter().flat_map(|file| &file.checks);
        let applied: BTreeSet<Check> = reports
            .filter_map(|report| Check::of_report(report.check()))
            .collect();
        let asked = Check::ALL.iter().filter(|check| self.checks.has(**check));
        asked
            .filter(|check| !applied.contains(check))
            .copied()
            .collect()
    }

    fn finish(mut self) -> PackageReport {
        for file in &self.reports {
            for check in &file.checks {
                self.facts.add_all(&file.path, check.facts());
            }
        }
        for (name, value) in &self.checks.facts {
            self.facts.add("", name, value);
        }
        if let Some(approved) = self.checks.baseline {
            drift::check(&self.facts, approved, &mut self.findings);
        }
        for file in &self.reports {
            for check in &file.checks {
                self.findings.append(check.findings().clone());
            }
        }
        if self.checks.is_strict {
            self.findings = self.findings.made_strict();
            for file in &mut self.reports {
                let checks = core::mem::take(&mut file.checks);
                file.checks = checks.into_iter().map(CheckReport::made_strict).collect();
            }
        }
        self.findings.sort();
        PackageReport {
            idle: self.idle(),
            files: self.reports,
            findings: self.findings,
            facts: self.facts,
        }
    }
}

/// What was found out about one file.
struct Seen {
    found: Detection,
    checks: Vec<CheckReport>,
    shard: Option<Shard>,
    roles: Vec<Role>,
}

/// The directory of a path, empty for the root.
pub(super) fn directory(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}
