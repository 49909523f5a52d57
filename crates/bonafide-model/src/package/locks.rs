//! Lists of requirements, each judged for itself and some together.

use core::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use bonafide_report::Escaped;
use bonafide_report::registry::{PKG_DEP_UNWANTED, PKG_LIMIT};

use super::checks::Check;
use super::documents::paths_of;
use super::roles::{Role, is_constraints, is_lock};
use super::run::Run;
use crate::requirements::{self, Allowance, Judged, Opened};
use crate::{CheckReport, Finding, Findings};

/// The most lists of a package.
const LOCKS: usize = 1000;

/// The most bytes that are read for the lists of a package, those of an included file as often as
/// it is included.
const BYTES: usize = 64 << 20;

/// The most requirements of all lists of a package, counted in the same way.
const REQUIREMENTS: usize = 1_000_000;

/// Checks each list of requirements: whoever includes one says nothing about how it is installed.
///
/// # Specification
/// models REQ-1 to REQ-7, PKG-8.
pub(super) fn check(run: &mut Run<'_>) {
    if !run.checks.has(Check::Requirements) {
        return;
    }
    let mut paths = paths_of(run, Role::Lock, is_lock);
    if paths.len() > LOCKS {
        let message = format!("more than {LOCKS} lists of requirements");
        run.findings.add(Finding::error(PKG_LIMIT, message));
        paths.truncate(LOCKS);
    }
    let locks: BTreeSet<String> = paths.iter().cloned().collect();
    let files = Files::default();
    let mut allowance = Allowance::new(REQUIREMENTS);
    let mut all = Vec::new();
    for path in paths {
        let open = |path: &str| files.open(run, path);
        let (lock, judged) =
            requirements::judge(&path, &open, &run.checks.requirements, &mut allowance);
        depend(run, &path, &lock, &locks);
        all.push((path, judged));
    }
    let whole = whole(&all);
    for (path, judged) in all {
        let is_whole = whole.contains(&path);
        run.add(&path, judged.report(is_whole));
    }
}

/// Notes what a list depends on, and what of it is not wanted.
fn depend(run: &mut Run<'_>, path: &str, lock: &requirements::Lock, locks: &BTreeSet<String>) {
    let mut findings = Findings::new();
    for requirement in lock.effective() {
        let name = requirement.name();
        let to = requirement
            .version()
            .map_or_else(|| name.to_owned(), |version| format!("{name}=={version}"));
        run.facts.add_edge(path, &to);
        // What stands in another list is said of that one.
        let is_own = requirement.file() == path || !locks.contains(requirement.file());
        if is_own && run.checks.unwanted.iter().any(|unwanted| unwanted == name) {
            let message = format!("{} is not wanted here", Escaped(name));
            let finding = Finding::warn(PKG_DEP_UNWANTED, message);
            let finding = finding.at_path(requirement.file());
            findings.add(finding.at_offset(requirement.offset()));
        }
    }
    for file in lock.files().iter().skip(1) {
        run.facts.add_edge(path, file);
        run.included.insert(file.clone());
    }
    if !findings.is_empty() {
        run.add(path, CheckReport::new("dependencies", findings, Vec::new()));
    }
}

/// The lists that are compared with a bill of materials and the like: those that no other list
/// includes with all that it asks for, and that are not called constraints and used as such. Lists
/// that include each other are compared all.
fn whole(all: &[(String, Judged)]) -> BTreeSet<String> {
    let includes: BTreeMap<&str, &BTreeSet<String>> = all
        .iter()
        .map(|(path, judged)| (path.as_str(), judged.included()))
        .collect();
    let mut parts = BTreeSet::new();
    for (path, judged) in all {
        let is_part = |file: &&String| {
            let back = includes.get(file.as_str());
            !back.is_some_and(|files| files.contains(path))
        };
        parts.extend(judged.included().iter().filter(is_part));
        let limits = judged.constraints().iter();
        parts.extend(limits.filter(|file| is_constraints(file) && !is_constraints(path)));
    }
    let paths = all.iter().map(|(path, _)| path);
    paths
        .filter(|path| !parts.contains(path))
        .cloned()
        .collect()
}

/// The contents of files that were read.
#[derive(Default)]
struct Files {
    known: RefCell<BTreeMap<String, Rc<[u8]>>>,
    /// How many bytes were given out.
    given: Cell<usize>,
}

impl Files {
    fn open(&self, run: &Run<'_>, path: &str) -> Opened {
        let left = BYTES.saturating_sub(self.given.get());
        let Some(length) = run.length(path) else {
            return Opened::Missing;
        };
        let Some(length) = usize::try_from(length)
            .ok()
            .filter(|length| *length <= left)
        else {
            return Opened::Limit(format!("lists of more than {BYTES} bytes in all"));
        };
        self.given.set(self.given.get().saturating_add(length));
        let mut known = self.known.borrow_mut();
        if let Some(bytes) = known.get(path) {
            return Opened::Bytes(Rc::clone(bytes));
        }
        match super::documents::whole(run, path) {
            Ok(bytes) => {
                let bytes: Rc<[u8]> = Rc::from(bytes);
                known.insert(path.to_owned(), Rc::clone(&bytes));
                Opened::Bytes(bytes)
            }
            Err(finding) => Opened::Limit(finding.message().to_owned()),
        }
    }
}
