//! What of a tree is left out.

use crate::{CoverageClass, Manifest, Tree, TreeOptions};

/// Why an entry is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exclusion {
    Bundle,
    Default,
    Signature,
    Caller,
}

impl Exclusion {
    pub(crate) const fn class(self) -> CoverageClass {
        match self {
            Self::Bundle => CoverageClass::Bundle,
            Self::Default => CoverageClass::IgnoredByDefault,
            Self::Signature => CoverageClass::IgnoredBySignature,
            Self::Caller => CoverageClass::IgnoredByCaller,
        }
    }
}

/// What is left out without being named, wherever it is the first component (models OMT-4).
pub(crate) const DEFAULTS: [&str; 4] = [".git", ".gitattributes", ".github", ".gitignore"];

/// For each entry whether it is left out, were it not listed. Where several exclusions hold, the one
/// that says most of what it is.
///
/// Linear in entries and n·log n in paths, however they overlap.
pub(super) fn exclusions(
    tree: &Tree,
    manifest: &Manifest,
    options: &TreeOptions,
) -> Vec<Option<Exclusion>> {
    let mut excluded = vec![None; tree.len()];
    let caller = options.ignore_paths.iter().map(Vec::as_slice);
    cover(tree, caller, Exclusion::Caller, &mut excluded);
    let signer = manifest.ignore_paths().iter().map(String::as_bytes);
    cover(tree, signer, Exclusion::Signature, &mut excluded);
    for (entry, excluded) in tree.entries().zip(&mut excluded) {
        if options.default_exclusions && !tree.is_file() && is_default(entry.path()) {
            *excluded = Some(Exclusion::Default);
        }
    }
    if let Some(bundle) = tree.bundle().and_then(|at| excluded.get_mut(at)) {
        *bundle = Some(Exclusion::Bundle);
    }
    excluded
}

fn is_default(path: &[u8]) -> bool {
    let first = path.split(|&byte| byte == b'/').next().unwrap_or_default();
    DEFAULTS.iter().any(|name| name.as_bytes() == first)
}

/// Marks the entries of these paths, and what lies below them.
fn cover<'p>(
    tree: &Tree,
    paths: impl Iterator<Item = &'p [u8]>,
    why: Exclusion,
    excluded: &mut [Option<Exclusion>],
) {
    // Where ranges begin and end, so that each entry is looked at once.
    let mut edges: Vec<(usize, usize)> = Vec::new();
    for path in paths.filter(|path| !path.is_empty()) {
        if let Some(at) = tree.position(path) {
            edges.push((at, at.saturating_add(1)));
        }
        let below = tree.below(path);
        if !below.is_empty() {
            edges.push((below.start, below.end));
        }
    }
    edges.sort_unstable();
    let mut done = 0_usize;
    for (start, end) in edges {
        let start = start.max(done);
        for entry in excluded.get_mut(start..end).unwrap_or_default() {
            *entry = Some(why);
        }
        done = done.max(end);
    }
}

#[cfg(test)]
mod tests {
    use crate::matching::testing::{
        Folder, PIECES, USUAL, accepted, lines, refused, report, signed, usual,
    };
    use crate::{CoverageClass, HashMethod, Manifest, Outcome, TreeOptions};

    fn ignoring(mut manifest: Manifest, paths: &[&str]) -> Manifest {
        manifest.ignore_paths = paths.iter().map(|path| (*path).to_owned()).collect();
        manifest
    }

    #[test]
    fn version_control_is_left_out_at_the_top_and_nowhere_else() {
        for manifest in usual() {
            for path in [".git/config", ".gitignore", ".gitattributes", ".github/x/y"] {
                let folder = Folder::usual();
                folder.write(path, "text");
                accepted(
                    &folder,
                    &manifest,
                    &["oms.coverage.ignored-by-default warn"],
                );
                let found = report(&folder, &manifest, &TreeOptions::new());
                assert!(found.coverage().is_complete());
                let options = TreeOptions::new().without_default_exclusions();
                let found = report(&folder, &manifest, &options);
                assert_eq!(lines(&found), [format!("oms.file.extra error {path}")]);
            }
            for path in [
                "sub/.github",
                "sub/.git/config",
                ".gitmodules",
                ".GIT/config",
            ] {
                let folder = Folder::usual();
                folder.write(path, "text");
                refused(
                    &folder,
                    &manifest,
                    &[&format!("oms.file.extra error {path}")],
                );
            }
        }
    }

