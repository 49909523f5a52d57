//! The trace of one verification.

mod text;

use core::fmt;

#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::{Class, Code, Coded, Finding, Place};

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the four outcomes are closed by the verdict format"
)]
pub enum Status {
    /// It held.
    Pass,
    /// It did not hold.
    Fail,
    /// It was not asked for.
    Skip,
    /// It could not run, because an earlier check left no input for it.
    NotRun,
}

impl Status {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Skip => "skip",
            Self::NotRun => "not-run",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One step of a verification and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    id: &'static str,
    status: Status,
    code: Option<Code>,
    place: Place,
    summary: String,
    findings: Vec<Finding>,
}

impl Check {
    /// A check that held; `summary` says what was seen.
    #[must_use]
    pub fn pass(id: &'static str, summary: impl Into<String>) -> Self {
        Self::new(id, Status::Pass, summary.into())
    }

    /// A check that was not asked for; `summary` says by what.
    #[must_use]
    pub fn skip(id: &'static str, summary: impl Into<String>) -> Self {
        Self::new(id, Status::Skip, summary.into())
    }

    /// A check whose input is missing; `summary` says which.
    #[must_use]
    pub fn not_run(id: &'static str, summary: impl Into<String>) -> Self {
        Self::new(id, Status::NotRun, summary.into())
    }

    /// A check that failed with `error`.
    #[must_use]
    pub fn fail(id: &'static str, error: &(impl Coded + ?Sized)) -> Self {
        Self {
            code: Some(error.code()),
            place: error.place(),
            findings: error.findings(),
            ..Self::new(id, Status::Fail, error.to_string())
        }
    }

    const fn new(id: &'static str, status: Status, summary: String) -> Self {
        Self {
            id,
            status,
            code: None,
            place: Place::root(),
            summary,
            findings: Vec::new(),
        }
    }

    /// The stable name of the step, such as `certificate/path`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// How it ended.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// The primary code of a failed check.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        self.code
    }

    /// The class of a failed check.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.code.and_then(Code::class)
    }

    /// Where a failed check failed.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// What was seen, in a sentence.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// Finer codes behind a failure.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

#[cfg(feature = "serde")]
impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Check", 7)?;
        out.serialize_field("id", self.id)?;
        out.serialize_field("status", self.status.as_str())?;
        out.serialize_field("code", &self.code.map(Code::as_str))?;
        out.serialize_field("class", &self.class().map(Class::as_str))?;
        out.serialize_field("place", self.place.as_str())?;
        out.serialize_field("summary", &self.summary)?;
        out.serialize_field("findings", &self.findings)?;
        out.end()
    }
}

/// Every check of one verification in the order in which it ran, and the notes made on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    checks: Vec<Check>,
    notes: Vec<Finding>,
}

impl Report {
    /// An empty report.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            checks: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a check.
    pub fn push(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// Adds a note: something worth knowing that fails nothing, such as an option that was used.
    pub fn note(&mut self, note: Finding) {
        self.notes.push(note);
    }

    /// The checks, in the order in which they ran.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The notes.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }

    /// The code of the first failed check, which is the primary code of the whole.
    #[must_use]
    pub fn primary_code(&self) -> Option<Code> {
        self.checks.iter().find_map(Check::code)
    }
}

#[cfg(feature = "serde")]
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Report", 2)?;
        out.serialize_field("checks", &self.checks)?;
        out.serialize_field("notes", &self.notes)?;
        out.end()
    }
}
