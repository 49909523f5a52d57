//! A model of which every signed byte was verified.

#![cfg(all(feature = "oms", unix))]

use core::fmt;
use std::fs::File;

use bonafide_digest::engine::Control;
use bonafide_report::{Code, Coded, Escaped, registry};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::report::{Detours, judge};
use crate::{
    Finding, Manifest, Outcome, Profile, Severity, Tree, TreeError, TreeOptions, TreeReport,
    VerifiedManifest,
};

/// Verifies that `tree` is what was signed, by the options that it was opened with: the lists first,
/// then lengths, then digests.
///
/// Unless it is to fail fast, everything that is wrong is told at once. Progress is that of one run of
/// the digest engine; runs follow each other where there are more than 65,536 files, or where missing
/// files are looked for among unsigned ones.
///
/// ```no_run
/// use bonafide_model::{Control, Tree, TreeOptions, VerifiedManifest, verify_tree};
///
/// fn load(manifest: VerifiedManifest) -> Result<std::fs::File, Box<dyn std::error::Error>> {
///     let options = TreeOptions::new().with_bundle_file("model/model.sig");
///     let tree = Tree::open("model", &options)?;
///     let model = verify_tree(manifest, &tree, &Control::new())?;
///     println!("{}", model.report().coverage());
///     Ok(model.open("weights/model.safetensors")?.into_file())
/// }
/// ```
///
/// # Errors
/// [`ModelRefusal`], with everything that was found.
///
/// # Specification
/// models sections 6 to 8, OMH-1 to OMH-5.
pub fn verify_tree(
    manifest: VerifiedManifest,
    tree: &Tree,
    control: &Control<'_>,
) -> Result<VerifiedModel, ModelRefusal> {
    let options = &as_strict_as(&manifest, tree.options());
    let (report, detours) = judge(manifest.manifest(), tree, options, None, control);
    if report.outcome() != Outcome::Verified {
        return Err(ModelRefusal::new(manifest, report));
    }
    Ok(VerifiedModel {
        manifest,
        report,
        files: Files {
            tree: tree.clone(),
            detours,
            subset: None,
        },
    })
}

/// Verifies only these signed files of `tree`, by their exact paths and the options that it was opened
/// with. What else is there, or is not,
/// is told and refuses nothing.
///
/// ```no_run
/// # use bonafide_model::{Control, ModelRefusal, Tree, VerifiedManifest};
/// # fn example(manifest: VerifiedManifest, tree: &Tree) -> Result<(), ModelRefusal> {
/// let paths = ["config.json", "tokenizer.json"];
/// let subset = bonafide_model::verify_subset(manifest, tree, &paths, &Control::new())?;
/// assert!(subset.open("weights/model.safetensors").is_err());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`ModelRefusal`], also where one of the paths is not signed.
///
/// # Specification
/// models OMH-6.
pub fn verify_subset(
    manifest: VerifiedManifest,
    tree: &Tree,
    paths: &[&str],
    control: &Control<'_>,
) -> Result<VerifiedSubset, ModelRefusal> {
    let options = &as_strict_as(&manifest, tree.options());
    let (report, detours, subset) =
        judge_subset(manifest.manifest(), tree, paths, options, control);
    if report.outcome() != Outcome::Verified {
        return Err(ModelRefusal::new(manifest, report));
    }
    Ok(VerifiedSubset {
        manifest,
        report,
        files: Files {
            tree: tree.clone(),
            detours,
            subset: Some(subset),
        },
    })
}

/// Whoever reads the list most strictly wants the tree judged so.
fn as_strict_as(manifest: &VerifiedManifest, options: &TreeOptions) -> TreeOptions {
    match manifest.profile() {
        Profile::Paranoid => options.clone().with_profile(Profile::Paranoid),
        _ => options.clone(),
    }
}

fn judge_subset(
    manifest: &Manifest,
    tree: &Tree,
    paths: &[&str],
    options: &TreeOptions,
    control: &Control<'_>,
) -> (TreeReport, Detours, Vec<bool>) {
    let mut wanted = vec![false; manifest.files().len()];
    let mut unlisted = Vec::new();
    for path in paths {
        match manifest.position(path).and_then(|at| wanted.get_mut(at)) {
            Some(wanted) => *wanted = true,
            None => unlisted.push(*path),
        }
    }
    let subset = Some(wanted.clone());
    let (mut report, detours) = judge(manifest, tree, options, subset, control);
    let findings = unlisted.into_iter().map(|path| {
        let message = format!("{} is not in the signed list", Escaped(path));
        Finding::error(registry::OMS_FILE_EXTRA, message).at_path(path)
    });
    report.refuse(findings);
    (report, detours, wanted)
}

