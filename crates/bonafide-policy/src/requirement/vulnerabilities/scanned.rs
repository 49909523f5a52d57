//! A report in one form, whoever wrote it.

use std::borrow::Cow;

use bonafide_report::Time;
use bonafide_sbom::{Model, ScanReport, VulnerabilityMatch};

use crate::requirement::Unmet;

/// What reading a report comes to; `None` for what is none.
pub(super) type Reading<'a> = Result<Option<Scanned<'a>>, Unmet>;

/// A report that was read.
pub(super) struct Scanned<'a> {
    /// The name of the scanner.
    pub(super) scanner: String,
    /// When the scan was made, as written.
    pub(super) made: Option<Cow<'a, str>>,
    /// When the database of the scanner was built, as written.
    pub(super) database: Option<Cow<'a, str>>,
    pub(super) found: Found<'a>,
}

/// What was found.
pub(super) enum Found<'a> {
    Scan(Box<ScanReport<'a>>),
    Model(Box<Model>),
    List(Vec<VulnerabilityMatch<'a>>),
}

impl Scanned<'_> {
    pub(super) fn each(&self, mut see: impl FnMut(&VulnerabilityMatch<'_>)) {
        match &self.found {
            Found::Scan(report) => report.matches.iter().for_each(see),
            Found::List(list) => list.iter().for_each(see),
            Found::Model(model) => model.vulnerability_matches().for_each(|found| see(&found)),
        }
    }
}

/// One piece that is a report, and whether it counts.
pub(super) struct Report<'a> {
    /// Who signed it; nothing for what is unsigned.
    pub(super) principal: String,
    /// When it was signed, as far as somebody trusted says so.
    pub(super) signed_at: Option<Time>,
    /// When it was made, by its own word.
    pub(super) made: Option<Time>,
    /// What it says; nothing where that is unknown or about something else.
    pub(super) scanned: Option<Scanned<'a>>,
    /// Why it does not stand for a scanner that looked.
    pub(super) failure: Option<Unmet>,
}

impl<'a> Report<'a> {
    /// Whether nobody signed it.
    pub(super) const fn is_unsigned(&self) -> bool {
        self.principal.is_empty()
    }

    /// A piece of which nothing counts.
    pub(super) const fn refused(principal: String, signed_at: Option<Time>, unmet: Unmet) -> Self {
        Self {
            principal,
            signed_at,
            made: None,
            scanned: None,
            failure: Some(unmet),
        }
    }
}
