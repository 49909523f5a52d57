//! What was read, and in which steps.

use core::ops::Range;

use super::expression::Expression;
use super::fault::LicenceFault;
use super::limits::LicenceLimits;
use super::names::Names;
use super::record::LicenceSyntax;
use super::{expression, suggestion};

/// How the text of a licence was read.
///
/// ```
/// use bonafide_sbom::{LicenceLimits, LicenceReading, LicenceSyntax};
///
/// let limits = LicenceLimits::default();
/// let reading = LicenceReading::of("mit or GPL-2.0+", LicenceSyntax::Spdx2, &limits);
/// assert_eq!(reading.canonical(), Some("MIT OR GPL-2.0-or-later"));
/// assert_eq!(reading.steps().len(), 3);
/// let reading = LicenceReading::of("Apache 2", LicenceSyntax::Spdx2, &limits);
/// assert_eq!(reading.fault().unwrap().suggestion.as_deref(), Some("Apache-2.0"));
/// ```
#[derive(Clone, Debug)]
pub struct LicenceReading {
    pub(super) outcome: Outcome,
    pub(super) steps: Vec<ReadingStep>,
}

#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// `NONE`.
    None,
    /// `NOASSERTION`.
    NoAssertion,
    Expression(Expression),
    Fault(LicenceFault),
}

/// One step of a reading, with the first place where it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadingStep {
    /// The step.
    pub kind: StepKind,
    /// The bytes of the text where it was taken first.
    pub span: Range<usize>,
    /// In how many places it was taken.
    pub count: usize,
    /// What is read in the place of these bytes; the bytes themselves where nothing replaces them.
    pub read_as: String,
}

/// The steps, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StepKind {
    /// `NONE` or `NOASSERTION`, which are no expressions.
    Typed,
    /// The same in another case.
    TypedCase,
    /// By the letter: no other step was needed.
    Strict,
    /// An operator in a case that the syntax does not have.
    OperatorCase,
    /// An operator in lower case, as SPDX 3 has it too.
    OperatorLower,
    /// An identifier in the wrong case.
    IdentifierCase,
    /// A deprecated identifier.
    Deprecated,
    /// It cannot be read, and is not guessed.
    Refused,
}

impl LicenceReading {
    /// Reads `text` as an SPDX licence expression, `NONE` or `NOASSERTION`.
    ///
    /// # Specification
    /// SPDX 2.3 Annex D; SPDX 3.0.1 Annex B.
    #[must_use]
    pub fn of(text: &str, syntax: LicenceSyntax, limits: &LicenceLimits) -> Self {
        Self::with(text, syntax, limits, &Names::default())
    }

    pub(super) fn with(
        text: &str,
        syntax: LicenceSyntax,
        limits: &LicenceLimits,
        names: &Names,
    ) -> Self {
        if let Some(typed) = typed(text) {
            return typed;
        }
        match expression::read(text, syntax, limits, names) {
            Ok((expression, steps)) => Self {
                outcome: Outcome::Expression(expression),
                steps,
            },
            Err(mut fault) => {
                fault.suggestion = suggestion::suggest(text, names);
                Self::refused(fault)
            }
        }
    }

    pub(super) fn refused(fault: LicenceFault) -> Self {
        let step = ReadingStep {
            kind: StepKind::Refused,
            span: fault.span.clone(),
            count: 1,
            read_as: String::new(),
        };
        Self {
            outcome: Outcome::Fault(fault),
            steps: vec![step],
        }
    }

    /// The expression as SPDX writes it, `NONE` or `NOASSERTION`; none if it cannot be read.
    #[must_use]
    pub fn canonical(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::None => Some("NONE"),
            Outcome::NoAssertion => Some("NOASSERTION"),
            Outcome::Expression(expression) => Some(&expression.canonical),
            Outcome::Fault(_) => None,
        }
    }

    /// Why it cannot be read, if it cannot.
    #[must_use]
    pub const fn fault(&self) -> Option<&LicenceFault> {
        match &self.outcome {
            Outcome::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    /// The steps that it took, one entry a kind, in the order in which they were first taken.
    #[must_use]
    pub fn steps(&self) -> &[ReadingStep] {
        &self.steps
    }
}

/// Whether `text` is an expression; looking for what may be meant instead costs more than that.
#[cfg(feature = "profiles")]
pub(crate) fn is_expression(
    text: &str,
    syntax: LicenceSyntax,
    limits: &LicenceLimits,
    names: &Names,
) -> bool {
    expression::read(text, syntax, limits, names).is_ok()
}

fn typed(text: &str) -> Option<LicenceReading> {
    let (outcome, exact) = if text.eq_ignore_ascii_case("NONE") {
        (Outcome::None, "NONE")
    } else if text.eq_ignore_ascii_case("NOASSERTION") {
        (Outcome::NoAssertion, "NOASSERTION")
    } else {
        return None;
    };
    let kind = if text == exact {
        StepKind::Typed
    } else {
        StepKind::TypedCase
    };
    let step = ReadingStep {
        kind,
        span: 0..text.len(),
        count: 1,
        read_as: exact.to_owned(),
    };
    Some(LicenceReading {
        outcome,
        steps: vec![step],
    })
}
