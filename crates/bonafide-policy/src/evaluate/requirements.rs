//! One requirement: what it asks for, and whether that is there.

use std::sync::Arc;

use bonafide_report::{Class, Escaped, Finding, Place, first_few, registry};

use super::asked::{Asked, cannot, names};
use super::heard::Heard;
use super::judgement::{Judgement, Mapping, in_order};
use super::shortfall::{self, Wanted};
use super::{base, signers, statements};
use crate::evidence::Proof;
use crate::requirement::{Context, Given};
use crate::{
    Count, ModelSignatureRequirement, Requirement, RequirementKind, SignatureRequirement,
    StaticRequirement, UnsupportedRequirement,
};

/// How deep requirements may stand inside each other; deeper ones were refused when they were read.
const DEPTH: usize = 4;
/// Files that a summary names.
const NAMED: usize = 3;

/// Judges one requirement of a rule.
pub(super) fn judge(
    context: &Context<'_>,
    heard: &Heard,
    rule: &str,
    requirement: &Requirement,
    level: u8,
) -> Judgement {
    let id = format!("{rule}/{}", requirement.id);
    let decisions = &context.policy.document.decisions;
    let mapping = Mapping::new(decisions, requirement.overrides);
    let asked = Asked {
        context: *context,
        heard,
        id: &id,
        mapping,
        level,
    };
    judge_within(&asked, &requirement.kind, DEPTH)
}

/// Recursion is bounded by `depth`, which no input sets.
fn judge_within(asked: &Asked<'_>, kind: &RequirementKind, depth: usize) -> Judgement {
    let mapping = asked.mapping;
    match kind {
        RequirementKind::Signature(wanted) => signature(asked, wanted),
        RequirementKind::Attestation(wanted) => statements::attestation(asked, wanted),
        RequirementKind::Provenance(wanted) => statements::provenance(asked, wanted),
        RequirementKind::Sbom(wanted) => statements::sbom(asked, wanted),
        RequirementKind::Vulnerabilities(wanted) => statements::vulnerabilities(asked, wanted),
        RequirementKind::Vsa(wanted) => statements::vsa(asked, wanted),
        RequirementKind::ModelSignature(wanted) => model(asked, wanted),
        RequirementKind::BaseImage(wanted) => base::judge(asked, wanted),
        RequirementKind::Forbid(wanted) => statements::forbid(asked, wanted),
        RequirementKind::Static(wanted) => decided(wanted),
        RequirementKind::Unsupported(wanted) => unsupported(&mapping, wanted),
        RequirementKind::AnyOf(inner) | RequirementKind::AllOf(inner) => {
            let is_any = matches!(kind, RequirementKind::AnyOf(_));
            let Some(depth) = depth.checked_sub(1) else {
                return cannot(&mapping, "requirements stand too deep inside each other");
            };
            let of = |inner: &Requirement| {
                let within = Asked {
                    id: &format!("{}.{}", asked.id, inner.id),
                    mapping: mapping.within(inner.overrides),
                    ..*asked
                };
                let judged = judge_within(&within, &inner.kind, depth);
                (inner.id.clone(), judged)
            };
            combine(&mapping, inner.iter().map(of).collect(), is_any)
        }
    }
}

/// What is decided without evidence; `None` where evidence decides.
///
/// # Specification
/// policy EV-3.
pub(super) fn judge_statically(
    context: &Context<'_>,
    requirement: &Requirement,
) -> Option<Judgement> {
    let decisions = &context.policy.document.decisions;
    let mapping = Mapping::new(decisions, requirement.overrides);
    match &requirement.kind {
        RequirementKind::Static(wanted) => Some(decided(wanted)),
        RequirementKind::Unsupported(wanted) => Some(unsupported(&mapping, wanted)),
        _ => None,
    }
}

fn decided(wanted: &StaticRequirement) -> Judgement {
    let message = Escaped(&wanted.message);
    if wanted.decision == bonafide_report::Decision::Allow {
        let summary = format!("the policy allows it: {message}");
        return Judgement::holds(registry::POLICY_STATIC, summary);
    }
    let detail = format!("the policy says {}: {message}", wanted.decision);
    let finding = Finding::new(registry::POLICY_STATIC_REJECT, Place::root(), detail);
    Judgement::fails(&finding, Class::Policy, wanted.decision)
}

fn unsupported(mapping: &Mapping<'_>, wanted: &UnsupportedRequirement) -> Judgement {
    let what = Escaped(&wanted.what);
    let hint = Escaped(&wanted.hint);
    cannot(mapping, &format!("`{what}` cannot be judged: {hint}"))
}

