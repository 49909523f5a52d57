//! One entry of a list.

use bonafide_digest::hex;

use super::super::expression::Node;
use super::super::limits::LicenceLimits;
use super::super::names::Names;
use super::super::reading::{LicenceReading, Outcome};
use super::super::record::LicenceSyntax;
use super::super::term::{Addition, Subject};

/// What an entry covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Term(Subject, Option<Addition>),
    Text([u8; 32]),
    Name(String),
}

/// Why a text is no entry, and the text that shows it or that is to be written instead.
pub(super) type Defect = (&'static str, String);

impl Entry {
    pub(super) fn parse(text: &str, names: &Names) -> Result<Self, Defect> {
        if let Some(digits) = text.strip_prefix("text-sha256:") {
            return digest(digits)
                .map(Self::Text)
                .ok_or_else(|| ("not 64 lower-case hexadecimal digits", digits.to_owned()));
        }
        if let Some(rest) = text.strip_prefix("name:") {
            return rest
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'))
                .filter(|name| !name.is_empty())
                .map(|name| Self::Name(name.to_owned()))
                .ok_or_else(|| ("not a name in quotation marks", rest.to_owned()));
        }
        term(text, names)
    }
}

fn term(text: &str, names: &Names) -> Result<Entry, Defect> {
    let limits = LicenceLimits::default();
    let reading = LicenceReading::with(text, LicenceSyntax::Spdx2, &limits, names);
    let expression = match reading.outcome {
        Outcome::Expression(expression) => expression,
        Outcome::None | Outcome::NoAssertion => {
            return Err((
                "no licence; for NONE there is the member `none`",
                text.to_owned(),
            ));
        }
        Outcome::Fault(fault) => {
            let shown = fault.suggestion.unwrap_or_else(|| text.to_owned());
            return Err(("no entry; is this meant?", shown));
        }
    };
    let canonical = expression.canonical;
    let mut nodes = expression.nodes.into_iter();
    match (nodes.next(), nodes.next()) {
        // One spelling each, so that an entry that is there twice is seen to be.
        (Some(Node::Term(term)), None) if term.text == text => {
            Ok(Entry::Term(term.subject, term.addition))
        }
        (Some(Node::Term(term)), None) => {
            Err(("another spelling or deprecated; write this", term.text))
        }
        _ => Err(("more than one licence", canonical)),
    }
}

fn digest(digits: &str) -> Option<[u8; 32]> {
    hex::decode(digits).ok()?.try_into().ok()
}
