//! Requirements on what a verified statement says: each in a room of its own, and each a function
//! of the requirement and of evidence.

mod age;
mod attested;
mod facts;
#[cfg(test)]
pub(crate) mod kit;
pub(crate) mod provenance;
pub(crate) mod sbom;
pub(crate) mod vsa;
pub(crate) mod vulnerabilities;

use bonafide_report::{Class, Code, Coded, Finding, Place, Time};

use crate::evidence::Counted;
use crate::{CompiledPolicy, EvidenceSet, Subject};

/// What an evaluation is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) policy: &'a CompiledPolicy,
    pub(crate) subject: &'a Subject,
    pub(crate) evidence: &'a EvidenceSet,
    pub(crate) now: Time,
}

/// A piece of evidence that one of the signers of a requirement made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given<'a> {
    /// Which piece of the evidence.
    pub(crate) piece: usize,
    pub(crate) counted: &'a Counted,
}

/// Why a requirement is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unmet {
    pub(crate) finding: Finding,
    pub(crate) class: Class,
    /// What else is worth telling, such as every vulnerability above a limit.
    pub(crate) findings: Vec<Finding>,
}

impl Unmet {
    /// With the class of the code; a code without one is of class `policy` where it decides.
    pub(crate) fn of(code: Code, place: Place, detail: impl Into<String>) -> Self {
        Finding::new(code, place, detail).into()
    }

    /// A document that cannot be read: the code of its kind, and behind it that of its reader. What
    /// the reader does not know, or has no room for, keeps its code.
    pub(crate) fn malformed(code: Code, error: &impl Coded) -> Self {
        let finding = error.to_finding();
        match finding.code().class() {
            Some(Class::Malformed) | None => {
                Self::of(code, finding.place().clone(), finding.detail())
                    .with_findings(vec![finding])
            }
            Some(_) => finding.into(),
        }
    }

    pub(crate) const fn with_class(mut self, class: Class) -> Self {
        self.class = class;
        self
    }

    pub(crate) fn with_findings(mut self, findings: Vec<Finding>) -> Self {
        self.findings = findings;
        self
    }
}

impl From<Finding> for Unmet {
    fn from(finding: Finding) -> Self {
        Self {
            class: finding.code().class().unwrap_or(Class::Policy),
            finding,
            findings: Vec::new(),
        }
    }
}

impl<E: Coded> From<&E> for Unmet {
    fn from(error: &E) -> Self {
        error.to_finding().into()
    }
}
