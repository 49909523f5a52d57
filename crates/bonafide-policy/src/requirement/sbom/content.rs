//! What a bill of materials says of its components.

use bonafide_report::{Class, Finding, Place, registry};
use bonafide_sbom::{
    CompletenessGate, CompletenessShare, Graph, Identifiers, IdentityIndex, IdentityIndexBuilder,
    LicencePolicy, LicenceSurvey, Model, Profile, PurlQuery,
};
use serde_json::json;

use super::MOST_FINDINGS;
use crate::requirement::Unmet;
use crate::{SbomRequirement, TextPattern};

/// The profiles by the names that policies use; their own names are known too.
const PROFILES: [(&str, &str); 2] = [("ntia", "ntia-2021"), ("cisa", "cisa-2025-draft")];

/// That no component is denied.
pub(super) fn packages(requirement: &SbomRequirement, model: &Model) -> Result<(), Unmet> {
    if requirement.packages_deny.is_empty() {
        return Ok(());
    }
    let index = index(model)?;
    let mut denied = Vec::new();
    let mut unknown = Vec::new();
    for pattern in &requirement.packages_deny {
        for finding in deny(pattern, &index, model) {
            let is_denial = finding.code() == registry::SBOM_PACKAGE_DENIED;
            let list = if is_denial { &mut denied } else { &mut unknown };
            list.push(finding);
        }
    }
    let (class, mut found) = if denied.is_empty() {
        (Class::Missing, unknown)
    } else {
        (Class::Policy, denied)
    };
    found.truncate(MOST_FINDINGS);
    match found.first().cloned() {
        None => Ok(()),
        Some(first) => Err(Unmet::from(first).with_class(class).with_findings(found)),
    }
}

/// Each component with its identifiers; those of the root too, since it is what is delivered.
fn index(model: &Model) -> Result<IdentityIndex, Unmet> {
    let mut builder = IdentityIndexBuilder::default();
    for component in model.components() {
        let role = component.role();
        if !role.is_inventory() && model.document().root != Some(component.ordinal()) {
            continue;
        }
        let purls: Vec<&str> = component.purls().collect();
        let identifiers = Identifiers {
            purls: &purls,
            name: component.name().unwrap_or_default(),
            version: component.version(),
            ..Identifiers::default()
        };
        builder
            .add(component.ordinal(), &identifiers)
            .map_err(|error| Unmet::from(&error))?;
    }
    Ok(builder.finish())
}

/// What is denied by one pattern, and what cannot be compared with it.
///
/// A pattern that is a package URL, with stars or without, is compared as one, so that no other
/// spelling of a package passes; any other pattern is compared with the texts.
fn deny(pattern: &TextPattern, index: &IdentityIndex, model: &Model) -> Vec<Finding> {
    if let Ok(query) = PurlQuery::parse(pattern.as_str()) {
        return index.purl(&query).deny(pattern.as_str());
    }
    let components = model.components();
    let denied = components.filter(|one| one.purls().any(|purl| pattern.matches(purl)));
    denied
        .take(MOST_FINDINGS)
        .map(|one| {
            let name = one.name().unwrap_or_default();
            let detail = format!(
                "{} is denied by {}",
                bonafide_report::Escaped(name),
                bonafide_report::Escaped(pattern.as_str())
            );
            Finding::new(registry::SBOM_PACKAGE_DENIED, one.place(), detail)
        })
        .collect()
}

/// That the licences of every component are allowed; with what is to be told of them.
pub(super) fn licences(
    requirement: &SbomRequirement,
    model: &Model,
) -> Result<Vec<Finding>, Unmet> {
    if requirement.licences_deny.is_empty() && requirement.licences_allow.is_none() {
        return Ok(Vec::new());
    }
    let policy = policy(requirement)?;
    let survey = LicenceSurvey::of(model, &policy);
    let findings = survey.findings().kept();
    let Some(code) = survey.code() else {
        return Ok(findings.to_vec());
    };
    let of_code = findings.iter().filter(|finding| finding.code() == code);
    let found: Vec<Finding> = of_code.take(MOST_FINDINGS).cloned().collect();
    let place = found
        .first()
        .map_or_else(Place::root, |one| one.place().clone());
    let detail = found
        .first()
        .map_or(code.summary(), Finding::detail)
        .to_owned();
    let mut unmet = Unmet::of(code, place, detail).with_findings(found);
    if code == registry::SBOM_LICENCE_UNKNOWN {
        unmet = unmet.with_class(Class::Missing);
    }
    Err(unmet)
}

/// A policy that only denies has nothing against other licences of the SPDX list.
fn policy(requirement: &SbomRequirement) -> Result<LicencePolicy, Unmet> {
    let deny = &requirement.licences_deny;
    let document = match &requirement.licences_allow {
        Some(allow) => json!({"allow": allow, "deny": deny}),
        None => json!({"deny": deny, "unlisted": "allow"}),
    };
    LicencePolicy::parse(document.to_string().as_bytes()).map_err(|error| Unmet::from(&error))
}

/// That the document says as much as a profile requires.
pub(super) fn completeness(requirement: &SbomRequirement, graph: &Graph<'_>) -> Result<(), Unmet> {
    let Some(name) = requirement.min_completeness.as_deref() else {
        return Ok(());
    };
    let known = PROFILES.iter().find(|(short, _)| *short == name);
    let Some(profile) = Profile::named(known.map_or(name, |(_, id)| id)) else {
        let code = registry::POLICY_REQUIREMENT_UNSUPPORTED;
        let detail = "the profile of completeness is none that is known";
        return Err(Unmet::of(code, Place::root(), detail));
    };
    let report = profile.assess(graph);
    match report.check(&CompletenessGate::new(CompletenessShare::All)) {
        None => Ok(()),
        Some(finding) => Err(finding.into()),
    }
}
