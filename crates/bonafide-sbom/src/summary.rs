//! What is known of a document once it was read.

use bonafide_report::{Code, Finding, Place};

use crate::Format;

/// The outcome of reading: what a sink was given counts from here on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The format of the document itself, inside its wrappers.
    pub format: Format,
    /// The version as the format writes it, without a prefix: `1.6`, `2.3`, `3.0.1`.
    pub version: String,
    /// How much there was.
    pub counts: Counts,
    /// What is to be said about the document, its places relative to the document itself.
    pub findings: Findings,
    /// Whether all of it was read: not so when the sink stopped. Nothing can be said to be absent
    /// from a document that was not read whole.
    pub complete: bool,
    /// SHA-256 of the bytes that were given, if it was asked for.
    pub sha256: Option<[u8; 32]>,
    /// The wrappers, outermost first. Their signatures were not verified.
    pub wrappers: Vec<Wrapper>,
}

/// How much a document holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Components (CycloneDX: under `components`, nested ones included) or packages.
    pub components: usize,
    /// Files of SPDX documents.
    pub files: usize,
    /// Services.
    pub services: usize,
    /// Components of any other role: the root, tools, pedigree.
    pub others: usize,
    /// Edges.
    pub edges: usize,
    /// Vulnerabilities.
    pub vulnerabilities: usize,
}

/// Findings that are kept, unless a reader is told otherwise; what comes beyond is counted.
pub(crate) const KEPT: usize = 10_000;

/// Findings, of which a bounded number is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    kept: Vec<Finding>,
    dropped: Vec<(Code, usize)>,
}

impl Findings {
    /// Those that were kept, in the order of the document.
    #[must_use]
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// How many more there were of each code.
    #[must_use]
    pub fn dropped(&self) -> &[(Code, usize)] {
        &self.dropped
    }

    /// Adds a finding of what is no reader.
    pub(crate) fn note(&mut self, code: Code, finding: impl FnOnce() -> Finding) {
        self.add(KEPT, code, finding);
    }

    pub(crate) fn add(&mut self, most: usize, code: Code, finding: impl FnOnce() -> Finding) {
        if self.kept.len() < most {
            self.kept.push(finding());
            return;
        }
        match self.dropped.iter_mut().find(|(other, _)| *other == code) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => self.dropped.push((code, 1)),
        }
    }
}

/// Something around a document.
///
/// # Specification
/// sbom WRP-1 to WRP-6.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wrapper {
    /// What it is: [`Format::InToto`], [`Format::Dsse`] or [`Format::GitHub`].
    pub format: Format,
    /// Where in it the document was.
    pub place: Place,
    /// The predicate type of a statement.
    pub predicate_type: Option<String>,
    /// The text of the subject list of a statement, unchanged and unverified.
    pub subject: Option<String>,
    /// SHA-256 of what was inside, when that was a byte string of its own and hashing is on.
    pub inner_sha256: Option<[u8; 32]>,
}
