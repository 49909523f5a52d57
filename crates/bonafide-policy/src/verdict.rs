//! The verdict: the decision, with every check that led to it.

mod allowed;
mod check;
mod enforced;
mod exit;
mod facts;
mod json;
#[cfg(test)]
pub(crate) mod samples;
mod schema;
mod subject;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod validator;

pub use allowed::{AllowedArtifact, Refusal};
pub use check::{CandidateView, CheckStatus, EvidenceView, IdentityView, VerdictCheck};
pub(crate) use enforced::{Enforced, gravest};
pub use exit::Exit;
pub use facts::{
    ComponentFacts, CoverageFacts, DependencyFacts, MAX_FACTS, ProvenanceFacts, SbomFacts,
    VerdictFacts,
};
pub(crate) use json::doc_anchor;
pub use schema::verdict_schema;
pub use subject::{PolicyIdentity, SourceFormat, SubjectView, TrustView};

use std::collections::BTreeMap;

use bonafide_report::{Decision, Finding, Time};

/// What a policy decides about an artifact, and why.
///
/// A reject is a verdict as much as an allow: [`allowed`](Self::allowed) gives the artifact for the one
/// and an error for the other, and [`decision`](Self::decision) says which it is.
///
/// # Specification
/// Verdict `bonafide.verdict/v1`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a reject is a verdict too: `allowed` gives the artifact only where it may be used"]
pub struct Verdict {
    pub(crate) decision: Decision,
    pub(crate) would_be: Decision,
    pub(crate) enforced: bool,
    pub(crate) indeterminate: bool,
    pub(crate) retryable: bool,
    pub(crate) subject: SubjectView,
    /// `repo@digest` or `repo:tag@digest`.
    pub(crate) pinned: Option<String>,
    pub(crate) policy: PolicyIdentity,
    /// Trust material that was used, by name.
    pub(crate) trust: Vec<TrustView>,
    /// Sorted by id.
    pub(crate) checks: Vec<VerdictCheck>,
    /// The ids of the checks that set the decision, sorted.
    pub(crate) decisive: Vec<String>,
    /// Why not everything was seen; empty where it was.
    pub(crate) incomplete: Vec<Finding>,
    pub(crate) warnings: Vec<Finding>,
    /// The ids of the exceptions that were used, sorted.
    pub(crate) waivers_used: Vec<String>,
    /// What verified evidence says beyond the checks.
    pub(crate) facts: VerdictFacts,
    pub(crate) evaluated_at: Time,
    /// What took how long, where the caller said so; no part of what can be reproduced.
    pub(crate) durations_ms: BTreeMap<String, u64>,
}

impl Verdict {
    /// What to do with the artifact, after audit modes and waivers.
    #[must_use]
    pub const fn decision(&self) -> Decision {
        self.decision
    }

    /// What the decision would be if every requirement were enforced and nothing waived.
    #[must_use]
    pub const fn would_be(&self) -> Decision {
        self.would_be
    }

    /// Whether the decision counts: `false` when the whole run is in audit mode.
    #[must_use]
    pub const fn is_enforced(&self) -> bool {
        self.enforced
    }

    /// Whether nothing speaks against the artifact but what could not be had.
    #[must_use]
    pub const fn is_indeterminate(&self) -> bool {
        self.indeterminate
    }

    /// Whether trying again may help: each decisive check failed for want of something that comes
    /// back by itself.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        self.retryable
    }

    /// What was judged.
    #[must_use]
    pub const fn subject(&self) -> &SubjectView {
        &self.subject
    }

    /// The reference by which exactly this artifact is had: `repo@digest` or `repo:tag@digest`.
    #[must_use]
    pub fn pinned(&self) -> Option<&str> {
        self.pinned.as_deref()
    }

    /// The policy that decided.
    #[must_use]
    pub const fn policy(&self) -> &PolicyIdentity {
        &self.policy
    }

    /// Trust material that was used, by name.
    #[must_use]
    pub fn trust(&self) -> &[TrustView] {
        &self.trust
    }

    /// Every check, sorted by id.
    #[must_use]
    pub fn checks(&self) -> &[VerdictCheck] {
        &self.checks
    }

    /// The check with this id.
    #[must_use]
    pub fn check(&self, id: &str) -> Option<&VerdictCheck> {
        let at = self
            .checks
            .binary_search_by(|check| check.id.as_str().cmp(id));
        at.ok().and_then(|at| self.checks.get(at))
    }

    /// The ids of the checks that set the decision, sorted.
    #[must_use]
    pub fn decisive(&self) -> &[String] {
        &self.decisive
    }

    /// The checks that set the decision, in the order of their ids.
    pub fn decisive_checks(&self) -> impl Iterator<Item = &VerdictCheck> {
        self.decisive.iter().filter_map(|id| self.check(id))
    }

    /// Whether everything that travels with the artifact was seen.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.incomplete.is_empty()
    }

    /// Why not everything was seen; empty where it was.
    #[must_use]
    pub fn incomplete(&self) -> &[Finding] {
        &self.incomplete
    }

    /// What people should know and what decides nothing.
    #[must_use]
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// The ids of the exceptions that were used, sorted.
    #[must_use]
    pub fn waivers_used(&self) -> &[String] {
        &self.waivers_used
    }

    /// What verified evidence says beyond the checks.
    #[must_use]
    pub const fn facts(&self) -> &VerdictFacts {
        &self.facts
    }

    /// The time for which it was decided.
    #[must_use]
    pub const fn evaluated_at(&self) -> Time {
        self.evaluated_at
    }

    /// What took how many milliseconds, by name.
    #[must_use]
    pub const fn durations_ms(&self) -> &BTreeMap<String, u64> {
        &self.durations_ms
    }

    /// The same with what the caller measured, in milliseconds. It is no part of what can be
    /// reproduced.
    pub fn with_duration(mut self, name: impl Into<String>, milliseconds: u64) -> Self {
        self.durations_ms.insert(name.into(), milliseconds);
        self
    }
}
