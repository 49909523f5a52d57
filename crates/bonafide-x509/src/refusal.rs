//! Why no candidate does, and how far the best of them came.

use core::fmt;

use bonafide_report::{Code, Coded, Finding, Place};

use crate::Error;

/// Why no path was found.
pub type PathRefusal = CandidateRefusal<Error>;

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

/// The failure of the candidate that came furthest, and those of the others.
///
/// It vouches for nothing, so that whoever tries candidates by other rules may make one: a search
/// for paths, of which [`PathRefusal`] speaks, or one for who signed a timestamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateRefusal<E> {
    rank: Option<Rank>,
    authority: Option<usize>,
    error: E,
    others: Vec<Finding>,
}

impl<E> CandidateRefusal<E> {
    /// How far the best candidate came; `None` when it ended before any candidate (no time given,
    /// an imprint of other data) or for another reason (a limit). [`Rank::NoIssuer`] means that no
    /// authority fits.
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
    pub const fn error(&self) -> &E {
        &self.error
    }

    /// The failure itself, given away.
    #[must_use]
    pub fn into_error(self) -> E {
        self.error
    }

    /// A failure that no candidate can change.
    #[must_use]
    pub const fn before_candidates(error: E) -> Self {
        Self {
            rank: None,
            authority: None,
            error,
            others: Vec::new(),
        }
    }
}

impl<E: Coded> CandidateRefusal<E> {
    /// The failure that ends the search, a limit: it goes before every rank. `before` are the
    /// candidates that had failed.
    #[must_use]
    pub fn ended(last: CandidateFailure<E>, before: &[CandidateFailure<E>]) -> Self {
        Self {
            rank: None,
            authority: last.authority,
            error: last.error,
            others: findings(before),
        }
    }

    /// The furthest of `failures`, the first of those that came equally far; `none` with
    /// [`Rank::NoIssuer`] where nothing was tried.
    #[must_use]
    pub fn furthest(mut failures: Vec<CandidateFailure<E>>, none: E) -> Self {
        let ranks = failures.iter().map(|failure| failure.rank);
        let Some((at, rank)) = Rank::furthest(ranks) else {
            return Self {
                rank: Some(Rank::NoIssuer),
                ..Self::before_candidates(none)
            };
        };
        let best = failures.remove(at);
        Self {
            rank: Some(rank),
            authority: best.authority,
            error: best.error,
            others: findings(&failures),
        }
    }
}

impl<E: fmt::Display> fmt::Display for CandidateRefusal<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for CandidateRefusal<E> {}

impl<E: Coded> Coded for CandidateRefusal<E> {
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
#[derive(Clone, Debug)]
pub struct CandidateFailure<E> {
    pub(crate) rank: Rank,
    pub(crate) authority: Option<usize>,
    pub(crate) error: E,
}

impl<E> CandidateFailure<E> {
    /// A candidate that came as far as `rank`, in the chain of the authority at this position, if
    /// in any.
    #[must_use]
    pub const fn new(rank: Rank, authority: Option<usize>, error: E) -> Self {
        Self {
            rank,
            authority,
            error,
        }
    }
}

fn findings<E: Coded>(failures: &[CandidateFailure<E>]) -> Vec<Finding> {
    let finding = |failure: &CandidateFailure<E>| {
        let finding = failure.error.to_finding();
        match failure.authority {
            Some(at) => finding.within(&Place::root().member("authorities").index(at)),
            None => finding,
        }
    };
    failures.iter().map(finding).collect()
}