/// One is enough, or all are wanted. Where that fails, the most severe failure speaks for all.
fn combine(mapping: &Mapping<'_>, mut inner: Vec<(String, Judgement)>, is_any: bool) -> Judgement {
    if inner.is_empty() {
        return cannot(mapping, "a list of requirements is empty");
    }
    inner.sort_by_cached_key(|(id, judged)| (judged.rank(), id.clone()));
    let failed = inner.iter().filter(|(_, judged)| judged.is_failure());
    let failed: Vec<_> = failed.collect();
    let holds = if is_any {
        failed.len() < inner.len()
    } else {
        failed.is_empty()
    };
    let mut combined = match failed.first() {
        Some((id, worst)) if !holds => {
            let mut combined = worst.clone();
            let which = if is_any { "none of" } else { "not all of" };
            let number = inner.len();
            let (id, why) = (Escaped(id), &worst.summary);
            combined.summary = format!("{which} {number} requirements hold; `{id}`: {why}");
            combined.retryable = failed.iter().all(|(_, judged)| judged.retryable);
            combined
        }
        _ => {
            let number = inner.len();
            let held = number.saturating_sub(failed.len());
            let summary = format!("{held} of {number} requirements hold");
            Judgement::holds(registry::POLICY_OK, summary)
        }
    };
    gather(&mut combined, &inner, holds);
    combined
}

/// What the inner ones rest on: those that hold, or all where that is not enough.
fn gather(combined: &mut Judgement, inner: &[(String, Judgement)], holds: bool) {
    combined.evidence.clear();
    combined.identities.clear();
    combined.candidates.clear();
    for (_, judged) in inner {
        combined
            .candidates
            .extend(judged.candidates.iter().cloned());
        if !holds || !judged.is_failure() {
            combined.evidence.extend(judged.evidence.iter().cloned());
            combined
                .identities
                .extend(judged.identities.iter().cloned());
        }
        if holds && !judged.is_failure() {
            combined.findings.extend(judged.findings.iter().cloned());
        }
    }
    combined.evidence.sort();
    combined.evidence.dedup();
    combined.identities.sort();
    combined.identities.dedup();
    let key = |view: &crate::CandidateView| (view.digest, view.code, view.summary.clone());
    combined.candidates.sort_by_cached_key(key);
    combined.candidates.dedup();
    if holds {
        combined.findings = in_order(core::mem::take(&mut combined.findings));
    }
}

fn signature(asked: &Asked<'_>, wanted: &SignatureRequirement) -> Judgement {
    let tally = match asked.tally(&[&wanted.by]) {
        Ok(tally) => tally,
        Err(judgement) => return *judgement,
    };
    let votes = tally.counted.iter();
    let votes = votes.map(|vote| (vote.entry, vote.given.counted.principals()));
    let votes = signers::merged(votes);
    let entries = signers::distinct(votes.iter().copied());
    let all: std::collections::BTreeSet<&str> = votes.iter().map(|(_, who)| *who).collect();
    let found = match wanted.count {
        Count::Signers => entries,
        Count::Principals => all.len(),
    };
    let least = wanted.min.max(1);
    let (found, needed) = match wanted.all {
        true if entries < wanted.by.len() => (entries, wanted.by.len().max(least)),
        _ => (found, least),
    };
    if found >= needed {
        let summary = format!("signed by {found} of {}", names(&wanted.by));
        let mut judgement = Judgement::holds(registry::SIGNATURE_VERIFIED, summary);
        tally.describe(&mut judgement, registry::SIGNATURE_VERIFIED);
        return judgement;
    }
    let expected = match needed {
        1 => format!("a signature by {}", names(&wanted.by)),
        _ => format!("signatures by {needed} distinct of {}", names(&wanted.by)),
    };
    let wanted = Wanted {
        code: registry::SIGNATURE_MISSING,
        expected,
        threshold: (needed > 1).then_some((found, needed)),
    };
    shortfall::judge(&tally, &wanted, &asked.mapping)
}

fn model(asked: &Asked<'_>, wanted: &ModelSignatureRequirement) -> Judgement {
    let tally = match asked.tally(&[&wanted.by]) {
        Ok(tally) => tally,
        Err(judgement) => return *judgement,
    };
    let givens = tally.givens();
    let model = |given: &Given<'_>| match &given.counted.proof {
        Proof::Model(proof) => Some(Arc::clone(proof)),
        _ => None,
    };
    let proofs: Vec<_> = givens.iter().filter_map(model).collect();
    let Some(proof) = proofs.first() else {
        let wanted = Wanted {
            code: registry::MODEL_SIGNATURE_MISSING,
            expected: format!("a signature of the model by {}", names(&wanted.by)),
            threshold: None,
        };
        return shortfall::judge(&tally, &wanted, &asked.mapping);
    };
    let named = proof.uncovered.iter().take(NAMED).map(|path| Escaped(path));
    let uncovered = match proof.uncovered_count {
        0 => String::new(),
        1 => format!("; 1 file is not covered: {}", first_few(named)),
        number => format!(
            "; {number} files are not covered, such as {}",
            first_few(named)
        ),
    };
    let summary = format!(
        "a signature covers {} files of {} bytes{uncovered}",
        proof.files, proof.bytes
    );
    let mut judgement = Judgement::holds(registry::MODEL_VERIFIED, summary);
    let findings = proofs
        .iter()
        .flat_map(|proof| proof.findings.iter().cloned());
    judgement.findings = in_order(findings.collect());
    tally.describe(&mut judgement, registry::MODEL_VERIFIED);
    judgement
}
