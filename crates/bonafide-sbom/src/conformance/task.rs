//! Which nodes apply to which values, and how the alternatives among them end.

use super::problem::{Found, Problem};
use super::report::KEPT;
use super::schema::Node;

/// One node that applies to one value.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) node: &'static Node,
    /// The task that this one is part of: for the same value, or for the container of the value.
    pub(super) parent: Option<usize>,
    pub(super) role: Role,
    /// Where problems go.
    pub(super) branch: usize,
    /// Where alternatives report to, when the node has some.
    pub(super) outcome: Option<usize>,
    /// The required members that were there, as bits.
    pub(super) seen: u64,
    pub(super) has_failed: bool,
    /// Whether the value is of another type, so that nothing else needs saying.
    pub(super) is_mistyped: bool,
}

/// What the parent of a task does with its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The value is a member or an element of what the parent checks.
    Value,
    /// It has to fit as well.
    Every,
    /// It is one of several.
    Alternative,
    /// It is asked for and need not fit.
    Test,
    /// It has to fit where the test did.
    Then,
}

impl Role {
    /// Whether the parent is about the same value.
    pub(super) const fn is_same_value(self) -> bool {
        !matches!(self, Self::Value)
    }
}

/// The problems of one alternative, or those of the document.
#[derive(Debug, Default)]
pub(super) struct Branch {
    pub(super) found: Vec<Found>,
    pub(super) count: u64,
    /// Containers around the value that the alternative is about.
    pub(super) level: usize,
    /// Whether the value is of another type than the alternative.
    pub(super) is_mistyped: bool,
}

/// Problems that an alternative keeps.
const KEPT_ASIDE: usize = 100;

impl Branch {
    pub(super) fn at(level: usize) -> Self {
        Self {
            level,
            ..Self::default()
        }
    }

    /// Whether the next problem is kept; it is counted in any case.
    pub(super) const fn count_one(&mut self, is_root: bool) -> bool {
        self.count = self.count.saturating_add(1);
        self.found.len() < if is_root { KEPT } else { KEPT_ASIDE }
    }
}

/// What is known about the alternatives of one task.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Alternatives that fit, or whether the test did.
    pub(super) fits: usize,
    /// Those that do not.
    pub(super) failed: Vec<Branch>,
}

/// What follows from alternatives of which none fits.
pub(super) enum Verdict {
    /// One was obviously meant: these are its problems.
    Meant(Branch),
    /// This is all that can be said.
    Problem(Problem),
}

/// Which of the alternatives was meant, if that can be told: the one of the right type that has the
/// fewest problems.
pub(super) fn verdict(mut failed: Vec<Branch>) -> Verdict {
    // The last alternative ended first.
    failed.reverse();
    let score = |branch: &Branch| (branch.is_mistyped, branch.count);
    let best = failed.iter().map(score).min();
    let mut closest = failed
        .iter()
        .enumerate()
        .filter(|(_, branch)| Some(score(branch)) == best);
    match (closest.next().map(|(at, _)| at), closest.next()) {
        (Some(at), None) => Verdict::Meant(failed.swap_remove(at)),
        _ => {
            let firsts = failed
                .into_iter()
                .filter_map(|branch| branch.found.into_iter().next());
            Verdict::Problem(Problem::NoneFits(
                firsts.map(|found| found.problem).collect(),
            ))
        }
    }
}
