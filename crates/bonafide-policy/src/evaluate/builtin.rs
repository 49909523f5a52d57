//! The checks that every verdict has.

use bonafide_digest::Digest;
use bonafide_oci::Reference;
use bonafide_report::{Class, Decision, Escaped, Finding, Place, registry};

use super::judgement::{Judgement, Mapping, in_order};
use crate::pattern::spelling;
use crate::requirement::Context;
use crate::{ArtifactKind, Overrides, Pin, ReferencePattern, Rule};

/// What is decided by the policy and the name alone, with the ids of the checks.
pub(super) fn checks(context: &Context<'_>, rules: &[&Rule]) -> Vec<(&'static str, Judgement)> {
    let mapping = mapping(context);
    let mut checks = vec![("ref/rule", rule(context, rules))];
    if context.subject.kind == ArtifactKind::Oci {
        checks.push(("ref/parse", parse(context, &mapping)));
        checks.push(("ref/registry", registry(context, &mapping)));
        checks.push(("ref/pin", pin(context, rules, &mapping)));
    }
    if context.subject.kind != ArtifactKind::Model {
        checks.push(("subject/digest", digest(context, &mapping)));
    }
    checks
}

/// Whether the name of a base image is one that the policy allows, and the rule.
pub(super) fn of_name(context: &Context<'_>, rule: &Rule) -> [(&'static str, Judgement); 2] {
    let mapping = mapping(context);
    [
        ("ref/registry", registry(context, &mapping)),
        ("ref/pin", pin(context, &[rule], &mapping)),
    ]
}

fn mapping<'a>(context: &Context<'a>) -> Mapping<'a> {
    Mapping::new(&context.policy.document.decisions, Overrides::default())
}

fn parse(context: &Context<'_>, mapping: &Mapping<'_>) -> Judgement {
    let subject = context.subject;
    if subject.is_malformed {
        let name = subject.name.as_deref().unwrap_or_default();
        let mut detail = format!(
            "expected a reference of an image; found `{}`",
            Escaped(name)
        );
        if let Err(why) = Reference::parse_familiar(name) {
            detail = format!("{detail}: {why}");
        }
        return mapping.fails_as(&Finding::new(registry::REF_INVALID, Place::root(), detail));
    }
    match &subject.reference {
        Some(reference) => {
            Judgement::holds(registry::REF_OK, format!("the reference is {reference}"))
        }
        None => Judgement::holds(registry::REF_OK, "it was asked for without a reference"),
    }
}

fn registry(context: &Context<'_>, mapping: &Mapping<'_>) -> Judgement {
    let registries = &context.policy.document.registries;
    let Some(reference) = &context.subject.reference else {
        if registries.allow.is_none() {
            return Judgement::holds(registry::REF_OK, "it is of no registry that is denied");
        }
        let place = Place::root().member("registries").member("allow");
        let detail = "expected a registry that is allowed; found no reference that names one";
        let code = registry::REF_REGISTRY_NOT_ALLOWED;
        return mapping.fails_as(&Finding::new(code, place, detail));
    };
    // Another spelling of a registry that is denied is no way around.
    let others = match registries.deny.is_empty() {
        true => Vec::new(),
        false => spelling::others(reference),
    };
    let is_named = |pattern: &ReferencePattern| {
        pattern.matches(reference) || others.iter().any(|other| pattern.matches(other))
    };
    let denied = registries.deny.iter();
    let mut denied: Vec<&str> = denied
        .filter(|pattern| is_named(pattern))
        .map(|pattern| pattern.as_str())
        .collect();
    denied.sort_unstable();
    let code = registry::REF_REGISTRY_NOT_ALLOWED;
    if let Some(pattern) = denied.first() {
        let place = Place::root().member("registries").member("deny");
        let pattern = Escaped(pattern);
        let detail = format!("expected nothing of `{pattern}`; found {reference}");
        return mapping.fails_as(&Finding::new(code, place, detail));
    }
    match &registries.allow {
        Some(allowed) if !allowed.iter().any(|pattern| pattern.matches(reference)) => {
            let place = Place::root().member("registries").member("allow");
            let domain = Escaped(reference.repository().domain()).to_string();
            let detail = format!("expected a registry that is allowed; found {domain}");
            mapping.fails_as(&Finding::new(code, place, detail))
        }
        _ => Judgement::holds(registry::REF_OK, "the registry is allowed"),
    }
}

