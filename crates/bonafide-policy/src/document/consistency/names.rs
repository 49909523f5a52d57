//! Names that are used and not defined, and the other way round.

use std::collections::BTreeSet;

use bonafide_report::{Escaped, registry};

use crate::PolicyDocument;
use crate::error::Problems;
use crate::syntax::At;

pub(super) fn check(policy: &PolicyDocument, at: &At<'_>, problems: &mut Problems) {
    let mut names = Names {
        policy,
        rules: policy.rules.iter().map(|rule| &*rule.id).collect(),
        signers: BTreeSet::new(),
        trust: BTreeSet::new(),
        problems,
    };
    let (rules, signers, trust) = (at.member("rules"), at.member("signers"), at.member("trust"));
    for rule in rules.items() {
        names.requirements(&rule.member("require"));
    }
    for (_, signer) in signers.members() {
        for kind in ["keyless", "key"] {
            names.trust(&signer.member(kind).member("trust"));
        }
    }
    let (used_signers, used_trust) = (names.signers, names.trust);
    for (name, signer) in signers.members() {
        if !used_signers.contains(name) {
            let detail = format!("no requirement names the signer {}", Escaped(name));
            signer.refuse_name(registry::POLICY_UNUSED_NAME, detail, problems);
        }
    }
    for (name, source) in trust.members() {
        if !used_trust.contains(name) {
            let detail = format!("no signer names the trust material {}", Escaped(name));
            source.refuse_name(registry::POLICY_UNUSED_NAME, detail, problems);
        }
    }
}

struct Names<'a, 'p> {
    policy: &'a PolicyDocument,
    rules: BTreeSet<&'a str>,
    /// That were used.
    signers: BTreeSet<String>,
    /// That was used.
    trust: BTreeSet<String>,
    problems: &'p mut Problems,
}

impl Names<'_, '_> {
    /// Calls itself once a level, as often as the policy was read to be deep.
    fn requirements(&mut self, at: &At<'_>) {
        for item in at.items() {
            for (name, kind) in item.members() {
                match name {
                    "any_of" | "all_of" => self.requirements(&kind),
                    "base_image" => self.rule(&kind.member("rule")),
                    "forbid" => {
                        self.signer(&kind.member("signer"));
                        self.signers(&kind.member("attestation").member("by"));
                    }
                    _ => {
                        self.signers(&kind.member("by"));
                        self.signers(&kind.member("vex_by"));
                    }
                }
            }
        }
    }

    fn signers(&mut self, at: &At<'_>) {
        let mut names = BTreeSet::new();
        for item in at.items() {
            self.signer(&item);
            if let Some(name) = item.text()
                && !names.insert(name)
            {
                let detail = format!("{} is there twice", Escaped(name));
                item.refuse(registry::POLICY_CONFLICT, detail, self.problems);
            }
        }
    }

    fn signer(&mut self, at: &At<'_>) {
        let Some(name) = at.text() else { return };
        if self.policy.signers.contains_key(name) {
            self.signers.insert(name.to_owned());
        } else {
            let detail = format!("there is no signer {}", Escaped(name));
            at.refuse(registry::POLICY_UNDEFINED_NAME, detail, self.problems);
        }
    }

    fn trust(&mut self, at: &At<'_>) {
        let Some(name) = at.text() else { return };
        if self.policy.trust.contains_key(name) {
            self.trust.insert(name.to_owned());
        } else {
            let detail = format!("there is no trust material {}", Escaped(name));
            at.refuse(registry::POLICY_UNDEFINED_NAME, detail, self.problems);
        }
    }

    fn rule(&mut self, at: &At<'_>) {
        let Some(name) = at.text() else { return };
        if !self.rules.contains(name) {
            let detail = format!("there is no rule {}", Escaped(name));
            at.refuse(registry::POLICY_UNDEFINED_NAME, detail, self.problems);
        }
    }
}
