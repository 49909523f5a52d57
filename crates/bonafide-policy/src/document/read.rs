//! A document to a policy in memory.

mod matching;
mod requirement;
mod signer;
mod statement;
mod value;

pub(super) use signer::NAME_KINDS;
#[cfg(test)]
pub(super) use value::json;

use core::time::Duration;

use bonafide_report::{Decision, registry};

use super::names::Named;
use super::shape::{POLICY, Shape, check};
use super::{
    ClassDecisions, Exception, ExceptionRules, PolicyDocument, PolicyLimits, Registries, Rule,
};
use crate::LoadErrors;
use crate::error::Problems;
use crate::syntax::{self, At, Syntax, SyntaxLimits};

impl PolicyDocument {
    /// Reads a policy, field by field and as a whole. The files that it names are not looked at.
    ///
    /// # Errors
    /// Everything that is wrong with it, one hundred at most, in the order of the text. Where the
    /// text itself cannot be read that alone is told, and where a field is wrong that and what can be
    /// said of the others.
    ///
    /// # Specification
    /// policy section 1, DOC-1, DOC-2, DOC-3, DOC-5; policy WV-1 for exceptions; policy section 3.3
    /// for what failures may lead to.
    pub fn parse(bytes: &[u8], syntax: Syntax) -> Result<Self, LoadErrors> {
        let mut problems = Problems::new();
        let limits = SyntaxLimits::POLICY;
        let Some(root) = syntax::parse(bytes, syntax, &limits, &mut problems) else {
            return problems.give(None);
        };
        let at = At::root(&root);
        check(&at, &Shape::Record(&POLICY), &mut problems);
        let policy = Reader::new(&mut problems).policy(&at);
        if problems.is_empty() {
            super::consistency::check(&policy, &at, &mut problems);
        }
        problems.give(Some(policy))
    }
}

/// As the document says, whether its parts fit each other or not.
#[cfg(test)]
pub(super) fn read_alone(at: &At<'_>, problems: &mut Problems) -> PolicyDocument {
    Reader::new(problems).policy(at)
}

/// Reads fields. That they are there and of the right type was checked and told before, so that
/// nothing is said of it here: what is missing is left empty, and the whole is thrown away.
struct Reader<'p> {
    problems: &'p mut Problems,
    /// How many were read.
    patterns: usize,
}

impl Reader<'_> {
    fn policy(&mut self, at: &At<'_>) -> PolicyDocument {
        self.break_glass(&at.member("break_glass"));
        let registries = at.member("registries");
        let rules = at.member("rules");
        let exceptions = at.member("exceptions");
        let exception_rules = self.exception_rules(&at.member("exceptions_policy"));
        PolicyDocument {
            name: value::string(&at.member("name")),
            version: value::string(&at.member("version")),
            description: value::optional_string(&at.member("description")),
            default: value::named(&at.member("default")).unwrap_or(Decision::Reject),
            registries: Registries {
                allow: registries
                    .member("allow")
                    .is_there()
                    .then(|| self.references(&registries.member("allow"))),
                deny: self.references(&registries.member("deny")),
            },
            allow_unpinned_files: value::flag(&at.member("allow_unpinned_files")),
            trust: self.trust(&at.member("trust")),
            signers: self.signers(&at.member("signers")),
            rules: rules.items().map(|rule| self.rule(&rule)).collect(),
            exceptions: exceptions
                .items()
                .filter_map(|exception| self.exception(&exception))
                .collect(),
            exception_rules,
            decisions: decisions(&at.member("decisions")),
            limits: limits(&at.member("limits")),
        }
    }

    fn rule(&mut self, at: &At<'_>) -> Rule {
        let require = at.member("require");
        Rule {
            id: value::string(&at.member("id")),
            matching: self.matching(&at.member("match")),
            pin: value::named(&at.member("pin")).unwrap_or_default(),
            require: self.requirements(&require, 0),
        }
    }

    fn exception(&mut self, at: &At<'_>) -> Option<Exception> {
        Some(Exception {
            id: value::string(&at.member("id")),
            matching: self.matching(&at.member("match")),
            waive: at.member("waive").texts(),
            from: value::time(&at.member("from")),
            until: value::time(&at.member("until"))?,
            reason: value::string(&at.member("reason")),
            ticket: value::optional_string(&at.member("ticket")),
            approved_by: at.member("approved_by").texts(),
        })
    }

    /// policy WV-1: how long one may last can be shortened only.
    fn exception_rules(&mut self, at: &At<'_>) -> ExceptionRules {
        let rules = ExceptionRules::default();
        let max = at.member("max");
        let longest = value::duration(&max).unwrap_or(rules.longest);
        if longest > rules.longest || longest == Duration::ZERO {
            let detail = "exceptions last 30 days at most, and longer than nothing";
            max.refuse(registry::POLICY_VALUE, detail, self.problems);
        }
        ExceptionRules {
            approvers_min: value::count(&at.member("approvers_min")).unwrap_or(1),
            longest,
        }
    }

    fn break_glass(&mut self, at: &At<'_>) {
        let enabled = at.member("enabled");
        if value::flag(&enabled) {
            let detail = "break-glass is not done here: use an exception";
            enabled.refuse(registry::POLICY_UNSUPPORTED, detail, self.problems);
        }
    }
}

impl<'p> Reader<'p> {
    const fn new(problems: &'p mut Problems) -> Self {
        Self {
            problems,
            patterns: 0,
        }
    }
}

fn decisions(at: &At<'_>) -> ClassDecisions {
    let decision = |name| Decision::of_name(at.member(name).text().unwrap_or_default());
    ClassDecisions {
        missing: decision("missing"),
        untrusted: decision("untrusted"),
        expired: decision("expired"),
        policy: decision("policy"),
        unavailable: decision("unavailable"),
        unsupported: decision("unsupported"),
    }
}

fn limits(at: &At<'_>) -> PolicyLimits {
    let candidates = at.member("candidates").integer();
    PolicyLimits {
        manifest_bytes: value::size(&at.member("manifest_bytes")),
        candidates: candidates.and_then(|count| u64::try_from(count).ok()),
        attestation_bytes: value::size(&at.member("attestation_bytes")),
        wall: value::duration(&at.member("wall")),
    }
}
