//! What the comparison of a tree with a signed list came to.

use bonafide_digest::engine::{Control, Engine, Identity};
use bonafide_report::{Class, Code, registry};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::compare::{Match, Matching, Way};
use crate::coverage::survey;
use crate::tree::LinkTarget;
use crate::{
    Coverage, FileDifference, Finding, Findings, Manifest, Outcome, Severity, Tree, TreeOptions,
};

/// What a tree came to: findings, coverage, and each difference from what was signed.
///
/// # Specification
/// models PRI-5, PRI-8, section 8, OMH-5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeReport {
    outcome: Outcome,
    findings: Findings,
    coverage: Coverage,
    differences: Vec<FileDifference>,
}

impl TreeReport {
    /// What it comes to.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// What was found, sorted.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What is signed, and what is not.
    #[must_use]
    pub const fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Every signed file or range that is not there as signed, sorted by path and range.
    #[must_use]
    pub fn differences(&self) -> &[FileDifference] {
        &self.differences
    }

    /// Adds errors that were found beside the comparison.
    pub(crate) fn refuse(&mut self, errors: impl Iterator<Item = Finding>) {
        for error in errors {
            self.findings.add(error);
        }
        self.findings.sort();
        self.outcome = Outcome::of(&self.findings);
    }

    /// The code of the error that is told first: that a signed file is there under another name, or
    /// else the first error that decides the outcome. `None` where there is no error.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.leading().map(Finding::code)
    }

    /// The error that is told first. Where a file was renamed, what to do about its new name is not
    /// to remove it, which might be the only copy.
    pub(super) fn leading(&self) -> Option<&Finding> {
        self.renamed().or_else(|| self.deciding())
    }

    /// The first error that decides the outcome.
    fn deciding(&self) -> Option<&Finding> {
        let is_open = |finding: &Finding| {
            matches!(
                finding.class(),
                Some(Class::Unavailable | Class::Unsupported)
            )
        };
        self.errors()
            .find(|finding| (self.outcome == Outcome::Failed) != is_open(finding))
    }

    /// The first error about a file that is there under another name.
    fn renamed(&self) -> Option<&Finding> {
        let mut differences = self.differences.iter();
        let renamed = differences.find(|one| one.renamed_to.is_some())?;
        self.errors().find(|finding| {
            finding.code() == registry::OMS_FILE_MISSING && finding.path() == renamed.path
        })
    }

    fn errors(&self) -> impl Iterator<Item = &Finding> {
        let kept = self.findings.kept().iter();
        kept.filter(|finding| finding.severity() == Severity::Error)
    }
}

impl Serialize for TreeReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("TreeReport", 4)?;
        out.serialize_field("outcome", self.outcome.as_str())?;
        out.serialize_field("findings", &self.findings)?;
        out.serialize_field("coverage", &self.coverage)?;
        out.serialize_field("differences", &self.differences)?;
        out.end()
    }
}

/// Where the bytes of signed files are that do not lie under their own names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Detours(Vec<(usize, Detour)>);

/// The entry that leads to a file, and the file that was hashed.
#[derive(Clone, Debug)]
pub(crate) struct Detour {
    pub(crate) entry: usize,
    /// The file at the end of a link; `None` where the entry is the file itself.
    pub(crate) target: Option<Identity>,
}

impl Detours {
    pub(crate) fn of_file(&self, file: usize) -> Option<&Detour> {
        let at = self.0.binary_search_by_key(&file, |(other, _)| *other);
        at.ok()
            .and_then(|at| self.0.get(at))
            .map(|(_, found)| found)
    }
}

/// Compares a tree with a signed list, or with those of its files that are asked for: first the sets,
/// then lengths, then digests, then what is not signed.
pub(crate) fn judge(
    manifest: &Manifest,
    tree: &Tree,
    options: &TreeOptions,
    subset: Option<Vec<bool>>,
    control: &Control<'_>,
) -> (TreeReport, Detours) {
    let engine = options.threads.map_or_else(Engine::new, |threads| {
        Engine::new().with_threads(threads.get())
    });
    let mut matching = Matching::new(manifest, tree, options, subset);
    if options.fail_fast && matching.has_failed() {
        matching.note_missing(None);
    } else {
        matching.hash(&engine, control);
        matching.note_missing(Some((&engine, control)));
        matching.judge_directory_links();
    }
    matching.check_whole();
    let coverage = survey(&mut matching);
    let detours = detours(&matching);
    let (mut findings, mut differences) = (matching.findings, matching.differences);
    findings.sort();
    differences.sort_by(|a, b| {
        let start = |one: &FileDifference| one.range.as_ref().map(|range| range.start);
        let by_path = a.path.as_bytes().cmp(b.path.as_bytes());
        by_path.then_with(|| start(a).cmp(&start(b)))
    });
    let report = TreeReport {
        outcome: Outcome::of(&findings),
        findings,
        coverage,
        differences,
    };
    (report, detours)
}

fn detours(matching: &Matching<'_>) -> Detours {
    let detour = |found: &Match| {
        let target = match found.way {
            Way::Itself if matching.tree.is_file() => None,
            Way::Itself => return None,
            Way::Behind => None,
            Way::Link(link) => match &matching.links.get(link)?.target {
                LinkTarget::File { identity, .. } => Some(*identity),
                _ => return None,
            },
        };
        let entry = found.entry;
        Some((found.file, Detour { entry, target }))
    };
    Detours(matching.matches.iter().filter_map(detour).collect())
}
