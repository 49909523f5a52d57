//! The digests.

use std::sync::Arc;

use bonafide_digest::engine::{Control, Engine, JobDigest, JobError, Plan};
use bonafide_report::registry;

use super::compare::{Match, Matching};
use super::difference::{FileDifference, FileDifferenceKind};
use super::source::{Folders, TreeSource};
use crate::tree::shown;
use crate::{CoverageClass, Finding, Resource, SignedFile, TreeError};

/// Files of one run of the engine, so that memory does not follow the number of files.
const RUN: usize = 1 << 16;

/// Files of this length are hashed in the first runs, longest first among all of them.
const LONG: u64 = 64 << 20;

impl Matching<'_> {
    /// Hashes what is left to be hashed, and says of each file what it came to.
    pub(crate) fn hash(&mut self, engine: &Engine, control: &Control<'_>) {
        let mut matches = core::mem::take(&mut self.matches);
        let mut order: Vec<usize> = Vec::with_capacity(matches.len());
        let is_due = |found: &Match| found.class == CoverageClass::NotHashed;
        for is_long in [true, false] {
            let due = matches
                .iter()
                .enumerate()
                .filter(|(_, found)| is_due(found) && (self.length(found) >= LONG) == is_long);
            order.extend(due.map(|(number, _)| number));
        }
        for run in order.chunks(RUN) {
            self.hash_run(run, &mut matches, engine, control);
        }
        self.matches = matches;
    }

    fn hash_run(
        &mut self,
        run: &[usize],
        matches: &mut [Match],
        engine: &Engine,
        control: &Control<'_>,
    ) {
        let folders = Arc::new(Folders::default());
        let found = run.iter().filter_map(|number| matches.get(*number));
        let sources: Vec<Option<TreeSource<'_>>> = found
            .map(|found| TreeSource::of_match(self, found, &folders))
            .collect();
        let mut plan = Plan::new();
        for (number, source) in run.iter().zip(&sources) {
            let file = matches.get(*number).and_then(|found| self.file(found.file));
            let (Some(file), Some(source)) = (file, source) else {
                continue;
            };
            let id = plan.add_source(source);
            for resource in file.resources() {
                match resource.range() {
                    Some(range) => plan.add_job(id, range, self.manifest.algorithm()),
                    None => plan.add_whole(id, self.manifest.algorithm()),
                }
            }
        }
        let mut results = engine.run(&plan, control).into_iter();
        drop(plan);
        for (number, source) in run.iter().zip(&sources) {
            let Some(found) = matches.get_mut(*number) else {
                continue;
            };
            let Some(file) = self.file(found.file) else {
                continue;
            };
            let class = match source {
                Some(source) => self.judge(file, source, &mut results),
                None => self.fail(file, Failed::Unhashed),
            };
            self.settle(found, class);
        }
    }

    /// Compares the digests of one file, which are the next results.
    fn judge(
        &mut self,
        file: &SignedFile,
        source: &TreeSource<'_>,
        results: &mut impl Iterator<Item = Result<JobDigest, JobError>>,
    ) -> CoverageClass {
        let mut wrong = Vec::new();
        // What has no digest to compare is not signed.
        let mut failed = file.resources().is_empty().then_some(Failed::Unhashed);
        for resource in file.resources() {
            match results.next() {
                Some(Ok(job)) if job.identity() != Some(*source.listed()) => {
                    let path = shown(file.path().as_bytes());
                    failed = failed.or(Some(Failed::Tree(TreeError::Unstable { path })));
                }
                Some(Ok(job)) if job.digest() == *resource.digest() => {}
                Some(Ok(job)) => wrong.push((resource, job)),
                Some(Err(error)) => {
                    failed = failed.or_else(|| Some(Failed::of(error, file, source)));
                }
                None => failed = failed.or(Some(Failed::Unhashed)),
            }
        }
        if let Some(failed) = failed {
            return self.fail(file, failed);
        }
        if wrong.is_empty() {
            return CoverageClass::Signed;
        }
        self.differ(file, source, &wrong);
        CoverageClass::Changed
    }

    fn fail(&mut self, file: &SignedFile, failed: Failed) -> CoverageClass {
        let (finding, class) = match failed {
            Failed::Tree(error) => (
                Finding::error(error.code(), error.to_string()),
                CoverageClass::Unreadable,
            ),
            Failed::Cancelled => (
                Finding::error(registry::OMS_LIMIT, "hashing was cancelled"),
                CoverageClass::NotHashed,
            ),
            Failed::Unhashed => (
                Finding::error(registry::OMS_LIMIT, "there is no digest to compare"),
                CoverageClass::NotHashed,
            ),
            Failed::Hash => (
                Finding::error(
                    registry::OMS_LIMIT,
                    "this build does not compute the digests",
                ),
                CoverageClass::NotHashed,
            ),
        };
        self.note(finding.at_path(file.path()));
        class
    }

    fn differ(
        &mut self,
        file: &SignedFile,
        source: &TreeSource<'_>,
        wrong: &[(&Resource, JobDigest)],
    ) {
        use bonafide_digest::engine::Source as _;
        for (resource, job) in wrong {
            let kind = FileDifferenceKind::Digest;
            let mut difference = FileDifference::new(file.path().to_owned(), kind);
            difference.range = resource.range();
            difference.expected = Some(*resource.digest());
            difference.actual = Some(job.digest());
            difference.expected_length = file.length();
            difference.actual_length = Some(source.length());
            self.differences.push(difference);
        }
        let Some((resource, job)) = wrong.first() else {
            return;
        };
        let name = shown(file.path().as_bytes());
        let (actual, expected) = (job.digest(), resource.digest());
        let message = match (resource.range(), wrong.len()) {
            (None, _) => format!("{name} has {actual}, signed was {expected}"),
            (Some(range), 1) => format!(
                "bytes {} to {} of {name} have {actual}, signed was {expected}",
                range.start, range.end
            ),
            (Some(range), count) => format!(
                "{count} ranges of {name} differ, the first from byte {} to {}: {actual}, signed was {expected}",
                range.start, range.end
            ),
        };
        let mut finding = Finding::error(registry::OMS_FILE_CHANGED, message);
        if let Some(range) = resource.range() {
            finding = finding.at_offset(range.start);
        }
        self.note(finding.at_path(file.path()));
    }
}