    #[test]
    fn what_the_signer_left_out_may_change() {
        for manifest in usual() {
            let manifest = ignoring(manifest, &["cache", "note"]);
            let folder = Folder::usual();
            folder
                .write("cache/a/b", "1")
                .write("note", "2")
                .write("cache2", "3");
            refused(
                &folder,
                &manifest,
                &[
                    "oms.coverage.ignored-by-signature warn",
                    "oms.file.extra error cache2",
                ],
            );
            folder
                .remove("cache2")
                .write("cache/a/b", "4")
                .write("cache/new.py", "5");
            accepted(
                &folder,
                &manifest,
                &["oms.coverage.ignored-by-signature warn"],
            );
            let found = report(&folder, &manifest, &TreeOptions::new());
            let ignored = found.coverage().class(CoverageClass::IgnoredBySignature);
            assert_eq!((ignored.files(), ignored.bytes()), (3, 3));
            assert!(!found.coverage().is_complete());
            // The same names in a directory are others.
            folder.write("weights/note", "6");
            refused(
                &folder,
                &manifest,
                &[
                    "oms.coverage.ignored-by-signature warn",
                    "oms.file.extra error weights/note",
                ],
            );
        }
    }

    #[test]
    fn what_is_listed_is_checked_wherever_it_lies() {
        let more: &[(&str, &[u8])] = &[(".github/flow.yml", b"on: push"), ("cache/x", b"1")];
        for method in [HashMethod::Files, PIECES] {
            let manifest = ignoring(signed(method, &[USUAL, more].concat()), &["cache"]);
            let folder = Folder::usual();
            folder
                .write(".github/flow.yml", "on: push")
                .write("cache/x", "1");
            accepted(&folder, &manifest, &[]);
            let options = TreeOptions::new().without_default_exclusions();
            assert_eq!(
                report(&folder, &manifest, &options).outcome(),
                Outcome::Verified
            );
            folder
                .write(".github/flow.yml", "on: pull")
                .write("cache/x", "2");
            refused(
                &folder,
                &manifest,
                &[
                    "oms.file.changed error .github/flow.yml",
                    "oms.file.changed error cache/x",
                ],
            );
            folder.remove(".github").remove("cache");
            refused(
                &folder,
                &manifest,
                &[
                    "oms.file.missing error .github/flow.yml",
                    "oms.file.missing error cache/x",
                ],
            );
            // A link is not what was listed, excluded or not.
            folder.write("cache/y", "1").link("cache/x", "y");
            let found = report(&folder, &manifest, &TreeOptions::new());
            assert!(lines(&found).contains(&"oms.symlink.present error cache/x".to_owned()));
        }
    }

    #[test]
    fn the_caller_leaves_out_exact_paths() {
        for manifest in usual() {
            let folder = Folder::usual();
            folder
                .write("out/a", "1")
                .write("outer", "2")
                .write("sub/out", "3");
            let options = TreeOptions::new().with_ignore_paths(["out/", "sub/out"]);
            let found = report(&folder, &manifest, &options);
            assert_eq!(
                lines(&found),
                [
                    "oms.coverage.ignored-by-caller warn",
                    "oms.file.extra error outer",
                ]
            );
            // What is no path of an entry leaves out nothing, least of all everything.
            for path in ["", ".", "..", "/", "*", "./out", "out/../outer", "OUT"] {
                let options = TreeOptions::new().with_ignore_paths([path]);
                let found = report(&folder, &manifest, &options);
                assert_eq!(found.findings().counts()[0].2, 3, "{path}");
            }
        }
    }

