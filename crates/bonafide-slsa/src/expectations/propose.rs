//! Expectations by example: trust on first use.

use bonafide_json::canonical;
use bonafide_report::Place;

use super::parameters::prefix;
use super::{Expectations, JsonText, ParameterRule};
use crate::facts::{Cover, Facts, Named};
use crate::inspect::{InspectedField, Seen};
use crate::{
    Attestation, Backing, BuilderId, Builders, Error, Glob, Outcome, RefRule, Version, evaluate,
};

/// Proposes expectations that this attestation keeps: trust on first use. Whoever takes them over
/// decides that this build was a good one; what changes later is then refused.
///
/// The builder is expected at whatever version. A branch is expected by its name, a tag by its
/// kind: that of a release, or any. Parameters are expected as they are.
///
/// # Errors
/// [`Error::NoneAcceptable`] for an attestation that is contradicted, that failed a check or that
/// cannot be read: [`inspect`](crate::inspect()) tells why.
pub fn propose(attestation: &Attestation, builders: &Builders) -> Result<Proposal, Error> {
    let refuse = || Error::NoneAcceptable { seen: 1 };
    let nothing = Expectations::any_source();
    let inspected = evaluate::judge_alone(attestation, &nothing, builders, true);
    let portrait = inspected.portrait;
    let proposal = portrait.and_then(|portrait| portrait.proposal);
    let mut proposal = proposal.ok_or_else(refuse)?;
    // What the expectations lean on can keep the level down, so that it takes them to know it.
    let judged = evaluate::judge_alone(attestation, &proposal.expectations, builders, false);
    if judged.count(Outcome::Fail) > 0 {
        return Err(refuse());
    }
    proposal.expectations.min_level = judged.level.value();
    Ok(proposal)
}

/// Expectations that one attestation keeps, and those of its fields that nobody vouches for.
#[derive(Clone, Debug)]
pub struct Proposal {
    expectations: Expectations,
    unbacked: Vec<InspectedField>,
}

impl Proposal {
    /// The expectations.
    #[must_use]
    pub const fn expectations(&self) -> &Expectations {
        &self.expectations
    }

    /// The fields that they are about and that only the build itself tells: whoever runs it could
    /// write something else.
    #[must_use]
    pub fn unbacked(&self) -> &[InspectedField] {
        &self.unbacked
    }

    /// The expectations as a document for [`ExpectationSet::parse`](crate::ExpectationSet::parse),
    /// for the package of this name.
    #[must_use]
    pub fn document(&self, package: &str) -> String {
        let mut members = Vec::new();
        let wanted = &self.expectations;
        let source = wanted.source.as_ref();
        let source = source.map_or_else(|| "any".to_owned(), crate::SourceId::repository);
        members.push(("source", quoted(&source)));
        let lists = [
            ("builder", &wanted.builders),
            ("trigger", &wanted.triggers),
            ("build_type", &wanted.build_types),
        ];
        for (name, list) in lists {
            members.extend(list.first().map(|text| (name, quoted(text))));
        }
        members.extend(reference(wanted).map(|rule| ("ref", rule)));
        if wanted.workflow.is_some() {
            members.push(("workflow", quoted(&wanted.workflow_text)));
        }
        if !wanted.parameters.is_empty() {
            members.push(("external", external(&wanted.parameters)));
        }
        members.push(("min_level", wanted.min_level.to_string()));
        let members: Vec<String> = members
            .into_iter()
            .map(|(name, value)| format!("      \"{name}\": {value}"))
            .collect();
        format!(
            "{{\n  \"schema\": {},\n  \"expect\": {{\n    {}: {{\n{}\n    }}\n  }}\n}}\n",
            quoted(Builders::SCHEMA),
            quoted(package),
            members.join(",\n")
        )
    }

