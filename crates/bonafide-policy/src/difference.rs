//! Two policies, and the decisions in which they differ.

use std::collections::BTreeMap;

use bonafide_report::{Code, Decision, Time};

use crate::{CheckStatus, CompiledPolicy, EvidenceSet, Subject, Verdict, VerdictCheck, evaluate};

/// An artifact, with what each of two policies makes of what is known of it.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "two sides of one question")]
pub struct Recorded<'a> {
    /// What is asked about.
    pub subject: &'a Subject,
    /// What was gathered for the policy that is in force.
    pub before: &'a EvidenceSet,
    /// What was gathered, from the same pieces, for the one that may follow.
    pub after: &'a EvidenceSet,
}

/// What changes for one artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    before: Verdict,
    after: Verdict,
}

/// A check that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckDifference {
    /// Its id.
    pub id: String,
    /// What it was; `None` where it is new.
    pub before: Option<(CheckStatus, Code)>,
    /// What it becomes; `None` where it is gone.
    pub after: Option<(CheckStatus, Code)>,
}

/// What changes, for each artifact, when one policy takes the place of another: nothing is left out,
/// in the order given.
#[must_use]
pub fn differences(
    before: &CompiledPolicy,
    after: &CompiledPolicy,
    recorded: &[Recorded<'_>],
    now: Time,
) -> Vec<Difference> {
    let of = |one: &Recorded<'_>| Difference {
        before: evaluate(before, one.subject, one.before, now),
        after: evaluate(after, one.subject, one.after, now),
    };
    recorded.iter().map(of).collect()
}

impl Difference {
    /// The decisions, before and after.
    #[must_use]
    pub const fn decisions(&self) -> (Decision, Decision) {
        (self.before.decision, self.after.decision)
    }

    /// Whether the decision changes.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.before.decision != self.after.decision
    }

    /// Whether what was not allowed becomes allowed, or what was rejected is only kept aside.
    #[must_use]
    pub fn is_looser(&self) -> bool {
        self.after.decision < self.before.decision
    }

    /// The verdicts, before and after.
    pub const fn verdicts(&self) -> (&Verdict, &Verdict) {
        (&self.before, &self.after)
    }

    /// The checks that are new, gone, or come out otherwise; by id.
    #[must_use]
    pub fn checks(&self) -> Vec<CheckDifference> {
        let outcome = |check: &VerdictCheck| (check.status, check.code);
        let mut checks: BTreeMap<&str, (Option<_>, Option<_>)> = BTreeMap::new();
        for check in &self.before.checks {
            checks.entry(&check.id).or_default().0 = Some(outcome(check));
        }
        for check in &self.after.checks {
            checks.entry(&check.id).or_default().1 = Some(outcome(check));
        }
        checks.retain(|_, (before, after)| before != after);
        let changed = checks
            .into_iter()
            .map(|(id, (before, after))| CheckDifference {
                id: id.to_owned(),
                before,
                after,
            });
        changed.collect()
    }
}
