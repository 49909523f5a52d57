//! What checks lead to where the decision counts.

use bonafide_report::{Class, Decision};

use super::{CheckStatus, VerdictCheck};
use crate::Mode;

/// What checks lead to after audit modes and waivers, whether or not the whole run is in audit mode.
///
/// # Specification
/// policy section 3.3.
#[derive(Debug)]
pub(crate) struct Enforced<'c> {
    /// The gravest of what enforced checks lead to.
    pub(crate) decision: Decision,
    /// The checks that set it, in the order that they have.
    pub(crate) decisive: Vec<&'c VerdictCheck>,
}

impl<'c> Enforced<'c> {
    pub(crate) fn of(checks: &'c [VerdictCheck]) -> Self {
        let failed = checks
            .iter()
            .filter(|check| check.status == CheckStatus::Fail && check.mode == Mode::Enforce);
        let decision = gravest(failed.clone());
        let decisive = failed.filter(|check| check.decision == decision);
        Self {
            decision,
            decisive: decisive.collect(),
        }
    }

    /// Whether nothing speaks against the artifact but what could not be had.
    pub(crate) fn is_indeterminate(&self) -> bool {
        let mut decisive = self.decisive.iter();
        !self.decisive.is_empty() && decisive.all(|check| check.class == Some(Class::Unavailable))
    }

    /// Whether trying again may help.
    pub(crate) fn is_retryable(&self) -> bool {
        self.is_indeterminate() && self.decisive.iter().all(|check| check.retryable)
    }
}

/// The gravest of what these checks lead to; allow for none.
pub(crate) fn gravest<'c>(checks: impl Iterator<Item = &'c VerdictCheck>) -> Decision {
    checks
        .map(|check| check.decision)
        .max()
        .unwrap_or(Decision::Allow)
}
