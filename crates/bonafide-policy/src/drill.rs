//! Drills: does a policy refuse what it must?

mod example;

use std::collections::BTreeMap;

use bonafide_report::{Code, Decision, Finding, Place, Time, registry};

use crate::evidence::{Answer, Incompleteness, Outcome};
use crate::{CompiledPolicy, EvidenceSet, EvidenceView, Rule, Verdict, evaluate};

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DrillCase {
    /// Nobody signed anything: `unsigned`.
    Unsigned,
    /// Whoever is wanted signed something else: `tampered-digest`.
    TamperedDigest,
    /// Somebody else signed it: `wrong-signer`.
    WrongSigner,
    /// Whoever is wanted signed it when their key was no longer valid: `expired-key`.
    ExpiredKey,
    /// It comes from a registry that no pattern names: `unknown-registry`.
    UnknownRegistry,
    /// A tag was asked for and no digest: `mutable-tag`.
    MutableTag,
    /// Whether anybody signed it could not be learnt: `unverifiable-discovery`.
    UnverifiableDiscovery,
}

impl DrillCase {
    /// Every case.
    pub const ALL: [Self; 7] = [
        Self::Unsigned,
        Self::TamperedDigest,
        Self::WrongSigner,
        Self::ExpiredKey,
        Self::UnknownRegistry,
        Self::MutableTag,
        Self::UnverifiableDiscovery,
    ];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::TamperedDigest => "tampered-digest",
            Self::WrongSigner => "wrong-signer",
            Self::ExpiredKey => "expired-key",
            Self::UnknownRegistry => "unknown-registry",
            Self::MutableTag => "mutable-tag",
            Self::UnverifiableDiscovery => "unverifiable-discovery",
        }
    }
}

/// What became of one case.
#[derive(Clone, Debug)]
pub struct Drill {
    rule: String,
    case: DrillCase,
    verdict: Option<Verdict>,
}

impl Drill {
    /// The rule that the artifact was made up for.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// What was tried.
    #[must_use]
    pub const fn case(&self) -> DrillCase {
        self.case
    }

    /// The verdict; `None` where no artifact could be made up that the rule is about.
    #[must_use]
    pub const fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// Whether the policy let it pass.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        let decision = self.verdict.as_ref().map(|verdict| verdict.decision);
        decision == Some(Decision::Allow)
    }
}

/// Tries each case with an artifact made up for each rule. A policy that allows any of them is not
/// safe: whoever loads it should say so.
///
/// No signature is made or checked: what is tried is the policy, and not what verifies signatures.
/// Costs an evaluation for each rule and case.
///
/// # Specification
/// policy section 11.
#[must_use]
pub fn drill(policy: &CompiledPolicy, now: Time) -> Vec<Drill> {
    let mut drills = Vec::new();
    for rule in &policy.document.rules {
        for case in DrillCase::ALL {
            let verdict = example::subject(rule, case).map(|subject| {
                let evidence = evidence(policy, rule, case);
                evaluate(policy, &subject, &evidence, now)
            });
            drills.push(Drill {
                rule: rule.id.clone(),
                case,
                verdict,
            });
        }
    }
    drills
}

/// What the case would leave behind for each question that the rule asks.
fn evidence(policy: &CompiledPolicy, rule: &Rule, case: DrillCase) -> EvidenceSet {
    let mut evidence = EvidenceSet::default();
    let (code, is_attributable) = match case {
        DrillCase::TamperedDigest => (registry::SIGNATURE_WRONG_SUBJECT, true),
        DrillCase::WrongSigner => (registry::IDENTITY_SAN_MISMATCH, false),
        DrillCase::ExpiredKey => (registry::KEY_VALIDITY, true),
        DrillCase::UnverifiableDiscovery => {
            evidence.incomplete.push(Incompleteness {
                finding: made_up(registry::DISCOVERY_UNAVAILABLE),
                is_retryable: true,
            });
            return evidence;
        }
        _ => return evidence,
    };
    let piece = EvidenceView {
        digest: None,
        media_type: None,
        role: "signature",
        source: "local",
        repository: None,
    };
    evidence.pieces.push(piece.into());
    let prefix = format!("{}/", rule.id);
    let asked = policy
        .asked
        .iter()
        .filter(|(id, _)| id.starts_with(&prefix));
    let answers: BTreeMap<_, _> = asked
        .flat_map(|(_, questions)| questions)
        .map(|question| (*question, vec![failed(code, is_attributable)]))
        .collect();
    evidence.answers = answers;
    evidence
}

fn failed(code: Code, is_attributable: bool) -> Answer {
    Answer {
        piece: 0,
        outcome: Outcome::Fails {
            finding: made_up(code),
            class: code.class().unwrap_or(bonafide_report::Class::Untrusted),
            is_attributable,
            is_well_formed: true,
        },
    }
}

fn made_up(code: Code) -> Finding {
    Finding::new(code, Place::root(), "made up for a drill")
}
