//! What is said of the licences of one component.

use core::ops::Range;
use std::sync::Arc;

use bonafide_report::{Code, Finding, Place};

use super::reading::ReadingStep;
use super::truth::Truth;

/// What a policy says of the licences of one component.
#[derive(Clone, Debug)]
pub struct LicenceJudgement {
    pub(super) truth: Truth,
    pub(super) code: Option<Code>,
    pub(super) records: Vec<JudgedLicence>,
    pub(super) findings: Vec<LicenceFinding>,
}

impl LicenceJudgement {
    /// The value of the records that count.
    #[must_use]
    pub const fn truth(&self) -> Truth {
        self.truth
    }

    /// `sbom.licence-denied` or `sbom.licence-unknown` if the component does not pass.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        self.code
    }

    /// Each record, in order.
    #[must_use]
    pub fn records(&self) -> &[JudgedLicence] {
        &self.records
    }

    /// What was found: what is to be noted about the records, and last why the component does not
    /// pass, if it does not.
    #[must_use]
    pub fn findings(&self) -> &[LicenceFinding] {
        &self.findings
    }

    /// The version of the SPDX licence list that identifiers were looked up in.
    #[must_use]
    pub fn list_version(&self) -> &'static str {
        spdx::license_version()
    }
}

/// One record, judged.
#[derive(Clone, Debug)]
pub struct JudgedLicence {
    pub(super) truth: Truth,
    pub(super) counts: bool,
    pub(super) text: Arc<JudgedText>,
}

/// What is the same for every record with this text.
#[derive(Debug)]
pub(super) struct JudgedText {
    pub(super) truth: Truth,
    pub(super) canonical: Option<String>,
    pub(super) steps: Vec<ReadingStep>,
    pub(super) failing: Vec<String>,
    pub(super) notes: Vec<Note>,
}

/// A finding about a text.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) code: Code,
    pub(super) span: Range<usize>,
    pub(super) detail: String,
}

impl JudgedLicence {
    /// The value of this record alone.
    #[must_use]
    pub const fn truth(&self) -> Truth {
        self.truth
    }

    /// Whether it has a part in the value of the component.
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.counts
    }

    /// The expression as SPDX writes it; none for names and for what cannot be read.
    #[must_use]
    pub fn canonical(&self) -> Option<&str> {
        self.text.canonical.as_deref()
    }

    /// The steps in which it was read; none for names.
    #[must_use]
    pub fn steps(&self) -> &[ReadingStep] {
        &self.text.steps
    }

    /// The terms that force the value, as SPDX writes them, each once: whatever the other terms
    /// were, it would be no better. Of two sides of AND that are equally bad both are here. Empty
    /// for what is allowed and for what is no expression.
    #[must_use]
    pub fn failing_terms(&self) -> &[String] {
        &self.text.failing
    }
}

/// One finding about the licences of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LicenceFinding {
    /// What was found.
    pub code: Code,
    /// The index of the record, or none if it is about all of them.
    pub record: Option<usize>,
    /// The bytes of the text of the record.
    pub span: Option<Range<usize>>,
    /// A sentence for a person; texts of the document are escaped in it.
    pub detail: String,
}

impl LicenceFinding {
    /// The finding at `place`, that of the record or else of the component.
    #[must_use]
    pub fn at(&self, place: Place) -> Finding {
        let detail = match &self.span {
            Some(span) => format!("{} (bytes {} to {})", self.detail, span.start, span.end),
            None => self.detail.clone(),
        };
        Finding::new(self.code, place, detail)
    }
}
