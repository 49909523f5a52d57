//! Which rules and exceptions are about an artifact.

use crate::{Matching, ReferencePattern, Rule, Subject};

use super::Context;

/// The rules that are about the artifact, in the order of the policy.
pub(super) fn rules<'a>(context: &Context<'a>) -> Vec<&'a Rule> {
    let rules = context.policy.document.rules.iter();
    rules
        .filter(|rule| rule.matching.is_about(context.subject))
        .collect()
}

impl Matching {
    /// Whether an artifact is meant.
    pub(crate) fn is_about(&self, subject: &Subject) -> bool {
        let is_wanted = |wanted: &[_]| {
            let mut digests = subject.digests.iter();
            wanted.is_empty() || digests.any(|digest| wanted.contains(digest))
        };
        holds(&self.artifact, Some(&subject.kind))
            && holds(&self.role, subject.role.as_ref())
            && holds(&self.transport, subject.transport.as_ref())
            && holds(&self.namespace, subject.namespace.as_ref())
            && is_wanted(&self.digest)
            && self.is_about_name_of(subject)
    }

    fn is_about_name_of(&self, subject: &Subject) -> bool {
        let Some(reference) = &subject.reference else {
            return self.reference.is_empty();
        };
        let is_in = |patterns: &[ReferencePattern]| {
            let mut patterns = patterns.iter();
            patterns.any(|pattern| pattern.matches(reference))
        };
        (self.reference.is_empty() || is_in(&self.reference)) && !is_in(&self.except)
    }
}

fn holds<T: Ord>(wanted: &std::collections::BTreeSet<T>, found: Option<&T>) -> bool {
    wanted.is_empty() || found.is_some_and(|found| wanted.contains(found))
}
