//! The verdict: the decision, with every check that led to it.

mod check;
mod subject;

pub use check::{CandidateView, CheckStatus, EvidenceView, IdentityView, VerdictCheck};
pub use subject::{PolicyIdentity, SourceFormat, SubjectView, TrustView};

use std::collections::BTreeMap;

use bonafide_report::{Decision, Finding, Time};

/// What a policy decides about an artifact, and why.
///
/// # Specification
/// Verdict `bonafide.verdict/v1`.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub(crate) evaluated_at: Time,
    /// What took how long, where the caller said so; no part of what can be reproduced.
    pub(crate) durations_ms: BTreeMap<String, u64>,
}