    /// What can be told before the level is known; `fields` are those of the same statement.
    pub(crate) fn sketch(seen: &Seen<'_, '_>, fields: &[InspectedField]) -> Self {
        let facts = seen.facts;
        let mut wanted = Expectations::any_source();
        let id = BuilderId::parse(seen.view.builder_id().value()).ok();
        let id = id.as_ref().map(BuilderId::name);
        let builder = id.or(seen.entry.map(crate::Builder::name));
        wanted.builders.extend(builder.map(str::to_owned));
        let build_type = seen.view.build_type().value();
        wanted.build_types.push(build_type.to_string());
        let source = facts.trigger.as_ref().or(facts.source.as_ref());
        wanted.source = source.and_then(|found| {
            let source = Expectations::source(&found.value.repository()).ok();
            source.and_then(|expectations| expectations.source)
        });
        take_reference(&mut wanted, facts);
        take_workflow(&mut wanted, facts);
        let event = facts.event.as_ref().map(|event| event.value.to_string());
        wanted.triggers.extend(event);
        let places = take_parameters(&mut wanted, facts);
        let has_reference = wanted.branch.is_some() || !wanted.references.is_empty();
        let is_used = |field: &&InspectedField| match field.name() {
            "builder id" | "build type" | "event" => true,
            "source repository" => wanted.source.is_some(),
            "source reference" => has_reference,
            "workflow" => wanted.workflow.is_some(),
            _ => places.contains(&field.pointer()),
        };
        let is_unbacked = |field: &&InspectedField| field.backing() == Some(Backing::Unbacked);
        let unbacked = fields.iter().filter(is_used).filter(is_unbacked);
        let unbacked = unbacked.cloned().collect();
        let expectations = wanted;
        Self {
            expectations,
            unbacked,
        }
    }
}

/// Of a tag its kind, since the next release has another; a branch by its name.
fn take_reference(wanted: &mut Expectations, facts: &Facts<'_>) {
    match (&facts.tag, &facts.branch) {
        (Some(Named::Is(tag)), _) => {
            let version = Version::parse(tag)
                .ok()
                .filter(|version| version.is_full() && version.build().is_none());
            let rule = match version {
                Some(version) => Some(RefRule::SemverTag {
                    prerelease: version.prerelease().is_some(),
                    suffix: None,
                }),
                None => Glob::new("**").ok().map(RefRule::Tag),
            };
            wanted.references.extend(rule);
        }
        (_, Some(Named::Is(branch))) => wanted.branch = Some(branch.clone()),
        _ => {}
    }
}

/// The path, unless it would be taken for a pattern.
fn take_workflow(wanted: &mut Expectations, facts: &Facts<'_>) {
    let path = facts.workflow.as_ref().map(|path| path.value.to_string());
    let path = path.filter(|path| !path.contains('*')).unwrap_or_default();
    wanted.workflow = Glob::new(&path).ok();
    wanted.workflow_text = path;
}

/// Every parameter as it is, and their places.
fn take_parameters<'f>(wanted: &mut Expectations, facts: &'f Facts<'_>) -> Vec<&'f Place> {
    let mut places = Vec::new();
    let parameters = facts.parameters.iter();
    for parameter in
        parameters.filter(|known| known.cover == Cover::Open && !known.value.is_absent())
    {
        let rule = ParameterRule::Equals(JsonText::of(parameter.value));
        if wanted.add_parameter(&prefix(parameter), rule).is_ok() {
            places.push(&parameter.place);
        }
    }
    places
}

/// The reference as the document has it.
fn reference(wanted: &Expectations) -> Option<String> {
    if let Some(branch) = &wanted.branch {
        return Some(format!("{{ \"branch\": {} }}", quoted(branch)));
    }
    Some(match wanted.references.first()? {
        RefRule::SemverTag {
            prerelease: true, ..
        } => "{ \"semver_tag\": { \"prerelease\": true } }".to_owned(),
        RefRule::SemverTag { .. } => quoted("semver-tag"),
        RefRule::Tag(glob) => format!("{{ \"tag\": {} }}", quoted(glob.as_str())),
        _ => return None,
    })
}

fn external(rules: &[(String, ParameterRule)]) -> String {
    let rules = rules.iter().filter_map(|(at, rule)| match rule {
        ParameterRule::Equals(value) => {
            let (at, value) = (quoted(at), value.text());
            Some(format!("        {at}: {{ \"equals\": {value} }}"))
        }
        _ => None,
    });
    let rules: Vec<String> = rules.collect();
    format!("{{\n{}\n      }}", rules.join(",\n"))
}

fn quoted(text: &str) -> String {
    let mut json = String::new();
    canonical::string(&mut json, text);
    json
}
