//! Evaluation: a policy and evidence give a verdict.

use bonafide_report::Time;

use crate::{CompiledPolicy, EvidenceSet, Subject, Verdict};

/// Evaluates.
#[must_use]
pub fn evaluate(
    policy: &CompiledPolicy,
    subject: &Subject,
    evidence: &EvidenceSet,
    now: Time,
) -> Verdict {
    let _ = (policy, subject, evidence, now);
    unimplemented!()
}
