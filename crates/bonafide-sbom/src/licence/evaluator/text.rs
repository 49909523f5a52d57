//! Judging one text.

use std::collections::HashSet;

use super::super::evaluate::evaluate;
use super::super::expression::Expression;
use super::super::fault::{LicenceFault, LicenceFaultKind};
use super::super::judgement::{JudgedText, Note};
use super::super::limits::LicenceLimits;
use super::super::names::Names;
use super::super::policy::LicencePolicy;
use super::super::reading::{LicenceReading, Outcome};
use super::super::record::{DefinedLicences, LicenceSyntax};
use super::super::truth::Truth;
use super::notes;

/// What the judgement of a text depends on beside the text.
pub(super) struct Context<'a> {
    pub(super) policy: &'a LicencePolicy,
    pub(super) syntax: LicenceSyntax,
    pub(super) limits: &'a LicenceLimits,
    pub(super) defined: Option<&'a DefinedLicences>,
    pub(super) names: &'a Names,
}

impl Context<'_> {
    pub(super) fn expression(&self, text: &str) -> JudgedText {
        let reading = self.read(text);
        let notes = notes::of_expression(text, &reading, self.defined);
        self.judge(reading, notes)
    }

    /// A text that must be on the list. What is there in another case, or deprecated, is read as in
    /// an expression; an expression or a reference is no identifier.
    pub(super) fn id(&self, text: &str) -> JudgedText {
        if self.names.licence(text).is_some() {
            return self.expression(text);
        }
        let mut fault = LicenceFault::new(LicenceFaultKind::NotListed, 0..text.len());
        fault.suggestion = match self.read(text).outcome {
            Outcome::Expression(_) => Some(format!("{text} as an expression")),
            Outcome::Fault(fault) => fault.suggestion,
            Outcome::None | Outcome::NoAssertion => None,
        };
        let notes = vec![notes::not_listed(text, &fault)];
        self.judge(LicenceReading::refused(fault), notes)
    }

    /// A name: what it is called like is noted, and makes no difference. Its value depends on more
    /// than its text.
    pub(super) fn name(&self, text: &str) -> JudgedText {
        let notes = match self.read(text).outcome {
            Outcome::Expression(expression) => vec![notes::name_is_id(text, &expression)],
            _ => Vec::new(),
        };
        JudgedText {
            truth: Truth::Unknown,
            canonical: None,
            steps: Vec::new(),
            failing: Vec::new(),
            notes,
        }
    }

    fn read(&self, text: &str) -> LicenceReading {
        LicenceReading::with(text, self.syntax, self.limits, self.names)
    }

    fn judge(&self, reading: LicenceReading, notes: Vec<Note>) -> JudgedText {
        let canonical = reading.canonical().map(str::to_owned);
        let LicenceReading { outcome, steps } = reading;
        let (truth, failing) = match &outcome {
            Outcome::None => (self.policy.none(), Vec::new()),
            Outcome::NoAssertion | Outcome::Fault(_) => (Truth::Unknown, Vec::new()),
            Outcome::Expression(expression) => self.tree(expression),
        };
        JudgedText {
            truth,
            canonical,
            steps,
            failing,
            notes,
        }
    }

    fn tree(&self, expression: &Expression) -> (Truth, Vec<String>) {
        let outcome = evaluate(expression, |term| self.policy.term(term, self.defined));
        let mut seen: HashSet<&str> = HashSet::new();
        let failing = outcome
            .failing
            .into_iter()
            .filter(|term| seen.insert(&term.text))
            .map(|term| term.text.clone())
            .collect();
        (outcome.truth, failing)
    }
}
