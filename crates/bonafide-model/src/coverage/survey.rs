//! The coverage of a tree.

use core::iter::Peekable;

use serde::ser::{Serialize, SerializeMap as _, SerializeStruct as _, Serializer};

use super::class::{ClassCoverage, CoverageClass, CoveredPath};
use super::{loadable, note, wide};
use crate::matching::{Link, Match, Matching, Way};
use crate::tree::text;
use crate::{Entry, EntryKind};

/// How much of a tree is signed: how many files and bytes are of each class, and which.
///
/// That a signature holds does not say that every byte there is signed; this does.
///
/// # Specification
/// models section 8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    pub(super) classes: Vec<ClassCoverage>,
    complete: bool,
}

impl Coverage {
    /// What is of this class.
    #[must_use]
    pub fn class(&self, class: CoverageClass) -> &ClassCoverage {
        const NONE: &ClassCoverage = &ClassCoverage::NONE;
        let at = CoverageClass::ALL.iter().position(|other| *other == class);
        at.and_then(|at| self.classes.get(at)).unwrap_or(NONE)
    }

    /// Whether everything there is signed, but for the bundle and for what belongs to a version
    /// control, and nothing of the latter can be loaded or run. What else was left out, by the signer
    /// or by the caller, makes it `false`; that there are no files of version control either, the
    /// class [`IgnoredByDefault`](CoverageClass::IgnoredByDefault) tells.
    ///
    /// # Specification
    /// models COV-1.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// The coverage of a tree of which nothing is known.
    pub(crate) fn unknown() -> Self {
        Self {
            classes: vec![ClassCoverage::NONE; CoverageClass::ALL.len()],
            complete: false,
        }
    }

    fn add(&mut self, class: CoverageClass, bytes: u64, path: impl FnOnce() -> CoveredPath) {
        let at = CoverageClass::ALL.iter().position(|other| *other == class);
        if let Some(slot) = at.and_then(|at| self.classes.get_mut(at)) {
            slot.add(bytes, path);
        }
    }
}

/// Counts what is of each class once everything was judged, and says what of it deserves attention.
pub(crate) fn survey(matching: &mut Matching<'_>) -> Coverage {
    let has_loadable = loadable::judge(matching);
    wide::judge(matching);
    let mut coverage = count(matching);
    let mut classes = CoverageClass::ALL.iter().zip(&coverage.classes);
    let is_covered = classes.all(|(class, found)| class.is_complete() || found.files() == 0);
    coverage.complete = is_covered && !has_loadable;
    note::judge(matching, &coverage);
    coverage
}

fn count(matching: &Matching<'_>) -> Coverage {
    let mut coverage = Coverage::unknown();
    let mut links = matching.links.iter().peekable();
    let mut behind = matching
        .matches
        .iter()
        .filter(|found| found.way == Way::Behind)
        .peekable();
    for (at, (entry, class)) in matching.tree.entries().zip(&matching.classes).enumerate() {
        while let Some(found) = next_before(matching, &mut behind, &entry) {
            count_match(&mut coverage, matching, found);
        }
        let link = links.next_if(|link| link.entry == at);
        if let Some(link) = link {
            coverage.add(CoverageClass::Symlink, 0, || link_path(&entry, link));
        }
        match class {
            None | Some(CoverageClass::Symlink) => {}
            Some(class) => {
                let bytes = length(matching, &entry, link);
                coverage.add(*class, bytes, || plain(entry.path()));
            }
        }
    }
    for found in behind {
        count_match(&mut coverage, matching, found);
    }
    for file in matching
        .absent
        .iter()
        .filter_map(|index| matching.file(*index))
    {
        let bytes = file.length().unwrap_or_default();
        coverage.add(CoverageClass::Missing, bytes, || {
            plain(file.path().as_bytes())
        });
    }
    coverage
}

/// The next file behind a link whose signed path comes before the entry.
fn next_before<'f>(
    matching: &Matching<'_>,
    behind: &mut Peekable<impl Iterator<Item = &'f Match>>,
    entry: &Entry<'_>,
) -> Option<&'f Match> {
    behind.next_if(|found| {
        let file = matching.file(found.file);
        file.is_some_and(|file| file.path().as_bytes() < entry.path())
    })
}

fn count_match(coverage: &mut Coverage, matching: &Matching<'_>, found: &Match) {
    if let Some(file) = matching.file(found.file) {
        let bytes = matching.length(found);
        coverage.add(found.class, bytes, || plain(file.path().as_bytes()));
    }
}

