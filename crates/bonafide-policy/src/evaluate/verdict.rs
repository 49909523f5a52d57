//! The verdict, put together from its checks.

use bonafide_digest::{Algorithm, Digest};
use bonafide_report::{Finding, registry};

use super::judgement::{Judgement, in_order};
use super::waivers;
use crate::requirement::Context;
use crate::verdict::{Enforced, gravest};
use crate::{
    ArtifactKind, CheckStatus, Mode, Subject, SubjectView, TrustView, Verdict, VerdictCheck,
};

/// How many candidates a check lists.
const CANDIDATES: usize = 64;

pub(super) fn check(id: String, mode: Mode, judged: Judgement) -> VerdictCheck {
    let candidates_count = judged.candidates.len();
    let mut candidates = judged.candidates;
    candidates.truncate(CANDIDATES);
    let status = match judged.class {
        Some(_) => CheckStatus::Fail,
        None => CheckStatus::Pass,
    };
    VerdictCheck {
        id,
        code: judged.code,
        status,
        class: judged.class,
        mode,
        decision: judged.decision,
        summary: judged.summary,
        place: judged.place,
        evidence: judged.evidence,
        identities: judged.identities,
        candidates,
        candidates_count,
        findings: judged.findings,
        retryable: judged.retryable,
        waived_by: None,
    }
}

/// A check that was not looked at.
pub(super) fn not_evaluated(id: String, mode: Mode) -> VerdictCheck {
    let summary = "not looked at, since the policy and the name decide already";
    let judged = Judgement::holds(registry::POLICY_NOT_EVALUATED, summary);
    VerdictCheck {
        status: CheckStatus::Skip,
        ..check(id, mode, judged)
    }
}

/// Decides: the gravest of what enforced checks lead to.
///
/// # Specification
/// policy section 3.3.
pub(super) fn decide(context: &Context<'_>, mut checks: Vec<VerdictCheck>) -> Verdict {
    // Two exceptions from one order: names are unique, and where they were not, nothing is lost.
    checks.sort_by(|one, other| one.order().cmp(&other.order()));
    let failed = |check: &&VerdictCheck| check.status == CheckStatus::Fail;
    let would_be = gravest(checks.iter().filter(failed));
    let waivers = waivers::apply(context, &mut checks);
    let enforced = Enforced::of(&checks);
    let decision = enforced.decision;
    let indeterminate = enforced.is_indeterminate();
    let retryable = enforced.is_retryable();
    let decisive = enforced.decisive.iter();
    let decisive = decisive.map(|check| check.id.clone()).collect();
    let incomplete = incomplete(context);
    let warnings = warnings(context, &checks, waivers.notes);
    Verdict {
        decision,
        would_be,
        enforced: true,
        indeterminate,
        retryable,
        subject: subject(context.subject),
        pinned: pinned(context.subject),
        policy: context.policy.identity.clone(),
        trust: trust(context),
        checks,
        facts: crate::VerdictFacts::default(),
        decisive,
        incomplete,
        warnings,
        waivers_used: waivers.used,
        evaluated_at: context.now,
        durations_ms: std::collections::BTreeMap::new(),
    }
}

impl VerdictCheck {
    fn order(&self) -> impl Ord + use<'_> {
        (&self.id, self.code, &self.summary)
    }
}

fn incomplete(context: &Context<'_>) -> Vec<Finding> {
    let reasons = context.evidence.incomplete.iter();
    in_order(reasons.map(|reason| reason.finding.clone()).collect())
}

fn warnings(context: &Context<'_>, checks: &[VerdictCheck], notes: Vec<Finding>) -> Vec<Finding> {
    let mut warnings = notes;
    warnings.extend(context.evidence.notes.iter().cloned());
    let by_default = checks
        .iter()
        .filter(|check| check.code == registry::REF_NO_MATCHING_RULE)
        .filter(|check| check.status == CheckStatus::Pass);
    warnings.extend(by_default.map(|check| {
        let place = bonafide_report::Place::root().member("default");
        Finding::new(check.code, place, check.summary.clone())
    }));
    in_order(warnings)
}

fn trust(context: &Context<'_>) -> Vec<TrustView> {
    let mut trust = context.evidence.trust.clone();
    let key = |view: &TrustView| (view.name.clone(), view.sha256, view.expires);
    trust.sort_by_cached_key(key);
    trust.dedup();
    trust
}

fn subject(subject: &Subject) -> SubjectView {
    let reference = subject.reference.as_ref();
    let claim = reference.filter(|reference| reference.digest().is_some());
    SubjectView {
        kind: subject.kind,
        role: subject.role,
        transport: subject.transport,
        namespace: subject.namespace.clone(),
        reference: reference
            .map(ToString::to_string)
            .or_else(|| subject.name.clone()),
        digest: digest(subject),
        tag_claim: claim.and_then(|claim| claim.tag().map(ToString::to_string)),
        media_type: subject.media_type.clone(),
        size: subject.size,
    }
}

/// The digest that it goes by: SHA-256 where there is one.
pub(super) fn digest(subject: &Subject) -> Option<Digest> {
    let digests = subject.digests.iter().copied();
    digests.min_by_key(|digest| (digest.algorithm() != Algorithm::Sha256, *digest))
}

/// The reference by which exactly this artifact is had.
fn pinned(subject: &Subject) -> Option<String> {
    if subject.kind != ArtifactKind::Oci {
        return None;
    }
    let reference = subject.reference.as_ref()?;
    if reference.digest().is_some() {
        return Some(reference.to_string());
    }
    Some(reference.clone().with_digest(digest(subject)?).to_string())
}
