//! What a policy does that its author may not have meant.

use bonafide_report::{Code, Decision, Finding, Place, registry};

use super::{IssuerRule, Mode, PolicyDocument, SignerKind};
use crate::pattern::PatternLint;
use crate::{ReferencePattern, TextPattern};

impl PolicyDocument {
    /// What it does that its author may not have meant. No reason to refuse it.
    ///
    /// # Specification
    /// policy sections 1 and 4: the notes `N-ALLOW-BY-NO-MATCH`, `N-AUDIT-ONLY`, `N-TAG-ONLY`,
    /// `N-PATTERN-CROSSES-REGISTRY`, `N-ANY-IDENTITY`, `N-REGEX-UNANCHORED`.
    #[must_use]
    pub fn notes(&self) -> Vec<Finding> {
        let root = Place::root();
        let mut notes = Vec::new();
        if self.default == Decision::Allow {
            let detail = "what no rule matches is allowed";
            let place = root.member("default");
            notes.push(Finding::new(
                registry::NOTE_POLICY_ALLOW_BY_NO_MATCH,
                place,
                detail,
            ));
        }
        let allow = root.member("registries").member("allow");
        let allowed = self.registries.allow.as_deref().unwrap_or_default();
        of_references(allowed, &allow, &mut notes);
        for (index, rule) in self.rules.iter().enumerate() {
            let place = root.member("rules").index(index);
            let references = place.member("match").member("ref");
            of_references(&rule.matching.reference, &references, &mut notes);
            if rule.require.iter().all(|each| each.mode == Mode::Audit) {
                let detail = "no requirement of this rule counts";
                notes.push(Finding::new(
                    registry::NOTE_POLICY_AUDIT_ONLY,
                    place,
                    detail,
                ));
            }
        }
        for (name, signer) in &self.signers {
            let place = root.member("signers").member(name);
            of_signer(&signer.kind, &place, &mut notes);
        }
        notes
    }
}

fn of_references(patterns: &[ReferencePattern], place: &Place, notes: &mut Vec<Finding>) {
    for (index, pattern) in patterns.iter().enumerate() {
        for lint in pattern.lints() {
            notes.push(note(lint, place.index(index)));
        }
    }
}

fn of_signer(kind: &SignerKind, place: &Place, notes: &mut Vec<Finding>) {
    let mut look = |pattern: &TextPattern, name: &str| {
        for lint in pattern.lints() {
            notes.push(note(lint, place.member(name)));
        }
    };
    match kind {
        SignerKind::Keyless { issuer, san, .. } => {
            if let IssuerRule::Is(pattern) = issuer {
                look(pattern, "keyless");
            }
            look(san, "keyless");
        }
        SignerKind::Certificate { names, .. } => {
            for (_, pattern) in names {
                look(pattern, "certificate");
            }
        }
        SignerKind::Key { .. } => {}
    }
}

fn note(lint: PatternLint, place: Place) -> Finding {
    let code: Code = match lint {
        PatternLint::AnyIdentity => registry::NOTE_POLICY_ANY_IDENTITY,
        PatternLint::CrossesRegistry => registry::NOTE_POLICY_CROSSES_REGISTRY,
        PatternLint::RegexUnanchored => registry::NOTE_POLICY_REGEX_UNANCHORED,
        PatternLint::TagOnly => registry::NOTE_POLICY_TAG_ONLY,
    };
    Finding::new(code, place, lint.summary())
}