/// A model of which every signed file is there with the signed digest, and of which nothing else is
/// there, unless it was left out by the signer, by default, or by the caller, which
/// [`coverage`](TreeReport::coverage) tells.
///
/// It is only made by [`verify_tree`].
///
/// ```compile_fail
/// use bonafide_model::VerifiedModel;
/// let forged = VerifiedModel {};
/// ```
///
/// ```compile_fail
/// use bonafide_model::{TreeReport, VerifiedModel};
/// fn change(model: &mut VerifiedModel, report: TreeReport) {
///     model.report = report;
/// }
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedModel {
    manifest: VerifiedManifest,
    report: TreeReport,
    files: Files,
}

impl VerifiedModel {
    /// The signed list, and who signed it.
    #[must_use]
    pub const fn manifest(&self) -> &VerifiedManifest {
        &self.manifest
    }

    /// What was found and what is covered.
    #[must_use]
    pub const fn report(&self) -> &TreeReport {
        &self.report
    }

    /// The signed paths of the verified files, sorted by their bytes: what [`open`](Self::open) opens.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.paths(self.manifest.manifest())
    }

    /// Opens a verified file by its signed path: a handle of the very file that was hashed, which was
    /// not written to since.
    ///
    /// # Errors
    /// [`TreeError::NotVerified`] for a path that is not signed, and those of
    /// [`Tree::open_file`](crate::Tree::open_file).
    ///
    /// # Specification
    /// models OMH-8, ENG-14. Only a copy that nobody else can write to survives somebody who writes
    /// to the file later.
    pub fn open(&self, path: &str) -> Result<VerifiedFile, TreeError> {
        self.files.open(self.manifest.manifest(), path)
    }

    /// The tree that was verified.
    #[cfg(feature = "checks")]
    pub(crate) const fn tree(&self) -> &Tree {
        &self.files.tree
    }

    /// The length of the verified file that a signed link leads to; `None` for another path.
    #[cfg(feature = "checks")]
    pub(crate) fn length_behind(&self, path: &str) -> Option<u64> {
        let at = self.manifest.manifest().position(path)?;
        let target = self.files.detours.of_file(at)?.target.as_ref()?;
        Some(target.size())
    }
}

/// Files of a model that were asked for, each of which is there with the signed digest. Nothing is
/// known about the rest of the model.
///
/// It is only made by [`verify_subset`], and is no [`VerifiedModel`].
///
/// ```compile_fail
/// use bonafide_model::VerifiedSubset;
/// let forged = VerifiedSubset {};
/// ```
///
/// ```compile_fail
/// fn whole(subset: bonafide_model::VerifiedSubset) -> bonafide_model::VerifiedModel {
///     subset.into()
/// }
/// ```
///
/// # Specification
/// models OMH-6.
#[derive(Clone, Debug)]
pub struct VerifiedSubset {
    manifest: VerifiedManifest,
    report: TreeReport,
    files: Files,
}

impl VerifiedSubset {
    /// The signed list, and who signed it.
    #[must_use]
    pub const fn manifest(&self) -> &VerifiedManifest {
        &self.manifest
    }

    /// What was found; the coverage holds the rest of the model as not hashed.
    #[must_use]
    pub const fn report(&self) -> &TreeReport {
        &self.report
    }

    /// The signed paths of the files that were asked for, sorted by their bytes, each once: what
    /// [`open`](Self::open) opens.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.paths(self.manifest.manifest())
    }

    /// Opens one of the files, as [`VerifiedModel::open`] does.
    ///
    /// # Errors
    /// [`TreeError::NotVerified`] for a path that was not asked for, and those of
    /// [`Tree::open_file`](crate::Tree::open_file).
    pub fn open(&self, path: &str) -> Result<VerifiedFile, TreeError> {
        self.files.open(self.manifest.manifest(), path)
    }
}

impl Serialize for VerifiedModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(serializer, "VerifiedModel", &self.manifest, &self.report)
    }
}

impl Serialize for VerifiedSubset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(serializer, "VerifiedSubset", &self.manifest, &self.report)
    }
}

impl Serialize for ModelRefusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(serializer, "ModelRefusal", self.manifest(), self.report())
    }
}

fn serialize<S: Serializer>(
    serializer: S,
    name: &'static str,
    manifest: &VerifiedManifest,
    report: &TreeReport,
) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_struct(name, 2)?;
    out.serialize_field("manifest", manifest)?;
    out.serialize_field("tree", report)?;
    out.end()
}