/// The bytes that count for an entry: of a link those of the file that it leads to, where the path is
/// signed.
fn length(matching: &Matching<'_>, entry: &Entry<'_>, link: Option<&Link>) -> u64 {
    let Some(file) = link.and_then(|link| link.file) else {
        return entry.length();
    };
    let found = matching
        .matches
        .binary_search_by_key(&file, |found| found.file);
    let found = found.ok().and_then(|at| matching.matches.get(at));
    found.map_or(0, |found| matching.length(found))
}

fn plain(path: &[u8]) -> CoveredPath {
    CoveredPath {
        path: text(path).into_owned(),
        target: None,
        inside: None,
    }
}

fn link_path(entry: &Entry<'_>, link: &Link) -> CoveredPath {
    let target = match entry.kind() {
        EntryKind::Symlink { target } => text(target).into_owned(),
        _ => String::new(),
    };
    CoveredPath {
        path: text(entry.path()).into_owned(),
        target: Some(target),
        inside: link.target.is_inside(),
    }
}

impl Serialize for Coverage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Coverage", 2)?;
        out.serialize_field("complete", &self.complete)?;
        out.serialize_field("classes", &Classes(self))?;
        out.end()
    }
}

struct Classes<'c>(&'c Coverage);

impl Serialize for Classes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(Some(CoverageClass::ALL.len()))?;
        for class in CoverageClass::ALL {
            out.serialize_entry(class.as_str(), self.0.class(class))?;
        }
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use crate::matching::testing::{Folder, USUAL, lines, report, signed, usual};
    use crate::{
        CoverageClass, HashMethod, Loadable, Manifest, Outcome, Profile, TreeOptions, TreeReport,
    };

    fn ignoring(paths: &[&str]) -> Manifest {
        let mut manifest = signed(HashMethod::Files, USUAL);
        manifest.ignore_paths = paths.iter().map(|path| (*path).to_owned()).collect();
        manifest
    }

    fn by(
        folder: &Folder,
        manifest: &Manifest,
        options: &TreeOptions,
    ) -> (TreeReport, Vec<String>) {
        let found = report(folder, manifest, options);
        let lines = lines(&found);
        (found, lines)
    }

    #[test]
    fn code_among_what_is_never_signed_is_warned_of() {
        let folder = Folder::usual();
        folder
            .write(".git/config", "text")
            .write(".git/hooks/post-merge", "#!/bin/sh\ntouch x\n");
        folder
            .write(".github/evil.py", "")
            .write(".gitignore", b"\x80\x04N.");
        let loadable = [".git/hooks/post-merge", ".github/evil.py", ".gitignore"];
        let (found, lines) = by(&folder, &usual()[0], &TreeOptions::new());
        let mut wanted = vec!["oms.coverage.ignored-by-default warn".to_owned()];
        wanted.extend(loadable.map(|path| format!("oms.coverage.loadable-in-ignored warn {path}")));
        assert_eq!(lines, wanted);
        assert_eq!(found.outcome(), Outcome::Verified);
        assert!(!found.coverage().is_complete());
        let options = TreeOptions::new().with_profile(Profile::Paranoid);
        assert_eq!(
            by(&folder, &usual()[0], &options).0.outcome(),
            Outcome::Failed
        );
        folder
            .remove(".git/hooks")
            .remove(".github")
            .remove(".gitignore");
        assert!(
            by(&folder, &usual()[0], &TreeOptions::new())
                .0
                .coverage()
                .is_complete()
        );
    }

    #[test]
    fn kinds_that_must_be_signed_are_refused_elsewhere() {
        let options = TreeOptions::new()
            .ignore_unsigned_files()
            .with_ignore_paths(["mine"])
            .with_denied_types([Loadable::Pickle, Loadable::PythonSource]);
        let manifest = ignoring(&["theirs"]);
        let clean = Folder::usual();
        clean
            .write("notes.txt", "x")
            .write("mine/a.json", "{}")
            .write("theirs/b.md", "# b");
        let (found, _) = by(&clean, &manifest, &options);
        assert_eq!(found.outcome(), Outcome::Verified);
        // By name, by content, wherever it lies.
        let cases: [(&str, &[u8]); 4] = [
            ("evil.py", b"x"),
            ("mine/data.txt", b"\x80\x04N."),
            ("theirs/x.pkl", b"x"),
            (".git/x.py", b"x"),
        ];
        for (path, content) in cases {
            let folder = Folder::usual();
            folder.write(path, content);
            let (found, lines) = by(&folder, &manifest, &options);
            assert!(
                lines.contains(&format!("oms.coverage.denied-type error {path}")),
                "{path}"
            );
            assert_eq!(found.outcome(), Outcome::Failed);
        }
        // A kind that is not named, and one that is signed.
        let folder = Folder::usual();
        folder.write("run.sh", "#!/bin/sh\n");
        assert_eq!(
            by(&folder, &manifest, &options).0.outcome(),
            Outcome::Verified
        );
    }

    #[test]
    fn a_table_says_what_is_not_signed_although_all_is_covered() {
        let last = |folder: &Folder| {
            let (found, _) = by(folder, &usual()[0], &TreeOptions::new());
            let table = found.coverage().to_string();
            table.lines().next_back().unwrap().to_owned()
        };
        let folder = Folder::usual();
        assert_eq!(last(&folder), "everything signed: yes");
        folder.write(".gitignore", "text");
        let but = "everything signed: all but files of version control";
        assert_eq!(last(&folder), but);
        folder.write("more.txt", "text");
        assert_eq!(last(&folder), "everything signed: no");
    }

    #[test]
    fn wide_exclusions_of_the_signer_are_warned_of() {
        let wide = "oms.coverage.wide-ignore warn ";
        let cases: [(&[&str], &str, &[u8], bool); 4] = [
            (&["cache"], "cache/a.txt", b"12", false),
            (&["cache"], "cache/a.txt", b"1234567890", true),
            (&["cache"], "cache/a.safetensors", b"1", true),
            (&["adapter.gguf"], "adapter.gguf", b"1", true),
        ];
        for (paths, file, content, is_wide) in cases {
            let folder = Folder::usual();
            folder.write(file, content);
            let (_, lines) = by(&folder, &ignoring(paths), &TreeOptions::new());
            assert_eq!(
                lines.contains(&format!("{wide}{}", paths[0])),
                is_wide,
                "{file}"
            );
        }
        // All of it, although what is listed is checked even so.
        let folder = Folder::usual();
        let (found, lines) = by(&folder, &ignoring(&["weights"]), &TreeOptions::new());
        assert!(lines.contains(&"oms.coverage.wide-ignore warn weights".to_owned()));
        assert_eq!(found.outcome(), Outcome::Verified);
    }

    #[test]
    fn lists_are_cut_and_counts_are_not() {
        let folder = Folder::usual();
        for number in 0..1_001 {
            folder.write(format!("extra/{number:04}"), "1");
        }
        let options = TreeOptions::new().ignore_unsigned_files();
        let (found, _) = by(&folder, &usual()[0], &options);
        let unsigned = found.coverage().class(CoverageClass::Unsigned);
        assert_eq!((unsigned.files(), unsigned.bytes()), (1_001, 1_001));
        assert_eq!(unsigned.paths().len(), 1_000);
        assert!(unsigned.paths().is_sorted_by_key(|path| path.path()));
        let json = serde_json::to_value(found.coverage()).unwrap();
        assert_eq!(json["classes"]["unsigned"]["truncated"], true);
        assert_eq!(json["classes"]["unsigned"]["files"], 1_001);
        assert_eq!(json["classes"]["signed"]["truncated"], false);
        assert_eq!(json["complete"], false);
        let table = found.coverage().to_string();
        assert!(
            table.contains("unsigned                   1001                 1001\n"),
            "{table}"
        );
        assert!(table.contains("  extra/0009\n  and 991 more\n"), "{table}");
        folder.remove("extra/1000");
        let (found, _) = by(&folder, &usual()[0], &options);
        let json = serde_json::to_value(found.coverage()).unwrap();
        assert_eq!(json["classes"]["unsigned"]["truncated"], false);
    }

    #[test]
    fn a_report_says_what_to_fetch() {
        let folder = Folder::usual();
        folder
            .write("config.json", "[]")
            .link("evil\u{1b}", "x\u{202e}");
        let (found, _) = by(&folder, &usual()[1], &TreeOptions::new());
        let json = serde_json::to_value(&found).unwrap();
        assert_eq!(json["outcome"], "failed");
        let difference = &json["differences"][0];
        assert_eq!(difference["path"], "config.json");
        assert_eq!(difference["range"], serde_json::json!([0, 2]));
        assert_eq!(difference["kind"], "digest");
        let link = &json["coverage"]["classes"]["symlink"]["paths"][0];
        assert_eq!(link["target"], "x\u{202e}");
        let table = found.coverage().to_string();
        assert!(table.contains("  evil\\u{1b} -> x\\u{202e}\n"), "{table}");
        assert!(table.ends_with("everything signed: no"));
    }
}
