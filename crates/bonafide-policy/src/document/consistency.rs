//! Whether the parts of a policy fit each other.

mod exceptions;
mod names;

use std::collections::{BTreeMap, BTreeSet};

use bonafide_report::{Escaped, registry};

use super::{PolicyDocument, Rule};
use crate::error::Problems;
use crate::syntax::At;
use crate::{Count, Requirement, RequirementKind};

/// The first segments of the checks that every policy has.
const BUILT_IN: [&str; 5] = ["discovery", "policy", "ref", "subject", "waiver"];

/// Tells what does not fit. `at` is the document that `policy` was read from, without a fault.
///
/// # Specification
/// policy DOC-5, WV-1.
pub(super) fn check(policy: &PolicyDocument, at: &At<'_>, problems: &mut Problems) {
    let rules = at.member("rules");
    let mut ids = BTreeSet::new();
    for (rule, at) in policy.rules.iter().zip(rules.items()) {
        let id = at.member("id");
        if BUILT_IN.contains(&&*rule.id) {
            let detail = format!("{} is the name of checks that every policy has", rule.id);
            id.refuse(registry::POLICY_VALUE, detail, problems);
        }
        if !ids.insert(&rule.id) {
            let detail = format!("another rule is called {}", Escaped(&rule.id));
            id.refuse(registry::POLICY_CONFLICT, detail, problems);
        }
        requirements(&rule.require, &at.member("require"), problems);
    }
    names::check(policy, at, problems);
    cycles(&policy.rules, &rules, problems);
    exceptions::check(policy, at, problems);
}

/// Calls itself once a level, as often as the policy was read to be deep.
fn requirements(each: &[Requirement], at: &At<'_>, problems: &mut Problems) {
    let mut ids = BTreeSet::new();
    for (requirement, at) in each.iter().zip(at.items()) {
        if !ids.insert(&requirement.id) {
            let detail = format!("another requirement here is called {}", requirement.id);
            at.member("id")
                .refuse(registry::POLICY_CONFLICT, detail, problems);
        }
        match &requirement.kind {
            RequirementKind::AnyOf(inner) => requirements(inner, &at.member("any_of"), problems),
            RequirementKind::AllOf(inner) => requirements(inner, &at.member("all_of"), problems),
            RequirementKind::Signature(wanted) => {
                let most = wanted.by.len();
                if wanted.count == Count::Signers && wanted.min > most {
                    let detail = format!("{} of {most} signers cannot be", wanted.min);
                    let signature = at.member("signature");
                    signature
                        .member("min")
                        .refuse(registry::POLICY_CONFLICT, detail, problems);
                }
            }
            _ => {}
        }
    }
}

/// Rules that stand on each other through base images: rules that have nothing below them are taken
/// away until none is left, or only circles.
fn cycles(rules: &[Rule], at: &At<'_>, problems: &mut Problems) {
    let mut left: BTreeMap<&str, BTreeSet<&str>> =
        rules.iter().map(|rule| (&*rule.id, bases(rule))).collect();
    let known: BTreeSet<&str> = left.keys().copied().collect();
    let mut above: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (rule, bases) in &mut left {
        // What is not defined was told.
        bases.retain(|base| known.contains(base));
        for base in bases.iter() {
            above.entry(base).or_default().push(rule);
        }
    }
    let mut free: Vec<&str> = left
        .iter()
        .filter(|(_, bases)| bases.is_empty())
        .map(|(rule, _)| *rule)
        .collect();
    while let Some(rule) = free.pop() {
        left.remove(rule);
        for upper in above.get(rule).into_iter().flatten() {
            if let Some(bases) = left.get_mut(upper) {
                bases.remove(rule);
                if bases.is_empty() {
                    free.push(upper);
                }
            }
        }
    }
    for (rule, at) in rules.iter().zip(at.items()) {
        if left.contains_key(&*rule.id) {
            let detail = format!("the base images of {} lead to itself", Escaped(&rule.id));
            at.member("id")
                .refuse(registry::POLICY_CONFLICT, detail, problems);
        }
    }
}

/// The rules that base images of this rule must satisfy.
fn bases(rule: &Rule) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut left: Vec<&Requirement> = rule.require.iter().collect();
    while let Some(requirement) = left.pop() {
        match &requirement.kind {
            RequirementKind::BaseImage(base) => {
                found.insert(&*base.rule);
            }
            RequirementKind::AnyOf(inner) | RequirementKind::AllOf(inner) => left.extend(inner),
            _ => {}
        }
    }
    found
}
