//! Artifacts that a rule is about.

use bonafide_digest::Digest;
use bonafide_oci::Reference;

use super::DrillCase;
use crate::{ArtifactKind, ReferencePattern, Rule, Subject};

/// An artifact that the rule is about, had in the way of the case.
pub(super) fn subject(rule: &Rule, case: DrillCase) -> Option<Subject> {
    let matching = &rule.matching;
    let stated = matching.digest.first().copied();
    let digest = stated.unwrap_or_else(|| Digest::sha256(bonafide_digest::sha256(&[b"drill"])));
    let kind = matching
        .artifact
        .first()
        .copied()
        .unwrap_or(ArtifactKind::Oci);
    let mut subject = match kind {
        ArtifactKind::Oci => image(rule, case, digest)?,
        _ => Subject::blob(vec![digest]),
    };
    subject.kind = kind;
    subject.namespace = matching.namespace.first().cloned();
    subject.role = matching.role.first().copied();
    subject.transport = matching.transport.first().copied();
    Some(subject)
}

fn image(rule: &Rule, case: DrillCase, digest: Digest) -> Option<Subject> {
    let subject = Subject::image(digest);
    let reference = if case == DrillCase::UnknownRegistry {
        Some(Reference::parse_familiar("unknown-registry.invalid/drill/app:1").ok()?)
    } else {
        reference(rule)?
    };
    Some(match reference {
        None => subject,
        Some(reference) if case == DrillCase::MutableTag => subject.with_reference(reference),
        Some(reference) => subject.with_reference(reference.with_digest(digest)),
    })
}

/// A reference that the rule is about; `None` inside where it is about any.
fn reference(rule: &Rule) -> Option<Option<Reference>> {
    let matching = &rule.matching;
    let fits = |reference: &Reference| {
        let is_meant = |pattern: &ReferencePattern| pattern.matches(reference);
        let is_named = matching.reference.is_empty() || matching.reference.iter().any(is_meant);
        is_named && !matching.except.iter().any(is_meant)
    };
    if matching.reference.is_empty() && matching.except.is_empty() {
        let any = Reference::parse_familiar("registry.invalid/drill/app:1").ok();
        return Some(any);
    }
    let written = matching.reference.iter().map(ReferencePattern::as_str);
    let made_up = written
        .chain(["registry.invalid/drill/app:1"])
        .flat_map(fill);
    made_up
        .filter_map(|text| Reference::parse_familiar(&text).ok())
        .find(fits)
        .map(Some)
}

/// A pattern with names in the place of its wildcards, with a tag and without one.
fn fill(pattern: &str) -> [String; 2] {
    let text = match pattern.strip_prefix("**/") {
        Some(path) => format!("registry.invalid/{path}"),
        None => pattern.to_owned(),
    };
    let text = text.replace("**", "drill/app").replace('*', "drill");
    [format!("{text}:1"), text]
}
