//! What became of one requirement, before waivers.

use std::sync::Arc;

use bonafide_report::{Class, Code, Decision, Finding, registry};

use crate::{CandidateView, ClassDecisions, EvidenceView, IdentityView, Overrides};

/// What became of one requirement.
#[derive(Clone, Debug)]
pub(super) struct Judgement {
    pub(super) code: Code,
    /// Of a failure; `None` where it holds.
    pub(super) class: Option<Class>,
    /// What the failure leads to.
    pub(super) decision: Decision,
    pub(super) summary: String,
    pub(super) place: Option<String>,
    pub(super) evidence: Vec<Arc<EvidenceView>>,
    pub(super) identities: Vec<Arc<IdentityView>>,
    /// In order, all of them.
    pub(super) candidates: Vec<CandidateView>,
    pub(super) findings: Vec<Finding>,
    pub(super) retryable: bool,
}

impl Judgement {
    /// It holds; `summary` says why.
    pub(super) fn holds(code: Code, summary: impl Into<String>) -> Self {
        Self::new(code, None, Decision::Allow, summary.into())
    }

    /// It does not hold.
    pub(super) fn fails(finding: &Finding, class: Class, decision: Decision) -> Self {
        let summary = finding.detail().to_owned();
        let mut failure = Self::new(finding.code(), Some(class), decision, summary);
        if !finding.place().is_root() {
            failure.place = Some(finding.place().to_string());
        }
        failure
    }

    const fn new(code: Code, class: Option<Class>, decision: Decision, summary: String) -> Self {
        Self {
            code,
            class,
            decision,
            summary,
            place: None,
            evidence: Vec::new(),
            identities: Vec::new(),
            candidates: Vec::new(),
            findings: Vec::new(),
            retryable: false,
        }
    }

    pub(super) const fn is_failure(&self) -> bool {
        self.class.is_some()
    }

    pub(super) fn with_findings(mut self, findings: Vec<Finding>) -> Self {
        self.findings = findings;
        self
    }

    /// The more severe first, then by what it says: an order that no order of the input changes.
    pub(super) fn rank(&self) -> impl Ord + use<> {
        let severity = self.class.map(Class::severity);
        let key = (self.decision, severity);
        (
            core::cmp::Reverse(key),
            self.code.as_str(),
            self.summary.clone(),
        )
    }
}

/// What classes of failure lead to, for one check.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mapping<'a> {
    policy: &'a ClassDecisions,
    overrides: Overrides,
}

impl<'a> Mapping<'a> {
    pub(super) const fn new(policy: &'a ClassDecisions, overrides: Overrides) -> Self {
        Self { policy, overrides }
    }

    /// For a requirement inside of another: what it says itself comes first.
    pub(super) fn within(&self, inner: Overrides) -> Self {
        let outer = self.overrides;
        Self {
            policy: self.policy,
            overrides: Overrides {
                missing: inner.missing.or(outer.missing),
                unavailable: inner.unavailable.or(outer.unavailable),
                untrusted: inner.untrusted.or(outer.untrusted),
            },
        }
    }

    /// What a failure leads to. Never to allow, whatever a policy says, and what may not be loosened
    /// is not.
    ///
    /// # Specification
    /// policy section 3.3.
    pub(super) fn decision(&self, code: Code, class: Class) -> Decision {
        if code == registry::POLICY_REQUIREMENT_UNSUPPORTED {
            return Decision::Reject;
        }
        let chosen = match class {
            Class::Missing => self.overrides.missing.or(self.policy.missing),
            Class::Untrusted => self.overrides.untrusted.or(self.policy.untrusted),
            Class::Unavailable => self.overrides.unavailable.or(self.policy.unavailable),
            Class::Expired => self.policy.expired,
            Class::Policy => self.policy.policy,
            Class::Unsupported => self.policy.unsupported,
            Class::Mismatch | Class::Revoked | Class::Malformed => None,
        };
        chosen
            .unwrap_or_else(|| class.default_decision())
            .max(Decision::Quarantine)
    }

    /// A failure with what its class leads to.
    pub(super) fn fails(&self, finding: &Finding, class: Class) -> Judgement {
        Judgement::fails(finding, class, self.decision(finding.code(), class))
    }

    /// A failure with the class of its code.
    pub(super) fn fails_as(&self, finding: &Finding) -> Judgement {
        self.fails(finding, finding.code().class().unwrap_or(Class::Policy))
    }
}

/// Sorts by code, place and text, and leaves one of each.
pub(super) fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|one, other| order(one).cmp(&order(other)));
    findings.dedup();
    findings
}

pub(super) fn order(finding: &Finding) -> (&'static str, &str, &str) {
    let place = finding.place().as_str();
    (finding.code().as_str(), place, finding.detail())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_not_be_loosened_is_not() {
        let loose = ClassDecisions {
            missing: Some(Decision::Allow),
            untrusted: Some(Decision::Quarantine),
            expired: Some(Decision::Quarantine),
            policy: Some(Decision::Quarantine),
            unavailable: Some(Decision::Allow),
            unsupported: Some(Decision::Allow),
        };
        let mapping = Mapping::new(&loose, Overrides::default());
        let code = registry::SIGNATURE_MISSING;
        for class in [Class::Mismatch, Class::Revoked, Class::Malformed] {
            assert_eq!(mapping.decision(code, class), Decision::Reject);
        }
        for class in [
            Class::Missing,
            Class::Untrusted,
            Class::Expired,
            Class::Policy,
            Class::Unavailable,
            Class::Unsupported,
        ] {
            assert_eq!(mapping.decision(code, class), Decision::Quarantine);
        }
        let unsupported = registry::POLICY_REQUIREMENT_UNSUPPORTED;
        assert_eq!(unsupported.as_str(), "policy.requirement-unsupported");
        let decision = mapping.decision(unsupported, Class::Unsupported);
        assert_eq!(decision, Decision::Reject);
    }

    #[test]
    fn a_requirement_may_say_otherwise_and_an_inner_one_too() {
        let policy = ClassDecisions::default();
        let outer = Overrides {
            missing: Some(Decision::Reject),
            unavailable: Some(Decision::Reject),
            untrusted: Some(Decision::Quarantine),
        };
        let mapping = Mapping::new(&policy, outer);
        let code = registry::SIGNATURE_MISSING;
        assert_eq!(mapping.decision(code, Class::Missing), Decision::Reject);
        assert_eq!(
            mapping.decision(code, Class::Untrusted),
            Decision::Quarantine
        );
        assert_eq!(mapping.decision(code, Class::Expired), Decision::Reject);
        let inner = mapping.within(Overrides {
            missing: Some(Decision::Quarantine),
            ..Overrides::default()
        });
        assert_eq!(inner.decision(code, Class::Missing), Decision::Quarantine);
        assert_eq!(inner.decision(code, Class::Unavailable), Decision::Reject);
    }
}
