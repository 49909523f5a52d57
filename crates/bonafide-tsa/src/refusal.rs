//! Why no authority vouches for a timestamp.

use core::fmt;

use bonafide_report::{Code, Coded, Finding, Place};
use bonafide_x509::Rank;

use crate::Error;

/// The failure of the candidate that came furthest, and those of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    rank: Option<Rank>,
    authority: Option<usize>,
    error: Error,
    others: Vec<Finding>,
}

impl Refusal {
    /// How far the best candidate came; none when the verification ended before any candidate (an
    /// imprint of other data) or for another reason (a limit). [`Rank::NoIssuer`] means that no
    /// authority has the signer.
    #[must_use]
    pub const fn rank(&self) -> Option<Rank> {
        self.rank
    }

    /// The authority of the best candidate, as position in the list given.
    #[must_use]
    pub const fn authority(&self) -> Option<usize> {
        self.authority
    }

    /// The failure itself.
    #[must_use]
    pub const fn error(&self) -> &Error {
        &self.error
    }

    /// The failure itself, given away.
    #[must_use]
    pub fn into_error(self) -> Error {
        self.error
    }

    /// A failure that no candidate can change.
    pub(crate) const fn before_candidates(error: Error) -> Self {
        Self {
            rank: None,
            authority: None,
            error,
            others: Vec::new(),
        }
    }

    /// A failure that ends the search, whatever the candidates before it said.
    pub(crate) fn ended(last: Failure, before: &[Failure]) -> Self {
        Self {
            rank: None,
            authority: Some(last.authority),
            error: last.error,
            others: before.iter().map(Failure::finding).collect(),
        }
    }

    /// The furthest of `failures`, the first of those that came equally far.
    pub(crate) fn furthest(mut failures: Vec<Failure>) -> Self {
        let ranks = failures.iter().map(|failure| failure.rank);
        let Some((at, rank)) = Rank::furthest(ranks) else {
            return Self {
                rank: Some(Rank::NoIssuer),
                ..Self::before_candidates(Error::NoAuthority {})
            };
        };
        let best = failures.remove(at);
        Self {
            rank: Some(rank),
            authority: Some(best.authority),
            error: best.error,
            others: failures.iter().map(Failure::finding).collect(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl core::error::Error for Refusal {}

impl Coded for Refusal {
    fn code(&self) -> Code {
        self.error.code()
    }

    fn place(&self) -> Place {
        self.error.place()
    }

    fn findings(&self) -> Vec<Finding> {
        let mut findings = self.error.findings();
        findings.extend(self.others.iter().cloned());
        findings
    }
}

/// One candidate that failed.
pub(crate) struct Failure {
    pub(crate) rank: Rank,
    pub(crate) authority: usize,
    pub(crate) error: Error,
}

impl Failure {
    fn finding(&self) -> Finding {
        let place = Place::root().member("authorities").index(self.authority);
        self.error.to_finding().within(&place)
    }
}
