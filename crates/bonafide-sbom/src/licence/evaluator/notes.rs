//! What is to be noted about a text.

use bonafide_report::{Code, Escaped, registry};

use super::super::expression::{Expression, Node};
use super::super::fault::LicenceFault;
use super::super::judgement::Note;
use super::super::reading::{LicenceReading, Outcome, ReadingStep, StepKind};
use super::super::record::DefinedLicences;
use super::super::term::{Subject, Term};

pub(super) fn of_expression(
    text: &str,
    reading: &LicenceReading,
    defined: Option<&DefinedLicences>,
) -> Vec<Note> {
    let mut notes: Vec<Note> = reading
        .steps()
        .iter()
        .filter_map(|step| of_step(text, step))
        .collect();
    match &reading.outcome {
        Outcome::Fault(fault) => {
            notes.push(refused(registry::SBOM_LICENCE_INVALID, text, fault));
        }
        Outcome::Expression(expression) => {
            notes.extend(unusual_pairs(text, expression));
            notes.extend(undefined(text, expression, defined));
        }
        Outcome::None | Outcome::NoAssertion => {}
    }
    notes
}

/// An identifier that is not on the list.
pub(super) fn not_listed(text: &str, fault: &LicenceFault) -> Note {
    refused(registry::SBOM_LICENCE_ID, text, fault)
}

/// A name that could be an identifier or an expression, and is not taken for one.
pub(super) fn name_is_id(text: &str, expression: &Expression) -> Note {
    let canonical = Escaped(&expression.canonical);
    Note {
        code: registry::SBOM_LICENCE_NAME_IS_ID,
        span: 0..text.len(),
        detail: format!("{} is given as a name, not as {canonical}", Escaped(text)),
    }
}

fn of_step(text: &str, step: &ReadingStep) -> Option<Note> {
    let code = match step.kind {
        StepKind::TypedCase | StepKind::OperatorCase | StepKind::IdentifierCase => {
            registry::SBOM_LICENCE_CASE
        }
        StepKind::Deprecated => registry::SBOM_LICENCE_DEPRECATED,
        StepKind::Typed | StepKind::Strict | StepKind::OperatorLower | StepKind::Refused => {
            return None;
        }
    };
    let written = text.get(step.span.clone()).unwrap_or_default();
    let more = more(step.count.saturating_sub(1));
    let detail = if written == step.read_as {
        format!(
            "{} is deprecated, and nothing replaces it{more}",
            Escaped(written)
        )
    } else {
        format!("{} is read as {}{more}", Escaped(written), step.read_as)
    };
    Some(Note {
        code,
        span: step.span.clone(),
        detail,
    })
}

fn refused(code: Code, text: &str, fault: &LicenceFault) -> Note {
    let mut detail = format!("{}: {}", fault.kind, Escaped(text));
    if let Some(suggestion) = &fault.suggestion {
        detail.push_str(&format!("; perhaps {} is meant", Escaped(suggestion)));
    }
    Note {
        code,
        span: fault.span.clone(),
        detail,
    }
}

fn unusual_pairs(text: &str, expression: &Expression) -> Option<Note> {
    let is_unusual = |term: &&Term| term.is_unusual_pair();
    let (first, more) = first_of(terms(expression).filter(is_unusual))?;
    Some(Note {
        code: registry::SBOM_LICENCE_EXCEPTION_PAIR,
        span: 0..text.len(),
        detail: format!(
            "the exception of {} is for other licences{more}",
            Escaped(&first.text)
        ),
    })
}

/// The references that a document with definitions does not define.
fn undefined(
    text: &str,
    expression: &Expression,
    defined: Option<&DefinedLicences>,
) -> Option<Note> {
    let defined = defined?;
    let is_undefined = |term: &&Term| match &term.subject {
        Subject::Reference(reference) => {
            !reference.starts_with("DocumentRef-") && defined.texts(reference).is_none()
        }
        Subject::Listed(_) => false,
    };
    let (first, more) = first_of(terms(expression).filter(is_undefined))?;
    Some(Note {
        code: registry::SBOM_LICENCE_UNDEFINED,
        span: 0..text.len(),
        detail: format!("{} is not defined{more}", Escaped(&first.text)),
    })
}

fn terms(expression: &Expression) -> impl Iterator<Item = &Term> {
    expression.nodes.iter().filter_map(|node| match node {
        Node::Term(term) => Some(term),
        Node::And(..) | Node::Or(..) => None,
    })
}

/// The first, and in words how many come after it.
fn first_of<'a>(mut terms: impl Iterator<Item = &'a Term>) -> Option<(&'a Term, String)> {
    let first = terms.next()?;
    Some((first, more(terms.count())))
}

fn more(count: usize) -> String {
    match count {
        0 => String::new(),
        count => format!(", and {count} more"),
    }
}
