//! Evaluation: a policy and evidence give a verdict.
//!
//! Nothing here reads a clock, a file or anything else than its arguments, and nothing depends on the
//! order in which evidence was found or rules were written: equal inputs give equal verdicts.

mod asked;
mod base;
mod builtin;
mod conditions;
mod heard;
mod judgement;
mod matching;
#[cfg(test)]
mod properties;
mod requirements;
#[cfg(test)]
mod samples;
mod shortfall;
mod signers;
mod statements;
mod tally;
#[cfg(test)]
mod tests;
mod verdict;
mod waivers;

pub use base::BaseImage;

use bonafide_report::{Decision, Time};

use crate::requirement::Context;
use crate::{CheckStatus, CompiledPolicy, EvidenceSet, Mode, Rule, Subject, Verdict, VerdictCheck};

/// Decides about an artifact: every requirement of every rule that is about it, judged by the evidence
/// as of `now`.
///
/// There is a verdict whatever is decided: [`Verdict::allowed`] gives the artifact only where it may be
/// used.
///
/// Evidence counts where it was gathered for this artifact, by this policy and for this time; of other
/// evidence nothing does, and the artifact is not allowed for it (`evidence.foreign`).
///
/// Where the policy and the name of the artifact reject it already, evidence is not looked at:
/// [`CompiledPolicy::decides_statically`] says so before any is fetched, and gives the same verdict.
///
/// # Specification
/// policy section 2, EV-1 to EV-9.
pub fn evaluate(
    policy: &CompiledPolicy,
    subject: &Subject,
    evidence: &EvidenceSet,
    now: Time,
) -> Verdict {
    let foreign;
    let evidence = match evidence.is_about(policy, subject, now) {
        Ok(()) => evidence,
        Err(finding) => {
            foreign = EvidenceSet::foreign(finding);
            &foreign
        }
    };
    let context = Context {
        policy,
        subject,
        evidence,
        now,
    };
    let rules = matching::rules(&context);
    if let Some(verdict) = policy.decides_by(&rules, subject, now) {
        return verdict;
    }
    let mut checks = named(&context, &rules);
    let (seen, is_complete) = builtin::discovery(&context);
    let mut discovery = verdict::check("discovery/complete".to_owned(), Mode::Enforce, seen);
    if !is_complete {
        discovery.status = CheckStatus::Skip;
    }
    checks.push(discovery);
    let heard = heard::Heard::default();
    for rule in rules {
        for requirement in &rule.require {
            let judged = requirements::judge(&context, &heard, &rule.id, requirement, 0);
            let id = format!("{}/{}", rule.id, requirement.id);
            checks.push(verdict::check(id, requirement.mode, judged));
        }
    }
    verdict::decide(&context, checks)
}

impl CompiledPolicy {
    /// The verdict, where the policy and the name of the artifact reject it whatever the evidence:
    /// nothing need be fetched then. `None` where evidence decides.
    ///
    /// # Specification
    /// policy EV-3.
    #[must_use]
    pub fn decides_statically(&self, subject: &Subject, now: Time) -> Option<Verdict> {
        let context = Context {
            policy: self,
            subject,
            evidence: &EvidenceSet::default(),
            now,
        };
        self.decides_by(&matching::rules(&context), subject, now)
    }

    /// The same, by the rules that are about the artifact.
    fn decides_by(&self, rules: &[&Rule], subject: &Subject, now: Time) -> Option<Verdict> {
        if subject.digests.is_empty() && self.looks_at_digests() {
            return None;
        }
        let context = Context {
            policy: self,
            subject,
            evidence: &EvidenceSet::default(),
            now,
        };
        let mut checks = named(&context, rules);
        for check in &mut checks {
            // A name is not resolved yet.
            if check.id == "subject/digest" && subject.digests.is_empty() {
                *check = verdict::not_evaluated(check.id.clone(), Mode::Enforce);
            }
        }
        let discovery = "discovery/complete".to_owned();
        checks.push(verdict::not_evaluated(discovery, Mode::Enforce));
        // An exception makes nothing graver: what no check rejects is not rejected.
        let named = checks.iter().map(|check| check.decision);
        let all = rules.iter().flat_map(|rule| &rule.require);
        let stated = all.filter_map(|one| requirements::judge_statically(&context, one));
        let mut decisions = named.chain(stated.map(|judged| judged.decision));
        if !decisions.any(|decision| decision == Decision::Reject) {
            return None;
        }
        for rule in rules {
            for requirement in &rule.require {
                let id = format!("{}/{}", rule.id, requirement.id);
                let mode = requirement.mode;
                checks.push(
                    match requirements::judge_statically(&context, requirement) {
                        Some(judged) => verdict::check(id, mode, judged),
                        None => verdict::not_evaluated(id, mode),
                    },
                );
            }
        }
        let verdict = verdict::decide(&context, checks);
        (verdict.decision == Decision::Reject).then_some(verdict)
    }

    /// Whether what applies depends on a digest, which is not known before a name is resolved.
    fn looks_at_digests(&self) -> bool {
        let rules = self.document.rules.iter().map(|rule| &rule.matching);
        let exceptions = self.document.exceptions.iter();
        let mut all = rules.chain(exceptions.map(|exception| &exception.matching));
        all.any(|matching| !matching.digest.is_empty())
    }
}

fn named(context: &Context<'_>, rules: &[&Rule]) -> Vec<VerdictCheck> {
    let checks = builtin::checks(context, rules).into_iter();
    checks
        .map(|(id, judged)| verdict::check(id.to_owned(), Mode::Enforce, judged))
        .collect()
}

impl Verdict {
    /// The verdict of a run that is told and changes nothing: the decision is to allow, and
    /// [`would_be`](Self::would_be) still says what it would have been. Go on by
    /// [`decision`](Self::decision) or [`exit`](Self::exit): [`allowed`](Self::allowed) gives the
    /// artifact only where an enforced run would.
    ///
    /// # Specification
    /// policy section 3.1, `enforced`.
    pub fn audited(mut self) -> Self {
        self.enforced = false;
        self.decision = Decision::Allow;
        self.indeterminate = false;
        self.retryable = false;
        self.decisive.clear();
        self
    }
}
