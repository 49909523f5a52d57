//! Pickles: what reading them would import and call, told without doing it.
//!
//! A pickle is a program for a machine that can import and call anything. Lists of what is dangerous
//! can always be gone around, so that what is allowed is listed, with the arguments that writers of
//! checkpoints give; anything else, and anything that is not understood, is not cleared.

#![cfg(feature = "checks")]

mod allowlist;
mod container;
mod dangerous;
mod entries;
mod globals;
mod input;
mod literal;
mod machine;
mod memo;
mod options;
mod python2;
mod report;
mod role;
mod rules;
mod stack;
mod storages;
mod stream;
mod value;

pub use allowlist::Allowlist;
pub use options::{PickleLimits, PickleOptions};
pub use report::{PickleDenial, PickleEvent, PickleImport, PickleOutcome, PickleReport};

use crate::CheckReport;
use crate::zip::Archive;

/// Follows a stream of one or several pickles, of which nothing may be left over but the storages of
/// torch's older format. Takes time and memory in proportion to the stream.
///
/// ```
/// use bonafide_model::pickle::{self, PickleOptions, PickleOutcome};
/// let options = PickleOptions::default();
/// let weights = b"\x80\x02ccollections\nOrderedDict\n)R.";
/// assert_eq!(pickle::scan(weights, &options).outcome(), PickleOutcome::Clear);
/// let attack = b"cos\nsystem\n(S'id'\ntR.";
/// let report = pickle::scan(attack, &options);
/// assert_eq!(report.outcome(), PickleOutcome::Denied);
/// assert_eq!(report.denials()[0].module(), "os");
/// ```
///
/// # Specification
/// models PKL-1 to PKL-11.
#[must_use]
pub fn scan(stream: &[u8], options: &PickleOptions) -> PickleReport {
    stream::scan(stream, options)
}

/// Follows every pickle of a file, whatever its content says that it is and whatever it is called: a
/// stream of pickles, a ZIP archive of torch or NumPy, an array of NumPy. What is wrapped or nested in
/// another way is `pkl.container`: it cannot be cleared.
///
/// # Specification
/// models PKL-12.
#[must_use]
pub fn scan_file(file: &[u8], options: &PickleOptions) -> PickleReport {
    container::scan(file, options)
}

/// Follows every pickle of an archive, of which one member at a time is held in memory.
///
/// # Specification
/// models PKL-8, PKL-12.
#[must_use]
pub fn scan_archive(archive: &Archive<'_>, options: &PickleOptions) -> PickleReport {
    container::scan_archive(archive, options)
}

/// The same as [`scan_file`], as a check of a package.
///
/// # Specification
/// models PKG-1, PKL-10: what is denied fails, what cannot be cleared is unknown.
#[must_use]
pub fn check(file: &[u8], options: &PickleOptions) -> CheckReport {
    scan_file(file, options).into_check()
}

/// The same as [`scan_archive`], as a check of a package.
#[must_use]
pub fn check_archive(archive: &Archive<'_>, options: &PickleOptions) -> CheckReport {
    scan_archive(archive, options).into_check()
}