fn pin(context: &Context<'_>, rules: &[&Rule], mapping: &Mapping<'_>) -> Judgement {
    let wants = rules.iter().any(|rule| rule.pin == Pin::Require);
    let Some(reference) = &context.subject.reference else {
        return Judgement::holds(
            registry::REF_OK,
            "there is no reference that could be moved",
        );
    };
    match (reference.digest(), wants) {
        (Some(digest), _) => Judgement::holds(registry::REF_OK, format!("pinned to {digest}")),
        (None, false) => {
            Judgement::holds(registry::REF_OK, "no rule wants a reference with a digest")
        }
        (None, true) => {
            let detail = format!("expected a reference with a digest; found {reference}");
            let code = registry::DIGEST_NOT_PINNED;
            mapping.fails_as(&Finding::new(code, Place::root(), detail))
        }
    }
}

fn rule(context: &Context<'_>, rules: &[&Rule]) -> Judgement {
    // What a rule leaves out under another spelling of its registry is none that it lets through.
    let reference = context.subject.reference.as_ref();
    let is_left_out = |rule: &&&Rule| {
        reference.is_some_and(|reference| rule.matching.is_excepted_elsewhere(reference))
    };
    let rules = rules.iter().filter(|rule| !is_left_out(rule));
    let mut names: Vec<&str> = rules.map(|rule| rule.id.as_str()).collect();
    names.sort_unstable();
    if !names.is_empty() {
        let shown = names.iter().take(8).map(|name| Escaped(name).to_string());
        let shown = shown.collect::<Vec<_>>().join(", ");
        let more = if names.len() > 8 { ", …" } else { "" };
        let apply = match names.len() {
            1 => "rule applies",
            _ => "rules apply",
        };
        let summary = format!("{} {apply}: {shown}{more}", names.len());
        return Judgement::holds(registry::REF_OK, summary);
    }
    let default = context.policy.document.default;
    let name = match (&context.subject.reference, &context.subject.name) {
        (Some(reference), _) => format!(" {reference}"),
        (None, Some(name)) => format!(" `{}`", Escaped(name)),
        (None, None) => String::new(),
    };
    let detail = format!("no rule is about the artifact{name}; the default is {default}");
    let code = registry::REF_NO_MATCHING_RULE;
    if default == Decision::Allow {
        return Judgement::holds(code, detail);
    }
    let place = Place::root().member("default");
    Judgement::fails(&Finding::new(code, place, detail), Class::Policy, default)
}

fn digest(context: &Context<'_>, mapping: &Mapping<'_>) -> Judgement {
    let subject = context.subject;
    if let Some(fault) = &context.evidence.image_fault {
        return mapping.fails_as(fault);
    }
    let found = super::verdict::digest(subject);
    let Some(found) = found else {
        if let Some(judged) = unresolved(context, mapping) {
            return judged;
        }
        let detail = "expected a digest of the artifact; found none";
        let code = registry::DIGEST_NOT_RECOVERABLE;
        return mapping.fails_as(&Finding::new(code, Place::root(), detail));
    };
    let wanted = subject.reference.as_ref().and_then(|name| name.digest());
    let is_found =
        |wanted: &Digest| subject.digests.contains(wanted) || subject.covered_by.contains(wanted);
    match wanted {
        Some(wanted) if !is_found(wanted) => {
            let detail = format!("expected {wanted}; found {found}");
            let code = registry::DIGEST_MISMATCH;
            mapping.fails_as(&Finding::new(code, Place::root(), detail))
        }
        Some(wanted) => Judgement::holds(
            registry::DIGEST_MATCH,
            format!("expected {wanted}; found {found}"),
        ),
        None => Judgement::holds(registry::DIGEST_MATCH, format!("its digest is {found}")),
    }
}

/// A name that could not be resolved, where that is why there is no digest.
fn unresolved(context: &Context<'_>, mapping: &Mapping<'_>) -> Option<Judgement> {
    let incomplete = &context.evidence.incomplete;
    let reasons = in_order(
        incomplete
            .iter()
            .map(|reason| reason.finding.clone())
            .collect(),
    );
    let mut judged = mapping.fails(reasons.first()?, Class::Unavailable);
    judged.retryable = incomplete.iter().all(|reason| reason.is_retryable);
    Some(judged)
}

/// Whether everything was seen. What was not is no failure by itself: each requirement that wants more
/// than was seen fails for it.
pub(super) fn discovery(context: &Context<'_>) -> (Judgement, bool) {
    let reasons = context.evidence.incomplete.iter();
    let findings = in_order(reasons.map(|reason| reason.finding.clone()).collect());
    let Some(first) = findings.first() else {
        let is_discovered = context.evidence.about.is_some() && !context.evidence.is_local;
        let summary = match is_discovered {
            true => "everything that travels with the artifact was seen",
            false => "everything that was handed over was looked at; nothing else was looked for",
        };
        return (Judgement::holds(registry::DISCOVERY_OK, summary), true);
    };
    let summary = format!("not everything was seen: {}", first.detail());
    let judgement = Judgement::holds(first.code(), summary);
    (judgement.with_findings(findings), false)
}
