//! One requirement: what it asks for, and whether that is there.

use std::sync::Arc;

use bonafide_report::{Class, Code, Escaped, Finding, Place, registry};

use super::heard::Heard;
use super::judgement::{Judgement, Mapping, in_order};
use super::shortfall::{self, Wanted};
use super::tally::Tally;
use super::{Context, base, signers, statements};
use crate::evidence::{Proof, QuestionId};
use crate::requirement::Given;
use crate::{
    Count, ModelSignatureRequirement, Requirement, RequirementKind, SignatureRequirement,
    StaticRequirement, UnsupportedRequirement,
};

/// How deep requirements may stand inside each other; deeper ones were refused when they were read.
const DEPTH: usize = 4;

/// A requirement with where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) context: Context<'a>,
    pub(super) heard: &'a Heard,
    /// `<rule>/<requirement>`, inner ones joined by dots.
    pub(super) id: &'a str,
    pub(super) mapping: Mapping<'a>,
    /// How many images down this one is: 0 for the artifact itself.
    pub(super) level: u8,
}

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

/// What cannot be judged fails, and no setting makes that milder.
pub(super) fn cannot(mapping: &Mapping<'_>, why: &str) -> Judgement {
    let code = registry::POLICY_REQUIREMENT_UNSUPPORTED;
    mapping.fails_as(&Finding::new(code, Place::root(), why))
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
    let uncovered = match proof.uncovered.len() {
        0 => String::new(),
        number => format!("; {number} files are not covered"),
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

impl<'a> Asked<'a> {
    /// What was found for the questions of the requirement, which are those of these lists of signers
    /// one after the other.
    ///
    /// # Errors
    /// Its judgement, where it was not asked as it has to be.
    pub(super) fn tally(&self, by: &[&[String]]) -> Result<Tally<'a>, Box<Judgement>> {
        let questions = self.questions(by)?;
        Ok(Tally::of(self.context.evidence, questions, self.heard))
    }

    /// The same, where each signer may be asked about in several ways.
    pub(super) fn tally_at_least(&self, by: &[String]) -> Result<Tally<'a>, Box<Judgement>> {
        match self.context.policy.asked.get(self.id) {
            Some(questions) if questions.len() > by.len() => {
                self.resolved(by.iter())?;
                Ok(Tally::of(self.context.evidence, questions, self.heard))
            }
            _ => self.tally(&[by]),
        }
    }

    pub(super) fn questions(&self, by: &[&[String]]) -> Result<&'a [QuestionId], Box<Judgement>> {
        let by = by.iter().copied().flatten();
        self.resolved(by.clone())?;
        let questions = self.context.policy.asked.get(self.id);
        match questions {
            Some(questions) if questions.len() == by.count() => Ok(questions),
            _ => Err(Box::new(cannot(
                &self.mapping,
                "the policy was compiled without a question for each signer",
            ))),
        }
    }

    /// Fails where a signer cannot be recognised for want of a key that was not given.
    ///
    /// # Specification
    /// policy IMP-5.
    fn resolved<'n>(&self, by: impl Iterator<Item = &'n String>) -> Result<(), Box<Judgement>> {
        let policy = self.context.policy;
        for name in by {
            if let Some(what) = policy.unresolved_material(name) {
                let (name, what) = (Escaped(name), Escaped(what));
                let why = format!("the signer `{name}` needs `{what}`, which was not given");
                return Err(Box::new(cannot(&self.mapping, &why)));
            }
        }
        Ok(())
    }

    pub(super) fn wanted(&self, code: Code, expected: String) -> Wanted {
        Wanted {
            code,
            expected,
            threshold: None,
        }
    }
}

/// Names of signers as they stand in a sentence, in one order.
pub(super) fn names(by: &[String]) -> String {
    let mut names: Vec<&str> = by.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let shown = names.iter().take(8).map(|name| Escaped(name).to_string());
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if names.len() > 8 {
        text.push_str(", …");
    }
    text
}
