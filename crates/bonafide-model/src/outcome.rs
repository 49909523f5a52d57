//! What findings come to.

use bonafide_report::{Class, Code};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::Findings;

/// What a whole verification comes to.
///
/// # Specification
/// models PRI-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed by the report format")]
pub enum Outcome {
    /// Every check that was asked for held.
    Verified,
    /// A check could not be completed, and none failed: never success.
    Inconclusive,
    /// A check failed.
    Failed,
}

impl Outcome {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Inconclusive => "inconclusive",
            Self::Failed => "failed",
        }
    }

    /// What `findings` come to: an error whose class says that the answer could not be had is
    /// inconclusive, any other error fails.
    #[must_use]
    pub fn of(findings: &Findings) -> Self {
        let errors = findings.error_counts();
        errors.fold(Self::Verified, |outcome, (code, _)| {
            outcome.and(Self::of_error(code))
        })
    }

    /// What one error comes to.
    pub(crate) const fn of_error(code: Code) -> Self {
        match code.class() {
            Some(Class::Unavailable | Class::Unsupported) => Self::Inconclusive,
            _ => Self::Failed,
        }
    }

    /// Both together: the worse of the two.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Failed, _) | (_, Self::Failed) => Self::Failed,
            (Self::Inconclusive, _) | (_, Self::Inconclusive) => Self::Inconclusive,
            (Self::Verified, Self::Verified) => Self::Verified,
        }
    }
}

/// How one check of one file ended. Of a file that a check is not about it has no report.
///
/// # Specification
/// models PKG-1: `unknown` never counts as pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed by the report format")]
pub enum CheckOutcome {
    /// It held.
    Pass,
    /// It did not hold.
    Fail,
    /// It could not be completed.
    Unknown,
}

impl CheckOutcome {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

/// Something that a check read and that can be compared with an approved state (models PKG-7).
#[expect(clippy::exhaustive_structs, reason = "a name and a value")]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// The stable dotted name, such as `st.tensors`.
    pub name: &'static str,
    /// What was read, as text; untrusted text is kept as it is.
    pub value: String,
}

/// What one check says of one file.
///
/// # Specification
/// models PKG-1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    check: &'static str,
    findings: Findings,
    facts: Vec<Fact>,
}

impl CheckReport {
    /// The report of the check `check`, such as `safetensors`, with what it found and read.
    #[must_use]
    pub fn new(check: &'static str, mut findings: Findings, facts: Vec<Fact>) -> Self {
        findings.sort();
        Self {
            check,
            findings,
            facts,
        }
    }

    /// The name of the check.
    #[must_use]
    pub const fn check(&self) -> &'static str {
        self.check
    }

    /// How it ended.
    #[must_use]
    pub fn outcome(&self) -> CheckOutcome {
        match Outcome::of(&self.findings) {
            Outcome::Verified => CheckOutcome::Pass,
            Outcome::Inconclusive => CheckOutcome::Unknown,
            Outcome::Failed => CheckOutcome::Fail,
        }
    }

    /// What was found, sorted.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What was read.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The same with every warning made an error, as the strictest profile wants it (models PRI-9).
    #[must_use]
    pub fn made_strict(mut self) -> Self {
        self.findings = self.findings.made_strict();
        self
    }

    /// The same about the file `path`.
    #[must_use]
    pub fn at_path(mut self, path: &str) -> Self {
        self.findings = self.findings.map(|finding| finding.at_path(path));
        self
    }
}

impl Serialize for CheckReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("CheckReport", 4)?;
        out.serialize_field("check", self.check)?;
        out.serialize_field("outcome", self.outcome().as_str())?;
        out.serialize_field("findings", &self.findings)?;
        out.serialize_field("facts", &Facts(&self.facts))?;
        out.end()
    }
}

struct Facts<'f>(&'f [Fact]);

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|fact| (fact.name, &fact.value)))
    }
}