/// The files that were verified.
#[derive(Clone, Debug)]
struct Files {
    tree: Tree,
    detours: Detours,
    subset: Option<Vec<bool>>,
}

impl Files {
    fn paths<'m>(&'m self, manifest: &'m Manifest) -> impl Iterator<Item = &'m str> {
        let files = manifest.files().iter().enumerate();
        let verified = files.filter(|(at, _)| {
            let subset = self.subset.as_ref();
            subset.is_none_or(|wanted| wanted.get(*at) == Some(&true))
        });
        verified.map(|(_, file)| file.path())
    }

    fn open(&self, manifest: &Manifest, path: &str) -> Result<VerifiedFile, TreeError> {
        let unknown = || TreeError::NotVerified {
            path: Escaped(path).to_string(),
        };
        let at = manifest.position(path).ok_or_else(unknown)?;
        let subset = self.subset.as_ref();
        if subset.is_some_and(|wanted| wanted.get(at) != Some(&true)) {
            return Err(unknown());
        }
        let detour = self.detours.of_file(at);
        let entry = match detour {
            Some(detour) => self.tree.entry_at(detour.entry),
            None => self.tree.entry(path),
        };
        let entry = entry.ok_or_else(unknown)?;
        let file = match detour.and_then(|detour| detour.target.as_ref()) {
            Some(target) => self.tree.open_target(&entry, target)?,
            None => self.tree.open_file(&entry)?,
        };
        Ok(VerifiedFile {
            path: path.to_owned(),
            file,
        })
    }
}

/// An open handle of a file whose bytes were verified.
///
/// ```compile_fail
/// fn forge(file: std::fs::File) -> bonafide_model::VerifiedFile {
///     bonafide_model::VerifiedFile { path: String::new(), file }
/// }
/// ```
///
/// # Specification
/// models OMH-8, ENG-14.
#[derive(Debug)]
pub struct VerifiedFile {
    path: String,
    file: File,
}

impl VerifiedFile {
    /// The signed path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The handle, at the beginning of the file and for reading only.
    #[must_use]
    pub const fn file(&self) -> &File {
        &self.file
    }

    /// The handle itself, for a loader that takes one.
    #[must_use]
    pub fn into_file(self) -> File {
        self.file
    }
}

/// Why a tree is not what was signed: everything that was found, and what is covered all the same.
#[derive(Clone, Debug)]
pub struct ModelRefusal(Box<Refused>);

#[derive(Clone, Debug)]
struct Refused {
    manifest: VerifiedManifest,
    report: TreeReport,
}

impl ModelRefusal {
    fn new(manifest: VerifiedManifest, report: TreeReport) -> Self {
        Self(Box::new(Refused { manifest, report }))
    }

    /// The signed list, and who signed it: that much holds.
    #[must_use]
    pub const fn manifest(&self) -> &VerifiedManifest {
        &self.0.manifest
    }

    /// What was found and what is covered.
    #[must_use]
    pub const fn report(&self) -> &TreeReport {
        &self.0.report
    }

    /// Whether it failed, or could not be completed.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.0.report.outcome()
    }
}

impl fmt::Display for ModelRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code();
        let findings = self.report().findings().kept().iter();
        let mut deciding = findings
            .filter(|finding| finding.severity() == Severity::Error && finding.code() == code);
        match deciding.next() {
            Some(finding) => f.write_str(finding.message()),
            None => f.write_str(code.summary()),
        }
    }
}

impl core::error::Error for ModelRefusal {}

impl Coded for ModelRefusal {
    fn code(&self) -> Code {
        // Without an error there is no refusal.
        self.report().code().unwrap_or(registry::OMS_LIMIT)
    }
}

#[cfg(test)]
mod tests {
    use core::sync::atomic::{AtomicBool, Ordering};
    use std::io::Read as _;

    use super::*;
    use crate::matching::testing::{Folder, USUAL, hashed, lines, signed, usual};
    use crate::{CoverageClass, HashMethod};

    fn files(tree: &Tree, manifest: &Manifest) -> Files {
        let options = TreeOptions::new();
        let (report, detours) = judge(manifest, tree, &options, None, &Control::new());
        assert_eq!(report.outcome(), Outcome::Verified, "{:?}", lines(&report));
        Files {
            tree: tree.clone(),
            detours,
            subset: None,
        }
    }

    fn content(file: VerifiedFile) -> String {
        let mut content = String::new();
        file.into_file().read_to_string(&mut content).unwrap();
        content
    }

