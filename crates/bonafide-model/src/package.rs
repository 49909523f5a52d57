//! A whole package: every check on every file, and what the files are together.

#![cfg(feature = "checks")]

mod checks;
mod documents;
mod drift;
mod facts;
mod facts_reader;
mod file;
mod formats;
mod locks;
mod references;
mod refusal;
mod report;
mod roles;
mod run;
mod tree;

pub use checks::{Check, Checks};
pub use facts::PackageFacts;
pub use facts_reader::FactsError;
pub use formats::FormatPolicy;
pub use refusal::PackageRefusal;
pub use report::{FileReport, PackageReport};
pub use roles::Role;
pub use tree::{PackageFile, PackageTree};

/// Runs all checks that are asked for on all files of a package.
///
/// The type of each file is told by its content and its name; where they disagree, the checks of both
/// run. Files are read in pieces but for pickles outside of archives and for documents. Takes time in
/// proportion to what is read, which is not more than the package twice; equal packages give equal
/// reports.
///
/// ```
/// use std::io;
/// use bonafide_digest::engine::ReadAt;
/// use bonafide_model::package::{Checks, PackageFile, PackageTree, check};
/// use bonafide_model::Outcome;
///
/// struct Memory(Vec<(&'static str, &'static [u8])>);
///
/// impl PackageTree for Memory {
///     fn files(&self) -> Vec<PackageFile> {
///         let files = self.0.iter().enumerate();
///         files.map(|(key, (path, bytes))| PackageFile::new(*path, bytes.len() as u64, key)).collect()
///     }
///     fn open(&self, key: usize) -> io::Result<Box<dyn ReadAt + '_>> {
///         Ok(Box::new(self.0[key].1))
///     }
/// }
///
/// let package = Memory(vec![
///     ("README.md", b"---\nlicense: mit\n---\n# A model\n"),
///     ("weights.pkl", b"cos\nsystem\n(S'id'\ntR."),
/// ]);
/// let report = check(&package, &Checks::new());
/// assert_eq!(report.outcome(), Outcome::Failed);
/// let refusal = report.verified().unwrap_err();
/// assert_eq!(refusal.code().as_str(), "pkg.format.denied");
/// ```
///
/// # Specification
/// models PKG-1 to PKG-8.
#[must_use]
pub fn check(tree: &dyn PackageTree, checks: &Checks<'_>) -> PackageReport {
    run::Run::new(tree, checks).all()
}
