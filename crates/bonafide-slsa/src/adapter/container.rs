//! slsa-github-generator's container-based builder, which writes v1.

use super::environment::{Environment, Spelling, expose_inputs};
use super::fields::{invocation, parameters, shape};
use super::trigger::{Bare, check_commits, check_trigger, source};
use crate::facts::{Fact, Facts, Parameter, Stage};
use crate::{Error, Provenance, SourceId};
use bonafide_digest::{Algorithm, Digest};
use bonafide_report::Place;

pub(super) fn read<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    facts.parameters = parameters(view, &["source"], &[]);
    facts.invocation = invocation(view);
    if let Some(internal) = view.internal() {
        let environment = Environment::of(
            *internal.value(),
            internal.pointer(),
            Spelling::Upper,
            facts,
        );
        environment.read(facts);
        environment.read_named(facts);
        expose_inputs(facts);
    }
    if let Some(trigger) = read_workflow(facts) {
        let reference = trigger.value.reference().unwrap_or_default().to_owned();
        facts.reference = Some(Fact::new(reference.into(), trigger.place.clone()));
        check_trigger(view, trigger, Bare::Refused, facts);
    }
    read_source(facts);
    check_image(facts);
    check_commits(facts);
}

/// The trigger by the environment: the repository of the workflow, at its reference.
pub(super) fn read_workflow<'a>(facts: &mut Facts<'a>) -> Option<Fact<SourceId>> {
    let Some(workflow) = facts.workflow_ref.clone() else {
        facts.problem(Stage::Source, Error::SourceMissing {});
        return None;
    };
    let Some((repository, path, reference)) = split_workflow(&workflow.value) else {
        let error = shape(workflow.place, "no workflow of a repository at a reference");
        facts.problem(Stage::Source, error);
        return None;
    };
    facts.workflow = Some(Fact::new(path.to_owned().into(), workflow.place.clone()));
    let text = format!("git+https://github.com/{repository}@{reference}");
    source(&text, &workflow.place, facts)
}

/// `owner/repository/path@reference`.
pub(super) fn split_workflow(text: &str) -> Option<(&str, &str, &str)> {
    let (name, reference) = text.split_once('@')?;
    let owner = name.split('/').next()?;
    let rest = name.strip_prefix(owner)?.strip_prefix('/')?;
    let (repository, path) = rest.split_once('/')?;
    let end = owner
        .len()
        .saturating_add(1)
        .saturating_add(repository.len());
    (!owner.is_empty() && !repository.is_empty() && !path.is_empty() && !reference.is_empty())
        .then(|| Some((name.get(..end)?, path, reference)))?
}

/// The parameter `source` repeats the source.
fn read_source(facts: &mut Facts<'_>) {
    let Some(parameter) = find(facts, "source") else {
        facts.problem(Stage::Source, Error::SourceMissing {});
        return;
    };
    let uri = parameter.value.member("uri").and_then(|uri| uri.as_str());
    let digest = parameter.value.member("digest");
    let (place, digest_place) = (
        parameter.place.member("uri"),
        parameter.place.member("digest"),
    );
    let Some(uri) = uri else {
        facts.problem(Stage::Source, Error::SourceMissing {});
        return;
    };
    let named = source(&uri, &place, facts);
    if let (Some(named), Some(of_dependency)) = (&named, &facts.source) {
        let is_same = named.value.is_same_repository(&of_dependency.value)
            && named.value.reference() == of_dependency.value.reference();
        if !is_same {
            let error = Error::TriggerMismatch {
                trigger: named.value.to_string(),
                origin: of_dependency.value.to_string(),
            };
            facts.problem(Stage::Source, error);
        }
    }
    for name in ["sha1", "gitCommit"] {
        let commit = digest
            .and_then(|set| set.member(name))
            .and_then(|id| id.as_str());
        if let Some(commit) = commit {
            facts
                .commits
                .push(Fact::new(commit, digest_place.member(name)));
        }
    }
}

/// The image that builds must be pinned.
fn check_image(facts: &mut Facts<'_>) {
    let image = find(facts, "builderImage");
    let place = image.as_ref().map_or_else(
        || {
            Place::root()
                .member("buildDefinition")
                .member("externalParameters")
        },
        |image| image.place.clone(),
    );
    let is_pinned = image
        .and_then(|image| image.value.member("digest"))
        .and_then(|digest| digest.member("sha256"))
        .and_then(|digest| digest.as_str())
        .is_some_and(|digest| Digest::from_hex(Algorithm::Sha256, &digest).is_ok());
    if !is_pinned {
        let found = "builderImage".to_owned();
        facts.problem(Stage::Other, Error::DepsUnpinned { place, found });
    }
}

fn find<'a>(facts: &Facts<'a>, name: &str) -> Option<Parameter<'a>> {
    let mut list = facts.parameters.iter();
    list.find(|parameter| parameter.name == name).cloned()
}