    #[test]
    fn the_bundle_is_left_out_by_what_it_is() {
        for manifest in usual() {
            let folder = Folder::usual();
            folder.write("model.sig", "bundle");
            refused(&folder, &manifest, &["oms.file.extra error model.sig"]);
            let options = TreeOptions::new().with_bundle_file(folder.at("model.sig"));
            let found = report(&folder, &manifest, &options);
            assert_eq!(lines(&found), [""; 0]);
            assert!(found.coverage().is_complete());
            assert_eq!(found.coverage().class(CoverageClass::Bundle).bytes(), 6);
            // A copy of it, or another of its name, is like any other file.
            folder
                .write("copy.sig", "bundle")
                .write("sub/model.sig", "bundle");
            let found = report(&folder, &manifest, &options);
            assert_eq!(
                lines(&found),
                [
                    "oms.file.extra error copy.sig",
                    "oms.file.extra error sub/model.sig",
                ]
            );
            // Through a link that the caller named.
            let link = folder.root().with_file_name("link.sig");
            std::os::unix::fs::symlink(folder.at("model.sig"), &link).unwrap();
            folder.remove("copy.sig").remove("sub");
            let options = TreeOptions::new().with_bundle_file(link);
            assert_eq!(lines(&report(&folder, &manifest, &options)), [""; 0]);
        }
    }

    #[test]
    fn a_hard_link_to_the_bundle_is_an_unsigned_file() {
        for manifest in usual() {
            let folder = Folder::usual();
            folder
                .write("sigs/model.sig", "bundle")
                .write("other/x", "x");
            let beside = folder.root().with_file_name("model.sig");
            let alias = folder.root().with_file_name("alias.sig");
            std::fs::hard_link(folder.at("sigs/model.sig"), &beside).unwrap();
            std::os::unix::fs::symlink(folder.at("sigs/model.sig"), &alias).unwrap();
            folder.remove("other/x");
            let links = ["evil.py", "other/model.sig", "sigs/evil.py"];
            for link in links {
                std::fs::hard_link(folder.at("sigs/model.sig"), folder.at(link)).unwrap();
            }
            let extra = links.map(|link| format!("oms.file.extra error {link}"));
            let around = folder.root().join("other/../sigs/model.sig");
            for named in [folder.at("sigs/model.sig"), around, alias] {
                let options = TreeOptions::new().with_bundle_file(named);
                let found = report(&folder, &manifest, &options);
                assert_eq!(lines(&found), extra);
                let bundle = found.coverage().class(CoverageClass::Bundle);
                assert_eq!(bundle.files(), 1);
                assert_eq!(bundle.paths()[0].path(), "sigs/model.sig");
                assert_eq!(found.coverage().class(CoverageClass::Unsigned).files(), 3);
            }
            // The file beside the model is the bundle, and whatever lies in the model is not.
            let options = TreeOptions::new().with_bundle_file(beside);
            let found = report(&folder, &manifest, &options);
            assert_eq!(found.coverage().class(CoverageClass::Unsigned).files(), 4);
            assert_eq!(found.outcome(), Outcome::Failed);
            // At the top, the name is in the directory that is the root.
            std::fs::hard_link(folder.at("sigs/model.sig"), folder.at("model.sig")).unwrap();
            let options = TreeOptions::new().with_bundle_file(folder.at("model.sig"));
            let found = report(&folder, &manifest, &options);
            let bundle = found.coverage().class(CoverageClass::Bundle);
            assert_eq!(bundle.files(), 1);
            assert_eq!(bundle.paths()[0].path(), "model.sig");
            assert_eq!(found.coverage().class(CoverageClass::Unsigned).files(), 4);
        }
    }

    #[test]
    fn overlapping_exclusions_are_looked_at_once() {
        let folder = Folder::new();
        let deep = vec!["d"; 100].join("/");
        folder.write(&deep, "1").write("x", "2");
        let paths: Vec<String> = (1..=100).map(|depth| vec!["d"; depth].join("/")).collect();
        let mut manifest = signed(HashMethod::Files, &[("x", b"2")]);
        manifest.ignore_paths = paths;
        let found = report(&folder, &manifest, &TreeOptions::new());
        assert_eq!(found.outcome(), Outcome::Verified);
        assert_eq!(
            found
                .coverage()
                .class(CoverageClass::IgnoredBySignature)
                .files(),
            1
        );
    }
}
