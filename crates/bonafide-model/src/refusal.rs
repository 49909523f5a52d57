//! A refused signature: the error, and everything that had been checked and found.

#![cfg(feature = "oms")]

use core::fmt;

use bonafide_report::{Check, Code, Coded, Place, Report};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::{Error, Findings};

/// Why a signature over a model was refused, with the trace up to the failure and all that was
/// found on the way.
///
/// As text, it is the failure, the first two other errors, and how many more there are.
#[derive(Clone, Debug)]
pub struct Refusal {
    error: Box<Error>,
    report: Box<Report>,
    findings: Box<Findings>,
}

impl Refusal {
    pub(crate) fn new(error: Error, report: Report, findings: Findings) -> Self {
        Self {
            error: Box::new(error),
            report: Box::new(report),
            findings: Box::new(findings),
        }
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

    /// What was found: where the signed list is at fault everything that is wrong with it, and
    /// not only the first.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The primary code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.error.code()
    }

    /// The same refusal with a fuller report, such as
    /// [`ManifestVerifier::explain`](crate::ManifestVerifier::explain) gives.
    #[must_use]
    pub fn with_report(self, report: Report) -> Self {
        Self {
            report: Box::new(report),
            ..self
        }
    }
}

/// Trust that cannot be used is refused before anything is read.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let mut report = Report::new();
        report.push(Check::fail("trust", &error));
        Self::new(error, report, Findings::new())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.findings.write_errors(f, &self.error.to_string())
    }
}

impl core::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&*self.error)
    }
}

impl Coded for Refusal {
    fn code(&self) -> Code {
        self.error.code()
    }

    fn place(&self) -> Place {
        self.error.place()
    }

    fn findings(&self) -> Vec<bonafide_report::Finding> {
        self.error.findings()
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Refusal", 4)?;
        out.serialize_field("code", self.code().as_str())?;
        out.serialize_field("message", &self.to_string())?;
        out.serialize_field("findings", &self.findings)?;
        out.serialize_field("report", &self.report)?;
        out.end()
    }
}
