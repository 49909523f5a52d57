//! Which rules and exceptions are about an artifact.

use std::collections::BTreeSet;

use crate::requirement::Context;
use crate::{Matching, Rule, Subject};

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
            && self.is_about_name(subject.reference.as_ref(), subject.path.as_deref())
    }
}

fn holds<T: Ord>(wanted: &BTreeSet<T>, found: Option<&T>) -> bool {
    wanted.is_empty() || found.is_some_and(|found| wanted.contains(found))
}
