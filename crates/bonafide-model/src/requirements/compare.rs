//! A list beside other lists.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_report::registry::{LOCK_BASELINE, LOCK_DENIED, LOCK_SBOM_MISMATCH};
use bonafide_report::{Code, Escaped};

use super::lock::{Lock, Requirement};
use super::policy::Policy;
use crate::python::{Specifier, Version};
use crate::{Finding, Findings, Severity};

/// By name, the versions.
type Versions<'v> = BTreeMap<&'v str, BTreeSet<Known<'v>>>;

/// What is known of a version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Known<'v> {
    /// Nothing: a URL has none, and agrees with each.
    Nothing,
    /// The version, in whatever notation.
    Version(Version),
    /// A text that is no version.
    Text(&'v str),
}

impl<'v> From<Option<&'v str>> for Known<'v> {
    fn from(text: Option<&'v str>) -> Self {
        let known = |text| Version::parse(text).map_or(Self::Text(text), Self::Version);
        text.map_or(Self::Nothing, known)
    }
}

/// Holds a list to the lists of its policy that it has to equal or to contain.
///
/// # Specification
/// models REQ-6, REQ-7.
pub(super) fn check(path: &str, lock: &Lock, policy: &Policy, findings: &mut Findings) {
    let own = versions(lock.effective().map(|own| (own.name(), own.version())));
    for (name, version) in &policy.required {
        let wanted = Known::from(Some(version.as_str()));
        let is_it = |own: &Known<'_>| *own == wanted || *own == Known::Nothing;
        let found = own.get(name.as_str());
        let is_there = found.is_some_and(|versions| versions.iter().all(is_it));
        if !is_there {
            let (name, version) = (Escaped(name), Escaped(version));
            let message = format!("{name} has to be there in version {version}");
            findings.add(Finding::error(LOCK_DENIED, message).at_path(path));
        }
    }
    let mut compare = |other: &[(String, String)], code, severity, what: &str| {
        let other = versions(other.iter().map(|(n, v)| (n.as_str(), Some(v.as_str()))));
        for message in differences(&own, &other, what) {
            findings.add(finding(code, severity, message).at_path(path));
        }
    };
    if let Some(baseline) = &policy.baseline {
        compare(baseline, LOCK_BASELINE, Severity::Warn, "the approved list");
    }
    if let Some(components) = &policy.components {
        let what = "the bill of materials";
        compare(components, LOCK_SBOM_MISMATCH, Severity::Error, what);
        if own.is_empty() {
            let message = "nothing is asked for in any target";
            findings.add(Finding::error(LOCK_SBOM_MISMATCH, message).at_path(path));
        }
    }
}

fn finding(code: Code, severity: Severity, message: String) -> Finding {
    match severity {
        Severity::Error => Finding::error(code, message),
        Severity::Warn | Severity::Info => Finding::warn(code, message),
    }
}

/// Finds what the policy denies.
///
/// # Specification
/// models REQ-7.
pub(super) fn deny(lock: &Lock, policy: &Policy, findings: &mut Findings) {
    let mut denied: BTreeMap<&str, Vec<&[Specifier]>> = BTreeMap::new();
    for (name, clauses) in &policy.denied {
        denied.entry(name).or_default().push(clauses);
    }
    for requirement in lock.effective() {
        let ranges = denied.get(requirement.name()).into_iter().flatten();
        for _ in ranges.filter(|clauses| is_in(requirement, clauses)) {
            let version = Escaped(requirement.version().unwrap_or("of no known version"));
            let message = format!("{} {version} is denied", requirement.name);
            findings.add(requirement.place(Finding::error(LOCK_DENIED, message)));
        }
    }
}

/// Whether the version is in a range; a version that is not known may be.
fn is_in(requirement: &Requirement, clauses: &[Specifier]) -> bool {
    match requirement.version().and_then(Version::parse) {
        Some(version) => clauses.iter().all(|clause| clause.contains(&version)),
        None => true,
    }
}

fn versions<'v>(pairs: impl Iterator<Item = (&'v str, Option<&'v str>)>) -> Versions<'v> {
    let mut versions = Versions::new();
    for (name, version) in pairs {
        versions
            .entry(name)
            .or_default()
            .insert(Known::from(version));
    }
    versions
}

fn differences(own: &Versions<'_>, other: &Versions<'_>, what: &str) -> Vec<String> {
    let mut messages = Vec::new();
    for (name, versions) in own {
        let Some(others) = other.get(name) else {
            messages.push(format!("{} is not in {what}", Escaped(name)));
            continue;
        };
        let is_open = versions.contains(&Known::Nothing) || others.contains(&Known::Nothing);
        if !is_open && versions != others {
            messages.push(format!("{} has another version in {what}", Escaped(name)));
        }
    }
    for name in other.keys().filter(|name| !own.contains_key(*name)) {
        messages.push(format!("{} is only in {what}", Escaped(name)));
    }
    messages
}
