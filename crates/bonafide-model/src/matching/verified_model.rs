//! A model of which every signed byte was verified.

#![cfg(all(feature = "oms", unix))]

use core::fmt;
use std::fs::File;

use bonafide_digest::engine::Control;
use bonafide_report::{Class, Code, Coded, Escaped, registry};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::report::{Detours, judge};
use crate::{
    Finding, Manifest, Outcome, Profile, Tree, TreeError, TreeOptions, TreeReport, VerifiedManifest,
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
        Finding::error(registry::OMS_FILE_UNVERIFIED, message).at_path(path)
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
    /// [`TreeError::NotListed`] for a path that is not signed, and those of
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
    /// [`TreeError::NotListed`], [`TreeError::NotVerified`] for a path that was not asked for, and
    /// those of
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
        let shown = || Escaped(path).to_string();
        let Some(at) = manifest.position(path) else {
            return Err(TreeError::NotListed { path: shown() });
        };
        let unverified = || TreeError::NotVerified { path: shown() };
        let subset = self.subset.as_ref();
        if subset.is_some_and(|wanted| wanted.get(at) != Some(&true)) {
            return Err(unverified());
        }
        let detour = self.detours.of_file(at);
        let entry = match detour {
            Some(detour) => self.tree.entry_at(detour.entry),
            None => self.tree.entry(path),
        };
        let entry = entry.ok_or_else(unverified)?;
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
///
/// As text, it is the error of its [code](Self::code), the first two other errors, and how many more
/// there are.
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

    /// The primary code: that of the [report](TreeReport::code), which is what the text says first.
    #[must_use]
    pub fn code(&self) -> Code {
        // Without an error there is no refusal.
        self.report().code().unwrap_or(registry::OMS_LIMIT)
    }

    /// The class of the [code](Self::code), `None` where it has none.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.code().class()
    }

    /// Whether it failed, or could not be completed.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.0.report.outcome()
    }
}

impl fmt::Display for ModelRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.report();
        let first = report.leading();
        let first = first.map_or_else(|| self.code().summary(), Finding::message);
        report.findings().write_errors(f, first)
    }
}

impl core::error::Error for ModelRefusal {}

impl Coded for ModelRefusal {
    fn code(&self) -> Code {
        Self::code(self)
    }
}

#[cfg(test)]
mod tests;
