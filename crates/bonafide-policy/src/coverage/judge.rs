//! What a policy says of a name, before there is evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bonafide_oci::Reference;
use bonafide_report::Time;

use super::fields::Hit;
use crate::{CompiledPolicy, Exception, Matching, Role, Subject, Transport};

/// What begins the ids of checks that no rule makes.
const OWN: [&str; 4] = ["discovery", "policy", "ref", "subject"];

/// What a policy says of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Judged {
    /// Nothing where the name is no reference; then nothing else is said.
    pub(super) reference: Option<Reference>,
    pub(super) rules: Vec<String>,
    pub(super) rules_by_digest: Vec<String>,
    pub(super) exceptions: Vec<String>,
}

/// Names in clusters come up again and again: each is judged once for its namespace and role.
type Key = (String, Option<String>, Role);

/// A policy at a time.
#[derive(Debug)]
pub(super) struct Judge<'a> {
    policy: &'a CompiledPolicy,
    /// For each rule that asks for a digest, what else it asks for.
    loose: Vec<Option<Matching>>,
    current: Vec<&'a Exception>,
    known: BTreeMap<Key, Arc<Judged>>,
    invalid: Arc<Judged>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(policy: &'a CompiledPolicy, now: Time) -> Self {
        let loose = policy.document.rules.iter().map(|rule| {
            (!rule.matching.digest.is_empty()).then(|| Matching {
                digest: Vec::new(),
                ..rule.matching.clone()
            })
        });
        let exceptions = policy.document.exceptions.iter();
        Self {
            policy,
            loose: loose.collect(),
            current: exceptions
                .filter(|exception| exception.is_current(policy.document.exception_rules, now))
                .collect(),
            known: BTreeMap::new(),
            invalid: Arc::default(),
        }
    }

    pub(super) fn judge(&mut self, hit: &Hit, namespace: Option<&str>) -> Arc<Judged> {
        let reference = Reference::parse_familiar(&hit.text);
        let Some(reference) = reference.ok().filter(|_| hit.is_text) else {
            return Arc::clone(&self.invalid);
        };
        let key = (hit.text.clone(), namespace.map(str::to_owned), hit.role);
        if let Some(known) = self.known.get(&key) {
            return Arc::clone(known);
        }
        let judged = Arc::new(self.look(reference, namespace, hit.role));
        self.known.insert(key, Arc::clone(&judged));
        judged
    }

    fn look(&self, reference: Reference, namespace: Option<&str>, role: Role) -> Judged {
        let mut subject = match reference.digest() {
            Some(digest) => Subject::image(*digest).with_reference(reference.clone()),
            None => Subject::image_named(reference.to_string()),
        }
        .with_role(role)
        .with_transport(Transport::Docker);
        if let Some(namespace) = namespace {
            subject = subject.with_namespace(namespace);
        }
        let (mut rules, mut rules_by_digest) = (BTreeSet::new(), BTreeSet::new());
        for (rule, loose) in self.policy.document.rules.iter().zip(&self.loose) {
            if rule.matching.is_about(&subject) {
                rules.insert(rule.id.as_str());
            } else if reference.digest().is_none()
                && loose.as_ref().is_some_and(|loose| loose.is_about(&subject))
            {
                rules_by_digest.insert(rule.id.as_str());
            }
        }
        let is_used = |exception: &&&Exception| {
            let mut checks = exception.waive.iter().map(|id| id.split('/').next());
            exception.matching.is_about(&subject)
                && checks.any(|id| id.is_some_and(|id| OWN.contains(&id) || rules.contains(id)))
        };
        let used: BTreeSet<&str> = self
            .current
            .iter()
            .filter(is_used)
            .map(|exception| exception.id.as_str())
            .collect();
        Judged {
            rules: owned(&rules),
            rules_by_digest: owned(&rules_by_digest),
            exceptions: owned(&used),
            reference: Some(reference),
        }
    }
}

fn owned(names: &BTreeSet<&str>) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