/// Why a file has no digest.
enum Failed {
    Tree(TreeError),
    Cancelled,
    Unhashed,
    Hash,
}

impl Failed {
    fn of(error: JobError, file: &SignedFile, source: &TreeSource<'_>) -> Self {
        let path = || shown(file.path().as_bytes());
        match (error, source.fault()) {
            (JobError::Cancelled, _) => Self::Cancelled,
            (JobError::NotComputable { .. }, _) => Self::Hash,
            (JobError::Open { .. }, Some(fault)) => Self::Tree(fault.clone()),
            (JobError::Open { kind, .. } | JobError::Read { kind, .. }, _) => {
                Self::Tree(TreeError::Unreadable {
                    path: path(),
                    cause: kind,
                })
            }
            _ => Self::Tree(TreeError::Unstable { path: path() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::testing::{Folder, PIECES, lines_of, signed, usual};
    use crate::{HashMethod, Manifest, TreeOptions};

    #[test]
    fn a_digest_of_another_file_is_none_of_this() {
        let folder = Folder::new();
        folder.write("a", "1").write("b", "1");
        let (tree, options) = (folder.tree(), TreeOptions::new());
        let manifest = signed(HashMethod::Files, &[("a", b"1")]);
        let folders = Arc::new(Folders::default());
        let judged = |entry: &str| {
            let mut matching = Matching::new(&manifest, &tree, &options, None);
            let at = tree.position(entry.as_bytes()).unwrap();
            let hashed = TreeSource::of_entry(&tree, at, &folders).unwrap();
            let mut plan = Plan::new();
            let id = plan.add_source(&hashed);
            plan.add_whole(id, manifest.algorithm());
            let results = Engine::new().run(&plan, &Control::new());
            let source = TreeSource::of_entry(&tree, 0, &folders).unwrap();
            let file = matching.file(0).unwrap();
            let class = matching.judge(file, &source, &mut results.into_iter());
            (class, lines_of(&matching.findings))
        };
        assert_eq!(judged("a").0, CoverageClass::Signed);
        let (class, lines) = judged("b");
        assert_eq!(class, CoverageClass::Unreadable);
        assert!(
            lines.contains(&"oms.file.unstable error a".to_owned()),
            "{lines:?}"
        );
    }

    #[test]
    fn what_has_no_digest_is_not_signed() {
        let folder = Folder::new();
        folder.write("a", "0123456789abcdef0");
        let (tree, options) = (folder.tree(), TreeOptions::new());
        let mut manifest = signed(PIECES, &[("a", b"0123456789abcdef0")]);
        let folders = Arc::new(Folders::default());
        let unhashed = ["oms.limit error a"];
        let judged = |manifest: &Manifest, results: usize| {
            let mut matching = Matching::new(manifest, &tree, &options, None);
            let source = TreeSource::of_entry(&tree, 0, &folders).unwrap();
            let file = matching.file(0).unwrap();
            let mut plan = Plan::new();
            let id = plan.add_source(&source);
            for resource in file.resources() {
                plan.add_job(id, resource.range().unwrap(), manifest.algorithm());
            }
            let done = Engine::new().run(&plan, &Control::new());
            let class = matching.judge(file, &source, &mut done.into_iter().take(results));
            (class, lines_of(&matching.findings))
        };
        assert_eq!(judged(&manifest, 2), (CoverageClass::Signed, Vec::new()));
        for results in [0, 1] {
            let (class, lines) = judged(&manifest, results);
            assert_eq!(class, CoverageClass::NotHashed);
            assert_eq!(lines, unhashed);
        }
        manifest.files[0].resources.clear();
        let (class, lines) = judged(&manifest, 0);
        assert_eq!(class, CoverageClass::NotHashed);
        assert!(lines.contains(&unhashed[0].to_owned()), "{lines:?}");
    }

    #[test]
    fn nothing_passes_that_was_not_hashed() {
        let folder = Folder::usual();
        let (tree, options) = (folder.tree(), TreeOptions::new());
        for manifest in usual() {
            for subset in [None, Some(vec![false, true, false])] {
                let first = if subset.is_some() {
                    "tokenizer/merges.txt"
                } else {
                    "config.json"
                };
                let mut matching = Matching::new(&manifest, &tree, &options, subset);
                matching.check_whole();
                assert_eq!(
                    lines_of(&matching.findings),
                    [format!("oms.limit error {first}")]
                );
            }
            let mut matching = Matching::new(&manifest, &tree, &options, None);
            matching.hash(&Engine::new(), &Control::new());
            matching.check_whole();
            assert_eq!(lines_of(&matching.findings), [""; 0]);
            // Whatever took the match away.
            matching.matches.pop();
            matching.check_whole();
            assert_eq!(
                lines_of(&matching.findings),
                ["oms.limit error weights/model.safetensors"]
            );
        }
    }
}
