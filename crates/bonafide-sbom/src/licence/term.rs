//! One operand of an expression.

use spdx::{AdditionItem, LicenseItem, LicenseReq};

use super::family::Stem;
use super::pairs;

/// A licence, perhaps with an exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// As SPDX writes it.
    pub(super) text: String,
    pub(super) subject: Subject,
    pub(super) addition: Option<Addition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Listed(Listed),
    /// `LicenseRef-…`, with or without the document that defines it.
    Reference(String),
}

/// A licence of the list, in one version or any later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) stem: Stem,
    pub(super) or_later: bool,
}

/// What stands behind `WITH`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Addition {
    Listed(&'static str),
    /// `AdditionRef-…`, with or without the document that defines it.
    Reference(String),
}

impl Term {
    pub(super) fn of(requirement: &LicenseReq) -> Self {
        let subject = match &requirement.license {
            LicenseItem::Spdx { id, or_later } => {
                let (stem, is_suffixed) = Stem::of(id.name);
                Subject::Listed(Listed {
                    stem,
                    or_later: *or_later || is_suffixed,
                })
            }
            LicenseItem::Other(reference) => Subject::Reference(reference.to_string()),
        };
        let addition = requirement.addition.as_ref().map(|item| match item {
            AdditionItem::Spdx(exception) => Addition::Listed(exception.name),
            AdditionItem::Other(reference) => Addition::Reference(reference.to_string()),
        });
        Self {
            text: requirement.to_string(),
            subject,
            addition,
        }
    }

    /// Whether an exception of the list stands with a licence that it is not for.
    pub(super) fn is_unusual_pair(&self) -> bool {
        match (&self.addition, &self.subject) {
            (Some(Addition::Listed(exception)), Subject::Listed(listed)) => {
                !pairs::is_usual(listed.stem, exception)
            }
            (Some(Addition::Listed(_)), Subject::Reference(_)) => true,
            _ => false,
        }
    }
}