    #[test]
    fn a_handle_is_that_of_the_file_that_was_hashed() {
        let folder = Folder::usual();
        let manifest = &usual()[0];
        let files = files(&folder.tree(), manifest);
        let opened = files.open(manifest, "tokenizer/merges.txt").unwrap();
        assert_eq!(opened.path(), "tokenizer/merges.txt");
        assert_eq!(opened.file().metadata().unwrap().len(), 3);
        assert_eq!(content(opened), "a b");
        // Written to, replaced, gone, replaced by a link, or in another directory of its name.
        let code = |path: &str| files.open(manifest, path).map(content).unwrap_err().code();
        folder.write("config.json", "[]");
        assert_eq!(code("config.json"), registry::OMS_FILE_UNSTABLE);
        folder.write("other", "{}");
        std::fs::rename(folder.at("other"), folder.at("config.json")).unwrap();
        assert_eq!(code("config.json"), registry::OMS_TREE_CHANGED);
        folder.remove("config.json");
        assert_eq!(code("config.json"), registry::OMS_TREE_CHANGED);
        folder.link("config.json", "tokenizer/merges.txt");
        assert_eq!(code("config.json"), registry::OMS_TREE_CHANGED);
        std::fs::rename(folder.at("tokenizer"), folder.at("moved")).unwrap();
        folder.link("tokenizer", "moved");
        assert_eq!(code("tokenizer/merges.txt"), registry::OMS_TREE_CHANGED);
        // Never what is not signed.
        folder.write("evil.py", "import os");
        for path in [
            "evil.py",
            "weights",
            "./weights/model.safetensors",
            "",
            "/etc/passwd",
        ] {
            assert!(matches!(
                files.open(manifest, path),
                Err(TreeError::NotVerified { .. })
            ));
        }
    }

    #[test]
    fn a_handle_through_a_link_is_that_of_its_target() {
        let folder = Folder::usual();
        folder
            .link("link", "config.json")
            .link("dir", "hidden")
            .write("hidden/a", "1");
        let more: &[(&str, &[u8])] = &[("link", b"{}"), ("dir/a", b"1")];
        let mut manifest = signed(HashMethod::Files, &[USUAL, more].concat());
        manifest.allow_symlinks = true;
        manifest.ignore_paths = vec!["hidden".to_owned()];
        let files = files(&folder.tree(), &manifest);
        let signed = manifest.files().iter().map(crate::SignedFile::path);
        assert!(files.paths(&manifest).eq(signed));
        for path in files.paths(&manifest) {
            assert_eq!(files.open(&manifest, path).unwrap().path(), path);
        }
        assert_eq!(content(files.open(&manifest, "link").unwrap()), "{}");
        assert_eq!(content(files.open(&manifest, "dir/a").unwrap()), "1");
        folder
            .remove("link")
            .write("same", "{}")
            .link("link", "same");
        let error = files.open(&manifest, "link").unwrap_err();
        assert_eq!(error.code(), registry::OMS_TREE_CHANGED);
    }

    #[test]
    fn a_model_of_one_file_is_opened_by_its_signed_name() {
        let folder = Folder::new();
        folder.write("m.bin", "weights");
        let tree = Tree::open(folder.at("m.bin"), &TreeOptions::new()).unwrap();
        let manifest = signed(HashMethod::Files, &[(".", b"weights")]);
        let files = files(&tree, &manifest);
        assert_eq!(content(files.open(&manifest, ".").unwrap()), "weights");
        assert!(files.open(&manifest, "m.bin").is_err());
    }

    fn subset(folder: &Folder, manifest: &Manifest, paths: &[&str]) -> (TreeReport, Files) {
        subset_by(folder, manifest, paths, &TreeOptions::new())
    }

    fn subset_by(
        folder: &Folder,
        manifest: &Manifest,
        paths: &[&str],
        options: &TreeOptions,
    ) -> (TreeReport, Files) {
        let tree = folder.tree();
        let (report, detours, wanted) =
            judge_subset(manifest, &tree, paths, options, &Control::new());
        let subset = Some(wanted);
        let files = Files {
            tree,
            detours,
            subset,
        };
        (report, files)
    }

