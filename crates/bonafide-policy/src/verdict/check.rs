//! One check of a verdict.

use bonafide_digest::Digest;
use bonafide_report::{Class, Code, Decision, Finding, Time};

use crate::Mode;

/// What became of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckStatus {
    /// `pass`
    Pass,
    /// `fail`
    Fail,
    /// `skip`
    Skip,
}

/// One check: a requirement of a rule, or a built-in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictCheck {
    /// `<rule>/<requirement>`, or built in: `ref/parse`, `ref/registry`, `ref/pin`, `ref/rule`,
    /// `subject/digest`, `discovery/complete`, `policy/load`, `waiver/<id>`.
    pub(crate) id: String,
    pub(crate) code: Code,
    pub(crate) status: CheckStatus,
    /// Of a failure.
    pub(crate) class: Option<Class>,
    pub(crate) mode: Mode,
    /// What it contributes by itself, were it enforced.
    pub(crate) decision: Decision,
    pub(crate) summary: String,
    /// Where it went wrong, in the piece of evidence or in the policy.
    pub(crate) place: Option<String>,
    pub(crate) evidence: Vec<EvidenceView>,
    pub(crate) identities: Vec<IdentityView>,
    /// At most 64; `candidates_count` has them all.
    pub(crate) candidates: Vec<CandidateView>,
    pub(crate) candidates_count: usize,
    pub(crate) findings: Vec<Finding>,
    pub(crate) retryable: bool,
    pub(crate) waived_by: Option<String>,
}

/// A piece of evidence that a check used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EvidenceView {
    pub(crate) digest: Option<Digest>,
    pub(crate) media_type: Option<String>,
    /// `signature`, `attestation`, `sbom`, `report`, `vex`, `model-signature`.
    pub(crate) role: String,
    /// `tag`, `referrer`, `fallback`, `layout`, `inline`, `buildkit`, `local`.
    pub(crate) source: String,
    pub(crate) repository: Option<String>,
}

/// A signer that a check found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IdentityView {
    /// Its name in the policy.
    pub(crate) signer: String,
    /// `keyless`, `key`, `certificate`.
    pub(crate) kind: &'static str,
    pub(crate) issuer: Option<String>,
    pub(crate) san: Option<String>,
    pub(crate) key_sha256: Option<[u8; 32]>,
    pub(crate) log_index: Option<u64>,
    pub(crate) signed_at: Option<Time>,
}

/// Why a piece did or did not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateView {
    pub(crate) digest: Option<Digest>,
    pub(crate) code: Code,
    pub(crate) summary: String,
}
