//! Exceptions: what they may be about, and for how long.

use std::collections::BTreeSet;

use bonafide_report::{Escaped, Time, registry};

use crate::document::{Exception, ExceptionRules, PolicyDocument};
use crate::error::Problems;
use crate::syntax::At;

/// The built-in checks whose failure may be borne (policy WV-2 excludes the others, and that
/// something was not seen is no failure by itself).
const WAIVABLE: [&str; 3] = ["ref/pin", "ref/registry", "ref/rule"];

pub(super) fn check(policy: &PolicyDocument, at: &At<'_>, problems: &mut Problems) {
    let checks = check_ids(policy);
    let mut ids = BTreeSet::new();
    let exceptions = at.member("exceptions");
    for (exception, at) in policy.exceptions.iter().zip(exceptions.items()) {
        if !ids.insert(&exception.id) {
            let detail = format!("another exception is called {}", exception.id);
            at.member("id")
                .refuse(registry::POLICY_CONFLICT, detail, problems);
        }
        for waived in at.member("waive").items() {
            let Some(id) = waived.text() else { continue };
            if !checks.contains(id) && !WAIVABLE.contains(&id) {
                let detail = format!("there is no check {} that could be waived", Escaped(id));
                waived.refuse(registry::POLICY_UNDEFINED_NAME, detail, problems);
            }
        }
        matching(exception, &at, problems);
        window(exception, policy.exception_rules, &at, problems);
        approval(exception, policy.exception_rules, &at, problems);
    }
}

/// An exception is about something.
fn matching(exception: &Exception, at: &At<'_>, problems: &mut Problems) {
    let matching = &exception.matching;
    let at = at.member("match");
    let is_empty = matching.reference.is_empty()
        && matching.digest.is_empty()
        && matching.namespace.is_empty();
    if is_empty {
        let detail = "one of these is missing: ref, digest, namespace";
        at.refuse(registry::POLICY_MISSING_FIELD, detail, problems);
    }
    for (pattern, item) in matching.reference.iter().zip(at.member("ref").items()) {
        if pattern.is_whole_registry() {
            let detail = "an exception cannot be about a whole registry";
            item.refuse(registry::POLICY_VALUE, detail, problems);
        }
    }
}

fn window(exception: &Exception, rules: ExceptionRules, at: &At<'_>, problems: &mut Problems) {
    let Some(from) = exception.from else { return };
    let until = at.member("until");
    if exception.until <= from {
        let detail = "until is not later than from";
        return until.refuse(registry::POLICY_CONFLICT, detail, problems);
    }
    if latest(from, rules).is_none_or(|last| exception.until > last) {
        let seconds = rules.longest.as_secs();
        let detail = format!("an exception lasts {seconds} seconds at most");
        until.refuse(registry::POLICY_VALUE, detail, problems);
    }
}

fn latest(from: Time, rules: ExceptionRules) -> Option<Time> {
    let seconds = i64::try_from(rules.longest.as_secs()).ok()?;
    from.checked_add_seconds(seconds)
}

fn approval(exception: &Exception, rules: ExceptionRules, at: &At<'_>, problems: &mut Problems) {
    let approved = at.member("approved_by");
    let names: BTreeSet<&String> = exception.approved_by.iter().collect();
    if names.len() < exception.approved_by.len() {
        let detail = "a name is there twice";
        approved.refuse(registry::POLICY_CONFLICT, detail, problems);
    }
    if names.len() < rules.approvers_min {
        let detail = format!("{} must have approved", rules.approvers_min);
        approved.refuse(registry::POLICY_VALUE, detail, problems);
    }
}

/// Of each requirement of a rule: parts of one fail with the whole only.
fn check_ids(policy: &PolicyDocument) -> BTreeSet<String> {
    let rules = policy.rules.iter();
    let ids = rules.flat_map(|rule| {
        let each = rule.require.iter();
        each.map(|requirement| format!("{}/{}", rule.id, requirement.id))
    });
    ids.collect()
}