    #[test]
    fn a_subset_says_nothing_of_the_rest() {
        for manifest in usual() {
            let folder = Folder::usual();
            folder
                .remove("config.json")
                .write("evil.py", "x")
                .link("l", "evil.py");
            folder.write("tokenizer/merges.txt", "changed");
            let path = "weights/model.safetensors";
            let (report, files) = subset(&folder, &manifest, &[path]);
            assert_eq!(lines(&report), ["oms.coverage.unsigned warn"]);
            assert_eq!(report.outcome(), Outcome::Verified);
            let count = |class| report.coverage().class(class).files();
            assert_eq!(count(CoverageClass::Signed), 1);
            assert_eq!(count(CoverageClass::NotHashed), 1);
            assert_eq!(count(CoverageClass::Missing), 1);
            assert!(!report.coverage().is_complete());
            assert!(files.paths(&manifest).eq([path]));
            assert!(files.open(&manifest, path).is_ok());
            assert!(files.open(&manifest, "tokenizer/merges.txt").is_err());
        }
    }

    #[test]
    fn a_hurried_subset_is_hashed_whatever_else_is_away() {
        for manifest in usual() {
            let folder = Folder::usual();
            folder
                .remove("config.json")
                .write("tokenizer/merges.txt", "a c");
            let options = TreeOptions::new().fail_fast();
            let check = |path: &str| {
                let (report, _) = subset_by(&folder, &manifest, &[path], &options);
                (lines(&report), report)
            };
            let (found, report) = check("tokenizer/merges.txt");
            assert_eq!(found, ["oms.file.changed error tokenizer/merges.txt"]);
            assert_eq!(report.outcome(), Outcome::Failed);
            let (found, report) = check("weights/model.safetensors");
            assert_eq!(found, [""; 0]);
            assert_eq!(report.outcome(), Outcome::Verified);
            let signed = report.coverage().class(CoverageClass::Signed);
            assert_eq!(signed.files(), 1);
            let (found, report) = check("config.json");
            assert_eq!(found, ["oms.file.missing error config.json"]);
            assert_eq!(report.outcome(), Outcome::Failed);
        }
    }

    #[test]
    fn a_subset_fails_for_each_of_its_paths() {
        for manifest in usual() {
            let folder = Folder::usual();
            let check = |paths: &[&str]| lines(&subset(&folder, &manifest, paths).0);
            folder.write("evil.py", "x").write("config.json", "[]");
            let unsigned = "oms.coverage.unsigned warn";
            assert_eq!(
                check(&["evil.py"]),
                [unsigned, "oms.file.extra error evil.py"]
            );
            assert_eq!(check(&["no"]), [unsigned, "oms.file.extra error no"]);
            assert_eq!(
                check(&["config.json"]),
                [unsigned, "oms.file.changed error config.json"]
            );
            folder
                .remove("config.json")
                .link("config.json", "tokenizer/merges.txt");
            assert_eq!(
                check(&["config.json"]),
                [
                    unsigned,
                    "oms.file.missing error config.json",
                    "oms.symlink.present error config.json",
                ]
            );
        }
    }

    #[test]
    fn what_is_cancelled_is_inconclusive() {
        let folder = Folder::usual();
        let cancel = AtomicBool::new(false);
        cancel.store(true, Ordering::Relaxed);
        let control = Control::new().with_cancel(&cancel);
        let (tree, options) = (folder.tree(), TreeOptions::new());
        let (report, _) = judge(&usual()[0], &tree, &options, None, &control);
        assert_eq!(report.outcome(), Outcome::Inconclusive);
        assert_eq!(report.code(), Some(registry::OMS_LIMIT));
        assert_eq!(report.coverage().class(CoverageClass::NotHashed).files(), 3);
    }

    #[test]
    fn each_algorithm_of_the_format_is_computed() {
        use bonafide_digest::Algorithm;
        let folder = Folder::usual();
        for algorithm in [Algorithm::Sha256, Algorithm::Blake2b, Algorithm::Blake3] {
            for method in [HashMethod::Files, crate::matching::testing::PIECES] {
                files(&folder.tree(), &hashed(method, algorithm, USUAL));
            }
        }
    }

    /// A regular file that opens and cannot be read, even by those who may read everything.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_cannot_be_read_is_inconclusive() {
        let tree = Tree::open("/proc/self/mem", &TreeOptions::new()).unwrap();
        let manifest = signed(HashMethod::Files, &[("mem", b"")]);
        let options = TreeOptions::new();
        let (report, _) = judge(&manifest, &tree, &options, None, &Control::new());
        assert_eq!(lines(&report), ["oms.file.unreadable error mem"]);
        assert_eq!(report.outcome(), Outcome::Inconclusive);
        assert_eq!(report.code(), Some(registry::OMS_FILE_UNREADABLE));
        assert_eq!(
            report.coverage().class(CoverageClass::Unreadable).files(),
            1
        );
    }
}
