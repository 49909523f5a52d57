//! Why no path was found.

use core::fmt;

use bonafide_report::{Code, Coded, Finding, Place};

use crate::Error;

/// How far a candidate came. Of several that fail, the one that came furthest names the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rank {
    /// No authority has the name of the leaf's issuer.
    NoIssuer,
    /// The name fits an instance of the trusted root that cannot be used. This crate sees usable
    /// instances only and never returns it; it stands here for callers that hold the others.
    UnusableInstance,
    /// The leaf is not signed by the key of the authority.
    Signature,
    /// The rules for issuers; for timestamp authorities also those for the leaf.
    Issuers,
    /// The validity of the leaf, then that of its issuers.
    Times,
    /// The window of the authority in the trusted root.
    Window,
    /// The profile of the leaf.
    Leaf,
}

impl Rank {
    /// The furthest of `ranks` and its position; the first of those that came equally far.
    #[must_use]
    pub fn furthest(ranks: impl IntoIterator<Item = Self>) -> Option<(usize, Self)> {
        let mut best: Option<(usize, Self)> = None;
        for (at, rank) in ranks.into_iter().enumerate() {
            if best.is_none_or(|(_, furthest)| furthest < rank) {
                best = Some((at, rank));
            }
        }
        best
    }
}

/// Why no path was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathRefusal {
    rank: Option<Rank>,
    authority: Option<usize>,
    error: Error,
    others: Vec<Finding>,
}

impl PathRefusal {
    /// How far the best candidate came; `None` when the search ended for another reason (a limit,
    /// no time given).
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

    pub(crate) const fn final_error(error: Error) -> Self {
        Self {
            rank: None,
            authority: None,
            error,
            others: Vec::new(),
        }
    }

    /// The last failure is a limit: it goes before every rank.
    pub(crate) fn limit(mut failures: Vec<Failure>) -> Self {
        match failures.pop() {
            Some(last) => Self {
                rank: None,
                authority: last.authority,
                error: last.error,
                others: failures.iter().map(Failure::finding).collect(),
            },
            None => Self::furthest(failures),
        }
    }

    /// Ties go to the first.
    pub(crate) fn furthest(mut failures: Vec<Failure>) -> Self {
        let ranks = failures.iter().map(|failure| failure.rank);
        let Some((at, rank)) = Rank::furthest(ranks) else {
            return Self {
                rank: Some(Rank::NoIssuer),
                ..Self::final_error(Error::UnknownIssuer {})
            };
        };
        let best = failures.remove(at);
        Self {
            rank: Some(rank),
            authority: best.authority,
            error: best.error,
            others: failures.iter().map(Failure::finding).collect(),
        }
    }
}

impl fmt::Display for PathRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl core::error::Error for PathRefusal {}

impl Coded for PathRefusal {
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
    /// The authority in whose chain it stands, if in any.
    pub(crate) authority: Option<usize>,
    pub(crate) error: Error,
}

impl Failure {
    fn finding(&self) -> Finding {
        let finding = self.error.to_finding();
        match self.authority {
            Some(at) => finding.within(&Place::root().member("authorities").index(at)),
            None => finding,
        }
    }
}
