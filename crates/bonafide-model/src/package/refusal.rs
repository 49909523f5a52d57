//! What a report comes to for whoever asked: a package to use, or why not.

use core::fmt;

use bonafide_report::{Class, Code, Coded, Escaped, Place, registry, write_reasons};

use super::PackageReport;
use crate::{Finding, Outcome, Severity};

/// Why a package is not used: a report that does not say [`Outcome::Verified`].
///
/// Its code is that of the first error of a check that failed, or else of the first check that could not
/// be completed; that a file is malformed goes before what else is said of it, as what is damaged can
/// look like another type. As text, it is the outcome and the first three errors; its findings are all that were
/// kept.
#[derive(Clone, Debug)]
pub struct PackageRefusal {
    report: Box<PackageReport>,
}

impl PackageReport {
    /// The report, if every check that was asked for held: `?` here is an outcome that nobody can forget
    /// to look at.
    ///
    /// # Errors
    /// [`PackageRefusal`] where a check failed or could not be completed; it gives the report back.
    pub fn verified(self) -> Result<Self, PackageRefusal> {
        match self.outcome() {
            Outcome::Verified => Ok(self),
            Outcome::Inconclusive | Outcome::Failed => Err(PackageRefusal {
                report: Box::new(self),
            }),
        }
    }
}

impl PackageRefusal {
    /// The report, whose outcome is another one.
    #[must_use]
    pub const fn report(&self) -> &PackageReport {
        &self.report
    }

    /// The code of the first error that decided.
    #[must_use]
    pub fn code(&self) -> Code {
        let decided = self.report.outcome();
        let kept = self.errors().map(Finding::code);
        let counted = self.report.findings().error_counts();
        let mut codes = kept.chain(counted.map(|(code, _)| code));
        // Nothing but an error makes a report that is not verified.
        let first = codes.find(|code| Outcome::of_error(*code) == decided);
        first.unwrap_or(registry::INTERNAL)
    }

    fn errors(&self) -> impl Iterator<Item = &Finding> {
        let findings = self.report.findings().kept().iter();
        let errors = findings.filter(|finding| finding.severity() == Severity::Error);
        let mut errors: Vec<&Finding> = errors.collect();
        let is_other = |one: &Finding| one.class() != Some(Class::Malformed);
        errors.sort_by(|a, b| {
            let by_path = a.path().cmp(b.path());
            by_path.then(is_other(a).cmp(&is_other(b)))
        });
        errors.into_iter()
    }
}

/// The place of a finding in the package, and what it says.
fn told(finding: &Finding) -> String {
    match finding.path() {
        "" => finding.message().to_owned(),
        path => format!("{}: {}", Escaped(path), finding.message()),
    }
}

impl fmt::Display for PackageRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.report.outcome().as_str())?;
        // Of what is not kept the number is.
        let count = self.report.findings().count(Severity::Error);
        write_reasons(f, self.errors().map(told), count)
    }
}

impl core::error::Error for PackageRefusal {}

impl Coded for PackageRefusal {
    fn code(&self) -> Code {
        Self::code(self)
    }

    fn findings(&self) -> Vec<bonafide_report::Finding> {
        self.errors()
            .map(|it| bonafide_report::Finding::new(it.code(), Place::root(), told(it)))
            .collect()
    }
}
