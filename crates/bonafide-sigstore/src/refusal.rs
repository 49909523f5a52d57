//! A refused bundle: the error, and everything that had been checked.

use bonafide_report::{Check, Code, Report};

use crate::Error;

/// Why a bundle was refused, with the trace up to the failure.
#[derive(Clone, Debug)]
pub struct Refusal {
    error: Box<Error>,
    report: Box<Report>,
}

impl Refusal {
    pub(crate) fn new(error: Error, report: Report) -> Self {
        Self {
            error: Box::new(error),
            report: Box::new(report),
        }
    }

    #[cfg(feature = "oci")]
    pub(crate) fn into_parts(self) -> (Error, Report) {
        (*self.error, *self.report)
    }

    /// The failure that decided.
    #[must_use]
    pub const fn error(&self) -> &Error {
        &self.error
    }

    /// The checks that ran; the last one failed, unless the report is that of an explanation.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// The primary code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.error.code()
    }

    /// The same refusal with a fuller report, such as
    /// [`Verifier::explain`](crate::Verifier::explain) gives.
    #[must_use]
    pub fn with_report(self, report: Report) -> Self {
        Self {
            report: Box::new(report),
            ..self
        }
    }
}

/// A bundle that could not be read is refused by its first check.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let mut report = Report::new();
        report.push(Check::fail("bundle/parse", &error));
        Self::new(error, report)
    }
}

bonafide_report::refusals! { Refusal }
